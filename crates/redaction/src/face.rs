//! The one font: it sets labels and the text under the pictures, and stands in for Chinese fonts a file lacks.

use std::sync::Arc;

use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use crate::RedactionError;

/// How many faces of a collection are looked at.
const MOST_FACES: u32 = 64;
/// A face without one of these is not Chinese.
const CHINESE: &str = "的政府公开条第不予";

/// A font with Chinese characters. Cheap to clone: keep one.
#[derive(Clone)]
pub struct Face {
    file: Arc<Vec<u8>>,
    index: u32,
}

impl Face {
    /// Takes a font file or a collection; of a collection the face for simplified Chinese, else the first with
    /// Chinese characters.
    ///
    /// # Errors
    /// [`RedactionError::NoChineseFont`].
    pub fn new(file: Arc<Vec<u8>>) -> Result<Self, RedactionError> {
        let chinese: Vec<u32> = (0..MOST_FACES)
            .map_while(|index| FontRef::from_index(&file, index).ok().map(|font| (index, font)))
            .filter(|(_, font)| CHINESE.chars().all(|c| font.charmap().map(c).is_some()))
            .map(|(index, _)| index)
            .collect();
        let simplified = chinese.iter().copied().find(|index| {
            let Ok(font) = FontRef::from_index(&file, *index) else { return false };
            let mut names = font.localized_strings(StringId::FAMILY_NAME);
            names.any(|name| name.chars().collect::<String>().contains(" SC"))
        });
        let index = simplified.or_else(|| chinese.first().copied()).ok_or(RedactionError::NoChineseFont)?;
        let face = Self { file, index };
        face.krilla()?;
        Ok(face)
    }

    pub(crate) fn data(&self) -> (Arc<dyn AsRef<[u8]> + Send + Sync>, u32) {
        let data: Arc<dyn AsRef<[u8]> + Send + Sync> = self.file.clone();
        (data, self.index)
    }

    pub(crate) fn krilla(&self) -> Result<krilla::text::Font, RedactionError> {
        let (data, index) = self.data();
        krilla::text::Font::new(krilla::Data::from(data), index).ok_or(RedactionError::NoChineseFont)
    }

    pub(crate) fn reader(&self) -> Result<Reader<'_>, RedactionError> {
        let font = FontRef::from_index(&self.file, self.index).map_err(|_| RedactionError::NoChineseFont)?;
        Ok(Reader { font })
    }
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Face").field("index", &self.index).finish_non_exhaustive()
    }
}

/// A face being read.
pub(crate) struct Reader<'a> {
    font: FontRef<'a>,
}

impl Reader<'_> {
    /// The glyph of a character, and its advance in em.
    pub(crate) fn glyph(&self, c: char) -> Option<(u32, f32)> {
        let glyph: GlyphId = self.font.charmap().map(c).filter(|glyph| *glyph != GlyphId::NOTDEF)?;
        let metrics = self.font.glyph_metrics(Size::new(1.0), LocationRef::default());
        Some((glyph.to_u32(), metrics.advance_width(glyph)?))
    }

    /// The width of a text in em.
    pub(crate) fn width(&self, text: &str) -> f32 {
        text.chars().filter_map(|c| self.glyph(c)).map(|(_, advance)| advance).sum()
    }

    /// The characters of a text that it has not, each once.
    pub(crate) fn missing(&self, text: &str) -> String {
        let mut missing = String::new();
        for c in text.chars() {
            if self.glyph(c).is_none() && !missing.contains(c) && missing.chars().count() < 20 {
                missing.push(c);
            }
        }
        missing
    }
}
