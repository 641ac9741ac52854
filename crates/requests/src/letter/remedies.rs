//! What may be done against a letter, and in which place of it that stands: after everything else that it says, `特此答复。`
//! or `特此告知。` with which it closes among that. Which remedies there are, the law says ([`law::Remedy`]).

use super::{LetterFault, LetterSettings, fill, found, texts};
use crate::model::Delivery;
use jiff::civil::Date;
use law::{Law, Remedy, ReviewBody};
use letters::Block;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the texts call the reply; a notice has the code of its kind.
pub(super) const REPLY: &str = "reply";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemedyTexts {
    heading: String,
    reconsideration: String,
    reconsideration_first: String,
    reconsideration_first_part: String,
    litigation: String,
    litigation_after: String,
    complaint: String,
    online_channel: String,
    choice: String,
    court: String,
    courts: String,
    acts: BTreeMap<String, String>,
    body: BodyTexts,
    units: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyTexts {
    whole: String,
    address: String,
    telephone: String,
    online: String,
    between: String,
}

/// A letter against which something may be done.
pub(super) struct Against<'a> {
    /// [`REPLY`], or the code of a notice
    pub(super) act: &'a str,
    /// row of the closed list; empty for a notice
    pub(super) outcome: &'a str,
    /// what the law of the letter's day gives
    pub(super) remedies: &'a [Remedy],
    /// way of delivery
    pub(super) delivery: Delivery,
    /// of the instance
    pub(super) settings: &'a LetterSettings,
    /// day of the letter
    pub(super) date: Date,
}

/// Adds to a letter what may be done against it, where anything may.
///
/// # Errors
/// As [`super::reply`].
pub(super) fn told(body: &mut Vec<Block>, against: &Against<'_>, texts: &RemedyTexts, law: &Law) -> Result<(), LetterFault> {
    let mut lines = lines(against, texts, law)?;
    lines.extend(online_line(against, texts, law)?);
    if !lines.is_empty() {
        body.push(Block::Heading(texts.heading.clone()));
        body.extend(lines.into_iter().map(Block::Paragraph));
    }
    Ok(())
}

/// The remedies of a reply alone, as the letter would name them; for the page on which it is drafted.
///
/// # Errors
/// As [`super::reply`].
pub fn remedy_paragraphs(law: &Law, outcome: &str, remedies: &[Remedy], settings: &LetterSettings) -> Result<Vec<String>, LetterFault> {
    let against = Against { act: REPLY, outcome, remedies, delivery: Delivery::Post, settings, date: Date::default() };
    lines(&against, &texts(law)?.remedies, law)
}

/// Checks that every remedy and every letter against which there is one has its words.
///
/// # Errors
/// The first that is missing.
pub(super) fn check(law: &Law, texts: &RemedyTexts) -> Result<(), LetterFault> {
    let all = [
        &texts.reconsideration,
        &texts.reconsideration_first,
        &texts.reconsideration_first_part,
        &texts.litigation,
        &texts.litigation_after,
        &texts.complaint,
    ];
    for text in all {
        fill(text, &[("act", ""), ("count", ""), ("unit", ""), ("authority", ""), ("court", ""), ("article", "")])?;
    }
    fill(&texts.online_channel, &[("act", ""), ("channel", "")])?;
    fill(&texts.courts, &[("names", "")])?;
    fill(&texts.body.whole, &[("name", ""), ("how", "")])?;
    for text in [&texts.body.address, &texts.body.telephone, &texts.body.online] {
        fill(text, &[("text", "")])?;
    }
    for act in std::iter::once(REPLY).chain(law.reviewable_notices()) {
        found(&texts.acts, act)?;
    }
    Ok(())
}

