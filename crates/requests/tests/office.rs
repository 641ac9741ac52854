//! What officers and requesters do on pages, through the whole shell.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use requests::model::{Request as Case, Step, query_code};
use requests::records::{self, Which};
use store::testing::{TestInstance, each_database, on_sqlite};
use tower::ServiceExt;
use web::App;

const ORGANISATIONS: &str = include_str!("../../../demo/organisations.toml");
const PASSWORD: &str = "correct horse battery";
const NAME: &str = "欧阳隐秘";

struct Portal {
    app: App,
    router: Router,
}

/// A browser: its cookie and the hidden fields of the page that it opened last.
struct Visitor {
    cookie: String,
    hidden: Vec<(String, String)>,
}

impl Portal {
    async fn open(instance: &TestInstance, channel: &str) -> Portal {
        let mut app = web::testing::app(instance, vec![inbox::capability(), requests::capability()]).await;
        let settings = web::Settings { reconsideration_channel: channel.to_owned(), ..web::Settings::sample() };
        app.settings = std::sync::Arc::new(settings);
        app.identity.load_organisations(ORGANISATIONS).await.unwrap();
        let person = |sign_in: &str, role: &str, at: &str| {
            format!(
                "[[person]]\nsign_in = \"{sign_in}\"\nname = \"{sign_in}（演示）\"\nroles = [{role}]\norganisation = \"hz-housing\"\n{at}\n"
            )
        };
        let people = person("officer", "\"case-officer\", \"clerk\"", "also_at = [\"hz-environment\"]")
            + &person("reviewer", "\"reviewer\"", "")
            + &person("approver", "\"approver\"", "");
        app.identity.load_people(&people, |_| PASSWORD.to_owned()).await.unwrap();
        let (routes, _) = requests::routes().split_for_parts();
        Portal { router: web::finish(routes, app.clone()), app }
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, String, axum::http::HeaderMap) {
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status, String::from_utf8_lossy(&bytes).into_owned(), parts.headers)
    }

    async fn get(&self, visitor: &mut Visitor, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::HOST, "127.0.0.1").header(header::COOKIE, &visitor.cookie);
        let (status, page, headers) = self.send(request.body(Body::empty()).unwrap()).await;
        if let Some(cookie) = headers.get(header::SET_COOKIE) {
            visitor.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        visitor.hidden =
            ["_form", "_token", "version"].into_iter().filter_map(|name| Some((name.to_owned(), input(&page, name)?))).collect();
        (status, page)
    }

    async fn post(&self, visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, axum::http::HeaderMap) {
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

    async fn sign_in(&self, name: &str) -> Visitor {
        let session = self.app.identity.sign_in(name, PASSWORD, None, "127.0.0.1").await.unwrap();
        Visitor { cookie: format!("{}={}", web::SESSION_COOKIE, session.token), hidden: Vec::new() }
    }

    /// Cases of an organisation, registered so many working days ago.
    async fn cases(&self, organisation: &str, channel: &str, working_days_ago: u32, keys: std::ops::Range<u32>) {
        let case = |key: u32| {
            format!(
                "[[request]]\nkey = \"{organisation}-{channel}-{working_days_ago}-{key}\"\nchannel = \"{channel}\"\nworking_days_ago = {working_days_ago}\n\
                 application = {{ organisation = \"{organisation}\", subject = \"主题（演示）\", form = \"electronic\", delivery = \"online\", \
                 applicant = {{ kind = \"natural-person\", name = \"{NAME}\", identity = {{ type = \"resident-identity-card\", number = \"11010519491231002X\" }}, phone = \"0571-00000000\" }} }}\n"
            )
        };
        requests::demo::load(&self.app, &keys.map(case).collect::<String>()).await.unwrap();
    }

    async fn newest(&self, organisation: &str) -> records::Case {
        let mut connection = self.app.store.read().await.unwrap();
        records::list(&mut connection, organisation, Which::All, 1, 0).await.unwrap().remove(0)
    }

    async fn state(&self, case: &records::Case) -> Case {
        Case::fold(&self.app.store.load(&case.stream).await.unwrap()).unwrap()
    }
}

