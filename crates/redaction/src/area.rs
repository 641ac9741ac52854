//! Places on a page, in parts of the page, and what they are in points and pixels.

use hayro::kurbo::Rect;
use serde::{Deserialize, Serialize};

/// The size of a page as drawn (after its rotation), in points of 1/72 inch.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq)]
pub struct PageSize {
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

/// A rectangle on a page as drawn, in whole ten-thousandths of the page's width and height, from its top left.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// The left edge.
    pub x: u32,
    /// The upper edge.
    pub y: u32,
    /// The width, at least 1.
    pub width: u32,
    /// The height, at least 1.
    pub height: u32,
}

impl Area {
    /// The width and the height of every page in these units.
    pub const WHOLE: u32 = 10_000;

    /// Whether it has an inside and lies on the page.
    pub fn is_on_page(&self) -> bool {
        let fits = |start: u32, length: u32| length > 0 && start.checked_add(length).is_some_and(|end| end <= Self::WHOLE);
        fits(self.x, self.width) && fits(self.y, self.height)
    }

    /// Whether two areas share a point of their insides.
    pub fn touches(&self, other: &Self) -> bool {
        let meet = |a: u32, a_length: u32, b: u32, b_length: u32| {
            u64::from(a) < u64::from(b) + u64::from(b_length) && u64::from(b) < u64::from(a) + u64::from(a_length)
        };
        meet(self.x, self.width, other.x, other.width) && meet(self.y, self.height, other.y, other.height)
    }

    /// The smallest area that holds a rectangle in points, cut at the page's edge. `None` when nothing is on the page.
    pub(crate) fn around(rect: Rect, size: PageSize) -> Option<Self> {
        let part =
            |value: f64, length: f32| (value / f64::from(length.max(1.0)) * f64::from(Self::WHOLE)).clamp(0.0, f64::from(Self::WHOLE));
        let (left, right) = (part(rect.x0, size.width).floor() as u32, part(rect.x1, size.width).ceil() as u32);
        let (top, bottom) = (part(rect.y0, size.height).floor() as u32, part(rect.y1, size.height).ceil() as u32);
        let area = Self { x: left, y: top, width: right.saturating_sub(left), height: bottom.saturating_sub(top) };
        area.is_on_page().then_some(area)
    }

    /// In points.
    pub(crate) fn rect(&self, size: PageSize) -> Rect {
        let part = |value: u32, length: f32| f64::from(value) / f64::from(Self::WHOLE) * f64::from(length);
        Rect::new(
            part(self.x, size.width),
            part(self.y, size.height),
            part(self.x.saturating_add(self.width), size.width),
            part(self.y.saturating_add(self.height), size.height),
        )
    }

    /// The pixels `(left, top, right, bottom)`, right and bottom excluded, that it touches in a picture of the page.
    pub(crate) fn pixels(&self, width: u32, height: u32) -> (u32, u32, u32, u32) {
        let low = |value: u32, length: u32| (u64::from(value) * u64::from(length) / u64::from(Self::WHOLE)) as u32;
        let high = |value: u32, length: u32| (u64::from(value) * u64::from(length)).div_ceil(u64::from(Self::WHOLE)) as u32;
        (
            low(self.x, width).min(width),
            low(self.y, height).min(height),
            high(self.x.saturating_add(self.width), width).min(width),
            high(self.y.saturating_add(self.height), height).min(height),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_lie_on_the_page() {
        let table = [
            (Area { x: 0, y: 0, width: 10_000, height: 10_000 }, true),
            (Area { x: 9_999, y: 9_999, width: 1, height: 1 }, true),
            (Area { x: 9_999, y: 0, width: 2, height: 1 }, false),
            (Area { x: 0, y: 0, width: 0, height: 1 }, false),
            (Area { x: u32::MAX, y: 0, width: u32::MAX, height: 1 }, false),
        ];
        for (area, on_page) in table {
            assert_eq!(area.is_on_page(), on_page, "{area:?}");
        }
    }

    #[test]
    fn pixels_reach_outward() {
        let area = Area { x: 1, y: 1, width: 1, height: 1 };
        assert_eq!(area.pixels(1654, 2339), (0, 0, 1, 1));
        let area = Area { x: 5_000, y: 5_000, width: 5_000, height: 5_000 };
        assert_eq!(area.pixels(3, 3), (1, 1, 3, 3));
    }
}
