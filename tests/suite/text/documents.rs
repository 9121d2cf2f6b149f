//! The two YAML readers agree: `serde_yaml`, which reads values, and the spanned one, which finds them.

use std::fmt::Write;

use deming::text::{Node, Source};
use proptest::prelude::*;
use serde::Deserialize;
use serde_yaml::Value;

/// The documents as `serde_yaml` reads them, or its first complaint.
fn values(text: &str) -> Result<Vec<Value>, serde_yaml::Error> {
    serde_yaml::Deserializer::from_str(text).map(Value::deserialize).collect()
}

/// Whether the spanned node has the same shape and the same scalars as the value.
fn same(node: &Node, value: &Value) -> bool {
    match value {
        Value::Null => node.is_null() || node.scalar() == Some(""),
        Value::Sequence(items) => {
            items.len() == node.items().len() && items.iter().zip(node.items()).all(|(v, n)| same(n, v))
        }
        Value::Mapping(map) => {
            let entries = node.entries();
            map.len() == entries.len()
                && map.iter().zip(entries).all(|((k, v), (nk, nv))| same(nk, k) && same(nv, v))
        }
        Value::String(text) => node.scalar() == Some(text),
        Value::Tagged(tagged) => same(node, &tagged.value),
        Value::Bool(_) | Value::Number(_) => {
            node.scalar().is_some_and(|text| serde_yaml::from_str::<Value>(text).is_ok_and(|v| v == *value))
        }
    }
}

/// Panics unless both readers refuse, or both see the same documents. Returns whether they read it.
fn assert_agreement(text: &str) -> bool {
    let source = Source::new("a.yaml", text);
    match (values(source.text()), source.syntax_error()) {
        (Ok(values), None) => {
            let nodes = source.documents();
            assert_eq!(values.len(), nodes.len(), "documents of {text:?}\n{values:?}\n{nodes:?}");
            for (node, value) in nodes.iter().zip(&values) {
                assert!(same(node, value), "values of {text:?}\n{value:?}\n{node:?}");
            }
            true
        }
        _ => false,
    }
}

#[test]
fn documents_are_counted_alike() {
    let cases = [
        ("", 1),
        ("\n\n", 1),
        ("# only a comment\n", 1),
        ("---", 1),
        ("---\n", 1),
        ("--- # comment\n", 1),
        ("---\n---\n", 2),
        ("---\n---\n---", 3),
        ("a: 1\n---\n", 2),
        ("a: 1\n---", 2),
        ("a: 1\n---\n# comment\n", 2),
        ("a: 1\n...\n", 1),
        ("a: 1\n...\n...\n", 1),
        ("a: 1\n...\n# comment\n", 1),
        ("a: 1\n...\n---\nb: 2\n", 2),
        ("a: 1\n---\n...\n---\nb: 2\n", 3),
        ("# x\n---\n# y\na: 1\n# z\n---\n# w\nb: 2", 2),
        ("%YAML 1.1\n---\na: 1\n...\n%YAML 1.1\n---\nb: 1\n", 2),
        ("--- text\n--- |\n block\n--- [1]\n", 3),
        ("a: |\n  ---\n  x\n---\nb: \"x\n  --- y\"\n", 2),
        ("\u{feff}---\r\na: 1\r\n---\r\nb: 1\r\n", 2),
        ("a: 1\r---\rb: 1\r", 2),
        ("\u{feff}", 1),
        ("\u{feff}# c\n", 1),
        ("null\n---\n~\n---\n''\n", 3),
    ];
    for (text, count) in cases {
        assert!(assert_agreement(text), "one reader refuses {text:?}: {:?}", values(text).err());
        assert_eq!(Source::new("a.yaml", text).documents().len(), count, "{text:?}");
    }
}

