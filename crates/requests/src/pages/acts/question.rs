//! 补正: asking the requester, and the answer that came on paper.

use super::{Act, At, Concerns, Control, ControlKind, Typed, no_event, nothing};
use crate::acts::Command;
use crate::clock::{ClockEvent, EventKind};
use crate::decide::{Refusal, clarify};
use crate::model::Problem;
use crate::model::event::Side;
use identity::Action;
use jiff::civil::Date;
use law::RuleRef;

/// Controls of the points that a form offers.
const POINTS: [&str; 6] = ["points-1", "points-2", "points-3", "points-4", "points-5", "points-6"];

pub(super) const ASK: Act = Act {
    code: "ask-clarification",
    actions: &[Action::DraftReply],
    concerns: Concerns::Case,
    looked_at: true,
    possible: |at| {
        let ask = clarify::Ask { points: nothing(), working_days: proposed(at), until: None, person: at.person.to_owned() };
        clarify::ask(at.state, ask, &at.context).map(drop)
    },
    rules,
    warnings,
    controls: |at| {
        let point = |(place, name): (usize, &'static str)| {
            let label = at.page.t1("requests-act-point", "number", place + 1);
            let control = Control::new(name, label, ControlKind::Area(2));
            if place == 0 { control.hint(at.t("requests-act-points-hint")) } else { control.optional() }
        };
        let mut controls: Vec<Control> = POINTS.into_iter().enumerate().map(point).collect();
        controls.push(
            Control::new("working_days", at.t("requests-act-clarify-days"), ControlKind::Number)
                .hint(at.t("requests-act-clarify-days-hint"))
                .value(proposed(at).to_string()),
        );
        controls.push(
            Control::new("until", at.t("requests-act-clarify-until"), ControlKind::Date)
                .hint(at.t("requests-act-clarify-until-hint"))
                .optional(),
        );
        controls
    },
    command: |_, typed| {
        let until = typed.day_or_none("until");
        let working_days = typed.number("working_days");
        let points: Vec<String> = POINTS.into_iter().map(|name| typed.get(name).to_owned()).collect();
        clarify::points(&points).map_err(|refusal| match refusal {
            Refusal::Fields(problems) => {
                Refusal::Fields(problems.into_iter().map(|problem| Problem { field: POINTS[0], ..problem }).collect())
            }
            refusal => refusal,
        })?;
        Ok(Command::AskClarification { points, working_days: working_days?, until: until? })
    },
    event: |at| Some(ClockEvent::new(at.context.today, EventKind::ClarificationRequested { until: Date::MAX })),
};

pub(super) const CLARIFIED: Act = Act {
    code: "clarified",
    actions: &[Action::RegisterRequest, Action::DraftReply],
    concerns: Concerns::Case,
    looked_at: true,
    possible: |at| clarify::answer(at.state, nothing(), Side::Organisation, at.context.today, &at.context).map(drop),
    rules,
    warnings: |at| late(at, "requests-act-clarified-late", at.state.open_clarification().and_then(|open| open.until)),
    controls: |at| {
        vec![
            Control::day("on", at, "requests-act-came-on"),
            Control::new("text", at.t("requests-act-what-came"), ControlKind::Area(6)).hint(at.t("requests-act-what-came-hint")),
        ]
    },
    command: |_, typed| came(typed).map(|(text, on)| Command::Clarified { text, on }),
    event: no_event,
};

/// Text and day of what came on paper.
pub(super) fn came(typed: &Typed<'_>) -> Result<(String, Date), Refusal> {
    let on = typed.day("on");
    let text = typed.text("text")?;
    Ok((text, on?))
}

fn rules(at: &At<'_>) -> Vec<RuleRef> {
    at.terms().map(|terms| vec![terms.clarification.rule, terms.clarification.given.rule]).unwrap_or_default()
}

/// The working days that are proposed for the answer.
fn proposed(at: &At<'_>) -> u32 {
    clarify::days(at.received_on(), &at.context).map_or(1, |(_, days)| days)
}

/// What is to be known where something comes after its term: it is taken all the same.
pub(super) fn late(at: &At<'_>, id: &str, until: Option<Date>) -> Vec<String> {
    until.filter(|until| *until < at.context.today).map(|until| at.page.t1(id, "day", until)).into_iter().collect()
}

fn warnings(at: &At<'_>) -> Vec<String> {
    match clarify::days(at.received_on(), &at.context) {
        Ok((Some(limit), _)) if limit < at.context.today => vec![at.page.t1("requests-act-clarify-late", "day", limit)],
        Ok((Some(limit), _)) => vec![at.page.t1("requests-act-clarify-by", "day", limit)],
        _ => Vec::new(),
    }
}
