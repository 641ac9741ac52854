//! How long a clock takes: `cargo bench -p requests`.

use divan::{Bencher, black_box};
use law::Law;
use requests::clock::{ClockInput, reckon};

const WHOLE_WAY: &str = r#"{"organisation":"330100","received_on":"2024-03-01","as_of":"2024-05-10","events":[
{"on":"2024-03-05","kind":"clarification-requested","until":"2024-03-26"},{"on":"2024-03-20","kind":"clarified"},
{"on":"2024-03-25","kind":"third-party-consulted","delivered_on":"2024-03-28"},{"on":"2024-04-10","kind":"third-party-answered"},
{"on":"2024-04-12","kind":"extended","working_days":20},{"on":"2024-04-15","kind":"body-consulted"},
{"on":"2024-04-18","kind":"body-answered"}]}"#;

fn main() {
    divan::main();
}

#[divan::bench]
fn receipt_only(bencher: Bencher) {
    let law = Law::load(None).expect("the built-in rules are sound");
    let input = ClockInput::parse(r#"{"received_on":"2024-03-01","as_of":"2024-03-10","events":[]}"#).expect("an input");
    bencher.bench_local(|| reckon(black_box(&input), &law));
}

#[divan::bench]
fn a_whole_way(bencher: Bencher) {
    let law = Law::load(None).expect("the built-in rules are sound");
    let input = ClockInput::parse(WHOLE_WAY).expect("an input");
    bencher.bench_local(|| reckon(black_box(&input), &law));
}

#[divan::bench]
fn read_from_json(bencher: Bencher) {
    bencher.bench_local(|| ClockInput::parse(black_box(WHOLE_WAY)));
}
