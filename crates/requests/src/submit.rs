//! What page, API, counter and demo loader share: a checked application goes in, a number, a query code and a receipt
//! come out.

use crate::acts::{Setting, Submit};
use crate::decide::Refusal;
use crate::model::event::{ClockStarted, Received, RequestEvent, Track};
use crate::model::{Application, ApplicationInput, Problem, Status, Upload, query_code};
use identity::{Organisation, OrganisationId};
use jiff::civil::Date;
use law::{Channel, RuleRef};
use sha2::{Digest, Sha256};
use store::{ExecuteError, Store, StoreError, StreamId};
use web::{App, FieldErrors, Language, WebError};

/// A request that was registered, durable by now.
#[derive(Debug, Clone)]
pub struct Registered {
    /// stream
    pub case: StreamId,
    /// public number
    pub number: String,
    /// query code
    pub query_code: String,
    /// where it stands
    pub status: Status,
    /// its clock, where it runs
    pub clock: Option<ClockStarted>,
    /// the rule that decided: of the deadline, or of the confirmation that is awaited
    pub rule: RuleRef,
    /// proof that it arrived, opened for the requester
    pub receipt: ledger::Receipt,
    /// as it stands in the log
    pub received: Received,
    /// its place in the log
    pub index: u64,
}

/// How a request came.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// by which way
    pub channel: Channel,
    /// on which day
    pub arrived_on: Date,
    /// the clerk who registers it; none where the requester does it online
    pub clerk: Option<String>,
    /// idempotency key, as the caller gave it
    pub key: Option<String>,
}

/// What comes with an application beside its fields.
#[derive(Debug, Clone, Default)]
pub struct Enclosed {
    /// ids of further organisations that are asked the same
    pub also: Vec<String>,
    /// files, checked
    pub files: Vec<Upload>,
}

/// How many bodies one form may ask.
pub const BODIES: usize = 10;
/// Code of the error where a form that was sent once is sent with something else in it.
pub const KEY_REUSED: &str = "idempotency-key-reused";
/// Words of a free text by which it is found.
const WORDS: usize = 500;

/// Checks an application and registers it at one organisation.
///
/// # Errors
/// Bad fields with their messages in `language`; an idempotency key that came with another body before.
pub async fn submit(app: &App, input: &ApplicationInput, arrival: Arrival, language: Language) -> Result<Registered, WebError> {
    let mut registered = submit_all(app, input, Enclosed::default(), arrival, language).await?;
    registered.pop().ok_or_else(|| WebError::Internal("nothing was registered".into()))
}

/// Checks an application and registers it at each organisation that it is for: all in one write, or none.
///
/// # Errors
/// Bad fields with their messages in `language`; an idempotency key that came with another body before.
pub async fn submit_all(
    app: &App,
    input: &ApplicationInput,
    enclosed: Enclosed,
    arrival: Arrival,
    language: Language,
) -> Result<Vec<Registered>, WebError> {
    let today = app.today();
    let (organisations, mut problems) = organisations(app, input, &enclosed.also, today);
    let application = match checked(app, input, &enclosed.files, arrival.arrived_on, today) {
        Ok(application) if problems.is_empty() => application,
        application => {
            problems.extend(application.err().unwrap_or_default());
            return Err(WebError::Fields(messages(&problems, language)));
        }
    };
    let idempotency = match &arrival.key {
        Some(key) => {
            let body = fingerprint(&app.store, input, &enclosed, &arrival)?;
            Some((app.store.keyed_hash("request-idempotency", key.as_bytes()), body))
        }
        None => None,
    };
    let settings = organisations.into_iter().map(|organisation| Setting { law: app.law.clone(), today, organisation });
    let act = Submit {
        settings: settings.collect(),
        words: words(&application.subject, &application.description),
        application,
        files: enclosed.files,
        channel: arrival.channel,
        arrived_on: arrival.arrived_on,
        clerk: arrival.clerk,
        idempotency,
    };
    let done = crate::told::execute(app, act).await.map_err(|fault| web_error(fault, language))?;
    let mut all = Vec::with_capacity(done.answer.cases.len());
    for case in done.answer.cases {
        all.push(registered(app, case, today).await?);
    }
    Ok(all)
}

/// An application that can be registered, or every bad field.
///
/// # Errors
/// Bad fields in the order of the form.
pub fn checked(app: &App, input: &ApplicationInput, files: &[Upload], arrived_on: Date, today: Date) -> Result<Application, Vec<Problem>> {
    let asked = app.law.application_fields(arrived_on.min(today)).unwrap_or_default();
    let application = Application::parse(input, &asked, today)?;
    if application.track == Track::Correction && application.evidence.is_empty() && files.is_empty() {
        return Err(vec![Problem { field: "evidence", code: "evidence", limit: 0 }]);
    }
    Ok(application)
}

