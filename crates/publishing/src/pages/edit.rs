//! Writing a document: metadata, body, the file as it was handed over.

use super::actions::{changed, words};
use super::office::{by_posts, desk, statuses};
use super::shown;
use crate::acts::{Begin, Do, Step};
use crate::decide::{self, Context, Refusal};
use crate::import::original::{self, LARGEST};
use crate::import::repair::repair;
use crate::import::structure::STRUCTURE;
use crate::model::{Content, Mode};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use facts::Validity;
use identity::{Action, OrganisationId};
use store::ExecuteError;
use web::{App, Choice, FieldErrors, Form, Link, Page, ProtectedMultipart, Visit, WebError, message};

/// All of a posted form: the file and room for the rest.
const LIMIT: u64 = LARGEST as u64 + 4 * 1024 * 1024;
type Posted = ProtectedMultipart<LIMIT>;

/// Its template.
#[derive(Template)]
#[template(path = "office-edit.html")]
pub struct EditPage {
    /// shell
    pub page: Page,
    /// token, values, errors
    pub form: Form,
    /// where it is
    pub trail: Vec<Link>,
    /// where the form goes
    pub action: String,
    /// version that is changed; 0 for a new document
    pub version: u64,
    /// whose document
    pub organisation: String,
    /// name of the file there is
    pub original: Option<String>,
    /// publication modes
    pub modes: Vec<Choice>,
    /// validities to choose from; none for a document that was public, whose validity is decided by marks alone
    pub statuses: Vec<Choice>,
}

/// What a form is about.
struct About<'a> {
    title: String,
    action: String,
    version: u64,
    organisation: &'a str,
    earlier: Option<&'a Content>,
    was_public: bool,
}

