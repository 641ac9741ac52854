//! What programs see of documents (docs/interfaces.md).

mod question;
mod shapes;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use question::ListQuery;
use shapes::{DocumentItem, DocumentWhole};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{ApiQuery, App, List, NoParameters, Problem, Validator, Visit, WebError};

/// Paths of the API.
pub fn routes() -> web::Routes {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// Lists documents, or finds them.
#[utoipa::path(get, path = "/api/v1/documents", tag = "documents", params(ListQuery),
    responses(
        (status = 200, description = "a page of documents", body = List<DocumentItem>),
        (status = 400, description = "a query parameter", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "cannot be read now", body = Problem, content_type = "application/problem+json"),
    ))]
async fn list(State(app): State<App>, ApiQuery(query): ApiQuery<ListQuery>) -> Result<Response, WebError> {
    let question = query.question()?;
    let offset = question.offset;
    let hits = app.search.find(question).await?;
    let shown = offset + hits.hits.len();
    let next = (!hits.hits.is_empty() && shown < hits.total).then(|| query.next(shown as u64)).flatten();
    let list = List { items: hits.hits.into_iter().map(DocumentItem::from).collect(), next };
    Ok(web::json("no-cache", list))
}

/// A whole document with its body as a tree and as text.
#[utoipa::path(get, path = "/api/v1/documents/{id}", tag = "documents", params(("id" = String, Path, description = "document's id", example = "k3v9q2w8x5z1m4n7b6c0d2f4g6")),
    responses(
        (status = 200, description = "the document", body = DocumentWhole),
        (status = 304, description = "as the validator says, nothing changed"),
        (status = 400, description = "a query parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no public document has this id", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "cannot be read now", body = Problem, content_type = "application/problem+json"),
    ))]
async fn show(
    State(app): State<App>,
    _: Visit,
    Path(id): Path<String>,
    _: ApiQuery<NoParameters>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let document = crate::pages::load(&app, &id).await?;
    let validator = Validator::new(format_args!("{id}-{}", document.version));
    let whole = DocumentWhole::new(id, document).ok_or(WebError::NotFound)?;
    Ok(validator.unchanged(&headers).unwrap_or_else(|| validator.answer(axum::Json(whole))))
}
