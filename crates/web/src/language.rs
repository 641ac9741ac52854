//! The two languages and their messages: `locales/<language>/*.ftl`, built into the binary.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use rust_embed::RustEmbed;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// Languages of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// zh-CN, the first
    #[default]
    Chinese,
    /// en, under the path prefix `/en`
    English,
}

impl Language {
    /// the tag for `lang` attributes and for the folder of messages
    pub fn tag(self) -> &'static str {
        match self {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }

    /// the other of the two
    pub fn other(self) -> Language {
        match self {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        }
    }

    /// a path within the portal in this language: `/documents` → `/en/documents`
    pub fn href(self, path: &str) -> String {
        match self {
            Language::Chinese => path.to_owned(),
            Language::English if path == "/" => "/en".to_owned(),
            Language::English => format!("/en{path}"),
        }
    }
}

#[derive(RustEmbed)]
#[folder = "../../locales/"]
struct Files;

type Bundle = FluentBundle<FluentResource>;

static CHINESE: LazyLock<Bundle> = LazyLock::new(|| load(Language::Chinese));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| load(Language::English));

fn load(language: Language) -> Bundle {
    let identifier: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    bundle.set_use_isolating(false);
    for (path, text) in files(language) {
        let resource = FluentResource::try_new(text).unwrap_or_else(|(rest, faults)| {
            tracing::error!(%path, ?faults, "a message file has faults");
            rest
        });
        if let Err(faults) = bundle.add_resource(resource) {
            tracing::error!(%path, ?faults, "a message is defined twice");
        }
    }
    bundle
}

/// The message files of a language: path and text.
pub(crate) fn files(language: Language) -> Vec<(String, String)> {
    let folder = format!("{}/", language.tag());
    Files::iter()
        .filter(|path| path.starts_with(&folder) && path.ends_with(".ftl"))
        .filter_map(|path| Some((path.to_string(), String::from_utf8(Files::get(&path)?.data.into_owned()).ok()?)))
        .collect()
}

fn bundle(language: Language) -> &'static Bundle {
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}

/// A translated message outside of a page. A whole number is handed on as a number, so that plural rules see it.
/// A message that is missing is a fault in a debug build; otherwise its id stands in its place.
pub fn message(language: Language, id: &str, arguments: &[(&str, String)]) -> String {
    let bundle = bundle(language);
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        debug_assert!(false, "no message {id} in {}", language.tag());
        return id.to_owned();
    };
    let mut given = FluentArgs::with_capacity(arguments.len());
    for (name, value) in arguments {
        given.set(*name, argument(value));
    }
    let mut faults = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&given), &mut faults);
    debug_assert!(faults.is_empty(), "message {id} in {}: {faults:?}", language.tag());
    text.into_owned()
}

/// Only what would be printed the same way again is a number: `007` and `1.50` stay text.
fn argument(value: &str) -> FluentValue<'_> {
    match value.parse::<i64>() {
        Ok(number) if number.unsigned_abs() < 1_000_000_000_000 && number.to_string() == value => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}

/// A text as it stands in an address: everything but unreserved characters percent-encoded (RFC 3986).
pub fn percent_encoded(text: &str) -> String {
    const RESERVED: percent_encoding::AsciiSet = percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    percent_encoding::utf8_percent_encode(text, &RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_and_plurals() {
        assert_eq!(message(Language::Chinese, "web-form-errors", &[("count", "2".into())]), "还有 2 处要改");
        assert_eq!(message(Language::English, "web-form-errors", &[("count", "1".into())]), "One thing needs to be changed");
        assert_eq!(message(Language::English, "web-form-errors", &[("count", "3".into())]), "3 things need to be changed");
        assert_eq!(message(Language::Chinese, "web-footer-code", &[("code", "0123".into())]), "网站标识码 0123");
    }

    #[test]
    fn paths() {
        assert_eq!(Language::English.href("/"), "/en");
        assert_eq!(Language::English.href("/documents?q=1"), "/en/documents?q=1");
        assert_eq!(Language::Chinese.href("/documents"), "/documents");
    }
}
