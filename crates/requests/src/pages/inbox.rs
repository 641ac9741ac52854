//! An officer's desk: what is to be done, soonest due first, and what this capability puts into the office rail.

use super::shown::{self, Row};
use crate::model::event::Standing;
use crate::records::{self, Case, Counts, Which};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use futures::future::BoxFuture;
use identity::{Action, OrganisationId, SignedIn};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::StreamId;
use web::{App, Matter, Page, RailEntry, RailGroup, RailSource, Tone, Visit, WebError};

/// At most so many open cases stand on the desk; the list of all has pages.
const DESK: u32 = 200;

#[derive(Template)]
#[template(path = "requests-inbox.html")]
pub(super) struct Inbox {
    pub(super) page: Page,
    pub(super) rows: Vec<Row>,
    pub(super) late: u64,
    pub(super) soon: u64,
    pub(super) rest: u64,
    pub(super) more: bool,
    pub(super) heads: Vec<String>,
    pub(super) sees: bool,
    pub(super) registers: bool,
}

/// Organisations whose cases a person may see.
pub(super) fn seen(app: &App, person: &SignedIn) -> Vec<OrganisationId> {
    app.identity.where_may(person, Action::SeeRequest)
}

/// Open cases of several organisations, soonest due first.
pub(super) async fn cases(
    app: &App,
    organisations: &[OrganisationId],
    which: Which,
    limit: u32,
    offset: u64,
) -> Result<Vec<Case>, WebError> {
    let mut connection = app.store.read().await?;
    let mut all = Vec::new();
    for organisation in organisations {
        let enough = limit.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        all.extend(records::list(&mut connection, &organisation.0, which, enough, 0).await?);
    }
    // Each list is sorted; together they are sorted anew, and only then is the page cut out.
    match which {
        Which::Open => {
            all.sort_by_key(|case| (case.standing != Standing::Running, case.due_on.or(case.arrived_on), case.number.clone()));
        }
        Which::All => all.sort_by_key(|case| std::cmp::Reverse((case.arrived_on, case.number.clone()))),
        Which::Replied => all.sort_by_key(|case| std::cmp::Reverse((case.replied_on, case.number.clone()))),
    }
    Ok(all.into_iter().skip(usize::try_from(offset).unwrap_or(usize::MAX)).take(limit as usize).collect())
}

/// Counts of several organisations together; what is due soon, by the calendar of each one's place.
async fn counts(app: &App, organisations: &[OrganisationId], today: Date) -> Result<Counts, WebError> {
    let mut connection = app.store.read().await?;
    let mut total = Counts::default();
    for id in organisations {
        let place = app.identity.organisation(id, today).map(|organisation| organisation.division);
        let soon = app.law.calendar_of(place).add(today, shown::soon(app)).due;
        let counts = records::counts(&mut connection, &id.0, today, soon).await?;
        total.all += counts.all;
        total.open += counts.open;
        total.overdue += counts.overdue;
        total.soon += counts.soon;
        total.confirming += counts.confirming;
    }
    Ok(total)
}

/// `GET /office`
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, WebError> {
    let person = visit.person()?;
    let organisations = seen(&app, person);
    let cases = cases(&app, &organisations, Which::Open, DESK, 0).await?;
    let draft = Page::new(&app, &visit, web::Section::Office, "");
    let rows = shown::rows(&draft, &app, &cases, visit.today).await?;
    let Counts { open, overdue: late, soon, .. } = counts(&app, &organisations, visit.today).await?;
    let title = match late {
        _ if organisations.is_empty() => draft.t("requests-inbox-other-title"),
        0 => draft.t1("requests-inbox-title", "count", open),
        _ => draft.t2("requests-inbox-title-late", "count", open, "late", late),
    };
    let page = app.office_page(&visit, title).await?;
    web::html(&Inbox {
        rest: open.saturating_sub(late + soon),
        more: open > rows.len() as u64,
        heads: ["due", "number", "subject", "who", "step"].map(|head| page.t(&format!("requests-head-{head}"))).into(),
        sees: !organisations.is_empty(),
        registers: !app.identity.where_may(person, Action::RegisterRequest).is_empty(),
        page,
        rows,
        late,
        soon,
    })
}

/// The rail's group of this capability.
pub struct Rail;

/// What this capability puts into the office rail.
pub fn rail() -> Arc<dyn RailSource> {
    Arc::new(Rail)
}

