//! What a requester sees and does with number and query code, through the whole shell.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::civil::date;
use requests::acts::{Command, OfficerAct, Setting};
use requests::letter::LetterSettings;
use requests::model::event::{FeeMethod, PartyKind};
use requests::model::{Request as Case, Status, query_code};
use requests::records::{self, Which};
use sha2::{Digest, Sha256};
use std::io::{Cursor, Read};
use store::testing::{TestInstance, each_database};
use tower::ServiceExt;
use web::App;

const ORGANISATIONS: &str = include_str!("../../../demo/organisations.toml");
const NAME: &str = "欧阳隐秘";
const THIRD: &str = "第三方隐秘有限公司";
const QUESTION: &str = "第三方才能看到的内容";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

struct Portal {
    app: App,
    router: Router,
    cookie: String,
    token: String,
}

type Answer = (StatusCode, Vec<u8>, HeaderMap);

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.1).into_owned()
}

fn run<F: Future<Output = ()>>(future: F) {
    tokio::runtime::Runtime::new().unwrap().block_on(future);
}

impl Portal {
    /// Monday 2026-11-23, nine in the morning in Hangzhou, and one case that came to the counter that day.
    async fn open(instance: &TestInstance, mail: bool) -> Portal {
        instance.clock.set("2026-11-23T01:00:00Z".parse().unwrap());
        let mut app = web::testing::app(instance, vec![requests::capability(), inbox::capability()]).await;
        app.settings = std::sync::Arc::new(web::Settings { requester_mail: mail, ..web::Settings::sample() });
        app.identity.load_organisations(ORGANISATIONS).await.unwrap();
        let case = format!(
            "[[request]]\nkey = \"a\"\nchannel = \"counter\"\nworking_days_ago = 0\napplication = {{ organisation = \"hz-housing\", \
             subject = \"主题（演示）\", form = \"electronic\", delivery = \"online\", applicant = {{ kind = \"natural-person\", name = \"{NAME}\", \
             identity = {{ type = \"resident-identity-card\", number = \"11010519491231002X\" }}, phone = \"0571-00000000\", email = \"demo@example.org\" }} }}\n"
        );
        requests::demo::load(&app, &case).await.unwrap();
        let (routes, _) = requests::routes().split_for_parts();
        let mut portal = Portal { router: web::finish(routes, app.clone()), app, cookie: String::new(), token: String::new() };
        let request = Request::get("/requests/status").header(header::HOST, "127.0.0.1").body(Body::empty()).unwrap();
        let page = portal.send(request).await;
        let cookie = page.2.get(header::SET_COOKIE).unwrap().to_str().unwrap().to_owned();
        portal.cookie = cookie.split(';').next().unwrap().to_owned();
        portal.token = text(&page).split("name=\"_token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        portal
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        (parts.status, body.collect().await.unwrap().to_bytes().to_vec(), parts.headers)
    }

    fn request(&self, path: &str, media_type: &str, body: Vec<u8>) -> Request<Body> {
        Request::post(path)
            .header(header::HOST, "127.0.0.1")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, media_type)
            .header(header::COOKIE, &self.cookie)
            .body(Body::from(body))
            .unwrap()
    }

    async fn post_as(&self, path: &str, number: &str, code: &str, fields: &[(&str, &str)]) -> Answer {
        let own = [("_form", "request-status"), ("_token", self.token.as_str()), ("number", number), ("query_code", code)];
        let pair = |(name, value): &(&str, &str)| format!("{}={}", web::percent_encoded(name), web::percent_encoded(value));
        let body = own.iter().chain(fields).map(pair).collect::<Vec<_>>().join("&");
        self.send(self.request(path, "application/x-www-form-urlencoded", body.into_bytes())).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let case = self.case().await;
        self.post_as(path, &case.number, &query_code::of(&self.app.store, &case.stream), fields).await
    }

