//! What programs see of disclosure on request (docs/interfaces.md).

use crate::acts::{Confirm, Setting};
use crate::look_up;
use crate::model::event::Side;
use crate::model::{ApplicationInput, Request, Status};
use crate::submit::{self, Arrival};
use crate::timeline;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use identity::OrganisationId;
use jiff::civil::Date;
use law::{Channel, Remedy, RuleRef};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{ApiJson, ApiQuery, App, FieldErrors, Language, NoParameters, Problem, Visit, WebError};

/// Paths of the API.
pub fn routes() -> web::Routes {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(show)).routes(routes!(confirm))
}

/// The rule that decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleShown {
    /// `2007` or `2019`
    #[schema(required = true, example = "2019")]
    regime: Option<String>,
    /// as cited
    #[schema(example = "《中华人民共和国政府信息公开条例》（2019年修订）第三十三条第二款")]
    article: String,
    /// in our words
    text: String,
    /// whether the text was read
    confirmed: bool,
}

impl From<RuleRef> for RuleShown {
    fn from(rule: RuleRef) -> Self {
        RuleShown { regime: rule.regime, article: rule.article, text: rule.text, confirmed: rule.confirmed }
    }
}

/// A registered request.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestCreated {
    /// public number
    #[schema(example = "HZ-HOUSING-2026-00001")]
    number: String,
    /// shown once; keep it: with the number it opens the case
    #[schema(example = "ABCD-EFGH-JKLM-NPQR")]
    query_code: String,
    /// where it stands
    status: Status,
    /// legal date of receipt; null before both sides confirmed
    #[schema(required = true, value_type = Option<String>, format = Date, example = "2026-11-24")]
    received_on: Option<Date>,
    /// the day on which the reply is due; null before both sides confirmed
    #[schema(required = true, value_type = Option<String>, format = Date, example = "2026-12-22")]
    due_on: Option<Date>,
    /// the due date lies in a year whose calendar is not notified yet
    provisional: bool,
    /// the rule that decided
    rule: RuleShown,
    /// the proof that it arrived: one JSON file, to be kept
    #[schema(value_type = Object)]
    receipt: serde_json::Value,
}

/// A step that the requester may see.
#[derive(Debug, Serialize, ToSchema)]
struct TimelineStep {
    /// instant, RFC 3339
    #[schema(format = DateTime, example = "2026-11-24T09:00:00+08:00")]
    at: String,
    /// kind of event
    #[schema(example = "received")]
    kind: String,
    /// in words
    #[schema(example = "已收到申请")]
    title: String,
    /// the article behind it
    #[schema(required = true)]
    article: Option<String>,
}

/// A reply.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyShown {
    /// row of the closed list
    #[schema(example = "1")]
    outcome: String,
    /// day
    #[schema(value_type = String, format = Date, example = "2026-12-01")]
    sent_on: Date,
    /// where the letter is: HTML, PDF, DOCX
    letters: Vec<String>,
    /// the remedies that it names
    #[schema(value_type = Vec<Object>)]
    remedies: Vec<Remedy>,
}

/// A request as its requester sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestShown {
    /// public number
    #[schema(example = "HZ-HOUSING-2026-00001")]
    number: String,
    /// where it stands
    status: Status,
    /// legal date of receipt
    #[schema(required = true, value_type = Option<String>, format = Date, example = "2026-11-24")]
    received_on: Option<Date>,
    /// due now; null before both sides confirmed, while the clock stands still, and after the end without a reply
    #[schema(required = true, value_type = Option<String>, format = Date, example = "2026-12-22")]
    due_on: Option<Date>,
    /// the due date may still move
    provisional: bool,
    /// what happened
    timeline: Vec<TimelineStep>,
    /// the reply, once there is one
    #[schema(required = true)]
    reply: Option<ReplyShown>,
    /// everything personal was erased; absent before
    #[serde(skip_serializing_if = "Option::is_none")]
    erased: Option<ErasedShown>,
}

/// Since when and why everything personal of a request is gone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasedShown {
    /// day
    #[schema(value_type = String, format = Date, example = "2037-01-04")]
    on: Date,
    /// why
    #[schema(example = "保管期限届满")]
    reason: String,
    /// the article behind it
    article: String,
}

/// Makes a request.
#[utoipa::path(post, path = "/api/v1/requests", tag = "requests", request_body = ApplicationInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "any text of 1 to 200 characters; a repeated call with the same key answers the same and makes nothing new")),
    responses(
        (status = 201, description = "registered", body = RequestCreated, headers(("Location" = String, description = "where the case is"))),
        (status = 400, description = "what cannot be parsed", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "the body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "not application/json", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "bad fields, each named", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "nothing can be stored now; nothing was", body = Problem, content_type = "application/problem+json"),
    ))]
