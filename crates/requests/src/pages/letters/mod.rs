//! The letters of a case: the reply and every notice, how each goes out and what shows that it arrived.
//!
//! What an officer opens here has the addressee's name masked. The letter as it goes out, its address label and its proof
//! of delivery are made by a form, which writes down who made them, as a look at the contact does.

pub mod files;
pub mod print;
pub mod undelivered;
pub mod way;

use super::case::{self, Seen};
use super::{consulted, drafts, shown};
use crate::letter::notices;
use crate::model::event::{Addressee, DeliveryProof};
use crate::model::state::SentLetter;
use crate::model::{ApplicantKind, Delivery, Request, Step};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use identity::Action;
use letters::template::Notices;
use web::{App, Choice, FieldErrors, Form, Language, Link, Page, Tone, Visit, WebError};

/// A letter as it is listed.
pub(super) struct LetterRow {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) to: String,
    pub(super) sent_on: String,
    pub(super) way: String,
    pub(super) state: String,
    pub(super) tone: Tone,
    pub(super) notes: Vec<String>,
    pub(super) links: Vec<Link>,
}

#[derive(Template)]
#[template(path = "requests-letters.html")]
pub(super) struct LettersPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) version: u64,
    pub(super) subject: String,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<LetterRow>,
    /// letters that have not left the house
    pub(super) to_dispatch: Vec<Choice>,
    /// letters that have not arrived
    pub(super) to_deliver: Vec<Choice>,
    /// every letter
    pub(super) to_print: Vec<Choice>,
    pub(super) prints: Vec<Choice>,
    pub(super) ways: Vec<Choice>,
    pub(super) proofs: Vec<Choice>,
    pub(super) sends: bool,
    pub(super) corrects: bool,
    pub(super) message: String,
}

/// What a post left behind.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) values: Vec<(String, String)>,
    pub(super) errors: FieldErrors,
    pub(super) message: String,
}

/// `GET /office/requests/{number}/letters`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(number): Path<String>) -> Result<Response, WebError> {
    let seen = case::seen(&app, &visit, &number).await?;
    render(&app, &visit, &headers, &seen, Typed::default()).await
}

pub(super) async fn render(app: &App, visit: &Visit, headers: &HeaderMap, seen: &Seen, mut typed: Typed) -> Result<Response, WebError> {
    let number = seen.case.number.clone();
    let state = Request::fold(&app.store.load(&seen.case.stream).await?)?;
    let page = app.office_page(visit, web::message(visit.language, "requests-letters-title", &[("number", number.clone())])).await?;
    let notices = all(app)?;
    let mut rows = Vec::with_capacity(state.letters.len());
    for letter in state.letters.iter().rev() {
        rows.push(row(app, &page, &state, &notices, (&number, letter)).await?);
    }
    let choice = |letter: &SentLetter| {
        Choice::new(letter.letter_number.clone(), format!("{}　{}", letter.letter_number, name(&page, &notices, &letter.notice)))
    };
    let may = |action| app.identity.may(Some(&seen.person), action, &seen.organisation.id).is_ok();
    for day in ["dispatched_on", "delivered_on"] {
        if !typed.values.iter().any(|(name, _)| name == day) {
            typed.values.push((day.into(), visit.today.to_string()));
        }
    }
    let waiting = |letter: &&SentLetter| !letter.is_delivered();
    let template = LettersPage {
        trail: shown::case_trail(&page, &number, "requests-letters-crumb"),
        version: state.version,
        subject: case::open(app, Some(&seen.case.subject)).await?.unwrap_or_else(|| page.t("requests-erased")),
        heads: ["letter", "to", "way", "arrival", "files"].map(|head| page.t(&format!("requests-letters-head-{head}"))).into(),
        to_dispatch: state.letters.iter().filter(waiting).filter(|letter| letter.dispatched.is_none()).map(choice).collect(),
        to_deliver: state.letters.iter().filter(waiting).map(choice).collect(),
        to_print: state.letters.iter().rev().map(choice).collect(),
        prints: print::KINDS.map(|kind| Choice::new(kind, page.t(&format!("requests-print-{kind}")))).into(),
        ways: way::WAYS.map(|way| Choice::new(way.as_str(), page.t(&format!("requests-delivery-{}", way.as_str())))).into(),
        proofs: DeliveryProof::ALL.map(|proof| Choice::new(proof.as_str(), page.t(&format!("requests-proof-{}", proof.as_str())))).into(),
        sends: may(Action::SendReply),
        corrects: state.step == Step::Replied && state.reply.is_some() && may(Action::DraftReply),
        message: typed.message,
        form: Form::new(app, visit, headers, "request-case").with(typed.values, typed.errors),
        number,
        rows,
        page,
    };
    let html = web::html(&template)?;
    Ok(template.form.respond(html.into_response()))
}

/// Every notice of the law's folder.
pub(super) fn all(app: &App) -> Result<Notices, WebError> {
    notices::all(&app.law).map_err(|fault| WebError::Internal(fault.to_string()))
}