    async fn post_file(&self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        let case = self.case().await;
        let code = query_code::of(&self.app.store, &case.stream);
        let own = [("_form", "request-status"), ("_token", &self.token), ("number", &case.number), ("query_code", &code)];
        let mut body = Vec::new();
        for (field, value) in own.iter().chain(fields) {
            body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        body.extend(
            format!("--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n")
                .into_bytes(),
        );
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        self.send(self.request(path, "multipart/form-data; boundary=x", body)).await
    }

    async fn case(&self) -> records::Case {
        let mut connection = self.app.store.read().await.unwrap();
        records::list(&mut connection, "hz-housing", Which::All, 1, 0).await.unwrap().remove(0)
    }

    async fn state(&self) -> Case {
        Case::fold(&self.app.store.load(&self.case().await.stream).await.unwrap()).unwrap()
    }

    async fn officer(&self, command: Command) {
        let organisation = self.app.identity.organisation(&identity::OrganisationId("hz-housing".into()), self.app.today()).unwrap();
        let act = OfficerAct {
            setting: Setting { law: self.app.law.clone(), today: self.app.today(), organisation },
            letters: LetterSettings::default(),
            case: self.case().await.stream,
            seen: self.state().await.version,
            person: "officer".into(),
            command,
        };
        requests::told::execute(&self.app, act).await.unwrap();
    }

    async fn ask_clarification(&self) {
        let points = vec!["哪一年的数据（演示）".to_owned(), "哪个区（演示）".to_owned()];
        self.officer(Command::AskClarification { points, until: date(2026, 12, 14) }).await;
    }

    async fn ask_third_party(&self) {
        self.officer(Command::Consult {
            kind: PartyKind::ThirdParty,
            name: THIRD.into(),
            contact: "演示路1号".into(),
            organisation: None,
            until: None,
            question: QUESTION.into(),
        })
        .await;
    }

    async fn queued(&self) -> u64 {
        inbox::queue_length(&mut self.app.store.read().await.unwrap()).await.unwrap()
    }
}

const DOORS: [&str; 11] =
    ["", "/confirm", "/receipt", "/answer", "/file", "/add", "/withdraw", "/delivery", "/letter", "/released", "/archive"];

#[test]
fn a_wrong_code_and_an_unknown_number_are_answered_alike_at_every_door() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance, false).await;
        portal.ask_clarification().await;
        let number = portal.case().await.number;
        let size = portal.app.store.checkpoint().await.unwrap().1;
        for door in DOORS {
            let path = format!("/requests/status{door}");
            let fields = [("text", "x"), ("sure", "yes"), ("delivery", "collect"), ("letter", "1"), ("act", "1"), ("file", "1")];
            let mut answers = Vec::new();
            for (typed, code) in
                [(number.as_str(), "AAAA-AAAA-AAAA-AAAA"), ("HZ-HOUSING-2026-09999", "AAAA-AAAA-AAAA-AAAA"), (&number, ""), ("x'--", "")]
            {
                let answer = portal.post_as(&path, typed, code, &fields).await;
                assert_eq!(answer.0, StatusCode::NOT_FOUND, "{path}");
                let page = text(&answer);
                assert!(!page.contains("主题（演示）"));
                let key = page.split("name=\"_key\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
                answers.push(page.replace(&key, "").replace(&format!("value=\"{typed}\""), "value=\"\"").replace("x&#39;--", ""));
            }
            for answer in &answers[1..] {
                let differs = answers[0].lines().zip(answer.lines()).find(|(one, other)| one != other);
                assert_eq!(differs, None, "{path}");
            }
        }
        assert_eq!(portal.app.store.checkpoint().await.unwrap().1, size);
    }));
}

#[test]
fn a_clarification_is_shown_answered_with_a_file_and_proved() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance, false).await;
        portal.ask_clarification().await;
        let page = text(&portal.post("/requests/status", &[]).await);
        for said in ["哪一年的数据（演示）", "哪个区（演示）", "2026-12-14", "补正通知书", "待补正"] {
            assert!(page.contains(said), "{said}");
        }
        let empty = portal.post("/requests/status/answer", &[("about", "clarification"), ("text", " ")]).await;
        assert_eq!(empty.0, StatusCode::UNPROCESSABLE_ENTITY);
        let bad = portal.post_file("/requests/status/answer", &[("text", "二〇二五年的")], "a.pdf", b"MZ not a document \x00\x01").await;
        assert_eq!(bad.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(&bad).contains("二〇二五年的"), "what was typed is kept");
        assert!(portal.state().await.open_clarification().is_some());

        let done =
            portal.post_file("/requests/status/answer", &[("text", "二〇二五年的"), ("about", "clarification")], "说明.pdf", PDF).await;
        assert_eq!(done.0, StatusCode::OK, "{}", text(&done));
        let state = portal.state().await;
        assert!(state.open_clarification().is_none());
        assert_eq!(state.files.len(), 1);
        assert_eq!(state.status(portal.app.today()), Status::Running);
        assert!(text(&done).contains("说明.pdf") && text(&done).contains("收到补正"));
        let again = portal.post("/requests/status/answer", &[("text", "再来")]).await;
        assert_eq!(again.0, StatusCode::CONFLICT);

        // Each own act has its receipt, which opens what was handed in; others' acts have none.
        let events = portal.app.store.load(&portal.case().await.stream).await.unwrap();
        let key = ledger::VerifierKey::parse(&portal.app.store.verifier_key()).unwrap();
        let (mut own, mut others) = (0, 0);
        for event in &events {
            let answer = portal.post("/requests/status/receipt", &[("act", &event.version.to_string())]).await;
            if answer.0 == StatusCode::OK {
                let receipt = ledger::Receipt::parse(&text(&answer)).unwrap();
                receipt.verify(&key).unwrap();
                own += 1;
            } else {
                assert_eq!(answer.0, StatusCode::NOT_FOUND);
                others += 1;
            }
        }
        assert_eq!(own, 3, "the request, the file, the answer");
        assert!(others > 0);
    }));
}

