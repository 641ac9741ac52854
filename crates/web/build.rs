//! Rebuilds this crate when a message file or an asset is added: what is embedded is listed at compile time.

fn main() {
    for folder in ["../../locales", "../../locales/zh-CN", "../../locales/en", "assets"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
