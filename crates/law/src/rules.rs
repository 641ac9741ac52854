use crate::Regime;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A rule that decided something, as it is shown and stored with what it decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRef {
    /// stable id, for example `reply-term-2019`
    pub id: String,
    /// `2007` or `2019`, where it belongs to a regulation
    pub regime: Option<String>,
    /// the article as cited, in Chinese, for example `《中华人民共和国政府信息公开条例》（2019年修订）第三十三条`
    pub article: String,
    /// the rule in our words, in Chinese
    pub text: String,
    /// where it was read, as marks of the list of sources, separated by `, `
    pub source: String,
    /// whether the text was read
    pub confirmed: bool,
}

/// A value that a rule sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// yes or no
    Flag(bool),
    /// a count
    Number(i64),
    /// a code
    Text(String),
    /// codes
    Texts(Vec<String>),
    /// counts
    Numbers(Vec<i64>),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => flag.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Texts(texts) => f.write_str(&texts.join(", ")),
            Self::Numbers(numbers) => f.write_str(&numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")),
        }
    }
}

/// A rule with the dates on which it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// stable id, for example `reply-term-2019`
    pub id: String,
    /// what it is a version of, for example `reply-term`: at most one version is in force on a day
    pub family: String,
    /// the regulation it belongs to, where it belongs to one
    pub regime: Option<Regime>,
    /// what it is about, in Chinese
    pub title: String,
    /// the article as cited, in Chinese
    pub article: String,
    /// the rule in our words, in Chinese
    pub text: String,
    /// where it was read, as marks of the list of sources, separated by `, `
    pub source: String,
    /// first day in force
    pub from: Date,
    /// last day in force; none while it is
    pub to: Option<Date>,
    /// whether the text was read
    pub confirmed: bool,
    /// outcomes that it can carry in a reply
    pub ground_for: Vec<String>,
    /// what it sets
    pub values: BTreeMap<String, Value>,
}

impl Rule {
    /// True where the rule is in force on the day.
    pub fn is_in_force(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }

    /// The rule as it is stored beside what it decided.
    pub fn reference(&self) -> RuleRef {
        RuleRef {
            id: self.id.clone(),
            regime: self.regime.map(|regime| regime.as_str().to_owned()),
            article: self.article.clone(),
            text: self.text.clone(),
            source: self.source.clone(),
            confirmed: self.confirmed,
        }
    }

    /// A count that the rule sets.
    pub fn number(&self, key: &str) -> Option<u32> {
        match self.values.get(key) {
            Some(Value::Number(number)) => u32::try_from(*number).ok(),
            _ => None,
        }
    }

    /// A code that the rule sets.
    pub fn word(&self, key: &str) -> Option<&str> {
        match self.values.get(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Codes that the rule sets; none where it sets none.
    pub fn words(&self, key: &str) -> &[String] {
        match self.values.get(key) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// Counts that the rule sets; none where it sets none.
    pub fn numbers(&self, key: &str) -> Vec<u32> {
        match self.values.get(key) {
            Some(Value::Numbers(numbers)) => numbers.iter().filter_map(|number| u32::try_from(*number).ok()).collect(),
            _ => Vec::new(),
        }
    }

    /// A yes or no that the rule sets.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.values.get(key) {
            Some(Value::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }
}

/// A file of rules that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleSet {
    /// stable name, for example `2019` or `remedies`
    pub name: String,
    /// title in Chinese
    pub title: String,
    /// title in English
    pub title_en: String,
    /// the regulation, where the set is one
    pub regime: Option<Regime>,
    /// first day in force
    pub from: Date,
    /// last day in force; none while it is
    pub to: Option<Date>,
    /// its rules, in the order of the file
    pub rules: Vec<Rule>,
}

/// Something that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// as rules name it, for example `S1`
    pub mark: String,
    /// what it is and how much of it was read
    pub text: String,
}

/// The marks of a rule's `source`.
pub(crate) fn marks(source: &str) -> impl Iterator<Item = &str> {
    source.split(',').map(str::trim)
}

/// Articles cited together: a statute is named once for what follows it, and no place of it twice.
pub(crate) fn cite(articles: &[&str]) -> String {
    let mut cited: Vec<(&str, Vec<&str>)> = Vec::new();
    for article in articles {
        let (statute, places) = article.split_at(statute_length(article));
        match cited.last_mut() {
            Some((last, known)) if *last == statute => {
                for place in places.split('、') {
                    if !known.contains(&place) {
                        known.push(place);
                    }
                }
            }
            _ => cited.push((statute, places.split('、').collect())),
        }
    }
    let written: Vec<String> = cited.into_iter().map(|(statute, places)| statute.to_owned() + &places.join("、")).collect();
    written.join("；")
}

/// Length in bytes of the statute's name with the year or number in brackets that follows it.
fn statute_length(article: &str) -> usize {
    let Some(name) = article.find('》').map(|at| at + '》'.len_utf8()) else {
        return 0;
    };
    match article[name..].strip_prefix('（').and_then(|rest| rest.find('）').map(|at| (rest, at))) {
        Some((_, at)) => name + '（'.len_utf8() + at + '）'.len_utf8(),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::cite;

    #[test]
    fn one_statute_is_named_once() {
        assert_eq!(
            cite(&["《甲法》（2023年修订）第二十条", "《甲法》（2023年修订）第二十四条"]),
            "《甲法》（2023年修订）第二十条、第二十四条"
        );
        assert_eq!(cite(&["《甲法》第九条", "《甲法》第九条"]), "《甲法》第九条");
        assert_eq!(cite(&["《甲法》（2023年修订）第二十条", "《乙法》第四十五条"]), "《甲法》（2023年修订）第二十条；《乙法》第四十五条");
        assert_eq!(cite(&["法律没有规定"]), "法律没有规定");
        assert_eq!(cite(&["《甲法》第二十条第一款", "《甲法》第二十条"]), "《甲法》第二十条第一款、第二十条");
        assert_eq!(cite(&["《甲法》第九条、第十条", "《甲法》第十条、第二十条"]), "《甲法》第九条、第十条、第二十条");
    }
}
