//! One-time codes: TOTP (RFC 6238: SHA-1, six digits, 30 seconds, one step either way) and recovery codes.

use crate::IdentityError;
use totp_rs::{Algorithm, Builder, Totp};

/// Length of a secret in bytes (RFC 4226 recommends 160 bits).
pub(crate) const SECRET: usize = 20;
/// How many recovery codes are given at a time.
pub(crate) const RECOVERY_CODES: usize = 8;
/// Random bytes of a recovery code: ten letters and digits.
pub(crate) const RECOVERY_BYTES: usize = 10;

/// Letters and digits that are not mistaken for each other.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";

/// What is shown once when somebody sets up one-time codes.
#[derive(Clone)]
pub struct Enrolment {
    /// the secret in base 32, to type in by hand
    pub secret: String,
    /// `otpauth://…`, for a picture code or a link
    pub uri: String,
}

/// Without the secret, which must not reach a log.
impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrolment").finish_non_exhaustive()
    }
}

fn totp(secret: &[u8]) -> Result<Totp, IdentityError> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret.to_vec())
        .build()
        .map_err(|fault| store::StoreError::Corrupt(format!("a one-time code secret: {fault}")).into())
}

/// The step that a code belongs to, where it fits at `second` (since 1970) and is later than `last`.
pub(crate) fn step(secret: &[u8], code: &str, second: i64, last: i64) -> Result<Option<i64>, IdentityError> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let matched = totp(secret)?.check(&code, u64::try_from(second).unwrap_or(0));
    Ok(matched.and_then(|step| i64::try_from(step).ok()).filter(|step| *step > last))
}

/// What the authenticator takes.
pub(crate) fn enrolment(secret: &[u8], issuer: &str, account: &str) -> Enrolment {
    let secret = totp_rs::Secret::from(secret.to_vec()).to_base32();
    let (issuer, account) = (percent(issuer), percent(account));
    let uri = format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30");
    Enrolment { secret, uri }
}

fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A recovery code as it is shown: `abcde-fghjk`.
pub(crate) fn recovery_code(random: &[u8; RECOVERY_BYTES]) -> String {
    let mut code: String = random.iter().map(|byte| ALPHABET[usize::from(byte % 32)] as char).collect();
    code.insert(RECOVERY_BYTES / 2, '-');
    code
}

/// A recovery code as it is hashed; none where the text is no recovery code.
pub(crate) fn normalise_recovery(code: &str) -> Option<String> {
    let code: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_ascii_lowercase();
    (code.len() == RECOVERY_BYTES && code.bytes().all(|b| ALPHABET.contains(&b))).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1: the last six of the eight digits.
    #[test]
    fn the_published_vectors() {
        let secret = b"12345678901234567890";
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(step(secret, code, second, -1).unwrap(), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn a_code_fits_one_step_either_way_and_only_once() {
        let secret = b"12345678901234567890";
        let fits = |second, last| step(secret, "287 082", second, last).unwrap();
        assert_eq!(fits(59, -1), Some(1));
        assert_eq!(fits(89, -1), Some(1));
        assert_eq!(fits(0, -1), Some(1));
        assert_eq!(fits(90, -1), None);
        assert_eq!(fits(59, 1), None);
        for bad in ["", "28708", "2870822", "28708a", "２８７０８２"] {
            assert_eq!(step(secret, bad, 59, -1).unwrap(), None, "{bad}");
        }
    }

    #[test]
    fn what_the_authenticator_takes() {
        let enrolment = enrolment(b"12345678901234567890", "公开", "housing-clerk");
        assert_eq!(enrolment.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            enrolment.uri,
            "otpauth://totp/%E5%85%AC%E5%BC%80:housing-clerk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E5%85%AC%E5%BC%80&algorithm=SHA1&digits=6&period=30"
        );
        assert!(!format!("{enrolment:?}").contains("GEZD"));
    }

    #[test]
    fn recovery_codes_are_read_back_however_they_are_typed() {
        let code = recovery_code(&[0, 1, 2, 3, 4, 255, 254, 253, 252, 251]);
        assert_eq!(code, "abcde-09876");
        assert_eq!(normalise_recovery(" ABCDE 09876").as_deref(), Some("abcde09876"));
        assert_eq!(normalise_recovery("abcde-0987"), None);
        assert_eq!(normalise_recovery("abcde-0987l"), None);
    }
}
