//! Which object of the earlier state is which of the later one: by kind and name wherever it stands, and, of those
//! left over on both sides, by what they have in common.

use std::collections::{BTreeMap, BTreeSet};

use super::leaves::{self, Leaves, Names};
use super::state::{Id, State};
use crate::model::{Agreement, Name, Object, ObjectKind, Objective};

/// Half of what two declarations say must be the same for one to be taken for the other under a new name.
pub const THRESHOLD: f64 = 0.5;

/// How many pairs of one kind are compared in search of renames. Beyond that only declarations that say exactly the
/// same are matched; the rest counts as removed and added, which hides nothing.
const MOST_PAIRS: usize = 250_000;

/// Kinds that others refer to: they come first, so that a renamed reference is known when its holder is looked at.
const FIRST: [ObjectKind; 5] =
    [ObjectKind::Service, ObjectKind::DataSource, ObjectKind::Calendar, ObjectKind::Metric, ObjectKind::Need];

/// All kinds, each after those that it refers to.
fn in_order() -> impl Iterator<Item = ObjectKind> {
    FIRST.into_iter().chain(ObjectKind::ALL.into_iter().filter(|kind| !FIRST.contains(kind)))
}

/// What objects of the earlier state are called in the later one.
#[derive(Debug, Default)]
pub struct Renames(BTreeMap<ObjectKind, BTreeMap<String, Name>>);

impl Renames {
    /// The later name of an object that has another one now.
    pub fn later(&self, kind: ObjectKind, earlier: &str) -> Option<&str> {
        self.0.get(&kind)?.get(earlier).map(Name::as_str)
    }

    /// Whether two references, one of each state, lead to the same object.
    pub fn are_the_same(&self, kind: ObjectKind, earlier: &Name, later: &Name) -> bool {
        self.later(kind, earlier.as_str()).unwrap_or(earlier.as_str()) == later.as_str()
    }

    fn add(&mut self, kind: ObjectKind, earlier: &Name, later: &Name) {
        self.0.entry(kind).or_default().insert(earlier.to_string(), later.clone());
    }
}

/// Two states of one repository, matched.
#[derive(Debug, Default)]
pub struct Matching<'s> {
    /// What is there on both sides.
    pub pairs: Vec<(&'s Object, &'s Object)>,
    /// What is there only in the earlier state.
    pub removed: Vec<&'s Object>,
    /// What is there only in the later state.
    pub added: Vec<&'s Object>,
    /// What has another name now.
    pub renames: Renames,
    /// Objectives.
    pub objectives: Vec<ObjectivePair<'s>>,
}

/// An objective of the earlier state, and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct ObjectivePair<'s> {
    /// As it was, with the agreement that held it.
    pub base: (&'s Agreement, &'s Objective),
    /// As it is; `None`: it is gone.
    pub head: Option<(&'s Agreement, &'s Objective)>,
}

/// Matches two states.
pub fn matched<'s>(base: &'s State, head: &'s State) -> Matching<'s> {
    let mut matching = Matching::default();
    for kind in in_order() {
        let of_kind = |state: &'s State| state.objects().filter(move |((of, _), _)| *of == kind);
        let gone = |id: &Id| head.object(id).is_none() && !head.is_broken(id);
        let new = |id: &Id| base.object(id).is_none() && !base.is_broken(id);
        let removed: Vec<&Object> = of_kind(base).filter(|(id, _)| gone(id)).map(|(_, o)| o).collect();
        let added: Vec<&Object> = of_kind(head).filter(|(id, _)| new(id)).map(|(_, o)| o).collect();
        matching.pairs.extend(of_kind(base).filter_map(|(id, before)| Some((before, head.object(id)?))));
        let renamed = renamed(&removed, &added, &matching.renames);
        for (before, after) in &renamed {
            matching.renames.add(kind, &before.meta().name, &after.meta().name);
        }
        let known: BTreeSet<*const Object> =
            renamed.iter().flat_map(|(a, b)| [std::ptr::from_ref(*a), std::ptr::from_ref(*b)]).collect();
        let left = |object: &&Object| !known.contains(&std::ptr::from_ref(*object));
        matching.removed.extend(removed.into_iter().filter(left));
        matching.added.extend(added.into_iter().filter(left));
        matching.pairs.extend(renamed);
    }
    matching.objectives = objectives(&matching);
    matching
}

