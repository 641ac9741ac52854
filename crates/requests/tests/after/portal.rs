//! A portal with people of one body, and a browser.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use requests::model::Request as Case;
use requests::records::{self, Which};
use store::testing::TestInstance;
use tower::ServiceExt;
use web::App;

const ORGANISATIONS: &str = include_str!("../../../../demo/organisations.toml");
const PASSWORD: &str = "correct horse battery";
pub const NAME: &str = "欧阳隐秘";
pub const SUBJECT: &str = "隐秘主题甲（演示）";

pub struct Portal {
    pub app: App,
    router: Router,
}

/// A browser: its cookie and the hidden fields of the page that it opened last.
pub struct Visitor {
    cookie: String,
    hidden: Vec<(String, String)>,
}

pub struct Answer {
    pub status: StatusCode,
    pub bytes: Vec<u8>,
    pub headers: HeaderMap,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).replace(['\u{2068}', '\u{2069}'], "")
    }
}

impl Portal {
    pub async fn open(instance: &TestInstance) -> Portal {
        let mut app = web::testing::app(instance, vec![inbox::capability(), requests::capability()]).await;
        let settings = web::Settings { reconsideration_channel: "https://fuyi.example.org".into(), ..web::Settings::sample() };
        app.settings = std::sync::Arc::new(settings);
        app.identity.load_organisations(ORGANISATIONS).await.unwrap();
        let person = |sign_in: &str, role: &str, organisation: &str| {
            format!(
                "[[person]]\nsign_in = \"{sign_in}\"\nname = \"{sign_in}（演示）\"\nroles = [\"{role}\"]\norganisation = \"{organisation}\"\n"
            )
        };
        let people = person("officer", "case-officer", "hz-housing")
            + &person("reviewer", "reviewer", "hz-housing")
            + &person("approver", "approver", "hz-housing")
            + &person("stranger", "approver", "hz-environment")
            + &person("auditor", "auditor", "hz-housing")
            + &person("city", "city-office", "hz-housing");
        app.identity.load_people(&people, |_| PASSWORD.to_owned()).await.unwrap();
        let (routes, _) = requests::routes().split_for_parts();
        Portal { router: web::finish(routes, app.clone()), app }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, bytes: bytes.to_vec(), headers: parts.headers }
    }

    pub async fn get(&self, visitor: &mut Visitor, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, "127.0.0.1").header(header::COOKIE, &visitor.cookie);
        let answer = self.send(request.body(Body::empty()).unwrap()).await;
        if let Some(cookie) = answer.headers.get(header::SET_COOKIE) {
            visitor.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        let page = answer.text();
        visitor.hidden =
            ["_form", "_token", "version"].into_iter().filter_map(|name| Some((name.to_owned(), input(&page, name)?))).collect();
        answer
    }

    pub async fn post(&self, visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
        let hidden = visitor.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let body: Vec<String> = hidden
            .chain(fields.iter().copied())
            .map(|(name, value)| format!("{}={}", web::percent_encoded(name), web::percent_encoded(value)))
            .collect();
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, &visitor.cookie);
        self.send(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// Opens a page and posts to another address with its hidden fields.
    pub async fn step(&self, visitor: &mut Visitor, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.get(visitor, page).await;
        self.post(visitor, path, fields).await
    }

    pub async fn post_file(&self, visitor: &Visitor, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (field, value) in &visitor.hidden {
            body.extend(format!("--x\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        body.extend(format!("--x\r\ncontent-disposition: form-data; name=\"document\"; filename=\"{name}\"\r\n\r\n").into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header(header::COOKIE, &visitor.cookie);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn sign_in(&self, name: &str) -> Visitor {
        let session = self.app.identity.sign_in(name, PASSWORD, None, "127.0.0.1").await.unwrap();
        Visitor { cookie: format!("{}={}", web::SESSION_COOKIE, session.token), hidden: Vec::new() }
    }

    /// A case of the body that was answered.
    pub async fn case(&self) -> records::Case {
        let reply = "reply = { outcome = \"1\", until = \"sent\", texts = { where_to_find = \"门户网站（演示）。\", provision = \"一并提供（演示）。\" } }";
        let case = format!(
            "[[request]]\nkey = \"a\"\nchannel = \"counter\"\nworking_days_ago = 5\n\
             application = {{ organisation = \"hz-housing\", subject = \"{SUBJECT}\", description = \"隐秘描述\", form = \"electronic\", delivery = \"online\", \
             applicant = {{ kind = \"natural-person\", name = \"{NAME}\", identity = {{ type = \"resident-identity-card\", number = \"11010519491231002X\" }}, phone = \"0571-00000000\", email = \"secret@example.org\" }} }}\n{}\n",
            reply
        );
        requests::demo::load(&self.app, &case).await.unwrap();
        let mut connection = self.app.store.read().await.unwrap();
        records::list(&mut connection, "hz-housing", Which::All, 1, 0).await.unwrap().remove(0)
    }

    pub async fn state(&self, case: &records::Case) -> Case {
        Case::fold(&self.app.store.load(&case.stream).await.unwrap()).unwrap()
    }
}

fn input(page: &str, name: &str) -> Option<String> {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

pub fn anybody() -> Visitor {
    Visitor { cookie: String::new(), hidden: Vec::new() }
}

/// Monday 2026-11-23, nine in the morning in Hangzhou.
pub fn in_2026(instance: &TestInstance) {
    instance.clock.set("2026-11-23T01:00:00Z".parse().unwrap());
}
