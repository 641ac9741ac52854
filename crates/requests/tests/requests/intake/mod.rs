//! How requests come in: at the counter, by letter, online, with files, to several bodies; how they are split and found.

mod counter;
mod finding;
mod sending;
mod splitting;

use crate::world::{Answer, IDENTITY, NAME, Person, Portal, in_2026};
use axum::http::StatusCode;
use store::testing::TestInstance;

const PHONE: &str = "0571-87654321";
const SUBJECT: &str = "绝密字样小区加装电梯补贴发放结果";
const PEOPLE: [Person; 5] = [
    ("officer", "case-officer clerk", "hz-housing"),
    ("both", "case-officer clerk", "hz-housing hz-environment"),
    ("head", "approver", "hz-housing"),
    ("both-posts", "case-officer approver", "hz-housing"),
    ("stranger", "case-officer clerk", "hz-environment"),
];

async fn open(instance: &TestInstance) -> Portal {
    in_2026(instance);
    Portal::open(instance, &PEOPLE, web::Settings::sample()).await
}

/// The fields of a request, those of `change` in the place of the usual.
fn fields<'a>(change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("organisation", "hz-housing"),
        ("channel", "counter"),
        ("arrived_on", "2026-11-23"),
        ("subject", SUBJECT),
        ("form", "paper"),
        ("delivery", "collect"),
        ("applicant.kind", "natural-person"),
        ("applicant.name", NAME),
        ("applicant.identity.type", "resident-identity-card"),
        ("applicant.identity.number", IDENTITY),
        ("applicant.phone", PHONE),
    ];
    let kept = usual.into_iter().filter(|(name, _)| !change.iter().any(|(other, _)| other == name));
    kept.chain(change.iter().copied()).collect()
}

/// What an officer registers at the counter: the page that answers.
async fn register(portal: &Portal, officer: &str, change: &[(&str, &str)]) -> Answer {
    let answer = portal.step(officer, "/office/requests/register", "/office/requests/register", &fields(change)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer
}

/// The receipt of a case verifies.
async fn proved(portal: &Portal, number: &str) {
    let app = &portal.app;
    let registered = requests::submit::registered(app, portal.case(number).await.stream, app.today()).await.unwrap();
    let key = ledger::VerifierKey::parse(&app.store.verifier_key()).unwrap();
    let proved = ledger::Receipt::parse(&registered.receipt.to_json()).unwrap().verify(&key).unwrap();
    assert_eq!(proved.body["data"]["number"], number);
}

/// Numbers of cases in a page, each once.
fn numbers(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in page.match_indices("HZ-") {
        let number: String = page[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        if number.chars().last().is_some_and(|c| c.is_ascii_digit()) && !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

fn nothing_in_the_clear(folder: &std::path::Path, secrets: &[&[u8]]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            nothing_in_the_clear(&path, secrets);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == *secret);
            assert!(!found, "{} in {}", String::from_utf8_lossy(secret), path.display());
        }
    }
}
