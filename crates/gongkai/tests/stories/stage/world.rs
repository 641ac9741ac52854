//! The city of the stories: the bodies of the demo city, and one person for each role at those that the stories visit.

use gongkai::wiring;
use identity::{Identity, Role, SignInLimits};
use std::{fmt::Write, sync::Arc};
use store::testing::TestInstance;
use web::{App, Limits, PageCache};

pub const PASSWORD: &str = "correct horse battery";
/// The body that is asked, one beside it, and the one whose legal and city office watch.
const EVERY_ROLE: &str = "hz-housing";
const BESIDE: [(&str, &[Role]); 3] = [
    ("hz-environment", &[Role::Clerk, Role::CaseOfficer, Role::Reviewer, Role::LegalReviewer, Role::Approver]),
    ("hz-office", &[Role::CaseOfficer, Role::CityOffice]),
    ("hz", &[Role::SystemAdministrator, Role::SecurityAdministrator, Role::Auditor]),
];

pub fn sign_in(role: Role, organisation: &str) -> String {
    format!("{}-{organisation}", role.as_str())
}

fn people() -> String {
    let mut text = String::new();
    let mut person = |sign_in: &str, role: Role, organisation: &str| {
        writeln!(
            text,
            "[[person]]\nsign_in = \"{sign_in}\"\nname = \"{sign_in}（演示）\"\nroles = [\"{}\"]\norganisation = \"{organisation}\"",
            role.as_str()
        )
        .unwrap();
    };
    for role in Role::ALL {
        person(&sign_in(role, EVERY_ROLE), role, EVERY_ROLE);
    }
    for (organisation, roles) in BESIDE {
        for role in roles {
            person(&sign_in(*role, organisation), *role, organisation);
        }
    }
    person("second-officer", Role::CaseOfficer, EVERY_ROLE);
    text
}

/// The portal as `gongkai demo` serves it, on the clock of the instance, with nothing in it but bodies and people. An
/// online request waits for both sides, as the law's words have it.
pub async fn open(instance: &TestInstance, base: &str) -> App {
    let settings = gongkai::demo::settings(base);
    let law = law::Law::load(None)
        .unwrap()
        .with_review_bodies(gongkai::demo::review_bodies().unwrap_or_else(|fault| panic!("{}", fault.words())));
    let law = Arc::new(law);
    let store = instance.open(wiring::serving(&law, &settings)).await.unwrap();
    let app = App {
        identity: Identity::with_limits(store.clone(), SignInLimits::DEMONSTRATION).await.unwrap(),
        store,
        law,
        search: search::Search::open(&instance.data.join("index")).unwrap(),
        fonts: Arc::new(letters::Fonts::system()),
        sandbox: gongkai::drawing::Drawing::default().sandbox_of(env!("CARGO_BIN_EXE_gongkai").into()),
        limits: Limits::new(&settings),
        settings: Arc::new(settings),
        cache: PageCache::default(),
        rails: Arc::new(wiring::rails()),
    };
    gongkai::instance::follow(&app);
    let organisations = include_str!("../../../../../demo/organisations.toml");
    let both_confirm = organisations.replace("acknowledgement_confirms = true", "acknowledgement_confirms = false");
    assert_ne!(organisations, both_confirm);
    app.identity.load_organisations(&both_confirm).await.unwrap();
    app.identity.load_people(&people(), |_| PASSWORD.to_owned()).await.unwrap();
    app
}
