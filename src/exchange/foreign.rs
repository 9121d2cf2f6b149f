//! Documents of other people's formats, read as YAML and not yet understood.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::rules;
use crate::finding::{Finding, Findings};
use crate::text::{NodePath, Place};

/// A document of somebody else's.
#[derive(Debug, Clone)]
pub struct Foreign {
    /// Where it stands.
    pub place: Place,
    /// What it says.
    pub value: Value,
}

/// What became of documents of another format.
#[derive(Debug, Default)]
pub struct Imported {
    /// The same as declarations of ours.
    pub documents: Vec<super::Document>,
    /// What could not be carried over, or is wrong where it comes from.
    pub findings: Findings,
}

/// Declarations in another format.
#[derive(Debug, Default)]
pub struct Exported {
    /// The text.
    pub text: String,
    /// What has no form there.
    pub findings: Findings,
}

impl Foreign {
    /// A list, as `kubectl get -o yaml` prints it, taken apart; any other document as it is.
    pub fn unpacked(&self) -> Vec<Self> {
        let items = match (self.word("kind"), self.value.get("items")) {
            (Some(kind), Some(Value::Array(items))) if kind.ends_with("List") => items,
            _ => return vec![self.clone()],
        };
        let place = self.place.child("items");
        let items = items.iter().enumerate();
        items.map(|(index, value)| Self { place: place.index(index), value: value.clone() }).collect()
    }

    /// A text directly in the document, such as its `apiVersion`.
    pub fn word(&self, key: &str) -> Option<&str> {
        self.value.get(key)?.as_str()
    }

    /// The document in its shape; the finding says what does not fit, and where.
    ///
    /// # Errors
    /// Where the document has another shape.
    pub fn read<T: DeserializeOwned>(&self, format: &str) -> Result<T, Box<Finding>> {
        serde_path_to_error::deserialize(&self.value).map_err(|error| {
            let place = self.place.at(path(error.path()));
            let message = format!("this is no {format}: {}", error.inner());
            Box::new(Finding::new(&rules::NOT_IMPORTABLE, place, message))
        })
    }
}

/// The way to a node, as the reader of shapes tells it.
fn path(path: &serde_path_to_error::Path) -> NodePath {
    use serde_path_to_error::Segment;
    path.iter().fold(NodePath::root(), |node, segment| match segment {
        Segment::Seq { index } => node.index(*index),
        Segment::Map { key } => node.key(key),
        Segment::Enum { variant } => node.key(variant),
        Segment::Unknown => node,
    })
}
