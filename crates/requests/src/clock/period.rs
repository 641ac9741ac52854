//! One run of the term: from its day 0 to the day on which it is used up, with the time taken out of it.

use super::input::Consulted;
use calendar::Calendar;
use jiff::civil::Date;

/// A view that was asked for.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) whom: Consulted,
    pub(super) party: Option<String>,
    pub(super) on: Date,
    pub(super) delivered: bool,
    /// whether it takes time out of the term
    pub(super) pauses: bool,
    /// the day on which silence ends the pause
    pub(super) silent_on: Option<Date>,
    pub(super) answered_on: Option<Date>,
    /// the day on which the case ended before the answer
    pub(super) closed_on: Option<Date>,
    /// which run of the term it belongs to
    pub(super) run: usize,
}

/// How a pause ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PauseEnd {
    Answered,
    Silent,
    Closed,
    Open,
}

impl Question {
    /// When the pause ended and how, as seen on a day; no date while it is open.
    pub(super) fn end(&self, at: Date) -> (Option<Date>, PauseEnd) {
        let silent = self.silent_on.filter(|day| *day <= at);
        let ends = [(self.answered_on, PauseEnd::Answered), (silent, PauseEnd::Silent), (self.closed_on, PauseEnd::Closed)];
        let first = ends.into_iter().filter_map(|(day, end)| Some((day?, end))).min_by_key(|(day, _)| *day);
        first.map_or((None, PauseEnd::Open), |(day, end)| (Some(day), end))
    }

    /// True where an answer on this day comes after silence ended the pause.
    pub(super) fn is_late(&self, on: Date) -> bool {
        self.silent_on.is_some_and(|silent| on > silent)
    }
}

/// One run of the term.
#[derive(Debug, Clone)]
pub(super) struct Period {
    pub(super) number: usize,
    pub(super) start: Date,
    /// working days without the extension
    pub(super) term: u32,
    pub(super) extension: Option<u32>,
    pub(super) delayed_to: Option<Date>,
    /// the extension was made after the delay: the period in hand was the delayed one, and it is added to its end
    pub(super) extends_delay: bool,
}

/// How far the term has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// it ends on this day
    Due(Date),
    /// a pause is open: so many working days are left
    Open(u32),
    /// dates end before it does
    Never,
}

/// A stretch of a run, from its day 0 through its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) kind: PieceKind,
}

/// What happens to the days of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    Term,
    Extension,
    Delay,
    Taken,
    /// after the end of the term
    Over,
}

/// A run laid out.
pub(super) struct Course {
    pub(super) pieces: Vec<Piece>,
    pub(super) reach: Reach,
}

impl Period {
    /// The questions that take time out of this run, in the order of their days.
    fn pauses<'a>(&self, questions: &'a [Question]) -> impl Iterator<Item = &'a Question> {
        let number = self.number;
        questions.iter().filter(move |question| question.run == number && question.pauses)
    }

    /// The run as seen on a day.
    pub(super) fn course(&self, questions: &[Question], calendar: &Calendar, at: Date) -> Course {
        let extension = self.extension.filter(|_| !self.extends_delay).unwrap_or(0);
        let mut counter = Counter { calendar, cursor: self.start, term: self.term, extension, pieces: Vec::new() };
        let mut pauses = self.pauses(questions).map(|question| (question.on, question.end(at).0)).peekable();
        while let Some((from, mut to)) = pauses.next() {
            // Pauses that overlap or touch are one: their days are taken out once.
            while let Some((_, next_to)) = pauses.next_if(|(next_from, _)| to.is_none_or(|to| *next_from <= to)) {
                to = to.zip(next_to).map(|(a, b)| a.max(b));
            }
            if let Some(due) = counter.run(Some(from)) {
                return self.delayed(counter.pieces, Reach::Due(due), calendar);
            }
            let end = to.unwrap_or_else(|| at.max(from));
            counter.pieces.extend(self.taken(questions, counter.cursor, end, at));
            counter.cursor = end;
            if to.is_none() {
                let later = self.extension.filter(|_| self.extends_delay).unwrap_or(0);
                let left = counter.term.saturating_add(counter.extension).saturating_add(later);
                return Course { pieces: counter.pieces, reach: Reach::Open(left) };
            }
        }
        let reach = counter.run(None).map_or(Reach::Never, Reach::Due);
        self.delayed(counter.pieces, reach, calendar)
    }

    /// A stretch taken out, divided where another view is asked for or arrives.
    fn taken(&self, questions: &[Question], from: Date, to: Date, at: Date) -> Vec<Piece> {
        let mut days: Vec<Date> = self.pauses(questions).flat_map(|question| [Some(question.on), question.end(at).0]).flatten().collect();
        days.extend([from, to]);
        days.retain(|day| from <= *day && *day <= to);
        days.sort_unstable();
        days.dedup();
        days.windows(2).map(|pair| Piece { from: pair[0], to: pair[1], kind: PieceKind::Taken }).collect()
    }

    /// A date that a person set prolongs the run, and never shortens it; an extension that came after it is added to it.
    fn delayed(&self, mut pieces: Vec<Piece>, reach: Reach, calendar: &Calendar) -> Course {
        let Reach::Due(due) = reach else { return Course { pieces, reach } };
        let mut due = due;
        if let Some(date) = self.delayed_to.filter(|date| *date > due) {
            pieces.push(Piece { from: due, to: date, kind: PieceKind::Delay });
            due = date;
        }
        if let Some(days) = self.extension.filter(|_| self.extends_delay) {
            let to = calendar.add(due, days).due;
            if calendar.count(due, to) < days {
                return Course { pieces, reach: Reach::Never };
            }
            pieces.push(Piece { from: due, to, kind: PieceKind::Extension });
            due = to;
        }
        Course { pieces, reach: Reach::Due(due) }
    }
}

/// Counts the days of a run, first those of the term, then those of the extension.
struct Counter<'a> {
    calendar: &'a Calendar,
    cursor: Date,
    term: u32,
    extension: u32,
    pieces: Vec<Piece>,
}

impl Counter<'_> {
    /// Counts up to a day, or to the end of the run: then the day on which it ends. None where it does not end by then.
    fn run(&mut self, until: Option<Date>) -> Option<Date> {
        let mut ended = (self.term == 0).then_some(self.cursor);
        if self.term > 0 {
            let days = self.term;
            let (counted, end) = self.stretch(days, until, PieceKind::Term)?;
            self.term -= counted;
            ended = end;
        }
        if self.term == 0 && self.extension > 0 {
            let days = self.extension;
            let (counted, end) = self.stretch(days, until, PieceKind::Extension)?;
            self.extension -= counted;
            ended = end;
        }
        ended
    }

    /// How many of the days were counted, and the day of the last one where all were; none where dates end before.
    fn stretch(&mut self, days: u32, until: Option<Date>, kind: PieceKind) -> Option<(u32, Option<Date>)> {
        let last = self.calendar.add(self.cursor, days).due;
        let (to, counted) = match until {
            Some(until) if until < last => (until, self.calendar.count(self.cursor, until)),
            _ if self.calendar.count(self.cursor, last) < days => return None,
            _ => (last, days),
        };
        if to > self.cursor {
            self.pieces.push(Piece { from: self.cursor, to, kind });
            self.cursor = to;
        }
        Some((counted, (counted == days).then_some(to)))
    }
}
