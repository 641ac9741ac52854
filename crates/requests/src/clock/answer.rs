use super::Clock;
use jiff::civil::Date;
use serde::Serialize;
use web::Language;

/// The clock as JSON (docs/interfaces.md, "The clock of a request").
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockAnswer {
    /// `2007` or `2019`
    pub regime: &'static str,
    /// as in `GET /api/v1/requests/{number}`
    pub status: &'static str,
    /// the last day on which a reply is in time
    pub due_on: Option<Date>,
    /// true where the working days of a year on the way have not been announced
    pub provisional: bool,
    /// how it came about
    pub segments: Vec<SegmentAnswer>,
    /// what somebody should know
    pub warnings: Vec<WarningAnswer>,
    /// day 0 of the term in hand
    pub day_zero: Date,
    /// working days that count
    pub working_days: u32,
    /// working days left
    pub left: Option<u32>,
    /// the day on which the case ended
    pub ended_on: Option<Date>,
    /// the last day on which a clarification can be asked in time
    pub clarify_by: Option<Date>,
}

/// A stretch of days: those after `from` through `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SegmentAnswer {
    /// its day 0
    pub from: Date,
    /// its last day
    pub to: Date,
    /// working days after `from` through `to`
    pub working_days: u32,
    /// whether they count
    pub counts: bool,
    /// the articles behind it
    pub article: String,
    /// why, in words
    pub why: String,
    /// why, as codes
    pub reasons: Vec<&'static str>,
    /// whether all its rules were read
    pub confirmed: bool,
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WarningAnswer {
    /// the day that it concerns
    pub on: Date,
    /// id of the rule behind it
    pub rule: String,
    /// in words
    pub message: String,
    /// as a code
    pub code: &'static str,
    /// the rule's article
    pub article: String,
    /// whether the rule was read
    pub confirmed: bool,
}

impl ClockAnswer {
    /// The answer, its words in a language.
    pub fn of(clock: &Clock, language: Language) -> Self {
        let segment = |segment: &super::Segment| SegmentAnswer {
            from: segment.from,
            to: segment.to,
            working_days: segment.working_days,
            counts: segment.counts,
            article: segment.article(),
            why: segment.words(language),
            reasons: segment.why.iter().map(|why| why.code()).collect(),
            confirmed: segment.is_confirmed(),
        };
        let warning = |warning: &super::Warning| WarningAnswer {
            on: warning.on,
            rule: warning.rule.id.clone(),
            message: warning.words(language),
            code: warning.kind.code(),
            article: warning.rule.article.clone(),
            confirmed: warning.rule.confirmed,
        };
        Self {
            regime: clock.regime.as_str(),
            status: clock.status.code(),
            due_on: clock.due_on,
            provisional: clock.provisional,
            segments: clock.segments.iter().map(segment).collect(),
            warnings: clock.warnings.iter().map(warning).collect(),
            day_zero: clock.day_zero,
            working_days: clock.working_days,
            left: clock.left,
            ended_on: clock.ended_on,
            clarify_by: clock.clarify_by,
        }
    }
}
