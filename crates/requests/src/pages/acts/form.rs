//! The form of an act: shown, looked at, carried out, and shown again with what was typed.

use super::look::{self, Looked};
use super::{Act, At, Concerns, Typed, act, is_possible};
use crate::acts::{Command, OfficerAct, Rehearse, Rehearsed, Setting};
use crate::clock::WarningKind;
use crate::decide::{self, Context, Refusal};
use crate::model::Request;
use crate::pages::case::{self, Seen, letter_settings};
use crate::pages::conflict::{self, Late};
use crate::pages::{attached, consulted, shown};
use crate::submit::{refusal_words, web_error};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::{Action, Role};
use law::RuleRef;
use serde::Deserialize;
use store::{ExecuteError, Recorded};
use web::{App, Choice, Conflict, FieldErrors, Form, Link, Page, ProtectedUpload, UploadedFile, Visit, WebError};

/// A control of an act's form.
pub(in crate::pages) struct Control {
    pub(in crate::pages) name: &'static str,
    pub(in crate::pages) label: String,
    pub(in crate::pages) hint: String,
    pub(in crate::pages) kind: ControlKind,
    pub(in crate::pages) required: bool,
    /// what is proposed
    value: String,
}

/// What a control is.
pub(in crate::pages) enum ControlKind {
    Text,
    Number,
    Date,
    /// so many rows
    Area(u8),
    Select(Vec<Choice>),
    /// one of many, found by writing a part of its name
    Pick(Vec<Choice>),
    Radios(Vec<Choice>),
    File,
}

impl Control {
    pub(in crate::pages) fn new(name: &'static str, label: String, kind: ControlKind) -> Control {
        Control { name, label, hint: String::new(), kind, required: true, value: String::new() }
    }

    /// A day on which something happened: today is proposed, later is refused.
    pub(super) fn day(name: &'static str, at: &At<'_>, label: &str) -> Control {
        Control::new(name, at.t(label), ControlKind::Date).hint(at.t("requests-act-day-hint")).value(at.context.today.to_string())
    }

    pub(in crate::pages) fn hint(self, hint: String) -> Control {
        Control { hint, ..self }
    }

    pub(super) fn optional(self) -> Control {
        Control { required: false, ..self }
    }

    pub(super) fn value(self, value: impl Into<String>) -> Control {
        Control { value: value.into(), ..self }
    }
}

#[derive(Template)]
#[template(path = "requests-act.html")]
pub(in crate::pages) struct ActPage {
    pub(in crate::pages) page: Page,
    pub(in crate::pages) form: Form,
    pub(in crate::pages) trail: Vec<Link>,
    pub(in crate::pages) number: String,
    pub(in crate::pages) code: String,
    pub(in crate::pages) version: u64,
    pub(in crate::pages) subject: String,
    /// what the act is for
    pub(in crate::pages) words: String,
    pub(in crate::pages) party: String,
    pub(in crate::pages) consultation: String,
    pub(in crate::pages) message: String,
    pub(in crate::pages) conflict: Conflict,
    pub(in crate::pages) possible: bool,
    pub(in crate::pages) warnings: Vec<String>,
    /// the due date as it is, and as it would be
    pub(in crate::pages) dates: Option<(String, String)>,
    pub(in crate::pages) controls: Vec<Control>,
    pub(in crate::pages) files: bool,
    pub(in crate::pages) submit: String,
    pub(in crate::pages) rules: Vec<RuleShown>,
}

/// A rule behind an act.
pub(in crate::pages) struct RuleShown {
    pub(in crate::pages) text: String,
    pub(in crate::pages) article: String,
    pub(in crate::pages) confirmed: bool,
}

impl From<RuleRef> for RuleShown {
    fn from(rule: RuleRef) -> RuleShown {
        RuleShown { text: rule.text, article: rule.article, confirmed: rule.confirmed }
    }
}

/// Whom an act of one consultation concerns.
#[derive(Debug, Default, Deserialize)]
pub struct Whom {
    #[serde(default)]
    consultation: String,
}

/// A case with an act that somebody may do on it.
struct Opened {
    act: &'static Act,
    seen: Seen,
    events: Vec<Recorded>,
    state: Request,
    consultation: String,
    party: String,
    people: Vec<Choice>,
    bodies: Vec<Choice>,
    counted_before: Option<u32>,
    page: Page,
    subject: String,
}

