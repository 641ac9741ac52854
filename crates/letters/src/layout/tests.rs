use proptest::prelude::*;

use super::*;
use crate::measure::Cells;
use crate::tests::sample;
use crate::{Block, Letter};

fn laid_out(letter: &Letter) -> Layout {
    compose(&Content::of(letter), &Cells)
}

fn texts(page: &Page) -> String {
    page.pieces.iter().map(|piece| piece.text.as_str()).collect()
}

fn paragraphs(letter: &mut Letter, count: usize) {
    let text = "经审查，您申请公开的信息属于主动公开的政府信息，可以按照本答复所附的方式和途径获取。";
    letter.body = (0..count).map(|_| Block::Paragraph(text.into())).collect();
}

#[test]
fn the_head_is_red_and_the_number_under_it() {
    let layout = laid_out(&sample());
    let page = &layout.pages[0];
    let issuer = page.pieces.iter().find(|piece| piece.ink == Ink::Red).unwrap();
    assert_eq!(issuer.text, "杭州市住房保障和房产管理局");
    assert_eq!(page.rules.len(), 4);
    let number = page.pieces.iter().find(|piece| piece.text.contains('〔')).unwrap();
    assert!(number.y > page.rules[1].y);
    assert!((number.x + Cells.width(Hand::Body, &number.text) * CELL - LEFT - WIDTH).abs() < 0.1);
}

#[test]
fn the_date_stands_four_characters_from_the_right_under_the_organ() {
    let layout = laid_out(&sample());
    let pieces = &layout.pages.last().unwrap().pieces;
    let date = pieces.iter().find(|piece| piece.text == "2016年8月17日").unwrap();
    let end = date.x + Cells.width(Hand::Body, &date.text) * CELL;
    assert!((LEFT + WIDTH - end - 4.0 * CELL).abs() < 0.1);
    let organ = pieces.iter().rfind(|piece| piece.text.starts_with("杭州市住房")).unwrap();
    let centre = |piece: &Piece| piece.x + Cells.width(Hand::Body, &piece.text) * CELL / 2.0;
    assert!((centre(organ) - centre(date)).abs() < CELL);
    assert!((date.y - organ.y - PITCH).abs() < 0.1);
}

/// GB/T 9704-2012, 7.3.5.1: the seal stands upright over organ and date, these a little under its middle, its upper edge
/// within one line of the text. A seal of a department is 42 mm wide.
#[test]
fn the_seal_has_its_place_over_organ_and_date() {
    for count in 1..24 {
        let mut letter = sample();
        letter.attachments.clear();
        letter.contact = Some("联系电话：0571-00000000".into());
        paragraphs(&mut letter, count);
        let layout = laid_out(&letter);
        let pieces = &layout.pages.last().unwrap().pieces;
        let find = |text: &str| pieces.iter().rfind(|piece| piece.text.contains(text)).unwrap();
        let (organ, date, contact) = (find("杭州市住房"), find("2016年8月17日"), find("联系电话"));
        let seal = 42.0 * MM;
        let size = organ.size;
        let top_of = |piece: &Piece| piece.y - size * (1.0 - DESCENT);
        let bottom_of = |piece: &Piece| piece.y + size * DESCENT;
        let text = pieces.iter().filter(|piece| piece.y < organ.y && piece.hand == Hand::Body).map(bottom_of).fold(TOP, f32::max);
        let middle = (top_of(organ) + bottom_of(date)) / 2.0;
        // A little above the middle of the two lines.
        let top = middle - seal / 2.0 - 3.0 * MM;
        assert!(top > text && top - text <= PITCH, "{count}: {} from the text", (top - text) / MM);
        assert!(top + seal < top_of(contact), "{count}: over the contact");
        let centre = date.x + Cells.width(Hand::Body, &date.text) * CELL / 2.0;
        assert!(centre + seal / 2.0 < PAGE_WIDTH && centre - seal / 2.0 > LEFT, "{count}");
    }
}

#[test]
fn a_contact_of_two_lines_is_not_parted() {
    for count in 1..30 {
        let mut letter = sample();
        letter.attachments.clear();
        letter.contact = Some("地址：杭州市演示路 1 号（演示），电话：0571-0000 0000（演示），邮箱：open@example.org".into());
        paragraphs(&mut letter, count);
        let layout = laid_out(&letter);
        let last = layout.pages.last().unwrap();
        assert!(texts(last).contains("杭州市演示路") && texts(last).contains("example.org"), "{count}");
    }
}

/// Before the signature no line of a text stands alone at the foot of a page or at the top of the next.
#[test]
fn no_line_of_the_ending_is_left_alone() {
    for last in [10, 30, 60, 90] {
        for count in 1..30 {
            let mut letter = sample();
            letter.attachments.clear();
            letter.contact = None;
            paragraphs(&mut letter, count);
            letter.body.push(Block::Paragraph("理".repeat(last)));
            letter.body.push(Block::Paragraph("特此告知。".into()));
            let layout = laid_out(&letter);
            let lines = |page: &Page| page.pieces.iter().filter(|piece| piece.text.starts_with('理')).count();
            let all: usize = layout.pages.iter().map(lines).sum();
            assert!(layout.pages.iter().all(|page| lines(page) != 1 || all == 1), "{last} {count}");
        }
    }
}

