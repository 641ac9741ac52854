//! What requesters and officers hand over, made bad: applications, clocks, files, numbers, codes, boxes on a page. What is
//! refused names its field; what is accepted means the same when it is handed in again.

use jiff::civil::{Date, date};
use law::Law;
use requests::clock::{ClockAnswer, ClockInput, reckon};
use requests::material::marks;
use requests::model::upload::{FILE_LIMIT, Upload};
use requests::model::{
    AgentInput, Applicant, ApplicantInput, Application, ApplicationInput, IdentityInput, IdentityType, identity_number, query_code,
};
use std::io::{Cursor, Write};
use std::sync::LazyLock;

const TODAY: Date = date(2026, 11, 24);
static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(None).unwrap());

const APPLICATION: &str = r#"{"organisation":"hz-housing","applicant":{"kind":"natural-person","name":"张演示","identity":{"type":"resident-identity-card","number":"11010519491231002X"},"phone":"0571-00000000","email":"demo@example.org","address":"杭州市演示路1号"},"subject":"分配结果","description":"按区分列\n的套数","form":"electronic","delivery":"online","agent":{"name":"李演示","phone":"057100000","authority":"受委托"},"others":[{"name":"王演示","identity":{"type":"passport","number":"E12345678"}}],"track":"disclosure","help":"请打电话"}"#;
const ORGANISATION: &str = r#"{"organisation":"hz","applicant":{"kind":"legal-service","name":"演示所","identity":{"type":"unified-social-credit-code","number":"91350100M000100Y43"},"contact_name":"赵演示","address":"演示路"},"subject":"记录","form":"paper","delivery":"post","track":"correction","evidence":"证据"}"#;

/// A checked application, as it would be handed in again.
fn again(application: &Application) -> ApplicationInput {
    let who = |who: &Applicant| ApplicantInput {
        kind: Some(who.kind.as_str().to_owned()),
        name: Some(who.name.clone()),
        identity: who
            .identity
            .as_ref()
            .map(|(kind, number)| IdentityInput { kind: Some(kind.as_str().to_owned()), number: Some(number.clone()) }),
        phone: who.phone.clone(),
        email: who.email.clone(),
        address: who.address.clone(),
        contact_name: who.contact_name.clone(),
    };
    ApplicationInput {
        organisation: None,
        applicant: Some(who(&application.applicant)),
        subject: Some(application.subject.clone()),
        description: Some(application.description.clone()),
        form: Some(application.form.as_str().to_owned()),
        delivery: Some(application.delivery.as_str().to_owned()),
        agent: application.agent.as_ref().map(|agent| AgentInput {
            name: Some(agent.name.clone()),
            phone: agent.phone.clone(),
            authority: Some(agent.authority.clone()),
        }),
        others: Some(application.others.iter().map(who).collect()),
        track: Some(application.track.as_str().to_owned()),
        evidence: Some(application.evidence.clone()),
        help: Some(application.help.clone()),
    }
}

#[test]
fn applications() {
    let asked = LAW.application_fields(TODAY).unwrap();
    let (mut accepted, mut refused) = (0, 0);
    mutation::each_text(&[APPLICATION, ORGANISATION], 6_000, |text| {
        let Ok(input) = serde_json::from_str::<ApplicationInput>(text) else { return };
        assert_eq!(serde_json::from_str::<ApplicationInput>(&serde_json::to_string(&input).unwrap()).unwrap(), input);
        match Application::parse(&input, &asked, TODAY) {
            Ok(application) => {
                accepted += 1;
                assert!(application.subject.chars().count() <= 200 && application.description.chars().count() <= 5_000);
                assert_eq!(Application::parse(&again(&application), &asked, TODAY), Ok(application));
            }
            Err(problems) => {
                refused += 1;
                assert!(!problems.is_empty());
                let mut fields: Vec<&str> = problems.iter().map(|problem| problem.field).collect();
                fields.sort_unstable();
                fields.dedup();
                assert_eq!(fields.len(), problems.len(), "one problem for each field");
                for problem in problems {
                    let message = web::message(
                        web::Language::Chinese,
                        &format!("requests-problem-{}", problem.code),
                        &[("limit", problem.limit.to_string())],
                    );
                    assert!(!message.is_empty());
                }
            }
        }
    });
    assert!(accepted > 100 && refused > 100, "{accepted} accepted, {refused} refused");
}

