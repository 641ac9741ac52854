//! The block on the page of a case about what comes after the reply: disputes, filing, erasure, who looked.

use super::case::Seen;
use crate::dispute::pages::{Shown, open, shown};
use crate::dispute::records;
use crate::keeping::decide::is_closed;
use crate::keeping::pages::case::erased;
use crate::model::Request;
use identity::Action;
use jiff::civil::Date;
use web::{App, Page, WebError};

/// What comes after the reply.
#[derive(Debug, Clone, Default)]
pub struct Aftermath {
    /// since when and why everything personal is gone; empty before
    pub erased: String,
    /// disputes over the case
    pub disputes: Vec<Shown>,
    /// address for entering a dispute; empty for those who may not
    pub new_href: String,
    /// address of the file of the case
    pub archive_href: String,
    /// filed, to be filed, or open, in words
    pub filed: String,
    /// address of the looks; empty for those who may not see them
    pub views_href: String,
}

/// The block of a case.
///
/// # Errors
/// Faults of the store.
pub(super) async fn of(app: &App, page: &Page, seen: &Seen, state: &Request, today: Date) -> Result<Aftermath, WebError> {
    let rows = records::of_case(&mut *app.store.read().await?, &seen.case.stream).await?;
    let number = &seen.case.number;
    let may_enter = open::may(app, &seen.person, &seen.organisation.id).is_ok() && state.erased_on.is_none();
    let sees_looks = app.identity.may(Some(&seen.person), Action::ApproveReply, &seen.organisation.id).is_ok();
    let href = |shown: bool, path: &str| if shown { page.href(&format!("/office/requests/{number}/{path}")) } else { String::new() };
    let filed = match (&state.archived, is_closed(state)) {
        (Some(archived), _) => page.t2("requests-aftermath-filed", "on", archived.on, "retention", &archived.retention_name),
        (None, true) if state.erased_on.is_none() => page.t("requests-aftermath-to-file"),
        _ => String::new(),
    };
    Ok(Aftermath {
        erased: erased(page.language(), state),
        disputes: rows.iter().map(|row| shown(page, app, row, true, today)).collect(),
        new_href: href(may_enter, "disputes/new"),
        archive_href: href(true, "archive"),
        filed,
        views_href: href(sees_looks, "views"),
    })
}
