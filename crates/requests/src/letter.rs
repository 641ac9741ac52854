//! The reply as an official letter. Its words are data (`law/letters/reply.toml`); here they are only put together.

pub mod common;
pub mod notices;
mod remedies;

pub use remedies::remedy_paragraphs;

use crate::decide::draft::{DraftTexts, FIELDS};
use crate::model::Delivery;
use identity::Organisation;
use jiff::civil::Date;
use law::{Law, Remedy, ReviewBody, RuleRef};
use letters::{Block, Letter};
use remedies::{Against, REPLY, RemedyTexts};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What an instance adds to its letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterSettings {
    /// printed where a reply is served online (Administrative Reconsideration Act 2023, art 22)
    pub reconsideration_channel: String,
    /// names of the reviewing bodies by code (`same-level-government` …), where the tree of organisations knows them
    pub authorities: BTreeMap<String, String>,
    /// reviewing bodies by the same code, where the city's table has them: name, address, online channel
    pub bodies: BTreeMap<String, ReviewBody>,
    /// courts, the nearest first, where the city's table has them
    pub courts: Vec<ReviewBody>,
    /// the instance is a demonstration
    pub demo: bool,
}

/// Everything that the letter says.
#[derive(Debug, Clone)]
pub struct LetterFacts {
    /// who replies
    pub organisation: Organisation,
    /// number of the request
    pub request_number: String,
    /// legal date of receipt
    pub received_on: Date,
    /// requester's name
    pub recipient: String,
    /// what was asked
    pub subject: String,
    /// row of the closed list
    pub outcome: String,
    /// the rule it rests on
    pub rule: RuleRef,
    /// texts that the outcome asks for
    pub texts: DraftTexts,
    /// way of delivery
    pub delivery: Delivery,
    /// what the letter must name
    pub remedies: Vec<Remedy>,
    /// number and day of the letter that this one corrects
    pub corrects: Option<(String, Date)>,
    /// of the instance
    pub settings: LetterSettings,
}

/// A letter cannot be put together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterFault {
    /// a placeholder that nothing fills
    #[error("the letter's text names `{{{0}}}`, which nothing fills")]
    Placeholder(String),
    /// no text for an outcome, a field or a remedy
    #[error("there is no text for `{0}`")]
    Missing(String),
    /// the file cannot be read
    #[error("law/letters: {0}")]
    File(String),
    /// a notice cannot be filled
    #[error("{0}")]
    Notice(String),
    /// it is served online and must name the online channel for filing a reconsideration, which is not set
    #[error("site.reconsideration-channel is empty")]
    NoOnlineChannel,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    #[serde(rename = "schema")]
    _schema: u32,
    #[serde(rename = "source")]
    _source: String,
    title: String,
    opening: String,
    corrects: String,
    closing: String,
    demo_notice: String,
    unconfirmed_notice: String,
    outcomes: BTreeMap<String, String>,
    fields: BTreeMap<String, String>,
    remedies: RemedyTexts,
}

const FILE: &str = "letters/reply.toml";

fn texts(law: &Law) -> Result<Texts, LetterFault> {
    let text = law.text(FILE).ok_or_else(|| LetterFault::Missing(FILE.to_owned()))?;
    toml::from_str(text).map_err(|fault| LetterFault::File(fault.to_string()))
}

/// Checks the reply's own texts: each outcome, each text that an outcome asks for and each remedy has its words.
///
/// # Errors
/// The first that is missing, or where the file cannot be read.
pub fn check(law: &Law) -> Result<(), LetterFault> {
    let texts = texts(law)?;
    for outcome in law.outcomes() {
        found(&texts.outcomes, &outcome.code)?;
    }
    for (_, name) in FIELDS {
        found(&texts.fields, name)?;
    }
    for text in texts.outcomes.values() {
        fill(text, &[("ground", "")])?;
    }
    for text in texts.fields.values() {
        fill(text, &[("text", "")])?;
    }
    fill(&texts.opening, &[("received_on", ""), ("number", ""), ("subject", "")])?;
    fill(&texts.corrects, &[("number", ""), ("date", "")])?;
    remedies::check(law, &texts.remedies)?;
    common::check(law)
}

