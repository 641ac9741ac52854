//! Examines a redacted file: reads it as anybody could, and looks for what must not be there.

use std::collections::HashMap;

use hayro::kurbo::{Point, Rect};

use crate::area::PageSize;
use crate::device::{Reading, Shown};
use crate::document::{Document, Limits};
use crate::face::Reader;
use crate::layer::{Layer, Mark};
use crate::needles::{Needles, examine_png, parts};
use crate::phrases::Phrase;
use crate::picture::{Picture, for_each_pixel};
use crate::sheets::{Line, Sheet};
use crate::text::{Run, fold};
use crate::write::{Plan, Planned, burn, pdf, plan};
use crate::{Leak, RedactionError};

/// JPEG blurs the edges of boxes, by what is beside them, never by what was under them.
const BLURRED_EDGE: u32 = 16;
const BLUR: u8 = 160;
const BLUR_INSIDE: u8 = 12;

/// Examines a file that [`redact`](crate::redact) made, as it does itself: the pixels of every box, the text and where
/// it stands, the structure, and all bytes, packed and unpacked, for removed words in several encodings.
///
/// # Errors
/// [`RedactionError::Leak`] says what was found; the others that the original could not be read.
pub fn check(original: &Document, redacted: &[u8], layer: &Layer, say: &dyn Fn(&Phrase) -> String) -> Result<(), RedactionError> {
    check_plan(original, &plan(original, layer, say)?, redacted)
}

pub(crate) fn check_plan(original: &Document, plan: &Plan, redacted: &[u8]) -> Result<(), RedactionError> {
    match &plan.image {
        Some(expected) => check_image(original, plan, expected, redacted),
        None => check_pdf(original, plan, redacted),
    }
}

fn check_image(original: &Document, plan: &Plan, expected: &Picture, redacted: &[u8]) -> Result<(), RedactionError> {
    examine_png(redacted)?;
    let picture = image::load_from_memory_with_format(redacted, image::ImageFormat::Png).map_err(|_| Leak::Unreadable)?.into_rgb8();
    let Some(Planned::Picture { size, marks, labels, .. }) = plan.pages.first() else { return Err(Leak::Pages.into()) };
    if picture.dimensions() != expected.dimensions() {
        return Err(Leak::Pages.into());
    }
    // Boxes and labels alone, on nothing of the original.
    let mut bare = Picture::new(picture.width(), picture.height());
    crate::picture::cover(&mut bare, marks.iter());
    let lines: Vec<Line> = labels.iter().flatten().cloned().collect();
    burn(&mut bare, *size, &lines, original.face())?;
    let mut same = true;
    for mark in marks {
        for_each_pixel(picture.width(), picture.height(), mark, |x, y, _| same &= picture.get_pixel(x, y) == bare.get_pixel(x, y));
    }
    if same { Ok(()) } else { Err(Leak::Pixels { page: 0 }.into()) }
}

fn check_pdf(original: &Document, plan: &Plan, redacted: &[u8]) -> Result<(), RedactionError> {
    let parts = parts(redacted)?;
    parts.examine_structure()?;
    let limits = Limits { bytes: usize::MAX, pages: usize::MAX, unpacked: u64::MAX, ..original.limits() };
    let opened = Document::open(redacted.to_vec(), original.face(), limits).map_err(|_| Leak::Unreadable)?;
    if opened.page_count() != plan.pages.len() {
        return Err(Leak::Pages.into());
    }
    let face = original.face().reader()?;
    for (page, planned) in plan.pages.iter().enumerate() {
        let reading = opened.read(page, true).map_err(|_| Leak::Unreadable)?;
        let size = opened.page_size(page).ok_or(Leak::Pages)?;
        check_page(page, planned, &reading, size, &face)?;
    }
    let allowed = format!("{}{}", plan.kept, fold(&plan.printed()));
    // What every file of ours says anyway tells nothing about this one.
    let bare = Sheet { size: PageSize { width: 100.0, height: 100.0 }, lines: vec![line("的a")] };
    let bare = pdf(&[Planned::Sheet(bare)], original.face())?;
    let needles = Needles::new(&plan.removed, &allowed, &crate::needles::parts(&bare)?);
    parts.examine(redacted, &needles)?;
    Ok(())
}

fn line(text: &str) -> Line {
    Line { x: 10.0, baseline: 50.0, size: 10.0, white: false, text: text.to_owned() }
}

