//! Line breaking for Chinese text with Latin words and numbers in it (禁则: what may not begin or end a line).

use std::ops::Range;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use icu_segmenter::{GraphemeClusterSegmenter, LineSegmenter};

use crate::measure::is_wide;

/// What may not begin a line.
const NOT_AT_HEAD: &str = "。，、；：？！）》〉」』】〕〗〙｝］”’…—·％‰℃,.;:?!)]}%";
/// What may not end a line.
const NOT_AT_TAIL: &str = "（《〈「『【〔〖〘｛［“‘￥＄([{";
/// Full-width marks with ink only in their left half: at the end of a line their right half may hang over.
const HALF_AT_END: &str = "。，、；：）》〉」』】〕〗｝］”’";

/// A line of a broken text.
#[derive(Debug, PartialEq)]
pub(crate) struct Line {
    /// The bytes of the text, trailing spaces among them.
    pub(crate) range: Range<usize>,
    /// What must fit between the margins, in em: without trailing spaces, a closing mark counted half.
    pub(crate) width: f32,
}

/// Breaks a text without line ends into lines of at most `first` em, then `rest` em.
///
/// `advance` gives a character's width in em. A piece without any lawful break that is wider than a line, such as a
/// long web address, is cut between characters; nothing else breaks the rules.
pub(crate) fn break_lines(text: &str, first: f32, rest: f32, advance: &impl Fn(char) -> f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut end = 0;
    let limit = |lines: &Vec<Line>| if lines.is_empty() { first } else { rest };
    let push = |lines: &mut Vec<Line>, range: Range<usize>| {
        let width = visible_width(&text[range.clone()], advance);
        lines.push(Line { range, width });
    };
    for opportunity in opportunities(text) {
        if visible_width(&text[start..opportunity], advance) <= limit(&lines) {
            end = opportunity;
            continue;
        }
        if end > start {
            push(&mut lines, start..end);
            start = end;
        }
        while visible_width(&text[start..opportunity], advance) > limit(&lines) {
            let cut = start + cut(&text[start..opportunity], limit(&lines), advance);
            if cut == opportunity {
                break;
            }
            push(&mut lines, start..cut);
            start = cut;
        }
        end = opportunity;
    }
    if start < text.len() {
        push(&mut lines, start..text.len());
    }
    lines
}

/// Breaks a centred text into as few lines as possible, and those as even as possible.
pub(crate) fn break_evenly(text: &str, most: f32, advance: &impl Fn(char) -> f32) -> Vec<Line> {
    let mut best = break_lines(text, most, most, advance);
    let mut width = most;
    while best.len() > 1 && width > 2.0 {
        width -= 0.5;
        let narrower = break_lines(text, width, width, advance);
        if narrower.len() > best.len() || narrower.iter().any(|line| line.width > width) {
            break;
        }
        best = narrower;
    }
    best
}

fn visible_width(text: &str, advance: &impl Fn(char) -> f32) -> f32 {
    let visible = text.trim_end_matches([' ', '\u{3000}']);
    let width: f32 = visible.chars().map(advance).sum();
    match visible.chars().next_back() {
        Some(last) if HALF_AT_END.contains(last) && advance(last) > 0.9 => width - advance(last) / 2.0,
        _ => width,
    }
}

/// How many bytes of an unbreakable piece fill a line, at least one cluster.
fn cut(text: &str, limit: f32, advance: &impl Fn(char) -> f32) -> usize {
    let mut width = 0.0;
    let mut fits = 0;
    let mut boundaries = GraphemeClusterSegmenter::new().segment_str(text).skip(1);
    for boundary in &mut boundaries {
        width += text[fits..boundary].chars().map(advance).sum::<f32>();
        if width > limit && fits > 0 {
            break;
        }
        fits = boundary;
    }
    fits
}

