//! The way from the root of a document to a node.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// One step of a [`NodePath`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into the value of this key.
    Key(String),
    /// Into the element with this index, from 0.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Step::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Step::Index(index)
    }
}

/// A path of keys and indices; a longer one shares the steps of the one it was made from. Collect one from [`Step`]s,
/// or build it up:
///
/// ```
/// use deming::text::NodePath;
/// let path = NodePath::root().key("spec").key("objectives").index(2).key("value");
/// assert_eq!(path.to_string(), "spec.objectives[2].value");
/// ```
#[derive(Clone, Default)]
pub struct NodePath(Option<Arc<Link>>);

/// The last step of a path, and the path before it.
struct Link {
    above: NodePath,
    step: Step,
}

impl NodePath {
    /// The document itself.
    pub fn root() -> Self {
        NodePath(None)
    }

    /// The value of `key` in here.
    pub fn key(&self, key: &str) -> Self {
        self.then(Step::from(key))
    }

    /// The element `index` of here, from 0.
    pub fn index(&self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    /// What this is in; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        self.0.as_ref().map(|link| link.above.clone())
    }

    /// The steps from the root on.
    pub fn steps(&self) -> Vec<&Step> {
        let links = std::iter::successors(self.0.as_deref(), |link| link.above.0.as_deref());
        let mut steps: Vec<&Step> = links.map(|link| &link.step).collect();
        steps.reverse();
        steps
    }

    /// Whether this is the document itself.
    pub fn is_root(&self) -> bool {
        self.0.is_none()
    }

    fn then(&self, step: Step) -> Self {
        NodePath(Some(Arc::new(Link { above: self.clone(), step })))
    }
}

impl FromIterator<Step> for NodePath {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        steps.into_iter().fold(NodePath::root(), |path, step| path.then(step))
    }
}

impl PartialEq for NodePath {
    fn eq(&self, other: &Self) -> bool {
        self.steps() == other.steps()
    }
}

impl Eq for NodePath {}

impl Ord for NodePath {
    fn cmp(&self, other: &Self) -> Ordering {
        self.steps().cmp(&other.steps())
    }
}

impl PartialOrd for NodePath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for NodePath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.steps().hash(state);
    }
}

impl fmt::Debug for NodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodePath({self})")
    }
}

/// `spec.objectives[2].value`; the root is `.`; a key that is not a plain word is quoted: `labels["a.b/c"]`.
impl fmt::Display for NodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_root() {
            return f.write_str(".");
        }
        for (number, step) in self.steps().into_iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) if !is_word(key) => write!(f, "[{key:?}]")?,
                Step::Key(key) if number == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

fn is_word(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_a_field_access() {
        assert_eq!(NodePath::root().to_string(), ".");
        assert_eq!(NodePath::root().index(0).key("a").to_string(), "[0].a");
        let steps = [Step::from("spec"), Step::from("gather"), Step::from(3)];
        assert_eq!(steps.into_iter().collect::<NodePath>().to_string(), "spec.gather[3]");
    }

    #[test]
    fn odd_keys_are_quoted_and_cannot_forge_a_line() {
        let path = NodePath::root().key("labels").key("app.kubernetes.io/name").key("a\n\"b\u{1b}");
        assert_eq!(path.to_string(), r#"labels["app.kubernetes.io/name"]["a\n\"b\u{1b}"]"#);
        assert_eq!(NodePath::root().key("").to_string(), r#"[""]"#);
    }

    #[test]
    fn the_parent_of_a_child_is_the_path_itself() {
        let path = NodePath::root().key("spec").index(1);
        assert_eq!(path.key("x").parent(), Some(path));
        assert_eq!(NodePath::root().parent(), None);
    }
}
