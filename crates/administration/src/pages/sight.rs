//! How far somebody sees, and how a refusal is told at its field.

use identity::{Action, IdentityError, OrganisationId, Person, Refusal};
use jiff::civil::Date;
use std::collections::BTreeSet;
use web::{App, Choice, FieldErrors, Language, Visit, WebError, message};

/// At which organisations the reader may do each of the four things.
pub(super) struct Sight {
    pub(super) organisations: BTreeSet<OrganisationId>,
    pub(super) people: BTreeSet<OrganisationId>,
    pub(super) security: BTreeSet<OrganisationId>,
    pub(super) audit: BTreeSet<OrganisationId>,
}

impl Sight {
    /// Of the visitor; refused to whoever may do none of it.
    pub(super) fn of(app: &App, visit: &Visit) -> Result<Self, WebError> {
        let person = visit.person()?;
        let at = |action| app.identity.where_may(person, action).into_iter().collect::<BTreeSet<_>>();
        let sight = Self {
            organisations: at(Action::ManageOrganisations),
            people: at(Action::ManagePeople),
            security: at(Action::ManageSecurity),
            audit: at(Action::SeeAudit),
        };
        let none = [&sight.organisations, &sight.people, &sight.security, &sight.audit].iter().all(|places| places.is_empty());
        if none { Err(WebError::Forbidden) } else { Ok(sight) }
    }

    pub(super) fn sees(&self, place: &OrganisationId) -> bool {
        [&self.organisations, &self.people, &self.security, &self.audit].iter().any(|places| places.contains(place))
    }

    /// Somebody who belongs nowhere yet is seen by all.
    pub(super) fn sees_person(&self, person: &Person) -> bool {
        let places = person.places();
        places.is_empty() || places.into_iter().any(|place| self.sees(place))
    }
}

/// Whether an action reaches a person: everywhere where the person works or holds a post.
pub(super) fn reaches(places: &BTreeSet<OrganisationId>, person: &Person) -> bool {
    !places.is_empty() && person.places().into_iter().all(|place| places.contains(place))
}

/// What a refusal says, at the field that `at` names; every other fault goes its own way.
pub(super) fn refused(language: Language, fault: IdentityError, at: impl Fn(&Refusal) -> &'static str) -> Result<FieldErrors, WebError> {
    match fault {
        IdentityError::Refused(refusal) => {
            let mut errors = FieldErrors::default();
            errors.add(at(&refusal), refusal.code(), message(language, &format!("identity-refusal-{}", refusal.code()), &[]));
            Ok(errors)
        }
        IdentityError::Denied(denied) => Err(denied.into()),
        other => Err(other.into()),
    }
}

/// The short name of a day; the id where it is not known.
pub(super) fn short_name(app: &App, place: &OrganisationId, on: Date) -> String {
    app.identity.organisation(place, on).map_or_else(|| place.0.clone(), |organisation| organisation.short_name)
}

/// Living organisations of these as choices of a form, in tree order.
pub(super) fn choices(app: &App, places: &BTreeSet<OrganisationId>, on: Date) -> Vec<Choice> {
    let all = app.identity.organisation_ids();
    let living = all.iter().filter(|id| places.contains(*id)).filter(|id| app.identity.state(id).is_some_and(|state| state.is_living()));
    living
        .filter_map(|id| {
            let organisation = app.identity.organisation(id, on)?;
            Some(Choice::new(id.0.clone(), format!("{}（{}）", organisation.name, id.0)))
        })
        .collect()
}

/// The name of a role.
pub(super) fn role(language: Language, role: identity::Role) -> String {
    message(language, &format!("identity-role-{}", role.as_str()), &[])
}

/// A message of this crate.
pub(super) fn say(language: Language, id: &str) -> String {
    message(language, &format!("administration-{id}"), &[])
}
