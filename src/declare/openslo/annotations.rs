//! What deming knows and OpenSLO has no word for: annotations of `metadata` that begin with `deming/`. A word stands
//! as it is, a list or a mapping as JSON.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::declare::diagnose::listed;
use crate::declare::lower::{Lower, OneOrMany};
use crate::declare::scalar::{Parsed, Scalar};
use crate::declare::{rules, tree};
use crate::finding::Finding;
use crate::model::{Meta, Name};
use crate::text::{Place, nearest};

/// What the keys of our annotations begin with.
pub const PREFIX: &str = "deming/";

/// What every object may say about its own change, as `change` does in `deming/v1`.
const OF_CHANGES: [&str; 2] = ["change-reason", "change-approved-by"];

/// How many values an annotation may hold: there may be many of them, and a short text may stand for many values.
const MOST: usize = 1000;

/// The annotations of an object that are ours.
pub struct Ours<'m> {
    meta: &'m Meta,
}

impl<'m> Ours<'m> {
    /// Those of an object that knows these. Others that begin like ours are findings.
    pub fn of(meta: &'m Meta, known: &[&str], lower: &mut Lower<'_>) -> Self {
        let ours = Self { meta };
        let keys = meta.annotations.keys().filter_map(|key| key.strip_prefix(PREFIX));
        for key in keys.filter(|key| !known.contains(key) && !OF_CHANGES.contains(key)) {
            let message = format!("deming has no annotation `{PREFIX}{key}` here");
            let help = match nearest(key, known.iter().copied()) {
                Some(meant) => format!("did you mean `{PREFIX}{meant}`?"),
                None => format!("after `{PREFIX}` it knows {}", listed(known)),
            };
            let place = ours.place(key);
            lower.report(
                Finding::new(&rules::UNKNOWN_FIELD, Place { of_key: true, ..place }, message).help(help),
            );
        }
        ours
    }

    /// The text of an annotation.
    pub fn text(&self, key: &str) -> Option<&'m str> {
        self.meta.annotations.get(&format!("{PREFIX}{key}")).map(String::as_str)
    }

    /// Where an annotation stands.
    pub fn place(&self, key: &str) -> Place {
        self.meta.place.child("metadata").child("annotations").child(&format!("{PREFIX}{key}"))
    }

    /// An annotation that is one word or number.
    pub fn scalar<T: Scalar>(&self, key: &str, lower: &mut Lower<'_>) -> Option<T> {
        let text = self.text(key)?;
        T::read(text).map_err(|reason| lower.report(self.invalid(key, T::NOUN, &reason))).ok()
    }

    /// An annotation that is a word of an enumeration, a list or a mapping, in the form that `deming/v1` gives it.
    pub fn nested<T: DeserializeOwned>(&self, key: &str, lower: &mut Lower<'_>) -> Option<T> {
        let text = self.text(key)?;
        let value = match tree::documents_of_at_most(MOST, text) {
            (trees, None) => trees.into_iter().next().map_or(Value::Null, |tree| tree.value),
            (_, Some(error)) => {
                lower.report(self.invalid(key, "YAML or JSON", &error.message));
                return None;
            }
        };
        let read: Result<T, _> = serde_path_to_error::deserialize(&value);
        read.map_err(|error| lower.report(self.invalid(key, "what it should say", &error.to_string()))).ok()
    }

    /// An annotation that is a name, or a list of names.
    pub fn names(&self, key: &str, lower: &mut Lower<'_>) -> Vec<Name> {
        let list: Option<OneOrMany<Parsed<Name>>> = self.nested(key, lower);
        list.map(OneOrMany::into_vec).unwrap_or_default().into_iter().map(|name| name.0).collect()
    }

    fn invalid(&self, key: &str, noun: &str, reason: &str) -> Finding {
        let message = format!("`{PREFIX}{key}` cannot be read as {noun}: {reason}");
        Finding::new(&rules::INVALID_VALUE, self.place(key), message)
    }
}
