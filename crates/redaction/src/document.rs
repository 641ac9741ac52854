//! A file to redact, opened: its pages, pictures of them, and their text.

use std::io::Cursor;
use std::sync::Arc;

use hayro::hayro_syntax::{LoadPdfError, Pdf};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbaImage};
use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::area::PageSize;
use crate::codecs::examine_pieces;
use crate::device::{Reading, read};
use crate::face::Face;
use crate::guard::{Deadline, within};
use crate::inside::examine;
use crate::picture::{Picture, pixels_of, png, render, scale};
use crate::text::{Found, PageText, Place, find, page_text};
use crate::unpack::unpacks_within;
use crate::{RedactionError, TextState, Undrawable};

/// What a file may ask for.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The file, in bytes.
    pub bytes: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// Pixels of one picture.
    pub pixels: u64,
    /// All that is packed in it, in bytes.
    pub unpacked: u64,
    /// Drawing one page, in seconds.
    pub seconds: u32,
    /// The resolution of redacted pages, in dots an inch.
    pub dpi: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, pages: 500, pixels: 40_000_000, unpacked: 1 << 30, seconds: 20, dpi: 200 }
    }
}

/// What kind of file it is.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PDF.
    Pdf,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl Kind {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The ending of its name, without dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

/// A file that was opened. Cheap to clone.
#[derive(Clone)]
pub struct Document {
    inner: Arc<Inner>,
}

struct Inner {
    content: Content,
    sizes: Vec<PageSize>,
    face: Face,
    limits: Limits,
    kind: Kind,
}

enum Content {
    Pdf(Pdf),
    Image(Picture),
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("kind", &self.inner.kind).field("pages", &self.inner.sizes.len()).finish_non_exhaustive()
    }
}

impl Document {
    /// Opens a PDF, PNG or JPEG. What it is, is read from its bytes.
    ///
    /// A picture is turned as its EXIF orientation says and put on white where it is transparent; of an animation
    /// the first picture counts.
    ///
    /// # Errors
    /// `Encrypted`, `Damaged`, `UnknownKind`, `TooLarge`, `TooManyPages`, `PageTooLarge`, `TooComplex`, `Broke`.
    pub fn open(bytes: Vec<u8>, face: &Face, limits: Limits) -> Result<Self, RedactionError> {
        if bytes.len() > limits.bytes {
            return Err(RedactionError::TooLarge);
        }
        let kind = kind(&bytes).ok_or(RedactionError::UnknownKind)?;
        let inner = within(limits.seconds.saturating_mul(2), |deadline| {
            let (content, sizes) = match kind {
                Kind::Pdf => open_pdf(bytes, limits, deadline)?,
                Kind::Png => open_image(bytes, ImageFormat::Png, limits)?,
                Kind::Jpeg => open_image(bytes, ImageFormat::Jpeg, limits)?,
            };
            Ok(Inner { content, sizes, face: face.clone(), limits, kind })
        })?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// What kind of file it is.
    pub fn kind(&self) -> Kind {
        self.inner.kind
    }

    /// How many pages it has; a picture has one.
    pub fn page_count(&self) -> usize {
        self.inner.sizes.len()
    }

    /// The size of a page as drawn. A picture is taken to have 200 pixels an inch.
    pub fn page_size(&self, page: usize) -> Option<PageSize> {
        self.inner.sizes.get(page).copied()
    }

    /// A page as PNG at a resolution in dots an inch, which is lowered where the page would be too large. This shows
    /// the original: only for who may see it.
    ///
    /// # Errors
    /// `NoSuchPage`, `PageTooLarge`, `CannotDraw`, `TooComplex`, `Damaged`, `Broke`.
    pub fn draw(&self, page: usize, dpi: u16) -> Result<Vec<u8>, RedactionError> {
        let size = self.page_size(page).ok_or(RedactionError::NoSuchPage { page })?;
        let pixels = pixels_of(size, dpi.clamp(1, 600), self.inner.limits.pixels);
        let (width, height) = pixels.ok_or(RedactionError::PageTooLarge { page })?;
        png(&self.picture_of(page, width, height)?)
    }

    /// A page as PNG of this width in pixels, at most 1000.
    ///
    /// # Errors
    /// As [`Document::draw`].
    pub fn thumbnail(&self, page: usize, width: u32) -> Result<Vec<u8>, RedactionError> {
        let size = self.page_size(page).ok_or(RedactionError::NoSuchPage { page })?;
        let width = width.clamp(1, 1000);
        let height = (f64::from(width) * f64::from(size.height) / f64::from(size.width)).round().clamp(1.0, 4000.0) as u32;
        png(&self.picture_of(page, width, height)?)
    }

    /// The text of a page.
    ///
    /// # Errors
    /// `NoSuchPage`, `TooComplex`, `Damaged`, `Broke`.
    pub fn page_text(&self, page: usize) -> Result<PageText, RedactionError> {
        Ok(page_text(&self.reading(page)?.glyphs))
    }

    /// All places of a text, whatever its width, case, spaces and line breaks; and the pages on which nothing can be
    /// found.
    ///
    /// # Errors
    /// As [`Document::page_text`].
    pub fn find(&self, text: &str) -> Result<Found, RedactionError> {
        let mut found = Found::default();
        for (page, size) in self.inner.sizes.iter().enumerate() {
            let glyphs = self.reading(page)?.glyphs;
            if page_text(&glyphs).state == TextState::None {
                found.pages_without_text.push(page);
            }
            found.places.extend(find(&glyphs, text, *size).into_iter().map(|area| Place { page, area }));
        }
        Ok(found)
    }

    pub(crate) fn face(&self) -> &Face {
        &self.inner.face
    }

    pub(crate) fn limits(&self) -> Limits {
        self.inner.limits
    }

    /// The page at the resolution of redacted files; a picture as it is.
    pub(crate) fn picture(&self, page: usize) -> Result<Picture, RedactionError> {
        let size = self.page_size(page).ok_or(RedactionError::NoSuchPage { page })?;
        let limits = self.inner.limits;
        let (width, height) = match &self.inner.content {
            Content::Image(picture) => picture.dimensions(),
            Content::Pdf(_) => pixels_of(size, limits.dpi, limits.pixels).ok_or(RedactionError::PageTooLarge { page })?,
        };
        self.picture_of(page, width, height)
    }

    pub(crate) fn reading(&self, page: usize) -> Result<Reading, RedactionError> {
        self.read(page, false)
    }

    pub(crate) fn read(&self, page: usize, pictures: bool) -> Result<Reading, RedactionError> {
        let inner = &self.inner;
        within(inner.limits.seconds, |deadline| match &inner.content {
            Content::Image(_) => Ok(Reading::default()),
            Content::Pdf(pdf) => {
                let page = pdf.pages().get(page).ok_or(RedactionError::NoSuchPage { page })?;
                read(page, &inner.face, pictures, deadline)
            }
        })
    }

    fn picture_of(&self, page: usize, width: u32, height: u32) -> Result<Picture, RedactionError> {
        let inner = &self.inner;
        within(inner.limits.seconds, |deadline| match &inner.content {
            Content::Image(picture) => Ok(scale(picture, width, height)),
            Content::Pdf(pdf) => {
                let sheet = pdf.pages().get(page).ok_or(RedactionError::NoSuchPage { page })?;
                // A page that takes too long is left here, while it can be.
                let cannot = |what: Undrawable| RedactionError::CannotDraw { page, what };
                if let Some(what) = read(sheet, &inner.face, false, deadline)?.undrawable {
                    return Err(cannot(what));
                }
                render(sheet, &inner.face, width, height).map_err(|what| what.map_or(RedactionError::Damaged, cannot))
            }
        })
    }
}

fn kind(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Kind::Png)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(Kind::Jpeg)
    } else {
        bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-").then_some(Kind::Pdf)
    }
}

