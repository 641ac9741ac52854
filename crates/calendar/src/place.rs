use crate::number::{date, is_weekday, nth_weekday, number, weekdays_through};
use crate::{CalendarNotice, CountedDay, Day, DayReason, Deadline};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The calendar of one place.
///
/// Working days are ranked once, over the years that any notice names; before and after that Monday to Friday count,
/// which needs no table. So a deadline is two look-ups, however long its term.
#[derive(Debug, Clone)]
pub struct Calendar {
    notices: Arc<[CalendarNotice]>,
    settled: Arc<BTreeSet<i16>>,
    named: HashMap<i64, (DayReason, usize)>,
    /// Number of the day before the first one in `ranks`.
    before: i64,
    /// For each day of the table: working days from its first day through this one.
    ranks: Vec<i64>,
    /// The working days of the table in order.
    working: Vec<i64>,
}

impl Calendar {
    /// Lays the notices at `layers` over each other, the last on top.
    pub(crate) fn new(notices: Arc<[CalendarNotice]>, settled: Arc<BTreeSet<i16>>, layers: &[usize]) -> Self {
        let mut named = HashMap::new();
        for &index in layers {
            let notice = &notices[index];
            let (off, on) = match notice.is_national() {
                true => (DayReason::Holiday, DayReason::MakeUpDay),
                false => (DayReason::LocalDayOff, DayReason::LocalMakeUpDay),
            };
            named.extend(notice.days_off.iter().map(|day| (number(*day), (off, index))));
            named.extend(notice.working_days.iter().map(|day| (number(*day), (on, index))));
        }
        let first = named.keys().min().copied().unwrap_or(0);
        let last = named.keys().max().copied().unwrap_or(first);
        let mut calendar = Self { notices, settled, named, before: first - 1, ranks: Vec::new(), working: Vec::new() };
        for day in first..=last {
            if calendar.reason(day).is_working() {
                calendar.working.push(day);
            }
            calendar.ranks.push(calendar.working.len() as i64);
        }
        calendar
    }

    fn reason(&self, day: i64) -> DayReason {
        match self.named.get(&day) {
            Some((reason, _)) => *reason,
            None if is_weekday(day) => DayReason::Weekday,
            None => DayReason::Weekend,
        }
    }

    fn last(&self) -> i64 {
        self.before + self.ranks.len() as i64
    }

    /// Working days from the table's first day through `day`; negative before it.
    fn rank(&self, day: i64) -> i64 {
        if day <= self.before {
            weekdays_through(day) - weekdays_through(self.before)
        } else if day > self.last() {
            self.working.len() as i64 + weekdays_through(day) - weekdays_through(self.last())
        } else {
            self.ranks[(day - self.before - 1) as usize]
        }
    }

    /// The working day at which `rank` first reaches `rank`.
    fn working_day(&self, rank: i64) -> i64 {
        let inside = self.working.len() as i64;
        if rank <= 0 {
            nth_weekday(weekdays_through(self.before) + rank)
        } else if rank > inside {
            nth_weekday(weekdays_through(self.last()) + rank - inside)
        } else {
            self.working[(rank - 1) as usize]
        }
    }

    fn is_provisional(&self, year: i16) -> bool {
        !self.settled.contains(&year)
    }

    /// What this day is.
    pub fn day(&self, date: Date) -> Day<'_> {
        let day = number(date);
        let reason = self.reason(day);
        Day {
            date,
            working: reason.is_working(),
            reason,
            provisional: self.is_provisional(date.year()),
            notice: self.named.get(&day).map(|(_, index)| &self.notices[*index]),
        }
    }

    /// Whether this day is a working day.
    pub fn is_working_day(&self, date: Date) -> bool {
        let day = number(date);
        self.rank(day) > self.rank(day - 1)
    }

    /// The `working_days`-th working day after `start` (day 0); `start` itself for 0.
    ///
    /// A term that would end after 9999-12-31 ends on that day.
    pub fn add(&self, start: Date, working_days: u32) -> Deadline {
        if working_days == 0 {
            return Deadline { due: start, provisional: false };
        }
        let due = date(self.working_day(self.rank(number(start)) + i64::from(working_days)));
        Deadline { due, provisional: self.is_provisional_between(start, due) }
    }

    /// Whether a day after `start` through `through` lies in a year whose calendar is not published.
    pub fn is_provisional_between(&self, start: Date, through: Date) -> bool {
        let first = start.tomorrow().unwrap_or(start).year();
        (first..=through.year()).any(|year| self.is_provisional(year))
    }

    /// Working days after `after` up to and including `through`; 0 where `through <= after`.
    pub fn count(&self, after: Date, through: Date) -> u32 {
        let days = self.rank(number(through)) - self.rank(number(after));
        u32::try_from(days).unwrap_or(0)
    }

    /// Every calendar day after `start` up to the deadline, with its number where it counts.
    pub fn walk(&self, start: Date, working_days: u32) -> Vec<CountedDay<'_>> {
        let due = self.add(start, working_days).due;
        let mut counted = 0;
        (number(start) + 1..=number(due))
            .map(|n| {
                let day = self.day(date(n));
                counted += u32::from(day.working);
                let number = day.working.then_some(counted);
                CountedDay { day, number }
            })
            .collect()
    }
}
