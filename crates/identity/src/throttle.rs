//! How often somebody may try to sign in: a bucket per account and one per address, in memory.
//!
//! Each try takes a token before the password is looked at; one that succeeded gives it back. Buckets fill up again
//! with time. The time is handed in.

use crate::SignInLimits;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Above this many buckets the full ones are forgotten, which changes no answer.
const MANY: usize = 20_000;

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// tries left, in thousandths
    left: u64,
    at: Timestamp,
}

#[derive(Debug, Clone, Copy)]
struct Rate {
    burst: u64,
    seconds_per_try: u64,
}

impl Rate {
    fn filled(self, bucket: Option<&Bucket>, now: Timestamp) -> u64 {
        let full = self.burst.saturating_mul(1000);
        let Some(bucket) = bucket else { return full };
        let passed = u64::try_from(now.as_millisecond().saturating_sub(bucket.at.as_millisecond())).unwrap_or(0);
        bucket.left.saturating_add(passed / self.seconds_per_try.max(1)).min(full)
    }

    /// Seconds until one try is there.
    fn wait(self, left: u64) -> u64 {
        (1000u64.saturating_sub(left)).saturating_mul(self.seconds_per_try.max(1)).div_ceil(1000).max(1)
    }
}

/// Tries that are left.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    buckets: Mutex<HashMap<String, Bucket>>,
}

impl Throttle {
    /// Takes a try from both buckets, or says how many seconds to wait. A refused try takes nothing.
    pub(crate) fn take(&self, limits: &SignInLimits, account: &str, address: &str, now: Timestamp) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let both = keys(limits, account, address);
        let left = both.each_ref().map(|(key, rate)| rate.filled(buckets.get(key), now));
        let waits = both.iter().zip(left).filter(|(_, left)| *left < 1000).map(|((_, rate), left)| rate.wait(left));
        if let Some(wait) = waits.max() {
            return Err(wait);
        }
        if buckets.len() >= MANY {
            buckets.retain(|key, bucket| {
                let rate = if key.starts_with("account ") { both[0].1 } else { both[1].1 };
                rate.filled(Some(bucket), now) < rate.burst.saturating_mul(1000)
            });
        }
        for ((key, _), left) in both.into_iter().zip(left) {
            buckets.insert(key, Bucket { left: left - 1000, at: now });
        }
        Ok(())
    }

    /// Gives back what a successful try took.
    pub(crate) fn give_back(&self, limits: &SignInLimits, account: &str, address: &str, now: Timestamp) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, rate) in keys(limits, account, address) {
            let left = (rate.filled(buckets.get(&key), now) + 1000).min(rate.burst.saturating_mul(1000));
            buckets.insert(key, Bucket { left, at: now });
        }
    }
}

fn keys(limits: &SignInLimits, account: &str, address: &str) -> [(String, Rate); 2] {
    let account_rate = Rate { burst: limits.account_burst.into(), seconds_per_try: limits.account_seconds_per_try };
    let address_rate = Rate { burst: limits.address_burst.into(), seconds_per_try: limits.address_seconds_per_try };
    [(format!("account {account}"), account_rate), (format!("address {address}"), address_rate)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    const LIMITS: SignInLimits = SignInLimits {
        account_burst: 3,
        account_seconds_per_try: 60,
        address_burst: 5,
        address_seconds_per_try: 10,
        ..SignInLimits::STRICT
    };

    fn start() -> Timestamp {
        "2016-08-17T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_account_fills_up_again_with_time() {
        let throttle = Throttle::default();
        for _ in 0..3 {
            assert_eq!(throttle.take(&LIMITS, "a", "1", start()), Ok(()));
        }
        assert_eq!(throttle.take(&LIMITS, "a", "2", start()), Err(60));
        assert_eq!(throttle.take(&LIMITS, "a", "2", start() + 45.seconds()), Err(15));
        assert_eq!(throttle.take(&LIMITS, "a", "2", start() + 60.seconds()), Ok(()));
        assert_eq!(throttle.take(&LIMITS, "a", "2", start() + 60.seconds()), Err(60));
        // Another account is not held up.
        assert_eq!(throttle.take(&LIMITS, "b", "2", start() + 60.seconds()), Ok(()));
    }

    #[test]
    fn an_address_that_tries_many_accounts_waits() {
        let throttle = Throttle::default();
        for account in ["a", "b", "c", "d", "e"] {
            assert_eq!(throttle.take(&LIMITS, account, "1", start()), Ok(()));
        }
        assert_eq!(throttle.take(&LIMITS, "f", "1", start()), Err(10));
        assert_eq!(throttle.take(&LIMITS, "f", "2", start()), Ok(()));
    }

    #[test]
    fn success_costs_nothing_and_a_clock_that_goes_back_gives_nothing() {
        let throttle = Throttle::default();
        for _ in 0..100 {
            assert_eq!(throttle.take(&LIMITS, "a", "1", start()), Ok(()));
            throttle.give_back(&LIMITS, "a", "1", start());
        }
        for _ in 0..3 {
            assert_eq!(throttle.take(&LIMITS, "a", "1", start()), Ok(()));
        }
        assert_eq!(throttle.take(&LIMITS, "a", "1", start() - 1.hours()), Err(60));
    }
}
