//! The description of the API: what each crate says of its own paths, in one document.

use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder, tag::TagBuilder};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/// What any operation may answer, whatever it does.
const ALWAYS: [(&str, &str); 3] = [
    ("429", "too many calls from this address; `Retry-After` says when to come again"),
    ("500", "a fault of the server; nothing was changed"),
    ("503", "the server cannot answer now; nothing was changed"),
];

/// The document as text, rendered once.
#[derive(Debug, Clone)]
pub struct Document(Arc<str>);

impl Document {
    /// From what the routes say.
    pub fn new(openapi: OpenApi) -> Self {
        Self(complete(openapi).to_string().into())
    }

    /// As JSON text.
    pub fn text(&self) -> String {
        self.0.to_string()
    }
}

/// The document without paths.
pub fn frame() -> OpenApi {
    let tag = |name: &str, words: &str| TagBuilder::new().name(name).description(Some(words)).build();
    let mut info = Info::new("政务公开 gongkai", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Documents, disclosure on request and the ledger of a Chinese public body. JSON is UTF-8, dates are `YYYY-MM-DD`, instants RFC 3339; \
         faults are problem documents (RFC 9457). Unknown members and query parameters are refused."
            .into(),
    );
    OpenApiBuilder::new()
        .info(info)
        .tags(Some([
            tag("organisations", "bodies that publish and answer"),
            tag("documents", "what was published"),
            tag("requests", "disclosure on request"),
            tag("ledger", "proofs; tiles (`/ledger/tile/…`) are served as C2SP tlog-tiles says"),
            tag("operation", "for those who run the server"),
        ]))
        .build()
}

/// Adds to each operation the statuses that any of them may answer, and makes its name one of its own.
fn complete(openapi: OpenApi) -> Value {
    let mut document = serde_json::to_value(openapi).unwrap_or_default();
    let problem = document.pointer("/components/schemas/Problem").is_some();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return document };
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        for (_, operation) in item.iter_mut().filter(|(method, _)| METHODS.contains(&method.as_str())) {
            // Handlers of two crates may bear the same name; with the tag in front it is one.
            let name = [&operation["tags"][0], &operation["operationId"]].map(|part| part.as_str().unwrap_or_default()).join("-");
            operation["operationId"] = name.into();
            let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
            for (status, description) in ALWAYS {
                let content = if problem {
                    json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}})
                } else {
                    json!({})
                };
                responses.entry(status).or_insert_with(|| json!({"description": description, "content": content}));
            }
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn described() -> (axum::Router<web::App>, Value) {
        let (router, openapi) = crate::wiring::routes().split_for_parts();
        (router, complete(openapi))
    }

    /// The router tells its paths only in its debug form.
    fn served(router: &axum::Router<web::App>) -> BTreeSet<String> {
        let text = format!("{router:?}");
        text.split('"').filter(|part| part.starts_with('/')).map(str::to_owned).collect()
    }

    #[test]
    fn every_path_of_the_api_is_described() {
        let (router, document) = described();
        let served = served(&router);
        assert!(served.contains("/healthz"), "{served:?}");
        let paths = document["paths"].as_object().unwrap();
        for path in served.iter().filter(|path| path.starts_with("/api/")) {
            assert!(paths.contains_key(path), "{path} is served and not described");
        }
        for path in paths.keys() {
            assert!(served.contains(path), "{path} is described and not served");
        }
        for path in [
            "/api/v1/organisations",
            "/api/v1/documents",
            "/api/v1/documents/{id}",
            "/api/v1/requests",
            "/api/v1/requests/{number}",
            "/api/v1/requests/{number}/confirmation",
            "/ledger/checkpoint",
            "/ledger/key",
            "/healthz",
            "/readyz",
            "/metrics",
            "/openapi.json",
        ] {
            assert!(paths.contains_key(path), "{path}");
        }
    }

    #[test]
    fn codes_are_told_as_they_are_taken() {
        let (_, document) = described();
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Form"]["enum"], json!(["electronic", "paper", "inspection"]));
        assert_eq!(schemas["ApplicationInput"]["required"], json!(["organisation", "applicant", "subject", "form", "delivery"]));
        assert_eq!(schemas["ApplicantKind"]["enum"].as_array().map(Vec::len), Some(6));
    }

    #[test]
    fn every_operation_is_told_whole() {
        let (_, document) = described();
        assert_eq!(document["openapi"].as_str().unwrap_or_default().split('.').take(2).collect::<Vec<_>>(), ["3", "1"]);
        let mut names = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap().iter().filter(|(method, _)| METHODS.contains(&method.as_str())) {
                let place = format!("{method} {path}");
                let responses = operation["responses"].as_object().unwrap();
                assert!(responses.keys().any(|status| status.starts_with('2')), "{place}: no success");
                for (status, _) in ALWAYS {
                    assert!(responses.contains_key(status), "{place}: {status}");
                }
                for (status, response) in responses.iter().filter(|(status, _)| !status.starts_with('3')) {
                    assert!(!response["description"].as_str().unwrap_or_default().is_empty(), "{place} {status}");
                }
                assert!(operation["tags"].as_array().is_some_and(|tags| !tags.is_empty()), "{place}: no tag");
                assert!(
                    names.insert(operation["operationId"].as_str().unwrap_or_default().to_owned()),
                    "{place}: an operation's name twice"
                );
            }
        }
    }
}
