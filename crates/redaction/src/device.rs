//! Reads a page as the renderer sees it: each character with its place, and whether a person would see it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use hayro::hayro_interpret::font::{FontQuery, Glyph as PdfGlyph, GlyphId, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::{BfString, CidFamily, WritingMode};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache, InterpreterSettings,
    InterpreterWarning, Paint, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::Filter;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape};
use image::{DynamicImage, GrayImage};

use crate::cost::Cost;
use crate::face::Face;
use crate::guard::Deadline;
use crate::{RedactionError, Undrawable};

/// Characters that one glyph may stand for.
const LONGEST_LIGATURE: usize = 4;
/// Characters of a page that are read.
const MOST_GLYPHS: usize = 200_000;
/// Comparisons of characters with what was painted over them.
const MOST_COMPARISONS: usize = 30_000_000;
/// How far, in points, strokes may reach over their outline when drawn.
const INK_MARGIN: f64 = 0.5;
/// Text smaller than this, in points, is not seen.
const SMALLEST: f64 = 2.0;

/// A character on a page; rectangles in points from the page's top left.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    pub(crate) text: char,
    /// The place that it takes in its line.
    pub(crate) em: Rect,
    /// Where its strokes are, as far as is known.
    pub(crate) ink: Rect,
    pub(crate) baseline: f64,
    pub(crate) size: f64,
    /// It stands upright in a line from left to right.
    pub(crate) upright: bool,
    /// A person would not see it: drawn invisibly, clipped, transparent, tiny or painted over.
    pub(crate) hidden: bool,
}

impl Glyph {
    /// What a box over it covers: its strokes and a little more, at the height of its line. So the strokes of its
    /// neighbours are not under the box.
    pub(crate) fn place(&self) -> Rect {
        if self.upright && !self.hidden {
            let ink = self.ink.inflate(INK_MARGIN, INK_MARGIN);
            Rect::new(ink.x0, self.em.y0.min(ink.y0), ink.x1, self.em.y1.max(ink.y1))
        } else {
            self.em.union(self.ink)
        }
    }

    /// A point that stands for the character when its place is compared with a box.
    pub(crate) fn probe(&self) -> Point {
        if self.upright { Point::new(self.em.x0 + 0.1 * self.size, self.baseline - 0.3 * self.size) } else { self.em.center() }
    }
}

/// A picture on a page, decoded, when only one covers it; for looking at our own files.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Three bytes a pixel.
    pub(crate) rgb: Vec<u8>,
    pub(crate) lossy: bool,
    pub(crate) place: Rect,
}

/// All that is read of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) pictures: Vec<Shown>,
    /// Paths that were painted.
    pub(crate) paths: usize,
    pub(crate) undrawable: Option<Undrawable>,
}

/// How pages are interpreted: with the face for Chinese fonts that a file lacks. Answers what could not be drawn.
pub(crate) fn settings(face: &Face) -> (InterpreterSettings, Arc<Mutex<Option<Undrawable>>>) {
    let undrawable = Arc::new(Mutex::new(None));
    let (data, index) = face.data();
    let sink = undrawable.clone();
    let settings = InterpreterSettings {
        font_resolver: Arc::new(move |query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(query) => {
                let chinese = query.character_collection.as_ref().is_some_and(|collection| {
                    matches!(
                        collection.family,
                        CidFamily::AdobeGB1 | CidFamily::AdobeCNS1 | CidFamily::AdobeJapan1 | CidFamily::AdobeKorea1
                    )
                });
                match &query.character_collection {
                    Some(_) if chinese => Some((data.clone(), index)),
                    // Its characters are numbers of glyphs in a font that is not here: any other font draws nonsense.
                    Some(_) => None,
                    None => Some(query.pick_standard_font().get_font_data()),
                }
            }
        }),
        warning_sink: Arc::new(move |warning| {
            let what = match warning {
                InterpreterWarning::UnsupportedFont => Undrawable::Font,
                InterpreterWarning::ImageDecodeFailure => Undrawable::Picture,
                // An annotation without appearance is shown by few readers; it goes with the others.
                _ => return,
            };
            sink.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(what);
        }),
        ..InterpreterSettings::default()
    };
    (settings, undrawable)
}

