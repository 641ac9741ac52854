use crate::DivisionCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What can be wrong with calendar data or a division code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Not six digits of GB/T 2260.
    #[error("`{0}` is no division code: it has six digits, the first two a province's, such as 330100")]
    DivisionCode(String),
    /// Two notices of one place say different things of one day, or a day is both off and working.
    #[error("{notice}: {date} is said twice")]
    Contradiction {
        /// id of the notice
        notice: String,
        /// the day
        date: Date,
    },
    /// Two notices have the same id.
    #[error("two calendar notices are called `{0}`")]
    Duplicate(String),
    /// Two national notices settle the same year and neither amends the other.
    #[error("{notice}: the year {year} is settled by another notice already")]
    YearTwice {
        /// id of the later notice
        notice: String,
        /// the year
        year: i16,
    },
    /// A notice amends one that is not there.
    #[error("{notice}: amends `{amends}`, which is no calendar notice of the same place")]
    AmendsUnknown {
        /// id of the amending notice
        notice: String,
        /// the id that was not found
        amends: String,
    },
    /// A national notice must say which year it settles (or what it amends), a local one settles none.
    #[error("{0}: a national notice names its year or what it amends; a local one names divisions and no year")]
    Scope(String),
}

impl CalendarError {
    /// The notice that is wrong, where one is.
    pub fn notice(&self) -> Option<&str> {
        match self {
            Self::DivisionCode(_) => None,
            Self::Contradiction { notice, .. }
            | Self::Duplicate(notice)
            | Self::YearTwice { notice, .. }
            | Self::AmendsUnknown { notice, .. }
            | Self::Scope(notice) => Some(notice),
        }
    }
}

/// One published calendar notice: of the State Council (no divisions) or local (divisions it applies to).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CalendarNotice {
    /// Stable name, for example `national-2016` or `hangzhou-g20-2016`.
    pub id: String,
    /// Title in Chinese, as shown to people.
    pub title: String,
    /// The year that a national notice settles; `None` for a local one and for an amendment.
    #[serde(default)]
    pub year: Option<i16>,
    /// Divisions it applies to, each exactly as written: `330100` is the city's own organs and not its counties, so
    /// that a notice can leave some counties out. Empty for the whole country.
    #[serde(default)]
    pub divisions: Vec<DivisionCode>,
    /// Every day of the notified breaks, weekends inside them included.
    #[serde(default)]
    pub days_off: Vec<Date>,
    /// Weekend days made working.
    #[serde(default)]
    pub working_days: Vec<Date>,
    /// The day on which it became known, where a source tells it.
    #[serde(default)]
    pub known_on: Option<Date>,
    /// The id of an earlier notice of the same place whose days this one changes.
    #[serde(default)]
    pub amends: Option<String>,
    /// Where it was read.
    pub source: String,
}

impl CalendarNotice {
    /// True for the whole country.
    pub fn is_national(&self) -> bool {
        self.divisions.is_empty()
    }

    /// The day by which notices are ordered: when it became known, or else the first day that it names.
    pub(crate) fn order(&self) -> (Option<Date>, &str) {
        let first = self.days_off.iter().chain(&self.working_days).min().copied();
        (self.known_on.or(first), &self.id)
    }
}
