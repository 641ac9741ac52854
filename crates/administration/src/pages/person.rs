//! One person: account and posts, and the acts on them. Each act carries what its page showed, so that two administrators
//! do not undo each other unseen.

use super::people::{field, one_time, state};
use super::sight::{Sight, choices, reaches, refused, role, say, short_name};
use super::told::{self, Told};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use identity::{Account, Action, IdentityError, OrganisationId, Person, PersonId, Post, Refusal, Role};
use serde::Deserialize;
use web::{App, Choice, FieldErrors, Form, Link, MetadataRow, Page, Posted, Visit, WebError};

/// A post with whether the reader may end it.
pub(super) struct Held {
    pub(super) role: String,
    pub(super) code: &'static str,
    pub(super) organisation: String,
    pub(super) id: String,
    pub(super) ends: bool,
}

#[derive(Template)]
#[template(path = "administration-person.html")]
pub(super) struct One {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) id: String,
    pub(super) facts: Vec<MetadataRow>,
    pub(super) posts: Vec<Held>,
    pub(super) post_heads: Vec<String>,
    /// the reader's own page: nobody changes account or posts of their own here
    pub(super) own: bool,
    /// an administrator's account is changed by its owner or on the machine
    pub(super) administrator: bool,
    pub(super) grants: bool,
    pub(super) keeps: bool,
    pub(super) resets: bool,
    pub(super) account: &'static str,
    pub(super) codes: bool,
    pub(super) organisations: Vec<Choice>,
    pub(super) roles: Vec<Choice>,
    pub(super) history: Vec<Told>,
    pub(super) history_heads: Vec<String>,
    pub(super) done: String,
}

/// What was done just now.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

const DONE: [&str; 6] = ["given", "post-ended", "disabled", "enabled", "closed", "codes"];

fn code(account: Account) -> &'static str {
    match account {
        Account::None => "none",
        Account::Open => "open",
        Account::Disabled => "disabled",
        Account::Closed => "closed",
    }
}

async fn seen(app: &App, visit: &Visit, id: &str) -> Result<(Sight, Person), WebError> {
    let sight = Sight::of(app, visit)?;
    // Ids are made by the program; anything else is nobody's, and no question for a database.
    let shaped = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !shaped {
        return Err(WebError::NotFound);
    }
    let person = app.identity.person(&PersonId(id.to_owned())).await?.ok_or(WebError::NotFound)?;
    if sight.sees_person(&person) { Ok((sight, person)) } else { Err(WebError::Forbidden) }
}

/// `GET /office/people/{id}`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, WebError> {
    let done = DONE.into_iter().find(|code| *code == done.done).unwrap_or_default();
    one(&app, &visit, &headers, &id, Vec::new(), FieldErrors::default(), done).await
}

