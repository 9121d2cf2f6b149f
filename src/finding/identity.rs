//! What a finding is about, in words that stay the same when text moves.
//!
//! Lines, the order of documents and the order of list items say nothing about what is wrong, so none of them counts.
//! What is declared is known by kind and name, wherever it lies; an item of a list by its `name`, or by itself where it
//! is a single value. Items that have neither share one identity; whoever shows several findings of one identity
//! numbers them.

use std::fmt::Write;

use super::Location;
use crate::text::{Node, Place, Step};

/// What a location points at.
pub fn of(location: &Location) -> String {
    match location {
        Location::Declared(place) => of_place(place),
        Location::Text { source, .. } => source.path().to_owned(),
        Location::Data { path, column, .. } => format!("{path}#{}", column.as_deref().unwrap_or_default()),
        Location::Path(path) => path.clone(),
    }
}

fn of_place(place: &Place) -> String {
    let document = place.source.documents().get(place.document);
    let mut identity = match document.and_then(object) {
        Some(object) => format!("{object}:"),
        None => format!("{}:", place.file()),
    };
    let mut node = document;
    for step in place.path.steps() {
        // Writing to a string cannot fail.
        _ = match step {
            Step::Key(key) => write!(identity, ".{key:?}"),
            Step::Index(index) => {
                let item = node.and_then(|node| node.at(*index));
                write!(identity, "[{:?}]", item.and_then(name_of_item).unwrap_or_default())
            }
        };
        node = node.and_then(|node| match step {
            Step::Key(key) => node.get(key),
            Step::Index(index) => node.at(*index),
        });
    }
    if place.of_key {
        identity.push('?');
    }
    identity
}

/// `Metric/sla-attainment`, where a document says both.
fn object(document: &Node) -> Option<String> {
    let kind = document.get("kind")?.scalar()?;
    let name = document.get("metadata")?.get("name")?.scalar()?;
    Some(format!("{kind}/{name}"))
}

fn name_of_item(item: &Node) -> Option<&str> {
    item.scalar().or_else(|| item.get("name")?.scalar())
}
