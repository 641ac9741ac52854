//! Events: as a capability writes them, as the log holds them, and as they are read back.

use crate::{ActorId, StoreError, StreamId, error::corrupt, statement::refuse_nul};
use jiff::Timestamp;
use ledger::{Envelope, Hash};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// A kind of event. Serialise adjacently: `#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]`.
pub trait Event: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Stream category, for example `request`.
    const CATEGORY: &'static str;

    /// Schema number of what is written now.
    fn schema(&self) -> u32 {
        1
    }

    /// The kind that stands in the public envelope; a neutral one where the real kind would tell too much.
    /// `None`: the real kind.
    fn public_kind(&self) -> Option<&'static str> {
        None
    }

    /// Brings an older body (`kind`, `data` of schema `schema`) to the present form.
    fn upcast(_kind: &str, _schema: u32, data: Value) -> Value {
        data
    }
}

/// An event as it stands in the log.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Leaf index.
    pub index: u64,
    /// Stream.
    pub stream: StreamId,
    /// From 1 within its stream.
    pub version: u64,
    /// The real kind; the public one where the body was erased.
    pub kind: String,
    /// Instant, in whole milliseconds.
    pub at: Timestamp,
    /// Actor.
    pub actor: ActorId,
    /// Schema of the body; 0 where it was erased.
    pub schema: u32,
    /// The body's `data`, or none where it was erased.
    pub body: Option<Value>,
}

impl Recorded {
    /// The typed event; `Ok(None)` where the body was erased.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where the body does not fit the type.
    pub fn event<E: Event>(&self) -> Result<Option<E>, StoreError> {
        let Some(data) = &self.body else {
            return Ok(None);
        };
        let data = E::upcast(&self.kind, self.schema, data.clone());
        serde_json::from_value(json!({"kind": self.kind, "data": data}))
            .map(Some)
            .map_err(|error| corrupt(format!("event {} ({} of {}): {error}", self.index, self.kind, self.stream)))
    }
}

/// The body as stored: canonical JSON of these members.
#[derive(Debug, Deserialize)]
pub(crate) struct Body {
    pub kind: String,
    pub schema: u32,
    pub data: Value,
}

impl Body {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, StoreError> {
        serde_json::from_slice(bytes).map_err(|error| corrupt(format!("a body: {error}")))
    }

    /// Leaf indexes whose erasure this body records, in its member `erased`.
    pub(crate) fn erased(&self) -> impl Iterator<Item = u64> {
        self.data.get("erased").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_u64)
    }
}

/// An event on its way into the log.
#[derive(Debug, Clone)]
pub(crate) struct NewEvent {
    pub recorded: Recorded,
    pub public_kind: String,
    pub salt: [u8; 32],
    pub body: Vec<u8>,
    pub commitment: Hash,
    pub entry: Vec<u8>,
}

/// Where an event will stand.
pub(crate) struct Place<'a> {
    pub index: u64,
    pub stream: &'a StreamId,
    pub version: u64,
    pub at: Timestamp,
    pub actor: &'a ActorId,
}

impl NewEvent {
    pub(crate) fn new<E: Event>(place: &Place<'_>, event: &E, salt: [u8; 32]) -> Result<Self, StoreError> {
        let mut parts = serde_json::to_value(event)
            .map_err(|error| StoreError::Other(format!("an event of {} cannot be written: {error}", E::CATEGORY)))?;
        let kind = match parts.get_mut("kind").map(Value::take) {
            Some(Value::String(kind)) => kind,
            _ => {
                return Err(StoreError::Other(format!("events of {} must be tagged by kind and data", E::CATEGORY)));
            }
        };
        let data = parts.get_mut("data").map(Value::take).unwrap_or_default();
        refuse_nul_within(&data)?;
        refuse_nul(&place.actor.0, "an actor")?;
        let schema = event.schema();
        let body = json!({"data": data, "kind": kind, "schema": schema});
        let bytes = ledger::canonical_json(&body).map_err(|error| StoreError::Other(error.to_string()))?;
        let commitment = ledger::commitment(&salt, &bytes);
        let public_kind = event.public_kind().map_or_else(|| kind.clone(), str::to_owned);
        let envelope = envelope(place.stream, place.version, &public_kind, place.at, place.actor, &commitment);
        let entry = envelope.entry().map_err(|error| StoreError::Other(error.to_string()))?;
        let Value::Object(mut members) = body else {
            return Err(StoreError::Other("a body is an object".into()));
        };
        Ok(Self {
            recorded: Recorded {
                index: place.index,
                stream: place.stream.clone(),
                version: place.version,
                kind,
                at: place.at,
                actor: place.actor.clone(),
                schema,
                body: members.get_mut("data").map(Value::take),
            },
            public_kind,
            salt,
            body: bytes,
            commitment,
            entry,
        })
    }
}

