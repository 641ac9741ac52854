//! `/office/requests/{number}/archive`: the file of a case: filed or to be filed, its package, its erasure.

use super::super::decide::{is_closed, is_due};
use crate::dispute::records as disputes;
use crate::model::Request;
use crate::pages::case::{Seen, open, seen};
use crate::pages::shown::case_trail;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use identity::{Action, PersonId};
use web::{App, Choice, FieldErrors, Form, Language, Link, Page, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-filing.html")]
pub(crate) struct ArchivePage {
    pub(crate) page: Page,
    pub(crate) form: Form,
    pub(crate) trail: Vec<Link>,
    pub(crate) number: String,
    pub(crate) version: u64,
    pub(crate) erased: String,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) rule: (String, String, bool),
    pub(crate) closed: bool,
    pub(crate) file: bool,
    pub(crate) classes: Vec<Choice>,
    pub(crate) open_disputes: usize,
    pub(crate) packages: Vec<Choice>,
    pub(crate) due: bool,
    pub(crate) proposal: Vec<(String, String)>,
    pub(crate) propose: bool,
    pub(crate) approve: bool,
    pub(crate) same_person: bool,
    pub(crate) grounds: Vec<Choice>,
    pub(crate) message: String,
}

/// What was typed and refused.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) values: Vec<(String, String)>,
    pub(super) errors: FieldErrors,
    pub(super) message: String,
}

/// `GET /office/requests/{number}/archive`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(number): Path<String>) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &number).await?;
    render(&app, &visit, &headers, &seen, Typed::default()).await
}

/// The fault of a door to something that was erased.
pub(crate) fn gone(language: Language, state: &Request) -> WebError {
    WebError::Gone(erased(language, state))
}

/// What is said of a case whose personal data is gone; empty before.
pub(crate) fn erased(language: Language, state: &Request) -> String {
    let Some(erased) = &state.erased else { return String::new() };
    let values = [("on", erased.on.to_string()), ("reason", erased.reason.clone())];
    let said = web::message(language, "requests-erased-because", &values);
    if erased.article.is_empty() { said } else { format!("{said}（{}）", erased.article) }
}

pub(super) async fn render(app: &App, visit: &Visit, headers: &HeaderMap, seen: &Seen, typed: Typed) -> Result<Response, WebError> {
    let state = Request::fold(&app.store.load(&seen.case.stream).await?)?;
    let page =
        app.office_page(visit, web::message(visit.language, "requests-archive-title", &[("number", seen.case.number.clone())])).await?;
    let rows = disputes::of_case(&mut *app.store.read().await?, &seen.case.stream).await?;
    let open_disputes = rows.iter().filter(|row| row.decided_on.is_none() || row.next.is_some_and(|(_, on)| on >= visit.today)).count();
    let may = |action: Action| app.identity.may(Some(&seen.person), action, &seen.organisation.id).is_ok();
    let me = seen.person.person.0.as_str();
    let closed = is_closed(&state);
    let alive = closed && state.erased_on.is_none();
    let proposed = state.erasure_proposed.as_ref();
    let mine = proposed.is_some_and(|proposed| proposed.person == me);
    let mut values = typed.values;
    for (name, value) in [("retention", "10"), ("package", "whole")] {
        if !values.iter().any(|(known, _)| known == name) {
            values.push((name.to_owned(), value.to_owned()));
        }
    }
    let form = Form::new(app, visit, headers, "request-archive").with(values, typed.errors);
    let rule = app.law.rule("archive-duty", visit.today);
    let classes = app
        .law
        .retention_classes(visit.today)
        .into_iter()
        .map(|class| {
            let mark = if class.rule.confirmed { String::new() } else { format!("（{}）", page.t("requests-unconfirmed")) };
            Choice::new(class.code, format!("{}{mark}", class.name)).with_hint(class.rule.text)
        })
        .collect();
    let grounds = app
        .law
        .erasure_grounds(visit.today)
        .into_iter()
        .map(|ground| Choice::new(ground.code, ground.name).with_hint(format!("{}（{}）", ground.rule.text, ground.rule.article)))
        .collect();
    let template = ArchivePage {
        trail: case_trail(&page, &seen.case.number, "requests-archive-crumb"),
        number: seen.case.number.clone(),
        version: state.version,
        erased: erased(visit.language, &state),
        facts: facts(&page, &state),
        rule: rule.map(|rule| (rule.text.clone(), rule.article.clone(), rule.confirmed)).unwrap_or_default(),
        closed,
        file: alive && (may(Action::DraftReply) || may(Action::RegisterRequest)),
        classes,
        open_disputes,
        packages: if state.erased_on.is_some() {
            Vec::new()
        } else {
            ["whole", "public"]
                .map(|code| {
                    let words = page.t(&format!("requests-archive-package-{code}-words"));
                    Choice::new(code, page.t(&format!("requests-archive-package-{code}"))).with_hint(words)
                })
                .into()
        },
        due: alive && is_due(&state, visit.today),
        proposal: proposal(app, &page, &state).await?,
        propose: alive && proposed.is_none() && may(Action::DraftReply),
        approve: alive && proposed.is_some() && !mine && may(Action::ApproveReply),
        same_person: alive && mine,
        grounds,
        message: typed.message,
        page,
        form: form.clone(),
    };
    Ok(form.respond(web::html(&template)?))
}

fn facts(page: &Page, state: &Request) -> Vec<(String, String)> {
    let Some(archived) = &state.archived else { return Vec::new() };
    let said = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
    let until = archived.until.map_or_else(|| page.t("requests-archive-for-ever"), |until| until.to_string());
    [
        ("on", archived.on.to_string()),
        ("closed-on", archived.closed_on.to_string()),
        ("retention", archived.retention_name.clone()),
        ("until", until),
        ("fonds", said(&archived.fonds)),
        ("volume", said(&archived.volume)),
        ("pages", archived.pages.map_or_else(|| "—".to_owned(), |pages| pages.to_string())),
    ]
    .map(|(label, value)| (page.t(&format!("requests-archive-field-{label}")), value))
    .into()
}

async fn proposal(app: &App, page: &Page, state: &Request) -> Result<Vec<(String, String)>, WebError> {
    let Some(proposed) = &state.erasure_proposed else { return Ok(Vec::new()) };
    let person = app.identity.person_name(&PersonId(proposed.person.clone())).await.ok().flatten().unwrap_or_default();
    let reason = open(app, Some(&proposed.reason)).await?.unwrap_or_default();
    Ok([
        ("ground", format!("{}（{}）", proposed.ground_name, proposed.rule.article)),
        ("reason", reason),
        ("proposed-on", proposed.on.to_string()),
        ("proposed-by", person),
    ]
    .map(|(label, value)| (page.t(&format!("requests-archive-field-{label}")), value))
    .into())
}
