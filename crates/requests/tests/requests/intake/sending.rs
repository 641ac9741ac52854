//! One form, several bodies, files.

use super::{PHONE, SUBJECT, fields, nothing_in_the_clear, numbers, open, proved, register};
use crate::world::{File, IDENTITY, NAME, run};
use axum::http::{StatusCode, header};
use requests::model::Step;
use requests::model::event::{Origin, Standing, Track};
use store::testing::{TestInstance, each_database, on_sqlite};

const SECRET: &[u8] = b"a secret line in an attachment";
const FILE_NAME: &str = "隐秘附件名";

fn pdf() -> Vec<u8> {
    [b"%PDF-1.7\n%", SECRET, b"\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"].concat()
}

fn online<'a>(change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = fields(change);
    all.retain(|(name, _)| !["channel", "arrived_on"].contains(name));
    all.push(("action", "submit"));
    all
}

#[test]
fn one_form_to_several_bodies_makes_as_many_cases_and_only_once() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let visitor = portal.anybody("/requests/new").await;
        let files = [pdf()];
        let file = || [File("files", FILE_NAME, &files[0])];
        let both = online(&[("also", "hz-environment"), ("also", "hz-housing")]);
        let made = portal.upload(&visitor, "/requests/new", &both, &file()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let cases = numbers(&made.text());
        assert_eq!(cases.len(), 2, "{cases:?}");
        let size = portal.size().await;
        for _ in 0..2 {
            let again = portal.upload(&visitor, "/requests/new", &both, &file()).await;
            assert_eq!((again.status, numbers(&again.text())), (StatusCode::CREATED, cases.clone()));
        }
        let other = online(&[("also", "hz-tax")]);
        let other = portal.upload(&visitor, "/requests/new", &other, &file()).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "the same form for something else");
        assert_eq!(portal.size().await, size, "a form sent twice makes nothing new");

        let mut forms = Vec::new();
        let mut codes = Vec::new();
        for number in &cases {
            let state = portal.state(&portal.case(number).await).await;
            let received = state.received.unwrap();
            assert_eq!((received.files.len(), received.files[0].media_type.as_str()), (1, "application/pdf"));
            forms.push(received.origin);
            codes.push(portal.code(number).await);
            assert!(made.text().contains(&codes[codes.len() - 1]), "each has its own code");
            proved(&portal, number).await;
        }
        assert!(matches!(&forms[0], Some(Origin::SameForm(_))) && forms[0] == forms[1] && codes[0] != codes[1]);
        let Some(Origin::SameForm(form)) = &forms[0] else { unreachable!() };
        assert!(!cases.iter().any(|number| form.contains(number)), "a body is not told which other was asked");

        let visitor = portal.anybody("/requests/new").await;
        let size = portal.size().await;
        let one_unknown = online(&[("also", "hz-environment"), ("also", "nobody")]);
        let none = portal.post(&visitor, "/requests/new", &one_unknown).await;
        assert_eq!((none.status, portal.size().await), (StatusCode::UNPROCESSABLE_ENTITY, size), "all or none");
        assert!(none.text().contains("href=\"#f-also\""));
        let data = instance.data.clone();
        portal.close().await;
        if instance.postgres.is_none() {
            let secrets: [&[u8]; 6] = [SECRET, FILE_NAME.as_bytes(), NAME.as_bytes(), IDENTITY.as_bytes(), b"87654321", SUBJECT.as_bytes()];
            nothing_in_the_clear(&data, &secrets);
        }
    }));
}

#[test]
fn a_file_that_cannot_be_taken_is_told_at_its_field_and_nothing_is_made() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance).await;
        let size = portal.size().await;
        let good = pdf();
        let with_zip = [&good[..], b"PK\x05\x06", &[0; 18]].concat();
        let large = vec![b'a'; (10 << 20) + 1];
        let script = [&good[..9], b"9 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n", &good[9..]].concat();
        let table: [(&str, &[u8], &str); 6] = [
            ("e.pdf", b"", "是空文件"),
            ("f.pdf", &script, "重新打印为 PDF"),
            ("a.pdf", b"MZ\x90\0\x03\0\0\0", "不是 PDF"),
            ("b.pdf", &with_zip, "夹带"),
            ("c.txt", &large, "超过 10 MB"),
            ("d.pdf", &good[..30], "不完整"),
        ];
        let visitor = portal.anybody("/requests/new").await;
        for (name, bytes, said) in table {
            let answer = portal
                .upload(&visitor, "/requests/new", &online(&[]), &[File("files", "good.pdf", &good), File("files", name, bytes)])
                .await;
            let page = answer.text();
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(page.contains("href=\"#f-files\"") && page.contains("id=\"f-files-error\"") && page.contains(said), "{name}");
            assert!(page.contains(name) && page.contains(NAME), "which file, and what was typed is kept");
        }
        let six: Vec<File<'_>> = (0..6).map(|_| File("files", "a.pdf", &good)).collect();
        let answer = portal.upload(&visitor, "/requests/new", &online(&[]), &six).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text().contains("最多 5 个"));
        let whole = vec![b'a'; 53 << 20];
        let answer = portal.upload(&visitor, "/requests/new", &online(&[]), &[File("files", "a.txt", &whole)]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(portal.size().await, size);
        portal.close().await;
    }));
}