/// The public envelope of an event.
pub(crate) fn envelope(stream: &StreamId, version: u64, kind: &str, at: Timestamp, actor: &ActorId, commitment: &Hash) -> Envelope {
    Envelope::new(stream.0.clone(), version, kind.to_owned(), instant_text(at), actor.0.clone(), commitment)
}

/// RFC 3339 in UTC with milliseconds: `2026-11-24T06:32:37.123Z`.
pub(crate) fn instant_text(at: Timestamp) -> String {
    format!("{at:.3}")
}

fn refuse_nul_within(value: &Value) -> Result<(), StoreError> {
    match value {
        Value::String(text) => refuse_nul(text, "an event"),
        Value::Array(items) => items.iter().try_for_each(refuse_nul_within),
        Value::Object(members) => members.iter().try_for_each(|(name, value)| {
            refuse_nul(name, "an event")?;
            refuse_nul_within(value)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
    enum Sample {
        Begun,
        Named(Option<String>),
        Counted { number: u32 },
    }

    impl Event for Sample {
        const CATEGORY: &'static str = "sample";
        fn public_kind(&self) -> Option<&'static str> {
            matches!(self, Self::Counted { .. }).then_some("changed")
        }
    }

    fn written(event: &Sample) -> NewEvent {
        let place = Place {
            index: 4,
            stream: &StreamId::new("sample", "1"),
            version: 2,
            at: "2026-11-24T06:32:37.123Z".parse().unwrap(),
            actor: &ActorId::system(),
        };
        NewEvent::new(&place, event, [7; 32]).unwrap()
    }

    #[test]
    fn an_event_reads_back_as_it_was_written() {
        for event in [Sample::Begun, Sample::Named(None), Sample::Named(Some("名".into())), Sample::Counted { number: 3 }] {
            let written = written(&event);
            assert_eq!(written.recorded.event::<Sample>().unwrap().unwrap(), event);
            let body = Body::parse(&written.body).unwrap();
            assert_eq!((body.kind, body.schema), (written.recorded.kind.clone(), 1));
        }
    }

    #[test]
    fn the_envelope_tells_the_public_kind_and_the_body_the_real_one() {
        let written = written(&Sample::Counted { number: 3 });
        assert_eq!(String::from_utf8(written.body).unwrap(), r#"{"data":{"number":3},"kind":"counted","schema":1}"#);
        let envelope = Envelope::parse(&written.entry).unwrap();
        assert_eq!(envelope.kind, "changed");
        assert_eq!(envelope.at, "2026-11-24T06:32:37.123Z");
        assert_eq!(written.recorded.kind, "counted");
    }

    #[test]
    fn whole_seconds_keep_their_milliseconds() {
        assert_eq!(instant_text("2026-11-24T06:32:37Z".parse().unwrap()), "2026-11-24T06:32:37.000Z");
    }

    #[test]
    fn nul_is_refused() {
        let place =
            Place { index: 0, stream: &StreamId::new("sample", "1"), version: 1, at: Timestamp::UNIX_EPOCH, actor: &ActorId::system() };
        let refused = NewEvent::new(&place, &Sample::Named(Some("a\0".into())), [0; 32]);
        assert!(matches!(refused, Err(StoreError::Nul(_))));
    }
}
