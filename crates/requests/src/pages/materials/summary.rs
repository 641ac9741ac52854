//! The table for review, and making the file: only from the newest layer, and only where every page is decided on.

use super::{Desk, desk, name, standing, words};
use crate::acts::Command;
use crate::material::{attachment_name, marks, opened};
use crate::model::Upload;
use crate::model::state::Material;
use crate::pages::shown;
use crate::pages::steps::{self, Acted};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use redaction::{Flag, Layer, LayerFault, Phrase, RedactionError, TextState};
use web::{App, FieldErrors, FileEntry, Form, Language, Link, Page, ProtectedForm, Tone, Visit, WebError};

/// A row of the table.
pub(super) struct SummaryShown {
    pub(super) at: usize,
    pub(super) flag: String,
    pub(super) boxes: String,
    pub(super) ground: String,
    pub(super) article: String,
}

#[derive(Template)]
#[template(path = "requests-material-summary.html")]
pub(crate) struct Summary {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) path: String,
    pub(super) version: u64,
    pub(super) layer: String,
    pub(super) name: String,
    pub(super) state: String,
    pub(super) tone: Tone,
    pub(super) faults: Vec<String>,
    pub(super) rows: Vec<SummaryShown>,
    pub(super) without_text: String,
    pub(super) release: Vec<FileEntry>,
    pub(super) ready: bool,
    pub(super) open: bool,
    pub(super) message: String,
}

/// `GET /office/requests/{number}/materials/{id}/summary`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((number, id)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let desk = desk(&app, &visit, &number).await?;
    render(&app, &visit, &headers, &desk, &id, String::new(), StatusCode::OK).await
}

