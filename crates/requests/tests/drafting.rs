//! From draft to delivery through the pages: comments, checks by different persons, letters and their ways, correction,
//! the city's own wording.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use requests::acts::{Command, OfficerAct, Setting};
use requests::letter::LetterSettings;
use requests::model::{Request as Case, Step, query_code};
use requests::records::{self, Which};
use store::testing::{TestInstance, each_database, on_sqlite};
use tower::ServiceExt;
use web::App;

const ORGANISATIONS: &str = include_str!("../../../demo/organisations.toml");
const PASSWORD: &str = "correct horse battery";
const NAME: &str = "欧阳隐秘";
const ADDRESS: &str = "杭州市隐秘路 8 号";

struct Portal {
    app: App,
    router: Router,
}

/// A browser: its cookie and the hidden fields of the page that it opened last.
struct Visitor {
    cookie: String,
    hidden: Vec<(String, String)>,
}

type Fields<'a> = &'a [(&'a str, &'a str)];

impl Portal {
    async fn open(instance: &TestInstance) -> Portal {
        // Monday, nine in the morning in Hangzhou.
        instance.clock.set("2026-11-23T01:00:00Z".parse().unwrap());
        let mut app = web::testing::app(instance, vec![inbox::capability(), requests::capability()]).await;
        app.settings = std::sync::Arc::new(web::Settings {
            reconsideration_channel: "https://fuyi.example.org".into(),
            city_office: "hz-office".into(),
            ..web::Settings::sample()
        });
        app.identity.load_organisations(ORGANISATIONS).await.unwrap();
        let person = |sign_in: &str, role: &str, at: &str| {
            format!("[[person]]\nsign_in = \"{sign_in}\"\nname = \"{sign_in}（演示）\"\nroles = [\"{role}\"]\norganisation = \"{at}\"\n")
        };
        let people: String = [
            ("officer", "case-officer", "hz-housing"),
            ("reviewer", "reviewer", "hz-housing"),
            ("second-reviewer", "reviewer", "hz-housing"),
            ("lawyer", "legal-reviewer", "hz-housing"),
            ("approver", "approver", "hz-housing"),
            ("administrator", "system-administrator", "hz"),
            ("housing-administrator", "system-administrator", "hz-housing"),
        ]
        .map(|(sign_in, role, at)| person(sign_in, role, at))
        .concat();
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
            ["_form", "_token", "version", "from"].into_iter().filter_map(|name| Some((name.to_owned(), input(&page, name)?))).collect();
        (status, page)
    }

