//! A portal over a test instance, its people, and browsers that use it.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use requests::acts::{Command, OfficerAct, Setting};
use requests::letter::LetterSettings;
use requests::model::{Request as Case, query_code};
use requests::records::{self, Which};
use sandbox::Sandbox;
use std::sync::Arc;
use store::testing::TestInstance;
use tower::ServiceExt;
use web::App;

pub const ORGANISATIONS: &str = include_str!("../../../../demo/organisations.toml");
pub const PASSWORD: &str = "correct horse battery";
pub const NAME: &str = "欧阳隐秘";
pub const IDENTITY: &str = "11010519491231002X";
pub const ADDRESS: &str = "杭州市隐秘路 8 号";
/// Where reconsideration is asked for online.
pub const CHANNEL: &str = "https://fuyi.example.org";

/// Sign-in name, roles, and the bodies where they are held, the first one their own.
pub type Person = (&'static str, &'static str, &'static str);
pub type Fields<'a> = &'a [(&'a str, &'a str)];

pub fn run<F: Future<Output = ()>>(future: F) {
    tokio::runtime::Runtime::new().unwrap().block_on(future);
}

/// Monday 2026-11-23, nine in the morning in Hangzhou: a law that knows confirmations and online channels.
pub fn in_2026(instance: &TestInstance) {
    instance.clock.set("2026-11-23T01:00:00Z".parse().unwrap());
}

pub fn settings() -> web::Settings {
    web::Settings { reconsideration_channel: CHANNEL.into(), city_office: "hz-office".into(), ..web::Settings::sample() }
}

pub struct Portal {
    pub app: App,
    router: Router,
}

/// A browser: its cookie and the pages that are open in it, the newest last.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    cookie: String,
    pages: Vec<String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Without the marks that isolate a value from the direction of its surroundings.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).replace(['\u{2068}', '\u{2069}'], "")
    }

    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn said(&self) -> (StatusCode, String) {
        (self.status, self.text())
    }
}

/// A file as a form sends it: the field's name, its own name, its bytes.
pub struct File<'a>(pub &'a str, pub &'a str, pub &'a [u8]);

/// A case of the body `hz-housing`, as its desk registers it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub key: &'a str,
    pub organisation: &'a str,
    pub channel: &'a str,
    pub working_days_ago: u32,
    pub subject: &'a str,
    pub description: &'a str,
    pub form: &'a str,
    pub delivery: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    pub address: &'a str,
    /// of the demonstration's file: `reply = { … }`
    pub rest: &'a str,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Asked {
            key: "a",
            organisation: "hz-housing",
            channel: "counter",
            working_days_ago: 3,
            subject: "主题（演示）",
            description: "",
            form: "electronic",
            delivery: "online",
            name: NAME,
            email: "",
            address: "",
            rest: "",
        }
    }
}

impl Portal {
    /// The first time with people, later with what is there.
    pub async fn open(instance: &TestInstance, people: &[Person], settings: web::Settings) -> Portal {
        Portal::with(instance, people, settings, requests::capability(), None).await
    }

    /// One in which what must happen at a time happens.
    pub async fn serving(
        instance: &TestInstance,
        people: &[Person],
        settings: web::Settings,
        law: law::Law,
        notes: Option<requests::told::Notes>,
    ) -> Portal {
        let law = Arc::new(law);
        Portal::with(instance, people, settings, requests::serving(law.clone(), notes), Some(law)).await
    }

    async fn with(
        instance: &TestInstance,
        people: &[Person],
        settings: web::Settings,
        requests: Arc<dyn store::Capability>,
        law: Option<Arc<law::Law>>,
    ) -> Portal {
        let mut app = web::testing::app(instance, vec![inbox::capability(), requests]).await;
        app.law = law.unwrap_or(app.law);
        app.settings = Arc::new(settings);
        if app.identity.organisations(app.today()).is_empty() {
            app.identity.load_organisations(ORGANISATIONS).await.unwrap();
            app.identity.load_people(&people.iter().map(written).collect::<String>(), |_| PASSWORD.to_owned()).await.unwrap();
        }
        Portal { router: Router::new(), app }.anew()
    }

    /// With the fonts of this machine: letters as PDF.
    pub fn with_fonts(mut self) -> Portal {
        self.app.fonts = Arc::new(letters::Fonts::system());
        self.app.sandbox = Sandbox::here(redaction::answer);
        self.anew()
    }

