//! What a line of an official text is, told by its beginning.

use super::characters::{is_han, is_numeral, is_space, numeral};

/// Levels of a body, outermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 编
    Part,
    /// 分编
    SubPart,
    /// 章
    Chapter,
    /// 节
    Section,
    /// 条
    Article,
    /// 一、
    Clause,
    /// （一）
    SubClause,
    /// 1.
    Item,
    /// （1）
    SubItem,
}

/// A line that begins with a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled<'a> {
    /// its level
    pub level: Level,
    /// the number in the label
    pub number: u32,
    /// the number behind 之 (第十二条之一)
    pub inserted: Option<u32>,
    /// the label as printed
    pub label: &'a str,
    /// what follows it
    pub text: &'a str,
}

/// Highest number that a clause, an item or a sub-item plausibly has.
const MOST_ITEMS: u32 = 199;

/// Reads the label at the beginning of a line; none where it is running text.
#[must_use]
pub fn labelled(line: &str) -> Option<Labelled<'_>> {
    ordinal(line).or_else(|| bracketed(line)).or_else(|| listed(line))
}

/// 第十二条 …, 第一章 …
fn ordinal(line: &str) -> Option<Labelled<'_>> {
    let rest = line.strip_prefix('第')?;
    let digits = take(rest, is_numeral);
    let number = numeral(digits)?;
    let rest = &rest[digits.len()..];
    let (level, unit) =
        [("分编", Level::SubPart), ("编", Level::Part), ("章", Level::Chapter), ("节", Level::Section), ("条", Level::Article)]
            .into_iter()
            .find_map(|(unit, level)| rest.starts_with(unit).then_some((level, unit)))?;
    let mut rest = &rest[unit.len()..];
    let mut inserted = None;
    if level == Level::Article
        && let Some(after) = rest.strip_prefix('之')
    {
        let digits = take(after, is_numeral);
        if let Some(value) = numeral(digits) {
            inserted = Some(value);
            rest = &after[digits.len()..];
        }
    }
    // “第三十条规定的……” and “第一节课” are running text: a label stands alone or is parted from its text.
    let parted = rest.is_empty() || rest.starts_with(is_space) || (level == Level::Article && rest.starts_with(['【', '（', '(']));
    let label = &line[..line.len() - rest.len()];
    parted.then(|| Labelled { level, number, inserted, label, text: rest.trim_start_matches(is_space) })
}

/// （一）…, （1）…
fn bracketed(line: &str) -> Option<Labelled<'_>> {
    let rest = line.strip_prefix(['（', '('])?;
    let digits = take(rest, is_numeral);
    let number = numeral(digits).filter(|n| (1..=MOST_ITEMS).contains(n))?;
    let text = rest[digits.len()..].strip_prefix(['）', ')'])?;
    let level = if digits.starts_with(is_han) { Level::SubClause } else { Level::SubItem };
    Some(Labelled { level, number, inserted: None, label: &line[..line.len() - text.len()], text: text.trim_start_matches(is_space) })
}

/// 一、…, 1.…, 1、…
fn listed(line: &str) -> Option<Labelled<'_>> {
    let digits = take(line, is_numeral);
    let number = numeral(digits).filter(|n| (1..=MOST_ITEMS).contains(n))?;
    let rest = &line[digits.len()..];
    let (level, text) = if digits.starts_with(is_han) {
        (Level::Clause, rest.strip_prefix('、')?)
    } else {
        (Level::Item, rest.strip_prefix(['.', '．', '、'])?)
    };
    // 1.5 is a figure, “一、二、三级” a list of figures.
    if text.starts_with(|c: char| c.is_ascii_digit()) || (level == Level::Clause && begins_as_listed(text)) {
        return None;
    }
    Some(Labelled { level, number, inserted: None, label: &line[..line.len() - text.len()], text: text.trim_start_matches(is_space) })
}

/// Whether a numeral and the mark of a list stand here.
fn begins_as_listed(text: &str) -> bool {
    let digits = take(text, is_numeral);
    let marks: &[char] = if digits.starts_with(is_han) { &['、'] } else { &['.', '．', '、'] };
    numeral(digits).is_some_and(|n| (1..=MOST_ITEMS).contains(&n)) && text[digits.len()..].starts_with(marks)
}

fn take(text: &str, wanted: fn(char) -> bool) -> &str {
    &text[..text.find(|c| !wanted(c)).unwrap_or(text.len())]
}

