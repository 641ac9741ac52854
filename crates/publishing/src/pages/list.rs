//! The list of documents, with its search.

use super::body::{Piece, pieces};
use super::shown::SHOWN;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use facts::Validity;
use jiff::civil::Date;
use search::{Hit, Query, Sort};
use web::{App, Choice, ListedDocument, Page, Pagination, Section, Visit, WebError};

/// Documents on a page.
const PAGE: usize = 20;
/// Pages that can be asked for.
const LAST: usize = 500;

/// What is asked, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// words
    pub q: String,
    /// issuer as printed
    pub issuer: String,
    /// first day of publication
    pub from: String,
    /// last day of publication
    pub to: String,
    /// validity's code
    pub status: String,
    /// `relevance` or `date`
    pub sort: String,
    /// from 1
    pub page: usize,
}

impl Asked {
    /// Reads a query; what is not known is passed over.
    #[must_use]
    pub fn read(query: &str) -> Asked {
        let mut asked = Asked { page: 1, ..Asked::default() };
        let pairs: Vec<(String, String)> = axum::http::Uri::builder()
            .path_and_query(format!("/?{query}"))
            .build()
            .ok()
            .and_then(|uri| axum::extract::Query::try_from_uri(&uri).ok())
            .map(|axum::extract::Query(pairs)| pairs)
            .unwrap_or_default();
        for (name, value) in pairs {
            let value = value.trim().replace('\0', "");
            match name.as_str() {
                "q" => asked.q = value.chars().take(256).collect(),
                "issuer" => asked.issuer = value,
                "from" => asked.from = value,
                "to" => asked.to = value,
                "status" => asked.status = value,
                "sort" => asked.sort = value,
                "page" => asked.page = value.parse().unwrap_or(1).clamp(1, LAST),
                _ => {}
            }
        }
        asked
    }

    /// The address of a page of the same question.
    #[must_use]
    pub fn href(&self, page: usize) -> String {
        let mut parts: Vec<String> = [
            ("q", &self.q),
            ("issuer", &self.issuer),
            ("from", &self.from),
            ("to", &self.to),
            ("status", &self.status),
            ("sort", &self.sort),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", web::percent_encoded(value)))
        .collect();
        if page > 1 {
            parts.push(format!("page={page}"));
        }
        if parts.is_empty() { "/documents".to_owned() } else { format!("/documents?{}", parts.join("&")) }
    }

    /// The question to the index, and the names of the fields that cannot be understood.
    #[must_use]
    pub fn query(&self) -> (Query, Vec<&'static str>) {
        let mut bad = Vec::new();
        let mut day = |name, text: &str| {
            let date: Option<Date> = text.parse().ok();
            if date.is_none() && !text.is_empty() {
                bad.push(name);
            }
            date
        };
        let (from, to) = (day("from", &self.from), day("to", &self.to));
        let status = Validity::parse(&self.status);
        if status.is_none() && !self.status.is_empty() {
            bad.push("status");
        }
        let query = Query {
            text: self.q.clone(),
            issuer: Some(self.issuer.clone()).filter(|issuer| !issuer.is_empty()),
            publisher: None,
            from,
            to,
            status,
            sort: if self.sort == "date" { Sort::Date } else { Sort::Relevance },
            offset: (self.page - 1) * PAGE,
            limit: PAGE,
        };
        (query, bad)
    }
}

/// A document in the list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// title with marks
    pub title: Vec<Piece>,
    /// its page, at the clause that answers
    pub href: String,
    /// the place that answers, with marks; empty where no words were asked for
    pub snippet: Vec<Piece>,
    /// what is said of it beside
    pub listed: ListedDocument,
}

impl Entry {
    fn new(page: &Page, hit: &Hit, words: bool) -> Entry {
        let listed = ListedDocument::new(page, hit);
        Entry {
            title: pieces(&hit.title, &hit.title_highlights),
            href: hit.anchor.as_ref().map_or_else(|| listed.href.clone(), |anchor| format!("{}#{anchor}", listed.href)),
            // Without words nothing answers: the beginning of a law is the name of its first chapter.
            snippet: if words { pieces(&hit.snippet, &hit.highlights) } else { Vec::new() },
            listed,
        }
    }
}

