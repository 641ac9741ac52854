//! Settings of sign-in and sessions.

use serde::{Deserialize, Serialize};

/// Limits of sign-in and sessions: settings of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignInLimits {
    /// wrong tries in a row at one account before it waits
    pub account_burst: u32,
    /// seconds for each further try at that account
    pub account_seconds_per_try: u64,
    /// wrong tries in a row from one address before it waits
    pub address_burst: u32,
    /// seconds for each further try from that address
    pub address_seconds_per_try: u64,
    /// a session ends when it was not used for so many seconds
    pub idle_seconds: u64,
    /// a session ends so many seconds after sign-in, used or not
    pub absolute_seconds: u64,
    /// least characters of a new password
    pub shortest_password: u16,
    /// a password that somebody else set opens nothing after so many seconds; another one is set then
    pub one_time_password_seconds: u64,
}

impl SignInLimits {
    /// For an instance that people reach: five tries, then one a minute; half an hour idle, twelve hours in all;
    /// three days for a one-time password.
    pub const STRICT: SignInLimits = SignInLimits {
        account_burst: 5,
        account_seconds_per_try: 60,
        address_burst: 30,
        address_seconds_per_try: 10,
        idle_seconds: 30 * 60,
        absolute_seconds: 12 * 60 * 60,
        shortest_password: 12,
        one_time_password_seconds: 3 * 24 * 60 * 60,
    };
    /// For a demonstration on loopback: so high that nobody meets them.
    pub const DEMONSTRATION: SignInLimits = SignInLimits { account_burst: 1_000_000, address_burst: 1_000_000, ..Self::STRICT };
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self::STRICT
    }
}
