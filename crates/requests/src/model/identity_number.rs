//! Identity numbers with their check digits: GB 11643 (persons) and GB 32100 (organisations).

use jiff::civil::Date;

/// Why a number is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFault {
    /// wrong length or a character that cannot stand there
    Form,
    /// the date of birth inside it is no date, or lies in the future
    BirthDate,
    /// the last character does not follow from the others
    CheckDigit,
}

/// Checks a resident identity number (GB 11643-1999, 18 characters, the last may be `x`) and answers it in capitals.
///
/// # Errors
/// The first fault found, from left to right.
pub fn resident(number: &str, today: Date) -> Result<String, NumberFault> {
    let number = number.trim().to_ascii_uppercase();
    let digits = number.as_bytes();
    if digits.len() != 18 || !digits[..17].iter().all(u8::is_ascii_digit) || !(digits[17].is_ascii_digit() || digits[17] == b'X') {
        return Err(NumberFault::Form);
    }
    let value = |range: std::ops::Range<usize>| digits[range].iter().fold(0i16, |sum, d| sum * 10 + i16::from(d - b'0'));
    let born = Date::new(value(6..10), value(10..12) as i8, value(12..14) as i8).map_err(|_| NumberFault::BirthDate)?;
    if born > today || born.year() < 1850 {
        return Err(NumberFault::BirthDate);
    }
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let sum: u32 = digits[..17].iter().zip(WEIGHTS).map(|(d, weight)| u32::from(d - b'0') * weight).sum();
    if digits[17] != CHECKS[(sum % 11) as usize] {
        return Err(NumberFault::CheckDigit);
    }
    Ok(number)
}

/// Checks a unified social credit code (GB 32100-2015, 18 characters without I, O, S, V, Z) and answers it in capitals.
///
/// # Errors
/// [`NumberFault::Form`] or [`NumberFault::CheckDigit`].
pub fn social_credit(code: &str) -> Result<String, NumberFault> {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let code = code.trim().to_ascii_uppercase();
    if code.len() != 18 || !code.is_ascii() {
        return Err(NumberFault::Form);
    }
    let mut weight = 1u32;
    let mut sum = 0u32;
    let mut last = 0u32;
    for (place, character) in code.bytes().enumerate() {
        let value = ALPHABET.iter().position(|a| *a == character).ok_or(NumberFault::Form)? as u32;
        if place < 17 {
            sum += value * weight;
            weight = weight * 3 % 31;
        } else {
            last = value;
        }
    }
    if (31 - sum % 31) % 31 != last {
        return Err(NumberFault::CheckDigit);
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 24);

    #[test]
    fn resident_numbers() {
        assert_eq!(resident("11010519491231002x", TODAY), Ok("11010519491231002X".into()));
        assert_eq!(resident("110105194912310029", TODAY), Err(NumberFault::CheckDigit));
        assert_eq!(resident("110105194913310021", TODAY), Err(NumberFault::BirthDate));
        assert_eq!(resident("110105299912310021", TODAY), Err(NumberFault::BirthDate));
        for bad in ["", "123", "11010519491231002XX", "１１０１０５１９４９１２３１００２X", "1101051949123100ab"] {
            assert_eq!(resident(bad, TODAY), Err(NumberFault::Form), "{bad}");
        }
    }

    #[test]
    fn social_credit_codes() {
        assert_eq!(social_credit("91350100M000100Y43"), Ok("91350100M000100Y43".into()));
        assert_eq!(social_credit("91350100M000100Y44"), Err(NumberFault::CheckDigit));
        assert_eq!(social_credit("91350100I000100Y43"), Err(NumberFault::Form));
        assert_eq!(social_credit("9135"), Err(NumberFault::Form));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".{0,40}") {
            let _ = resident(&text, TODAY);
            let _ = social_credit(&text);
        }

        #[test]
        fn a_changed_digit_is_found(place in 0usize..17, by in 1u8..10) {
            let mut digits = *b"11010519491231002X";
            digits[place] = (digits[place] - b'0' + by) % 10 + b'0';
            prop_assert!(resident(std::str::from_utf8(&digits).unwrap(), TODAY).is_err());
        }
    }
}
