//! Material of a case: the list, putting in, taking over what came with an answer, taking out.

use super::super::steps::{self, Acted};
use super::super::{consulted, shown};
use super::{Desk, at_field, desk, name, problem, standing};
use crate::acts::Command;
use crate::material::{attachment_name, opened};
use crate::model::Upload;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use web::{App, Choice, FieldErrors, FileEntry, Form, Link, Page, ProtectedForm, ProtectedMultipart, Tone, Visit, WebError};

/// Bytes of an upload as a whole; the file itself is refused at its field well below.
pub const UPLOAD_LIMIT: u64 = 64 << 20;

/// Material in the list.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) file: String,
    pub(super) pages: u32,
    pub(super) state: String,
    pub(super) tone: Tone,
    pub(super) release: Vec<FileEntry>,
}

#[derive(Template)]
#[template(path = "requests-materials.html")]
pub(crate) struct Materials {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) path: String,
    pub(super) version: u64,
    pub(super) subject: String,
    pub(super) rows: Vec<Row>,
    pub(super) answers: Vec<Choice>,
    pub(super) open: bool,
    pub(super) message: String,
    pub(super) megabytes: usize,
    pub(super) most_pages: usize,
}

/// `GET /office/requests/{number}/materials`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(number): Path<String>) -> Result<Response, WebError> {
    let desk = desk(&app, &visit, &number).await?;
    render(&app, &visit, &headers, &desk, Vec::new(), FieldErrors::default(), String::new(), StatusCode::OK).await
}

