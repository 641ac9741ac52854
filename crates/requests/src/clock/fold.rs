//! The fold: one event after the other, each changing what is left of the term.

use super::fault::{ClockFault, FaultKind};
use super::input::{Consulted, EventKind};
use super::order::Placed;
use super::period::{Period, Question, Reach};
use super::rules::ClockRules;
use super::warning::{Warning, WarningKind};
use calendar::Calendar;
use jiff::civil::Date;

/// How the case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Lapsed,
    Withdrawn,
    Replied,
}

/// Waiting for the requester: the term stands still, or runs on where a setting says so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    pub(super) since: Date,
    pub(super) until: Date,
    pub(super) stops: bool,
}

/// Why the term began anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Renewal {
    Clarified,
    Paid,
}

/// A run that was dropped: its days, and since when it stood still.
pub(super) struct Dropped {
    pub(super) from: Date,
    pub(super) stopped: Date,
    pub(super) to: Date,
    pub(super) by: Renewal,
}

/// What the events so far come to.
pub(super) struct Fold<'a> {
    pub(super) rules: ClockRules<'a>,
    pub(super) calendar: &'a Calendar,
    pub(super) period: Period,
    pub(super) dropped: Vec<Dropped>,
    pub(super) clarification: Option<Waiting>,
    pub(super) fee: Option<Waiting>,
    pub(super) questions: Vec<Question>,
    pub(super) end: Option<(Date, End)>,
    pub(super) warnings: Vec<Warning>,
    clarifications: u32,
    extensions: u32,
    /// fee notices without effect that nobody paid yet
    void_fees: u32,
}

impl<'a> Fold<'a> {
    pub(super) fn new(rules: ClockRules<'a>, calendar: &'a Calendar, received_on: Date) -> Self {
        let period =
            Period { number: 0, start: received_on, term: rules.term_days(), extension: None, delayed_to: None, extends_delay: false };
        Self {
            rules,
            calendar,
            period,
            dropped: Vec::new(),
            clarification: None,
            fee: None,
            questions: Vec::new(),
            end: None,
            warnings: Vec::new(),
            clarifications: 0,
            extensions: 0,
            void_fees: 0,
        }
    }

    /// All events of one day, which stand in the order in which they take effect.
    pub(super) fn day(&mut self, on: Date, events: &[Placed<'_>]) -> Result<(), ClockFault> {
        self.lapse(on)?;
        let begins = |placed: &&Placed<'_>| matches!(placed.event.kind, EventKind::ClarificationRequested { .. } | EventKind::Clarified);
        let fees = |placed: &&Placed<'_>| matches!(placed.event.kind, EventKind::FeeNoticed { .. } | EventKind::FeePaid);
        self.in_turn(events.iter().filter(begins).copied(), EventKind::Clarified, |fold| fold.clarification.is_some())?;
        self.in_turn(events.iter().filter(fees).copied(), EventKind::FeePaid, |fold| fold.fee.is_some())?;
        events.iter().filter(|placed| !begins(placed) && !fees(placed)).try_for_each(|placed| self.event(*placed))
    }

    /// Questions and answers of one day in any order: an answer comes first where one is waited for.
    fn in_turn<'b>(
        &mut self,
        events: impl Iterator<Item = Placed<'b>>,
        answer: EventKind,
        waiting: impl Fn(&Self) -> bool,
    ) -> Result<(), ClockFault> {
        let (answers, questions): (Vec<_>, Vec<_>) = events.partition(|placed| placed.event.kind == answer);
        let (mut answers, mut questions) = (answers.into_iter(), questions.into_iter());
        loop {
            let answered = if waiting(self) { answers.next() } else { None };
            match answered.or_else(|| questions.next()).or_else(|| answers.next()) {
                Some(placed) => self.event(placed)?,
                None => return Ok(()),
            }
        }
    }