/// The organisations that are asked, each once, and what is wrong with how they were named.
pub fn organisations(app: &App, input: &ApplicationInput, also: &[String], today: Date) -> (Vec<Organisation>, Vec<Problem>) {
    let first = input.organisation.clone().unwrap_or_default();
    let mut found: Vec<Organisation> = Vec::new();
    let mut problems = Vec::new();
    for (place, id) in std::iter::once(&first).chain(also).enumerate() {
        let field = if place == 0 { "organisation" } else { "also" };
        match app.identity.organisation(&OrganisationId(id.clone()), today) {
            Some(organisation) if found.iter().all(|other| other.id != organisation.id) => found.push(organisation),
            Some(_) => {}
            None if problems.is_empty() => {
                problems.push(Problem { field, code: if id.is_empty() { "required" } else { "organisation" }, limit: 0 });
            }
            None => {}
        }
    }
    if found.len() > BODIES {
        problems.push(Problem { field: "also", code: "too-many", limit: BODIES });
    }
    (found, problems)
}

/// The words of a request's free text by which it is found.
pub fn words(subject: &str, description: &str) -> Vec<String> {
    let mut words = search::words_to_index(&format!("{subject}\n{description}"));
    words.truncate(WORDS);
    words
}

/// What is told of a registered request, also when it is asked for a second time.
///
/// # Errors
/// Faults of the store.
pub async fn registered(app: &App, case: StreamId, today: Date) -> Result<Registered, WebError> {
    let events = app.store.load(&case).await?;
    let first = events.first().ok_or(WebError::NotFound)?;
    let Some(RequestEvent::Received(received)) = first.event::<RequestEvent>()? else {
        return Err(WebError::NotFound);
    };
    let state = crate::model::Request::fold(&events)?;
    let rule = match (&state.clock, &received.awaits) {
        (Some(clock), _) => clock.rule.clone(),
        (None, Some(awaits)) => awaits.rule.clone(),
        (None, None) => return Err(WebError::Internal("a case without clock awaits nothing".into())),
    };
    Ok(Registered {
        receipt: app.store.receipt(first.index, &received.receipt_parts()).await?,
        query_code: query_code::of(&app.store, &case),
        number: received.number.clone(),
        status: state.status(today),
        clock: state.clock,
        received: *received,
        index: first.index,
        rule,
        case,
    })
}

/// Keyed, so that a stored fingerprint tells nothing of what was asked. A clerk's channel and day of arrival belong to what
/// was sent: they decide the legal day of receipt.
fn fingerprint(store: &Store, input: &ApplicationInput, enclosed: &Enclosed, arrival: &Arrival) -> Result<String, WebError> {
    let body = serde_json::to_vec(input).map_err(|fault| WebError::Internal(fault.to_string()))?;
    let mut digest = Sha256::new_with_prefix(body);
    for organisation in &enclosed.also {
        digest.update(format!("\0{organisation}"));
    }
    for file in &enclosed.files {
        digest.update(Sha256::digest(file.name.as_bytes()));
        digest.update(Sha256::digest(&file.bytes));
    }
    if arrival.clerk.is_some() {
        digest.update(format!("\0{} {}", crate::channel_code(arrival.channel), arrival.arrived_on));
    }
    Ok(store.keyed_hash("request-body", &digest.finalize()))
}

/// Problems as messages at their fields.
pub fn messages(problems: &[Problem], language: Language) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for problem in problems {
        errors.add(
            problem.field,
            problem.code,
            web::message(language, &format!("requests-problem-{}", problem.code), &[("limit", problem.limit.to_string())]),
        );
    }
    errors
}

/// What a refused act becomes on a page and in the API.
pub fn web_error(fault: ExecuteError<Refusal>, language: Language) -> WebError {
    match fault {
        ExecuteError::Refused(Refusal::Fields(problems)) => WebError::Fields(messages(&problems, language)),
        ExecuteError::Refused(Refusal::Unknown) => WebError::NotFound,
        ExecuteError::Refused(Refusal::KeyReused(numbers)) => {
            let mut errors = FieldErrors::default();
            let words = [("numbers", numbers.join("、"))];
            errors.add("", KEY_REUSED, web::message(language, "requests-refusal-idempotency-key-reused", &words));
            WebError::Fields(errors)
        }
        ExecuteError::Refused(refusal) => WebError::Conflict(refusal_words(&refusal, language)),
        ExecuteError::Conflict { .. } => WebError::Conflict(web::message(language, "requests-refusal-changed", &[])),
        ExecuteError::Store(StoreError::Nul(field)) => WebError::BadRequest(field.to_owned()),
        ExecuteError::Store(fault) => fault.into(),
    }
}

/// Why an act is not done, with the article behind it, and what to do instead.
pub fn refusal_words(refusal: &Refusal, language: Language) -> String {
    let article = match refusal {
        Refusal::Clause { article, .. } => article.clone(),
        Refusal::Clock(fault) => fault.article.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let words = match refusal {
        Refusal::Clock(fault) => fault.words(language),
        _ => String::new(),
    };
    web::message(language, &format!("requests-refusal-{}", refusal.code()), &[("article", article), ("words", words)])
}