async fn one(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    id: &str,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    done: &str,
) -> Result<Response, WebError> {
    let (sight, person) = seen(app, visit, id).await?;
    let own = visit.person()?.person == person.id;
    let administrator = person.posts.iter().any(|post| post.role.is_administrator());
    let known = told::known(app).await?;
    let title = if person.name.is_empty() { say(visit.language, "erased") } else { person.name.clone() };
    let page = app.office_page(visit, title).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = Form::new(app, visit, headers, "person").with(values, errors);
    let label = |name: &str| page.t(&format!("administration-{name}"));
    let works = person.organisation.as_ref().map(|place| short_name(app, place, visit.today)).unwrap_or_else(|| label("none"));
    let (words, tone) = state(visit.language, &person);
    let facts = vec![
        MetadataRow::new(label("field-sign_in"), person.sign_in.clone()),
        MetadataRow::new(label("field-organisation"), works.clone()),
        MetadataRow::new(label("head-state"), words).with_tone(tone),
        MetadataRow::new(label("field-codes"), label(if person.one_time_codes { "codes-on" } else { "codes-off" })),
    ];
    let posts = person
        .posts
        .iter()
        .map(|post| Held {
            role: role(visit.language, post.role),
            code: post.role.as_str(),
            organisation: short_name(app, &post.organisation, visit.today),
            id: post.organisation.0.clone(),
            ends: !own && sight.security.contains(&post.organisation),
        })
        .collect();
    let heads = |names: &[&str]| names.iter().map(|head| label(&format!("head-{head}"))).collect::<Vec<_>>();
    let history = app.identity.history(&person.id).await?;
    let alive = matches!(person.account, Account::Open | Account::Disabled);
    let template = One {
        trail: vec![Link::new(label("people"), page.href("/office/people")), Link::new(page.title(), "")],
        post_heads: heads(&["role", "organisation", "act"]),
        history_heads: heads(&["when", "actor", "act"]),
        own,
        administrator,
        grants: !own && alive && !sight.security.is_empty(),
        keeps: !own && alive && !administrator && reaches(&sight.people, &person),
        resets: !own && person.account == Account::Open && !administrator && reaches(&sight.security, &person),
        account: code(person.account),
        codes: person.one_time_codes,
        organisations: choices(app, &sight.security, visit.today),
        roles: Role::ALL.iter().map(|each| Choice::new(each.as_str(), role(visit.language, *each))).collect(),
        history: history.iter().rev().map(|act| told::tell(app, visit, &page, &known, act)).collect(),
        done: if done.is_empty() { String::new() } else { label(&format!("done-{done}")) },
        id: person.id.0.clone(),
        form: form.clone(),
        facts,
        posts,
        page,
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// An act on somebody, by one who may do it there.
struct Act {
    posted: Posted,
    person: Person,
}

impl Act {
    async fn of(posted: Posted, action: Action) -> Result<Act, WebError> {
        let (sight, person) = seen(&posted.app, &posted.visit, &posted.id).await?;
        let places = if action == Action::ManagePeople { &sight.people } else { &sight.security };
        if places.is_empty() { Err(WebError::Forbidden) } else { Ok(Act { posted, person }) }
    }

    async fn again(self, errors: FieldErrors, status: StatusCode) -> Result<Response, WebError> {
        let Posted { app, visit, headers, id, form } = self.posted;
        let mut response = one(&app, &visit, &headers, &id, form.values, errors, "").await?;
        *response.status_mut() = status;
        Ok(response)
    }

    async fn problem(self, field: &str, problem: &str, status: StatusCode) -> Result<Response, WebError> {
        let mut errors = FieldErrors::default();
        errors.add(field, problem, say(self.posted.visit.language, &format!("problem-{problem}")));
        self.again(errors, status).await
    }

    /// What is asked for once more before it is done.
    fn is_confirmed(&self, field: &str) -> bool {
        self.posted.form.get(field) == "yes"
    }

    /// Leads back to the page where it was done, and shows there what was refused.
    async fn answer(self, done: Result<&str, IdentityError>, field: &'static str) -> Result<Response, WebError> {
        match done {
            Ok(done) => Ok(web::redirect(&self.posted.visit, &format!("/office/people/{}?done={done}", self.posted.id))),
            Err(fault) => {
                let errors = refused(self.posted.visit.language, fault, |refusal| match refusal {
                    Refusal::UnknownOrganisation(_) | Refusal::Ended(_) if field == "role" => "organisation",
                    _ => field,
                })?;
                self.again(errors, StatusCode::UNPROCESSABLE_ENTITY).await
            }
        }
    }

    /// The post that the form names, or the field that is wrong.
    fn post(&self) -> Result<Post, &'static str> {
        let role = Role::parse(self.posted.form.get("role")).ok_or("role")?;
        let organisation = field(&self.posted.form, "organisation").ok_or("organisation")?;
        Ok(Post { role, organisation: OrganisationId(organisation) })
    }
}

/// `POST /office/people/{id}/give`
pub async fn give(posted: Posted) -> Result<Response, WebError> {
    let act = Act::of(posted, Action::ManageSecurity).await?;
    match act.post() {
        Err(field) => act.problem(field, field, StatusCode::UNPROCESSABLE_ENTITY).await,
        Ok(post) => {
            let done = act.posted.app.identity.give_post(act.posted.visit.person()?, &act.person.id, post).await;
            act.answer(done.map(|()| "given"), "role").await
        }
    }
}

/// `POST /office/people/{id}/end`
pub async fn end(posted: Posted) -> Result<Response, WebError> {
    let act = Act::of(posted, Action::ManageSecurity).await?;
    match act.post() {
        Err(field) => act.problem(field, field, StatusCode::UNPROCESSABLE_ENTITY).await,
        Ok(post) => {
            let done = act.posted.app.identity.end_post(act.posted.visit.person()?, &act.person.id, post).await;
            act.answer(done.map(|()| "post-ended"), "").await
        }
    }
}

/// `POST /office/people/{id}/account`: disable, enable, close.
pub async fn account(posted: Posted) -> Result<Response, WebError> {
    let act = Act::of(posted, Action::ManagePeople).await?;
    let (identity, who) = (&act.posted.app.identity, act.posted.visit.person()?);
    if act.posted.form.get("was") != code(act.person.account) {
        return act.problem("", "changed", StatusCode::CONFLICT).await;
    }
    let done = match act.posted.form.get("do") {
        "disable" if who.person == act.person.id => return Err(WebError::Forbidden),
        "disable" => identity.disable_account(who, &act.person.id).await.map(|()| "disabled"),
        "enable" => identity.enable_account(who, &act.person.id).await.map(|()| "enabled"),
        "close" if !act.is_confirmed("confirm_close") => {
            return act.problem("confirm_close", "confirm", StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        "close" => identity.close_account(who, &act.person.id).await.map(|()| "closed"),
        _ => return Err(WebError::BadRequest(String::new())),
    };
    act.answer(done, "").await
}

/// `POST /office/people/{id}/password`
pub async fn password(posted: Posted) -> Result<Response, WebError> {
    let act = Act::of(posted, Action::ManageSecurity).await?;
    if !act.is_confirmed("confirm_password") {
        return act.problem("confirm_password", "confirm", StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let Posted { app, visit, .. } = &act.posted;
    match app.identity.reset_password(visit.person()?, &act.person.id).await {
        Ok(password) => one_time(app, visit, &act.person.id, password, false).await,
        Err(fault) => act.answer(Err(fault), "confirm_password").await,
    }
}

/// `POST /office/people/{id}/codes`
pub async fn codes(posted: Posted) -> Result<Response, WebError> {
    let act = Act::of(posted, Action::ManageSecurity).await?;
    if !act.is_confirmed("confirm_codes") {
        return act.problem("confirm_codes", "confirm", StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let done = act.posted.app.identity.reset_one_time_codes(act.posted.visit.person()?, &act.person.id).await;
    act.answer(done.map(|()| "codes"), "confirm_codes").await
}
