//! A declaration as it is written, in single fields: where each stands, and what it says.
//!
//! Quotes, comments, the order of keys, anchors and line breaks are gone here, and so is the order of lists that have
//! none by their meaning: what is left is what was said.

use std::collections::BTreeMap;

use super::matching::Renames;
use crate::model::{Duration, Literal, Name, ObjectKind};
use crate::text::{Kind, Node, Place};

/// How many fields of a document are looked at. Aliases can make a short text a large one.
const MOST: usize = 20_000;

/// Fields that hold quantities: of those `95%` and `0.95`, `1h` and `60m` say the same.
const QUANTITIES: [&str; 14] = [
    "value",
    "target",
    "timeSliceTarget",
    "coverage",
    "lateness",
    "every",
    "change",
    "duration",
    "interval",
    "per",
    "within",
    "timeSliceWindow",
    "worsensBy",
    "targetPercent",
];

/// Fields that name another object, and of which kind it is.
const REFERENCES: [(&str, ObjectKind); 8] = [
    ("metric", ObjectKind::Metric),
    ("kpis", ObjectKind::Metric),
    ("service", ObjectKind::Service),
    ("dependsOn", ObjectKind::Service),
    ("need", ObjectKind::Need),
    ("cycle", ObjectKind::Cycle),
    ("serviceHours", ObjectKind::Calendar),
    ("dataSource", ObjectKind::DataSource),
];

/// The fields of a document by their path, such as `spec.objectives[made-sla].target`.
pub type Leaves = BTreeMap<String, String>;

/// What names of the earlier state are called in the later one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Names<'r> {
    /// Objects.
    pub objects: Option<&'r Renames>,
    /// Objectives of the agreement that is read, from the earlier name to the later.
    pub objectives: Option<&'r BTreeMap<Name, Name>>,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Its path in the document.
    pub path: String,
    /// As it was written; `None`: it was not there.
    pub before: Option<String>,
    /// As it is written; `None`: it is not there.
    pub after: Option<String>,
}

/// The fields of a document. `names` says how names of the earlier state are spelled in the later one; a document of
/// the later state is read without.
pub fn of_document(place: &Place, names: Names<'_>) -> Leaves {
    let mut walk = Walk { leaves: Leaves::new(), names };
    let root = place.at(crate::text::NodePath::root());
    if let Some(node) = root.node() {
        walk.mapping("", node);
    }
    walk.leaves.retain(|path, _| !matches!(path.as_str(), "apiVersion" | "kind" | "metadata.name"));
    walk.leaves
}

/// The fields of what stands at a place.
pub fn of_part(place: &Place, names: Names<'_>) -> Leaves {
    let mut walk = Walk { leaves: Leaves::new(), names };
    if let Some(node) = place.node() {
        walk.node("", "", node);
    }
    walk.leaves
}

/// The fields in which two documents differ, by path.
pub fn differences(before: &Leaves, after: &Leaves) -> Vec<FieldChange> {
    let changed = before.iter().filter_map(|(path, old)| {
        let new = after.get(path);
        let differs = new.is_none_or(|new| !says_the_same(path, old, new));
        differs.then(|| FieldChange { path: path.clone(), before: Some(old.clone()), after: new.cloned() })
    });
    let added = after.iter().filter(|(path, _)| !before.contains_key(*path));
    let added =
        added.map(|(path, new)| FieldChange { path: path.clone(), before: None, after: Some(new.clone()) });
    let mut fields: Vec<FieldChange> = changed.chain(added).collect();
    fields.sort_by(|a, b| a.path.cmp(&b.path));
    fields
}

/// How much two documents have in common: twice the fields that say the same over all fields of both (the coefficient
/// of Sørensen and Dice), 0 to 1. Names of the documents themselves and notes about changes do not count.
pub fn similarity(before: &Leaves, after: &Leaves) -> f64 {
    let counts = |path: &str| !matches!(last_key(path), "name" | "displayName") && !is_note(path);
    let same = before.iter().filter(|(path, old)| {
        counts(path) && after.get(*path).is_some_and(|new| says_the_same(path, old, new))
    });
    let all = before.keys().chain(after.keys()).filter(|path| counts(path)).count();
    if all == 0 { 0.0 } else { 2.0 * same.count() as f64 / all as f64 }
}

fn is_note(path: &str) -> bool {
    ["change.reason", "change.approvedBy", "change.on"].iter().any(|field| path.ends_with(field))
}

