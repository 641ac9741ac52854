//! The case as its organisation files it: one package that is read and verified without this program. Whole, with
//! everything personal; or public, without.

use super::index::{EventShown, Index, LetterShown, clock};
use super::{ArchiveFault, Entry, file_name};
use crate::dispute::records as disputes;
use crate::model::Request;
use crate::model::event::{RequestEvent, SealedFile};
use crate::pages::follow::open_letter;
use crate::records::Case;
use askama::Template;
use identity::{Organisation, PersonId};
use jiff::civil::Date;
use serde_json::Value;
use store::{PartRef, Recorded};
use web::{App, Language, Page, Visit, WebError};

/// So many bytes a package holds before it is packed.
const LIMIT: usize = 512 << 20;

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// the organisation's own archive: everything
    Whole,
    /// without the requester, without originals, without what went on inside
    Public,
}

/// What is put together.
pub(super) struct Package<'a> {
    pub(super) app: &'a App,
    pub(super) page: Page,
    pub(super) kind: Kind,
    entries: Vec<Entry>,
    bytes: usize,
    notes: Vec<String>,
}

impl Package<'_> {
    fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Result<(), WebError> {
        let entry = Entry::new(path, bytes);
        self.bytes = self.bytes.saturating_add(entry.bytes.len());
        if self.bytes > LIMIT {
            return Err(WebError::TooLarge { limit: u64::try_from(LIMIT).unwrap_or(u64::MAX) });
        }
        self.entries.push(entry);
        Ok(())
    }
}

/// The package of a case.
///
/// # Errors
/// [`WebError::Gone`] after erasure; [`WebError::TooLarge`]; faults of the store.
pub async fn pack(
    app: &App,
    case: &Case,
    organisation: &Organisation,
    kind: Kind,
    today: Date,
    language: Language,
) -> Result<Vec<u8>, WebError> {
    let page = Page::new(app, &Visit::sample(Language::Chinese, "/"), web::Section::Office, case.number.clone());
    let events = app.store.load(&case.stream).await?;
    let state = Request::fold(&events)?;
    if state.erased_on.is_some() {
        return Err(crate::keeping::pages::case::gone(language, &state));
    }
    let mut package = Package { app, page, kind, entries: Vec::new(), bytes: 0, notes: Vec::new() };
    let mut shown = package.events(&events, "case").await?;
    if kind == Kind::Whole {
        let rows = disputes::of_case(&mut *app.store.read().await?, &case.stream).await?;
        for (number, row) in rows.iter().enumerate() {
            let events = app.store.load(&row.stream).await?;
            shown.extend(package.events(&events, &format!("dispute-{}", number + 1)).await?);
        }
    }
    let letters = if kind == Kind::Whole { package.letters(&state).await? } else { Vec::new() };
    let files = package.files(&events, &case.stream).await?;
    package.add("proofs/verifier.key", format!("{}\n", app.store.verifier_key()))?;
    package.add("proofs/checkpoint.txt", app.store.checkpoint().await?.0)?;
    package.add("README.txt", readme(&app.store.verifier_key()))?;
    let index = Index {
        title: package.title(case, organisation, &state).await?,
        public: kind == Kind::Public,
        metadata: package.metadata(case, organisation, &state, &events, letters.len() + files.len()).await?,
        clock: clock(&package.page, app, &state, organisation, today),
        events: shown,
        letters,
        files,
        notes: package.notes.clone(),
        page: package.page.clone(),
    };
    package.entries.insert(0, Entry::new("index.html", index.render()?));
    let entries = package.entries;
    let packed = tokio::task::spawn_blocking(move || super::pack(&entries, today)).await;
    packed.map_err(|fault| WebError::Internal(fault.to_string()))?.map_err(|fault: ArchiveFault| WebError::Internal(fault.to_string()))
}

