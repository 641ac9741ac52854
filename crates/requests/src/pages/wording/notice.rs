//! The wording of one notice: text, preview with the sample case, what differs from the shipped text, what was changed
//! when by whom.

use super::acted::{Acted, act};
use super::{allowed, shipped, span};
use crate::letter::LetterSettings;
use crate::letter::notices::{Decided, over, with_remedies};
use crate::model::Delivery;
use crate::pages::drafts;
use crate::words::{NoticeWords, Rewording, of_notice};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use law::OrganisationKind;
use letters::template::{Frame, Notice, Version};
use serde::Deserialize;
use web::{App, Comparison, FieldErrors, Form, Language, Link, Page, ProtectedForm, TimelineEntry, Visit, WebError};

/// A field that a text can use.
pub(in super::super) struct FieldRow {
    pub(in super::super) name: String,
    pub(in super::super) label: String,
    pub(in super::super) kind: String,
    pub(in super::super) must: bool,
}

#[derive(Template)]
#[template(path = "requests-wording-notice.html")]
pub(in super::super) struct NoticePage {
    pub(in super::super) page: Page,
    pub(in super::super) form: Form,
    pub(in super::super) trail: Vec<Link>,
    pub(in super::super) kind: String,
    pub(in super::super) version: u64,
    pub(in super::super) from: String,
    pub(in super::super) versions: Vec<Link>,
    pub(in super::super) article: String,
    pub(in super::super) days: String,
    pub(in super::super) confirmed: bool,
    pub(in super::super) must_say: Vec<String>,
    pub(in super::super) fields: Vec<FieldRow>,
    pub(in super::super) field_heads: Vec<String>,
    pub(in super::super) letter: String,
    pub(in super::super) comparison: Option<Comparison>,
    /// the city has a text of its own
    pub(in super::super) own: bool,
    /// a text that was saved is no longer in order and not used
    pub(in super::super) given_way: bool,
    pub(in super::super) past: Vec<TimelineEntry>,
    pub(in super::super) message: String,
}

/// Which version: its first day.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    from: String,
}

struct Opened {
    notice: Notice,
    words: NoticeWords,
    version: Version,
}

async fn open(app: &App, visit: &Visit, kind: &str, from: &str) -> Result<Opened, WebError> {
    let notice = shipped(app)?.get(kind).cloned().ok_or(WebError::NotFound)?;
    let words = NoticeWords::fold(&app.store.load(&of_notice(kind)).await?)?;
    let version = if from.is_empty() {
        notice.version(visit.today).or(notice.versions.last())
    } else {
        notice.versions.iter().find(|version| version.from.to_string() == from)
    };
    let version = version.cloned().ok_or(WebError::NotFound)?;
    Ok(Opened { notice, words, version })
}

#[derive(Default)]
struct Typed {
    /// title and text
    said: Option<(String, String)>,
    errors: FieldErrors,
    message: String,
}

/// `GET /office/administration/letters/{kind}`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    allowed(&app, &visit)?;
    let opened = open(&app, &visit, &kind, &asked.from).await?;
    render(&app, &visit, &headers, &opened, Typed::default()).await
}

/// `POST /office/administration/letters/{kind}`: `action` is `preview`, `save` or `reset`.
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(kind): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let person = allowed(&app, &visit)?;
    let opened = open(&app, &visit, &kind, posted.get("from")).await?;
    let (title, text) = (posted.get("title").trim().to_owned(), posted.get("text").replace("\r\n", "\n"));
    let from = opened.version.from;
    let mut typed = Typed { said: Some((title.clone(), text.clone())), ..Typed::default() };
    let rewording = match posted.get("action") {
        "reset" => Rewording::Reset { kind: kind.clone(), from },
        action => {
            if let Err(faults) = opened.notice.with_text(from, &title, &text) {
                for fault in &faults.0 {
                    let arguments = [("line", fault.line.to_string()), ("name", fault.name().to_owned())];
                    typed.errors.add("text", "template", web::message(visit.language, fault.message_id(), &arguments));
                }
            }
            if action == "preview" || !typed.errors.is_empty() {
                let status = if typed.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
                let mut response = render(&app, &visit, &headers, &opened, typed).await?;
                *response.status_mut() = status;
                return Ok(response);
            }
            Rewording::Notice { kind: kind.clone(), from, title, text }
        }
    };
    match act(&app, &visit, &person, posted.get("version"), rewording).await? {
        Acted::Done => Ok(web::redirect(&visit, &format!("/office/administration/letters/{kind}?from={from}"))),
        Acted::Refused { errors, message, status } => {
            let mut response = render(&app, &visit, &headers, &opened, Typed { errors, message, ..typed }).await?;
            *response.status_mut() = status;
            Ok(response)
        }
    }
}

