//! Script in every text field of every form and in every question: it is shown as text wherever it is shown.

use crate::portal::{
    Answer, Portal, Visitor, input,
    world::{self, HERE},
};
use axum::http::{StatusCode, header};
use identity::Role;

const SCRIPT: &str = "\"'></textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}";

/// No answer lets it out of its place; every page forbids inline script in any case.
fn tame(what: &str, answer: &Answer) {
    let text = answer.text();
    assert!(!answer.status.is_server_error(), "{what}: {} {text}", answer.status);
    assert_eq!(answer.header("content-security-policy"), web::CONTENT_SECURITY_POLICY, "{what}");
    assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{what}");
    let kind = answer.header(header::CONTENT_TYPE);
    if kind.starts_with("text/html") || kind.contains("xml") {
        let text = without_data(&text);
        for raw in ["<script>alert", "<img src=x", "</title><", "</textarea><script", "'><", "\"'>"] {
            assert!(!text.contains(raw), "{what}: {raw} in {text}");
        }
    } else {
        assert!(
            answer.status.is_redirection()
                || kind.starts_with("application/")
                || kind.starts_with("text/csv")
                || kind.starts_with("text/plain"),
            "{what}: {kind}"
        );
    }
}

/// A block of JSON-LD is data, in which nothing but `<` means something.
fn without_data(page: &str) -> String {
    let Some((before, rest)) = page.split_once("<script type=\"application/ld+json\">") else { return page.to_owned() };
    let (data, after) = rest.split_once("</script>").unwrap();
    assert!(!data.contains('<') && serde_json::from_str::<serde_json::Value>(data).is_ok(), "{data}");
    format!("{before}{after}")
}

/// The same, and that it is shown at all.
fn shown(what: &str, answer: &Answer) {
    tame(what, answer);
    assert!(
        answer.text().contains("&#60;script&#62;alert(1)") || answer.text().contains("&lt;script&gt;alert(1)"),
        "{what}: it is not shown: {}",
        answer.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_request_from_its_form_to_its_letter() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        world::city(&portal).await;
        let citizen = portal.anybody().await;
        let all: Vec<(&str, &str)> = requests::pages::fields::CONTROLS.iter().map(|name| (*name, SCRIPT)).collect();
        for action in ["check", "submit", "edit"] {
            let mut fields = all.clone();
            fields.push(("action", action));
            shown(action, &portal.post(&citizen, "/requests/new", &fields).await);
        }
        let clerk = portal.sign_in(&world::sign_in(Role::Clerk, HERE)).await;
        let mut fields = all.clone();
        fields.extend([("channel", SCRIPT), ("arrived_on", SCRIPT)]);
        shown("register", &portal.post(&clerk, "/office/requests/new", &fields).await);

        let good = |action| {
            vec![
                ("action", action),
                ("organisation", "hz-housing"),
                ("subject", SCRIPT),
                ("description", SCRIPT),
                ("form", "electronic"),
                ("delivery", "online"),
                ("applicant.kind", "legal-service"),
                ("applicant.name", SCRIPT),
                ("applicant.identity.type", "unified-social-credit-code"),
                ("applicant.identity.number", "91350100M000100Y43"),
                ("applicant.phone", "0571-00000000"),
                ("applicant.address", SCRIPT),
                ("applicant.contact_name", SCRIPT),
            ]
        };
        shown("check", &portal.post(&citizen, "/requests/new", &good("check")).await);
        let receipt = portal.post(&citizen, "/requests/new", &good("submit")).await;
        tame("receipt", &receipt);
        assert_eq!(receipt.status, StatusCode::CREATED, "{}", receipt.text());
        let number = number(&receipt.text());
        answer(&portal, &number).await;
        followed(&portal, &citizen, &number).await;
        portal.app.store.close().await;
    })
    .await;
}

