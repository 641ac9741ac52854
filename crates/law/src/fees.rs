//! What may be charged for answering a request: by the law of the day nothing, the cost, or by the tariff.
//!
//! A tariff rule lists bands: `ends` are the last numbers of the bands, `prices` their prices in yuan for each item or
//! page. After the last band there is either one price (`then-price`) or further bands of `then-width`, each `then-step`
//! yuan dearer than the one before.

use crate::terms::Term;
use crate::{Law, LawError, Regime, Rule, RuleRef, Value};
use jiff::civil::Date;
use serde::Serialize;

/// What the law of a day lets an organ charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "charge", rename_all = "kebab-case")]
pub enum Fees {
    /// no fee can be right
    NotAllowed {
        /// the rule behind it
        rule: RuleRef,
    },
    /// the cost of searching, copying and posting, for which the law gives no tariff
    CostOnly {
        /// the rule behind it
        rule: RuleRef,
    },
    /// a fee reckoned by item or by page, never both for one request
    ByTariff(Box<FeeTariff>),
}

/// The tariff of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeeTariff {
    /// the rule that allows a fee
    pub rule: RuleRef,
    /// by item, counted for each requester over the calendar month
    pub items: Bands,
    /// by page, counted for each request
    pub pages: Bands,
    /// within which the requester pays, from the day after the notice is received
    pub payment: Term,
    /// whether the reply's term begins anew with the payment (a setting, not read in any text)
    pub payment_restarts: crate::Allowed,
}

/// Prices by band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bands {
    /// the last number of each band and its price in yuan
    pub bands: Vec<(u32, u32)>,
    /// what comes after the last band
    pub then: Then,
    /// the rule behind it
    pub rule: RuleRef,
}

/// Prices after the last band, in yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// one price for all
    Price(u32),
    /// bands of equal width, each dearer than the one before
    Rising {
        /// how many in a band
        width: u32,
        /// how much dearer
        step: u32,
    },
}

/// So many bands of equal width are told apart.
pub const MOST_BANDS: usize = 100;

/// A band in which something that is charged lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Charged {
    /// first number of the band
    pub from: u64,
    /// its last number; none where it has no end
    pub to: Option<u64>,
    /// price of each, in yuan
    pub price: u64,
    /// how many lie in it
    pub count: u64,
}

impl Charged {
    /// What they cost together, in yuan.
    pub fn sum(&self) -> u64 {
        self.price * self.count
    }
}

impl Bands {
    /// What the next `count` cost, in yuan, where `already` were counted before; the largest number where it would be more.
    pub fn amount(&self, already: u32, count: u32) -> u64 {
        let total = self.total(u64::from(already) + u64::from(count)) - self.total(u64::from(already));
        u64::try_from(total).unwrap_or(u64::MAX)
    }

    /// How many are free.
    pub fn free(&self) -> u32 {
        self.bands.iter().take_while(|(_, price)| *price == 0).last().map_or(0, |(end, _)| *end)
    }

    /// The bands in which the next `count` lie where `already` were counted before, those that are free among them; at most
    /// [`MOST_BANDS`].
    pub fn within(&self, already: u32, count: u32) -> Vec<Charged> {
        let (before, last) = (u64::from(already), u64::from(already) + u64::from(count));
        let mut bands = Vec::new();
        let mut row = |from: u64, to: Option<u64>, price: u64| {
            let first = from.max(before + 1);
            let through = to.unwrap_or(last).min(last);
            if first <= through {
                bands.push(Charged { from, to, price, count: through - first + 1 });
            }
        };
        let (mut begun, mut price) = (0_u64, 0_u64);
        for (end, each) in &self.bands {
            price = u64::from(*each);
            row(begun + 1, Some(u64::from(*end)), price);
            begun = u64::from(*end);
        }
        match self.then {
            Then::Price(each) => row(begun + 1, None, u64::from(each)),
            Then::Rising { width, step } => {
                for _ in 0..MOST_BANDS {
                    if begun >= last {
                        break;
                    }
                    let end = begun + u64::from(width.max(1));
                    price += u64::from(step);
                    row(begun + 1, Some(end), price);
                    begun = end;
                }
            }
        }
        bands
    }

