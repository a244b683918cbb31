//! Whether a JSON value is what a schema describes, as far as ours go.
//!
//! The words of JSON Schema, draft 2020-12, that `schema/` uses; any other is refused,
//! so that nothing stands there that is not checked.

use serde_json::{Map, Value};

/// A schema with its definitions.
pub(crate) struct Schema(Value);

impl Schema {
    pub(crate) fn of(text: &str) -> Schema {
        let root: Value = serde_json::from_str(text).unwrap();
        assert_eq!(root["$schema"], "https://json-schema.org/draft/2020-12/schema");
        Schema(root)
    }

    pub(crate) fn accepts(&self, value: &Value) -> bool {
        self.fits(&self.0, value)
    }

    fn fits(&self, schema: &Value, value: &Value) -> bool {
        let Value::Object(words) = schema else { return schema == &Value::Bool(true) };
        words.iter().all(|(word, rule)| self.keeps(word, rule, words, value))
    }

    fn keeps(&self, word: &str, rule: &Value, words: &Map<String, Value>, value: &Value) -> bool {
        let rules = || rule.as_array().unwrap().iter();
        let (object, array) = (value.as_object(), value.as_array());
        match word {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let place = rule.as_str().unwrap().strip_prefix('#').unwrap();
                self.fits(self.0.pointer(place).unwrap(), value)
            }
            "type" if rule.is_array() => rules().any(|kind| is(value, kind)),
            "type" => is(value, rule),
            "const" => value == rule,
            "enum" => rules().any(|one| one == value),
            "oneOf" => rules().filter(|one| self.fits(one, value)).count() == 1,
            "minimum" => whole(value).is_none_or(|number| number >= whole(rule).unwrap()),
            "maximum" => whole(value).is_none_or(|number| number <= whole(rule).unwrap()),
            "minItems" => array.is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap()),
            "maxItems" => array.is_none_or(|items| items.len() as u64 <= rule.as_u64().unwrap()),
            "required" => object
                .is_none_or(|fields| rules().all(|key| fields.contains_key(key.as_str().unwrap()))),
            "properties" => object.is_none_or(|fields| {
                fields.iter().all(|(key, value)| match rule.get(key) {
                    Some(rule) => self.fits(rule, value),
                    None => true,
                })
            }),
            "additionalProperties" => object.is_none_or(|fields| {
                let more = |key: &&String| words["properties"].get(key.as_str()).is_none();
                fields.keys().filter(more).all(|key| self.fits(rule, &fields[key]))
            }),
            "prefixItems" => array
                .is_none_or(|items| items.iter().zip(rules()).all(|(i, rule)| self.fits(rule, i))),
            "items" => array.is_none_or(|items| {
                let first =
                    words.get("prefixItems").map_or(0, |rules| rules.as_array().unwrap().len());
                items.iter().skip(first).all(|item| self.fits(rule, item))
            }),
            other => panic!("the schema says `{other}`, which is not checked"),
        }
    }
}

/// The number, if it is one without a fraction.
fn whole(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or(value.as_u64().map(i128::from))
}

fn is(value: &Value, kind: &Value) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        // `1.0` is not written.
        "integer" => whole(value).is_some(),
        other => panic!("the schema says type `{other}`, which is not checked"),
    }
}

#[test]
fn what_a_schema_says_is_checked() {
    let schema = |rest: &str| {
        let draft = r#""$schema": "https://json-schema.org/draft/2020-12/schema""#;
        Schema::of(&format!("{{{draft}, {rest}}}"))
    };
    let cases = [
        (r#""type": ["string", "null"]"#, "null", "1"),
        (r#""type": "integer", "maximum": 3"#, "3", "4"),
        (r#""type": "integer", "minimum": 3"#, "3", "2"),
        (r#""type": "integer", "minimum": -2"#, "-2", "-3"),
        (r#""type": "integer", "minimum": 0"#, "0", "-1"),
        (r#""type": "boolean""#, "true", "null"),
        (r#""const": "a""#, r#""a""#, r#""b""#),
        (r#""enum": ["a", 1]"#, "1", r#""b""#),
        (r#""required": ["a"]"#, r#"{"a": 1}"#, r#"{"b": 1}"#),
        (r#""properties": {"a": {"type": "null"}}"#, r#"{"a": null, "b": 1}"#, r#"{"a": 1}"#),
        (
            r#""properties": {"a": true}, "additionalProperties": false"#,
            r#"{"a": 1}"#,
            r#"{"b": 1}"#,
        ),
        (r#""type": "array", "items": {"type": "null"}, "minItems": 1"#, "[null]", "[]"),
        (r#""type": "array", "items": {"type": "null"}, "maxItems": 1"#, "[null]", "[null, null]"),
        (r#""prefixItems": [{"const": 1}], "items": false"#, "[1]", "[1, 2]"),
        (r#""prefixItems": [{"const": 1}], "items": {"const": 2}"#, "[1, 2]", "[2, 2]"),
        (r#""oneOf": [{"type": "string"}, {"type": "integer"}]"#, "1", "null"),
        (r#""oneOf": [{"minimum": 1}, {"maximum": 2}]"#, "3", "1"),
        (r##""$ref": "#/$defs/a", "$defs": {"a": {"type": "object"}}"##, "{}", "[]"),
    ];
    for (says, right, wrong) in cases {
        let [right, wrong] = [right, wrong].map(|text| serde_json::from_str(text).unwrap());
        assert!(schema(says).accepts(&right), "{says}: {right}");
        assert!(!schema(says).accepts(&wrong), "{says}: {wrong}");
    }
}
