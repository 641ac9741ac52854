//! The fields that a notice is filled with.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::render::bare;
use crate::content::in_words;

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// plain text; a line break in it starts another paragraph
    Text(String),
    /// a count
    Number(u64),
    /// a day, printed as 2016年8月17日
    Date(Date),
    /// several texts
    List(Vec<String>),
    /// yes or no, to be asked by `if`
    Flag(bool),
}

/// The fields of one letter by name; one that can be empty is left out.
pub type Fields = BTreeMap<String, Value>;

/// Of which kind a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// see [`Value::Text`]
    Text,
    /// see [`Value::Number`]
    Number,
    /// see [`Value::Date`]
    Date,
    /// see [`Value::List`]
    List,
    /// see [`Value::Flag`]
    Flag,
}

impl FieldKind {
    /// The code, for example `list`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::List => "list",
            Self::Flag => "flag",
        }
    }
}

impl Value {
    /// Of which kind it is.
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Text(_) => FieldKind::Text,
            Self::Number(_) => FieldKind::Number,
            Self::Date(_) => FieldKind::Date,
            Self::List(_) => FieldKind::List,
            Self::Flag(_) => FieldKind::Flag,
        }
    }

    /// What of it must be found in a letter that shows it.
    pub(super) fn shown(&self) -> Vec<String> {
        match self {
            Self::Text(text) => text.lines().map(|line| line.trim().to_owned()).collect(),
            Self::Number(number) => vec![number.to_string()],
            Self::Date(date) => vec![in_words(*date)],
            Self::List(texts) => texts.iter().map(|text| bare(text).to_owned()).collect(),
            Self::Flag(_) => Vec::new(),
        }
    }
}

/// A field that a notice declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// as the text names it
    pub name: String,
    /// of which kind it is
    pub kind: FieldKind,
    /// can be empty
    pub optional: bool,
    /// what it is, in Chinese
    pub label: String,
    /// what it is, in English
    pub label_en: String,
    /// an example, for the preview
    pub sample: Value,
}

/// What stands round the text of every notice, in the places that the letter form gives it. Its members are fields too:
/// `issuer`, `letter_number`, `recipient`, `date` and `contact`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// the organ, at the head and as the signature
    pub issuer: String,
    /// 发文字号; none for letters that bear none
    pub letter_number: Option<String>,
    /// to whom
    pub recipient: String,
    /// the letter's date
    pub date: Date,
    /// contact and telephone
    pub contact: String,
    /// names of what is enclosed
    pub attachments: Vec<String>,
    /// a line at the top of every page, such as that the data is a demonstration's
    pub notice: Option<String>,
}

impl Frame {
    /// An example with invented names, for previews; `on` is the letter's date.
    pub fn sample(on: Date) -> Self {
        Self {
            issuer: "杭州市演示局".to_owned(),
            letter_number: Some(format!("杭演公开〔{}〕8号", on.year())),
            recipient: "张三".to_owned(),
            date: on,
            contact: "联系人：李四，电话：0571-00000000".to_owned(),
            attachments: Vec::new(),
            notice: Some("演示数据：本公文及其中的人名、编号均为虚构，不具有法律效力".to_owned()),
        }
    }

    /// The members that a text can name.
    pub const FIELDS: [&'static str; 5] = ["issuer", "letter_number", "recipient", "date", "contact"];

    pub(super) fn value(&self, name: &str) -> Option<Value> {
        match name {
            "issuer" => Some(Value::Text(self.issuer.clone())),
            "letter_number" => self.letter_number.clone().map(Value::Text),
            "recipient" => Some(Value::Text(self.recipient.clone())),
            "date" => Some(Value::Date(self.date)),
            "contact" => Some(Value::Text(self.contact.clone())),
            _ => None,
        }
    }
}