/// Reads a page. `pictures` asks for its pictures too.
pub(crate) fn read(page: &Page<'_>, face: &Face, pictures: bool, deadline: Deadline) -> Result<Reading, RedactionError> {
    let (width, height) = page.render_dimensions();
    let sheet = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let (settings, undrawable) = settings(face);
    let cache = InterpreterCache::new();
    let mut context = Context::new(page.initial_transform(true).to_kurbo(), sheet, &cache, page.xref(), settings);
    let mut reader = Reader {
        reading: Reading::default(),
        clips: vec![sheet],
        opacity: vec![1.0],
        seen: HashSet::new(),
        comparisons: 0,
        cost: Cost::new(deadline),
        pictures,
        deadline,
    };
    interpret_page(page, &mut context, &mut reader);
    let mut reading = reader.reading;
    if let Some(what) = *undrawable.lock().unwrap_or_else(PoisonError::into_inner) {
        reading.undrawable.get_or_insert(what);
    }
    Ok(reading)
}

struct Reader {
    reading: Reading,
    clips: Vec<Rect>,
    opacity: Vec<f32>,
    /// Text drawn twice at one place, as for false bold, is one text.
    seen: HashSet<(char, i64, i64)>,
    comparisons: usize,
    cost: Cost,
    pictures: bool,
    deadline: Deadline,
}

