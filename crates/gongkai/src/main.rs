//! The binary. Everything is in the library, so that benchmarks and tests can start the same server.

use std::process::ExitCode;

fn main() -> ExitCode {
    gongkai::command::run()
}
