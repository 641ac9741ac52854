//! The types that the macros of `kit.html` show.

/// Colour by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// nothing to say
    #[default]
    Plain,
    /// too late
    Late,
    /// soon
    Soon,
    /// done, valid
    Done,
    /// stopped, no longer in force
    Off,
}

impl Tone {
    /// its class in the style sheet
    pub fn class(&self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Late => "late",
            Tone::Soon => "soon",
            Tone::Done => "done",
            Tone::Off => "off",
        }
    }
}

/// Words that lead somewhere; an empty `href` leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// words, translated
    pub label: String,
    /// as it stands in the page
    pub href: String,
}

impl Link {
    /// both
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Link {
        Link { label: label.into(), href: href.into() }
    }
}

/// A link of the main navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavigationLink {
    /// words, translated
    pub label: String,
    /// with language prefix
    pub href: String,
    /// the page is in this part
    pub current: bool,
}

/// A choice of a list or of radio buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// what is sent
    pub value: String,
    /// what is shown
    pub label: String,
    /// explained, at radio buttons; may be empty
    pub hint: String,
}

impl Choice {
    /// without a hint
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// explained
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Choice {
        Choice { hint: hint.into(), ..self }
    }
}

/// Where the pages before and after are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pagination {
    /// address of the page before
    pub previous: Option<String>,
    /// address of the page after
    pub next: Option<String>,
    /// between the two, for example `21–40 / 126`
    pub words: String,
}

/// A line of a document's metadata.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataRow {
    /// for example 索引号
    pub label: String,
    /// as shown
    pub value: String,
    /// where the value leads; may be empty
    pub href: String,
    /// the value as a tag of this tone
    pub tone: Option<Tone>,
    /// what must be said of it, for example that it is the demo's own; may be empty
    pub note: String,
}

impl MetadataRow {
    /// label and value
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> MetadataRow {
        MetadataRow { label: label.into(), value: value.into(), ..MetadataRow::default() }
    }

    /// as a tag
    #[must_use]
    pub fn with_tone(self, tone: Tone) -> MetadataRow {
        MetadataRow { tone: Some(tone), ..self }
    }

    /// as a link
    #[must_use]
    pub fn with_href(self, href: impl Into<String>) -> MetadataRow {
        MetadataRow { href: href.into(), ..self }
    }

    /// with a remark
    #[must_use]
    pub fn with_note(self, note: impl Into<String>) -> MetadataRow {
        MetadataRow { note: note.into(), ..self }
    }
}

/// Something that happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimelineEntry {
    /// for machines, RFC 3339 or `YYYY-MM-DD`
    pub datetime: String,
    /// for people
    pub when: String,
    /// what
    pub title: String,
    /// remark; may be empty
    pub note: String,
    /// letters, entries of the ledger
    pub links: Vec<Link>,
}

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
    fn class(self) -> &'static str {
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
}