impl RailSource for Rail {
    fn rail<'a>(&'a self, app: &'a App, visit: &'a Visit) -> BoxFuture<'a, Result<Vec<RailGroup>, WebError>> {
        Box::pin(async move {
            let Some(person) = &visit.signed_in else { return Ok(Vec::new()) };
            let label = |id: &str| web::message(visit.language, id, &[]);
            let entry =
                |id: &str, href: &str, count: Option<u64>, tone: Tone| RailEntry { label: label(id), href: href.to_owned(), count, tone };
            let mut groups = Vec::new();
            let organisations = seen(app, person);
            let mut unit = Vec::new();
            if !organisations.is_empty() {
                let total = counts(app, &organisations, visit.today).await?;
                let tone = if total.overdue > 0 {
                    Tone::Late
                } else if total.soon > 0 {
                    Tone::Soon
                } else {
                    Tone::Plain
                };
                unit.push(entry("requests-rail-inbox", "/office", Some(total.open).filter(|count| *count > 0), tone));
                unit.push(entry("requests-rail-all", "/office/requests", None, Tone::Plain));
                unit.push(entry("requests-rail-disputes", "/office/disputes", None, Tone::Plain));
                unit.push(entry("requests-rail-archiving", "/office/archiving", None, Tone::Plain));
                let tone = if total.confirming > 0 { Tone::Soon } else { Tone::Plain };
                unit.push(entry(
                    "requests-rail-unconfirmed",
                    "/office/requests/unconfirmed",
                    Some(total.confirming).filter(|count| *count > 0),
                    tone,
                ));
                unit.push(entry("requests-rail-search", "/office/requests/search", None, Tone::Plain));
            }
            if !app.identity.where_may(person, Action::RegisterRequest).is_empty() {
                unit.push(entry("requests-rail-register", "/office/requests/register", None, Tone::Plain));
            }
            if !organisations.is_empty() {
                unit.push(entry("requests-rail-undelivered", "/office/letters", None, Tone::Plain));
            }
            if super::wording::is_allowed(app, visit) {
                unit.push(entry("requests-rail-wording", "/office/administration/letters", None, Tone::Plain));
            }
            if let Some(owed) = super::consultations::owed(app, person).await? {
                let tone = if owed > 0 { Tone::Soon } else { Tone::Plain };
                unit.push(entry("requests-rail-consultations", "/office/consultations", Some(owed).filter(|owed| *owed > 0), tone));
            }
            if !app.identity.where_may(person, Action::SeeAllRequests).is_empty() {
                unit.push(entry("requests-rail-overview", "/office/overview", None, Tone::Plain));
                if organisations.is_empty() {
                    unit.push(entry("requests-rail-disputes", "/office/disputes", None, Tone::Plain));
                }
            }
            if !unit.is_empty() {
                groups.push(RailGroup { title: label("requests-rail-unit"), entries: unit });
            }
            Ok(groups)
        })
    }

    fn matters<'a>(
        &'a self,
        app: &'a App,
        visit: &'a Visit,
        streams: &'a [StreamId],
    ) -> BoxFuture<'a, Result<BTreeMap<StreamId, Matter>, WebError>> {
        Box::pin(async move {
            let organisations = seen(app, visit.person()?);
            let mut connection = app.store.read().await?;
            // Work on a dispute is about its case.
            let mut disputes = Vec::new();
            for stream in streams.iter().filter(|stream| stream.category() == "dispute") {
                if let Some(dispute) = crate::dispute::records::by_stream(&mut connection, stream).await? {
                    disputes.push((stream.clone(), dispute.case));
                }
            }
            let about: BTreeSet<StreamId> = streams
                .iter()
                .filter(|stream| stream.category() == "request")
                .chain(disputes.iter().map(|(_, case)| case))
                .cloned()
                .collect();
            let about: Vec<StreamId> = about.into_iter().collect();
            let cases = records::all_of_streams(&mut connection, &about, &organisations).await?;
            drop(connection);
            let page = Page::new(app, visit, web::Section::Office, "");
            let rows = shown::rows(&page, app, &cases, visit.today).await?;
            let mut matters: BTreeMap<StreamId, Matter> =
                cases.into_iter().zip(rows).map(|(case, row)| (case.stream, Matter { subject: row.subject, who: row.who })).collect();
            for (dispute, case) in disputes {
                if let Some(matter) = matters.get(&case).cloned() {
                    matters.insert(dispute, matter);
                }
            }
            Ok(matters)
        })
    }
}
