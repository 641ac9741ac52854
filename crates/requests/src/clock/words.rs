//! The clock in words: `locales/<language>/clock.ftl`.

use super::fault::{ClockFault, FaultKind};
use super::{ClockStatus, Line, Segment, Warning, Why};
use web::{Language, message};

impl ClockStatus {
    /// its name
    pub fn words(self, language: Language) -> String {
        message(language, &format!("clock-status-{}", self.code()), &[])
    }
}

impl Why {
    /// the reason in words
    pub fn words(self, language: Language) -> String {
        message(language, &format!("clock-why-{}", self.code()), &[])
    }
}

impl Segment {
    /// its reasons in words
    pub fn words(&self, language: Language) -> String {
        reasons(&self.why, language)
    }
}

impl Line {
    /// its reasons in words
    pub fn words(&self, language: Language) -> String {
        reasons(&self.why, language)
    }
}

fn reasons(why: &[Why], language: Language) -> String {
    let between = message(language, "clock-between", &[]);
    why.iter().map(|why| why.words(language)).collect::<Vec<_>>().join(&between)
}

impl Warning {
    /// the warning in words
    pub fn words(&self, language: Language) -> String {
        let argument = self.argument.clone().unwrap_or_default();
        message(language, &format!("clock-warning-{}", self.kind.code()), &[("argument", argument)])
    }
}

impl ClockFault {
    /// the fault in words, without its place and rule
    pub fn words(&self, language: Language) -> String {
        let (code, argument) = self.kind.told();
        message(language, &format!("clock-fault-{code}"), &[("argument", argument)])
    }
}

impl std::fmt::Display for ClockFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(index) = self.index {
            write!(f, "events[{index}]：")?;
        }
        f.write_str(&self.words(Language::Chinese))?;
        match &self.article {
            Some(article) => write!(f, "（{}，{article}）", self.rule),
            None => write!(f, "（{}）", self.rule),
        }
    }
}

impl FaultKind {
    /// Its stable name, and the part that differs.
    fn told(&self) -> (&'static str, String) {
        let named = |code, name: &str| (code, name.to_owned());
        match self {
            Self::Unreadable(words) => named("unreadable", words),
            // What was handed in is repeated without control characters, and not at any length.
            Self::UnknownKind(kind) => ("unknown-kind", kind.chars().take(40).flat_map(char::escape_debug).collect()),
            Self::MissingMember(name) => named("missing-member", name),
            Self::NeedlessMember(name) => named("needless-member", name),
            Self::OutOfOrder => named("out-of-order", ""),
            Self::BeforeReceipt => named("before-receipt", ""),
            Self::AfterAsOf => named("after-as-of", ""),
            Self::AsOfBeforeReceipt => named("as-of-before-receipt", ""),
            Self::NoRegulation => named("no-regulation", ""),
            Self::EndOfDates => named("end-of-dates", ""),
            Self::DateBeforeEvent(name) => named("date-before-event", name),
            Self::NoQuestion => named("no-question", ""),
            Self::NotInRegulation => named("not-in-regulation", ""),
            Self::DelayNotInRegulation => named("delay-not-in-regulation", ""),
            Self::ExtensionOfNothing => named("extension-of-nothing", ""),
            Self::ExtensionTooLong { most } => ("extension-too-long", most.to_string()),
            Self::ExtensionTwice => named("extension-twice", ""),
            Self::ExtensionAgain => named("extension-again", ""),
            Self::ExtensionLate => named("extension-late", ""),
            Self::AfterEnd => named("after-end", ""),
        }
    }

    /// its stable name
    pub fn code(&self) -> &'static str {
        self.told().0
    }
}
