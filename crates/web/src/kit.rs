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
