//! What is taken as an application and what is not, field by field.

use jiff::civil::date;
use law::Law;
use proptest::prelude::*;
use requests::model::{Application, ApplicationInput};
use serde_json::{Value, json};

fn whole() -> Value {
    json!({
        "organisation": "hz-housing",
        "applicant": {"kind": "natural-person", "name": "演示", "identity": {"type": "resident-identity-card", "number": "11010519491231002X"}, "phone": "0571-00000000"},
        "subject": "公租房分配结果", "description": "2015 年", "form": "electronic", "delivery": "online"
    })
}

fn problems(input: &Value, on: jiff::civil::Date) -> Vec<(&'static str, &'static str)> {
    let law = Law::load(None).unwrap();
    let input: ApplicationInput = serde_json::from_value(input.clone()).unwrap();
    let asked = law.application_fields(on).unwrap();
    Application::parse(&input, &asked, on).err().unwrap_or_default().into_iter().map(|problem| (problem.field, problem.code)).collect()
}

#[test]
fn bad_fields_are_named() {
    let today = date(2026, 11, 24);
    assert_eq!(problems(&whole(), today), vec![]);
    let cases = [
        ("/subject", json!(""), ("subject", "required")),
        ("/subject", json!("长".repeat(201)), ("subject", "too-long")),
        ("/subject", json!("a\u{7}b"), ("subject", "control-character")),
        ("/subject", json!("a\rb"), ("subject", "control-character")),
        ("/subject", json!("a\u{202e}b"), ("subject", "control-character")),
        ("/applicant/name", json!("a\u{2066}b"), ("applicant.name", "control-character")),
        ("/description", json!("长".repeat(5001)), ("description", "too-long")),
        ("/form", json!("fax"), ("form", "choice")),
        ("/form", json!(null), ("form", "required")),
        ("/delivery", json!("post"), ("applicant.address", "needed-for-post")),
        ("/delivery", json!("e-mail"), ("applicant.email", "needed-for-e-mail")),
        ("/applicant/kind", json!("alien"), ("applicant.kind", "choice")),
        ("/applicant/name", json!("名".repeat(101)), ("applicant.name", "too-long")),
        ("/applicant/name", json!("  "), ("applicant.name", "required")),
        ("/applicant/identity/number", json!("110105194912310021"), ("applicant.identity.number", "check-digit")),
        ("/applicant/identity/type", json!("unified-social-credit-code"), ("applicant.identity.type", "identity-of-person")),
        ("/applicant/kind", json!("enterprise"), ("applicant.identity.type", "identity-of-organisation")),
        ("/applicant/phone", json!("电话"), ("applicant.phone", "phone")),
    ];
    for (pointer, value, expected) in cases {
        let mut input = whole();
        *input.pointer_mut(pointer).unwrap() = value;
        assert!(problems(&input, today).contains(&expected), "{pointer}: {:?}", problems(&input, today));
    }
    let mut without = whole();
    without["applicant"].as_object_mut().unwrap().remove("identity");
    assert_eq!(problems(&without, today), vec![("applicant.identity.number", "identity-required")]);
    assert_eq!(problems(&without, date(2016, 8, 17)), vec![], "the 2007 regulation asks for no proof of identity");
}

#[test]
fn lengths_count_characters_and_the_longest_is_taken() {
    let today = date(2026, 11, 24);
    let mut input = whole();
    input["subject"] = json!("长".repeat(200));
    input["description"] = json!("行\n\t".repeat(1666));
    assert_eq!(problems(&input, today), vec![]);
    input["subject"] = json!("两\r\n行\t");
    input["applicant"]["name"] = json!("名".repeat(100));
    assert_eq!(problems(&input, today), vec![]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_in_any_field_is_answered(subject in ".{0,300}", number in ".{0,30}", email in ".{0,40}", phone in ".{0,30}") {
        let mut input = whole();
        input["subject"] = json!(subject);
        input["applicant"]["identity"]["number"] = json!(number);
        input["applicant"]["email"] = json!(email);
        input["applicant"]["phone"] = json!(phone);
        let _ = problems(&input, date(2026, 11, 24));
    }
}