impl Package<'_> {
    /// Every event with its proof: the receipt for `gongkai ledger verify`, the bare proof, and both in readable JSON. In a
    /// public package the bodies of what went on inside stay away.
    async fn events(&mut self, events: &[Recorded], stream: &str) -> Result<Vec<EventShown>, WebError> {
        let mut shown = Vec::with_capacity(events.len());
        for recorded in events {
            let words = if stream == "case" { "requests-timeline" } else { "requests-dispute-event" };
            let title = self.page.t(&format!("{words}-{}", recorded.kind));
            let who = self.app.identity.person_name(&PersonId(recorded.actor.0.clone())).await.ok().flatten();
            let mut event = EventShown {
                when: self.app.clock_time(recorded.at),
                title,
                who: who.unwrap_or_default(),
                index: recorded.index,
                receipt: String::new(),
                texts: Vec::new(),
            };
            let told = match recorded.event::<RequestEvent>() {
                _ if stream != "case" => self.kind == Kind::Whole,
                Ok(Some(said)) => self.kind == Kind::Whole || store::Event::public_kind(&said).is_none(),
                _ => false,
            };
            if told && let Some(body) = &recorded.body {
                let mut parts = Vec::new();
                parts_of(body, "", &mut parts);
                if self.kind == Kind::Public {
                    parts.clear();
                }
                let refs: Vec<PartRef> = parts.iter().map(|(_, part)| part.clone()).collect();
                let receipt = self.app.store.receipt(recorded.index, &refs).await?;
                let base = format!("proofs/{stream}-{:04}-{}", recorded.version, recorded.kind);
                for ((key, _), opened) in parts.iter().zip(self.app.store.open_parts(&refs).await?) {
                    if let Some(text) = opened.and_then(|bytes| readable(key, bytes)) {
                        event.texts.push((self.label(key), text));
                    }
                }
                let readable = serde_json::json!({
                    "index": recorded.index,
                    "envelope": serde_json::from_slice::<Value>(&receipt.entry).unwrap_or_default(),
                    "salt": ledger::encode_base64(&receipt.salt),
                    "body": serde_json::from_slice::<Value>(&receipt.body).unwrap_or_default(),
                });
                let pretty = serde_json::to_string_pretty(&readable).map_err(|fault| WebError::Internal(fault.to_string()))?;
                self.add(format!("{base}.event.json"), pretty)?;
                self.add(format!("{base}.tlog-proof"), receipt.proof.to_string())?;
                self.add(format!("{base}.receipt.json"), receipt.to_json())?;
                event.receipt = format!("{base}.receipt.json");
            }
            shown.push(event);
        }
        Ok(shown)
    }

    fn label(&self, key: &str) -> String {
        const KNOWN: [&str; 20] = [
            "name",
            "subject",
            "description",
            "phone",
            "email",
            "address",
            "contact_name",
            "identity",
            "reason",
            "text",
            "question",
            "note",
            "remark",
            "how",
            "tracking",
            "contact",
            "case_number",
            "authority",
            "points",
            "texts",
        ];
        if KNOWN.contains(&key) { self.page.t(&format!("requests-part-{}", key.replace('_', "-"))) } else { key.to_owned() }
    }

    /// Every letter that went out, as HTML and PDF.
    async fn letters(&mut self, state: &Request) -> Result<Vec<LetterShown>, WebError> {
        let mut shown = Vec::with_capacity(state.letters.len());
        for (number, sent) in state.letters.iter().enumerate() {
            let Some(letter) = open_letter(self.app, &sent.letter).await? else { continue };
            let base = format!("letters/{:02}-{}", number + 1, file_name(&sent.letter_number));
            let html = format!(
                "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{}</title></head><body>{}</body></html>\n",
                escaped(&letter.title),
                letters::html(&letter)
            );
            let mut files = vec![("HTML".to_owned(), format!("{base}.html"))];
            self.add(format!("{base}.html"), html)?;
            let title = format!("{}　{}", letter.title, sent.letter_number);
            let fonts = self.app.fonts.clone();
            let made = tokio::task::spawn_blocking(move || letters::pdf(&letter, &fonts)).await;
            match made.map_err(|fault| WebError::Internal(fault.to_string()))? {
                Ok(bytes) => {
                    files.push(("PDF".to_owned(), format!("{base}.pdf")));
                    self.add(format!("{base}.pdf"), bytes)?;
                }
                Err(fault) => self.notes.push(self.page.t2("requests-archive-no-pdf", "letter", &sent.letter_number, "fault", fault)),
            }
            shown.push(LetterShown { title, on: sent.sent_on.to_string(), files });
        }
        Ok(shown)
    }

    /// Files of the case; originals only in the whole package, what was handed out in both.
    async fn files(&mut self, events: &[Recorded], case: &store::StreamId) -> Result<Vec<(String, String)>, WebError> {
        let mut found: Vec<(&'static str, SealedFile)> = Vec::new();
        if self.kind == Kind::Whole {
            for recorded in events {
                match recorded.event::<RequestEvent>()? {
                    Some(RequestEvent::Received(received)) => found.extend(received.files.into_iter().map(|file| ("files", file))),
                    Some(RequestEvent::FileAdded(added)) => found.push(("files", added.file)),
                    Some(RequestEvent::ConsultationAnswered(answered)) => {
                        found.extend(answered.files.into_iter().map(|file| ("consultations", file)));
                    }
                    Some(RequestEvent::MaterialAdded(added)) => found.push(("materials-original", added.file)),
                    Some(RequestEvent::ReleaseMade(made)) => found.push(("materials-released", made.file)),
                    _ => {}
                }
            }
            for row in disputes::of_case(&mut *self.app.store.read().await?, case).await? {
                let dispute = crate::dispute::Dispute::fold(&self.app.store.load(&row.stream).await?)?;
                found.extend(dispute.documents.into_iter().map(|document| ("disputes", document.file)));
            }
        } else {
            found.extend(crate::own::released(events)?.into_iter().map(|file| ("materials-released", file)));
        }
        let mut shown = Vec::with_capacity(found.len());
        for (number, (folder, file)) in found.iter().enumerate() {
            let opened = self.app.store.open_parts(&[file.content.clone(), file.name.clone()]).await?;
            let [Some(content), name] = opened.as_slice() else { continue };
            let name = name.as_ref().map(|name| String::from_utf8_lossy(name).into_owned()).unwrap_or_default();
            let path = format!("{folder}/{:03}-{}", number + 1, file_name(&name));
            self.add(path.clone(), content.clone())?;
            shown.push((file_name(&name), path));
        }
        Ok(shown)
    }
}

