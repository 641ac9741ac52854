//! What of a case is the requester's own: acts of which there is a receipt, files, and files that were handed out.

use crate::material;
use crate::model::event::{DeliveryProof, RequestEvent, SealedFile, Side};
use ledger::Receipt;
use store::{PartRef, Recorded, Store, StoreError};
use web::WebError;

/// The sealed parts of an act of the requester, to be opened in its receipt; none where it is somebody else's act.
pub fn parts(event: &RequestEvent) -> Option<Vec<PartRef>> {
    match event {
        RequestEvent::Received(received) => Some(received.parts()),
        RequestEvent::Confirmed(confirmed) if confirmed.by == Side::Requester && confirmed.told_to.is_none() => Some(Vec::new()),
        RequestEvent::Clarified(clarified) => Some(vec![clarified.text.clone()]),
        RequestEvent::ReasonsGiven(given) => Some(vec![given.text.clone()]),
        RequestEvent::Withdrawn(_) => Some(Vec::new()),
        RequestEvent::FileAdded(added) if added.by == Side::Requester => Some(vec![added.file.content.clone(), added.file.name.clone()]),
        RequestEvent::DeliveryChosen(chosen) => Some(chosen.address.iter().chain(&chosen.email).cloned().collect()),
        RequestEvent::Delivered(delivered) if delivered.proof == DeliveryProof::ReadOnline => Some(Vec::new()),
        _ => None,
    }
}

/// The receipt of an act of the requester: `version` is the version of the case after it.
///
/// # Errors
/// [`WebError::NotFound`] where it is no act of the requester, or was erased.
pub async fn receipt(store: &Store, events: &[Recorded], version: u64) -> Result<Receipt, WebError> {
    let recorded = events.iter().find(|recorded| recorded.version == version).ok_or(WebError::NotFound)?;
    let event = recorded.event::<RequestEvent>()?.ok_or(WebError::NotFound)?;
    let open = parts(&event).ok_or(WebError::NotFound)?;
    Ok(store.receipt(recorded.index, &open).await?)
}

/// Files that the requester handed in, with the request and later.
///
/// # Errors
/// Where a stored body does not fit its kind.
pub fn files(events: &[Recorded]) -> Result<Vec<SealedFile>, StoreError> {
    let mut files = Vec::new();
    for recorded in events {
        match recorded.event::<RequestEvent>()? {
            Some(RequestEvent::Received(received)) => files.extend(received.files),
            Some(RequestEvent::FileAdded(added)) if added.by == Side::Requester => files.push(added.file),
            _ => {}
        }
    }
    Ok(files)
}

/// Files that went out with a reply or its correction, each once.
///
/// # Errors
/// Where a stored body does not fit its kind.
pub fn released(events: &[Recorded]) -> Result<Vec<SealedFile>, StoreError> {
    let mut out: Vec<SealedFile> = Vec::new();
    for (_, file) in material::sent(events)? {
        if !out.contains(&file) {
            out.push(file);
        }
    }
    Ok(out)
}
