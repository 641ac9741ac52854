//! An officer drafts a reply: choose the outcome, then the form asks exactly what makes it lawful. Somebody who checks
//! changes the text on the same form; the draft is theirs then, and another person checks it.

use super::case::{self, Seen};
use super::drafts::{self, ConcernShown};
use super::preview::composed;
use super::shown;
use super::steps::{self, Acted};
use crate::acts::Command;
use crate::decide::Refusal;
use crate::decide::concern;
use crate::decide::draft::{DraftTexts, FIELDS, control, legal_review_by_default};
use crate::decide::pass::Stage;
use crate::decide::send;
use crate::letter;
use crate::model::{Request, Step};
use crate::submit::web_error;
use crate::words::{ReasonWords, of_reasons};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use identity::Action;
use law::{OutcomeField, Remedy, StandardReason};
use serde::Deserialize;
use store::{ExecuteError, Recorded};
use web::{App, Choice, Comparison, Conflict, FieldErrors, Form, Language, Link, Page, ProtectedForm, Visit, WebError};

/// Outcomes of a group.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) outcomes: Vec<(String, String, bool)>,
}

/// A text that the chosen outcome asks for.
pub(super) struct Asked {
    pub(super) control: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) required: bool,
}

#[derive(Template)]
#[template(path = "requests-draft.html")]
pub(super) struct DraftPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) version: u64,
    pub(super) subject: String,
    pub(super) groups: Vec<Group>,
    pub(super) outcome: String,
    pub(super) outcome_name: String,
    pub(super) grounds: Vec<Choice>,
    pub(super) asked: Vec<Asked>,
    pub(super) remedies: Vec<String>,
    pub(super) message: String,
    pub(super) conflict: Conflict,
    /// standard reasons of the outcome
    pub(super) reasons: Vec<Choice>,
    /// some of them were read in no text that may be relied on
    pub(super) reasons_unconfirmed: bool,
    pub(super) concerns: Vec<ConcernShown>,
    /// somebody who checks is changing the text
    pub(super) amending: bool,
    /// number and day of the letter that this one will correct
    pub(super) corrects: String,
    /// why the draft came back
    pub(super) returned: String,
    /// the letter as it would read
    pub(super) letter: String,
    pub(super) comparison: Option<Comparison>,
    pub(super) earlier: String,
}

/// The chosen outcome.
#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    outcome: String,
}

/// Who writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hand {
    Drafter,
    Checker(Stage),
}

struct Desk {
    seen: Seen,
    events: Vec<Recorded>,
    state: Request,
    hand: Hand,
}

async fn allowed(app: &App, visit: &Visit, number: &str) -> Result<Desk, WebError> {
    let seen = case::seen(app, visit, number).await?;
    let events = app.store.load(&seen.case.stream).await?;
    let state = Request::fold(&events)?;
    let hand = match Stage::of(state.step) {
        Some(stage) if app.identity.may(Some(&seen.person), steps::action_of(stage), &seen.organisation.id).is_ok() => Hand::Checker(stage),
        _ => {
            app.identity.may(Some(&seen.person), Action::DraftReply, &seen.organisation.id)?;
            Hand::Drafter
        }
    };
    Ok(Desk { seen, events, state, hand })
}

