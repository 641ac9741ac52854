//! One case as its officers see it: how much time is left, the next lawful steps, what happened.

use super::follow::clock_bar;
use super::shown;
use crate::letter::LetterSettings;
use crate::model::event::{RequestEvent, SealedApplicant, Side};
use crate::model::{Request, Status, Step};
use crate::records::{self, Case};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use identity::{Action, Organisation, OrganisationId, PersonId, SignedIn};
use store::{PartRef, Recorded};
use web::{App, ClockBar, FieldErrors, Form, Link, Page, TimelineEntry, Tone, Visit, WebError};

/// A case that the visitor may see.
pub(super) struct Seen {
    pub(super) case: Case,
    pub(super) organisation: Organisation,
    pub(super) person: SignedIn,
}

/// The case of a number, where the visitor may see it; for everybody else it does not exist.
pub(super) async fn seen(app: &App, visit: &Visit, number: &str) -> Result<Seen, WebError> {
    let person = visit.person()?.clone();
    let case = records::by_number(&mut *app.store.read().await?, number).await?.ok_or(WebError::NotFound)?;
    let id = OrganisationId(case.organisation.clone());
    app.identity.may(Some(&person), Action::SeeRequest, &id).map_err(|_| WebError::NotFound)?;
    let organisation = app.identity.organisation(&id, visit.today).ok_or(WebError::NotFound)?;
    Ok(Seen { case, organisation, person })
}

/// What the visitor may do next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Next {
    pub(super) confirm: bool,
    pub(super) confirm_requester: bool,
    pub(super) draft: bool,
    pub(super) submit: bool,
    pub(super) review: bool,
    pub(super) approve: bool,
    pub(super) send: bool,
    pub(super) same_person: bool,
}

#[derive(Template)]
#[template(path = "requests-case.html")]
pub(super) struct CasePage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) version: u64,
    pub(super) subject: String,
    pub(super) description: String,
    pub(super) status: String,
    pub(super) tone: Tone,
    pub(super) headline: String,
    pub(super) running: bool,
    pub(super) clock: ClockBar,
    pub(super) explained: String,
    pub(super) provisional: bool,
    pub(super) unconfirmed: bool,
    pub(super) awaits: String,
    pub(super) step: String,
    pub(super) next: Next,
    pub(super) returned: String,
    pub(super) who: String,
    pub(super) kind: String,
    pub(super) contact: Vec<(String, String)>,
    pub(super) wanted: String,
    pub(super) channel: String,
    pub(super) timeline: Vec<TimelineEntry>,
    pub(super) letters: Vec<Link>,
    pub(super) outcome: String,
    pub(super) message: String,
    pub(super) replied: bool,
}

/// `GET /office/requests/{number}`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(number): Path<String>) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &number).await?;
    render(&app, &visit, &headers, &seen, Shown::default()).await
}

/// What one rendering adds.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) contact: bool,
    pub(super) errors: FieldErrors,
    pub(super) values: Vec<(String, String)>,
    pub(super) message: String,
}

