//! The fields of the index, and how a document becomes one.

use crate::fold::fold;
use crate::numbers;
use crate::words::Terms;
use facts::{Passage, Published, Validity};
use jiff::civil::Date;
use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{PreTokenizedString, Token};

/// Text fields of one part of a document.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// words, letters, digits
    pub words: Field,
    /// pairs of characters
    pub pairs: Field,
    /// each character once
    pub singles: Field,
}

/// All fields.
#[derive(Debug, Clone)]
pub struct Fields {
    pub schema: Schema,
    pub id: Field,
    pub title: Part,
    pub body: Part,
    pub issuer_words: Field,
    pub numbers: Field,
    pub cited: Field,
    pub issuer: Field,
    pub publisher: Field,
    pub status: Field,
    pub published: Field,
    pub order: Field,
    about: Field,
    passages: Field,
}

/// Bits of the sort key below the day; the rest is the leaf index, so that equal days keep one order.
const SEQUENCE_BITS: u32 = 40;

impl Fields {
    /// Builds the schema. A change here raises `index::FORMAT`.
    pub fn new() -> Self {
        let mut schema = Schema::builder();
        let counted = TextOptions::default()
            .set_indexing_options(TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::WithFreqs));
        let present = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::Basic).set_fieldnorms(false),
        );
        let mut part = |name: &str| Part {
            words: schema.add_text_field(&format!("{name}_words"), counted.clone()),
            pairs: schema.add_text_field(&format!("{name}_pairs"), counted.clone()),
            singles: schema.add_text_field(&format!("{name}_singles"), present.clone()),
        };
        let (title, body) = (part("title"), part("body"));
        Fields {
            id: schema.add_text_field("id", STRING),
            title,
            body,
            issuer_words: schema.add_text_field("issuer_words", counted),
            numbers: schema.add_text_field("numbers", present.clone()),
            cited: schema.add_text_field("cited", present),
            issuer: schema.add_text_field("issuer", STRING),
            publisher: schema.add_text_field("publisher", STRING),
            status: schema.add_u64_field("status", INDEXED | FAST),
            published: schema.add_u64_field("published", FAST),
            order: schema.add_u64_field("order", FAST),
            about: schema.add_text_field("about", TextOptions::default().set_stored()),
            passages: schema.add_text_field("passages", TextOptions::default().set_stored()),
            schema: schema.build(),
        }
    }

    /// A published document as one of the index; `index` is the leaf it was told at.
    pub fn document(&self, published: &Published, index: u64) -> Result<TantivyDocument, serde_json::Error> {
        let mut document = TantivyDocument::default();
        document.add_text(self.id, &published.document);

        let title = fold(&published.title);
        let mut terms = Terms::default();
        terms.add(&title);
        self.add_part(&mut document, self.title, terms);

        let mut terms = Terms::default();
        let mut cited = Vec::new();
        for passage in &published.passages {
            let text = fold(&passage.text);
            terms.add(&text);
            cited.extend(numbers::find(&text).iter().flat_map(numbers::DocumentNumber::keys));
        }
        cited.sort();
        cited.dedup();
        self.add_part(&mut document, self.body, terms);
        add_terms(&mut document, self.cited, cited);

        let mut terms = Terms::default();
        terms.add(&fold(&published.issuer));
        add_terms(&mut document, self.issuer_words, terms.words);

        let own = [&published.number, &published.index_number].into_iter().flatten().flat_map(|number| {
            let number = fold(number);
            let mut keys: Vec<String> = numbers::find(&number).iter().flat_map(numbers::DocumentNumber::keys).collect();
            keys.push(plain_key(&number.chars));
            keys
        });
        add_terms(&mut document, self.numbers, own.collect());

        document.add_text(self.issuer, &published.issuer);
        document.add_text(self.publisher, &published.publisher);
        document.add_u64(self.status, status_code(published.status));
        if let Some(date) = published.published_on {
            document.add_u64(self.published, day(date));
        }
        let shown = published.published_on.or(published.made_on).map_or(0, day);
        document.add_u64(self.order, shown << SEQUENCE_BITS | index.min((1 << SEQUENCE_BITS) - 1));
        document.add_text(self.about, serde_json::to_string(&Published { passages: Vec::new(), ..published.clone() })?);
        document.add_text(self.passages, lines_of(&published.passages));
        Ok(document)
    }

    /// What is stored of a document.
    pub fn stored(&self, document: &TantivyDocument) -> Result<Stored, serde_json::Error> {
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        Ok(Stored { about: serde_json::from_str(text(self.about))?, passages: text(self.passages).to_owned() })
    }

    fn add_part(&self, document: &mut TantivyDocument, part: Part, terms: Terms) {
        add_terms(document, part.words, terms.words);
        add_terms(document, part.pairs, terms.pairs);
        add_terms(document, part.singles, terms.singles.into_iter().map(String::from).collect());
    }
}

