//! The clock of a case as a list that a lawyer could follow, and what would become of it.

use super::case::{self, Seen};
use super::shown;
use crate::clock::{BarKind, Clock, ClockEvent, ClockFault, ClockInput, Consulted, EventKind, what_if};
use crate::decide::{Context, reckon};
use crate::model::Request;
use crate::model::event::FeeMethod;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use calendar::DivisionCode;
use jiff::civil::Date;
use serde::Deserialize;
use web::{App, Choice, CountedDay, FieldErrors, Form, Language, Link, Page, SegmentKind, TimeBar, Visit, WebError};

/// A stretch of the list.
pub(super) struct Stretch {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) days: u32,
    pub(super) counts: bool,
    pub(super) so_far: u32,
    pub(super) why: String,
    pub(super) article: String,
    pub(super) confirmed: bool,
    pub(super) counted: Vec<CountedDay>,
}

/// A warning of the clock, or a reading on which it rests.
pub(super) struct Remark {
    pub(super) words: String,
    pub(super) article: String,
    pub(super) confirmed: bool,
}

/// A clock, ready to be shown.
pub(super) struct ClockShown {
    pub(super) headline: String,
    pub(super) bar: TimeBar,
    pub(super) stretches: Vec<Stretch>,
    pub(super) remarks: Vec<Remark>,
    pub(super) provisional: bool,
}

/// What would become of it.
pub(super) struct Supposed {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) moved: String,
    pub(super) clock: ClockShown,
}

#[derive(Template)]
#[template(path = "requests-clock.html")]
pub(super) struct ClockPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) receipt: Remark,
    pub(super) clock: ClockShown,
    pub(super) acts: Vec<Choice>,
    pub(super) supposed: Option<Supposed>,
    pub(super) fault: String,
}

/// What is supposed.
#[derive(Debug, Default, Deserialize)]
pub struct Supposition {
    #[serde(default)]
    act: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    until: String,
}

/// Acts that can be supposed, in the order in which they are offered.
const ACTS: [&str; 10] = [
    "clarification-requested",
    "clarified",
    "extended",
    "third-party-consulted",
    "co-producer-consulted",
    "body-consulted",
    "answered",
    "fee-noticed",
    "fee-paid",
    "delayed-to",
];

/// The clock of a case on a day; none before it started, or where what happened makes none.
pub(super) fn of(app: &App, seen: &Seen, state: &Request, today: Date) -> Option<Clock> {
    let context = Context { law: &app.law, today, organisation: &seen.organisation };
    reckon::clock(state, &context).ok().flatten()
}

/// The bar of a clock.
pub(super) fn bar(page: &Page, clock: &Clock) -> TimeBar {
    clock.bar().into_iter().fold(TimeBar::new(page.t("requests-clock-bar")), |bar, piece| {
        let (kind, label) = match piece.kind {
            BarKind::Used => (SegmentKind::Run, page.t1("requests-clock-used", "days", piece.working_days)),
            BarKind::Left => (SegmentKind::Left, page.t1("requests-clock-left", "days", piece.working_days)),
            BarKind::Overdue => (SegmentKind::Late, page.t1("requests-clock-late", "days", piece.working_days)),
            BarKind::Paused => (SegmentKind::Stop, page.t("requests-clock-stop")),
            BarKind::Waiting => (SegmentKind::Stop, page.t("requests-clock-waiting")),
            BarKind::Dropped => (SegmentKind::Stop, page.t("requests-clock-dropped")),
        };
        // A stretch begins the day after its day 0.
        let from = piece.from.tomorrow().unwrap_or(piece.from);
        bar.with(kind, from, piece.to, piece.working_days, label)
    })
}

/// A clock, ready to be shown.
pub(super) fn shown(page: &Page, app: &App, place: DivisionCode, clock: &Clock, language: Language) -> ClockShown {
    let stretches = clock.lines().into_iter().map(|line| {
        let before = line.so_far.saturating_sub(if line.counts { line.working_days } else { 0 });
        let days = web::counted_days(page, &app.law, Some(place), line.from, line.working_days);
        let counted = days.into_iter().map(|day| CountedDay {
            number: day.number.filter(|_| line.counts).map(|number| number + before),
            last: line.counts && clock.due_on.is_some_and(|due| due.to_string() == day.date),
            ..day
        });
        Stretch {
            from: line.from.to_string(),
            to: line.to.to_string(),
            days: line.working_days,
            counts: line.counts,
            so_far: line.so_far,
            why: line.words(language),
            counted: counted.collect(),
            article: line.article,
            confirmed: line.confirmed,
        }
    });
    let warnings = clock.warnings.iter().map(|warning| Remark {
        words: format!("{}　{}", warning.on, warning.words(language)),
        article: warning.rule.article.clone(),
        confirmed: warning.rule.confirmed,
    });
    let readings =
        clock.readings.iter().map(|rule| Remark { words: rule.text.clone(), article: rule.article.clone(), confirmed: rule.confirmed });
    ClockShown {
        headline: shown::clock_words(page, clock, language),
        bar: bar(page, clock),
        stretches: stretches.collect(),
        remarks: warnings.chain(readings).collect(),
        provisional: clock.provisional,
    }
}

