//! Argon2id with the defaults of the `argon2` crate (19 MiB, two passes, one lane), as PHC strings, which carry their
//! own parameters, so that these can be raised later.

use argon2::password_hash::{phc::PasswordHash, PasswordHasher, PasswordVerifier};
use argon2::Argon2;

/// Length of a salt in bytes.
pub(crate) const SALT: usize = 16;

/// Hashes a password. About 20 ms of one core: call it in `spawn_blocking`.
pub(crate) fn hash(password: &str, salt: &[u8; SALT]) -> Result<String, String> {
    let hash: PasswordHash =
        Argon2::default().hash_password_with_salt(password.as_bytes(), salt).map_err(|fault| fault.to_string())?;
    Ok(hash.to_string())
}

/// Compares a password with a PHC string. Without one (no such account) it works as long and says no.
pub(crate) fn verify(password: &str, phc: Option<&str>) -> bool {
    match phc.map(PasswordHash::new) {
        Some(Ok(parsed)) => Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok(),
        _ => {
            let _ = hash(password, &[0; SALT]);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn argon2id_with_its_parameters_in_the_string() {
        let phc = hash("correct horse battery", &[7; SALT]).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(verify("correct horse battery", Some(&phc)));
        assert!(!verify("correct horse batterz", Some(&phc)));
        assert!(!verify("correct horse battery", None));
        assert!(!verify("correct horse battery", Some("not a hash")));
    }
}
