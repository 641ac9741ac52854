//! Everybody with an account, found by name, sign-in name or organisation; entering somebody.

use super::sight::{Sight, choices, refused, say, short_name};
use super::told;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use identity::{Account, OrganisationId, Person, PersonEntry, Refusal};
use serde::Deserialize;
use web::{App, Choice, FieldErrors, Form, Language, Link, Page, Pagination, ProtectedForm, Tone, Visit, WebError};

const SIZE: usize = 50;

/// A person as the list shows one.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) sign_in: String,
    pub(super) organisation: String,
    pub(super) posts: Vec<String>,
    pub(super) state: String,
    pub(super) tone: Tone,
}

#[derive(Template)]
#[template(path = "administration-people.html")]
pub(super) struct People {
    pub(super) page: Page,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) pages: Pagination,
    pub(super) q: String,
    pub(super) organisation: String,
    pub(super) organisations: Vec<Choice>,
    pub(super) registers: bool,
    pub(super) grants: bool,
    pub(super) asked: bool,
}

#[derive(Template)]
#[template(path = "administration-person-new.html")]
pub(super) struct New {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) organisations: Vec<Choice>,
}

/// A one-time password, shown once.
#[derive(Template)]
#[template(path = "administration-password.html")]
pub(super) struct OneTime {
    pub(super) page: Page,
    pub(super) trail: Vec<Link>,
    pub(super) sign_in: String,
    pub(super) password: String,
    /// for how many hours it opens the account
    pub(super) hours: u64,
    pub(super) href: String,
    pub(super) new: bool,
}

/// Who is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    page: String,
}

