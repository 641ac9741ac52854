//! Every route with who may use it: the table that the tests walk, and the routes that the sources name.

mod administration;
mod aftermath;
mod cases;
mod citizens;
mod documents;
mod programs;
mod public;
mod work;

use super::{Answer, Portal, Visitor, request, world::Places};
use axum::{body::Body, http::header};
use identity::Role::{self, Approver, CaseOfficer, Clerk, ConfidentialityReviewer, LegalReviewer, Publisher, Reviewer};
use std::{collections::BTreeSet, fs, path::Path};

type Fields = &'static [(&'static str, &'static str)];

/// Who gets what a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Everybody,
    SignedIn,
    /// Whoever holds one of these posts anywhere; others 403.
    Post(&'static [Role]),
    /// Whoever holds one of these posts at the case's own body. Others who may see the case 403; for everybody else it
    /// does not exist.
    Case(&'static [Role]),
    /// Whoever holds one of these posts at the document's own body; others 403.
    Document(&'static [Role]),
    /// The same of a document that was never public. For everybody outside the body's desk it does not exist.
    Draft(&'static [Role]),
}

/// What is sent along. `good` would change something where it is let through; `idle` is what those who may send, and
/// is refused for what it says.
#[derive(Debug, Clone, Copy)]
pub enum Sent {
    Nothing,
    Form { good: Fields, idle: Fields },
    Parts { good: Fields, idle: Fields },
    Json(&'static str),
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    pub method: &'static str,
    /// as the router has it
    pub path: &'static str,
    /// a path of this route, with names of [`Places`]
    pub at: &'static str,
    pub who: Who,
    /// statuses for those who may
    pub answers: &'static [u16],
    pub sent: Sent,
    /// opened by what only the requester has: a query code, a link that nobody can guess
    pub holder: bool,
}

const fn get(path: &'static str, at: &'static str, who: Who, answers: &'static [u16]) -> Route {
    Route { method: "GET", path, at, who, answers, sent: Sent::Nothing, holder: false }
}

const fn read(path: &'static str) -> Route {
    get(path, path, Who::Everybody, &[200])
}

const fn post(path: &'static str, at: &'static str, who: Who, answers: &'static [u16], good: Fields, idle: Fields) -> Route {
    Route { method: "POST", path, at, who, answers, sent: Sent::Form { good, idle }, holder: false }
}

const fn of_holder(route: Route) -> Route {
    Route { holder: true, ..route }
}

/// Who may see a case.
pub const SEERS: &[Role] = &[Clerk, CaseOfficer, Reviewer, LegalReviewer, Approver];
/// Who may see a draft of a document.
pub const DESK: &[Role] = &[Publisher, ConfidentialityReviewer];
const REGISTER: &[Role] = &[Clerk, CaseOfficer];
const STALE: Fields = &[
    ("version", "0"),
    ("verdict", "pass"),
    ("reason", "演示"),
    ("withdrawal", "演示"),
    ("status", "repealed"),
    ("on", "2026-01-05"),
    ("by", "演示"),
];

/// The whole table.
pub fn routes() -> Vec<Route> {
    let tables = [
        public::ROUTES,
        administration::ROUTES,
        documents::ROUTES,
        citizens::ROUTES,
        cases::ROUTES,
        aftermath::ROUTES,
        work::ROUTES,
        programs::ROUTES,
    ];
    tables.concat()
}

impl Route {
    /// Sends it as a visitor: idle where the visitor may, else what would change something.
    pub async fn send(&self, portal: &Portal, places: &Places, visitor: &Visitor, idle: bool) -> Answer {
        let at = places.fill(self.at);
        let fields = |good: Fields, idly: Fields| -> Vec<(String, String)> {
            if idle { idly } else { good }.iter().map(|(name, value)| ((*name).to_owned(), places.fill(value))).collect()
        };
        match self.sent {
            Sent::Form { good, idle } => portal.post(visitor, &at, &borrowed(&fields(good, idle))).await,
            Sent::Parts { good, idle } => portal.post_parts(visitor, &at, &borrowed(&fields(good, idle)), None).await,
            Sent::Json(text) => {
                portal
                    .send(
                        request(self.method, &at, visitor).header(header::CONTENT_TYPE, "application/json").body(Body::from(text)).unwrap(),
                    )
                    .await
            }
            Sent::Nothing => {
                let builder = request(self.method, &at, visitor);
                let builder = if self.holder && at.starts_with("/api/") { builder.header("query-code", &places.code) } else { builder };
                portal.send(builder.body(Body::empty()).unwrap()).await
            }
        }
    }
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Method and path of every route that the sources name, and of every operation that the API describes.
pub fn served() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<_> =
        fs::read_dir(crates).unwrap().map(|entry| entry.unwrap().path().join("src")).filter(|path| path.is_dir()).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                named(&fs::read_to_string(path).unwrap(), &mut found);
            }
        }
    }
    let (_, document) = gongkai::wiring::routes().split_for_parts();
    let document = serde_json::to_value(document).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "post", "put", "patch", "delete"].iter().filter(|method| item.get(**method).is_some()) {
            found.insert((method.to_uppercase(), path.clone()));
        }
    }
    found
}

/// The routes in a source: `.route("/path", get(…).post(…))`.
fn named(source: &str, found: &mut BTreeSet<(String, String)>) {
    for rest in source.split(".route(").skip(1) {
        let Some((_, rest)) = rest.split_once('"').filter(|(before, _)| before.trim().is_empty()) else { continue };
        let Some((path, rest)) = rest.split_once('"') else { continue };
        let methods: Vec<&str> = ["get", "post", "put", "patch", "delete", "any"]
            .into_iter()
            .filter(|method| {
                rest.match_indices(&format!("{method}("))
                    .any(|(at, _)| !rest[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
            })
            .collect();
        assert!(!methods.is_empty(), "no method of {path}");
        found.extend(methods.into_iter().map(|method| (method.to_uppercase(), path.to_owned())));
    }
}
