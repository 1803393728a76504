//! Texts that are JSON and texts that are not.

use proptest::prelude::*;

use super::*;

fn plain(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Flag(flag) => (*flag).into(),
        Value::Number(number) => (*number).into(),
        Value::Text(text) => text.clone().into(),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Object(members) => serde_json::Value::Object(
            members
                .iter()
                .map(|member| (member.key.clone(), plain(&member.node)))
                .collect(),
        ),
    }
}

#[test]
fn what_is_broken_is_named_where_it_is() {
    for (text, offset, word) in [
        ("", 0, "ends"),
        ("[1,\n2", 5, "comma"),
        ("{\"a\":1,\"a\":2}", 7, "twice"),
        ("{a:1}", 1, "key"),
        ("[\"x]", 1, "never closed"),
        ("[1] 2", 4, "after the end"),
        ("[01]", 1, "number"),
        ("[NaN]", 1, "value is expected"),
        ("[\"a\nb\"]", 3, "line break"),
        ("[\"\\q\"]", 1, "backslash"),
        ("[\"\\", 1, "never closed"),
    ] {
        let broken = parse(text).unwrap_err();
        assert_eq!(broken.offset, offset, "{text}");
        assert!(broken.what.contains(word), "{text}: {}", broken.what);
    }
}

#[test]
fn bottomless_nesting_is_refused_without_a_stack_overflow() {
    let text = "[".repeat(1_000_000);
    assert!(parse(&text).unwrap_err().what.contains("nested"));
}

#[test]
fn a_line_of_ten_megabytes_is_read() {
    let text = format!("[\"{}\"]", "清".repeat(10 * 1024 * 1024 / 3));
    assert_eq!(parse(&text).unwrap().list().unwrap().len(), 1);
}

proptest! {
    #[test]
    fn it_reads_what_serde_writes(text in "\\PC{0,40}", eighths in proptest::collection::vec(-1_000_000i32..1_000_000, 0..8)) {
        // Eighths are exact in both readers.
        let numbers: Vec<f64> = eighths.iter().map(|n| f64::from(*n) / 8.0).collect();
        let value = serde_json::json!({ "t": text, "n": numbers, "o": { "x": null, "y": [true, false] } });
        let written = serde_json::to_string_pretty(&value).unwrap();
        prop_assert_eq!(plain(&parse(&written).unwrap()), serde_json::from_str::<serde_json::Value>(&written).unwrap());
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}\",:\\\\0-9a-e.\\-\n清 ]{0,60}") {
        let ours = parse(&text).is_ok();
        let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        // Ours is stricter only about keys that stand twice.
        prop_assert!(!ours || theirs, "{}", text);
    }
}
