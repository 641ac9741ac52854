//! A fee (信息处理费), where the tariff of the day asks for one: by item or by page, never both.

use super::clarify::open;
use super::{Context, Refusal, day_not_after_today};
use crate::model::Request;
use crate::model::event::{FeeMethod, FeeNoticed, FeePaid, Origin, RequestEvent, Track};
use jiff::civil::Date;
use law::{FeeTariff, Fees};

/// What a fee would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoned {
    /// yuan
    pub amount: u64,
    /// last day for payment, where the notice arrives today
    pub until: Date,
    /// the tariff
    pub tariff: FeeTariff,
}

/// Reckons a fee. `counted_before` is the number of items of this requester in the same calendar month.
///
/// # Errors
/// Where the law allows none for a request of that day of receipt with a notice of today.
pub fn reckon(received_on: Date, method: FeeMethod, count: u32, counted_before: u32, context: &Context<'_>) -> Result<Reckoned, Refusal> {
    let tariff = match context.law.fees_of(received_on, context.today)? {
        Fees::ByTariff(tariff) => *tariff,
        Fees::NotAllowed { rule } => return Err(Refusal::clause("fee-not-allowed", &rule)),
        Fees::CostOnly { rule } => return Err(Refusal::clause("fee-cost-only", &rule)),
    };
    let amount = match method {
        FeeMethod::Item => tariff.items.amount(counted_before, count),
        FeeMethod::Page => tariff.pages.amount(0, count),
    };
    let calendar = context.law.calendar_of(Some(context.organisation.division));
    let until = calendar.add(context.today, tariff.payment.working_days).due;
    Ok(Reckoned { amount, until, tariff })
}

/// How many items a case counts as among those of its requester's month: one, or as many as its own fee notice says. A
/// case that was split counts in its parts, and the notice that they have from it was not theirs.
pub fn items(state: &Request) -> u32 {
    let received = state.received.as_ref();
    if !state.split_into.is_empty() || received.is_none_or(|received| received.track == Track::Correction) {
        return 0;
    }
    let part = received.is_some_and(|received| matches!(received.origin, Some(Origin::Split(_))));
    // A notice of its own went out as a letter of its own; letters are not taken over.
    let own = !part || state.letters.iter().any(|letter| letter.notice == "fee");
    let noticed = state.fees.iter().map(|fee| &fee.noticed).filter(|noticed| own && noticed.method == FeeMethod::Item);
    noticed.map(|noticed| noticed.count).max().unwrap_or(1)
}

/// Asks for a fee.
///
/// # Errors
/// As [`reckon`]; where nothing is to be paid, a fee was asked for before, or the term for the reply is over.
pub fn notice(
    state: &Request,
    (method, count, counted_before): (FeeMethod, u32, u32),
    person: String,
    context: &Context<'_>,
) -> Result<Vec<RequestEvent>, Refusal> {
    open(state, context)?;
    let received_on = state.clock.as_ref().map(|clock| clock.received_on).ok_or(Refusal::WrongStep(state.step))?;
    if !state.fees.is_empty() {
        return Err(Refusal::Already("fee-noticed"));
    }
    let reckoned = reckon(received_on, method, count, counted_before, context)?;
    if reckoned.amount == 0 {
        return Err(Refusal::field("count", "fee-nothing"));
    }
    if state.due_on.is_some_and(|due| due < context.today) {
        return Err(Refusal::clause("fee-late", &reckoned.tariff.rule));
    }
    Ok(vec![RequestEvent::FeeNoticed(Box::new(FeeNoticed {
        on: context.today,
        until: None,
        working_days: Some(reckoned.tariff.payment.working_days),
        method,
        count,
        counted_before,
        amount: reckoned.amount,
        rule: reckoned.tariff.rule,
        person,
        how_to_pay: None,
    }))])
}

/// The fee was paid on a day. After the term it is taken too, as long as no reply says that it was not paid.
///
/// # Errors
/// Where no fee is open; a day to come or before the notice.
pub fn paid(state: &Request, on: Date, reference: String, person: String, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let fee = state.open_fee().filter(|_| state.is_open() && !state.correcting).ok_or(Refusal::WrongStep(state.step))?;
    day_not_after_today("on", on, context)?;
    if on < fee.noticed.on {
        return Err(Refusal::field("on", "before-question"));
    }
    let late = fee.until.is_some_and(|until| on > until);
    Ok(vec![RequestEvent::FeePaid(FeePaid { on, reference, person, late })])
}