/// The best pairs of what is left over on both sides: the more alike first, ties by name.
fn renamed<'s>(
    removed: &[&'s Object],
    added: &[&'s Object],
    renames: &Renames,
) -> Vec<(&'s Object, &'s Object)> {
    if removed.is_empty() || added.is_empty() {
        return Vec::new();
    }
    let names = Names { objects: Some(renames), ..Names::default() };
    let read = |objects: &[&'s Object], names| -> Vec<Leaves> {
        objects.iter().map(|object| leaves::of_document(&object.meta().place, names)).collect()
    };
    best(&read(removed, names), &read(added, Names::default()), |_, _| true)
        .into_iter()
        .filter_map(|(a, b)| Some((*removed.get(a)?, *added.get(b)?)))
        .collect()
}

/// Indices of the best pairs at or above the threshold of those that may be pairs, each index once. Both sides come in
/// the order of their names.
fn best(before: &[Leaves], after: &[Leaves], may_be: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
    if before.len().saturating_mul(after.len()) > MOST_PAIRS {
        let mut by_content: BTreeMap<&Leaves, Vec<usize>> = BTreeMap::new();
        for (b, leaves) in after.iter().enumerate().rev() {
            by_content.entry(leaves).or_default().push(b);
        }
        for (a, leaves) in before.iter().enumerate() {
            let same = by_content.get_mut(leaves).and_then(Vec::pop);
            candidates.extend(same.filter(|b| may_be(a, *b)).map(|b| (1.0, a, b)));
        }
    } else {
        for (a, one) in before.iter().enumerate() {
            let others = after.iter().enumerate().filter(|(b, _)| may_be(a, *b));
            let row = others.map(|(b, other)| (leaves::similarity(one, other), a, b));
            candidates.extend(row.filter(|(score, ..)| *score >= THRESHOLD));
        }
    }
    candidates.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| (x.1, x.2).cmp(&(y.1, y.2))));
    let (mut earlier, mut later) = (BTreeSet::new(), BTreeSet::new());
    candidates.retain(|(_, a, b)| {
        let free = !earlier.contains(a) && !later.contains(b);
        free && earlier.insert(*a) && later.insert(*b)
    });
    candidates.into_iter().map(|(_, a, b)| (a, b)).collect()
}

/// What became of every objective of the earlier state: first by name within its agreement, then by what is alike
/// within it, then anywhere. One that has only moved to another agreement is not gone.
fn objectives<'s>(matching: &Matching<'s>) -> Vec<ObjectivePair<'s>> {
    let mut pairs = Vec::new();
    let (mut lost, mut found) = (Vec::new(), Vec::new());
    for (before, after) in &matching.pairs {
        let (Object::Agreement(before), Object::Agreement(after)) = (before, after) else { continue };
        let (mut gone, mut new) = (Vec::new(), Vec::new());
        for objective in &before.objectives {
            match after.objectives.iter().find(|other| other.name == objective.name) {
                Some(other) => {
                    pairs.push(ObjectivePair { base: (before, objective), head: Some((after, other)) });
                }
                None => gone.push((before, objective)),
            }
        }
        let known = |name: &Name| before.objectives.iter().any(|objective| objective.name == *name);
        new.extend(after.objectives.iter().filter(|o| !known(&o.name)).map(|objective| (after, objective)));
        match_objectives(gone, new, &matching.renames, &mut pairs, (&mut lost, &mut found));
    }
    lost.extend(objectives_of(&matching.removed));
    found.extend(objectives_of(&matching.added));
    let (mut gone, mut unmatched) = (Vec::new(), Vec::new());
    match_objectives(lost, found, &matching.renames, &mut pairs, (&mut gone, &mut unmatched));
    pairs.extend(gone.into_iter().map(|base| ObjectivePair { base, head: None }));
    pairs.sort_by_key(|pair| (pair.base.0.meta.name.clone(), pair.base.1.name.clone()));
    pairs
}

/// An objective with the agreement that holds it.
type Held<'s> = (&'s Agreement, &'s Objective);

fn objectives_of<'s>(objects: &[&'s Object]) -> Vec<Held<'s>> {
    let mut held = Vec::new();
    for object in objects {
        if let Object::Agreement(agreement) = object {
            held.extend(agreement.objectives.iter().map(|objective| (agreement, objective)));
        }
    }
    held
}

/// Pairs objectives of one service that are alike; the rest goes to `left`.
fn match_objectives<'s>(
    gone: Vec<Held<'s>>,
    new: Vec<Held<'s>>,
    renames: &Renames,
    pairs: &mut Vec<ObjectivePair<'s>>,
    left: (&mut Vec<Held<'s>>, &mut Vec<Held<'s>>),
) {
    let mut matched = Vec::new();
    if !gone.is_empty() && !new.is_empty() {
        let names = Names { objects: Some(renames), ..Names::default() };
        let read = |list: &[Held<'s>], names| -> Vec<Leaves> {
            list.iter().map(|(_, objective)| leaves::of_part(&objective.place, names)).collect()
        };
        let of_one_service = |a: usize, b: usize| match (gone.get(a), new.get(b)) {
            (Some((one, _)), Some((other, _))) => {
                renames.are_the_same(ObjectKind::Service, &one.service, &other.service)
            }
            _ => false,
        };
        matched = best(&read(&gone, names), &read(&new, Names::default()), of_one_service);
    }
    pairs.extend(
        matched
            .iter()
            .filter_map(|(a, b)| Some(ObjectivePair { base: *gone.get(*a)?, head: Some(*new.get(*b)?) })),
    );
    let (taken, given): (BTreeSet<usize>, BTreeSet<usize>) = matched.into_iter().unzip();
    left.0.extend(gone.into_iter().enumerate().filter(|(i, _)| !taken.contains(i)).map(|(_, held)| held));
    left.1.extend(new.into_iter().enumerate().filter(|(i, _)| !given.contains(i)).map(|(_, held)| held));
}
