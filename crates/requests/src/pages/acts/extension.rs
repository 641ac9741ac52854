//! 延期: asked for by an officer, decided by the person in charge.

use super::{Act, At, Concerns, Control, ControlKind, no_controls, no_event, no_rules, no_warnings, nothing};
use crate::acts::Command;
use crate::clock::{ClockEvent, EventKind};
use crate::decide::extend;
use identity::Action;
use law::RuleRef;

pub(super) const PROPOSE: Act = Act {
    code: "propose-extension",
    actions: &[Action::DraftReply],
    concerns: Concerns::Case,
    looked_at: false,
    possible: |at| extend::propose(at.state, most(at), nothing(), at.person.to_owned(), &at.context).map(drop),
    rules,
    warnings: |at| at.state.due_on.map(|due| at.page.t1("requests-act-extend-by", "day", due)).into_iter().collect(),
    controls: |at| {
        let most = most(at);
        vec![
            Control::new("working_days", at.t("requests-act-working-days"), ControlKind::Number)
                .hint(at.page.t1("requests-act-working-days-hint", "days", most))
                .value(most.to_string()),
            Control::new("reason", at.t("requests-act-reason"), ControlKind::Area(4)).hint(at.t("requests-act-reason-letter")),
        ]
    },
    command: |_, typed| {
        let working_days = typed.number("working_days");
        let reason = typed.text("reason")?;
        Ok(Command::ProposeExtension { working_days: working_days?, reason })
    },
    event: |at| Some(ClockEvent::new(at.context.today, EventKind::Extended { working_days: most(at) })),
};

pub(super) const APPROVE: Act = Act {
    code: "approve-extension",
    actions: &[Action::ApproveReply],
    concerns: Concerns::Case,
    looked_at: true,
    possible: |at| extend::approve(at.state, at.person.to_owned(), &at.context).map(drop),
    rules,
    warnings: no_warnings,
    controls: no_controls,
    command: |_, _| Ok(Command::ApproveExtension),
    event: |at| {
        let proposed = at.state.extension_proposed.as_ref()?;
        Some(ClockEvent::new(at.context.today, EventKind::Extended { working_days: proposed.working_days }))
    },
};

pub(super) const DECLINE: Act = Act {
    code: "decline-extension",
    actions: &[Action::ApproveReply],
    concerns: Concerns::Case,
    looked_at: false,
    possible: |at| extend::decline(at.state, nothing(), at.person.to_owned()).map(drop),
    rules: no_rules,
    warnings: no_warnings,
    controls: |at| vec![Control::new("reason", at.t("requests-act-reason"), ControlKind::Area(3))],
    command: |_, typed| typed.text("reason").map(Command::DeclineExtension),
    event: no_event,
};

fn most(at: &At<'_>) -> u32 {
    at.terms().map_or(0, |terms| terms.extension.working_days)
}

fn rules(at: &At<'_>) -> Vec<RuleRef> {
    let Some(terms) = at.terms() else { return Vec::new() };
    let again = (!at.state.extensions.is_empty()).then_some(terms.extension_after_clarification.rule);
    std::iter::once(terms.extension.rule).chain(again).collect()
}
