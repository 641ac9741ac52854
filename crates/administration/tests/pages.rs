//! The pages of administration through the whole shell: who sees what, what each act does, what each refusal says.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use identity::{Account, OrganisationId, Person, Role};
use store::testing::{TestInstance, each_database};
use tower::ServiceExt;
use web::App;

const ORGANISATIONS: &str = include_str!("../../../demo/organisations.toml");
const PEOPLE: &str = include_str!("../../../demo/people.toml");
const PASSWORD: &str = "correct horse battery";

/// The portal with somebody signed in, if anybody.
struct Desk {
    app: App,
    router: Router,
}

struct Answer {
    status: StatusCode,
    page: String,
    headers: HeaderMap,
}

impl Answer {
    fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn value(&self, name: &str) -> String {
        let marked = format!("name=\"{name}\" value=\"");
        let main = &self.page[self.page.find("<main").unwrap()..];
        main.split_once(&marked).unwrap_or_else(|| panic!("no {name}: {main}")).1.split('"').next().unwrap().to_owned()
    }
}

impl Desk {
    async fn open(instance: &TestInstance) -> Self {
        let app = web::testing::app(instance, Vec::new()).await;
        app.identity.load_organisations(ORGANISATIONS).await.unwrap();
        app.identity.load_people(PEOPLE, |_| PASSWORD.to_owned()).await.unwrap();
        let (routes, _) = administration::routes().split_for_parts();
        Self { router: web::finish(routes, app.clone()), app }
    }

    async fn cookie(&self, name: &str) -> String {
        let session = self.app.identity.sign_in(name, PASSWORD, None, "127.0.0.1").await.unwrap();
        format!("{}={}", web::SESSION_COOKIE, session.token)
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, page: String::from_utf8_lossy(&bytes).into_owned(), headers: parts.headers }
    }

    async fn get(&self, cookie: &str, path: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    /// Opens the page, fills its form in and posts it to `path`.
    async fn post(&self, cookie: &str, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let opened = self.get(cookie, page).await;
        assert_eq!(opened.status, StatusCode::OK, "{page}");
        let mut pairs: Vec<(String, String)> = ["_form", "_token", "_key"].map(|name| (name.to_owned(), opened.value(name))).into();
        pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", web::percent_encoded(name), web::percent_encoded(value))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie)
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request).await
    }

    async fn person(&self, sign_in: &str) -> Person {
        self.app.identity.person_by_sign_in(sign_in).await.unwrap().unwrap()
    }
}

/// Whether a field is marked as bad, with its message beside it and in the list above.
fn bad(answer: &Answer, field: &str) -> bool {
    answer.status == StatusCode::UNPROCESSABLE_ENTITY
        && answer.page.contains(&format!("id=\"f-{field}-error\""))
        && answer.page.contains(&format!("href=\"#f-{field}\""))
}

