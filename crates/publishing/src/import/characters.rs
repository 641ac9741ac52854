//! Classes of characters that text repair and structure ask about.

/// A Chinese character.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}' | '〇')
}

/// Has no width and no meaning in running text: zero-width spaces and joiners, direction marks, byte order marks, soft hyphens.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// A space of any width.
#[must_use]
pub fn is_space(c: char) -> bool {
    c == '\u{3000}' || c == '\u{00A0}' || (c != '\n' && c.is_whitespace())
}

/// A vowel that carries a tone mark of pinyin.
#[must_use]
pub fn is_toned(c: char) -> bool {
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ".contains(c)
}

/// A letter of pinyin.
#[must_use]
pub fn is_pinyin(c: char) -> bool {
    c.is_ascii_lowercase() || c == 'ü' || is_toned(c)
}

/// The Bopomofo and the private use area: never right in an official text of today.
#[must_use]
pub fn is_unreadable(c: char) -> bool {
    matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}

/// The value of a Chinese or Arabic numeral up to 9999; none where it is none.
#[must_use]
pub fn numeral(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 9 {
        return None;
    }
    if let Some(value) =
        text.chars().map(|c| c.to_digit(10).or_else(|| full_width_digit(c))).try_fold(0_u32, |sum, d| sum.checked_mul(10)?.checked_add(d?))
    {
        return (value <= 9999).then_some(value);
    }
    let (mut total, mut digit) = (0_u32, None);
    let positional = text.chars().count() > 1 && text.chars().all(|c| han_digit(c).is_some());
    if positional {
        let value = text.chars().filter_map(han_digit).try_fold(0_u32, |sum, d| sum.checked_mul(10)?.checked_add(d))?;
        return (value <= 9999).then_some(value);
    }
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => 0,
        };
        if unit > 0 {
            total += digit.take().unwrap_or(1) * unit;
        } else {
            digit = Some(han_digit(c)?);
        }
    }
    Some(total + digit.unwrap_or(0))
}

fn full_width_digit(c: char) -> Option<u32> {
    ('０'..='９').contains(&c).then(|| c as u32 - '０' as u32)
}

fn han_digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// A character that a numeral may hold.
#[must_use]
pub fn is_numeral(c: char) -> bool {
    matches!(c, '十' | '百' | '千') || han_digit(c).is_some() || c.is_ascii_digit() || full_width_digit(c).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals() {
        for (text, value) in [
            ("一", 1),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("一百零一", 101),
            ("一百一十", 110),
            ("一千二百六十", 1260),
            ("二〇一六", 2016),
            ("12", 12),
            ("１２", 12),
            ("两", 2),
            ("百", 100),
        ] {
            assert_eq!(numeral(text), Some(value), "{text}");
        }
        for text in ["", "条", "1一", "99999", "一二三四五六七八九十"] {
            assert_eq!(numeral(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn numerals_never_panic(text in "[零一二三四五六七八九十百千〇0-9０-９]{0,12}") {
            let _ = numeral(&text);
        }
    }
}
