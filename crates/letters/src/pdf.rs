//! A letter as PDF: tagged, searchable, fit for archives (PDF/A-2a) and for readers who do not see (PDF/UA-1).

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU16;
use std::sync::Arc;

use fontdb::ID;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{NumberingStyle, PageLabel, PageSettings};
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Data, Document, SerializeSettings};

use crate::content::{Content, Part, drawn};
use crate::faces::{Glyphs, Wanted};
use crate::layout::{Element, Ink, Layout, PAGE_HEIGHT, PAGE_WIDTH, Page, Piece, compose};
use crate::measure::Hand;
use crate::{Fonts, Letter, LetterError};

/// What the form itself prints: numbers of lists and pages, 附件, the brackets and marks it adds.
const OF_THE_FORM: &str = "0123456789. —附件：年月日（）";
/// Metadata and bookmarks are cut at this many characters; PDF/A limits strings.
const LONGEST_NAME: usize = 200;
const LANGUAGE: &str = "zh-CN";

/// The letter as a PDF file.
///
/// # Errors
/// [`LetterError::NoChineseFont`] and [`LetterError::MissingCharacters`] when the fonts do not do, never a box in
/// place of a character; [`LetterError::TooLong`]; the others when a font file is broken.
pub fn pdf(letter: &Letter, fonts: &Fonts) -> Result<Vec<u8>, LetterError> {
    let content = Content::bounded(letter)?;
    let glyphs = Glyphs::find(fonts, &wanted(&content))?;
    let layout = compose(&content, &glyphs);
    let mut writer = Writer { fonts, glyphs: &glyphs, loaded: HashMap::new() };
    let mut document = Document::new_with(SerializeSettings { configuration: configuration()?, ..SerializeSettings::default() });
    document.set_metadata(metadata(letter, &content));
    let tagged = writer.pages(&mut document, &layout)?;
    document.set_tag_tree(tag_tree(&layout.elements, tagged));
    document.set_outline(outline(&layout));
    document.finish().map_err(|error| LetterError::Pdf(error.to_string()))
}

fn configuration() -> Result<Configuration, LetterError> {
    ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| LetterError::Pdf(format!("{error:?}")))
}

fn wanted(content: &Content) -> Wanted {
    let mut wanted = Wanted::new();
    let mut want = |hand, text: &str| wanted.entry(hand).or_default().extend(text.chars().map(drawn));
    want(Hand::Body, OF_THE_FORM);
    want(Hand::Folio, OF_THE_FORM);
    content.title.iter().chain(&content.issuer).for_each(|text| want(Hand::Title, text));
    content.notice.iter().for_each(|text| want(Hand::Heading, text));
    [&content.number, &content.recipient, &content.signatory, &content.contact]
        .into_iter()
        .flatten()
        .chain(&content.attachments)
        .for_each(|text| want(Hand::Body, text));
    for part in &content.body {
        match part {
            Part::Paragraph(text) => want(Hand::Body, text),
            Part::Heading(text) => want(Hand::Heading, text),
            Part::List(items) => items.iter().for_each(|item| want(Hand::Body, item)),
        }
    }
    wanted
}

fn metadata(letter: &Letter, content: &Content) -> Metadata {
    let mut metadata = Metadata::new()
        .title(short(&content.title_line()))
        .authors(content.issuer.iter().map(|issuer| short(issuer)).collect())
        .language(LANGUAGE.to_owned())
        .creator("gongkai".to_owned());
    if let Some(number) = &content.number {
        metadata = metadata.description(short(number));
    }
    let date = letter.date;
    let year = u16::try_from(date.year()).unwrap_or(0);
    let date = DateTime::new(year)
        .month(date.month().unsigned_abs())
        .day(date.day().unsigned_abs())
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(8)
        .utc_offset_minute(0);
    metadata.creation_date(date)
}

struct Writer<'a> {
    fonts: &'a Fonts,
    glyphs: &'a Glyphs,
    loaded: HashMap<ID, Font>,
}

/// The marked content of each element, in reading order.
type Tagged = BTreeMap<usize, Vec<Identifier>>;

