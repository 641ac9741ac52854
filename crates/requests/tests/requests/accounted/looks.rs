//! Originals of material, and third parties by name: nothing of it is shown without a reason that is written down.

use super::desk::Desk;
use crate::world::run;
use axum::http::{StatusCode, header};
use requests::acts::Command;
use requests::model::Upload;
use requests::model::event::{Look, PartyKind, RequestEvent};
use store::StreamId;
use store::testing::{TestInstance, each_database, on_sqlite};

/// A PDF with one empty page.
fn sheet() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let start = file.len();
    let rows: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    file.extend_from_slice(
        format!("xref\n0 4\n0000000000 65535 f \n{rows}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
    );
    file
}

async fn looks(portal: &Desk, case: &StreamId, what: Look) -> usize {
    let events = portal.app.store.load(case).await.unwrap();
    let viewed = events.iter().filter_map(|recorded| recorded.event::<RequestEvent>().unwrap());
    viewed.filter(|event| matches!(event, RequestEvent::Viewed(viewed) if viewed.what == what)).count()
}

#[test]
fn an_original_opens_for_a_reason_once_a_day_for_each_person() {
    run(each_database(async |instance: TestInstance| {
        let portal = Desk::open(&instance).await;
        let registered = portal.register(law::Channel::Counter, None).await;
        let file = Upload { name: "原件.pdf".into(), media_type: "application/pdf".into(), bytes: sheet() };
        portal.execute(&registered.case, Command::AddMaterial { file, pages: 1 }).await;
        let id = portal.state(&registered.case).await.materials[0].added.id.clone();
        let path = format!("/office/requests/{}/materials/{id}", registered.number);
        let picture = format!("{path}/pages/1.png");

        let mut officer = portal.sign_in("officer").await;
        assert_eq!(portal.get(&mut officer, &picture).await.status, StatusCode::FORBIDDEN, "no picture before a reason");
        let first = portal.get(&mut officer, &path).await.text();
        assert!(first.contains("name=\"look_reason\"") && !first.contains("<figure"), "{first}");
        let unread = portal.post(&officer, &path, &[("act", "find"), ("find", "电话")]).await;
        assert_eq!((unread.status, unread.text().contains("look_reason")), (StatusCode::CONFLICT, true));
        let marks = portal.post(&officer, &format!("{path}/look"), &[("look_reason", " . ")]).await;
        assert_eq!((marks.status, marks.text().contains("请用文字写明理由")), (StatusCode::UNPROCESSABLE_ENTITY, true));
        let empty = portal.post(&officer, &format!("{path}/look"), &[("look_reason", " ")]).await;
        assert_eq!((empty.status, empty.text().contains("id=\"f-look_reason-error\"")), (StatusCode::UNPROCESSABLE_ENTITY, true));
        assert_eq!(looks(&portal, &registered.case, Look::Material).await, 0);
        let opened = portal.post(&officer, &format!("{path}/look"), &[("look_reason", "核对涂黑（演示）")]).await;
        assert_eq!((opened.status, opened.headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, path.as_str()));
        for _ in 0..2 {
            assert!(portal.get(&mut officer, &path).await.text().contains("<figure"));
        }
        assert_eq!(looks(&portal, &registered.case, Look::Material).await, 1, "once a day");
        let drawn = portal.get(&mut officer, &picture).await;
        assert_eq!((drawn.status, drawn.headers[header::CONTENT_TYPE].to_str().unwrap()), (StatusCode::OK, "image/png"));

        let mut reviewer = portal.sign_in("reviewer").await;
        assert!(portal.get(&mut reviewer, &path).await.text().contains("look_reason"), "a reason of one's own");
        let mut stranger = portal.sign_in("stranger").await;
        assert_eq!(portal.get(&mut stranger, &path).await.status, StatusCode::NOT_FOUND);
        let mut head = portal.sign_in("approver").await;
        let views = portal.get(&mut head, &format!("/office/requests/{}/views", registered.number)).await.text();
        assert!(views.contains("材料原件") && views.contains("核对涂黑（演示）") && views.contains("officer（演示）"), "{views}");

        instance.clock.set("2026-11-24T01:00:00Z".parse().unwrap());
        let mut officer = portal.sign_in("officer").await;
        assert!(portal.get(&mut officer, &path).await.text().contains("look_reason"), "another day, another reason");
        assert_eq!(portal.get(&mut officer, &picture).await.status, StatusCode::FORBIDDEN);
        portal.close().await;
    }));
}

