//! The list of what is wrong with a form names each field by its label. The list stands above the form, so that its names
//! are filled in once the page is whole.

/// Stands in the list of errors before a message: `<!--of f-NAME-->：<!--/of-->`.
const OPEN: &str = "<!--of ";
const MIDDLE: &str = "-->";
const CLOSE: &str = "<!--/of-->";

/// The page with each field of its list of errors named, in the words of the field's label or legend; where a message
/// says the name itself, or the field has none, with the message alone.
pub(crate) fn named(page: String) -> String {
    if !page.contains(OPEN) {
        return page;
    }
    let mut named = String::with_capacity(page.len() + 64);
    let mut rest = page.as_str();
    while let Some((before, after)) = rest.split_once(OPEN) {
        named.push_str(before);
        let Some(((id, colon), after)) =
            after.split_once(CLOSE).and_then(|(mark, after)| mark.split_once(MIDDLE).map(|mark| (mark, after)))
        else {
            rest = after;
            continue;
        };
        let message = after.split('<').next().unwrap_or_default();
        if let Some(name) = label(&page, id).filter(|name| !message.contains(name)) {
            named.push_str(name);
            named.push_str(colon);
        }
        rest = after;
    }
    named.push_str(rest);
    named
}

/// What the element of an id is called: by its own label, by the legend of its group, or by the label around it.
fn label<'a>(page: &'a str, id: &str) -> Option<&'a str> {
    if let Some((_, own)) = page.split_once(&format!("<label for=\"{id}\">")) {
        return text(own);
    }
    let (before, after) = page.split_once(&format!(" id=\"{id}\""))?;
    if let Some(group) = before.rfind("<fieldset").and_then(|start| page.get(start..)).filter(|_| is_open(before, "fieldset")) {
        return text(group.split_once("<legend")?.1.split_once('>')?.1);
    }
    let (around, _) = after.split_once("</label>").filter(|_| is_open(before, "label"))?;
    text(around.split_once("<span>")?.1)
}

/// Whether an element of this kind is open at the end of this part of a page.
fn is_open(before: &str, kind: &str) -> bool {
    before.rfind(&format!("<{kind}")) > before.rfind(&format!("</{kind}>"))
}

fn text(html: &str) -> Option<&str> {
    html.split('<').next().map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Choice, FieldErrors, Form, Language, Page, Section};
    use askama::Template;

    #[derive(Template)]
    #[template(
        ext = "html",
        source = r#"{% import "kit.html" as kit %}{{ kit::summary(form) }}<p id="f-list"></p>
{{ kit::text(form, "subject", "事项 & 内容", required=false) }}{{ kit::radios(form, "way", "怎样送达", choices) }}
{{ kit::check(form, "agreed", "yes", "我已核对") }}{{ kit::select(form, "organisation", "向哪个机关申请", choices) }}"#
    )]
    struct Probe {
        page: Page,
        form: Form,
        choices: Vec<Choice>,
    }

    #[test]
    fn each_error_names_its_field_and_leads_to_it() {
        for (language, colon) in [(Language::Chinese, "："), (Language::English, ": ")] {
            let mut errors = FieldErrors::default();
            for (field, message) in [
                ("subject", "请填写"),
                ("way", "请选择"),
                ("agreed", "请勾选"),
                ("organisation", "请选择向哪个机关申请"),
                ("gone", "不对"),
                ("list", "太少"),
                ("", "请重试"),
            ] {
                errors.add(field, "x", message);
            }
            let choices = ["a", "b"].map(|choice| Choice::new(choice, choice)).into();
            let probe = Probe { page: Page::sample(language, Section::Home, "x"), form: Form::sample().with(Vec::new(), errors), choices };
            let page = named(probe.render().unwrap_or_default());
            for entry in [
                format!("<a href=\"#f-subject\">事项 &#38; 内容{colon}请填写</a>"),
                format!("<a href=\"#f-way\">怎样送达{colon}请选择</a>"),
                format!("<a href=\"#f-agreed\">我已核对{colon}请勾选</a>"),
                "<a href=\"#f-organisation\">请选择向哪个机关申请</a>".to_owned(),
                "<a href=\"#f-gone\">不对</a>".to_owned(),
                "<a href=\"#f-list\">太少</a>".to_owned(),
                "<li>请重试</li>".to_owned(),
            ] {
                assert!(page.contains(&entry), "{entry}: {page}");
            }
            assert!(!page.contains("<!--"));
        }
    }
}
