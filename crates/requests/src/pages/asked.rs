//! What a requester is asked to do now: confirm, answer, give reasons, pay.

use super::follow::{Held, awaits_requester};
use crate::model::event::{FeeMethod, FeeNoticed};
use crate::model::state::Fee;
use jiff::civil::Date;
use law::{Bands, Fees};
use web::{App, Page, WebError};

/// Points that are to be made clear.
pub(super) struct Points {
    pub(super) points: Vec<String>,
    /// the term, in words
    pub(super) term: String,
    pub(super) article: String,
    /// that it has passed and an answer is taken all the same; empty before
    pub(super) over: String,
}

/// A fee that is to be paid.
pub(super) struct FeeShown {
    pub(super) amount: u64,
    /// the term, in words
    pub(super) term: String,
    /// that it has passed and payment is taken all the same; empty before
    pub(super) over: String,
    pub(super) method: String,
    /// from which to which, price of one, how many, what they come to
    pub(super) bands: Vec<(String, String, u64, u64)>,
    pub(super) article: String,
    pub(super) confirmed: bool,
    pub(super) how_to_pay: String,
}

/// Everything that is asked.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) confirm: bool,
    pub(super) confirm_article: String,
    pub(super) points: Option<Points>,
    pub(super) reasons: bool,
    pub(super) reasons_article: String,
    pub(super) fee: Option<FeeShown>,
    /// a fee that was paid: yuan and day
    pub(super) paid: Option<(u64, String)>,
}

impl Asked {
    /// Nothing is asked now.
    pub(super) fn is_empty(&self) -> bool {
        !self.confirm && self.points.is_none() && !self.reasons && self.fee.is_none()
    }
}

/// What is asked of the requester of a case.
pub(super) async fn of(page: &Page, app: &App, held: &Held) -> Result<Asked, WebError> {
    let state = &held.state;
    let awaits = state.received.as_ref().and_then(|received| received.awaits.as_ref());
    let mut asked = Asked {
        confirm: awaits_requester(held),
        confirm_article: awaits.map(|awaits| awaits.rule.article.clone()).unwrap_or_default(),
        ..Asked::default()
    };
    if !state.is_open() {
        return Ok(asked);
    }
    if let Some(open) = state.open_clarification() {
        let points = app.store.open_part(&open.asked.points).await?;
        asked.points = Some(Points {
            points: points.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default(),
            term: term(page, open.until.or(open.asked.until), open.asked.working_days),
            article: open.asked.rule.article.clone(),
            over: over(page, "requests-follow-clarify-over", open.until, app.today()),
        });
    }
    asked.reasons = state.reasons.as_ref().is_some_and(|reasons| reasons.given.is_none());
    if asked.reasons
        && let Some(received_on) = state.clock.as_ref().map(|clock| clock.received_on)
    {
        asked.reasons_article = app.law.rule("excess", received_on).map(|rule| rule.reference().article).unwrap_or_default();
    }
    if let Some(fee) = state.fees.last() {
        match fee.paid_on {
            Some(on) => asked.paid = Some((fee.noticed.amount, on.to_string())),
            None => asked.fee = Some(fee_shown(page, app, held, fee).await?),
        }
    }
    Ok(asked)
}

/// A term in words: its last day, or that it runs from delivery.
fn term(page: &Page, until: Option<Date>, working_days: Option<u32>) -> String {
    match (until, working_days) {
        (Some(until), _) => page.t1("requests-follow-until", "until", until),
        (None, Some(days)) => page.t1("requests-follow-until-served", "days", days),
        (None, None) => String::new(),
    }
}

fn over(page: &Page, id: &str, until: Option<Date>, today: Date) -> String {
    until.filter(|until| *until < today).map(|until| page.t1(id, "until", until)).unwrap_or_default()
}

async fn fee_shown(page: &Page, app: &App, held: &Held, fee: &Fee) -> Result<FeeShown, WebError> {
    let noticed = &fee.noticed;
    let how = match &noticed.how_to_pay {
        Some(part) => app.store.open_part(part).await?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        None => None,
    };
    let received_on = held.state.clock.as_ref().map_or(noticed.on, |clock| clock.received_on);
    let (bands, tariff) = match app.law.fees_of(received_on, noticed.on) {
        Ok(Fees::ByTariff(tariff)) => {
            let of = if noticed.method == FeeMethod::Item { &tariff.items } else { &tariff.pages };
            (bands(page, of, noticed), format!("；{}", of.rule.article))
        }
        _ => (Vec::new(), String::new()),
    };
    // A tariff that was corrected since does not explain what was asked for then.
    let sum: u64 = bands.iter().map(|(_, _, _, sum)| sum).sum();
    Ok(FeeShown {
        amount: noticed.amount,
        term: term(page, fee.until.or(noticed.until), noticed.working_days),
        over: over(page, "requests-follow-fee-over", fee.until, app.today()),
        method: page.t(&format!("requests-follow-fee-{}", noticed.method.as_str())),
        article: if sum == noticed.amount { format!("{}{tariff}", noticed.rule.article) } else { noticed.rule.article.clone() },
        bands: if sum == noticed.amount { bands } else { Vec::new() },
        confirmed: noticed.rule.confirmed,
        how_to_pay: how.unwrap_or_default(),
    })
}

/// The bands in which what is charged lies.
fn bands(page: &Page, tariff: &Bands, noticed: &FeeNoticed) -> Vec<(String, String, u64, u64)> {
    let within = tariff.within(noticed.counted_already(), noticed.count);
    let last = u64::from(noticed.counted_already()) + u64::from(noticed.count);
    let words = |band: &law::Charged| {
        let to = band.to.unwrap_or(last);
        page.t2(&format!("requests-follow-fee-band-{}", noticed.method.as_str()), "from", band.from, "to", to)
    };
    let row = |band: law::Charged| (words(&band), page.t1("requests-follow-fee-price", "price", band.price), band.count, band.sum());
    within.into_iter().map(row).collect()
}