#[test]
fn files_are_handed_out_to_their_requester_and_for_a_reason_to_an_officer() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let visitor = portal.anybody("/requests/new").await;
        let file = pdf();
        let made = portal.upload(&visitor, "/requests/new", &online(&[]), &[File("files", FILE_NAME, &file)]).await;
        let number = numbers(&made.text()).remove(0);
        let part = portal.state(&portal.case(&number).await).await.received.unwrap().files[0].content.part.clone();
        let code = portal.code(&number).await;

        let own = portal.anybody("/requests/status").await;
        let fields = [("number", number.as_str()), ("query_code", code.as_str()), ("file", part.as_str())];
        assert!(portal.post(&own, "/requests/status", &fields).await.text().contains(FILE_NAME));
        let got = portal.post(&own, "/requests/status/file", &fields).await;
        assert_eq!((got.status, got.bytes == file), (StatusCode::OK, true));
        let said = |name: header::HeaderName| got.headers[name].to_str().unwrap().to_owned();
        assert!(said(header::CONTENT_DISPOSITION).starts_with("attachment;"));
        assert!(said(header::CONTENT_SECURITY_POLICY).contains("sandbox") && said(header::X_CONTENT_TYPE_OPTIONS) == "nosniff");
        let wrong = [("number", number.as_str()), ("query_code", "AAAA-AAAA-AAAA-AAAA"), ("file", part.as_str())];
        assert_eq!(portal.post(&own, "/requests/status/file", &wrong).await.status, StatusCode::NOT_FOUND);

        let path = format!("/office/requests/{number}");
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &path).await.text();
        assert!(page.contains(&part) && !page.contains(FILE_NAME), "the name is the requester's");
        let get = format!("{path}/files");
        let refused = portal.post(&officer, &get, &[("file", part.as_str()), ("contact_reason", " ")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let size = portal.size().await;
        let got = portal.post(&officer, &get, &[("file", part.as_str()), ("contact_reason", "核对（演示）")]).await;
        assert_eq!((got.status, got.bytes == file, portal.size().await), (StatusCode::OK, true, size + 1));
        let page = portal.get(&mut officer, &path).await.text();
        assert!(page.contains("下载附件") && page.contains("核对（演示）"));
        let stranger = portal.post(&officer, &get, &[("file", "another"), ("contact_reason", "核对（演示）")]).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        let mut stranger = portal.sign_in("stranger").await;
        portal.get(&mut stranger, "/office/requests/register").await;
        let none = portal.post(&stranger, &get, &[("file", part.as_str()), ("contact_reason", "核对（演示）")]).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        portal.close().await;
    }));
}

#[test]
fn an_agent_and_joint_requesters_are_sealed_and_masked() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance).await;
        let visitor = portal.anybody("/requests/new").await;
        let bad = online(&[("agent.phone", "0571-11112222"), ("others.1.name", "慕容共同")]);
        let page = portal.post(&visitor, "/requests/new", &bad).await.text();
        for field in ["agent.name", "agent.authority", "others.0.identity.number"] {
            assert!(page.contains(&format!("href=\"#f-{field}\"")), "{field}: {page}");
        }
        let good = online(&[
            ("agent.name", "司徒代理"),
            ("agent.authority", "书面授权（演示）"),
            ("others.0.name", "慕容共同"),
            ("others.0.identity.type", "passport"),
            ("others.0.identity.number", "E12345678"),
        ]);
        let made = portal.post(&visitor, "/requests/new", &good).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let number = numbers(&made.text()).remove(0);
        let mut officer = portal.sign_in("officer").await;
        let path = format!("/office/requests/{number}");
        let page = portal.get(&mut officer, &path).await.text();
        assert!(page.contains("司***") && page.contains("慕***") && !page.contains("司徒代理") && !page.contains("慕容共同"));
        let shown = portal.post(&officer, &format!("{path}/contact"), &[("contact_reason", "核对（演示）")]).await.text();
        assert!(shown.contains("司徒代理") && shown.contains("慕容共同") && shown.contains("E12345678"));
        proved(&portal, &number).await;
        let data = instance.data.clone();
        portal.close().await;
        nothing_in_the_clear(&data, &["司徒代理".as_bytes(), "慕容共同".as_bytes(), b"E12345678", PHONE.as_bytes()]);
    }));
}

