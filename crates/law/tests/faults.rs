//! What is said of faulty rule files.

use law::Law;
use std::fs;

/// Lays one file over the built-in rules and returns what is said of it, the temporary folder named `city`.
fn said(path: &str, text: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(path);
    fs::create_dir_all(file.parent().expect("a parent")).expect("made");
    fs::write(&file, text).expect("written");
    let errors = Law::load(Some(folder.path())).expect_err("must be refused").to_string();
    errors.replace(&folder.path().display().to_string(), "city")
}

/// The built-in file with one passage replaced.
fn with(path: &str, from: &str, to: &str) -> String {
    let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/../../law/");
    let text = fs::read_to_string(format!("{built_in}{path}")).expect("a built-in file");
    assert!(text.contains(from), "{path} holds {from}");
    text.replacen(from, to, 1)
}

const RULE: &str = r#"[rule-set]
name = "city"
title = "市"
title-en = "City"
from = "2008-05-01"

[[rule]]
id = "fee-table"
title = "收费"
article = "第一条"
text = "收费。"
source = "S1"
confirmed = true
"#;

#[test]
fn a_city_can_add_and_replace() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("regimes")).unwrap();
    fs::write(folder.path().join("city.toml"), RULE).unwrap();
    fs::write(folder.path().join("settings.toml"), with("settings.toml", "\"department\"", "\"government\"")).unwrap();
    fs::write(folder.path().join("README.md"), "not a rule file").unwrap();
    let law = Law::load(Some(folder.path())).unwrap();
    let on = jiff::civil::date(2026, 1, 5);
    assert!(law.rule("fee-table", on).is_some());
    let office = law.remedies(on, "1", law::OrganisationKind::GovernmentOffice).unwrap();
    assert_eq!((office[0].authority[0].as_str(), office[0].confirmed), ("superior-government", false));
    assert_eq!(Law::check(Some(folder.path())).unwrap().files, Law::check(None).unwrap().files + 1);
}

#[test]
fn the_folder_law_laid_over_itself_is_the_same() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../law");
    assert_eq!(Law::check(Some(folder.as_ref())).unwrap(), Law::check(None).unwrap());
}

