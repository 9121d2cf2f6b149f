//! OpenSLO v1, in and out, without a loss.
//!
//! | file | knows |
//! |---|---|
//! | `fields` | documents taken apart, and what one language keeps for the other in annotations |
//! | `service`, `metric`, `agreement`, `objective` | each kind in both directions |
//! | `write`, `read` | all documents together: what refers to what, and what has to stay as it is |
//!
//! Nothing is trusted to be without a loss: what is translated is translated back and compared. A declaration that
//! would not come back is carried whole in an annotation; an object of OpenSLO that would not stays what it is, since
//! it may stand beside declarations of deming.

mod agreement;
mod fields;
mod metric;
mod objective;
mod read;
mod service;
mod write;

use serde_json::Value;

use super::{Document, Exported, Foreign, Imported, Node, rules};
use crate::finding::{Finding, Findings};
use crate::model::Owner;

/// The version of OpenSLO that is read and written.
const VERSION: &str = "openslo/v1";

/// The version of deming's own language.
const OURS: &str = "deming/v1";

/// What OpenSLO does not say.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The owner of what names none.
    pub owner: Option<Owner>,
}

/// Declarations, as they are written, in OpenSLO.
pub fn export(declarations: &[Value]) -> Exported {
    let documents: Vec<Document> = write::all(declarations).iter().filter_map(document).collect();
    Exported { text: super::document::write(&documents, None), findings: Findings::default() }
}

/// Documents of OpenSLO as declarations of deming; alerting kinds stay what they are.
pub fn import(documents: &[Foreign], options: &Options) -> Imported {
    let mut findings = Findings::default();
    let mut objects = Vec::new();
    for document in documents.iter().flat_map(items) {
        match document.word("apiVersion") {
            Some(VERSION) => objects.push(document),
            _ => {
                let message = "this is no object of OpenSLO v1";
                let help = "write `apiVersion: openslo/v1`; other versions of OpenSLO are not read";
                let place = document.place.child("apiVersion");
                findings.push(Finding::new(&rules::NOT_IMPORTABLE, place, message).help(help));
            }
        }
    }
    let values: Vec<Value> = objects.iter().map(|object| object.value.clone()).collect();
    let owner = options.owner.as_ref().map(Owner::as_str);
    let made = read::all(&values, owner);
    for object in &objects {
        let is_ownerless = made.ownerless.iter().any(|name| Some(name.as_str()) == name_of(&object.value));
        if is_ownerless && owner.is_none() && object.word("kind") == Some("Service") {
            let place = object.place.child("metadata").child("name");
            findings.push(nobody(&place, name_of(&object.value).unwrap_or_default()));
        }
    }
    let documents = made.documents.iter().filter_map(document).collect();
    Imported { documents, findings }
}

fn nobody(place: &crate::text::Place, name: &str) -> Finding {
    let message = format!("nobody owns the service `{name}`, and every Service of deming has an owner");
    Finding::new(&rules::NOT_IMPORTABLE, place, message)
        .help("add `--owner @team`, or the annotation `deming/owner` where it is declared")
}

fn name_of(value: &Value) -> Option<&str> {
    value.get("metadata")?.get("name")?.as_str()
}

/// The objects of a document: itself, or the items of a list.
fn items(document: &Foreign) -> Vec<Foreign> {
    match &document.value {
        Value::Array(list) => {
            let item = |(index, value): (usize, &Value)| Foreign {
                place: document.place.index(index),
                value: value.clone(),
            };
            list.iter().enumerate().map(item).collect()
        }
        Value::Null => Vec::new(),
        _ => vec![document.clone()],
    }
}

fn document(value: &Value) -> Option<Document> {
    match Node::from(value) {
        Node::Map(body) => Some(Document { comments: Vec::new(), body }),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
