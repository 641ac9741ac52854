//! Pictures of pages: drawn, covered with boxes, packed.

use std::io::Cursor;

use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::{TRANSPARENT, WHITE};
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageEncoder, RgbImage, RgbaImage, imageops};

use crate::area::PageSize;
use crate::device::settings;
use crate::face::Face;
use crate::layer::{BoxStyle, Mark};
use crate::{RedactionError, Undrawable};

/// The least resolution at which a page can be read.
const LEAST_DPI: f64 = 60.0;
/// The width of a white box's border, in pixels.
const BORDER: u32 = 2;
/// Quality of pages that are photographs.
const QUALITY: u8 = 82;

/// A picture of pixels of three bytes.
pub(crate) type Picture = RgbImage;

/// How many pixels a page of this size has at a resolution, made coarser so that it keeps to the limit.
pub(crate) fn pixels_of(size: PageSize, dpi: u16, limit: u64) -> Option<(u32, u32)> {
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let inches = width * height / (72.0 * 72.0);
    if !(width >= 1.0 && height >= 1.0 && inches.is_finite()) {
        return None;
    }
    let dpi = f64::from(dpi.max(1));
    let finest = (limit as f64 / inches).sqrt().min(f64::from(u16::MAX - 8) * 72.0 / width.max(height));
    if finest < LEAST_DPI.min(dpi) {
        return None;
    }
    let scale = dpi.min(finest) / 72.0;
    Some(((width * scale).round().max(1.0) as u32, (height * scale).round().max(1.0) as u32))
}

/// Draws a page on white. Refuses a page of which anything could not be drawn.
pub(crate) fn render(page: &Page<'_>, face: &Face, width: u32, height: u32) -> Result<Picture, Option<Undrawable>> {
    let rgba = pixels(page, face, width, height, false)?;
    // On white nothing is transparent.
    RgbaImage::from_raw(width, height, rgba).map(|picture| DynamicImage::from(picture).into_rgb8()).ok_or(None)
}

/// Draws a page of ours over a picture.
pub(crate) fn render_over(page: &Page<'_>, face: &Face, picture: &mut Picture) -> Result<(), Option<Undrawable>> {
    let rgba = pixels(page, face, picture.width(), picture.height(), true)?;
    for (pixel, over) in picture.pixels_mut().zip(rgba.chunks_exact(4)) {
        for (channel, value) in pixel.0.iter_mut().zip(&over[..3]) {
            // The colours drawn are already multiplied by their alpha.
            let below = u16::from(*channel) * (255 - u16::from(over[3])) / 255;
            *channel = (below + u16::from(*value)).min(255) as u8;
        }
    }
    Ok(())
}

fn pixels(page: &Page<'_>, face: &Face, width: u32, height: u32, transparent: bool) -> Result<Vec<u8>, Option<Undrawable>> {
    let (settings, undrawable) = settings(face);
    let (page_width, page_height) = page.render_dimensions();
    let scale = |pixels: u32, points: f32| (pixels as f32 + 0.02) / points;
    let pixmap_settings = PixmapSettings {
        x_scale: scale(width, page_width),
        y_scale: scale(height, page_height),
        bg_color: if transparent { TRANSPARENT } else { WHITE },
    };
    let pixmap = hayro::render(page, &RenderCache::new(), &settings, &RenderSettings::default(), &pixmap_settings);
    let what = *undrawable.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if what.is_some() {
        return Err(what);
    }
    if (u32::from(pixmap.width()), u32::from(pixmap.height())) != (width, height) {
        return Err(None);
    }
    Ok(pixmap.data_as_u8_slice().to_vec())
}

/// The colour of a pixel of a box; `inset` is how far it is from the box's nearest edge.
pub(crate) fn box_colour(style: BoxStyle, inset: u32) -> [u8; 3] {
    match style {
        BoxStyle::White if inset >= BORDER => [255; 3],
        _ => [0; 3],
    }
}

/// Paints boxes into the pixels.
pub(crate) fn cover<'m>(picture: &mut Picture, marks: impl Iterator<Item = &'m Mark>) {
    for mark in marks {
        for_each_pixel(picture.width(), picture.height(), mark, |x, y, inset| {
            picture.put_pixel(x, y, image::Rgb(box_colour(mark.style, inset)));
        });
    }
}

/// Calls for each pixel under a box, with its distance from the nearest edge.
pub(crate) fn for_each_pixel(width: u32, height: u32, mark: &Mark, mut with: impl FnMut(u32, u32, u32)) {
    let (left, top, right, bottom) = mark.area.pixels(width, height);
    for y in top..bottom {
        for x in left..right {
            with(x, y, (x - left).min(y - top).min(right - 1 - x).min(bottom - 1 - y));
        }
    }
}

/// Whether something can be told from its ground in a part of the picture.
pub(crate) fn has_contrast(picture: &Picture, left: f64, top: f64, right: f64, bottom: f64) -> bool {
    let clamp = |value: f64, length: u32| value.clamp(0.0, f64::from(length)) as u32;
    let (left, right) = (clamp(left.floor(), picture.width()), clamp(right.ceil(), picture.width()));
    let (top, bottom) = (clamp(top.floor(), picture.height()), clamp(bottom.ceil(), picture.height()));
    let (mut low, mut high) = ([255_u8; 3], [0_u8; 3]);
    for y in top..bottom {
        for x in left..right {
            for (channel, value) in picture.get_pixel(x, y).0.into_iter().enumerate() {
                low[channel] = low[channel].min(value);
                high[channel] = high[channel].max(value);
            }
        }
    }
    low.iter().zip(high).any(|(low, high)| high.saturating_sub(*low) >= 40)
}

/// A packed picture.
#[derive(Debug, Clone)]
pub(crate) enum Packed {
    Png(Vec<u8>),
    Jpeg(Vec<u8>),
}

/// Packs a page: drawn pages exactly, photographs as JPEG.
pub(crate) fn pack(picture: &Picture) -> Result<Packed, RedactionError> {
    if is_photograph(picture) {
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        encoder
            .write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
            .map_err(|error| RedactionError::Write(error.to_string()))?;
        return Ok(Packed::Jpeg(bytes));
    }
    png(picture).map(Packed::Png)
}

/// A PNG with nothing but the pixels.
pub(crate) fn png(picture: &Picture) -> Result<Vec<u8>, RedactionError> {
    let mut bytes = Cursor::new(Vec::new());
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    let grey = picture.as_raw().chunks_exact(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
    let written = if grey {
        let luma: Vec<u8> = picture.as_raw().iter().step_by(3).copied().collect();
        encoder.write_image(&luma, picture.width(), picture.height(), ExtendedColorType::L8)
    } else {
        encoder.write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
    };
    written.map_err(|error| RedactionError::Write(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// On a drawn page most pixels are like their neighbours; on a photograph or a raw scan few are.
fn is_photograph(picture: &Picture) -> bool {
    let row = picture.width() as usize * 3;
    let (mut same, mut all) = (0_usize, 0_usize);
    for line in picture.as_raw().chunks_exact(row.max(3)).step_by(4) {
        for pair in line.chunks_exact(3).zip(line[3..].chunks_exact(3)) {
            same += usize::from(pair.0 == pair.1);
            all += 1;
        }
    }
    all > 10_000 && same * 10 < all * 6
}

/// Scaled to another size.
pub(crate) fn scale(picture: &Picture, width: u32, height: u32) -> Picture {
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    imageops::resize(picture, width.max(1), height.max(1), imageops::FilterType::Triangle)
}
