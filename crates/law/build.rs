//! The rules are compiled in; without this a new file in `law/` would go unnoticed.

fn main() {
    println!("cargo:rerun-if-changed=../../law");
}
