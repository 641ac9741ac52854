//! What the rules of `law/clock.toml` set.

use super::schema::{Key, Shape};

const WORKING_DAYS: &[Key] = &[Key { name: "working-days", shape: Shape::Number, required: true }];

/// Families of which a version must be in force on every day since the first regulation.
pub(super) const ALWAYS: [&str; 4] = ["clock-start", "clock-pause", "clock-end", "clock-record"];

/// What the rules of a family set.
pub(super) fn keys(family: &str) -> &'static [Key] {
    match family {
        "setting-clarification-reminder" => WORKING_DAYS,
        _ => &[],
    }
}