#[test]
fn a_correction_needs_evidence_and_runs_by_the_citys_own_term() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let visitor = portal.anybody("/requests/new").await;
        let without = portal.post(&visitor, "/requests/new", &online(&[("track", "correction")])).await;
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(without.text().contains("href=\"#f-evidence\""));
        let with = online(&[("track", "correction"), ("evidence", "出生证明（演示）")]);
        let made = portal.post(&visitor, "/requests/new", &with).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let number = numbers(&made.text()).remove(0);
        let state = portal.state(&portal.case(&number).await).await;
        assert_eq!(state.received.as_ref().unwrap().track, Track::Correction);
        let clerk = register(&portal, "officer", &[("track", "correction"), ("evidence", "出生证明（演示）")]).await;
        let number = numbers(&clerk.text()).remove(0);
        let clock = portal.state(&portal.case(&number).await).await.clock.unwrap();
        assert_eq!((clock.rule.id.as_str(), clock.rule.confirmed, clock.working_days), ("setting-correction-term", false, 20));
        let path = format!("/office/requests/{number}");
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &path).await.text();
        assert!(page.contains("更正与自身相关的信息") && !page.contains("出生证明（演示）"), "evidence is opened for a reason");
        assert!(!page.contains(&format!("{path}/draft")), "no draft of a disclosure");
        let refused = portal.post(&officer, &format!("{path}/draft"), &[("outcome", "1"), ("ground", "any"), ("action", "save")]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        for act in ["ask-clarification", "consult", "propose-extension", "fee", "ask-reasons"] {
            assert!(!page.contains(&format!("{path}/acts/{act}")), "{act} is of disclosure on request");
        }
        assert!(page.contains(&format!("{path}/acts/note")));
        let answer = format!("{path}/correction");
        let mut head = portal.sign_in("head").await;
        assert!(!portal.get(&mut head, &path).await.text().contains(&answer), "there is nothing to sign yet");
        let nothing = portal.get(&mut head, &answer).await.text();
        assert!(nothing.contains("还没有拟好的答复") && !nothing.contains("name=\"answer\""));
        assert!(portal.get(&mut officer, &path).await.text().contains(&answer));
        portal.get(&mut officer, &answer).await;
        for (fields, field) in [
            (vec![("reason", "核对（演示）")], "answer"),
            (vec![("answer", "corrected")], "reason"),
            (vec![("answer", "told"), ("reason", "核对（演示）")], "organ"),
        ] {
            let refused = portal.post(&officer, &answer, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(refused.text().contains(&format!("href=\"#f-{field}\"")), "{field}");
        }
        let told = [("answer", "told"), ("reason", "户籍由公安机关登记（演示）"), ("organ", "演示公安分局")];
        assert_eq!(portal.post(&officer, &answer, &told).await.status, StatusCode::SEE_OTHER);
        let state = portal.state(&portal.case(&number).await).await;
        assert_eq!((state.step, state.letters.len()), (Step::Approving, 0), "nothing went out");
        for (who, status) in [("officer", StatusCode::FORBIDDEN), ("both-posts", StatusCode::SEE_OTHER)] {
            // Somebody else sends it back, and may not be its drafter.
            let mut visitor = portal.sign_in(who).await;
            portal.get(&mut visitor, &answer).await;
            assert_eq!(portal.post(&visitor, &answer, &[("do", "return"), ("remark", "")]).await.status == status, who == "officer");
            let back = portal.post(&visitor, &answer, &[("do", "return"), ("remark", "请写明是哪个机关（演示）")]).await;
            assert_eq!(back.status, status, "{who}: {}", back.text());
        }
        let mut both = portal.sign_in("both-posts").await;
        let page = portal.get(&mut both, &answer).await.text();
        assert!(
            page.contains("请写明是哪个机关（演示）") && page.contains("户籍由公安机关登记（演示）"),
            "what came back is changed: {page}"
        );
        assert_eq!(portal.post(&both, &answer, &told).await.status, StatusCode::SEE_OTHER);
        let version = portal.state(&portal.case(&number).await).await.version.to_string();
        let own = portal.post(&both, &answer, &[("do", "send"), ("version", &version)]).await;
        assert_eq!(own.status, StatusCode::CONFLICT, "nobody signs the own draft");
        assert!(own.text().contains("须由不同的人办理"));
        let page = portal.get(&mut head, &answer).await.text();
        assert!(page.contains("请您向有权更正的演示公安分局提出") && !page.contains(NAME), "the letter, and no name: {page}");
        assert!(portal.get(&mut head, &path).await.text().contains("签发更正答复"));
        let through = portal.post(&head, &format!("{path}/approve"), &[("verdict", "pass"), ("version", "6")]).await;
        assert_eq!(through.status, StatusCode::CONFLICT, "no other door");
        portal.get(&mut head, &answer).await;
        assert_eq!(portal.post(&head, &answer, &[("do", "send")]).await.status, StatusCode::SEE_OTHER);
        let state = portal.state(&portal.case(&number).await).await;
        assert_eq!((state.step, state.standing, state.due_on), (Step::Ended, Standing::Closed, None));
        let letter = portal.app.store.open_part(&state.letters[0].letter).await.unwrap().unwrap();
        let letter = String::from_utf8(letter).unwrap();
        assert!(letter.contains("请您向有权更正的演示公安分局提出") && letter.contains("第四十一条"), "{letter}");
        proved(&portal, &number).await;
        portal.close().await;
    }));
}

