//! `gongkai templates`

use super::print;
use crate::{failure::Failure, wiring};
use clap::{Args, Subcommand};
use web::Language;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Render every template with sample contexts in every language
    Check,
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let What::Check = arguments.what;
    let (count, faults) = check();
    if faults.is_empty() { print(format!("in order: {count} pages")) } else { Err(Failure::wrong(faults.join("\n"))) }
}

/// How many pages were rendered, and what is wrong with them.
fn check() -> (usize, Vec<String>) {
    let mut faults = Vec::new();
    let mut count = 0;
    for language in [Language::Chinese, Language::English] {
        for (owner, samples) in wiring::samples(language) {
            match samples {
                Err(panic) => faults.push(format!("{owner}, {}: {panic}", language.tag())),
                Ok(samples) => {
                    count += samples.len();
                    faults.extend(
                        samples
                            .iter()
                            .filter_map(|sample| Some(format!("{owner}, {}, {}: {}", language.tag(), sample.name, wrong(&sample.html)?))),
                    );
                }
            }
        }
    }
    (count, faults)
}

/// A template that could not be rendered leaves its fault's words; a message that is missing, its id.
fn wrong(html: &str) -> Option<String> {
    let html = html.trim_start();
    if !html.starts_with('<') {
        return Some(html.chars().take(200).collect());
    }
    let missing = html.split(['>', '"']).find_map(|piece| {
        let text = piece.split('<').next().unwrap_or_default().trim();
        let prefixed =
            ["web-", "portal-", "administration-", "publishing-", "requests-", "identity-"].iter().any(|prefix| text.starts_with(prefix));
        (prefixed && piece.contains('<') && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')).then(|| text.to_owned())
    });
    missing.map(|id| format!("no message {id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_renders_in_both_languages() {
        let (count, faults) = check();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(count > 20, "only {count} pages");
    }

    #[test]
    fn what_is_missing_is_seen() {
        assert_eq!(wrong("no such field"), Some("no such field".into()));
        assert_eq!(wrong("<p>requests-new-title</p>"), Some("no message requests-new-title".into()));
        assert_eq!(wrong("<p class=\"requests-list\">甲</p>"), None);
    }
}
