//! Where everything stands on the pages, after GB/T 9704-2012 (7 and 10.1, the letter form), in points from the top
//! left of A4. Nothing here knows a font: widths come in through [`Measure`].

mod pages;
mod together;

use pages::{Row, furnish, notice_pieces, paginate};

use crate::breaking::{Line, break_evenly, break_lines};
use crate::content::{Content, Part, drawn};
use crate::measure::{Hand, Measure};

const MM: f32 = 72.0 / 25.4;
pub(crate) const PAGE_WIDTH: f32 = 210.0 * MM;
pub(crate) const PAGE_HEIGHT: f32 = 297.0 * MM;
/// 天头.
const TOP: f32 = 37.0 * MM;
/// 订口.
const LEFT: f32 = 28.0 * MM;
/// 版心.
const WIDTH: f32 = 156.0 * MM;
const HEIGHT: f32 = 225.0 * MM;
const BOTTOM: f32 = TOP + HEIGHT;
const LINES: f32 = 22.0;
const CELLS: f32 = 28.0;
const PITCH: f32 = HEIGHT / LINES;
const CELL: f32 = WIDTH / CELLS;
/// 3号, 2号, 4号.
const BODY: f32 = 16.0;
const TITLE: f32 = 22.0;
const FOLIO: f32 = 14.0;
const NOTICE: f32 = 9.0;
const TITLE_PITCH: f32 = 34.0;
const TITLE_CELLS: f32 = 18.0;
/// The red head: how far down it begins, how wide its lines are, and how large its letters may be.
const HEAD_TOP: f32 = 30.0 * MM;
const RULE_WIDTH: f32 = 170.0 * MM;
const HEAD_LARGEST: f32 = 38.0;
const HEAD_SMALLEST: f32 = 26.0;
/// The second red double line, from the bottom of the first page.
const FOOT_RULE: f32 = PAGE_HEIGHT - 20.0 * MM;
/// How far above its box's bottom a Chinese character's baseline is, in em.
const DESCENT: f32 = 0.12;
/// The most that characters are pulled apart to fill a line, in points.
const MOST_STRETCH: f32 = 0.15 * CELL;

/// What a piece of text is, for readers that do not see.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Element {
    Title(String),
    Heading(String),
    Paragraph,
    /// The number of the list item that follows.
    Label,
    Item,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ink {
    Black,
    Red,
    Grey,
}

/// A run of text in one hand on one line.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) x: f32,
    /// The baseline.
    pub(crate) y: f32,
    pub(crate) hand: Hand,
    pub(crate) size: f32,
    /// How far the pen moves for one em of advance.
    pub(crate) em: f32,
    /// Added after every character.
    pub(crate) gap: f32,
    pub(crate) ink: Ink,
    /// Which of [`Layout::elements`] it belongs to; page furniture belongs to none.
    pub(crate) element: Option<usize>,
}

/// A red line across the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

#[derive(Default, Debug)]
pub(crate) struct Page {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) rules: Vec<Rule>,
}

#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) pages: Vec<Page>,
    pub(crate) elements: Vec<Element>,
}

/// Lays a letter out on pages.
pub(crate) fn compose(content: &Content, measure: &impl Measure) -> Layout {
    let mut composer = Composer { measure, elements: Vec::new(), rows: Vec::new() };
    let mut first = Page::default();
    let top = composer.head(content, &mut first);
    composer.text(content);
    let Composer { elements, rows, .. } = composer;
    let mut pages = paginate(rows, first, top);
    furnish(&mut pages, content.notice.as_deref(), measure);
    Layout { pages, elements }
}

struct Composer<'a, M> {
    measure: &'a M,
    elements: Vec<Element>,
    rows: Vec<Row>,
}

