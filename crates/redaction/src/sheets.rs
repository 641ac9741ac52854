//! What the new file prints itself: labels in boxes, the page for a withheld one, and the last sheet.

use krilla::color::rgb;
use krilla::geom::Point;
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::area::PageSize;
use crate::face::Reader;
use crate::layer::{BoxStyle, Flag, Layer, Mark};
use crate::phrases::{self, Phrase, of_withheld};

/// Labels are not printed smaller than this, in points; the last sheet lists every box.
const SMALLEST_LABEL: f64 = 4.0;
const LARGEST_LABEL: f64 = 12.0;
/// A4.
const SHEET: PageSize = PageSize { width: 595.28, height: 841.89 };
const MARGIN: f32 = 72.0;

/// A line of print.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) x: f32,
    pub(crate) baseline: f32,
    pub(crate) size: f32,
    pub(crate) white: bool,
    pub(crate) text: String,
}

/// A printed page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) size: PageSize,
    pub(crate) lines: Vec<Line>,
}

/// The label in a box, where it fits: shrunk, or broken into two lines.
pub(crate) fn label(mark: &Mark, page: PageSize, face: &Reader<'_>) -> Vec<Line> {
    let rect = mark.area.rect(page);
    let text: Vec<char> = mark.print().trim().chars().collect();
    let fit = |lines: &[String]| {
        let widest = lines.iter().map(|line| f64::from(face.width(line))).fold(0.1, f64::max);
        (rect.width() * 0.94 / widest).min(rect.height() * 0.9 / (1.15 * lines.len() as f64)).min(LARGEST_LABEL)
    };
    let whole = vec![text.iter().collect::<String>()];
    let middle = text.len().div_ceil(2);
    let halves = vec![text[..middle].iter().collect::<String>(), text[middle..].iter().collect()];
    let lines = if text.len() > 3 && fit(&halves) > fit(&whole) * 1.2 { halves } else { whole };
    let size = fit(&lines);
    if size < SMALLEST_LABEL {
        return Vec::new();
    }
    let height = size * 1.15;
    let top = rect.center().y - height * lines.len() as f64 / 2.0;
    lines
        .into_iter()
        .enumerate()
        .map(|(index, text)| Line {
            x: (rect.center().x - f64::from(face.width(&text)) * size / 2.0) as f32,
            baseline: (top + height * index as f64 + size * 0.93) as f32,
            size: size as f32,
            white: mark.style == BoxStyle::Black,
            text,
        })
        .collect()
}

/// The page that stands for a withheld one, of its size.
pub(crate) fn withheld(page: usize, flag: &Flag, size: PageSize, face: &Reader<'_>, say: &dyn Fn(&Phrase) -> String) -> Option<Sheet> {
    let [title, ground] = of_withheld(page, flag)?;
    let size = if size.width < 300.0 || size.height < 200.0 { SHEET } else { size };
    let mut setter = Setter::new(size, face, size.height * 0.4);
    setter.center(&say(&title), 18.0);
    setter.center(&say(&ground), 13.0);
    setter.finish().into_iter().next()
}

/// The last sheets: every box, withheld page and duplicate. None when the file is given whole.
pub(crate) fn notes(layer: &Layer, face: &Reader<'_>, say: &dyn Fn(&Phrase) -> String) -> Vec<Sheet> {
    let phrases = phrases::notes(layer);
    let [title, lines @ ..] = phrases.as_slice() else { return Vec::new() };
    let mut setter = Setter::new(SHEET, face, MARGIN);
    setter.center(&say(title), 16.0);
    lines.iter().for_each(|line| setter.left(&say(line), 11.0));
    setter.finish()
}

/// Sets lines one under the other, on as many sheets as it takes.
struct Setter<'a> {
    size: PageSize,
    face: &'a Reader<'a>,
    margin: f32,
    y: f32,
    sheets: Vec<Sheet>,
}

impl<'a> Setter<'a> {
    fn new(size: PageSize, face: &'a Reader<'a>, y: f32) -> Self {
        let margin = MARGIN.min(size.width * 0.1);
        Self { size, face, margin, y, sheets: vec![Sheet { size, lines: Vec::new() }] }
    }

    fn center(&mut self, text: &str, size: f32) {
        self.set(text, size, true);
        self.y += size;
    }

    fn left(&mut self, text: &str, size: f32) {
        self.set(text, size, false);
    }

    fn set(&mut self, text: &str, size: f32, center: bool) {
        let room = self.size.width - 2.0 * self.margin;
        let mut line = String::new();
        let text: String = text.chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}')).collect();
        for c in text.trim().chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
            let closes = matches!(c, '，' | '。' | '；' | '：' | '）' | '》' | '、' | ',' | '.');
            if !line.is_empty() && !closes && (self.face.width(&line) + self.face.width(c.encode_utf8(&mut [0; 4]))) * size > room {
                let full = std::mem::take(&mut line);
                self.line(full, size, center);
            }
            line.push(c);
        }
        self.line(line, size, center);
    }

    fn line(&mut self, text: String, size: f32, center: bool) {
        let leading = size * 1.6;
        if self.y + leading > self.size.height - MARGIN.min(self.size.height * 0.1) {
            self.sheets.push(Sheet { size: self.size, lines: Vec::new() });
            self.y = MARGIN;
        }
        let x = if center { ((self.size.width - self.face.width(&text) * size) / 2.0).max(self.margin * 0.5) } else { self.margin };
        self.y += leading;
        let line = Line { x, baseline: self.y, size, white: false, text };
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.lines.push(line);
        }
    }

    fn finish(self) -> Vec<Sheet> {
        self.sheets
    }
}

/// Prints a line.
pub(crate) fn print(surface: &mut Surface<'_>, line: &Line, font: &Font, face: &Reader<'_>) {
    let characters: Vec<(char, f32)> =
        line.text.chars().filter_map(|c| face.glyph(c).map(|(_, advance)| (c, advance * line.size))).collect();
    let colour = if line.white { rgb::Color::white() } else { rgb::Color::black() };
    draw(surface, Point::from_xy(line.x, line.baseline), line.size, &characters, font, face, colour);
}

/// Draws characters, each with how far it moves on in points.
pub(crate) fn draw(
    surface: &mut Surface<'_>,
    start: Point,
    size: f32,
    characters: &[(char, f32)],
    font: &Font,
    face: &Reader<'_>,
    colour: rgb::Color,
) {
    let mut text = String::new();
    let mut glyphs = Vec::with_capacity(characters.len());
    for (c, advance) in characters {
        let Some((glyph, _)) = face.glyph(*c) else { continue };
        let from = text.len();
        text.push(*c);
        glyphs.push(KrillaGlyph::new(GlyphId::new(glyph), advance / size, 0.0, 0.0, 0.0, from..text.len(), None));
    }
    surface.set_fill(Some(Fill { paint: colour.into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }));
    surface.draw_glyphs(start, &glyphs, font.clone(), &text, size, false);
}