    async fn post(&self, visitor: &Visitor, path: &str, fields: Fields<'_>) -> (StatusCode, String) {
        let hidden = visitor.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let body: Vec<String> = hidden
            .filter(|(name, _)| !fields.iter().any(|(other, _)| other == name))
            .chain(fields.iter().copied())
            .map(|(name, value)| format!("{}={}", web::percent_encoded(name), web::percent_encoded(value)))
            .collect();
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, &visitor.cookie);
        let (status, page, _) = self.send(request.body(Body::from(body.join("&"))).unwrap()).await;
        (status, page)
    }

    async fn sign_in(&self, name: &str) -> Visitor {
        let session = self.app.identity.sign_in(name, PASSWORD, None, "127.0.0.1").await.unwrap();
        Visitor { cookie: format!("{}={}", web::SESSION_COOKIE, session.token), hidden: Vec::new() }
    }

    /// Opens a page and posts a form of it.
    async fn step(&self, who: &str, page: &str, to: &str, fields: Fields<'_>) -> (StatusCode, String) {
        let mut visitor = self.sign_in(who).await;
        let (status, shown) = self.get(&mut visitor, page).await;
        assert_eq!(status, StatusCode::OK, "{who} {page}: {shown}");
        self.post(&visitor, to, fields).await
    }

    /// A case that was registered some days ago.
    async fn case(&self, delivery: &str) -> records::Case {
        let text = format!(
            "[[request]]\nkey = \"{delivery}\"\nchannel = \"counter\"\nworking_days_ago = 3\n\
             application = {{ organisation = \"hz-housing\", subject = \"主题（演示）\", form = \"paper\", delivery = \"{delivery}\", \
             applicant = {{ kind = \"natural-person\", name = \"{NAME}\", identity = {{ type = \"resident-identity-card\", number = \"11010519491231002X\" }}, phone = \"0571-00000000\", address = \"{ADDRESS}\" }} }}\n"
        );
        requests::demo::load(&self.app, &text).await.unwrap();
        let mut connection = self.app.store.read().await.unwrap();
        records::list(&mut connection, "hz-housing", Which::All, 1, 0).await.unwrap().remove(0)
    }

    async fn state(&self, case: &records::Case) -> Case {
        Case::fold(&self.app.store.load(&case.stream).await.unwrap()).unwrap()
    }

    /// Draft, review, signature, sending of a disclosure.
    async fn reply(&self, case: &records::Case, provision: &str) {
        let path = format!("/office/requests/{}", case.number);
        let draft = format!("{path}/draft");
        let fields = [("outcome", "1"), ("ground", "ground-1-2019"), ("provision", provision), ("action", "submit")];
        let ground = self.ground(&format!("{draft}?outcome=1")).await;
        let fields = fields.map(|(name, value)| (name, if name == "ground" { ground.as_str() } else { value }));
        let (status, page) = self.step("officer", &format!("{draft}?outcome=1"), &draft, &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        for (who, step) in [("reviewer", "review"), ("approver", "approve")] {
            let (status, page) = self.step(who, &format!("{path}/review"), &format!("{path}/{step}"), &[("verdict", "pass")]).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{step}: {page}");
        }
        let (status, page) = self.step("officer", &path, &format!("{path}/send"), &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    }

    async fn ground(&self, draft: &str) -> String {
        let mut officer = self.sign_in("officer").await;
        let (_, page) = self.get(&mut officer, draft).await;
        input(&page, "ground").unwrap()
    }

    /// An act of the officer beside the pages.
    async fn act(&self, case: &records::Case, command: Command) {
        let officer = self.app.identity.person_by_sign_in("officer").await.unwrap().unwrap();
        let organisation = self.app.identity.organisation(&identity::OrganisationId("hz-housing".into()), self.app.today()).unwrap();
        let seen = self.state(case).await.version;
        let setting = Setting { law: self.app.law.clone(), today: self.app.today(), organisation };
        let letters = LetterSettings::default();
        self.app
            .store
            .execute(OfficerAct { setting, letters, case: case.stream.clone(), seen, person: officer.id.0, command })
            .await
            .unwrap();
    }

    async fn close(self) {
        assert!(self.app.store.check_projections().await.unwrap().is_empty());
        self.app.store.close().await;
    }
}

fn input(page: &str, name: &str) -> Option<String> {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

fn run<F: Future<Output = ()>>(future: F) {
    tokio::runtime::Runtime::new().unwrap().block_on(future);
}

#[test]
fn a_refusal_is_commented_on_returned_changed_by_a_checker_and_signed() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance).await;
        let case = portal.case("post").await;
        let path = format!("/office/requests/{}", case.number);
        let (draft, review) = (format!("{path}/draft"), format!("{path}/review"));
        let mut officer = portal.sign_in("officer").await;
        let (_, page) = portal.get(&mut officer, &format!("{draft}?outcome=3.5")).await;
        assert!(page.contains("name=\"standard_reason\"") && page.contains("value=\"insert\""));
        assert!(page.contains("name=\"legal_review\" value=\"yes\" checked"), "a refusal goes to the lawyer");
        let reason = page.split("name=\"standard_reason\"").nth(1).unwrap().split("<option value=\"").nth(2).unwrap();
        let reason = reason.split('"').next().unwrap().to_owned();
        let fields = [("outcome", "3.5"), ("standard_reason", reason.as_str()), ("reason", "先写的。"), ("action", "insert")];
        let (status, page) = portal.post(&officer, &draft, &fields).await;
        assert_eq!(status, StatusCode::OK);
        let filled = page.split("<textarea").nth(1).unwrap().split("</textarea>").next().unwrap();
        assert!(filled.contains("先写的。") && filled.contains('【'), "{filled}");
        let ground = page.split("name=\"ground\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        // A blank that is left does not go on.
        let text = |reason: &'static str, action: &'static str| {
            vec![("outcome", "3.5"), ("ground", ground.as_str()), ("reason", reason), ("legal_review", "yes"), ("action", action)]
        };
        let (status, page) = portal.post(&officer, &draft, &text("属于【信息名称】。", "submit")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#f-reason\"") && page.contains("还有没填的"));
        let (status, page) = portal.post(&officer, &draft, &text("内部事务信息。\n考勤表属于人事管理。", "preview")).await;
        assert!(status == StatusCode::OK && page.contains("考勤表属于人事管理。</p>") && !page.contains(NAME));
        let (status, _) = portal.post(&officer, &draft, &text("内部事务信息。\n考勤表属于人事管理。", "submit")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);

        // The reviewer comments at a place and sends it back.
        let comment = |paragraph: &'static str, quote: &'static str, text: &'static str| {
            vec![("field", "reason"), ("paragraph.reason", paragraph), ("quote.reason", quote), ("text.reason", text)]
        };
        let comments = format!("{path}/comments");
        for (quote, text, at) in [("不在文中", "说", "f-quote.reason-error"), ("", " ", "f-text.reason-error")] {
            let (status, page) = portal.step("reviewer", &review, &comments, &comment("2", quote, text)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains(at), "{at}");
        }
        let (status, _) = portal.step("reviewer", &review, &comments, &comment("2", "考勤表", "写明是哪一年的")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let mut reviewer = portal.sign_in("reviewer").await;
        let (_, page) = portal.get(&mut reviewer, &review).await;
        assert!(page.contains("<mark>考勤表</mark>") && page.contains("写明是哪一年的") && page.contains("还有"));
        let (status, _) = portal.post(&reviewer, &review, &[("verdict", "return"), ("reason", "")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is needed");
        let (status, _) = portal.post(&reviewer, &review, &[("verdict", "return"), ("reason", "请补充年份")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);

        // The drafter sees both, changes the text, deals with the comment, hands it on.
        let (_, page) = portal.get(&mut officer, &draft).await;
        assert!(page.contains("请补充年份"));
        let (status, _) = portal.post(&officer, &draft, &text("内部事务信息。\n2025年的考勤记录属于人事管理。", "save")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = portal.get(&mut officer, &review).await;
        assert!(
            page.contains("文字已改") && page.contains("<ins>") && page.contains("<del>"),
            "the quote is gone, the drafts are compared"
        );
        let id = input(&page, "comment").unwrap();
        let (status, _) = portal.post(&officer, &format!("{comments}/resolve"), &[("comment", &id)]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (status, _) = portal.step("officer", &path, &format!("{path}/submit"), &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);

        // The reviewer passes it; the lawyer changes the text, so that it is reviewed anew and the lawyer is its drafter.
        let (status, _) = portal.step("reviewer", &review, &review, &[("verdict", "pass"), ("reason", "同意")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(portal.state(&case).await.step, Step::LegalReviewing);
        let mut lawyer = portal.sign_in("lawyer").await;
        let (_, page) = portal.get(&mut lawyer, &draft).await;
        assert!(page.contains("value=\"amend\"") && page.contains("须由另一人重新审核"));
        let (status, _) = portal.post(&lawyer, &draft, &text("2025年的考勤记录属于人事管理信息。", "amend")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(portal.state(&case).await.step, Step::Reviewing);
        let (status, _) = portal.step("second-reviewer", &review, &review, &[("verdict", "pass")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = portal.get(&mut lawyer, &review).await;
        assert!(page.contains("须由不同的人办理") && !page.contains("value=\"pass\""));
        let (status, _) = portal.post(&lawyer, &format!("{path}/legal-review"), &[("verdict", "pass")]).await;
        assert_eq!(status, StatusCode::CONFLICT);
        portal.close().await;
    }));
}

#[test]
fn letters_go_out_arrive_and_are_corrected() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance).await;
        let case = portal.case("post").await;
        let path = format!("/office/requests/{}", case.number);
        let letters = format!("{path}/letters");
        let mut officer = portal.sign_in("officer").await;
        let (_, page) = portal.get(&mut officer, &letters).await;
        assert!(page.contains("还没有发出信函"));
        portal.reply(&case, "附后。").await;
        let first = portal.state(&case).await.letters[0].letter_number.clone();
        let (_, page) = portal.get(&mut officer, &letters).await;
        assert!(page.contains(&first) && page.contains("欧***") && !page.contains(NAME) && page.contains("未寄出"));
        let file = |form: &str| format!("{letters}/{}/letter.{form}", web::percent_encoded(&first));
        let (status, shown) = portal.get(&mut officer, &file("html")).await;
        assert!(status == StatusCode::OK && shown.contains("附后。") && !shown.contains(NAME));
        assert_eq!(portal.get(&mut officer, &file("docx")).await.0, StatusCode::OK);

        // What is sent names the addressee, and making it is written down.
        portal.get(&mut officer, &letters).await;
        let print = format!("{letters}/print");
        let (status, label) = portal.post(&officer, &print, &[("print_letter", &first), ("print", "label")]).await;
        assert!(status == StatusCode::OK && label.contains(NAME) && label.contains(ADDRESS));
        let (_, page) = portal.get(&mut officer, &path).await;
        assert!(page.contains("制作送达材料：地址标签"), "the look stands in the record");
        portal.get(&mut officer, &letters).await;
        let (status, _) = portal.post(&officer, &print, &[("print_letter", "none"), ("print", "label")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

        // Ten working days later nobody has written down that it arrived.
        instance.clock.set("2026-12-07T01:00:00Z".parse().unwrap());
        let mut officer = portal.sign_in("officer").await;
        let (_, page) = portal.get(&mut officer, "/office/letters").await;
        assert!(page.contains(&first), "{page}");
        portal.get(&mut officer, &letters).await;
        let dispatch =
            |on, tracking| [("dispatch_letter", first.as_str()), ("dispatched_on", on), ("delivery", "post"), ("tracking", tracking)];
        for (on, tracking, at) in
            [("2026-11-20", "EX1", "f-dispatched_on-error"), ("", "EX1", "f-dispatched_on-error"), ("2026-11-23", "", "f-tracking-error")]
        {
            let (status, page) = portal.post(&officer, &format!("{letters}/dispatch"), &dispatch(on, tracking)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains(at), "{on} {tracking}");
        }
        let (status, _) = portal.post(&officer, &format!("{letters}/dispatch"), &dispatch("2026-11-23", "EX123456789CN")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = portal.get(&mut officer, &letters).await;
        assert!(page.contains("EX123456789CN"));
        let deliver = |proof| [("deliver_letter", first.as_str()), ("delivered_on", "2026-11-26"), ("proof", proof), ("note", "本人")];
        assert_eq!(portal.post(&officer, &format!("{letters}/deliver"), &deliver("guess")).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(portal.post(&officer, &format!("{letters}/deliver"), &deliver("signed")).await.0, StatusCode::SEE_OTHER);
        let (_, page) = portal.get(&mut officer, "/office/letters").await;
        assert!(!page.contains(&first));

        // A correction: a new letter that names the first; both stay; the clock stands where it stood.
        let due = portal.state(&case).await.due_on;
        portal.get(&mut officer, &letters).await;
        let correct = format!("{path}/correct");
        let (status, page) = portal.post(&officer, &correct, &[("correction", "")]).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("f-correction-error"));
        assert_eq!(portal.post(&officer, &correct, &[("correction", "漏了附件")]).await.0, StatusCode::SEE_OTHER);
        let (_, page) = portal.get(&mut officer, &format!("{path}/draft?outcome=1")).await;
        assert!(page.contains("这是更正"));
        portal.reply(&case, "附后，含附件二。").await;
        let state = portal.state(&case).await;
        assert_eq!((state.due_on, state.letters.len()), (due, 2));
        let second = state.letters[1].letter_number.clone();
        let (_, page) = portal.get(&mut officer, &letters).await;
        assert!(page.contains("更正") && page.contains("已由"));
        let address = format!("{letters}/{}/letter.html", web::percent_encoded(&second));
        let (_, page) = portal.get(&mut officer, &address).await;
        assert!(page.contains(&format!("（{first}）；两份答复书不一致的")), "{page}");

        // The requester has both.
        let mut requester = Visitor { cookie: String::new(), hidden: Vec::new() };
        portal.get(&mut requester, "/requests/status").await;
        let code = query_code::of(&portal.app.store, &case.stream);
        let (_, page) = portal.post(&requester, "/requests/status", &[("number", &case.number), ("query_code", &code)]).await;
        assert!(
            page.contains(&first) && page.contains(&second) && page.contains("答复书（更正后）") && page.contains("答复书（已被更正）")
        );
        let token = requests::look_up::letter_token(&portal.app, &case.stream);
        let address = format!("/requests/letters/{}/{token}/{}/letter.html", case.number, web::percent_encoded(&first));
        let (status, page) = portal.get(&mut requester, &address).await;
        assert!(status == StatusCode::OK && page.contains("附后。") && page.contains(NAME));
        portal.close().await;
    }));
}

#[test]
fn what_is_read_online_with_the_query_code_has_arrived() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance).await;
        let case = portal.case("online").await;
        portal.reply(&case, "附后。").await;
        assert!(!portal.state(&case).await.letters[0].is_delivered());
        let mut requester = Visitor { cookie: String::new(), hidden: Vec::new() };
        portal.get(&mut requester, "/requests/status").await;
        let code = query_code::of(&portal.app.store, &case.stream);
        for _ in 0..2 {
            let letter = portal.state(&case).await.letters[0].letter_number.clone();
            let fields = [("number", case.number.as_str()), ("query_code", code.as_str()), ("letter", letter.as_str())];
            let (status, page) = portal.post(&requester, "/requests/status/letter", &fields).await;
            assert!(status == StatusCode::OK && page.contains("附后。"));
        }
        let state = portal.state(&case).await;
        assert!(state.letters[0].is_delivered());
        let mut officer = portal.sign_in("officer").await;
        let (_, page) = portal.get(&mut officer, &format!("/office/requests/{}/letters", case.number)).await;
        assert!(page.contains("2026-11-23 网上阅读"));
        portal.close().await;
    }));
}

const CLARIFICATION: &str = "/office/administration/letters/clarification";

#[test]
fn a_city_changes_a_notice_and_only_letters_from_then_on_say_it() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance).await;
        let mut other = portal.sign_in("housing-administrator").await;
        assert_eq!(portal.get(&mut other, CLARIFICATION).await.0, StatusCode::FORBIDDEN, "the words are the whole city's");
        let case = portal.case("post").await;
        let ask = || Command::AskClarification { points: vec!["写明年份".into()], until: jiff::civil::date(2026, 12, 14) };
        portal.act(&case, ask()).await;

        let mut administrator = portal.sign_in("administrator").await;
        let (status, page) = portal.get(&mut administrator, "/office/administration/letters").await;
        assert!(status == StatusCode::OK && page.contains("补正告知书") && page.contains("系统自带") && page.contains("待核对"));
        let (_, page) = portal.get(&mut administrator, CLARIFICATION).await;
        let shipped = page.split("<textarea").nth(1).unwrap().split_once('>').unwrap().1.split("</textarea>").next().unwrap();
        let shipped = shipped.trim_start().replace("&#38;", "&").replace("&#39;", "'").replace("&#34;", "\"").replace("&#123;", "{");
        // Faults are shown at the text with the line they stand at, and nothing is saved.
        for (text, said) in [
            (format!("{shipped}\n{{{{ nothing }}}}"), "nothing"),
            (format!("{shipped}\n{{% if %}}"), "模板的写法有误"),
            ("没有要点。".to_owned(), "points"),
            (shipped.replace("视为放弃申请", "可以不再处理"), "视为放弃申请"),
            (String::new(), "模板没有内容"),
        ] {
            let fields = [("title", "补正告知书"), ("text", text.as_str()), ("action", "save")];
            let (status, page) = portal.post(&administrator, CLARIFICATION, &fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(page.contains("id=\"f-text-error\"") && page.contains(said), "{said}");
        }
        let line = shipped.trim_end().lines().count() + 1;
        let text = format!("{}\n{{{{ nothing }}}}", shipped.trim_end());
        let (_, page) = portal.post(&administrator, CLARIFICATION, &[("title", "t"), ("text", &text), ("action", "preview")]).await;
        assert!(page.replace(['\u{2068}', '\u{2069}'], "").contains(&format!("第 {line} 行")), "{line}");

        let own = format!("{}\n本市补充的一句话。", shipped.trim_end());
        let fields = [("title", "补正告知书（本市）"), ("text", own.as_str()), ("action", "preview")];
        let (status, page) = portal.post(&administrator, CLARIFICATION, &fields).await;
        assert!(status == StatusCode::OK && page.contains("<p>本市补充的一句话。</p>") && page.contains("<ins>"));
        let fields = [("title", "补正告知书（本市）"), ("text", own.as_str()), ("action", "save")];
        let (status, page) = portal.post(&administrator, CLARIFICATION, &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (status, _) = portal.post(&administrator, CLARIFICATION, &fields).await;
        assert_eq!(status, StatusCode::CONFLICT, "made on an older version");
        let (_, page) = portal.get(&mut administrator, "/office/administration/letters").await;
        assert!(page.contains("本市文字，") && page.contains("administrator（演示）"));

        // Another case from now on; the letter that went out is as it was.
        let later = portal.case("collect").await;
        portal.act(&later, ask()).await;
        for (case, own) in [(&case, false), (&later, true)] {
            let letter = portal.state(case).await.letters[0].clone();
            let bytes = portal.app.store.open_part(&letter.letter).await.unwrap().unwrap();
            assert_eq!(String::from_utf8_lossy(&bytes).contains("本市补充的一句话"), own);
        }
        let (_, page) = portal.get(&mut administrator, CLARIFICATION).await;
        assert!(page.contains("value=\"reset\""));
        assert_eq!(portal.post(&administrator, CLARIFICATION, &[("action", "reset")]).await.0, StatusCode::SEE_OTHER);
        let (_, page) = portal.get(&mut administrator, CLARIFICATION).await;
        assert!(!page.contains("本市补充的一句话") && page.contains("恢复系统自带的文字"));
        portal.close().await;
    }));
}