impl Writer<'_> {
    fn pages(&mut self, document: &mut Document, layout: &Layout) -> Result<Tagged, LetterError> {
        let mut tagged = Tagged::new();
        for page in &layout.pages {
            let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT)
                .ok_or_else(|| LetterError::Pdf("page size".into()))?
                .with_page_label(PageLabel::new(Some(NumberingStyle::Arabic), None, None));
            let mut sheet = document.start_page_with(settings);
            let mut surface = sheet.surface();
            self.page(&mut surface, page, &mut tagged)?;
            surface.finish();
            sheet.finish();
        }
        Ok(tagged)
    }

    fn page(&mut self, surface: &mut Surface<'_>, page: &Page, tagged: &mut Tagged) -> Result<(), LetterError> {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        surface.set_fill(Some(fill(Ink::Red)));
        for rule in &page.rules {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(rule.x, rule.y, rule.width, rule.height) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        surface.end_tagged();
        for piece in &page.pieces {
            match piece.element {
                Some(element) => {
                    let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                    tagged.entry(element).or_default().push(identifier);
                }
                None => {
                    let artifact = Artifact::with_kind(ArtifactType::PaginationOther);
                    surface.start_tagged(ContentTag::Artifact(artifact));
                }
            }
            self.piece(surface, piece)?;
            surface.end_tagged();
        }
        Ok(())
    }

    /// Draws a piece, one run for each stretch of characters that a face sets.
    fn piece(&mut self, surface: &mut Surface<'_>, piece: &Piece) -> Result<(), LetterError> {
        surface.set_fill(Some(fill(piece.ink)));
        let mut x = piece.x;
        let mut run = Run::default();
        for c in piece.text.chars() {
            let glyph = self.glyphs.get(piece.hand, c).ok_or_else(|| LetterError::MissingCharacters { characters: c.to_string() })?;
            if run.face.is_some_and(|face| face != glyph.face) {
                x += self.draw(surface, piece, x, std::mem::take(&mut run))?;
            }
            let start = run.text.len();
            run.face = Some(glyph.face);
            run.text.push(c);
            let advance = glyph.advance * piece.em + piece.gap;
            run.width += advance;
            run.glyphs.push(KrillaGlyph::new(GlyphId::new(glyph.id), advance / piece.size, 0.0, 0.0, 0.0, start..run.text.len(), None));
        }
        self.draw(surface, piece, x, run)?;
        Ok(())
    }

    fn draw(&mut self, surface: &mut Surface<'_>, piece: &Piece, x: f32, run: Run) -> Result<f32, LetterError> {
        if let Some(face) = run.face {
            let font = self.font(face)?;
            let start = Point::from_xy(x, piece.y);
            surface.draw_glyphs(start, &run.glyphs, font, &run.text, piece.size, false);
        }
        Ok(run.width)
    }

    fn font(&mut self, face: ID) -> Result<Font, LetterError> {
        if let Some(font) = self.loaded.get(&face) {
            return Ok(font.clone());
        }
        let (file, index) = self.fonts.read(face)?;
        let data: Arc<dyn AsRef<[u8]> + Send + Sync> = file;
        let font = Font::new(Data::from(data), index)
            .ok_or_else(|| LetterError::Font { path: format!("{face}"), reason: "not a font that can be embedded".into() })?;
        self.loaded.insert(face, font.clone());
        Ok(font)
    }
}

#[derive(Default)]
struct Run {
    face: Option<ID>,
    text: String,
    glyphs: Vec<KrillaGlyph>,
    width: f32,
}

fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Black => rgb::Color::black(),
        Ink::Red => rgb::Color::new(200, 16, 46),
        Ink::Grey => rgb::Color::new(85, 85, 85),
    };
    Fill { paint: color.into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

/// The structure that assistive technology reads: list items that follow each other are one list.
fn tag_tree(elements: &[Element], mut tagged: Tagged) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    let mut list: Option<TagGroup> = None;
    let mut label: Option<TagGroup> = None;
    for (index, element) in elements.iter().enumerate() {
        let content = tagged.remove(&index).unwrap_or_default();
        let fill = |mut group: TagGroup| {
            content.into_iter().for_each(|identifier| group.push(identifier));
            group
        };
        if !matches!(element, Element::Label | Element::Item) {
            list.take().into_iter().for_each(|list| tree.push(list));
        }
        match element {
            Element::Title(text) => tree.push(fill(TagGroup::new(heading(NonZeroU16::MIN, text)))),
            Element::Heading(text) => {
                let level = NonZeroU16::MIN.saturating_add(1);
                tree.push(fill(TagGroup::new(heading(level, text))));
            }
            Element::Paragraph => tree.push(fill(TagGroup::new(Tag::P))),
            Element::Label => label = Some(fill(TagGroup::new(Tag::Lbl))),
            Element::Item => {
                let mut item = TagGroup::new(Tag::LI);
                label.take().into_iter().for_each(|label| item.push(label));
                item.push(fill(TagGroup::new(Tag::LBody)));
                list.get_or_insert_with(|| TagGroup::new(Tag::L(ListNumbering::Decimal))).push(item);
            }
        }
    }
    list.into_iter().for_each(|list| tree.push(list));
    tree
}

fn heading(level: NonZeroU16, text: &str) -> Tag<krilla::tagging::kind::Hn> {
    Tag::Hn(level, Some(short(text)))
}

/// Bookmarks: the title, and under it the headings.
fn outline(layout: &Layout) -> Outline {
    let mut root: Option<OutlineNode> = None;
    let mut outline = Outline::new();
    for (index, element) in layout.elements.iter().enumerate() {
        let (Element::Title(text) | Element::Heading(text)) = element else {
            continue;
        };
        let found = layout.pages.iter().enumerate().find_map(|(number, page)| {
            let piece = page.pieces.iter().find(|piece| piece.element == Some(index))?;
            Some((number, (piece.y - 1.5 * piece.size).max(0.0)))
        });
        let Some((number, y)) = found else {
            continue;
        };
        let node = OutlineNode::new(short(text), XyzDestination::new(number, Point::from_xy(0.0, y)));
        match &mut root {
            Some(root) => root.push_child(node),
            None => root = Some(node),
        }
    }
    root.into_iter().for_each(|node| outline.push_child(node));
    outline
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_NAME).collect()
}
