//! A request as it arrived, and what arrived later.

use crate::model::choice::{ApplicantKind, Delivery, Form, IdentityType};
use jiff::civil::Date;
use law::{Channel, RuleRef};
use serde::{Deserialize, Serialize};
use store::PartRef;

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// public number
    pub number: String,
    /// id of the organisation that is asked
    pub organisation: String,
    /// by which way
    pub channel: Channel,
    /// the day on which it reached the organisation, as registered; the entry date is the event's own
    pub arrived_on: Date,
    /// who asks
    pub applicant: SealedApplicant,
    /// what is wanted
    pub subject: PartRef,
    /// features by which it can be found
    pub description: Option<PartRef>,
    /// form wanted
    pub form: Form,
    /// way wanted
    pub delivery: Delivery,
    /// what must happen before the clock starts: none where it started at once
    pub awaits: Option<Awaited>,
    /// what kind of request it is
    #[serde(default)]
    pub track: Track,
    /// who acts for the requester
    #[serde(default)]
    pub agent: Option<SealedAgent>,
    /// who asks together with the requester
    #[serde(default)]
    pub others: Vec<SealedApplicant>,
    /// files that came with it
    #[serde(default)]
    pub files: Vec<SealedFile>,
    /// where it came from, when it is a part or a copy of another
    #[serde(default)]
    pub origin: Option<Origin>,
    /// for a correction: what shows that the record is wrong
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<PartRef>,
    /// what help the requester needs to read, see or hear (2019 regulation, article 43)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<PartRef>,
}

/// Which track a request runs on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Track {
    /// information is asked for
    #[default]
    Disclosure,
    /// a record on the requester is to be corrected
    Correction,
}

impl Track {
    /// every track
    pub const ALL: [Track; 2] = [Track::Disclosure, Track::Correction];

    /// the code, also of its message `requests-track-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            Track::Disclosure => "disclosure",
            Track::Correction => "correction",
        }
    }
}

/// How a case came out of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "how", content = "of")]
pub enum Origin {
    /// one of several matters of the case with this number
    Split(String),
    /// one form sent to several bodies; the text is the same for all of them
    SameForm(String),
}

/// Who acts for the requester, with everything personal sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedAgent {
    /// name
    pub name: PartRef,
    /// telephone
    pub phone: Option<PartRef>,
    /// the authority, as a file or described in words
    pub authority: PartRef,
}

/// A file of a case: sealed like everything personal, told by content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFile {
    /// its bytes
    pub content: PartRef,
    /// its name as given
    pub name: PartRef,
    /// told by content, never by name
    pub media_type: String,
    /// bytes
    pub size: u64,
}

/// A file was added after the request had arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAdded {
    /// the file
    pub file: SealedFile,
    /// who added it
    pub by: Side,
    /// day
    pub on: Date,
}

/// What a clock waits for (Regulation on the Disclosure of Government Information, 2019, article 31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    /// the requester's confirmation
    pub requester: bool,
    /// the organisation's confirmation
    pub organisation: bool,
    /// the organisation must confirm on the day of arrival
    pub same_day: bool,
    /// the rule behind it
    pub rule: RuleRef,
    /// the day by which this organisation sees to what is awaited, by its own setting
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chase_on: Option<Date>,
}

/// The requester wants letters to come another way than was said at first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryChosen {
    /// day
    pub on: Date,
    /// way wanted from now on
    pub delivery: Delivery,
    /// a new address, where one was given
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<PartRef>,
    /// a new e-mail address, where one was given
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<PartRef>,
}

/// Who asks, with everything personal sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedApplicant {
    /// column of the annual report
    pub kind: ApplicantKind,
    /// name
    pub name: PartRef,
    /// kind of document and its number
    pub identity: Option<(IdentityType, PartRef)>,
    /// telephone
    pub phone: Option<PartRef>,
    /// e-mail
    pub email: Option<PartRef>,
    /// address
    pub address: Option<PartRef>,
    /// contact person of an organisation
    pub contact_name: Option<PartRef>,
}

impl Received {
    /// Every sealed part, for the requester's own receipt.
    pub fn parts(&self) -> Vec<PartRef> {
        let agent = self.agent.iter().flat_map(|agent| [Some(&agent.name), agent.phone.as_ref(), Some(&agent.authority)]);
        let files = self.files.iter().flat_map(|file| [Some(&file.content), Some(&file.name)]);
        let asked = [Some(&self.subject), self.description.as_ref(), self.evidence.as_ref(), self.help.as_ref()];
        let people = self.applicant.parts().chain(self.others.iter().flat_map(SealedApplicant::parts));
        people.chain(asked).chain(agent).chain(files).flatten().cloned().collect()
    }
}

impl Received {
    /// What the requester's receipt opens: everything but the content of files, which the requester has and whose
    /// commitments the receipt holds.
    pub fn receipt_parts(&self) -> Vec<PartRef> {
        let content = |part: &PartRef| self.files.iter().any(|file| file.content.part == part.part);
        self.parts().into_iter().filter(|part| !content(part)).collect()
    }
}

impl SealedApplicant {
    fn parts(&self) -> impl Iterator<Item = Option<&PartRef>> {
        let identity = self.identity.as_ref().map(|(_, part)| part);
        [Some(&self.name), identity, self.phone.as_ref(), self.email.as_ref(), self.address.as_ref(), self.contact_name.as_ref()]
            .into_iter()
    }
}

/// Which side confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// the requester
    Requester,
    /// the organisation, by a person or, where it is set so, by the portal's own acknowledgement
    Organisation,
}

/// A confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// who
    pub by: Side,
    /// day on which this side confirmed; the entry date is the event's own
    pub on: Date,
    /// id of the officer whom the requester told; none where the requester did it here
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_to: Option<String>,
    /// in which way, where it is written down: by telephone …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<PartRef>,
}