#[test]
fn a_third_party_is_named_in_full_only_for_a_reason() {
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        let registered = portal.register(law::Channel::Counter, None).await;
        let (case, number) = (&registered.case, &registered.number);
        let ask = Command::Consult {
            kind: PartyKind::ThirdParty,
            name: "诸葛无名".into(),
            contact: "演示路九号".into(),
            organisation: None,
            is_organisation: false,
            until: None,
            question: "是否同意公开（演示）".into(),
        };
        portal.execute(case, ask).await;
        let id = portal.state(case).await.consultations[0].consulted.id.clone();
        portal.execute(case, Command::ConsultationDelivered { id: id.clone(), on: portal.app.today() }).await;
        let path = format!("/office/requests/{number}");
        let mut officer = portal.sign_in("officer").await;
        let pages =
            [path.clone(), format!("{path}/letters"), format!("{path}/materials"), format!("{path}/acts/answered?consultation={id}")];
        for page in &pages {
            let shown = portal.get(&mut officer, page).await;
            assert_eq!(shown.status, StatusCode::OK, "{page}");
            assert!(!shown.text().contains("诸葛无名") && !shown.text().contains("演示路九号"), "{page}");
        }
        assert!(portal.get(&mut officer, &path).await.text().contains("诸***"));
        let contact = format!("{path}/contact");
        for (party, reason) in [(id.as_str(), ""), ("none", "核对（演示）")] {
            let refused = portal.post(&officer, &contact, &[("party", party), ("look_reason", reason)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{party}");
            assert!(!refused.text().contains("诸葛无名"));
        }
        let opened = portal.post(&officer, &contact, &[("party", &id), ("look_reason", "电话联系（演示）")]).await;
        assert_eq!(opened.status, StatusCode::OK);
        assert!(opened.text().contains("诸葛无名") && opened.text().contains("演示路九号"));
        assert_eq!(looks(&portal, case, Look::Consultation).await, 1);
        assert!(!portal.get(&mut officer, &path).await.text().contains("诸葛无名"), "shown once");
        let mut head = portal.sign_in("approver").await;
        let views = portal.get(&mut head, &format!("{path}/views")).await.text();
        assert!(views.contains("征求意见") && views.contains("电话联系（演示）"), "{views}");
        portal.close().await;
    }));
}

#[test]
fn an_organisation_that_is_asked_is_named_in_full_and_reached_for_a_reason() {
    const COMPANY: &str = "演示物业有限公司";
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        let registered = portal.register(law::Channel::Counter, None).await;
        let (case, number) = (&registered.case, &registered.number);
        let path = format!("/office/requests/{number}");
        let mut officer = portal.sign_in("officer").await;
        let act = format!("{path}/acts/consult");
        let form = portal.get(&mut officer, &act).await.text();
        assert!(form.contains("value=\"person\" checked"), "what is not said is a person's: {form}");
        let typed = [
            ("kind", "third-party"),
            ("name", COMPANY),
            ("is", "organisation"),
            ("contact", "演示路十号"),
            ("question", "是否同意公开（演示）"),
            ("do", "send"),
        ];
        assert_eq!(portal.post_on(&mut officer, &act, &typed).await.status, StatusCode::SEE_OTHER);
        let id = portal.state(case).await.consultations[0].consulted.id.clone();
        for page in [path.clone(), format!("{path}/letters"), format!("{path}/acts/answered?consultation={id}")] {
            let shown = portal.get(&mut officer, &page).await.text();
            assert!(shown.contains(COMPANY) && !shown.contains("演示路十号"), "{page}: {shown}");
        }
        let opened = portal.post(&officer, &format!("{path}/contact"), &[("party", &id), ("look_reason", "寄送（演示）")]).await;
        assert!(opened.text().contains("演示路十号"));
        portal.close().await;
    }));
}

#[test]
fn what_the_requester_wrote_is_read_for_a_reason_once_a_day_for_each_person() {
    run(each_database(async |instance: TestInstance| {
        let portal = Desk::open(&instance).await;
        let registered = portal.register(law::Channel::Counter, None).await;
        let (case, path) = (&registered.case, format!("/office/requests/{}", registered.number));
        let until = portal.app.today().saturating_add(jiff::Span::new().days(21));
        portal
            .execute(case, Command::AskClarification { points: vec!["哪一年（演示）".into()], working_days: 15, until: Some(until) })
            .await;
        let text = "本人患病，证件号码隐秘一二三（演示）";
        portal.execute(case, Command::Clarified { text: text.into(), on: portal.app.today() }).await;
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &path).await.text();
        assert!(!page.contains("隐秘一二三") && page.contains("name=\"words_reason\""), "{page}");
        let contact = format!("{path}/contact");
        let refused = portal.post(&officer, &contact, &[("words", ""), ("words_reason", " ")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("id=\"f-words_reason-error\"") && !refused.text().contains("隐秘一二三"));
        assert_eq!(looks(&portal, case, Look::Words).await, 0);
        let opened = portal.post(&officer, &contact, &[("words", ""), ("words_reason", "起草答复（演示）")]).await;
        assert_eq!((opened.status, opened.headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, path.as_str()));
        for _ in 0..2 {
            assert!(portal.get(&mut officer, &path).await.text().contains(text), "for the rest of the day");
        }
        assert_eq!(looks(&portal, case, Look::Words).await, 1);
        let mut head = portal.sign_in("approver").await;
        assert!(!portal.get(&mut head, &path).await.text().contains("隐秘一二三"), "for everybody else it stays closed");
        let views = portal.get(&mut head, &format!("{path}/views")).await.text();
        assert!(
            views.contains("申请人写的证据、补正、理由") && views.contains("起草答复（演示）") && !views.contains("隐秘一二三"),
            "{views}"
        );
        portal.close().await;
    }));
}