impl<M: Measure> Composer<'_, M> {
    fn element(&mut self, element: Element) -> Option<usize> {
        self.elements.push(element);
        Some(self.elements.len() - 1)
    }

    /// The notice, the red head and the number: what stands only on the first page, at fixed places. Gives where the
    /// text begins.
    fn head(&mut self, content: &Content, page: &mut Page) -> f32 {
        let mut y = HEAD_TOP;
        if let Some(notice) = &content.notice {
            let element = self.element(Element::Paragraph);
            let pieces = notice_pieces(notice, element, self.measure);
            let bottom = pieces.last().map_or(0.0, |piece| piece.y);
            y = y.max(bottom + 4.0 * MM);
            page.pieces.extend(pieces);
        }
        let Some(issuer) = &content.issuer else {
            return self.number(content, page, y.max(TOP) - 14.0);
        };
        let element = self.element(Element::Paragraph);
        let width = self.measure.width(Hand::Title, issuer);
        let size = (RULE_WIDTH / width.max(1.0)).clamp(HEAD_SMALLEST, HEAD_LARGEST);
        let advance = |c| self.measure.advance(Hand::Title, c);
        let lines = break_evenly(issuer, RULE_WIDTH / size, &advance);
        for line in &lines {
            let text = issuer[line.range.clone()].trim_end();
            // A short name is drawn apart, as on printed heads.
            let count = text.chars().count();
            let spread = if lines.len() == 1 && (2..10).contains(&count) { size * 0.3 } else { 0.0 };
            let set = self.measure.width(Hand::Title, text) * size + spread * (count - 1) as f32;
            let mut piece = piece(text, Hand::Title, size, size);
            piece.x = (PAGE_WIDTH - set) / 2.0;
            piece.y = y + 0.84 * size;
            piece.gap = spread;
            piece.ink = Ink::Red;
            piece.element = element;
            page.pieces.push(piece);
            y += 1.2 * size;
        }
        y += 4.0 * MM - 0.28 * size;
        page.rules.extend(double_rule(y, 2.0, 0.7));
        page.rules.extend(double_rule(FOOT_RULE, 0.7, 2.0));
        self.number(content, page, y + 4.0)
    }

    /// The number, flush right seven eighths of a line's height under `line`.
    fn number(&mut self, content: &Content, page: &mut Page, line: f32) -> f32 {
        let mut y = line;
        if let Some(number) = &content.number {
            y += BODY * 7.0 / 8.0;
            let element = self.element(Element::Paragraph);
            for line in self.lines(Hand::Body, number, CELLS, CELLS) {
                let text = number[line.range].trim_end();
                let mut piece = piece(text, Hand::Body, BODY, CELL);
                piece.x = LEFT + WIDTH - self.measure.width(Hand::Body, text) * CELL;
                piece.y = y + BODY * (1.0 - DESCENT);
                piece.element = element;
                page.pieces.push(piece);
                y += PITCH.min(BODY * 1.5);
            }
        }
        on_grid(y)
    }

    fn text(&mut self, content: &Content) {
        if !content.title.is_empty() {
            self.blank();
            self.title(content);
        }
        if let Some(recipient) = &content.recipient {
            self.paragraph(Element::Paragraph, Hand::Body, recipient, 0.0);
        }
        for part in &content.body {
            match part {
                Part::Paragraph(text) => self.paragraph(Element::Paragraph, Hand::Body, text, 2.0),
                Part::Heading(text) => {
                    let before = self.rows.len();
                    self.paragraph(Element::Heading(text.clone()), Hand::Heading, text, 2.0);
                    self.rows[before..].iter_mut().for_each(|row| row.keep = true);
                }
                Part::List(items) => self.list(items),
            }
        }
        self.attachments(&content.attachments);
        self.signature(content);
        if let Some(contact) = &content.contact {
            let before = self.rows.len();
            self.paragraph(Element::Paragraph, Hand::Body, contact, 2.0);
            // Its second line is no page of its own.
            if let Some((_, others)) = self.rows[before..].split_last_mut() {
                others.iter_mut().for_each(|row| row.keep = true);
            }
        }
    }

    fn title(&mut self, content: &Content) {
        let element = self.element(Element::Title(content.title_line()));
        let measure = self.measure;
        for text in &content.title {
            for line in break_evenly(text, TITLE_CELLS, &|c| measure.advance(Hand::Title, c)) {
                let text = text[line.range].trim_end();
                let mut piece = piece(text, Hand::Title, TITLE, TITLE);
                piece.x = LEFT + (WIDTH - measure.width(Hand::Title, text) * TITLE) / 2.0;
                piece.element = element;
                self.row(TITLE_PITCH, vec![piece], true);
            }
        }
        // The blank line after it brings the text back onto the grid, so that pages hold whole lines.
        let over = self.rows.iter().map(|row| row.height).sum::<f32>() % PITCH;
        self.row(if over > PITCH / 2.0 { 2.0 * PITCH - over } else { PITCH - over }, Vec::new(), true);
    }

    fn paragraph(&mut self, element: Element, hand: Hand, text: &str, indent: f32) {
        let element = self.element(element);
        self.flow(hand, text, indent, 0.0, element, None);
    }

    fn list(&mut self, items: &[String]) {
        for (index, item) in items.iter().enumerate() {
            let label = self.label(&format!("{}. ", index + 1), 2.0);
            let indent = 2.0 + self.measure.width(Hand::Body, &label.text);
            let element = self.element(Element::Item);
            self.flow(Hand::Body, item, indent, 0.0, element, Some(label));
        }
    }

    /// 附件说明: one line below the body; a single one has no number.
    fn attachments(&mut self, names: &[String]) {
        if names.is_empty() {
            return;
        }
        self.blank();
        let head = self.element(Element::Paragraph);
        let mut word = piece("附件：", Hand::Body, BODY, CELL);
        word.x = LEFT + 2.0 * CELL;
        word.element = head;
        let margin = 2.0 + self.measure.width(Hand::Body, &word.text);
        if let [name] = names {
            self.flow(Hand::Body, name, margin, margin, head, Some(word));
            return;
        }
        let widest = self.measure.width(Hand::Body, &format!("{}. ", names.len()));
        for (index, name) in names.iter().enumerate() {
            let label = self.label(&format!("{}. ", index + 1), margin);
            let element = self.element(Element::Item);
            let row = self.rows.len();
            self.flow(Hand::Body, name, margin + widest, margin + widest, element, Some(label));
            if index == 0 {
                word.y = self.rows[row].pieces[0].y;
                self.rows[row].pieces.insert(0, word.clone());
            }
        }
    }

    /// 落款: the date four characters from the right, the organ centred over it, with a place for the seal, which is
    /// pressed over both and 42 mm wide: two lines above, one below. All this and the last lines before it stay on one page.
    fn signature(&mut self, content: &Content) {
        together::ending(&mut self.rows);
        self.blank();
        if content.signatory.is_some() {
            self.blank();
        }
        let date = &content.date;
        let date_width = self.measure.width(Hand::Body, date);
        let centre = CELLS - 4.0 - date_width / 2.0;
        if let Some(signatory) = &content.signatory {
            let element = self.element(Element::Paragraph);
            for line in self.lines(Hand::Body, signatory, CELLS, CELLS) {
                let text = signatory[line.range].trim_end();
                let width = self.measure.width(Hand::Body, text);
                let mut piece = piece(text, Hand::Body, BODY, CELL);
                piece.x = LEFT + (centre - width / 2.0).min(CELLS - width).max(0.0) * CELL;
                piece.element = element;
                self.row(PITCH, vec![piece], true);
            }
        }
        let mut piece = piece(date, Hand::Body, BODY, CELL);
        piece.x = LEFT + (CELLS - 4.0 - date_width) * CELL;
        piece.element = self.element(Element::Paragraph);
        self.row(PITCH, vec![piece], content.contact.is_some());
        if content.contact.is_some() && content.signatory.is_some() {
            self.blank();
        }
    }

    fn label(&mut self, text: &str, indent: f32) -> Piece {
        let mut label = piece(text, Hand::Body, BODY, CELL);
        label.x = LEFT + indent * CELL;
        label.element = self.element(Element::Label);
        label
    }

    /// Sets running text: the first line `first` em from the left, the others `rest`, both margins straight.
    fn flow(&mut self, hand: Hand, text: &str, first: f32, rest: f32, element: Option<usize>, label: Option<Piece>) {
        let lines = self.lines(hand, text, CELLS - first, CELLS - rest);
        let count = lines.len();
        let mut label = label;
        let bound = together::addresses(text);
        for (index, line) in lines.into_iter().enumerate() {
            let parted = index + 1 < count && bound.iter().any(|range| range.start < line.range.end && line.range.end < range.end);
            let indent = if index == 0 { first } else { rest };
            let shown = text[line.range.clone()].trim_end();
            let slack = (CELLS - indent - line.width).max(0.0) * CELL;
            let gaps = shown.chars().count().saturating_sub(1).max(1) as f32;
            let stretch = slack / gaps;
            let mut piece = piece(&text[line.range], hand, BODY, CELL);
            piece.x = LEFT + indent * CELL;
            piece.gap = if index + 1 < count && stretch <= MOST_STRETCH { stretch } else { 0.0 };
            piece.element = element;
            let pieces = label.take().into_iter().chain([piece]).collect();
            self.row(PITCH, pieces, parted);
        }
    }

    fn lines(&self, hand: Hand, text: &str, first: f32, rest: f32) -> Vec<Line> {
        break_lines(text, first, rest, &|c| self.measure.advance(hand, c))
    }

    fn blank(&mut self) {
        let keep = self.rows.last().is_some_and(|row| row.keep);
        self.row(PITCH, Vec::new(), keep);
    }

    fn row(&mut self, height: f32, mut pieces: Vec<Piece>, keep: bool) {
        for piece in &mut pieces {
            piece.y = (height + piece.size) / 2.0 - DESCENT * piece.size;
        }
        self.rows.push(Row { height, pieces, keep });
    }
}

fn double_rule(y: f32, upper: f32, lower: f32) -> [Rule; 2] {
    let x = (PAGE_WIDTH - RULE_WIDTH) / 2.0;
    let rule = |y, height| Rule { x, y, width: RULE_WIDTH, height };
    [rule(y, upper), rule(y + upper + 1.3, lower)]
}

fn on_grid(y: f32) -> f32 {
    TOP + ((y - TOP) / PITCH).ceil().max(0.0) * PITCH
}

fn piece(text: &str, hand: Hand, size: f32, em: f32) -> Piece {
    Piece { text: text.chars().map(drawn).collect(), x: 0.0, y: 0.0, hand, size, em, gap: 0.0, ink: Ink::Black, element: None }
}

#[cfg(test)]
mod tests;
