//! One declared state of a repository, before references are followed: what can be compared with another.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::adopt;
use crate::model::{
    Agreement, Calendar, Cycle, Declarations, Metric, Name, Need, Object, ObjectKind, Service, Settings,
};

/// Which object.
pub type Id = (ObjectKind, Name);

/// What a repository declares at one commit, or in its work tree. Objects that are wrong only in what they refer to are
/// part of it: a dangling reference is no removal.
#[derive(Debug)]
pub struct State {
    /// The settings.
    pub settings: Settings,
    objects: BTreeMap<Id, Object>,
    broken: BTreeSet<(ObjectKind, String)>,
}

impl State {
    /// A state of what was read. Of objects with one name the first counts.
    pub fn new(settings: Settings, declarations: Declarations) -> Self {
        let (declarations, _) = adopt(declarations);
        let mut objects = BTreeMap::new();
        for object in declarations.objects {
            let id = (object.kind(), object.meta().name.clone());
            objects.entry(id).or_insert(object);
        }
        Self { settings, objects, broken: declarations.broken }
    }

    /// Every object that could be read, by kind and name.
    pub fn objects(&self) -> impl Iterator<Item = (&Id, &Object)> {
        self.objects.iter()
    }

    /// The object of a kind and name.
    pub fn object(&self, id: &Id) -> Option<&Object> {
        self.objects.get(id)
    }

    /// Whether something is declared there that could not be read.
    pub fn is_broken(&self, (kind, name): &Id) -> bool {
        self.broken.contains(&(*kind, name.to_string()))
    }

    /// A metric.
    pub fn metric(&self, name: &Name) -> Option<&Metric> {
        match self.objects.get(&(ObjectKind::Metric, name.clone())) {
            Some(Object::Metric(metric)) => Some(metric),
            _ => None,
        }
    }

    /// A service.
    pub fn service(&self, name: &Name) -> Option<&Service> {
        match self.objects.get(&(ObjectKind::Service, name.clone())) {
            Some(Object::Service(service)) => Some(service),
            _ => None,
        }
    }

    /// A calendar.
    pub fn calendar(&self, name: &Name) -> Option<&Calendar> {
        match self.objects.get(&(ObjectKind::Calendar, name.clone())) {
            Some(Object::Calendar(calendar)) => Some(calendar),
            _ => None,
        }
    }

    /// All agreements, by name.
    pub fn agreements(&self) -> impl Iterator<Item = &Agreement> {
        self.objects.values().filter_map(|object| match object {
            Object::Agreement(agreement) => Some(agreement),
            _ => None,
        })
    }

    /// All cycles, by name.
    pub fn cycles(&self) -> impl Iterator<Item = &Cycle> {
        self.objects.values().filter_map(|object| match object {
            Object::Cycle(cycle) => Some(cycle.as_ref()),
            _ => None,
        })
    }

    /// All needs, by name.
    pub fn needs(&self) -> impl Iterator<Item = &Need> {
        self.objects.values().filter_map(|object| match object {
            Object::Need(need) => Some(need),
            _ => None,
        })
    }
}