#[test]
fn a_letter_that_is_opened_is_delivered_once_and_letters_to_others_do_not_exist() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance, false).await;
        portal.ask_clarification().await;
        portal.ask_third_party().await;
        let letters = portal.state().await.letters;
        assert_eq!(letters.len(), 2);
        let (own, other) = (letters[0].letter_number.clone(), letters[1].letter_number.clone());
        let page = text(&portal.post("/requests/status", &[]).await);
        assert!(page.contains(&own) && !page.contains(&other) && !page.contains(THIRD) && !page.contains(QUESTION));
        assert!(page.contains("书面征求第三方意见"), "that the time stands still, and why");
        for form in ["html", "pdf", "docx"] {
            let refused = portal.post("/requests/status/letter", &[("letter", &other), ("as", form)]).await;
            assert_eq!(refused.0, StatusCode::NOT_FOUND);
        }
        let before = portal.state().await.version;
        let opened = portal.post("/requests/status/letter", &[("letter", &own), ("as", "html")]).await;
        assert_eq!(opened.0, StatusCode::OK);
        assert!(text(&opened).contains("哪个区（演示）") && text(&opened).contains("已经记下"));
        assert_eq!(portal.state().await.version, before + 1);
        let again = portal.post("/requests/status/letter", &[("letter", &own), ("as", "docx")]).await;
        assert!(again.0 == StatusCode::OK && again.1.starts_with(b"PK"));
        assert!(!text(&portal.post("/requests/status/letter", &[("letter", &own)]).await).contains("已经记下"));
        assert_eq!(portal.state().await.version, before + 1, "told once");
        assert!(text(&portal.post("/requests/status", &[]).await).contains("在线打开"));
    }));
}

#[test]
fn a_fee_is_explained_band_by_band() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance, false).await;
        let how = "凭缴款码到窗口缴费（演示）";
        portal.officer(Command::NoticeFee { method: FeeMethod::Item, count: 3, counted_before: 9, how_to_pay: how.into() }).await;
        let fee = portal.state().await.fees[0].noticed.clone();
        let page = text(&portal.post("/requests/status", &[]).await);
        for said in [how, &fee.amount.to_string(), &fee.until.to_string(), "收费通知书", "视为放弃"] {
            assert!(page.contains(said), "{said}");
        }
        assert!(page.contains("第 1 至 10 件") && page.contains("0 元"), "what is free is listed too: {page}");
    }));
}

#[test]
fn withdrawing_asks_once_more_and_delivery_can_be_chosen_anew() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance, false).await;
        let refused = portal.post("/requests/status/delivery", &[("delivery", "post"), ("applicant.address", "")]).await;
        assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(&refused).contains("f-applicant.address-error"));
        assert_eq!(portal.post("/requests/status/delivery", &[("delivery", "pigeon")]).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let chosen = portal.post("/requests/status/delivery", &[("delivery", "post"), ("applicant.address", "演示路8号")]).await;
        assert_eq!(chosen.0, StatusCode::OK);
        assert!(text(&chosen).contains("邮寄") && !text(&chosen).contains("演示路8号"));
        assert_eq!(portal.state().await.received.unwrap().delivery, requests::model::Delivery::Post);

        let file = portal.post_file("/requests/status/add", &[], "补充.pdf", PDF).await;
        assert_eq!(file.0, StatusCode::OK);
        assert_eq!(portal.state().await.files.len(), 1);
        assert_eq!(portal.post("/requests/status/add", &[]).await.0, StatusCode::UNPROCESSABLE_ENTITY);

        let asked = portal.post("/requests/status/withdraw", &[]).await;
        assert!(asked.0 == StatusCode::OK && text(&asked).contains("name=\"sure\""));
        assert!(portal.state().await.is_open(), "nothing happened yet");
        let done = portal.post("/requests/status/withdraw", &[("sure", "yes")]).await;
        assert_eq!(done.0, StatusCode::OK);
        assert_eq!(portal.state().await.status(portal.app.today()), Status::Withdrawn);
        assert!(!text(&done).contains("/requests/status/withdraw"), "what can no longer be done is not offered");
        assert_eq!(portal.post("/requests/status/withdraw", &[("sure", "yes")]).await.0, StatusCode::CONFLICT);
    }));
}

