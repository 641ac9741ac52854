//! The piece of a passage that is shown with a hit.

use crate::fold::fold;
use crate::needle::{Needle, ranges};

/// Characters of a snippet at most, marks of omission included.
const LENGTH: usize = 120;
/// Characters shown before the first match where the passage is longer.
const LEAD: usize = 16;

/// Plain text around the best match, with ranges of it that stand in the question (Unicode scalar values).
pub fn snippet(needle: &Needle, text: &str) -> (String, Vec<(usize, usize)>) {
    let folded = fold(text);
    let marks = needle.marks(&folded.chars);
    let chars: Vec<char> = text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
    let leading = chars.iter().take_while(|c| **c == ' ').count();
    let room = LENGTH - 2;
    let mut start = leading;
    if chars.len() - leading > LENGTH {
        start = best_start(&marks, &folded.origin, chars.len(), room).max(leading);
    }
    let end = (start + room).min(chars.len());
    let end = if chars.len() - start < LENGTH { chars.len() } else { end };
    let mut shown = String::new();
    let mut shift = 0;
    if start > leading {
        shown.push('…');
        shift = 1;
    }
    shown.extend(&chars[start..end]);
    if end < chars.len() {
        shown.push('…');
    }
    let highlights = ranges(&marks, &folded.origin)
        .into_iter()
        .filter(|(from, to)| *to > start && *from < end)
        .map(|(from, to)| (from.max(start) - start + shift, to.min(end) - start + shift))
        .collect();
    (shown, highlights)
}

/// Where a window of `room` characters holds most of what was marked, a little before its first match.
fn best_start(marks: &[f32], origin: &[u32], length: usize, room: usize) -> usize {
    let mut weights = vec![0.0f32; length];
    for (mark, at) in marks.iter().zip(origin) {
        weights[*at as usize] = *mark;
    }
    let window = room - LEAD;
    let mut sum: f32 = weights.iter().take(window).sum();
    let (mut best, mut best_sum) = (0, sum);
    for start in 1..=length.saturating_sub(window) {
        sum += weights[start + window - 1] - weights[start - 1];
        if sum > best_sum * 1.001 + 0.001 {
            (best, best_sum) = (start, sum);
        }
    }
    let first = weights.iter().skip(best).position(|weight| *weight > 0.0).map_or(best, |ahead| best + ahead);
    first.saturating_sub(LEAD).min(length.saturating_sub(room))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::needle::Question;
    use proptest::prelude::*;

    fn needle(question: &str) -> Needle {
        Needle::new(&Question::new(&fold(question)), |_| 1.0)
    }

    #[test]
    fn shows_the_match_in_a_long_passage() {
        let text = format!("{}，常设军用供水站应当有锅炉房。{}", "前".repeat(300), "后".repeat(300));
        let (shown, highlights) = snippet(&needle("锅炉房"), &text);
        assert!(shown.chars().count() <= 120 && shown.contains("锅炉房"), "{shown}");
        let (from, to) = highlights[0];
        assert_eq!(shown.chars().skip(from).take(to - from).collect::<String>(), "锅炉房");
    }

    #[test]
    fn traditional_text_is_marked_where_it_stands() {
        let (shown, highlights) = snippet(&needle("政务公开"), "推進政\u{200b}務公開工作");
        assert_eq!(shown.chars().skip(highlights[0].0).take(highlights[0].1 - highlights[0].0).collect::<String>(), "政\u{200b}務公開");
    }

    proptest! {
        #[test]
        fn ranges_lie_in_the_snippet(text in "[政務公開供水站锅炉房\u{200b}\u{0}\n，ab1 ]{0,400}|\\PC{0,300}", question in "[政务公开供水站锅炉房ab1]{0,12}|\\PC{0,12}") {
            let (shown, highlights) = snippet(&needle(&question), &text);
            let length = shown.chars().count();
            prop_assert!(length <= 120);
            prop_assert!(!shown.chars().any(char::is_control));
            let mut end = 0;
            for (from, to) in highlights {
                prop_assert!(end <= from && from < to && to <= length);
                end = to;
            }
        }
    }
}
