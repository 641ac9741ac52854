//! When somebody is reminded: a plan, which is data, laid over the term of an item. Pure.

use calendar::Calendar;
use jiff::civil::Date;
use law::ReminderTime;
use std::collections::BTreeMap;

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum To {
    /// who does it, or stands in
    Holder,
    /// who reviews for the body (审核)
    Reviewer,
    /// who signs for the body (签发)
    Head,
    /// the city office (政务公开处)
    CityOffice,
}

/// One step of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// when
    pub at: ReminderTime,
    /// who
    pub to: To,
}

impl Step {
    /// The code under which it is remembered that this step was taken.
    pub fn code(&self) -> String {
        let to = match self.to {
            To::Holder => "holder",
            To::Reviewer => "reviewer",
            To::Head => "head",
            To::CityOffice => "city-office",
        };
        match self.at {
            ReminderTime::Elapsed(hundredths) => format!("elapsed-{hundredths}/{to}"),
            ReminderTime::Before(days) => format!("before-{days}/{to}"),
            ReminderTime::After(days) => format!("after-{days}/{to}"),
        }
    }

    /// Later steps of a term have a higher one.
    fn rank(&self) -> (u8, u32) {
        match self.at {
            ReminderTime::Elapsed(hundredths) => (0, hundredths),
            ReminderTime::Before(days) => (1, u32::MAX - days),
            ReminderTime::After(days) => (2, days),
        }
    }
}

/// The plan of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderPlan {
    /// in any order
    pub steps: Vec<Step>,
    /// hour of the day at which people are told, in the city's time, 0 to 23
    pub hour: i8,
}

/// A step and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// which
    pub step: Step,
    /// day
    pub on: Date,
}

impl ReminderPlan {
    /// The days on which somebody is reminded of a term that runs from `start` (day 0) to `due`, in order. A day on or
    /// before `start` is left out, and so is a step that says less than an earlier one, or one of the same day, said.
    pub fn days(&self, start: Date, due: Date, calendar: &Calendar) -> Vec<Due> {
        let mut found: BTreeMap<(Date, To), Due> = BTreeMap::new();
        for step in &self.steps {
            let Some(on) = step.at.day(start, due, calendar) else { continue };
            let place = found.entry((on, step.to)).or_insert(Due { step: *step, on });
            if place.step.rank() < step.rank() {
                place.step = *step;
            }
        }
        let mut days: Vec<Due> = found.into_values().collect();
        days.sort_by_key(|due| (due.on, due.step.rank(), due.step.to));
        // In a short term half time may come after "three days left": it would say less than was said.
        let mut said: BTreeMap<To, (u8, u32)> = BTreeMap::new();
        days.retain(|due| {
            let rank = due.step.rank();
            let latest = said.entry(due.step.to).or_insert(rank);
            let more = *latest <= rank;
            *latest = rank.max(*latest);
            more
        });
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static LAW: LazyLock<law::Law> = LazyLock::new(|| law::Law::load(None).unwrap());

    fn step(at: ReminderTime, to: To) -> Step {
        Step { at, to }
    }

    fn usual() -> ReminderPlan {
        ReminderPlan {
            steps: vec![
                step(ReminderTime::Elapsed(50), To::Holder),
                step(ReminderTime::Before(3), To::Holder),
                step(ReminderTime::Before(1), To::Holder),
                step(ReminderTime::After(1), To::Holder),
                step(ReminderTime::After(1), To::Head),
                step(ReminderTime::After(3), To::CityOffice),
            ],
            hour: 9,
        }
    }

    fn shown(start: (i16, i8, i8), due: (i16, i8, i8)) -> Vec<String> {
        let date = |(year, month, day)| Date::constant(year, month, day);
        let days = usual().days(date(start), date(due), LAW.calendars().national());
        days.iter().map(|due| format!("{} {}", due.on.strftime("%m-%d"), due.step.code())).collect()
    }

    #[test]
    fn a_term_of_twenty_working_days() {
        // Received on Monday 2025-06-09, due on Monday 2025-07-07.
        assert_eq!(
            shown((2025, 6, 9), (2025, 7, 7)),
            [
                "06-23 elapsed-50/holder",
                "07-02 before-3/holder",
                "07-04 before-1/holder",
                "07-08 after-1/holder",
                "07-08 after-1/head",
                "07-10 after-3/city-office"
            ]
        );
    }

    #[test]
    fn holidays_are_stepped_over() {
        // Due on Thursday 2025-10-09, the first working day after the National Day holidays.
        let days = shown((2025, 9, 1), (2025, 10, 9));
        assert!(days.contains(&"09-30 before-1/holder".to_owned()), "{days:?}");
        assert!(days.contains(&"09-28 before-3/holder".to_owned()), "a Sunday that was made up for: {days:?}");
    }

    #[test]
    fn a_short_term_has_fewer_steps() {
        // One working day: due the day after it began.
        assert_eq!(shown((2025, 6, 9), (2025, 6, 10)), ["06-11 after-1/holder", "06-11 after-1/head", "06-13 after-3/city-office"]);
        // Half time and three days before fall together.
        assert_eq!(shown((2025, 6, 9), (2025, 6, 16))[..2], ["06-11 before-3/holder", "06-13 before-1/holder"]);
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let at = prop_oneof![
            (0u32..120).prop_map(ReminderTime::Elapsed),
            (0u32..30).prop_map(ReminderTime::Before),
            (0u32..30).prop_map(ReminderTime::After)
        ];
        let to = prop_oneof![Just(To::Holder), Just(To::Reviewer), Just(To::Head), Just(To::CityOffice)];
        proptest::collection::vec((at, to).prop_map(|(at, to)| step(at, to)), 0..12)
    }

    proptest! {
        #[test]
        fn days_are_in_order_and_never_before_the_start(steps in steps(), from in 0i32..4000, term in 0i32..200) {
            let start = Date::constant(2015, 1, 1) + from.days();
            let due = start + term.days();
            let days = ReminderPlan { steps: steps.clone(), hour: 9 }.days(start, due, LAW.calendars().national());
            prop_assert!(days.iter().all(|day| day.on > start));
            prop_assert!(days.is_sorted_by_key(|day| day.on));
            prop_assert!(days.iter().all(|day| steps.contains(&day.step)));
            // What comes before the end comes no later than it; what comes after comes no earlier.
            for day in &days {
                match day.step.at {
                    ReminderTime::After(_) => prop_assert!(day.on >= due),
                    ReminderTime::Elapsed(_) | ReminderTime::Before(_) => prop_assert!(day.on <= due),
                }
            }
            // Nobody is told twice on one day.
            let mut readers: Vec<_> = days.iter().map(|day| (day.on, day.step.to)).collect();
            readers.sort();
            readers.dedup();
            prop_assert_eq!(readers.len(), days.len());
        }

        #[test]
        fn a_later_end_moves_no_reminder_earlier(from in 0i32..4000, term in 2i32..100, more in 1i32..60) {
            let start = Date::constant(2015, 1, 1) + from.days();
            let calendar = LAW.calendars().national();
            let (soon, late) = (usual().days(start, start + term.days(), calendar), usual().days(start, start + (term + more).days(), calendar));
            for day in &soon {
                if let Some(moved) = late.iter().find(|other| other.step == day.step) {
                    prop_assert!(moved.on >= day.on);
                }
            }
        }
    }
}
