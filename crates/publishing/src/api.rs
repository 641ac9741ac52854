//! What programs see of documents (interfaces.md).

use crate::import::structure::{Node, structure};
use crate::model::{Document, stream};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use facts::Validity;
use jiff::civil::Date;
use search::{Hit, Query, Sort};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{ApiQuery, App, Language, List, NoParameters, Problem, Visit, WebError, decode_cursor, encode_cursor, message, parse_limit};

/// Paths of the API.
pub fn routes() -> web::Routes {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// Furthest document that a cursor reaches.
const FURTHEST: u64 = 1_000_000;

/// A document in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentItem {
    /// its id
    #[schema(example = "k3v9q2w8x5z1m4n7b6c0d2f4g6")]
    id: String,
    /// the id it had where it was imported from
    #[schema(required = true)]
    external_id: Option<String>,
    /// 名称
    #[schema(example = "杭州市人民政府办公厅关于进一步加强和改进政务公开工作的通知")]
    title: String,
    /// 文号
    #[schema(required = true, example = "杭政办发电〔2016〕6号")]
    number: Option<String>,
    /// 索引号
    #[schema(required = true, example = "002489401/2016-00123")]
    index_number: Option<String>,
    /// issuer as printed; empty where the source names none
    #[schema(example = "杭州市人民政府办公厅")]
    issuer: String,
    /// id of the publishing organisation
    #[schema(example = "hz-office")]
    publisher: String,
    /// 成文日期
    #[schema(required = true, value_type = Option<String>, format = Date, example = "2016-08-17")]
    made_on: Option<Date>,
    /// 发布日期; null where the source does not tell it
    #[schema(required = true, value_type = Option<String>, format = Date, example = "2016-08-18")]
    published_on: Option<Date>,
    /// `in-force`, `amended`, `repealed`, `expired`, `unmarked`
    #[schema(example = "in-force")]
    status: &'static str,
    /// its page
    #[schema(example = "/documents/k3v9q2w8x5z1m4n7b6c0d2f4g6")]
    url: String,
    /// plain text of the place that answers
    snippet: String,
    /// ranges of characters in `snippet`
    #[schema(value_type = Vec<Vec<u32>>, example = json!([[0, 4]]))]
    highlights: Vec<(usize, usize)>,
    /// the clause that answers, where one does
    #[schema(required = true, example = "1-3")]
    anchor: Option<String>,
}

impl From<Hit> for DocumentItem {
    fn from(hit: Hit) -> Self {
        DocumentItem {
            id: hit.document,
            external_id: hit.external_id,
            title: hit.title,
            number: hit.number,
            index_number: hit.index_number,
            issuer: hit.issuer,
            publisher: hit.publisher,
            made_on: hit.made_on,
            published_on: hit.published_on,
            status: hit.status.as_str(),
            url: hit.url,
            snippet: hit.snippet,
            highlights: hit.highlights,
            anchor: hit.anchor,
        }
    }
}

/// The file as it was handed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalFile {
    /// name as given
    name: String,
    /// told by content
    media_type: String,
    /// bytes
    size: u64,
    /// of its bytes, hexadecimal
    sha256: String,
    /// where it is
    url: String,
}

/// A whole document.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentWhole {
    /// its id
    id: String,
    /// the id it had where it was imported from
    #[schema(required = true)]
    external_id: Option<String>,
    /// 名称
    title: String,
    /// 文号
    #[schema(required = true)]
    number: Option<String>,
    /// 索引号
    #[schema(required = true)]
    index_number: Option<String>,
    /// issuer as printed; empty where the source names none
    issuer: String,
    /// id of the publishing organisation
    publisher: String,
    /// 成文日期
    #[schema(required = true, value_type = Option<String>, format = Date)]
    made_on: Option<Date>,
    /// 发布日期
    #[schema(required = true, value_type = Option<String>, format = Date)]
    published_on: Option<Date>,
    /// day from which it has effect
    #[schema(required = true, value_type = Option<String>, format = Date)]
    effective_on: Option<Date>,
    /// `in-force`, `amended`, `repealed`, `expired`, `unmarked`
    status: &'static str,
    /// 主题分类
    #[schema(required = true)]
    subject: Option<String>,
    /// 体裁
    #[schema(required = true)]
    kind: Option<String>,
    /// where it has effect
    #[schema(required = true)]
    region: Option<String>,
    /// 公开属性
    #[schema(example = "proactive")]
    mode: &'static str,
    /// its page
    url: String,
    /// names of members whose values are the demonstration's own
    demo_values: Vec<String>,
    /// lines about adoption and promulgation, as they stand in the source
    remarks: Vec<String>,
    /// where it was imported from
    #[schema(required = true)]
    source: Option<String>,
    /// the file as it was handed over
    #[schema(required = true)]
    original: Option<OriginalFile>,
    /// index of the ledger's entry that holds this version
    ledger_index: u64,
    /// public versions so far
    versions: usize,
    /// the body as a tree
    body: Vec<Node>,
    /// the body as text
    text: String,
}

/// What a list can be asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// words, a title, a number in any style of brackets
    #[param(example = "政务公开")]
    q: Option<String>,
    /// issuer as printed
    issuer: Option<String>,
    /// published on or after
    #[param(value_type = Option<String>, format = Date, example = "2016-01-01")]
    from: Option<String>,
    /// published on or before
    #[param(value_type = Option<String>, format = Date, example = "2026-12-31")]
    to: Option<String>,
    /// validity
    #[param(inline, value_type = Option<StatusName>)]
    status: Option<String>,
    /// order; with `q` the default is relevance
    #[param(inline, value_type = Option<SortName>)]
    sort: Option<String>,
    /// 1 to 100; the default is 20
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// as it stands in `next`
    cursor: Option<String>,
}

