//! One case from its arrival to long after its due date: who is told what on which day, in the portal and by e-mail,
//! with a restart in between.

use identity::{PersonId, Role};
use jiff::{ToSpan, civil::Date};
use std::sync::Arc;
use store::testing::{TestInstance, each_database};
use web::App;

const PEOPLE: [(&str, &str, &str); 5] = [
    ("officer", "case-officer", "hz-housing"),
    ("other", "case-officer", "hz-housing"),
    ("reviewer", "reviewer", "hz-housing"),
    ("head", "approver", "hz-housing"),
    ("office", "city-office", "hz-office"),
];

const CASE: &str = r#"
[[request]]
key = "long"
channel = "counter"
working_days_ago = 0
application = { organisation = "hz-housing", subject = "主题（演示）", form = "electronic", delivery = "online", applicant = { kind = "natural-person", name = "张演示", identity = { type = "resident-identity-card", number = "11010519491231002X" }, phone = "0571-00000000" } }
steps = [{ do = "take", working-days-ago = 0 }]
"#;

/// The plan of `law/reminders.toml` over twenty working days from Monday 2026-11-23: due on Monday 2026-12-21.
const TOLD: [(&str, &str, &[&str]); 6] = [
    ("2026-12-07", "期限已过半", &["officer"]),
    ("2026-12-16", "还剩 3 个工作日", &["officer"]),
    ("2026-12-18", "还剩 1 个工作日", &["officer", "reviewer"]),
    ("2026-12-22", "已逾期 1 个工作日", &["officer", "reviewer"]),
    ("2026-12-23", "已逾期 2 个工作日", &["head", "officer", "reviewer"]),
    ("2026-12-25", "已逾期 4 个工作日", &["head", "office", "officer", "reviewer"]),
];

async fn open(instance: &TestInstance) -> App {
    let law = Arc::new(law::Law::load(None).unwrap());
    let mut capabilities =
        gongkai::wiring::serving(&law, &web::Settings { base_url: "https://open.example.org".into(), ..web::Settings::sample() });
    capabilities.retain(|capability| capability.name() != "identity");
    web::testing::app(instance, capabilities).await
}

/// Everybody by the name under which the table knows them.
async fn people(app: &App) -> Vec<(&'static str, PersonId)> {
    let mut found = Vec::new();
    for (name, role, at) in PEOPLE {
        let role = Role::parse(role).unwrap();
        let all = app.identity.people_with(role, &identity::OrganisationId(at.into())).await.unwrap();
        found.push((name, all.into_iter().find(|(_, shown)| shown.starts_with(name)).unwrap().0));
    }
    found
}

/// Without the marks that isolate a value from the direction of its surroundings.
fn plain(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

/// What went out by e-mail since this was asked last: the name before the @, and the subject.
async fn mail(app: &App) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while let Some(outgoing) = inbox::lease(&app.store, "test").await.unwrap() {
        inbox::sent(&app.store, &outgoing.id).await.unwrap();
        found.push((outgoing.to.split('@').next().unwrap().to_owned(), plain(&outgoing.subject)));
    }
    found.sort();
    found
}

/// How many notices each person has, and the newest one's words.
async fn notices(app: &App, people: &[(&str, PersonId)]) -> Vec<(usize, String)> {
    let staff = app.identity.staff().await.unwrap();
    let mut found = Vec::new();
    for (_, person) in people {
        let all = inbox::notices(&mut app.store.read().await.unwrap(), person, staff.posts(person)).await.unwrap();
        let newest = all.first().and_then(|notice| notice.remark.as_ref()).map(|remark| {
            let arguments: Vec<(&str, String)> = remark.arguments.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            plain(&web::message(web::Language::Chinese, &remark.id, &arguments))
        });
        found.push((all.len(), newest.unwrap_or_default()));
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn from_arrival_to_the_city_office() {
    each_database(|instance| async move {
        instance.clock.set("2026-11-23T02:00:00Z".parse().unwrap());
        let mut app = open(&instance).await;
        app.identity.load_organisations(include_str!("../../../../demo/organisations.toml")).await.unwrap();
        let entry = |(name, role, at): &(&str, &str, &str)| {
            format!("[[person]]\nsign_in = \"{name}\"\nname = \"{name}（演示）\"\nroles = [\"{role}\"]\norganisation = \"{at}\"\n")
        };
        app.identity.load_people(&PEOPLE.iter().map(entry).collect::<String>(), |_| "correct horse battery".into()).await.unwrap();
        let people = people(&app).await;
        for (name, person) in &people {
            inbox::set_address(&app.store, person, &format!("{name}@example.org")).await.unwrap();
        }
        let case = requests::demo::enter(&app, CASE).await.unwrap().remove(0).case;
        inbox::begin(&app.store).await.unwrap();
        // Whichever of the two officers took the case is the one who is told; the table calls that one `officer`.
        let work = inbox::of_stream(&mut app.store.read().await.unwrap(), &case).await.unwrap();
        let holder = work[0].holder.clone().unwrap();
        let people: Vec<(&str, PersonId)> = people
            .into_iter()
            .map(|(name, person)| match name {
                "officer" | "other" if person == holder => ("officer", person),
                "officer" | "other" => ("other", person),
                name => (name, person),
            })
            .collect();
        let called = |name: String| match name.as_str() {
            "officer" | "other" => "officer".to_owned(),
            _ => name,
        };
        let mut day = Date::constant(2026, 11, 23);
        let mut told: Vec<(String, String, Vec<String>)> = Vec::new();
        let mut before = notices(&app, &people).await;
        while day < Date::constant(2027, 1, 5) {
            for hour in ["00:30", "01:05", "01:30", "07:00"] {
                instance.clock.set(format!("{day}T{hour}:00Z").parse().unwrap());
                app.store.fire_due_timers().await.unwrap();
            }
            if day == Date::constant(2026, 12, 18) || day == Date::constant(2026, 12, 23) {
                // The program ends before its mail went out, and begins again.
                app.store.close().await;
                app = open(&instance).await;
                inbox::begin(&app.store).await.unwrap();
                app.store.fire_due_timers().await.unwrap();
            }
            let now = notices(&app, &people).await;
            let mut names: Vec<String> = Vec::new();
            let mut words = String::new();
            for ((name, _), (then, now)) in people.iter().zip(before.iter().zip(&now)) {
                assert!(now.0 - then.0 <= 1, "{day}: {name} was told twice");
                if now.0 > then.0 {
                    names.push((*name).to_owned());
                    words.clone_from(&now.1);
                }
            }
            names.sort();
            let sent = mail(&app).await;
            let written: Vec<String> = sent.iter().map(|(name, _)| called(name.clone())).collect();
            assert_eq!(written, names, "{day}: by e-mail as in the portal");
            for (_, subject) in &sent {
                assert!(subject.contains("HZ-HOUSING-2026-00001") && subject.contains(&words), "{subject}");
            }
            if !names.is_empty() {
                told.push((day.to_string(), words, names));
            }
            before = now;
            day += 1.day();
        }
        assert_eq!(told.len(), TOLD.len(), "{told:?}");
        for ((day, words, names), (expected_day, expected_words, expected_names)) in told.iter().zip(TOLD) {
            assert_eq!((day.as_str(), names.iter().map(String::as_str).collect::<Vec<_>>()), (expected_day, expected_names.to_vec()));
            assert!(words.starts_with(expected_words), "{day}: {words}");
        }
        assert_eq!(app.store.check_projections().await.unwrap(), Vec::<String>::new());
        app.store.close().await;
    })
    .await;
}
