//! Files made to hang, to crash or to fill the memory, through the process that a server has them drawn in. Each is
//! answered in its term and within its memory, and none by the death of that process: what a file asks is reckoned before.
//! And what comes out of that process is what comes out without it.
//!
//! The program starts itself: as the child it draws, otherwise it runs the tests.

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

use redaction::{Area, BoxStyle, Document, DraftLayer, Drawer, Face, Flag, Layer, Limits, Mark, Phrase, RedactionError, answer, redact};
use sandbox::Sandbox;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// What the drawing of a file may take, the program around it and the font among it.
const PROCESS: sandbox::Limits = sandbox::Limits {
    short: Duration::from_secs(15),
    long: Duration::from_secs(30),
    memory: 1_500 << 20,
    at_once: 1,
    waiting: 0,
    wait: Duration::ZERO,
};

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

fn apart(limits: Limits) -> Drawer {
    let program = std::env::current_exe().unwrap();
    Drawer::new(Sandbox::process(program, vec!["child".into()], PROCESS), FONT.into(), limits)
}

/// A strip over the first page.
fn layer(pages: usize) -> Layer {
    let mut draft = DraftLayer::new(pages);
    draft.add(Mark {
        page: 0,
        area: Area { x: 0, y: 0, width: 10_000, height: 2_000 },
        ground: "privacy".into(),
        article: "第十五条".into(),
        label: "个人隐私".into(),
        style: BoxStyle::Black,
    });
    draft.pages.iter_mut().filter(|flag| flag.is_none()).for_each(|flag| *flag = Some(Flag::Full));
    draft.settle().unwrap()
}

fn say(phrase: &Phrase) -> String {
    format!("{:?}", phrase.arguments())
}

/// Everything that the portal does with a file.
fn walk(file: &[u8], drawer: &Drawer) -> Result<(), RedactionError> {
    let facts = drawer.facts(file)?;
    drawer.draw(file, 0, 60)?;
    drawer.sheet(file, 0)?;
    drawer.states(file)?;
    drawer.find(file, "张三")?;
    drawer.redact(file, &layer(facts.pages), &say).map(drop)
}

