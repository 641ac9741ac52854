//! Notices beside the reply. Their words are files of the law's folder, which a city lays its own over; here they are
//! only found and filled.

use super::remedies::{self, Against};
use super::{LetterFault, LetterSettings};
use crate::model::Delivery;
use crate::words::NoticeWords;
use identity::Organisation;
use jiff::civil::Date;
use law::{Law, OrganisationKind};
use letters::Letter;
use letters::template::{Fields, Frame, Notice, Notices};

/// Where the files are.
pub const FOLDER: &str = "letters/notices/";

/// Every notice, the city's own text where it laid one over.
///
/// # Errors
/// Where a file has a fault; the check of the law's folder finds it first.
pub fn all(law: &Law) -> Result<Notices, LetterFault> {
    Notices::read(law.texts(FOLDER)).map_err(|faults| LetterFault::File(faults.to_string()))
}

/// A notice as it is in force for a request received on a day.
///
/// # Errors
/// Where the law of that day knows none, or a field is missing.
pub fn notice(law: &Law, kind: &str, received_on: Date, fields: &Fields, frame: &Frame) -> Result<Letter, LetterFault> {
    worded(law, &NoticeWords::default(), kind, received_on, fields, frame)
}

/// The same with the words that the city saved over those of its files.
///
/// # Errors
/// As [`notice`].
pub fn worded(
    law: &Law,
    words: &NoticeWords,
    kind: &str,
    received_on: Date,
    fields: &Fields,
    frame: &Frame,
) -> Result<Letter, LetterFault> {
    let notices = all(law)?;
    let notice = notices.get(kind).ok_or_else(|| LetterFault::Missing(kind.to_owned()))?;
    over(notice, words).render(received_on, frame, fields).map_err(|fault| LetterFault::Notice(fault.to_string()))
}

/// A notice that is ready, and what of it and its addressee decides over the remedies against it.
#[derive(Debug, Clone, Copy)]
pub struct Decided<'a> {
    /// code of its kind
    pub kind: &'a str,
    /// what it decides, where the kind leaves several things open
    pub answer: Option<&'a str>,
    /// kind of the body that signs it
    pub by: OrganisationKind,
    /// way of delivery
    pub delivery: Delivery,
    /// of the instance
    pub settings: &'a LetterSettings,
}

/// Adds the remedies to a notice that is itself open to review; any other stays as it is.
///
/// # Errors
/// As [`super::reply`].
pub fn with_remedies(mut letter: Letter, decided: &Decided<'_>, law: &Law) -> Result<Letter, LetterFault> {
    let remedies = law.remedies_of_notice(letter.date, decided.kind, decided.answer, decided.by);
    if remedies.is_empty() {
        return Ok(letter);
    }
    let texts = super::texts(law)?;
    let Decided { kind: act, delivery, settings, .. } = *decided;
    let against = Against { act, outcome: "", remedies: &remedies, delivery, settings, date: letter.date };
    remedies::told(&mut letter.body, &against, &texts.remedies, law)?;
    letter.notice = super::notice(settings, None, &remedies, &texts)?.or(letter.notice);
    Ok(letter)
}

/// A notice with the words that the city saved. Words that are no longer in order, since the law asks for more than when
/// they were saved, give way to those of the files: a notice that is due must be able to go out.
pub fn over(notice: &Notice, words: &NoticeWords) -> Notice {
    words.saved.iter().fold(notice.clone(), |notice, (from, saved)| notice.with_text(*from, &saved.title, &saved.text).unwrap_or(notice))
}

/// How an organisation is reached, in one line; its name where nothing is known.
pub fn contact(organisation: &Organisation) -> String {
    known_contact(organisation).unwrap_or_else(|| organisation.name.clone())
}

/// How an organisation is reached, in one line, where something of it is known.
pub fn known_contact(organisation: &Organisation) -> Option<String> {
    let contact = &organisation.contact;
    let parts = [("地址：", &contact.address), ("电话：", &contact.telephone), ("邮箱：", &contact.email)];
    let said: Vec<String> = parts.iter().filter_map(|(label, value)| value.as_ref().map(|value| format!("{label}{value}"))).collect();
    Some(said.join("，")).filter(|said| !said.is_empty())
}
