//! Documents as they are written: those of a catalog, and those of OpenSLO that stand in no tree.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::document::Reader;
use super::tree;
use crate::finding::Findings;
use crate::model::Settings;
use crate::text::{Place, Step};

/// The documents that are declared at these places, as they are written. Places within another document, and each
/// document after its first time, are left out.
pub fn written(places: &[Place]) -> Vec<Value> {
    let mut files: BTreeMap<&str, Vec<tree::Tree>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut documents = Vec::new();
    for place in places {
        let item = match place.path().steps().as_slice() {
            [] => None,
            [Step::Index(index)] => Some(index),
            _ => continue,
        };
        if !seen.insert((place.file(), place.document, item)) {
            continue;
        }
        let trees = files.entry(place.file()).or_insert_with(|| tree::documents(place.source.text()).0);
        let document = trees.get(place.document).map(|tree| &tree.value);
        let object = document.and_then(|document| item.map_or(Some(document), |index| document.get(*index)));
        documents.extend(object.cloned());
    }
    documents
}

/// What is wrong with documents of OpenSLO that stand in no tree of declarations.
pub fn problems_of_openslo(document: &Value, place: &Place) -> Findings {
    let settings = Settings::default();
    let mut reader = Reader::new(&settings);
    reader.openslo_document(document, place);
    reader.finish().1
}
