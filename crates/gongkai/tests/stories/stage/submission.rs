//! What a browser sends of a form: its controls in their order with what stands in them, and the button that was
//! pressed, as a query, as `application/x-www-form-urlencoded` or as parts.

use super::document::{ancestor, selector};
use reqwest::Url;
use scraper::{ElementRef, Html};
use std::collections::HashMap;

/// How an element of a page is known: how many nodes the page has before it.
type Place = usize;

pub fn place(element: ElementRef<'_>) -> Place {
    element.tree().nodes().position(|node| node.id() == element.id()).unwrap()
}

/// What was changed since the page came.
#[derive(Default)]
pub struct Filled {
    pub texts: HashMap<Place, String>,
    /// a select's choice; a radio button or check box that is on, or off
    pub choices: HashMap<Place, Option<String>>,
    pub files: HashMap<Place, Vec<(String, Vec<u8>)>>,
}

impl Filled {
    /// What stands in a control; none where it sends nothing.
    pub fn value(&self, control: ElementRef<'_>) -> Option<String> {
        let id = place(control);
        match (control.value().name(), control.attr("type").unwrap_or("text")) {
            ("select", _) => Some(match self.choices.get(&id) {
                Some(chosen) => chosen.clone().unwrap_or_default(),
                None => {
                    let options = options(control);
                    let chosen = options.iter().find(|(_, selected)| *selected).or(options.first());
                    chosen.map(|(value, _)| value.clone())?
                }
            }),
            ("input", "radio" | "checkbox") => match self.choices.get(&id) {
                Some(chosen) => chosen.clone(),
                None => control.attr("checked").map(|_| control.attr("value").unwrap_or("on").to_owned()),
            },
            ("textarea", _) => Some(self.texts.get(&id).cloned().unwrap_or_else(|| control.text().collect())),
            ("input", "file" | "submit" | "button" | "image" | "reset") => None,
            ("input", _) => Some(self.texts.get(&id).cloned().unwrap_or_else(|| control.attr("value").unwrap_or_default().to_owned())),
            _ => None,
        }
    }
}

/// The values of a select with whether each is selected.
pub fn options(select: ElementRef<'_>) -> Vec<(String, bool)> {
    let value = |option: ElementRef<'_>| option.attr("value").map_or_else(|| option.text().collect(), str::to_owned);
    select.select(&selector("option")).map(|option| (value(option), option.attr("selected").is_some())).collect()
}

/// What goes out.
pub enum Sending {
    Get(Url),
    Post { address: Url, kind: String, body: Vec<u8> },
}

/// One entry of a form's data.
enum Entry {
    Text(String, String),
    File(String, String, Vec<u8>),
}

/// What pressing a button sends.
pub fn submission(page: &Html, address: &Url, button: ElementRef<'_>, filled: &Filled) -> Sending {
    let form = owner(page, button).unwrap_or_else(|| panic!("{} belongs to no form", button.html()));
    let attribute = |own: &str, name: &str| button.attr(own).or(form.attr(name)).unwrap_or_default().to_owned();
    let mut target = address_of(address, &attribute("formaction", "action"));
    let entries = entries(page, form, button, filled);
    if !attribute("formmethod", "method").eq_ignore_ascii_case("post") {
        target.set_query(Some(&encoded(&entries)));
        return Sending::Get(target);
    }
    if attribute("formenctype", "enctype") == "multipart/form-data" {
        let boundary = "----story";
        Sending::Post { address: target, kind: format!("multipart/form-data; boundary={boundary}"), body: parts(&entries, boundary) }
    } else {
        Sending::Post { address: target, kind: "application/x-www-form-urlencoded".into(), body: encoded(&entries).into_bytes() }
    }
}

/// An address of the page, without the place in the page.
pub fn address_of(page: &Url, written: &str) -> Url {
    let mut address = page.join(written).unwrap();
    address.set_fragment(None);
    address
}

fn owner<'a>(page: &'a Html, control: ElementRef<'a>) -> Option<ElementRef<'a>> {
    match control.attr("form") {
        Some(id) => page.select(&selector(&format!("form[id=\"{id}\"]"))).next(),
        None => ancestor(control, "form"),
    }
}

fn entries(page: &Html, form: ElementRef<'_>, pressed: ElementRef<'_>, filled: &Filled) -> Vec<Entry> {
    let mut entries = Vec::new();
    for control in page.select(&selector("input, select, textarea, button")) {
        let Some(name) = control.attr("name").filter(|name| !name.is_empty()).map(str::to_owned) else { continue };
        let is_of_form = owner(page, control).is_some_and(|owner| owner.id() == form.id());
        if !is_of_form || control.attr("disabled").is_some() {
            continue;
        }
        if control.id() == pressed.id() {
            entries.push(Entry::Text(name, control.attr("value").unwrap_or_default().to_owned()));
        } else if control.attr("type") == Some("file") {
            match filled.files.get(&place(control)) {
                Some(files) => entries.extend(files.iter().map(|(file, bytes)| Entry::File(name.clone(), file.clone(), bytes.clone()))),
                None => entries.push(Entry::File(name, String::new(), Vec::new())),
            }
        } else if let Some(value) = filled.value(control) {
            entries.push(Entry::Text(name, value.replace("\r\n", "\n").replace('\n', "\r\n")));
        }
    }
    entries
}

fn encoded(entries: &[Entry]) -> String {
    let pairs = entries.iter().map(|entry| match entry {
        Entry::Text(name, value) => (name, value),
        Entry::File(name, file, _) => (name, file),
    });
    let mut query = Url::parse("http://none.example").unwrap();
    query.query_pairs_mut().extend_pairs(pairs);
    query.query().unwrap_or_default().to_owned()
}

fn parts(entries: &[Entry], boundary: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for entry in entries {
        let (head, bytes) = match entry {
            Entry::Text(name, value) => (format!("name=\"{name}\""), value.as_bytes()),
            Entry::File(name, file, bytes) => {
                (format!("name=\"{name}\"; filename=\"{file}\"\r\ncontent-type: application/octet-stream"), bytes.as_slice())
            }
        };
        body.extend_from_slice(format!("--{boundary}\r\ncontent-disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}