#[test]
fn standard_reasons_are_added_changed_and_retired() {
    run(on_sqlite(|instance| async move {
        let portal = Portal::open(&instance).await;
        let case = portal.case("post").await;
        let draft = format!("/office/requests/{}/draft?outcome=3.5", case.number);
        let new = "/office/administration/reasons/new";
        let mut administrator = portal.sign_in("administrator").await;
        let (_, page) = portal.get(&mut administrator, new).await;
        assert!(page.contains("value=\"choose\""));
        let (_, page) = portal.post(&administrator, new, &[("outcome", "3.5"), ("action", "choose")]).await;
        let grounds: Vec<String> =
            page.split("name=\"grounds\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
        let of_2019 = grounds.iter().find(|id| id.contains("2019")).unwrap();
        let reason = |text: &'static str| {
            [
                ("outcome", "3.5"),
                ("grounds", of_2019.as_str()),
                ("title", "考勤"),
                ("text", text),
                ("since", "2026-11-23"),
                ("action", "save"),
            ]
        };
        for (text, at) in [("【没有合上", "f-text-error"), ("", "f-text-error")] {
            let (status, page) = portal.post(&administrator, new, &reason(text)).await;
            assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains(at));
        }
        let fields: Vec<(&str, &str)> = reason("好").into_iter().filter(|(name, _)| *name != "grounds").collect();
        let (status, page) = portal.post(&administrator, new, &fields).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("f-grounds-error"));
        let (status, _) = portal.post(&administrator, new, &reason("【年份】考勤属于内部事务。")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let mut officer = portal.sign_in("officer").await;
        let (_, page) = portal.get(&mut officer, &draft).await;
        assert!(page.contains("考勤（"), "it is offered with its article");
        let (_, page) = portal.get(&mut administrator, "/office/administration/letters").await;
        let address =
            page.split("href=\"").map(|rest| rest.split('"').next().unwrap()).filter(|href| href.contains("/reasons/")).last().unwrap();
        let address = address.to_owned();
        portal.get(&mut administrator, &address).await;
        let (status, _) = portal.post(&administrator, &address, &[("retire_on", "2026-11-23"), ("action", "retire")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = portal.get(&mut officer, &draft).await;
        assert!(!page.contains("考勤（"));
        portal.close().await;
    }));
}
