//! Files made for tests, and readers of another make to look at what came out.

use std::collections::BTreeSet;
use std::io::Read;
use std::process::Command;
use std::sync::{Arc, OnceLock};

use flate2::read::ZlibDecoder;
use krilla::geom::Point;
use krilla::page::PageSettings;

use crate::{Area, BoxStyle, Document, DraftLayer, Face, Flag, Layer, Limits, Mark, Phrase, Redacted, redact};

mod active;
mod files;
mod images;
mod layers;
mod mutated;
mod outside;
mod properties;
mod redacting;

use files::{raw, raw_objects, stream, utf16_hex};

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// The Chinese font of the machine; without one (package fonts-noto-cjk) nothing here can be tested.
fn face() -> Face {
    static FACE: OnceLock<Face> = OnceLock::new();
    FACE.get_or_init(|| Face::new(Arc::new(std::fs::read(FONT).expect("fonts-noto-cjk is installed"))).unwrap()).clone()
}

fn say(phrase: &Phrase) -> String {
    let arguments: Vec<String> = phrase.arguments().into_iter().map(|(_, value)| value).collect();
    match phrase {
        Phrase::Withheld { .. } => format!("第{}页不予公开", arguments[0]),
        Phrase::WithheldGround { .. } => format!("依据：{} {}", arguments[0], arguments[1]),
        Phrase::NotesTitle => "区分处理说明".into(),
        Phrase::Boxes { .. } => format!("第{}页：遮盖{}处，依据{}", arguments[0], arguments[1], arguments[2]),
        Phrase::NotGiven { .. } => format!("第{}页：不予公开，依据{}", arguments[0], arguments[1]),
        Phrase::Duplicate { .. } => format!("第{}页与第{}页相同", arguments[0], arguments[1]),
    }
}

fn open(bytes: Vec<u8>) -> Document {
    Document::open(bytes, &face(), Limits::default()).unwrap()
}

fn mark(page: usize, area: Area) -> Mark {
    Mark { page, area, ground: "privacy".into(), article: "第十五条".into(), label: "个人隐私".into(), style: BoxStyle::Black }
}

/// A file set by krilla: each page lines of text on A4.
fn set(pages: &[&[&str]]) -> Vec<u8> {
    let font = face().krilla().unwrap();
    let mut document = krilla::Document::new();
    document.set_metadata(krilla::metadata::Metadata::new().title("张三的申请".into()).authors(vec!["张三".into()]));
    for lines in pages {
        let mut page = document.start_page_with(PageSettings::from_wh(595.0, 842.0).unwrap());
        let mut surface = page.surface();
        for (index, line) in lines.iter().enumerate() {
            let start = Point::from_xy(72.0, 100.0 + 30.0 * index as f32);
            surface.draw_text(start, font.clone(), 14.0, line, false, krilla::text::TextDirection::Auto);
        }
        surface.finish();
        page.finish();
    }
    document.finish().unwrap()
}

/// A Chinese page written by hand in a font that is not in the file, with Latin text in Helvetica.
fn raw_page(content: &str) -> Vec<u8> {
    raw(&raw_objects(content), "")
}

/// The layer that takes a text out everywhere, and leaves the rest.
fn without(document: &Document, texts: &[&str]) -> Layer {
    let mut draft = DraftLayer::new(document.page_count());
    for text in texts {
        let found = document.find(text).unwrap();
        assert!(!found.places.is_empty(), "{text} was not found");
        draft.mark_everywhere(&found, &mark(0, found.places[0].area));
    }
    draft.pages.iter_mut().filter(|flag| flag.is_none()).for_each(|flag| *flag = Some(Flag::Full));
    draft.settle().unwrap()
}

fn redacted(document: &Document, layer: &Layer) -> Redacted {
    redact(document, layer, &say).unwrap()
}

/// The whole file and each of its streams unpacked, by other code than the crate's own.
fn all_bytes(file: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![file.to_vec()];
    for start in 0..file.len().saturating_sub(2) {
        if file[start] & 0x0f == 8 && (u16::from(file[start]) << 8 | u16::from(file[start + 1])).is_multiple_of(31) {
            let mut unpacked = Vec::new();
            let _ = ZlibDecoder::new(&file[start..]).take(64 << 20).read_to_end(&mut unpacked);
            if unpacked.len() > 16 {
                all.push(unpacked);
            }
        }
    }
    all
}

/// No encoding of the text stands anywhere in the file, packed or not.
fn assert_gone(file: &[u8], text: &str) {
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gbk = encoding_rs::GBK.encode(text).0.into_owned();
    let upper: Vec<u8> = utf16_hex(text).into_bytes();
    let lower: Vec<u8> = utf16_hex(text).to_lowercase().into_bytes();
    let needles: BTreeSet<Vec<u8>> = [text.as_bytes().to_vec(), big, little, gbk, upper, lower].into_iter().collect();
    for bytes in all_bytes(file) {
        for needle in &needles {
            assert!(memchr::memmem::find(&bytes, needle).is_none(), "{text} stands in the file as {needle:x?}");
        }
    }
}

/// What poppler said; where it is not installed nothing, which fails in `.ci/run`, where no check may be skipped.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment what there is")]
fn here<T>(run: std::io::Result<T>) -> Option<T> {
    if let Err(error) = &run {
        assert!(std::env::var_os("GONGKAI_CI").is_none(), "poppler-utils: {error}; in .ci/run nothing may be skipped");
        eprintln!("skipped: poppler-utils is not installed");
    }
    run.ok()
}

/// The text as poppler reads it; `None` where it is not installed.
fn poppler_text(file: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.pdf");
    std::fs::write(&path, file).unwrap();
    let output = here(Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output())?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// A page drawn by poppler in grey: width, height, pixels; `None` where it is not installed.
fn poppler_pixels(file: &[u8], page: usize) -> Option<(usize, usize, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let (path, root) = (folder.path().join("file.pdf"), folder.path().join("page"));
    std::fs::write(&path, file).unwrap();
    let number = (page + 1).to_string();
    let arguments = ["-gray", "-r", "200", "-f", &number, "-l", &number, "-singlefile"];
    let status = here(Command::new("pdftoppm").args(arguments).arg(&path).arg(&root).status())?;
    assert!(status.success());
    let file = std::fs::read(root.with_extension("pgm")).unwrap();
    let mut fields = file.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut number = || String::from_utf8(fields.next().unwrap().to_vec()).unwrap();
    assert_eq!(number(), "P5");
    let (width, height): (usize, usize) = (number().parse().unwrap(), number().parse().unwrap());
    let pixels = file[file.len() - width * height..].to_vec();
    Some((width, height, pixels))
}

fn no_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
