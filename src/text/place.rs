//! A place in a declaration: what findings point at.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use super::path::{NodePath, Step};
use super::source::Source;
use super::span::{Position, Span};
use super::yaml::Node;

/// A node, or the key of a node, in a document of a source. It costs next to nothing until it is asked for its
/// position, and may name something that is not there: then it points at the nearest thing around it.
///
/// Places are ordered by file, document and position.
#[derive(Clone)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// Which of its documents, from 0.
    pub document: usize,
    /// Which node of the document.
    pub path: NodePath,
    /// Whether the key is meant and not its value.
    pub of_key: bool,
}

/// How far a path could be followed.
struct Followed<'n> {
    key: Option<&'n Node>,
    node: &'n Node,
    whole: bool,
}

impl Place {
    /// A whole document; documents count from 0.
    pub fn document(source: Arc<Source>, document: usize) -> Self {
        Place { source, document, path: NodePath::root(), of_key: false }
    }

    /// The value of `key` in here.
    pub fn child(&self, key: &str) -> Self {
        self.at(self.path.key(key))
    }

    /// The element `index` of here, from 0.
    pub fn index(&self, index: usize) -> Self {
        self.at(self.path.index(index))
    }

    /// The key `key` in here, itself.
    pub fn key(&self, key: &str) -> Self {
        Place { of_key: true, ..self.child(key) }
    }

    /// The node at `path`, counted from the document's root.
    pub fn at(&self, path: NodePath) -> Self {
        Place { source: Arc::clone(&self.source), document: self.document, path, of_key: false }
    }

    /// The file's path.
    pub fn file(&self) -> &str {
        self.source.path()
    }

    /// The path in the document.
    pub fn path(&self) -> &NodePath {
        &self.path
    }

    /// Where it is. For something that is not there, the key of the nearest mapping or list that should have
    /// held it, or its first line; the start of the file when the text cannot be parsed that far.
    pub fn span(&self) -> Span {
        let Some(found) = self.follow() else { return Span::at(Position::START) };
        match (found.whole, found.key) {
            (true, Some(key)) if self.of_key => key.span,
            (true, _) => found.node.span,
            (false, Some(key)) => key.span,
            (false, None) => self.first_line(found.node.span),
        }
    }

    /// The scalar text there, if there is any; of a key, the key.
    pub fn value(&self) -> Option<&str> {
        let found = self.follow().filter(|found| found.whole)?;
        let node = if self.of_key { found.key? } else { found.node };
        node.scalar()
    }

    /// The node there.
    pub fn node(&self) -> Option<&Node> {
        self.follow().filter(|found| found.whole).map(|found| found.node)
    }

    /// The last merge key (`<<`) that the way to here leads through, if any: then the node is written elsewhere.
    pub fn merge_key(&self) -> Option<Span> {
        let mut node = self.source.documents().get(self.document)?;
        let mut through = None;
        for step in self.path.steps() {
            let (next, merge_key) = match step {
                Step::Key(key) => (node.get(key), node.merge_key_of(key)),
                Step::Index(index) => (node.at(*index), None),
            };
            // What is not there was not merged in either; what is around it may have been.
            let Some(next) = next else { break };
            through = merge_key.map(|key| key.span).or(through);
            node = next;
        }
        through
    }

    fn follow(&self) -> Option<Followed<'_>> {
        let root = self.source.documents().get(self.document)?;
        let mut found = Followed { key: None, node: root, whole: true };
        for step in self.path.steps() {
            let next = match step {
                Step::Key(key) => found.node.entry(key).map(|(key, node)| (Some(key), node)),
                Step::Index(index) => found.node.at(*index).map(|node| (None, node)),
            };
            match next {
                Some((key, node)) => found = Followed { key, node, whole: true },
                None => return Some(Followed { whole: false, ..found }),
            }
        }
        Some(found)
    }

    fn first_line(&self, span: Span) -> Span {
        let first = self.source.slice(span).split(['\r', '\n']).next().unwrap_or_default();
        Span { start: span.start, end: self.source.lines().at_offset(span.start.offset + first.len()) }
    }
}

/// `file:line:column`. This parses the file.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file(), self.span().start)
    }
}

/// Names the node and does not parse the file.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = if self.of_key { " (key)" } else { "" };
        write!(f, "Place({}#{} {}{part})", self.file(), self.document, self.path)
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        let named = |place: &Place| (place.path.clone(), place.of_key);
        self.file()
            .cmp(other.file())
            .then_with(|| self.document.cmp(&other.document))
            .then_with(|| match named(self) == named(other) && Arc::ptr_eq(&self.source, &other.source) {
                true => Ordering::Equal,
                false => self.span().start.cmp(&other.span().start),
            })
            .then_with(|| named(self).cmp(&named(other)))
            .then_with(|| self.source.text().cmp(other.source.text()))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.document == other.document
            && self.of_key == other.of_key
            && self.path == other.path
            && (Arc::ptr_eq(&self.source, &other.source)
                || (self.file() == other.file() && self.source.text() == other.source.text()))
    }
}

impl Eq for Place {}
