//! Values set in a YAML text, with every other byte left as it is: comments, order, quotation marks, line ends.
//!
//! What cannot be edited with certainty is refused: an edited text is read again, and everything but what was to be
//! set must read as before.

use std::ops::Range;
use std::sync::Arc;

use super::escape;
use super::path::{NodePath, Step};
use super::source::Source;
use super::yaml::{Kind, Node, Style};

/// A value to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewValue {
    /// A number, a date or a keyword, written as it is.
    Word(String),
    /// Any text, quoted where it has to be.
    Text(String),
    /// A mapping. Of one that is there, other keys stay as they are.
    Mapping(Vec<(&'static str, NewValue)>),
}

/// As it would stand on one line of its own.
impl std::fmt::Display for NewValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&in_line(self, false))
    }
}

/// Why a text cannot be edited.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{at}` of {file} cannot be edited in place: {why}")]
pub struct EditError {
    /// The file.
    pub file: String,
    /// The path in the document.
    pub at: String,
    /// What stands against it.
    pub why: String,
}

/// The whole text of `source` with keys of the mapping at `path` set, a byte order mark included where there was one.
/// Keys that are there are written over in their place; others come behind the last.
///
/// # Errors
/// [`EditError`] where the mapping, or a value to be written over, is not written there in plain sight (an alias, a
/// merge key, a block of text, a duplicate key), or where anything else would change its meaning.
pub fn set(
    source: &Arc<Source>,
    document: usize,
    path: &NodePath,
    values: &[(&'static str, NewValue)],
) -> Result<String, EditError> {
    let refused = |why: String| EditError { file: source.path().to_owned(), at: path.to_string(), why };
    if source.syntax_error().is_some() {
        return Err(refused("the file is not YAML".into()));
    }
    let root = source.documents().get(document).ok_or_else(|| refused("there is no such document".into()))?;
    let mut edits = Edits { text: source.text(), made: Vec::new(), replaced: Vec::new(), grown: Vec::new() };
    let mapping = walk(root, path).map_err(refused)?;
    edits.set(mapping, values).map_err(refused)?;
    let text = edits.apply();
    let after = Source::new(source.path(), text.as_str());
    edits.prove(source, &after).map_err(refused)?;
    let written = after.documents().get(document).and_then(|root| walk(root, path).ok());
    if !written.is_some_and(|mapping| values.iter().all(|(key, value)| reads_as(mapping.get(key), value))) {
        return Err(refused("what would be written there would not read back".into()));
    }
    Ok(if source.had_byte_order_mark() { format!("\u{feff}{text}") } else { text })
}

/// The node at the end of a path, every step of it written where it seems to be.
fn walk<'n>(root: &'n Node, path: &NodePath) -> Result<&'n Node, String> {
    path.steps().into_iter().try_fold(root, |node, step| match step {
        Step::Key(key) => own(node, key)?.ok_or_else(|| format!("there is no `{key}`")),
        Step::Index(index) if !matches!(node.kind, Kind::Alias(_)) => {
            node.at(*index).ok_or_else(|| format!("there is no element {index}"))
        }
        Step::Index(_) => Err("it stands behind an alias".into()),
    })
}

/// The value of a key that a mapping has itself.
fn own<'n>(node: &'n Node, key: &str) -> Result<Option<&'n Node>, String> {
    let Kind::Mapping(entries) = &node.kind else {
        return Err(match node.kind {
            Kind::Alias(_) => "it stands behind an alias".into(),
            _ => "it is no mapping".into(),
        });
    };
    let mut found = entries.iter().filter(|(own, _)| own.scalar() == Some(key)).map(|(_, value)| value);
    let first = found.next();
    if found.next().is_some() {
        return Err(format!("`{key}` is there twice"));
    }
    if first.is_none() && node.get(key).is_some() {
        return Err(format!("`{key}` comes in by a merge key"));
    }
    Ok(first)
}

/// Whether a node reads as the value that was to be written.
fn reads_as(node: Option<&Node>, value: &NewValue) -> bool {
    let Some(node) = node else { return false };
    match value {
        NewValue::Word(text) | NewValue::Text(text) => node.scalar() == Some(text),
        NewValue::Mapping(entries) => entries.iter().all(|(key, value)| reads_as(node.get(key), value)),
    }
}

