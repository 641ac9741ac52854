//! The instance's keys, outside the database: `DIR/keys/{instance,lookup,ledger}.key`, made before the log begins.

use crate::{Environment, StoreError, error::corrupt, seal};
use hmac::{Hmac, KeyInit, Mac};
use ledger::SigningKey;
use sha2::Sha256;
use std::{fs, io::Write, path::Path};

/// The keys in memory.
pub(crate) struct Keys {
    /// Wraps the key of each case; the last one is used for what is written now.
    instance: Vec<[u8; 32]>,
    /// Keyed hashes.
    lookup: [u8; 32],
    /// Signs checkpoints.
    pub ledger: SigningKey,
}

impl Keys {
    /// Reads the keys. Those that are missing are made from `making`; once the log has begun there is none, since new
    /// keys could neither open what is sealed nor sign in the name of those before.
    pub(crate) fn open(folder: &Path, origin: &str, making: Option<&Environment>) -> Result<Self, StoreError> {
        let folder = folder.join("keys");
        if making.is_some() {
            make_private_folder(&folder)?;
        }
        let instance = read_or_make(&folder.join("instance.key"), making)?;
        let lookup = read_or_make(&folder.join("lookup.key"), making)?;
        let ledger = read_or_make(&folder.join("ledger.key"), making)?;
        let (Some(lookup), Some(seed)) = (lookup.last(), ledger.last()) else {
            return Err(corrupt("a key file is empty"));
        };
        if instance.len() > usize::from(u8::MAX) {
            return Err(corrupt("more than 255 instance keys"));
        }
        let ledger = SigningKey::from_seed(origin, *seed).map_err(|error| StoreError::Other(error.to_string()))?;
        Ok(Self { instance, lookup: *lookup, ledger })
    }

    /// HMAC-SHA256 with a purpose label, so that hashes for one purpose say nothing about another.
    pub(crate) fn keyed_hash(&self, purpose: &str, bytes: &[u8]) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.lookup).expect("any key length");
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(bytes);
        hex(&mac.finalize().into_bytes())
    }

    /// The hash under which a case is found by a field's exact value.
    pub(crate) fn look_up_hash(&self, field: &str, normalised: &str) -> String {
        self.keyed_hash(&format!("look-up:{field}"), normalised.as_bytes())
    }

    /// Wraps the key of a case with the newest instance key; its number stands in front.
    pub(crate) fn wrap(&self, case: &str, key: &[u8; 32], nonce: [u8; 24]) -> Result<Vec<u8>, StoreError> {
        let number = u8::try_from(self.instance.len()).map_err(corrupt)?;
        let newest = self.instance.last().ok_or_else(|| corrupt("no instance key"))?;
        seal::encrypt(newest, number, nonce, &case_label(case), key)
    }

    /// The key of a case.
    pub(crate) fn unwrap(&self, case: &str, wrapped: &[u8]) -> Result<[u8; 32], StoreError> {
        let number = wrapped.first().copied().map_or(0, usize::from);
        let key =
            number.checked_sub(1).and_then(|place| self.instance.get(place)).ok_or_else(|| corrupt(format!("no instance key {number}")))?;
        seal::decrypt(key, &case_label(case), wrapped)?.try_into().map_err(|_| corrupt("the key of a case has another length"))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Keys").finish_non_exhaustive()
    }
}

fn case_label(case: &str) -> String {
    format!("key of {case}")
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).map(char::from).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (byte, place) in key.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(place..place + 2)?, 16).ok()?;
    }
    Some(key)
}

/// One key a line, in hexadecimal; a new one is added at the end.
fn read_or_make(file: &Path, making: Option<&Environment>) -> Result<Vec<[u8; 32]>, StoreError> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let keys: Option<Vec<_>> = text.lines().map(|line| unhex(line.trim())).collect();
            match keys {
                Some(keys) if !keys.is_empty() => Ok(keys),
                _ => Err(corrupt(format!("{} is no key file", file.display()))),
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let Some(environment) = making else {
                return Err(corrupt(format!(
                    "the key file {} is missing, and the log was begun with it: put it back from a backup, or from another \
                     server of this instance",
                    file.display()
                )));
            };
            let key = environment.random::<32>();
            write_private(file, format!("{}\n", hex(&key)).as_bytes())?;
            Ok(vec![key])
        }
        Err(error) => Err(error.into()),
    }
}

fn make_private_folder(folder: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Writes a file that only its owner reads, whole or not at all.
fn write_private(file: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let draft = file.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut handle = options.open(&draft)?;
    handle.write_all(bytes)?;
    handle.sync_all()?;
    fs::rename(&draft, file)?;
    if let Some(folder) = file.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;
    use std::sync::Arc;

    fn environment(seed: u64) -> Environment {
        Environment { entropy: Arc::new(SeededEntropy::new(seed)), ..Environment::system() }
    }

    #[test]
    fn keys_are_made_once_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let first = Keys::open(folder.path(), "log.example", Some(&environment(1))).unwrap();
        let second = Keys::open(folder.path(), "log.example", Some(&environment(2))).unwrap();
        assert_eq!(first.instance, second.instance);
        assert_eq!(first.keyed_hash("a", b"x"), second.keyed_hash("a", b"x"));
        assert_ne!(first.keyed_hash("a", b"x"), first.keyed_hash("b", b"x"));
        #[cfg(unix)]
        for name in ["instance.key", "lookup.key", "ledger.key"] {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("keys").join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn a_case_key_opens_for_its_case_only_and_after_a_new_instance_key() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path(), "log.example", Some(&environment(1))).unwrap();
        let wrapped = keys.wrap("request-1", &[9; 32], [1; 24]).unwrap();
        assert_eq!(keys.unwrap("request-1", &wrapped).unwrap(), [9; 32]);
        assert!(keys.unwrap("request-2", &wrapped).is_err());

        let file = folder.path().join("keys/instance.key");
        let longer = format!("{}{}\n", fs::read_to_string(&file).unwrap(), hex(&[3; 32]));
        fs::write(&file, longer).unwrap();
        let rotated = Keys::open(folder.path(), "log.example", Some(&environment(1))).unwrap();
        assert_eq!(rotated.unwrap("request-1", &wrapped).unwrap(), [9; 32]);
        let anew = rotated.wrap("request-1", &[9; 32], [1; 24]).unwrap();
        assert_eq!((wrapped[0], anew[0]), (1, 2));
    }

    #[test]
    fn a_missing_key_file_is_refused_once_the_log_has_begun() {
        let folder = tempfile::tempdir().unwrap();
        Keys::open(folder.path(), "log.example", Some(&environment(1))).unwrap();
        for name in ["instance.key", "lookup.key", "ledger.key"] {
            let file = folder.path().join("keys").join(name);
            let text = fs::read(&file).unwrap();
            fs::remove_file(&file).unwrap();
            let refused = Keys::open(folder.path(), "log.example", None).unwrap_err();
            assert!(matches!(&refused, StoreError::Corrupt(what) if what.contains(name)), "{refused}");
            assert!(!file.exists());
            fs::write(&file, text).unwrap();
        }
    }

    #[test]
    fn a_damaged_key_file_is_refused_rather_than_replaced() {
        let folder = tempfile::tempdir().unwrap();
        Keys::open(folder.path(), "log.example", Some(&environment(1))).unwrap();
        fs::write(folder.path().join("keys/ledger.key"), "short").unwrap();
        assert!(matches!(Keys::open(folder.path(), "log.example", Some(&environment(1))), Err(StoreError::Corrupt(_))));
    }
}