/// Whether two spellings of a field say the same.
fn says_the_same(path: &str, old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    if path.starts_with("metadata.") || !QUANTITIES.contains(&last_key(path)) {
        return false;
    }
    if let (Ok(old), Ok(new)) = (old.parse::<Duration>(), new.parse::<Duration>()) {
        return old.nominal_seconds() == new.nominal_seconds();
    }
    let signs = old.starts_with(['+', '-']) == new.starts_with(['+', '-']);
    match (old.parse::<Literal>(), new.parse::<Literal>()) {
        (Ok(old), Ok(new)) => signs && equal(old, new),
        _ => false,
    }
}

fn equal(old: Literal, new: Literal) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
    match (old, new) {
        (Literal::Number(a), Literal::Number(b))
        | (Literal::Percent(a), Literal::Percent(b))
        | (Literal::Time(a), Literal::Time(b)) => near(a, b),
        // Of 1 nobody knows whether one percent or all is meant.
        (Literal::Number(a), Literal::Percent(b)) | (Literal::Percent(b), Literal::Number(a)) => {
            near(a, b) && a.abs() < 1.0
        }
        _ => false,
    }
}

/// The last key of a path, without the index of a list.
fn last_key(path: &str) -> &str {
    let key = path.rsplit('.').next().unwrap_or(path);
    key.split('[').next().unwrap_or(key)
}

struct Walk<'r> {
    leaves: Leaves,
    names: Names<'r>,
}

impl Walk<'_> {
    fn node(&mut self, path: &str, key: &str, node: &Node) {
        if self.leaves.len() >= MOST {
            return;
        }
        match &node.resolve().kind {
            Kind::Scalar { value, .. } => self.scalar(path, key, value),
            Kind::Null => self.add(path.to_owned(), String::new()),
            Kind::Sequence(items) => self.list(path, key, items),
            Kind::Mapping(_) => self.mapping(path, node),
            Kind::Alias(target) => self.node(path, key, target),
        }
    }

    fn mapping(&mut self, path: &str, node: &Node) {
        let mut keys: Vec<&str> = Vec::new();
        own_and_merged(node, &mut keys, 0);
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            if let Some(value) = node.get(key) {
                let inner = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                self.node(&inner, key, value);
            }
        }
    }

    /// Elements are known by their name, by the metric that they are about, by what they say when they are one word,
    /// and otherwise by their number.
    fn list(&mut self, path: &str, key: &str, items: &[Node]) {
        for (number, item) in items.iter().enumerate() {
            let called =
                match item.scalar() {
                    Some(word) => Some(self.renamed(key, word)),
                    None => item.get("name").and_then(Node::scalar).map(|name| self.part(key, name)).or_else(
                        || item.get("metric").and_then(Node::scalar).map(|name| self.renamed("metric", name)),
                    ),
                };
            let mut inner = format!("{path}[{}]", called.unwrap_or_else(|| number.to_string()));
            let taken = |leaves: &Leaves, inner: &str| {
                leaves.range(inner.to_owned()..).next().is_some_and(|(path, _)| path.starts_with(inner))
            };
            if taken(&self.leaves, &inner) {
                inner.push_str(&format!("#{number}"));
            }
            self.node(&inner, key, item);
        }
    }

    fn scalar(&mut self, path: &str, key: &str, value: &str) {
        let text = self.renamed(key, value);
        self.add(path.to_owned(), text);
    }

    fn add(&mut self, path: String, text: String) {
        self.leaves.insert(path, text);
    }

    /// What a reference of the earlier state is called in the later one.
    fn renamed(&self, key: &str, word: &str) -> String {
        let kind = REFERENCES.iter().find(|(field, _)| *field == key).map(|(_, kind)| *kind);
        let known = self.names.objects.zip(kind).and_then(|(renames, kind)| renames.later(kind, word));
        known.unwrap_or(word).to_owned()
    }

    /// What an objective of the earlier state is called in the later one.
    fn part(&self, key: &str, name: &str) -> String {
        let known = self.names.objectives.filter(|_| key == "objectives").and_then(|names| names.get(name));
        known.map_or(name, Name::as_str).to_owned()
    }
}

/// The keys of a mapping, those that merge keys bring in among them. Merges of merges are followed a little way.
fn own_and_merged<'n>(node: &'n Node, keys: &mut Vec<&'n str>, depth: usize) {
    const DEEPEST: usize = 4;
    for (key, value) in node.entries() {
        match key.scalar() {
            Some("<<") if depth < DEEPEST => match &value.resolve().kind {
                Kind::Sequence(list) => list.iter().for_each(|one| own_and_merged(one, keys, depth + 1)),
                _ => own_and_merged(value, keys, depth + 1),
            },
            Some(word) => keys.push(word),
            None => {}
        }
    }
}