/// `网上渠道：` at the foot of a page and its address on the next would be read as a heading of nothing.
#[test]
fn an_address_is_not_parted_from_its_heading_by_a_page() {
    let address = "https://reconsideration.example.org/city/of/a/long/name";
    for count in 1..30 {
        for before in 0..28 {
            let mut letter = sample();
            paragraphs(&mut letter, count);
            let words = "可以申请行政复议，".repeat(3) + &"字".repeat(before);
            letter.body.push(Block::Paragraph(format!("{words}；网上渠道：{address}。")));
            let layout = laid_out(&letter);
            let holding = |text: &str| layout.pages.iter().filter(|page| texts(page).contains(text)).count();
            let whole = layout.pages.iter().any(|page| texts(page).contains(&format!("网上渠道：{address}")));
            assert!(whole && holding("https") == 1, "{count} {before}");
        }
    }
}

#[test]
fn a_telephone_number_stands_on_one_line() {
    for before in 0..28 {
        let mut letter = sample();
        letter.body = vec![Block::Paragraph(format!("{}电话：0571-0000 0000（演示）。", "字".repeat(before)))];
        let layout = laid_out(&letter);
        assert!(layout.pages.iter().flat_map(|page| &page.pieces).any(|piece| piece.text.contains("0571-0000 0000")), "{before}");
    }
}

#[test]
fn several_pages_are_numbered_outside_from_the_second() {
    let mut letter = sample();
    paragraphs(&mut letter, 30);
    let layout = laid_out(&letter);
    assert!(layout.pages.len() >= 3);
    assert!(!texts(&layout.pages[0]).contains('—'));
    let folio = |index: usize| {
        let pieces = &layout.pages[index].pieces;
        pieces.iter().find(|piece| piece.hand == Hand::Folio).unwrap()
    };
    assert_eq!(folio(1).text, "— 2 —");
    assert!(folio(1).x < PAGE_WIDTH / 2.0);
    assert_eq!(folio(2).text, "— 3 —");
    assert!(folio(2).x > PAGE_WIDTH / 2.0);
    for page in &layout.pages {
        assert!(texts(page).contains("演示数据"));
    }
}

#[test]
fn a_full_page_has_22_lines() {
    let mut letter = sample();
    paragraphs(&mut letter, 40);
    let layout = laid_out(&letter);
    let lines = layout.pages[1].pieces.iter().filter(|piece| piece.hand == Hand::Body).count();
    assert_eq!(lines, 22);
}

#[test]
fn a_heading_and_a_signature_do_not_stand_alone() {
    for count in 1..30 {
        let mut letter = sample();
        letter.attachments.clear();
        letter.contact = None;
        paragraphs(&mut letter, count);
        letter.body.push(Block::Heading("二、救济途径".into()));
        letter.body.push(Block::Paragraph("如不服本答复，可以申请行政复议。".into()));
        let layout = laid_out(&letter);
        let last = layout.pages.last().unwrap();
        assert!(texts(last).contains("如不服"), "{count}");
        let body = |page: &Page| -> Vec<String> {
            let inside = page.pieces.iter().filter(|piece| piece.y > TOP && piece.y < BOTTOM);
            inside.map(|piece| piece.text.clone()).collect()
        };
        for page in &layout.pages {
            assert!(body(page).last().is_some_and(|text| text != "二、救济途径"), "{count}");
        }
    }
}

#[test]
fn attachments_stand_beside_their_word_and_under_each_other() {
    let layout = laid_out(&sample());
    let pieces: Vec<&Piece> = layout.pages.iter().flat_map(|page| &page.pieces).collect();
    let find = |text: &str| *pieces.iter().find(|piece| piece.text.starts_with(text)).unwrap();
    let first = find("2015年度公共租赁住房配租方案");
    assert_eq!(find("附件：").y, first.y);
    assert_eq!(find("2015年度公共租赁住房配租方案执行").x, first.x);
}

#[test]
fn an_empty_letter_is_a_page_with_a_date() {
    let letter = Letter {
        issuer: String::new(),
        number: String::new(),
        title: String::new(),
        recipient: String::new(),
        body: Vec::new(),
        attachments: Vec::new(),
        signatory: String::new(),
        contact: None,
        notice: None,
        ..sample()
    };
    let layout = laid_out(&letter);
    assert_eq!(layout.pages.len(), 1);
    assert_eq!(texts(&layout.pages[0]), "2016年8月17日");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nothing_leaves_the_paper_or_is_lost(
        blocks in prop::collection::vec("[一-龥a-z0-9，。（）“”]{1,200}", 0..30),
        issuer in "[一-龥]{0,60}",
        signatory in "[一-龥]{0,60}",
        number in "[一-龥0-9〔〕]{0,60}",
    ) {
        let mut letter = sample();
        letter.body = blocks.iter().cloned().map(Block::Paragraph).collect();
        letter.issuer = issuer;
        letter.signatory = signatory;
        letter.number = number;
        let layout = laid_out(&letter);
        for page in &layout.pages {
            for piece in &page.pieces {
                let shown = piece.text.trim_end();
                let width = Cells.width(piece.hand, shown) * piece.em + piece.gap * shown.chars().count() as f32;
                prop_assert!(piece.x >= (PAGE_WIDTH - RULE_WIDTH) / 2.0 - 0.1, "{:?}", piece);
                // A closing mark may hang half over.
                prop_assert!(piece.x + width <= (PAGE_WIDTH + RULE_WIDTH) / 2.0 + CELL / 2.0, "{:?}", piece);
                prop_assert!(piece.y > 0.0 && piece.y < PAGE_HEIGHT - 20.0 * MM);
            }
        }
        let body: String = layout.pages.iter().flat_map(|page| &page.pieces)
            .filter(|piece| piece.ink == Ink::Black && piece.hand == Hand::Body)
            .map(|piece| piece.text.as_str())
            .collect();
        prop_assert!(body.contains(&blocks.concat()));
    }
}
