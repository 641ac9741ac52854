use super::tree::File;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// Faults of rule files, each with file and line; `Display` prints them as rustc would.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct LawFileErrors(pub String);

/// Faults found so far, rendered.
#[derive(Default)]
pub(super) struct Faults(Vec<String>);

impl Faults {
    /// A fault at a place in a file; only the first line of the span is marked.
    pub(super) fn add(&mut self, file: &File, span: Range<usize>, title: impl Into<String>, label: &str) {
        let start = span.start.min(file.text.len());
        let line_end = file.text[start..].find('\n').map_or(file.text.len(), |at| start + at);
        let marked = start..span.end.clamp(start, line_end);
        let snippet = Snippet::source(&*file.text).path(&*file.name).annotation(AnnotationKind::Primary.span(marked).label(label));
        let report = [Level::ERROR.primary_title(title.into()).element(snippet)];
        self.0.push(Renderer::plain().render(&report));
    }

    /// A fault of a whole file or folder.
    pub(super) fn whole(&mut self, name: &str, title: String) {
        let report = [Level::ERROR.primary_title(title).element(Origin::path(name))];
        self.0.push(Renderer::plain().render(&report));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was read, where nothing is wrong with it.
    pub(super) fn into_result<T>(self, read: Option<T>) -> Result<T, LawFileErrors> {
        match read {
            Some(read) if self.0.is_empty() => Ok(read),
            _ => Err(LawFileErrors(self.0.join("\n\n"))),
        }
    }
}
