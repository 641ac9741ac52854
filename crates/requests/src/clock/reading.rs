//! From the fold to the clock that people read.

use super::fault::{ClockFault, FaultKind};
use super::fold::{Dropped, End, Fold, Renewal};
use super::input::Consulted;
use super::period::{PauseEnd, Piece, PieceKind, Reach};
use super::warning::{Warning, WarningKind};
use super::{Clock, ClockStatus, Segment, Why};
use jiff::civil::Date;
use law::{Rule, RuleRef};

impl Fold<'_> {
    /// The clock on a day.
    pub(super) fn read(mut self, as_of: Date) -> Result<Clock, ClockFault> {
        let course = self.period.course(&self.questions, self.calendar, as_of);
        if course.reach == Reach::Never {
            return Err(ClockFault::by(self.rules.term, None, FaultKind::EndOfDates));
        }
        let stopped = self.stopped();
        let ended = self.end;
        let reached = match course.reach {
            Reach::Due(due) if stopped.is_none() && !matches!(ended, Some((_, End::Lapsed | End::Withdrawn))) => Some(due),
            _ => None,
        };
        let status = match (ended, course.reach) {
            (Some((_, End::Lapsed)), _) => ClockStatus::Lapsed,
            (Some((_, End::Withdrawn)), _) => ClockStatus::Withdrawn,
            (Some((_, End::Replied)), _) => ClockStatus::Replied,
            (None, _) if self.clarification.is_some() => ClockStatus::AwaitingClarification,
            (None, _) if stopped.is_some() => ClockStatus::Paused,
            (None, Reach::Due(due)) if as_of > due => ClockStatus::Overdue,
            (None, Reach::Due(_)) => ClockStatus::Running,
            (None, _) => ClockStatus::Paused,
        };
        self.warn_of_questions(course.reach, as_of);
        let last = ended.map_or(as_of, |(day, _)| day);
        let mut segments = self.segments(&course.pieces, course.reach, stopped, reached.unwrap_or(last), as_of);
        for segment in &mut segments {
            segment.passed = self.calendar.count(segment.from, segment.to.min(last));
        }
        let counting = || segments.iter().filter(|segment| segment.counts);
        let counted: u32 = counting().map(|segment| segment.working_days).sum();
        let passed: u32 = counting().map(|segment| segment.passed).sum();
        let over_by = reached.map_or(0, |due| self.calendar.count(due, last));
        let left = match (status, course.reach) {
            (ClockStatus::Paused, _) if stopped.is_some() => Some(self.period.term),
            (ClockStatus::Paused, Reach::Open(left)) => Some(left),
            (ClockStatus::Running | ClockStatus::Overdue, _) => Some(counted.saturating_sub(passed)),
            _ => None,
        };
        let limit = self.rules.reset().and_then(|rule| rule.number("working-days"));
        let day = |days: Option<u32>| days.map(|days| self.calendar.add(self.period.start, days).due);
        let through = reached.unwrap_or(last).max(self.period.start);
        let settings = [self.rules.pause_days.reference()];
        self.warnings.sort_by_key(|warning| warning.on);
        Ok(Clock {
            regime: self.rules.regime,
            rule: self.rules.term.reference(),
            status,
            day_zero: self.period.start,
            as_of,
            due_on: reached,
            provisional: self.calendar.is_provisional_between(self.period.start, through),
            working_days: counted,
            left,
            over_by,
            ended_on: ended.map(|(day, _)| day),
            clarify_by: day(limit),
            remind_clarification_on: day(limit.and(self.rules.reminder())),
            readings: if self.questions.iter().any(|question| question.pauses) { settings.to_vec() } else { Vec::new() },
            segments,
            warnings: self.warnings,
        })
    }

    /// Warnings that only the whole shows: asked too late to matter, not delivered.
    fn warn_of_questions(&mut self, reach: Reach, as_of: Date) {
        let mut warnings = Vec::new();
        for question in self.questions.iter().filter(|question| question.run == self.period.number && question.pauses) {
            if let Reach::Due(due) = reach
                && self.stopped().is_none()
                && question.on >= due
            {
                warnings.push(Warning::new(question.on, self.rules.pause_days, WarningKind::ConsultedAfterDue));
            } else if let Some((rule, days)) = self.rules.silence(question.whom)
                && !question.delivered
                && question.end(as_of).0.is_none()
            {
                warnings.push(Warning::new(question.on, rule, WarningKind::NotDelivered).with(days));
            }
        }
        self.warnings.extend(warnings);
    }

    fn segments(&self, pieces: &[Piece], reach: Reach, stopped: Option<Date>, last: Date, as_of: Date) -> Vec<Segment> {
        let mut segments: Vec<Segment> = self.dropped.iter().flat_map(|dropped| self.dropped_run(dropped)).collect();
        // What stands after the run stood still, or after the case ended, did not come about.
        let limit = stopped.map_or(last, |stopped| stopped.min(last));
        let mut pieces: Vec<Piece> = pieces.iter().filter(|piece| piece.from < limit).copied().collect();
        if let Some(piece) = pieces.last_mut() {
            piece.to = piece.to.min(limit);
        }
        let reached = pieces.last().map_or(self.period.start, |piece| piece.to);
        if reached < limit && matches!(reach, Reach::Due(_)) {
            pieces.push(Piece { from: reached, to: limit, kind: PieceKind::Over });
        }
        segments.extend(pieces.iter().map(|piece| self.segment(piece, as_of)));
        if let Some(stopped) = stopped.filter(|stopped| *stopped < last) {
            let (rule, why) = match self.clarification {
                Some(_) => (self.rules.clarification, Why::AwaitingClarification),
                None => (self.rules.payment_term(stopped).unwrap_or(self.rules.after_payment), Why::AwaitingPayment),
            };
            segments.push(self.stretch(stopped, last, false, &[rule], vec![why]));
        }
        segments
    }

    fn dropped_run(&self, dropped: &Dropped) -> Vec<Segment> {
        let rule = match dropped.by {
            Renewal::Clarified => self.rules.clarification,
            Renewal::Paid => self.rules.after_payment,
        };
        let (why, waiting) = match dropped.by {
            Renewal::Clarified => (Why::DroppedByClarification, Why::AwaitingClarification),
            Renewal::Paid => (Why::DroppedByPayment, Why::AwaitingPayment),
        };
        let parts = [(dropped.from, dropped.stopped, why), (dropped.stopped, dropped.to, waiting)];
        let parts = parts.into_iter().filter(|(from, to, _)| from < to);
        parts.map(|(from, to, why)| self.stretch(from, to, false, &[rule], vec![why])).collect()
    }

    fn segment(&self, piece: &Piece, as_of: Date) -> Segment {
        let rules = &self.rules;
        let delay = [rules.excess().unwrap_or(rules.term)];
        let (counts, by, why): (bool, &[&Rule], Why) = match piece.kind {
            PieceKind::Term => (true, &[rules.term], Why::Term),
            PieceKind::Extension => (true, &[rules.extension], Why::Extension),
            PieceKind::Delay => (true, &delay, Why::Delay),
            PieceKind::Over => (false, &[rules.term], Why::Over),
            PieceKind::Taken => return self.taken(piece, as_of),
        };
        self.stretch(piece.from, piece.to, counts, by, vec![why])
    }

    /// Days taken out, with everyone whose view was awaited on them.
    fn taken(&self, piece: &Piece, as_of: Date) -> Segment {
        let (mut rules, mut why) = (vec![self.rules.pause], Vec::new());
        for question in self.questions.iter().filter(|question| question.run == self.period.number && question.pauses) {
            let (to, end) = question.end(as_of);
            if question.on > piece.from || to.is_some_and(|to| to < piece.to) {
                continue;
            }
            // Only the stretch on whose last day a pause ended tells how it ended.
            let silent = end == PauseEnd::Silent && to == Some(piece.to);
            if let Some((rule, _)) = self.rules.silence(question.whom).filter(|_| silent) {
                rules.push(rule);
            }
            why.push(match (question.whom, silent) {
                (Consulted::ThirdParty, false) => Why::ThirdParty,
                (Consulted::ThirdParty, true) => Why::ThirdPartySilent,
                (Consulted::CoProducer, false) => Why::CoProducer,
                (Consulted::CoProducer, true) => Why::CoProducerSilent,
                (Consulted::Body, _) => Why::Body,
            });
        }
        why.sort_unstable();
        why.dedup();
        self.stretch(piece.from, piece.to, false, &rules, why)
    }

    fn stretch(&self, from: Date, to: Date, counts: bool, rules: &[&Rule], why: Vec<Why>) -> Segment {
        let mut cited: Vec<RuleRef> = Vec::new();
        for rule in rules {
            if !cited.iter().any(|cited| cited.id == rule.id) {
                cited.push(rule.reference());
            }
        }
        Segment { from, to, working_days: self.calendar.count(from, to), passed: 0, counts, rules: cited, why }
    }
}
