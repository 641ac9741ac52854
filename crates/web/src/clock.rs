//! The time of a case as a bar, with a table of the same for those who want to read or hear it.

use jiff::civil::Date;

/// What a stretch of a case's time was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentKind {
    /// counted
    Run,
    /// not counted
    Stop,
    /// still there
    Left,
    /// beyond the day it was due
    Late,
}

impl SegmentKind {
    /// its class in the style sheet and the last part of its message
    pub fn class(&self) -> &'static str {
        match self {
            SegmentKind::Run => "run",
            SegmentKind::Stop => "stop",
            SegmentKind::Left => "left",
            SegmentKind::Late => "late",
        }
    }
}

/// The time of a case as a bar.
#[derive(Debug, Clone, Default)]
pub struct ClockBar {
    segments: Vec<(SegmentKind, u32, String)>,
}

/// A part of the bar, for the template. Shares are in per cent of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockPart {
    /// where it begins
    pub from: f64,
    /// how wide it is
    pub share: f64,
    /// class in the style sheet
    pub class: &'static str,
    /// its words
    pub label: String,
    /// whether the words fit into it
    pub fits: bool,
}

impl ClockBar {
    /// a bar without segments
    pub fn new() -> ClockBar {
        ClockBar::default()
    }

    /// adds a stretch of so many days with its words, for example 已用 6 日; none of no days
    #[must_use]
    pub fn with(mut self, kind: SegmentKind, days: u32, label: impl Into<String>) -> ClockBar {
        if days > 0 {
            self.segments.push((kind, days, label.into()));
        }
        self
    }

    /// all words, for those who do not see it
    pub fn words(&self) -> String {
        self.segments.iter().map(|(_, _, label)| label.as_str()).collect::<Vec<_>>().join("，")
    }

    /// whether some words fit nowhere but below
    pub fn needs_key(&self) -> bool {
        self.parts().iter().any(|part| !part.fits)
    }

    /// from left to right
    pub fn parts(&self) -> Vec<ClockPart> {
        let days: u32 = self.segments.iter().map(|(_, days, _)| days).sum();
        let whole = f64::from(days.max(1));
        let mut from = 0.0;
        self.segments
            .iter()
            .map(|(kind, days, label)| {
                let share = (f64::from(*days) / whole * 1000.0).round() / 10.0;
                let part = ClockPart {
                    from: (from * 10.0_f64).round() / 10.0,
                    share,
                    class: kind.class(),
                    label: label.clone(),
                    fits: share >= 2.2 * width(label),
                };
                from += share;
                part
            })
            .collect()
    }
}

/// Width in Chinese characters; one takes about 2.2 per cent of a bar on a desktop page.
fn width(label: &str) -> f64 {
    label.chars().map(|character| if character.is_ascii() { 0.55 } else { 1.0 }).sum()
}

/// A stretch of time, for the table under a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeStretch {
    /// what it was
    pub kind: SegmentKind,
    /// first day
    pub from: Date,
    /// last day
    pub to: Date,
    /// days that count towards the deadline; none where none does
    pub counted: Option<u32>,
    /// words, translated
    pub label: String,
}

/// The time of a case from its first day to its last: what counted, what did not, what is left (`kit::time_bar`).
#[derive(Debug, Clone, Default)]
pub struct TimeBar {
    /// what it shows, translated: its caption
    pub title: String,
    stretches: Vec<TimeStretch>,
}

impl TimeBar {
    /// without stretches
    pub fn new(title: impl Into<String>) -> TimeBar {
        TimeBar { title: title.into(), stretches: Vec::new() }
    }

    /// Adds a stretch, both days included; its width is its calendar days, `counted` the days that count of them.
    /// One that ends before it begins is left out.
    #[must_use]
    pub fn with(mut self, kind: SegmentKind, from: Date, to: Date, counted: u32, label: impl Into<String>) -> TimeBar {
        if from <= to {
            let counted = (kind != SegmentKind::Stop).then_some(counted);
            self.stretches.push(TimeStretch { kind, from, to, counted, label: label.into() });
        }
        self
    }

    /// in order of time, as they were added
    pub fn stretches(&self) -> &[TimeStretch] {
        &self.stretches
    }

    /// the bar itself
    pub fn clock(&self) -> ClockBar {
        self.stretches.iter().fold(ClockBar::new(), |clock, stretch| {
            let days = (stretch.to - stretch.from).get_days() + 1;
            clock.with(stretch.kind, days.unsigned_abs(), stretch.label.clone())
        })
    }

    /// first and last day; none of an empty one
    pub fn ends(&self) -> Option<(Date, Date)> {
        Some((self.stretches.first()?.from, self.stretches.last()?.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_fills_its_bar() {
        let bar = ClockBar::new()
            .with(SegmentKind::Run, 6, "已用 6 日")
            .with(SegmentKind::Stop, 8, "征求第三方意见，不计入")
            .with(SegmentKind::Late, 0, "")
            .with(SegmentKind::Left, 9, "剩余 9 日");
        let parts = bar.parts();
        assert_eq!(parts.len(), 3);
        assert!((parts.iter().map(|part| part.share).sum::<f64>() - 100.0).abs() < 0.2);
        assert_eq!(bar.words(), "已用 6 日，征求第三方意见，不计入，剩余 9 日");
        assert!(!bar.needs_key());
        assert!(ClockBar::new().with(SegmentKind::Run, 1, "已用 1 日").with(SegmentKind::Left, 40, "剩余").needs_key());
    }

    #[test]
    fn a_time_bar_is_as_wide_as_its_calendar_days() {
        let day = |day: i8| jiff::civil::date(2026, 3, day);
        let bar = TimeBar::new("时间")
            .with(SegmentKind::Run, day(2), day(6), 5, "已用")
            .with(SegmentKind::Stop, day(7), day(16), 0, "补正，不计入")
            .with(SegmentKind::Left, day(17), day(21), 4, "剩余")
            .with(SegmentKind::Late, day(22), day(21), 1, "逾期");
        assert_eq!(bar.stretches().iter().map(|stretch| stretch.counted).collect::<Vec<_>>(), [Some(5), None, Some(4)]);
        assert_eq!(bar.clock().parts().iter().map(|part| part.share).collect::<Vec<_>>(), [25.0, 50.0, 25.0]);
        assert_eq!(bar.ends(), Some((day(2), day(21))));
        assert_eq!(TimeBar::new("").ends(), None);
    }
}
