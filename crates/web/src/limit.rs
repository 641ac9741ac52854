//! Limits against guessing and floods, keyed by address or by any other text.

use crate::{Settings, WebError};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// So many calls of one key in a minute, evenly refilled. Cheap to clone.
#[derive(Clone)]
pub struct Limiter {
    state: Arc<DefaultKeyedRateLimiter<String>>,
    calls: Arc<AtomicU32>,
}

/// Keys that are full again are forgotten every so many calls.
const SWEEP: u32 = 4096;

impl Limiter {
    /// at least one a minute
    pub fn per_minute(count: u32) -> Limiter {
        let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Limiter { state: Arc::new(RateLimiter::keyed(Quota::per_minute(count))), calls: Arc::default() }
    }

    /// counts a call
    ///
    /// # Errors
    /// [`WebError::TooMany`] with the seconds after which the next is allowed.
    pub fn check(&self, key: &str) -> Result<(), WebError> {
        if self.calls.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.state.retain_recent();
        }
        self.state.check_key(&key.to_owned()).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            WebError::TooMany { retry_after: wait.as_secs() + 1 }
        })
    }
}

/// The limits that settings name.
#[derive(Clone)]
pub struct Limits {
    look_ups: Limiter,
    submissions: Limiter,
    unproven: Limiter,
    pub(crate) answered: crate::challenge::Answered,
}

impl Limits {
    /// by settings
    pub fn new(settings: &Settings) -> Limits {
        Limits {
            look_ups: Limiter::per_minute(settings.look_ups_per_minute),
            submissions: Limiter::per_minute(settings.submissions_per_minute),
            unproven: Limiter::per_minute(settings.unproven_per_minute),
            answered: crate::challenge::Answered::default(),
        }
    }

    /// counts a look-up of a case from an address
    ///
    /// # Errors
    /// [`WebError::TooMany`]
    pub fn look_up(&self, address: &str) -> Result<(), WebError> {
        self.look_ups.check(address)
    }

    /// counts a submission from an address that came without an answered challenge
    ///
    /// # Errors
    /// [`WebError::TooMany`]
    pub fn unproven(&self, address: &str) -> Result<(), WebError> {
        self.unproven.check(address)
    }

    /// counts a submission from an address
    ///
    /// # Errors
    /// [`WebError::TooMany`]
    pub fn submission(&self, address: &str) -> Result<(), WebError> {
        self.submissions.check(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_measure() {
        let limiter = Limiter::per_minute(2);
        assert!(limiter.check("a").is_ok());
        assert!(limiter.check("a").is_ok());
        assert!(matches!(limiter.check("a"), Err(WebError::TooMany { retry_after: 1..=31 })));
        assert!(limiter.check("b").is_ok());
    }
}
