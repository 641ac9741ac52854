//! What those who run the server ask: is it alive, is it ready, how much did it do; and the description of the API.

use crate::openapi::Document;
use axum::{
    Extension,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use metrics_exporter_prometheus::PrometheusHandle;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{ApiQuery, App, NoParameters, Problem, WebError};

/// The routes.
pub fn routes() -> web::Routes {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz)).routes(routes!(metrics)).routes(routes!(openapi))
}

fn plain(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses(
        (status = 200, description = "it lives", body = String, content_type = "text/plain", example = "ok\n"),
        (status = 400, description = "a query parameter", body = Problem, content_type = "application/problem+json"),
    ))]
async fn healthz(_: ApiQuery<NoParameters>) -> Response {
    plain("ok\n".to_owned())
}

/// The database answers, too.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses(
        (status = 200, description = "it can do its work", body = String, content_type = "text/plain", example = "ok\n"),
        (status = 400, description = "a query parameter", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "the database does not answer", body = Problem, content_type = "application/problem+json"),
    ))]
async fn readyz(State(app): State<App>, _: ApiQuery<NoParameters>) -> Result<Response, WebError> {
    app.store.read().await.map_err(|fault| {
        tracing::warn!(%fault, "not ready");
        WebError::Unavailable
    })?;
    Ok(plain("ok\n".to_owned()))
}

/// Counters in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses(
        (status = 200, description = "counters", body = String, content_type = "text/plain", example = "gongkai_ledger_entries 42\n"),
        (status = 400, description = "a query parameter", body = Problem, content_type = "application/problem+json"),
    ))]
async fn metrics(
    State(app): State<App>,
    Extension(handle): Extension<PrometheusHandle>,
    _: ApiQuery<NoParameters>,
) -> Result<Response, WebError> {
    let (_, size, _) = app.store.checkpoint().await?;
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; exact up to 2^53 entries")]
    metrics::gauge!("gongkai_ledger_entries").set(size as f64);
    handle.run_upkeep();
    let format = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, format), (header::CACHE_CONTROL, "no-store")], handle.render()).into_response())
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "operation",
    responses(
        (status = 200, description = "the description of the API, OpenAPI 3.1", body = Object, content_type = "application/json"),
        (status = 400, description = "a query parameter", body = Problem, content_type = "application/problem+json"),
    ))]
async fn openapi(Extension(document): Extension<Document>, _: ApiQuery<NoParameters>) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], document.text()).into_response()
}
