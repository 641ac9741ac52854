//! Receipts: one JSON file that proves to its holder that an event is in the log, and opens what it is about.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::key::VerifierKey;
use crate::{Envelope, Hash, LedgerError, TlogProof, canonical_json, commitment, decode_base64, decode_hash, encode_base64, leaf_hash};

/// A receipt. Whoever holds it and the log's verifier key can check it offline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The entry in the log: canonical bytes of the event's [`Envelope`].
    pub entry: Vec<u8>,
    /// Salt of the commitment to the body.
    pub salt: [u8; 32],
    /// The event's body: canonical JSON of `{"kind","schema","data"}`.
    pub body: Vec<u8>,
    /// The proof that the entry is in the log.
    pub proof: TlogProof,
    /// Openings of the parts that the body commits to and that belong to the holder.
    pub parts: Vec<ReceiptPart>,
}

/// A part of an event that stands outside its body, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptPart {
    /// The part's id, as the body names it.
    pub id: String,
    /// Salt of the commitment to the part.
    pub salt: [u8; 32],
    /// The part's bytes in the clear.
    pub bytes: Vec<u8>,
}

/// What a body says of a part: an object `{"part": id, "commitment": base64}` anywhere in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartReference {
    /// The part's id.
    pub id: String,
    /// `SHA-256(salt ‖ bytes)` of the part.
    pub commitment: Hash,
}

/// What a receipt has proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// The event's public envelope.
    pub envelope: Envelope,
    /// The event's body, `{"kind","schema","data"}`.
    pub body: Value,
    /// Which log it is.
    pub origin: String,
    /// Size of the log at the checkpoint.
    pub size: u64,
    /// Index of the event in the log.
    pub index: u64,
    /// Root of the log at the checkpoint.
    pub root: Hash,
    /// The parts that were opened, each equal to its commitment in the body.
    pub parts: Vec<ReceiptPart>,
    /// Ids of the parts that the body names and the receipt does not open.
    pub sealed_parts: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceiptFile {
    entry: String,
    salt: String,
    body: String,
    proof: String,
    parts: Vec<PartFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartFile {
    id: String,
    salt: String,
    bytes: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyFile {
    #[serde(rename = "kind")]
    _kind: String,
    #[serde(rename = "schema")]
    _schema: u64,
    #[serde(rename = "data")]
    _data: Value,
}

impl Receipt {
    /// The receipt as a JSON value: `{"entry","salt","body","proof","parts":[{"id","salt","bytes"}]}`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let part =
            |part: &ReceiptPart| serde_json::json!({"id": part.id, "salt": encode_base64(&part.salt), "bytes": encode_base64(&part.bytes)});
        serde_json::json!({
            "entry": encode_base64(&self.entry),
            "salt": encode_base64(&self.salt),
            "body": encode_base64(&self.body),
            "proof": self.proof.to_string(),
            "parts": self.parts.iter().map(part).collect::<Vec<_>>(),
        })
    }

    /// The receipt as the text of its file.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.to_value().to_string()
    }

    /// Reads a receipt's file. Nothing in it may be believed before [`Receipt::verify`].
    ///
    /// # Errors
    /// [`LedgerError::Receipt`] with the member that is wrong, [`LedgerError::ProofText`] where it is the proof.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let file: ReceiptFile = serde_json::from_str(text).map_err(|error| LedgerError::Receipt(error.to_string()))?;
        let mut parts = Vec::with_capacity(file.parts.len());
        for (place, part) in file.parts.into_iter().enumerate() {
            parts.push(ReceiptPart {
                salt: salt(&part.salt, &format!("parts[{place}].salt"))?,
                bytes: bytes(&part.bytes, &format!("parts[{place}].bytes"))?,
                id: part.id,
            });
        }
        Ok(Self {
            entry: bytes(&file.entry, "entry")?,
            salt: salt(&file.salt, "salt")?,
            body: bytes(&file.body, "body")?,
            proof: TlogProof::parse(&file.proof)?,
            parts,
        })
    }

    /// Checks everything: the entry is an envelope, salt and body are those that it commits to, the proof leads to
    /// a checkpoint signed by the log's key, and each opened part is one that the body commits to.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify(&self, key: &VerifierKey) -> Result<VerifiedReceipt, LedgerError> {
        let envelope = Envelope::parse(&self.entry)?;
        let checkpoint = self.proof.verify(&leaf_hash(&self.entry), key)?;
        if !envelope.commits_to(&self.salt, &self.body) {
            return Err(LedgerError::BodyCommitment);
        }
        let body = parse_body(&self.body)?;
        let references = part_references(&body)?;
        let mut sealed_parts: Vec<_> = references.iter().map(|reference| reference.id.clone()).collect();
        for (place, part) in self.parts.iter().enumerate() {
            if self.parts.iter().take(place).any(|earlier| earlier.id == part.id) {
                return Err(LedgerError::Receipt(format!("the part {} is opened twice", part.id)));
            }
            let reference = references.iter().find(|reference| reference.id == part.id);
            let reference = reference.ok_or_else(|| LedgerError::UnknownPart(part.id.clone()))?;
            if reference.commitment != commitment(&part.salt, &part.bytes) {
                return Err(LedgerError::PartCommitment(part.id.clone()));
            }
            sealed_parts.retain(|id| *id != part.id);
        }
        Ok(VerifiedReceipt {
            envelope,
            body,
            origin: checkpoint.origin,
            size: checkpoint.size,
            index: self.proof.index,
            root: checkpoint.root,
            parts: self.parts.clone(),
            sealed_parts,
        })
    }
}

/// The parts that a body names, each once, in the order of their first mention.
///
/// # Errors
/// [`LedgerError::PartReference`] where an object has the members `part` and `commitment` and they are not an id
/// and base64 of 32 bytes, or where one part is named with two commitments.
pub fn part_references(body: &Value) -> Result<Vec<PartReference>, LedgerError> {
    let mut found: Vec<PartReference> = Vec::new();
    let mut waiting = vec![body];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(members) => {
                if let (Some(id), Some(commitment)) = (members.get("part"), members.get("commitment")) {
                    let wrong = || LedgerError::PartReference(id.to_string());
                    let id = id.as_str().ok_or_else(wrong)?;
                    let commitment = commitment.as_str().and_then(decode_hash).ok_or_else(wrong)?;
                    match found.iter().find(|earlier| earlier.id == id) {
                        Some(earlier) if earlier.commitment != commitment => return Err(wrong()),
                        Some(_) => {}
                        None => found.push(PartReference { id: id.to_owned(), commitment }),
                    }
                }
                waiting.extend(members.values().rev());
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    Ok(found)
}

fn parse_body(bytes: &[u8]) -> Result<Value, LedgerError> {
    let wrong = |error: serde_json::Error| LedgerError::Body(error.to_string());
    let _: BodyFile = serde_json::from_slice(bytes).map_err(wrong)?;
    let body: Value = serde_json::from_slice(bytes).map_err(wrong)?;
    if canonical_json(&body)? == bytes { Ok(body) } else { Err(LedgerError::NotCanonical("the body")) }
}

fn bytes(text: &str, member: &str) -> Result<Vec<u8>, LedgerError> {
    decode_base64(text).ok_or_else(|| LedgerError::Receipt(format!("{member} is not standard base64")))
}

fn salt(text: &str, member: &str) -> Result<[u8; 32], LedgerError> {
    decode_hash(text).ok_or_else(|| LedgerError::Receipt(format!("{member} is not base64 of 32 bytes")))
}
