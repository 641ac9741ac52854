//! What programs see of the foundations: organisations, and the two texts of the log.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use identity::Organisation;
use law::OrganisationKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{
    ApiQuery, App, Language, List, NoParameters, Problem, Visit, WebError, decode_cursor, encode_cursor, message, parse_limit,
    percent_encoded,
};

/// Paths of the API.
pub fn routes() -> web::Routes {
    OpenApiRouter::new().routes(routes!(organisations)).routes(routes!(checkpoint)).routes(routes!(key))
}

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationShown {
    /// id
    #[schema(example = "hz-housing")]
    id: String,
    /// for a government its division code, for others a code of the register
    code: String,
    /// the name in force today
    #[schema(example = "杭州市住房保障和房产管理局")]
    name: String,
    /// kind
    #[schema(example = "department")]
    kind: String,
    /// division code of the place where it sits
    #[schema(example = "330100")]
    division: String,
    /// id of the organisation above
    #[schema(required = true, example = "hz")]
    parent: Option<String>,
}

impl From<Organisation> for OrganisationShown {
    fn from(organisation: Organisation) -> Self {
        OrganisationShown {
            id: organisation.id.0,
            code: organisation.code,
            name: organisation.name,
            kind: organisation.kind.as_str().to_owned(),
            division: organisation.division.to_string(),
            parent: organisation.parent.map(|parent| parent.0),
        }
    }
}

/// Which organisations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// part of the name, the short name or the code
    q: Option<String>,
    /// a kind of organisation
    #[param(example = "department")]
    kind: Option<String>,
    /// id of the organisation above
    parent: Option<String>,
    /// at most so many, 1 to 100
    #[param(minimum = 1, maximum = 100, value_type = Option<u64>)]
    limit: Option<String>,
    /// from `next`
    cursor: Option<String>,
}

/// Lists organisations, governments first.
#[utoipa::path(get, path = "/api/v1/organisations", tag = "organisations", params(Asked),
    responses(
        (status = 200, description = "organisations", body = List<OrganisationShown>),
        (status = 400, description = "a bad query parameter", body = Problem, content_type = "application/problem+json"),
    ))]
async fn organisations(State(app): State<App>, visit: Visit, ApiQuery(asked): ApiQuery<Asked>) -> Result<Response, WebError> {
    let bad = |name: &str| WebError::BadRequest(message(Language::Chinese, "portal-api-parameter", &[("name", name.to_owned())]));
    let kind = asked.kind.as_deref().map(|kind| OrganisationKind::parse(kind).ok_or_else(|| bad("kind"))).transpose()?;
    let limit = asked.limit.as_deref().map_or(Some(50), parse_limit).ok_or_else(|| bad("limit"))?;
    let offset = asked.cursor.as_deref().map_or(Some(0), decode_cursor).ok_or_else(|| bad("cursor"))?;
    let text = asked.q.as_deref().unwrap_or_default().trim().to_lowercase();
    let fits = |organisation: &Organisation| {
        kind.is_none_or(|kind| organisation.kind == kind)
            && asked.parent.as_ref().is_none_or(|parent| organisation.parent.as_ref().is_some_and(|found| found.0 == *parent))
            && (text.is_empty()
                || [&organisation.name, &organisation.short_name, &organisation.code]
                    .iter()
                    .any(|name| name.to_lowercase().contains(&text)))
    };
    let found: Vec<Organisation> = app.identity.organisations(visit.today).into_iter().filter(fits).collect();
    let start = usize::try_from(offset).unwrap_or(usize::MAX).min(found.len());
    let more = found.len() > start.saturating_add(limit);
    let next = more.then(|| {
        let mut url = format!("/api/v1/organisations?limit={limit}&cursor={}", encode_cursor((start + limit) as u64));
        for (name, value) in [("q", &asked.q), ("kind", &asked.kind), ("parent", &asked.parent)] {
            if let Some(value) = value {
                url.push_str(&format!("&{name}={}", percent_encoded(value)));
            }
        }
        url
    });
    let items: Vec<OrganisationShown> = found.into_iter().skip(start).take(limit).map(OrganisationShown::from).collect();
    Ok(axum::Json(List { items, next }).into_response())
}

/// The newest signed head of the log (C2SP tlog-checkpoint).
#[utoipa::path(get, path = "/ledger/checkpoint", tag = "ledger",
    responses(
        (status = 200, description = "a signed note", body = String, content_type = "text/plain"),
        (status = 400, description = "a query parameter", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "cannot be read now", body = Problem, content_type = "application/problem+json"),
    ))]
async fn checkpoint(State(app): State<App>, _: ApiQuery<NoParameters>) -> Result<Response, WebError> {
    let (note, _, _) = app.store.checkpoint().await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], note).into_response())
}

/// The verifier key of the log, one line (C2SP signed-note).
#[utoipa::path(get, path = "/ledger/key", tag = "ledger",
    responses(
        (status = 200, description = "a verifier key", body = String, content_type = "text/plain"),
        (status = 400, description = "a query parameter", body = Problem, content_type = "application/problem+json"),
    ))]
async fn key(State(app): State<App>, _: ApiQuery<NoParameters>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], format!("{}\n", app.store.verifier_key()))
        .into_response()
}
