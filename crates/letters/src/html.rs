//! A letter as a fragment of HTML.

use askama::Template;

use crate::Letter;
use crate::content::{Content, Part};

/// Rules for the classes of [`html`], on screen and on paper, for a page that embeds it.
pub const STYLESHEET: &str = include_str!("../letter.css");

#[derive(Template)]
#[template(path = "letter.html")]
struct Fragment<'a> {
    content: &'a Content,
    title: String,
    datetime: String,
}

/// The letter as one `<article class="letter">`, to be embedded in a page under its `<h1>`.
///
/// Every field is escaped; there are classes and no styles or scripts, so the strictest content policy holds.
pub fn html(letter: &Letter) -> String {
    let content = Content::of(letter);
    let fragment = Fragment { title: content.title_line(), datetime: letter.date.to_string(), content: &content };
    let mut page = String::new();
    // Writing to a string cannot fail, and the template calls nothing else that could.
    if let Err(error) = fragment.render_into(&mut page) {
        tracing::error!(%error, "a letter's template failed");
    }
    page
}
