//! From lines to pages: where one page ends and the next begins, and what stands on every page.

use super::{BOTTOM, FOLIO, HEIGHT, Ink, LEFT, MM, NOTICE, PAGE_WIDTH, Page, Piece, RULE_WIDTH, TOP, WIDTH, piece};
use crate::breaking::break_evenly;
use crate::measure::{Hand, Measure};

/// A line of the text area that is not yet on a page; its pieces' `y` counts from its top.
pub(super) struct Row {
    pub(super) height: f32,
    pub(super) pieces: Vec<Piece>,
    /// Not to be parted from the next row by the end of a page.
    pub(super) keep: bool,
}

/// Puts rows on pages: a page's first row is never blank, and rows that keep together go to the next page together
/// unless they would fill it.
pub(super) fn paginate(rows: Vec<Row>, first: Page, top: f32) -> Vec<Page> {
    let mut pages = vec![first];
    let mut y = top;
    let mut fresh = false;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut group = Vec::new();
        let mut height = 0.0;
        for row in rows.by_ref() {
            height += row.height;
            let last = !row.keep || height > HEIGHT / 2.0;
            group.push(row);
            if last {
                break;
            }
        }
        if !fresh && y + height > BOTTOM + 0.1 {
            pages.push(Page::default());
            y = TOP;
            fresh = true;
        }
        for row in group {
            if y + row.height > BOTTOM + 0.1 {
                pages.push(Page::default());
                y = TOP;
                fresh = true;
            }
            if fresh && row.pieces.is_empty() {
                continue;
            }
            fresh = false;
            if let Some(page) = pages.last_mut() {
                page.pieces.extend(row.pieces.into_iter().map(|mut piece| {
                    piece.y += y;
                    piece
                }));
            }
            y += row.height;
        }
    }
    pages
}

/// The notice on the pages after the first, and page numbers: outside, 7 mm under the text; by 10.1 not on the first.
pub(super) fn furnish(pages: &mut [Page], notice: Option<&str>, measure: &impl Measure) {
    for (index, page) in pages.iter_mut().enumerate().skip(1) {
        if let Some(notice) = notice {
            page.pieces.extend(notice_pieces(notice, None, measure));
        }
        let text = format!("— {} —", index + 1);
        let mut folio = piece(&text, Hand::Folio, FOLIO, FOLIO);
        let width = measure.width(Hand::Folio, &text) * FOLIO;
        let odd = index % 2 == 0;
        folio.x = if odd { LEFT + WIDTH - FOLIO - width } else { LEFT + FOLIO };
        folio.y = BOTTOM + 7.0 * MM + FOLIO * 0.5;
        page.pieces.push(folio);
    }
}

pub(super) fn notice_pieces(notice: &str, element: Option<usize>, measure: &impl Measure) -> Vec<Piece> {
    let width = RULE_WIDTH / NOTICE;
    let lines = break_evenly(notice, width, &|c| measure.advance(Hand::Heading, c));
    let pieces = lines.into_iter().enumerate().map(|(index, line)| {
        let text = notice[line.range].trim_end();
        let mut piece = piece(text, Hand::Heading, NOTICE, NOTICE);
        piece.x = (PAGE_WIDTH - measure.width(Hand::Heading, text) * NOTICE) / 2.0;
        piece.y = 14.0 * MM + (index as f32 + 0.88) * NOTICE * 1.4;
        piece.ink = Ink::Grey;
        piece.element = element;
        piece
    });
    // What does not fit above the text of later pages would run into it.
    pieces.take_while(|piece| piece.y < TOP - 2.0 * MM).collect()
}