fn number(page: &str) -> String {
    let at = page.find("HZ-HOUSING-").unwrap();
    page[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// The officers answer it, script in all that they write.
async fn answer(portal: &Portal, number: &str) {
    let case = format!("/office/requests/{number}");
    let [officer, reviewer, approver] = [
        portal.sign_in(&world::sign_in(Role::CaseOfficer, HERE)).await,
        portal.sign_in(&world::sign_in(Role::Reviewer, HERE)).await,
        portal.sign_in(&world::sign_in(Role::Approver, HERE)).await,
    ];
    for path in ["/office", "/office/requests", case.as_str(), &format!("{case}/days"), &format!("{case}/draft")] {
        tame(path, &portal.get(&officer, path).await);
    }
    shown("case", &portal.get(&officer, &case).await);
    shown("contact", &portal.post(&officer, &format!("{case}/contact"), &[("contact_reason", SCRIPT)]).await);
    let choose = portal.get(&officer, &format!("{case}/draft?outcome=2")).await;
    shown("draft form", &choose);
    let page = choose.text();
    let ground = page
        .split("name=\"ground\"")
        .nth(1)
        .and_then(|rest| rest.split("value=\"").nth(1))
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .to_owned();
    let mut version = input(&page, "version").unwrap();
    let texts = ["provision", "refused_part", "reason"].map(|name| (name, SCRIPT));
    let draft = async |version: &str, ground: &str, action: &str| {
        let mut fields = texts.to_vec();
        fields.extend([("version", version), ("outcome", "2"), ("ground", ground), ("action", action)]);
        portal.post(&officer, &format!("{case}/draft"), &fields).await
    };
    shown("refused draft", &draft(&version, SCRIPT, "save").await);
    let saved = draft(&version, &ground, "submit").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    shown("preview", &portal.get(&officer, &format!("{case}/letter")).await);
    version = input(&portal.get(&reviewer, &case).await.text(), "version").unwrap();
    let returned =
        portal.post(&reviewer, &format!("{case}/review"), &[("version", &version), ("verdict", "return"), ("reason", SCRIPT)]).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.text());
    shown("returned", &portal.get(&officer, &case).await);
    for (who, step) in [(&officer, "submit"), (&reviewer, "review"), (&approver, "approve"), (&officer, "send")] {
        version = input(&portal.get(who, &case).await.text(), "version").unwrap();
        let done = portal.post(who, &format!("{case}/{step}"), &[("version", &version), ("verdict", "pass")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{step}: {}", done.text());
    }
    shown("answered case", &portal.get(&officer, &case).await);
}

async fn followed(portal: &Portal, citizen: &Visitor, number: &str) {
    let app = &portal.app;
    let case = requests::records::by_number(&mut app.store.read().await.unwrap(), number).await.unwrap().unwrap();
    let code = requests::model::query_code::of(&app.store, &case.stream);
    shown("followed", &portal.post(citizen, "/requests/status", &[("number", number), ("query_code", &code)]).await);
    shown("not followed", &portal.post(citizen, "/requests/status", &[("number", SCRIPT), ("query_code", SCRIPT)]).await);
    let token = requests::look_up::letter_token(app, &case.stream);
    shown("letter", &portal.get(citizen, &format!("/requests/letters/{number}/{token}/letter.html")).await);
    for ending in ["docx", "pdf"] {
        tame(ending, &portal.get(citizen, &format!("/requests/letters/{number}/{token}/letter.{ending}")).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_document_wherever_it_is_listed() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        world::city(&portal).await;
        let title = format!("演示{SCRIPT}");
        let id = world::publish(&portal, &title, &format!("一、{SCRIPT}\n（一）{SCRIPT}")).await;
        let nobody = portal.anybody().await;
        for path in [
            format!("/documents/{id}"),
            format!("/documents/{id}/print"),
            format!("/documents/{id}/proof"),
            format!("/documents/{id}/versions"),
            "/documents".into(),
            "/documents?q=%E6%BC%94%E7%A4%BA".into(),
            "/documents/feed.atom".into(),
            "/".into(),
            "/en".into(),
            "/requests/suggest?q=%E6%BC%94%E7%A4%BA".into(),
        ] {
            shown(&path, &portal.get(&nobody, &path).await);
        }
        for path in [
            format!("/api/v1/documents/{id}"),
            "/api/v1/documents?q=%E6%BC%94%E7%A4%BA".into(),
            format!("/documents/{id}/receipt.json"),
            format!("/documents/{id}/original"),
        ] {
            tame(&path, &portal.get(&nobody, &path).await);
        }
        let publisher = portal.sign_in(&world::sign_in(Role::Publisher, HERE)).await;
        for path in ["/office/documents".to_owned(), format!("/office/documents/{id}"), format!("/office/documents/{id}/edit")] {
            shown(&path, &portal.get(&publisher, &path).await);
        }
        let bad: Vec<(&str, &str)> = ["title", "number", "issuer", "made_on", "subject", "mode", "status", "text"]
            .map(|name| (name, SCRIPT))
            .into_iter()
            .chain([("organisation", "hz-housing"), ("version", "0")])
            .collect();
        shown(
            "a bad document",
            &portal
                .post_parts(&publisher, "/office/documents/new", &bad, Some((SCRIPT, b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8")))
                .await,
        );
        let page = format!("/office/documents/{id}");
        for (step, name) in [("mark", "by"), ("withdraw", "withdrawal"), ("return", "reason")] {
            let fields = [("version", "4"), (name, SCRIPT), ("status", SCRIPT), ("on", SCRIPT)];
            tame(step, &portal.post(&publisher, &format!("{page}/{step}"), &fields).await);
        }
        portal.app.store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_every_question() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        let places = world::whole(&portal).await;
        let nobody = portal.anybody().await;
        let officer = portal.sign_in(&world::sign_in(Role::CaseOfficer, HERE)).await;
        let office = portal.sign_in(&world::sign_in(Role::CityOffice, HERE)).await;
        let publisher = portal.sign_in(&world::sign_in(Role::Publisher, HERE)).await;
        let typed = web::percent_encoded(SCRIPT);
        let questions = [
            (&nobody, "/documents?q={}"),
            (&nobody, "/documents?issuer={}&from={}&to={}&status={}&sort={}&page={}"),
            (&nobody, "/en/documents?q={}"),
            (&nobody, "/law?on={}"),
            (&nobody, "/law/deadline?received={}&organisation={}&extended={}"),
            (&nobody, "/ledger/entries?from={}"),
            (&nobody, "/requests/new?organisation={}&subject={}"),
            (&nobody, "/requests/suggest?q={}"),
            (&nobody, "/sign-in?next={}"),
            (&nobody, "/sign-in?next=/{}"),
            (&nobody, "/preferences/type?size={}&back=/{}"),
            (&nobody, "/{}"),
            (&nobody, "/en/{}"),
            (&nobody, "/{}?{}"),
            (&nobody, "/documents/{}"),
            (&nobody, "/assets/{}"),
            (&nobody, "/ledger/tile/{}"),
            (&nobody, "/api/v1/documents?q={}"),
            (&nobody, "/api/v1/organisations?q={}"),
            (&nobody, "/api/v1/{}"),
            (&nobody, "/api/v1/documents?{}=1"),
            (&officer, "/office/requests?which={}&page={}"),
            (&officer, "/office/requests/{}"),
            (&officer, "/office/requests/{fresh}/draft?outcome={}"),
            (&office, "/office/overview?organisation={}&which={}&page={}"),
            (&office, "/office/overview.csv?organisation={}"),
            (&publisher, "/office/documents?organisation={}&page={}"),
            (&publisher, "/office/documents/new?organisation={}"),
            (&publisher, "/office/documents/{}"),
        ];
        for (visitor, question) in questions {
            let path = places.fill(&question.replace("{}", &typed));
            tame(question, &portal.get(visitor, &path).await);
        }
        shown("a search", &portal.get(&nobody, &format!("/documents?q={typed}")).await);
        shown("sign-in", &portal.post(&nobody, "/sign-in", &[("sign_in", SCRIPT), ("password", SCRIPT), ("next", SCRIPT)]).await);
        shown("a receipt", &portal.post(&nobody, "/ledger/verify", &[("receipt", SCRIPT)]).await);
        portal.app.store.close().await;
    })
    .await;
}
