//! A page as a program reads it: its text as a browser shows it, and where its controls, buttons and links are.

use scraper::{ElementRef, Html, Node, Selector};

/// What a browser does not show as text.
const SILENT: [&str; 7] = ["script", "style", "template", "noscript", "textarea", "select", "head"];
/// What begins a line.
const BLOCKS: [&str; 30] = [
    "address",
    "article",
    "aside",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "header",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "td",
    "ul",
];

pub fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|fault| panic!("{css}: {fault:?}"))
}

/// Without blanks, line ends, and the marks that isolate a value from the direction of its surroundings.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '\u{2068}' | '\u{2069}')).collect()
}

/// Blanks made one.
pub fn tidy(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What an element shows.
pub fn shown(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(element, &mut text);
    tidy(&text)
}

fn gather(element: ElementRef<'_>, text: &mut String) {
    let name = element.value().name();
    if SILENT.contains(&name) || element.attr("hidden").is_some() {
        return;
    }
    let edge = if BLOCKS.contains(&name) || name == "tr" || name == "th" { " " } else { "" };
    text.push_str(edge);
    for child in element.children() {
        match child.value() {
            Node::Text(words) => text.push_str(words),
            Node::Element(_) => gather(ElementRef::wrap(child).unwrap(), text),
            _ => {}
        }
    }
    text.push_str(edge);
}

/// The first that matches, in the main part where there is one.
pub fn first<'a>(page: &'a Html, css: &str) -> Option<ElementRef<'a>> {
    every(page, css).into_iter().next()
}

/// Every match, those of the main part first.
pub fn every<'a>(page: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    let all: Vec<ElementRef<'a>> = page.select(&selector(css)).collect();
    let (inside, outside): (Vec<_>, Vec<_>) = all.into_iter().partition(|element| is_in_main(*element));
    inside.into_iter().chain(outside).collect()
}

fn is_in_main(element: ElementRef<'_>) -> bool {
    element.value().name() == "main" || ancestor(element, "main").is_some()
}

pub fn ancestor<'a>(element: ElementRef<'a>, name: &str) -> Option<ElementRef<'a>> {
    element.ancestors().filter_map(ElementRef::wrap).find(|found| found.value().name() == name)
}

/// Controls of a name that can be seen.
pub fn controls<'a>(page: &'a Html, name: &str) -> Vec<ElementRef<'a>> {
    let found = every(page, "input[name], select[name], textarea[name]").into_iter();
    found.filter(|control| control.attr("name") == Some(name) && control.attr("type") != Some("hidden")).collect()
}
