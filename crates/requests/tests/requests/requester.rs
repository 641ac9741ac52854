//! What a requester sees and does with number and query code, through the whole shell.

use crate::world::{Answer, Asked, Fields, File, IDENTITY, NAME, Portal, Visitor, in_2026, input, run};
use axum::http::{StatusCode, header};
use jiff::civil::date;
use requests::acts::{Command, Setting};
use requests::model::event::{FeeMethod, PartyKind};
use requests::model::{Request as Case, Status};
use requests::records;
use sha2::{Digest, Sha256};
use std::io::{Cursor, Read};
use store::testing::{TestInstance, each_database};

const THIRD: &str = "第三方隐秘有限公司";
const QUESTION: &str = "第三方才能看到的内容";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// Somebody with one case that came to the counter that Monday, and the page that asks for number and query code.
struct Requester {
    portal: Portal,
    visitor: Visitor,
}

impl Requester {
    async fn open(instance: &TestInstance, mail: bool) -> Requester {
        in_2026(instance);
        let portal = Portal::open(instance, &[], web::Settings { requester_mail: mail, ..web::Settings::sample() }).await;
        portal.enter(Asked { working_days_ago: 0, email: "demo@example.org", ..Asked::default() }).await;
        Requester { visitor: portal.anybody("/requests/status").await, portal }
    }

    async fn post_as(&self, path: &str, number: &str, code: &str, fields: Fields<'_>) -> Answer {
        let fields = [&[("number", number), ("query_code", code)], fields].concat();
        self.portal.post(&self.visitor, path, &fields).await
    }

    async fn post(&self, path: &str, fields: Fields<'_>) -> Answer {
        self.post_as(path, &self.case().await.number, &self.code().await, fields).await
    }

    async fn post_file(&self, path: &str, fields: Fields<'_>, name: &str, bytes: &[u8]) -> Answer {
        let (number, code) = (self.case().await.number, self.code().await);
        let fields = [&[("number", number.as_str()), ("query_code", &code)], fields].concat();
        self.portal.upload(&self.visitor, path, &fields, &[File("files", name, bytes)]).await
    }

    async fn case(&self) -> records::Case {
        self.portal.first("hz-housing").await
    }

    async fn code(&self) -> String {
        self.portal.code(&self.case().await.number).await
    }

    async fn state(&self) -> Case {
        self.portal.state(&self.case().await).await
    }

    async fn officer(&self, command: Command) {
        self.portal.act(&self.case().await, command).await;
    }

    async fn ask_clarification(&self) {
        let points = vec!["哪一年的数据（演示）".to_owned(), "哪个区（演示）".to_owned()];
        self.officer(Command::AskClarification { points, working_days: 15, until: None }).await;
    }

    /// Every letter that came is opened on the page.
    async fn read_letters(&self) {
        let state = self.state().await;
        let numbers = state.letters.iter().map(|letter| letter.letter_number.clone()).collect();
        let app = &self.portal.app;
        let organisation = app.identity.organisation(&identity::OrganisationId("hz-housing".into()), app.today()).unwrap();
        let setting = Setting { law: app.law.clone(), today: app.today(), organisation };
        let act = requests::acts::RequesterAct {
            setting,
            case: self.case().await.stream,
            command: requests::acts::RequesterCommand::Read(numbers),
        };
        requests::told::execute(app, act).await.unwrap();
    }

    async fn ask_third_party(&self) {
        self.officer(Command::Consult {
            kind: PartyKind::ThirdParty,
            name: THIRD.into(),
            contact: "演示路1号".into(),
            organisation: None,
            is_organisation: false,
            until: None,
            question: QUESTION.into(),
        })
        .await;
    }

    async fn queued(&self) -> u64 {
        inbox::queue_length(&mut self.portal.app.store.read().await.unwrap()).await.unwrap()
    }
}

const DOORS: [&str; 11] =
    ["", "/confirm", "/receipt", "/answer", "/file", "/add", "/withdraw", "/delivery", "/letter", "/released", "/archive"];

