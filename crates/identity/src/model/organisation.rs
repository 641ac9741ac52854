//! Organisations: what is said of them, what happened to them, and the fold of it.

use calendar::DivisionCode;
use jiff::civil::Date;
use law::OrganisationKind;
use serde::{Deserialize, Serialize};
use store::{Event, StreamId};

/// An organisation's id: ASCII letters, digits, hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrganisationId(pub String);

impl OrganisationId {
    /// The stream of its events.
    pub fn stream(&self) -> StreamId {
        StreamId::new(OrganisationEvent::CATEGORY, &self.0)
    }
}

impl std::fmt::Display for OrganisationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An organisation as it is on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// id
    pub id: OrganisationId,
    /// for a government its division code; for others a code of the register
    pub code: String,
    /// the name in force on the day asked for
    pub name: String,
    /// short name, used in numbers and lists (市住保房管局)
    pub short_name: String,
    /// kind
    pub kind: OrganisationKind,
    /// where it sits, for the working calendar
    pub division: DivisionCode,
    /// the organisation above
    pub parent: Option<OrganisationId>,
    /// letters of 文号 for its replies (杭住公开)
    pub letter_mark: Option<String>,
    /// its portal's own acknowledgement counts as both confirmations (a reading of art 31, unconfirmed)
    pub acknowledgement_confirms: bool,
    /// public contact: telephone, e-mail, address, office hours
    pub contact: Contact,
}

/// Public contact of an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// telephone number as printed
    pub telephone: Option<String>,
    /// e-mail address
    pub email: Option<String>,
    /// postal address
    pub address: Option<String>,
    /// office hours as printed
    pub hours: Option<String>,
}

/// A name with the first day on which it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedName {
    /// full official name
    pub name: String,
    /// short name as other documents print it
    pub short_name: String,
    /// first day
    pub from: Date,
    /// whether the full name is held to be certain
    #[serde(default = "yes")]
    pub confirmed: bool,
}

fn yes() -> bool {
    true
}

/// All that is said when an organisation is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Establishment {
    /// id
    pub id: OrganisationId,
    /// division code of a government, code of the register for others; unique
    pub code: String,
    /// kind
    pub kind: OrganisationKind,
    /// where it sits
    pub division: DivisionCode,
    /// the organisation above
    pub parent: Option<OrganisationId>,
    /// its names, oldest first, at least one
    pub names: Vec<DatedName>,
    /// letters of 文号 for its replies
    pub letter_mark: Option<String>,
    /// its portal's own acknowledgement counts as both confirmations
    pub acknowledgement_confirms: bool,
    /// public contact
    pub contact: Contact,
}

/// A setting of an organisation and its new value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "setting", content = "value", rename_all = "kebab-case")]
pub enum Setting {
    /// letters of 文号 for its replies
    LetterMark(Option<String>),
    /// its portal's own acknowledgement counts as both confirmations
    AcknowledgementConfirms(bool),
}

/// What happened to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum OrganisationEvent {
    /// it was entered
    OrganisationEstablished(Establishment),
    /// it bears another name from a day on
    OrganisationRenamed(DatedName),
    /// it stands under another organisation
    OrganisationMoved {
        /// the organisation above; none: it stands at the top
        parent: Option<OrganisationId>,
        /// since
        on: Date,
    },
    /// it went up in another
    OrganisationMerged {
        /// the one that continues
        into: OrganisationId,
        /// first day on which it is no more
        on: Date,
    },
    /// it ended
    OrganisationDissolved {
        /// first day on which it is no more
        on: Date,
    },
    /// its public contact changed
    ContactChanged(Contact),
    /// a setting changed
    SettingChanged(Setting),
}

impl Event for OrganisationEvent {
    const CATEGORY: &'static str = "organisation";
}

/// An organisation as its events tell it; without a name it does not exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationState {
    /// what was said when it was entered, with every later change
    pub present: Option<Establishment>,
    /// first day on which it is no more
    pub ended_on: Option<Date>,
    /// the one that continues it
    pub merged_into: Option<OrganisationId>,
}

impl OrganisationState {
    /// Folds one event in.
    pub fn evolve(mut self, event: OrganisationEvent) -> Self {
        if let OrganisationEvent::OrganisationEstablished(establishment) = event {
            self.present = Some(establishment);
            return self;
        }
        let Some(present) = &mut self.present else { return self };
        match event {
            OrganisationEvent::OrganisationEstablished(_) => {}
            OrganisationEvent::OrganisationRenamed(name) => present.names.push(name),
            OrganisationEvent::OrganisationMoved { parent, .. } => present.parent = parent,
            OrganisationEvent::OrganisationMerged { into, on } => {
                self.ended_on = Some(on);
                self.merged_into = Some(into);
            }
            OrganisationEvent::OrganisationDissolved { on } => self.ended_on = Some(on),
            OrganisationEvent::ContactChanged(contact) => present.contact = contact,
            OrganisationEvent::SettingChanged(Setting::LetterMark(mark)) => present.letter_mark = mark,
            OrganisationEvent::SettingChanged(Setting::AcknowledgementConfirms(confirms)) => {
                present.acknowledgement_confirms = confirms;
            }
        }
        self
    }

    /// Folds many.
    pub fn fold(events: impl IntoIterator<Item = OrganisationEvent>) -> Self {
        events.into_iter().fold(Self::default(), Self::evolve)
    }

    /// Entered and not ended.
    pub fn is_living(&self) -> bool {
        self.present.is_some() && self.ended_on.is_none()
    }
}
