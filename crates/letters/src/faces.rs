//! Which face sets which character.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use fontdb::{Database, Family, ID, Query, Stretch, Style, Weight};
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};

use crate::content::drawn;
use crate::measure::{Hand, Measure};
use crate::{FontStatus, Fonts, LetterError};

/// A glyph of a face.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    pub(crate) face: ID,
    pub(crate) id: u32,
    /// In em.
    pub(crate) advance: f32,
}

/// The glyph of every character of a letter, in the hand that it is set in.
pub(crate) struct Glyphs(HashMap<(Hand, char), Glyph>);

/// Characters by the hand that they are set in.
pub(crate) type Wanted = BTreeMap<Hand, BTreeSet<char>>;

const NOTO_SERIF: &[(&str, Weight)] = &[
    ("Noto Serif CJK SC", Weight::NORMAL),
    ("Noto Serif SC", Weight::NORMAL),
    ("Source Han Serif SC", Weight::NORMAL),
    ("Source Han Serif CN", Weight::NORMAL),
];
const SONG: &[(&str, Weight)] = &[
    ("SimSun", Weight::NORMAL),
    ("宋体", Weight::NORMAL),
    ("NSimSun", Weight::NORMAL),
    ("STSong", Weight::NORMAL),
    ("Songti SC", Weight::NORMAL),
];
const FANG_SONG: &[(&str, Weight)] = &[
    ("FangSong_GB2312", Weight::NORMAL),
    ("仿宋_GB2312", Weight::NORMAL),
    ("FangSong", Weight::NORMAL),
    ("仿宋", Weight::NORMAL),
    ("STFangsong", Weight::NORMAL),
    ("FZFangSong-Z02", Weight::NORMAL),
];
const TITLE_SONG: &[(&str, Weight)] = &[
    ("FZXiaoBiaoSong-B05S", Weight::NORMAL),
    ("方正小标宋简体", Weight::NORMAL),
    ("FZXiaoBiaoSong-B05", Weight::NORMAL),
    ("小标宋", Weight::NORMAL),
    ("Noto Serif CJK SC", Weight::BOLD),
    ("Noto Serif SC", Weight::BOLD),
    ("Source Han Serif SC", Weight::BOLD),
    ("Source Han Serif CN", Weight::BOLD),
];
const HEI: &[(&str, Weight)] = &[
    ("SimHei", Weight::NORMAL),
    ("黑体", Weight::NORMAL),
    ("STHeiti", Weight::NORMAL),
    ("Noto Sans CJK SC", Weight::MEDIUM),
    ("Noto Sans SC", Weight::MEDIUM),
    ("Source Han Sans SC", Weight::MEDIUM),
    ("WenQuanYi Zen Hei", Weight::NORMAL),
];
/// A face that has these sets Chinese letters.
const PROBE: &str = "政府信息公开申请答复书年月日〔〕（）《》，。：";

/// The faces to try for a hand, best first: the families that GB/T 9704 asks for, near ones, then every other face,
/// those with Chinese first.
pub(crate) fn candidates(database: &Database, hand: Hand) -> Vec<ID> {
    let lists: &[&[(&str, Weight)]] = match hand {
        Hand::Title => &[TITLE_SONG, SONG, NOTO_SERIF],
        Hand::Body => &[FANG_SONG, SONG, NOTO_SERIF],
        Hand::Heading => &[HEI, SONG, NOTO_SERIF],
        Hand::Folio => &[SONG, NOTO_SERIF],
    };
    let mut ids = Vec::new();
    for (family, weight) in lists.iter().copied().flatten() {
        let query = Query { families: &[Family::Name(family)], weight: *weight, stretch: Stretch::Normal, style: Style::Normal };
        ids.extend(database.query(&query).filter(|id| !ids.contains(id)));
    }
    let mut others: Vec<_> = database.faces().filter(|face| !ids.contains(&face.id)).collect();
    // A cached key, because telling whether a face has Chinese opens its file.
    others.sort_by_cached_key(|face| {
        (
            Reverse(covers_chinese(database, face.id)),
            face.style != Style::Normal,
            face.weight.0.abs_diff(Weight::NORMAL.0),
            face.post_script_name.clone(),
            face.index,
        )
    });
    ids.extend(others.into_iter().map(|face| face.id));
    ids
}

/// Whether a face may set Chinese letters.
pub(crate) fn covers_chinese(database: &Database, id: ID) -> bool {
    let wanted = PROBE.chars().collect();
    let mut found = HashMap::new();
    find_glyphs(database, id, Hand::Body, &wanted, &mut found);
    found.len() == wanted.len()
}

