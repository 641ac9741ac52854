//! The whole portal in this process, and people who visit it: for tests that try every route.

#![allow(dead_code, reason = "each test program uses what it needs; not each leaves something over")]

pub mod routes;
pub mod world;

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use gongkai::{
    demo,
    instance::{self, Access, Plan},
    record::{Kind, Record},
};
use identity::SignInLimits;
use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};
use tower::ServiceExt;
use web::{App, Settings, Shell};

pub const HOST: &str = "open.example";
const FORM: &str = "application/x-www-form-urlencoded";
/// Room for any answer of a test.
const MOST: usize = 64 << 20;

/// The portal as `gongkai demo` serves it, without what the demonstration loads.
pub struct Portal {
    pub app: App,
    shell: Shell,
    keys: AtomicU64,
}

/// A browser: its cookies, and the hidden fields of a form that it opened.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub name: String,
    pub cookie: String,
    pub hidden: Vec<(String, String)>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn location(&self) -> &str {
        self.header(header::LOCATION)
    }

    /// The value of a cookie that it sets, with its name: `name=value`.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let all = self.headers.get_all(header::SET_COOKIE);
        all.iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next())
            .find(|pair| pair.starts_with(&format!("{name}=")))
            .map(str::to_owned)
    }
}

impl Portal {
    pub async fn open(data: &Path, postgres: Option<&str>) -> Portal {
        Self::with(data, postgres, SignInLimits::DEMONSTRATION, |_| {}).await
    }

    pub async fn with(data: &Path, postgres: Option<&str>, sign_in: SignInLimits, change: impl FnOnce(&mut Settings)) -> Portal {
        let mut settings = demo::settings(&format!("http://{HOST}"));
        change(&mut settings);
        let plan = Plan {
            data: data.to_owned(),
            postgres: postgres.map(str::to_owned),
            record: Record { origin: "test.example/ledger".into(), database: Kind::of(postgres), demo: true, loaded: true },
            settings,
            sign_in,
            law: None,
            fonts: Vec::new(),
            sandbox: gongkai::drawing::Drawing::default().sandbox_of(env!("CARGO_BIN_EXE_gongkai").into()),
        };
        let app = plan.open(Access::Exclusive).await.unwrap_or_else(|failure| panic!("{}", failure.words()));
        instance::follow(&app);
        Portal { shell: gongkai::server::service(app.clone()), app, keys: AtomicU64::new(1) }
    }

    /// Entries of the ledger: what changes nothing leaves them as they are.
    pub async fn size(&self) -> u64 {
        self.app.store.checkpoint().await.unwrap().1
    }

    pub async fn searchable(&self) {
        instance::searchable(&self.app).await.unwrap_or_else(|failure| panic!("{}", failure.words()));
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.shell.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, headers: parts.headers, bytes: to_bytes(body, MOST).await.unwrap().to_vec() }
    }

    pub async fn get(&self, visitor: &Visitor, path: &str) -> Answer {
        self.send(request("GET", path, visitor).body(Body::empty()).unwrap()).await
    }

    /// Posts these fields with the visitor's own token and, where none is given, a key of its own.
    pub async fn post(&self, visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = self.with_hidden(visitor, fields);
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send(request("POST", path, visitor).header(header::CONTENT_TYPE, FORM).body(Body::from(encoded(&all))).unwrap()).await
    }

    /// The same as `multipart/form-data`, perhaps with a file in the field `original`.
    pub async fn post_parts(&self, visitor: &Visitor, path: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
        let mut all = self.with_hidden(visitor, fields);
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let mut body = parts(&all);
        if let Some((name, bytes)) = file {
            body.extend_from_slice(
                format!("--xx\r\ncontent-disposition: form-data; name=\"original\"; filename=\"{name}\"\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--xx--\r\n");
        self.send(
            request("POST", path, visitor).header(header::CONTENT_TYPE, "multipart/form-data; boundary=xx").body(Body::from(body)).unwrap(),
        )
        .await
    }

    fn with_hidden(&self, visitor: &Visitor, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut all = visitor.hidden.clone();
        if !fields.iter().any(|(name, _)| *name == "_key") {
            all.push(("_key".into(), format!("test-{}", self.keys.fetch_add(1, Ordering::Relaxed))));
        }
        all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        all
    }

    /// Somebody who has no account, with a form open.
    pub async fn anybody(&self) -> Visitor {
        let nobody = Visitor { name: "nobody".into(), cookie: String::new(), hidden: Vec::new() };
        let page = self.get(&nobody, "/requests/new").await;
        Visitor { cookie: page.cookie("gongkai_form").unwrap(), hidden: hidden(&page.text()), ..nobody }
    }

    /// A person of the world, signed in.
    pub async fn sign_in(&self, name: &str) -> Visitor {
        let session =
            self.app.identity.sign_in(name, world::PASSWORD, None, "127.0.0.1").await.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let visitor = Visitor { name: name.to_owned(), cookie: format!("{}={}", web::SESSION_COOKIE, session.token), hidden: Vec::new() };
        let page = self.get(&visitor, "/account").await;
        Visitor { hidden: hidden(&page.text()), ..visitor }
    }
}

/// A request as the visitor's browser would send it.
pub fn request(method: &str, path: &str, visitor: &Visitor) -> axum::http::request::Builder {
    let builder = Request::builder().method(method).uri(path).header(header::HOST, HOST);
    let builder = if method == "POST" { builder.header("sec-fetch-site", "same-origin") } else { builder };
    if visitor.cookie.is_empty() { builder } else { builder.header(header::COOKIE, &visitor.cookie) }
}

/// Name/value pairs as a form posts them.
pub fn encoded<A: AsRef<str>, B: AsRef<str>>(pairs: &[(A, B)]) -> String {
    pairs
        .iter()
        .map(|(name, value)| format!("{}={}", web::percent_encoded(name.as_ref()), web::percent_encoded(value.as_ref())))
        .collect::<Vec<_>>()
        .join("&")
}

/// Name/value pairs as parts, without the end.
pub fn parts(pairs: &[(String, String)]) -> Vec<u8> {
    pairs
        .iter()
        .flat_map(|(name, value)| format!("--xx\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes())
        .collect()
}

/// Token and form name of the first form in the main part of a page.
pub fn hidden(page: &str) -> Vec<(String, String)> {
    let main = &page[page.find("<main").unwrap_or(0)..];
    ["_form", "_token"].iter().filter_map(|name| Some(((*name).to_owned(), input(main, name)?))).collect()
}

/// The value of the first input of a name.
pub fn input(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}
