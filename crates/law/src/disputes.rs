//! Terms in reconsideration and litigation, classes of retention, grounds of erasure.

use crate::{Law, LawError, RuleRef};
use calendar::DivisionCode;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::Serialize;

/// The last day of a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastDay {
    /// the day
    pub due_on: Date,
    /// it lies in a year whose working days are not announced
    pub provisional: bool,
    /// the rule behind it
    pub rule: RuleRef,
}

/// How long a closed case is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RetentionClass {
    /// its code, for example `10`
    pub code: String,
    /// its name in Chinese
    pub name: String,
    /// years after the year in which the case was closed; none: for ever
    pub years: Option<u32>,
    /// the rule behind it
    pub rule: RuleRef,
}

/// Why personal data is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErasureGround {
    /// its code, for example `term`
    pub code: String,
    /// its name in Chinese
    pub name: String,
    /// it may be done before the term of retention has passed
    pub before_term: bool,
    /// the rule behind it
    pub rule: RuleRef,
}

impl RetentionClass {
    /// The last day of retention of a case that was closed on a day; none: for ever.
    pub fn until(&self, closed_on: Date) -> Option<Date> {
        let years = i16::try_from(self.years?).ok()?;
        Date::new(closed_on.year().checked_add(years)?, 12, 31).ok()
    }
}

impl Law {
    /// The last day of a term of a dispute that begins on a day, which does not count; `what` for example `answer`.
    ///
    /// # Errors
    /// Where no such term is in force, or it is not set right.
    pub fn dispute_term(&self, what: &str, from: Date, place: Option<DivisionCode>) -> Result<LastDay, LawError> {
        let rule = self.needed(&format!("dispute-term-{what}"), from)?;
        let unset = |value: &'static str| LawError::Unset { rule: rule.id.clone(), value };
        let count = rule.number("count").ok_or_else(|| unset("count"))?;
        let calendar = self.calendar_of(place);
        let after = |span: Span| from.checked_add(span).map_err(|_| unset("count"));
        let due_on = match rule.word("unit") {
            Some("working-days") => {
                let deadline = calendar.add(from, count);
                return Ok(LastDay { due_on: deadline.due, provisional: deadline.provisional, rule: rule.reference() });
            }
            Some("months") => after(i64::from(count).months())?,
            Some("calendar-days") => after(i64::from(count).days())?,
            _ => return Err(unset("unit")),
        };
        let moves = self.rule("setting-calendar-day-term-moves", from).and_then(|rule| rule.flag("moves")).unwrap_or(false);
        let due_on = match due_on.yesterday() {
            Ok(before) if moves && !calendar.is_working_day(due_on) => calendar.add(before, 1).due,
            _ => due_on,
        };
        Ok(LastDay { due_on, provisional: false, rule: rule.reference() })
    }

    /// The classes of retention in force on a day, longest first.
    pub fn retention_classes(&self, on: Date) -> Vec<RetentionClass> {
        self.rules_in_force(on)
            .filter_map(|rule| {
                Some(RetentionClass {
                    code: rule.family.strip_prefix("retention-class-")?.to_owned(),
                    name: rule.title.clone(),
                    years: if rule.flag("permanent") == Some(true) { None } else { rule.number("years") },
                    rule: rule.reference(),
                })
            })
            .collect()
    }

    /// The grounds of erasure in force on a day.
    pub fn erasure_grounds(&self, on: Date) -> Vec<ErasureGround> {
        self.rules_in_force(on)
            .filter_map(|rule| {
                Some(ErasureGround {
                    code: rule.family.strip_prefix("erasure-ground-")?.to_owned(),
                    name: rule.title.clone(),
                    before_term: rule.flag("before-term").unwrap_or(false),
                    rule: rule.reference(),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn terms_of_disputes() {
        let law = Law::load(None).unwrap();
        for (what, from, due, confirmed) in [
            // Ten working days from Monday 2026-03-02; under the Act before, ten calendar days.
            ("answer", date(2026, 3, 2), date(2026, 3, 16), true),
            ("answer", date(2020, 3, 2), date(2020, 3, 12), true),
            ("answer-simplified", date(2026, 3, 2), date(2026, 3, 9), true),
            ("decision", date(2026, 3, 2), date(2026, 5, 1), true),
            ("decision-simplified", date(2026, 3, 2), date(2026, 4, 1), true),
            ("evidence", date(2026, 3, 2), date(2026, 3, 17), true),
            ("evidence", date(2014, 3, 3), date(2014, 3, 13), false),
            ("first-instance", date(2026, 8, 31), date(2027, 2, 28), true),
            ("first-instance-simplified", date(2026, 3, 2), date(2026, 4, 16), true),
            ("second-instance", date(2026, 3, 2), date(2026, 6, 2), true),
            ("appeal-judgment", date(2026, 3, 2), date(2026, 3, 17), true),
            ("appeal-ruling", date(2026, 3, 2), date(2026, 3, 12), true),
        ] {
            let last = law.dispute_term(what, from, None).unwrap();
            assert_eq!((last.due_on, last.rule.confirmed), (due, confirmed), "{what} from {from}");
        }
        assert!(law.dispute_term("answer-simplified", date(2023, 3, 2), None).is_err(), "no simplified procedure before 2024");
    }

    #[test]
    fn a_retention_ends_with_a_year_or_never() {
        let law = Law::load(None).unwrap();
        let until: Vec<_> = law
            .retention_classes(date(2026, 3, 2))
            .into_iter()
            .map(|class| (class.until(date(2026, 3, 2)), class.rule.confirmed, class.code))
            .collect();
        assert!(until.contains(&(None, false, "permanent".into())));
        assert!(until.contains(&(Some(date(2036, 12, 31)), false, "10".into())));
        let grounds = law.erasure_grounds(date(2026, 3, 2));
        assert_eq!(grounds.iter().filter(|ground| !ground.before_term).count(), 1);
    }
}