    fn total(&self, count: u64) -> u128 {
        let (mut begun, mut last_price, mut sum) = (0_u64, 0_u128, 0_u128);
        for (end, price) in &self.bands {
            let end = u64::from(*end).min(count);
            last_price = u128::from(*price);
            sum += u128::from(end.saturating_sub(begun)) * last_price;
            begun = begun.max(end);
        }
        let rest = u128::from(count - begun);
        sum + match self.then {
            Then::Price(price) => rest * u128::from(price),
            Then::Rising { width, step } => {
                let (width, step) = (u128::from(width.max(1)), u128::from(step));
                let (full, over) = (rest / width, rest % width);
                let steps = full * (full + 1) / 2;
                width * (full * last_price + steps * step) + over * (last_price + (full + 1) * step)
            }
        }
    }
}

/// The day whose law says what may be charged for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeDay<'a> {
    /// of receipt or of the notice
    pub day: Date,
    /// the setting by which it is that day
    pub rule: &'a Rule,
    /// the law of the other day says otherwise, so that the setting matters
    pub matters: bool,
}

impl Law {
    /// Whether the law of the day of receipt or that of the notice says what may be charged: no text does, so a setting
    /// (`setting-fee-day`). A request under the regulation of 2007 stays under it to its end.
    ///
    /// # Errors
    /// Where no regulation was in force on the day of receipt.
    pub fn fee_day(&self, received_on: Date, noticed_on: Date) -> Result<FeeDay<'_>, LawError> {
        let rule = self.needed("setting-fee-day", received_on)?;
        if self.regime(received_on)? == Regime::R2007 {
            return Ok(FeeDay { day: received_on, rule, matters: false });
        }
        let charge = |on| self.needed("fees", on).map(|rule| rule.word("charge"));
        let matters = charge(received_on)? != charge(noticed_on)?;
        let day = if rule.word("by") == Some("notice") { noticed_on } else { received_on };
        Ok(FeeDay { day, rule, matters })
    }

    /// What may be charged for a request received on one day, where the notice goes out on another: the one rule that the
    /// clock, the case and the command line ask.
    ///
    /// # Errors
    /// Where no regulation was in force on the day of receipt; a tariff that is not whole.
    pub fn fees_of(&self, received_on: Date, noticed_on: Date) -> Result<Fees, LawError> {
        self.fees(self.fee_day(received_on, noticed_on)?.day)
    }

    /// What may be charged under the law of a day.
    pub fn fees(&self, on: Date) -> Result<Fees, LawError> {
        let rule = self.needed("fees", on)?;
        Ok(match rule.word("charge") {
            Some("cost") => Fees::CostOnly { rule: rule.reference() },
            Some("tariff") => {
                let restarts = self.needed("setting-period-after-payment", on)?;
                Fees::ByTariff(Box::new(FeeTariff {
                    rule: rule.reference(),
                    items: bands(self.needed("fee-tariff-items", on)?)?,
                    pages: bands(self.needed("fee-tariff-pages", on)?)?,
                    payment: self.term("fee-payment-term", on)?,
                    payment_restarts: crate::Allowed { allowed: restarts.flag("restarts").unwrap_or(false), rule: restarts.reference() },
                }))
            }
            _ => Fees::NotAllowed { rule: rule.reference() },
        })
    }
}

fn bands(rule: &Rule) -> Result<Bands, LawError> {
    let unset = |value| LawError::Unset { rule: rule.id.clone(), value };
    let then = then(rule).ok_or_else(|| unset("then-price"))?;
    let bands: Vec<(u32, u32)> = rule.numbers("ends").into_iter().zip(rule.numbers("prices")).collect();
    if bands.is_empty() { Err(unset("ends")) } else { Ok(Bands { bands, then, rule: rule.reference() }) }
}

fn then(rule: &Rule) -> Option<Then> {
    match (rule.number("then-price"), rule.number("then-width"), rule.number("then-step")) {
        (Some(price), None, None) => Some(Then::Price(price)),
        (None, Some(width), Some(step)) if width > 0 => Some(Then::Rising { width, step }),
        _ => None,
    }
}

