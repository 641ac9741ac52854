//! What a page's end must not part: a web address, and the words that say what it is for.

use std::ops::Range;

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
