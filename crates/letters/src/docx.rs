//! A letter as DOCX, to be edited: the same parts, sizes and margins as the PDF, in the fonts that GB/T 9704 names.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BorderType, DocGrid, DocGridType, Docx, FieldCharType, Footer, Header, InstrPAGE, InstrText, LineSpacing,
    LineSpacingType, PageMargin, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, SpecialIndentType,
};

use crate::content::{Content, Part};
use crate::measure::{Cells, Hand, Measure};
use crate::{Letter, LetterError};

/// Twentieths of a point: A4, 版心 156 × 225 mm, 天头 37 mm, 订口 28 mm.
const PAGE: (u32, u32) = (11906, 16838);
const TOP: i32 = 2098;
const LEFT: i32 = 1587;
const RIGHT: i32 = 1474;
const BOTTOM: i32 = 1984;
/// 22 lines of 28 characters.
const PITCH: i32 = 579;
const CELL: f32 = 315.8;
const CELLS: f32 = 28.0;
/// What makes a character of 16 pt as wide as a cell, in twentieths of a point. It is set on the text itself: a grid of
/// characters would say the same, but LibreOffice pulls the text apart by it.
const CHARACTER_SPACING: i32 = -4;
/// The notice, 14 mm from the top of every page.
const NOTICE_TOP: i32 = 794;
/// How far the red lines reach over the text on each side: 7 mm.
const OVERHANG: i32 = -397;
/// Half points.
const BODY: usize = 32;
const TITLE: usize = 44;
const FOLIO: usize = 28;
const NOTICE: usize = 18;
const RED: &str = "C8102E";
const GREY: &str = "555555";
const FANG_SONG: &str = "仿宋_GB2312";
const TITLE_SONG: &str = "方正小标宋简体";
const HEI: &str = "黑体";
const SONG: &str = "宋体";

/// The letter as a DOCX file; it needs no font here.
///
/// # Errors
/// [`LetterError::TooLong`], and [`LetterError::Docx`] when the writer fails.
pub fn docx(letter: &Letter) -> Result<Vec<u8>, LetterError> {
    let content = Content::bounded(letter)?;
    let date = format!("{}T00:00:00+08:00", letter.date);
    let grid = DocGrid::new().grid_type(DocGridType::Lines).line_pitch(PITCH.unsigned_abs() as usize);
    let margin = PageMargin::new().top(TOP).left(LEFT).right(RIGHT).bottom(BOTTOM).header(NOTICE_TOP).footer(1134);
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(fonts(FANG_SONG))
        .default_size(BODY)
        .first_footer(Footer::new().add_paragraph(foot_rule()))
        .footer(Footer::new().add_paragraph(folio(AlignmentType::Right)))
        .even_footer(Footer::new().add_paragraph(folio(AlignmentType::Left)));
    let mut first = Header::new();
    if let Some(notice) = &content.notice {
        let header = || Header::new().add_paragraph(notice_line(notice));
        first = header();
        docx = docx.header(header()).even_header(header());
    }
    if let Some(issuer) = &content.issuer {
        first = first.add_paragraph(head(issuer, content.notice.is_some()));
    }
    docx = docx.first_header(first);
    docx.document = docx.document.doc_grid(grid);
    for paragraph in paragraphs(&content) {
        docx = docx.add_paragraph(paragraph);
    }
    let mut parts = docx.build();
    parts.doc_props.core = core_properties(&content, &date).into_bytes();
    parts.font_table = font_table().into_bytes();
    parts.styles = in_chinese(parts.styles);
    let mut file = Cursor::new(Vec::new());
    parts.pack(&mut file).map_err(|error| LetterError::Docx(error.to_string()))?;
    Ok(file.into_inner())
}

