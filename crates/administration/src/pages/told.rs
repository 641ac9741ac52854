//! Administrative acts in words.

use super::sight::{role, short_name};
use identity::{Administered, OrganisationEvent, Person, PersonEvent, PersonId, Post, Setting, Subject};
use std::collections::HashMap;
use store::ActorId;
use web::{App, Page, Visit};

/// People by id, for names.
pub(super) type Known = HashMap<PersonId, Person>;

/// An act as a page shows it.
pub(super) struct Told {
    pub(super) at: String,
    pub(super) actor: String,
    pub(super) subject: String,
    pub(super) href: String,
    pub(super) what: String,
    pub(super) detail: String,
    pub(super) index: u64,
}

/// Everybody, for names.
pub(super) async fn known(app: &App) -> Result<Known, web::WebError> {
    Ok(app.identity.people().await?.into_iter().map(|person| (person.id.clone(), person)).collect())
}

/// A person as named on these pages.
pub(super) fn name(page: &Page, known: &Known, id: &PersonId) -> String {
    match known.get(id) {
        Some(person) if person.name.is_empty() => page.t("administration-erased"),
        Some(person) => person.name.clone(),
        None => id.0.clone(),
    }
}

/// One act in words.
pub(super) fn tell(app: &App, visit: &Visit, page: &Page, known: &Known, act: &Administered) -> Told {
    let actor =
        if act.actor == ActorId::system() { page.t("administration-program") } else { name(page, known, &PersonId(act.actor.0.clone())) };
    let (subject, href, kind, detail) = match &act.subject {
        Subject::Organisation(id, event) => {
            let (kind, detail) = of_organisation(app, visit, page, event);
            (short_name(app, id, visit.today), page.href(&format!("/office/organisations/{}", id.0)), kind, detail)
        }
        Subject::Person(id, event) => {
            let (kind, detail) = of_person(app, visit, event);
            (name(page, known, id), page.href(&format!("/office/people/{}", id.0)), kind, detail)
        }
    };
    Told { at: app.clock_time(act.at), actor, subject, href, what: page.t(&format!("administration-act-{kind}")), detail, index: act.index }
}

fn of_organisation(app: &App, visit: &Visit, page: &Page, event: &OrganisationEvent) -> (&'static str, String) {
    let short = |id| short_name(app, id, visit.today);
    match event {
        OrganisationEvent::OrganisationEstablished(new) => {
            ("organisation-established", new.names.last().map(|name| name.name.clone()).unwrap_or_default())
        }
        OrganisationEvent::OrganisationRenamed(name) => ("organisation-renamed", format!("{}　{}", name.from, name.name)),
        OrganisationEvent::OrganisationMoved { parent, on } => {
            ("organisation-moved", format!("{on}　{}", parent.as_ref().map(short).unwrap_or_else(|| page.t("administration-top"))))
        }
        OrganisationEvent::OrganisationMerged { into, on } => ("organisation-merged", format!("{on}　{}", short(into))),
        OrganisationEvent::OrganisationDissolved { on } => ("organisation-dissolved", on.to_string()),
        OrganisationEvent::ContactChanged(_) => ("contact-changed", String::new()),
        OrganisationEvent::SettingChanged(Setting::LetterMark(mark)) => ("letter-mark-changed", mark.clone().unwrap_or_default()),
        OrganisationEvent::SettingChanged(Setting::AcknowledgementConfirms(yes)) => {
            ("acknowledgement-changed", page.t(if *yes { "administration-yes" } else { "administration-no" }))
        }
    }
}

fn of_person(app: &App, visit: &Visit, event: &PersonEvent) -> (&'static str, String) {
    match event {
        PersonEvent::PersonRegistered { organisation, .. } => {
            ("person-registered", organisation.as_ref().map(|id| short_name(app, id, visit.today)).unwrap_or_default())
        }
        PersonEvent::AccountOpened { .. } => ("account-opened", String::new()),
        PersonEvent::AccountDisabled {} => ("account-disabled", String::new()),
        PersonEvent::AccountEnabled {} => ("account-enabled", String::new()),
        PersonEvent::AccountClosed {} => ("account-closed", String::new()),
        PersonEvent::PostGiven(post) => ("post-given", words(app, visit, post)),
        PersonEvent::PostEnded(post) => ("post-ended", words(app, visit, post)),
        PersonEvent::PasswordChanged {} => ("password-changed", String::new()),
        PersonEvent::OneTimePasswordSet {} => ("one-time-password-set", String::new()),
        PersonEvent::OneTimeCodesEnabled {} => ("one-time-codes-enabled", String::new()),
        PersonEvent::OneTimeCodesDisabled {} => ("one-time-codes-disabled", String::new()),
    }
}

/// A post in words: 经办（市住保房管局）.
pub(super) fn words(app: &App, visit: &Visit, post: &Post) -> String {
    format!("{}（{}）", role(visit.language, post.role), short_name(app, &post.organisation, visit.today))
}