/// Its template.
#[derive(Template)]
#[template(path = "documents.html")]
pub struct ListPage {
    /// shell
    pub page: Page,
    /// what is asked
    pub asked: Asked,
    /// fields that could not be understood, with what to do
    pub bad: Vec<(&'static str, String)>,
    /// the two days: name, what was typed, label
    pub days: [(&'static str, String, String); 2],
    /// validities
    pub statuses: Vec<Choice>,
    /// hits
    pub entries: Vec<Entry>,
    /// number of all
    pub total: usize,
    /// neighbours
    pub pages: Pagination,
}

impl ListPage {
    /// message at a field
    #[must_use]
    pub fn error(&self, field: &str) -> Option<&str> {
        self.bad.iter().find(|(name, _)| *name == field).map(|(_, words)| words.as_str())
    }
    /// whether anything is asked
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.asked.href(1) != "/documents"
    }
    /// whether more than words is asked: the fields for it stand open on a phone, too
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        Asked { q: String::new(), ..self.asked.clone() }.href(1) != "/documents"
    }
}

/// `GET /documents`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    web::public_page(&app, &visit, &headers, position(&app).await?, || async {
        let asked = Asked::read(query.as_deref().unwrap_or_default());
        let page = Page::new(&app, &visit, Section::Documents, String::new());
        let title = page.t("publishing-documents");
        let title = if asked.q.is_empty() { title } else { page.t1("publishing-results-title", "q", &asked.q) };
        let page = Page::new(&app, &visit, Section::Documents, title).with_alternate("application/atom+xml", "/documents/feed.atom");
        let (question, bad) = asked.query();
        let hits = if bad.is_empty() { app.search.find(question).await? } else { search::Hits { hits: Vec::new(), total: 0 } };
        Ok(compose(page, asked, &bad, &hits).render()?)
    })
    .await
}

/// Moves when what the index holds of documents moves: behind the log while the index follows, equal to it afterwards.
pub async fn position(app: &App) -> Result<u64, WebError> {
    Ok(app.search.follower().cursor().await?.min(app.store.position(&SHOWN)))
}

/// The page of some hits.
pub fn compose(page: Page, asked: Asked, bad: &[&'static str], hits: &search::Hits) -> ListPage {
    let first = (asked.page - 1) * PAGE;
    let shown = first + hits.hits.len();
    let pages = Pagination {
        previous: (asked.page > 1).then(|| page.href(&asked.href(asked.page - 1))),
        next: (shown < hits.total && asked.page < LAST).then(|| page.href(&asked.href(asked.page + 1))),
        words: if hits.hits.is_empty() { String::new() } else { format!("{}–{shown} / {}", first + 1, hits.total) },
    };
    ListPage {
        bad: bad
            .iter()
            .map(|name| (*name, page.t(&format!("publishing-bad-{}", if *name == "status" { "status" } else { "date" }))))
            .collect(),
        statuses: Validity::ALL
            .into_iter()
            .map(|validity| Choice::new(validity.as_str(), web::validity_name(page.language(), validity)))
            .collect(),
        entries: hits.hits.iter().map(|hit| Entry::new(&page, hit, !asked.q.is_empty())).collect(),
        total: hits.total,
        days: [("from", asked.from.clone(), page.t("publishing-from")), ("to", asked.to.clone(), page.t("publishing-to"))],
        pages,
        asked,
        page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_return_in_addresses() {
        let asked = Asked::read("q=%E5%85%AC%E5%BC%80+a%26b&from=2016-01-01&status=in-force&page=3&colour=red");
        assert_eq!((asked.q.as_str(), asked.page), ("公开 a&b", 3));
        assert_eq!(asked.href(2), "/documents?q=%E5%85%AC%E5%BC%80%20a%26b&from=2016-01-01&status=in-force&page=2");
        assert_eq!(Asked::read(&asked.href(3)["/documents?".len()..]), asked);
        assert_eq!(Asked::read("").href(1), "/documents");
        assert_eq!(Asked::read("from=2016&status=x").query().1, ["from", "status"]);
    }

    proptest::proptest! {
        #[test]
        fn any_query_is_taken(query in "\\PC{0,60}") {
            let asked = Asked::read(&query);
            let _ = (asked.href(1), asked.query());
        }
    }
}
