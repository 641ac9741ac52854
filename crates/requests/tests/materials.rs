//! Material of a reply, from the original that goes in to the file that comes out, through the whole shell.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use requests::acts::{Command, OfficerAct, Setting};
use requests::letter::LetterSettings;
use requests::model::event::{Answer, PartyKind};
use requests::model::{Request as Case, Step, Upload, query_code};
use requests::records::{self, Which};
use std::io::Read;
use std::sync::Arc;
use store::testing::{TestInstance, each_database, on_sqlite};
use tower::ServiceExt;
use web::App;

const ORGANISATIONS: &str = include_str!("../../../demo/organisations.toml");
const PASSWORD: &str = "correct horse battery";
/// What the original says and its redacted file must not.
const NAME: &str = "欧阳隐秘";
const CARD: &str = "330106197802281476";
const AUTHOR: &str = "司马编制";
const REMARK: &str = "诸葛批注";
/// Stands in the original outside of all that is drawn.
const TRACE: &str = "TRACE-OF-THE-ORIGINAL-7731";
const FILE_NAME: &str = "欧阳隐秘的档案.pdf";
const PRIVACY: &str = "ground-third-party-2019";

struct Portal {
    app: App,
    router: Router,
}

struct Visitor {
    cookie: String,
    hidden: Vec<(String, String)>,
}

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Answered {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Portal {
    async fn open(instance: &TestInstance) -> Portal {
        instance.clock.set("2026-11-23T01:00:00Z".parse().unwrap());
        let mut app = web::testing::app(instance, vec![inbox::capability(), requests::capability()]).await;
        app.fonts = Arc::new(letters::Fonts::system());
        let channel = "https://fuyi.example.org".to_owned();
        app.settings = Arc::new(web::Settings { reconsideration_channel: channel, ..web::Settings::sample() });
        app.identity.load_organisations(ORGANISATIONS).await.unwrap();
        let person = |sign_in: &str, role: &str, at: &str| {
            format!("[[person]]\nsign_in = \"{sign_in}\"\nname = \"{sign_in}（演示）\"\nroles = [\"{role}\"]\norganisation = \"{at}\"\n")
        };
        let people = person("officer", "case-officer", "hz-housing")
            + &person("clerk", "clerk", "hz-housing")
            + &person("reviewer", "reviewer", "hz-housing")
            + &person("approver", "approver", "hz-housing")
            + &person("stranger", "case-officer", "hz-environment");
        app.identity.load_people(&people, |_| PASSWORD.to_owned()).await.unwrap();
        let case = "[[request]]\nkey = \"a\"\nchannel = \"counter\"\nworking_days_ago = 1\napplication = { organisation = \"hz-housing\", \
                    subject = \"主题（演示）\", form = \"electronic\", delivery = \"online\", applicant = { kind = \"natural-person\", \
                    name = \"演示人\", identity = { type = \"resident-identity-card\", number = \"11010519491231002X\" }, phone = \"0571-00000000\" } }\n";
        requests::demo::load(&app, case).await.unwrap();
        let (routes, _) = requests::routes().split_for_parts();
        Portal { router: web::finish(routes, app.clone()), app }
    }

    async fn send(&self, request: Request<Body>) -> Answered {
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        Answered { status: parts.status, headers: parts.headers, bytes: body.collect().await.unwrap().to_bytes().to_vec() }
    }

    async fn get(&self, visitor: &mut Visitor, path: &str) -> Answered {
        let request = Request::get(path).header(header::HOST, "127.0.0.1").header(header::COOKIE, &visitor.cookie);
        let answer = self.send(request.body(Body::empty()).unwrap()).await;
        let page = answer.text();
        let names = ["_form", "_token", "version", "layer"];
        let hidden: Vec<_> = names.into_iter().filter_map(|name| Some((name.to_owned(), input(&page, name)?))).collect();
        if !hidden.is_empty() {
            visitor.hidden = hidden;
        }
        answer
    }

    async fn post(&self, visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answered {
        let hidden = visitor.hidden.iter().filter(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        let body: Vec<String> = hidden
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain(fields.iter().copied())
            .map(|(name, value)| format!("{}={}", web::percent_encoded(name), web::percent_encoded(value)))
            .collect();
        self.send(posting(visitor, path, "application/x-www-form-urlencoded", body.join("&").into_bytes())).await
    }

    async fn upload(&self, visitor: &Visitor, path: &str, name: &str, bytes: &[u8]) -> Answered {
        let mut body = Vec::new();
        for (field, value) in visitor.hidden.iter().filter(|(field, _)| field != "layer") {
            body.extend(format!("--xx\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        let head = format!("--xx\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--xx--\r\n");
        self.send(posting(visitor, path, "multipart/form-data; boundary=xx", body)).await
    }

    async fn sign_in(&self, name: &str) -> Visitor {
        let session = self.app.identity.sign_in(name, PASSWORD, None, "127.0.0.1").await.unwrap();
        Visitor { cookie: format!("{}={}", web::SESSION_COOKIE, session.token), hidden: Vec::new() }
    }

    async fn case(&self) -> records::Case {
        records::list(&mut self.app.store.read().await.unwrap(), "hz-housing", Which::All, 1, 0).await.unwrap().remove(0)
    }

    async fn state(&self, case: &records::Case) -> Case {
        Case::fold(&self.app.store.load(&case.stream).await.unwrap()).unwrap()
    }

    async fn execute(&self, case: &records::Case, command: Command) {
        let person = self.app.identity.person_by_sign_in("officer").await.unwrap().unwrap().id.0;
        let organisation = self.app.identity.organisation(&identity::OrganisationId("hz-housing".into()), self.app.today()).unwrap();
        let setting = Setting { law: self.app.law.clone(), today: self.app.today(), organisation };
        let seen = self.state(case).await.version;
        let letters = LetterSettings::default();
        self.app.store.execute(OfficerAct { setting, letters, case: case.stream.clone(), seen, person, command }).await.unwrap();
    }
}

fn posting(visitor: &Visitor, path: &str, media_type: &str, body: Vec<u8>) -> Request<Body> {
    Request::post(path)
        .header(header::HOST, "127.0.0.1")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, media_type)
        .header(header::COOKIE, &visitor.cookie)
        .body(Body::from(body))
        .unwrap()
}

fn input(page: &str, name: &str) -> Option<String> {
    let rest = &page[page.find("<main").unwrap_or(0)..];
    rest.split(&format!("name=\"{name}\" value=\"")).nth(1)?.split('"').next().map(str::to_owned)
}

fn run<F: Future<Output = ()>>(future: F) {
    tokio::runtime::Runtime::new().unwrap().block_on(future);
}

fn utf16(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

/// A PDF as an office writes them: Chinese text, a name on both pages, an annotation, metadata, a comment.
fn original() -> Vec<u8> {
    let page = |lines: &[&str]| {
        let lines = lines.iter().map(|line| format!("<{}> Tj 0 -30 Td ", utf16(line))).collect::<String>();
        format!("BT /S 14 Tf 72 700 Td {lines}ET")
    };
    let (first, second) = (page(&["申请人姓名", NAME, "住所在演示路"]), page(&["附表", NAME, CARD]));
    let stream = |content: &str| format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len());
    let sheet = |content: usize, annotations: &str| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << /Font << /S 7 0 R >> >> {annotations} >>"
        )
    };
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>".to_owned(),
        sheet(5, "/Annots [10 0 R]"),
        sheet(6, ""),
        stream(&first),
        stream(&second),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [8 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 9 0 R /DW 1000 >>".to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>".to_owned(),
        format!("<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /Contents <FEFF{}> >>", utf16(REMARK)),
        format!("<< /Author <FEFF{}> /Title <FEFF{}> >>", utf16(AUTHOR), utf16(NAME)),
    ];
    let mut file = format!("%PDF-1.7\n%{TRACE}\n").into_bytes();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let start = file.len();
    file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).as_bytes());
    places.iter().for_each(|place| file.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes()));
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R /Info 11 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1);
    file.extend_from_slice(trailer.as_bytes());
    file
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(bytes, needle).is_some()
}

