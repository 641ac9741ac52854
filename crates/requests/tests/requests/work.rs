//! Who has what to do on cases in every state: the cases of the demonstration, played through on each database.

use crate::world::{ORGANISATIONS, PASSWORD, in_2026, run};
use identity::{OrganisationId, PersonId, Role};
use inbox::{Absences, Announce, Why};
use requests::acts::{Command, OfficerAct, Setting};
use requests::letter::LetterSettings;
use std::collections::BTreeMap;
use store::testing::{TestInstance, each_database};
use web::App;

const PEOPLE: &str = include_str!("../../../../demo/people.toml");
const REQUESTS: &str = include_str!("../../../../demo/requests.toml");

/// What is open on each case on that Monday: kind, whose, due date, whether somebody holds it.
const OPEN: &[(&str, &[&str])] = &[
    ("awaiting-fax", &["confirm case-officer 2026-11-24", "confirm-requester case-officer 2026-11-24"]),
    ("awaiting-fax-late", &["confirm case-officer 2026-11-19", "confirm-requester case-officer 2026-11-19"]),
    ("body-asked", &["await-body case-officer 2026-11-25 held", "handle case-officer  held"]),
    ("clarification", &["await-clarification case-officer 2026-12-09 held", "handle case-officer  held"]),
    ("clarified", &["clarified case-officer  held", "handle case-officer 2026-12-18 held"]),
    ("environment", &["handle case-officer 2026-12-16"]),
    ("extended", &["handle case-officer 2026-12-08 held"]),
    ("extension-proposed", &["approve-extension approver 2026-11-26", "handle case-officer 2026-11-26 held"]),
    ("fee", &["deliver-fee case-officer 2026-12-02 held", "handle case-officer  held"]),
    ("fee-paid", &["fee-paid case-officer  held", "handle case-officer 2026-12-18 held"]),
    ("lapsed", &[]),
    ("late", &["handle case-officer 2026-11-19"]),
    ("letter", &["confirm-letter clerk 2026-11-23"]),
    ("nobody", &["handle case-officer 2026-12-15"]),
    ("objection", &["handle case-officer 2026-12-08 held", "objection case-officer 2026-12-08 held"]),
    ("overdue-held", &["handle case-officer 2026-11-13 held"]),
    ("registered", &["handle case-officer 2026-12-11"]),
    ("review", &["handle case-officer 2026-12-03", "review reviewer 2026-12-03"]),
    ("sent", &[]),
    ("third-party-awaited", &["await-third-party case-officer 2026-12-04 held", "handle case-officer  held"]),
    ("third-party-silent", &["handle case-officer 2026-12-11 held", "silence case-officer 2026-12-11 held"]),
    ("tomorrow", &["approve approver 2026-11-24", "handle case-officer 2026-11-24"]),
    ("transferred", &["handle case-officer 2026-12-14"]),
    ("withdrawn", &[]),
];

/// Monday 2026-11-23, nine in the morning in Hangzhou.
async fn demo(instance: &TestInstance) -> App {
    in_2026(instance);
    let app = web::testing::app(instance, vec![inbox::capability(), requests::capability()]).await;
    app.identity.load_organisations(ORGANISATIONS).await.unwrap();
    app.identity.load_people(PEOPLE, |_| PASSWORD.to_owned()).await.unwrap();
    requests::demo::load(&app, REQUESTS).await.unwrap();
    app
}

/// Every open item by the key of its case in the demonstration: kind, whose, due date, who holds it.
async fn items(app: &App) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for requests::demo::Entered { key, case, .. } in requests::demo::enter(app, REQUESTS).await.unwrap() {
        let items = inbox::of_stream(&mut app.store.read().await.unwrap(), &case).await.unwrap();
        let mut lines = Vec::new();
        for item in items {
            let due = item.due_on.map(|due| due.to_string()).unwrap_or_default();
            let held = if item.holder.is_some() { "held" } else { "" };
            lines.push(format!("{} {} {due} {held}", item.key.work(), item.role.as_str()).trim_end().to_owned());
        }
        found.insert(key, lines);
    }
    found
}

#[test]
fn every_state_has_its_work_and_a_replay_makes_the_same() {
    run(each_database(async |instance: TestInstance| {
        let app = demo(&instance).await;
        let found = items(&app).await;
        let expected = OPEN.iter().map(|(key, lines)| ((*key).to_owned(), lines.iter().map(|line| (*line).to_owned()).collect()));
        assert_eq!(found, expected.collect::<BTreeMap<String, Vec<String>>>());
        assert_eq!(app.store.check_projections().await.unwrap(), Vec::<String>::new());
        app.store.close().await;
    }));
}

