//! Words that several kinds of letters share; they are data (`law/letters/common.toml`).

use super::{LetterFault, fill};
use crate::model::event::{FeeMethod, FeeNoticed};
use law::{Bands, Charged, Law};
use serde::Deserialize;

const FILE: &str = "letters/common.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Common {
    #[serde(rename = "schema")]
    _schema: u32,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "confirmed")]
    _confirmed: bool,
    provisional: String,
    provisional_fixed: String,
    fee: FeeTexts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FeeTexts {
    item_range: String,
    item_one: String,
    item_free: String,
    page_range: String,
    page_one: String,
    page_free: String,
    item_band: String,
    item_above: String,
    page_band: String,
    page_above: String,
    rest: String,
}

fn texts(law: &Law) -> Result<Common, LetterFault> {
    let text = law.text(FILE).ok_or_else(|| LetterFault::Missing(FILE.to_owned()))?;
    toml::from_str(text).map_err(|fault| LetterFault::File(format!("common.toml: {fault}")))
}

pub(super) fn check(law: &Law) -> Result<(), LetterFault> {
    let fee = texts(law)?.fee;
    for text in [&fee.item_range, &fee.item_one, &fee.page_range, &fee.page_one] {
        fill(text, &[("first", ""), ("last", ""), ("count", "")])?;
    }
    for text in [&fee.item_free, &fee.page_free] {
        fill(text, &[("charge", ""), ("all", "")])?;
    }
    for text in [&fee.item_band, &fee.item_above, &fee.page_band, &fee.page_above] {
        fill(text, &[("from", ""), ("to", ""), ("count", ""), ("price", ""), ("sum", "")])?;
    }
    Ok(())
}

/// How a day that a letter names stands to a calendar that is not published yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reckoned {
    /// it is the last day of a term of the law, and moves when the calendar comes
    Moves,
    /// somebody set it, and it stays
    Fixed,
}

/// What a letter says beside a day that was reckoned without a calendar that is not published yet.
///
/// # Errors
/// Where the texts cannot be read.
pub fn provisional(law: &Law, reckoned: Reckoned) -> Result<String, LetterFault> {
    let texts = texts(law)?;
    Ok(match reckoned {
        Reckoned::Moves => texts.provisional,
        Reckoned::Fixed => texts.provisional_fixed,
    })
}

/// What is charged: which of the items or pages, and what they cost band by band.
///
/// # Errors
/// Where the texts cannot be read.
pub fn charged(law: &Law, tariff: &Bands, noticed: &FeeNoticed) -> Result<(String, Vec<String>), LetterFault> {
    let texts = texts(law)?.fee;
    let already = noticed.counted_already();
    let (range, one, some_free, band, above) = match noticed.method {
        FeeMethod::Item => (&texts.item_range, &texts.item_one, &texts.item_free, &texts.item_band, &texts.item_above),
        FeeMethod::Page => (&texts.page_range, &texts.page_one, &texts.page_free, &texts.page_band, &texts.page_above),
    };
    let last = u64::from(already) + u64::from(noticed.count);
    let first = u64::from(already.max(tariff.free())) + 1;
    let count = (last + 1).saturating_sub(first);
    let said = [("first", first.to_string()), ("last", last.to_string()), ("count", count.to_string())];
    let mut what = filled(if count == 1 { one } else { range }, &said)?;
    if count < u64::from(noticed.count) {
        what = filled(some_free, &[("charge", what), ("all", noticed.count.to_string())])?;
    }
    let line = |charged: &Charged| {
        let said = [
            ("from", charged.from.to_string()),
            ("to", charged.to.unwrap_or(last).to_string()),
            ("count", charged.count.to_string()),
            ("price", charged.price.to_string()),
            ("sum", charged.sum().to_string()),
        ];
        filled(if charged.to.is_some() { band } else { above }, &said)
    };
    let within = tariff.within(already, noticed.count);
    let mut bands = within.iter().filter(|charged| charged.price > 0).map(line).collect::<Result<Vec<_>, _>>()?;
    if within.iter().map(Charged::sum).sum::<u64>() != noticed.amount {
        bands.push(texts.rest);
    }
    Ok((what, bands))
}

fn filled(template: &str, values: &[(&str, String)]) -> Result<String, LetterFault> {
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fill(template, &values)
}