    /// After a change to what the application holds.
    pub fn anew(self) -> Portal {
        let (routes, _) = requests::routes().split_for_parts();
        Portal { router: web::finish(routes, self.app.clone()), app: self.app }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, headers: parts.headers, bytes: body.collect().await.unwrap().to_bytes().to_vec() }
    }

    pub async fn get(&self, visitor: &mut Visitor, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, "127.0.0.1").header(header::COOKIE, &visitor.cookie);
        let answer = self.send(request.body(Body::empty()).unwrap()).await;
        if let Some(cookie) = answer.headers.get(header::SET_COOKIE) {
            visitor.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        let page = answer.text();
        visitor.pages.push(page);
        answer
    }

    /// Posts the form of the newest page that has one that leads there, `fields` over what is hidden in it.
    pub async fn post(&self, visitor: &Visitor, path: &str, fields: Fields<'_>) -> Answer {
        let pairs = visitor.filled(path, fields);
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", web::percent_encoded(name), web::percent_encoded(value))).collect();
        self.posted(visitor, path, "application/x-www-form-urlencoded", body.join("&").into_bytes()).await
    }

    /// As [`Portal::post`]; a form that comes back is the page that is open then.
    pub async fn post_on(&self, visitor: &mut Visitor, path: &str, fields: Fields<'_>) -> Answer {
        let answer = self.post(visitor, path, fields).await;
        if answer.status != StatusCode::SEE_OTHER {
            visitor.pages.push(answer.text());
        }
        answer
    }

    /// With files, as a browser sends them.
    pub async fn upload(&self, visitor: &Visitor, path: &str, fields: Fields<'_>, files: &[File<'_>]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in visitor.filled(path, fields) {
            body.extend(format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        for File(field, name, bytes) in files {
            let head = format!("--xx\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
            body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend_from_slice(b"--xx--\r\n");
        self.posted(visitor, path, "multipart/form-data; boundary=xx", body).await
    }

    async fn posted(&self, visitor: &Visitor, path: &str, media_type: &str, body: Vec<u8>) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, media_type)
            .header(header::COOKIE, &visitor.cookie);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn sign_in(&self, name: &str) -> Visitor {
        let session = self.app.identity.sign_in(name, PASSWORD, None, "127.0.0.1").await.unwrap();
        Visitor { cookie: format!("{}={}", web::SESSION_COOKIE, session.token), pages: Vec::new() }
    }

    /// Somebody without an account who opened a page.
    pub async fn anybody(&self, path: &str) -> Visitor {
        let mut visitor = Visitor::default();
        self.get(&mut visitor, path).await;
        visitor
    }

    /// Signs in, opens a page and posts a form of it.
    pub async fn step(&self, who: &str, page: &str, to: &str, fields: Fields<'_>) -> Answer {
        self.step_as(&mut self.sign_in(who).await, page, to, fields).await
    }

    /// The same in an open browser.
    pub async fn step_as(&self, visitor: &mut Visitor, page: &str, to: &str, fields: Fields<'_>) -> Answer {
        let shown = self.get(visitor, page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.text());
        self.post(visitor, to, fields).await
    }

    /// Registers a case through the write path.
    pub async fn enter(&self, asked: Asked<'_>) -> records::Case {
        let Asked { key, organisation, channel, working_days_ago, subject, description, form, delivery, name, email, address, rest } =
            asked;
        let contact: String = [("email", email), ("address", address)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!(", {key} = \"{value}\""))
            .collect();
        let text = format!(
            "[[request]]\nkey = \"{key}\"\nchannel = \"{channel}\"\nworking_days_ago = {working_days_ago}\n\
             application = {{ organisation = \"{organisation}\", subject = \"{subject}\", description = \"{description}\", form = \"{form}\", delivery = \"{delivery}\", \
             applicant = {{ kind = \"natural-person\", name = \"{name}\", identity = {{ type = \"resident-identity-card\", number = \"{IDENTITY}\" }}, \
             phone = \"0571-00000000\"{contact} }} }}\n{rest}\n"
        );
        let entered = requests::demo::enter(&self.app, &text).await.unwrap().remove(0);
        let number = Case::fold(&self.app.store.load(&entered.case).await.unwrap()).unwrap().received.unwrap().number;
        self.case(&number).await
    }

    pub async fn case(&self, number: &str) -> records::Case {
        records::by_number(&mut self.app.store.read().await.unwrap(), number).await.unwrap().unwrap()
    }

    /// The one that a body's list begins with.
    pub async fn first(&self, organisation: &str) -> records::Case {
        records::list(&mut self.app.store.read().await.unwrap(), organisation, Which::All, 1, 0).await.unwrap().remove(0)
    }

    pub async fn state(&self, case: &records::Case) -> Case {
        Case::fold(&self.app.store.load(&case.stream).await.unwrap()).unwrap()
    }

    pub async fn code(&self, number: &str) -> String {
        query_code::of(&self.app.store, &self.case(number).await.stream)
    }

    pub async fn size(&self) -> u64 {
        self.app.store.checkpoint().await.unwrap().1
    }

    /// An act of the officer of `hz-housing` beside the pages.
    pub async fn act(&self, case: &records::Case, command: Command) {
        let person =
            self.app.identity.person_by_sign_in("officer").await.unwrap().map_or_else(|| "officer".to_owned(), |person| person.id.0);
        let organisation = self.app.identity.organisation(&identity::OrganisationId("hz-housing".into()), self.app.today()).unwrap();
        let setting = Setting { law: self.app.law.clone(), today: self.app.today(), organisation };
        let seen = self.state(case).await.version;
        let letters = LetterSettings::default();
        let act = OfficerAct { setting, letters, case: case.stream.clone(), seen, person, command };
        requests::told::execute(&self.app, act).await.unwrap();
    }

    /// Ends: what is projected is what a replay makes, and the log is whole.
    pub async fn close(self) {
        assert_eq!(self.app.store.check_projections().await.unwrap(), Vec::<String>::new());
        assert!(self.app.store.verify().await.unwrap().faults.is_empty());
        self.app.store.close().await;
    }
}

impl Visitor {
    /// Of the same browser, with nothing open.
    pub fn blank(&self) -> Visitor {
        Visitor { cookie: self.cookie.clone(), pages: Vec::new() }
    }

    /// With the pages of another: what somebody would send who saw its hidden fields.
    pub fn seeing(&self, other: &Visitor) -> Visitor {
        Visitor { cookie: self.cookie.clone(), pages: other.pages.clone() }
    }

    fn filled(&self, path: &str, fields: Fields<'_>) -> Vec<(String, String)> {
        let leads = self.pages.iter().rev().find_map(|page| hidden(page, Some(path)));
        let hidden = leads.or_else(|| self.pages.iter().rev().find_map(|page| hidden(page, None))).unwrap_or_default();
        let hidden = hidden.into_iter().filter(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        hidden.chain(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
    }
}

/// What is hidden in the form of a page's main part that leads to a path, or in its first one: what somebody would send
/// who was not offered the form.
fn hidden(page: &str, path: Option<&str>) -> Option<Vec<(String, String)>> {
    let action = path.map(|path| format!("action=\"{path}\""));
    let main = &page[page.find("<main").unwrap_or(0)..];
    let mut forms = main.split("<form").skip(1).map(|form| form.split("</form>").next().unwrap_or(form));
    let leads = |form: &&str| action.as_ref().is_none_or(|action| form.split('>').next().is_some_and(|tag| tag.contains(action)));
    let inputs = forms.find(leads)?.split("<input ").skip(1).filter(|input| input.starts_with("type=\"hidden\""));
    Some(inputs.filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?))).collect())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&#34;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

/// The value of the first input of a name in a page's main part.
pub fn input(page: &str, name: &str) -> Option<String> {
    let main = &page[page.find("<main").unwrap_or(0)..];
    main.split(&format!("name=\"{name}\" value=\"")).nth(1)?.split('"').next().map(str::to_owned)
}

fn written((sign_in, roles, bodies): &Person) -> String {
    let listed = |words: &str| words.split(' ').map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
    let (own, also) =
        bodies.split_once(' ').map_or((*bodies, String::new()), |(own, also)| (own, format!("also_at = [{}]\n", listed(also))));
    format!(
        "[[person]]\nsign_in = \"{sign_in}\"\nname = \"{sign_in}（演示）\"\nroles = [{}]\norganisation = \"{own}\"\n{also}",
        listed(roles)
    )
}
