//! Document numbers (文号) in all their ways of writing, brought to one form.
//!
//! `杭政办发电〔2016〕6号` and its bracket variants, `国务院令第729号`, `国务院令 729`, `国务院第729号令`,
//! `国务院令第七百二十九号`, `国家税务总局公告2016年第23号`.

use crate::fold::{Folded, is_han};

/// Characters of an agency's sign or name that are looked at before a number.
const PREFIX_LIMIT: usize = 24;
/// Further back no beginning of a sign or name is looked for.
const LONGEST_NAME: usize = 256;
/// Words that stand for a series of their own, before or behind the number.
const SERIES: [&[char]; 3] = [&['令'], &['公', '告'], &['通', '告']];

/// A number found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentNumber {
    /// what stands before it, folded, without spaces: agency, sign, or more words of a sentence
    pub prefix: Vec<char>,
    /// year, where the form has one
    pub year: Option<u32>,
    /// serial number
    pub serial: u32,
    /// nothing else stands in the text
    pub alone: bool,
}

impl DocumentNumber {
    /// Index keys, longest prefix first. The text's own words may run into the prefix, so each ending of it is a key.
    pub fn keys(&self) -> Vec<String> {
        let year = self.year.map(|year| year.to_string()).unwrap_or_default();
        let shortest = usize::from(self.year.is_none());
        (shortest..=self.prefix.len())
            .rev()
            .map(|length| {
                let ending: String = self.prefix[self.prefix.len() - length..].iter().collect();
                format!("{ending}#{year}#{}", self.serial)
            })
            .collect()
    }
}

