//! Ed25519 keys of signed notes (C2SP signed-note).

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer};
use sha2::{Digest, Sha256};

use crate::{LedgerError, decode_base64, encode_base64};

/// Signature type byte of plain Ed25519 signatures over the note's text.
const ED25519: u8 = 1;

/// The log's private key with its name; for a log the name is the origin of its checkpoints.
#[derive(Clone)]
pub struct SigningKey {
    verifier: VerifierKey,
    secret: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key of that name from a secret seed of 32 random bytes (RFC 8032's private key).
    ///
    /// # Errors
    /// [`LedgerError::KeyName`] where the name is empty or holds white space, control characters or a plus sign.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, LedgerError> {
        if !is_key_name(name) {
            return Err(LedgerError::KeyName);
        }
        let secret = ed25519_dalek::SigningKey::from_bytes(&seed);
        Ok(Self { verifier: VerifierKey::new(name.to_owned(), secret.verifying_key()), secret })
    }

    /// The key's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// The public key that checks this key's signatures.
    #[must_use]
    pub fn verifier_key(&self) -> VerifierKey {
        self.verifier.clone()
    }

    pub(crate) fn sign(&self, text: &str) -> [u8; 64] {
        self.secret.sign(text.as_bytes()).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SigningKey").field("verifier", &self.verifier.to_string()).finish_non_exhaustive()
    }
}

/// A public key of signed notes. Written and read as `<name>+<key id, 8 hex digits>+<base64(0x01 ‖ public key)>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    public: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    fn new(name: String, public: ed25519_dalek::VerifyingKey) -> Self {
        let hash: [u8; 32] =
            Sha256::new().chain_update(name.as_bytes()).chain_update([b'\n', ED25519]).chain_update(public.as_bytes()).finalize().into();
        let [a, b, c, d, ..] = hash;
        Self { name, id: u32::from_be_bytes([a, b, c, d]), public }
    }

    /// Reads a verifier key.
    ///
    /// # Errors
    /// [`LedgerError::VerifierKey`] where the text is malformed, its id is not that of the key, or the key is of
    /// another type than Ed25519 or a weak one.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = LedgerError::VerifierKey;
        let (name, rest) = text.split_once('+').ok_or(wrong("it is not <name>+<id>+<key>"))?;
        let (id, key) = rest.split_once('+').ok_or(wrong("it is not <name>+<id>+<key>"))?;
        if !is_key_name(name) {
            return Err(wrong("its name is empty or holds spaces or control characters"));
        }
        let bytes = decode_base64(key).ok_or(wrong("the key is not base64"))?;
        let (kind, public) = bytes.split_first().ok_or(wrong("the key is empty"))?;
        if *kind != ED25519 {
            return Err(wrong("the key is not of the type Ed25519 (0x01)"));
        }
        let public: &[u8; 32] = public.try_into().map_err(|_| wrong("an Ed25519 key has 32 bytes"))?;
        let public = ed25519_dalek::VerifyingKey::from_bytes(public).map_err(|_| wrong("the bytes are no Ed25519 key"))?;
        if public.is_weak() {
            return Err(wrong("the key is weak"));
        }
        let parsed = Self::new(name.to_owned(), public);
        if parsed.id_hex() == id { Ok(parsed) } else { Err(wrong("the id is not that of name and key")) }
    }

    /// The key's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key's id: the first four bytes of the hash over name, type and public key.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Whether this is a signature of the key over that text; weak keys and malleable signatures are refused.
    pub(crate) fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.public.verify_strict(text.as_bytes(), &signature).is_ok())
    }

    fn id_hex(&self) -> String {
        format!("{:08x}", self.id)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![ED25519];
        key.extend_from_slice(self.public.as_bytes());
        write!(formatter, "{}+{}+{}", self.name, self.id_hex(), encode_base64(&key))
    }
}

impl FromStr for VerifierKey {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        Self::parse(text)
    }
}

/// Whether the note format allows the name of a key.
pub(crate) fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|character| character == '+' || character.is_whitespace() || character.is_control())
}
