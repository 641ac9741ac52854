//! The JSON of a clock (docs/interfaces.md, "The clock of a request").

use super::fault::{ClockFault, FaultKind};
use super::input::{ClockEvent, ClockInput, Consulted, EventKind};
use calendar::DivisionCode;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawInput<Event> {
    #[serde(default)]
    organisation: Option<DivisionCode>,
    received_on: Day,
    as_of: Day,
    events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvent {
    on: Day,
    kind: String,
    #[serde(default)]
    until: Option<Day>,
    #[serde(default)]
    delivered_on: Option<Day>,
    #[serde(default)]
    working_days: Option<u32>,
    #[serde(default)]
    date: Option<Day>,
    #[serde(default)]
    party: Option<String>,
}

/// `2016-08-17` and nothing else.
#[derive(Clone, Copy)]
struct Day(Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(place, byte)| if matches!(place, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
        let parsed = if shape { text.parse().ok() } else { None };
        parsed.map(Day).ok_or_else(|| de::Error::custom(format!("`{}` is no date such as 2016-08-17", text.escape_default())))
    }
}

impl ClockInput {
    /// Reads the JSON of a clock. Unknown members, unknown kinds and members that a kind does not have are refused.
    pub fn parse(text: &str) -> Result<ClockInput, ClockFault> {
        let unreadable =
            |index: Option<usize>, error: serde_json::Error| ClockFault::of_record(index, FaultKind::Unreadable(error.to_string()));
        let raw: RawInput<RawEvent> = serde_json::from_str(text).map_err(|error| match faulty_event(text) {
            Some((index, fault)) => unreadable(Some(index), fault),
            None => unreadable(None, error),
        })?;
        let events = raw.events.into_iter().enumerate().map(|(index, event)| event.read(index)).collect::<Result<_, _>>()?;
        Ok(ClockInput { organisation: raw.organisation, received_on: raw.received_on.0, as_of: raw.as_of.0, events })
    }
}

/// The first event that cannot be read, where it is an event that cannot be read.
fn faulty_event(text: &str) -> Option<(usize, serde_json::Error)> {
    let raw: RawInput<serde_json::Value> = serde_json::from_str(text).ok()?;
    let read = |(index, event)| serde_json::from_value::<RawEvent>(event).err().map(|error| (index, error));
    raw.events.into_iter().enumerate().find_map(read)
}

impl RawEvent {
    fn read(self, index: usize) -> Result<ClockEvent, ClockFault> {
        let fault = |kind| ClockFault::of_record(index, kind);
        let day = |name, day: Option<Day>| day.map(|day| day.0).ok_or_else(|| fault(FaultKind::MissingMember(name)));
        let consulted = |whom| EventKind::Consulted { whom, delivered_on: self.delivered_on.map(|day| day.0) };
        let kind = match self.kind.as_str() {
            "clarification-requested" => EventKind::ClarificationRequested { until: day("until", self.until)? },
            "clarified" => EventKind::Clarified,
            "third-party-consulted" => consulted(Consulted::ThirdParty),
            "third-party-answered" => EventKind::Answered { whom: Consulted::ThirdParty },
            "co-producer-consulted" => consulted(Consulted::CoProducer),
            "co-producer-answered" => EventKind::Answered { whom: Consulted::CoProducer },
            "body-consulted" => consulted(Consulted::Body),
            "body-answered" => EventKind::Answered { whom: Consulted::Body },
            "extended" => {
                let working_days = self.working_days.ok_or_else(|| fault(FaultKind::MissingMember("working_days")))?;
                EventKind::Extended { working_days }
            }
            "fee-noticed" => EventKind::FeeNoticed { until: day("until", self.until)? },
            "fee-paid" => EventKind::FeePaid,
            "delayed-to" => EventKind::DelayedTo { date: day("date", self.date)? },
            "withdrawn" => EventKind::Withdrawn,
            "replied" => EventKind::Replied,
            _ => return Err(fault(FaultKind::UnknownKind(self.kind))),
        };
        match self.needless(&kind) {
            Some(name) => Err(fault(FaultKind::NeedlessMember(name))),
            None => Ok(ClockEvent { on: self.on.0, kind, party: self.party }),
        }
    }

    /// A member that was given and that the kind does not have.
    fn needless(&self, kind: &EventKind) -> Option<&'static str> {
        let has_until = matches!(kind, EventKind::ClarificationRequested { .. } | EventKind::FeeNoticed { .. });
        let has_delivery = matches!(kind, EventKind::Consulted { .. });
        let has_party = has_delivery || matches!(kind, EventKind::Answered { .. });
        let members = [
            ("until", self.until.is_some() && !has_until),
            ("delivered_on", self.delivered_on.is_some() && !has_delivery),
            ("working_days", self.working_days.is_some() && !matches!(kind, EventKind::Extended { .. })),
            ("date", self.date.is_some() && !matches!(kind, EventKind::DelayedTo { .. })),
            ("party", self.party.is_some() && !has_party),
        ];
        members.into_iter().find_map(|(name, needless)| needless.then_some(name))
    }
}