impl Opened {
    fn at<'a>(&'a self, app: &'a App, visit: &Visit) -> At<'a> {
        At {
            app,
            page: &self.page,
            state: &self.state,
            context: Context { law: &app.law, today: visit.today, organisation: &self.seen.organisation },
            person: &self.seen.person.person.0,
            consultation: self.state.consultation(&self.consultation),
            people: self.people.clone(),
            bodies: self.bodies.clone(),
            counted_before: self.counted_before,
        }
    }
}

/// Whether a person may do an act at the organisation of a case.
pub(in crate::pages) fn may(app: &App, seen: &Seen, actions: &[Action]) -> Result<(), WebError> {
    let mut last = Err(WebError::Forbidden);
    for action in actions {
        match app.identity.may(Some(&seen.person), *action, &seen.organisation.id) {
            Ok(()) => return Ok(()),
            Err(denied) => last = Err(denied.into()),
        }
    }
    last
}

async fn open(app: &App, visit: &Visit, number: &str, code: &str, consultation: &str) -> Result<Opened, WebError> {
    let act = act(code).ok_or(WebError::NotFound)?;
    let seen = case::seen(app, visit, number).await?;
    may(app, &seen, act.actions)?;
    let events = app.store.load(&seen.case.stream).await?;
    let state = Request::fold(&events)?;
    let page = app.office_page(visit, web::message(visit.language, &format!("requests-act-{code}"), &[])).await?;
    let party = match (act.concerns, state.consultation(consultation)) {
        (Concerns::Case, _) => String::new(),
        (Concerns::Consultation, Some(found)) => consulted::masked_name(app, &page, &found.consulted).await?,
        (Concerns::Consultation, None) => return Err(WebError::NotFound),
    };
    let people = if code == "assign" { officers(app, &seen).await? } else { Vec::new() };
    let bodies = if code == "transfer" { receiving(app, visit, &state).await? } else { Vec::new() };
    let counted_before = if code == "fee" { super::fee::counted_before(app, &seen, &state).await? } else { None };
    let subject = case::open(app, Some(&seen.case.subject)).await?.unwrap_or_else(|| page.t("requests-erased"));
    Ok(Opened { act, seen, events, state, consultation: consultation.to_owned(), party, people, bodies, counted_before, page, subject })
}

/// Who answers requests at the organisation.
async fn officers(app: &App, seen: &Seen) -> Result<Vec<Choice>, WebError> {
    let people = app.identity.people_with(Role::CaseOfficer, &seen.organisation.id).await;
    let people = people.map_err(|fault| WebError::Internal(fault.to_string()))?;
    Ok(people.into_iter().map(|(id, name)| Choice::new(id.0, name)).collect())
}

/// The other bodies of this intake in which somebody answers requests: a case that is handed over lands on a desk.
async fn receiving(app: &App, visit: &Visit, state: &Request) -> Result<Vec<Choice>, WebError> {
    let staff = app.identity.staff().await?;
    let all = app.identity.organisations(visit.today).into_iter();
    let others = all.filter(|body| body.id.0 != state.organisation && staff.with(Role::CaseOfficer, &body.id).next().is_some());
    Ok(others.map(|body| Choice::new(body.id.0, body.name)).collect())
}

/// `GET /office/requests/{number}/acts/{act}`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((number, code)): Path<(String, String)>,
    Query(whom): Query<Whom>,
) -> Result<Response, WebError> {
    let opened = open(&app, &visit, &number, &code, &whom.consultation).await?;
    let proposed = (opened.act.controls)(&opened.at(&app, &visit));
    let values = proposed.into_iter().map(|control| (control.name.to_owned(), control.value)).collect();
    render(&app, &visit, &headers, &opened, Again { values, ..Again::default() })
}

/// What a form shows again.
#[derive(Default)]
struct Again {
    values: Vec<(String, String)>,
    errors: FieldErrors,
    message: String,
    conflict: Conflict,
    status: StatusCode,
}

