//! One case as its officers see it: how much time is left, the next lawful steps, what happened.

use super::acts::{self, Offered};
use super::aftermath::{self, Aftermath};
use super::consulted::{self, ConsultedShown};
use super::intake::{self, Intake};
use super::words::{self, Words};
use super::{clock, history, shown, steps};
use crate::decide::Context;
use crate::decide::pass::{self, Stage};
use crate::letter::LetterSettings;
use crate::model::event::{Addressee, SealedApplicant};
use crate::model::{Request, Status, Step};
use crate::records::{self, Case};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use identity::{Action, Organisation, OrganisationId, PersonId, SignedIn};
use store::PartRef;
use web::{App, Choice, Conflict, FieldErrors, Form, Link, Page, TimeBar, TimelineEntry, Tone, Visit, WebError};

/// A case that the visitor may see.
pub(crate) struct Seen {
    pub(crate) case: Case,
    pub(crate) organisation: Organisation,
    pub(crate) person: SignedIn,
}

impl Seen {
    /// What a decision on the case may look at.
    pub(crate) fn context<'a>(&'a self, app: &'a App, visit: &Visit) -> Context<'a> {
        Context { law: &app.law, today: visit.today, organisation: &self.organisation }
    }
}

/// The case of a number, where the visitor may see it; for everybody else it does not exist.
pub(crate) async fn seen(app: &App, visit: &Visit, number: &str) -> Result<Seen, WebError> {
    let person = visit.person()?.clone();
    let case = records::by_number(&mut *app.store.read().await?, number).await?.ok_or(WebError::NotFound)?;
    let id = OrganisationId(case.organisation.clone());
    app.identity.may(Some(&person), Action::SeeRequest, &id).map_err(|_| WebError::NotFound)?;
    let organisation = app.identity.organisation(&id, visit.today).ok_or(WebError::NotFound)?;
    Ok(Seen { case, organisation, person })
}

/// The same for somebody who may do something on it.
pub(super) async fn allowed(app: &App, visit: &Visit, number: &str, action: Action) -> Result<Seen, WebError> {
    let case = seen(app, visit, number).await?;
    app.identity.may(Some(&case.person), action, &case.organisation.id)?;
    Ok(case)
}

/// What the visitor may do next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Next {
    pub(super) confirm: bool,
    pub(super) confirm_requester: bool,
    pub(super) draft: bool,
    pub(super) submit: bool,
    pub(super) review: bool,
    pub(super) legal_review: bool,
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
    /// it can be asked what would become of the deadline
    pub(super) supposable: bool,
    pub(super) bar: TimeBar,
    pub(super) warnings: Vec<String>,
    pub(super) awaited: Vec<Offered>,
    pub(super) usual: Vec<Offered>,
    pub(super) rest: Vec<Offered>,
    pub(super) consulted: Vec<ConsultedShown>,
    /// those of them whose name and contact are shown for a reason
    pub(super) parties: Vec<Choice>,
    pub(super) holder: String,
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
    pub(super) conflict: Conflict,
    pub(super) replied: bool,
    pub(super) aftermath: Aftermath,
    pub(super) intake: Intake,
    pub(super) words: Words,
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
    /// the consultation whose party was looked at
    pub(super) party: Option<String>,
    pub(super) errors: FieldErrors,
    pub(super) values: Vec<(String, String)>,
    pub(super) message: String,
    pub(super) conflict: Conflict,
}

