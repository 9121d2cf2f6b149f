//! Declared against earlier declared: what a change means.
//!
//! A *change* is the difference of two declared states; *weakened* and *strengthened* are its directions. Nothing here
//! reads a repository: two [`State`]s come in, and what closed periods came to under both.
//!
//! | file | knows |
//! |---|---|
//! | [`state`] | one declared state |
//! | `leaves` | a declaration in single fields, as written |
//! | [`matching`] | which object, and which objective, is which |
//! | `objects` | what is added, modified, renamed, removed, and what rests on it |
//! | `goalposts` | every way to make a promise easier to keep |
//! | [`shift`] | one promise that was changed |
//! | [`approval`] | whether a reason is stated, and approved by the one who is accountable |
//! | [`flips`] | closed periods that come out otherwise |
//! | `findings`, [`rules`] | what is wrong with a change |

pub mod approval;
mod findings;
pub mod flips;
mod goalposts;
mod leaves;
pub mod matching;
mod objects;
pub mod rules;
pub mod shift;
pub mod state;

use std::sync::Arc;

use jiff::Timestamp;

pub use self::approval::{Approval, Standing};
pub use self::findings::{findings, unreadable_base};
pub use self::flips::{Flips, Told};
pub use self::leaves::FieldChange;
pub use self::objects::{ObjectChange, ObjectState};
pub use self::shift::{Direction, Route, Shift, Subject};
pub use self::state::State;

use self::approval::Notes;
use self::goalposts::Sides;
use self::matching::{ObjectivePair, matched};
use crate::model::{ChangeNote, Name, Object};

/// What a change means.
#[derive(Debug)]
pub struct Changes {
    /// What is not as it was, by kind and name.
    pub objects: Vec<ObjectChange>,
    /// How many objects are as they were.
    pub unmodified: usize,
    /// Promises that were changed, those that are weakened first.
    pub shifts: Vec<Judgement>,
    /// The objectives of the earlier state; [`Shift::objectives`] counts in them.
    pub objectives: Vec<ObjectiveFate>,
    /// New notes about changes that cover nothing.
    pub idle_notes: Vec<(Subject, ChangeNote)>,
}

/// A promise that was changed, and whether that was approved.
#[derive(Debug)]
pub struct Judgement {
    /// The change.
    pub shift: Shift,
    /// Reason and approval; asked for only where it is weakened.
    pub approval: Approval,
}

/// An objective by agreement and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectiveKey {
    /// The agreement.
    pub agreement: Name,
    /// The objective.
    pub objective: Name,
}

/// What became of an objective of the earlier state.
#[derive(Debug, Clone)]
pub struct ObjectiveFate {
    /// As it was called.
    pub base: ObjectiveKey,
    /// As it is called; `None`: it is gone.
    pub head: Option<ObjectiveKey>,
}

impl Changes {
    /// The promises that were changed in one direction.
    pub fn going(&self, direction: Direction) -> impl Iterator<Item = &Judgement> {
        self.shifts.iter().filter(move |judgement| judgement.shift.direction == direction)
    }

    /// How many objects are in a state.
    pub fn count(&self, keyword: &str) -> usize {
        self.objects.iter().filter(|object| object.state.keyword() == keyword).count()
    }

    /// Whether both states declare the same.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.shifts.is_empty()
    }
}

/// Compares two declared states at a moment.
pub fn compare(base: &State, head: &State, as_of: Timestamp) -> Changes {
    let matching = matched(base, head);
    let (objects, unmodified) = objects::changed(base, head, &matching);
    let sides = Sides { base, head, matching: &matching, as_of };
    let mut notes = Notes::of(base, head);
    let shifts = goalposts::shifts(&sides).into_iter();
    let mut shifts: Vec<Judgement> =
        shifts.map(|shift| Judgement { approval: approval::of(&sides, &shift, &mut notes), shift }).collect();
    shifts.sort_by_key(|judgement| judgement.shift.direction);
    let objectives = matching.objectives.iter().map(fate).collect();
    Changes { objects, unmodified, shifts, objectives, idle_notes: notes.idle() }
}

fn fate(pair: &ObjectivePair<'_>) -> ObjectiveFate {
    let key = |(agreement, objective): (&crate::model::Agreement, &crate::model::Objective)| ObjectiveKey {
        agreement: agreement.meta.name.clone(),
        objective: objective.name.clone(),
    };
    ObjectiveFate { base: key(pair.base), head: pair.head.map(key) }
}

/// Whether two declarations are the same document of the same text, wherever the file lies now. Only others are read
/// again field by field, so that a large repository with a small change costs next to nothing.
fn is_unmodified(before: &Object, after: &Object) -> bool {
    let (old, new) = (&before.meta().place, &after.meta().place);
    let same_text = Arc::ptr_eq(&old.source, &new.source) || old.source.text() == new.source.text();
    old.document == new.document && same_text
}
