//! The clock as a bar and as a list.

use super::{Clock, ClockStatus, Segment, Why};
use jiff::Unit;
use jiff::civil::Date;

/// A piece of the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BarPiece {
    /// its day 0
    pub from: Date,
    /// its last day
    pub to: Date,
    /// working days in it
    pub working_days: u32,
    /// its share of the bar, in thousandths of calendar days; all pieces together have 1000
    pub share: u32,
    /// what it is
    pub kind: BarKind,
}

/// What a piece of the bar shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarKind {
    /// counted, and past
    Used,
    /// counts, and ahead
    Left,
    /// taken out
    Paused,
    /// waiting for the requester
    Waiting,
    /// counted once, and dropped by a new beginning
    Dropped,
    /// after the last day
    Overdue,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// its day 0
    pub from: Date,
    /// its last day
    pub to: Date,
    /// working days in it
    pub working_days: u32,
    /// whether they count
    pub counts: bool,
    /// working days that counted by its end
    pub so_far: u32,
    /// articles behind it
    pub article: String,
    /// whether all of them were read
    pub confirmed: bool,
    /// why
    pub why: Vec<Why>,
}

impl Clock {
    /// The bar: from the date of receipt to the last day, or to the day of reading where that is later. Empty where no
    /// day has passed.
    pub fn bar(&self) -> Vec<BarPiece> {
        let mut pieces: Vec<BarPiece> = self.segments.iter().flat_map(|segment| self.pieces(segment)).collect();
        if let Some(over) = self.overdue() {
            pieces.push(over);
        }
        share_out(&mut pieces);
        pieces
    }

    /// The list: each stretch with its days, its article and what counted so far.
    pub fn lines(&self) -> Vec<Line> {
        let mut so_far = 0;
        let line = |segment: &Segment| {
            so_far += if segment.counts { segment.working_days } else { 0 };
            Line {
                from: segment.from,
                to: segment.to,
                working_days: segment.working_days,
                counts: segment.counts,
                so_far,
                article: segment.article(),
                confirmed: segment.is_confirmed(),
                why: segment.why.clone(),
            }
        };
        self.segments.iter().map(line).collect()
    }

    /// The day up to which time has passed.
    fn today(&self) -> Date {
        self.ended_on.map_or(self.as_of, |ended| ended.min(self.as_of))
    }

    /// A segment, divided at the day of reading.
    fn pieces(&self, segment: &Segment) -> Vec<BarPiece> {
        let piece = |from, to, working_days, kind| BarPiece { from, to, working_days, share: 0, kind };
        let (from, to, days) = (segment.from, segment.to, segment.working_days);
        if !segment.counts {
            return vec![piece(from, to, days, kind(segment))];
        }
        let today = self.today();
        if today <= from {
            return vec![piece(from, to, days, BarKind::Left)];
        }
        if today >= to {
            return vec![piece(from, to, days, BarKind::Used)];
        }
        let passed = segment.passed;
        vec![piece(from, today, passed, BarKind::Used), piece(today, to, days.saturating_sub(passed), BarKind::Left)]
    }

    /// The stretch after the last day.
    fn overdue(&self) -> Option<BarPiece> {
        let due = self.due_on?;
        let to = if self.status == ClockStatus::Overdue { self.as_of } else { self.ended_on? };
        (to > due).then_some(BarPiece { from: due, to, working_days: self.over_by, share: 0, kind: BarKind::Overdue })
    }
}

fn kind(segment: &Segment) -> BarKind {
    match segment.why.first() {
        Some(Why::AwaitingClarification | Why::AwaitingPayment) => BarKind::Waiting,
        Some(Why::DroppedByClarification | Why::DroppedByPayment) => BarKind::Dropped,
        Some(Why::Over) => BarKind::Overdue,
        _ => BarKind::Paused,
    }
}

/// Shares by calendar days; rounding is carried on, so that nothing is lost.
fn share_out(pieces: &mut [BarPiece]) {
    let days = |from: Date, to: Date| from.until((Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()));
    let (Some(first), Some(last)) = (pieces.first().map(|piece| piece.from), pieces.last().map(|piece| piece.to)) else { return };
    let whole = days(first, last).max(1);
    let mut before = 0;
    for piece in pieces {
        let end = (days(first, piece.to) * 2000 + whole) / (2 * whole);
        piece.share = u32::try_from(end - before).unwrap_or(0);
        before = end;
    }
}
