//! Notices as a city keeps them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::fault::{NoticeErrors, TemplateError, TemplateFault, TemplateFaults, Wrong};
use super::field::{Field, Fields, Frame, Value};
use super::{read, render, scan};
use crate::content::in_words;
use crate::{Block, Letter, SCHEMA};

/// A kind of notice: what fills it, what any text of it must show, and its text for each span of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// the code, for example `clarification`
    pub kind: String,
    /// name in Chinese
    pub name: String,
    /// name in English
    pub name_en: String,
    /// it begins with its addressee (主送); a form that names whom it concerns among its lines does not
    pub salutation: bool,
    /// its fields, in the order of the file
    pub fields: Vec<Field>,
    /// names of fields, those of [`Frame`] among them, that any text must show
    pub must_show: Vec<String>,
    /// oldest first, without gap or overlap
    pub versions: Vec<Version>,
}

/// A notice as it is in force for some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// first day
    pub from: Date,
    /// last day; none while it is in force
    pub to: Option<Date>,
    /// the article that asks for it or allows it, as cited
    pub article: String,
    /// where that was read, as marks of the list of sources
    pub source: String,
    /// whether the wording was read in a text that may be relied on
    pub confirmed: bool,
    /// names of further fields that a text for these days must show, and that must then be given
    pub must_show: Vec<String>,
    /// words that any text must hold, such as the consequence of letting a term pass
    pub must_say: Vec<String>,
    /// 标题
    pub title: String,
    /// the template
    pub text: String,
}

impl Version {
    fn is_in_force(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }
}

impl Notice {
    /// Reads a file and checks every text in it; `name` is what faults call the file.
    pub fn parse(name: &str, text: &str) -> Result<Self, NoticeErrors> {
        read::notice(name, text)
    }

    /// The version that is in force on a day.
    pub fn version(&self, on: Date) -> Option<&Version> {
        self.versions.iter().find(|version| version.is_in_force(on))
    }

    /// The notice with another title and text for the version of a day, once they are found in order.
    pub fn with_text(&self, on: Date, title: &str, text: &str) -> Result<Self, TemplateFaults> {
        let mut changed = self.clone();
        if let Some(version) = changed.versions.iter_mut().find(|version| version.is_in_force(on)) {
            title.clone_into(&mut version.title);
            text.clone_into(&mut version.text);
        }
        match changed.version(on).map(|version| changed.faults(version)) {
            Some(faults) if !faults.is_empty() => Err(TemplateFaults(faults)),
            _ => Ok(changed),
        }
    }

    /// Fills the version of a day. The article is for the caller to cite where the text asks for it.
    pub fn render(&self, on: Date, frame: &Frame, fields: &Fields) -> Result<Letter, TemplateError> {
        let version = self.version(on).ok_or_else(|| TemplateError::NotOnThatDay { kind: self.kind.clone(), on })?;
        if let Some(unknown) = fields.keys().find(|name| !self.fields.iter().any(|field| field.name == **name)) {
            return Err(TemplateError::Unknown(unknown.clone()));
        }
        for field in &self.fields {
            match fields.get(&field.name) {
                None if !field.optional || version.must_show.contains(&field.name) => {
                    return Err(TemplateError::Missing(field.name.clone()));
                }
                Some(value) if value.kind() != field.kind => {
                    return Err(TemplateError::WrongKind { name: field.name.clone(), kind: field.kind.as_str() });
                }
                _ => {}
            }
        }
        Ok(self.fill(version, frame, fields)?)
    }

    /// The letter with the samples of all fields, for a preview.
    pub fn preview(&self, on: Date) -> Result<Letter, TemplateError> {
        self.render(on, &Frame::sample(on), &self.sample())
    }

    /// The samples of all fields.
    pub fn sample(&self) -> Fields {
        self.fields.iter().map(|field| (field.name.clone(), field.sample.clone())).collect()
    }

    fn fill(&self, version: &Version, frame: &Frame, fields: &Fields) -> Result<Letter, TemplateFault> {
        let own = self.fields.iter().map(|field| (field.name.as_str(), fields.get(&field.name).cloned()));
        let framing = Frame::FIELDS.into_iter().map(|name| (name, frame.value(name)));
        let article = std::iter::once(("article", Some(Value::Text(version.article.clone()))));
        Ok(Letter {
            schema: SCHEMA,
            issuer: frame.issuer.clone(),
            number: frame.letter_number.clone().unwrap_or_default(),
            title: version.title.clone(),
            recipient: if self.salutation { frame.recipient.clone() } else { String::new() },
            body: render::blocks(&version.text, own.chain(framing).chain(article))?,
            attachments: frame.attachments.clone(),
            signatory: frame.issuer.clone(),
            date: frame.date,
            contact: Some(frame.contact.clone()).filter(|contact| !contact.is_empty()),
            notice: frame.notice.clone(),
        })
    }