fn input(page: &str, name: &str) -> Option<String> {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

fn run<F: Future<Output = ()>>(future: F) {
    tokio::runtime::Runtime::new().unwrap().block_on(future);
}

fn anybody() -> Visitor {
    Visitor { cookie: String::new(), hidden: Vec::new() }
}

/// Monday 2026-11-23, nine in the morning in Hangzhou: a law that knows confirmations and online channels.
fn in_2026(instance: &TestInstance) {
    instance.clock.set("2026-11-23T01:00:00Z".parse().unwrap());
}

#[test]
fn an_officer_writes_down_what_the_requester_confirmed() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = Portal::open(&instance, "https://fuyi.example.org").await;
        portal.cases("hz-housing", "fax", 3, 0..1).await;
        let case = portal.newest("hz-housing").await;
        let path = format!("/office/requests/{}", case.number);
        let confirm = format!("{path}/confirm");
        let mut officer = portal.sign_in("officer").await;
        let (_, page) = portal.get(&mut officer, &path).await;
        assert!(page.contains("value=\"requester\"") && page.contains("value=\"organisation\"") && page.contains("value=\"2026-11-23\""));
        for day in ["2026-11-24", "2026-11-17", "", "2026-02-30"] {
            let fields = [("by", "requester"), ("confirmed_on", day), ("how", "电话（演示）")];
            let (status, page, _) = portal.post(&officer, &confirm, &fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
            assert!(page.contains("id=\"f-confirmed_on-error\"") && page.contains("电话（演示）"), "{day}: what was typed is kept");
        }
        let mut reviewer = portal.sign_in("reviewer").await;
        portal.get(&mut reviewer, &path).await;
        let fields = [("by", "requester"), ("confirmed_on", "2026-11-19")];
        assert_eq!(portal.post(&reviewer, &confirm, &fields).await.0, StatusCode::FORBIDDEN);

        let fields = [("by", "requester"), ("confirmed_on", "2026-11-19"), ("how", "电话（演示）")];
        assert_eq!(portal.post(&officer, &confirm, &fields).await.0, StatusCode::SEE_OTHER);
        let state = portal.state(&case).await;
        assert_eq!((state.step, state.clock.is_none()), (Step::Confirming, true), "the organisation has not confirmed");
        let (_, page) = portal.get(&mut officer, &path).await;
        assert!(page.contains("由经办人员记录") && page.contains("2026-11-19　电话（演示）"));
        assert!(!page.contains("value=\"requester\""), "it cannot be written down twice");
        assert_eq!(portal.post(&officer, &confirm, &fields).await.0, StatusCode::CONFLICT);
        let fields = [("by", "organisation"), ("confirmed_on", "2026-11-18")];
        assert_eq!(portal.post(&officer, &confirm, &fields).await.0, StatusCode::SEE_OTHER);
        let clock = portal.state(&case).await.clock.unwrap();
        assert_eq!(clock.received_on.to_string(), "2026-11-19", "the later of both");
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    }));
}

#[test]
fn a_contact_is_shown_only_for_a_reason() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = Portal::open(&instance, "").await;
        portal.cases("hz-housing", "counter", 0, 0..1).await;
        let path = format!("/office/requests/{}", portal.newest("hz-housing").await.number);
        let mut officer = portal.sign_in("officer").await;
        let (_, page) = portal.get(&mut officer, &path).await;
        assert!(!page.contains(NAME));
        let (status, page, _) = portal.post(&officer, &format!("{path}/contact"), &[("contact_reason", " ")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("id=\"f-contact_reason-error\"") && page.contains("href=\"#f-contact_reason\"") && !page.contains(NAME));
        let (status, page, _) = portal.post(&officer, &format!("{path}/contact"), &[("contact_reason", "送达（演示）")]).await;
        assert_eq!((status, page.contains(NAME)), (StatusCode::OK, true));
        portal.app.store.close().await;
    }));
}

/// Draft, review, approval; what sending answers.
async fn reply(portal: &Portal, path: &str) -> (StatusCode, String) {
    let mut officer = portal.sign_in("officer").await;
    let (_, page) = portal.get(&mut officer, &format!("{path}/draft?outcome=1")).await;
    let ground = page.split("name=\"ground\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let stray = [("outcome", "1"), ("ground", &ground), ("provision", "附后（演示）"), ("reason", "误填"), ("action", "save")];
    let (status, page, _) = portal.post(&officer, &format!("{path}/draft"), &stray).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#f-reason\""));
    let fields = [("outcome", "1"), ("ground", &ground), ("provision", "附后（演示）"), ("action", "submit")];
    assert_eq!(portal.post(&officer, &format!("{path}/draft"), &fields).await.0, StatusCode::SEE_OTHER);
    for (who, step) in [("reviewer", "review"), ("approver", "approve")] {
        let mut visitor = portal.sign_in(who).await;
        portal.get(&mut visitor, path).await;
        assert_eq!(portal.post(&visitor, &format!("{path}/{step}"), &[("verdict", "pass")]).await.0, StatusCode::SEE_OTHER, "{step}");
    }
    portal.get(&mut officer, path).await;
    let (status, page, _) = portal.post(&officer, &format!("{path}/send"), &[]).await;
    (status, page)
}

#[test]
fn a_reply_served_online_needs_the_channel_of_reconsideration() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = Portal::open(&instance, "").await;
        portal.cases("hz-housing", "counter", 0, 0..1).await;
        let case = portal.newest("hz-housing").await;
        let path = format!("/office/requests/{}", case.number);
        let (status, page) = reply(&portal, &path).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("site.reconsideration-channel"), "the message says which setting");
        assert_eq!(portal.state(&case).await.step, Step::Approved);
        let mut officer = portal.sign_in("officer").await;
        assert_eq!(portal.get(&mut officer, &format!("{path}/letter")).await.0, StatusCode::CONFLICT);
        portal.app.store.close().await;
    }));
}

