//! The way of a matter from its first step to its last, those too that are still ahead (`kit::milestones`).

use crate::Link;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MilestoneState {
    /// behind
    Done,
    /// under way
    Now,
    /// not begun
    #[default]
    Ahead,
    /// left out: the matter took another way
    Skipped,
}

impl MilestoneState {
    /// its class in the style sheet
    pub fn code(&self) -> &'static str {
        match self {
            MilestoneState::Done => "done",
            MilestoneState::Now => "now",
            MilestoneState::Ahead => "ahead",
            MilestoneState::Skipped => "skipped",
        }
    }

    /// id of its message
    pub fn message(&self) -> &'static str {
        match self {
            MilestoneState::Done => "web-milestone-done",
            MilestoneState::Now => "web-milestone-now",
            MilestoneState::Ahead => "web-milestone-ahead",
            MilestoneState::Skipped => "web-milestone-skipped",
        }
    }

    /// whether it is the one under way
    pub fn is_now(&self) -> bool {
        *self == MilestoneState::Now
    }
}

/// A step of the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Milestone {
    /// how far
    pub state: MilestoneState,
    /// what, translated
    pub title: String,
    /// when it was, or by when it must be; may be empty
    pub when: String,
    /// what to know of it; may be empty
    pub note: String,
    /// letters, entries of the ledger
    pub links: Vec<Link>,
}

impl Milestone {
    /// state and title
    pub fn new(state: MilestoneState, title: impl Into<String>) -> Milestone {
        Milestone { state, title: title.into(), ..Milestone::default() }
    }

    /// with its day
    #[must_use]
    pub fn with_when(self, when: impl Into<String>) -> Milestone {
        Milestone { when: when.into(), ..self }
    }

    /// with a remark
    #[must_use]
    pub fn with_note(self, note: impl Into<String>) -> Milestone {
        Milestone { note: note.into(), ..self }
    }

    /// with one more link
    #[must_use]
    pub fn with_link(mut self, link: Link) -> Milestone {
        self.links.push(link);
        self
    }
}
