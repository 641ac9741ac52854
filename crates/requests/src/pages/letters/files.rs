//! A letter of a case as its officers open it: HTML, PDF, DOCX, with the addressee's name masked.

use super::super::case;
use super::super::follow::open_letter;
use super::super::letter::{docx_response, pdf_response};
use super::{letter, masked_recipient};
use crate::model::Request;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use letters::Letter;
use web::{App, Link, Page, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-office-letter.html")]
pub(in super::super) struct OfficeLetter {
    pub(in super::super) page: Page,
    pub(in super::super) trail: Vec<Link>,
    pub(in super::super) letter: String,
}

type Address = Path<(String, String)>;

async fn find(app: &App, visit: &Visit, (number, wanted): &(String, String)) -> Result<Letter, WebError> {
    let seen = case::seen(app, visit, number).await?;
    let state = Request::fold(&app.store.load(&seen.case.stream).await?)?;
    let sent = letter(&state, wanted)?;
    let whole = open_letter(app, &sent.letter).await?.ok_or_else(|| crate::keeping::pages::case::gone(visit.language, &state))?;
    Ok(Letter { recipient: masked_recipient(&state, &sent.to, &whole.recipient), ..whole })
}

/// `GET /office/requests/{number}/letters/{letter}/letter.html`
pub async fn html(State(app): State<App>, visit: Visit, Path(address): Address) -> Result<Response, WebError> {
    let letter = find(&app, &visit, &address).await?;
    let page = app.office_page(&visit, letter.title.clone()).await?;
    let (number, letter_number) = &address;
    let trail = vec![
        Link::new(page.t("requests-rail-inbox"), page.href("/office")),
        Link::new(number.clone(), page.href(&format!("/office/requests/{number}"))),
        Link::new(page.t("requests-letters-crumb"), page.href(&format!("/office/requests/{number}/letters"))),
        Link::new(letter_number.clone(), String::new()),
    ];
    web::html(&OfficeLetter { page, trail, letter: letters::html(&letter) })
}

/// `GET /office/requests/{number}/letters/{letter}/letter.pdf`
pub async fn pdf(State(app): State<App>, visit: Visit, Path(address): Address) -> Result<Response, WebError> {
    let letter = find(&app, &visit, &address).await?;
    pdf_response(&app, &visit, letter).await
}

/// `GET /office/requests/{number}/letters/{letter}/letter.docx`
pub async fn docx(State(app): State<App>, visit: Visit, Path(address): Address) -> Result<Response, WebError> {
    docx_response(find(&app, &visit, &address).await?).await
}