/// The whole file and each of its streams unpacked.
fn all_bytes(file: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![file.to_vec()];
    for start in 0..file.len().saturating_sub(2) {
        if file[start] & 0x0f == 8 && (u16::from(file[start]) << 8 | u16::from(file[start + 1])).is_multiple_of(31) {
            let mut unpacked = Vec::new();
            let _ = flate2::read::ZlibDecoder::new(&file[start..]).take(64 << 20).read_to_end(&mut unpacked);
            if unpacked.len() > 16 {
                all.push(unpacked);
            }
        }
    }
    all
}

/// In UTF-8, UTF-16 and hexadecimal digits.
fn encodings(text: &str) -> [Vec<u8>; 5] {
    [
        text.as_bytes().to_vec(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        utf16(text).into_bytes(),
        utf16(text).to_lowercase().into_bytes(),
    ]
}

fn assert_gone(file: &[u8], words: &[&str], what: &str) {
    for bytes in all_bytes(file) {
        for word in words {
            for needle in encodings(word) {
                assert!(!holds(&bytes, &needle), "{word} stands in {what}");
            }
        }
    }
}

fn files_below(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

/// A case with the original in it: paths of the list and of the material.
async fn with_original(portal: &Portal, officer: &mut Visitor) -> (String, String) {
    let list = format!("/office/requests/{}/materials", portal.case().await.number);
    portal.get(officer, &list).await;
    let answer = portal.upload(officer, &list, FILE_NAME, &original()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let id = portal.state(&portal.case().await).await.materials[0].added.id.clone();
    (list.clone(), format!("{list}/{id}"))
}

#[test]
fn what_is_covered_is_gone_from_all_that_goes_out() {
    run(each_database(async |instance: TestInstance| {
        let portal = Portal::open(&instance).await;
        let case = portal.case().await;
        let mut officer = portal.sign_in("officer").await;
        let (list, material) = with_original(&portal, &mut officer).await;
        let page = portal.get(&mut officer, &list).await;
        assert!(page.text().contains(FILE_NAME) && page.text().contains("没有遮盖") && page.text().contains("2 页"));

        let picture = portal.get(&mut officer, &format!("{material}/pages/2.png")).await;
        assert_eq!((picture.status, picture.header(header::CONTENT_TYPE)), (StatusCode::OK, "image/png"));
        assert_eq!(picture.header(header::CACHE_CONTROL), "private, no-store");
        assert!(picture.bytes.starts_with(b"\x89PNG"));
        for wrong in ["0.png", "3.png", "1", "1.pdf", "x.png", "18446744073709551616.png"] {
            assert_eq!(portal.get(&mut officer, &format!("{material}/pages/{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }

        // Found, and marked wherever it stands.
        portal.get(&mut officer, &material).await;
        let found = portal.post(&officer, &material, &[("act", "find"), ("find", NAME)]).await;
        assert_eq!((found.status, found.text().matches("name=\"place\"").count()), (StatusCode::OK, 2));
        let refused = portal.post(&officer, &material, &[("act", "everywhere"), ("find", NAME), ("found_ground", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("id=\"f-found_ground-error\""));
        for text in [NAME, CARD] {
            portal.get(&mut officer, &material).await;
            let marked = portal.post(&officer, &material, &[("act", "everywhere"), ("find", text), ("found_ground", PRIVACY)]).await;
            assert_eq!(marked.status, StatusCode::SEE_OTHER, "{}", marked.text());
        }
        let page = portal.get(&mut officer, &format!("{material}?page=2")).await.text();
        assert!(page.contains("第十五条") && page.matches("class=\"box\"").count() == 2, "{page}");
        let summary = format!("{material}/summary");
        let page = portal.get(&mut officer, &summary).await.text();
        assert!(page.contains("损害第三方合法权益") && page.contains("name=\"layer\""), "both pages are decided on by their boxes");

        // The file is made from the layer that was looked at, and from no other.
        let stale = portal.post(&officer, &summary, &[("layer", "another")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(stale.text().contains("遮盖又改过了"));
        assert_eq!(portal.post(&officer, &summary, &[("version", "1")]).await.status, StatusCode::CONFLICT);
        portal.get(&mut officer, &summary).await;
        let made = portal.post(&officer, &summary, &[]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        assert!(portal.state(&case).await.materials[0].is_ready());

        // A later change makes it out of date, and the draft cannot be handed on.
        portal.get(&mut officer, &material).await;
        let marks = [("act", "box"), ("page", "1"), ("areas", "9000,9000,500,500"), ("ground", PRIVACY)];
        assert_eq!(portal.post(&officer, &material, &marks).await.status, StatusCode::SEE_OTHER);
        assert!(portal.get(&mut officer, &list).await.text().contains("对外文件已过时"));
        let draft = format!("/office/requests/{}/draft", case.number);
        let partial = [
            ("outcome", "2"),
            ("ground", "ground-partial-2019"),
            ("provision", "附后（演示）"),
            ("refused_part", "个人信息（演示）"),
            ("reason", "涉及个人隐私（演示）"),
            ("action", "submit"),
        ];
        portal.get(&mut officer, &format!("{draft}?outcome=2")).await;
        let refused = portal.post(&officer, &draft, &partial).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text().contains("请重新生成") && refused.text().contains("涉及个人隐私（演示）"), "what was typed is kept");
        portal.get(&mut officer, &summary).await;
        assert_eq!(portal.post(&officer, &summary, &[]).await.status, StatusCode::SEE_OTHER);

        // What was taken out is no full disclosure, and a refusal hands nothing out.
        for (outcome, ground, words) in [("1", "ground-provided-2019", "改为部分公开"), ("3.4", PRIVACY, "这种答复不提供信息")]
        {
            portal.get(&mut officer, &format!("{draft}?outcome={outcome}")).await;
            let text = if outcome == "1" { "provision" } else { "reason" };
            let fields = [("outcome", outcome), ("ground", ground), (text, "演示"), ("action", "submit")];
            let refused = portal.post(&officer, &draft, &fields).await;
            assert_eq!((refused.status, refused.text().contains(words)), (StatusCode::CONFLICT, true), "{outcome}");
        }
        portal.get(&mut officer, &format!("{draft}?outcome=2")).await;
        let submitted = portal.post(&officer, &draft, &partial).await;
        assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.text());
        assert_eq!(portal.state(&case).await.step, Step::Reviewing);

        // Who checks sees the table and the file before passing.
        let path = format!("/office/requests/{}", case.number);
        for (who, step) in [("reviewer", "review"), ("approver", "approve")] {
            let mut visitor = portal.sign_in(who).await;
            assert!(portal.get(&mut visitor, &path).await.text().contains(&format!("href=\"{list}\"")), "{who}");
            let table = portal.get(&mut visitor, &summary).await;
            assert!(table.text().contains("部分公开") && table.text().contains("附件1.pdf"), "{who}");
            assert!(!table.text().contains("summary\"><input"), "who checks makes no file");
            let file = portal.get(&mut visitor, &format!("{material}/release")).await;
            assert_eq!((file.status, file.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/pdf"));
            portal.get(&mut visitor, &material).await;
            assert_eq!(portal.post(&visitor, &material, &[("act", "rest")]).await.status, StatusCode::FORBIDDEN);
            portal.get(&mut visitor, &path).await;
            let passed = portal.post(&visitor, &format!("{path}/{step}"), &[("verdict", "pass")]).await;
            assert_eq!(passed.status, StatusCode::SEE_OTHER, "{who}: {}", passed.text());
        }
        portal.get(&mut officer, &path).await;
        let early =
            format!("/requests/letters/{}/{}/attachments/1", case.number, requests::look_up::letter_token(&portal.app, &case.stream));
        let mut nobody = Visitor { cookie: String::new(), hidden: Vec::new() };
        assert_eq!(portal.get(&mut nobody, &early).await.status, StatusCode::NOT_FOUND, "nothing goes out before the letter");
        let sent = portal.post(&officer, &format!("{path}/send"), &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());

        // The requester's download.
        let letter = early.replace("attachments/1", "letter.html");
        let page = portal.get(&mut nobody, &letter).await.text();
        assert!(page.contains("附件1.pdf") && page.contains(&format!("href=\"{early}\"")), "{page}");
        let file = portal.get(&mut nobody, &early).await;
        assert_eq!((file.status, file.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/pdf"));
        assert_eq!(file.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(file.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"attachment.pdf\""));
        assert!(file.header(header::CONTENT_DISPOSITION).ends_with(&format!("''{}", web::percent_encoded("附件1.pdf"))));
        assert_gone(&file.bytes, &[NAME, CARD, AUTHOR, REMARK, TRACE], "the file that goes out");
        assert!(all_bytes(&file.bytes).len() > 1, "its streams were looked into");
        for wrong in ["0", "2", "x", "-1", "99999999999999999999"] {
            let path = early.replace("attachments/1", &format!("attachments/{wrong}"));
            assert_eq!(portal.get(&mut nobody, &path).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        let guessed = format!("/requests/letters/{}/x/attachments/1", case.number);
        assert_eq!(portal.get(&mut nobody, &guessed).await.status, StatusCode::NOT_FOUND);

        every_door(&portal, &case, &material, &letter).await;
        portal.app.store.close().await;
        at_rest(&instance);
    }));
}

/// Nobody is given the original, or its name outside of the desk, by any address.
async fn every_door(portal: &Portal, case: &records::Case, material: &str, letter: &str) {
    let path = format!("/office/requests/{}", case.number);
    let list = format!("{path}/materials");
    let doors = [
        material.to_owned(),
        format!("{material}?page=2"),
        format!("{material}/original"),
        format!("{material}/file"),
        format!("{material}/summary"),
        format!("{material}/release"),
        format!("{material}/pages/1.png"),
        format!("{material}/pages/1.pdf"),
        format!("{list}/none"),
        list.clone(),
        path.clone(),
        format!("{path}/letter"),
        "/office/requests.csv".to_owned(),
        "/office".to_owned(),
        letter.to_owned(),
        letter.replace(".html", ".pdf"),
        letter.replace(".html", ".docx"),
        letter.replace("letter.html", "attachments/1"),
        format!("/api/v1/requests/{}", case.number),
    ];
    for who in ["officer", "clerk", "reviewer", "approver", "stranger", ""] {
        let mut visitor = if who.is_empty() { Visitor { cookie: String::new(), hidden: Vec::new() } } else { portal.sign_in(who).await };
        for door in &doors {
            let answer = portal.get(&mut visitor, door).await;
            assert!(!holds(&answer.bytes, TRACE.as_bytes()), "{door} gives the original to {who}");
            let gone = |words: &[&str]| {
                if door.contains("/pages/") || door.ends_with("/release") || door.contains("/attachments/") || door.ends_with(".docx") {
                    // What is packed was looked into where it was made; here it is looked for what is plain.
                    assert!(!words.iter().any(|word| holds(&answer.bytes, word.as_bytes())), "{door} for {who}");
                } else {
                    assert_gone(&answer.bytes, words, &format!("{door} for {who}"));
                }
            };
            gone(&[AUTHOR, REMARK, CARD]);
            let desk = ["officer", "reviewer", "approver"].contains(&who) && door.starts_with(&list);
            if !desk {
                gone(&[NAME]);
            }
            if door.starts_with(&list) && !desk {
                let expected = match who {
                    "clerk" => vec![StatusCode::FORBIDDEN, StatusCode::NOT_FOUND],
                    "stranger" => vec![StatusCode::NOT_FOUND],
                    _ => vec![StatusCode::SEE_OTHER, StatusCode::NOT_FOUND],
                };
                assert!(expected.contains(&answer.status), "{door} for {who}: {}", answer.status);
            }
        }
    }
    let mut nobody = Visitor { cookie: String::new(), hidden: Vec::new() };
    let blank = portal.get(&mut nobody, "/requests/status").await;
    nobody.cookie = blank.header(header::SET_COOKIE).split(';').next().unwrap().to_owned();
    let code = query_code::of(&portal.app.store, &case.stream);
    for path in ["/requests/status", "/requests/status/receipt"] {
        let followed = portal.post(&nobody, path, &[("number", &case.number), ("query_code", &code)]).await;
        assert_eq!(followed.status, StatusCode::OK, "{path}");
        assert_gone(&followed.bytes, &[NAME, AUTHOR, TRACE], path);
    }
    for recorded in portal.app.store.load(&case.stream).await.unwrap() {
        assert_gone(format!("{recorded:?}").as_bytes(), &[NAME, CARD, AUTHOR, REMARK, TRACE], "an event");
    }
}

/// Neither what was taken out nor the original lies in the data folder in the clear.
fn at_rest(instance: &TestInstance) {
    let mut found = Vec::new();
    files_below(&instance.data, &mut found);
    assert!(!found.is_empty());
    for path in found {
        let bytes = std::fs::read(&path).unwrap();
        for word in [NAME, CARD, AUTHOR, REMARK, TRACE] {
            for needle in encodings(word) {
                assert!(!holds(&bytes, &needle), "{word} lies in {}", path.display());
            }
        }
    }
}

#[test]
fn what_is_no_document_is_refused_at_its_field() {
    run(on_sqlite(|instance| async move {
        let portal = Portal::open(&instance).await;
        let list = format!("/office/requests/{}/materials", portal.case().await.number);
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &list).await;
        assert!(page.text().contains("还没有材料"));
        let encrypted = [original(), b"trailer << /Encrypt 5 0 R >>".to_vec()].concat();
        let mut large = original();
        large.resize(41 << 20, b' ');
        let mut huge = original();
        huge.resize(65 << 20, b' ');
        let table: [(&str, &[u8], &str); 7] = [
            ("a.pdf", b"", "请填写或选择"),
            ("a.pdf", b"only text", "只能处理 PDF、PNG 和 JPEG 文件"),
            ("a.pdf", b"%PDF-1.7\nnothing", "文件损坏"),
            ("a.png", b"\x89PNG\r\n\x1a\nnothing", "文件损坏"),
            ("a.pdf", &encrypted, "文件有密码"),
            ("a.pdf", &large, "文件过大"),
            ("a.pdf", &huge, "文件过大"),
        ];
        for (name, bytes, words) in table {
            let refused = portal.upload(&officer, &list, name, bytes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            let page = refused.text();
            assert!(page.contains("id=\"f-file-error\"") && page.contains("href=\"#f-file\"") && page.contains(words), "{words}");
        }
        let mut clerk = portal.sign_in("clerk").await;
        assert_eq!(portal.get(&mut clerk, &list).await.status, StatusCode::FORBIDDEN);
        clerk.hidden.clone_from(&officer.hidden);
        assert_eq!(portal.upload(&clerk, &list, "a.pdf", &original()).await.status, StatusCode::FORBIDDEN);
        let mut stranger = portal.sign_in("stranger").await;
        assert_eq!(portal.get(&mut stranger, &list).await.status, StatusCode::NOT_FOUND);
        assert!(portal.state(&portal.case().await).await.materials.is_empty());
        portal.app.store.close().await;
    }));
}

#[test]
fn marks_are_drawn_moved_back_and_refused() {
    run(on_sqlite(|instance| async move {
        let portal = Portal::open(&instance).await;
        let case = portal.case().await;
        let mut officer = portal.sign_in("officer").await;
        let (list, material) = with_original(&portal, &mut officer).await;
        let table: [(&[(&str, &str)], &str); 10] = [
            (&[("act", "box"), ("ground", PRIVACY)], "f-x"),
            (&[("act", "box"), ("x", "10"), ("y", "甲"), ("width", "5"), ("height", "5"), ("ground", PRIVACY)], "f-y"),
            (&[("act", "box"), ("x", "99"), ("y", "10"), ("width", "5"), ("height", "5"), ("ground", PRIVACY)], "f-x"),
            (&[("act", "box"), ("areas", "1,2,3,4")], "f-ground"),
            (&[("act", "box"), ("areas", "1,2,3,4"), ("ground", "made-up")], "f-ground"),
            (&[("act", "find"), ("find", " ")], "f-find"),
            (&[("act", "everywhere"), ("find", "没有的字"), ("found_ground", PRIVACY)], "f-find"),
            (&[("act", "flag"), ("flag", "withheld")], "f-flag_ground"),
            (&[("act", "flag"), ("flag", "duplicate"), ("of", "1")], "f-of"),
            (&[("act", "flag"), ("flag", "partial")], "f-flag"),
        ];
        portal.get(&mut officer, &material).await;
        for (fields, field) in table {
            let refused = portal.post(&officer, &material, fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(refused.text().contains(&format!("href=\"#{field}\"")), "{fields:?}");
        }
        assert!(portal.state(&case).await.materials[0].layer.is_none(), "what is refused draws nothing");
        let steps: [&[(&str, &str)]; 5] = [
            &[("act", "box"), ("page", "1"), ("x", "10"), ("y", "20.5"), ("width", "30"), ("height", "5"), ("ground", PRIVACY)],
            &[("act", "box"), ("page", "1"), ("areas", "100,100,500,500;1000,1000,500,500"), ("ground", PRIVACY)],
            &[("act", "flag"), ("page", "2"), ("flag", "withheld"), ("flag_ground", "ground-state-secret-2019")],
            &[("act", "grounds"), ("ground-0", "ground-internal-2019")],
            &[("remove", "2")],
        ];
        for fields in steps {
            portal.get(&mut officer, &material).await;
            let done = portal.post(&officer, &material, fields).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{fields:?}: {}", done.text());
        }
        let page = portal.get(&mut officer, &format!("{material}/summary")).await.text();
        for words in ["内部事务信息", "损害第三方合法权益", "不予公开", "国家秘密", "第十六条第一款"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // Somebody else was faster: nothing typed is lost.
        let page = portal.post(&officer, &material, &[("act", "box"), ("areas", "7,7,70,70"), ("ground", PRIVACY), ("version", "1")]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.text().contains("name=\"areas\" value=\"7,7,70,70\""));
        // Back to the first layer; the ones between stay.
        portal.get(&mut officer, &material).await;
        assert_eq!(portal.post(&officer, &material, &[("act", "restore"), ("layer", "1")]).await.status, StatusCode::SEE_OTHER);
        let page = portal.get(&mut officer, &material).await.text();
        assert_eq!((page.matches("class=\"box\"").count(), page.contains("20.50")), (1, true));
        let summary = format!("{material}/summary");
        let page = portal.get(&mut officer, &summary).await.text();
        assert!(page.contains("第 2 页还没有决定如何处理") && !page.contains("name=\"layer\""));
        let layer = portal.state(&case).await.materials[0].layer.clone().unwrap().part;
        let refused = portal.post(&officer, &summary, &[("layer", &layer)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        // Taken out again.
        portal.get(&mut officer, &list).await;
        assert_eq!(portal.post(&officer, &format!("{material}/withdraw"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(portal.get(&mut officer, &material).await.status, StatusCode::NOT_FOUND);
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    }));
}

#[test]
fn a_picture_goes_the_same_way_and_may_come_with_an_answer() {
    run(on_sqlite(|instance| async move {
        let portal = Portal::open(&instance).await;
        let case = portal.case().await;
        let picture = image::RgbImage::from_pixel(200, 100, image::Rgb([200, 220, 240]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        let scan = [bytes.into_inner(), format!("{TRACE}{NAME}").into_bytes()].concat();
        let consult = Command::Consult {
            kind: PartyKind::Body,
            name: "演示处室".into(),
            contact: String::new(),
            organisation: None,
            until: Some(jiff::civil::date(2026, 12, 1)),
            question: "请提供扫描件（演示）".into(),
        };
        portal.execute(&case, consult).await;
        let id = portal.state(&case).await.consultations[0].consulted.id.clone();
        let file = Upload { name: "扫描件.png".into(), media_type: "image/png".into(), bytes: scan };
        let answered = Command::ConsultationAnswered {
            id: id.clone(),
            on: jiff::civil::date(2026, 11, 23),
            answer: Answer::Says,
            text: "见附件（演示）".into(),
            files: vec![file],
        };
        portal.execute(&case, answered).await;

        let list = format!("/office/requests/{}/materials", case.number);
        let mut officer = portal.sign_in("officer").await;
        assert!(portal.get(&mut officer, &list).await.text().contains("扫描件.png"));
        let take = format!("{list}/take");
        assert_eq!(portal.post(&officer, &take, &[("answer", "none/0")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(portal.post(&officer, &take, &[("answer", &format!("{id}/0"))]).await.status, StatusCode::SEE_OTHER);
        let material = format!("{list}/{}", portal.state(&case).await.materials[0].added.id);
        let page = portal.get(&mut officer, &material).await.text();
        assert!(page.contains("没有文字，请逐页查看"), "a scan has to be looked at");
        let marks = [("act", "box"), ("x", "25"), ("y", "0"), ("width", "50"), ("height", "100"), ("ground", PRIVACY)];
        assert_eq!(portal.post(&officer, &material, &marks).await.status, StatusCode::SEE_OTHER);
        let summary = format!("{material}/summary");
        assert!(portal.get(&mut officer, &summary).await.text().contains("请逐页查看：1"));
        let made = portal.post(&officer, &summary, &[]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let released = portal.get(&mut officer, &format!("{material}/release")).await;
        assert_eq!(released.header(header::CONTENT_TYPE), "image/png");
        assert!(released.header(header::CONTENT_DISPOSITION).ends_with(&web::percent_encoded("附件1.png")));
        assert_gone(&released.bytes, &[NAME, TRACE], "the picture");
        let drawn = image::load_from_memory(&released.bytes).unwrap().into_rgb8();
        assert_eq!((drawn.dimensions(), *drawn.get_pixel(10, 50)), ((200, 100), image::Rgb([200, 220, 240])));
        assert_eq!((*drawn.get_pixel(52, 3), *drawn.get_pixel(147, 97)), (image::Rgb([0, 0, 0]), image::Rgb([0, 0, 0])));
        portal.app.store.close().await;
    }));
}

#[test]
fn a_draft_goes_on_with_files_that_fit_its_outcome() {
    use requests::decide::{Context, Refusal, release};
    use requests::model::event::{LayerDrawn, MaterialAdded, ReleaseMade, RequestEvent, SealedFile};
    use store::PartRef;

    let law = law::Law::load(None).unwrap();
    let organisation = identity::Organisation {
        id: identity::OrganisationId("hz-housing".into()),
        code: "hz-housing".into(),
        name: "演示".into(),
        short_name: "演示".into(),
        kind: law::OrganisationKind::Department,
        division: calendar::DivisionCode::parse("330100").unwrap(),
        parent: None,
        letter_mark: None,
        acknowledgement_confirms: false,
        contact: identity::Contact::default(),
    };
    let context = Context { law: &law, today: jiff::civil::date(2026, 11, 24), organisation: &organisation };
    let part = |id: &str| PartRef { part: id.into(), commitment: "c".into() };
    let file = || SealedFile { content: part("f"), name: part("n"), media_type: "application/pdf".into(), size: 1 };
    let person = || "p".to_owned();
    let added = |id: &str| RequestEvent::MaterialAdded(MaterialAdded { id: id.into(), file: file(), pages: 1, person: person() });
    let drawn = |layer: &str| RequestEvent::LayerDrawn(LayerDrawn { material: "a".into(), layer: part(layer), person: person() });
    let made = |layer: &str, partial: bool| {
        let (material, layer) = ("a".to_owned(), part(layer));
        RequestEvent::ReleaseMade(ReleaseMade { material, layer, file: file(), number: 1, partial, person: person() })
    };
    let table = [
        (vec![], "3.4", None),
        (vec![added("a")], "1", Some("material-not-made")),
        (vec![added("a"), drawn("x")], "1", Some("material-not-made")),
        (vec![added("a"), drawn("x"), made("x", false)], "1", None),
        (vec![added("a"), drawn("x"), made("x", false)], "2", None),
        (vec![added("a"), drawn("x"), made("x", false)], "4.1", Some("material-not-provided")),
        (vec![added("a"), drawn("x"), made("x", true)], "1", Some("material-partial")),
        (vec![added("a"), drawn("x"), made("x", true)], "2", None),
        (vec![added("a"), drawn("x"), made("x", true), drawn("y")], "2", Some("material-out-of-date")),
        (vec![added("a"), drawn("x"), made("x", true), drawn("y"), made("y", true)], "2", None),
        (vec![added("a"), drawn("x"), made("x", true), added("b")], "2", Some("material-not-made")),
    ];
    for (events, outcome, refusal) in table {
        let state = Case::default().evolve_all(&events);
        let found = release::hand_on(&state, outcome, &context).err();
        assert_eq!(found, refusal.map(Refusal::Already), "{outcome} after {events:?}");
    }
    let state = Case::default().evolve_all(&[added("a"), drawn("x"), made("x", true), added("b")]);
    assert_eq!((release::attachment_number(&state, "a"), release::attachment_number(&state, "b")), (1, 2));
}
