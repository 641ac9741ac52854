//! One organisation: its names, contact, people and history; changed from a day on. Its end: [`super::organisation_end`].

use super::organisations::{contact as typed_contact, contact_field, kind};
use super::people::field;
use super::sight::{Sight, choices, refused, say, short_name};
use super::told::{self, Told};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use identity::{Action, DatedName, IdentityError, OrganisationCommand, OrganisationId, OrganisationState, Refusal, Setting};
use jiff::civil::Date;
use serde::Deserialize;
use web::{App, Choice, FieldErrors, Form, Link, MetadataRow, Page, Posted, ProtectedForm, Tone, Visit, WebError};

/// A name with its day.
pub(super) struct Named {
    pub(super) from: String,
    pub(super) name: String,
    pub(super) short_name: String,
}

/// Somebody who works or holds posts there.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) posts: String,
    pub(super) state: String,
    pub(super) tone: Tone,
}

#[derive(Template)]
#[template(path = "administration-organisation.html")]
pub(super) struct Organisation {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) id: String,
    pub(super) facts: Vec<MetadataRow>,
    pub(super) ended: String,
    pub(super) names: Vec<Named>,
    pub(super) name_heads: Vec<String>,
    pub(super) members: Vec<Member>,
    pub(super) member_heads: Vec<String>,
    pub(super) history: Vec<Told>,
    pub(super) history_heads: Vec<String>,
    pub(super) changes: bool,
    pub(super) registers: bool,
    pub(super) parents: Vec<Choice>,
    pub(super) done: String,
}

/// What was done just now.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

const DONE: [&str; 6] = ["entered", "renamed", "moved", "contact", "letters", "ended"];

/// The organisation, where it is known and seen.
fn seen(app: &App, visit: &Visit, id: &str) -> Result<(Sight, OrganisationId, OrganisationState), WebError> {
    let sight = Sight::of(app, visit)?;
    let id = OrganisationId(id.to_owned());
    let state = app.identity.state(&id).ok_or(WebError::NotFound)?;
    if sight.sees(&id) { Ok((sight, id, state)) } else { Err(WebError::Forbidden) }
}

/// The same, for whoever may change it.
pub(super) fn changed(app: &App, visit: &Visit, id: &str) -> Result<(Sight, OrganisationId, OrganisationState), WebError> {
    let seen = seen(app, visit, id)?;
    app.identity.may(visit.signed_in.as_ref(), Action::ManageOrganisations, &seen.1)?;
    Ok(seen)
}

/// `GET /office/organisations/{id}`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, WebError> {
    seen(&app, &visit, &id)?;
    let done = DONE.into_iter().find(|code| *code == done.done).unwrap_or_default();
    one(&app, &visit, &headers, &id, None, FieldErrors::default(), done).await
}