#[test]
fn under_the_regulation_of_2007_what_is_anothers_must_be_forwarded() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance).await;
        let old = [("track", "correction"), ("evidence", "出生证明（演示）"), ("arrived_on", "2019-05-10")];
        let number = numbers(&register(&portal, "officer", &old).await.text()).remove(0);
        let answer = format!("/office/requests/{number}/correction");
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &answer).await.text();
        assert!(page.contains("value=\"forwarded\"") && !page.contains("value=\"told\"") && page.contains("第二十五条"));
        let fields = |answer| [("answer", answer), ("reason", "户籍由公安机关登记（演示）"), ("organ", "演示公安分局")];
        assert_eq!(portal.post(&officer, &answer, &fields("told")).await.status, StatusCode::CONFLICT);
        assert_eq!(portal.post(&officer, &answer, &fields("forwarded")).await.status, StatusCode::SEE_OTHER);
        portal.close().await;
    }));
}

/// The first page again (the browser's Back), then on to the last: the same request, unless something else stands in it.
#[test]
fn a_form_that_is_sent_again_from_its_first_page_is_one_request() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let path = "/requests/new";
        let first = portal.anybody(path).await;
        let with = |change: &[(&'static str, &'static str)], action: &'static str| {
            let mut all = online(change);
            all.retain(|(name, _)| *name != "action");
            all.push(("action", action));
            all
        };
        let through = async |change: &[(&'static str, &'static str)]| {
            let mut visitor = first.clone();
            let check = portal.post_on(&mut visitor, path, &with(change, "check")).await;
            assert_eq!(check.status, StatusCode::OK, "{}", check.text());
            let edit = portal.post_on(&mut visitor, path, &with(change, "edit")).await;
            assert_eq!(edit.status, StatusCode::OK);
            let answer = portal.post_on(&mut visitor, path, &with(change, "submit")).await;
            (visitor, answer)
        };
        let (_, made) = through(&[]).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let number = numbers(&made.text()).remove(0);
        let size = portal.size().await;
        let (_, again) = through(&[]).await;
        assert_eq!((again.status, numbers(&again.text()).remove(0)), (StatusCode::CREATED, number.clone()));
        let changed = [("description", "二〇二五年的（演示）")];
        let (mut visitor, told) = through(&changed).await;
        let page = told.text();
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(&number) && page.contains("作为新的申请提交") && page.contains("二〇二五年的（演示）"), "{page}");
        assert_eq!(portal.size().await, size, "nothing was made");
        let anew = portal.post_on(&mut visitor, path, &with(&changed, "submit")).await;
        assert_eq!(anew.status, StatusCode::CREATED, "on purpose");
        assert_ne!(numbers(&anew.text()).remove(0), number);
        portal.close().await;
    }));
}
