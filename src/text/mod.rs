//! Floor 1: text that people wrote, and how to point at it.
//!
//! Declarations are read twice. `declare` reads their *values* with `serde_yaml`. When there is something to
//! say about a value, its *position* comes from here: a [`Source`] parses its text a second time, with spans,
//! on the first question and never before. A clean repository therefore pays nothing for positions.
//!
//! | noun | meaning |
//! |---|---|
//! | [`Source`] | one file's path and text, with its lines and its spanned documents made lazily |
//! | [`Node`] | a node of a spanned YAML document |
//! | [`NodePath`] | the way to a node, `spec.objectives[2].value` |
//! | [`Place`] | a node path in a document of a source: what a finding points at |
//! | [`Position`], [`Span`] | line, column and byte, and a range of them |
//!
//! Beside the nouns: [`edit`] sets values and leaves every other byte as it is, [`bounds`] decides whether bytes may reach a YAML reader at all, [`near`] answers "did you
//! mean", [`secret`] finds secrets in plain sight and hides them, and [`escape`] makes untrusted text harmless for the
//! place it is going to.
//!
//! This floor knows nothing of the crate above it and does no input or output.

pub mod bounds;
mod duplicates;
pub mod edit;
pub mod escape;
mod layout;
pub mod near;
mod parse;
mod path;
mod place;
pub mod secret;
mod source;
mod span;
mod yaml;

pub use duplicates::{Duplicate, duplicates};
pub use near::nearest;
pub use parse::SyntaxError;
pub use path::{NodePath, Step};
pub use place::Place;
pub use source::Source;
pub use span::{LineIndex, Position, Span};
pub use yaml::{Kind, Node, Style};