#[test]
fn the_archive_opens_its_checksums_match_and_it_holds_nobody_else() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance, false).await;
        portal.ask_clarification().await;
        portal.post_file("/requests/status/answer", &[("text", "二〇二五年的")], "../说明.pdf", PDF).await;
        portal.ask_third_party().await;
        let answer = portal.post("/requests/status/archive", &[]).await;
        assert_eq!(answer.0, StatusCode::OK, "{}", text(&answer));
        let mut archive = zip::ZipArchive::new(Cursor::new(answer.1)).unwrap();
        let mut files = std::collections::BTreeMap::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            files.insert(file.name().to_owned(), bytes);
        }
        let sums = String::from_utf8(files.remove("SHA256SUMS").unwrap()).unwrap();
        assert_eq!(sums.lines().count(), files.len());
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            let found: String = Sha256::digest(&files[name]).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found, sum, "{name}");
        }
        let starting = |start: &str| files.keys().filter(|name| name.starts_with(start)).count();
        assert!(files.contains_key("README.txt") && files.contains_key("timeline.html") && files.contains_key("timeline.json"));
        assert_eq!((starting("files/"), starting("answers/")), (1, 1));
        assert!(starting("letters/") >= 2 && starting("receipts/") >= 5, "{:?}", files.keys());
        assert!(files.keys().all(|name| !name.contains("..") && !name.starts_with('/')));
        for (name, bytes) in &files {
            let content = String::from_utf8_lossy(bytes);
            assert!(!content.contains(THIRD) && !content.contains(QUESTION), "{name}");
        }
        let key = ledger::VerifierKey::parse(String::from_utf8_lossy(&files["receipts/ledger-key.txt"]).trim()).unwrap();
        for (_, bytes) in files.iter().filter(|(name, _)| name.ends_with(".json") && name.starts_with("receipts/")) {
            ledger::Receipt::parse(&String::from_utf8_lossy(bytes)).unwrap().verify(&key).unwrap();
        }
        let unread = portal.state().await.letters.iter().filter(|letter| letter.delivered.is_none()).count();
        assert_eq!(unread, 1, "the letters in it were received, not the one to somebody else");
    }));
}

#[test]
fn each_step_is_told_by_e_mail_once_and_names_nothing_but_the_number() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance, true).await;
        assert_eq!(portal.queued().await, 1, "it was registered");
        portal.ask_clarification().await;
        assert_eq!(portal.queued().await, 2);
        portal.post("/requests/status/answer", &[("text", "二〇二五年的")]).await;
        assert_eq!(portal.queued().await, 3);
        portal.post("/requests/status/answer", &[("text", "二〇二五年的")]).await;
        assert_eq!(portal.queued().await, 3, "what was refused is not told");
        portal.ask_third_party().await;
        assert_eq!(portal.queued().await, 3, "who else is asked is not told");
        let mut mail = inbox::lease(&portal.app.store, "test").await.unwrap().unwrap();
        while !mail.text.contains("2026-12-14") {
            inbox::sent(&portal.app.store, &mail.id).await.unwrap();
            mail = inbox::lease(&portal.app.store, "test").await.unwrap().unwrap();
        }
        assert_eq!(mail.to, "demo@example.org");
        let number = portal.case().await.number;
        assert!(mail.subject.contains(&number) && mail.text.contains("/requests/status") && mail.text.contains("2026-12-14"));
        for secret in [NAME, "主题（演示）", "0571-00000000", "哪个区", &query_code::of(&portal.app.store, &portal.case().await.stream)]
        {
            assert!(!mail.text.contains(secret) && !mail.subject.contains(secret), "{secret}");
        }
    }));
}

