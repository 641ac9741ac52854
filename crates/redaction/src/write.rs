//! Writes the new file.

use hayro::hayro_syntax::Pdf;
use krilla::color::rgb;
use krilla::geom::{Point, Size};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::{Data, SerializeSettings};

use crate::area::PageSize;
use crate::check::check_plan;
use crate::device::Glyph;
use crate::document::{Document, Kind};
use crate::face::{Face, Reader};
use crate::guard::within;
use crate::layer::{Flag, Layer, Mark};
use crate::phrases::Phrase;
use crate::picture::{Packed, Picture, cover, has_contrast, pack, png, render_over};
use crate::sheets::{Line, Sheet, draw, label, notes, print, withheld};
use crate::text::{Parting, Run, part};
use crate::{RedactionError, Undrawable};

/// How far, in points and besides a pixel, text must keep from a box to stay in the text layer.
const MARGIN: f64 = 0.2;
/// The language of the new files' labels.
const LANGUAGE: &str = "zh-CN";

/// A redacted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The file.
    pub bytes: Vec<u8>,
    /// PDF, or PNG for a picture that is not withheld.
    pub kind: Kind,
    /// Its pages, sheets of notes among them.
    pub pages: usize,
    /// Words (single Chinese characters each for itself) that can be searched in it.
    pub words_kept: usize,
    /// Words of the original that cannot: under boxes, on withheld pages, or not to be seen in the original.
    pub words_removed: usize,
}

/// The new file, page by page, before it is written.
pub(crate) struct Plan {
    pub(crate) pages: Vec<Planned>,
    /// Text that goes.
    pub(crate) removed: Vec<String>,
    /// Text that stays, folded, of all pages.
    pub(crate) kept: String,
    pub(crate) words_kept: usize,
    pub(crate) words_removed: usize,
    /// The picture of an image, which becomes a PNG.
    pub(crate) image: Option<Picture>,
}

pub(crate) enum Planned {
    Picture { size: PageSize, packed: Packed, runs: Vec<Run>, marks: Vec<Mark>, labels: Vec<Vec<Line>> },
    Sheet(Sheet),
}

/// Makes a new file without what the layer takes out, and examines it.
///
/// `say` words what the file says besides the labels; see [`Phrase`]. The same document, layer, font and words always
/// give the same bytes. A picture becomes a PNG, or a PDF when it is withheld.
///
/// # Errors
/// `WrongLayer`, `MissingCharacters`, `CannotDraw` and what else drawing can answer, and `Leak`: then there is no file.
pub fn redact(document: &Document, layer: &Layer, say: &dyn Fn(&Phrase) -> String) -> Result<Redacted, RedactionError> {
    let plan = plan(document, layer, say)?;
    let face = document.face();
    let (bytes, kind) = match &plan.image {
        Some(picture) => (png(picture)?, Kind::Png),
        None => (pdf(&plan.pages, face)?, Kind::Pdf),
    };
    check_plan(document, &plan, &bytes)?;
    Ok(Redacted { bytes, kind, pages: plan.pages.len(), words_kept: plan.words_kept, words_removed: plan.words_removed })
}

/// Decides what stays and what goes.
pub(crate) fn plan(document: &Document, layer: &Layer, say: &dyn Fn(&Phrase) -> String) -> Result<Plan, RedactionError> {
    if layer.pages().len() != document.page_count() {
        return Err(RedactionError::WrongLayer);
    }
    let face = document.face().reader()?;
    let mut plan = Plan { pages: Vec::new(), removed: Vec::new(), kept: String::new(), words_kept: 0, words_removed: 0, image: None };
    for (page, flag) in layer.pages().iter().enumerate() {
        let size = document.page_size(page).ok_or(RedactionError::NoSuchPage { page })?;
        match flag {
            Flag::Full | Flag::Partial => plan.picture(document, layer, page, size, &face)?,
            Flag::Withheld { .. } => {
                plan.count(part(&document.reading(page)?.glyphs, |_| false));
                plan.pages.extend(withheld(page, flag, size, &face, say).map(Planned::Sheet));
            }
            Flag::Duplicate { .. } => {
                plan.count(part(&document.reading(page)?.glyphs, |_| false));
            }
        }
    }
    if plan.image.is_none() {
        plan.pages.extend(notes(layer, &face, say).into_iter().map(Planned::Sheet));
    }
    let missing = face.missing(&plan.printed());
    if !missing.is_empty() {
        return Err(RedactionError::MissingCharacters { characters: missing });
    }
    Ok(plan)
}