fn hostile_files_are_answered_in_bounded_time_and_memory() {
    let drawer = apart(limits());
    let mut faults = Vec::new();
    for case in syntax::cases().into_iter().chain(bombs::cases()).chain(pictures::cases()) {
        let begin = Instant::now();
        let answer = walk(&case.bytes, &drawer);
        let said = answer.as_ref().map_or_else(ToString::to_string, |()| "redacted".to_owned());
        println!("{:>6} ms {:>9} bytes  {}: {said}", begin.elapsed().as_millis(), case.bytes.len(), case.name);
        let wrong = [RedactionError::Broke, RedactionError::Busy, RedactionError::Unavailable];
        if answer.is_err_and(|error| matches!(error, RedactionError::Leak(_)) || wrong.contains(&error)) {
            faults.push(format!("{}: {said}", case.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Pages with text, set by hand.
fn plain() -> Vec<u8> {
    page("", "BT /H 14 Tf 72 700 Td (hello) Tj ET BT /S 14 Tf 72 500 Td <5F204E094E2D> Tj ET 0.5 g 100 100 50 50 re f", &[])
}

fn what_comes_out_is_what_comes_out_without_the_process() {
    let face = Face::new(Arc::new(std::fs::read(FONT).expect("fonts-noto-cjk is installed"))).unwrap();
    let (file, drawer) = (plain(), apart(Limits::default()));
    let document = Document::open(file.clone(), &face, Limits::default()).unwrap();
    let facts = drawer.facts(&file).unwrap();
    assert_eq!((facts.kind, facts.pages), (document.kind(), document.page_count()));
    assert_eq!(drawer.draw(&file, 0, 110).unwrap(), document.draw(0, 110).unwrap());
    let sheet = drawer.sheet(&file, 0).unwrap();
    assert_eq!((Some(sheet.size), sheet.state), (document.page_size(0), document.page_text(0).unwrap().state));
    assert_eq!(drawer.find(&file, "张三").unwrap(), document.find("张三").unwrap());
    assert_eq!(drawer.redact(&file, &layer(1), &say).unwrap(), redact(&document, &layer(1), &say).unwrap());
    let here = Drawer::new(Sandbox::here(answer), FONT.into(), Limits::default());
    assert_eq!(here.draw(&file, 0, 110), drawer.draw(&file, 0, 110));
    let errors = [drawer.draw(&file, 7, 110).unwrap_err(), drawer.facts(b"nothing").unwrap_err()];
    assert_eq!(errors, [RedactionError::NoSuchPage { page: 7 }, RedactionError::UnknownKind]);
    assert_eq!(drawer.redact(&file, &layer(2), &say), Err(RedactionError::WrongLayer));

    // What it costs, for whoever looks.
    let time = |work: &dyn Fn()| {
        work();
        let begin = Instant::now();
        (0..10).for_each(|_| work());
        begin.elapsed() / 10
    };
    let opened = time(&|| drop(Document::open(file.clone(), &face, Limits::default()).unwrap().draw(0, 110).unwrap()));
    let read = time(&|| drop(Face::new(Arc::new(std::fs::read(FONT).unwrap())).unwrap()));
    println!("a page: {opened:?} here, {:?} apart; the font alone {read:?}", time(&|| drop(drawer.draw(&file, 0, 110).unwrap())));
}

fn a_file_that_outlasts_its_term_or_its_memory_is_an_error_and_the_next_is_drawn() {
    let (file, program) = (plain(), std::env::current_exe().unwrap());
    let limited = |limits| Drawer::new(Sandbox::process(program.clone(), vec!["child".into()], limits), FONT.into(), Limits::default());
    let poor = limited(sandbox::Limits { memory: 60 << 20, ..PROCESS });
    assert_eq!(poor.draw(&file, 0, 110), Err(RedactionError::Broke));
    let endless = vec!["-c".into(), "while :; do :; done".into()];
    let hurried = Sandbox::process("/bin/sh".into(), endless, sandbox::Limits { short: Duration::from_secs(1), ..PROCESS });
    let begin = Instant::now();
    assert_eq!(Drawer::new(hurried, FONT.into(), Limits::default()).draw(&file, 0, 110), Err(RedactionError::TooComplex));
    assert!(begin.elapsed() < Duration::from_secs(3));
    let other = Sandbox::process("/bin/echo".into(), vec!["{}".into()], PROCESS);
    assert_eq!(Drawer::new(other, FONT.into(), Limits::default()).facts(&file), Err(RedactionError::Broke));
    let no_font = Drawer::new(Sandbox::process(program.clone(), vec!["child".into()], PROCESS), Path::new("/nonexistent").into(), limits());
    assert_eq!(no_font.facts(&file), Err(RedactionError::Broke));
    assert_eq!(Drawer::new(Sandbox::none(), FONT.into(), limits()).facts(&file), Err(RedactionError::Unavailable));
    assert!(limited(PROCESS).draw(&file, 0, 110).is_ok());
}

fn main() {
    if std::env::args().nth(1).as_deref() == Some("child") {
        sandbox::serve(answer).unwrap();
        return;
    }
    let tests: [(&str, fn()); 3] = [
        ("what_comes_out_is_what_comes_out_without_the_process", what_comes_out_is_what_comes_out_without_the_process),
        (
            "a_file_that_outlasts_its_term_or_its_memory_is_an_error_and_the_next_is_drawn",
            a_file_that_outlasts_its_term_or_its_memory_is_an_error_and_the_next_is_drawn,
        ),
        ("hostile_files_are_answered_in_bounded_time_and_memory", hostile_files_are_answered_in_bounded_time_and_memory),
    ];
    for (name, test) in tests {
        test();
        println!("test {name} ... ok");
    }
}