/// Puts the letter together.
///
/// # Errors
/// Where the texts have no entry or name an unknown placeholder, both found by this crate's tests first; where a channel
/// must be named that is not set.
pub fn reply(facts: &LetterFacts, number: &str, date: Date, law: &Law) -> Result<Letter, LetterFault> {
    let texts = &texts(law)?;
    let mut body = vec![
        Block::Paragraph(fill(
            &texts.opening,
            &[("received_on", &chinese_date(facts.received_on)), ("number", &facts.request_number), ("subject", &facts.subject)],
        )?),
        Block::Paragraph(fill(said(&texts.outcomes, &facts.outcome, &facts.rule.id)?, &[("ground", &facts.rule.article)])?),
    ];
    if let Some((number, date)) = &facts.corrects {
        body.insert(1, Block::Paragraph(fill(&texts.corrects, &[("number", number), ("date", &chinese_date(*date))])?));
    }
    let row = law.outcome(&facts.outcome).map_err(|_| LetterFault::Missing(facts.outcome.clone()))?;
    let asks = row.asks_for(&facts.rule.id);
    // In the order in which the list asks for them: what a reason rests on stands before it.
    for (field, name) in asks.iter().filter_map(|asked| FIELDS.into_iter().find(|(field, _)| field == asked)) {
        let text = facts.texts.get(field).trim();
        if !text.is_empty() {
            let whole = fill(said(&texts.fields, name, &facts.outcome)?, &[("text", text)])?;
            body.extend(whole.lines().filter(|line| !line.trim().is_empty()).map(|line| Block::Paragraph(line.trim().to_owned())));
        }
    }
    body.push(Block::Paragraph(texts.closing.clone()));
    let against = Against {
        act: REPLY,
        outcome: &facts.outcome,
        remedies: &facts.remedies,
        delivery: facts.delivery,
        settings: &facts.settings,
        date,
    };
    remedies::told(&mut body, &against, &texts.remedies, law)?;
    Ok(Letter {
        schema: 1,
        issuer: facts.organisation.name.clone(),
        number: number.to_owned(),
        title: texts.title.clone(),
        recipient: facts.recipient.clone(),
        body,
        attachments: Vec::new(),
        signatory: facts.organisation.name.clone(),
        date,
        contact: notices::known_contact(&facts.organisation),
        notice: notice(&facts.settings, Some(&facts.rule), &facts.remedies, texts)?,
    })
}

/// The line at the head of a demonstration's letters; none elsewhere.
///
/// # Errors
/// Where the texts cannot be read.
pub fn demonstration(settings: &LetterSettings, law: &Law) -> Result<Option<String>, LetterFault> {
    if settings.demo { Ok(Some(texts(law)?.demo_notice)) } else { Ok(None) }
}

fn notice(settings: &LetterSettings, rule: Option<&RuleRef>, remedies: &[Remedy], texts: &Texts) -> Result<Option<String>, LetterFault> {
    if !settings.demo {
        return Ok(None);
    }
    let mut unconfirmed: Vec<&str> = rule.filter(|rule| !rule.confirmed).map(|rule| rule.article.as_str()).into_iter().collect();
    unconfirmed.extend(remedies.iter().filter(|remedy| !remedy.confirmed).map(|remedy| remedy.article.as_str()));
    let mut line = texts.demo_notice.clone();
    if !unconfirmed.is_empty() {
        line.push_str(&fill(&texts.unconfirmed_notice, &[("articles", &unconfirmed.join("；"))])?);
    }
    Ok(Some(line).filter(|line| !line.is_empty()))
}

/// The words of an entry where it has some for this case alone, else its usual ones.
fn said<'t>(texts: &'t BTreeMap<String, String>, name: &str, case: &str) -> Result<&'t str, LetterFault> {
    texts.get(&format!("{name}.{case}")).map_or_else(|| found(texts, name), |text| Ok(text.as_str()))
}

fn found<'a>(map: &'a BTreeMap<String, String>, key: &str) -> Result<&'a str, LetterFault> {
    map.get(key).map(String::as_str).ok_or_else(|| LetterFault::Missing(key.to_owned()))
}

/// Fills `{name}` in one pass, so that what was filled in is never read as a placeholder.
fn fill(template: &str, values: &[(&str, &str)]) -> Result<String, LetterFault> {
    let mut text = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, tail) = after.split_once('}').ok_or_else(|| LetterFault::Placeholder(after.to_owned()))?;
        let (_, value) = values.iter().find(|(known, _)| *known == name).ok_or_else(|| LetterFault::Placeholder(name.to_owned()))?;
        text.push_str(value);
        rest = tail;
    }
    text.push_str(rest);
    Ok(text)
}

/// `2016年8月17日`
pub fn chinese_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
