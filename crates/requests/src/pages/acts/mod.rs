//! The acts of an officer on a case: each is a form, looked at before it goes out. One mechanism shows, checks and
//! carries out all of them; a module for each topic says what is asked for and which command comes of it.

mod consultation;
mod custody;
mod extension;
mod fee;
mod form;
mod look;
mod offered;
mod question;
mod reasons;

pub(super) use consultation::answers;
pub(super) use form::{ActPage, Control, ControlKind, RuleShown};
pub use form::{Whom, post, show};
pub(super) use look::{CheckPage, silence};
pub(super) use offered::{Offered, offered};

use crate::acts::Command;
use crate::clock::ClockEvent;
use crate::decide::{self, Context, Refusal};
use crate::model::state::Consultation;
use crate::model::{Request, Upload};
use identity::Action;
use jiff::civil::Date;
use law::RuleRef;
use store::PartRef;
use web::{App, Choice, Page};

/// An act as the mechanism knows it.
pub(super) struct Act {
    /// its address and the stem of its messages, `requests-act-<code>`
    pub(super) code: &'static str,
    /// one of these is needed at the organisation of the case
    pub(super) actions: &'static [Action],
    /// whom it concerns
    pub(super) concerns: Concerns,
    /// it is looked at before it is done: a letter goes out, or the clock moves
    pub(super) looked_at: bool,
    /// whether the rules allow it now
    pub(super) possible: fn(&At<'_>) -> Result<(), Refusal>,
    /// the rules behind it
    pub(super) rules: fn(&At<'_>) -> Vec<RuleRef>,
    /// what should be known before it is done, beside the clock's own warnings
    pub(super) warnings: fn(&At<'_>) -> Vec<String>,
    /// what is asked for
    pub(super) controls: fn(&At<'_>) -> Vec<Control>,
    /// what comes of what was typed
    pub(super) command: fn(&At<'_>, &Typed<'_>) -> Result<Command, Refusal>,
    /// what it is for the clock, with what is proposed
    pub(super) event: fn(&At<'_>) -> Option<ClockEvent>,
}

/// Whom an act concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Concerns {
    /// the case
    Case,
    /// one of those who were asked
    Consultation,
}

/// Where an act is done.
pub(super) struct At<'a> {
    pub(super) app: &'a App,
    pub(super) page: &'a Page,
    pub(super) state: &'a Request,
    pub(super) context: Context<'a>,
    /// the officer's id
    pub(super) person: &'a str,
    /// the one who was asked, where the act concerns one
    pub(super) consultation: Option<&'a Consultation>,
    /// officers of the organisation
    pub(super) people: Vec<Choice>,
    /// bodies that could take the case over
    pub(super) bodies: Vec<Choice>,
    /// items of the requester that were counted before in the month; none where it cannot be known
    pub(super) counted_before: Option<u32>,
}

impl At<'_> {
    /// translated
    pub(super) fn t(&self, id: &str) -> String {
        self.page.t(id)
    }

    /// The legal date of receipt; today where no clock runs.
    pub(super) fn received_on(&self) -> Date {
        self.state.clock.as_ref().map_or(self.context.today, |clock| clock.received_on)
    }

    /// The terms of the regulation of the day of receipt.
    pub(super) fn terms(&self) -> Option<law::RequestTerms> {
        self.context.law.regime_on(self.received_on()).ok()
    }

    /// The id of the consultation, empty without one.
    pub(super) fn consultation_id(&self) -> &str {
        self.consultation.map_or("", |consultation| consultation.consulted.id.as_str())
    }
}

/// What was typed.
pub(super) struct Typed<'a> {
    pub(super) values: &'a [(String, String)],
    pub(super) files: &'a [Upload],
}

impl Typed<'_> {
    /// the first value of a control
    pub(super) fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// a day
    pub(super) fn day(&self, name: &'static str) -> Result<Date, Refusal> {
        self.get(name).trim().parse().map_err(|_| Refusal::field(name, "date"))
    }

    /// a day, where one was given
    pub(super) fn day_or_none(&self, name: &'static str) -> Result<Option<Date>, Refusal> {
        if self.get(name).trim().is_empty() { Ok(None) } else { self.day(name).map(Some) }
    }