/// `GET /office/requests/{number}/clock`, with `act`, `on` and `until` what would become of it.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: axum::http::HeaderMap,
    Path(number): Path<String>,
    Query(asked): Query<Supposition>,
) -> Result<Response, WebError> {
    let seen = case::seen(&app, &visit, &number).await?;
    let state = Request::fold(&app.store.load(&seen.case.stream).await?)?;
    let context = Context { law: &app.law, today: visit.today, organisation: &seen.organisation };
    let (Some(started), Some(clock), Some(input)) = (&state.clock, of(&app, &seen, &state, visit.today), reckon::input(&state, &context))
    else {
        return Err(WebError::NotFound);
    };
    let page = app.office_page(&visit, web::message(visit.language, "requests-clock-title", &[("number", number.clone())])).await?;
    let place = seen.organisation.division;
    let mut errors = FieldErrors::default();
    let mut fault = String::new();
    let mut supposed = None;
    if !asked.act.is_empty() {
        match supposition(&asked, &state, &input, &context) {
            Ok(event) => match what_if(&input, event, &app.law) {
                Ok(found) => {
                    let moved = match found.difference.days {
                        Some(0) => page.t("requests-clock-same"),
                        Some(days) if days > 0 => page.t1("requests-clock-later", "days", days),
                        Some(days) => page.t1("requests-clock-earlier", "days", -days),
                        None => String::new(),
                    };
                    supposed = Some(Supposed {
                        from: shown::clock_words(&page, &found.now, visit.language),
                        to: shown::clock_words(&page, &found.then, visit.language),
                        clock: shown(&page, &app, place, &found.then, visit.language),
                        moved,
                    });
                }
                Err(found) => fault = fault_words(&found, visit.language),
            },
            Err((field, code)) => errors.add(field, code, page.t(&format!("requests-problem-{code}"))),
        }
    }
    let on = if asked.on.is_empty() { visit.today.to_string() } else { asked.on.clone() };
    let values = vec![("act".to_owned(), asked.act.clone()), ("on".to_owned(), on), ("until".to_owned(), asked.until.clone())];
    let form = Form::new(&app, &visit, &headers, "request-clock").with(values, errors);
    let rule = &started.receipt_rule;
    let template = ClockPage {
        trail: shown::case_trail(&page, &number, "requests-clock-crumb"),
        receipt: Remark {
            words: format!("{}　{}", started.received_on, rule.text),
            article: rule.article.clone(),
            confirmed: rule.confirmed,
        },
        clock: with_terms(&page, &state, shown(&page, &app, place, &clock, visit.language)),
        acts: ACTS.map(|act| Choice::new(act, page.t(&format!("requests-suppose-{act}")))).into(),
        form: form.clone(),
        page,
        number,
        supposed,
        fault,
    };
    Ok(form.respond(web::html(&template)?))
}

/// A term of the requester that has passed is said first: nothing has ended with it.
fn with_terms(page: &Page, state: &Request, mut clock: ClockShown) -> ClockShown {
    let clarification = state.open_clarification().filter(|open| open.passed);
    let clarification = clarification.and_then(|open| Some(("clarification", open.until?, &open.asked.rule)));
    let fee = state.open_fee().filter(|open| open.passed).and_then(|open| Some(("fee", open.until?, &open.noticed.rule)));
    let over = clarification.into_iter().chain(fee).filter(|_| state.is_open()).map(|(term, until, rule)| Remark {
        words: page.t1(&format!("requests-clock-over-{term}"), "until", until),
        article: rule.article.clone(),
        confirmed: rule.confirmed,
    });
    clock.remarks.splice(0..0, over);
    clock
}

fn fault_words(fault: &ClockFault, language: Language) -> String {
    match &fault.article {
        Some(article) => format!("{}（{article}）", fault.words(language)),
        None => fault.words(language),
    }
}

/// The event that is supposed.
fn supposition(
    asked: &Supposition,
    state: &Request,
    input: &ClockInput,
    context: &Context<'_>,
) -> Result<ClockEvent, (&'static str, &'static str)> {
    let on: Date = asked.on.trim().parse().map_err(|_| ("on", "date"))?;
    if on < input.received_on {
        return Err(("on", "before-receipt"));
    }
    let supposed = Context { today: on, ..*context };
    let terms = context.law.regime_on(input.received_on).map_err(|_| ("act", "choice"))?;
    let consulted = |whom| (EventKind::Consulted { whom, delivered_on: Some(on) }, Some("supposed".to_owned()));
    let (kind, party) = match asked.act.as_str() {
        "clarification-requested" => (EventKind::ClarificationRequested { until: Date::MAX }, None),
        "clarified" => (EventKind::Clarified, None),
        "extended" => (EventKind::Extended { working_days: terms.extension.working_days }, None),
        "third-party-consulted" => consulted(Consulted::ThirdParty),
        "co-producer-consulted" => consulted(Consulted::CoProducer),
        "body-consulted" => consulted(Consulted::Body),
        "answered" => {
            let open = state.consultations.iter().find(|consultation| consultation.is_open()).ok_or(("act", "nothing-asked"))?;
            let whom = reckon::whom(open.consulted.kind);
            (EventKind::Answered { whom }, Some(open.consulted.id.clone()))
        }
        "fee-noticed" => {
            crate::decide::fee::reckon(input.received_on, FeeMethod::Page, 1, 0, &supposed).map_err(|_| ("act", "no-fee"))?;
            (EventKind::FeeNoticed { until: Date::MAX }, None)
        }
        "fee-paid" => (EventKind::FeePaid, None),
        "delayed-to" => (EventKind::DelayedTo { date: asked.until.trim().parse().map_err(|_| ("until", "date"))? }, None),
        _ => return Err(("act", "choice")),
    };
    Ok(ClockEvent { on, kind, party })
}
