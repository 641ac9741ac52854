//! Time and randomness, handed in once so that a seed can stand in for both.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

/// Where "now" comes from.
pub trait Clock: Send + Sync {
    /// The instant.
    fn now(&self) -> Timestamp;
}

/// Where salts, keys and ids come from.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The machine's randomness.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's randomness is read")]
    fn fill(&self, buffer: &mut [u8]) {
        // Without randomness there are no salts and no keys: nothing sensible can follow.
        getrandom::fill(buffer).unwrap_or_else(|error| panic!("the system gives no randomness: {error}"));
    }
}

/// A clock that is set by hand (tests, generators). Millisecond resolution.
#[derive(Debug)]
pub struct ManualClock {
    milliseconds: AtomicI64,
}

impl ManualClock {
    /// A clock that stands at `at`.
    pub fn new(at: Timestamp) -> Self {
        Self { milliseconds: AtomicI64::new(at.as_millisecond()) }
    }

    /// Sets it.
    pub fn set(&self, at: Timestamp) {
        self.milliseconds.store(at.as_millisecond(), Ordering::SeqCst);
    }

    /// Moves it on by so many milliseconds.
    pub fn advance(&self, milliseconds: i64) {
        self.milliseconds.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.milliseconds.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Bytes derived from a seed: the same seed gives the same bytes. For tests and synthetic data only.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    state: Mutex<Stream>,
}

#[derive(Debug, Default)]
struct Stream {
    block: u64,
    left: Vec<u8>,
}

impl SeededEntropy {
    /// A source that starts at this seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, state: Mutex::new(Stream::default()) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for byte in buffer {
            if state.left.is_empty() {
                let mut hash = Sha256::new();
                hash.update(self.seed.to_be_bytes());
                hash.update(state.block.to_be_bytes());
                state.left = hash.finalize().to_vec();
                state.block += 1;
            }
            *byte = state.left.pop().unwrap_or_default();
        }
    }
}

/// Clock and randomness, handed in once.
#[derive(Clone)]
pub struct Environment {
    /// Clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl Environment {
    /// The machine's own.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy) }
    }

    /// The instant, in whole milliseconds as the log keeps it.
    pub(crate) fn now(&self) -> Timestamp {
        let milliseconds = self.clock.now().as_millisecond();
        Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Random bytes.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// An opaque id: 128 random bits as 26 characters of Crockford's alphabet, lower case.
    pub(crate) fn new_id(&self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let bits = u128::from_be_bytes(self.random::<16>());
        (0..26).rev().map(|place| char::from(ALPHABET[usize::try_from((bits >> (place * 5)) & 31).unwrap_or(0)])).collect()
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Environment").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_bytes_however_they_are_drawn() {
        let (one, other) = (SeededEntropy::new(7), SeededEntropy::new(7));
        let mut whole = [0; 100];
        one.fill(&mut whole);
        let mut parts = [0; 100];
        for part in parts.chunks_mut(7) {
            other.fill(part);
        }
        assert_eq!(whole, parts);
        let mut different = [0; 100];
        SeededEntropy::new(8).fill(&mut different);
        assert_ne!(whole, different);
    }

    #[test]
    fn ids_are_26_lower_case_characters() {
        let environment = Environment { clock: Arc::new(SystemClock), entropy: Arc::new(SeededEntropy::new(1)) };
        let id = environment.new_id();
        assert_eq!(id.len(), 26);
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
        assert_ne!(id, environment.new_id());
    }

    #[test]
    fn a_manual_clock_stands_still() {
        let start: Timestamp = "2016-08-17T00:00:00Z".parse().unwrap();
        let clock = ManualClock::new(start);
        assert_eq!(clock.now(), start);
        clock.advance(1500);
        assert_eq!(clock.now().to_string(), "2016-08-17T00:00:01.5Z");
    }
}
