use crate::CalendarError;
use serde::{Deserialize, Serialize};

/// The first two digits that GB/T 2260 gives to provinces.
const PROVINCES: [&[u8; 2]; 34] = [
    b"11", b"12", b"13", b"14", b"15", b"21", b"22", b"23", b"31", b"32", b"33", b"34", b"35", b"36", b"37", b"41", b"42", b"43", b"44",
    b"45", b"46", b"50", b"51", b"52", b"53", b"54", b"61", b"62", b"63", b"64", b"65", b"71", b"81", b"82",
];

/// A division code (GB/T 2260): six digits, for example `330100` for Hangzhou.
///
/// Townships have nine digits in the statistical code; here they share the six digits of their county.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DivisionCode([u8; 6]);

impl DivisionCode {
    /// Parses six ASCII digits that begin with a province; whether such a county exists is not checked.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let refused = || CalendarError::DivisionCode(text.to_owned());
        let digits: [u8; 6] = text.as_bytes().try_into().map_err(|_| refused())?;
        let known = PROVINCES.iter().any(|province| digits.starts_with(*province));
        if known && digits.iter().all(u8::is_ascii_digit) { Ok(Self(digits)) } else { Err(refused()) }
    }

    /// The six digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// True where `self` is `other` or lies below it (330106 lies within 330100 and 330000).
    pub fn is_within(&self, other: DivisionCode) -> bool {
        let significant = match other.0 {
            [_, _, b'0', b'0', b'0', b'0'] => 2,
            [_, _, _, _, b'0', b'0'] => 4,
            _ => 6,
        };
        self.0[..significant] == other.0[..significant]
    }
}

impl TryFrom<String> for DivisionCode {
    type Error = CalendarError;
    fn try_from(text: String) -> Result<Self, CalendarError> {
        Self::parse(&text)
    }
}

impl From<DivisionCode> for String {
    fn from(code: DivisionCode) -> String {
        code.as_str().to_owned()
    }
}

impl std::fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::parse(text).unwrap()
    }

    #[test]
    fn six_digits_of_a_province_and_nothing_else() {
        assert_eq!(code("330100").as_str(), "330100");
        for bad in ["", "33", "33010", "3301000", "330106001", "33010a", "000000", "990100", "３３０１００", "330 00"] {
            assert_eq!(DivisionCode::parse(bad), Err(CalendarError::DivisionCode(bad.to_owned())), "{bad}");
        }
    }

    #[test]
    fn below_by_level() {
        assert!(code("330106").is_within(code("330106")));
        assert!(code("330106").is_within(code("330100")));
        assert!(code("330106").is_within(code("330000")));
        assert!(code("330122").is_within(code("330100")));
        assert!(!code("330100").is_within(code("330106")));
        assert!(!code("330206").is_within(code("330100")));
        assert!(!code("320106").is_within(code("330000")));
    }
}
