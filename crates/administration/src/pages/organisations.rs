//! The tree of organisations on a day, and entering another.

use super::people::field;
use super::sight::{Sight, choices, refused, say};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use calendar::DivisionCode;
use identity::{Contact, DatedName, Establishment, OrganisationCommand, OrganisationId, Refusal};
use jiff::civil::Date;
use law::OrganisationKind;
use serde::Deserialize;
use std::collections::HashMap;
use web::{App, Choice, FieldErrors, Form, Language, Link, Page, ProtectedForm, Tone, Visit, WebError};

/// An organisation as the list shows it.
pub(super) struct Row {
    /// how deep it stands: spaces before its name
    pub(super) depth: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) kind: String,
    pub(super) since: String,
    pub(super) people: usize,
    pub(super) state: String,
    pub(super) tone: Tone,
}

#[derive(Template)]
#[template(path = "administration-organisations.html")]
pub(super) struct Organisations {
    pub(super) page: Page,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) on: String,
    pub(super) manages: bool,
}

#[derive(Template)]
#[template(path = "administration-organisation-new.html")]
pub(super) struct New {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) parents: Vec<Choice>,
    pub(super) kinds: Vec<Choice>,
}

/// Which day is shown, and under which organisation a new one is entered.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    on: String,
    #[serde(default)]
    parent: String,
}

/// The name of a kind.
pub(super) fn kind(app: &App, language: Language, kind: OrganisationKind) -> String {
    app.law
        .choice("organisation-kind", kind.as_str())
        .map(|choice| if language == Language::English { choice.name_en.clone() } else { choice.name.clone() })
        .unwrap_or_else(|| kind.as_str().to_owned())
}

/// `GET /office/organisations`
pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let sight = Sight::of(&app, &visit)?;
    let on: Date = asked.on.parse().unwrap_or(visit.today);
    let page = app.office_page(&visit, say(visit.language, "organisations")).await?;
    let mut people: HashMap<OrganisationId, usize> = HashMap::new();
    for person in app.identity.people().await? {
        for place in person.places() {
            *people.entry(place.clone()).or_default() += 1;
        }
    }
    let rows = app
        .identity
        .organisation_ids()
        .into_iter()
        .filter(|id| sight.sees(id))
        .filter_map(|id| {
            let state = app.identity.state(&id)?;
            let organisation = app.identity.organisation(&id, on)?;
            let depth = app.identity.ancestors(&id).iter().filter(|above| sight.sees(above)).count();
            let names = &state.present.as_ref()?.names;
            let name = names.iter().rev().find(|name| name.from <= on).or_else(|| names.first())?;
            let ended = state.ended_on.filter(|ended| *ended <= on);
            let (words, tone) = match (ended, state.ended_on, &state.merged_into) {
                (Some(_), _, Some(_)) => ("state-merged", Tone::Off),
                (Some(_), _, None) => ("state-dissolved", Tone::Off),
                (None, Some(_), _) => ("state-ending", Tone::Soon),
                (None, None, _) if !app.identity.exists(&id, on) => ("state-coming", Tone::Soon),
                _ => ("state-living", Tone::Done),
            };
            Some(Row {
                depth: "　".repeat(depth),
                name: organisation.name,
                href: page.href(&format!("/office/organisations/{}", id.0)),
                kind: kind(&app, visit.language, organisation.kind),
                since: name.from.to_string(),
                people: people.get(&id).copied().unwrap_or_default(),
                state: say(visit.language, words),
                tone,
            })
        })
        .collect();
    let heads = ["name", "kind", "since", "people", "state"].map(|head| page.t(&format!("administration-head-{head}"))).into();
    web::html(&Organisations { page, heads, rows, on: on.to_string(), manages: !sight.organisations.is_empty() })
}

