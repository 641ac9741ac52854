//! One's own account: posts, password, sessions. One-time codes: [`super::codes`].

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use identity::{IdentityError, Refusal};
use serde::Deserialize;
use web::{App, FieldErrors, Form, Page, ProtectedForm, Visit, WebError};

/// A session as its owner sees it.
pub(super) struct SessionShown {
    pub(super) made: String,
    pub(super) seen: String,
    pub(super) current: bool,
}

#[derive(Template)]
#[template(path = "account.html")]
pub(super) struct Account {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) posts: Vec<String>,
    /// a one-time password waits to be changed: nothing else is offered
    pub(super) must_change: bool,
    pub(super) codes: bool,
    pub(super) recovery_codes: usize,
    pub(super) sessions: Vec<SessionShown>,
    pub(super) heads: Vec<String>,
    pub(super) done: String,
}

/// What was done just now.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /account`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Query(done): Query<Done>) -> Result<Response, WebError> {
    let done = ["codes-off", "sessions"].into_iter().find(|code| *code == done.done).unwrap_or_default();
    profile(&app, &visit, &headers, FieldErrors::default(), done, StatusCode::OK).await
}

pub(super) async fn profile(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    errors: FieldErrors,
    done: &str,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page = app.office_page(visit, web::message(visit.language, "portal-account-title", &[])).await?;
    let person = visit.person()?;
    let posts = person
        .posts
        .iter()
        .map(|post| {
            let organisation = app
                .identity
                .organisation(&post.organisation, visit.today)
                .map_or_else(|| post.organisation.0.clone(), |organisation| organisation.name);
            format!("{organisation}　{}", page.t(&format!("identity-role-{}", post.role.as_str())))
        })
        .collect();
    let (codes, recovery_codes) = app.identity.one_time_codes(person).await?;
    let sessions = app.identity.sessions(person).await?;
    let form = Form::new(app, visit, headers, "account").with(Vec::new(), errors);
    let template = Account {
        posts,
        must_change: person.must_change_password,
        codes,
        recovery_codes,
        sessions: sessions
            .into_iter()
            .map(|session| SessionShown {
                made: app.clock_time(session.made),
                seen: app.clock_time(session.seen),
                current: session.current,
            })
            .collect(),
        heads: ["made", "seen", "which"].map(|head| page.t(&format!("portal-account-session-{head}"))).into(),
        done: if done.is_empty() { String::new() } else { page.t(&format!("portal-account-done-{done}")) },
        form: form.clone(),
        page,
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /account`: a new password ends every session; its owner signs in with it.
pub async fn change(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let person = visit.person()?;
    let mut errors = FieldErrors::default();
    let say = |id: &str| web::message(visit.language, id, &[]);
    if posted.get("new") != posted.get("again") {
        errors.add("again", "different", say("portal-problem-again"));
        return profile(&app, &visit, &headers, errors, "", StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match app.identity.change_password(person, posted.get("old"), posted.get("new")).await {
        Ok(()) => return Ok(web::redirect(&visit, "/sign-in?changed=yes")),
        Err(IdentityError::WrongCredentials) => errors.add("old", "wrong", say("portal-problem-old")),
        Err(IdentityError::Refused(refusal @ Refusal::SamePassword)) => {
            errors.add("new", refusal.code(), say(&format!("identity-refusal-{}", refusal.code())));
        }
        Err(IdentityError::Refused(Refusal::BadPassword { shortest, longest })) => {
            let arguments = [("shortest", shortest.to_string()), ("longest", longest.to_string())];
            errors.add("new", "bad-password", web::message(visit.language, "portal-problem-new", &arguments));
        }
        Err(other) => return Err(other.into()),
    }
    profile(&app, &visit, &headers, errors, "", StatusCode::UNPROCESSABLE_ENTITY).await
}

/// `POST /account/sessions`: every session but this one ends.
pub async fn sign_out_elsewhere(State(app): State<App>, visit: Visit, _: ProtectedForm) -> Result<Response, WebError> {
    app.identity.sign_out_elsewhere(visit.person()?).await?;
    Ok(web::redirect(&visit, "/account?done=sessions"))
}
