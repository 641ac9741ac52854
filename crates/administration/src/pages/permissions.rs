//! The one table of permissions, as it is.

use super::sight::{Sight, role, say};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use identity::{Role, Scope};
use web::{App, Page, Visit, WebError, message};

/// A role with what it may do, by reach.
pub(super) struct Row {
    pub(super) role: String,
    pub(super) own: String,
    pub(super) below: String,
    pub(super) everywhere: String,
}

#[derive(Template)]
#[template(path = "administration-permissions.html")]
pub(super) struct Permissions {
    pub(super) page: Page,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// `GET /office/permissions`
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, WebError> {
    Sight::of(&app, &visit)?;
    let page = app.office_page(&visit, say(visit.language, "permissions")).await?;
    web::html(&of(page))
}

pub(super) fn of(page: Page) -> Permissions {
    let language = page.language();
    let actions = |holder: Role, scope: Scope| {
        identity::table()
            .iter()
            .filter(|row| row.role == holder && row.scope == scope)
            .map(|row| message(language, &format!("identity-action-{}", row.action.as_str()), &[]))
            .collect::<Vec<_>>()
            .join(&page.t("administration-comma"))
    };
    let rows = Role::ALL
        .into_iter()
        .map(|holder| Row {
            role: role(language, holder),
            own: actions(holder, Scope::Own),
            below: actions(holder, Scope::OwnAndBelow),
            everywhere: actions(holder, Scope::Everywhere),
        })
        .collect();
    let heads = ["role", "own", "below", "everywhere"].map(|head| page.t(&format!("administration-head-{head}"))).into();
    Permissions { page, heads, rows }
}
