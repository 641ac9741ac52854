//! Who is who: every organisation with its place in the tree and its contact.

use super::internal;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use web::{App, Page, Section, Visit, WebError};

/// An organisation as the list shows it.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) parent: String,
    pub(super) contact: String,
    pub(super) ask: String,
}

#[derive(Template)]
#[template(path = "organisations.html")]
pub(super) struct Organisations {
    pub(super) page: Page,
    pub(super) heads: Vec<String>,
    pub(super) entries: Vec<Entry>,
}

/// `GET /organisations`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    web::public_page(&app, &visit, &headers, web::with_day(app.store.position(&["organisation"]), visit.today), || async {
        let page = Page::new(&app, &visit, Section::None, web::message(visit.language, "portal-organisations-title", &[]));
        let all = app.identity.organisations(visit.today);
        let entries = all
            .iter()
            .map(|organisation| {
                let contact = &organisation.contact;
                let kind = app.law.choice("organisation-kind", organisation.kind.as_str());
                Entry {
                    name: organisation.name.clone(),
                    kind: kind
                        .map(|kind| if visit.language == web::Language::English { kind.name_en.clone() } else { kind.name.clone() })
                        .unwrap_or_default(),
                    parent: organisation
                        .parent
                        .as_ref()
                        .and_then(|parent| all.iter().find(|other| other.id == *parent))
                        .map(|parent| parent.short_name.clone())
                        .unwrap_or_default(),
                    contact: [&contact.telephone, &contact.email, &contact.address]
                        .into_iter()
                        .flatten()
                        .cloned()
                        .collect::<Vec<_>>()
                        .join("　"),
                    ask: page.href(&format!("/requests/new?organisation={}", organisation.id.0)),
                }
            })
            .collect();
        let heads = ["name", "kind", "parent", "contact"].map(|head| page.t(&format!("portal-head-{head}"))).into();
        Organisations { page, heads, entries }.render().map_err(internal)
    })
    .await
}
