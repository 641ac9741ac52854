use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::{Block, Fonts, Letter, docx, html, pdf};

/// The shipped notices, each with its file name.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/letters/notices");
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

fn shipped() -> Notices {
    let files = files();
    match Notices::read(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))) {
        Ok(notices) => notices,
        Err(errors) => panic!("{errors}"),
    }
}

/// Under the Regulation of 2007, and under that of 2019.
const DAYS: [Date; 2] = [date(2016, 8, 17), date(2026, 3, 2)];

fn previews() -> Vec<(String, Letter)> {
    let notices = shipped();
    let mut previews = Vec::new();
    for notice in notices.all() {
        for on in DAYS.into_iter().filter(|on| notice.version(*on).is_some()) {
            previews.push((format!("{}-{}", notice.kind, on.year()), notice.preview(on).unwrap()));
        }
    }
    previews
}

fn text_of(letter: &Letter) -> String {
    let mut lines = vec![format!("{} {}", letter.title, letter.recipient)];
    for block in &letter.body {
        match block {
            Block::Paragraph(text) => lines.push(text.clone()),
            Block::Heading(text) => lines.push(format!("# {text}")),
            Block::List(items) => lines.extend(items.iter().map(|item| format!("- {item}"))),
        }
    }
    lines.join("\n")
}

#[test]
fn every_notice_is_there_for_its_time() {
    let notices = shipped();
    let there = |on: Date| -> Vec<&str> {
        notices.all().filter(|notice| notice.version(on).is_some()).map(|notice| notice.kind.as_str()).collect()
    };
    let both = [
        "clarification",
        "consultation",
        "correction",
        "delivery-note",
        "extension",
        "receipt",
        "third-party",
        "third-party-override",
        "transfer",
    ];
    assert_eq!(there(DAYS[0]), both);
    let since_2019 = [&both[..], &["ask-reasons", "co-producer", "delayed-date", "fee"]].concat();
    let mut expected = since_2019;
    expected.sort_unstable();
    assert_eq!(there(DAYS[1]), expected);
    assert!(notices.get("fee").unwrap().version(date(2020, 12, 31)).is_none());
    assert!(notices.all().all(|notice| notice.version(date(2008, 4, 30)).is_none()));
    assert!(notices.all().flat_map(|notice| &notice.versions).all(|version| !version.confirmed));
}