/// A document as it is stored. Passages stand as plain lines: fifty documents are read for a question, and reading
/// them as JSON took longer than ranking them.
#[derive(Debug)]
pub struct Stored {
    /// without its passages
    pub about: Published,
    passages: String,
}

impl Stored {
    /// Anchor and text of each passage.
    pub fn passages(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        self.passages.lines().map(|line| {
            let (anchor, text) = line.split_once('\t').unwrap_or(("", line));
            ((!anchor.is_empty()).then_some(anchor), text)
        })
    }
}

/// A line for each passage: its anchor, a tab, its text. Line ends within it are shown as spaces anyway.
fn lines_of(passages: &[Passage]) -> String {
    let mut lines = String::new();
    let one_line = |text: &str| text.replace(['\n', '\r'], " ");
    for Passage { anchor, text } in passages {
        lines.push_str(&one_line(anchor.as_deref().unwrap_or_default()).replace('\t', " "));
        lines.push('\t');
        lines.push_str(&one_line(text));
        lines.push('\n');
    }
    lines
}

/// An index number (索引号) or a 文号 of an unknown form: its letters and digits only.
pub fn plain_key(folded: &[char]) -> String {
    folded.iter().filter(|c| c.is_alphanumeric()).take(64).collect()
}

fn add_terms(document: &mut TantivyDocument, field: Field, terms: Vec<String>) {
    let tokens = terms.into_iter().enumerate().map(|(position, text)| Token { text, position, ..Token::default() }).collect();
    document.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
}

/// A day as a number that rises; 0001-01-01 and before are 1.
pub fn day(date: Date) -> u64 {
    let since = Date::constant(1, 1, 1).until(date).map_or(0, |span| span.get_days());
    since.max(0) as u64 + 1
}

/// Validity as a number of the index.
pub fn status_code(status: Validity) -> u64 {
    match status {
        Validity::InForce => 0,
        Validity::Amended => 1,
        Validity::Repealed => 2,
        Validity::Expired => 3,
        Validity::Unmarked => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_stored_as_they_are_but_for_line_ends() {
        let passages = [(None, ""), (Some("a1"), "第一条\t供水\r\n第二行"), (None, " 无锚 \n"), (Some("b"), "")];
        let passages: Vec<Passage> =
            passages.iter().map(|(anchor, text)| Passage { anchor: anchor.map(str::to_owned), text: (*text).to_owned() }).collect();
        let fields = Fields::new();
        let published = Published {
            document: "D1".into(),
            external_id: None,
            title: "标题".into(),
            number: None,
            index_number: None,
            issuer: "市政府".into(),
            publisher: "hz".into(),
            made_on: Some(Date::constant(2016, 8, 17)),
            published_on: None,
            status: Validity::InForce,
            url: "/documents/D1".into(),
            passages,
        };
        let stored = fields.stored(&fields.document(&published, 0).unwrap()).unwrap();
        assert_eq!(stored.about, Published { passages: Vec::new(), ..published });
        let passages: Vec<_> = stored.passages().collect();
        assert_eq!(passages, [(None, ""), (Some("a1"), "第一条\t供水  第二行"), (None, " 无锚  "), (Some("b"), "")]);
    }

    #[test]
    fn days_rise() {
        let days: Vec<u64> = [Date::MIN, Date::constant(1, 1, 1), Date::constant(1, 1, 2), Date::constant(2016, 8, 17), Date::MAX]
            .into_iter()
            .map(day)
            .collect();
        assert!(days.is_sorted(), "{days:?}");
        assert!(days[4] << SEQUENCE_BITS >> SEQUENCE_BITS == days[4]);
    }
}
