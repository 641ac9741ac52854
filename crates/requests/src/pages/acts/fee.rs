//! 信息处理费: reckoned before it is asked for, and its payment.

use super::{Act, At, Concerns, Control, ControlKind, no_event};
use crate::acts::Command;
use crate::clock::{ClockEvent, EventKind};
use crate::decide::{Refusal, fee};
use crate::model::Request;
use crate::model::event::{ClockStarted, FeeMethod};
use crate::pages::case::Seen;
use identity::Action;
use law::RuleRef;
use web::{App, Choice, WebError};

const METHODS: [FeeMethod; 2] = [FeeMethod::Item, FeeMethod::Page];

pub(super) const NOTICE: Act = Act {
    code: "fee",
    actions: &[Action::DraftReply],
    concerns: Concerns::Case,
    looked_at: true,
    // The largest number tells whether any fee could be asked for.
    possible: |at| fee::notice(at.state, (FeeMethod::Page, u32::MAX, 0), at.person.to_owned(), &at.context).map(drop),
    rules,
    warnings: |at| {
        let known = match at.counted_before {
            Some(_) => "requests-act-fee-counted",
            None => "requests-act-fee-not-counted",
        };
        vec![at.t(known)]
    },
    controls: |at| {
        let methods = METHODS.map(|method| Choice::new(method.as_str(), at.t(&format!("requests-fee-{}", method.as_str()))));
        let counted = at.counted_before.map(|count| count.to_string()).unwrap_or_default();
        vec![
            Control::new("method", at.t("requests-act-fee-method"), ControlKind::Radios(methods.into()))
                .hint(at.t("requests-act-fee-method-hint"))
                .value(FeeMethod::Item.as_str()),
            Control::new("count", at.t("requests-act-fee-count"), ControlKind::Number).hint(at.t("requests-act-fee-count-hint")).value("1"),
            Control::new("counted_before", at.t("requests-act-fee-before"), ControlKind::Number)
                .hint(at.t("requests-act-fee-before-hint"))
                .value(counted),
            Control::new("how_to_pay", at.t("requests-act-fee-how"), ControlKind::Area(3)).hint(at.t("requests-act-fee-how-hint")),
        ]
    },
    command: |_, typed| {
        let method = METHODS.into_iter().find(|method| method.as_str() == typed.get("method"));
        let method = method.ok_or(Refusal::field("method", "choice"));
        let (count, counted_before) = (typed.number("count"), typed.number("counted_before"));
        let how_to_pay = typed.text("how_to_pay")?;
        Ok(Command::NoticeFee { method: method?, count: count?, counted_before: counted_before?, how_to_pay })
    },
    event: |at| {
        let reckoned = fee::reckon(at.received_on(), FeeMethod::Page, 1, 0, &at.context).ok()?;
        Some(ClockEvent::new(at.context.today, EventKind::FeeNoticed { until: reckoned.until }))
    },
};

pub(super) const PAID: Act = Act {
    code: "fee-paid",
    actions: &[Action::RegisterRequest, Action::DraftReply],
    concerns: Concerns::Case,
    looked_at: true,
    possible: |at| fee::paid(at.state, at.context.today, String::new(), at.person.to_owned(), &at.context).map(drop),
    rules,
    warnings: |at| super::question::late(at, "requests-act-paid-late", at.state.open_fee().and_then(|open| open.until)),
    controls: |at| {
        vec![
            Control::day("on", at, "requests-act-paid-on"),
            Control::new("reference", at.t("requests-act-paid-reference"), ControlKind::Text)
                .hint(at.t("requests-act-paid-reference-hint")),
        ]
    },
    command: |_, typed| {
        let on = typed.day("on");
        let reference = typed.text("reference")?;
        if reference.chars().count() > 100 {
            return Err(Refusal::Fields(vec![crate::model::Problem { field: "reference", code: "too-long", limit: 100 }]));
        }
        Ok(Command::FeePaid { on: on?, reference })
    },
    event: no_event,
};

fn rules(at: &At<'_>) -> Vec<RuleRef> {
    match at.context.law.fees_of(at.received_on(), at.context.today) {
        Ok(law::Fees::ByTariff(tariff)) => {
            let tariff = *tariff;
            vec![tariff.rule, tariff.items.rule, tariff.pages.rule, tariff.payment.rule, tariff.payment_restarts.rule]
        }
        Ok(law::Fees::NotAllowed { rule } | law::Fees::CostOnly { rule }) => vec![rule],
        Err(_) => Vec::new(),
    }
}

/// The items of the same requester that this organisation received earlier in the same calendar month, found by the
/// keyed hash of the identity number; none where the requester gave none.
pub(super) async fn counted_before(app: &App, seen: &Seen, state: &Request) -> Result<Option<u32>, WebError> {
    let (Some(received), Some(clock)) = (&state.received, &state.clock) else { return Ok(None) };
    let Some((_, number)) = &received.applicant.identity else { return Ok(None) };
    let Some(number) = app.store.open_part(number).await? else { return Ok(None) };
    let number = String::from_utf8_lossy(&number).into_owned();
    let mut counted = 0;
    for stream in app.store.look_up("identity", &number).await? {
        if stream == seen.case.stream {
            continue;
        }
        let other = Request::fold(&app.store.load(&stream).await?)?;
        let (Some(started), true) = (&other.clock, other.organisation == state.organisation) else { continue };
        let day = |clock: &ClockStarted| (clock.received_on, clock.number.clone());
        if started.received_on.first_of_month() == clock.received_on.first_of_month() && day(started) < day(clock) {
            counted += fee::items(&other);
        }
    }
    Ok(Some(counted))
}
