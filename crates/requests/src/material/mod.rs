//! Material of a reply: originals are opened here to be looked at and redacted, and nowhere else. What goes out are the
//! files that were made of them.

pub mod marks;
pub mod opened;

use crate::model::Request;
use crate::model::event::{RequestEvent, SealedFile};
use store::{Recorded, StoreError};
use web::Language;

/// The neutral name of an attachment: the original's name stays in the case.
pub fn attachment_name(number: u32, media_type: &str) -> String {
    let ending = match media_type {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        _ => "pdf",
    };
    // The letter is Chinese, and names it so.
    web::message(Language::Chinese, "requests-attachment-name", &[("number", number.to_string()), ("ending", ending.to_owned())])
}

/// The files that go out with the reply as the case stands, by their number.
pub fn going_out(state: &Request) -> Vec<&SealedFile> {
    let mut files: Vec<_> = state
        .materials
        .iter()
        .filter(|material| material.is_ready())
        .filter_map(|material| Some((material.attachment, &material.release.as_ref()?.1)))
        .collect();
    files.sort_by_key(|(number, _)| *number);
    files.into_iter().map(|(_, file)| file).collect()
}

/// Files that went out, each with the number of its letter, as they were on the day of each reply: what was made since
/// is not out.
///
/// # Errors
/// Where a stored body does not fit its kind.
pub fn sent(events: &[Recorded]) -> Result<Vec<(String, SealedFile)>, StoreError> {
    let (mut state, mut out) = (Request::default(), Vec::new());
    for recorded in events {
        let event = recorded.event::<RequestEvent>()?;
        let letter = match &event {
            Some(RequestEvent::ReplySent(reply)) => Some(reply.letter_number.clone()),
            _ => None,
        };
        state = state.evolve(recorded.version, event);
        if let Some(letter) = letter {
            out.extend(going_out(&state).into_iter().map(|file| (letter.clone(), file.clone())));
        }
    }
    Ok(out)
}
