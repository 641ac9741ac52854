//! The pages through the router, on each database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use futures::future::BoxFuture;
use http_body_util::BodyExt;
use identity::{OrganisationId, PersonId, Role};
use inbox::{Mail, Words};
use std::{collections::BTreeMap, convert::Infallible, sync::Arc};
use store::{
    Act, ExecuteError, StreamId, Transaction,
    testing::{TestInstance, each_database},
};
use tower::ServiceExt;
use web::{App, Matter, RailGroup, RailSource, Visit, WebError};

const PASSWORD: &str = "correct horse battery";

/// A capability whose matters everybody may see.
struct Probe;

impl RailSource for Probe {
    fn rail<'a>(&'a self, _: &'a App, _: &'a Visit) -> BoxFuture<'a, Result<Vec<RailGroup>, WebError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn matters<'a>(
        &'a self,
        _: &'a App,
        _: &'a Visit,
        streams: &'a [StreamId],
    ) -> BoxFuture<'a, Result<BTreeMap<StreamId, Matter>, WebError>> {
        let matter = || Matter { subject: "某地块补偿方案（演示）".into(), who: "张**".into() };
        Box::pin(async move { Ok(streams.iter().map(|stream| (stream.clone(), matter())).collect()) })
    }
}

struct World {
    app: App,
    router: Router,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl World {
    async fn new(instance: &TestInstance) -> World {
        let mut app = web::testing::app(instance, vec![inbox::capability()]).await;
        app.rails = Arc::new(vec![desk::rail(), Arc::new(Probe)]);
        app.identity.load_organisations(include_str!("../../../demo/organisations.toml")).await.unwrap();
        app.identity.load_people(include_str!("../../../demo/people.toml"), |_| PASSWORD.to_owned()).await.unwrap();
        let router = web::finish(desk::routes().into(), app.clone());
        World { app, router }
    }

    async fn sign_in(&self, name: &str) -> String {
        let session = self.app.identity.sign_in(name, PASSWORD, None, "127.0.0.1").await.unwrap();
        format!("{}={}", web::SESSION_COOKIE, session.token)
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes).unwrap() }
    }

    async fn get(&self, cookie: &str, at: &str) -> Answer {
        let request = Request::get(at).header(header::HOST, "open.example").header(header::COOKIE, cookie);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Opens a page, takes the hidden fields of its form, and posts them with these.
    async fn post(&self, cookie: &str, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
        let hidden = hidden(&self.get(cookie, page).await.text);
        let mut body: Vec<String> = hidden.iter().map(|(name, value)| format!("{name}={}", web::percent_encoded(value))).collect();
        body.extend(fields.iter().map(|(name, value)| format!("{name}={}", web::percent_encoded(value))));
        let request = Request::post(to)
            .header(header::HOST, "open.example")
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    async fn person(&self, role: Role) -> PersonId {
        self.app.identity.people_with(role, &housing()).await.unwrap().remove(0).0
    }

    /// A mail to a requester that was refused: work for the case officers of housing.
    async fn undelivered(&self) {
        let id = self.app.store.execute(Queue("once")).await.unwrap().answer.unwrap();
        inbox::undelivered(&self.app.store, &id, "550").await.unwrap();
    }

    /// One that a server took and another sent back.
    async fn returned(&self) {
        let id = self.app.store.execute(Queue("twice")).await.unwrap().answer.unwrap();
        inbox::lease(&self.app.store, "worker").await.unwrap().unwrap();
        inbox::sent(&self.app.store, &id).await.unwrap();
        assert!(inbox::returned(&self.app.store, &id, "5.1.1").await.unwrap());
    }
}

/// The hidden fields of the page's last form, which is not the one that signs out.
fn hidden(page: &str) -> Vec<(String, String)> {
    let form = page.split("<form").filter(|form| form.contains("name=\"_key\"")).last().unwrap();
    form.split("<input type=\"hidden\" name=\"")
        .skip(1)
        .filter(|field| field.starts_with('_'))
        .map(|field| {
            let (name, rest) = field.split_once('"').unwrap();
            let value = rest.split_once("value=\"").unwrap().1.split('"').next().unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

fn housing() -> OrganisationId {
    OrganisationId("hz-housing".into())
}

struct Queue(&'static str);

impl Act for Queue {
    type Answer = Option<String>;
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<Option<String>, ExecuteError<Infallible>>> {
        Box::pin(async move {
            let letter = Mail {
                case: StreamId::new("request", "1"),
                to: "citizen@example.org".into(),
                subject: "受理通知".into(),
                text: "您的申请已收到。".into(),
                organisation: housing(),
                role: Role::CaseOfficer,
                about: Words::new("inbox-mail-about-reminder"),
                url: "/office/requests/1".into(),
                once: self.0.into(),
            };
            Ok(inbox::mail(tx, &letter).await?)
        })
    }
}

#[tokio::test]
async fn work_is_given_to_somebody_and_told() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        let (officer, head, clerk) =
            (world.sign_in("housing-officer").await, world.sign_in("housing-approver").await, world.sign_in("housing-clerk").await);
        let empty = world.get(&officer, "/office/work").await;
        assert!(empty.text.contains("目前没有待办事项"), "{}", empty.text);
        assert!(world.get(&head, "/office/unheld").await.text.contains("每件事项都有人承办"));
        world.undelivered().await;
        for (at, words) in [("/office/work", "邮件未送达"), ("/en/office/work", "E-mail not delivered")] {
            let page = world.get(&officer, at).await;
            for said in ["某地块补偿方案（演示）", "张**", &world.app.today().to_string()] {
                assert!(page.text.contains(said), "{said}: {}", page.text);
            }
            assert!(page.text.contains(words) && !page.text.contains("citizen@example"), "{}", page.text);
        }
        assert!(world.get(&clerk, "/office/work").await.text.contains("目前没有待办事项"));

        let page = world.get(&head, "/office/unheld").await;
        assert!(page.text.contains("尚未分派"), "{}", page.text);
        let key = page.text.split("name=\"item\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let to = world.person(Role::CaseOfficer).await.0;
        let done = world.post(&head, "/office/unheld", "/office/unheld", &[("item", &key), ("to", &to)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        assert!(world.get(&head, "/office/unheld").await.text.contains("每件事项都有人承办"));
        // A body whose work it is not.
        let elsewhere = world.sign_in("office-approver").await;
        let gone = world.post(&elsewhere, "/office/absence", "/office/unheld", &[("item", &key), ("to", &to)]).await;
        assert_eq!(gone.status, StatusCode::CONFLICT, "{}", gone.text);

        let notices = world.get(&officer, "/office/notices").await;
        assert!(notices.text.contains("已交由您办理") && notices.text.contains("未读"), "{}", notices.text);
        let read = world.post(&officer, "/office/notices", "/office/notices/read", &[("id", "all")]).await;
        assert_eq!(read.status, StatusCode::SEE_OTHER);
        assert!(!world.get(&officer, "/office/notices").await.text.contains("未读"));
        world.app.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_absence_shows_the_work_to_who_stands_in() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        world.undelivered().await;
        let (officer, clerk) = (world.sign_in("housing-officer").await, world.sign_in("housing-clerk").await);
        let delegate = world.person(Role::Clerk).await.0;
        let enter = async |from: &str, until: &str, delegate: &str| {
            let fields = [("from", from), ("until", until), ("delegate", delegate)];
            world.post(&officer, "/office/absence", "/office/absence", &fields).await
        };
        let wrong = enter("2016-08-20", "2016-08-17", "").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("value=\"2016-08-20\"") && wrong.text.contains("结束日不能早于开始日"), "{}", wrong.text);
        assert_eq!(enter("soon", "later", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(enter("2016-08-17", "2016-08-20", "nobody").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(enter("2016-08-17", "2016-08-20", &delegate).await.status, StatusCode::SEE_OTHER);
        let page = world.get(&clerk, "/office/work").await;
        assert!(page.text.contains("代 林（演示）"), "{}", page.text);
        assert!(world.get(&officer, "/office/work").await.text.contains("2016-08-20"));

        let page = world.get(&officer, "/office/absence").await;
        let id = page.text.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let back = world.post(&officer, "/office/absence", "/office/absence/withdraw", &[("id", &id)]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        assert!(world.get(&clerk, "/office/work").await.text.contains("目前没有待办事项"));
        world.app.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_calendar_has_a_secret_address_that_can_be_renewed() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        let officer = world.sign_in("housing-officer").await;
        let reach = async |to: &str, fields: &[(&str, &str)]| world.post(&officer, "/office/reach", to, fields).await.status;
        assert_eq!(reach("/office/reach/calendar", &[("do", "renew")]).await, StatusCode::SEE_OTHER);
        let address = async || {
            let page = world.get(&officer, "/office/reach").await.text;
            let address = page.split("readonly value=\"").nth(1)?.split('"').next()?.to_owned();
            Some(address.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned())
        };
        let first = address().await.unwrap();
        let feed = world.get("", &first).await;
        assert_eq!(feed.status, StatusCode::OK);
        assert_eq!(feed.headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
        assert!(feed.headers[header::CACHE_CONTROL].to_str().unwrap().starts_with("private"));
        assert!(feed.text.starts_with("BEGIN:VCALENDAR\r\n"));
        reach("/office/reach/calendar", &[("do", "renew")]).await;
        assert_eq!(world.get("", &first).await.status, StatusCode::NOT_FOUND);
        let second = address().await.unwrap();
        assert_eq!(world.get("", &second).await.status, StatusCode::OK);
        // Who may not sign in any more has no calendar.
        let person = world.person(Role::CaseOfficer).await;
        reach("/office/reach", &[("address", "officer@example.org")]).await;
        assert_eq!(inbox::address(&world.app.store, &person).await.unwrap().as_deref(), Some("officer@example.org"));
        assert_eq!(reach("/office/reach", &[("address", "officer")]).await, StatusCode::UNPROCESSABLE_ENTITY);
        world.app.identity.close_account(identity::Acting::System, &person).await.unwrap();
        assert_eq!(world.get("", &second).await.status, StatusCode::NOT_FOUND);
        world.app.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn undelivered_mail_is_tried_again_or_given_up() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        world.undelivered().await;
        let (officer, clerk, keeper) =
            (world.sign_in("housing-officer").await, world.sign_in("housing-clerk").await, world.sign_in("system-administrator").await);
        assert!(world.get(&clerk, "/office/mail").await.text.contains("没有未送达的邮件"), "another post's");
        let page = world.get(&keeper, "/office/mail").await;
        assert!(page.text.contains("拒收（550）") && !page.text.contains("citizen@example"), "{}", page.text);
        assert!(!page.text.contains("/office/requests/1"), "who keeps the system may not open the case");
        let page = world.get(&officer, "/office/mail").await;
        assert!(page.text.contains("/office/requests/1"), "{}", page.text);
        let id = page.text.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let settle = async |what: &str| {
            let fields = [("id", id.as_str()), ("do", what)];
            world.post(&officer, "/office/mail", "/office/mail", &fields).await
        };
        assert_eq!(settle("give-up").await.status, StatusCode::SEE_OTHER);
        assert!(world.get(&officer, "/office/mail").await.text.contains("没有未送达的邮件"));
        assert!(world.get(&officer, "/office/work").await.text.contains("目前没有待办事项"));
        world.app.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn mail_that_came_back_is_seen_and_cannot_be_sent_again() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        world.returned().await;
        let officer = world.sign_in("housing-officer").await;
        let page = world.get(&officer, "/office/mail").await;
        assert!(page.text.contains("送出后被退回（5.1.1）") && !page.text.contains("value=\"retry\""), "{}", page.text);
        let id = page.text.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let settle = async |what: &str| world.post(&officer, "/office/mail", "/office/mail", &[("id", id.as_str()), ("do", what)]).await;
        assert_eq!(settle("retry").await.status, StatusCode::CONFLICT);
        assert_eq!(settle("give-up").await.status, StatusCode::SEE_OTHER);
        assert!(world.get(&officer, "/office/mail").await.text.contains("没有未送达的邮件"));
        world.app.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_nobody_holds_is_seen_by_those_who_answer_for_it() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        world.undelivered().await;
        let who = ["housing-approver", "office-approver", "city-office", "housing-officer", "housing-clerk"];
        for name in who {
            let cookie = world.sign_in(name).await;
            let page = world.get(&cookie, "/office/unheld").await;
            let (sees, gives) = match name {
                "housing-approver" => (StatusCode::OK, true),
                "office-approver" | "city-office" => (StatusCode::OK, false),
                _ => (StatusCode::FORBIDDEN, false),
            };
            assert_eq!((page.status, page.text.contains("name=\"item\"")), (sees, gives), "{name}: {}", page.text);
            assert!(!page.text.contains("citizen@example"), "{name}");
            // Whoever only watches sees that there is something, and no door to it.
            let opens = page.text.contains("data-th=\"事项\"><a href=");
            assert_eq!(opens, gives, "{name}");
        }
        assert_eq!(world.get("", "/office/unheld").await.status, StatusCode::SEE_OTHER, "who is not signed in is led to the sign-in");

        // Held by somebody who is away without a stand-in: listed with the reason and the name.
        let (head, officer) = (world.sign_in("housing-approver").await, world.sign_in("housing-officer").await);
        let page = world.get(&head, "/en/office/unheld").await.text;
        let key = page.split("name=\"item\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let to = world.person(Role::CaseOfficer).await.0;
        let clerk = world.person(Role::Clerk).await.0;
        for (person, status) in [(clerk.as_str(), StatusCode::CONFLICT), (to.as_str(), StatusCode::SEE_OTHER)] {
            let given = world.post(&head, "/office/unheld", "/office/unheld", &[("item", &key), ("to", person)]).await;
            assert_eq!(given.status, status, "{}", given.text);
        }
        let today = world.app.today().to_string();
        let away = [("from", today.as_str()), ("until", today.as_str()), ("delegate", "")];
        assert_eq!(world.post(&officer, "/office/absence", "/office/absence", &away).await.status, StatusCode::SEE_OTHER);
        let page = world.get(&head, "/office/unheld").await.text;
        let why = web::message(web::Language::Chinese, "inbox-unheld-holder-away", &[]);
        assert!(page.contains(&why) && page.contains("林（演示）"), "{page}");
        world.app.store.close().await;
    })
    .await;
}
