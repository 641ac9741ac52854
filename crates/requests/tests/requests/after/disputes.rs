//! Reconsideration and litigation over an answered case.

use crate::world::{File, in_2026, run};
use axum::http::{StatusCode, header};
use store::testing::{TestInstance, each_database, on_sqlite};

const PDF: &[u8] = b"%PDF-1.7\nsecret complaint\n%%EOF\n";

#[test]
fn a_lawsuit_after_a_reconsideration_to_its_end() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = super::open(&instance).await;
        let case = super::answered(&portal).await;
        let path = format!("/office/requests/{}", case.number);
        let mut officer = portal.sign_in("officer").await;
        let new = format!("{path}/disputes/new");
        let page = portal.get(&mut officer, &new).await;
        assert_eq!(page.status, StatusCode::OK);
        // What is missing is told at its field, and what was typed is kept.
        let bad = portal
            .post(&officer, &new, &[("kind", "litigation"), ("procedure", "ordinary"), ("notified_on", "2026-11-23"), ("body", "某法院")])
            .await;
        assert_eq!((bad.status, bad.text().contains("id=\"f-instance-error\"")), (StatusCode::UNPROCESSABLE_ENTITY, true));
        let before = portal
            .post(
                &officer,
                &new,
                &[("kind", "reconsideration"), ("procedure", "ordinary"), ("notified_on", "2016-01-01"), ("body", "某政府")],
            )
            .await;
        assert!(before.text().contains("id=\"f-notified_on-error\""));

        let fields = [
            ("kind", "reconsideration"),
            ("procedure", "simplified"),
            ("body", "某市人民政府（演示）"),
            ("case_number", "某复〔2026〕9号"),
            ("notified_on", "2026-11-23"),
            ("accepted_on", "2026-11-20"),
        ];
        let opened = portal.post(&officer, &new, &fields).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
        let dispute = opened.headers[header::LOCATION].to_str().unwrap().to_owned();
        let page = portal.get(&mut officer, &dispute).await.text();
        // Five working days from Monday 2026-11-23; thirty days from 2026-11-20.
        assert!(page.contains("2026-11-30") && page.contains("2026-12-20") && page.contains("第五十四条"), "{page}");
        assert!(page.contains("某复〔2026〕9号") && page.contains("视为该行政行为没有证据"));
        let list = portal.get(&mut officer, "/office/disputes").await.text();
        assert!(list.contains("提交复议答复") && list.contains("2026-11-30"));
        assert!(portal.get(&mut officer, &path).await.text().contains("某市人民政府（演示）"), "the case shows it");

        // Documents open for a reason only.
        portal.get(&mut officer, &dispute).await;
        let refused = portal.upload(&officer, &format!("{dispute}/documents"), &[], &[File("document", "a.exe", b"MZ")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let added = portal.upload(&officer, &format!("{dispute}/documents"), &[], &[File("document", "申请书.pdf", PDF)]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let looked = portal.step_as(&mut officer, &dispute, &format!("{dispute}/documents/1"), &[("reason", "")]).await;
        assert_eq!(looked.status, StatusCode::UNPROCESSABLE_ENTITY);
        let looked = portal.step_as(&mut officer, &dispute, &format!("{dispute}/documents/1"), &[("reason", "准备答复（演示）")]).await;
        assert_eq!((looked.status, looked.bytes.as_slice()), (StatusCode::OK, PDF));

        let answered = portal.step_as(&mut officer, &dispute, &dispute, &[("step", "answer"), ("on", "2026-11-23")]).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER);
        let twice = portal.step_as(&mut officer, &dispute, &dispute, &[("step", "answer"), ("on", "2026-11-23")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        let decide =
            [("step", "decide"), ("paper", "decision"), ("decision_on", "2026-11-23"), ("served_on", "2026-11-23"), ("result", "upheld")];
        assert_eq!(portal.step_as(&mut officer, &dispute, &dispute, &decide).await.status, StatusCode::SEE_OTHER);

        // To court after it: another column of the annual report.
        let id = dispute.rsplit('/').next().unwrap();
        let fields = [
            ("kind", "litigation"),
            ("instance", "first"),
            ("procedure", "ordinary"),
            ("after", id),
            ("body", "某区人民法院（演示）"),
            ("notified_on", "2026-11-23"),
        ];
        let opened = portal.step_as(&mut officer, &new, &new, &fields).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
        let lawsuit = opened.headers[header::LOCATION].to_str().unwrap().to_owned();
        let page = portal.get(&mut officer, &lawsuit).await.text();
        assert!(page.contains("2026-12-08") && page.contains("第六十七条") && page.contains("负责人应当出庭应诉"));
        let heard = portal
            .step_as(&mut officer, &lawsuit, &lawsuit, &[("step", "heard"), ("heard_on", "2026-11-23"), ("appearance", "head")])
            .await;
        assert_eq!(heard.status, StatusCode::SEE_OTHER);
        let decide = [
            ("step", "decide"),
            ("paper", "judgment"),
            ("decision_on", "2026-11-23"),
            ("served_on", "2026-11-23"),
            ("result", "corrected"),
        ];
        assert_eq!(portal.step_as(&mut officer, &lawsuit, &lawsuit, &decide).await.status, StatusCode::SEE_OTHER);
        let page = portal.get(&mut officer, &lawsuit).await.text();
        assert!(page.contains(&format!("{path}/letters")), "a corrected reply leads to its correction");
        assert!(page.contains("2026-12-08") && page.contains("上诉期限届满"), "fifteen days to appeal");

        // The card of the appeal leads to the second instance, or says that there is none; then it is gone.
        let card = |page: &str| page.contains("value=\"waive-appeal\"") && page.contains(&format!("{path}/disputes/new"));
        assert!(card(&page), "{page}");
        let waived = portal.step_as(&mut officer, &lawsuit, &lawsuit, &[("step", "waive-appeal")]).await;
        assert_eq!(waived.status, StatusCode::SEE_OTHER, "{}", waived.text());
        let page = portal.get(&mut officer, &lawsuit).await.text();
        assert!(!card(&page) && page.contains("2026-11-23 决定不上诉"), "{page}");

        // The city office counts; it opens nothing. A stranger sees nothing.
        let mut city = portal.sign_in("city").await;
        let list = portal.get(&mut city, "/office/disputes?which=all").await.text();
        assert!(list.contains("100 %") && list.contains("结果纠正") && !list.contains(&format!("href=\"{lawsuit}\"")));
        assert_eq!(portal.get(&mut city, &lawsuit).await.status, StatusCode::NOT_FOUND);
        let mut stranger = portal.sign_in("stranger").await;
        assert_eq!(portal.get(&mut stranger, &lawsuit).await.status, StatusCode::NOT_FOUND);
        let csv = portal.get(&mut city, "/office/disputes.csv").await.text();
        assert!(csv.contains("某区人民法院（演示）") && csv.contains("负责人出庭") && !csv.contains("某复〔2026〕9号"));

        assert_eq!(portal.app.store.check_projections().await.unwrap(), Vec::<String>::new());
        assert!(portal.app.store.verify().await.unwrap().faults.is_empty());
        portal.app.store.close().await;
    }));
}

#[test]
fn two_officers_at_once_lose_nothing() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = super::open(&instance).await;
        let case = super::answered(&portal).await;
        let new = format!("/office/requests/{}/disputes/new", case.number);
        let mut officer = portal.sign_in("officer").await;
        let fields = [("kind", "reconsideration"), ("procedure", "ordinary"), ("body", "某政府"), ("notified_on", "2026-11-23")];
        let opened = portal.step_as(&mut officer, &new, &new, &fields).await;
        let dispute = opened.headers[header::LOCATION].to_str().unwrap().to_owned();
        let mut reviewer = portal.sign_in("reviewer").await;
        portal.get(&mut reviewer, &dispute).await;
        assert_eq!(
            portal.step_as(&mut officer, &dispute, &dispute, &[("step", "note"), ("text", "先")]).await.status,
            StatusCode::SEE_OTHER
        );
        let late = portal.post(&reviewer, &dispute, &[("step", "note"), ("text", "后写的")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.text().contains("后写的"));
        portal.app.store.close().await;
    }));
}