    fn event(&mut self, Placed { index, event }: Placed<'_>) -> Result<(), ClockFault> {
        let on = event.on;
        if self.end.is_some() && event.kind.begins_something() {
            return Err(ClockFault::by(self.rules.end, index, FaultKind::AfterEnd));
        }
        match &event.kind {
            EventKind::ClarificationRequested { until } => self.clarification_requested(index, on, *until),
            EventKind::Clarified => self.clarified(index, on),
            EventKind::Consulted { whom, delivered_on } => {
                self.consulted(on, *whom, *delivered_on, event.party.clone());
                Ok(())
            }
            EventKind::Answered { whom } => self.answered(index, on, *whom, event.party.as_deref()),
            EventKind::Extended { working_days } => self.extended(index, on, *working_days),
            EventKind::FeeNoticed { until } => {
                self.fee_noticed(on, *until);
                Ok(())
            }
            EventKind::FeePaid => self.fee_paid(index, on),
            EventKind::DelayedTo { date } => self.delayed(index, on, *date),
            EventKind::Withdrawn => {
                self.finish(on, End::Withdrawn);
                Ok(())
            }
            EventKind::Replied => {
                self.replied(on);
                Ok(())
            }
        }
    }

    /// Ends the case on the day after a term of the requester passed.
    pub(super) fn lapse(&mut self, on: Date) -> Result<(), ClockFault> {
        let passed = [self.clarification, self.fee].into_iter().flatten().map(|waiting| waiting.until).filter(|until| *until < on).min();
        let Some(until) = passed.filter(|_| self.end.is_none()) else { return Ok(()) };
        let day = until.tomorrow().map_err(|_| ClockFault::of_record(None, FaultKind::EndOfDates))?;
        self.end_with(day, End::Lapsed);
        Ok(())
    }

    fn warn(&mut self, on: Date, rule: &law::Rule, kind: WarningKind) {
        self.warnings.push(Warning::new(on, rule, kind));
    }

    /// Since when the term stands still.
    pub(super) fn stopped(&self) -> Option<Date> {
        let since = [self.clarification, self.fee].into_iter().flatten().filter(|waiting| waiting.stops).map(|waiting| waiting.since).min();
        since.map(|since| since.max(self.period.start))
    }

    /// The last day of the term as seen on a day; none while it stands still or a pause is open.
    fn due(&self, at: Date) -> Option<Date> {
        match self.period.course(&self.questions, self.calendar, at).reach {
            Reach::Due(due) if self.stopped().is_none_or(|stopped| due < stopped) => Some(due),
            _ => None,
        }
    }

    fn is_over(&self, at: Date) -> bool {
        self.due(at).is_some_and(|due| due < at)
    }

    fn clarification_requested(&mut self, index: usize, on: Date, until: Date) -> Result<(), ClockFault> {
        let Some(rule) = self.rules.reset() else {
            return Err(ClockFault::by(self.rules.clarification, index, FaultKind::NotInRegulation));
        };
        let limit = rule.number("working-days").map(|days| self.calendar.add(self.period.start, days).due);
        if let Some(limit) = limit.filter(|limit| on > *limit) {
            self.warnings.push(Warning::new(on, rule, WarningKind::ClarificationLate).with(limit));
        }
        if self.is_over(on) {
            self.warn(on, rule, WarningKind::ClarificationAfterDue);
        }
        if self.clarifications > 0 {
            self.warn(on, rule, WarningKind::ClarificationAgain);
        }
        self.clarifications += 1;
        let open = self.clarification.unwrap_or(Waiting { since: on, until, stops: true });
        self.clarification = Some(Waiting { until: open.until.max(until), ..open });
        Ok(())
    }