/// The name of a kind of letter.
pub(super) fn name(page: &Page, notices: &Notices, kind: &str) -> String {
    match notices.get(kind) {
        _ if kind == "reply" => page.t("requests-letter-reply"),
        Some(notice) if page.language() == Language::English => notice.name_en.clone(),
        Some(notice) => notice.name.clone(),
        None => kind.to_owned(),
    }
}

/// The addressee's name as officers see it: of a person the first character only.
pub(super) fn masked_recipient(state: &Request, to: &Addressee, name: &str) -> String {
    match to {
        Addressee::Requester => {
            let kind = state.received.as_ref().map_or(ApplicantKind::NaturalPerson, |received| received.applicant.kind);
            shown::masked(name, kind.as_str())
        }
        Addressee::Consulted(id) => match state.consultation(id) {
            Some(consultation) => consulted::masked(&consultation.consulted, name),
            None => shown::masked(name, ApplicantKind::NaturalPerson.as_str()),
        },
    }
}

/// Who took the letters to somebody, or what was noted of their way: number of the letter and words, as they were written.
/// For an officer whose look was written down.
pub(super) async fn received_by(app: &App, state: &Request, to: &Addressee) -> Result<Vec<(String, String)>, WebError> {
    let mut notes = Vec::new();
    for letter in state.letters.iter().filter(|letter| letter.to == *to) {
        let note = letter.delivered.as_ref().and_then(|delivered| delivered.note.as_ref());
        if let Some(note) = case::open(app, note).await? {
            notes.push((letter.letter_number.clone(), note));
        }
    }
    Ok(notes)
}

/// The letter of a number.
pub(super) fn letter<'a>(state: &'a Request, number: &str) -> Result<&'a SentLetter, WebError> {
    state.letters.iter().find(|letter| letter.letter_number == number).ok_or(WebError::NotFound)
}

async fn row(
    app: &App,
    page: &Page,
    state: &Request,
    notices: &Notices,
    (number, letter): (&str, &SentLetter),
) -> Result<LetterRow, WebError> {
    let addressee = match &letter.to {
        Addressee::Requester => state.received.as_ref().map(|received| &received.applicant.name),
        Addressee::Consulted(id) => state.consultation(id).map(|consultation| &consultation.consulted.name),
    };
    let to = match case::open(app, addressee).await? {
        Some(name) => masked_recipient(state, &letter.to, &name),
        None => page.t("requests-erased"),
    };
    let (words, tone) = arrival(page, letter);
    let mut notes = Vec::new();
    if let Some(earlier) = &letter.corrects {
        notes.push(page.t1("requests-letters-corrects", "letter", earlier));
    }
    if let Some(later) = state.letters.iter().find(|later| later.corrects.as_deref() == Some(letter.letter_number.as_str())) {
        notes.push(page.t1("requests-letters-corrected-by", "letter", &later.letter_number));
    }
    if let Some(part) = letter.dispatched.as_ref().and_then(|dispatched| dispatched.tracking.as_ref()) {
        notes.push(page.t1("requests-letters-tracking", "tracking", drafts::text(app, page, part).await?));
    }
    if let Some(part) = letter.delivered.as_ref().and_then(|delivered| delivered.note.as_ref()) {
        let note = case::open(app, Some(part)).await?;
        // Who took the letter is as personal as who asked, whoever the letter is to.
        let note = note.map_or_else(|| page.t("requests-erased"), |note| shown::masked(&note, ApplicantKind::NaturalPerson.as_str()));
        notes.push(page.t1("requests-letters-note", "note", note));
    }
    let address = format!("/office/requests/{number}/letters/{}/letter", web::percent_encoded(&letter.letter_number));
    let web = page.t("requests-letters-web");
    let links = [(web.as_str(), "html"), ("PDF", "pdf"), ("Word", "docx")];
    Ok(LetterRow {
        number: letter.letter_number.clone(),
        name: name(page, notices, &letter.notice),
        sent_on: letter.sent_on.to_string(),
        way: page.t(&format!("requests-delivery-{}", way_of(letter).as_str())),
        state: words,
        links: links.map(|(label, form)| Link::new(label, page.href(&format!("{address}.{form}")))).into(),
        to,
        tone,
        notes,
    })
}

/// By which way it went, or is to go.
pub(super) fn way_of(letter: &SentLetter) -> Delivery {
    letter.dispatched.as_ref().map_or(letter.delivery, |dispatched| dispatched.delivery)
}

fn arrival(page: &Page, letter: &SentLetter) -> (String, Tone) {
    match (&letter.delivered, &letter.dispatched) {
        (Some(delivered), _) => {
            let tone = if delivered.proof == DeliveryProof::Returned { Tone::Late } else { Tone::Done };
            (format!("{} {}", delivered.on, page.t(&format!("requests-proof-{}", delivered.proof.as_str()))), tone)
        }
        (None, Some(dispatched)) => (page.t1("requests-letters-dispatched", "on", dispatched.on), Tone::Plain),
        (None, None) if letter.delivery == Delivery::Online => (page.t("requests-letters-unread"), Tone::Plain),
        (None, None) => (page.t("requests-letters-waiting"), Tone::Soon),
    }
}