/// What is wrong with a tariff rule, if anything is.
pub(crate) fn tariff_fault(rule: &Rule) -> Option<&'static str> {
    let count = |key| if let Some(Value::Numbers(numbers)) = rule.values.get(key) { numbers.len() } else { 0 };
    let ends = rule.numbers("ends");
    if ends.windows(2).any(|pair| pair[0] >= pair[1]) {
        Some("its bands do not rise")
    } else if count("ends") != count("prices") {
        Some("it has not one price for each band")
    } else if then(rule).is_none() {
        Some("after its last band it must set either then-price, or then-width and then-step")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(None).expect("the built-in law"));

    fn tariff() -> FeeTariff {
        match LAW.fees(date(2026, 1, 5)).expect("a rule") {
            Fees::ByTariff(tariff) => *tariff,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn by_item() {
        for (count, yuan) in [(0, 0), (10, 0), (11, 100), (30, 2_000), (31, 2_200), (40, 4_000), (41, 4_300), (50, 7_000), (51, 7_400)] {
            assert_eq!(tariff().items.amount(0, count), yuan, "{count} items");
        }
        assert_eq!(tariff().items.amount(10, 1), 100);
        assert_eq!(tariff().items.amount(29, 2), 300);
        assert_eq!(tariff().items.amount(3, 7), 0);
        assert_eq!(tariff().items.free(), 10);
    }

    #[test]
    fn by_page() {
        for (count, yuan) in [(0, 0), (30, 0), (31, 10), (100, 700), (101, 720), (200, 2_700), (201, 2_740)] {
            assert_eq!(tariff().pages.amount(0, count), yuan, "{count} pages");
        }
        assert_eq!(tariff().pages.free(), 30);
    }

    #[test]
    fn by_the_day() {
        let fees = |year, month, day| LAW.fees(date(year, month, day)).expect("a rule");
        for (year, month, day) in [(2008, 5, 1), (2019, 5, 14)] {
            assert!(matches!(fees(year, month, day), Fees::CostOnly { rule } if rule.article.ends_with("第二十七条")));
        }
        for (year, month, day) in [(2019, 5, 15), (2020, 12, 31)] {
            assert!(matches!(fees(year, month, day), Fees::NotAllowed { rule } if rule.article.ends_with("第四十二条") && !rule.confirmed));
        }
        assert!(matches!(fees(2021, 1, 1), Fees::ByTariff(tariff) if tariff.payment.working_days == 20));
        assert!(matches!(LAW.fees(date(2008, 4, 30)), Err(LawError::NoRegime(_))));
    }

    #[test]
    fn one_day_of_two_decides_and_it_is_said_where_that_matters() {
        let (before, after) = (date(2020, 12, 31), date(2021, 1, 10));
        let day = |received, noticed| LAW.fee_day(received, noticed).map(|day| (day.day, day.matters)).expect("a rule");
        assert_eq!(day(before, after), (before, true));
        assert_eq!(day(before, before), (before, false));
        assert_eq!(day(after, after), (after, false));
        assert_eq!(day(date(2019, 5, 14), date(2021, 1, 10)), (date(2019, 5, 14), false));
        assert!(matches!(LAW.fees_of(before, after), Ok(Fees::NotAllowed { .. })));
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_a_month_is_divided(first in 0..5_000_u32, second in 0..5_000_u32) {
            for bands in [tariff().items, tariff().pages] {
                prop_assert_eq!(bands.amount(0, first + second), bands.amount(0, first) + bands.amount(first, second));
                prop_assert!(bands.amount(first, 1) <= bands.amount(first + 1, 1));
            }
        }

        #[test]
        fn the_bands_add_up_to_the_fee(before in 0..60_u32, count in 1..300_u32) {
            for bands in [tariff().items, tariff().pages] {
                let within = bands.within(before, count);
                prop_assert_eq!(within.iter().map(Charged::sum).sum::<u64>(), bands.amount(before, count));
                prop_assert_eq!(within.iter().map(|band| band.count).sum::<u64>(), u64::from(count));
            }
        }

        #[test]
        fn no_count_is_too_large(already: u32, count: u32) {
            tariff().items.within(already, count);
            tariff().items.amount(already, count);
            tariff().pages.amount(already, count);
        }
    }
}