#[test]
fn before_a_term_ends_the_requester_is_warned_once() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance, true).await;
        portal.ask_clarification().await;
        let queued = portal.queued().await;
        let organisation = portal.app.identity.organisation(&identity::OrganisationId("hz-housing".into()), portal.app.today()).unwrap();
        let case = portal.case().await.stream;
        for (day, more) in [(date(2026, 12, 1), 0), (date(2026, 12, 11), 1), (date(2026, 12, 14), 1), (date(2026, 12, 15), 2)] {
            let setting = Setting { law: portal.app.law.clone(), today: day, organisation: organisation.clone() };
            requests::told::execute(&portal.app, requests::acts::Tick { setting, case: case.clone() }).await.unwrap();
            assert_eq!(portal.queued().await, queued + more, "{day}");
        }
        assert_eq!(portal.state().await.status(date(2026, 12, 15)), Status::Lapsed);
    }));
}

fn field(page: &str, name: &str) -> String {
    page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_request_sent_without_an_answered_challenge_waits_and_loses_nothing() {
    run(each_database(async |instance: TestInstance| {
        let mut portal = Portal::open(&instance, false).await;
        let settings = web::Settings { challenge_bits: 6, unproven_per_minute: 1, ..web::Settings::sample() };
        portal.app.limits = web::Limits::new(&settings);
        portal.app.settings = std::sync::Arc::new(settings);
        let (routes, _) = requests::routes().split_for_parts();
        portal.router = web::finish(routes, portal.app.clone());
        let get = Request::get("/requests/new").header(header::HOST, "127.0.0.1").header(header::COOKIE, &portal.cookie);
        let page = text(&portal.send(get.body(Body::empty()).unwrap()).await);
        assert!(page.contains("/assets/challenge.") && page.contains("name=\"help\""));
        let token = field(&page, "_token");
        let send = async |challenge: &str, solution: &str, action: &str| {
            let fields = [
                ("_form", "request-new"),
                ("_token", &token),
                ("challenge", challenge),
                ("challenge_solution", solution),
                ("action", action),
                ("organisation", "hz-housing"),
                ("track", "disclosure"),
                ("subject", "另一主题（演示）"),
                ("form", "electronic"),
                ("delivery", "online"),
                ("help", "请打电话告知（演示）"),
                ("applicant.kind", "natural-person"),
                ("applicant.name", NAME),
                ("applicant.identity.type", "resident-identity-card"),
                ("applicant.identity.number", "11010519491231002X"),
                ("applicant.phone", "0571-00000000"),
            ];
            let pair = |(name, value): &(&str, &str)| format!("{}={}", web::percent_encoded(name), web::percent_encoded(value));
            let body = fields.iter().map(pair).collect::<Vec<_>>().join("&");
            portal.send(portal.request("/requests/new", "application/x-www-form-urlencoded", body.into_bytes())).await
        };
        // One a minute without an answer: received like any other.
        assert_eq!(send("", "", "submit").await.0, StatusCode::CREATED);
        let later = send("", "", "submit").await;
        assert_eq!(later.0, StatusCode::TOO_MANY_REQUESTS);
        assert!(later.2.contains_key(header::RETRY_AFTER));
        assert!(text(&later).contains("另一主题（演示）") && text(&later).contains("value=\"submit\""), "what was typed is kept");
        // With an answer, at once; the challenge of the first page is carried to the second.
        let challenge = field(&page, "challenge");
        let solves = |number: &u64| Sha256::digest(format!("{challenge}:{number}"))[0] < 4;
        let number = (0_u64..).find(solves).unwrap().to_string();
        let second = text(&send(&challenge, &number, "check").await);
        assert_eq!((field(&second, "challenge"), field(&second, "challenge_solution")), (challenge.clone(), number.clone()));
        let done = send(&challenge, &number, "submit").await;
        assert_eq!(done.0, StatusCode::CREATED, "{}", text(&done));
        assert_eq!(send(&challenge, &number, "submit").await.0, StatusCode::TOO_MANY_REQUESTS, "it counts once");
        let events = portal.app.store.load(&portal.case().await.stream).await.unwrap();
        let help = Case::fold(&events).unwrap().received.unwrap().help.unwrap();
        assert_eq!(portal.app.store.open_part(&help).await.unwrap().unwrap(), "请打电话告知（演示）".as_bytes());
    }));
}
