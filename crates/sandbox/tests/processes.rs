//! Children that do everything a reader of foreign bytes may do, each in a process of its own. The program starts itself:
//! as the child it does what the task says, otherwise it runs the tests.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use sandbox::{Answer, Ended, Handed, Limits, Sandbox, Task, Term, serve};
use std::path::Path;
use std::time::{Duration, Instant};

const LIMITS: Limits = Limits {
    short: Duration::from_secs(2),
    long: Duration::from_secs(20),
    memory: 256 << 20,
    at_once: 2,
    waiting: 1,
    wait: Duration::from_millis(50),
};

/// What the child does.
fn worker(handed: Handed) -> Answer {
    let said = |text: String| Answer { head: text.into_bytes(), body: Vec::new() };
    match handed.head.as_slice() {
        b"echo" => Answer { head: handed.read, body: handed.body },
        b"loop" => loop {
            std::hint::black_box(0);
        },
        b"sleep" => {
            std::thread::sleep(Duration::from_secs(3_600));
            Answer::default()
        }
        b"eat" => {
            let mut eaten = Vec::new();
            loop {
                eaten.push(vec![1_u8; 16 << 20]);
                std::hint::black_box(&eaten);
            }
        }
        b"overflow" => said(deep(u64::MAX).to_string()),
        b"panic" => panic!("as a reader might"),
        b"lie" => {
            println!("gongkai\u{1}and so on");
            std::process::exit(0)
        }
        b"surroundings" => {
            // None can be opened: what is there is counted before.
            let opened = std::fs::File::open("/dev/null").is_ok();
            let connected = std::net::TcpListener::bind("127.0.0.1:0").is_ok();
            let environment = std::env::vars_os().count();
            said(format!("{opened} {connected} {environment} {}", std::env::current_dir().unwrap().display()))
        }
        _ => Answer::default(),
    }
}

/// Deeper than any stack.
fn deep(left: u64) -> u64 {
    let room = std::hint::black_box([left; 512]);
    if left == 0 { 0 } else { room[7].wrapping_add(deep(left - 1)) }
}

fn task<'a>(what: &'static str, body: &'a [u8]) -> Task<'a> {
    Task {
        name: what,
        term: Term::Short,
        reads: Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")),
        head: what.as_bytes(),
        body,
    }
}

fn sandbox() -> Sandbox {
    Sandbox::process(std::env::current_exe().unwrap(), vec!["child".into()], LIMITS)
}

fn what_is_asked_is_answered() {
    let body: Vec<u8> = (0..5_000_000_u32).map(|place| place as u8).collect();
    let answer = sandbox().ask(&task("echo", &body)).unwrap();
    assert_eq!(answer.body, body);
    assert!(answer.head.starts_with(b"[package]"), "the file of ours is read");
}

fn whoever_never_ends_is_ended_in_its_term() {
    let sandbox = sandbox();
    for what in ["loop", "sleep"] {
        let begin = Instant::now();
        assert_eq!(sandbox.ask(&task(what, &vec![7; 3_000_000])), Err(Ended::TooLong), "{what}");
        assert!(begin.elapsed() < LIMITS.short * 2, "{what}: {:?}", begin.elapsed());
        assert_eq!(sandbox.ask(&task("echo", b"next")).unwrap().body, b"next", "the next one is answered");
    }
}

fn whoever_breaks_dies_alone() {
    let sandbox = sandbox();
    for what in ["eat", "overflow", "panic", "lie"] {
        assert_eq!(sandbox.ask(&Task { term: Term::Long, ..task(what, b"") }), Err(Ended::Died), "{what}");
    }
    assert_eq!(sandbox.ask(&task("echo", b"next")).unwrap().body, b"next");
}

fn a_child_has_nothing_around_it() {
    let answer = sandbox().ask(&task("surroundings", b"")).unwrap();
    assert_eq!(String::from_utf8(answer.head).unwrap(), "false false 0 /");
}

/// Their ids.
fn children() -> Vec<String> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let of = |path: std::path::PathBuf| std::fs::read_to_string(path.join("children")).unwrap_or_default();
    tasks.flat_map(|task| of(task.unwrap().path()).split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// How many descriptors each child has.
fn descriptors() -> Vec<usize> {
    children().iter().map(|child| std::fs::read_dir(format!("/proc/{child}/fd")).unwrap().count()).collect()
}

/// The three, and what whoever started this program left open for every child of it.
fn handed_down() -> usize {
    let flags = std::fs::read_dir("/proc/self/fdinfo").unwrap().flatten().filter_map(|entry| {
        let number: usize = entry.file_name().to_str()?.parse().ok()?;
        let info = std::fs::read_to_string(entry.path()).ok()?;
        let flags = info.lines().find_map(|line| line.strip_prefix("flags:"))?.trim().to_owned();
        Some((number, usize::from_str_radix(&flags, 8).unwrap()))
    });
    let closed_on_exec = 0o2_000_000;
    3 + flags.filter(|(number, flags)| *number > 2 && flags & closed_on_exec == 0).count()
}

fn no_more_run_at_once_than_may() {
    let sandbox = sandbox();
    // One of ours that is open meanwhile.
    let _open = std::fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    std::thread::scope(|scope| {
        let long: Vec<_> = (0..2).map(|_| scope.spawn(|| sandbox.ask(&task("sleep", b"")))).collect();
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(sandbox.ask(&task("echo", b"")), Err(Ended::Busy));
        assert_eq!(descriptors(), [handed_down(); 2], "each has the three pipes and nothing that this program opened");
        long.into_iter().for_each(|one| assert_eq!(one.join().unwrap(), Err(Ended::TooLong)));
    });
    assert!(sandbox.ask(&task("echo", b"")).is_ok());
}

fn where_no_process_starts_that_is_said() {
    let nowhere = Sandbox::process("/nonexistent/gongkai".into(), Vec::new(), LIMITS);
    assert!(matches!(nowhere.ask(&task("echo", b"")), Err(Ended::Unavailable(_))));
    let other = Sandbox::process("/bin/true".into(), Vec::new(), LIMITS);
    assert_eq!(other.ask(&task("echo", &vec![7; 3_000_000])), Err(Ended::Died));
    assert!(matches!(Sandbox::none().ask(&task("echo", b"")), Err(Ended::Unavailable(_))));
    assert_eq!(Sandbox::here(worker).ask(&task("echo", b"here")).unwrap().body, b"here");
}

/// None of them is left behind, not even as a zombie.
fn nobody_is_left() {
    assert_eq!(children(), [""; 0]);
}

fn main() {
    if std::env::args().nth(1).as_deref() == Some("child") {
        serve(worker).unwrap();
        return;
    }
    let tests: [(&str, fn()); 7] = [
        ("what_is_asked_is_answered", what_is_asked_is_answered),
        ("whoever_never_ends_is_ended_in_its_term", whoever_never_ends_is_ended_in_its_term),
        ("whoever_breaks_dies_alone", whoever_breaks_dies_alone),
        ("a_child_has_nothing_around_it", a_child_has_nothing_around_it),
        ("no_more_run_at_once_than_may", no_more_run_at_once_than_may),
        ("where_no_process_starts_that_is_said", where_no_process_starts_that_is_said),
        ("nobody_is_left", nobody_is_left),
    ];
    for (name, test) in tests {
        let begin = Instant::now();
        test();
        println!("test {name} ... ok in {} ms", begin.elapsed().as_millis());
    }
}
