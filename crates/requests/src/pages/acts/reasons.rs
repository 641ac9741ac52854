//! Many requests (条例第三十五条): reasons are asked for, come, and a person sets a later date.

use super::question::came;
use super::{Act, At, Concerns, Control, ControlKind, no_event, no_warnings, nothing};
use crate::acts::Command;
use crate::clock::{ClockEvent, EventKind};
use crate::decide::{Refusal, excess};
use crate::model::event::Side;
use identity::Action;
use law::RuleRef;

pub(super) const ASK: Act = Act {
    code: "ask-reasons",
    actions: &[Action::DraftReply],
    concerns: Concerns::Case,
    looked_at: true,
    possible: |at| excess::ask_reasons(at.state, None, at.person.to_owned(), &at.context).map(drop),
    rules,
    warnings: no_warnings,
    controls: |at| {
        vec![
            Control::new("extent", at.t("requests-act-extent"), ControlKind::Area(2)).hint(at.t("requests-act-extent-hint")),
            Control::new("answer_by", at.t("requests-act-answer-by"), ControlKind::Date).hint(at.t("requests-act-answer-by-hint")),
        ]
    },
    command: |at, typed| {
        let answer_by = typed.day("answer_by");
        let extent = typed.text("extent")?;
        let answer_by = answer_by?;
        if answer_by <= at.context.today {
            return Err(Refusal::field("answer_by", "not-to-come"));
        }
        Ok(Command::AskReasons { extent, answer_by })
    },
    event: no_event,
};

pub(super) const GIVEN: Act = Act {
    code: "reasons-given",
    actions: &[Action::RegisterRequest, Action::DraftReply],
    concerns: Concerns::Case,
    looked_at: false,
    possible: |at| excess::give_reasons(at.state, nothing(), Side::Organisation, at.context.today, &at.context).map(drop),
    rules,
    warnings: no_warnings,
    controls: |at| {
        vec![
            Control::day("on", at, "requests-act-came-on"),
            Control::new("text", at.t("requests-act-what-came"), ControlKind::Area(6)).hint(at.t("requests-act-what-came-hint")),
        ]
    },
    command: |_, typed| came(typed).map(|(text, on)| Command::ReasonsGiven { text, on }),
    event: no_event,
};

pub(super) const DELAY: Act = Act {
    code: "delay",
    actions: &[Action::DraftReply],
    concerns: Concerns::Case,
    looked_at: true,
    possible: |at| {
        let later = at.state.due_on.unwrap_or(at.context.today).max(at.context.today).tomorrow().unwrap_or(at.context.today);
        excess::delay(at.state, later, at.person.to_owned(), &at.context).map(drop)
    },
    rules,
    warnings: no_warnings,
    controls: |at| {
        vec![
            Control::new("date", at.t("requests-act-date"), ControlKind::Date).hint(at.t("requests-act-date-hint")),
            Control::new("reason", at.t("requests-act-reason"), ControlKind::Area(4)).hint(at.t("requests-act-reason-letter")),
        ]
    },
    command: |_, typed| {
        let date = typed.day("date");
        let reason = typed.text("reason")?;
        Ok(Command::Delay { date: date?, reason })
    },
    event: |at| {
        let date = at.state.due_on?.max(at.context.today).tomorrow().ok()?;
        Some(ClockEvent::new(at.context.today, EventKind::DelayedTo { date }))
    },
};

fn rules(at: &At<'_>) -> Vec<RuleRef> {
    at.context.law.rule("excess", at.received_on()).map(law::Rule::reference).into_iter().collect()
}