async fn ask(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    sight: &Sight,
    values: Vec<(String, String)>,
    errors: FieldErrors,
) -> Result<Response, WebError> {
    let page = app.office_page(visit, say(visit.language, "organisation-new")).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = Form::new(app, visit, headers, "organisation-new").with(values, errors);
    let trail = vec![Link::new(page.t("administration-organisations"), page.href("/office/organisations")), Link::new(page.title(), "")];
    let parents = choices(app, &sight.organisations, visit.today);
    let kinds = OrganisationKind::ALL.iter().map(|each| Choice::new(each.as_str(), kind(app, visit.language, *each))).collect();
    let template = New { page, form: form.clone(), trail, parents, kinds };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

fn manages(app: &App, visit: &Visit) -> Result<Sight, WebError> {
    let sight = Sight::of(app, visit)?;
    if sight.organisations.is_empty() { Err(WebError::Forbidden) } else { Ok(sight) }
}

/// `GET /office/organisations/new`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let sight = manages(&app, &visit)?;
    let mut values = vec![("from".to_owned(), visit.today.to_string()), ("kind".to_owned(), "department".to_owned())];
    let parent = OrganisationId(asked.parent);
    if let Some(above) = app.identity.organisation(&parent, visit.today) {
        values.push(("division".to_owned(), above.division.to_string()));
        values.push(("parent".to_owned(), parent.0));
    }
    ask(&app, &visit, &headers, &sight, values, FieldErrors::default()).await
}

/// `POST /office/organisations/new`
pub async fn establish(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let sight = manages(&app, &visit)?;
    let errors = match typed(&visit, &sight, &posted) {
        Err(errors) => errors,
        Ok(new) => {
            let id = new.id.clone();
            match app.identity.change_organisation(visit.person()?, &id, OrganisationCommand::Establish(new)).await {
                Ok(()) => return Ok(web::redirect(&visit, &format!("/office/organisations/{}?done=entered", id.0))),
                Err(fault) => refused(visit.language, fault, at)?,
            }
        }
    };
    ask(&app, &visit, &headers, &sight, posted.values, errors).await
}

fn at(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::BadId(_) | Refusal::AlreadyEstablished(_) => "id",
        Refusal::BadCode(_) | Refusal::CodeTaken { .. } | Refusal::CodeOfGovernment(_) => "code",
        Refusal::NameMissing => "name",
        Refusal::NameOutOfOrder => "from",
        Refusal::UnknownOrganisation(_) | Refusal::Ended(_) => "parent",
        Refusal::BadText { field, .. } => contact_field(field),
        _ => "",
    }
}

/// The form's field for a field of the rules.
pub(super) fn contact_field(field: &'static str) -> &'static str {
    match field {
        "short-name" => "short_name",
        "letter-mark" => "letter_mark",
        other => other,
    }
}

fn typed(visit: &Visit, sight: &Sight, posted: &ProtectedForm) -> Result<Establishment, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut bad = |name: &str, id: &str| errors.add(name, id, say(visit.language, &format!("problem-{id}")));
    let parent = OrganisationId(field(posted, "parent").unwrap_or_default());
    if !sight.organisations.contains(&parent) {
        bad("parent", "organisation");
    }
    let kind = OrganisationKind::parse(posted.get("kind"));
    if kind.is_none() {
        bad("kind", "kind");
    }
    let division = DivisionCode::parse(posted.get("division").trim()).ok();
    if division.is_none() {
        bad("division", "division");
    }
    let from: Option<Date> = posted.get("from").trim().parse().ok();
    if from.is_none() {
        bad("from", "date");
    }
    let (name, short_name) = (field(posted, "name").unwrap_or_default(), field(posted, "short_name").unwrap_or_default());
    let (id, code) = (field(posted, "id").unwrap_or_default(), field(posted, "code").unwrap_or_default());
    for (key, value) in [("name", &name), ("short_name", &short_name), ("code", &code), ("id", &id)] {
        if value.is_empty() {
            bad(key, key);
        }
    }
    match (kind, division, from) {
        (Some(kind), Some(division), Some(from)) if errors.is_empty() => Ok(Establishment {
            id: OrganisationId(id),
            code,
            kind,
            division,
            parent: Some(parent),
            names: vec![DatedName { name, short_name, from, confirmed: true }],
            letter_mark: field(posted, "letter_mark"),
            acknowledgement_confirms: false,
            contact: contact(posted),
        }),
        _ => Err(errors),
    }
}

/// The contact that a form says.
pub(super) fn contact(posted: &ProtectedForm) -> Contact {
    let get = |name| field(posted, name);
    Contact { telephone: get("telephone"), email: get("email"), address: get("address"), hours: get("hours") }
}