fn render(app: &App, visit: &Visit, headers: &HeaderMap, opened: &Opened, again: Again) -> Result<Response, WebError> {
    let at = opened.at(app, visit);
    let Opened { act, page, seen, .. } = opened;
    let mut message = again.message;
    let mut status = again.status;
    let possible = match is_possible(act, &at) {
        Ok(()) => true,
        Err(refusal) => {
            if message.is_empty() {
                message = refusal_words(&refusal, visit.language);
                status = StatusCode::CONFLICT;
            }
            false
        }
    };
    let (dates, clock_warnings) = if possible { dates(act, &at, visit) } else { (None, Vec::new()) };
    let mut warnings = if possible { (act.warnings)(&at) } else { Vec::new() };
    warnings.extend(clock_warnings);
    let controls = if possible { (act.controls)(&at) } else { Vec::new() };
    let mut errors = again.errors;
    for control in &controls {
        let typed = again.values.iter().find(|(name, _)| name == control.name).map_or("", |(_, value)| value.as_str());
        if let ControlKind::Pick(choices) = &control.kind
            && let Some(error) = errors.list.iter_mut().find(|error| error.field == control.name)
            && let Some(found) = super::alike(choices, typed)
        {
            error.message = page.t1("requests-act-pick-several", "found", found);
        }
    }
    let form = Form::new(app, visit, headers, "request-act").with(again.values, errors);
    let template = ActPage {
        trail: shown::case_trail(page, &seen.case.number, &format!("requests-act-{}", act.code)),
        number: seen.case.number.clone(),
        code: act.code.to_owned(),
        version: opened.state.version,
        subject: opened.subject.clone(),
        words: page.t(&format!("requests-act-{}-words", act.code)),
        party: opened.party.clone(),
        consultation: opened.consultation.clone(),
        conflict: again.conflict,
        files: controls.iter().any(|control| matches!(control.kind, ControlKind::File)),
        submit: if act.looked_at { page.t("requests-act-look") } else { page.title().to_owned() },
        rules: (act.rules)(&at).into_iter().map(RuleShown::from).collect(),
        page: page.clone(),
        form: form.clone(),
        message,
        possible,
        warnings,
        dates,
        controls,
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// The due date before and after, with what is proposed, and what the clock says of it.
fn dates(act: &Act, at: &At<'_>, visit: &Visit) -> (Option<(String, String)>, Vec<String>) {
    let (Some(event), Some(input)) = ((act.event)(at), decide::reckon::input(at.state, &at.context)) else { return (None, Vec::new()) };
    let Ok(what_if) = crate::clock::what_if(&input, event, at.context.law) else { return (None, Vec::new()) };
    let known: Vec<_> = what_if.now.warnings.iter().map(|warning| warning.kind).collect();
    // That it is late for a clarification, its form says itself, also where an earlier one was late.
    let said = |kind: WarningKind| known.contains(&kind) || kind == WarningKind::ClarificationLate;
    let new = what_if.then.warnings.iter().filter(|warning| !said(warning.kind));
    let warnings = new.map(|warning| format!("{}（{}）", warning.words(visit.language), warning.rule.article)).collect();
    let words = |clock| shown::clock_words(at.page, clock, visit.language);
    (Some((words(&what_if.now), words(&what_if.then))), warnings)
}

/// `POST /office/requests/{number}/acts/{act}`: `do` is `look`, `send` or `edit`.
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((number, code)): Path<(String, String)>,
    sent: ProtectedUpload<{ attached::FORM }>,
) -> Result<Response, WebError> {
    let posted = &sent.form;
    let opened = open(&app, &visit, &number, &code, posted.get("consultation")).await?;
    let step = posted.get("do").to_owned();
    let values: Vec<_> =
        posted.values.iter().filter(|(name, _)| !matches!(name.as_str(), "version" | "do" | "consultation")).cloned().collect();
    if step == "edit" {
        return render(&app, &visit, &headers, &opened, Again { values, ..Again::default() });
    }
    let seen_version = posted.get("version").parse().unwrap_or_default();
    let files = match attached::taken(&sent.files, visit.language).await? {
        Ok(files) => files,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return render(&app, &visit, &headers, &opened, Again { values, errors, status, ..Again::default() });
        }
    };
    let typed = Typed { values: &values, files: &files };
    let brought = Brought { version: seen_version, values: values.clone(), files: &sent.files };
    let command =
        match is_possible(opened.act, &opened.at(&app, &visit)).and_then(|()| (opened.act.command)(&opened.at(&app, &visit), &typed)) {
            Ok(command) => command,
            Err(refusal) => return refused(&app, &visit, &headers, opened, brought, ExecuteError::Refused(refusal)).await,
        };
    let officer = officer_act(&app, &visit, &opened, seen_version, command);
    if opened.act.looked_at && step != "send" {
        return match app.store.execute(Rehearse(officer)).await {
            Err(ExecuteError::Refused(Rehearsed::Possible(rehearsal))) => {
                let looked = Looked { seen: &opened.seen, act: opened.act, page: &opened.page, party: &opened.party, values };
                look::render(&app, &visit, &headers, looked, &opened.consultation, *rehearsal, (opened.act.rules)(&opened.at(&app, &visit)))
            }
            Err(ExecuteError::Refused(Rehearsed::Refused(refusal))) => {
                refused(&app, &visit, &headers, opened, brought, ExecuteError::Refused(refusal)).await
            }
            Err(ExecuteError::Conflict { stream, expected, found }) => {
                refused(&app, &visit, &headers, opened, brought, ExecuteError::Conflict { stream, expected, found }).await
            }
            Err(ExecuteError::Store(fault)) => Err(fault.into()),
            Ok(done) => match done.answer {},
        };
    }
    match crate::told::execute(&app, officer).await {
        // A case that went to another organisation is not seen here any more: back to the desk.
        Ok(_) => match case::seen(&app, &visit, &number).await {
            Err(WebError::NotFound | WebError::Forbidden) => Ok(web::redirect(&visit, "/office")),
            _ => Ok(web::redirect(&visit, &format!("/office/requests/{number}"))),
        },
        Err(fault) => refused(&app, &visit, &headers, opened, brought, fault).await,
    }
}

