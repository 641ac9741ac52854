//! The editor: one page of the original at a time as a picture, with the marks over it. Each save is a layer of its own;
//! earlier ones are kept and can be gone back to.

use super::edits::{self, Edit, Place};
use super::sheet::{self, BoxShown, FoundShown, LayerShown};
use super::{Desk, desk, look, name, problem, standing};
use crate::acts::Command;
use crate::material::{marks, opened};
use crate::model::state::Material;
use crate::pages::shown;
use crate::pages::steps::{self, Acted};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use redaction::{Found, RedactionError};
use serde::Deserialize;
use web::{App, Choice, FieldErrors, Form, Link, Page, Pagination, ProtectedForm, Tone, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-material.html")]
pub(crate) struct Editor {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) path: String,
    pub(super) version: u64,
    pub(super) name: String,
    pub(super) state: String,
    pub(super) tone: Tone,
    pub(super) at: usize,
    pub(super) pages: usize,
    pub(super) turning: Pagination,
    pub(super) picture: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) fault: String,
    pub(super) text_state: String,
    pub(super) boxes: Vec<BoxShown>,
    pub(super) found: Option<FoundShown>,
    pub(super) grounds: Vec<Choice>,
    pub(super) flags: Vec<Choice>,
    pub(super) flag_words: String,
    pub(super) undecided: usize,
    pub(super) layers: Vec<LayerShown>,
    pub(super) open: bool,
    pub(super) message: String,
}

/// Which page is shown, from 1.
#[derive(Debug, Default, Deserialize)]
pub struct Turned {
    #[serde(default)]
    page: String,
}

fn turned(page: &str, pages: usize) -> usize {
    page.parse::<usize>().unwrap_or(1).clamp(1, pages.max(1)) - 1
}

/// What one rendering adds.
struct Rendering {
    page: usize,
    found: Option<(String, Found)>,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    message: String,
    status: StatusCode,
}

impl Rendering {
    fn of(page: usize) -> Rendering {
        Rendering { page, found: None, values: Vec::new(), errors: FieldErrors::default(), message: String::new(), status: StatusCode::OK }
    }
}

/// `GET /office/requests/{number}/materials/{id}`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((number, id)): Path<(String, String)>,
    Query(query): Query<Turned>,
) -> Result<Response, WebError> {
    let desk = desk(&app, &visit, &number).await?;
    let pages = desk.material(&id)?.added.pages as usize;
    if !desk.has_looked(&app, &visit, &id)? {
        return look::render(&app, &visit, &headers, &desk, &id, look::Typed::default()).await;
    }
    render(&app, &visit, &headers, &desk, &id, Rendering::of(turned(&query.page, pages))).await
}

/// `POST /office/requests/{number}/materials/{id}`: each change is a layer of its own.
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((number, id)): Path<(String, String)>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let desk = desk(&app, &visit, &number).await?;
    let finds = posted.get("act") == "find";
    if !finds {
        desk.may_draft(&app)?;
    }
    let material = desk.material(&id)?;
    // What is found in an original, and the page on which an answer is shown, are looks at it.
    if !desk.has_looked(&app, &visit, &id)? {
        let message = web::message(visit.language, "requests-material-original-again", &[]);
        let typed = look::Typed { message, status: StatusCode::CONFLICT, ..look::Typed::default() };
        return look::render(&app, &visit, &headers, &desk, &id, typed).await;
    }
    let page = turned(posted.get("page"), material.added.pages as usize);
    let base = super::layer(&app, material, material.layer.as_ref()).await?;
    let mut rendering = Rendering { values: posted.values.clone(), ..Rendering::of(page) };
    let place = Place { page, language: visit.language };
    let changed = match edits::read(&posted, base.clone(), &desk.grounds(&app), &place) {
        Ok(Edit::Find(text)) => match find(&app, material, text.clone()).await? {
            Ok(found) => {
                rendering.found = Some((text, found));
                return render(&app, &visit, &headers, &desk, &id, rendering).await;
            }
            Err(fault) => Err(super::at_field("find", &fault, visit.language)),
        },
        Ok(Edit::Everywhere(text, ground)) => match find(&app, material, text.clone()).await? {
            Ok(found) if found.places.is_empty() => {
                rendering.found = Some((text, found));
                Err(problem("find", "not-found", visit.language))
            }
            Ok(found) if found.places.len() + base.marks.len() > marks::MOST_MARKS => {
                Err(problem("find", "too-many-marks", visit.language))
            }
            Ok(found) => {
                let mut layer = base.clone();
                for place in found.places {
                    marks::add_on_purpose(&mut layer, marks::mark(place.page, place.area, &ground));
                }
                Ok(layer)
            }
            Err(fault) => Err(super::at_field("find", &fault, visit.language)),
        },
        Ok(Edit::Restore(place)) => match sheet::drawn(&desk, &id).get(place.wrapping_sub(1)) {
            Some((part, _)) => Ok(super::layer(&app, material, Some(part)).await?),
            None => Err(problem("layer", "choice", visit.language)),
        },
        Ok(Edit::Layer(layer)) => Ok(*layer),
        Err(errors) => {
            // What was found stays on the page, so that the choice can be mended.
            if matches!(posted.get("act"), "places" | "everywhere")
                && let text = posted.get("find").trim().to_owned()
                && !text.is_empty()
                && let Ok(found) = find(&app, material, text.clone()).await?
            {
                rendering.found = Some((text, found));
            }
            Err(errors)
        }
    };
    let refused = match changed {
        Ok(layer) if layer == base => return Ok(back(&visit, &desk, &id, page)),
        Ok(layer) => {
            let layer = serde_json::to_string(&layer).map_err(|fault| WebError::Internal(fault.to_string()))?;
            let command = Command::DrawLayer { material: id.clone(), layer };
            match steps::act(&app, &visit, &desk.seen, posted.get("version"), command).await? {
                Acted::Done => return Ok(back(&visit, &desk, &id, page)),
                refused => refused,
            }
        }
        Err(errors) => Acted::Refused { errors, message: String::new(), status: StatusCode::UNPROCESSABLE_ENTITY },
    };
    if let Acted::Refused { errors, message, status } = refused {
        rendering = Rendering { errors, message, status, ..rendering };
    }
    let fresh = super::desk(&app, &visit, &number).await?;
    render(&app, &visit, &headers, &fresh, &id, rendering).await
}