async fn one(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    id: &str,
    values: Option<Vec<(String, String)>>,
    errors: FieldErrors,
    done: &str,
) -> Result<Response, WebError> {
    let (sight, id, state) = seen(app, visit, id)?;
    let present = state.present.as_ref().ok_or(WebError::NotFound)?;
    let now = app.identity.organisation(&id, visit.today).ok_or(WebError::NotFound)?;
    let page = app.office_page(visit, now.name.clone()).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = Form::new(app, visit, headers, "organisation").with(values.unwrap_or_else(|| values_of(present, visit.today)), errors);
    let label = |name: &str| page.t(&format!("administration-{name}"));
    let above = present.parent.as_ref().map(|parent| short_name(app, parent, visit.today)).unwrap_or_else(|| label("top"));
    let facts = vec![
        MetadataRow::new(label("field-short_name"), now.short_name.clone()),
        MetadataRow::new(label("field-kind"), kind(app, visit.language, now.kind)),
        MetadataRow::new(label("field-parent"), above),
        MetadataRow::new(label("field-code"), now.code.clone()),
        MetadataRow::new(label("field-division"), now.division.to_string()),
        MetadataRow::new(label("field-id"), id.0.clone()),
        MetadataRow::new(label("field-letter_mark"), now.letter_mark.clone().unwrap_or_else(|| label("none"))),
        MetadataRow::new(label("field-acknowledgement"), label(if now.acknowledgement_confirms { "yes" } else { "no" })),
        MetadataRow::new(label("field-telephone"), now.contact.telephone.clone().unwrap_or_else(|| label("none"))),
        MetadataRow::new(label("field-email"), now.contact.email.clone().unwrap_or_else(|| label("none"))),
        MetadataRow::new(label("field-address"), now.contact.address.clone().unwrap_or_else(|| label("none"))),
        MetadataRow::new(label("field-hours"), now.contact.hours.clone().unwrap_or_else(|| label("none"))),
    ];
    let ended = match (state.ended_on, &state.merged_into) {
        (Some(on), Some(into)) => page.t2("administration-merged-words", "on", on, "into", short_name(app, into, visit.today)),
        (Some(on), None) => page.t1("administration-dissolved-words", "on", on),
        _ => String::new(),
    };
    let known = told::known(app).await?;
    let mut members: Vec<_> = known.values().filter(|person| person.places().contains(&id)).collect();
    members.sort_by(|one, other| one.sign_in.cmp(&other.sign_in));
    let members = members
        .into_iter()
        .map(|person| {
            let (state, tone) = super::people::state(visit.language, person);
            let posts = person.posts.iter().filter(|post| post.organisation == id);
            Member {
                name: told::name(&page, &known, &person.id),
                href: page.href(&format!("/office/people/{}", person.id.0)),
                posts: posts.map(|post| super::sight::role(visit.language, post.role)).collect::<Vec<_>>().join(&label("comma")),
                state,
                tone,
            }
        })
        .collect();
    let history = app.identity.history_of(&id).await?.iter().rev().map(|act| told::tell(app, visit, &page, &known, act)).collect();
    let heads = |names: &[&str]| names.iter().map(|head| label(&format!("head-{head}"))).collect::<Vec<_>>();
    let mut above = sight.organisations.clone();
    above.remove(&id);
    let template = Organisation {
        trail: vec![Link::new(label("organisations"), page.href("/office/organisations")), Link::new(page.title(), "")],
        names: present
            .names
            .iter()
            .rev()
            .map(|name| Named { from: name.from.to_string(), name: name.name.clone(), short_name: name.short_name.clone() })
            .collect(),
        name_heads: heads(&["since", "name", "short_name"]),
        member_heads: heads(&["person", "posts", "state"]),
        history_heads: heads(&["when", "actor", "act"]),
        changes: sight.organisations.contains(&id) && state.is_living(),
        registers: sight.people.contains(&id) && state.is_living(),
        parents: choices(app, &above, visit.today),
        done: if done.is_empty() { String::new() } else { label(&format!("done-{done}")) },
        id: id.0,
        form: form.clone(),
        facts,
        ended,
        members,
        history,
        page,
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// What the forms of the page show before anybody types.
fn values_of(present: &identity::Establishment, today: Date) -> Vec<(String, String)> {
    let contact = &present.contact;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        ("from", today.to_string()),
        ("on", today.to_string()),
        ("parent", present.parent.as_ref().map(|parent| parent.0.clone()).unwrap_or_default()),
        ("telephone", text(&contact.telephone)),
        ("email", text(&contact.email)),
        ("address", text(&contact.address)),
        ("hours", text(&contact.hours)),
        ("letter_mark", text(&present.letter_mark)),
        ("acknowledgement", if present.acknowledgement_confirms { "yes" } else { "" }.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn at(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NameMissing => "name",
        Refusal::NameOutOfOrder => "from",
        Refusal::UnknownOrganisation(_) | Refusal::Circle(_) => "parent",
        Refusal::BadText { field, .. } => contact_field(field),
        _ => "",
    }
}

/// Carries a command out and shows the page again; what was typed in the other forms of the page is not sent along. `only`:
/// the field at which a refusal stands that names none.
async fn carry(
    posted: Posted,
    done: &str,
    only: &'static str,
    command: Result<Option<OrganisationCommand>, (&'static str, &'static str)>,
) -> Result<Response, WebError> {
    let Posted { app, visit, headers, id, form } = posted;
    let (_, id, state) = changed(&app, &visit, &id)?;
    let carried = match command {
        Ok(None) => Err(IdentityError::Refused(Refusal::NoChange)),
        Ok(Some(command)) => app.identity.change_organisation(visit.person()?, &id, command).await,
        Err((field, problem)) => {
            let mut errors = FieldErrors::default();
            errors.add(field, problem, say(visit.language, &format!("problem-{problem}")));
            return again(&app, &visit, &headers, &id, &state, form, errors).await;
        }
    };
    match carried {
        Ok(()) => Ok(web::redirect(&visit, &format!("/office/organisations/{}?done={done}", id.0))),
        Err(fault) => {
            let errors = refused(visit.language, fault, |refusal| if at(refusal).is_empty() { only } else { at(refusal) })?;
            again(&app, &visit, &headers, &id, &state, form, errors).await
        }
    }
}

async fn again(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    id: &OrganisationId,
    state: &OrganisationState,
    form: ProtectedForm,
    errors: FieldErrors,
) -> Result<Response, WebError> {
    let mut values = form.values;
    let kept = state.present.iter().flat_map(|present| values_of(present, visit.today));
    for (name, value) in kept.collect::<Vec<_>>() {
        if !values.iter().any(|(typed, _)| *typed == name) {
            values.push((name, value));
        }
    }
    one(app, visit, headers, &id.0, Some(values), errors, "").await
}

/// `POST /office/organisations/{id}/rename`
pub async fn rename(posted: Posted) -> Result<Response, WebError> {
    changed(&posted.app, &posted.visit, &posted.id)?;
    let command = match (field(&posted.form, "name"), field(&posted.form, "short_name"), posted.form.get("from").trim().parse()) {
        (None, _, _) => Err(("name", "name")),
        (_, None, _) => Err(("short_name", "short_name")),
        (_, _, Err(_)) => Err(("from", "date")),
        (Some(name), Some(short_name), Ok(from)) => {
            Ok(Some(OrganisationCommand::Rename(DatedName { name, short_name, from, confirmed: true })))
        }
    };
    carry(posted, "renamed", "name", command).await
}

/// `POST /office/organisations/{id}/move`
pub async fn relocate(posted: Posted) -> Result<Response, WebError> {
    let (sight, _, _) = changed(&posted.app, &posted.visit, &posted.id)?;
    let parent = field(&posted.form, "parent").map(OrganisationId).filter(|parent| sight.organisations.contains(parent));
    let command = match (parent, posted.form.get("on").trim().parse()) {
        (None, _) => Err(("parent", "organisation")),
        (_, Err(_)) => Err(("on", "date")),
        // It holds as soon as it is entered: a day to come would promise otherwise.
        (_, Ok(on)) if on > posted.visit.today => Err(("on", "to-come")),
        (parent, Ok(on)) => Ok(Some(OrganisationCommand::Move { parent, on })),
    };
    carry(posted, "moved", "parent", command).await
}

/// `POST /office/organisations/{id}/contact`
pub async fn contact(posted: Posted) -> Result<Response, WebError> {
    let command = Ok(Some(OrganisationCommand::ChangeContact(typed_contact(&posted.form))));
    carry(posted, "contact", "telephone", command).await
}

/// `POST /office/organisations/{id}/letters`: two settings in one form; what is as it was is left as it is.
pub async fn letters(posted: Posted) -> Result<Response, WebError> {
    let (_, place, state) = changed(&posted.app, &posted.visit, &posted.id)?;
    let present = state.present.as_ref().ok_or(WebError::NotFound)?;
    let confirms = posted.form.get("acknowledgement") == "yes";
    let mark = field(&posted.form, "letter_mark");
    let confirming = OrganisationCommand::ChangeSetting(Setting::AcknowledgementConfirms(confirms));
    let command = match (mark == present.letter_mark, confirms == present.acknowledgement_confirms) {
        (true, true) => None,
        (true, false) => Some(confirming),
        (false, same) => {
            let marking = OrganisationCommand::ChangeSetting(Setting::LetterMark(mark));
            if same {
                Some(marking)
            } else {
                // The first of the two may be refused for what it says; the second only for reasons that hold for both.
                match posted.app.identity.change_organisation(posted.visit.person()?, &place, marking.clone()).await {
                    Ok(()) => Some(confirming),
                    Err(_) => Some(marking),
                }
            }
        }
    };
    carry(posted, "letters", "letter_mark", Ok(command)).await
}