    /// a number
    pub(super) fn number(&self, name: &'static str) -> Result<u32, Refusal> {
        self.get(name).trim().parse().map_err(|_| Refusal::field(name, "number"))
    }

    /// a text that is not empty
    pub(super) fn text(&self, name: &'static str) -> Result<String, Refusal> {
        match self.get(name).trim() {
            "" => Err(Refusal::field(name, "required")),
            text => Ok(text.to_owned()),
        }
    }
}

/// So many are named where what was typed fits several.
const NAMED: usize = 10;

/// The one that was typed: by its id, its whole name, or a part of its name that no other has.
pub(super) fn picked<'a>(choices: &'a [Choice], typed: &str) -> Option<&'a Choice> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    choices.iter().find(|choice| choice.value == typed || choice.label == typed).or_else(|| {
        let mut fitting = choices.iter().filter(|choice| choice.label.contains(typed));
        fitting.next().filter(|_| fitting.next().is_none())
    })
}

/// The names that hold what was typed, where there are any.
fn alike(choices: &[Choice], typed: &str) -> Option<String> {
    let typed = typed.trim();
    let fitting: Vec<&str> = choices.iter().map(|choice| choice.label.as_str()).filter(|label| label.contains(typed)).take(NAMED).collect();
    (!typed.is_empty() && !fitting.is_empty()).then(|| fitting.join("、"))
}

/// Every act, in the order in which they are offered.
pub(super) const ACTS: [&Act; 19] = [
    &question::CLARIFIED,
    &fee::PAID,
    &reasons::GIVEN,
    &consultation::ANSWERED,
    &consultation::OVERRIDE,
    &extension::APPROVE,
    &extension::DECLINE,
    &consultation::DELIVERED,
    &consultation::CHASE,
    &reasons::DELAY,
    &question::ASK,
    &consultation::CONSULT,
    &extension::PROPOSE,
    &fee::NOTICE,
    &reasons::ASK,
    &custody::ASSIGN,
    &custody::TRANSFER,
    &custody::WITHDRAW,
    &custody::NOTE,
];

/// An act by its code.
pub(super) fn act(code: &str) -> Option<&'static Act> {
    ACTS.into_iter().find(|act| act.code == code)
}

/// Acts of the chapter on disclosure on request: none of them is for an application for a correction.
const OF_DISCLOSURE: [&str; 6] = ["ask-clarification", "consult", "propose-extension", "fee", "ask-reasons", "delay"];

/// Whether the rules let it be done now: what only speaks of fields is not asked yet.
pub(super) fn is_possible(act: &Act, at: &At<'_>) -> Result<(), Refusal> {
    if OF_DISCLOSURE.contains(&act.code) {
        decide::record::not_for_corrections(at.state)?;
    }
    match (act.possible)(at) {
        Err(Refusal::Fields(_)) | Ok(()) => Ok(()),
        Err(refusal) => Err(refusal),
    }
}

/// Stands for a sealed text where only the rules are asked.
pub(super) fn nothing() -> PartRef {
    PartRef { part: String::new(), commitment: String::new() }
}

pub(super) fn no_warnings(_: &At<'_>) -> Vec<String> {
    Vec::new()
}

pub(super) fn no_rules(_: &At<'_>) -> Vec<RuleRef> {
    Vec::new()
}

pub(super) fn no_controls(_: &At<'_>) -> Vec<Control> {
    Vec::new()
}

pub(super) fn no_event(_: &At<'_>) -> Option<ClockEvent> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_many_is_found_by_a_part_of_its_name() {
        let choices = [("a", "杭州市环境保护局"), ("b", "西湖区环境保护局"), ("c", "杭州市教育局"), ("d", "教育局")];
        let choices = choices.map(|(id, name)| Choice::new(id, name));
        let found = |typed| picked(&choices, typed).map(|choice| choice.value.as_str());
        for (typed, id) in [
            ("a", Some("a")),
            ("西湖区", Some("b")),
            (" 杭州市教育局 ", Some("c")),
            ("教育局", Some("d")),
            ("环境", None),
            ("", None),
            ("税务", None),
        ] {
            assert_eq!(found(typed), id, "{typed}");
        }
        assert_eq!(alike(&choices, "环境").as_deref(), Some("杭州市环境保护局、西湖区环境保护局"));
        assert_eq!((alike(&choices, "税务"), alike(&choices, "")), (None, None));
    }
}
