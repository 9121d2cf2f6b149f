//! Keys that a mapping has more than once.

use std::collections::BTreeMap;

use super::path::{NodePath, Step};
use super::span::Span;
use super::yaml::{Kind, Node};

/// How many duplicates are listed for one document. Nobody reads more, and each holds a path.
const MOST_LISTED: usize = 100;

/// A key that was written again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The path of the key's value.
    pub path: NodePath,
    /// The key.
    pub key: String,
    /// The key where it was written first.
    pub first: Span,
    /// The key where it was written again.
    pub again: Span,
}

/// The duplicate keys of all mappings of a document, in written order. A key written three times is two
/// duplicates of the first; the list ends after a hundred. What an alias stands for is looked at where it is written, not again at the alias.
/// Keys are compared as text: `a` and `"a"` are one key.
pub fn duplicates(document: &Node) -> Vec<Duplicate> {
    let mut found = Vec::new();
    visit(document, &mut Vec::new(), &mut found);
    found
}

/// As deep as the document, which is bounded.
fn visit(node: &Node, path: &mut Vec<Step>, found: &mut Vec<Duplicate>) {
    match &node.kind {
        Kind::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                visit(item, path, found);
                path.pop();
            }
        }
        Kind::Mapping(entries) => visit_entries(entries, path, found),
        Kind::Null | Kind::Scalar { .. } | Kind::Alias(_) => {}
    }
}

fn visit_entries(entries: &[(Node, Node)], path: &mut Vec<Step>, found: &mut Vec<Duplicate>) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for (key, value) in entries {
        // A key that is null or a collection is not a field of anything; `declare` refuses it by its type.
        let name = key.scalar().unwrap_or_default();
        path.push(Step::from(name));
        if key.scalar().is_some() {
            let first = *seen.entry(name).or_insert(key.span);
            if first != key.span && found.len() < MOST_LISTED {
                let path = path.iter().cloned().collect();
                found.push(Duplicate { path, key: name.to_owned(), first, again: key.span });
            }
        }
        visit(key, path, found);
        visit(value, path, found);
        path.pop();
    }
}
