//! What drawing a page would take, told before it is drawn: a drawing that has begun cannot be stopped.
//!
//! Patterns, masks and letters that are drawings themselves are only opened by the renderer. Each is counted once here
//! and then reckoned with wherever it is used, so that a tower of them, each of which uses the next ten times, costs
//! little to count.

use std::collections::{HashMap, HashSet};

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::pattern::{Pattern, TilingPattern};
use hayro::hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask, StrokeProps,
};
use hayro::kurbo::{Affine, BezPath, PathEl, Point, Rect};

use crate::codecs::examine_size;
use crate::guard::Deadline;
use crate::unpack::Budget;

/// The most steps of a page: a map of a city takes some hundred thousand.
const MOST: u64 = 4_000_000;
/// The longest that the lines of one path may be together, in points: the renderer keeps a record of every few pixels.
const MOST_INK: f64 = 20_000_000.0;
/// Further than this, in points, a line leaves the page.
const FAR: f64 = 5_000.0;
/// Points of a line, and square points of a plane, that are drawn in the time of a step.
const INK_A_STEP: f64 = 256.0;
const PLANE_A_STEP: f64 = 10_000.0;
/// What the pictures of a page that stand within its content may unpack to, in bytes.
const UNPACKED: u64 = 64 << 20;
/// Steps between two looks at the clock.
const BETWEEN_LOOKS: u32 = 256;
/// Pixels of a picture that are unpacked in the time of a step.
const PIXELS_A_STEP: u64 = 512;

/// The steps of a page, or of a drawing that is used on it.
pub(crate) struct Cost {
    steps: u64,
    looks: u32,
    /// What is known of drawings within drawings.
    known: HashMap<u128, u64>,
    /// Masks are drawn once.
    masks: HashSet<u128>,
    /// What pictures within the content may unpack to.
    unpacked: Budget,
    deadline: Deadline,
}

impl Cost {
    pub(crate) fn new(deadline: Deadline) -> Self {
        Self { steps: 0, looks: 0, known: HashMap::new(), masks: HashSet::new(), unpacked: Budget::new(UNPACKED, deadline), deadline }
    }

    /// Counts steps. Ends the work when there are too many, or when its time is over.
    pub(crate) fn add(&mut self, steps: u64) {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > MOST {
            self.deadline.give_up();
        }
        self.looks = self.looks.wrapping_add(1);
        if self.looks.is_multiple_of(BETWEEN_LOOKS) {
            self.deadline.check();
        }
    }