impl Glyphs {
    /// Finds a glyph for every wanted character, or says which have none.
    pub(crate) fn find(fonts: &Fonts, wanted: &Wanted) -> Result<Self, LetterError> {
        if let FontStatus::Missing { packages } = fonts.status() {
            return Err(LetterError::NoChineseFont { packages });
        }
        let mut found = HashMap::new();
        let mut missing = BTreeSet::new();
        for (hand, characters) in wanted {
            let mut left: BTreeSet<char> = characters.iter().copied().filter(|c| is_set_alone(*c)).collect();
            missing.extend(characters.difference(&left));
            for id in candidates(fonts.database(), *hand) {
                if left.is_empty() {
                    break;
                }
                find_glyphs(fonts.database(), id, *hand, &left, &mut found);
                left.retain(|c| !found.contains_key(&(*hand, *c)));
            }
            missing.extend(left);
        }
        if missing.is_empty() {
            Ok(Self(found))
        } else {
            let characters = missing.into_iter().take(20).collect();
            Err(LetterError::MissingCharacters { characters })
        }
    }

    pub(crate) fn get(&self, hand: Hand, c: char) -> Option<Glyph> {
        self.0.get(&(hand, drawn(c))).copied()
    }
}

impl Measure for Glyphs {
    fn advance(&self, hand: Hand, c: char) -> f32 {
        self.get(hand, c).map_or(0.0, |glyph| glyph.advance)
    }
}

/// Adds the glyphs that a face has of the wanted characters; a broken face has none.
fn find_glyphs(database: &Database, id: ID, hand: Hand, wanted: &BTreeSet<char>, found: &mut HashMap<(Hand, char), Glyph>) {
    // The file is mapped for as long as this takes; only its tables of characters and widths are touched.
    database.with_face_data(id, |data, index| {
        let Ok(font) = FontRef::from_index(data, index) else {
            return;
        };
        if is_embedding_forbidden(&font) {
            return;
        }
        let charmap = font.charmap();
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let per_em = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        for c in wanted {
            let Some(glyph) = charmap.map(*c).filter(|glyph| glyph.to_u32() != 0) else {
                continue;
            };
            let Some(advance) = metrics.advance_width(glyph) else {
                continue;
            };
            let glyph = Glyph { face: id, id: glyph.to_u32(), advance: advance / per_em };
            found.insert((hand, *c), glyph);
        }
    });
}

/// Restricted License embedding (fsType 2 of OS/2): such a font may not be put into a file that is given away.
fn is_embedding_forbidden(font: &FontRef<'_>) -> bool {
    const USAGE: u16 = 0xf;
    const RESTRICTED: u16 = 2;
    font.os2().is_ok_and(|table| table.fs_type() & USAGE == RESTRICTED)
}

/// Whether a character can be set by its own glyph, one after the other from the left. Scripts that join or reorder
/// cannot, and a private character means something else in every font.
fn is_set_alone(c: char) -> bool {
    !matches!(c,
        '\u{590}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{1900}'..='\u{1cff}' | '\u{a840}'..='\u{abff}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{11fff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(text: &str) -> Wanted {
        Wanted::from([(Hand::Body, text.chars().collect())])
    }

    #[test]
    fn each_character_gets_a_glyph_of_its_width() {
        let fonts = Fonts::system();
        if let FontStatus::Missing { .. } = fonts.status() {
            eprintln!("skipped: no Chinese font on this machine");
            return;
        }
        let glyphs = Glyphs::find(&fonts, &wanted("杭州a1。〔”")).unwrap();
        for c in "杭州。〔”".chars() {
            assert!((glyphs.advance(Hand::Body, c) - 1.0).abs() < 0.01, "{c}");
        }
        assert!(glyphs.advance(Hand::Body, '1') < 0.7);
    }

    #[test]
    fn what_no_font_can_set_is_named() {
        let fonts = Fonts::system();
        if let FontStatus::Missing { .. } = fonts.status() {
            eprintln!("skipped: no Chinese font on this machine");
            return;
        }
        for text in ["汉字\u{e123}", "汉字\u{627}", "汉字\u{10fffd}"] {
            let Err(LetterError::MissingCharacters { characters }) = Glyphs::find(&fonts, &wanted(text)) else {
                panic!("{text:?} was set");
            };
            assert_eq!(characters, text["汉字".len()..]);
        }
    }
}
