//! A portal with the demo city's organisations and people, asked through its router.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use identity::OrganisationId;
use std::sync::Arc;
use store::testing::TestInstance;
use tower::ServiceExt;
use web::App;

pub const PASSWORD: &str = "correct horse battery";
pub const NOTICE: &[u8] = include_bytes!("../../../../demo/documents/notice.txt");
pub const METADATA: &str = include_str!("../../../../demo/documents/notice.toml");
pub const SELECTION: &str = include_str!("../../../../demo/documents/selection.jsonl");

pub struct World {
    pub app: App,
    router: Router,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}
impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }
    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl World {
    /// The clock stands in 2026, so that later documents can be imported too.
    pub async fn new(instance: &TestInstance) -> World {
        instance.clock.set("2026-11-24T01:00:00Z".parse().unwrap());
        let mut app = web::testing::app(instance, vec![publishing::capability()]).await;
        app.rails = Arc::new(vec![publishing::rail()]);
        app.store.follow(app.search.follower());
        app.identity.load_organisations(include_str!("../../../../demo/organisations.toml")).await.unwrap();
        let router = web::finish(publishing::routes().into(), app.clone());
        World { app, router }
    }

    pub async fn with_people(self) -> World {
        self.app.identity.load_people(include_str!("../../../../demo/people.toml"), |_| PASSWORD.to_owned()).await.unwrap();
        self
    }

    pub fn office(&self) -> OrganisationId {
        OrganisationId("hz-office".into())
    }

    pub async fn import_notice(&self) -> publishing::ImportedDocument {
        let done = publishing::import_document(&self.app.store, &self.app.identity, NOTICE, "notice.txt", METADATA).await.unwrap();
        self.app.store.caught_up("search", done.size).await.unwrap();
        done
    }

    pub async fn sign_in(&self, name: &str) -> String {
        let session = self.app.identity.sign_in(name, PASSWORD, None, "127.0.0.1").await.unwrap();
        format!("{}={}", web::SESSION_COOKIE, session.token)
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, headers: parts.headers, bytes: body.collect().await.unwrap().to_bytes().to_vec() }
    }

    pub async fn get(&self, uri: &str) -> Answer {
        self.send(Request::get(uri).header(header::HOST, "open.example").body(Body::empty()).unwrap()).await
    }

    pub async fn get_as(&self, cookie: &str, uri: &str) -> Answer {
        self.send(Request::get(uri).header(header::HOST, "open.example").header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    /// Opens a page, takes the hidden fields of its form, and posts them with these.
    pub async fn post_form(&self, cookie: &str, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
        let hidden = hidden(self.get_as(cookie, page).await.text());
        let all = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(fields.iter().copied());
        let body: Vec<String> =
            all.map(|(name, value)| format!("{}={}", web::percent_encoded(name), web::percent_encoded(value))).collect();
        let request =
            Request::post(to).header(header::HOST, "open.example").header(header::COOKIE, cookie).header("sec-fetch-site", "same-origin");
        self.send(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(body.join("&"))).unwrap()).await
    }

    /// The same with a file.
    pub async fn post_file(&self, cookie: &str, page: &str, to: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
        let mut hidden = hidden(self.get_as(cookie, page).await.text());
        hidden.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        let mut body = Vec::new();
        for (name, value) in hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(fields.iter().copied()) {
            body.extend_from_slice(format!("--xx\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
        }
        if let Some((name, bytes)) = file {
            body.extend_from_slice(format!("--xx\r\ncontent-disposition: form-data; name=\"original\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n").as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--xx--\r\n");
        let request =
            Request::post(to).header(header::HOST, "open.example").header(header::COOKIE, cookie).header("sec-fetch-site", "same-origin");
        self.send(request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=xx").body(Body::from(body)).unwrap()).await
    }
}

/// Hidden inputs of the first form in `main` of a page.
fn hidden(page: &str) -> Vec<(String, String)> {
    let main = &page[page.find("<main").unwrap_or(0)..];
    let Some(form) = main.find("<form method=\"post\"").map(|at| &main[at..]) else { return Vec::new() };
    let form = &form[..form.find("</form>").unwrap_or(form.len())];
    let attribute = |tag: &str, name: &str| {
        tag.split_once(&format!("{name}=\""))
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(value, _)| value.to_owned())
            .unwrap_or_default()
    };
    form.split("<input type=\"hidden\"").skip(1).map(|tag| (attribute(tag, " name"), attribute(tag, " value"))).collect()
}