/// The parts that a body names, with the member that names each.
fn parts_of(value: &Value, key: &str, found: &mut Vec<(String, PartRef)>) {
    match value {
        Value::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
            if let (Some(part), Some(commitment)) = (text("part"), text("commitment")) {
                found.push((key.to_owned(), PartRef { part, commitment }));
                return;
            }
            for (name, value) in members {
                parts_of(value, name, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| parts_of(value, key, found)),
        _ => {}
    }
}

/// A part as text; none for files, letters and layers, which stand apart.
fn readable(key: &str, bytes: Vec<u8>) -> Option<String> {
    if matches!(key, "content" | "letter" | "layer") || bytes.len() > 20_000 {
        return None;
    }
    let text = String::from_utf8(bytes).ok()?;
    match serde_json::from_str::<Value>(&text) {
        Ok(Value::Array(values)) => Some(values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")),
        Ok(Value::Object(members)) => {
            Some(members.values().filter_map(Value::as_str).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n"))
        }
        _ => Some(text),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// How it is verified, in plain words, in both languages.
fn readme(key: &str) -> String {
    [Language::Chinese, Language::English]
        .map(|language| web::message(language, "requests-archive-office-readme", &[("key", key.to_owned())]))
        .join("\n\n")
        .replace(['\u{2068}', '\u{2069}'], "")
        + "\n"
}