/// Finds all document numbers in a folded text.
pub fn find(text: &Folded) -> Vec<DocumentNumber> {
    let chars: Vec<char> = text.chars.iter().copied().filter(|c| !matches!(c, ' ' | '、')).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match number_at(&chars, at) {
            Some((number, end)) => {
                found.push(number);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

fn number_at(chars: &[char], at: usize) -> Option<(DocumentNumber, usize)> {
    bracketed(chars, at).or_else(|| year_and_serial(chars, at)).or_else(|| ordinal(chars, at)).or_else(|| after_series(chars, at))
}

/// `〔2016〕6号`
fn bracketed(chars: &[char], at: usize) -> Option<(DocumentNumber, usize)> {
    if !matches!(chars[at], '[' | '〔' | '【' | '(' | '{' | '〖' | '<' | '〈' | '《' | '「' | '﹝' | '⟦') {
        return None;
    }
    let (year, mut end) = year(chars, at + 1)?;
    if !matches!(chars.get(end)?, ']' | '〕' | '】' | ')' | '}' | '〗' | '>' | '〉' | '》' | '」' | '﹞' | '⟧') {
        return None;
    }
    end += 1;
    if chars.get(end) == Some(&'第') {
        end += 1;
    }
    let (serial, end) = serial(chars, end)?;
    finish(chars, at, Some(year), serial, skip(chars, end, '号'))
}

/// `2016年第23号`
fn year_and_serial(chars: &[char], at: usize) -> Option<(DocumentNumber, usize)> {
    if at > 0 && chars[at - 1].is_ascii_digit() {
        return None;
    }
    let (year, end) = year(chars, at)?;
    if chars.get(end) != Some(&'年') {
        return None;
    }
    let (serial, end) = serial(chars, skip(chars, end + 1, '第'))?;
    if chars.get(end) != Some(&'号') {
        return None;
    }
    finish(chars, at, Some(year), serial, end + 1)
}

/// `第729号`, `第729号令`
fn ordinal(chars: &[char], at: usize) -> Option<(DocumentNumber, usize)> {
    if chars[at] != '第' {
        return None;
    }
    let (serial, end) = serial(chars, at + 1)?;
    if chars.get(end) != Some(&'号') {
        return None;
    }
    finish(chars, at, None, serial, end + 1)
}

/// `令729`, `公告 5号`
fn after_series(chars: &[char], at: usize) -> Option<(DocumentNumber, usize)> {
    let series = SERIES.iter().find(|series| chars[at..].starts_with(series))?;
    let start = at + series.len();
    let (serial, end) = serial(chars, start)?;
    let marked = chars.get(end) == Some(&'号');
    if !marked && (!chars[start].is_ascii_digit() || chars.get(end) == Some(&'年')) {
        return None;
    }
    finish(chars, start, None, serial, skip(chars, end, '号'))
}

fn finish(chars: &[char], at: usize, year: Option<u32>, serial: u32, mut end: usize) -> Option<(DocumentNumber, usize)> {
    let near = at.saturating_sub(LONGEST_NAME);
    let start = chars[near..at].iter().rposition(|c| !(is_han(*c) || c.is_ascii_alphabetic())).map_or(near, |before| near + before + 1);
    let mut prefix = chars[start.max(at.saturating_sub(PREFIX_LIMIT))..at].to_vec();
    if let Some(series) = SERIES.iter().find(|series| chars[end..].starts_with(series)) {
        if !prefix.ends_with(series) {
            prefix.extend(*series);
        }
        end += series.len();
    }
    if prefix.is_empty() && year.is_none() {
        return None;
    }
    let alone = start == 0 && !chars[end..].iter().any(|c| c.is_alphanumeric());
    Some((DocumentNumber { prefix, year, serial, alone }, end))
}

fn skip(chars: &[char], at: usize, optional: char) -> usize {
    if chars.get(at) == Some(&optional) { at + 1 } else { at }
}

/// Four digits, Arabic or Chinese, between 1900 and 2199.
fn year(chars: &[char], at: usize) -> Option<(u32, usize)> {
    let digits = chars.get(at..at + 4)?;
    let year = digits.iter().try_fold(0, |sum, c| Some(sum * 10 + c.to_digit(10).or_else(|| digit(*c))?))?;
    (1900..2200).contains(&year).then_some((year, at + 4))
}

/// A whole number of up to six digits, Arabic or Chinese.
fn serial(chars: &[char], at: usize) -> Option<(u32, usize)> {
    let arabic = chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    if arabic > 0 {
        let value = chars[at..at + arabic].iter().try_fold(0u32, |sum, c| sum.checked_mul(10)?.checked_add(c.to_digit(10)?))?;
        return (arabic <= 6).then_some((value, at + arabic));
    }
    let chinese = chars[at..].iter().take_while(|c| digit(**c).is_some() || unit(**c).is_some()).count();
    (1..=12).contains(&chinese).then(|| chinese_number(&chars[at..at + chinese])).flatten().map(|value| (value, at + chinese))
}

fn digit(character: char) -> Option<u32> {
    Some(match character {
        '〇' | '零' => 0,
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

fn unit(character: char) -> Option<u32> {
    Some(match character {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// `七百二十九`, `一千零五`, `十二`, and plain rows of digits such as `七二九`.
fn chinese_number(chars: &[char]) -> Option<u32> {
    if chars.iter().all(|c| digit(*c).is_some()) {
        return chars.iter().try_fold(0u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(*c)?)).filter(|value| *value < 1_000_000);
    }
    let (mut sum, mut open) = (0u32, None);
    for character in chars {
        match unit(*character) {
            Some(unit) => sum = sum.checked_add(open.take().unwrap_or(1) * unit)?,
            None => open = digit(*character),
        }
    }
    sum.checked_add(open.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;
    use proptest::prelude::*;

    fn first_key(text: &str) -> Option<String> {
        find(&fold(text)).first().and_then(|number| number.keys().into_iter().next())
    }

    #[test]
    fn one_form_for_all_ways_of_writing() {
        for text in [
            "杭政办发电〔2016〕6号",
            "杭政办发电[2016]6号",
            "杭政办发电(2016)6号",
            "杭政办发电［2016］6号",
            "杭政办发电【2016】6号",
            "杭政办发电（2016）6号",
            "杭政辦發電〔２０１６〕６號",
            "杭政办发电 〔2016〕 第6号",
            "杭政办发电〔二〇一六〕六号",
            "杭政办发电〔2016〕6",
        ] {
            assert_eq!(first_key(text).as_deref(), Some("杭政办发电#2016#6"), "{text}");
        }
        for text in [
            "国务院令第729号",
            "国务院令 729 号",
            "国务院令729",
            "国务院第729号令",
            "国务院令第七百二十九号",
            "国务院令第七二九号",
            "国务院 令 第 729 号",
            "國務院令第729號",
        ] {
            assert_eq!(first_key(text).as_deref(), Some("国务院令##729"), "{text}");
        }
        for (text, key) in [
            ("国家税务总局公告2016年第23号", "国家税务总局公告#2016#23"),
            ("主席令第八十一号", "主席令##81"),
            ("中华人民共和国主席令 第一百零五号", "中华人民共和国主席令##105"),
            ("民政部令第十号", "民政部令##10"),
            ("杭州市第十二届人民代表大会常务委员会公告第5号", "杭州市第十二届人民代表大会常务委员会公告##5"),
        ] {
            assert_eq!(first_key(text).as_deref(), Some(key), "{text}");
        }
    }

    #[test]
    fn no_number_where_there_is_none() {
        for text in ["第一条 为了规范", "2016年8月17日", "令人满意", "第12号", "", "号", "〔2016〕", "国务院令第99999999999号"]
        {
            assert_eq!(first_key(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_inside_a_sentence_has_its_own_key_too() {
        let numbers = find(&fold("请问根据国务院令第711号怎样申请公开"));
        assert!(numbers[0].keys().contains(&"国务院令##711".to_owned()));
        assert!(!numbers[0].alone);
        assert!(find(&fold("国务院令第711号"))[0].alone);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[第令号年〔〕\\[\\](){}0-9一二十百千〇零国务院 公告]{0,40}|\\PC{0,40}") {
            for number in find(&fold(&text)) {
                prop_assert!(!number.keys().is_empty());
            }
        }

        #[test]
        fn chinese_numerals_read_back(value in 1u32..9999) {
            let mut written = String::new();
            let digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
            let mut gap = false;
            for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
                let digit = value / unit % 10;
                if digit == 0 { gap = !written.is_empty(); continue; }
                if gap { written.push('零'); gap = false; }
                written.push(digits[digit as usize]);
                written.push_str(name);
            }
            prop_assert_eq!(first_key(&format!("国务院令第{written}号")), Some(format!("国务院令##{value}")));
        }
    }
}
