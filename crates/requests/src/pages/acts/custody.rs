//! The case changes hands, ends by the requester's will, or gets a note.

use super::{Act, Concerns, Control, ControlKind, no_event, no_rules, no_warnings, nothing, picked};
use crate::acts::Command;
use crate::clock::{ClockEvent, EventKind};
use crate::decide::{Refusal, leave};
use crate::model::event::Side;
use identity::{Action, OrganisationId};
use web::Choice;

pub(super) const ASSIGN: Act = Act {
    code: "assign",
    actions: &[Action::RegisterRequest, Action::ApproveReply],
    concerns: Concerns::Case,
    looked_at: false,
    possible: |at| leave::assign(at.state, "-".to_owned(), at.person.to_owned()).map(drop),
    rules: no_rules,
    warnings: no_warnings,
    controls: |at| {
        let nobody = Choice::new("", at.t("requests-act-assign-nobody"));
        let choices = std::iter::once(nobody).chain(at.people.iter().cloned()).collect();
        let holder = at.state.holder.clone().unwrap_or_default();
        vec![Control::new("to", at.t("requests-act-assign-to"), ControlKind::Select(choices)).value(holder)]
    },
    command: |at, typed| {
        let to = typed.get("to").to_owned();
        let known = to.is_empty() || at.people.iter().any(|choice| choice.value == to);
        if known { Ok(Command::Assign(to)) } else { Err(Refusal::field("to", "choice")) }
    },
    event: no_event,
};

pub(super) const TRANSFER: Act = Act {
    code: "transfer",
    actions: &[Action::RegisterRequest],
    concerns: Concerns::Case,
    looked_at: true,
    possible: |at| leave::transfer(at.state, "-".to_owned(), nothing(), at.person.to_owned(), &at.context).map(drop),
    rules: |at| at.context.law.rule("setting-transfer", at.context.today).map(law::Rule::reference).into_iter().collect(),
    warnings: no_warnings,
    controls: |at| {
        vec![
            Control::new("to", at.t("requests-act-transfer-to"), ControlKind::Pick(at.bodies.clone()))
                .hint(at.t("requests-act-transfer-to-hint")),
            Control::new("reason", at.t("requests-act-reason"), ControlKind::Area(4)).hint(at.t("requests-act-reason-letter")),
        ]
    },
    command: |at, typed| {
        let to = picked(&at.bodies, typed.get("to")).map(|choice| OrganisationId(choice.value.clone()));
        let to = to.ok_or(Refusal::field("to", "organisation"))?;
        let found = at.app.identity.organisation(&to, at.context.today).ok_or(Refusal::field("to", "organisation"))?;
        let to_contact = crate::letter::notices::known_contact(&found);
        Ok(Command::Transfer { to: to.0, to_name: found.name, to_contact, reason: typed.text("reason")? })
    },
    event: no_event,
};

pub(super) const WITHDRAW: Act = Act {
    code: "withdraw",
    actions: &[Action::RegisterRequest],
    concerns: Concerns::Case,
    looked_at: true,
    possible: |at| leave::withdraw(at.state, Side::Organisation, at.context.today, &at.context).map(drop),
    rules: no_rules,
    warnings: no_warnings,
    controls: |at| vec![Control::day("on", at, "requests-act-withdrawn-on")],
    command: |_, typed| typed.day("on").map(Command::Withdraw),
    event: |at| Some(ClockEvent::new(at.context.today, EventKind::Withdrawn)),
};

pub(super) const NOTE: Act = Act {
    code: "note",
    actions: &[Action::SeeRequest],
    concerns: Concerns::Case,
    looked_at: false,
    possible: |at| leave::note(at.state, nothing(), at.person.to_owned()).map(drop),
    rules: no_rules,
    warnings: no_warnings,
    controls: |at| vec![Control::new("text", at.t("requests-act-note-text"), ControlKind::Area(5)).hint(at.t("requests-act-note-hint"))],
    command: |_, typed| typed.text("text").map(Command::Note),
    event: no_event,
};
