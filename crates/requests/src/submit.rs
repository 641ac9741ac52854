//! What page, API, counter and demo loader share: a checked application goes in, a number, a query code and a receipt
//! come out.

use crate::acts::{Setting, Submit};
use crate::decide::Refusal;
use crate::model::event::{ClockStarted, Received, RequestEvent};
use crate::model::{Application, ApplicationInput, Problem, Status, query_code};
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

/// Checks an application and registers it.
///
/// # Errors
/// Bad fields with their messages in `language`; an idempotency key that came with another body before.
pub async fn submit(app: &App, input: &ApplicationInput, arrival: Arrival, language: Language) -> Result<Registered, WebError> {
    let today = app.today();
    let organisation = organisation(app, input.organisation.as_deref(), today);
    let asked = app.law.application_fields(arrival.arrived_on.min(today)).unwrap_or_default();
    let application = Application::parse(input, &asked, today);
    let (organisation, application) = match (organisation, application) {
        (Some(organisation), Ok(application)) => (organisation, application),
        (organisation, application) => {
            let code = if input.organisation.as_deref().unwrap_or_default().is_empty() { "required" } else { "organisation" };
            let mut problems: Vec<Problem> =
                organisation.is_none().then_some(Problem { field: "organisation", code, limit: 0 }).into_iter().collect();
            problems.extend(application.err().unwrap_or_default());
            return Err(WebError::Fields(messages(&problems, language)));
        }
    };
    let idempotency = match &arrival.key {
        Some(key) => Some((app.store.keyed_hash("request-idempotency", key.as_bytes()), fingerprint(&app.store, input)?)),
        None => None,
    };
    let act = Submit {
        setting: Setting { law: app.law.clone(), today, organisation },
        application,
        channel: arrival.channel,
        arrived_on: arrival.arrived_on,
        clerk: arrival.clerk,
        idempotency,
    };
    let done = app.store.execute(act).await.map_err(|fault| web_error(fault, language))?;
    registered(app, done.answer.case, today).await
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
        receipt: app.store.receipt(first.index, &received.parts()).await?,
        query_code: query_code::of(&app.store, &case),
        number: received.number.clone(),
        status: state.status(today),
        clock: state.clock,
        received: *received,
        rule,
        case,
    })
}

fn organisation(app: &App, id: Option<&str>, today: Date) -> Option<Organisation> {
    app.identity.organisation(&OrganisationId(id?.to_owned()), today)
}

/// Keyed, so that a stored fingerprint tells nothing of what was asked.
fn fingerprint(store: &Store, input: &ApplicationInput) -> Result<String, WebError> {
    let body = serde_json::to_vec(input).map_err(|fault| WebError::Internal(fault.to_string()))?;
    Ok(store.keyed_hash("request-body", &Sha256::digest(body)))
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
        ExecuteError::Refused(Refusal::KeyReused) => {
            let mut errors = FieldErrors::default();
            errors.add("", "idempotency-key-reused", web::message(language, "requests-refusal-idempotency-key-reused", &[]));
            WebError::Fields(errors)
        }
        ExecuteError::Refused(refusal) => WebError::Conflict(web::message(language, &format!("requests-refusal-{}", refusal.code()), &[])),
        ExecuteError::Conflict { .. } => WebError::Conflict(web::message(language, "requests-refusal-changed", &[])),
        ExecuteError::Store(StoreError::Nul(field)) => WebError::BadRequest(field.to_owned()),
        ExecuteError::Store(fault) => fault.into(),
    }
}