#[test]
fn a_preview_masks_the_requester() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = Portal::open(&instance, "https://fuyi.example.org").await;
        portal.cases("hz-housing", "counter", 0, 0..1).await;
        let case = portal.newest("hz-housing").await;
        let path = format!("/office/requests/{}", case.number);
        assert_eq!(reply(&portal, &path).await.0, StatusCode::SEE_OTHER);
        let mut officer = portal.sign_in("officer").await;
        let (status, page) = portal.get(&mut officer, &format!("{path}/letter")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("欧***") && !page.contains(NAME));
        assert!(page.contains("https://fuyi.example.org"));
        portal.app.store.close().await;
    }));
}

#[test]
fn a_receipt_is_given_for_number_and_code_alone() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = Portal::open(&instance, "").await;
        portal.cases("hz-housing", "counter", 0, 0..1).await;
        let case = portal.newest("hz-housing").await;
        let code = query_code::of(&portal.app.store, &case.stream);
        let mut nobody = anybody();
        portal.get(&mut nobody, "/requests/status").await;
        let fields = [("number", case.number.as_str()), ("query_code", code.as_str())];
        let (status, page, _) = portal.post(&nobody, "/requests/status", &fields).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("action=\"/requests/status/receipt\"") && !page.contains("receipt.json"));
        for wrong in [[("number", case.number.as_str()), ("query_code", "AAAA-AAAA-AAAA-AAAA")], [("number", ""), ("query_code", &code)]] {
            let (status, body, _) = portal.post(&nobody, "/requests/status/receipt", &wrong).await;
            assert_eq!((status, body.contains("\"parts\"")), (StatusCode::NOT_FOUND, false));
        }
        let (status, body, headers) = portal.post(&nobody, "/requests/status/receipt", &fields).await;
        assert_eq!(status, StatusCode::OK);
        assert!(headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
        let receipt = ledger::Receipt::parse(&body).unwrap();
        receipt.verify(&ledger::VerifierKey::parse(&portal.app.store.verifier_key()).unwrap()).unwrap();

        // Right after registration the page offers it, too: it knows the code.
        let mut officer = portal.sign_in("officer").await;
        portal.get(&mut officer, "/office/requests/new").await;
        let application = [
            ("organisation", "hz-housing"),
            ("channel", "counter"),
            ("arrived_on", "2026-11-23"),
            ("subject", "主题（演示）"),
            ("form", "paper"),
            ("delivery", "collect"),
            ("applicant.kind", "natural-person"),
            ("applicant.name", NAME),
            ("applicant.identity.type", "resident-identity-card"),
            ("applicant.identity.number", "11010519491231002X"),
            ("applicant.phone", "0571-00000000"),
        ];
        let (status, page, _) = portal.post(&officer, "/office/requests/new", &application).await;
        assert_eq!(status, StatusCode::CREATED, "{page}");
        let form = page.split("action=\"/requests/status/receipt\"").nth(1).unwrap();
        let fields = ["_form", "_token", "number", "query_code"].map(|name| (name, input(form, name).unwrap()));
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let (status, _, _) = portal.post(&Visitor { hidden: Vec::new(), ..officer }, "/requests/status/receipt", &fields).await;
        assert_eq!(status, StatusCode::OK);
        portal.app.store.close().await;
    }));
}

#[test]
fn the_desk_counts_all_and_lists_over_two_organisations_lose_nothing() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = Portal::open(&instance, "").await;
        portal.cases("hz-housing", "counter", 1, 0..103).await;
        portal.cases("hz-environment", "counter", 1, 0..100).await;
        portal.cases("hz-housing", "counter", 30, 0..2).await;
        let mut officer = portal.sign_in("officer").await;
        let plain = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
        let (_, page) = portal.get(&mut officer, "/office").await;
        let page = plain(page);
        assert!(page.contains("在办申请 205 件，其中 2 件已逾期") && page.contains("其余 203"), "more than are shown are counted");
        assert!(page.contains("/office/requests?which=open"), "and where they are is said");
        for which in ["all", "open"] {
            let mut found = std::collections::BTreeSet::new();
            for number in 1..=5 {
                let (_, page) = portal.get(&mut officer, &format!("/office/requests?which={which}&page={number}")).await;
                let rows: Vec<String> = page
                    .split("<a href=\"/office/requests/HZ-")
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .filter(|rest| !rest.contains('/'))
                    .map(str::to_owned)
                    .collect();
                assert_eq!(rows.len(), if number < 5 { 50 } else { 5 }, "{which} {number}");
                found.extend(rows);
            }
            assert_eq!(found.len(), 205, "{which}");
        }
        portal.app.store.close().await;
    }));
}