/// `GET /office/requests/{number}/draft`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, WebError> {
    let desk = allowed(&app, &visit, &number).await?;
    let state = &desk.state;
    if desk.hand == Hand::Drafter && !matches!(state.step, Step::Registered | Step::Drafting) {
        return Err(WebError::Conflict(web::message(visit.language, "requests-refusal-wrong-step", &[])));
    }
    if let Hand::Checker(stage) = desk.hand
        && !crate::decide::pass::may_check(state, stage, &desk.seen.person.person.0)
    {
        return Err(web_error(ExecuteError::Refused(Refusal::SamePerson), visit.language));
    }
    let texts = match &state.draft {
        Some(draft) => drafts::texts(&app, draft).await?,
        None => DraftTexts::default(),
    };
    let outcome = if chosen.outcome.is_empty() {
        state.draft.as_ref().map(|draft| draft.outcome.clone()).unwrap_or_default()
    } else {
        chosen.outcome
    };
    let mut values: Vec<(String, String)> = FIELDS.iter().map(|(field, name)| ((*name).to_owned(), texts.get(*field).to_owned())).collect();
    let of_the_draft = state.draft.as_ref().filter(|draft| draft.outcome == outcome).map(|draft| draft.legal_review);
    if of_the_draft.unwrap_or_else(|| legal_review_by_default(&app.law, &outcome, visit.today)) {
        values.push(("legal_review".into(), "yes".into()));
    }
    values.push(("outcome".into(), outcome));
    if let Some(draft) = &state.draft {
        values.push(("ground".into(), draft.ground.clone()));
    }
    render(&app, &visit, &headers, &desk, Typed { values, ..Typed::default() }).await
}

/// What was typed, and what was wrong with it.
struct Typed {
    values: Vec<(String, String)>,
    errors: FieldErrors,
    message: String,
    conflict: Conflict,
    status: StatusCode,
}

impl Default for Typed {
    fn default() -> Self {
        Typed {
            values: Vec::new(),
            errors: FieldErrors::default(),
            message: String::new(),
            conflict: Conflict::default(),
            status: StatusCode::OK,
        }
    }
}

impl Typed {
    fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    fn set(&mut self, name: &str, value: String) {
        self.values.retain(|(found, _)| found != name);
        self.values.push((name.to_owned(), value));
    }

    fn texts(&self) -> DraftTexts {
        let mut texts = DraftTexts::default();
        for (field, name) in FIELDS {
            texts.set(field, self.get(name).replace("\r\n", "\n"));
        }
        texts
    }
}

async fn render(app: &App, visit: &Visit, headers: &HeaderMap, desk: &Desk, mut typed: Typed) -> Result<Response, WebError> {
    let Desk { seen, events, state, hand } = desk;
    let number = seen.case.number.clone();
    let page = app.office_page(visit, web::message(visit.language, "requests-draft-title", &[("number", number.clone())])).await?;
    let english = visit.language == Language::English;
    let chosen = typed.get("outcome").to_owned();
    let regime = state.clock.as_ref().map(|clock| clock.regime).ok_or(WebError::NotFound)?;
    let row = app.law.outcome(&chosen).ok();
    let found = row.map(|row| app.law.grounds(&row.code, regime).unwrap_or_default()).unwrap_or_default();
    let grounds: Vec<Choice> = found
        .iter()
        .map(|ground| {
            let mark = if ground.rule.confirmed { String::new() } else { page.t("requests-unconfirmed") };
            Choice::new(ground.id.clone(), ground.rule.article.clone()).with_hint(format!("{}{mark}", ground.rule.text))
        })
        .collect();
    if let [only, ..] = grounds.as_slice()
        && !grounds.iter().any(|ground| ground.value == typed.get("ground"))
    {
        typed.set("ground", only.value.clone());
    }
    let rule = found.iter().find(|ground| ground.id == typed.get("ground")).map(|ground| ground.rule.clone());
    let asked = row.map(|row| asked(&page, row, &found)).unwrap_or_default();
    let reasons = match row {
        Some(row) if row.asks.contains(&OutcomeField::Reason) => reasons(app, &row.code, state, visit.today).await?,
        _ => Vec::new(),
    };
    let remedies = match row {
        Some(row) => {
            let remedies = app.law.remedies(visit.today, &row.code, seen.organisation.kind).unwrap_or_default();
            remedy_lines(app, visit, seen, &row.code, remedies)?
        }
        None => Vec::new(),
    };
    let letter = match (row, rule) {
        (Some(row), Some(rule)) => composed(app, visit, seen, state, (&row.code, rule, typed.texts()))
            .await?
            .map(|letter| letters::html(&letter))
            .unwrap_or_default(),
        _ => String::new(),
    };
    let earlier = drafts::earlier(app, events).await?;
    let subject = case::open(app, Some(&seen.case.subject)).await?.unwrap_or_else(|| page.t("requests-erased"));
    let texts = typed.texts();
    let template = DraftPage {
        trail: shown::case_trail(&page, &number, "requests-draft-crumb"),
        version: state.version,
        outcome_name: row.map(|row| format!("{} {}", row.code, if english { &row.name_en } else { &row.name })).unwrap_or_default(),
        groups: groups(app, english, &chosen),
        outcome: row.map(|row| row.code.clone()).unwrap_or_default(),
        reasons_unconfirmed: reasons.iter().any(|reason| !reason.confirmed),
        reasons: reasons.iter().map(|reason| Choice::new(reason.id.clone(), offered(app, &page, reason, regime))).collect(),
        concerns: row
            .map(|row| drafts::shown(&page, concern::concerns(state, (&row.code, typed.get("ground")), &seen.context(app, visit))))
            .unwrap_or_default(),
        amending: matches!(hand, Hand::Checker(_)),
        corrects: send::corrects(state).unwrap_or_default(),
        returned: if state.step == Step::Drafting {
            case::open(app, state.returned.as_ref()).await?.unwrap_or_default()
        } else {
            String::new()
        },
        comparison: earlier.last().map(|earlier| Comparison::new(&drafts::as_text(&page, &earlier.texts), &drafts::as_text(&page, &texts))),
        earlier: earlier.last().map(|earlier| earlier.title(&page)).unwrap_or_default(),
        letter,
        subject,
        grounds,
        asked,
        remedies,
        message: typed.message,
        conflict: typed.conflict,
        number,
        form: Form::new(app, visit, headers, "request-draft").with(typed.values, typed.errors),
        page,
    };
    let html = web::html(&template)?;
    Ok(template.form.respond((typed.status, html).into_response()))
}

