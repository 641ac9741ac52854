//! The city's own wording of notices and reasons, and which letters say it.

use crate::drafting::{open, registered};
use crate::world::run;
use axum::http::StatusCode;
use requests::acts::Command;
use store::testing::{TestInstance, each_database, on_sqlite};

const CLARIFICATION: &str = "/office/administration/letters/clarification";

#[test]
fn a_city_changes_a_notice_and_only_letters_from_then_on_say_it() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let mut other = portal.sign_in("housing-administrator").await;
        assert_eq!(portal.get(&mut other, CLARIFICATION).await.status, StatusCode::FORBIDDEN, "the words are the whole city's");
        let case = registered(&portal, "post").await;
        let ask = || Command::AskClarification {
            points: vec!["写明年份".into()],
            working_days: 15,
            until: Some(jiff::civil::date(2026, 12, 14)),
        };
        portal.act(&case, ask()).await;

        let mut administrator = portal.sign_in("administrator").await;
        let (status, page) = portal.get(&mut administrator, "/office/administration/letters").await.said();
        assert!(status == StatusCode::OK && page.contains("补正告知书") && page.contains("系统自带") && page.contains("待核对"));
        let page = portal.get(&mut administrator, CLARIFICATION).await.text();
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
            let (status, page) = portal.post(&administrator, CLARIFICATION, &fields).await.said();
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(page.contains("id=\"f-text-error\"") && page.contains(said), "{said}");
        }
        let line = shipped.trim_end().lines().count() + 1;
        let text = format!("{}\n{{{{ nothing }}}}", shipped.trim_end());
        let page = portal.post(&administrator, CLARIFICATION, &[("title", "t"), ("text", &text), ("action", "preview")]).await.text();
        assert!(page.replace(['\u{2068}', '\u{2069}'], "").contains(&format!("第 {line} 行")), "{line}");

        let own = format!("{}\n本市补充的一句话。", shipped.trim_end());
        let fields = [("title", "补正告知书（本市）"), ("text", own.as_str()), ("action", "preview")];
        let (status, page) = portal.post(&administrator, CLARIFICATION, &fields).await.said();
        assert!(status == StatusCode::OK && page.contains("<p>本市补充的一句话。</p>") && page.contains("<ins>"));
        let fields = [("title", "补正告知书（本市）"), ("text", own.as_str()), ("action", "save")];
        let (status, page) = portal.post(&administrator, CLARIFICATION, &fields).await.said();
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let status = portal.post(&administrator, CLARIFICATION, &fields).await.status;
        assert_eq!(status, StatusCode::CONFLICT, "made on an older version");
        let page = portal.get(&mut administrator, "/office/administration/letters").await.text();
        assert!(page.contains("本市文字，") && page.contains("administrator（演示）"));

        // Another case from now on; the letter that went out is as it was.
        let later = registered(&portal, "collect").await;
        portal.act(&later, ask()).await;
        for (case, own) in [(&case, false), (&later, true)] {
            let letter = portal.state(case).await.letters[0].clone();
            let bytes = portal.app.store.open_part(&letter.letter).await.unwrap().unwrap();
            assert_eq!(String::from_utf8_lossy(&bytes).contains("本市补充的一句话"), own);
        }
        let page = portal.get(&mut administrator, CLARIFICATION).await.text();
        assert!(page.contains("value=\"reset\""));
        assert_eq!(portal.post(&administrator, CLARIFICATION, &[("action", "reset")]).await.status, StatusCode::SEE_OTHER);
        let page = portal.get(&mut administrator, CLARIFICATION).await.text();
        assert!(!page.contains("本市补充的一句话") && page.contains("恢复系统自带的文字"));
        portal.close().await;
    }));
}

#[test]
fn standard_reasons_are_added_changed_and_retired() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance).await;
        let case = registered(&portal, "post").await;
        let draft = format!("/office/requests/{}/draft?outcome=3.5", case.number);
        let new = "/office/administration/reasons/new";
        let mut administrator = portal.sign_in("administrator").await;
        let page = portal.get(&mut administrator, new).await.text();
        assert!(page.contains("value=\"choose\""));
        let page = portal.post(&administrator, new, &[("outcome", "3.5"), ("action", "choose")]).await.text();
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
            let (status, page) = portal.post(&administrator, new, &reason(text)).await.said();
            assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains(at));
        }
        let fields: Vec<(&str, &str)> = reason("好").into_iter().filter(|(name, _)| *name != "grounds").collect();
        let (status, page) = portal.post(&administrator, new, &fields).await.said();
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("f-grounds-error"));
        let status = portal.post(&administrator, new, &reason("【年份】考勤属于内部事务。")).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &draft).await.text();
        assert!(page.contains("考勤（"), "it is offered with its article");
        let page = portal.get(&mut administrator, "/office/administration/letters").await.text();
        let address =
            page.split("href=\"").map(|rest| rest.split('"').next().unwrap()).filter(|href| href.contains("/reasons/")).last().unwrap();
        let address = address.to_owned();
        portal.get(&mut administrator, &address).await;
        let status = portal.post(&administrator, &address, &[("retire_on", "2026-11-23"), ("action", "retire")]).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let page = portal.get(&mut officer, &draft).await.text();
        assert!(!page.contains("考勤（"));
        portal.close().await;
    }));
}
