//! Standard, padded base64 (RFC 4648 section 4), strict: one text for each byte sequence.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::Hash;

/// Bytes as standard, padded base64.
#[must_use]
pub fn encode_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a standard, padded base64 text, or `None` where it is not exactly what [`encode_base64`] writes.
#[must_use]
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// The hash (or salt) of a base64 text, or `None` where it is not exactly 32 bytes.
#[must_use]
pub fn decode_hash(text: &str) -> Option<Hash> {
    decode_base64(text)?.try_into().ok()
}

/// A decimal without sign or leading zeroes.
pub(crate) fn decode_decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_canonical_text_is_read() {
        assert_eq!(decode_base64("AQI=").as_deref(), Some(&[1, 2][..]));
        for wrong in ["AQI", "AQJ=", "AQI==", "AQI=\n", " AQI=", "AQ_-", "A"] {
            assert_eq!(decode_base64(wrong), None, "{wrong:?}");
        }
        assert_eq!(decode_hash("AQI="), None);
        assert_eq!(decode_hash(&encode_base64(&[7; 32])), Some([7; 32]));
    }

    #[test]
    fn decimals_have_one_form() {
        assert_eq!(decode_decimal("0"), Some(0));
        assert_eq!(decode_decimal("18446744073709551615"), Some(u64::MAX));
        for wrong in ["", "00", "01", "+1", "-1", "1 ", "18446744073709551616", "１"] {
            assert_eq!(decode_decimal(wrong), None, "{wrong:?}");
        }
    }
}
