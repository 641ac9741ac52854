//! Those who were asked, on the page of the case.

use super::case::{Seen, open};
use crate::model::Request;
use crate::model::event::Answer;
use web::{App, FileEntry, Page, Tone, Visit, WebError};

/// Somebody who was asked.
pub(super) struct ConsultedShown {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) tone: Tone,
    pub(super) when: String,
    pub(super) text: String,
    pub(super) files: Vec<FileEntry>,
}

/// Everybody who was asked, newest first.
pub(super) async fn shown(app: &App, visit: &Visit, page: &Page, seen: &Seen, state: &Request) -> Result<Vec<ConsultedShown>, WebError> {
    let mut all = Vec::with_capacity(state.consultations.len());
    for consultation in state.consultations.iter().rev() {
        let asked = &consultation.consulted;
        let mut files = Vec::new();
        let (code, tone, text) = match &consultation.answered {
            Some(answered) => {
                for (place, file) in answered.files.iter().enumerate() {
                    let href = page.href(&format!("/office/requests/{}/consultations/{}/{place}", seen.case.number, asked.id));
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
        all.push(ConsultedShown {
            name: open(app, Some(&asked.name)).await?.unwrap_or_else(|| page.t("requests-erased")),
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