/// The text of a sealed part; none where there is none, or where it was erased.
pub(crate) async fn open(app: &App, part: Option<&PartRef>) -> Result<Option<String>, WebError> {
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
    let started = state.clock.as_ref();
    let reckoned = clock::of(app, seen, &state, visit.today);
    let due = shown::due(&page, app, case, visit.today);
    let name = open(app, Some(&received.applicant.name)).await?;
    let applicant = &received.applicant;
    let mut contact = if shown.contact { contact(app, &page, applicant).await? } else { Vec::new() };
    if shown.contact {
        contact.extend(intake::contact(app, &page, received).await?);
        let taken = super::letters::received_by(app, &state, &Addressee::Requester).await?;
        contact.extend(taken.into_iter().map(|(letter, note)| (page.t1("requests-letters-received-by-of", "letter", letter), note)));
    }
    if !shown.values.iter().any(|(name, _)| name == "confirmed_on") {
        shown.values.push(("confirmed_on".into(), visit.today.to_string()));
    }
    let form = Form::new(app, visit, headers, "request-case").with(shown.values, shown.errors);
    let explained = started.map(|clock| page_explained(&page, clock)).unwrap_or_default();
    let (awaited, others): (Vec<Offered>, Vec<Offered>) =
        acts::offered(app, visit, &page, seen, &state).await?.into_iter().partition(|offered| offered.awaited);
    let (usual, rest) = others.into_iter().partition(|offered| awaited.is_empty() && offered.usual);
    let holder = match &state.holder {
        Some(holder) => app.identity.person_name(&PersonId(holder.clone())).await.ok().flatten().unwrap_or_default(),
        None => String::new(),
    };
    let template = CasePage {
        trail: vec![Link::new(page.t("requests-rail-inbox"), page.href("/office")), Link::new(case.number.clone(), String::new())],
        number: case.number.clone(),
        version: state.version,
        description: open(app, received.description.as_ref()).await?.unwrap_or_default(),
        status: page.t(&format!("requests-status-{}", status.as_str())),
        tone: shown::status_tone(status),
        headline: headline(&page, status, &state, &due.words),
        running: started.is_some(),
        supposable: started.is_some() && !state.standing.has_ended(),
        bar: reckoned.as_ref().map(|clock| clock::bar(&page, clock)).unwrap_or_default(),
        warnings: missed(&page, &state)
            .into_iter()
            .chain(reckoned.iter().flat_map(|clock| &clock.warnings).map(|warning| warning.words(visit.language)))
            .collect(),
        consulted: consulted::shown(app, visit, &page, seen, &state, &events, shown.party.as_deref()).await?,
        parties: if shown.party.is_none() { consulted::hidden(app, &page, &state).await? } else { Vec::new() },
        provisional: state.provisional,
        unconfirmed: started.is_some_and(|clock| !clock.receipt_rule.confirmed || !clock.rule.confirmed),
        awaited,
        usual,
        rest,
        holder,
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
        timeline: history::entries(app, &page, &events).await?,
        letters: with_bounced(app, &page, case, with_materials(app, &page, seen, &state, letters(&page, &state, case))).await?,
        outcome: state
            .draft
            .as_ref()
            .and_then(|draft| app.law.outcome(&draft.outcome).ok())
            .map(|outcome| format!("{} {}", outcome.code, outcome.name))
            .unwrap_or_default(),
        message: shown.message,
        conflict: shown.conflict,
        replied: state.reply.is_some() && !state.correcting,
        aftermath: aftermath::of(app, &page, seen, &state, visit.today).await?,
        words: words::of(app, visit, &page, seen, (received, &events), "").await?,
        intake: intake::of(app, visit, &page, seen, &state).await?,
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

/// Time that is left and the day on which it ends, or what the clock waits for.
fn headline(page: &Page, status: Status, state: &Request, due: &str) -> String {
    match status {
        Status::Running | Status::Overdue => match state.due_on {
            Some(day) => page.t2("requests-case-deadline-day", "due", due, "day", day),
            None => page.t1("requests-case-deadline", "due", due),
        },
        Status::Paused | Status::AwaitingClarification => page.t1("requests-case-deadline", "due", shown::standing_words(page, state)),
        Status::Lapsed | Status::Withdrawn | Status::Closed => page.t("requests-case-ended"),
        Status::AwaitingConfirmation => page.t("requests-case-waiting"),
        Status::Replied => page.t("requests-case-replied"),
    }
}

/// A term that had been over before it began anew is never forgotten.
fn missed(page: &Page, state: &Request) -> Option<String> {
    state.missed_on.map(|due| page.t1("requests-missed", "day", due))
}

fn page_explained(page: &Page, clock: &crate::model::event::ClockStarted) -> String {
    page.t2("requests-case-explained", "received", clock.received_on, "days", clock.working_days) + &clock.rule.article
}

pub(super) fn next(app: &App, seen: &Seen, state: &Request) -> Next {
    let may = |action: Action| app.identity.may(Some(&seen.person), action, &seen.organisation.id).is_ok();
    let me = seen.person.person.0.as_str();
    let checks = |stage: Stage| may(steps::action_of(stage)) && pass::may_check(state, stage, me);
    let awaits = state.received.as_ref().and_then(|received| received.awaits.as_ref()).filter(|_| state.step == Step::Confirming);
    // An application for a correction is answered on a page of its own.
    let of_disclosure = !crate::decide::record::is_correction(state);
    Next {
        confirm: awaits.is_some_and(|awaits| awaits.organisation) && state.organisation_confirmed.is_none() && may(Action::RegisterRequest),
        confirm_requester: awaits.is_some_and(|awaits| awaits.requester)
            && state.requester_confirmed.is_none()
            && may(Action::RegisterRequest),
        draft: matches!(state.step, Step::Registered | Step::Drafting) && of_disclosure && may(Action::DraftReply),
        submit: state.step == Step::Drafting && state.draft.is_some() && may(Action::DraftReply),
        review: of_disclosure && checks(Stage::Review),
        legal_review: of_disclosure && checks(Stage::Legal),
        approve: of_disclosure && checks(Stage::Approval),
        send: state.step == Step::Approved && may(Action::SendReply),
        same_person: Stage::of(state.step).is_some_and(|stage| may(steps::action_of(stage)) && !pass::may_check(state, stage, me)),
    }
}

/// Material with the files that go out, first: for those who work on the reply and check it.
fn with_materials(app: &App, page: &Page, seen: &Seen, state: &Request, mut links: Vec<Link>) -> Vec<Link> {
    let may = |action: Action| app.identity.may(Some(&seen.person), action, &seen.organisation.id).is_ok();
    if state.clock.is_some() && [Action::DraftReply, Action::ReviewReply, Action::ReviewLegality, Action::ApproveReply].into_iter().any(may)
    {
        let label = page.t1("requests-materials-link", "count", state.materials.len());
        links.insert(0, Link::new(label, page.href(&format!("/office/requests/{}/materials", seen.case.number))));
    }
    links
}

/// Before the letters stands, where there is any, that e-mail on the case could not be delivered.
async fn with_bounced(app: &App, page: &Page, case: &Case, letters: Vec<Link>) -> Result<Vec<Link>, WebError> {
    let url = format!("/office/requests/{}", case.number);
    let bounced = inbox::undelivered_about(&mut *app.store.read().await?, &url).await?;
    let link = (bounced > 0).then(|| Link::new(page.t1("requests-case-bounced", "count", bounced), page.href("/office/mail")));
    Ok(link.into_iter().chain(letters).collect())
}

/// The way to the letters of the case; the receipt opens everything personal and belongs to the requester.
fn letters(page: &Page, state: &Request, case: &Case) -> Vec<Link> {
    let there = (!state.letters.is_empty()).then(|| {
        let label = page.t1("requests-case-letters", "count", state.letters.len());
        Link::new(label, page.href(&format!("/office/requests/{}/letters", case.number)))
    });
    there.into_iter().collect()
}

/// What this instance adds to a letter of an organisation.
pub(crate) fn letter_settings(app: &App, organisation: &Organisation, today: jiff::civil::Date) -> LetterSettings {
    let (bodies, courts) = shown::review_bodies(app, organisation, today);
    LetterSettings {
        bodies,
        courts,
        reconsideration_channel: app.settings.reconsideration_channel.clone(),
        authorities: shown::authorities(app, organisation, today),
        demo: app.settings.demo,
    }
}