    pub(crate) fn path(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        self.ink(path, props.transform);
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
            self.dashes(stroke, path.control_box(), path.elements().len() as u64);
        }
        self.props(props);
    }

    /// The lines of a path, and what they enclose.
    fn ink(&mut self, path: &BezPath, transform: Affine) {
        let mut last = Point::ZERO;
        let mut ink = 0.0;
        for element in path.elements() {
            let points: &[Point] = match element {
                PathEl::MoveTo(to) => {
                    last = transform * *to;
                    continue;
                }
                PathEl::LineTo(a) => &[*a],
                PathEl::QuadTo(a, b) => &[*a, *b],
                PathEl::CurveTo(a, b, c) => &[*a, *b, *c],
                PathEl::ClosePath => continue,
            };
            for point in points {
                let next = transform * *point;
                // What is no number is as long as anything.
                ink += (next - last).hypot().min(FAR);
                last = next;
            }
        }
        if ink > MOST_INK {
            self.deadline.give_up();
        }
        let bounds = transform.transform_rect_bbox(path.control_box());
        let plane = bounds.width().clamp(0.0, FAR) * bounds.height().clamp(0.0, FAR);
        self.add(1 + path.elements().len() as u64 / 8 + (ink / INK_A_STEP + plane / PLANE_A_STEP) as u64);
    }

    pub(crate) fn clip(&mut self, clip: &BezPath) {
        self.ink(clip, Affine::IDENTITY);
    }

    pub(crate) fn glyphs<'a>(&mut self, run: &GlyphRun<'_, 'a>, props: &DrawProps<'a>, mode: &DrawMode) {
        self.props(props);
        for glyph in run.glyphs() {
            self.add(1);
            match &**glyph {
                Glyph::Type3(letter) => {
                    let steps = self.of(letter.cache_key(), |cost| {
                        letter.interpret(cost, Affine::IDENTITY, Affine::IDENTITY, &props.paint);
                    });
                    self.add(steps);
                }
                Glyph::Outline(outline) => {
                    if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
                        let outline = outline.outline();
                        // Outlines are a thousand units high, strokes as wide as the page says.
                        let scale = glyph.transform().determinant().abs().sqrt();
                        let bounds = outline.control_box();
                        self.dashes(stroke, bounds.scale_from_origin(scale), outline.elements().len() as u64);
                    }
                }
            }
        }
    }

    pub(crate) fn image(&mut self, image: &Image<'_, '_>, mask: Option<&SoftMask<'_>>) {
        let stream = match image {
            Image::Raster(image) => image.stream(),
            Image::Stencil(image) => image.stream(),
        };
        // Other pictures were examined with the file's objects.
        let stands_in_content = stream.dict().obj_id().is_none();
        let unpacked = if stands_in_content {
            let size = examine_size(stream);
            size.and_then(|()| self.unpacked.stream(stream)).unwrap_or_else(|_| self.deadline.give_up())
        } else {
            0
        };
        self.add(1 + (u64::from(image.width()) * u64::from(image.height()) + unpacked) / PIXELS_A_STEP);
        self.mask(mask);
    }

    pub(crate) fn mask(&mut self, mask: Option<&SoftMask<'_>>) {
        let Some(mask) = mask else { return };
        let key = mask.cache_key();
        if self.masks.insert(key) {
            let steps = self.of(key, |cost| mask.interpret(cost));
            self.add(steps);
        }
    }

    fn props(&mut self, props: &DrawProps<'_>) {
        self.mask(props.soft_mask.as_ref());
        if let Paint::Pattern(pattern) = &props.paint
            && let Pattern::Tiling(tiling) = &**pattern
        {
            let steps = self.of(tiling.cache_key(), |cost| {
                let _ = tiling.interpret(cost, Affine::IDENTITY, false);
            });
            self.add(steps.saturating_add(1).saturating_mul(copies(tiling)));
        }
    }

    /// A dash is a piece of path of its own.
    fn dashes(&mut self, stroke: &StrokeProps, bounds: Rect, elements: u64) {
        let period: f64 = stroke.dash_array.iter().map(|dash| f64::from(dash.abs())).sum();
        if stroke.dash_array.is_empty() {
            return;
        }
        let longest = bounds.width().hypot(bounds.height()) * elements as f64;
        let dashes = longest / period * stroke.dash_array.len() as f64;
        if dashes.is_finite() {
            self.add(dashes as u64);
        } else if longest > 0.0 {
            self.deadline.give_up();
        }
    }

    /// What a drawing takes that is used here.
    fn of(&mut self, key: u128, draw: impl FnOnce(&mut Self)) -> u64 {
        if let Some(steps) = self.known.get(&key) {
            return *steps;
        }
        // One that uses itself is not opened again; the renderer's own bound on nesting holds there.
        self.known.insert(key, 0);
        let mut inner = Self { known: std::mem::take(&mut self.known), ..Self::new(self.deadline) };
        draw(&mut inner);
        self.known = inner.known;
        self.known.insert(key, inner.steps);
        inner.steps
    }
}

/// How often a pattern is drawn to fill its own cell, where its pieces reach over into the next.
fn copies(tiling: &TilingPattern<'_>) -> u64 {
    let along = |length: f64, step: f32| (length / f64::from(step.abs())).ceil().clamp(1.0, 1e9) as u64 + 1;
    along(tiling.bbox.width(), tiling.x_step).saturating_mul(along(tiling.bbox.height(), tiling.y_step))
}

impl<'a> Device<'a> for Cost {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.path(path, &props, draw_mode);
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.clip(&clip_path.path);
    }

    fn push_transparency_group(&mut self, _opacity: f32, mask: Option<SoftMask<'a>>, _blend_mode: BlendMode) {
        self.add(1);
        self.mask(mask.as_ref());
    }

    fn draw_glyph_run(&mut self, glyph_run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.glyphs(glyph_run, &props, draw_mode);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.image(&image, props.soft_mask.as_ref());
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