#[expect(clippy::too_many_arguments, reason = "one place renders the list for every way that leads to it")]
async fn render(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    desk: &Desk,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    message: String,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page = app.office_page(visit, web::message(visit.language, "requests-materials-title", &[])).await?;
    let path = page.href(&desk.path());
    let mut rows = Vec::new();
    for material in &desk.state.materials {
        let (code, tone) = standing(material);
        let id = &material.added.id;
        let release = material.release.iter().map(|(_, file)| {
            let entry = FileEntry::new(
                attachment_name(material.attachment, &file.media_type),
                format!("{path}/{id}/release"),
                &file.media_type,
                file.size,
            );
            if material.is_ready() { entry } else { entry.with_note(page.t("requests-material-older")) }
        });
        let entry = FileEntry::new("", "", &material.added.file.media_type, material.added.file.size);
        rows.push(Row {
            id: id.clone(),
            name: name(app, &page, material).await?,
            file: page.t2("web-file-label", "kind", entry.kind, "size", entry.size),
            pages: material.added.pages,
            state: page.t(&format!("requests-material-state-{code}")),
            tone,
            release: release.collect(),
        });
    }
    let subject = super::case::open(app, Some(&desk.seen.case.subject)).await?.unwrap_or_else(|| page.t("requests-erased"));
    let form = Form::new(app, visit, headers, "request-material").with(values, errors);
    let template = Materials {
        trail: shown::case_trail(&page, &desk.seen.case.number, "requests-materials-title"),
        version: desk.state.version,
        answers: if desk.open { answers(app, &page, desk).await? } else { Vec::new() },
        open: desk.open,
        megabytes: opened::LIMITS.bytes >> 20,
        most_pages: opened::LIMITS.pages,
        path,
        subject,
        rows,
        message,
        page,
        form: form.clone(),
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// Files that came with answers of others, not taken over yet.
async fn answers(app: &App, page: &Page, desk: &Desk) -> Result<Vec<Choice>, WebError> {
    let mut choices = Vec::new();
    for consultation in &desk.state.consultations {
        let Some(answered) = &consultation.answered else { continue };
        for (place, file) in answered.files.iter().enumerate() {
            let from = consulted::masked_name(app, page, &consultation.consulted).await?;
            let Some(name) = super::case::open(app, Some(&file.name)).await? else { continue };
            choices.push(Choice::new(format!("{}/{place}", consultation.consulted.id), name).with_hint(format!("{from}　{}", answered.on)));
        }
    }
    Ok(choices)
}

/// `POST /office/requests/{number}/materials`: what it is, is told by the content.
pub async fn upload(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: Result<ProtectedMultipart<UPLOAD_LIMIT>, WebError>,
) -> Result<Response, WebError> {
    let desk = desk(&app, &visit, &number).await?;
    desk.may_draft(&app)?;
    let posted = match posted {
        Ok(posted) => posted,
        Err(WebError::TooLarge { .. }) => {
            let errors = at_field("file", &redaction::RedactionError::TooLarge, visit.language);
            return refuse(&app, &visit, &headers, &desk, Vec::new(), errors).await;
        }
        Err(fault) => return Err(fault),
    };
    let Some(file) = posted.files.iter().find(|file| file.field == "file") else {
        return refuse(&app, &visit, &headers, &desk, Vec::new(), problem("file", "required", visit.language)).await;
    };
    if file.bytes.is_empty() {
        return refuse(&app, &visit, &headers, &desk, Vec::new(), problem("file", "document-empty", visit.language)).await;
    }
    let version = posted.get("version").to_owned();
    add(&app, &visit, &headers, &desk, (&version, "file", Vec::new()), file.name.clone(), file.bytes.to_vec()).await
}

async fn refuse(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    desk: &Desk,
    values: Vec<(String, String)>,
    errors: FieldErrors,
) -> Result<Response, WebError> {
    render(app, visit, headers, desk, values, errors, String::new(), StatusCode::UNPROCESSABLE_ENTITY).await
}

type Typed<'a> = (&'a str, &'static str, Vec<(String, String)>);

async fn add(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    desk: &Desk,
    (version, field, values): Typed<'_>,
    name: String,
    bytes: Vec<u8>,
) -> Result<Response, WebError> {
    let facts = match opened::bytes(app, bytes.clone(), |drawer, file| drawer.facts(file)).await? {
        Ok(facts) => facts,
        Err(fault) => return refuse(app, visit, headers, desk, values, at_field(field, &fault, visit.language)).await,
    };
    let name: String =
        name.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control() && !web::is_hidden(*c)).take(120).collect();
    let file = Upload {
        name: if name.trim().is_empty() { web::message(visit.language, "requests-material-unnamed", &[]) } else { name },
        media_type: facts.kind.media_type().to_owned(),
        bytes,
    };
    let pages = u32::try_from(facts.pages).unwrap_or(u32::MAX);
    let acted = steps::act(app, visit, &desk.seen, version, Command::AddMaterial { file, pages }).await?;
    after(app, visit, headers, desk, values, acted).await
}

async fn after(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    desk: &Desk,
    values: Vec<(String, String)>,
    acted: Acted,
) -> Result<Response, WebError> {
    match acted {
        Acted::Done => Ok(web::redirect(visit, &desk.path())),
        Acted::Refused { errors, message, status } => {
            let fresh = super::desk(app, visit, &desk.seen.case.number).await?;
            render(app, visit, headers, &fresh, values, errors, message, status).await
        }
    }
}

/// `POST /office/requests/{number}/materials/take`: what came with an answer becomes material.
pub async fn take(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let desk = desk(&app, &visit, &number).await?;
    desk.may_draft(&app)?;
    let values = posted.values.clone();
    let chosen = posted.get("answer").split_once('/').and_then(|(id, place)| {
        let answered = desk.state.consultation(id)?.answered.as_ref()?;
        answered.files.get(place.parse::<usize>().ok()?)
    });
    let Some(file) = chosen else {
        let code = if posted.get("answer").is_empty() { "required" } else { "choice" };
        return refuse(&app, &visit, &headers, &desk, values, problem("answer", code, visit.language)).await;
    };
    let bytes = app.store.open_part(&file.content).await?.ok_or(WebError::NotFound)?;
    let name = super::case::open(&app, Some(&file.name)).await?.unwrap_or_default();
    add(&app, &visit, &headers, &desk, (posted.get("version"), "answer", values), name, bytes).await
}

/// `POST /office/requests/{number}/materials/{id}/withdraw`
pub async fn withdraw(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((number, id)): Path<(String, String)>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let desk = desk(&app, &visit, &number).await?;
    desk.may_draft(&app)?;
    let acted = steps::act(&app, &visit, &desk.seen, posted.get("version"), Command::WithdrawMaterial(id)).await?;
    after(&app, &visit, &headers, &desk, Vec::new(), acted).await
}
