//! Encryption of personal data: XChaCha20-Poly1305, the key's number and the nonce in front.

use crate::{StoreError, error::corrupt};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

const NONCE: usize = 24;

/// `number ‖ nonce ‖ ciphertext`; `label` is bound to it and not stored.
pub(crate) fn encrypt(key: &[u8; 32], number: u8, nonce: [u8; NONCE], label: &str, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: bytes, aad: label.as_bytes() })
        .map_err(|_| StoreError::Other("personal data could not be encrypted".into()))?;
    let mut whole = Vec::with_capacity(1 + NONCE + sealed.len());
    whole.push(number);
    whole.extend_from_slice(&nonce);
    whole.extend_from_slice(&sealed);
    Ok(whole)
}

/// What was encrypted, where key and label are the same and no byte was changed.
pub(crate) fn decrypt(key: &[u8; 32], label: &str, whole: &[u8]) -> Result<Vec<u8>, StoreError> {
    let wrong = || corrupt("encrypted personal data (wrong key, or changed)");
    let (nonce, sealed) = whole.get(1..).and_then(|rest| rest.split_first_chunk::<NONCE>()).ok_or_else(wrong)?;
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: label.as_bytes() }).map_err(|_| wrong())
}

/// Salt and plaintext of a part under the key of its case. The salt is encrypted too: beside the commitment in the
/// body it would let a telephone number be found by trying.
pub(crate) fn encrypt_part(
    key: &[u8; 32],
    case: &str,
    part: &str,
    nonce: [u8; NONCE],
    salt: &[u8; 32],
    plain: &[u8],
) -> Result<Vec<u8>, StoreError> {
    let mut whole = Vec::with_capacity(32 + plain.len());
    whole.extend_from_slice(salt);
    whole.extend_from_slice(plain);
    encrypt(key, 1, nonce, &part_label(case, part), &whole)
}

/// Salt and plaintext of a part.
pub(crate) fn decrypt_part(key: &[u8; 32], case: &str, part: &str, cipher: &[u8]) -> Result<([u8; 32], Vec<u8>), StoreError> {
    let mut whole = decrypt(key, &part_label(case, part), cipher)?;
    let salt = *whole.first_chunk::<32>().ok_or_else(|| corrupt("a part without its salt"))?;
    whole.drain(..32);
    Ok((salt, whole))
}

fn part_label(case: &str, part: &str) -> String {
    format!("{case}/{part}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_opens_only_in_its_place_and_unchanged() {
        let sealed = encrypt_part(&[1; 32], "request-1", "p", [2; NONCE], &[3; 32], b"13800000000").unwrap();
        assert_eq!(decrypt_part(&[1; 32], "request-1", "p", &sealed).unwrap(), ([3; 32], b"13800000000".to_vec()));
        assert!(decrypt_part(&[9; 32], "request-1", "p", &sealed).is_err());
        assert!(decrypt_part(&[1; 32], "request-2", "p", &sealed).is_err());
        assert!(decrypt_part(&[1; 32], "request-1", "q", &sealed).is_err());
        for place in 1..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(decrypt_part(&[1; 32], "request-1", "p", &changed).is_err(), "{place}");
        }
        assert!(decrypt_part(&[1; 32], "request-1", "p", &[1; 10]).is_err());
    }
}
