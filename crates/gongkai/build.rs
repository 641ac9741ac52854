//! The demo city's files are built into the binary: a changed one means a new binary.

fn main() {
    println!("cargo::rerun-if-changed=../../demo");
}