async fn page(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    about: About<'_>,
    values: Vec<(String, String)>,
    errors: FieldErrors,
) -> Result<Response, WebError> {
    let page = app.office_page(visit, about.title).await?;
    let bad = !errors.is_empty();
    let form = Form::new(app, visit, headers, "document").with(values, errors);
    let view = EditPage {
        trail: vec![Link::new(page.t("publishing-office-title"), page.href("/office/documents")), Link::new(page.title(), "")],
        action: page.href(&about.action),
        version: about.version,
        organisation: about.organisation.to_owned(),
        original: about.earlier.and_then(|content| content.original.as_ref()).map(|file| file.name.clone()),
        modes: modes(&page),
        statuses: if about.was_public { Vec::new() } else { statuses(visit.language) },
        form,
        page,
    };
    let mut response = view.form.respond(web::html(&view)?);
    if bad {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Publication modes to choose from.
#[must_use]
pub fn modes(page: &Page) -> Vec<Choice> {
    Mode::ALL.into_iter().map(|mode| Choice::new(mode.as_str(), shown::mode(page.language(), mode))).collect()
}

fn values(content: &Content) -> Vec<(String, String)> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        ("title", content.title.clone()),
        ("number", text(&content.number)),
        ("issuer", content.issuer.clone()),
        ("made_on", content.made_on.map(|date| date.to_string()).unwrap_or_default()),
        ("subject", text(&content.subject)),
        ("mode", content.mode.as_str().to_owned()),
        ("status", content.validity.as_str().to_owned()),
        ("text", content.text.clone()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// `GET /office/documents/new`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let person = visit.person()?;
    let mine = by_posts(person, app.identity.where_may(person, Action::EditDocument));
    let query = query.unwrap_or_default();
    let asked = query.split('&').find_map(|pair| pair.strip_prefix("organisation="));
    let organisation = match asked {
        Some(id) => mine.iter().find(|known| known.0 == id),
        None => mine.first(),
    }
    .ok_or(WebError::Forbidden)?;
    let issuer = app.identity.organisation(organisation, visit.today).map(|known| known.name).unwrap_or_default();
    let given = [("issuer", issuer.as_str()), ("mode", "proactive"), ("status", "in-force")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    page(&app, &visit, &headers, new_document(&visit, &organisation.0), given, FieldErrors::default()).await
}

fn new_document<'a>(visit: &Visit, organisation: &'a str) -> About<'a> {
    About {
        title: message(visit.language, "publishing-new", &[]),
        action: "/office/documents/new".to_owned(),
        version: 0,
        organisation,
        earlier: None,
        was_public: false,
    }
}

/// `POST /office/documents/new`
pub async fn create(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: Posted) -> Result<Response, WebError> {
    let person = visit.person()?;
    let organisation = OrganisationId(posted.get("organisation").to_owned());
    app.identity.may(Some(person), Action::EditDocument, &organisation)?;
    let context = Context { actor: person.person.0.clone(), today: visit.today };
    match read(&app, &visit, &posted, None, &context).await? {
        Ok(content) => {
            let act = Begin { context, organisation: organisation.0.clone(), content, key: posted.key.clone() };
            match app.store.execute(act).await {
                Ok(done) => Ok(web::redirect(&visit, &format!("/office/documents/{}", done.answer))),
                Err(ExecuteError::Refused(refusal)) => {
                    page(&app, &visit, &headers, new_document(&visit, &organisation.0), posted.values, one(&visit, &refusal)).await
                }
                Err(fault) => Err(fault.into()),
            }
        }
        Err(errors) => page(&app, &visit, &headers, new_document(&visit, &organisation.0), posted.values, errors).await,
    }
}

/// `GET /office/documents/{id}/edit`
pub async fn filled(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, WebError> {
    let document = desk(&app, &visit, &id).await?;
    app.identity.may(visit.signed_in.as_ref(), Action::EditDocument, &OrganisationId(document.organisation.clone()))?;
    let content = document.newest().or_else(|| document.last_edition().map(|edition| &edition.content)).ok_or(WebError::NotFound)?;
    page(&app, &visit, &headers, change_of(&visit, &id, &document, content), values(content), FieldErrors::default()).await
}

fn change_of<'a>(visit: &Visit, id: &str, document: &'a crate::model::Document, content: &'a Content) -> About<'a> {
    let title = message(visit.language, "publishing-edit-title", &[("title", content.title.clone())]);
    About {
        title,
        action: format!("/office/documents/{id}/edit"),
        version: document.version,
        organisation: &document.organisation,
        earlier: Some(content),
        was_public: document.last_edition().is_some(),
    }
}

/// `POST /office/documents/{id}/edit`
pub async fn change(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let person = visit.person()?;
    let document = desk(&app, &visit, &id).await?;
    app.identity.may(Some(person), Action::EditDocument, &OrganisationId(document.organisation.clone()))?;
    let earlier = document.newest().or_else(|| document.last_edition().map(|edition| &edition.content)).ok_or(WebError::NotFound)?;
    let expected: u64 = posted.get("version").parse().map_err(|_| WebError::BadRequest(String::new()))?;
    let context = Context { actor: person.person.0.clone(), today: visit.today };
    let errors = match read(&app, &visit, &posted, Some(earlier), &context).await? {
        Ok(content) => match app.store.execute(Do { context, document: id.clone(), expected, step: Step::Edit(Box::new(content)) }).await {
            Ok(_) => return Ok(web::redirect(&visit, &format!("/office/documents/{id}"))),
            Err(ExecuteError::Refused(refusal)) => one(&visit, &refusal),
            Err(ExecuteError::Conflict { .. }) => {
                let about = change_of(&visit, &id, &document, earlier);
                let mut response = page(&app, &visit, &headers, about, posted.values, changed(visit.language)).await?;
                *response.status_mut() = StatusCode::CONFLICT;
                return Ok(response);
            }
            Err(ExecuteError::Store(fault)) => return Err(fault.into()),
        },
        Err(errors) => errors,
    };
    page(&app, &visit, &headers, change_of(&visit, &id, &document, earlier), posted.values, errors).await
}

fn one(visit: &Visit, refusal: &Refusal) -> FieldErrors {
    let mut errors = FieldErrors::default();
    let field = if let Refusal::Field { field, .. } = refusal { field } else { "" };
    errors.add(field, refusal.code(), words(visit.language, refusal));
    errors
}

/// Reads the form into a document; the file is stored only where all else stands.
async fn read(
    app: &App,
    visit: &Visit,
    posted: &Posted,
    earlier: Option<&Content>,
    context: &Context,
) -> Result<Result<Content, FieldErrors>, WebError> {
    let mut errors = FieldErrors::default();
    let mut say = |field: &'static str, code: &'static str| errors.add(field, code, words(visit.language, &Refusal::Field { field, code }));
    let optional = |name: &str| Some(posted.get(name).trim().to_owned()).filter(|value| !value.is_empty());
    let made = optional("made_on");
    let made_on = made.as_deref().and_then(|text| text.parse().ok());
    if made.is_some() && made_on.is_none() {
        say("made_on", "bad-date");
    }
    let mode = Mode::parse(posted.get("mode"));
    if mode.is_none() {
        say("mode", "required");
    }
    let validity = Validity::parse(posted.get("status"));
    if validity.is_none() {
        say("status", "required");
    }
    let file = posted.files.iter().find(|file| file.field == "original");
    if let Some(bad) = file.and_then(|file| original::check(&file.bytes).err()) {
        say("original", bad.code());
    }
    let mut text = posted.get("text").trim().to_owned();
    if let Some(file) = file.filter(|file| text.is_empty() && original::media_type(&file.bytes) == "text/plain") {
        text = repair(&file.bytes).text;
    }
    let mut content = Content {
        title: posted.get("title").trim().to_owned(),
        number: optional("number"),
        issuer: posted.get("issuer").trim().to_owned(),
        made_on,
        effective_on: earlier.and_then(|content| content.effective_on),
        subject: optional("subject"),
        kind: earlier.and_then(|content| content.kind.clone()),
        region: earlier.and_then(|content| content.region.clone()),
        mode: mode.unwrap_or_default(),
        validity: validity.unwrap_or(Validity::Unmarked),
        text,
        structure: STRUCTURE,
        original: earlier.and_then(|content| content.original.clone()),
    };
    for refusal in decide::check(&content, context).err().unwrap_or_default() {
        if let Refusal::Field { field, .. } = &refusal
            && !errors.list.iter().any(|known| known.field == *field)
        {
            errors.add(field, refusal.code(), words(visit.language, &refusal));
        }
    }
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    if let Some(file) = file {
        content.original = Some(app.store.files().put(&file.name, &file.bytes).await?);
    }
    Ok(Ok(content))
}
