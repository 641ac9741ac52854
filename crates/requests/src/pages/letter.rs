//! Letters as HTML, PDF and DOCX: every letter to the requester by number and query code, and the reply behind an
//! unguessable address, which the API names. Who opens a letter online has received it; that is told and written down.

use super::doing;
use super::follow::{self, Held, again, open_letter};
use crate::acts::RequesterCommand;
use crate::decide::delivery::own_letter;
use crate::look_up;
use crate::model::Request;
use crate::records::Case;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Response};
use identity::OrganisationId;
use letters::{Letter, LetterError};
use web::{App, FileEntry, Form, Page, ProtectedForm, Section, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-letter.html")]
pub(super) struct LetterPage {
    pub(super) page: Page,
    pub(super) letter: String,
    pub(super) attachments: Vec<FileEntry>,
    /// that it was opened is written down; empty where it is no news
    pub(super) told: String,
    /// back to the case: number and query code; none where the address alone opened it
    pub(super) back: Option<(Form, String, String)>,
}

type Address = Path<(String, String)>;
type NumberedAddress = Path<(String, String, String)>;

/// `POST /requests/status/letter`: `letter` is its number, `as` is `html`, `pdf` or `docx`.
pub async fn open(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let held = match follow::open(&app, &visit, &headers, &posted).await? {
        Ok(held) => held,
        Err(response) => return Ok(response),
    };
    let number = posted.get("letter");
    let part = own_letter(&held.state, number).map_err(|_| WebError::NotFound)?.letter.clone();
    let letter = open_letter(&app, &part).await?.ok_or_else(|| crate::keeping::pages::case::gone(visit.language, &held.state))?;
    let news = held.unread().iter().any(|unread| unread == number);
    let held = read(&app, &visit, held, vec![number.to_owned()]).await?;
    match posted.get("as") {
        "pdf" => pdf_response(&app, &visit, letter).await,
        "docx" => docx_response(letter).await,
        _ => {
            let visit = follow::look_up_page(&visit);
            let page = Page::new(&app, &visit, Section::Requests, letter.title.clone());
            let form = Form::new(&app, &visit, &headers, "request-status");
            let told = if news { page.t1("requests-follow-letter-told", "on", visit.today) } else { String::new() };
            let code = crate::model::query_code::of(&app.store, &held.case.stream);
            let back = Some((form.clone(), held.case.number.clone(), code));
            let attachments = attachments(&app, &held.case, &letter).await?;
            Ok(form.respond(web::html(&LetterPage { page, letter: letters::html(&letter), attachments, told, back })?.into_response()))
        }
    }
}

/// Writes down that letters were opened, once for each.
pub(super) async fn read(app: &App, visit: &Visit, held: Held, numbers: Vec<String>) -> Result<Held, WebError> {
    if numbers.is_empty() || held.organisation.is_none() {
        return Ok(held);
    }
    doing::act(app, visit, &held, RequesterCommand::Read(numbers)).await?;
    again(app, visit, held).await
}

async fn find(app: &App, visit: &Visit, method: &Method, (number, token): (&str, &str), wanted: Option<&str>) -> Result<Letter, WebError> {
    app.limits.look_up(&visit.address)?;
    let case = look_up::case_by_letter(app, number, token).await?;
    let events = app.store.load(&case.stream).await?;
    let state = Request::fold(&events)?;
    let newest = state.reply.as_ref().map(|reply| reply.letter_number.as_str());
    let wanted = own_letter(&state, wanted.or(newest).unwrap_or_default()).map_err(|_| WebError::NotFound)?;
    let (number, part) = (wanted.letter_number.clone(), wanted.letter.clone());
    let letter = open_letter(app, &part).await?.ok_or_else(|| crate::keeping::pages::case::gone(visit.language, &state))?;
    if *method == Method::GET {
        let organisation = app.identity.organisation(&OrganisationId(case.organisation.clone()), visit.today);
        let held = Held { case, events, state, organisation };
        if held.unread().contains(&number) {
            read(app, visit, held, vec![number]).await?;
        }
    }
    Ok(letter)
}

/// `GET /requests/letters/{number}/{token}/letter.html`
pub async fn html(State(app): State<App>, visit: Visit, method: Method, Path((number, token)): Address) -> Result<Response, WebError> {
    let letter = find(&app, &visit, &method, (&number, &token), None).await?;
    page_of(&app, &visit, &letter, (&number, &token)).await
}

/// What goes out with a letter; nothing where it names nothing.
async fn attachments(app: &App, case: &Case, letter: &Letter) -> Result<Vec<FileEntry>, WebError> {
    if letter.attachments.is_empty() { Ok(Vec::new()) } else { super::materials::files::attachments(app, case, &letter.number).await }
}

async fn page_of(app: &App, visit: &Visit, letter: &Letter, (number, token): (&str, &str)) -> Result<Response, WebError> {
    let attachments = attachments(app, &look_up::case_by_letter(app, number, token).await?, letter).await?;
    let page = Page::new(app, visit, Section::Requests, letter.title.clone());
    web::html(&LetterPage { page, letter: letters::html(letter), attachments, told: String::new(), back: None })
}

/// `GET /requests/letters/{number}/{token}/letter.pdf`
pub async fn pdf(State(app): State<App>, visit: Visit, method: Method, Path((number, token)): Address) -> Result<Response, WebError> {
    let letter = find(&app, &visit, &method, (&number, &token), None).await?;
    pdf_response(&app, &visit, letter).await
}

/// `GET /requests/letters/{number}/{token}/{letter}/letter.html`
pub async fn numbered_html(
    State(app): State<App>,
    visit: Visit,
    method: Method,
    Path((number, token, wanted)): NumberedAddress,
) -> Result<Response, WebError> {
    let letter = find(&app, &visit, &method, (&number, &token), Some(&wanted)).await?;
    page_of(&app, &visit, &letter, (&number, &token)).await
}

/// `GET /requests/letters/{number}/{token}/{letter}/letter.pdf`
pub async fn numbered_pdf(
    State(app): State<App>,
    visit: Visit,
    method: Method,
    Path((number, token, wanted)): NumberedAddress,
) -> Result<Response, WebError> {
    let letter = find(&app, &visit, &method, (&number, &token), Some(&wanted)).await?;
    pdf_response(&app, &visit, letter).await
}

/// `GET /requests/letters/{number}/{token}/{letter}/letter.docx`
pub async fn numbered_docx(
    State(app): State<App>,
    visit: Visit,
    method: Method,
    Path((number, token, wanted)): NumberedAddress,
) -> Result<Response, WebError> {
    docx_response(find(&app, &visit, &method, (&number, &token), Some(&wanted)).await?).await
}

/// The letter as PDF; without a Chinese font it says which package to install.
pub(super) async fn pdf_response(app: &App, visit: &Visit, letter: Letter) -> Result<Response, WebError> {
    let fonts = app.fonts.clone();
    let name = letter.number.clone();
    let made =
        tokio::task::spawn_blocking(move || letters::pdf(&letter, &fonts)).await.map_err(|fault| WebError::Internal(fault.to_string()))?;
    match made {
        Ok(bytes) => Ok(file("application/pdf", &name, "pdf", bytes)),
        Err(fault @ (LetterError::NoChineseFont { .. } | LetterError::MissingCharacters { .. })) => Err(WebError::Conflict(web::message(
            visit.language,
            fault.message_id(),
            &[("packages", letters::CHINESE_FONT_PACKAGES.join(" ")), ("characters", fault.to_string())],
        ))),
        Err(fault) => Err(WebError::Internal(fault.to_string())),
    }
}

/// `GET /requests/letters/{number}/{token}/letter.docx`
pub async fn docx(State(app): State<App>, visit: Visit, method: Method, Path((number, token)): Address) -> Result<Response, WebError> {
    docx_response(find(&app, &visit, &method, (&number, &token), None).await?).await
}

/// The letter as DOCX.
pub(super) async fn docx_response(letter: Letter) -> Result<Response, WebError> {
    let name = letter.number.clone();
    let bytes = tokio::task::spawn_blocking(move || letters::docx(&letter)).await.map_err(|fault| WebError::Internal(fault.to_string()))?;
    let bytes = bytes.map_err(|fault| WebError::Internal(fault.to_string()))?;
    Ok(file("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &name, "docx", bytes))
}

fn file(media_type: &'static str, name: &str, extension: &str, bytes: Vec<u8>) -> Response {
    let encoded = web::percent_encoded(if name.is_empty() { "letter" } else { name });
    let disposition = format!("inline; filename=\"letter.{extension}\"; filename*=UTF-8''{encoded}.{extension}");
    (
        [
            (header::CONTENT_TYPE, media_type.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
        ],
        bytes,
    )
        .into_response()
}