#[test]
fn clocks() {
    let sample = r#"{"organisation":"330100","received_on":"2024-03-01","as_of":"2024-05-10","events":[
{"on":"2024-03-05","kind":"clarification-requested","until":"2024-03-26"},{"on":"2024-03-20","kind":"clarified"},
{"on":"2024-03-25","kind":"third-party-consulted","delivered_on":"2024-03-28","party":"甲"},{"on":"2024-04-10","kind":"third-party-answered","party":"甲"},
{"on":"2024-04-12","kind":"extended","working_days":20},{"on":"2024-04-15","kind":"fee-noticed","until":"2024-05-20"}]}"#;
    let long =
        r#"{"received_on":"2010-01-05","as_of":"9999-12-31","events":[{"on":"2010-01-20","kind":"delayed-to","date":"9999-12-30"}]}"#;
    mutation::each_text(&[sample, long], 2_500, |text| match ClockInput::parse(text).and_then(|input| reckon(&input, &LAW)) {
        Ok(clock) => {
            let _ = serde_json::to_string(&ClockAnswer::of(&clock, web::Language::Chinese)).unwrap();
        }
        Err(fault) => {
            assert!(!fault.rule.is_empty() && !fault.to_string().is_empty());
        }
    });
    // As many events as fit a file, and an extension beyond all days.
    let many: Vec<String> = (0..20_000).map(|_| r#"{"on":"2024-03-25","kind":"body-consulted"}"#.to_owned()).collect();
    for events in [many.join(","), r#"{"on":"2024-03-04","kind":"extended","working_days":4294967295}"#.to_owned()] {
        let text = format!(r#"{{"received_on":"2024-03-01","as_of":"2024-05-10","events":[{events}]}}"#);
        let _ = ClockInput::parse(&text).and_then(|input| reckon(&input, &LAW)).map(|clock| assert!(clock.lines().len() <= 200_000));
    }
    let _ = ClockInput::parse(&format!(r#"{{"received_on":"2024-03-01","events":{}"#, "[".repeat(100_000))).unwrap_err();
}

fn document() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "word/document.xml", "word/media/image1.png"] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&name.as_bytes().repeat(20)).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn files_told_by_content() {
    let chunk = |name: &[u8], data: &[u8]| [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], name, data, &[0; 4]].concat();
    let png = [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &[0; 13]), &chunk(b"IDAT", &[1; 9]), &chunk(b"IEND", b"")].concat();
    let samples: [Vec<u8>; 6] = [
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".to_vec(),
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9".to_vec(),
        png,
        document(),
        "说明（演示）\n第二行".as_bytes().to_vec(),
        encoding_rs::GB18030.encode("说明（演示）").0.into_owned(),
    ];
    mutation::each_bytes(&samples, 6_000, |bytes| {
        let taken = Upload::check("../甲\u{202e}.exe\0", bytes);
        match taken {
            Ok(upload) => {
                assert_eq!(Upload::check(&upload.name, &upload.bytes), Ok(upload.clone()));
                assert!(!upload.name.chars().any(|c| c.is_control() || "/\\\u{202e}".contains(c)), "{:?}", upload.name);
                let begins: &[&[u8]] = match upload.media_type.split('/').next().unwrap() {
                    "text" => &[b""],
                    _ => &[b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"PK\x03\x04"],
                };
                assert!(begins.iter().any(|head| bytes.starts_with(head)) || upload.media_type == "application/pdf");
            }
            Err(fault) => {
                let code = format!("requests-problem-{}", fault.code());
                assert!(!web::message(web::Language::Chinese, &code, &[("limit", "1".into()), ("name", "甲".into())]).is_empty());
            }
        }
    });
    mutation::each_text(&["C:\\扫描件.tar.gz", "../../etc/passwd", "a"], 2_000, |name| {
        let upload = Upload::check(name, b"text").unwrap();
        assert!(upload.name.ends_with(".txt") && upload.name.chars().count() <= 104 && !upload.name.starts_with('.'), "{:?}", upload.name);
        assert!(!upload.name.chars().any(|c| c.is_control() || "/\\<>:\"|?*".contains(c)), "{:?}", upload.name);
    });
    assert!(Upload::check("a", &vec![b'a'; FILE_LIMIT + 1]).is_err());
}

#[test]
fn numbers_and_codes() {
    mutation::each_text(&["11010519491231002X", "91350100M000100Y43", "E12345678"], 6_000, |text| {
        for number in [identity_number::resident(text, TODAY), identity_number::social_credit(text)].into_iter().flatten() {
            assert_eq!(number, text.trim().to_ascii_uppercase());
            assert!(number.len() == 18 && number.is_ascii());
        }
    });
    assert!(IdentityType::ALL.iter().all(|kind| IdentityType::parse(kind.as_str()) == Some(*kind)));
    let code = "2345-6789-ABCD-EFGH";
    mutation::each_text(&[code], 4_000, |text| {
        let normal = query_code::normalise(text);
        assert!(normal.len() <= 22 && query_code::normalise(&normal) == normal);
        assert_eq!(query_code::same(text, code), normal == code);
    });
    mutation::each_text(&["1000,2000,300,400; 0,0,10000,10000", "0,1,2,3,4", "12.34%"], 6_000, |text| {
        assert!(marks::areas(text).unwrap_or_default().iter().all(redaction::Area::is_on_page));
        if let Some((_, area)) = marks::place(text) {
            assert!(area.is_on_page());
        }
        if let Some(value) = marks::per_cent(text) {
            assert_eq!(marks::per_cent(&marks::as_per_cent(value)), Some(value));
        }
    });
}