#[test]
fn a_folder_that_is_not_there() {
    let error = Law::load(Some("/nowhere/at/all".as_ref())).unwrap_err();
    insta::assert_snapshot!(error, @r#"
    error: cannot be read: No such file or directory (os error 2)
    --> /nowhere/at/all
    "#);
}

#[test]
fn unknown_key() {
    insta::assert_snapshot!(said("city.toml", &format!("{RULE}valeus = {{ count = 3 }}\n")), @r#"
    error: unknown field `valeus`, expected one of `id`, `family`, `title`, `article`, `text`, `source`, `from`, `to`, `confirmed`, `ground-for`, `values`
      --> city/city.toml:14:1
       |
    14 | valeus = { count = 3 }
       | ^^^^^^ here
    "#);
}

#[test]
fn bad_date() {
    insta::assert_snapshot!(said("city.toml", &format!("{RULE}to = \"2019-02-30\"\n")), @r#"
    error: parsed date is not valid: parameter 'day' for `2019-02` is invalid, must be in range `1..=28`
      --> city/city.toml:14:6
       |
    14 | to = "2019-02-30"
       |      ^^^^^^^^^^^^ here
    "#);
}

#[test]
fn no_source() {
    insta::assert_snapshot!(said("city.toml", &RULE.replace("source = \"S1\"\n", "")), @r#"
    error: missing field `source`
     --> city/city.toml:7:1
      |
    7 | [[rule]]
      | ^^^^^^^^ here
    "#);
}

#[test]
fn empty_source() {
    insta::assert_snapshot!(said("city.toml", &RULE.replace("\"S1\"", "\"\"")), @r#"
    error: a rule without a source
      --> city/city.toml:12:10
       |
    12 | source = ""
       |          ^^ name a mark of sources.toml
    "#);
}

#[test]
fn unknown_source() {
    insta::assert_snapshot!(said("city.toml", &RULE.replace("\"S1\"", "\"S1, S999\"")), @r#"
    error: unknown source `S999`
      --> city/city.toml:12:10
       |
    12 | source = "S1, S999"
       |          ^^^^^^^^^^ sources.toml has no such mark
    "#);
}

#[test]
fn confirmed_from_memory() {
    insta::assert_snapshot!(said("city.toml", &RULE.replace("\"S1\"", "\"mem\"")), @r#"
    error: `fee-table` is confirmed but its text was not read
      --> city/city.toml:13:13
       |
    13 | confirmed = true
       |             ^^^^ name the text that was read, or say false
    "#);
}

#[test]
fn not_toml() {
    insta::assert_snapshot!(said("city.toml", &RULE.replace("[[rule]]", "[[rule]")), @r#"
    error: unclosed array table, expected `]`
     --> city/city.toml:7:8
      |
    7 | [[rule]
      |        ^ here
    "#);
}

#[test]
fn a_gap() {
    let text = with("remedies.toml", "from = \"2015-05-01\"", "from = \"2015-06-01\"");
    insta::assert_snapshot!(said("remedies.toml", &text), @r#"
    error: a gap between versions of `litigation-term`
       --> city/remedies.toml:220:6
        |
    220 | id = "litigation-term-2015"
        |      ^^^^^^^^^^^^^^^^^^^^^^ begins on 2015-06-01, but `litigation-term-1989` ends on 2015-04-30
    "#);
}

#[test]
fn an_overlap() {
    let text = with("remedies.toml", "to = \"2023-12-31\"", "to = \"2024-06-30\"");
    insta::assert_snapshot!(said("remedies.toml", &text), @r#"
    error: versions of `reconsideration-term` overlap
      --> city/remedies.toml:26:6
       |
    26 | id = "reconsideration-term-2024"
       |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ begins on 2024-01-01, but `reconsideration-term-1999` ends on 2024-06-30
    "#);
}

#[test]
fn a_value_of_the_wrong_kind() {
    let text = with("regimes/2019.toml", "working-days = 20", "working-days = \"twenty\"");
    insta::assert_snapshot!(said("regimes/2019.toml", &text), @r#"
    error: `working-days` of `proactive-term-2019` must be a whole number from 0 to 10000
      --> city/regimes/2019.toml:38:27
       |
    38 | values = { working-days = "twenty" }
       |                           ^^^^^^^^ not this
    "#);
}

#[test]
fn an_unknown_value() {
    let text = with("regimes/2019.toml", "working-days = 20", "working-days = 20, hours = 3");
    insta::assert_snapshot!(said("regimes/2019.toml", &text), @r#"
    error: unknown value `hours` of the family `proactive-term`
      --> city/regimes/2019.toml:38:39
       |
    38 | values = { working-days = 20, hours = 3 }
       |                                       ^ it sets working-days
    "#);
}

#[test]
fn a_missing_version() {
    let text = with("regimes/2019.toml", "family = \"acknowledgement-confirms\"", "family = \"acknowledgement\"");
    insta::assert_snapshot!(said("regimes/2019.toml", &text), @r#"
    error: nothing of `acknowledgement-confirms` is in force after 2019-05-14
       --> law/regimes/2007.toml:199:6
        |
    199 | id = "acknowledgement-confirms-2007"
        |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the last version has an end
    "#);
}

#[test]
fn a_rule_twice() {
    let again = &RULE[RULE.find("[[rule]]").unwrap()..];
    insta::assert_snapshot!(said("city.toml", &format!("{RULE}\n{again}")), @r#"
    error: two rules are called `fee-table`
      --> city/city.toml:16:6
       |
    16 | id = "fee-table"
       |      ^^^^^^^^^^^ a second rule of this id
    "#);
}

#[test]
fn an_unknown_outcome() {
    insta::assert_snapshot!(said("city.toml", &format!("{RULE}ground-for = [\"3.9\"]\n")), @r#"
    error: `fee-table` names the outcome `3.9`
     --> city/city.toml:8:6
      |
    8 | id = "fee-table"
      |      ^^^^^^^^^^^ outcomes.toml has no such code
    "#);
}

#[test]
fn a_row_that_the_program_must_name() {
    let text = with("outcomes.toml", "of = \"unpaid-fee\"\n", "");
    insta::assert_snapshot!(said("outcomes.toml", &text), @r#"
    error: no outcome says that it is of = "unpaid-fee"
      --> city/outcomes.toml:10:10
       |
    10 | source = "S8"
       |          ^^^^ a row of this list must
    "#);
    let text = with("outcomes.toml", "of = \"unpaid-fee\"", "of = \"withdrawal\"");
    let twice = said("outcomes.toml", &text);
    assert!(twice.contains("two outcomes say that they are of = \"withdrawal\""), "{twice}");
    assert!(twice.contains("no outcome says that it is of = \"unpaid-fee\""), "{twice}");
    let text = with("outcomes.toml", "of = \"unpaid-fee\"", "of = \"a-fee\"");
    assert!(said("outcomes.toml", &text).contains("city/outcomes.toml:"));
}

#[test]
fn what_an_outcome_needs_and_asks_names_rules_and_grounds_that_there_are() {
    for (from, to, told) in [
        ("rule = \"excess\"", "rule = \"excesses\"", "by a rule of the family `excesses`"),
        ("\"ground-not-ours-2019\"", "\"ground-partial-2019\"", "the outcome `4.1` names the ground `ground-partial-2019`"),
        ("what = \"reasons-asked\"", "what = \"reasons\"", "city/outcomes.toml:"),
    ] {
        let text = said("outcomes.toml", &with("outcomes.toml", from, to));
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn a_city_numbers_its_list_as_it_likes() {
    let folder = tempfile::tempdir().unwrap();
    let text = with("outcomes.toml", "of = \"unpaid-fee\"", "of = \"withdrawal\"");
    let text = text.replacen("of = \"withdrawal\"\nname = \"其他\"", "of = \"unpaid-fee\"\nname = \"其他\"", 1);
    fs::write(folder.path().join("outcomes.toml"), text).unwrap();
    let law = Law::load(Some(folder.path())).unwrap();
    let code = |of| law.outcome_of(of).unwrap().code.as_str();
    assert_eq!((code(law::OutcomeOf::Withdrawal), code(law::OutcomeOf::UnpaidFee)), ("6.2", "6.3"));
}

#[test]
fn links_in_a_circle() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("regimes")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("regimes/again")).unwrap();
    let said = Law::load(Some(folder.path())).unwrap_err().to_string();
    assert!(said.contains("regimes/again") && said.contains("a folder that is read already"), "{said}");
    assert_eq!(said.matches("error").count(), 1, "{said}");
    fs::remove_file(folder.path().join("regimes/again")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("city.toml"), RULE).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("linked")).unwrap();
    let law = Law::load(Some(folder.path())).unwrap();
    assert!(law.rule("fee-table", jiff::civil::date(2026, 1, 5)).is_some(), "a link that leads elsewhere is followed");
}

#[test]
fn what_is_nested_too_deep_is_told_with_its_line() {
    for deep in [format!("a = {}", "[".repeat(200)), format!("{}a = 1", "a.".repeat(200))] {
        let said = said("city.toml", &format!("# a city\n{deep}\n"));
        assert!(said.contains("city/city.toml:2:"), "{said}");
    }
}

#[test]
fn outside_its_rule_set() {
    insta::assert_snapshot!(said("city.toml", &format!("{RULE}from = \"2007-01-01\"\n")), @r#"
    error: `fee-table` is in force outside its rule set
      --> city/city.toml:14:8
       |
    14 | from = "2007-01-01"
       |        ^^^^^^^^^^^^ the rule set is not in force on all these days
    "#);
}

#[test]
fn a_day_said_twice() {
    let text = with("calendars/hangzhou-g20-2016.toml", "\"2016-08-28\"", "\"2016-09-02\"");
    insta::assert_snapshot!(said("calendars/hangzhou-g20-2016.toml", &text), @r#"
    error: hangzhou-g20-2016: 2016-09-02 is said twice
     --> city/calendars/hangzhou-g20-2016.toml:7:1
      |
    7 | [[notice]]
      | ^^^^^^^^^^ this notice
    "#);
}

#[test]
fn a_division_that_is_none() {
    let text = with("calendars/hangzhou-g20-2016.toml", "\"330102\"", "\"330102001\"");
    insta::assert_snapshot!(said("calendars/hangzhou-g20-2016.toml", &text), @r#"
    error: `330102001` is no division code: it has six digits, the first two a province's, such as 330100
      --> city/calendars/hangzhou-g20-2016.toml:12:13
       |
    12 | divisions = [
       |             ^ here
    "#);
}

/// Faults in what stands beside rules: each is refused with the file and, where there is one, the line.
#[test]
fn tables_beside_rules() {
    for (path, from, to, expected) in [
        ("fees.toml", "ends = [10, 30]", "ends = [30, 10]", "its bands do not rise"),
        ("fees.toml", "prices = [0, 100]", "prices = [0]", "one price for each band"),
        ("fees.toml", "then-width = 10, ", "", "then-width and then-step"),
        ("fees.toml", "then-price = 40", "then-price = \"40\"", "must be a whole number"),
        ("fees.toml", "from = \"2021-01-01\"", "from = \"2021-02-01\"", "charges by tariff, but nothing of `fee-tariff-items`"),
        ("regimes/2019.toml", "charge = \"none\"", "charge = \"some\"", "must be one of none, cost, tariff"),
        ("regimes/2019.toml", "resets = true, once = true", "resets = true", "does not set `once`"),
        ("reminders.toml", "kind = \"setting of the city\"", "kind = \"law\"", "reminders have no source in law"),
        ("reminders.toml", "source = \"mem\"", "source = \"S999\"", "unknown source `S999`"),
        ("reminders.toml", "confirmed = false", "confirmed = true", "no text was read"),
        ("reminders.toml", "id = \"one-day\"", "id = \"half-time\"", "two reminders are called"),
        ("reminders.toml", "{ before = 3 }", "{ before = 0 }", "comes before the one above it"),
        ("reminders.toml", "{ elapsed = 50 }", "{ elapsed = 100 }", "cannot be"),
        ("reminders.toml", "{ elapsed = 50 }", "{ soon = 1 }", "unknown variant `soon`"),
        ("reminders.toml", "tells = [\"officer\"]", "tells = []", "tells nobody"),
        ("reasons.toml", "outcome = \"3.1\"", "outcome = \"9.9\"", "outcomes.toml has no such code"),
        ("reasons.toml", "\"ground-state-secret-2019\"", "\"ground-forbidden-2019\"", "is no ground for the outcome `3.1`"),
        ("reasons.toml", "\"ground-state-secret-2019\"", "\"ground-nothing\"", "there is no such rule"),
        ("reasons.toml", "\"ground-state-secret-2019\", ", "", "`3.1` has no standard reason under the regulation of 2019"),
        ("reasons.toml", "【定密机关】", "【定密机关", "each 【 needs its 】"),
        ("reasons.toml", "id = \"state-secret\"", "id = \"partial-separable\"", "two reasons are called"),
        ("reasons.toml", "source = \"S1, S2\"", "source = \"S1, S777\"", "unknown source `S777`"),
        ("reasons.toml", "confirmed = false", "confirmed = false\ncolour = 1", "unknown field `colour`"),
        ("letters/notices/fee.toml", "source = \"S1, S6, S7\"", "source = \"S888\"", "unknown source `S888`"),
        ("choices.toml", "source = \"S1, S2, S5\"", "", "missing field `source`"),
    ] {
        let said = said(path, &with(path, from, to));
        assert!(said.contains(expected) && said.contains(".toml"), "{path}: {from}: {said}");
    }
}
