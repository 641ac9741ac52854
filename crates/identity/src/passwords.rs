//! Argon2id with the defaults of the `argon2` crate (19 MiB, two passes, one lane), as PHC strings, which carry their
//! own parameters, so that these can be raised later.

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use std::sync::{Mutex, PoisonError};

/// Length of a salt in bytes.
pub(crate) const SALT: usize = 16;
/// How many pieces of memory are kept: as many as are used at a time.
const KEPT: usize = 2;

/// Memory of past hashes, used again: a system's allocator may not find room for an aligned piece of this size where
/// one was before, and then the process grows with every sign-in.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// Hashes a password. About 20 ms of one core: call it in `spawn_blocking`.
pub(crate) fn hash(password: &str, salt: &[u8; SALT]) -> Result<String, String> {
    let words = |fault: &dyn std::fmt::Display| fault.to_string();
    let params = Params::default();
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|fault| words(&fault))?,
        salt: Some(Salt::new(salt).map_err(|fault| words(&fault))?),
        hash: Some(output(password, salt, params).ok_or("the password cannot be hashed")?),
    };
    Ok(hash.to_string())
}

/// Compares a password with a PHC string. Without one (no such account) it works as long and says no.
pub(crate) fn verify(password: &str, phc: Option<&str>) -> bool {
    match phc.map(PasswordHash::new) {
        Some(Ok(kept)) => same(password, &kept).unwrap_or(false),
        _ => {
            let _ = hash(password, &[0; SALT]);
            false
        }
    }
}

/// None where the string is of another algorithm or incomplete. Outputs are compared in constant time.
fn same(password: &str, kept: &PasswordHash) -> Option<bool> {
    if kept.algorithm != Algorithm::Argon2id.ident() || kept.version != Some(Version::V0x13.into()) {
        return None;
    }
    let params = Params::try_from(kept).ok()?;
    Some(output(password, kept.salt.as_ref()?, params)? == *kept.hash.as_ref()?)
}

fn output(password: &str, salt: &[u8], params: Params) -> Option<Output> {
    let mut buffer = [0; Output::MAX_LENGTH];
    let out = buffer.get_mut(..params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN))?;
    let blocks = params.block_count();
    let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
    if memory.len() < blocks {
        memory.resize(blocks, Block::default());
    }
    let hashed = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        password.as_bytes(),
        salt,
        out,
        &mut memory[..blocks],
    );
    let mut kept = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() < KEPT {
        kept.push(memory);
    }
    drop(kept);
    hashed.ok().and_then(|()| Output::new(out).ok())
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
        let other = phc.replace("argon2id", "argon2i");
        assert!(!verify("correct horse battery", Some(&other)));
    }

    #[test]
    fn as_the_crate_itself_hashes() {
        use argon2::password_hash::{PasswordHasher, PasswordVerifier};
        let theirs: PasswordHash = Argon2::default().hash_password_with_salt(b"correct horse battery", &[7; SALT]).unwrap();
        assert_eq!(hash("correct horse battery", &[7; SALT]).unwrap(), theirs.to_string());
        let ours = hash("another", &[9; SALT]).unwrap();
        assert!(Argon2::default().verify_password(b"another", &PasswordHash::new(&ours).unwrap()).is_ok());
    }
}
