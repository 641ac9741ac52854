//! What officers and requesters do on pages, through the whole shell.

use crate::world::{Asked, CHANNEL, NAME, Person, Portal, Visitor, in_2026, input, run};
use axum::http::{StatusCode, header};
use requests::model::Step;
use store::testing::{TestInstance, each_database, on_sqlite};

const PEOPLE: [Person; 3] = [
    ("officer", "case-officer clerk", "hz-housing hz-environment"),
    ("reviewer", "reviewer", "hz-housing"),
    ("approver", "approver", "hz-housing"),
];

async fn open(instance: &TestInstance, channel: &str) -> Portal {
    in_2026(instance);
    let settings = web::Settings { reconsideration_channel: channel.to_owned(), ..web::Settings::sample() };
    Portal::open(instance, &PEOPLE, settings).await
}

/// Cases of an organisation, registered so many working days ago.
async fn cases(portal: &Portal, organisation: &str, channel: &str, working_days_ago: u32, keys: std::ops::Range<u32>) {
    for key in keys {
        let key = format!("{organisation}-{channel}-{working_days_ago}-{key}");
        portal.enter(Asked { key: &key, organisation, channel, working_days_ago, ..Asked::default() }).await;
    }
}

#[test]
fn an_officer_writes_down_what_the_requester_confirmed() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance, CHANNEL).await;
        cases(&portal, "hz-housing", "fax", 3, 0..1).await;
        let case = portal.first("hz-housing").await;
        let path = format!("/office/requests/{}", case.number);
        let confirm = format!("{path}/confirm");
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &path).await.text();
        assert!(page.contains("value=\"requester\"") && page.contains("value=\"organisation\"") && page.contains("value=\"2026-11-23\""));
        for day in ["2026-11-24", "2026-11-17", "", "2026-02-30"] {
            let fields = [("by", "requester"), ("confirmed_on", day), ("how", "电话（演示）")];
            let (status, page) = portal.post(&officer, &confirm, &fields).await.said();
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
            assert!(page.contains("id=\"f-confirmed_on-error\"") && page.contains("电话（演示）"), "{day}: what was typed is kept");
        }
        let mut reviewer = portal.sign_in("reviewer").await;
        portal.get(&mut reviewer, &path).await;
        let fields = [("by", "requester"), ("confirmed_on", "2026-11-19")];
        assert_eq!(portal.post(&reviewer, &confirm, &fields).await.status, StatusCode::FORBIDDEN);

        let fields = [("by", "requester"), ("confirmed_on", "2026-11-19"), ("how", "电话（演示）")];
        assert_eq!(portal.post(&officer, &confirm, &fields).await.status, StatusCode::SEE_OTHER);
        let state = portal.state(&case).await;
        assert_eq!((state.step, state.clock.is_none()), (Step::Confirming, true), "the organisation has not confirmed");
        let page = portal.get(&mut officer, &path).await.text();
        assert!(page.contains("由经办人员记录") && page.contains("2026-11-19，2026-11-23 登记") && page.contains("　电话（演示）"));
        assert!(!page.contains("value=\"requester\""), "it cannot be written down twice");
        assert_eq!(portal.post(&officer, &confirm, &fields).await.status, StatusCode::CONFLICT);
        let fields = [("by", "organisation"), ("confirmed_on", "2026-11-18")];
        assert_eq!(portal.post(&officer, &confirm, &fields).await.status, StatusCode::SEE_OTHER);
        let clock = portal.state(&case).await.clock.unwrap();
        assert_eq!(clock.received_on.to_string(), "2026-11-19", "the later of both");
        portal.close().await;
    }));
}

#[test]
fn a_contact_is_shown_only_for_a_reason() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance, "").await;
        cases(&portal, "hz-housing", "counter", 0, 0..1).await;
        let path = format!("/office/requests/{}", portal.first("hz-housing").await.number);
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &path).await.text();
        assert!(!page.contains(NAME));
        for (reason, told) in
            [(" . ", "请用文字写明理由"), ("……！", "至少 2 个字"), ("看", "至少 2 个字"), ("\u{202e}。。", "请用文字写明理由")]
        {
            let (status, page) = portal.post(&officer, &format!("{path}/contact"), &[("contact_reason", reason)]).await.said();
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{reason}");
            assert!(page.contains("id=\"f-contact_reason-error\"") && page.contains(told) && !page.contains(NAME), "{reason}");
        }
        let (status, page) = portal.post(&officer, &format!("{path}/contact"), &[("contact_reason", " ")]).await.said();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("id=\"f-contact_reason-error\"") && page.contains("href=\"#f-contact_reason\"") && !page.contains(NAME));
        let (status, page) = portal.post(&officer, &format!("{path}/contact"), &[("contact_reason", "送达（演示）")]).await.said();
        assert_eq!((status, page.contains(NAME)), (StatusCode::OK, true));
        portal.close().await;
    }));
}