fn lines(against: &Against<'_>, texts: &RemedyTexts, law: &Law) -> Result<Vec<String>, LetterFault> {
    let Against { outcome, settings, .. } = against;
    let mut lines = Vec::with_capacity(against.remedies.len());
    for remedy in against.remedies {
        let template = match (remedy.kind.as_str(), remedy.first, remedy.after.is_some()) {
            ("reconsideration", true, _) if *outcome == "2" => &texts.reconsideration_first_part,
            ("reconsideration", true, _) => &texts.reconsideration_first,
            ("reconsideration", false, _) => &texts.reconsideration,
            ("litigation", _, true) => &texts.litigation_after,
            ("litigation", ..) => &texts.litigation,
            ("complaint", ..) => &texts.complaint,
            (other, ..) => return Err(LetterFault::Missing(other.to_owned())),
        };
        let names = remedy.authority.iter().map(|code| authority(settings, texts, law, code)).collect::<Result<Vec<_>, _>>()?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (count, unit) = match &remedy.within {
            Some(within) => (within.count.to_string(), found(&texts.units, &within.unit)?),
            None => (String::new(), ""),
        };
        lines.push(fill(
            template,
            &[
                ("act", found(&texts.acts, against.act)?),
                ("count", &count),
                ("unit", unit),
                ("authority", &choice(&names, &texts.choice)),
                ("court", &court(settings, texts)?),
                ("article", &remedy.article),
            ],
        )?);
    }
    Ok(lines)
}

fn online_line(against: &Against<'_>, texts: &RemedyTexts, law: &Law) -> Result<Option<String>, LetterFault> {
    let over_the_internet = matches!(against.delivery, Delivery::Online | Delivery::EMail);
    let online = over_the_internet && law.online_reconsideration_channel(against.date).is_some();
    let named = || against.remedies.iter().filter(|remedy| remedy.kind == "reconsideration");
    if !online || named().next().is_none() {
        return Ok(None);
    }
    let settings = against.settings;
    let of_a_body =
        || named().flat_map(|remedy| &remedy.authority).filter_map(|code| settings.bodies.get(code)?.online_channel.as_deref()).next();
    let set = Some(settings.reconsideration_channel.trim()).filter(|channel| !channel.is_empty());
    let channel = set.or_else(of_a_body).ok_or(LetterFault::NoOnlineChannel)?;
    fill(&texts.online_channel, &[("act", found(&texts.acts, against.act)?), ("channel", channel)]).map(Some)
}

/// The name of a reviewing body, with its address and online channel where the city's table has them.
fn authority(settings: &LetterSettings, texts: &RemedyTexts, law: &Law, code: &str) -> Result<String, LetterFault> {
    match (settings.bodies.get(code), settings.authorities.get(code)) {
        (Some(body), _) => reached(body, &texts.body),
        (None, Some(name)) => Ok(name.clone()),
        (None, None) => {
            law.choice("authority", code).map(|choice| choice.name.clone()).ok_or_else(|| LetterFault::Missing(code.to_owned()))
        }
    }
}

fn court(settings: &LetterSettings, texts: &RemedyTexts) -> Result<String, LetterFault> {
    let courts = settings.courts.iter().map(|body| reached(body, &texts.body)).collect::<Result<Vec<_>, _>>()?;
    let courts: Vec<&str> = courts.iter().map(String::as_str).collect();
    if courts.is_empty() { Ok(texts.court.clone()) } else { fill(&texts.courts, &[("names", &choice(&courts, &texts.choice))]) }
}

fn reached(body: &ReviewBody, texts: &BodyTexts) -> Result<String, LetterFault> {
    let mut how = vec![fill(&texts.address, &[("text", &body.address)])?];
    for (words, text) in [(&texts.telephone, &body.telephone), (&texts.online, &body.online_channel)] {
        if let Some(text) = text {
            how.push(fill(words, &[("text", text)])?);
        }
    }
    fill(&texts.whole, &[("name", &body.name), ("how", &how.join(&texts.between))])
}

/// `甲`, `甲或者乙`, `甲、乙或者丙`
fn choice(names: &[&str], or: &str) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{}{or}{last}", first.join("、")),
    }
}

#[cfg(test)]
mod tests {
    use super::choice;

    #[test]
    fn authorities_are_joined_as_one_reads_them() {
        for (names, joined) in [(&["甲"][..], "甲"), (&["甲", "乙"], "甲或者乙"), (&["甲", "乙", "丙"], "甲、乙或者丙"), (&[], "")]
        {
            assert_eq!(choice(names, "或者"), joined);
        }
    }
}