/// Codes of validity, for the description.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only describes what the parameter takes")]
enum StatusName {
    InForce,
    Amended,
    Repealed,
    Expired,
    Unmarked,
}

/// Orders, for the description.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only describes what the parameter takes")]
enum SortName {
    Relevance,
    Date,
}

impl ListQuery {
    fn question(&self) -> Result<Query, WebError> {
        let bad = |name: &str| WebError::BadRequest(message(Language::Chinese, "publishing-api-parameter", &[("name", name.to_owned())]));
        let day = |name: &str, text: &Option<String>| text.as_deref().map(|text| date(text).ok_or_else(|| bad(name))).transpose();
        let limit = match &self.limit {
            None => 20,
            Some(text) => parse_limit(text).ok_or_else(|| bad("limit"))?,
        };
        let offset = match &self.cursor {
            None => 0,
            Some(cursor) => decode_cursor(cursor).filter(|offset| *offset <= FURTHEST).ok_or_else(|| bad("cursor"))?,
        };
        let text = self.q.clone().unwrap_or_default();
        let sort = match self.sort.as_deref() {
            None | Some("relevance") => Sort::Relevance,
            Some("date") => Sort::Date,
            Some(_) => return Err(bad("sort")),
        };
        Ok(Query {
            text,
            issuer: self.issuer.clone().filter(|issuer| !issuer.is_empty()),
            publisher: None,
            from: day("from", &self.from)?,
            to: day("to", &self.to)?,
            status: self.status.as_deref().map(|code| Validity::parse(code).ok_or_else(|| bad("status"))).transpose()?,
            sort,
            offset: usize::try_from(offset).map_err(|_| bad("cursor"))?,
            limit,
        })
    }

    fn next(&self, offset: u64) -> String {
        let cursor = encode_cursor(offset);
        let parts = [
            ("q", &self.q),
            ("issuer", &self.issuer),
            ("from", &self.from),
            ("to", &self.to),
            ("status", &self.status),
            ("sort", &self.sort),
            ("limit", &self.limit),
            ("cursor", &Some(cursor)),
        ];
        let parts: Vec<String> =
            parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", web::percent_encoded(value.as_deref()?)))).collect();
        format!("/api/v1/documents?{}", parts.join("&"))
    }
}

/// `YYYY-MM-DD` and nothing else.
fn date(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
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
    let next = (!hits.hits.is_empty() && shown < hits.total && shown as u64 <= FURTHEST).then(|| query.next(shown as u64));
    let list = List { items: hits.hits.into_iter().map(DocumentItem::from).collect(), next };
    Ok(([(header::CACHE_CONTROL, "no-cache")], axum::Json(list)).into_response())
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
    let plain = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !plain {
        return Err(WebError::NotFound);
    }
    let document = Document::fold(&app.store.load(&stream(&id)).await?)?;
    let etag = format!("W/\"{id}-{}\"", document.version);
    let whole = whole(id, document).ok_or(WebError::NotFound)?;
    let cached = [(header::ETAG, etag.as_str()), (header::CACHE_CONTROL, "public, max-age=0, must-revalidate")];
    if headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) == Some(etag.as_str()) {
        return Ok((StatusCode::NOT_MODIFIED, cached).into_response());
    }
    Ok((cached, axum::Json(whole)).into_response())
}

fn whole(id: String, document: Document) -> Option<DocumentWhole> {
    let versions = document.steps.iter().filter(|step| step.edition.is_some()).count();
    let public = document.public?;
    let edition = public.edition;
    let content = edition.content;
    let url = format!("/documents/{id}");
    Some(DocumentWhole {
        body: structure(&content.text, &content.title, content.number.as_deref()),
        original: content.original.map(|file| OriginalFile {
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            sha256: file.sha256,
            url: format!("{url}/original"),
        }),
        id,
        external_id: edition.external_id,
        title: content.title,
        number: content.number,
        index_number: edition.index_number,
        issuer: content.issuer,
        publisher: edition.publisher,
        made_on: content.made_on,
        published_on: edition.published_on,
        effective_on: content.effective_on,
        status: content.validity.as_str(),
        subject: content.subject,
        kind: content.kind,
        region: content.region,
        mode: content.mode.as_str(),
        url,
        demo_values: edition.demo_values,
        remarks: edition.remarks,
        source: edition.source,
        ledger_index: public.leaf,
        versions,
        text: content.text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters() {
        let ask = |change: fn(&mut ListQuery)| {
            let mut query = ListQuery::default();
            change(&mut query);
            query.question()
        };
        assert_eq!(ask(|_| ()).expect("empty").limit, 20);
        assert_eq!(ask(|q| q.limit = Some("100".into())).expect("limit").limit, 100);
        for change in [
            (|q| q.limit = Some("0".into())) as fn(&mut ListQuery),
            |q| q.limit = Some("101".into()),
            |q| q.limit = Some("+1".into()),
            |q| q.limit = Some(String::new()),
            |q| q.from = Some("2016-8-1".into()),
            |q| q.to = Some("2016-08-01T00:00".into()),
            |q| q.status = Some("maybe".into()),
            |q| q.sort = Some("size".into()),
            |q| q.cursor = Some("x".into()),
        ] {
            assert!(matches!(ask(change), Err(WebError::BadRequest(_))));
        }
    }

    #[test]
    fn the_next_page_asks_the_same() {
        let query =
            ListQuery { q: Some("公开 a&b".into()), status: Some("in-force".into()), limit: Some("5".into()), ..ListQuery::default() };
        assert_eq!(
            query.next(5),
            format!("/api/v1/documents?q=%E5%85%AC%E5%BC%80%20a%26b&status=in-force&limit=5&cursor={}", encode_cursor(5))
        );
    }
}