/// A field without spaces at its ends; none where it is empty.
pub(super) fn field(posted: &ProtectedForm, name: &str) -> Option<String> {
    Some(posted.get(name).trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The state of an account in words.
pub(super) fn state(language: Language, person: &Person) -> (String, Tone) {
    let (id, tone) = match person.account {
        Account::Open if person.must_change_password => ("account-waiting", Tone::Soon),
        Account::Open => ("account-open", Tone::Done),
        Account::Disabled => ("account-disabled", Tone::Late),
        Account::Closed => ("account-closed", Tone::Off),
        Account::None => ("account-none", Tone::Off),
    };
    (say(language, id), tone)
}

/// `GET /office/people`
pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let sight = Sight::of(&app, &visit)?;
    let q = asked.q.trim().to_lowercase();
    let place = Some(OrganisationId(asked.organisation.clone())).filter(|id| !id.0.is_empty());
    let found: Vec<Person> = app
        .identity
        .people()
        .await?
        .into_iter()
        .filter(|person| sight.sees_person(person))
        .filter(|person| q.is_empty() || person.name.to_lowercase().contains(&q) || person.sign_in.contains(&q))
        .filter(|person| place.as_ref().is_none_or(|place| person.places().contains(place)))
        .collect();
    let last = found.len().div_ceil(SIZE).max(1);
    let number = asked.page.parse().unwrap_or(1).clamp(1, last);
    let page = app.office_page(&visit, say(visit.language, "people")).await?;
    let rows = found
        .iter()
        .skip((number - 1) * SIZE)
        .take(SIZE)
        .map(|person| {
            let (state, tone) = state(visit.language, person);
            Row {
                name: if person.name.is_empty() { page.t("administration-erased") } else { person.name.clone() },
                href: page.href(&format!("/office/people/{}", person.id.0)),
                sign_in: person.sign_in.clone(),
                organisation: person.organisation.as_ref().map(|id| short_name(&app, id, visit.today)).unwrap_or_default(),
                posts: person.posts.iter().map(|post| told::words(&app, &visit, post)).collect(),
                state,
                tone,
            }
        })
        .collect();
    let organisations = app
        .identity
        .organisations(visit.today)
        .into_iter()
        .filter(|organisation| sight.sees(&organisation.id))
        .map(|organisation| Choice::new(organisation.id.0, organisation.short_name))
        .collect();
    let href = |number: usize| {
        let (q, organisation) = (web::percent_encoded(&asked.q), web::percent_encoded(&asked.organisation));
        page.href(&format!("/office/people?q={q}&organisation={organisation}&page={number}"))
    };
    let pages = Pagination {
        previous: (number > 1).then(|| href(number - 1)),
        next: (number < last).then(|| href(number + 1)),
        words: format!("{number} / {last}"),
    };
    let heads = ["person", "sign_in", "organisation", "posts", "state"].map(|head| page.t(&format!("administration-head-{head}"))).into();
    web::html(&People {
        page,
        heads,
        rows,
        pages,
        organisations,
        registers: !sight.people.is_empty(),
        grants: !sight.security.is_empty(),
        asked: !q.is_empty() || place.is_some(),
        q: asked.q,
        organisation: asked.organisation,
    })
}

fn registers(app: &App, visit: &Visit) -> Result<Sight, WebError> {
    let sight = Sight::of(app, visit)?;
    if sight.people.is_empty() { Err(WebError::Forbidden) } else { Ok(sight) }
}

async fn ask(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    sight: &Sight,
    values: Vec<(String, String)>,
    errors: FieldErrors,
) -> Result<Response, WebError> {
    let page = app.office_page(visit, say(visit.language, "person-new")).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = Form::new(app, visit, headers, "person-new").with(values, errors);
    let trail = vec![Link::new(page.t("administration-people"), page.href("/office/people")), Link::new(page.title(), "")];
    let template = New { page, form: form.clone(), trail, organisations: choices(app, &sight.people, visit.today) };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `GET /office/people/new`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let sight = registers(&app, &visit)?;
    ask(&app, &visit, &headers, &sight, vec![("organisation".to_owned(), asked.organisation)], FieldErrors::default()).await
}

/// `POST /office/people/new`
pub async fn register(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let sight = registers(&app, &visit)?;
    let mut errors = FieldErrors::default();
    let organisation = field(&posted, "organisation").map(OrganisationId).filter(|id| sight.people.contains(id));
    if organisation.is_none() {
        errors.add("organisation", "organisation", say(visit.language, "problem-organisation"));
    }
    let sign_in = posted.get("sign_in").trim().to_owned();
    if let Err(refusal) = identity::check_sign_in(&identity::normalise_sign_in(&sign_in)) {
        errors.add("sign_in", refusal.code(), web::message(visit.language, &format!("identity-refusal-{}", refusal.code()), &[]));
    }
    let name = field(&posted, "name").unwrap_or_default();
    if name.is_empty() {
        errors.add("name", "name", say(visit.language, "problem-person"));
    }
    if errors.is_empty() {
        let entry = PersonEntry { name, sign_in, organisation, posts: Vec::new() };
        match app.identity.register_person(visit.person()?, entry).await {
            Ok((id, password)) => return one_time(&app, &visit, &id, password, true).await,
            Err(fault) => {
                errors = refused(visit.language, fault, |refusal| match refusal {
                    Refusal::SignInTaken | Refusal::BadSignIn => "sign_in",
                    Refusal::UnknownOrganisation(_) | Refusal::Ended(_) => "organisation",
                    _ => "name",
                })?;
            }
        }
    }
    ask(&app, &visit, &headers, &sight, posted.values, errors).await
}

/// The page that shows a one-time password: never again, and in no cache.
pub(super) async fn one_time(app: &App, visit: &Visit, id: &identity::PersonId, password: String, new: bool) -> Result<Response, WebError> {
    let person = app.identity.person(id).await?.ok_or(WebError::NotFound)?;
    let page = app.office_page(visit, say(visit.language, "password-title")).await?;
    let href = page.href(&format!("/office/people/{}", id.0));
    let trail = vec![
        Link::new(page.t("administration-people"), page.href("/office/people")),
        Link::new(person.name.clone(), href.clone()),
        Link::new(page.title(), ""),
    ];
    let hours = app.identity.one_time_password_hours();
    web::html(&OneTime { page, trail, sign_in: person.sign_in, password, hours, href, new })
}
