//! Documents of other formats, read by the same reader and within the same bounds as declarations.

use std::sync::Arc;

use serde_json::Value;

use super::{tree, unreadable_text};
use crate::finding::{Finding, Findings};
use crate::text::Place;

/// The documents of a YAML or JSON text, each with its place, and why some of them cannot be read. Empty documents are
/// left out.
pub fn foreign(path: &str, bytes: &[u8]) -> (Vec<(Place, Value)>, Findings) {
    let source = match unreadable_text::check(path, bytes) {
        Ok(source) => source,
        Err(finding) => return (Vec::new(), [*finding].into_iter().collect()),
    };
    let (trees, error) = tree::documents(source.text());
    let mut findings: Findings =
        error.map(|error| unreadable_text::syntax(&source, error)).into_iter().collect();
    let mut documents = Vec::new();
    for (number, tree) in trees.into_iter().enumerate() {
        if tree.has_duplicates {
            findings.extend(unreadable_text::duplicate_keys(&source, number));
        }
        if !tree.value.is_null() {
            documents.push((Place::document(Arc::clone(&source), number), tree.value));
        }
    }
    (documents, findings.into_iter().map(Finding::told_of_merge_key).collect())
}
