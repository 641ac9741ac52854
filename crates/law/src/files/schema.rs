//! The rule families that the program reads, what each sets, and which must never be missing.

use crate::{OrganisationKind, ReceiptStart, Value};

/// What a value may be.
pub(super) enum Shape {
    Number,
    Numbers,
    Flag,
    OneOf(&'static [&'static str]),
    Names,
    Outcomes,
    Kinds,
}

/// A value of a family.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

const fn needed(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, required: true }
}

const fn optional(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, required: false }
}

const STARTS: &[Key] = &[needed("starts", Shape::OneOf(&ReceiptStart::CODES))];
const FIELD: &[Key] = &[needed("fields", Shape::Names), needed("required", Shape::Flag)];
const WORKING_DAYS: &[Key] = &[needed("working-days", Shape::Number)];
const TERM: &[Key] = &[needed("count", Shape::Number), needed("unit", Shape::OneOf(&["calendar-days", "months", "years"]))];
const DISPUTE_TERM: &[Key] = &[needed("count", Shape::Number), needed("unit", Shape::OneOf(&["working-days", "calendar-days", "months"]))];
const RETENTION: &[Key] = &[needed("permanent", Shape::Flag), optional("years", Shape::Number)];
const ERASURE: &[Key] = &[needed("before-term", Shape::Flag)];
const SILENT: &[Key] = &[optional("working-days", Shape::Number), needed("silence", Shape::OneOf(&crate::Silence::CODES))];
const TARIFF: &[Key] = &[
    needed("ends", Shape::Numbers),
    needed("prices", Shape::Numbers),
    optional("then-price", Shape::Number),
    optional("then-width", Shape::Number),
    optional("then-step", Shape::Number),
];
const OUTCOMES: &[Key] = &[needed("outcomes", Shape::Outcomes)];
const AUTHORITY: &[Key] = &[needed("kinds", Shape::Kinds), needed("authority", Shape::Names)];

/// What the rules of a family set; nothing for a family that is only shown.
pub(super) fn keys(family: &str) -> &'static [Key] {
    match family {
        "regulation" => const { &[needed("regime", Shape::OneOf(&["2007", "2019"]))] },
        "reply-term"
        | "extension-term"
        | "proactive-term"
        | "setting-clarification-period"
        | "setting-correction-term"
        | "fee-payment-term" => WORKING_DAYS,
        "clarification" => const { &[optional("working-days", Shape::Number), needed("resets", Shape::Flag), needed("once", Shape::Flag)] },
        "fees" => const { &[needed("charge", Shape::OneOf(&["none", "cost", "tariff"]))] },
        "fee-tariff-items" | "fee-tariff-pages" => TARIFF,
        "correction" => const { &[needed("answers", Shape::Names)] },
        "third-party" | "co-producer" => SILENT,
        "pause" => const { &[needed("for", Shape::Names)] },
        "reconsideration-term"
        | "litigation-term"
        | "litigation-after-reconsideration"
        | "remedies-not-told-litigation"
        | "silence-litigation" => TERM,
        "reconsideration-first-refusal" | "reconsideration-first-partial" | "reconsideration-not-first" | "court-excluded" => OUTCOMES,
        "complaint" => const { &[needed("authority", Shape::Names)] },
        "setting-calendar-day-term-moves" => const { &[needed("moves", Shape::Flag)] },
        "setting-transfer" | "setting-extension-after-clarification" => const { &[needed("allowed", Shape::Flag)] },
        "setting-period-after-payment" => const { &[needed("restarts", Shape::Flag)] },
        "setting-fee-day" => const { &[needed("by", Shape::OneOf(&["receipt", "notice"]))] },
        "setting-stated-reason" => const { &[needed("characters", Shape::Number)] },
        "setting-government-office" => const { &[needed("replies-as", Shape::OneOf(&["department", "government"]))] },
        "setting-legal-review" => OUTCOMES,
        "setting-undelivered-letter"
        | "setting-confirmation-chase"
        | "setting-dispatch-letter"
        | "setting-record-delivery"
        | "setting-passed-term" => WORKING_DAYS,
        _ if family.starts_with("dispute-term-") => DISPUTE_TERM,
        _ if family.starts_with("retention-class-") => RETENTION,
        _ if family.starts_with("erasure-ground-") => ERASURE,
        _ if family.starts_with("receipt-") => STARTS,
        _ if family.starts_with("application-") => FIELD,
        _ if family.starts_with(crate::remedies::AUTHORITY) => AUTHORITY,
        _ if family.starts_with(crate::remedies::REVIEWABLE) => const { &[optional("answers", Shape::Names)] },
        _ => super::clock::keys(family),
    }
}

/// Families of which a version must be in force on every day since the first regulation.
pub(super) fn always() -> impl Iterator<Item = String> {
    let receipts = crate::Channel::ALL.iter().map(|channel| format!("receipt-{}", channel.as_str()));
    let others = [
        "regulation",
        "reply-term",
        "extension-term",
        "clarification",
        "third-party",
        "pause",
        "fees",
        "setting-clarification-period",
        "setting-correction-term",
        "setting-extension-after-clarification",
        "setting-period-after-payment",
        "setting-fee-day",
        "setting-stated-reason",
        "acknowledgement-confirms",
        "reconsideration-term",
        "litigation-term",
        "litigation-after-reconsideration",
        "complaint",
        "dispute-term-answer",
        "dispute-term-decision",
        "dispute-term-decision-extension",
        "dispute-term-evidence",
        "dispute-term-first-instance",
        "dispute-term-second-instance",
        "dispute-term-appeal-judgment",
        "dispute-term-appeal-ruling",
    ];
    others.into_iter().chain(super::clock::ALWAYS).chain(crate::deadlines::APPLICATION).map(str::to_owned).chain(receipts)
}

impl Shape {
    /// What is wrong with the value, if anything is; outcomes are checked against the list elsewhere.
    pub(super) fn fault(&self, value: &Value) -> Option<String> {
        match (self, value) {
            (Self::Number, Value::Number(number)) if (0..=10_000).contains(number) => None,
            (Self::Number, _) => Some("must be a whole number from 0 to 10000".to_owned()),
            (Self::Numbers, Value::Numbers(numbers)) if numbers.iter().all(|number| (0..=1_000_000).contains(number)) => None,
            (Self::Numbers, _) => Some("must be a list of whole numbers from 0 to 1000000".to_owned()),
            (Self::Flag, Value::Flag(_)) => None,
            (Self::Flag, _) => Some("must be true or false".to_owned()),
            (Self::OneOf(codes), Value::Text(text)) if codes.contains(&text.as_str()) => None,
            (Self::OneOf(codes), _) => Some(format!("must be one of {}", codes.join(", "))),
            (Self::Kinds, Value::Texts(kinds)) => {
                kinds.iter().find(|kind| OrganisationKind::parse(kind).is_none()).map(|kind| format!("`{kind}` is no kind of organisation"))
            }
            (Self::Names | Self::Outcomes, Value::Texts(names)) if !names.is_empty() => None,
            (Self::Names | Self::Outcomes | Self::Kinds, _) => Some("must be a list of codes".to_owned()),
        }
    }
}
