//! 补正: asking the requester, and the answer that came on paper.

use super::{Act, At, Concerns, Control, ControlKind, Typed, no_event, no_warnings, nothing};
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
        let ask = clarify::Ask { points: nothing(), until: proposed(at), person: at.person.to_owned() };
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
            Control::new("until", at.t("requests-act-until"), ControlKind::Date)
                .hint(at.t("requests-act-clarify-until-hint"))
                .value(proposed(at).to_string()),
        );
        controls
    },
    command: |_, typed| {
        let until = typed.day("until");
        let points: Vec<String> = POINTS.into_iter().map(|name| typed.get(name).to_owned()).collect();
        clarify::points(&points).map_err(|refusal| match refusal {
            Refusal::Fields(problems) => {
                Refusal::Fields(problems.into_iter().map(|problem| Problem { field: POINTS[0], ..problem }).collect())
            }
            refusal => refusal,
        })?;
        Ok(Command::AskClarification { points, until: until? })
    },
    event: |at| Some(ClockEvent::new(at.context.today, EventKind::ClarificationRequested { until: proposed(at) })),
};

pub(super) const CLARIFIED: Act = Act {
    code: "clarified",
    actions: &[Action::RegisterRequest, Action::DraftReply],
    concerns: Concerns::Case,
    looked_at: true,
    possible: |at| {
        let on = at.state.open_clarification().map_or(at.context.today, |open| open.asked.until.min(at.context.today));
        clarify::answer(at.state, nothing(), Side::Organisation, on, &at.context).map(drop)
    },
    rules,
    warnings: no_warnings,
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

/// The day that is proposed for the answer.
fn proposed(at: &At<'_>) -> Date {
    clarify::days(at.received_on(), &at.context).map_or(at.context.today, |(_, until)| until)
}

fn warnings(at: &At<'_>) -> Vec<String> {
    match clarify::days(at.received_on(), &at.context) {
        Ok((Some(limit), _)) if limit < at.context.today => vec![at.page.t1("requests-act-clarify-late", "day", limit)],
        Ok((Some(limit), _)) => vec![at.page.t1("requests-act-clarify-by", "day", limit)],
        _ => Vec::new(),
    }
}