#[test]
fn values_are_found_alike() {
    let cases = [
        "a: b\nc: [1, 2.5, true, ~, 'x''y', \"\\t\\u00e9\"]\n",
        "- - a\n  - b\n-\n  - c\n- ? k\n  : v\n",
        "a: |2-\n   x\n  y\n\nb: >+\n one\n two\n\n three\n\nc: end\n",
        "{a: {b: {c: [d, {e: f}]}}, \"g\": , h}",
        "[a: b, {c: d}, e]",
        "a: &x [1, 2]\nb: *x\nc: &y {z: *x}\nd: [*y, *x]\n",
        "a: plain text\n  folded over\n\n  lines # comment\nb: x#y\nc: x:y\nd: http://x/#y\n",
        "? [a, b]\n: c\n? {d: e}\n: f\n",
        "a:\n- 1\n- 2\nb:\n  - 3\n",
        "'a b': \"c\\\n  d\"\n",
        "ключ: значение\n絵: 😀\n",
        "a: 0x1F\nb: 0o17\nc: 1e3\nd: .inf\ne: 012\nf: 2016-01-15\ng: 08:00\nh: \"95%\"\n",
        "op: yes\non: off\nn: no\n",
        "a: !!str 12\nb: !local x\nc: !!int '3'\n",
        "a: |\n  no line break at the end",
        "a: >+\n  no line break at the end",
        "a:   \n  b:\t x\t\n  c: y   \n",
    ];
    for text in cases {
        assert!(assert_agreement(text), "one reader refuses {text:?}: {:?}", values(text).err());
    }
}

/// The spanned reader takes the marker of the next document for a line of the scalar. Within a mapping it does not.
#[test]
fn a_whole_document_of_empty_lines_is_refused_with_its_place() {
    let source = Source::new("a.yaml", "--- |2+\n\n---\na: 1\n");
    let error = source.syntax_error().expect("see the module's docs");
    assert_eq!(error.to_string(), "3:1: wrongly indented line in block scalar");
    assert!(assert_agreement("--- |2+\n\n"));
    assert!(assert_agreement("a: |2+\n\n---\nb: 1\n"));
}

/// Whether a value is the document of the test above.
fn is_empty_lines(document: &Value) -> bool {
    document.as_str().is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte == b'\n'))
}

/// YAML values that are not recursive deeper than people write.
fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~\n\té€😀]{0,12}".prop_map(Value::from),
        "[a-z-]{1,8}".prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec(("[a-zA-Z .:#-]{0,8}", inner), 0..5).prop_map(|entries| Value::Mapping(
                entries.into_iter().map(|(k, v)| (k.into(), v)).collect()
            )),
        ]
    })
}

/// Lines that look like YAML often enough to reach the corners of both readers.
fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("---".to_owned()),
        Just("...".to_owned()),
        Just(String::new()),
        Just("# comment".to_owned()),
        "( |  |    )?(- )?[a-c]:( [a-c0-9]| [|>]| &a| \\*a| \\[[a-c], [a-c]\\]| \\{[a-c]: 1\\}| '[a-c]'| \"x\")?( # c)?",
        "( |  |    )?- ([a-c]|- x|'q'|~)?",
        "( |  |    )[a-c é€]{1,4}",
    ];
    (prop::collection::vec(line, 0..12), prop_oneof![Just("\n"), Just("\r\n"), Just("\r")])
        .prop_map(|(lines, line_break)| lines.join(line_break))
}

proptest! {
    #[test]
    fn written_values_are_found(documents in prop::collection::vec(value().prop_filter("empty lines", |value| !is_empty_lines(value)), 1..4)) {
        let mut text = String::new();
        for document in &documents {
            write!(text, "---\n{}", serde_yaml::to_string(document).unwrap()).unwrap();
        }
        prop_assert!(assert_agreement(&text), "{:?} {:?}", text, Source::new("a", text.as_str()).syntax_error());
    }

    #[test]
    fn random_lines_are_read_alike(text in lines()) {
        assert_agreement(&text);
    }

    #[test]
    fn no_text_makes_a_panic_and_every_span_is_in_the_text(text in "[ \n\r\t:,?&*!|>'\"%@`{}\\[\\]#a-c0~<.é-]{0,40}") {
        fn visit(source: &Source, node: &Node) {
            assert!(source.text().get(node.span.bytes()).is_some(), "{:?} {:?}", source.text(), node);
            node.items().iter().for_each(|item| visit(source, item));
            node.entries().iter().for_each(|(key, value)| { visit(source, key); visit(source, value); });
        }
        let source = Source::new("a.yaml", text);
        source.documents().iter().for_each(|document| visit(&source, document));
    }
}