#[test]
fn a_wrong_code_and_an_unknown_number_are_answered_alike_at_every_door() {
    run(each_database(async |instance: TestInstance| {
        let requester = Requester::open(&instance, false).await;
        requester.ask_clarification().await;
        let number = requester.case().await.number;
        let size = requester.portal.app.store.checkpoint().await.unwrap().1;
        for door in DOORS {
            let path = format!("/requests/status{door}");
            let fields = [("text", "x"), ("sure", "yes"), ("delivery", "collect"), ("letter", "1"), ("act", "1"), ("file", "1")];
            let mut answers = Vec::new();
            for (typed, code) in
                [(number.as_str(), "AAAA-AAAA-AAAA-AAAA"), ("HZ-HOUSING-2026-09999", "AAAA-AAAA-AAAA-AAAA"), (&number, ""), ("x'--", "")]
            {
                let answer = requester.post_as(&path, typed, code, &fields).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
                let page = answer.text();
                assert!(!page.contains("主题（演示）"));
                let key = page.split("name=\"_key\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
                answers.push(page.replace(&key, "").replace(&format!("value=\"{typed}\""), "value=\"\"").replace("x&#39;--", ""));
            }
            for answer in &answers[1..] {
                let differs = answers[0].lines().zip(answer.lines()).find(|(one, other)| one != other);
                assert_eq!(differs, None, "{path}");
            }
        }
        assert_eq!(requester.portal.app.store.checkpoint().await.unwrap().1, size);
    }));
}

#[test]
fn a_clarification_is_shown_answered_with_a_file_and_proved() {
    run(each_database(async |instance: TestInstance| {
        let requester = Requester::open(&instance, false).await;
        requester.ask_clarification().await;
        let page = requester.post("/requests/status", &[]).await.text();
        for said in ["哪一年的数据（演示）", "哪个区（演示）", "15 个工作日", "补正通知书", "等待申请人"] {
            assert!(page.contains(said), "{said}");
        }
        let empty = requester.post("/requests/status/answer", &[("about", "clarification"), ("text", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let bad = requester.post_file("/requests/status/answer", &[("text", "二〇二五年的")], "a.pdf", b"MZ not a document \x00\x01").await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bad.text().contains("二〇二五年的"), "what was typed is kept");
        assert!(requester.state().await.open_clarification().is_some());

        let done =
            requester.post_file("/requests/status/answer", &[("text", "二〇二五年的"), ("about", "clarification")], "说明.pdf", PDF).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let state = requester.state().await;
        assert!(state.open_clarification().is_none());
        assert_eq!(state.files.len(), 1);
        assert_eq!(state.status(requester.portal.app.today()), Status::Running);
        assert!(done.text().contains("说明.pdf") && done.text().contains("收到补正"));
        let again = requester.post("/requests/status/answer", &[("text", "再来")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);

        // Each own act has its receipt, which opens what was handed in; others' acts have none.
        let events = requester.portal.app.store.load(&requester.case().await.stream).await.unwrap();
        let key = ledger::VerifierKey::parse(&requester.portal.app.store.verifier_key()).unwrap();
        let (mut own, mut others) = (0, 0);
        for event in &events {
            let answer = requester.post("/requests/status/receipt", &[("act", &event.version.to_string())]).await;
            if answer.status == StatusCode::OK {
                let receipt = ledger::Receipt::parse(&answer.text()).unwrap();
                receipt.verify(&key).unwrap();
                own += 1;
            } else {
                assert_eq!(answer.status, StatusCode::NOT_FOUND);
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
        let requester = Requester::open(&instance, false).await;
        requester.ask_clarification().await;
        requester.ask_third_party().await;
        let letters = requester.state().await.letters;
        assert_eq!(letters.len(), 2);
        let (own, other) = (letters[0].letter_number.clone(), letters[1].letter_number.clone());
        let page = requester.post("/requests/status", &[]).await.text();
        assert!(page.contains(&own) && !page.contains(&other) && !page.contains(THIRD) && !page.contains(QUESTION));
        assert!(page.contains("书面征求第三方意见"), "that the time stands still, and why");
        for form in ["html", "pdf", "docx"] {
            let refused = requester.post("/requests/status/letter", &[("letter", &other), ("as", form)]).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND);
        }
        let before = requester.state().await.version;
        let opened = requester.post("/requests/status/letter", &[("letter", &own), ("as", "html")]).await;
        assert_eq!(opened.status, StatusCode::OK);
        assert!(opened.text().contains("哪个区（演示）") && opened.text().contains("已经记下"));
        assert_eq!(requester.state().await.version, before + 2, "it arrived, and the term has its last day");
        let again = requester.post("/requests/status/letter", &[("letter", &own), ("as", "docx")]).await;
        assert!(again.status == StatusCode::OK && again.bytes.starts_with(b"PK"));
        assert!(!requester.post("/requests/status/letter", &[("letter", &own)]).await.text().contains("已经记下"));
        assert_eq!(requester.state().await.version, before + 2, "told once");
        assert!(requester.post("/requests/status", &[]).await.text().contains("在线打开"));
    }));
}

#[test]
fn a_fee_is_explained_band_by_band() {
    run(each_database(async |instance: TestInstance| {
        let requester = Requester::open(&instance, false).await;
        let how = "凭缴款码到窗口缴费（演示）";
        requester.officer(Command::NoticeFee { method: FeeMethod::Item, count: 3, counted_before: 9, how_to_pay: how.into() }).await;
        let fee = requester.state().await.fees[0].noticed.clone();
        assert_eq!((fee.until, fee.working_days), (None, Some(20)), "it runs from delivery");
        let page = requester.post("/requests/status", &[]).await.text();
        for said in [how, &fee.amount.to_string(), "自告知书送达", "收费通知书", "视为放弃"] {
            assert!(page.contains(said), "{said}");
        }
        assert!(page.contains("第 1 至 10 件") && page.contains("0 元"), "what is free is listed too: {page}");
    }));
}

#[test]
fn withdrawing_asks_once_more_and_delivery_can_be_chosen_anew() {
    run(each_database(async |instance: TestInstance| {
        let requester = Requester::open(&instance, false).await;
        let refused = requester.post("/requests/status/delivery", &[("delivery", "post"), ("applicant.address", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("f-applicant.address-error"));
        assert_eq!(requester.post("/requests/status/delivery", &[("delivery", "pigeon")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let chosen = requester.post("/requests/status/delivery", &[("delivery", "post"), ("applicant.address", "演示路8号")]).await;
        assert_eq!(chosen.status, StatusCode::OK);
        assert!(chosen.text().contains("邮寄") && !chosen.text().contains("演示路8号"));
        assert_eq!(requester.state().await.received.unwrap().delivery, requests::model::Delivery::Post);

        let file = requester.post_file("/requests/status/add", &[], "补充.pdf", PDF).await;
        assert_eq!(file.status, StatusCode::OK);
        assert_eq!(requester.state().await.files.len(), 1);
        assert_eq!(requester.post("/requests/status/add", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);

        let asked = requester.post("/requests/status/withdraw", &[]).await;
        assert!(asked.status == StatusCode::OK && asked.text().contains("name=\"sure\""));
        assert!(requester.state().await.is_open(), "nothing happened yet");
        let done = requester.post("/requests/status/withdraw", &[("sure", "yes")]).await;
        assert_eq!(done.status, StatusCode::OK);
        assert_eq!(requester.state().await.status(requester.portal.app.today()), Status::Withdrawn);
        assert!(!done.text().contains("/requests/status/withdraw"), "what can no longer be done is not offered");
        assert_eq!(requester.post("/requests/status/withdraw", &[("sure", "yes")]).await.status, StatusCode::CONFLICT);
    }));
}

#[test]
fn the_archive_opens_its_checksums_match_and_it_holds_nobody_else() {
    run(each_database(async |instance: TestInstance| {
        let requester = Requester::open(&instance, false).await;
        requester.ask_clarification().await;
        requester.post_file("/requests/status/answer", &[("text", "二〇二五年的")], "../说明.pdf", PDF).await;
        requester.ask_third_party().await;
        let answer = requester.post("/requests/status/archive", &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let mut archive = zip::ZipArchive::new(Cursor::new(answer.bytes)).unwrap();
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
        let unread = requester.state().await.letters.iter().filter(|letter| letter.delivered.is_none()).count();
        assert_eq!(unread, 1, "the letters in it were received, not the one to somebody else");
    }));
}

#[test]
fn each_step_is_told_by_e_mail_once_and_names_nothing_but_the_number() {
    run(each_database(async |instance: TestInstance| {
        let requester = Requester::open(&instance, true).await;
        assert_eq!(requester.queued().await, 1, "it was registered");
        requester.ask_clarification().await;
        assert_eq!(requester.queued().await, 2);
        requester.post("/requests/status/answer", &[("text", "二〇二五年的")]).await;
        assert_eq!(requester.queued().await, 3);
        requester.post("/requests/status/answer", &[("text", "二〇二五年的")]).await;
        assert_eq!(requester.queued().await, 3, "what was refused is not told");
        requester.ask_third_party().await;
        assert_eq!(requester.queued().await, 4, "that the clock stands still is told, who else is asked is not");
        let mut mail = inbox::lease(&requester.portal.app.store, "test").await.unwrap().unwrap();
        while !mail.text.contains("15 个工作日") {
            inbox::sent(&requester.portal.app.store, &mail.id).await.unwrap();
            mail = inbox::lease(&requester.portal.app.store, "test").await.unwrap().unwrap();
        }
        assert_eq!(mail.to, "demo@example.org");
        let number = requester.case().await.number;
        assert!(mail.subject.contains(&number) && mail.text.contains("/requests/status") && !mail.text.contains("2026-12-14"));
        for secret in [NAME, "主题（演示）", "0571-00000000", "哪个区", &requester.code().await] {
            assert!(!mail.text.contains(secret) && !mail.subject.contains(secret), "{secret}");
        }
    }));
}

#[test]
fn before_a_term_ends_the_requester_is_warned_once() {
    run(each_database(async |instance: TestInstance| {
        let requester = Requester::open(&instance, true).await;
        requester.ask_clarification().await;
        requester.read_letters().await;
        assert_eq!(requester.state().await.clarifications[0].until, Some(date(2026, 12, 14)));
        let queued = requester.queued().await;
        let organisation = requester
            .portal
            .app
            .identity
            .organisation(&identity::OrganisationId("hz-housing".into()), requester.portal.app.today())
            .unwrap();
        let case = requester.case().await.stream;
        for (day, more) in [(date(2026, 12, 1), 0), (date(2026, 12, 11), 1), (date(2026, 12, 14), 1), (date(2026, 12, 15), 2)] {
            let setting = Setting { law: requester.portal.app.law.clone(), today: day, organisation: organisation.clone() };
            requests::told::execute(&requester.portal.app, requests::acts::Tick { setting, case: case.clone() }).await.unwrap();
            assert_eq!(requester.queued().await, queued + more, "{day}");
        }
        let state = requester.state().await;
        assert_eq!((state.status(date(2026, 12, 15)), state.is_open()), (Status::AwaitingClarification, true), "nothing ends by itself");
        assert!(state.clarifications[0].passed);
    }));
}

#[test]
fn a_request_sent_without_an_answered_challenge_waits_and_loses_nothing() {
    run(each_database(async |instance: TestInstance| {
        let mut portal = Portal::open(&instance, &[], web::Settings::sample()).await;
        let settings = web::Settings { challenge_bits: 6, unproven_per_minute: 1, ..web::Settings::sample() };
        portal.app.limits = web::Limits::new(&settings);
        portal.app.settings = std::sync::Arc::new(settings);
        let portal = portal.anew();
        let mut visitor = Visitor::default();
        let page = portal.get(&mut visitor, "/requests/new").await.text();
        assert!(page.contains("/assets/challenge.") && page.contains("name=\"help\""));
        let send = async |challenge: &str, solution: &str, action: &str| {
            let fields = [
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
                ("applicant.identity.number", IDENTITY),
                ("applicant.phone", "0571-00000000"),
            ];
            portal.post(&visitor, "/requests/new", &fields).await
        };
        // One a minute without an answer: received like any other.
        assert_eq!(send("", "", "submit").await.status, StatusCode::CREATED);
        let later = send("", "", "submit").await;
        assert_eq!(later.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(later.headers.contains_key(header::RETRY_AFTER));
        assert!(later.text().contains("另一主题（演示）") && later.text().contains("value=\"submit\""), "what was typed is kept");
        // With an answer, at once; the challenge of the first page is carried to the second.
        let challenge = input(&page, "challenge").unwrap();
        let solves = |number: &u64| Sha256::digest(format!("{challenge}:{number}"))[0] < 4;
        let number = (0_u64..).find(solves).unwrap().to_string();
        let second = send(&challenge, &number, "check").await.text();
        assert_eq!(
            (input(&second, "challenge").unwrap(), input(&second, "challenge_solution").unwrap()),
            (challenge.clone(), number.clone())
        );
        let done = send(&challenge, &number, "submit").await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
        assert_eq!(send(&challenge, &number, "submit").await.status, StatusCode::TOO_MANY_REQUESTS, "it counts once");
        let events = portal.app.store.load(&portal.first("hz-housing").await.stream).await.unwrap();
        let help = Case::fold(&events).unwrap().received.unwrap().help.unwrap();
        assert_eq!(portal.app.store.open_part(&help).await.unwrap().unwrap(), "请打电话告知（演示）".as_bytes());
    }));
}