fn paragraphs(content: &Content) -> Vec<Paragraph> {
    let mut all: Vec<Paragraph> = content.number.iter().map(|line| number(line)).collect();
    for (index, line) in content.title.iter().enumerate() {
        let run = text(line, TITLE_SONG, TITLE);
        let spacing = exact(680).before(if index == 0 { 580 } else { 0 });
        let mut title = Paragraph::new().align(AlignmentType::Center).line_spacing(spacing).add_run(run);
        if index == 0 {
            title = title.outline_lvl(0);
        }
        all.push(title);
    }
    if !content.title.is_empty() {
        all.push(blank());
    }
    if let Some(recipient) = &content.recipient {
        all.push(plain().add_run(text(recipient, FANG_SONG, BODY)));
    }
    for part in &content.body {
        match part {
            Part::Paragraph(line) => all.push(indented(line)),
            Part::Heading(line) => all.push(
                plain()
                    .outline_lvl(1)
                    .keep_next(true)
                    .first_line_chars(200)
                    .indent(None, Some(SpecialIndentType::FirstLine(twips(2.0))), None, None)
                    .add_run(text(line, HEI, BODY)),
            ),
            Part::List(items) => {
                let numbered = items.iter().enumerate();
                all.extend(numbered.map(|(index, item)| indented(&format!("{}. {item}", index + 1))));
            }
        }
    }
    all.extend(attachments(&content.attachments));
    // A signature stands on no page without some of the text.
    let last = all.pop();
    all.extend(last.map(|last| last.keep_next(true)));
    all.extend(signature(content));
    all.extend(content.contact.iter().map(|contact| indented(contact)));
    all
}

/// The red head, 30 mm from the top of the first page: above the text area, so that it takes no room from the text.
fn head(issuer: &str, under_a_notice: bool) -> Paragraph {
    let width = Cells.width(Hand::Title, issuer).max(1.0);
    // 170 mm are 482 pt.
    let size = (481.0 / width).clamp(26.0, 38.0).floor();
    let run = text(issuer, TITLE_SONG, size as usize * 2).color(RED);
    let spacing = exact((size * 26.0) as i32).before(if under_a_notice { 600 } else { 860 });
    Paragraph::new()
        .align(AlignmentType::Center)
        .indent(Some(OVERHANG), None, Some(OVERHANG), None)
        .line_spacing(spacing)
        .snap_to_grid(false)
        .set_rule(ParagraphBorderPosition::Bottom, BorderType::ThickThinSmallGap)
        .add_run(run)
}

fn number(number: &str) -> Paragraph {
    let spacing = exact(PITCH).before(80);
    Paragraph::new().align(AlignmentType::Right).line_spacing(spacing).add_run(text(number, FANG_SONG, BODY))
}

fn notice_line(notice: &str) -> Paragraph {
    Paragraph::new().align(AlignmentType::Center).add_run(text(notice, HEI, NOTICE).color(GREY))
}

fn attachments(names: &[String]) -> Vec<Paragraph> {
    let mut all = Vec::new();
    if names.is_empty() {
        return all;
    }
    all.push(blank());
    let hanging = |line: String, indent: f32, first: f32| {
        let special = SpecialIndentType::Hanging(twips(indent - first));
        plain().indent(Some(twips(indent)), Some(special), None, None).add_run(text(&line, FANG_SONG, BODY))
    };
    if let [name] = names {
        all.push(hanging(format!("附件：{name}"), 5.0, 2.0));
        return all;
    }
    for (index, name) in names.iter().enumerate() {
        let number = index + 1;
        all.push(if index == 0 {
            hanging(format!("附件：{number}. {name}"), 6.5, 2.0)
        } else {
            hanging(format!("{number}. {name}"), 6.5, 5.0)
        });
    }
    all
}

