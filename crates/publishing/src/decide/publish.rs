//! Publication: the draft that passed becomes the page.

use super::{Context, Refusal};
use crate::model::{Content, Document, DocumentEvent, Edition, Mode, Stage};

/// The 索引号 of a publication: the organisation's code, hyphens dropped, the year, the serial of at least five digits
/// (政府信息公开目录系统实施指引（试行）).
#[must_use]
pub fn index_number(organisation_code: &str, year: i16, serial: u64) -> String {
    let code: String = organisation_code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    format!("{code}/{year:04}-{serial:05}")
}

/// Publishes. `index_number` is the number drawn for a first publication; a later version keeps the one it has.
///
/// # Errors
/// Where the draft has not passed the review, or is not marked for proactive disclosure.
pub fn publish(state: &Document, index_number: &str, context: &Context) -> Result<DocumentEvent, Refusal> {
    let draft = state.draft.as_ref().ok_or(Refusal::NoDraft)?;
    if draft.stage != Stage::Passed {
        return Err(Refusal::NotPassed);
    }
    if draft.content.mode != Mode::Proactive {
        return Err(Refusal::NotProactive);
    }
    let content = draft.content.clone();
    if let Some(earlier) = state.last_edition() {
        let mut edition = earlier.clone();
        edition.index_number.get_or_insert_with(|| index_number.to_owned());
        edition.published_on.get_or_insert(context.today);
        // How far a document is in force is decided by marks, never by the way of a new version.
        edition.content = Content { validity: earlier.content.validity, ..content };
        return Ok(DocumentEvent::Revised { edition: Box::new(edition) });
    }
    let edition = Edition {
        content,
        publisher: state.organisation.clone(),
        index_number: Some(index_number.to_owned()),
        published_on: Some(context.today),
        external_id: None,
        source: None,
        remarks: Vec::new(),
        demo_values: Vec::new(),
        repair: None,
    };
    Ok(DocumentEvent::Published { edition: Box::new(edition) })
}
