//! Those who were asked, on the page of the case.

use super::case::{Seen, open};
use super::{letters, looked, shown};
use crate::model::event::{Addressee, Answer, Consulted, Look, PartyKind};
use crate::model::state::Consultation;
use crate::model::{ApplicantKind, Request};
use store::Recorded;
use web::{App, Choice, FileEntry, Page, Tone, Visit, WebError};

/// Somebody who was asked.
pub(super) struct ConsultedShown {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) tone: Tone,
    /// address or other contact, for an officer whose look was written down
    pub(super) contact: String,
    pub(super) when: String,
    pub(super) text: String,
    pub(super) files: Vec<FileEntry>,
}

/// Whether a name may be a person's: that of a third party of which nobody said that it is an organisation. Every page,
/// list and letter asks here.
fn is_personal(consulted: &Consulted) -> bool {
    consulted.kind == PartyKind::ThirdParty && consulted.organisation.is_none() && !consulted.is_organisation
}

/// The name of one who was asked, as officers see it: where it may be a person's, its first character only.
pub(super) fn masked(consulted: &Consulted, name: &str) -> String {
    if is_personal(consulted) { shown::masked(name, ApplicantKind::NaturalPerson.as_str()) } else { name.to_owned() }
}

/// The same of a sealed name.
pub(super) async fn masked_name(app: &App, page: &Page, consulted: &Consulted) -> Result<String, WebError> {
    let name = open(app, Some(&consulted.name)).await?;
    Ok(name.map_or_else(|| page.t("requests-erased"), |name| masked(consulted, &name)))
}

/// Those whose name and contact, or what they sent, are shown only for a reason.
pub(super) async fn hidden(app: &App, page: &Page, state: &Request) -> Result<Vec<Choice>, WebError> {
    let mut choices = Vec::new();
    let sent = |consultation: &Consultation| consultation.answered.as_ref().is_some_and(|answered| !answered.files.is_empty());
    let reached = |consulted: &Consulted| consulted.contact.is_some() && consulted.organisation.is_none();
    let taken = |consulted: &Consulted| {
        let to = Addressee::Consulted(consulted.id.clone());
        state.letters.iter().any(|letter| letter.to == to && letter.delivered.as_ref().is_some_and(|delivered| delivered.note.is_some()))
    };
    let hides = |one: &&Consultation| is_personal(&one.consulted) || reached(&one.consulted) || sent(one) || taken(&one.consulted);
    for consultation in state.consultations.iter().rev().filter(hides) {
        let consulted = &consultation.consulted;
        let label = format!("{}　{}", masked_name(app, page, consulted).await?, page.t1("requests-consulted-on", "day", consulted.on));
        choices.push(Choice::new(consulted.id.clone(), label));
    }
    Ok(choices)
}

/// Address or other contact, and who took the letters.
async fn contact(app: &App, page: &Page, state: &Request, asked: &Consulted) -> Result<String, WebError> {
    let mut lines: Vec<String> = open(app, asked.contact.as_ref()).await?.into_iter().collect();
    for (letter, note) in letters::received_by(app, state, &Addressee::Consulted(asked.id.clone())).await? {
        lines.push(format!("{} {note}", page.t1("requests-letters-received-by-of", "letter", letter)));
    }
    Ok(lines.join("\n"))
}

/// Everybody who was asked, newest first; one of them with full name and contact, where the look was written down.
pub(super) async fn shown(
    app: &App,
    visit: &Visit,
    page: &Page,
    seen: &Seen,
    state: &Request,
    events: &[Recorded],
    looked_at: Option<&str>,
) -> Result<Vec<ConsultedShown>, WebError> {
    let mut all = Vec::with_capacity(state.consultations.len());
    for consultation in state.consultations.iter().rev() {
        let asked = &consultation.consulted;
        let mut files = Vec::new();
        let (code, tone, text) = match &consultation.answered {
            Some(answered) => {
                let opened = looked::today(app, visit, seen, events, Look::Consultation, &asked.id)?;
                for (place, file) in answered.files.iter().enumerate() {
                    let href = match opened {
                        true => page.href(&format!("/office/requests/{}/consultations/{}/{place}", seen.case.number, asked.id)),
                        false => String::new(),
                    };
                    let name = open(app, Some(&file.name)).await?.unwrap_or_else(|| page.t("requests-erased"));
                    files.push(FileEntry::new(name, href, &file.media_type, file.size));
                }
                let tone = if answered.answer == Answer::Objects { Tone::Late } else { Tone::Done };
                (answered.answer.as_str(), tone, open(app, answered.text.as_ref()).await?.unwrap_or_default())
            }
            None if consultation.until.is_some_and(|until| until < visit.today) => ("late", Tone::Late, String::new()),
            None => ("awaited", Tone::Soon, String::new()),
        };
        let mut when = vec![page.t1("requests-consulted-on", "day", asked.on)];
        when.extend(consultation.delivered_on.map(|day| page.t1("requests-consulted-delivered", "day", day)));
        when.extend(consultation.until.map(|day| page.t1("requests-note-until", "day", day)));
        when.extend(consultation.chased_on.last().map(|day| page.t1("requests-consulted-chased", "day", day)));
        when.extend(consultation.answered.as_ref().map(|answered| page.t1("requests-consulted-answered", "day", answered.on)));
        when.extend(consultation.overridden_on.map(|day| page.t1("requests-consulted-overridden", "day", day)));
        let looked_at = looked_at == Some(asked.id.as_str());
        all.push(ConsultedShown {
            name: match looked_at {
                true => open(app, Some(&asked.name)).await?.unwrap_or_else(|| page.t("requests-erased")),
                false => masked_name(app, page, asked).await?,
            },
            contact: match looked_at {
                true => contact(app, page, state, asked).await?,
                false => String::new(),
            },
            kind: page.t(&format!("requests-party-{}", asked.kind.as_str())),
            state: page.t(&format!("requests-answer-{code}")),
            tone,
            when: when.join("，"),
            text,
            files,
        });
    }
    Ok(all)
}
