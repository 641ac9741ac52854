//! How long a deadline takes: `cargo bench -p calendar`.

use calendar::{CalendarNotice, Calendars, DivisionCode};
use divan::{Bencher, black_box};
use jiff::civil::date;

#[derive(serde::Deserialize)]
struct File {
    notice: Vec<CalendarNotice>,
}

fn calendars() -> Calendars {
    let files = [include_str!("../../../law/calendars/national.toml"), include_str!("../../../law/calendars/hangzhou-g20-2016.toml")];
    let read = |text| toml::from_str::<File>(text).expect("the calendars of law/ can be read").notice;
    Calendars::new(files.into_iter().flat_map(read).collect()).expect("the calendars of law/ agree")
}

fn main() {
    divan::main();
}

#[divan::bench(args = [15, 20, 40])]
fn national(bencher: Bencher, working_days: u32) {
    let calendars = calendars();
    bencher.bench_local(|| calendars.national().add(black_box(date(2016, 8, 17)), black_box(working_days)));
}

#[divan::bench]
fn local_with_lookup(bencher: Bencher) {
    let calendars = calendars();
    let city = DivisionCode::parse("330100").expect("a code");
    bencher.bench_local(|| calendars.at(black_box(city)).add(black_box(date(2016, 8, 17)), 20));
}

#[divan::bench]
fn count(bencher: Bencher) {
    let calendars = calendars();
    bencher.bench_local(|| calendars.national().count(black_box(date(2016, 8, 17)), black_box(date(2024, 3, 1))));
}

#[divan::bench]
fn day_by_day(bencher: Bencher) {
    let calendars = calendars();
    bencher.bench_local(|| calendars.national().walk(black_box(date(2019, 9, 20)), 20));
}