/// Replacements in a text, and where mappings grew.
struct Edits<'t> {
    text: &'t str,
    made: Vec<(Range<usize>, String)>,
    /// The bytes of values that are written over.
    replaced: Vec<Range<usize>>,
    /// The first byte of each mapping that got keys, and how many.
    grown: Vec<(usize, usize)>,
}

impl Edits<'_> {
    fn set(&mut self, mapping: &Node, values: &[(&'static str, NewValue)]) -> Result<(), String> {
        let mut added = Vec::new();
        for (key, value) in values {
            match own(mapping, key)? {
                Some(node) => self.replace(key, node, value, in_brackets(mapping))?,
                None => added.push((*key, value)),
            }
        }
        if added.is_empty() {
            return Ok(());
        }
        self.grown.push((mapping.span.start.offset, added.len()));
        match in_brackets(mapping) {
            true => self.add_in_brackets(mapping, &added),
            false => self.add_lines(mapping, &added)?,
        }
        Ok(())
    }

    fn replace(&mut self, key: &str, node: &Node, value: &NewValue, brackets: bool) -> Result<(), String> {
        match (&node.kind, value) {
            (Kind::Mapping(_), NewValue::Mapping(entries)) => self.set(node, entries),
            (Kind::Scalar { style: Style::Literal | Style::Folded, .. }, _) => {
                Err(format!("`{key}` is written as a block of text"))
            }
            (Kind::Scalar { .. }, NewValue::Mapping(_)) => Err(format!("`{key}` is no mapping")),
            (Kind::Scalar { .. } | Kind::Null, _) => {
                let span = node.span.bytes();
                let before = self.text.get(..span.start).unwrap_or_default();
                let space = if before.ends_with(':') { " " } else { "" };
                self.replaced.push(span.clone());
                self.made.push((span, format!("{space}{}", in_line(value, brackets))));
                Ok(())
            }
            (Kind::Alias(_), _) => Err(format!("`{key}` is an alias")),
            (Kind::Sequence(_), _) | (Kind::Mapping(_), _) => {
                Err(format!("`{key}` holds more than one value"))
            }
        }
    }

    fn add_in_brackets(&mut self, mapping: &Node, added: &[(&'static str, &NewValue)]) {
        let entries: Vec<String> =
            added.iter().map(|(key, value)| format!("{key}: {}", in_line(value, true))).collect();
        let entries = entries.join(", ");
        let (at, text) = match mapping.entries().last() {
            Some((key, value)) => (value.span.end.offset.max(key.span.end.offset), format!(", {entries}")),
            None => (mapping.span.start.offset + 1, entries),
        };
        self.made.push((at..at, text));
    }

    /// Lines behind the last of a mapping, as far to the right as its keys.
    fn add_lines(&mut self, mapping: &Node, added: &[(&'static str, &NewValue)]) -> Result<(), String> {
        let Some((first, last)) = mapping.entries().first().zip(mapping.entries().last()) else {
            return Err("it is empty".into());
        };
        let column = first.0.span.start.column.saturating_sub(1) as usize;
        let end = last.1.span.end.offset.max(last.0.span.end.offset);
        let (before, behind) = self.text.split_at_checked(end).ok_or("its end cannot be found")?;
        let line_end = self.line_end();
        let mut lines = String::new();
        for (key, value) in added {
            lines.push_str(&block(column, key, value, line_end));
        }
        let edit = if before.ends_with(['\n', '\r']) {
            (end, lines)
        } else {
            // A comment behind the last value stays on its line.
            let rest = behind.find(['\n', '\r']).unwrap_or(behind.len());
            let text = lines.strip_suffix(line_end).unwrap_or(&lines);
            (end + rest, format!("{line_end}{text}"))
        };
        self.made.push((edit.0..edit.0, edit.1));
        Ok(())
    }

    /// How lines of the text end.
    fn line_end(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text.get(..at).is_some_and(|line| line.ends_with('\r')) => "\r\n",
            None if self.text.contains('\r') => "\r",
            _ => "\n",
        }
    }

    fn apply(&mut self) -> String {
        self.made.sort_by_key(|(range, _)| range.start);
        let (mut out, mut done) = (String::new(), 0);
        for (range, text) in &self.made {
            out.push_str(self.text.get(done..range.start).unwrap_or_default());
            out.push_str(text);
            done = range.end;
        }
        out.push_str(self.text.get(done..).unwrap_or_default());
        out
    }

    /// Whether everything that was not to be set reads as before.
    fn prove(&self, before: &Source, after: &Source) -> Result<(), String> {
        let changed = || "something else in the file would change its meaning".to_owned();
        if after.syntax_error().is_some() || before.documents().len() != after.documents().len() {
            return Err(changed());
        }
        let mut pairs = before.documents().iter().zip(after.documents());
        if pairs.all(|(before, after)| self.is_alike(before, after)) { Ok(()) } else { Err(changed()) }
    }

    fn is_alike(&self, before: &Node, after: &Node) -> bool {
        match (&before.kind, &after.kind) {
            _ if self.replaced.contains(&before.span.bytes()) => true,
            (Kind::Null, Kind::Null) => true,
            (Kind::Scalar { value: a, style: s }, Kind::Scalar { value: b, style: t }) => a == b && s == t,
            (Kind::Sequence(a), Kind::Sequence(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| self.is_alike(a, b))
            }
            (Kind::Mapping(a), Kind::Mapping(b)) => {
                let start = before.span.start.offset;
                let grown = self.grown.iter().find(|(at, _)| *at == start).map_or(0, |(_, count)| *count);
                let is_pair = |((k, v), (l, w)): (&(Node, Node), &(Node, Node))| {
                    self.is_alike(k, l) && self.is_alike(v, w)
                };
                a.len() + grown == b.len() && a.iter().zip(b.iter()).all(is_pair)
            }
            // What an alias stands for was compared where it is written; here it must be the same thing, untouched.
            (Kind::Alias(a), Kind::Alias(b)) => {
                let inside = |range: &Range<usize>| {
                    a.span.start.offset <= range.start && range.end <= a.span.end.offset
                };
                self.moved(a.span.start.offset) == b.span.start.offset
                    && !self.made.iter().any(|(range, _)| inside(range))
            }
            _ => false,
        }
    }

    /// Where a byte of the text before is in the text after.
    fn moved(&self, offset: usize) -> usize {
        let earlier = self.made.iter().filter(|(range, _)| range.end <= offset);
        earlier.fold(offset, |at, (range, text)| (at + text.len()).saturating_sub(range.len()))
    }
}

/// Whether a mapping is written in brackets: then its first key comes behind its first byte.
fn in_brackets(mapping: &Node) -> bool {
    mapping.entries().first().is_none_or(|(key, _)| key.span.start.offset > mapping.span.start.offset)
}

/// A value on one line.
fn in_line(value: &NewValue, brackets: bool) -> String {
    match value {
        NewValue::Word(word) => word.clone(),
        NewValue::Text(text) if brackets => escape::yaml_in_brackets(text),
        NewValue::Text(text) => escape::yaml(text),
        NewValue::Mapping(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key}: {}", in_line(value, true))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// A key with its value as lines of a block mapping.
fn block(column: usize, key: &str, value: &NewValue, line_end: &str) -> String {
    match value {
        NewValue::Mapping(entries) => {
            let head = format!("{:column$}{key}:{line_end}", "");
            let below = entries.iter().map(|(key, value)| block(column + 2, key, value, line_end));
            std::iter::once(head).chain(below).collect()
        }
        value => format!("{:column$}{key}: {}{line_end}", "", in_line(value, false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str) -> NewValue {
        NewValue::Word(text.into())
    }

    fn at(path: &[&str]) -> NodePath {
        path.iter().fold(NodePath::root(), |path, key| path.key(key))
    }

    fn edited(text: &str, path: &[&str], values: &[(&'static str, NewValue)]) -> Result<String, String> {
        set(&Source::new("a.yaml", text), 0, &at(path), values).map_err(|error| error.why)
    }

    fn frozen(text: &str) -> Result<String, String> {
        edited(text, &["spec", "baseline"], &[("value", word("39.86%")), ("rows", word("8"))])
    }

    #[test]
    fn only_what_is_set_changes() {
        for (before, after) in [
            (
                "spec: # why\n  baseline: {period: {from: 1, to: 2}}   # before\n  z: 'é'\n",
                "spec: # why\n  baseline: {period: {from: 1, to: 2}, value: 39.86%, rows: 8}   # before\n  z: 'é'\n",
            ),
            (
                "spec:\r\n    baseline:\r\n        rows: 7 # seven\r\n        period: x # y\r\n    z: 1",
                "spec:\r\n    baseline:\r\n        rows: 8 # seven\r\n        period: x # y\r\n        value: 39.86%\r\n    z: 1",
            ),
            ("spec:\n  baseline:\n    value: \"1\"", "spec:\n  baseline:\n    value: 39.86%\n    rows: 8"),
            ("\u{feff}spec: {baseline: {}}\n", "\u{feff}spec: {baseline: {value: 39.86%, rows: 8}}\n"),
            (
                "spec:\n  baseline: {\n    value: 1, # one\n    rows: ,\n  }\n",
                "spec:\n  baseline: {\n    value: 39.86%, # one\n    rows: 8 ,\n  }\n",
            ),
            (
                "spec:\n  baseline:\n    value:\n    rows: ~\n    note: |\n      a\n\n      b\n\nz: 1\n",
                "spec:\n  baseline:\n    value: 39.86%\n    rows: 8\n    note: |\n      a\n\n      b\n\nz: 1\n",
            ),
        ] {
            assert_eq!(frozen(before).as_deref(), Ok(after), "{before}");
        }
    }

    #[test]
    fn texts_and_mappings_are_written_as_their_surroundings_are() {
        let closure = || {
            let evidence = NewValue::Text("-50.0 %, [a, b]: n = 8".into());
            ("closure", NewValue::Mapping(vec![("code", word("successful")), ("evidence", evidence)]))
        };
        let values = [("state", word("closed")), closure()];
        let block = "spec:\n  state: implemented # done\n  expect:\n    by: 2026-01-01\n\n# behind\n";
        assert_eq!(
            edited(block, &["spec"], &values).as_deref(),
            Ok(
                "spec:\n  state: closed # done\n  expect:\n    by: 2026-01-01\n  closure:\n    code: successful\n    evidence: \"-50.0 %, [a, b]: n = 8\"\n\n# behind\n"
            )
        );
        assert_eq!(
            edited("spec: {state: implemented}\n", &["spec"], &values).as_deref(),
            Ok("spec: {state: closed, closure: {code: successful, evidence: \"-50.0 %, [a, b]: n = 8\"}}\n")
        );
        let there = "spec: {state: implemented, closure: {evidence: seen}}\n";
        assert_eq!(
            edited(there, &["spec"], &values[..1]).as_deref(),
            Ok("spec: {state: closed, closure: {evidence: seen}}\n")
        );
        assert_eq!(
            edited(there, &["spec"], &[closure()]).as_deref(),
            Ok(
                "spec: {state: implemented, closure: {evidence: \"-50.0 %, [a, b]: n = 8\", code: successful}}\n"
            )
        );
    }

    #[test]
    fn what_is_not_in_plain_sight_is_refused() {
        for (text, why) in [
            ("spec: {baseline: 1}\n", "it is no mapping"),
            ("a: &a {value: 1}\nspec: {baseline: *a}\n", "it stands behind an alias"),
            (
                "spec: {baseline: &a {value: 1}}\nb: *a\n",
                "something else in the file would change its meaning",
            ),
            ("a: &a {baseline: {}}\nspec: {<<: *a}\n", "`baseline` comes in by a merge key"),
            ("a: &a {rows: 1}\nspec: {baseline: {<<: *a}}\n", "`rows` comes in by a merge key"),
            ("spec:\n  baseline:\n    value: |\n      1\n", "`value` is written as a block of text"),
            ("spec: {baseline: {value: [1]}}\n", "`value` holds more than one value"),
            ("spec: {baseline: {rows: 1, rows: 2}}\n", "`rows` is there twice"),
            ("spec: {goal: 1}\n", "there is no `baseline`"),
            ("spec: {baseline: {]\n", "the file is not YAML"),
        ] {
            assert_eq!(frozen(text), Err(why.into()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_edited_soundly_or_refused(text in "[a-c:{}\\[\\],\" '#|>~*&\n-]{0,40}", new in any::<String>()) {
            let values = [("a", NewValue::Text(new.clone())), ("z", word("1"))];
            let source = Source::new("a.yaml", text.as_str());
            if let Ok(after) = set(&source, 0, &NodePath::root(), &values) {
                let read = Source::new("a.yaml", after.as_str());
                prop_assert_eq!(read.documents()[0].get("a").and_then(Node::scalar), Some(new.as_str()), "{}", after);
            }
        }
    }
}