#[tokio::test]
async fn the_tree_is_changed_by_the_system_administrator_alone() {
    each_database(|instance| async move {
        let desk = Desk::open(&instance).await;
        let system = desk.cookie("system-administrator").await;
        let security = desk.cookie("security-administrator").await;
        let officer = desk.cookie("housing-officer").await;
        assert_eq!(desk.get("", "/office/organisations").await.status, StatusCode::SEE_OTHER);
        assert_eq!(desk.get(&officer, "/office/organisations").await.status, StatusCode::FORBIDDEN);
        let list = desk.get(&system, "/office/organisations").await;
        assert!(
            list.page.contains("　</span><a href=\"/office/organisations/hz-housing\">杭州市住房保障和房产管理局</a>"),
            "{}",
            list.page
        );
        let read = desk.get(&security, "/office/organisations").await;
        assert!(read.status == StatusCode::OK && !read.page.contains("/office/organisations/new"));
        assert_eq!(desk.get(&security, "/office/organisations/new").await.status, StatusCode::FORBIDDEN);

        let new = "/office/organisations/new";
        let answer = desk.post(&system, new, new, &[("name", "杭州市演示局"), ("parent", "nobody"), ("from", "soon")]).await;
        for field in ["parent", "kind", "division", "from", "short_name", "id", "code"] {
            assert!(bad(&answer, field), "{field}");
        }
        let fields = [
            ("parent", "hz"),
            ("kind", "department"),
            ("division", "330100"),
            ("from", "2016-08-17"),
            ("name", "杭州市演示局"),
            ("short_name", "市演示局"),
        ];
        let with = |id, code| [&fields[..], &[("id", id), ("code", code)]].concat();
        assert!(bad(&desk.post(&system, new, new, &with("hz-housing", "330100-99")).await, "id"));
        assert!(bad(&desk.post(&system, new, new, &with("hz-demo", "330100")).await, "code"));
        let entered = desk.post(&system, new, new, &with("hz-demo", "330100-99")).await;
        assert_eq!(entered.location(), "/office/organisations/hz-demo?done=entered");

        let one = "/office/organisations/hz-demo";
        let rename = format!("{one}/rename");
        let stale = [("name", "杭州市新演示局"), ("short_name", "市新演示局"), ("from", "2016-08-17")];
        assert!(bad(&desk.post(&system, one, &rename, &stale).await, "from"));
        let later = [stale[0], stale[1], ("from", "2016-09-01")];
        assert_eq!(desk.post(&system, one, &rename, &later).await.status, StatusCode::SEE_OTHER);
        let shown = |on: &'static str| desk.get(&system, on);
        assert!(shown("/office/organisations?on=2016-08-31").await.page.contains(">杭州市演示局</a>"));
        assert!(shown("/office/organisations?on=2016-09-01").await.page.contains(">杭州市新演示局</a>"));
        let page = desk.get(&system, one).await.page;
        assert!(page.contains("杭州市演示局") && page.contains("2016-09-01") && page.contains("机构更名"));

        let letters = format!("{one}/letters");
        let set = [("letter_mark", "杭演公开"), ("acknowledgement", "yes")];
        assert_eq!(desk.post(&system, one, &letters, &set).await.status, StatusCode::SEE_OTHER);
        let organisation = desk.app.identity.organisation(&OrganisationId("hz-demo".into()), desk.app.today()).unwrap();
        assert_eq!((organisation.letter_mark.as_deref(), organisation.acknowledgement_confirms), (Some("杭演公开"), true));
        assert!(bad(&desk.post(&system, one, &letters, &set).await, "letter_mark"));
        let contact = desk.post(&system, one, &format!("{one}/contact"), &[("telephone", &"0".repeat(51))]).await;
        assert!(bad(&contact, "telephone"));
        let today = desk.app.today();
        let relocate = async |on: jiff::civil::Date| {
            desk.post(&system, one, &format!("{one}/move"), &[("parent", "hz-xihu"), ("on", &on.to_string())]).await
        };
        let early = relocate(today.tomorrow().unwrap()).await;
        assert!(bad(&early, "on") && early.page.contains("不能填以后的日期"), "{}", early.page);
        let below = || desk.app.identity.organisation(&OrganisationId("hz-demo".into()), today).unwrap().parent;
        assert_ne!(below(), Some(OrganisationId("hz-xihu".into())), "nothing moved");
        let moved = relocate(today).await;
        assert_eq!(below(), Some(OrganisationId("hz-xihu".into())));
        assert_eq!(moved.location(), "/office/organisations/hz-demo?done=moved");

        let end = format!("{one}/end");
        assert!(bad(&desk.post(&system, &end, &end, &[("on", "2019-01-12")]).await, "confirm"));
        let above = "/office/organisations/hz-xihu/end";
        let answer = desk.post(&system, above, above, &[("on", "2019-01-12"), ("confirm", "yes")]).await;
        assert!(bad(&answer, "confirm"), "others stand below it");
        let answer = desk.post(&system, &end, &end, &[("on", "2019-01-12"), ("into", "hz-housing"), ("confirm", "yes")]).await;
        assert_eq!(answer.location(), "/office/organisations/hz-demo?done=ended");
        assert!(desk.get(&system, one).await.page.contains("2019-01-12"));
        let again = desk.send(Request::post(&end).header(header::COOKIE, &system).body(Body::empty()).unwrap()).await;
        assert_eq!(again.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        desk.app.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn one_registers_another_gives_the_post_and_the_password_is_changed_first() {
    each_database(|instance| async move {
        let desk = Desk::open(&instance).await;
        let system = desk.cookie("system-administrator").await;
        let security = desk.cookie("security-administrator").await;
        let new = "/office/people/new";
        assert_eq!(desk.get(&security, new).await.status, StatusCode::FORBIDDEN);
        let answer = desk.post(&system, new, new, &[("sign_in", "顾"), ("organisation", "elsewhere")]).await;
        for field in ["name", "sign_in", "organisation"] {
            assert!(bad(&answer, field), "{field}");
        }
        let fields = [("name", "顾<b>（演示）"), ("sign_in", "gu.yanshi"), ("organisation", "hz-housing")];
        let made = desk.post(&system, new, new, &fields).await;
        assert_eq!((made.status, made.headers[header::CACHE_CONTROL].to_str().unwrap()), (StatusCode::OK, "no-store"));
        let word = made.page.split("number code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert_eq!(word.len(), 29);
        assert!(!made.page.contains("顾<b>"));
        assert!(bad(&desk.post(&system, new, new, &fields).await, "sign_in"), "the name is taken");

        let person = desk.person("gu.yanshi").await;
        let page = format!("/office/people/{}", person.id.0);
        assert!(!desk.get(&system, &page).await.page.contains("/give"));
        let give = format!("{page}/give");
        let post = [("role", "case-officer"), ("organisation", "hz-housing")];
        assert_eq!(desk.post(&system, &page, &give, &post).await.status, StatusCode::FORBIDDEN);
        assert!(bad(&desk.post(&security, &page, &give, &[("role", "mayor")]).await, "role"));
        assert!(bad(&desk.post(&security, &page, &give, &[("role", "clerk")]).await, "organisation"));
        assert_eq!(desk.post(&security, &page, &give, &post).await.location(), format!("{page}?done=given"));
        assert!(bad(&desk.post(&security, &page, &give, &post).await, "role"), "held already");
        let first = desk.app.identity.sign_in("gu.yanshi", &word, None, "1").await.unwrap().signed_in;
        assert!(first.must_change_password && first.posts.is_empty());
        desk.app.identity.change_password(&first, &word, PASSWORD).await.unwrap();
        assert_eq!(desk.app.identity.sign_in("gu.yanshi", PASSWORD, None, "1").await.unwrap().signed_in.posts.len(), 1);
        assert_eq!(desk.post(&security, &page, &format!("{page}/end"), &post).await.location(), format!("{page}?done=post-ended"));
        assert!(desk.person("gu.yanshi").await.posts.is_empty());
        let gone = desk.post(&security, &page, &format!("{page}/end"), &post).await;
        assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
        desk.app.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_account_is_disabled_enabled_reset_and_closed() {
    each_database(|instance| async move {
        let desk = Desk::open(&instance).await;
        let system = desk.cookie("system-administrator").await;
        let security = desk.cookie("security-administrator").await;
        let officer = desk.person("housing-officer").await;
        let page = format!("/office/people/{}", officer.id.0);
        let account = format!("{page}/account");
        let stale = desk.post(&system, &page, &account, &[("was", "disabled"), ("do", "enable")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let done = desk.post(&system, &page, &account, &[("was", "open"), ("do", "disable")]).await;
        assert_eq!(done.location(), format!("{page}?done=disabled"));
        assert_eq!(desk.person("housing-officer").await.account, Account::Disabled);
        let done = desk.post(&system, &page, &account, &[("was", "disabled"), ("do", "enable")]).await;
        assert_eq!(done.location(), format!("{page}?done=enabled"));

        let reset = format!("{page}/password");
        assert_eq!(desk.post(&system, &page, &reset, &[("confirm_password", "yes")]).await.status, StatusCode::FORBIDDEN);
        assert!(bad(&desk.post(&security, &page, &reset, &[]).await, "confirm_password"));
        let made = desk.post(&security, &page, &reset, &[("confirm_password", "yes")]).await;
        let word = made.page.split("number code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert!(desk.app.identity.sign_in("housing-officer", &word, None, "1").await.unwrap().signed_in.must_change_password);

        let close = [("was", "open"), ("do", "close")];
        assert!(bad(&desk.post(&system, &page, &account, &close).await, "confirm_close"));
        let done = desk.post(&system, &page, &account, &[close[0], close[1], ("confirm_close", "yes")]).await;
        assert_eq!(done.location(), format!("{page}?done=closed"));

        // An administrator's account is its owner's, and nobody's own page offers anything.
        let auditor = desk.person("auditor").await;
        let page = format!("/office/people/{}", auditor.id.0);
        assert!(!desk.get(&system, &page).await.page.contains("<form method=\"post\" action=\"/office/people"));
        let answer = desk.post(&system, "/office/people/new", &format!("{page}/account"), &[("was", "open"), ("do", "disable")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.page.contains("三员的账号由本人管理"));
        let own = desk.person("security-administrator").await;
        let page = format!("/office/people/{}", own.id.0);
        let answer = desk.get(&security, &page).await.page;
        assert!(answer.contains("这是您自己") && !answer.contains("/give\""));
        desk.app.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_auditor_reads_and_changes_nothing() {
    each_database(|instance| async move {
        let desk = Desk::open(&instance).await;
        let (system, auditor) = (desk.cookie("system-administrator").await, desk.cookie("auditor").await);
        for path in ["/office/audit", "/office/audit/sign-ins"] {
            assert_eq!(desk.get(&system, path).await.status, StatusCode::FORBIDDEN);
        }
        desk.app.identity.sign_in("nobody-here", "x", None, "192.0.2.1").await.unwrap_err();
        let acts = desk.get(&auditor, "/office/audit").await.page;
        assert!(acts.contains("授予岗位") && acts.contains("经办（市住保房管局）") && acts.contains("程序"));
        let tries = desk.get(&auditor, "/en/office/audit/sign-ins").await.page;
        assert!(tries.contains("no such account") && tries.contains("signed in") && !tries.contains("192.0.2.1"));
        let list = desk.get(&auditor, "/office/people?q=%E6%9E%97").await.page;
        assert!(list.contains("housing-officer") && !list.contains("housing-clerk") && !list.contains("/office/people/new"));
        let officer = desk.person("housing-officer").await;
        let page = format!("/office/people/{}", officer.id.0);
        let shown = desk.get(&auditor, &page).await.page;
        assert!(shown.contains("登记人员") && !shown.contains("<form method=\"post\" action=\"/office/people"));
        for path in ["/office/people/new", "/office/organisations/new", "/office/organisations/hz/end"] {
            assert_eq!(desk.get(&auditor, path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        for (path, status) in [("/office/people/none", 404), ("/office/people/%00", 404), ("/office/organisations/none", 404)] {
            assert_eq!(desk.get(&auditor, path).await.status.as_u16(), status, "{path}");
        }
        let table = desk.get(&auditor, "/office/permissions").await.page;
        for role in Role::ALL {
            assert!(table.contains(&web::message(web::Language::Chinese, &format!("identity-role-{}", role.as_str()), &[])));
        }
        desk.app.store.close().await;
    })
    .await;
}

/// What belongs to a district is kept by the district's administrators, and not seen by another's.
#[tokio::test]
async fn each_sees_the_own_tree() {
    each_database(|instance| async move {
        let desk = Desk::open(&instance).await;
        let text = "[[person]]\nsign_in = \"xihu-system\"\nname = \"钱（演示）\"\nroles = [\"system-administrator\"]\norganisation = \"hz-xihu\"\n";
        desk.app.identity.load_people(text, |_| PASSWORD.to_owned()).await.unwrap();
        let xihu = desk.cookie("xihu-system").await;
        let list = desk.get(&xihu, "/office/organisations").await.page;
        assert!(list.contains("hz-xihu") && !list.contains("hz-housing"));
        let people = desk.get(&xihu, "/office/people").await.page;
        assert!(people.contains("xihu-system") && !people.contains("housing-officer"));
        let officer = desk.person("housing-officer").await;
        assert_eq!(desk.get(&xihu, &format!("/office/people/{}", officer.id.0)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(desk.get(&xihu, "/office/organisations/hz-housing").await.status, StatusCode::FORBIDDEN);
        desk.app.store.close().await;
    })
    .await;
}