#[test]
fn what_nobody_holds_and_who_stands_in() {
    run(each_database(async |instance: TestInstance| {
        let app = demo(&instance).await;
        let today = app.today();
        let of = |role: Role, at: &str| {
            let (app, at) = (&app, OrganisationId(at.into()));
            async move { app.identity.people_with(role, &at).await.unwrap().remove(0).0 }
        };
        let officer = of(Role::CaseOfficer, "hz-housing").await;
        let head = of(Role::Approver, "hz-housing").await;
        let staff = app.identity.staff().await.unwrap();
        let unheld = async |absences: &Absences| {
            let mut connection = app.store.read().await.unwrap();
            let all = inbox::unheld(&mut connection, None, &staff, absences, today).await.unwrap();
            all.into_iter().map(|(item, why)| (item.organisation.0, item.key.work().to_owned(), why)).collect::<Vec<_>>()
        };
        let found = unheld(&Absences::default()).await;
        // Nobody at the body has the post: its case stands here all the same.
        assert!(found.contains(&("hz-health".into(), "handle".into(), Why::NoPost)), "{found:?}");
        assert!(found.contains(&("hz-housing".into(), "handle".into(), Why::Unassigned)), "{found:?}");
        assert!(!found.iter().any(|(_, kind, _)| kind == "silence"), "what somebody holds is not here: {found:?}");

        let away = |delegate: Option<PersonId>| Announce { from: today, until: today, delegate };
        inbox::announce(&app.store, &officer, away(None), today, staff.clone()).await.unwrap();
        let absences = Absences::read(&mut app.store.read().await.unwrap(), today).await.unwrap();
        assert!(unheld(&absences).await.contains(&("hz-housing".into(), "silence".into(), Why::HolderAway)));
        inbox::withdraw(&app.store, &officer, &absences.0[0].id, today).await.unwrap();

        inbox::announce(&app.store, &officer, away(Some(head.clone())), today, staff.clone()).await.unwrap();
        let absences = Absences::read(&mut app.store.read().await.unwrap(), today).await.unwrap();
        assert!(!unheld(&absences).await.iter().any(|(_, kind, _)| kind == "silence"));
        let work = inbox::work_of(&mut app.store.read().await.unwrap(), &head, &staff, &absences, today).await.unwrap();
        let instead = work.iter().filter(|work| work.instead_of == Some(officer.clone())).count();
        assert!(instead > 10, "who stands in has the officer's work on the own list: {instead}");
        assert!(work.iter().any(|work| work.item.key.work() == "approve" && work.instead_of.is_none()));
        app.store.close().await;
    }));
}

#[test]
fn a_case_that_is_given_to_another_keeps_its_days() {
    run(each_database(async |instance: TestInstance| {
        let app = demo(&instance).await;
        let entered = requests::demo::enter(&app, REQUESTS).await.unwrap();
        let case = &entered.iter().find(|entered| entered.key == "third-party-silent").unwrap().case;
        let read = async || inbox::of_stream(&mut app.store.read().await.unwrap(), case).await.unwrap();
        let before = read().await;
        let organisation = app.identity.organisation(&OrganisationId("hz-housing".into()), app.today()).unwrap();
        let head = app.identity.people_with(Role::Approver, &organisation.id).await.unwrap().remove(0).0;
        let act = OfficerAct {
            setting: Setting { law: app.law.clone(), today: app.today(), organisation },
            letters: LetterSettings::default(),
            case: case.clone(),
            seen: app.store.load(case).await.unwrap().len() as u64,
            person: head.0.clone(),
            command: Command::Assign("somebody-else".into()),
        };
        app.store.execute(act).await.unwrap();
        let days = |items: &[inbox::Item]| items.iter().map(|item| (item.key.clone(), item.started_on, item.due_on)).collect::<Vec<_>>();
        let after = read().await;
        assert_eq!(days(&before), days(&after));
        assert!(after.iter().all(|item| item.holder == Some(PersonId("somebody-else".into()))), "{after:?}");
        let told = inbox::notices(&mut app.store.read().await.unwrap(), &PersonId("somebody-else".into()), &[]).await.unwrap();
        assert_eq!(told.iter().map(|notice| notice.words.id.as_str()).collect::<Vec<_>>(), ["requests-told-assigned"]);
        app.store.close().await;
    }));
}

#[test]
fn every_kind_of_work_has_words_in_both_languages() {
    let kinds = [
        "handle",
        "correct",
        "review",
        "legal-review",
        "approve",
        "send",
        "returned",
        "confirm-letter",
        "confirm",
        "confirm-requester",
        "clarified",
        "reasons-given",
        "file-added",
        "fee-paid",
        "approve-extension",
        "objection",
        "silence",
        "await-third-party",
        "await-co-producer",
        "await-body",
        "letter",
        "consultation",
        "dispatch",
        "deliver-clarification",
        "deliver-fee",
        "await-clarification",
        "await-fee",
        "await-reasons",
        "clarification-over",
        "fee-over",
    ];
    for language in [web::Language::Chinese, web::Language::English] {
        for kind in kinds {
            // A message that is not there panics.
            let title =
                web::message(language, &format!("requests-item-{kind}"), &[("number", "N-1".to_owned()), ("letter", "L-1".to_owned())]);
            assert!(title.contains("N-1") && !web::message(language, &format!("request-item-kind-{kind}"), &[]).is_empty());
        }
    }
}