impl Plan {
    fn picture(
        &mut self,
        document: &Document,
        layer: &Layer,
        page: usize,
        size: PageSize,
        face: &Reader<'_>,
    ) -> Result<(), RedactionError> {
        let mut picture = document.picture(page)?;
        let marks: Vec<Mark> = layer.marks_of(page).cloned().collect();
        let glyphs = document.reading(page)?.glyphs;
        let parting = part(&glyphs, |glyph| stays(glyph, &marks, size, &picture, face));
        cover(&mut picture, marks.iter());
        let labels: Vec<Vec<Line>> = marks.iter().map(|mark| label(mark, size, face)).collect();
        let runs = self.count(parting);
        if document.kind() == Kind::Pdf {
            let packed = pack(&picture)?;
            self.pages.push(Planned::Picture { size, packed, runs, marks, labels });
        } else {
            let lines: Vec<Line> = labels.iter().flatten().cloned().collect();
            burn(&mut picture, size, &lines, document.face())?;
            self.pages.push(Planned::Picture { size, packed: Packed::Png(Vec::new()), runs, marks, labels });
            self.image = Some(picture);
        }
        Ok(())
    }

    fn count(&mut self, parting: Parting) -> Vec<Run> {
        self.words_kept += parting.words_kept;
        self.words_removed += parting.words_removed;
        self.removed.extend(parting.removed);
        self.kept.push_str(&parting.kept);
        parting.runs
    }

    /// All that the file prints itself, a line each.
    pub(crate) fn printed(&self) -> String {
        let mut printed = String::new();
        for page in &self.pages {
            let lines: Box<dyn Iterator<Item = &Line>> = match page {
                Planned::Picture { labels, .. } => Box::new(labels.iter().flatten()),
                Planned::Sheet(sheet) => Box::new(sheet.lines.iter()),
            };
            lines.for_each(|line| printed.push_str(&line.text));
        }
        printed
    }
}

/// Whether a character may be in the text layer: it was to be seen, and lies wholly outside every box.
fn stays(glyph: &Glyph, marks: &[Mark], size: PageSize, picture: &Picture, face: &Reader<'_>) -> bool {
    if glyph.hidden || face.glyph(glyph.text).is_none() || matches!(glyph.text, '\u{e000}'..='\u{f8ff}') {
        return false;
    }
    let (horizontal, vertical) = (f64::from(picture.width()) / f64::from(size.width), f64::from(picture.height()) / f64::from(size.height));
    let covered = marks.iter().any(|mark| {
        let rect = mark.area.rect(size).inflate(MARGIN + 1.0 / horizontal, MARGIN + 1.0 / vertical);
        rect.overlaps(glyph.ink) || rect.contains(glyph.probe())
    });
    !covered
        && has_contrast(picture, glyph.ink.x0 * horizontal, glyph.ink.y0 * vertical, glyph.ink.x1 * horizontal, glyph.ink.y1 * vertical)
}

/// The file of pages, with nothing in it but them.
pub(crate) fn pdf(pages: &[Planned], face: &Face) -> Result<Vec<u8>, RedactionError> {
    let failed = |what: &str| RedactionError::Write(what.to_owned());
    let (font, reader) = (face.krilla()?, face.reader()?);
    let mut document = krilla::Document::new_with(SerializeSettings { xmp_metadata: false, ..SerializeSettings::default() });
    document.set_metadata(Metadata::new().language(LANGUAGE.to_owned()));
    for page in pages {
        let size = match page {
            Planned::Picture { size, .. } => *size,
            Planned::Sheet(sheet) => sheet.size,
        };
        let settings = PageSettings::from_wh(size.width, size.height).ok_or_else(|| failed("page size"))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        match page {
            Planned::Picture { packed, runs, labels, .. } => {
                // The text lies under the picture, which hides it.
                for run in runs {
                    let characters: Vec<(char, f32)> = run.characters.iter().map(|(c, advance)| (*c, *advance as f32)).collect();
                    let start = Point::from_xy(run.x as f32, run.baseline as f32);
                    draw(&mut surface, start, run.size as f32, &characters, &font, &reader, rgb::Color::black());
                }
                let image = match packed {
                    Packed::Png(bytes) => Image::from_png(Data::from(bytes.clone()), false),
                    Packed::Jpeg(bytes) => Image::from_jpeg(Data::from(bytes.clone()), false),
                };
                let image = image.map_err(RedactionError::Write)?;
                surface.draw_image(image, Size::from_wh(size.width, size.height).ok_or_else(|| failed("page size"))?);
                labels.iter().flatten().for_each(|line| print(&mut surface, line, &font, &reader));
            }
            Planned::Sheet(page) => page.lines.iter().for_each(|line| print(&mut surface, line, &font, &reader)),
        }
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|error| RedactionError::Write(format!("{error:?}")))
}

/// Prints lines into the pixels of a picture.
pub(crate) fn burn(picture: &mut Picture, size: PageSize, lines: &[Line], face: &Face) -> Result<(), RedactionError> {
    if lines.is_empty() {
        return Ok(());
    }
    let over = pdf(&[Planned::Sheet(Sheet { size, lines: lines.to_vec() })], face)?;
    within(60, |_| {
        let pdf = Pdf::new(over).map_err(|_| RedactionError::Damaged)?;
        let page = pdf.pages().first().ok_or(RedactionError::Damaged)?;
        let cannot = |what: Option<Undrawable>| what.map_or(RedactionError::Damaged, |what| RedactionError::CannotDraw { page: 0, what });
        render_over(page, face, picture).map_err(cannot)
    })
}