impl Reader {
    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(Rect::ZERO)
    }

    fn push_clip(&mut self, clip: Rect) {
        let clip = self.clip().intersect(clip);
        self.clips.push(clip);
    }

    /// Something opaque was painted: what is under it is not seen any more.
    fn cover(&mut self, bounds: Rect, holds: impl Fn(Point) -> bool) {
        let bounds = bounds.intersect(self.clip());
        if bounds.area() < 1.0 {
            return;
        }
        self.comparisons = self.comparisons.saturating_add(self.reading.glyphs.len());
        let all = self.comparisons > MOST_COMPARISONS;
        for glyph in self.reading.glyphs.iter_mut().filter(|glyph| !glyph.hidden) {
            let center = glyph.em.center();
            glyph.hidden = all || (bounds.contains(center) && holds(center));
        }
    }

    fn glyph(&mut self, glyph: &PdfGlyph<'_>, transform: Affine, vertical: bool, hidden: bool) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        let (advance, outline) = match glyph {
            PdfGlyph::Outline(outline) => {
                let bounds = outline.outline().control_box();
                if outline.glyph_id() == GlyphId::NOTDEF && text.chars().any(char::is_alphanumeric) {
                    self.reading.undrawable.get_or_insert(Undrawable::Characters);
                }
                (outline.advance_width(), Some(bounds))
            }
            PdfGlyph::Type3(glyph) => (glyph.advance_width(), None),
        };
        let outline = outline.filter(|bounds| bounds.is_finite() && bounds.area() > 0.0);
        let advance = if vertical { 1000.0 } else { f64::from(advance.unwrap_or(1000.0)).clamp(1.0, 4000.0) };
        let count = text.chars().count();
        if count == 0 || count > LONGEST_LIGATURE || self.reading.glyphs.len() >= MOST_GLYPHS {
            return;
        }
        let [a, b, c, d, _, f] = transform.as_coeffs();
        let size = (c * c + d * d).sqrt() * 1000.0;
        let upright = b.abs() < 1e-3 * a.abs() && c.abs() < 1e-1 * d.abs() && a > 0.0 && d < 0.0 && !vertical;
        for (index, text) in text.chars().enumerate() {
            let (from, to) = (index as f64 / count as f64, (index + 1) as f64 / count as f64);
            let em = transform.transform_rect_bbox(Rect::new(advance * from, -120.0, advance * to, 880.0));
            let ink = match outline {
                Some(bounds) => transform.transform_rect_bbox(Rect::new(
                    bounds.x0 + bounds.width() * from,
                    bounds.y0,
                    bounds.x0 + bounds.width() * to,
                    bounds.y1,
                )),
                None => em,
            };
            if !em.is_finite() || !ink.is_finite() || !size.is_finite() {
                continue;
            }
            let place = (text, (em.x0 * 2.0).round() as i64, (em.y0 * 2.0).round() as i64);
            let again = !self.seen.insert(place);
            if text.is_whitespace() || text.is_control() || (again && hidden) {
                continue;
            }
            let hidden = hidden || size < SMALLEST || !self.clip().contains(ink.center());
            if again {
                // Drawn anew over what covered it.
                let same =
                    |glyph: &&mut Glyph| glyph.text == text && (glyph.em.x0 - em.x0).abs() < 1.0 && (glyph.em.y0 - em.y0).abs() < 1.0;
                if let Some(glyph) = self.reading.glyphs.iter_mut().rev().take(5_000).find(same) {
                    glyph.hidden = hidden;
                    continue;
                }
            }
            self.reading.glyphs.push(Glyph { text, em, ink, baseline: f, size, upright, hidden });
        }
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.cost.path(path, &props, draw_mode);
        self.reading.paths += 1;
        let opaque = props.blend_mode == BlendMode::Normal && props.soft_mask.is_none() && self.opacity.last().is_some_and(|o| *o > 0.9);
        if matches!(draw_mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..)) && opaque && alpha(&props.paint) > 0.9 {
            let path = props.transform * path.clone();
            let bounds = path.control_box();
            self.cover(bounds, |point| path.contains(point));
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.cost.clip(&clip_path.path);
        self.push_clip(clip_path.path.control_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.cost.add(1);
        self.push_clip(*rect);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, _blend_mode: BlendMode) {
        self.cost.add(1);
        self.cost.mask(mask.as_ref());
        let opacity = self.opacity.last().copied().unwrap_or(1.0) * opacity;
        self.opacity.push(opacity);
    }

    fn draw_glyph_run(&mut self, glyph_run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let vertical = glyph_run.writing_mode() == WritingMode::Vertical;
        let faint = alpha(&props.paint) < 0.1 || self.opacity.last().is_some_and(|opacity| *opacity < 0.1);
        let hidden = faint || matches!(draw_mode, DrawMode::Invisible);
        self.cost.glyphs(glyph_run, &props, draw_mode);
        for glyph in glyph_run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform(), vertical, hidden);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.cost.image(&image, props.soft_mask.as_ref());
        self.deadline.check();
        let local = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let place = props.transform.transform_rect_bbox(local);
        self.cover(place, |_| true);
        if let Image::Raster(raster) = &image
            && self.pictures
        {
            let lossy = raster.stream().filters().iter().any(|filter| matches!(filter, Filter::DctDecode));
            let pictures = &mut self.reading.pictures;
            raster.with_rgba(
                |data, _| {
                    let shown = match data {
                        ImageData::Rgb(data) => Shown { width: data.width, height: data.height, rgb: data.data, lossy, place },
                        ImageData::Luma(data) => {
                            let grey = GrayImage::from_raw(data.width, data.height, data.data).unwrap_or_default();
                            let rgb = DynamicImage::from(grey).into_rgb8().into_raw();
                            Shown { width: data.width, height: data.height, rgb, lossy, place }
                        }
                    };
                    pictures.push(shown);
                },
                None,
            );
        }
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn pop_transparency_group(&mut self) {
        if self.opacity.len() > 1 {
            self.opacity.pop();
        }
    }
}

fn alpha(paint: &Paint<'_>) -> f32 {
    match paint {
        Paint::Color(color) => f32::from(color.to_rgba().to_rgba8()[3]) / 255.0,
        Paint::Pattern(_) => 1.0,
    }
}
