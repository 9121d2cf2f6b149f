//! Ordered documents as YAML text that reads as if a person had written it: block style, quotes only where a reader
//! would otherwise see something else, numbers in their shortest decimal form.

use std::fmt::Write;

use serde_json::Value;

use crate::text::escape;

/// How long a line of a comment becomes before it is broken, in characters.
const COMMENT_WIDTH: usize = 100;

/// The longest key that YAML readers take without a `?` before it is 1024 characters long, quotes and escapes included.
const LONGEST_KEY: usize = 1000;

/// A YAML document.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Sentences that stand above it as comments, each on a line of its own.
    pub comments: Vec<String>,
    /// The document.
    pub body: Map,
}

/// A value of a document.
#[derive(Debug, Clone)]
pub enum Node {
    /// Text; it reads back as this text, whatever it looks like.
    Text(String),
    /// A number, truth value, date or other word of our own making, written as it is.
    Word(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// Keys and values in the order in which they are written.
#[derive(Debug, Clone, Default)]
pub struct Map(Vec<(String, Node)>);

impl Map {
    /// A mapping of these entries.
    pub fn of<const N: usize>(entries: [(&str, Node); N]) -> Self {
        entries.into_iter().map(|(key, node)| (key.to_owned(), node)).collect()
    }

    /// A declaration of a kind.
    pub fn object(kind: &str, metadata: Self, spec: Self) -> Self {
        Self::of([
            ("apiVersion", "deming/v1".into()),
            ("kind", kind.into()),
            ("metadata", metadata.into()),
            ("spec", spec.into()),
        ])
    }

    /// Adds an entry at the end.
    pub fn push(&mut self, key: impl Into<String>, node: impl Into<Node>) {
        self.0.push((key.into(), node.into()));
    }

    /// With another entry at the end.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, node: impl Into<Node>) -> Self {
        self.push(key, node);
        self
    }

    /// With another entry at the end, where there is something to write.
    #[must_use]
    pub fn with_some<N: Into<Node>>(self, key: impl Into<String>, node: Option<N>) -> Self {
        match node {
            Some(node) => self.with(key, node),
            None => self,
        }
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The mapping, unless it is empty.
    pub fn unless_empty(self) -> Option<Self> {
        (!self.is_empty()).then_some(self)
    }
}

impl FromIterator<(String, Node)> for Map {
    fn from_iter<I: IntoIterator<Item = (String, Node)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl Node {
    /// A word of our own making that is written as it is: a date, say.
    pub fn word(word: impl ToString) -> Self {
        Self::Word(word.to_string())
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The shortest decimal that reads back as the same number.
impl From<f64> for Node {
    fn from(number: f64) -> Self {
        Self::word(number)
    }
}

impl From<bool> for Node {
    fn from(truth: bool) -> Self {
        Self::word(truth)
    }
}

impl From<Map> for Node {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl<N: Into<Node>> From<Vec<N>> for Node {
    fn from(list: Vec<N>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

/// A value that is carried over as it was read.
impl From<&Value> for Node {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::word("null"),
            Value::Bool(truth) => Self::word(truth),
            Value::Number(number) => {
                number.as_f64().filter(|_| number.is_f64()).map_or_else(|| Self::word(number), Self::from)
            }
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(list) => Self::List(list.iter().map(Self::from).collect()),
            Value::Object(map) => {
                Self::Map(map.iter().map(|(key, value)| (key.clone(), value.into())).collect())
            }
        }
    }
}

/// The text of documents, one after the other. Editors find the schema through the first line, where one is given.
pub fn write(documents: &[Document], schema: Option<&str>) -> String {
    let mut out = String::new();
    if let Some(schema) = schema {
        let _ = writeln!(out, "# yaml-language-server: $schema={}", escape::yaml_comment(schema));
    }
    for (index, document) in documents.iter().enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        for comment in &document.comments {
            write_comment(&mut out, comment);
        }
        match document.body.is_empty() {
            true => out.push_str("{}\n"),
            false => write_map(&mut out, &document.body, 0, false),
        }
    }
    out
}

/// A sentence as lines of a comment.
fn write_comment(out: &mut String, comment: &str) {
    for line in comment.split('\n') {
        let mut row = String::from("#");
        for word in escape::yaml_comment(line).split(' ') {
            if row.len() > 1 && row.chars().count() + word.chars().count() + 1 > COMMENT_WIDTH {
                let _ = writeln!(out, "{row}");
                row = String::from("#");
            }
            row.push(' ');
            row.push_str(word);
        }
        let _ = writeln!(out, "{}", row.trim_end());
    }
}

/// The entries of a mapping. Where the first one stands behind a dash, its indentation is there already.
fn write_map(out: &mut String, map: &Map, indent: usize, behind_dash: bool) {
    for (index, (key, node)) in map.0.iter().enumerate() {
        if index > 0 || !behind_dash {
            let _ = write!(out, "{:indent$}", "");
        }
        let key = escape::yaml(key);
        let _ = match key.chars().count() > LONGEST_KEY {
            true => write!(out, "? {key}\n{:indent$}:", ""),
            false => write!(out, "{key}:"),
        };
        write_value(out, node, indent);
    }
}

/// A value behind its colon.
fn write_value(out: &mut String, node: &Node, indent: usize) {
    match node {
        Node::Map(map) if !map.is_empty() => {
            out.push('\n');
            write_map(out, map, indent + 2, false);
        }
        Node::List(list) if !list.is_empty() => {
            out.push('\n');
            write_list(out, list, indent + 2, false);
        }
        leaf => {
            let _ = writeln!(out, " {}", leaf_text(leaf, indent + 2));
        }
    }
}

fn write_list(out: &mut String, list: &[Node], indent: usize, behind_dash: bool) {
    for (index, node) in list.iter().enumerate() {
        if index > 0 || !behind_dash {
            let _ = write!(out, "{:indent$}", "");
        }
        out.push_str("- ");
        match node {
            Node::Map(map) if !map.is_empty() => write_map(out, map, indent + 2, true),
            Node::List(list) if !list.is_empty() => write_list(out, list, indent + 2, true),
            leaf => {
                let _ = writeln!(out, "{}", leaf_text(leaf, indent + 2));
            }
        }
    }
}

fn leaf_text(node: &Node, indent: usize) -> String {
    match node {
        Node::Text(text) => escape::yaml_block(text, indent),
        Node::Word(word) => word.clone(),
        Node::List(_) => "[]".into(),
        Node::Map(_) => "{}".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn body(value: &Value) -> Map {
        match Node::from(value) {
            Node::Map(map) => map,
            other => panic!("{other:?} is no mapping"),
        }
    }

    #[test]
    fn a_document_reads_as_if_written_by_hand() {
        let spec = body(&json!({
            "owner": "@ops", "query": "a\nb\n", "target": 0.999, "on": true, "nothing": [],
            "list": [{"name": "a", "in": {"b": 1}}, ["x", ["z"]], "w"],
        }));
        let first = Document { comments: vec!["From elsewhere.\nTwo lines.".into()], body: spec };
        let second = Document { comments: vec![], body: Map::of([("day", Node::word("2026-01-01"))]) };
        let text = write(&[first, second], Some("schema.json"));
        assert_eq!(
            text,
            "# yaml-language-server: $schema=schema.json\n# From elsewhere.\n# Two lines.\nowner: \"@ops\"\n\
             query: |\n  a\n  b\ntarget: 0.999\n\"on\": true\nnothing: []\nlist:\n  - name: a\n    in:\n      b: 1\n  \
             - - x\n    - - z\n  - w\n---\nday: 2026-01-01\n"
        );
    }

    #[test]
    fn numbers_have_no_noise() {
        let text = |number: f64| match Node::from(number) {
            Node::Word(word) => word,
            other => panic!("{other:?}"),
        };
        assert_eq!([0.999, 1.0, 14.4, 1e-7].map(text), ["0.999", "1", "14.4", "0.0000001"]);
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<String>().prop_map(Value::from),
            "[a-z0-9:# -]{0,12}".prop_map(Value::from),
            "([a-z #:-]{0,9}\n){1,3}".prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec(("[a-z@/ ]{0,9}|\\PC{0,9}", inner), 0..5)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_value_reads_back(value in values(), comment in any::<String>()) {
            let map = Map::of([("value", Node::from(&value))]);
            let text = write(&[Document { comments: vec![comment], body: map }], None);
            let read: Value = serde_yaml::from_str(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
            prop_assert_eq!(&read["value"], &value, "{}", text);
        }
    }

    #[test]
    fn long_keys_read_back() {
        let key = "k\"".repeat(900);
        let value = json!({ &key: {"a": [1, "b"]}, "short": "x" });
        let text = write(&[Document { comments: vec![], body: body(&value) }], None);
        assert_eq!(serde_yaml::from_str::<Value>(&text).expect("YAML"), value);
    }
}