async fn create(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    _: ApiQuery<NoParameters>,
    ApiJson(input): ApiJson<ApplicationInput>,
) -> Result<Response, WebError> {
    app.limits.submission(&visit.address)?;
    let key = idempotency_key(&headers)?;
    let arrival = Arrival { channel: Channel::Online, arrived_on: visit.today, clerk: None, key };
    let registered = submit::submit(&app, &input, arrival, Language::Chinese).await?;
    let location = format!("/api/v1/requests/{}", registered.number);
    let receipt = registered.receipt.to_value();
    let (received_on, due_on) = (registered.clock.as_ref().map(|c| c.received_on), registered.clock.as_ref().map(|c| c.due_on));
    let body = RequestCreated {
        number: registered.number,
        query_code: registered.query_code,
        status: registered.status,
        received_on,
        due_on,
        provisional: registered.clock.is_some_and(|clock| clock.provisional),
        rule: registered.rule.into(),
        receipt,
    };
    Ok((StatusCode::CREATED, [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())], axum::Json(body))
        .into_response())
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, WebError> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    // Any text: UTF-8, or else each byte is a character, so that two keys are never taken for one.
    let text = String::from_utf8(value.as_bytes().to_vec()).unwrap_or_else(|_| value.as_bytes().iter().copied().map(char::from).collect());
    if text.is_empty() || text.chars().count() > 200 {
        let code = if text.is_empty() { "required" } else { "too-long" };
        let mut errors = FieldErrors::default();
        errors.add("Idempotency-Key", code, web::message(Language::Chinese, "requests-problem-idempotency-key", &[]));
        return Err(WebError::Fields(errors));
    }
    Ok(Some(text))
}

fn query_code(headers: &HeaderMap) -> &str {
    headers.get("query-code").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Shows a request to whoever holds its query code.
#[utoipa::path(get, path = "/api/v1/requests/{number}", tag = "requests",
    params(("number" = String, Path, description = "public number"), ("Query-Code" = Option<String>, Header, description = "the code that came with the number")),
    responses(
        (status = 200, description = "the case", body = RequestShown),
        (status = 400, description = "a query parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no case with this number and code", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "cannot be read now", body = Problem, content_type = "application/problem+json"),
    ))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    _: ApiQuery<NoParameters>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    app.limits.look_up(&visit.address)?;
    let case = look_up::case(&app, &number, query_code(&headers)).await?;
    let body = shown(&app, &case.stream, visit.today).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(body)).into_response())
}

/// Confirms an online request on the requester's side (Regulation on the Disclosure of Government Information, 2019, article 31).
#[utoipa::path(post, path = "/api/v1/requests/{number}/confirmation", tag = "requests",
    params(("number" = String, Path, description = "public number"), ("Query-Code" = Option<String>, Header, description = "the code that came with the number")),
    responses(
        (status = 200, description = "confirmed", body = RequestShown),
        (status = 400, description = "a query parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no case with this number and code", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "nothing to confirm, or confirmed before", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "too many", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "nothing can be stored now; nothing was", body = Problem, content_type = "application/problem+json"),
    ))]
async fn confirm(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    _: ApiQuery<NoParameters>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    app.limits.look_up(&visit.address)?;
    let case = look_up::case(&app, &number, query_code(&headers)).await?;
    confirm_as_requester(&app, &case, visit.today, Language::Chinese).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(shown(&app, &case.stream, visit.today).await?)).into_response())
}

/// The requester confirms, on a page or by the API.
///
/// # Errors
/// [`WebError::Conflict`] where nothing is awaited from the requester.
pub async fn confirm_as_requester(app: &App, case: &crate::records::Case, today: Date, language: Language) -> Result<(), WebError> {
    let organisation = app.identity.organisation(&OrganisationId(case.organisation.clone()), today).ok_or(WebError::NotFound)?;
    let act = Confirm {
        setting: Setting { law: app.law.clone(), today, organisation },
        case: case.stream.clone(),
        by: Side::Requester,
        on: today,
        officer: None,
        how: String::new(),
    };
    crate::told::execute(app, act).await.map_err(|fault| submit::web_error(fault, language))?;
    Ok(())
}

async fn shown(app: &App, case: &store::StreamId, today: Date) -> Result<RequestShown, WebError> {
    let events = app.store.load(case).await?;
    let state = Request::fold(&events)?;
    let received = state.received.as_ref().ok_or(WebError::NotFound)?;
    let reply = state.reply.as_ref().map(|reply| ReplyShown {
        outcome: reply.outcome.clone(),
        sent_on: reply.sent_on,
        letters: letter_links(app, &received.number, case).into(),
        remedies: reply.remedies.clone(),
    });
    let erased =
        state.erased.as_ref().map(|erased| ErasedShown { on: erased.on, reason: erased.reason.clone(), article: erased.article.clone() });
    Ok(RequestShown {
        erased,
        number: received.number.clone(),
        status: state.status(today),
        received_on: state.clock.as_ref().map(|clock| clock.received_on),
        due_on: state.due_on,
        provisional: state.provisional,
        timeline: timeline::public(&events, Language::Chinese)?
            .into_iter()
            .map(|step| TimelineStep {
                at: app.local_instant(step.at),
                kind: step.kind.to_owned(),
                title: step.title,
                article: step.article,
            })
            .collect(),
        reply,
    })
}

/// Addresses of a case's letter: HTML, PDF, DOCX.
pub fn letter_links(app: &App, number: &str, case: &store::StreamId) -> [String; 3] {
    let token = look_up::letter_token(app, case);
    ["html", "pdf", "docx"].map(|form| format!("/requests/letters/{number}/{token}/letter.{form}"))
}
