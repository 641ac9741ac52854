//! The archive that a requester takes home: the own request, own files, letters to the requester, files that went out,
//! the way of the case, the receipts of the own acts. Of anybody else it holds nothing.

use super::{Entry, file_name, pack};
use crate::decide::delivery::own_letters;
use crate::model::Request;
use crate::model::event::{Received, RequestEvent, SealedFile};
use crate::{own, timeline};
use askama::Template;
use jiff::civil::Date;
use letters::Letter;
use serde_json::json;
use store::{PartRef, Recorded};
use web::{App, Language, WebError};

#[derive(Template)]
#[template(path = "requests-archive.html")]
struct Way {
    lang: &'static str,
    title: String,
    subject: String,
    description: String,
    status: String,
    steps: Vec<(String, String, String)>,
}

/// Makes the archive of a case for its requester, on a day.
///
/// # Errors
/// Faults of the store.
pub async fn archive(app: &App, events: &[Recorded], language: Language, today: Date) -> Result<Vec<u8>, WebError> {
    let state = Request::fold(events)?;
    let received = state.received.as_ref().ok_or(WebError::NotFound)?;
    let mut entries = way(app, events, &state, received, language, today).await?;
    for (index, letter) in own_letters(&state).enumerate() {
        if let Some(bytes) = app.store.open_part(&letter.letter).await? {
            let letter: Letter = serde_json::from_slice(&bytes).map_err(|fault| WebError::Internal(fault.to_string()))?;
            entries.extend(set(app, index + 1, letter).await?);
        }
    }
    entries.extend(sealed(app, "files", &own::files(events)?).await?);
    entries.extend(sealed(app, "released", &own::released(events)?).await?);
    entries.extend(said(app, events).await?);
    for step in timeline::public(events, language)?.iter().filter(|step| step.own) {
        let receipt = own::receipt(&app.store, events, step.version).await?;
        entries.push(Entry::new(format!("receipts/{:03}-{}.json", step.version, step.kind), receipt.to_json()));
    }
    entries.push(Entry::new("receipts/ledger-key.txt", format!("{}\n", app.store.verifier_key())));
    let words = [Language::Chinese, Language::English].map(|language| {
        let arguments = [("number", received.number.clone()), ("link", app.settings.base_url.clone()), ("made", today.to_string())];
        web::message(language, "requests-archive-readme", &arguments)
    });
    entries.insert(0, Entry::new("README.txt", format!("\u{feff}{}\n\n{}\n", words[0], words[1]).replace('\n', "\r\n")));
    let packed = tokio::task::spawn_blocking(move || pack(&entries, today)).await.map_err(internal)?;
    packed.map_err(internal)
}

fn internal(fault: impl std::fmt::Display) -> WebError {
    WebError::Internal(fault.to_string())
}

async fn text(app: &App, part: &PartRef) -> Result<Option<String>, WebError> {
    Ok(app.store.open_part(part).await?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// The request and what happened, for people and for programs.
async fn way(
    app: &App,
    events: &[Recorded],
    state: &Request,
    received: &Received,
    language: Language,
    today: Date,
) -> Result<Vec<Entry>, WebError> {
    let erased = || web::message(language, "requests-erased", &[]);
    let subject = text(app, &received.subject).await?.unwrap_or_else(erased);
    let description = match &received.description {
        Some(part) => text(app, part).await?.unwrap_or_else(erased),
        None => String::new(),
    };
    let steps = timeline::public(events, language)?;
    let status = state.status(today);
    let page = Way {
        lang: if language == Language::Chinese { "zh-CN" } else { "en" },
        title: web::message(language, "requests-follow-title", &[("number", received.number.clone())]),
        subject: subject.clone(),
        description: description.clone(),
        status: web::message(language, &format!("requests-status-{}", status.as_str()), &[]),
        steps: steps.iter().map(|step| (step.when(app, language), step.title.clone(), step.article.clone().unwrap_or_default())).collect(),
    };
    let data = json!({
        "number": received.number,
        "organisation": state.organisation,
        "status": status,
        "as_of": today,
        "received_on": state.clock.as_ref().map(|clock| clock.received_on),
        "due_on": state.due_on,
        "subject": subject,
        "description": description,
        "timeline": steps.iter().map(|step| json!({
            "at": app.local_instant(step.at), "kind": step.kind, "title": step.title, "article": step.article,
        })).collect::<Vec<_>>(),
    });
    let data = serde_json::to_string_pretty(&data).map_err(internal)?;
    Ok(vec![Entry::new("timeline.html", page.render().map_err(internal)?), Entry::new("timeline.json", data)])
}

/// A letter as HTML, DOCX and, where there is a Chinese font, PDF.
async fn set(app: &App, index: usize, letter: Letter) -> Result<Vec<Entry>, WebError> {
    let fonts = app.fonts.clone();
    let made = tokio::task::spawn_blocking(move || {
        let name = format!("letters/{index:02}-{}", file_name(&letter.number));
        let head = format!("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><style>{}</style>", letters::STYLESHEET);
        let mut entries = vec![Entry::new(format!("{name}.html"), format!("{head}{}</html>", letters::html(&letter)))];
        entries.extend(letters::docx(&letter).ok().map(|bytes| Entry::new(format!("{name}.docx"), bytes)));
        entries.extend(letters::pdf(&letter, &fonts).ok().map(|bytes| Entry::new(format!("{name}.pdf"), bytes)));
        entries
    });
    made.await.map_err(internal)
}

async fn sealed(app: &App, folder: &str, files: &[SealedFile]) -> Result<Vec<Entry>, WebError> {
    let mut entries = Vec::with_capacity(files.len());
    for (index, file) in files.iter().enumerate() {
        let Some(bytes) = app.store.open_part(&file.content).await? else { continue };
        let name = text(app, &file.name).await?.unwrap_or_default();
        entries.push(Entry::new(format!("{folder}/{:02}-{}", index + 1, file_name(&name)), bytes));
    }
    Ok(entries)
}

/// What the requester said in answer to questions.
async fn said(app: &App, events: &[Recorded]) -> Result<Vec<Entry>, WebError> {
    let mut entries = Vec::new();
    for recorded in events {
        let (kind, part) = match recorded.event::<RequestEvent>()? {
            Some(RequestEvent::Clarified(clarified)) => ("clarified", clarified.text),
            Some(RequestEvent::ReasonsGiven(given)) => ("reasons-given", given.text),
            _ => continue,
        };
        if let Some(text) = text(app, &part).await? {
            entries.push(Entry::new(format!("answers/{:03}-{kind}.txt", recorded.version), text));
        }
    }
    Ok(entries)
}
