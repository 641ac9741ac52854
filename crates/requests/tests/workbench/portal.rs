//! A portal over a test instance, and people who use it like a browser does.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use requests::model::Request as Case;
use requests::model::event::RequestEvent;
use requests::records::{self, Which};
use std::sync::Arc;
use store::testing::TestInstance;
use tower::ServiceExt;
use web::App;

const ORGANISATIONS: &str = include_str!("../../../../demo/organisations.toml");
const PASSWORD: &str = "correct horse battery";
pub const NAME: &str = "欧阳隐秘";

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
    pub page: String,
    pub headers: HeaderMap,
}

impl Portal {
    /// The first time with people, later with what is there.
    pub async fn open(instance: &TestInstance, law: law::Law) -> Portal {
        let law = Arc::new(law);
        let mut app = web::testing::app(instance, vec![inbox::capability(), requests::serving(law.clone(), None)]).await;
        app.law = law;
        if app.identity.organisations(app.today()).is_empty() {
            app.identity.load_organisations(ORGANISATIONS).await.unwrap();
            let person = |sign_in: &str, roles: &str, at: &str| {
                format!("[[person]]\nsign_in = \"{sign_in}\"\nname = \"{sign_in}（演示）\"\nroles = [{roles}]\norganisation = \"{at}\"\n")
            };
            let people = person("officer", "\"case-officer\"", "hz-housing")
                + &person("clerk", "\"clerk\"", "hz-housing")
                + &person("approver", "\"approver\"", "hz-housing")
                + &person("other", "\"case-officer\"", "hz-environment")
                + &person("stranger", "\"case-officer\"", "hz-education");
            app.identity.load_people(&people, |_| PASSWORD.to_owned()).await.unwrap();
        }
        let (routes, _) = requests::routes().split_for_parts();
        Portal { router: web::finish(routes, app.clone()), app }
    }

    pub async fn sign_in(&self, name: &str) -> Visitor {
        let session = self.app.identity.sign_in(name, PASSWORD, None, "127.0.0.1").await.unwrap();
        Visitor { cookie: format!("{}={}", web::SESSION_COOKIE, session.token), hidden: Vec::new() }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let page = String::from_utf8_lossy(&bytes).replace(['\u{2068}', '\u{2069}'], "");
        Answer { status: parts.status, page, headers: parts.headers }
    }

    pub async fn get(&self, visitor: &mut Visitor, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, "127.0.0.1").header(header::COOKIE, &visitor.cookie);
        let answer = self.send(request.body(Body::empty()).unwrap()).await;
        visitor.read(&answer.page);
        answer
    }

    pub async fn post(&self, visitor: &mut Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
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
        let answer = self.send(request.body(Body::from(body.join("&"))).unwrap()).await;
        if answer.status != StatusCode::SEE_OTHER {
            visitor.read(&answer.page);
        }
        answer
    }

    /// With a file, as a browser sends it.
    pub async fn post_file(&self, visitor: &Visitor, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        let mut body = Vec::new();
        let hidden = visitor.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (field, value) in hidden.chain(fields.iter().copied()) {
            body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n").into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header(header::COOKIE, &visitor.cookie);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A case of hz-housing that arrived at the counter so many working days ago.
    pub async fn case(&self, key: &str, working_days_ago: u32) -> records::Case {
        let text = format!(
            "[[request]]\nkey = \"{key}\"\nchannel = \"counter\"\nworking_days_ago = {working_days_ago}\n\
             application = {{ organisation = \"hz-housing\", subject = \"主题（演示）\", form = \"electronic\", delivery = \"post\", \
             applicant = {{ kind = \"natural-person\", name = \"{NAME}\", identity = {{ type = \"resident-identity-card\", number = \"11010519491231002X\" }}, phone = \"0571-00000000\", address = \"演示路1号\" }} }}\n"
        );
        requests::demo::load(&self.app, &text).await.unwrap();
        let mut connection = self.app.store.read().await.unwrap();
        records::list(&mut connection, "hz-housing", Which::All, 100, 0)
            .await
            .unwrap()
            .into_iter()
            .max_by_key(|case| case.number.clone())
            .unwrap()
    }

    pub async fn state(&self, case: &records::Case) -> Case {
        Case::fold(&self.app.store.load(&case.stream).await.unwrap()).unwrap()
    }

    pub async fn kinds(&self, case: &records::Case) -> Vec<String> {
        self.app.store.load(&case.stream).await.unwrap().into_iter().map(|event| event.kind).collect()
    }

    pub async fn last(&self, case: &records::Case) -> RequestEvent {
        self.app.store.load(&case.stream).await.unwrap().pop().unwrap().event().unwrap().unwrap()
    }
}

impl Visitor {
    fn read(&mut self, page: &str) {
        let page = page.split("<main").last().unwrap_or(page);
        let names = ["_form", "_token", "version", "consultation"];
        self.hidden = names.into_iter().filter_map(|name| Some((name.to_owned(), input(page, name)?))).collect();
    }
}

/// The value of a hidden input, the last of its name on the page.
pub fn input(page: &str, name: &str) -> Option<String> {
    let rest = page.rsplit(&format!("name=\"{name}\" value=\"")).next().filter(|rest| rest.len() < page.len())?;
    rest.split('"').next().map(str::to_owned)
}
