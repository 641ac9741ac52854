//! Everything that `requests` promises, in one test program: linking is most of the time that a change waits for.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

mod accounted;
mod after;
mod api;
mod applications;
mod checks;
mod clock;
mod clock_properties;
mod conditions;
mod decisions;
mod drafting;
mod fees;
mod intake;
mod late;
mod letters_sent;
mod materials;
mod mutated;
mod office;
mod requester;
mod ways;
mod wording;
mod work;
mod workbench;
mod world;
