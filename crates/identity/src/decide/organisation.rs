//! Rules of the tree of organisations.

use super::Refusal;
use crate::{Contact, DatedName, Establishment, OrganisationEvent, OrganisationId, OrganisationState, Setting};
use jiff::civil::Date;
use law::OrganisationKind;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganisationCommand {
    /// enter it
    Establish(Establishment),
    /// another name from a day on
    Rename(DatedName),
    /// under another organisation
    Move {
        /// the organisation above; none: at the top
        parent: Option<OrganisationId>,
        /// since
        on: Date,
    },
    /// into another
    Merge {
        /// the one that continues
        into: OrganisationId,
        /// first day on which it is no more
        on: Date,
    },
    /// ended
    Dissolve {
        /// first day on which it is no more
        on: Date,
    },
    /// another contact
    ChangeContact(Contact),
    /// another value of a setting
    ChangeSetting(Setting),
}

impl OrganisationCommand {
    /// The other organisation that the command names; its state belongs into [`Surroundings::other`].
    pub fn other(&self) -> Option<&OrganisationId> {
        match self {
            Self::Establish(Establishment { parent, .. }) | Self::Move { parent, .. } => parent.as_ref(),
            Self::Merge { into, .. } => Some(into),
            _ => None,
        }
    }
}

/// What the rules must know of other streams.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// the organisation that the command names (new parent, or the one that continues)
    pub other: OrganisationState,
    /// the organisations above that one, nearest first, itself included
    pub above_other: Vec<OrganisationId>,
    /// whether living organisations stand below this one
    pub has_below: bool,
    /// who holds the code that is asked for
    pub code_holder: Option<String>,
}

/// Decides on one organisation, `id`.
pub fn decide_organisation(
    id: &OrganisationId,
    state: &OrganisationState,
    command: OrganisationCommand,
    around: &Surroundings,
) -> Result<Vec<OrganisationEvent>, Refusal> {
    if let Some(other) = command.other() {
        if around.other.present.is_none() {
            return Err(Refusal::UnknownOrganisation(other.clone()));
        }
        if !around.other.is_living() {
            return Err(Refusal::Ended(other.clone()));
        }
    }
    if let OrganisationCommand::Establish(establishment) = command {
        if state.present.is_some() {
            return Err(Refusal::AlreadyEstablished(id.clone()));
        }
        check_establishment(&establishment)?;
        if let Some(holder) = &around.code_holder {
            return Err(Refusal::CodeTaken { code: establishment.code, holder: holder.clone() });
        }
        return Ok(vec![OrganisationEvent::OrganisationEstablished(establishment)]);
    }
    let Some(present) = &state.present else { return Err(Refusal::UnknownOrganisation(id.clone())) };
    if state.ended_on.is_some() {
        return Err(Refusal::Ended(id.clone()));
    }
    let event = match command {
        OrganisationCommand::Establish(_) => return Err(Refusal::AlreadyEstablished(id.clone())),
        OrganisationCommand::Rename(name) => {
            check_name(&name)?;
            if present.names.last().is_some_and(|last| name.from <= last.from) {
                return Err(Refusal::NameOutOfOrder);
            }
            OrganisationEvent::OrganisationRenamed(name)
        }
        OrganisationCommand::Move { parent, on } => {
            if parent == present.parent {
                return Err(Refusal::NoChange);
            }
            if let Some(parent) = &parent
                && around.above_other.contains(id)
            {
                return Err(Refusal::Circle(parent.clone()));
            }
            OrganisationEvent::OrganisationMoved { parent, on }
        }
        OrganisationCommand::Merge { into, on } => {
            if around.above_other.contains(id) {
                return Err(Refusal::Circle(into));
            }
            if around.has_below {
                return Err(Refusal::HasBelow);
            }
            OrganisationEvent::OrganisationMerged { into, on }
        }
        OrganisationCommand::Dissolve { on } => {
            if around.has_below {
                return Err(Refusal::HasBelow);
            }
            OrganisationEvent::OrganisationDissolved { on }
        }
        OrganisationCommand::ChangeContact(contact) => {
            check_contact(&contact)?;
            if contact == present.contact {
                return Err(Refusal::NoChange);
            }
            OrganisationEvent::ContactChanged(contact)
        }
        OrganisationCommand::ChangeSetting(setting) => {
            let same = match &setting {
                Setting::LetterMark(mark) => {
                    check_optional("letter-mark", mark.as_ref(), 20)?;
                    *mark == present.letter_mark
                }
                Setting::AcknowledgementConfirms(confirms) => *confirms == present.acknowledgement_confirms,
            };
            if same {
                return Err(Refusal::NoChange);
            }
            OrganisationEvent::SettingChanged(setting)
        }
    };
    Ok(vec![event])
}