/// The text of a sealed part; none where there is none, or where it was erased.
pub(super) async fn open(app: &App, part: Option<&PartRef>) -> Result<Option<String>, WebError> {
    let Some(part) = part else { return Ok(None) };
    Ok(app.store.open_part(part).await?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

pub(super) async fn render(app: &App, visit: &Visit, headers: &HeaderMap, seen: &Seen, mut shown: Shown) -> Result<Response, WebError> {
    let case = &seen.case;
    let events = app.store.load(&case.stream).await?;
    let state = Request::fold(&events)?;
    let received = state.received.as_ref().ok_or(WebError::NotFound)?;
    let draft = Page::new(app, visit, web::Section::Office, "");
    let subject = open(app, Some(&received.subject)).await?.unwrap_or_else(|| draft.t("requests-erased"));
    let page = app.office_page(visit, subject.clone()).await?;
    let status = state.status(visit.today);
    let clock = state.clock.as_ref();
    let due = shown::due(&page, app, &case.organisation, case.due_on, case.step, visit.today);
    let name = open(app, Some(&received.applicant.name)).await?;
    let applicant = &received.applicant;
    let contact = if shown.contact { contact(app, &page, applicant).await? } else { Vec::new() };
    if !shown.values.iter().any(|(name, _)| name == "confirmed_on") {
        shown.values.push(("confirmed_on".into(), visit.today.to_string()));
    }
    let form = Form::new(app, visit, headers, "request-case").with(shown.values, shown.errors);
    let explained = clock.map(|clock| page_explained(&page, clock)).unwrap_or_default();
    let template = CasePage {
        trail: vec![Link::new(page.t("requests-rail-inbox"), page.href("/office")), Link::new(case.number.clone(), String::new())],
        number: case.number.clone(),
        version: state.version,
        description: open(app, received.description.as_ref()).await?.unwrap_or_default(),
        status: page.t(&format!("requests-status-{}", status.as_str())),
        tone: shown::status_tone(status),
        headline: headline(&page, status, &due.words),
        running: clock.is_some(),
        clock: clock_bar(&page, app, &state, visit.today),
        provisional: clock.is_some_and(|clock| clock.provisional),
        unconfirmed: clock.is_some_and(|clock| !clock.receipt_rule.confirmed || !clock.rule.confirmed),
        awaits: received
            .awaits
            .as_ref()
            .filter(|_| state.step == Step::Confirming)
            .map(|awaits| format!("{}（{}）", awaits.rule.text, awaits.rule.article))
            .unwrap_or_default(),
        step: page.t(&format!("requests-step-{}", state.step.as_str())),
        next: next(app, seen, &state),
        returned: if state.step == Step::Drafting { open(app, state.returned.as_ref()).await?.unwrap_or_default() } else { String::new() },
        who: name.map_or_else(|| page.t("requests-erased"), |name| shown::masked(&name, applicant.kind.as_str())),
        kind: page.t(&format!("requests-kind-{}", applicant.kind.as_str())),
        wanted: format!(
            "{}，{}",
            page.t(&format!("requests-form-{}", received.form.as_str())),
            page.t(&format!("requests-delivery-{}", received.delivery.as_str()))
        ),
        channel: page.t(&format!("requests-channel-{}", crate::channel_code(received.channel))),
        timeline: timeline(app, &page, &events).await?,
        letters: letters(app, &page, &state, case),
        outcome: state
            .draft
            .as_ref()
            .and_then(|draft| app.law.outcome(&draft.outcome).ok())
            .map(|outcome| format!("{} {}", outcome.code, outcome.name))
            .unwrap_or_default(),
        message: shown.message,
        replied: state.reply.is_some(),
        contact,
        subject,
        explained,
        page,
        form: form.clone(),
    };
    Ok(form.respond(web::html(&template)?))
}

/// The requester's contact, for an officer whose look was written down.
async fn contact(app: &App, page: &Page, applicant: &SealedApplicant) -> Result<Vec<(String, String)>, WebError> {
    let parts = [
        ("applicant-name", Some(&applicant.name)),
        ("applicant-identity-number", applicant.identity.as_ref().map(|(_, part)| part)),
        ("applicant-phone", applicant.phone.as_ref()),
        ("applicant-email", applicant.email.as_ref()),
        ("applicant-address", applicant.address.as_ref()),
        ("applicant-contact-name", applicant.contact_name.as_ref()),
    ];
    let mut contact = Vec::new();
    for (label, part) in parts {
        if let Some(text) = open(app, part).await? {
            contact.push((page.t(&format!("requests-field-{label}")), text));
        }
    }
    Ok(contact)
}

fn headline(page: &Page, status: Status, due: &str) -> String {
    match status {
        Status::AwaitingConfirmation => page.t("requests-case-waiting"),
        Status::Replied => page.t("requests-case-replied"),
        _ => page.t1("requests-case-deadline", "due", due),
    }
}

fn page_explained(page: &Page, clock: &crate::model::event::ClockStarted) -> String {
    page.t2("requests-case-explained", "received", clock.received_on, "days", clock.working_days) + &clock.rule.article
}

fn next(app: &App, seen: &Seen, state: &Request) -> Next {
    let may = |action: Action| app.identity.may(Some(&seen.person), action, &seen.organisation.id).is_ok();
    let me = seen.person.person.0.as_str();
    let drafted = state.draft.as_ref().is_some_and(|draft| draft.drafter == me);
    let reviewed = state.reviewer.as_deref() == Some(me);
    let awaits = state.received.as_ref().and_then(|received| received.awaits.as_ref()).filter(|_| state.step == Step::Confirming);
    Next {
        confirm: awaits.is_some_and(|awaits| awaits.organisation) && state.organisation_confirmed.is_none() && may(Action::RegisterRequest),
        confirm_requester: awaits.is_some_and(|awaits| awaits.requester)
            && state.requester_confirmed.is_none()
            && may(Action::RegisterRequest),
        draft: matches!(state.step, Step::Registered | Step::Drafting) && may(Action::DraftReply),
        submit: state.step == Step::Drafting && state.draft.is_some() && may(Action::DraftReply),
        review: state.step == Step::Reviewing && may(Action::ReviewReply) && !drafted,
        approve: state.step == Step::Approving && may(Action::ApproveReply) && !drafted && !reviewed,
        send: state.step == Step::Approved && may(Action::SendReply),
        same_person: (state.step == Step::Reviewing && may(Action::ReviewReply) && drafted)
            || (state.step == Step::Approving && may(Action::ApproveReply) && (drafted || reviewed)),
    }
}

fn letters(app: &App, page: &Page, state: &Request, case: &Case) -> Vec<Link> {
    // The receipt opens everything personal and belongs to the requester: it is not linked here.
    let mut links = Vec::new();
    if state.reply.is_some() {
        let [html, pdf, docx] = crate::api::letter_links(app, &case.number, &case.stream);
        links.extend([Link::new(page.t("requests-case-letter"), html), Link::new("PDF", pdf), Link::new("Word", docx)]);
    }
    links
}

async fn timeline(app: &App, page: &Page, events: &[Recorded]) -> Result<Vec<TimelineEntry>, WebError> {
    let mut entries = Vec::with_capacity(events.len());
    for recorded in events.iter().rev() {
        let Some(event) = recorded.event::<RequestEvent>()? else { continue };
        let note = match &event {
            RequestEvent::Confirmed(confirmed) => match open(app, confirmed.how.as_ref()).await? {
                Some(how) => format!("{}　{how}", confirmed.on),
                None => confirmed.on.to_string(),
            },
            RequestEvent::ReplyDrafted(draft) => draft.outcome.clone(),
            RequestEvent::DraftReturned(returned) => open(app, Some(&returned.reason)).await?.unwrap_or_default(),
            RequestEvent::ContactViewed(viewed) => open(app, Some(&viewed.reason)).await?.unwrap_or_default(),
            RequestEvent::ClockStarted(clock) => clock.due_on.to_string(),
            RequestEvent::ReplySent(reply) => reply.letter_number.clone(),
            _ => String::new(),
        };
        let kind = match &event {
            RequestEvent::Confirmed(confirmed) if confirmed.told_to.is_some() => "confirmed-by-requester-told",
            RequestEvent::Confirmed(confirmed) if confirmed.by == Side::Requester => "confirmed-by-requester",
            RequestEvent::Confirmed(_) => "confirmed-by-organisation",
            _ => recorded.kind.as_str(),
        };
        let person = app.identity.person_name(&PersonId(recorded.actor.0.clone())).await.ok().flatten().unwrap_or_default();
        let index = page.t1("requests-case-index", "index", recorded.index);
        entries.push(TimelineEntry {
            datetime: app.local_instant(recorded.at),
            when: app.clock_time(recorded.at),
            title: page.t(&format!("requests-timeline-{kind}")),
            note: [person, note].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("　"),
            links: vec![Link::new(index, page.href(&format!("/ledger/entries?from={}", recorded.index)))],
        });
    }
    Ok(entries)
}

/// What this instance adds to a letter of an organisation.
pub(crate) fn letter_settings(app: &App, organisation: &Organisation, today: jiff::civil::Date) -> LetterSettings {
    LetterSettings {
        reconsideration_channel: app.settings.reconsideration_channel.clone(),
        authorities: shown::authorities(app, organisation, today),
        demo: app.settings.demo,
    }
}
