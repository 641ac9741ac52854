//! What a page's end must not part: a web address and the words that say what it is for; the last lines and the signature.

use std::ops::Range;

use super::pages::Row;

/// What a clause begins after.
const CLAUSE: &str = "。；，、：:（(";
/// What belongs to the heading of an address: `网上渠道：`.
const HEADING: &str = "：: ";

/// The bytes of each web address of a text, with the words before it.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(start) = ["http://", "https://", "www."].iter().filter_map(|scheme| text[at..].find(scheme)).min() {
        let start = at + start;
        let end = text[start..].find(|c: char| !c.is_ascii_graphic()).map_or(text.len(), |length| start + length);
        let before = text[at..start].trim_end_matches(|c| HEADING.contains(c));
        let heading = before.char_indices().rfind(|(_, c)| CLAUSE.contains(*c)).map_or(0, |(place, c)| place + c.len_utf8());
        found.push(at + heading..end);
        at = end;
    }
    found
}

/// Keeps the last two lines of a text with what follows, and none of the lines of that text alone: where a short closing
/// such as `特此答复。` is the last one, the text before it is meant, too.
pub(super) fn ending(rows: &mut [Row]) {
    let text_of = |row: &Row| row.pieces.last().and_then(|piece| piece.element);
    let mut end = rows.len();
    let mut kept = 0;
    while kept < 2 && end > 0 {
        let element = text_of(&rows[end - 1]);
        let begin = rows[..end].iter().rposition(|row| text_of(row) != element).map_or(0, |other| other + 1);
        let lines = end - begin;
        rows[end - 1].keep = true;
        if lines > 1 {
            rows[end - 2].keep = true;
            rows[begin].keep = true;
        }
        kept += lines;
        end = begin;
        // A blank line parts nothing that belongs together.
        if element.is_none() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_heading() {
        let text =
            "向某机关（地址：某路1号；网上渠道：https://a.example.org/b）提出。网上申请的渠道：http://c.example.org。见 www.example.org";
        let found: Vec<&str> = addresses(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["网上渠道：https://a.example.org/b", "网上申请的渠道：http://c.example.org", "见 www.example.org"]);
        assert!(addresses("没有网址").is_empty());
    }
}
