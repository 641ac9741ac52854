//! Canonical JSON (RFC 8785): one sequence of bytes for each JSON value.

use serde_json::{Number, Value};

use crate::LedgerError;

/// The greatest integer that every JSON implementation reads exactly: 2^53 − 1 (RFC 7493 section 2.2).
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The canonical bytes of a JSON value by RFC 8785: members sorted by UTF-16 code units, no white space.
///
/// # Errors
/// Refuses an integer beyond ±(2^53 − 1): RFC 8785 knows only doubles and would silently write another number.
pub fn canonical_json(value: &Value) -> Result<Vec<u8>, LedgerError> {
    refuse_unsafe_integers(value)?;
    serde_json_canonicalizer::to_vec(value).map_err(|error| LedgerError::Json(error.to_string()))
}

fn refuse_unsafe_integers(value: &Value) -> Result<(), LedgerError> {
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => waiting.extend(members.values()),
            Value::Number(number) => {
                if is_unsafe_integer(number) {
                    return Err(LedgerError::Json(format!("the integer {number} is beyond 2^53 - 1")));
                }
            }
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
    Ok(())
}

/// Also where it was given as a double: below 1e21 the canonical form writes it as an integer all the same.
fn is_unsafe_integer(number: &Number) -> bool {
    match number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs)) {
        Some(magnitude) => magnitude > MAX_SAFE_INTEGER,
        None => number.as_f64().is_some_and(|double| (9_007_199_254_740_992.0..1e21).contains(&double.abs())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_example_of_rfc_8785() {
        let value: Value = serde_json::from_str(
            r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
                "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
        )
        .unwrap();
        let expected = "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
                        \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        assert_eq!(String::from_utf8(canonical_json(&value).unwrap()).unwrap(), expected);
    }

    #[test]
    fn members_are_sorted_by_utf16_code_units() {
        let value = json!({"\u{fb33}": 1, "\u{1f600}": 2, "ö": 3, "1": 4, "\r": 5, "€": 6, "\u{80}": 7});
        let text = String::from_utf8(canonical_json(&value).unwrap()).unwrap();
        assert_eq!(text, "{\"\\r\":5,\"1\":4,\"\u{80}\":7,\"ö\":3,\"€\":6,\"\u{1f600}\":2,\"\u{fb33}\":1}");
    }

    #[test]
    fn integers_that_would_change_are_refused() {
        assert_eq!(canonical_json(&json!(MAX_SAFE_INTEGER)).unwrap(), b"9007199254740991");
        assert_eq!(canonical_json(&json!(-9_007_199_254_740_991_i64)).unwrap(), b"-9007199254740991");
        for wrong in [json!(MAX_SAFE_INTEGER + 1), json!({"a": [u64::MAX]}), json!(i64::MIN)] {
            assert!(matches!(canonical_json(&wrong), Err(LedgerError::Json(_))), "{wrong}");
        }
    }
}
