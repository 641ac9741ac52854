//! What the list of documents can be asked, as query parameters.

use facts::Validity;
use search::{Query, Sort};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use web::{WebError, bad_parameter, decode_cursor, encode_cursor, parse_date, parse_limit};

/// Furthest document that a cursor reaches.
const FURTHEST: u64 = 1_000_000;

/// What a list can be asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
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
    /// The question to the index.
    ///
    /// # Errors
    /// The parameter that cannot be understood.
    pub fn question(&self) -> Result<Query, WebError> {
        let day =
            |name: &str, text: &Option<String>| text.as_deref().map(|text| parse_date(text).ok_or_else(|| bad_parameter(name))).transpose();
        let limit = match &self.limit {
            None => 20,
            Some(text) => parse_limit(text).ok_or_else(|| bad_parameter("limit"))?,
        };
        let offset = match &self.cursor {
            None => 0,
            Some(cursor) => decode_cursor(cursor).filter(|offset| *offset <= FURTHEST).ok_or_else(|| bad_parameter("cursor"))?,
        };
        let text = self.q.clone().unwrap_or_default();
        let sort = match self.sort.as_deref() {
            None | Some("relevance") => Sort::Relevance,
            Some("date") => Sort::Date,
            Some(_) => return Err(bad_parameter("sort")),
        };
        Ok(Query {
            text,
            issuer: self.issuer.clone().filter(|issuer| !issuer.is_empty()),
            publisher: None,
            from: day("from", &self.from)?,
            to: day("to", &self.to)?,
            status: self.status.as_deref().map(|code| Validity::parse(code).ok_or_else(|| bad_parameter("status"))).transpose()?,
            sort,
            offset: usize::try_from(offset).map_err(|_| bad_parameter("cursor"))?,
            limit,
        })
    }

    /// The address of the same question from this document on; none beyond the furthest that a cursor reaches.
    #[must_use]
    pub fn next(&self, offset: u64) -> Option<String> {
        if offset > FURTHEST {
            return None;
        }
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
        Some(format!("/api/v1/documents?{}", parts.join("&")))
    }
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
            query.next(5).as_deref(),
            Some(&*format!("/api/v1/documents?q=%E5%85%AC%E5%BC%80%20a%26b&status=in-force&limit=5&cursor={}", encode_cursor(5)))
        );
    }
}
