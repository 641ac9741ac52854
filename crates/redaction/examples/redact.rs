//! Takes texts out of a file: `redact FONT IN OUT TEXT…`. Says how long each step took.

use std::sync::Arc;
use std::time::Instant;

use redaction::{BoxStyle, Document, DraftLayer, Face, Flag, Limits, Mark, Phrase, redact, summary};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [font, input, output, texts @ ..] = arguments.as_slice() else { return Err("redact FONT IN OUT TEXT…".into()) };
    let face = Face::new(Arc::new(std::fs::read(font)?))?;
    let start = Instant::now();
    let document = Document::open(std::fs::read(input)?, &face, Limits::default())?;
    println!("opened {:?}: {} pages in {:?}", document.kind(), document.page_count(), start.elapsed());
    let start = Instant::now();
    let page = document.draw(0, 200)?;
    println!("the first page at 200 dpi: {} bytes in {:?}", page.len(), start.elapsed());
    let mut draft = DraftLayer::new(document.page_count());
    for text in texts {
        let start = Instant::now();
        let found = document.find(text)?;
        println!("{text}: {} places in {:?}", found.places.len(), start.elapsed());
        let Some(first) = found.places.first() else { continue };
        let like = Mark {
            page: first.page,
            area: first.area,
            ground: "privacy".into(),
            article: "第十五条".into(),
            label: "个人隐私 第十五条".into(),
            style: if draft.marks.is_empty() { BoxStyle::White } else { BoxStyle::Black },
        };
        draft.mark_everywhere(&found, &like);
    }
    draft.pages.iter_mut().for_each(|flag| _ = flag.get_or_insert(Flag::Full));
    let layer = draft.settle().map_err(|faults| format!("{faults:?}"))?;
    summary(&layer).iter().for_each(|row| println!("{row:?}"));
    let say = |phrase: &Phrase| {
        let words: Vec<String> = phrase.arguments().into_iter().map(|(name, value)| format!("{name} {value}")).collect();
        format!("{} {}", phrase.message_id(), words.join("，"))
    };
    let start = Instant::now();
    let new = redact(&document, &layer, &say)?;
    println!(
        "redacted: {} pages, {} bytes, {} words kept, {} removed, in {:?}",
        new.pages,
        new.bytes.len(),
        new.words_kept,
        new.words_removed,
        start.elapsed()
    );
    std::fs::write(output, new.bytes)?;
    Ok(())
}
