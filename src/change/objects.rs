//! What is added, modified, renamed and removed, and what rests on it.

use std::collections::{BTreeMap, BTreeSet};

use super::leaves::{self, FieldChange, Names};
use super::matching::Matching;
use super::state::{Id, State};
use crate::catalog::{Reference, references_of};
use crate::model::{Name, Object, ObjectKind};
use crate::text::Place;

/// An object that is not as it was.
#[derive(Debug, Clone)]
pub struct ObjectChange {
    /// Its kind.
    pub kind: ObjectKind,
    /// Its name; of one that is gone, the earlier one.
    pub name: Name,
    /// What became of it.
    pub state: ObjectState,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
    /// Where it is declared; of one that is gone, where it was.
    pub place: Place,
    /// Where it was declared, unless it is new.
    pub base_place: Option<Place>,
    /// What refers to it now: objectives, cycles, agreements.
    pub dependents: Vec<String>,
}

/// What became of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectState {
    /// It is gone.
    Removed,
    /// It has another name, and may say something else, too.
    Renamed {
        /// The earlier name.
        from: Name,
    },
    /// It says something else.
    Modified,
    /// It is new.
    Added,
}

impl ObjectState {
    /// As written in output.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Renamed { .. } => "renamed",
            Self::Modified => "modified",
            Self::Added => "added",
        }
    }
}

/// The kinds that others rest on, so that a change of one reaches further than its own file.
const FOUNDATIONS: [ObjectKind; 5] =
    [ObjectKind::Metric, ObjectKind::Calendar, ObjectKind::Need, ObjectKind::DataSource, ObjectKind::Cycle];

/// What is not as it was, by kind and name, and how many objects are.
pub fn changed(base: &State, head: &State, matching: &Matching<'_>) -> (Vec<ObjectChange>, usize) {
    let mut objects = Vec::new();
    let mut unmodified = 0;
    let objectives = renamed_objectives(matching);
    for (before, after) in &matching.pairs {
        let renamed = before.meta().name != after.meta().name;
        let fields = match super::is_unmodified(before, after) {
            true => Vec::new(),
            false => differing(before, after, matching, objectives.get(&before.meta().name)),
        };
        if fields.is_empty() && !renamed {
            unmodified += 1;
            continue;
        }
        let from = before.meta().name.clone();
        let state = if renamed { ObjectState::Renamed { from } } else { ObjectState::Modified };
        objects.push(change(after, state, fields, Some(&before.meta().place)));
    }
    objects.extend(matching.added.iter().map(|new| change(new, ObjectState::Added, Vec::new(), None)));
    let gone = matching.removed.iter();
    objects.extend(gone.map(|old| change(old, ObjectState::Removed, Vec::new(), Some(&old.meta().place))));
    objects.extend(mended(base, head));
    objects.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    add_dependents(&mut objects, head);
    (objects, unmodified)
}

fn change(
    object: &Object,
    state: ObjectState,
    fields: Vec<FieldChange>,
    base: Option<&Place>,
) -> ObjectChange {
    let meta = object.meta();
    let (kind, name, place) = (object.kind(), meta.name.clone(), meta.place.clone());
    ObjectChange { kind, name, state, fields, place, base_place: base.cloned(), dependents: Vec::new() }
}

fn differing(
    before: &Object,
    after: &Object,
    matching: &Matching<'_>,
    objectives: Option<&BTreeMap<Name, Name>>,
) -> Vec<FieldChange> {
    let names = Names { objects: Some(&matching.renames), objectives };
    let old = leaves::of_document(&before.meta().place, names);
    let new = leaves::of_document(&after.meta().place, Names::default());
    leaves::differences(&old, &new)
}

/// For each agreement of the earlier state, its objectives that have another name now.
fn renamed_objectives(matching: &Matching<'_>) -> BTreeMap<Name, BTreeMap<Name, Name>> {
    let mut names: BTreeMap<Name, BTreeMap<Name, Name>> = BTreeMap::new();
    for pair in &matching.objectives {
        let Some((_, head)) = pair.head.filter(|(_, head)| head.name != pair.base.1.name) else { continue };
        let agreement = names.entry(pair.base.0.meta.name.clone()).or_default();
        agreement.insert(pair.base.1.name.clone(), head.name.clone());
    }
    names
}

/// Objects that could not be read before and can be now: what they said then, nobody can tell.
fn mended(base: &State, head: &State) -> Vec<ObjectChange> {
    let unreadable = |id: &Id| base.object(id).is_none() && base.is_broken(id);
    let again = head.objects().filter(|(id, _)| unreadable(id));
    again.map(|(_, object)| change(object, ObjectState::Modified, Vec::new(), None)).collect()
}

fn add_dependents(objects: &mut [ObjectChange], head: &State) {
    let of_interest =
        |object: &&mut ObjectChange| FOUNDATIONS.contains(&object.kind) && object.state != ObjectState::Added;
    let mut wanted: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
    for object in objects.iter_mut().filter(of_interest) {
        wanted.insert((object.kind, object.name.clone()), BTreeSet::new());
    }
    if wanted.is_empty() {
        return;
    }
    for ((kind, name), object) in head.objects() {
        for reference in references_of(object) {
            if let Some(holders) = wanted.get_mut(&(reference.kind, reference.name.clone())) {
                holders.extend(called(*kind, name, object, &reference));
            }
        }
    }
    for object in objects.iter_mut().filter(of_interest) {
        let holders = wanted.remove(&(object.kind, object.name.clone())).unwrap_or_default();
        object.dependents = holders.into_iter().collect();
    }
}

/// How those that hold a reference are called. Not an agreement as a whole rests on a metric, but some of its objectives.
fn called(kind: ObjectKind, name: &Name, object: &Object, reference: &Reference<'_>) -> Vec<String> {
    match (object, reference.kind) {
        (Object::Agreement(agreement), ObjectKind::Metric) => {
            let about = agreement.objectives.iter().filter(|objective| objective.metric == *reference.name);
            about.map(|objective| format!("{name}/{}", objective.name)).collect()
        }
        _ => vec![format!("{kind} {name}")],
    }
}
