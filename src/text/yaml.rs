//! A YAML document with the span of every node.
//!
//! Aliases share what they stand for and are never copied, so a document takes memory in proportion to its text.

use std::fmt;
use std::sync::Arc;

use super::path::{NodePath, Step};
use super::span::Span;

/// How many mappings [`Node::entry`] looks into for the sake of merge keys before it gives up. Hand-written
/// declarations merge one or two; merges of merges of aliases could otherwise be asked exponentially often.
const MERGE_LOOKUPS: usize = 256;

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single quotes.
    SingleQuoted,
    /// In double quotes.
    DoubleQuoted,
    /// A `|` block.
    Literal,
    /// A `>` block.
    Folded,
}

/// A node and where it was written. A node's span leaves out its anchor and tag, and the comments and blank
/// lines behind it; an absent value has an empty span where it could have been written.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it stands; for an alias, where the alias stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Clone)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// Text, before anything is made of it (`12` and `"12"` have the same value).
    Scalar {
        /// The text, quotes and escapes resolved.
        value: Arc<str>,
        /// How it was written.
        style: Style,
    },
    /// A list.
    Sequence(Arc<[Node]>),
    /// Keys and values in written order, duplicates included.
    Mapping(Arc<[(Node, Node)]>),
    /// `*name`: the node that has the anchor, shared. Never itself an alias.
    Alias(Arc<Node>),
}

/// Leaves out what an alias stands for: written out in full it could be exponentially long.
impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Null => f.write_str("Null"),
            Kind::Scalar { value, style } => write!(f, "{style:?}({value:?})"),
            Kind::Sequence(items) => f.debug_list().entries(items.iter()).finish(),
            Kind::Mapping(entries) => f.debug_map().entries(entries.iter().map(|(k, v)| (k, v))).finish(),
            Kind::Alias(target) => write!(f, "Alias({})", target.span.start),
        }
    }
}

impl Node {
    /// The node itself, or what it stands for if it is an alias.
    pub fn resolve(&self) -> &Node {
        match &self.kind {
            Kind::Alias(target) => target,
            _ => self,
        }
    }

    /// The text, if this is a scalar that is not null.
    pub fn scalar(&self) -> Option<&str> {
        match &self.resolve().kind {
            Kind::Scalar { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Whether this is nothing, `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.resolve().kind, Kind::Null)
    }

    /// The elements; none if this is not a list.
    pub fn items(&self) -> &[Node] {
        match &self.resolve().kind {
            Kind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The keys and values as written, merge keys among them; none if this is not a mapping.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.resolve().kind {
            Kind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The element `index`, from 0.
    pub fn at(&self, index: usize) -> Option<&Node> {
        self.items().get(index)
    }

    /// The value of a key, merge keys looked through.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A key and its value. The mapping's own keys come before merged ones, earlier merges before later; of
    /// duplicates the first is taken.
    pub fn entry(&self, key: &str) -> Option<(&Node, &Node)> {
        let mut lookups = MERGE_LOOKUPS;
        self.entry_within(key, &mut lookups)
    }

    /// The merge key (`<<`) that brings in a key which the mapping itself does not have; of several the first.
    pub fn merge_key_of(&self, key: &str) -> Option<&Node> {
        let own =
            |word: &str| self.entries().iter().map(|(own, _)| own).find(|own| own.scalar() == Some(word));
        if own(key).is_some() { None } else { own("<<") }
    }

    /// The node at the end of a path.
    pub fn find(&self, path: &NodePath) -> Option<&Node> {
        path.steps().into_iter().try_fold(self, |node, step| match step {
            Step::Key(key) => node.get(key),
            Step::Index(index) => node.at(*index),
        })
    }

    /// The recursion is as deep as merges are nested, which is bounded with the depth of the document.
    fn entry_within(&self, key: &str, lookups: &mut usize) -> Option<(&Node, &Node)> {
        *lookups = lookups.checked_sub(1)?;
        let entries = self.entries();
        if let Some((own, value)) = entries.iter().find(|(own, _)| own.scalar() == Some(key)) {
            return Some((own, value));
        }
        entries.iter().filter(|(own, _)| own.scalar() == Some("<<")).find_map(|(_, merged)| {
            match &merged.resolve().kind {
                Kind::Mapping(_) => merged.entry_within(key, lookups),
                Kind::Sequence(list) => list.iter().find_map(|one| one.entry_within(key, lookups)),
                _ => None,
            }
        })
    }
}