    fn clarified(&mut self, index: usize, on: Date) -> Result<(), ClockFault> {
        if self.clarification.is_none() {
            return Err(ClockFault::by(self.rules.record, index, FaultKind::NoQuestion));
        }
        if let Some((_, end)) = self.end {
            let kind = if end == End::Lapsed { WarningKind::ClarifiedLate } else { WarningKind::AfterEnd };
            let rule = if end == End::Lapsed { self.rules.clarification } else { self.rules.end };
            self.warn(on, rule, kind);
            return Ok(());
        }
        self.renew(on, Renewal::Clarified);
        self.clarification = None;
        Ok(())
    }

    /// The whole term begins anew; pauses, extension and delay go with the old one.
    fn renew(&mut self, on: Date, by: Renewal) {
        let stopped = self.stopped().unwrap_or(on);
        self.dropped.push(Dropped { from: self.period.start, stopped, to: on, by });
        let (number, term) = (self.period.number + 1, self.period.term);
        self.period = Period { number, start: on, term, extension: None, delayed_to: None, extends_delay: false };
    }

    fn consulted(&mut self, on: Date, whom: Consulted, delivered_on: Option<Date>, party: Option<String>) {
        let pauses = self.rules.pauses(whom);
        if !pauses {
            self.warn(on, self.rules.pause, WarningKind::OrganCountsOn);
        }
        let silence = self.rules.silence(whom).filter(|_| pauses);
        let silent_on = silence.zip(delivered_on).map(|((_, days), delivered)| self.calendar.add(delivered, days).due);
        self.questions.push(Question {
            whom,
            party,
            on,
            delivered: delivered_on.is_some() || silence.is_none(),
            pauses,
            silent_on,
            answered_on: None,
            closed_on: None,
            run: self.period.number,
        });
    }

    fn answered(&mut self, index: usize, on: Date, whom: Consulted, party: Option<&str>) -> Result<(), ClockFault> {
        let run = self.period.number;
        let fits = |question: &&mut Question| {
            question.whom == whom && question.answered_on.is_none() && (party.is_none() || question.party.as_deref() == party)
        };
        let open = |question: &Question| question.run == run && !question.is_late(on);
        let wanted = self.questions.iter_mut().filter(fits).min_by_key(|question| !open(question));
        let Some(question) = wanted else {
            return Err(ClockFault::by(self.rules.record, index, FaultKind::NoQuestion));
        };
        question.answered_on = Some(on);
        let (late, old, closed) = (question.is_late(on), question.run != run && on > self.period.start, question.closed_on.is_some());
        if self.end.is_some() && (closed || !late) {
            self.warn(on, self.rules.end, WarningKind::AfterEnd);
        } else if late {
            let rule = self.rules.silence(whom).map_or(self.rules.pause, |(rule, _)| rule);
            self.warn(on, rule, WarningKind::AnswerLate);
        } else if old {
            self.warn(on, self.rules.dropped(), WarningKind::AnswerDropped);
        }
        Ok(())
    }

    fn extended(&mut self, index: usize, on: Date, working_days: u32) -> Result<(), ClockFault> {
        let rule = self.rules.extension;
        let most = rule.number("working-days").unwrap_or(0);
        let refused = |kind| Err(ClockFault::by(rule, index, kind));
        if working_days == 0 {
            return refused(FaultKind::ExtensionOfNothing);
        }
        if working_days > most {
            return refused(FaultKind::ExtensionTooLong { most });
        }
        if self.period.extension.is_some() {
            return refused(FaultKind::ExtensionTwice);
        }
        if self.is_over(on) {
            return refused(FaultKind::ExtensionLate);
        }
        if self.extensions > 0 {
            if !self.rules.may_extend_again() {
                return Err(ClockFault::by(self.rules.extension_again, index, FaultKind::ExtensionAgain));
            }
            self.warn(on, self.rules.extension_again, WarningKind::ExtensionAgain);
        }
        self.extensions += 1;
        self.period.extension = Some(working_days);
        self.period.extends_delay = self.period.delayed_to.is_some();
        Ok(())
    }

