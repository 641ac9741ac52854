//! Notices from templates that a city changes without touching code.
//!
//! A notice (补正告知书, 延期答复告知书, …) is a file: the fields that the program fills, those that any text of it must show, and
//! for each span of days the article, the title and the text. The text is a small template language, checked as a whole
//! when it is read or saved: fields by `{{ name }}`, `{% if name %}…{% endif %}` and `{% for x in list %}…{% endfor %}`.
//! A line of it is a paragraph; one that begins with `# ` is a heading, one that begins with `- ` an item of a list.
//! What a field holds is only ever text: it can neither become a heading nor be read as a template.

mod fault;
mod field;
mod notice;
mod read;
mod render;
mod scan;

pub use fault::{NoticeErrors, TemplateError, TemplateFault, TemplateFaults, Wrong};
pub use field::{Field, FieldKind, Fields, Frame, Value};
pub use notice::{Notice, Notices, Version};

#[cfg(test)]
mod tests;
