//! What is told where somebody else was faster: nothing that was typed is lost, and what happened meanwhile is named.

use crate::{Link, TimelineEntry};

/// Stands beside the message of a refusal (`kit::refusal`): what happened since the form was opened, and what was typed
/// that no control of the page holds any more. Empty where the refusal has nothing to do with others.
#[derive(Debug, Clone, Default)]
pub struct Conflict {
    /// what happened since the form was opened, newest first
    pub changes: Vec<TimelineEntry>,
    /// where the matter stands now
    pub link: Option<Link>,
    /// label and text of what was typed, to be read and copied
    pub typed: Vec<(String, String)>,
    /// names of the files that were chosen
    pub files: Vec<String>,
}

impl Conflict {
    /// Somebody did something in between.
    pub fn is_conflict(&self) -> bool {
        !self.changes.is_empty()
    }
}
