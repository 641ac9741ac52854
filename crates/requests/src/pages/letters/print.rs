//! What is printed to send a letter: the letter itself, an address label, a proof of delivery to be signed. Each shows the
//! addressee, so that making it is written down.

use super::super::case::{self, Seen};
use super::super::follow::open_letter;
use super::super::letter::{docx_response, pdf_response};
use super::super::steps::{self, Acted};
use super::super::{drafts, shown};
use super::{Typed, all, name, render, way_of};
use crate::acts::Command;
use crate::letter::{demonstration, notices};
use crate::model::Request;
use crate::model::event::{Addressee, DeliveryProof};
use crate::model::state::SentLetter;
use crate::words::{NoticeWords, of_notice};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use identity::Action;
use letters::Letter;
use letters::template::{Fields, Frame, Value};
use web::{App, Language, Link, Page, ProtectedForm, Visit, WebError};

/// What can be printed.
pub(in super::super) const KINDS: [&str; 4] = ["pdf", "docx", "label", "delivery-note"];

/// An address as it stands on an envelope.
#[derive(Template)]
#[template(path = "requests-label.html")]
pub(in super::super) struct Label {
    pub(in super::super) page: Page,
    pub(in super::super) trail: Vec<Link>,
    pub(in super::super) lines: Vec<String>,
    pub(in super::super) from: Vec<String>,
    pub(in super::super) letter_number: String,
}

/// `POST /office/requests/{number}/letters/print`
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let seen = case::seen(&app, &visit, &number).await?;
    app.identity.may(Some(&seen.person), Action::SendReply, &seen.organisation.id)?;
    let state = Request::fold(&app.store.load(&seen.case.stream).await?)?;
    let kind = posted.get("print");
    let mut typed = Typed { values: posted.values.clone(), ..Typed::default() };
    let wanted = state.letters.iter().find(|letter| letter.letter_number == posted.get("print_letter"));
    let (Some(sent), true) = (wanted, KINDS.contains(&kind)) else {
        for (field, bad) in [("print_letter", wanted.is_none()), ("print", !KINDS.contains(&kind))] {
            if bad {
                typed.errors.add(field, "choice", web::message(visit.language, "requests-problem-choice", &[]));
            }
        }
        let mut response = render(&app, &visit, &headers, &seen, typed).await?;
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let made = web::message(Language::Chinese, &format!("requests-print-{kind}"), &[]);
    let reason = web::message(Language::Chinese, "requests-print-reason", &[("what", made), ("letter", sent.letter_number.clone())]);
    match steps::act(&app, &visit, &seen, "", Command::ViewContact(plain(&reason))).await? {
        Acted::Done => print(&app, &visit, &seen, &state, sent, kind).await,
        Acted::Refused { errors, message, status } => {
            let mut response = render(&app, &visit, &headers, &seen, Typed { errors, message, ..typed }).await?;
            *response.status_mut() = status;
            Ok(response)
        }
    }
}

/// Without the marks that isolate a value from the direction of its surroundings.
fn plain(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

async fn print(app: &App, visit: &Visit, seen: &Seen, state: &Request, sent: &SentLetter, kind: &str) -> Result<Response, WebError> {
    let whole = || async { open_letter(app, &sent.letter).await?.ok_or(WebError::NotFound) };
    match kind {
        "pdf" => pdf_response(app, visit, whole().await?).await,
        "docx" => docx_response(whole().await?).await,
        "delivery-note" => pdf_response(app, visit, delivery_note(app, visit, seen, state, sent).await?).await,
        _ => label(app, visit, seen, state, sent).await,
    }
}

async fn label(app: &App, visit: &Visit, seen: &Seen, state: &Request, sent: &SentLetter) -> Result<Response, WebError> {
    let number = &seen.case.number;
    let parts = match &sent.to {
        Addressee::Requester => {
            let applicant = state.received.as_ref().map(|received| &received.applicant).ok_or(WebError::NotFound)?;
            vec![applicant.address.as_ref(), Some(&applicant.name), applicant.contact_name.as_ref(), applicant.phone.as_ref()]
        }
        Addressee::Consulted(id) => {
            let consulted = state.consultation(id).map(|consultation| &consultation.consulted).ok_or(WebError::NotFound)?;
            vec![consulted.contact.as_ref(), Some(&consulted.name)]
        }
    };
    let mut lines = Vec::new();
    for part in parts {
        lines.extend(case::open(app, part).await?);
    }
    let organisation = &seen.organisation;
    let from = [organisation.contact.address.clone(), Some(organisation.name.clone()), organisation.contact.telephone.clone()];
    let page = app.office_page(visit, web::message(visit.language, "requests-print-label", &[])).await?;
    let trail = shown::case_trail(&page, number, "requests-print-label");
    web::html(&Label { trail, page, lines, from: from.into_iter().flatten().collect(), letter_number: sent.letter_number.clone() })
}

/// 送达回证 of a letter.
async fn delivery_note(app: &App, visit: &Visit, seen: &Seen, state: &Request, sent: &SentLetter) -> Result<Letter, WebError> {
    let fault = |fault: crate::letter::LetterFault| WebError::Internal(fault.to_string());
    let page = Page::new(app, visit, web::Section::Office, "");
    let recipient = match &sent.to {
        Addressee::Requester => state.received.as_ref().map(|received| &received.applicant.name),
        Addressee::Consulted(id) => state.consultation(id).map(|consultation| &consultation.consulted.name),
    };
    let chinese = |id: &str| web::message(Language::Chinese, id, &[]);
    let name = match all(app)?.get(&sent.notice) {
        Some(notice) => notice.name.clone(),
        None => name(&page, &all(app)?, &sent.notice),
    };
    let mut fields = Fields::from([
        ("number".to_owned(), Value::Text(seen.case.number.clone())),
        ("document".to_owned(), Value::Text(format!("{name}（{}）", sent.letter_number))),
        ("way".to_owned(), Value::Text(chinese(&format!("requests-delivery-{}", way_of(sent).as_str())))),
        ("delivered_by".to_owned(), Value::Text(drafts::name(app, &seen.person.person.0).await)),
    ]);
    // What has not arrived yet leaves its day to be filled in by hand.
    if let Some(delivered) = &sent.delivered {
        fields.insert("delivered_on".to_owned(), Value::Date(delivered.on));
    }
    if let Some(part) = sent.dispatched.as_ref().and_then(|dispatched| dispatched.tracking.as_ref()) {
        fields.insert("tracking".to_owned(), Value::Text(drafts::text(app, &page, part).await?));
    }
    let signed = sent.delivered.as_ref().filter(|delivered| delivered.proof == DeliveryProof::Signed);
    if let Some(part) = signed.and_then(|delivered| delivered.note.as_ref()) {
        fields.insert("received_by".to_owned(), Value::Text(drafts::text(app, &page, part).await?));
    }
    let frame = Frame {
        issuer: seen.organisation.name.clone(),
        letter_number: None,
        recipient: case::open(app, recipient).await?.unwrap_or_default(),
        date: visit.today,
        contact: notices::contact(&seen.organisation),
        attachments: Vec::new(),
        notice: demonstration(&case::letter_settings(app, &seen.organisation, visit.today), &app.law).map_err(fault)?,
    };
    let received_on = state.clock.as_ref().map_or(visit.today, |clock| clock.received_on);
    let words = NoticeWords::fold(&app.store.load(&of_notice("delivery-note")).await?)?;
    notices::worded(&app.law, &words, "delivery-note", received_on, &fields, &frame).map_err(fault)
}