fn back(visit: &Visit, desk: &Desk, id: &str, page: usize) -> Response {
    web::redirect(visit, &format!("{}/{id}?page={}", desk.path(), page + 1))
}

async fn find(app: &App, material: &Material, text: String) -> Result<Result<Found, RedactionError>, WebError> {
    opened::original(app, material, move |drawer, file| drawer.find(file, &text)).await
}

async fn render(app: &App, visit: &Visit, headers: &HeaderMap, desk: &Desk, id: &str, rendering: Rendering) -> Result<Response, WebError> {
    let Rendering { page: at, found, mut values, errors, message, status } = rendering;
    let material = desk.material(id)?;
    let layer = super::layer(app, material, material.layer.as_ref()).await?;
    let pages = material.added.pages as usize;
    let page = app.office_page(visit, web::message(visit.language, "requests-material-title", &[])).await?;
    let (width, height, text, fault) = sheet::sheet(app, visit, material, at).await?;
    let grounds = desk.grounds(app);
    let path = page.href(&format!("{}/{id}", desk.path()));
    let turn = |to: usize| format!("{path}?page={}", to + 1);
    let (code, tone) = standing(material);
    let flag = layer.pages.get(at).and_then(Option::as_ref);
    sheet::stand_in(&mut values, flag);
    let form = Form::new(app, visit, headers, "request-material").with(values, errors);
    let mut trail = shown::case_trail(&page, &desk.seen.case.number, "requests-material-crumb");
    trail.insert(trail.len().saturating_sub(1), Link::new(page.t("requests-materials-title"), page.href(&desk.path())));
    let template = Editor {
        trail,
        version: desk.state.version,
        name: name(app, &page, material).await?,
        state: page.t(&format!("requests-material-state-{code}")),
        tone,
        at: at + 1,
        pages,
        turning: Pagination {
            previous: at.checked_sub(1).map(turn),
            next: (at + 1 < pages).then(|| turn(at + 1)),
            words: page.t2("requests-material-page", "page", at + 1, "pages", pages),
        },
        picture: format!("{path}/pages/{}.png", at + 1),
        width,
        height,
        fault,
        text_state: text.map(|state| page.t(&format!("redaction-text-{}", sheet::text_code(state)))).unwrap_or_default(),
        boxes: sheet::boxes(&layer, &grounds, at),
        found: found.map(|(text, found)| sheet::found_shown(&page, text, &found, at)),
        grounds: sheet::ground_choices(&page, &grounds),
        flags: sheet::flag_choices(&page),
        flag_words: sheet::flag_words(&page, flag),
        undecided: layer.pages.iter().filter(|flag| flag.is_none()).count(),
        layers: sheet::layers(app, &page, desk, material).await?,
        open: desk.open,
        path,
        message,
        page,
        form: form.clone(),
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}