/// Draft, review, approval; what sending answers.
async fn reply(portal: &Portal, path: &str) -> (StatusCode, String) {
    let mut officer = portal.sign_in("officer").await;
    let page = portal.get(&mut officer, &format!("{path}/draft?outcome=1")).await.text();
    let ground = page.split("name=\"ground\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let stray = [("outcome", "1"), ("ground", &ground), ("provision", "附后（演示）"), ("reason", "误填"), ("action", "save")];
    let (status, page) = portal.post(&officer, &format!("{path}/draft"), &stray).await.said();
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#f-reason\""));
    let fields = [("outcome", "1"), ("ground", &ground), ("provision", "附后（演示）"), ("action", "submit")];
    assert_eq!(portal.post(&officer, &format!("{path}/draft"), &fields).await.status, StatusCode::SEE_OTHER);
    for (who, step) in [("reviewer", "review"), ("approver", "approve")] {
        let mut visitor = portal.sign_in(who).await;
        portal.get(&mut visitor, path).await;
        assert_eq!(portal.post(&visitor, &format!("{path}/{step}"), &[("verdict", "pass")]).await.status, StatusCode::SEE_OTHER, "{step}");
    }
    portal.get(&mut officer, path).await;
    let (status, page) = portal.post(&officer, &format!("{path}/send"), &[]).await.said();
    (status, page)
}

#[test]
fn a_reply_served_online_needs_the_channel_of_reconsideration() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance, "").await;
        cases(&portal, "hz-housing", "counter", 0, 0..1).await;
        let case = portal.first("hz-housing").await;
        let path = format!("/office/requests/{}", case.number);
        let (status, page) = reply(&portal, &path).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("site.reconsideration-channel"), "the message says which setting");
        assert_eq!(portal.state(&case).await.step, Step::Approved);
        let mut officer = portal.sign_in("officer").await;
        assert_eq!(portal.get(&mut officer, &format!("{path}/letter")).await.status, StatusCode::CONFLICT);
        portal.close().await;
    }));
}

#[test]
fn a_preview_masks_the_requester() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance, CHANNEL).await;
        cases(&portal, "hz-housing", "counter", 0, 0..1).await;
        let case = portal.first("hz-housing").await;
        let path = format!("/office/requests/{}", case.number);
        assert_eq!(reply(&portal, &path).await.0, StatusCode::SEE_OTHER);
        let mut officer = portal.sign_in("officer").await;
        let (status, page) = portal.get(&mut officer, &format!("{path}/letter")).await.said();
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("欧***") && !page.contains(NAME));
        assert!(page.contains(CHANNEL));
        portal.close().await;
    }));
}

#[test]
fn a_receipt_is_given_for_number_and_code_alone() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance, "").await;
        cases(&portal, "hz-housing", "counter", 0, 0..1).await;
        let case = portal.first("hz-housing").await;
        let code = portal.code(&case.number).await;
        let mut nobody = Visitor::default();
        portal.get(&mut nobody, "/requests/status").await;
        let fields = [("number", case.number.as_str()), ("query_code", code.as_str())];
        let (status, page) = portal.post(&nobody, "/requests/status", &fields).await.said();
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("action=\"/requests/status/receipt\"") && !page.contains("receipt.json"));
        for wrong in [[("number", case.number.as_str()), ("query_code", "AAAA-AAAA-AAAA-AAAA")], [("number", ""), ("query_code", &code)]] {
            let (status, body) = portal.post(&nobody, "/requests/status/receipt", &wrong).await.said();
            assert_eq!((status, body.contains("\"parts\"")), (StatusCode::NOT_FOUND, false));
        }
        let file = portal.post(&nobody, "/requests/status/receipt", &fields).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
        let receipt = ledger::Receipt::parse(&file.text()).unwrap();
        receipt.verify(&ledger::VerifierKey::parse(&portal.app.store.verifier_key()).unwrap()).unwrap();

        // Right after registration the page offers it, too: it knows the code.
        let mut officer = portal.sign_in("officer").await;
        portal.get(&mut officer, "/office/requests/new").await;
        let application = [
            ("organisation", "hz-housing"),
            ("channel", "counter"),
            ("arrived_on", "2026-11-23"),
            ("subject", "主题（演示）"),
            ("form", "paper"),
            ("delivery", "collect"),
            ("applicant.kind", "natural-person"),
            ("applicant.name", NAME),
            ("applicant.identity.type", "resident-identity-card"),
            ("applicant.identity.number", "11010519491231002X"),
            ("applicant.phone", "0571-00000000"),
        ];
        let (status, page) = portal.post(&officer, "/office/requests/new", &application).await.said();
        assert_eq!(status, StatusCode::CREATED, "{page}");
        let form = page.split("action=\"/requests/status/receipt\"").nth(1).unwrap();
        let fields = ["_form", "_token", "number", "query_code"].map(|name| (name, input(form, name).unwrap()));
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let status = portal.post(&officer.blank(), "/requests/status/receipt", &fields).await.status;
        assert_eq!(status, StatusCode::OK);
        portal.close().await;
    }));
}

#[test]
fn the_desk_counts_all_and_lists_over_two_organisations_lose_nothing() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance, "").await;
        cases(&portal, "hz-housing", "counter", 1, 0..103).await;
        cases(&portal, "hz-environment", "counter", 1, 0..100).await;
        cases(&portal, "hz-housing", "counter", 30, 0..2).await;
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, "/office").await.text();
        assert!(page.contains("在办申请 205 件，其中 2 件已逾期") && page.contains("其余 203"), "more than are shown are counted");
        assert!(page.contains("/office/requests?which=open"), "and where they are is said");
        for which in ["all", "open"] {
            let mut found = std::collections::BTreeSet::new();
            for number in 1..=5 {
                let page = portal.get(&mut officer, &format!("/office/requests?which={which}&page={number}")).await.text();
                let rows: Vec<String> = page
                    .split("<a href=\"/office/requests/HZ-")
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .filter(|rest| !rest.contains('/'))
                    .map(str::to_owned)
                    .collect();
                assert_eq!(rows.len(), if number < 5 { 50 } else { 5 }, "{which} {number}");
                found.extend(rows);
            }
            assert_eq!(found.len(), 205, "{which}");
        }
        portal.close().await;
    }));
}