/// What any of the grounds asks for, so that changing the ground needs no round to the server; a field says which grounds
/// it is for where that is not all of them.
fn asked(page: &Page, row: &law::Outcome, grounds: &[law::Ground]) -> Vec<Asked> {
    let asks = |ground: &&law::Ground, field| row.asks_for(&ground.id).contains(&field);
    let one = |field: OutcomeField| {
        let on: Vec<&law::Ground> = grounds.iter().filter(|ground| asks(ground, field)).collect();
        let hint = page.t(&format!("requests-hint-{}", control(field).replace('_', "-")));
        let articles = || on.iter().map(|ground| ground.rule.article.as_str()).collect::<Vec<_>>().join("、");
        let only = (on.len() < grounds.len()).then(|| page.t1("requests-hint-only-on", "articles", articles()));
        Asked {
            control: control(field),
            label: page.t(&format!("requests-field-{}", control(field).replace('_', "-"))),
            required: only.is_none()
                && field != OutcomeField::CompetentOrgan
                && !on.iter().any(|ground| row.may_be_empty(&ground.id, field)),
            hint: format!("{hint}{}", only.unwrap_or_default()),
        }
    };
    let some = |field: &OutcomeField| grounds.iter().any(|ground| asks(&ground, *field));
    row.asks_anywhere().into_iter().filter(some).map(one).collect()
}

fn groups(app: &App, english: bool, chosen: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for outcome in app.law.outcomes() {
        let (group, name) = if english { (&outcome.group_en, &outcome.name_en) } else { (&outcome.group, &outcome.name) };
        if groups.last().is_none_or(|last| last.name != *group) {
            groups.push(Group { name: group.clone(), outcomes: Vec::new() });
        }
        if let Some(last) = groups.last_mut() {
            last.outcomes.push((outcome.code.clone(), name.clone(), outcome.code == chosen));
        }
    }
    groups
}

