//! Markup that an old page left in a text: tags of HTML go, a line break of HTML breaks the line, entities become characters.

/// Tags that are dropped wherever they stand; any other `<…>` is text.
const TAGS: [&str; 46] = [
    "a",
    "abbr",
    "article",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "i",
    "img",
    "label",
    "li",
    "o:p",
    "ol",
    "p",
    "pre",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// Tags at which a new line begins.
const BREAKS: [&str; 18] =
    ["article", "blockquote", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "p", "pre", "table", "tr"];
/// Longest markup that is looked for, in characters.
const LONGEST: usize = 400;

/// What was found in a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stripped {
    /// the text; where markup broke a line, `\n`
    pub text: String,
    /// tags and comments dropped
    pub tags: Vec<String>,
    /// entities replaced
    pub entities: Vec<String>,
}

/// Strips one line.
#[must_use]
pub fn strip(line: &str) -> Stripped {
    let mut stripped = Stripped::default();
    if !line.contains(['<', '&']) {
        line.clone_into(&mut stripped.text);
        return stripped;
    }
    let mut rest = line;
    // Looked for once: a line may begin ever so many comments and end none.
    let mut last_end = line.rfind("-->").map_or(0, |at| line.len() - at);
    while let Some(c) = rest.chars().next() {
        if rest.len() < last_end {
            last_end = 0;
        }
        if c == '<'
            && (last_end > 0 || !rest.starts_with("<!--"))
            && let Some((length, name)) = tag(rest)
        {
            if BREAKS.contains(&name.as_str()) {
                stripped.text.push('\n');
            }
            stripped.tags.push(rest[..length].to_owned());
            rest = &rest[length..];
        } else if c == '&'
            && let Some((length, character)) = entity(rest)
        {
            stripped.entities.push(rest[..length].to_owned());
            stripped.text.push(character);
            rest = &rest[length..];
        } else {
            stripped.text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    stripped
}

/// Byte length and lower-case name of the tag or comment at the head of `rest`.
fn tag(rest: &str) -> Option<(usize, String)> {
    if rest.starts_with("<!--") {
        return rest.find("-->").map(|at| (at + 3, String::new()));
    }
    let end = rest.char_indices().take(LONGEST).find(|(_, c)| *c == '>')?.0;
    let inside = rest[1..end].trim_start_matches('/');
    let name: String = inside.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect::<String>().to_ascii_lowercase();
    TAGS.contains(&name.as_str()).then_some((end + 1, name))
}

/// Byte length and meaning of the entity at the head of `rest`.
fn entity(rest: &str) -> Option<(usize, char)> {
    let end = rest.char_indices().take(12).find(|(_, c)| *c == ';')?.0;
    let name = &rest[1..end];
    let character = if let Some(number) = name.strip_prefix('#') {
        let value = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        char::from_u32(value)?
    } else {
        match name {
            "nbsp" | "ensp" | "emsp" | "thinsp" => '\u{00A0}',
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            "ldquo" => '“',
            "rdquo" => '”',
            "lsquo" => '‘',
            "rsquo" => '’',
            "middot" => '·',
            "mdash" => '—',
            "ndash" => '–',
            "hellip" => '…',
            "times" => '×',
            "deg" => '°',
            "permil" => '‰',
            "sect" => '§',
            "bull" => '•',
            "laquo" => '«',
            "raquo" => '»',
            _ => return None,
        }
    };
    Some((end + 1, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_old_pages() {
        for (from, to) in [
            ("一、总则<br>二、细则", "一、总则\n二、细则"),
            ("<p class=\"a\">第一条</p>", "\n第一条\n"),
            ("&nbsp;&nbsp;第一条&#12288;为了", "\u{A0}\u{A0}第一条\u{3000}为了"),
            ("<机动车登记规定>", "<机动车登记规定>"),
            ("甲<!-- FORCE BREAK -->乙", "甲乙"),
            ("A&B; 1<2 & 3>2", "A&B; 1<2 & 3>2"),
            ("&amp;lt;script&amp;gt;", "&lt;script&gt;"),
            ("<o:p></o:p>完", "完"),
            ("<", "<"),
            ("&#x110000;", "&#x110000;"),
        ] {
            assert_eq!(strip(from).text, to, "{from}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[<>&;#/a-pP!\\-一二 ]{0,60}") {
            let _ = strip(&text);
        }
    }
}