#[test]
fn previews_read_as_letters() {
    let all: Vec<String> = previews().iter().map(|(name, letter)| format!("== {name}\n{}", text_of(letter))).collect();
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn previews_are_set_in_every_form() {
    let fonts = Fonts::system();
    for (name, letter) in previews() {
        assert!(html(&letter).contains(&letter.title), "{name}");
        assert!(!docx(&letter).unwrap().is_empty(), "{name}");
        if !matches!(fonts.status(), crate::FontStatus::Missing { .. }) {
            assert!(!pdf(&letter, &fonts).unwrap().is_empty(), "{name}");
        }
    }
}

#[test]
#[ignore = "writes every preview to the temporary folder, to be looked at"]
fn write_the_previews() {
    let fonts = Fonts::system();
    let folder = std::env::temp_dir().join("letters");
    fs::create_dir_all(&folder).unwrap();
    for (name, letter) in previews().into_iter().chain([("reply".to_owned(), crate::tests::sample())]) {
        fs::write(folder.join(format!("{name}.docx")), docx(&letter).unwrap()).unwrap();
        fs::write(folder.join(format!("{name}.own.pdf")), pdf(&letter, &fonts).unwrap()).unwrap();
    }
}

#[test]
fn a_letter_needs_all_that_it_shows() {
    let notices = shipped();
    let clarification = notices.get("clarification").unwrap();
    let frame = Frame::sample(DAYS[1]);
    let mut fields = clarification.sample();
    fields.remove("working_days");
    assert_eq!(clarification.render(DAYS[1], &frame, &fields), Err(TemplateError::Missing("working_days".to_owned())));
    assert!(clarification.render(DAYS[0], &frame, &fields).is_ok(), "the Regulation of 2007 knows no such term");
    fields.insert("working_days".to_owned(), Value::Number(15));
    fields.remove("due_on");
    assert!(clarification.render(DAYS[1], &frame, &fields).is_ok(), "a fixed day is named only where there is one");
    fields.insert("due_on".to_owned(), Value::Text("明天".to_owned()));
    let wrong = TemplateError::WrongKind { name: "due_on".to_owned(), kind: "date" };
    assert_eq!(clarification.render(DAYS[1], &frame, &fields), Err(wrong));
    fields.insert("due_on".to_owned(), Value::Date(DAYS[1]));
    fields.insert("colour".to_owned(), Value::Flag(true));
    assert_eq!(clarification.render(DAYS[1], &frame, &fields), Err(TemplateError::Unknown("colour".to_owned())));
    let fee = notices.get("fee").unwrap();
    let no_fee = TemplateError::NotOnThatDay { kind: "fee".to_owned(), on: date(2020, 6, 1) };
    assert_eq!(fee.render(date(2020, 6, 1), &frame, &fee.sample()), Err(no_fee));
}

/// What is said of the clarification notice with its text of 2019 replaced.
fn said(text: &str) -> Vec<(usize, Wrong)> {
    let notices = shipped();
    match notices.get("clarification").unwrap().with_text(DAYS[1], "补正告知书", text) {
        Ok(_) => Vec::new(),
        Err(TemplateFaults(faults)) => faults.into_iter().map(|fault| (fault.line, fault.wrong)).collect(),
    }
}

const GOOD: &str = "{{ number }}{{ subject }}\n{% for point in points %}\n- {{ point }}\n{% endfor %}\n{{ working_days }}{% if due_on %}{{ due_on }}{% endif %}\n视为放弃申请";

#[test]
fn a_city_changes_the_text() {
    assert_eq!(said(GOOD), []);
    assert_eq!(said(&format!("{{# 说明 #}}\n# 一、事项\n{GOOD}\n{{% if guidance %}}{{{{ guidance }}}}{{% endif %}}")), []);
    assert_eq!(said(&GOOD.replace("- {{ point }}", "- {{ loop.index }}/{{ loop.length }} {{ point }}").replace('/', "、")), []);
    assert_eq!(said(&format!("{GOOD}\n{{{{ points|join(\"；\") }}}}{{{{ points|length }}}}")), []);
}

#[test]
fn bad_texts_are_refused_with_their_line() {
    let field = |name: &str| Wrong::UnknownField(name.to_owned());
    let never = |name: &str| Wrong::NotForLetters(name.to_owned());
    for (text, line, wrong) in [
        ("一\n二\n{{ nubmer }}", 3, field("nubmer")),
        ("{% if a %}\n{% endif %}", 1, field("a")),
        ("一\n{% for x in xs %}{{ x }}{% endfor %}", 2, field("xs")),
        ("一\n{{ number.secret }}", 2, never("secret")),
        ("{{ number|upper }}", 1, never("upper")),
        ("{{ range(10) }}", 1, field("range")),
        ("一\n{% set x = number %}", 2, never("set")),
        ("{{ number ~ number }}", 1, never("~")),
        ("{{ \"长\" * 99999999 }}", 1, never("*")),
        ("{% for x in points recursive %}{{ loop(points) }}{% endfor %}", 1, field("recursive")),
        ("{% for x in [1, 2] %}{% endfor %}", 1, never("[")),
    ] {
        let faults = said(&format!("{text}\n{GOOD}"));
        assert!(faults.contains(&(line, wrong)), "{text}: {faults:?}");
    }
    for (text, line) in [("一\n{% if number %}", 2), ("{{ number", 1), ("一\n二{% endfor %}", 2), ("{% include \"x\" %}", 1)] {
        let faults = said(&format!("{text}\n{GOOD}"));
        assert!(matches!(faults.as_slice(), [(at, Wrong::Syntax(_))] if *at >= line), "{text}: {faults:?}");
    }
}

#[test]
fn a_text_shows_and_says_what_it_must() {
    for (from, wrong) in [
        ("{{ number }}", Wrong::NotShown("number".to_owned())),
        ("- {{ point }}", Wrong::NotShown("points".to_owned())),
        ("{{ working_days }}", Wrong::NotShown("working_days".to_owned())),
        ("视为放弃申请", Wrong::NotSaid("视为放弃申请".to_owned())),
    ] {
        assert!(GOOD.contains(from));
        let faults = said(&GOOD.replace(from, "（略）"));
        assert_eq!(faults.into_iter().map(|(_, wrong)| wrong).collect::<Vec<_>>(), [wrong], "{from}");
    }
    let hidden = said(&GOOD.replace("{{ working_days }}", "{% if guidance %}{{ working_days }}{% endif %}"));
    assert!(hidden.iter().any(|(_, wrong)| *wrong == Wrong::NotShown("working_days".to_owned())), "{hidden:?}");
    assert!(matches!(said(&format!("{GOOD}\n{{{{ due_on }}}}")).as_slice(), [(7, Wrong::MayBeEmpty(_))]));
    assert!(matches!(said(&format!("{GOOD}\n{{{{ guidance }}}}")).as_slice(), [(7, Wrong::MayBeEmpty(_))]));
    assert!(matches!(said(" \n").as_slice(), [(_, Wrong::Empty)]));
}

#[test]
fn a_text_that_runs_too_long_is_stopped() {
    let loops = 12;
    let text = "{% for x in points %}".repeat(loops) + "{{ x }}" + &"{% endfor %}".repeat(loops);
    let faults = said(&format!("{GOOD}\n{text}"));
    assert!(faults.is_empty(), "twelve loops over two points are few: {faults:?}");
    let notices = shipped();
    let changed = notices.get("clarification").unwrap().with_text(DAYS[1], "补正告知书", &format!("{GOOD}\n{text}")).unwrap();
    let mut fields = changed.sample();
    fields.insert("points".to_owned(), Value::List(vec!["事项".to_owned(); 40]));
    let started = std::time::Instant::now();
    let error = changed.render(DAYS[1], &Frame::sample(DAYS[1]), &fields).unwrap_err();
    assert!(matches!(error, TemplateError::Text(TemplateFault { wrong: Wrong::TooLong, .. })), "{error:?}");
    assert!(started.elapsed().as_secs() < 5);
    fields.insert("points".to_owned(), Value::List(vec!["长".repeat(crate::MAX_CHARACTERS); 3]));
    let error = changed.render(DAYS[1], &Frame::sample(DAYS[1]), &fields).unwrap_err();
    assert!(matches!(error, TemplateError::Text(TemplateFault { wrong: Wrong::TooLong, .. })), "{error:?}");
}

#[test]
fn a_file_is_refused_with_its_line() {
    let (_, good) = files().into_iter().find(|(name, _)| name == "clarification.toml").unwrap();
    for (from, to, said) in [
        ("kind = \"clarification\"", "kind = \"clarification\"\ncolour = \"red\"", "unknown field `colour`"),
        ("sample = \"2027-01-08\"", "sample = \"2026-02-30\"", "the sample of `due_on` is no date"),
        ("must-show = [\"number\"", "must-show = [\"nubmer\"", "must-show names `nubmer`"),
        ("to = \"2019-05-14\"", "to = \"2019-05-01\"", "a gap between versions"),
        ("to = \"2019-05-14\"", "to = \"2019-06-14\"", "versions overlap"),
        ("to = \"2019-05-14\"\n", "", "versions overlap"),
        ("to = \"2019-05-14\"", "to = \"2008-04-14\"", "a version ends before it begins"),
        ("source = \"S1\"\n", "", "missing field `source`"),
        ("name = \"points\"", "name = \"subject\"", "or is one twice"),
        ("补正期限为{{ working_days }}", "补正期限为{{ working_weeks }}", "there is no field `working_weeks`"),
    ] {
        assert!(good.contains(from), "{from}");
        let text = good.replacen(from, to, 1);
        let NoticeErrors(errors) = Notice::parse("city/clarification.toml", &text).unwrap_err();
        let error = errors.iter().find(|error| error.contains(said)).unwrap_or_else(|| panic!("{said}: {errors:?}"));
        let line: usize = error.strip_prefix("city/clarification.toml:").unwrap().split(':').next().unwrap().parse().unwrap();
        assert!((1..=text.lines().count()).contains(&line), "{error}");
        if said.contains("working_weeks") {
            assert!(text.lines().nth(line - 1).unwrap().contains("working_weeks"), "{error}");
        }
    }
}

#[test]
fn a_city_may_not_drop_what_must_be_shown() {
    let mut files = files();
    let (_, text) = files.iter_mut().find(|(name, _)| name == "clarification.toml").unwrap();
    *text = text.replacen(", \"contact\"]", "]", 1);
    let city = Notices::read(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap();
    let NoticeErrors(errors) = city.kept_from(&shipped()).unwrap_err();
    assert_eq!(errors, ["the notice `clarification` need not show `contact` any more"]);
    assert!(shipped().kept_from(&shipped()).is_ok());
    let NoticeErrors(errors) = Notices::default().kept_from(&shipped()).unwrap_err();
    assert_eq!(errors.len(), shipped().all().count());
}

#[test]
fn what_a_field_holds_is_only_text() {
    let notices = shipped();
    let notice = notices.get("delayed-date").unwrap().with_text(DAYS[1], "告知书", "{{ number }}{{ new_due_on }}\n{{ reason }}").unwrap();
    for hostile in ["# 标题", "- 一项", "{{ number }}", "{% for x in y %}", "<b>甲</b>", "\u{e000}标题", "\u{e001}一项"] {
        let mut fields = notice.sample();
        fields.insert("reason".to_owned(), Value::Text(format!("{hostile}\n{hostile}")));
        let letter = notice.render(DAYS[1], &Frame::sample(DAYS[1]), &fields).unwrap();
        let shown = hostile.replace(['\u{e000}', '\u{e001}'], "");
        assert_eq!(letter.body.last(), Some(&Block::Paragraph(format!("{shown}\n{shown}"))), "{hostile}");
    }
}

#[test]
fn every_fault_has_its_message() {
    let chinese = include_str!("../../../../locales/zh-CN/letters.ftl");
    let name = String::new;
    for wrong in [
        Wrong::Syntax(name()),
        Wrong::UnknownField(name()),
        Wrong::NotForLetters(name()),
        Wrong::NotShown(name()),
        Wrong::NotSaid(name()),
        Wrong::MayBeEmpty(name()),
        Wrong::TooLong,
        Wrong::Empty,
    ] {
        let id = TemplateFault { line: 1, wrong }.message_id();
        assert!(chinese.contains(&format!("\n{id} = ")), "{id}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "([{}%#| .\\-*\"']|\\{\\{|\\}\\}|\\{%|%\\}|if|for|in|points|number|loop|endfor|endif|\n|字){0,40}") {
        said(&text);
    }

    #[test]
    fn no_file_panics(at in 0..2_000_usize, cut in 0..40_usize, put in "[\\[\\]={}\"'a-z\n]{0,6}") {
        let (_, mut text) = files().swap_remove(1);
        let at = (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        let end = (at + cut..text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        text.replace_range(at..end, &put);
        let _ = Notice::parse("city.toml", &text);
    }
}
