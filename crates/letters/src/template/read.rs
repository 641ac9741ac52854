//! The file of a notice.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::fault::NoticeErrors;
use super::field::{Field, FieldKind, Frame, Value};
use super::notice::{Notice, Version};
use super::scan::line_of;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct NoticeFile {
    kind: Spanned<String>,
    name: String,
    name_en: String,
    #[serde(default = "yes")]
    salutation: bool,
    must_show: Spanned<Vec<String>>,
    field: Vec<Spanned<RawField>>,
    version: Vec<RawVersion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawField {
    name: String,
    kind: FieldKind,
    #[serde(default)]
    optional: bool,
    label: String,
    label_en: String,
    sample: toml::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawVersion {
    from: Spanned<Date>,
    #[serde(default)]
    to: Option<Date>,
    article: Spanned<String>,
    source: String,
    confirmed: bool,
    #[serde(default)]
    must_show: Vec<String>,
    #[serde(default)]
    must_say: Vec<String>,
    title: String,
    text: Spanned<String>,
}

fn yes() -> bool {
    true
}

pub(super) fn notice(name: &str, text: &str) -> Result<Notice, NoticeErrors> {
    let error = |at: usize, said: String| format!("{name}:{}: {said}", line_of(text, at.min(text.len())));
    let file: NoticeFile = toml::from_str(text)
        .map_err(|fault| NoticeErrors(vec![error(fault.span().map_or(0, |span| span.start), fault.message().replace('\n', "; "))]))?;
    let mut errors = Vec::new();
    let mut fields = Vec::new();
    for raw in file.field {
        let at = raw.span().start;
        let raw = raw.into_inner();
        match value(raw.kind, &raw.sample) {
            Some(sample) => {
                let RawField { name, kind, optional, label, label_en, .. } = raw;
                fields.push(Field { name, kind, optional, label, label_en, sample });
            }
            None => errors.push(error(at, format!("the sample of `{}` is no {}", raw.name, raw.kind.as_str()))),
        }
    }
    let mut known = BTreeSet::from(Frame::FIELDS);
    known.insert("article");
    for field in &fields {
        let plain = field.name.starts_with(|c: char| c.is_ascii_lowercase())
            && field.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !plain || !known.insert(&field.name) {
            errors.push(error(file.kind.span().start, format!("`{}` cannot be the name of a field, or is one twice", field.name)));
        }
    }
    let shown = file.must_show.get_ref().iter().chain(file.version.iter().flat_map(|version| &version.must_show));
    for name in shown.filter(|name| !known.contains(name.as_str())) {
        errors.push(error(file.must_show.span().start, format!("must-show names `{name}`, which is no field")));
    }
    let places: Vec<(usize, usize)> = file.version.iter().map(|raw| (raw.from.span().start, first_line(text, &raw.text))).collect();
    let articles = file.version.iter().filter(|raw| raw.article.get_ref().trim().is_empty());
    errors.extend(articles.map(|raw| error(raw.article.span().start, "a version without an article".to_owned())));
    let notice = Notice {
        kind: file.kind.into_inner(),
        name: file.name,
        name_en: file.name_en,
        salutation: file.salutation,
        must_show: file.must_show.into_inner(),
        versions: file.version.into_iter().map(version).collect(),
        fields,
    };
    errors.extend(dates(&notice.versions).into_iter().map(|(index, said)| error(places[index].0, said)));
    if notice.versions.is_empty() {
        errors.push(error(0, "a notice without a version".to_owned()));
    }
    if errors.is_empty() {
        for (version, (_, first)) in notice.versions.iter().zip(&places) {
            let faults = notice.faults(version);
            errors.extend(faults.into_iter().map(|fault| format!("{name}:{}: {}", first + fault.line - 1, fault.wrong)));
        }
    }
    if errors.is_empty() { Ok(notice) } else { Err(NoticeErrors(errors)) }
}

fn version(raw: RawVersion) -> Version {
    Version {
        from: raw.from.into_inner(),
        to: raw.to,
        article: raw.article.into_inner(),
        source: raw.source,
        confirmed: raw.confirmed,
        must_show: raw.must_show,
        must_say: raw.must_say,
        title: raw.title,
        text: raw.text.into_inner(),
    }
}

fn value(kind: FieldKind, sample: &toml::Value) -> Option<Value> {
    match kind {
        FieldKind::Text => sample.as_str().map(|text| Value::Text(text.to_owned())),
        FieldKind::Number => sample.as_integer().and_then(|number| u64::try_from(number).ok()).map(Value::Number),
        FieldKind::Date => sample.as_str()?.parse().ok().map(Value::Date),
        FieldKind::Flag => sample.as_bool().map(Value::Flag),
        FieldKind::List => {
            let texts: Option<Vec<String>> = sample.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            texts.filter(|texts| !texts.is_empty()).map(Value::List)
        }
    }
}

/// Where versions do not follow each other day by day.
fn dates(versions: &[Version]) -> Vec<(usize, String)> {
    let mut faults = Vec::new();
    for (index, version) in versions.iter().enumerate() {
        if version.to.is_some_and(|to| to < version.from) {
            faults.push((index, "a version ends before it begins".to_owned()));
        }
        let Some(earlier) = index.checked_sub(1).map(|before| &versions[before]) else {
            continue;
        };
        match earlier.to.and_then(|to| to.tomorrow().ok()) {
            Some(next) if next == version.from => {}
            Some(next) if next < version.from => faults.push((index, "a gap between versions".to_owned())),
            _ => faults.push((index, "versions overlap".to_owned())),
        }
    }
    faults
}

/// The line of the file on which the first line of a text stands.
fn first_line(file: &str, text: &Spanned<String>) -> usize {
    let begin = text.span().start;
    let opens_a_line = ["'''\n", "\"\"\"\n"].iter().any(|open| file[begin..].starts_with(open));
    line_of(file, begin) + usize::from(opens_a_line)
}