/// A 文号 on a line of its own: 杭政办发电〔2016〕6号, 国务院令第711号.
#[must_use]
pub fn is_number(line: &str) -> bool {
    let line = line.trim_matches(is_space);
    let length = line.chars().count();
    if !(4..=40).contains(&length) || !line.starts_with(is_han) || line.contains(['。', '，', '；', '：']) {
        return false;
    }
    let Some(body) = line.strip_suffix('号') else { return false };
    let digits_end = body.ends_with(is_numeral);
    let year = [('〔', '〕'), ('[', ']'), ('［', '］'), ('【', '】'), ('(', ')'), ('（', '）')].into_iter().any(|(open, close)| {
        body.split_once(open)
            .and_then(|(_, rest)| rest.split_once(close))
            .is_some_and(|(year, _)| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
    });
    digits_end && (year || body.contains("令第") || body.contains("公告第"))
}

/// A date on a line of its own: 2016年8月17日, 二〇一六年八月十七日.
#[must_use]
pub fn is_date(line: &str) -> bool {
    let compact: String = line.chars().filter(|c| !is_space(*c)).collect();
    let Some((year, rest)) = compact.split_once('年') else { return false };
    let Some((month, rest)) = rest.split_once('月') else { return false };
    let Some(day) = rest.strip_suffix('日') else { return false };
    numeral(year).is_some_and(|y| (1000..=2999).contains(&y))
        && numeral(month).is_some_and(|m| (1..=12).contains(&m))
        && numeral(day).is_some_and(|d| (1..=31).contains(&d))
}

/// The name of an organ on a line of its own, as it stands above the date.
#[must_use]
pub fn is_issuer(line: &str) -> bool {
    let length = line.chars().count();
    (2..=40).contains(&length)
        && line.starts_with(is_han)
        && !line.contains(['。', '，', '；', '：', '、', ',', ';', ':'])
        && labelled(line).is_none()
        && !line.starts_with("附件")
}

/// To whom a letter goes: 各区、县（市）人民政府，市政府各部门：
#[must_use]
pub fn is_addressee(line: &str) -> bool {
    let Some(names) = line.strip_suffix(['：', ':']) else { return false };
    let ends = ["单位", "政府", "部门", "机构", "企业", "局", "委", "办", "厅", "院", "校", "会", "公司", "同志", "处", "所", "中心", "组"];
    names.chars().count() <= 200
        && !names.contains(['。', '；'])
        && labelled(line).is_none()
        && ends.iter().any(|end| names.ends_with(end) || names.strip_suffix(['）', ')']).is_some_and(|inner| inner.ends_with(end)))
}

/// The first words of an attachment.
#[must_use]
pub fn is_attachment(line: &str) -> bool {
    line.strip_prefix("附件").or_else(|| line.strip_prefix("附表")).is_some_and(|rest| {
        rest.is_empty() || rest.starts_with(|c: char| is_numeral(c) || is_space(c) || matches!(c, '：' | ':' | '.' | '．' | '、'))
    })
}

/// The last paragraph of a letter, which belongs to the whole.
#[must_use]
pub fn is_closing(line: &str) -> bool {
    ["请各", "特此", "本通知", "本意见", "本办法", "本方案", "本决定", "以上", "请认真"].iter().any(|head| line.starts_with(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (line, level, number, inserted, label, text) in [
            ("第十二条 甲", Level::Article, 12, None, "第十二条", "甲"),
            ("第十二条之一\u{3000}甲", Level::Article, 12, Some(1), "第十二条之一", "甲"),
            ("第一章  总则", Level::Chapter, 1, None, "第一章", "总则"),
            ("第二分编 物权", Level::SubPart, 2, None, "第二分编", "物权"),
            ("第三编", Level::Part, 3, None, "第三编", ""),
            ("第1条 甲", Level::Article, 1, None, "第1条", "甲"),
            ("一、进一步加强", Level::Clause, 1, None, "一、", "进一步加强"),
            ("十一、甲", Level::Clause, 11, None, "十一、", "甲"),
            ("(三)做好政策解读。", Level::SubClause, 3, None, "(三)", "做好政策解读。"),
            ("（十）甲", Level::SubClause, 10, None, "（十）", "甲"),
            ("1.甲", Level::Item, 1, None, "1.", "甲"),
            ("２．甲", Level::Item, 2, None, "２．", "甲"),
            ("(1)甲", Level::SubItem, 1, None, "(1)", "甲"),
        ] {
            assert_eq!(labelled(line), Some(Labelled { level, number, inserted, label, text }), "{line}");
        }
    }

    #[test]
    fn running_text() {
        for line in [
            "第三十条规定的信息",
            "第一节课",
            "1.5万元以上",
            "2016年8月",
            "一、二、三级医院",
            "一、二、三、四级医院",
            "（试行）",
            "第",
            "（",
            "一",
            "第一",
            "(2016)6号",
            "",
        ] {
            assert_eq!(labelled(line), None, "{line}");
        }
    }

    #[test]
    fn lines_of_a_letter() {
        assert!(is_number("杭政办发电〔2016〕6号") && is_number("国务院令第711号") && is_number("浙政办发[2010]12号"));
        assert!(!is_number("第711号") && !is_number("根据浙政办发〔2016〕6号，现通知") && !is_number("号"));
        assert!(is_date("2016年8月17日") && is_date("二〇一六年八月十七日") && is_date("2016 年 8 月 7 日"));
        assert!(!is_date("2016年8月") && !is_date("2016年13月1日") && !is_date("自2016年8月17日"));
        assert!(is_addressee("各区、县(市)人民政府,市政府各部门、各直属单位:"));
        assert!(!is_addressee("现通知如下:") && !is_addressee("第五条 下列单位："));
        assert!(is_attachment("附件1") && is_attachment("附件：1.名单") && !is_attachment("附件中的名单"));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(line in "[第一二十条章节编之（）()0-9.、 　附件年月日号〔〕：]{0,20}") {
            if let Some(found) = labelled(&line) {
                proptest::prop_assert!(line.starts_with(found.label));
                proptest::prop_assert!(line.ends_with(found.text));
            }
            let _ = (is_number(&line), is_date(&line), is_addressee(&line), is_attachment(&line), is_issuer(&line));
        }
    }
}