/// Every place where a line may end, the end of the text among them.
fn opportunities(text: &str) -> Vec<usize> {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    let segmenter = LineSegmenter::new_for_non_complex_scripts(options);
    let mut found: Vec<usize> = segmenter.segment_str(text).filter(|at| *at > 0).collect();
    // Curly quotes are ambiguous to Unicode; in Chinese they open and close like brackets.
    let mut previous = None;
    for (at, c) in text.char_indices() {
        let opens = matches!(c, '“' | '‘') && previous.is_some_and(is_wide);
        let closed = matches!(previous, Some('”' | '’')) && is_wide(c);
        if opens || closed {
            found.push(at);
        }
        previous = Some(c);
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|at| *at == text.len() || is_lawful(text, *at));
    if !text.is_empty() && found.last() != Some(&text.len()) {
        found.push(text.len());
    }
    found
}

fn is_lawful(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(' ').chars().next_back();
    let after = text[at..].chars().next();
    if text[..at].ends_with("://") {
        return false;
    }
    !before.is_some_and(|c| NOT_AT_TAIL.contains(c)) && !after.is_some_and(|c| NOT_AT_HEAD.contains(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::{Cells, Hand, Measure};

    fn cells(c: char) -> f32 {
        Cells.advance(Hand::Body, c)
    }

    fn broken(text: &str, width: f32) -> Vec<&str> {
        break_lines(text, width, width, &cells).into_iter().map(|line| &text[line.range]).collect()
    }

    #[test]
    fn breaks_by_the_rules() {
        for (text, width, expected) in [
            ("经审查，答复如下。", 8.0, vec!["经审查，答复如", "下。"]),
            ("经审查，答复如下。", 8.5, vec!["经审查，答复如下。"]),
            ("根据（条例）规定", 3.0, vec!["根据", "（条", "例）规", "定"]),
            ("关于“公开”的答复", 3.0, vec!["关于", "“公", "开”的", "答复"]),
            ("见 www.example.com 网站", 8.0, vec!["见 ", "www.example.com ", "网站"]),
            ("渠道：https://a.example.org/b", 12.0, vec!["渠道：", "https://a.example.org/b"]),
            ("电话0571-00000000", 7.0, vec!["电话", "0571-00000000"]),
            ("", 4.0, vec![]),
            ("字", 0.1, vec!["字"]),
        ] {
            assert_eq!(broken(text, width), expected, "{text} at {width}");
        }
    }

    #[test]
    fn cuts_what_has_no_break() {
        let address = "a".repeat(100);
        assert_eq!(broken(&address, 28.0).iter().map(|line| line.len()).collect::<Vec<_>>(), [56, 44]);
    }

    #[test]
    fn evens_out_a_title() {
        let title = "关于杭州市住房保障和房产管理局政府信息公开申请的答复书";
        let lines = break_evenly(title, 18.0, &cells);
        assert_eq!(lines.len(), 2);
        assert!((lines[0].width - lines[1].width).abs() <= 2.0, "{lines:?}");
    }

    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[一-龥]{1,12}",
            2 => "[一-龥]{1,3}[。，、；：？！]",
            1 => "（[一-龥]{1,6}）",
            1 => "“[一-龥]{1,6}”",
            1 => "〔20[0-9]{2}〕[0-9]{1,3}号",
            1 => "《[一-龥]{1,9}》",
            1 => " ?[A-Za-z]{1,9} ?",
            1 => "[0-9]{1,9}",
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn lines_are_lawful_and_fit(text in text(), indent in 0..3u8) {
            let first = 28.0 - f32::from(indent);
            let lines = break_lines(&text, first, 28.0, &cells);
            let whole: String = lines.iter().map(|line| &text[line.range.clone()]).collect();
            prop_assert_eq!(&whole, &text);
            for (index, line) in lines.iter().enumerate() {
                let shown = text[line.range.clone()].trim_end();
                let limit = if index == 0 { first } else { 28.0 };
                prop_assert!(line.width <= limit, "{}", shown);
                prop_assert!(index == 0 || !shown.starts_with(|c| NOT_AT_HEAD.contains(c)), "{}", shown);
                prop_assert!(index + 1 == lines.len() || !shown.ends_with(|c| NOT_AT_TAIL.contains(c)), "{}", shown);
            }
        }

        #[test]
        fn any_text_is_kept_whole_and_fits(text in "\\PC{0,80}", width in 1.0..30.0f32) {
            let lines = break_lines(&text, width, width, &cells);
            let whole: String = lines.iter().map(|line| &text[line.range.clone()]).collect();
            prop_assert_eq!(&whole, &text);
        }
    }
}
