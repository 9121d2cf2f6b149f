//! All declared objects by kind and name.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{DataSource, Metric, Object, ObjectKind, Strategy};

/// All declared objects by kind and name, and the names of those that could not be read.
pub struct Index<'o> {
    objects: BTreeMap<(ObjectKind, &'o str), &'o Object>,
    broken: &'o BTreeSet<(ObjectKind, String)>,
}

impl<'o> Index<'o> {
    /// An index of objects whose names are unique.
    pub fn new(objects: &'o [Object], broken: &'o BTreeSet<(ObjectKind, String)>) -> Self {
        let entry = |object: &'o Object| ((object.kind(), object.meta().name.as_str()), object);
        Self { objects: objects.iter().map(entry).collect(), broken }
    }

    /// Whether an object was declared, be it broken.
    pub fn declares(&self, kind: ObjectKind, name: &str) -> bool {
        self.objects.contains_key(&(kind, name)) || self.broken.contains(&(kind, name.to_owned()))
    }

    /// The names of a kind, in order, broken ones among them.
    pub fn names(&self, kind: ObjectKind) -> Vec<&str> {
        let whole = self.objects.keys().filter(|(of, _)| *of == kind).map(|(_, name)| *name);
        let broken = self.broken.iter().filter(|(of, _)| *of == kind).map(|(_, name)| name.as_str());
        let names: BTreeSet<&str> = whole.chain(broken).collect();
        names.into_iter().collect()
    }

    /// The kinds of which an object has this name.
    pub fn kinds_of(&self, name: &str) -> Vec<ObjectKind> {
        let kinds = ObjectKind::ALL.into_iter().chain(ObjectKind::ALERTING);
        kinds.filter(|kind| self.declares(*kind, name)).collect()
    }

    /// A metric that could be read.
    pub fn metric(&self, name: &str) -> Option<&'o Metric> {
        match self.objects.get(&(ObjectKind::Metric, name)) {
            Some(Object::Metric(metric)) => Some(metric),
            _ => None,
        }
    }

    /// A data source that could be read.
    pub fn data_source(&self, name: &str) -> Option<&'o DataSource> {
        match self.objects.get(&(ObjectKind::DataSource, name)) {
            Some(Object::DataSource(system)) => Some(system),
            _ => None,
        }
    }

    /// A strategy that could be read.
    pub fn strategy(&self, name: &str) -> Option<&'o Strategy> {
        match self.objects.get(&(ObjectKind::Strategy, name)) {
            Some(Object::Strategy(strategy)) => Some(strategy),
            _ => None,
        }
    }
}
