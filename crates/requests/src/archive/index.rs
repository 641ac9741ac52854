//! What stands in the index of an office package: the head that an archivist enters, the clock, and rows of what is in it.

use super::office::{Kind, Package};
use crate::model::Request;
use crate::pages::shown::masked;
use crate::records::Case;
use askama::Template;
use identity::Organisation;
use jiff::civil::Date;
use store::Recorded;
use web::{App, Page, WebError};

/// A letter in the index.
#[derive(Debug, Clone)]
pub struct LetterShown {
    /// title and 文号
    pub title: String,
    /// day
    pub on: String,
    /// files
    pub files: Vec<(String, String)>,
}

/// An event in the index.
#[derive(Debug, Clone)]
pub struct EventShown {
    /// instant
    pub when: String,
    /// what happened
    pub title: String,
    /// who
    pub who: String,
    /// leaf index
    pub index: u64,
    /// path of its receipt; empty where its body is not in this package
    pub receipt: String,
    /// opened texts by what they are called
    pub texts: Vec<(String, String)>,
}

/// A stretch of the clock in the index.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// days
    pub days: String,
    /// working days, and whether they count
    pub counted: String,
    /// article
    pub article: String,
}

#[derive(Template)]
#[template(path = "requests-archive-index.html")]
pub(crate) struct Index {
    pub(crate) page: Page,
    pub(crate) title: String,
    pub(crate) public: bool,
    pub(crate) metadata: Vec<(String, String)>,
    pub(crate) clock: Vec<Stretch>,
    pub(crate) events: Vec<EventShown>,
    pub(crate) letters: Vec<LetterShown>,
    pub(crate) files: Vec<(String, String)>,
    pub(crate) notes: Vec<String>,
}

impl Package<'_> {
    /// 题名: whose answer to what.
    pub(super) async fn title(&self, case: &Case, organisation: &Organisation, state: &Request) -> Result<String, WebError> {
        let received = state.received.as_ref().ok_or(WebError::NotFound)?;
        let subject = match self.kind {
            Kind::Whole => crate::pages::case::open(self.app, Some(&received.subject)).await?.unwrap_or_default(),
            Kind::Public => case.number.clone(),
        };
        Ok(self.page.t2("requests-archive-index-title", "organisation", &organisation.name, "subject", subject))
    }

    /// What an archivist enters of a volume, as far as it is known.
    pub(super) async fn metadata(
        &self,
        case: &Case,
        organisation: &Organisation,
        state: &Request,
        events: &[Recorded],
        documents: usize,
    ) -> Result<Vec<(String, String)>, WebError> {
        let received = state.received.as_ref().ok_or(WebError::NotFound)?;
        let archived = state.archived.as_ref();
        let unknown = || self.page.t("requests-archive-unknown");
        let said = |text: Option<&String>| text.filter(|text| !text.is_empty()).cloned().unwrap_or_else(unknown);
        let name = crate::pages::case::open(self.app, Some(&received.applicant.name)).await?.unwrap_or_default();
        let who = match self.kind {
            Kind::Whole => name,
            Kind::Public if received.applicant.kind == crate::model::ApplicantKind::NaturalPerson => {
                masked(&name, received.applicant.kind.as_str())
            }
            Kind::Public => self.page.t(&format!("requests-kind-{}", received.applicant.kind.as_str())),
        };
        let last = events.last().map(|event| self.app.date_of(event.at).to_string()).unwrap_or_default();
        let closed =
            archived.map_or_else(|| state.reply.as_ref().map_or(last, |reply| reply.sent_on.to_string()), |a| a.closed_on.to_string());
        Ok([
            ("number", case.number.clone()),
            ("organisation", organisation.name.clone()),
            ("who", who),
            ("fonds", said(archived.map(|archived| &archived.fonds))),
            ("volume", said(archived.map(|archived| &archived.volume))),
            ("dates", format!("{} – {closed}", received.arrived_on)),
            ("outcome", state.reply.as_ref().map_or_else(unknown, |reply| reply.outcome_name.clone())),
            ("retention", archived.map_or_else(unknown, |archived| archived.retention_name.clone())),
            ("until", archived.and_then(|archived| archived.until).map_or_else(unknown, |until| until.to_string())),
            ("pages", archived.and_then(|archived| archived.pages).map_or_else(unknown, |pages| pages.to_string())),
            ("documents", documents.to_string()),
        ]
        .map(|(label, value)| (self.page.t(&format!("requests-archive-field-{label}")), value))
        .into())
    }
}

/// The clock of the case, as its lines.
pub(super) fn clock(page: &Page, app: &App, state: &Request, organisation: &Organisation, today: Date) -> Vec<Stretch> {
    let context = crate::decide::Context { law: &app.law, today, organisation };
    let Ok(Some(clock)) = crate::decide::reckon::clock(state, &context) else { return Vec::new() };
    clock
        .lines()
        .into_iter()
        .map(|line| Stretch {
            days: format!("{} – {}", line.from, line.to),
            counted: page.t1(
                if line.counts { "requests-archive-counts" } else { "requests-archive-counts-not" },
                "days",
                line.working_days,
            ),
            article: line.article,
        })
        .collect()
}
