//! What is covered is gone from all that goes out, at every door.

use super::*;
use axum::http::header;
use requests::model::Step;
use requests::records;
use store::testing::each_database;
#[test]
fn what_is_covered_is_gone_from_all_that_goes_out() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let case = portal.first("hz-housing").await;
        let mut officer = portal.sign_in("officer").await;
        let (list, material) = with_original(&portal, &mut officer).await;
        let page = seen(&portal, &mut officer, &list).await;
        assert!(page.text().contains(FILE_NAME) && page.text().contains("没有遮盖") && page.text().contains("2 页"));

        seen(&portal, &mut officer, &material).await;
        let picture = seen(&portal, &mut officer, &format!("{material}/pages/2.png")).await;
        assert_eq!((picture.status, picture.header(header::CONTENT_TYPE)), (StatusCode::OK, "image/png"));
        assert_eq!(picture.header(header::CACHE_CONTROL), "private, no-store");
        assert!(picture.bytes.starts_with(b"\x89PNG"));
        for wrong in ["0.png", "3.png", "1", "1.pdf", "x.png", "18446744073709551616.png"] {
            assert_eq!(seen(&portal, &mut officer, &format!("{material}/pages/{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }

        // Found, and marked wherever it stands.
        seen(&portal, &mut officer, &material).await;
        let found = portal.post(&officer, &material, &[("act", "find"), ("find", NAME)]).await;
        assert_eq!((found.status, found.text().matches("name=\"place\"").count()), (StatusCode::OK, 2));
        let refused = portal.post(&officer, &material, &[("act", "everywhere"), ("find", NAME), ("found_ground", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("id=\"f-found_ground-error\""));
        for text in [NAME, CARD] {
            seen(&portal, &mut officer, &material).await;
            let marked = portal.post(&officer, &material, &[("act", "everywhere"), ("find", text), ("found_ground", PRIVACY)]).await;
            assert_eq!(marked.status, StatusCode::SEE_OTHER, "{}", marked.text());
        }
        let page = seen(&portal, &mut officer, &format!("{material}?page=2")).await.text();
        assert!(page.contains("第十五条") && page.matches("class=\"box\"").count() == 2, "{page}");
        let summary = format!("{material}/summary");
        let page = seen(&portal, &mut officer, &summary).await.text();
        assert!(page.contains("损害第三方合法权益") && page.contains("name=\"layer\""), "both pages are decided on by their boxes");

        // The file is made from the layer that was looked at, and from no other.
        let stale = portal.post(&officer, &summary, &[("layer", "another")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(stale.text().contains("遮盖又改过了"));
        assert_eq!(portal.post(&officer, &summary, &[("version", "1")]).await.status, StatusCode::CONFLICT);
        seen(&portal, &mut officer, &summary).await;
        let made = portal.post(&officer, &summary, &[]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        assert!(portal.state(&case).await.materials[0].is_ready());

        // A later change makes it out of date, and the draft cannot be handed on.
        seen(&portal, &mut officer, &material).await;
        let marks = [("act", "box"), ("page", "1"), ("areas", "9000,9000,500,500"), ("ground", PRIVACY)];
        assert_eq!(portal.post(&officer, &material, &marks).await.status, StatusCode::SEE_OTHER);
        assert!(seen(&portal, &mut officer, &list).await.text().contains("对外文件已过时"));
        let draft = format!("/office/requests/{}/draft", case.number);
        let partial = [
            ("outcome", "2"),
            ("ground", "ground-partial-2019"),
            ("provision", "附后（演示）"),
            ("refused_part", "个人信息（演示）"),
            ("reason", "涉及个人隐私（演示）"),
            ("action", "submit"),
        ];
        seen(&portal, &mut officer, &format!("{draft}?outcome=2")).await;
        let refused = portal.post(&officer, &draft, &partial).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text().contains("请重新生成") && refused.text().contains("涉及个人隐私（演示）"), "what was typed is kept");
        seen(&portal, &mut officer, &summary).await;
        assert_eq!(portal.post(&officer, &summary, &[]).await.status, StatusCode::SEE_OTHER);

        // What was taken out is no full disclosure, and a refusal hands nothing out.
        for (outcome, ground, words) in [("1", "ground-provided-2019", "改为部分公开"), ("3.4", PRIVACY, "这种答复不提供信息")]
        {
            seen(&portal, &mut officer, &format!("{draft}?outcome={outcome}")).await;
            let text = if outcome == "1" { "provision" } else { "reason" };
            let fields = [("outcome", outcome), ("ground", ground), (text, "演示"), ("action", "submit")];
            let refused = portal.post(&officer, &draft, &fields).await;
            assert_eq!((refused.status, refused.text().contains(words)), (StatusCode::CONFLICT, true), "{outcome}");
        }
        seen(&portal, &mut officer, &format!("{draft}?outcome=2")).await;
        let submitted = portal.post(&officer, &draft, &partial).await;
        assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.text());
        assert_eq!(portal.state(&case).await.step, Step::Reviewing);

        // Who checks sees the table and the file before passing.
        let path = format!("/office/requests/{}", case.number);
        for (who, step) in [("reviewer", "review"), ("approver", "approve")] {
            let mut visitor = portal.sign_in(who).await;
            assert!(seen(&portal, &mut visitor, &path).await.text().contains(&format!("href=\"{list}\"")), "{who}");
            let table = seen(&portal, &mut visitor, &summary).await;
            assert!(table.text().contains("部分公开") && table.text().contains("附件1.pdf"), "{who}");
            assert!(!table.text().contains("summary\"><input"), "who checks makes no file");
            let file = seen(&portal, &mut visitor, &format!("{material}/release")).await;
            assert_eq!((file.status, file.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/pdf"));
            seen(&portal, &mut visitor, &material).await;
            assert_eq!(portal.post(&visitor, &material, &[("act", "rest")]).await.status, StatusCode::FORBIDDEN);
            seen(&portal, &mut visitor, &path).await;
            let passed = portal.post(&visitor, &format!("{path}/{step}"), &[("verdict", "pass")]).await;
            assert_eq!(passed.status, StatusCode::SEE_OTHER, "{who}: {}", passed.text());
        }
        seen(&portal, &mut officer, &path).await;
        let early =
            format!("/requests/letters/{}/{}/attachments/1", case.number, requests::look_up::letter_token(&portal.app, &case.stream));
        let mut nobody = Visitor::default();
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
        portal.close().await;
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
        let mut visitor = if who.is_empty() { Visitor::default() } else { portal.sign_in(who).await };
        for door in &doors {
            let answer = seen(portal, &mut visitor, door).await;
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
    let mut nobody = Visitor::default();
    portal.get(&mut nobody, "/requests/status").await;
    let code = portal.code(&case.number).await;
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