/// The sample letter with what a department of this city would add to it.
fn previewed(app: &App, notice: &Notice, letter: letters::Letter) -> Option<String> {
    let settings = LetterSettings::default();
    let (by, delivery) = (OrganisationKind::Department, Delivery::Post);
    let decided = Decided { kind: &notice.kind, answer: None, by, delivery, settings: &settings };
    with_remedies(letter, &decided, &app.law).map(|letter| letters::html(&letter)).ok()
}

async fn render(app: &App, visit: &Visit, headers: &HeaderMap, opened: &Opened, typed: Typed) -> Result<Response, WebError> {
    let Opened { notice, words, version } = opened;
    let english = visit.language == Language::English;
    let name = if english { &notice.name_en } else { &notice.name };
    let page = app.office_page(visit, name.clone()).await?;
    let saved = words.saved.get(&version.from);
    let used = over(notice, words);
    let in_use = used.versions.iter().find(|other| other.from == version.from).unwrap_or(version);
    let (title, text) = typed.said.clone().unwrap_or_else(|| match saved {
        Some(saved) => (saved.title.clone(), saved.text.clone()),
        None => (version.title.clone(), version.text.clone()),
    });
    let letter = match notice.with_text(version.from, &title, &text) {
        Ok(changed) => changed.preview(version.from).ok().and_then(|letter| previewed(app, notice, letter)).unwrap_or_default(),
        Err(_) => String::new(),
    };
    let values = vec![("title".to_owned(), title.clone()), ("text".to_owned(), text.clone())];
    let mut past = Vec::new();
    for change in words.past.iter().rev().filter(|change| change.from == version.from) {
        let kind = if change.saved.is_some() { "requests-wording-saved" } else { "requests-wording-was-reset" };
        past.push(TimelineEntry {
            datetime: app.local_instant(change.at),
            when: app.clock_time(change.at),
            title: page.t(kind),
            note: drafts::name(app, &change.person).await,
            links: vec![Link::new(
                page.t1("requests-case-index", "index", change.index),
                page.href(&format!("/ledger/entries?from={}", change.index)),
            )],
        });
    }
    let address = format!("/office/administration/letters/{}", notice.kind);
    let row = |name: &str, label: &str, kind: &str| FieldRow {
        must: notice.must_show.iter().chain(&version.must_show).any(|must| must == name),
        name: name.to_owned(),
        label: label.to_owned(),
        kind: page.t(&format!("requests-wording-kind-{kind}")),
    };
    let own_fields =
        notice.fields.iter().map(|field| row(&field.name, if english { &field.label_en } else { &field.label }, field.kind.as_str()));
    let frame = Frame::FIELDS.into_iter().chain(["article"]);
    let frame = frame.map(|name| row(name, &page.t(&format!("requests-wording-field-{}", name.replace('_', "-"))), "text"));
    let template = NoticePage {
        trail: vec![
            Link::new(page.t("requests-wording-title"), page.href("/office/administration/letters")),
            Link::new(name.clone(), String::new()),
        ],
        kind: notice.kind.clone(),
        version: words.version,
        from: version.from.to_string(),
        versions: notice
            .versions
            .iter()
            .map(|other| {
                let href = if other.from == version.from { String::new() } else { page.href(&format!("{address}?from={}", other.from)) };
                Link::new(span(other.from, other.to), href)
            })
            .collect(),
        article: version.article.clone(),
        days: span(version.from, version.to),
        confirmed: version.confirmed && saved.is_none(),
        must_say: version.must_say.clone(),
        fields: own_fields.chain(frame).collect(),
        field_heads: ["field", "label", "kind"].map(|head| page.t(&format!("requests-wording-head-{head}"))).into(),
        comparison: (title != version.title || text != version.text)
            .then(|| Comparison::new(&format!("{}\n{}", version.title, version.text), &format!("{title}\n{text}"))),
        own: saved.is_some(),
        given_way: saved.is_some_and(|saved| saved.text != in_use.text || saved.title != in_use.title),
        letter,
        past,
        message: typed.message,
        form: Form::new(app, visit, headers, "letter-wording").with(values, typed.errors),
        page,
    };
    let html = web::html(&template)?;
    Ok(template.form.respond(html.into_response()))
}