    fn fee_noticed(&mut self, on: Date, until: Date) {
        if let Some(day) = self.rules.fee_day(on).filter(|day| day.matters) {
            self.warn(on, day.rule, WarningKind::FeeDay);
        }
        let Some(rule) = self.rules.payment_term(on) else {
            self.void_fees += 1;
            return self.warn(on, self.rules.fees(on), WarningKind::FeeWithoutGround);
        };
        if self.is_over(on) {
            self.void_fees += 1;
            return self.warn(on, rule, WarningKind::FeeLate);
        }
        let least = rule.number("working-days").map(|days| self.calendar.add(on, days).due);
        if let Some(least) = least.filter(|least| until < *least) {
            self.warnings.push(Warning::new(on, rule, WarningKind::FeeTermShort).with(least));
        }
        let stops = self.rules.restarts_after_payment();
        self.warn(on, self.rules.after_payment, WarningKind::PeriodAfterPayment);
        let open = self.fee.unwrap_or(Waiting { since: on, until, stops });
        self.fee = Some(Waiting { until: open.until.max(until), ..open });
    }

    fn fee_paid(&mut self, index: usize, on: Date) -> Result<(), ClockFault> {
        if let Some((_, end)) = self.end.filter(|_| self.fee.is_some() || self.void_fees > 0) {
            let late = end == End::Lapsed && self.fee.is_some();
            let rule = if late { self.rules.payment_term(on).unwrap_or(self.rules.end) } else { self.rules.end };
            self.warn(on, rule, if late { WarningKind::PaidLate } else { WarningKind::AfterEnd });
            return Ok(());
        }
        match self.fee {
            Some(waiting) => {
                if waiting.stops {
                    self.renew(on, Renewal::Paid);
                }
                self.warn(on, self.rules.after_payment, WarningKind::PeriodAfterPayment);
                self.fee = None;
            }
            None if self.void_fees > 0 => self.void_fees -= 1,
            None => return Err(ClockFault::by(self.rules.record, index, FaultKind::NoQuestion)),
        }
        Ok(())
    }

    fn delayed(&mut self, index: usize, on: Date, date: Date) -> Result<(), ClockFault> {
        let (Some(excess), Some(rule)) = (self.rules.excess(), self.rules.delay()) else {
            return Err(ClockFault::by(self.rules.term, index, FaultKind::DelayNotInRegulation));
        };
        let due = self.due(on);
        if self.is_over(on) {
            self.warn(on, rule, WarningKind::DelayLate);
        } else if due.is_some_and(|due| date <= due) {
            self.warn(on, rule, WarningKind::DelayNotLater);
        } else {
            self.warn(on, excess, WarningKind::DelayReasonable);
            self.period.delayed_to = self.period.delayed_to.max(Some(date));
        }
        Ok(())
    }

    fn replied(&mut self, on: Date) {
        if self.end.is_none() && self.is_over(on) {
            self.warn(on, self.rules.term, WarningKind::RepliedLate);
        }
        self.finish(on, End::Replied);
    }

    fn finish(&mut self, on: Date, end: End) {
        match self.end {
            Some(_) => self.warn(on, self.rules.end, WarningKind::AfterEnd),
            None => self.end_with(on, end),
        }
    }

    /// What was asked and not answered needs no answer any more.
    fn end_with(&mut self, on: Date, end: End) {
        self.end = Some((on, end));
        for question in self.questions.iter_mut().filter(|question| question.end(on).0.is_none()) {
            question.closed_on = Some(on);
        }
    }
}

impl EventKind {
    /// What the organ begins, and cannot begin after the end.
    fn begins_something(&self) -> bool {
        use EventKind::{ClarificationRequested, Consulted, DelayedTo, Extended, FeeNoticed};
        matches!(self, ClarificationRequested { .. } | Consulted { .. } | Extended { .. } | FeeNoticed { .. } | DelayedTo { .. })
    }
}