/// The commands that bring an organisation to what a file says of it; none where it is so already.
pub fn reconcile(state: &OrganisationState, wanted: Establishment) -> Result<Vec<OrganisationCommand>, Refusal> {
    let Some(present) = &state.present else { return Ok(vec![OrganisationCommand::Establish(wanted)]) };
    if present.kind != wanted.kind {
        return Err(Refusal::Fixed("kind"));
    }
    if present.code != wanted.code {
        return Err(Refusal::Fixed("code"));
    }
    if present.division != wanted.division {
        return Err(Refusal::Fixed("division"));
    }
    if present.parent != wanted.parent {
        return Err(Refusal::Fixed("parent"));
    }
    let mut commands: Vec<_> =
        wanted.names.into_iter().filter(|name| !present.names.contains(name)).map(OrganisationCommand::Rename).collect();
    if wanted.letter_mark != present.letter_mark {
        commands.push(OrganisationCommand::ChangeSetting(Setting::LetterMark(wanted.letter_mark)));
    }
    if wanted.acknowledgement_confirms != present.acknowledgement_confirms {
        let setting = Setting::AcknowledgementConfirms(wanted.acknowledgement_confirms);
        commands.push(OrganisationCommand::ChangeSetting(setting));
    }
    if wanted.contact != present.contact {
        commands.push(OrganisationCommand::ChangeContact(wanted.contact));
    }
    Ok(commands)
}

fn check_establishment(new: &Establishment) -> Result<(), Refusal> {
    if !is_identifier(&new.id.0, 64) {
        return Err(Refusal::BadId(new.id.0.clone()));
    }
    if !is_identifier(&new.code, 32) {
        return Err(Refusal::BadCode(new.code.clone()));
    }
    let fits = match new.kind {
        OrganisationKind::CityGovernment | OrganisationKind::CountyGovernment => new.code == new.division.as_str(),
        // A township's code has nine digits, of which its division here keeps the county's six.
        OrganisationKind::TownshipGovernment => new.code.starts_with(new.division.as_str()),
        _ => true,
    };
    if !fits {
        return Err(Refusal::CodeOfGovernment(new.code.clone()));
    }
    if new.names.is_empty() {
        return Err(Refusal::NameMissing);
    }
    new.names.iter().try_for_each(check_name)?;
    if !new.names.is_sorted_by(|earlier, later| earlier.from < later.from) {
        return Err(Refusal::NameOutOfOrder);
    }
    check_optional("letter-mark", new.letter_mark.as_ref(), 20)?;
    check_contact(&new.contact)
}

fn check_name(name: &DatedName) -> Result<(), Refusal> {
    if name.name.is_empty() || name.short_name.is_empty() {
        return Err(Refusal::NameMissing);
    }
    check_text("name", &name.name, 100)?;
    check_text("short-name", &name.short_name, 50)
}

fn check_contact(contact: &Contact) -> Result<(), Refusal> {
    check_optional("telephone", contact.telephone.as_ref(), 50)?;
    check_optional("email", contact.email.as_ref(), 254)?;
    check_optional("address", contact.address.as_ref(), 200)?;
    check_optional("hours", contact.hours.as_ref(), 200)
}

fn check_optional(field: &'static str, text: Option<&String>, most: usize) -> Result<(), Refusal> {
    match text {
        Some(text) if text.is_empty() => Err(Refusal::BadText { field, most }),
        Some(text) => check_text(field, text, most),
        None => Ok(()),
    }
}

pub(super) fn check_text(field: &'static str, text: &str, most: usize) -> Result<(), Refusal> {
    let sound = text.chars().count() <= most && !text.chars().any(char::is_control) && text.trim() == text;
    if sound { Ok(()) } else { Err(Refusal::BadText { field, most }) }
}

fn is_identifier(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests;