/// The standard reasons that are offered for an outcome.
async fn reasons(app: &App, outcome: &str, state: &Request, today: jiff::civil::Date) -> Result<Vec<StandardReason>, WebError> {
    let regime = state.clock.as_ref().map(|clock| clock.regime).ok_or(WebError::NotFound)?;
    let words = ReasonWords::fold(&app.store.load(&of_reasons()).await?)?;
    Ok(words.offered(&app.law, outcome, regime, today))
}

/// `能够区分处理（第三十七条）` with a mark where nobody has read its wording.
fn offered(app: &App, page: &Page, reason: &StandardReason, regime: law::Regime) -> String {
    let of_the_regime = |id: &String| app.law.rule_by_id(id).filter(|rule| rule.regime == Some(regime));
    let articles: Vec<&str> = reason.grounds.iter().filter_map(of_the_regime).map(|rule| rule.article.as_str()).collect();
    let mark = if reason.confirmed { String::new() } else { format!("　{}", page.t("requests-unconfirmed")) };
    format!("{}（{}）{mark}", reason.title, articles.join("、"))
}

fn remedy_lines(app: &App, visit: &Visit, seen: &Seen, outcome: &str, remedies: Vec<Remedy>) -> Result<Vec<String>, WebError> {
    let settings = case::letter_settings(app, &seen.organisation, visit.today);
    letter::remedy_paragraphs(&app.law, outcome, &remedies, &settings).map_err(|fault| WebError::Internal(fault.to_string()))
}

/// `POST /office/requests/{number}/draft`: `action` is `insert`, `preview`, `save`, `submit` or, of somebody who checks,
/// `amend`.
pub async fn save(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let desk = allowed(&app, &visit, &number).await?;
    let mut typed = Typed { values: posted.values.clone(), ..Typed::default() };
    match posted.get("action") {
        "insert" => {
            insert(&app, &visit, &desk, &mut typed).await?;
            return render(&app, &visit, &headers, &desk, typed).await;
        }
        "preview" => return render(&app, &visit, &headers, &desk, typed).await,
        _ => {}
    }
    let (outcome, ground) = (posted.get("outcome").to_owned(), posted.get("ground").to_owned());
    let texts = Box::new(typed.texts());
    let legal_review = posted.get("legal_review") == "yes";
    let command = match desk.hand {
        Hand::Checker(stage) => Command::Amend { stage, outcome, ground, texts, legal_review },
        Hand::Drafter => Command::Draft { outcome, ground, texts, legal_review, submit: posted.get("action") == "submit" },
    };
    match steps::act(&app, &visit, &desk.seen, posted.get("version"), command).await? {
        Acted::Done => Ok(web::redirect(&visit, &format!("/office/requests/{number}"))),
        Acted::Refused { errors, message, status } => {
            let (message, conflict) = if errors.is_empty() {
                steps::late(&app, &visit, &desk.seen, &posted, (true, Vec::new()), message).await?
            } else {
                (message, Conflict::default())
            };
            render(&app, &visit, &headers, &desk, Typed { errors, message, conflict, status, ..typed }).await
        }
    }
}

/// Puts the chosen standard reason under what was typed, and chooses the clause that it rests on.
async fn insert(app: &App, visit: &Visit, desk: &Desk, typed: &mut Typed) -> Result<(), WebError> {
    let regime = desk.state.clock.as_ref().map(|clock| clock.regime).ok_or(WebError::NotFound)?;
    let found = reasons(app, typed.get("outcome"), &desk.state, visit.today).await?;
    let Some(reason) = found.into_iter().find(|reason| reason.id == typed.get("standard_reason")) else {
        typed.errors.add("standard_reason", "choice", web::message(visit.language, "requests-problem-choice", &[]));
        typed.status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(());
    };
    let before = typed.get("reason").trim_end().to_owned();
    typed.set("reason", if before.is_empty() { reason.text.clone() } else { format!("{before}\n{}", reason.text) });
    let ground = reason.grounds.iter().find(|id| app.law.rule_by_id(id).is_some_and(|rule| rule.regime == Some(regime)));
    if let Some(ground) = ground {
        typed.set("ground", ground.clone());
    }
    Ok(())
}
