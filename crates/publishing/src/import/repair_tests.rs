use super::*;

const SCRAPED: &[u8] = include_bytes!("../../tests/data/notice.as-scraped.txt");
const RESTORED: &str = include_str!("../../../../demo/documents/notice.txt");

/// Cuts the reported places out of a line.
fn without(line: &str, places: &[&Unrepaired]) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    let (mut pieces, mut from) = (Vec::new(), 0);
    for place in places {
        let first = place.column as usize - 1;
        pieces.push(characters[from..first].iter().collect());
        from = first + place.length as usize;
    }
    pieces.push(characters[from..].iter().collect());
    pieces
}

#[test]
fn the_scraped_notice_is_restored_but_for_what_was_lost() {
    let repair = repair(SCRAPED);
    let source_lines: Vec<u32> = repair.report.unrepaired.iter().map(|u| u.line).collect();
    assert_eq!(source_lines.len(), 2, "{:#?}", repair.report.unrepaired);
    let repaired: Vec<&str> = repair.text.lines().collect();
    let restored: Vec<&str> = RESTORED.lines().collect();
    assert_eq!(repaired.len(), restored.len());
    for (index, (found, wanted)) in repaired.iter().zip(&restored).enumerate() {
        // One line was dropped at the head, so line n of the result was line n + 1 of the file.
        let places: Vec<&Unrepaired> = repair.report.unrepaired.iter().filter(|u| u.line as usize == index + 2).collect();
        if places.is_empty() {
            assert_eq!(found, wanted);
            continue;
        }
        let pieces = without(found, &places);
        let kept: usize = pieces.iter().map(|p| p.chars().count()).sum();
        let mut rest = *wanted;
        for piece in &pieces {
            // Characters next to a place may have been swallowed by the damage; the bulk of the line must stand.
            let sound: String = piece.chars().skip(if rest.len() == wanted.len() { 0 } else { 2 }).collect();
            let sound: String = sound.chars().take(sound.chars().count().saturating_sub(2)).collect();
            let at = rest.find(&sound).unwrap_or_else(|| panic!("{sound} not in {rest}"));
            rest = &rest[at + sound.len()..];
        }
        assert!(wanted.chars().count() - kept < 16, "{found}");
    }
    let done: Vec<(Repaired, u32)> = repair.report.done.iter().map(|c| (c.what, c.count)).collect();
    assert_eq!(done.iter().map(|d| d.0).collect::<Vec<_>>(), [Repaired::Glosses, Repaired::Traditional, Repaired::RepeatedHead]);
    assert!(done[0].1 > 150, "{done:?}");
}

#[test]
fn the_restored_notice_needs_no_repair() {
    let repair = repair(RESTORED.as_bytes());
    assert_eq!(repair.text, RESTORED.trim_end());
    assert!(repair.report.is_clean(), "{:?}", repair.report);
}

#[test]
fn repairs_of_a_migration() {
    for (from, to, what) in [
        ("\u{FEFF}第一条 甲", "第一条 甲", vec![Repaired::InvisibleCharacters]),
        (
            "\u{3000}\u{3000}第一条\u{A0}甲\u{200B}乙\r\n\r\n\u{3000}\n第二条",
            "第一条 甲乙\n第二条",
            vec![Repaired::InvisibleCharacters, Repaired::Spaces],
        ),
        (
            "<p>第一条</p><p>&nbsp;第二条<br/>第三条</p>",
            "第一条\n第二条\n第三条",
            vec![Repaired::Markup, Repaired::Entities, Repaired::Spaces],
        ),
        ("甲\u{0000}乙\u{0007}丙", "甲乙丙", vec![Repaired::InvisibleCharacters]),
        ("乾隆年间的著作", "乾隆年间的著作", vec![]),
        ("關於進一步加強政務公開工作的通知", "关于进一步加强政务公开工作的通知", vec![Repaired::Traditional]),
        ("某某市某某条例\n某某市某某条例\n第一条", "某某市某某条例\n第一条", vec![Repaired::RepeatedHead]),
        ("", "", vec![]),
    ] {
        let repair = repair_text(from);
        assert_eq!(repair.text, to, "{from}");
        assert_eq!(repair.report.done.iter().map(|c| c.what).collect::<Vec<_>>(), what, "{from}");
        assert!(repair.report.unrepaired.is_empty(), "{from}");
    }
}

#[test]
fn lost_characters_are_reported() {
    let repair = repair_text("第一条 甲\n第二条 见图\u{E5F9}。");
    assert_eq!(repair.report.unrepaired.len(), 1);
    assert_eq!((repair.report.unrepaired[0].line, repair.report.unrepaired[0].column), (2, 7));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_taken_and_a_repaired_text_is_stable(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let once = repair(&bytes);
        proptest::prop_assert!(!once.text.contains('\0'));
        proptest::prop_assert!(once.text.lines().all(|line| !line.is_empty()));
    }

    #[test]
    fn any_text_is_taken(text in "(第[一二十]条|<p>|&nbsp;|務\\(wù\\)|[?確Y]|\\PC|\n){0,60}") {
        let repair = repair_text(&text);
        proptest::prop_assert!(repair.text.lines().all(|line| line == line.trim()));
    }
}