fn signature(content: &Content) -> Vec<Paragraph> {
    // The seal is pressed over organ and date: two lines above them and one below are its place.
    let mut all = vec![blank().keep_next(true)];
    if content.signatory.is_some() {
        all.push(blank().keep_next(true));
    }
    let date_width = Cells.width(Hand::Body, &content.date);
    let right = |line: &str, cells: f32| {
        plain().align(AlignmentType::Right).indent(None, None, Some(twips(cells)), None).add_run(text(line, FANG_SONG, BODY))
    };
    if let Some(signatory) = &content.signatory {
        let width = Cells.width(Hand::Body, signatory).min(CELLS);
        let beyond = 4.0 + (date_width - width) / 2.0;
        all.push(right(signatory, beyond.max(0.0)).keep_next(true));
    }
    all.push(right(&content.date, 4.0).keep_next(content.contact.is_some()));
    if content.contact.is_some() && content.signatory.is_some() {
        all.push(blank().keep_next(true));
    }
    all
}

/// The lower red line, 20 mm from the bottom: its paragraph is empty and takes next to no height.
fn foot_rule() -> Paragraph {
    Paragraph::new()
        .line_spacing(exact(20))
        .indent(Some(OVERHANG), None, Some(OVERHANG), None)
        .set_rule(ParagraphBorderPosition::Top, BorderType::ThinThickSmallGap)
}

fn folio(side: AlignmentType) -> Paragraph {
    let run = || Run::new().fonts(fonts(SONG)).size(FOLIO);
    let page = run()
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::PAGE(InstrPAGE::new()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false);
    let indent = 280;
    let (start, end) = match side {
        AlignmentType::Left => (Some(indent), None),
        _ => (None, Some(indent)),
    };
    Paragraph::new().align(side).indent(start, None, end, None).add_run(run().add_text("— ")).add_run(page).add_run(run().add_text(" —"))
}

/// Red double lines above or under a paragraph.
trait Ruled {
    fn set_rule(self, position: ParagraphBorderPosition, kind: BorderType) -> Self;
}

impl Ruled for Paragraph {
    fn set_rule(mut self, position: ParagraphBorderPosition, kind: BorderType) -> Self {
        let border = ParagraphBorder::new(position).val(kind).size(24).space(8).color(RED);
        self.property = self.property.set_borders(ParagraphBorders::with_empty().set(border));
        self
    }
}

fn plain() -> Paragraph {
    Paragraph::new().line_spacing(exact(PITCH))
}

fn blank() -> Paragraph {
    plain()
}

fn indented(line: &str) -> Paragraph {
    plain()
        .align(AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(twips(2.0))), None, None)
        .first_line_chars(200)
        .add_run(text(line, FANG_SONG, BODY))
}

fn text(line: &str, font: &str, size: usize) -> Run {
    let run = Run::new().fonts(fonts(font)).size(size).add_text(line);
    if size == BODY { run.character_spacing(CHARACTER_SPACING) } else { run }
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().ascii(name).hi_ansi(name).east_asia(name).cs(name)
}

fn exact(twips: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(twips)
}

fn twips(cells: f32) -> i32 {
    (cells * CELL).round() as i32
}

/// Written here because the writer knows no title.
fn core_properties(content: &Content, date: &str) -> String {
    let title = escape(&content.title_line());
    let creator = escape(content.issuer.as_deref().unwrap_or_default());
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><dc:language>zh-CN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{date}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{date}</dcterms:modified></cp:coreProperties>"#
    )
}

/// Says that the text is Chinese, so that a font that stands in has the shapes that are usual in China.
fn in_chinese(styles: Vec<u8>) -> Vec<u8> {
    const END: &str = "</w:rPr></w:rPrDefault>";
    match String::from_utf8(styles) {
        Ok(styles) => styles.replacen(END, &format!(r#"<w:lang w:val="zh-CN" w:eastAsia="zh-CN"/>{END}"#), 1).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// Says which font may stand in where the one that the standard names is not installed.
fn font_table() -> String {
    let fonts = [(FANG_SONG, "仿宋", "roman"), (TITLE_SONG, "小标宋", "roman"), (HEI, "SimHei", "swiss"), (SONG, "SimSun", "roman")];
    let entries: String = fonts
        .iter()
        .map(|(name, other, family)| {
            format!(r#"<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="{family}"/></w:font>"#)
        })
        .collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{entries}</w:fonts>"#
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