fn open_pdf(bytes: Vec<u8>, limits: Limits, deadline: Deadline) -> Result<(Content, Vec<PageSize>), RedactionError> {
    unpacks_within(&bytes, limits.unpacked, deadline)?;
    if names_encryption(&bytes) {
        return Err(RedactionError::Encrypted);
    }
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => RedactionError::Encrypted,
        LoadPdfError::Invalid => RedactionError::Damaged,
    })?;
    examine(&pdf, limits.unpacked, deadline)?;
    let pages = pdf.pages().len();
    if pages == 0 {
        return Err(RedactionError::Damaged);
    }
    if pages > limits.pages {
        return Err(RedactionError::TooManyPages { pages, limit: limits.pages });
    }
    let mut sizes = Vec::with_capacity(pages);
    for (index, page) in pdf.pages().iter().enumerate() {
        let (width, height) = page.render_dimensions();
        let size = PageSize { width, height };
        pixels_of(size, limits.dpi, limits.pixels).ok_or(RedactionError::PageTooLarge { page: index })?;
        sizes.push(size);
    }
    Ok((Content::Pdf(pdf), sizes))
}

/// Whether a trailer names an encryption dictionary. Files with an empty password open too, yet their owner has
/// restricted what may be done with them, and the reader does not handle all of their ciphers.
fn names_encryption(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"/Encrypt").is_some() && {
        let text = String::from_utf8_lossy(bytes);
        text.match_indices("/Encrypt").any(|(at, name)| {
            let mut rest = text[at + name.len()..].trim_start().chars();
            matches!(rest.next(), Some('0'..='9' | '<'))
        })
    }
}

fn open_image(bytes: Vec<u8>, format: ImageFormat, limits: Limits) -> Result<(Content, Vec<PageSize>), RedactionError> {
    examine_pieces(&bytes)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut allowed = image::Limits::default();
    allowed.max_alloc = Some(limits.pixels.saturating_mul(16));
    reader.limits(allowed);
    let mut decoder = reader.into_decoder().map_err(|_| RedactionError::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(RedactionError::PageTooLarge { page: 0 });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| RedactionError::Damaged)?;
    image.apply_orientation(orientation);
    let picture = on_white(&image.into_rgba8());
    let (width, height) = picture.dimensions();
    let size = PageSize { width: width as f32 * 72.0 / 200.0, height: height as f32 * 72.0 / 200.0 };
    Ok((Content::Image(picture), vec![size]))
}

/// What is transparent may hold colours that nobody sees.
fn on_white(image: &RgbaImage) -> Picture {
    Picture::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0;
        let over = |value: u8| ((u32::from(value) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8;
        image::Rgb([over(red), over(green), over(blue)])
    })
}
