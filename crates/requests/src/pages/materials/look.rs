//! Before an original is shown, the reason is written down: once a day for each person and each piece of material.

use super::{Desk, name};
use crate::keeping::acts::View;
use crate::model::event::Look;
use crate::pages::steps::{self, Acted};
use crate::pages::{looked, shown};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use web::{App, FieldErrors, Form, Link, Page, ProtectedForm, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-material-look.html")]
pub(crate) struct LookFirst {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) message: String,
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) values: Vec<(String, String)>,
    pub(super) errors: FieldErrors,
    pub(super) message: String,
    pub(super) status: StatusCode,
}

impl Desk {
    /// Whether this person wrote down today why the original is looked at.
    pub(super) fn has_looked(&self, app: &App, visit: &Visit, id: &str) -> Result<bool, WebError> {
        looked::today(app, visit, &self.seen, &self.events, Look::Material, id)
    }
}

pub(super) async fn render(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    desk: &Desk,
    id: &str,
    typed: Typed,
) -> Result<Response, WebError> {
    let material = desk.material(id)?;
    let page = app.office_page(visit, web::message(visit.language, "requests-material-original", &[])).await?;
    let mut trail = shown::case_trail(&page, &desk.seen.case.number, "requests-material-crumb");
    trail.insert(trail.len().saturating_sub(1), Link::new(page.t("requests-materials-title"), page.href(&desk.path())));
    let form = Form::new(app, visit, headers, "request-material").with(typed.values, typed.errors);
    let template = LookFirst {
        path: page.href(&format!("{}/{id}", desk.path())),
        name: name(app, &page, material).await?,
        message: typed.message,
        trail,
        page,
        form: form.clone(),
    };
    Ok(form.respond((typed.status, web::html(&template)?).into_response()))
}

/// `POST /office/requests/{number}/materials/{id}/look`
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((number, id)): Path<(String, String)>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let desk = super::desk(&app, &visit, &number).await?;
    desk.material(&id)?;
    let filing = steps::filing(&app, &visit, &desk.seen, "");
    let reason = posted.get("look_reason").to_owned();
    let act = View { filing, what: Look::Material, which: id.clone(), reason };
    match steps::acted(app.store.execute(act).await, visit.language)? {
        Acted::Done => Ok(web::redirect(&visit, &format!("{}/{id}", desk.path()))),
        Acted::Refused { errors, message, status } => {
            render(&app, &visit, &headers, &desk, &id, Typed { values: posted.values.clone(), errors, message, status }).await
        }
    }
}