    /// Everything that is wrong with the title and text of a version.
    pub(super) fn faults(&self, version: &Version) -> Vec<TemplateFault> {
        let at_the_end = |wrong| TemplateFault { line: version.text.lines().count().max(1), wrong };
        if version.title.trim().is_empty() || version.text.trim().is_empty() {
            return vec![at_the_end(Wrong::Empty)];
        }
        if let Err(fault) = render::syntax(&version.text) {
            return vec![fault];
        }
        let known: BTreeSet<&str> = self.fields.iter().map(|field| field.name.as_str()).chain(Frame::FIELDS).chain(["article"]).collect();
        let faults = scan::faults(&version.text, &known);
        if !faults.is_empty() {
            return faults;
        }
        // A small number can be found in any date: the check counts with one that cannot.
        let told_apart = |value: &Value| if let Value::Number(_) = value { Value::Number(87_654_321) } else { value.clone() };
        let full: Fields = self.fields.iter().map(|field| (field.name.clone(), told_apart(&field.sample))).collect();
        let bare: Fields = self
            .fields
            .iter()
            .filter(|field| !field.optional || version.must_show.contains(&field.name))
            .map(|field| {
                let flag = matches!(field.sample, Value::Flag(_));
                (field.name.clone(), if flag { Value::Flag(false) } else { told_apart(&field.sample) })
            })
            .collect();
        let mut faults = Vec::new();
        for fields in [full, bare] {
            let frame = Frame::sample(version.from);
            match self.fill(version, &frame, &fields) {
                Ok(letter) => faults.extend(self.left_out(version, &letter, &frame, &fields).into_iter().map(at_the_end)),
                Err(fault) => faults.push(fault),
            }
        }
        faults.dedup();
        let mut seen = BTreeSet::new();
        faults.retain(|fault| seen.insert(fault.to_string()));
        faults
    }

    /// What a filled letter should show or say and does not.
    fn left_out(&self, version: &Version, letter: &Letter, frame: &Frame, fields: &Fields) -> Vec<Wrong> {
        let text = words(letter);
        let hidden = self.must_show.iter().chain(&version.must_show).filter(|name| {
            let value = fields.get(*name).cloned().or_else(|| frame.value(name));
            value.is_some_and(|value| value.shown().iter().any(|part| !text.contains(part.as_str())))
        });
        let unsaid = version.must_say.iter().filter(|words| !text.contains(words.as_str()));
        hidden.map(|name| Wrong::NotShown(name.clone())).chain(unsaid.map(|words| Wrong::NotSaid(words.clone()))).collect()
    }
}

/// All that a letter says.
fn words(letter: &Letter) -> String {
    let mut words = vec![letter.issuer.clone(), letter.number.clone(), letter.title.clone(), letter.recipient.clone()];
    for block in &letter.body {
        match block {
            Block::Paragraph(text) | Block::Heading(text) => words.push(text.clone()),
            Block::List(items) => words.extend(items.iter().cloned()),
        }
    }
    words.extend(letter.attachments.iter().cloned());
    words.push(in_words(letter.date));
    words.extend(letter.contact.clone());
    words.join("\n")
}

/// The notices of a city by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices(BTreeMap<String, Notice>);

impl Notices {
    /// Reads files, each with its name; every fault of every file is told.
    pub fn read<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, NoticeErrors> {
        let mut notices = BTreeMap::new();
        let mut errors = Vec::new();
        for (name, text) in files {
            match Notice::parse(name, text) {
                Ok(notice) => {
                    let kind = notice.kind.clone();
                    if notices.insert(kind.clone(), notice).is_some() {
                        errors.push(format!("{name}:1: another file is the notice `{kind}` too"));
                    }
                }
                Err(NoticeErrors(found)) => errors.extend(found),
            }
        }
        if errors.is_empty() { Ok(Self(notices)) } else { Err(NoticeErrors(errors)) }
    }

    /// Makes sure that a city's notices still have every field, and show every field, that the shipped ones do: the
    /// program fills the fields, and what must be shown is no matter of taste.
    pub fn kept_from(self, shipped: &Notices) -> Result<Self, NoticeErrors> {
        let mut errors = Vec::new();
        for wanted in shipped.all() {
            let Some(notice) = self.get(&wanted.kind) else {
                errors.push(format!("the notice `{}` is gone", wanted.kind));
                continue;
            };
            let same = |field: &&Field| notice.fields.iter().any(|own| own.name == field.name && own.kind == field.kind);
            for field in wanted.fields.iter().filter(|field| !same(field)) {
                errors.push(format!("the notice `{}` lost its field `{}`", wanted.kind, field.name));
            }
            for name in wanted.must_show.iter().filter(|name| !notice.must_show.contains(name)) {
                errors.push(format!("the notice `{}` need not show `{name}` any more", wanted.kind));
            }
        }
        if errors.is_empty() { Ok(self) } else { Err(NoticeErrors(errors)) }
    }

    /// One kind.
    pub fn get(&self, kind: &str) -> Option<&Notice> {
        self.0.get(kind)
    }

    /// Every kind, in the order of its code.
    pub fn all(&self) -> impl Iterator<Item = &Notice> {
        self.0.values()
    }
}