fn check_page(page: usize, planned: &Planned, reading: &Reading, size: PageSize, face: &Reader<'_>) -> Result<(), Leak> {
    if reading.undrawable.is_some() {
        return Err(Leak::Unreadable);
    }
    if reading.paths > 0 {
        return Err(Leak::Structure { what: "shapes".into() });
    }
    match planned {
        Planned::Picture { runs, marks, labels, .. } => {
            let [shown] = reading.pictures.as_slice() else { return Err(Leak::Structure { what: "other pictures".into() }) };
            check_pixels(page, shown, marks, size)?;
            let printed = labels.iter().flatten().flat_map(|line| line.text.chars());
            let kept = runs.iter().flat_map(|run: &Run| run.characters.iter().map(|(c, _)| *c));
            check_counts(page, reading, kept.chain(printed), face)?;
            check_places(page, reading, marks, labels, size, face)
        }
        Planned::Sheet(sheet) => {
            if !reading.pictures.is_empty() {
                return Err(Leak::Structure { what: "other pictures".into() });
            }
            check_counts(page, reading, sheet.lines.iter().flat_map(|line| line.text.chars()), face)
        }
    }
}

/// Every pixel of a box has the colour of the box.
fn check_pixels(page: usize, shown: &Shown, marks: &[Mark], size: PageSize) -> Result<(), Leak> {
    let sheet = Rect::new(0.0, 0.0, f64::from(size.width), f64::from(size.height));
    let misplaced = [(shown.place.x0, sheet.x0), (shown.place.y0, sheet.y0), (shown.place.x1, sheet.x1), (shown.place.y1, sheet.y1)]
        .into_iter()
        .any(|(is, should)| (is - should).abs() > 0.1);
    let picture = Picture::from_raw(shown.width, shown.height, shown.rgb.clone()).ok_or(Leak::Unreadable)?;
    // Boxes may lie over each other.
    let mut bare = Picture::new(shown.width, shown.height);
    crate::picture::cover(&mut bare, marks.iter());
    let mut covered = !misplaced;
    for mark in marks {
        let crossed = marks.iter().filter(|other| other.area.touches(&mark.area)).count() > 1;
        for_each_pixel(shown.width, shown.height, mark, |x, y, inset| {
            let allowed = match (shown.lossy, crossed || inset < BLURRED_EDGE) {
                (false, _) => 0,
                (true, true) => BLUR,
                (true, false) => BLUR_INSIDE,
            };
            let should = bare.get_pixel(x, y).0;
            covered &= picture.get_pixel(x, y).0.iter().zip(should).all(|(is, should)| is.abs_diff(should) <= allowed);
        });
    }
    if covered { Ok(()) } else { Err(Leak::Pixels { page }) }
}

fn glyph_of(c: char, face: &Reader<'_>) -> u32 {
    face.glyph(c).map_or(u32::from(c) | 1 << 31, |(glyph, _)| glyph)
}

/// The page says no character more often than planned. Characters that share a glyph are one.
fn check_counts(page: usize, reading: &Reading, planned: impl Iterator<Item = char>, face: &Reader<'_>) -> Result<(), Leak> {
    let mut left: HashMap<u32, usize> = HashMap::new();
    planned.for_each(|c| *left.entry(glyph_of(c, face)).or_default() += 1);
    for glyph in &reading.glyphs {
        match left.get_mut(&glyph_of(glyph.text, face)) {
            Some(count @ 1..) => *count -= 1,
            _ => return Err(Leak::Text { page }),
        }
    }
    Ok(())
}

/// In a box stands nothing but its label.
fn check_places(
    page: usize,
    reading: &Reading,
    marks: &[Mark],
    labels: &[Vec<Line>],
    size: PageSize,
    face: &Reader<'_>,
) -> Result<(), Leak> {
    let rects: Vec<Rect> = marks.iter().map(|mark| mark.area.rect(size)).collect();
    let inside = |rect: &Rect, probe: Point| rect.contains(probe);
    for glyph in &reading.glyphs {
        let over: Vec<usize> = (0..rects.len()).filter(|index| inside(&rects[*index], glyph.probe())).collect();
        let own = over.iter().any(|index| {
            let mut said = labels[*index].iter().flat_map(|line| line.text.chars());
            said.any(|c| glyph_of(c, face) == glyph_of(glyph.text, face))
        });
        if !over.is_empty() && (!own || glyph.hidden) {
            return Err(Leak::Text { page });
        }
    }
    Ok(())
}