fn officer_act(app: &App, visit: &Visit, opened: &Opened, seen_version: u64, command: Command) -> OfficerAct {
    OfficerAct {
        setting: Setting { law: app.law.clone(), today: visit.today, organisation: opened.seen.organisation.clone() },
        letters: letter_settings(app, &opened.seen.organisation, visit.today),
        case: opened.seen.case.stream.clone(),
        seen: seen_version,
        person: opened.seen.person.person.0.clone(),
        command,
    }
}

/// What a form brought.
struct Brought<'a> {
    /// the version that it was opened with
    version: u64,
    values: Vec<(String, String)>,
    files: &'a [UploadedFile],
}

/// The form again, with what was typed, and what is wrong. Where others were faster: what they did meanwhile, and what was
/// typed also where the act is not possible any more.
async fn refused(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    mut opened: Opened,
    brought: Brought<'_>,
    fault: ExecuteError<Refusal>,
) -> Result<Response, WebError> {
    let error = web_error(fault, visit.language);
    let status = error.status();
    let Brought { version, values, files } = brought;
    let reason = match error {
        WebError::Fields(errors) => return render(app, visit, headers, &opened, Again { values, errors, status, ..Again::default() }),
        WebError::Conflict(reason) => reason,
        other => return Err(other),
    };
    opened.events = app.store.load(&opened.seen.case.stream).await?;
    opened.state = Request::fold(&opened.events)?;
    let at = opened.at(app, visit);
    let link =
        Link::new(opened.page.t("requests-conflict-case"), opened.page.href(&format!("/office/requests/{}", opened.seen.case.number)));
    let late = Late {
        events: &opened.events,
        version,
        actor: at.person,
        link,
        kept: is_possible(opened.act, &at).is_ok(),
        typed: labelled((opened.act.controls)(&at), &values),
        files: conflict::names(files),
    };
    let (message, conflict) = conflict::told(app, &opened.page, late, reason).await?;
    render(app, visit, headers, &opened, Again { values, message, conflict, status, ..Again::default() })
}

/// What was typed with the labels of its controls, a choice by its name.
fn labelled(controls: Vec<Control>, values: &[(String, String)]) -> Vec<(String, String)> {
    let value_of = |name: &str| values.iter().find(|(typed, _)| typed == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let one = |control: Control| {
        let value = value_of(control.name);
        let said = match &control.kind {
            ControlKind::Select(choices) | ControlKind::Radios(choices) => {
                choices.iter().find(|choice| choice.value == value).map_or(value, |choice| choice.label.clone())
            }
            _ => value,
        };
        (control.label, said)
    };
    controls.into_iter().filter(|control| !matches!(control.kind, ControlKind::File)).map(one).collect()
}