async fn render(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    desk: &Desk,
    id: &str,
    message: String,
    status: StatusCode,
) -> Result<Response, WebError> {
    let material = desk.material(id)?;
    let page = app.office_page(visit, web::message(visit.language, "requests-material-summary", &[])).await?;
    let (code, tone) = standing(material);
    let draft = super::layer(app, material, material.layer.as_ref()).await?;
    let (faults, rows) = match draft.settle() {
        Ok(layer) => (Vec::new(), rows(app, &page, desk, &layer)),
        Err(faults) => (faults.iter().map(|fault| fault_words(fault, visit.language)).collect(), Vec::new()),
    };
    let path = page.href(&desk.path());
    let release = material.release.iter().map(|(_, file)| {
        let name = attachment_name(material.attachment, &file.media_type);
        FileEntry::new(name, format!("{path}/{id}/release"), &file.media_type, file.size)
    });
    let form = Form::new(app, visit, headers, "request-material").with(Vec::new(), FieldErrors::default());
    let mut trail = shown::case_trail(&page, &desk.seen.case.number, "requests-material-summary");
    trail.insert(trail.len().saturating_sub(1), Link::new(page.t("requests-materials-title"), page.href(&desk.path())));
    let template = Summary {
        trail,
        version: desk.state.version,
        layer: material.layer.as_ref().map(|layer| layer.part.clone()).unwrap_or_default(),
        name: name(app, &page, material).await?,
        state: page.t(&format!("requests-material-state-{code}")),
        tone,
        without_text: without_text(app, material).await?,
        release: release.collect(),
        ready: material.is_ready(),
        open: desk.open,
        path: format!("{path}/{id}"),
        faults,
        rows,
        message,
        page,
        form: form.clone(),
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

fn rows(app: &App, page: &Page, desk: &Desk, layer: &Layer) -> Vec<SummaryShown> {
    let grounds = desk.grounds(app);
    redaction::summary(layer)
        .into_iter()
        .map(|row| SummaryShown {
            at: row.page + 1,
            flag: match row.duplicate_of {
                Some(of) => page.t1("requests-material-same-as", "page", of + 1),
                None => page.t(&format!("redaction-flag-{}", row.flag)),
            },
            boxes: if row.boxes == 0 { String::new() } else { row.boxes.to_string() },
            ground: grounds.iter().find(|ground| ground.id == row.ground).map_or(row.ground, |ground| ground.title.clone()),
            article: row.article,
        })
        .collect()
}

fn fault_words(fault: &LayerFault, language: Language) -> String {
    web::message(language, &format!("redaction-fault-{}", fault.code()), &fault.arguments())
}

/// Pages on which nothing can be found, as people count them; nothing is said of an original that cannot be read.
async fn without_text(app: &App, material: &Material) -> Result<String, WebError> {
    let states = opened::original(app, material, |drawer, file| drawer.states(file)).await?.unwrap_or_default();
    let pages = states.iter().enumerate().filter(|(_, state)| **state != TextState::Drawn).map(|(page, _)| (page + 1).to_string());
    Ok(pages.collect::<Vec<_>>().join("、"))
}

/// `POST /office/requests/{number}/materials/{id}/summary`: makes the file that goes out, from the layer that the page
/// showed and no other.
pub async fn make(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((number, id)): Path<(String, String)>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let desk = desk(&app, &visit, &number).await?;
    desk.may_draft(&app)?;
    let material = desk.material(&id)?;
    let refused = |id: &str| web::message(visit.language, id, &[]);
    let newest = material.layer.as_ref().map(|layer| layer.part.as_str()).unwrap_or_default();
    let made = if !desk.open {
        Err(refused("requests-refusal-wrong-step"))
    } else if newest.is_empty() {
        Err(refused("requests-refusal-no-layer"))
    } else if newest != posted.get("layer") {
        Err(refused("requests-refusal-layer-changed"))
    } else if posted.get("version") != desk.state.version.to_string() {
        Err(refused("requests-refusal-changed"))
    } else {
        made(&app, &visit, &desk, material).await?
    };
    let message = match made {
        Ok(command) => match steps::act(&app, &visit, &desk.seen, posted.get("version"), command).await? {
            Acted::Done => return Ok(web::redirect(&visit, &format!("{}/{id}/summary", desk.path()))),
            Acted::Refused { errors, message, .. } => errors
                .list
                .into_iter()
                .map(|error| error.message)
                .chain([message])
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join("；"),
        },
        Err(message) => message,
    };
    let fresh = super::desk(&app, &visit, &number).await?;
    render(&app, &visit, &headers, &fresh, &id, message, StatusCode::CONFLICT).await
}

async fn made(app: &App, visit: &Visit, desk: &Desk, material: &Material) -> Result<Result<Command, String>, WebError> {
    let layer = match super::layer(app, material, material.layer.as_ref()).await?.settle() {
        Ok(layer) => layer,
        Err(faults) => {
            let faults: Vec<String> = faults.iter().map(|fault| fault_words(fault, visit.language)).collect();
            return Ok(Err(faults.join(" ")));
        }
    };
    // The grounds of the law as it was on the day of receipt; what an older table named is not printed.
    let grounds = desk.grounds(app);
    let known = |id: &str| grounds.iter().any(|ground| ground.id == id);
    let flagged = layer.pages().iter().all(|flag| match flag {
        Flag::Withheld { ground, .. } => known(ground),
        _ => true,
    });
    if !flagged || !layer.marks().iter().all(|mark| known(&mark.ground)) || layer.marks().len() > marks::MOST_MARKS {
        return Ok(Err(web::message(visit.language, "requests-refusal-unknown-ground", &[])));
    }
    let partial = layer.pages().iter().any(|flag| !matches!(flag, Flag::Full | Flag::Duplicate { .. }));
    // The letter is Chinese, and so is what its attachments say.
    let redacted = opened::original(app, material, move |drawer, file| {
        let say = |phrase: &Phrase| web::message(Language::Chinese, phrase.message_id(), &phrase.arguments());
        let redacted = drawer.redact(file, &layer, &say)?;
        if redacted.bytes.len() > opened::LARGEST_RELEASE { Err(RedactionError::TooLarge) } else { Ok(redacted) }
    });
    Ok(match redacted.await? {
        Ok(redacted) => Ok(Command::MakeRelease {
            material: material.added.id.clone(),
            file: Upload { name: String::new(), media_type: redacted.kind.media_type().to_owned(), bytes: redacted.bytes },
            partial,
        }),
        Err(fault) => Err(words(&fault, visit.language)),
    })
}
