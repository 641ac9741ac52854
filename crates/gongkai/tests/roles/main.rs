//! Every route with every role: who gets in, who does not, and what those see who do not.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

#[path = "../portal/mod.rs"]
mod portal;

use identity::Role;
use portal::{
    Answer, Portal, Visitor,
    routes::{DESK, Route, SEERS, Who, routes, served},
    world::{self, ELSEWHERE, HERE, Places},
};
use std::collections::BTreeSet;

/// A visitor with the one post that he or she holds.
struct Person {
    visitor: Visitor,
    post: Option<(Role, &'static str)>,
}

impl Person {
    fn holds(&self, roles: &[Role]) -> bool {
        self.post.is_some_and(|(role, _)| roles.contains(&role))
    }

    fn holds_here(&self, roles: &[Role]) -> bool {
        self.holds(roles) && self.post.is_some_and(|(_, body)| body == HERE)
    }

    fn may(&self, who: Who) -> bool {
        match who {
            Who::Everybody => true,
            Who::SignedIn => self.post.is_some(),
            Who::Post(roles) => self.holds(roles),
            Who::Case(roles) | Who::Document(roles) | Who::Draft(roles) => self.holds_here(roles),
        }
    }

    /// The status of a route that is not for this person.
    fn refused(&self, who: Who) -> u16 {
        match (self.post, who) {
            (None, _) => 303,
            (Some(_), Who::Case(_)) if !self.holds_here(SEERS) => 404,
            (Some(_), Who::Draft(_)) if !self.holds_here(DESK) => 404,
            _ => 403,
        }
    }
}

async fn everybody(portal: &Portal) -> Vec<Person> {
    let mut people = vec![Person { visitor: portal.anybody().await, post: None }];
    for body in [HERE, ELSEWHERE] {
        for role in Role::ALL {
            people.push(Person { visitor: portal.sign_in(&world::sign_in(role, body)).await, post: Some((role, body)) });
        }
    }
    people
}

#[test]
fn the_table_names_every_route() {
    let table: BTreeSet<(String, String)> = routes().iter().map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    let served = served();
    let missing: Vec<_> = served.difference(&table).collect();
    assert!(missing.is_empty(), "say in tests/portal/routes who may use {missing:?}");
    let gone: Vec<_> = table.difference(&served).collect();
    assert!(gone.is_empty(), "no longer served: {gone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_with_every_role() {
    store::testing::each_database(|instance| async move {
        let portal = Portal::open(&instance.data, instance.postgres.as_deref()).await;
        let places = world::whole(&portal).await;
        let people = everybody(&portal).await;
        let size = portal.size().await;
        let mut wrong = Vec::new();
        for route in &routes() {
            for person in &people {
                let may = person.may(route.who);
                // Who may do it at another body sends what would change something here.
                let idle = may && (person.post.is_none_or(|(_, body)| body == HERE) || route.who == Who::Everybody);
                let answer = route.send(&portal, &places, &person.visitor, idle).await;
                wrong.extend(
                    complaints(route, person, may, &answer)
                        .into_iter()
                        .map(|words| format!("{} {} as {}: {words}", route.method, route.at, person.visitor.name)),
                );
                let now = portal.size().await;
                if now != size {
                    panic!("{} {} as {} changed something: {}", route.method, route.at, person.visitor.name, answer.text());
                }
            }
        }
        assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
        nobody_is_signed_in(&portal, &places, &people).await;
        portal.app.store.close().await;
    })
    .await;
}

fn complaints(route: &Route, person: &Person, may: bool, answer: &Answer) -> Vec<String> {
    let mut complaints = Vec::new();
    let status = answer.status.as_u16();
    let expected = if may { route.answers.to_vec() } else { vec![person.refused(route.who)] };
    if !expected.contains(&status) {
        complaints.push(format!("{status} instead of {expected:?}"));
    }
    if !may && status == 303 && !answer.location().starts_with("/sign-in?next=") {
        complaints.push(format!("leads to {}", answer.location()));
    }
    if answer.header("content-security-policy") != web::CONTENT_SECURITY_POLICY {
        complaints.push("no content security policy".to_owned());
    }
    let text = answer.text();
    let mut secrets: Vec<&str> = vec![world::IDENTITY, world::PHONE, world::EMAIL];
    if !(route.holder || person.holds_here(SEERS)) {
        secrets.extend(world::OF_CASES);
    }
    if !person.holds_here(DESK) {
        secrets.extend(world::OF_DRAFTS);
    }
    complaints.extend(secrets.into_iter().filter(|secret| text.contains(secret)).map(|secret| format!("shows {secret}")));
    complaints
}

/// Signing out stood last in the table.
async fn nobody_is_signed_in(portal: &Portal, places: &Places, people: &[Person]) {
    for person in people {
        let case = portal.get(&person.visitor, &places.fill("/office/requests/{fresh}")).await;
        assert_eq!(case.status, 303, "{} is still signed in", person.visitor.name);
    }
}
