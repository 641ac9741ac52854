//! A portal with two bodies and their officers, and browsers that use it.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use requests::model::{Request as Case, query_code};
use requests::records;
use store::testing::TestInstance;
use tower::ServiceExt;
use web::App;

const ORGANISATIONS: &str = include_str!("../../../../demo/organisations.toml");
const PASSWORD: &str = "correct horse battery";

pub const NAME: &str = "欧阳隐秘";
pub const IDENTITY: &str = "11010519491231002X";
pub const PHONE: &str = "0571-87654321";
pub const SUBJECT: &str = "绝密字样小区加装电梯补贴发放结果";

pub struct Portal {
    pub app: App,
    router: Router,
}

/// A browser: its cookie and the hidden fields of the page that it opened last.
pub struct Visitor {
    cookie: String,
    pub hidden: Vec<(String, String)>,
}

pub struct Answer {
    pub status: StatusCode,
    pub bytes: Vec<u8>,
    pub headers: HeaderMap,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

pub struct File<'a>(pub &'a str, pub &'a [u8]);

pub type Fields<'a> = Vec<(&'a str, &'a str)>;

/// The fields of a request, those of `change` in the place of the usual.
pub fn fields<'a>(change: &[(&'a str, &'a str)]) -> Fields<'a> {
    let usual = [
        ("organisation", "hz-housing"),
        ("channel", "counter"),
        ("arrived_on", "2026-11-23"),
        ("subject", SUBJECT),
        ("form", "paper"),
        ("delivery", "collect"),
        ("applicant.kind", "natural-person"),
        ("applicant.name", NAME),
        ("applicant.identity.type", "resident-identity-card"),
        ("applicant.identity.number", IDENTITY),
        ("applicant.phone", PHONE),
    ];
    let kept = usual.into_iter().filter(|(name, _)| !change.iter().any(|(other, _)| other == name));
    kept.chain(change.iter().copied()).collect()
}

impl Portal {
    /// Monday 2026-11-23, nine in the morning in Hangzhou.
    pub async fn open(instance: &TestInstance) -> Portal {
        instance.clock.set("2026-11-23T01:00:00Z".parse().unwrap());
        let app = web::testing::app(instance, vec![inbox::capability(), requests::capability()]).await;
        app.identity.load_organisations(ORGANISATIONS).await.unwrap();
        let person = |sign_in: &str, at: &str, roles: &str, also: &str| {
            format!(
                "[[person]]\nsign_in = \"{sign_in}\"\nname = \"{sign_in}（演示）\"\nroles = [{roles}]\norganisation = \"{at}\"\n{also}\n"
            )
        };
        let desk = "\"case-officer\", \"clerk\"";
        let people = person("officer", "hz-housing", desk, "")
            + &person("both", "hz-housing", desk, "also_at = [\"hz-environment\"]")
            + &person("head", "hz-housing", "\"approver\"", "")
            + &person("stranger", "hz-environment", desk, "");
        app.identity.load_people(&people, |_| PASSWORD.to_owned()).await.unwrap();
        let (routes, _) = requests::routes().split_for_parts();
        Portal { router: web::finish(routes, app.clone()), app }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, bytes: body.collect().await.unwrap().to_bytes().to_vec(), headers: parts.headers }
    }

    pub async fn get(&self, visitor: &mut Visitor, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, "127.0.0.1").header(header::COOKIE, &visitor.cookie);
        let answer = self.send(request.body(Body::empty()).unwrap()).await;
        if let Some(cookie) = answer.headers.get(header::SET_COOKIE) {
            visitor.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        let page = answer.text();
        let hidden = ["_form", "_token", "_key", "version"];
        visitor.hidden = hidden.into_iter().filter_map(|name| Some((name.to_owned(), input(&page, name)?))).collect();
        answer
    }

    pub async fn post(&self, visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
        let hidden = visitor.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let body: Vec<String> = hidden
            .chain(fields.iter().copied())
            .map(|(name, value)| format!("{}={}", web::percent_encoded(name), web::percent_encoded(value)))
            .collect();
        self.posted(visitor, path, "application/x-www-form-urlencoded", body.join("&").into_bytes()).await
    }

    pub async fn upload(&self, visitor: &Visitor, path: &str, fields: &[(&str, &str)], files: &[File<'_>]) -> Answer {
        let mut body = Vec::new();
        let hidden = visitor.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in hidden.chain(fields.iter().copied()) {
            body.extend(format!("--xx\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        for File(name, bytes) in files {
            let head = format!("--xx\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
            body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend_from_slice(b"--xx--\r\n");
        self.posted(visitor, path, "multipart/form-data; boundary=xx", body).await
    }

    async fn posted(&self, visitor: &Visitor, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, kind)
            .header(header::COOKIE, &visitor.cookie);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn sign_in(&self, name: &str) -> Visitor {
        let session = self.app.identity.sign_in(name, PASSWORD, None, "127.0.0.1").await.unwrap();
        Visitor { cookie: format!("{}={}", web::SESSION_COOKIE, session.token), hidden: Vec::new() }
    }

    /// Somebody without an account who opened a page.
    pub async fn anybody(&self, path: &str) -> Visitor {
        let mut visitor = Visitor { cookie: String::new(), hidden: Vec::new() };
        self.get(&mut visitor, path).await;
        visitor
    }

    /// What an officer registers at the counter: the page that answers.
    pub async fn register(&self, officer: &str, change: &[(&str, &str)]) -> Answer {
        let mut visitor = self.sign_in(officer).await;
        self.get(&mut visitor, "/office/requests/register").await;
        let answer = self.post(&visitor, "/office/requests/register", &fields(change)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer
    }

    pub async fn case(&self, number: &str) -> records::Case {
        records::by_number(&mut self.app.store.read().await.unwrap(), number).await.unwrap().unwrap()
    }

    pub async fn state(&self, number: &str) -> Case {
        Case::fold(&self.app.store.load(&self.case(number).await.stream).await.unwrap()).unwrap()
    }

    pub async fn code(&self, number: &str) -> String {
        query_code::of(&self.app.store, &self.case(number).await.stream)
    }

    pub async fn size(&self) -> u64 {
        self.app.store.checkpoint().await.unwrap().1
    }

    /// The receipt of a case verifies.
    pub async fn proved(&self, number: &str) {
        let registered = requests::submit::registered(&self.app, self.case(number).await.stream, self.app.today()).await.unwrap();
        let key = ledger::VerifierKey::parse(&self.app.store.verifier_key()).unwrap();
        let proved = ledger::Receipt::parse(&registered.receipt.to_json()).unwrap().verify(&key).unwrap();
        assert_eq!(proved.body["data"]["number"], number);
    }

    pub async fn close(self) {
        assert!(self.app.store.check_projections().await.unwrap().is_empty());
        assert!(self.app.store.verify().await.unwrap().faults.is_empty());
        self.app.store.close().await;
    }
}

pub fn input(page: &str, name: &str) -> Option<String> {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

/// Numbers of cases in a page, each once.
pub fn numbers(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in page.match_indices("HZ-") {
        let number: String = page[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        if number.chars().last().is_some_and(|c| c.is_ascii_digit()) && !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

pub fn nothing_in_the_clear(folder: &std::path::Path, secrets: &[&[u8]]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            nothing_in_the_clear(&path, secrets);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == *secret);
            assert!(!found, "{} in {}", String::from_utf8_lossy(secret), path.display());
        }
    }
}
