//! Files made to hang, to crash or to fill the memory. Each is answered, nothing goes on running behind the answer, and
//! the memory stays within bounds. One test, in a program of its own, because it looks at the whole process.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

#[path = "hostile/bombs.rs"]
mod bombs;
#[path = "../src/tests/files.rs"]
#[expect(dead_code, reason = "the crate's own tests use what is not used here")]
mod files;
#[path = "hostile/pictures.rs"]
mod pictures;
#[path = "hostile/syntax.rs"]
mod syntax;

use redaction::{Area, BoxStyle, Document, DraftLayer, Face, Flag, Limits, Mark, RedactionError, redact};
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What the whole of it may take, in kilobytes: the limits of a file, and the program around it.
const MOST_MEMORY: u64 = 1_500_000;

/// A file with what it is.
pub struct Case {
    name: &'static str,
    bytes: Vec<u8>,
}

/// A file with a name.
pub fn case(name: &'static str, bytes: Vec<u8>) -> Case {
    Case { name, bytes }
}

/// A page with these objects behind the eight of [`files::raw_objects`], and this content. `resources` stand on the page.
pub fn page(resources: &str, content: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = files::raw_objects(content);
    objects[2] = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /H 5 0 R /S 6 0 R >> {resources} >> >>"
    )
    .into_bytes();
    objects.extend_from_slice(more);
    files::raw(&objects, "")
}

fn limits() -> Limits {
    Limits { seconds: 2, dpi: 72, pixels: 4_000_000, unpacked: 64 << 20, ..Limits::default() }
}

/// Everything that the portal does with a file.
fn walk(bytes: Vec<u8>, face: &Face) -> Result<(), RedactionError> {
    let document = Document::open(bytes, face, limits())?;
    let _ = document.thumbnail(0, 100)?;
    let _ = document.find("张三")?;
    let mut draft = DraftLayer::new(document.page_count());
    draft.add(Mark {
        page: 0,
        area: Area { x: 0, y: 0, width: 10_000, height: 2_000 },
        ground: "privacy".into(),
        article: "第十五条".into(),
        label: "个人隐私".into(),
        style: BoxStyle::Black,
    });
    draft.pages.iter_mut().filter(|flag| flag.is_none()).for_each(|flag| *flag = Some(Flag::Full));
    redact(&document, &draft.settle().unwrap(), &|phrase| format!("{:?}", phrase.arguments())).map(drop)
}

fn status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix(name))?.trim().trim_end_matches(" kB").trim().parse().ok()
}

/// Threads of the crate that still run.
fn running() -> usize {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return 0 };
    let name = |task: fs::DirEntry| fs::read_to_string(task.path().join("comm")).unwrap_or_default();
    tasks.flatten().filter(|task| task.path().exists()).map(name).filter(|name| name.trim() == "redaction").count()
}

#[test]
fn hostile_files_are_answered_in_bounded_time_and_memory() {
    let font = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
    let face = Face::new(Arc::new(fs::read(font).expect("fonts-noto-cjk is installed"))).unwrap();
    let mut faults = Vec::new();
    for case in syntax::cases().into_iter().chain(bombs::cases()).chain(pictures::cases()) {
        let (begin, size) = (Instant::now(), case.bytes.len());
        let answer = walk(case.bytes, &face);
        let took = begin.elapsed();
        let memory = status("VmHWM:").unwrap_or(0);
        let said = answer.as_ref().map_or_else(ToString::to_string, |()| "redacted".to_owned());
        println!("{:>6} ms {:>5} MB {size:>9} bytes  {}: {said}", took.as_millis(), memory / 1024, case.name);
        // A thread ends a moment after its answer was sent, on a machine that is busy a while.
        for _ in 0..1_000 {
            if running() == 0 {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        if running() > 0 {
            faults.push(format!("{}: it still runs", case.name));
        }
        if matches!(answer, Err(RedactionError::Leak(_) | RedactionError::Busy)) {
            faults.push(format!("{}: {said}", case.name));
        }
        if memory > MOST_MEMORY {
            faults.push(format!("{}: {memory} kB", case.name));
            break;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
