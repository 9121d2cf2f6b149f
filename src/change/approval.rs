//! Whether a promise that was weakened has a stated reason, and the approval of the one who was accountable for it.
//!
//! Who is accountable is read from the earlier state: to change the owner in the same change helps nobody. A note
//! counts only when the earlier state does not have it: an old approval never covers a new easing.

use std::collections::{BTreeMap, BTreeSet};

use super::goalposts::Sides;
use super::shift::{Direction, Route, Shift, Subject};
use super::state::State;
use crate::model::{Agreement, ChangeNote, Meta, Name, Object, ObjectKind, Objective, Owner};

/// The annotations that say the same as `change` where a foreign format has no such field.
pub const REASON: &str = "deming/change-reason";
/// The second of them.
pub const APPROVED_BY: &str = "deming/change-approved-by";

/// How an easing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// There is a reason, and the owner approved.
    Approved,
    /// Somebody approved who is not accountable.
    Foreign,
    /// There is a reason, and nobody approved.
    Unsigned,
    /// There is only a note that an earlier change brought in.
    Old,
    /// There is no note.
    Missing,
}

/// Reason and approval of an easing.
#[derive(Debug, Clone)]
pub struct Approval {
    /// How it stands.
    pub standing: Standing,
    /// The note that decides this.
    pub note: Option<ChangeNote>,
    /// Who could approve, or could have: one of these.
    pub accountable: BTreeSet<Owner>,
    /// Where a note would be looked for, the nearest first.
    pub carrier: Subject,
}

/// Every note of the later state, and which of them are new.
pub struct Notes {
    notes: BTreeMap<Subject, ChangeNote>,
    new: BTreeSet<Subject>,
    used: BTreeSet<Subject>,
}

impl Notes {
    /// The notes of two states.
    pub fn of(base: &State, head: &State) -> Self {
        let old: Vec<ChangeNote> = collected(base).into_values().collect();
        let notes = collected(head);
        let is_new = |note: &ChangeNote| !old.iter().any(|earlier| earlier.says_the_same(note));
        let new = notes.iter().filter(|(_, note)| is_new(note)).map(|(at, _)| at.clone()).collect();
        Self { notes, new, used: BTreeSet::new() }
    }

    /// New notes that no easing asked for.
    pub fn idle(self) -> Vec<(Subject, ChangeNote)> {
        let idle = |at: &Subject| self.new.contains(at) && !self.used.contains(at);
        self.notes.into_iter().filter(|(at, _)| idle(at)).collect()
    }
}

fn collected(state: &State) -> BTreeMap<Subject, ChangeNote> {
    let mut notes = BTreeMap::new();
    for ((kind, name), object) in state.objects() {
        let at = Subject::Object { kind: *kind, name: name.clone() };
        notes.extend(note_of(object.meta()).map(|note| (at, note)));
        if let Object::Agreement(agreement) = object {
            let noted = agreement.objectives.iter().filter_map(|one| Some((one, one.change.clone()?)));
            notes.extend(noted.map(|(one, note)| (of_objective(agreement, one), note)));
        }
    }
    notes.extend(state.settings.change.clone().map(|note| (Subject::Settings, note)));
    notes
}

fn of_objective(agreement: &Agreement, objective: &Objective) -> Subject {
    Subject::Objective { agreement: agreement.meta.name.clone(), objective: objective.name.clone() }
}

/// The note of an object: its own, or the one that its annotations hold.
fn note_of(meta: &Meta) -> Option<ChangeNote> {
    meta.change.clone().or_else(|| {
        let reason = meta.annotations.get(REASON).filter(|reason| !reason.trim().is_empty())?;
        Some(ChangeNote {
            reason: reason.clone(),
            approved_by: meta.annotations.get(APPROVED_BY).and_then(|owner| owner.parse().ok()),
            on: None,
            place: meta.place.child("metadata").child("annotations").child(REASON),
        })
    })
}

/// Somebody whose approval an easing needs, and where it may be recorded.
struct Ask {
    owners: BTreeSet<Owner>,
    carriers: Vec<Subject>,
}

/// How a change of a promise stands. What is not weakened needs nobody's approval.
pub fn of(sides: &Sides<'_>, shift: &Shift, notes: &mut Notes) -> Approval {
    let nearest = |asks: &[Ask]| asks.iter().find_map(|ask| ask.carriers.first().cloned());
    if shift.direction != Direction::Weakened {
        let (accountable, carrier) = (BTreeSet::new(), shift.subject.clone());
        return Approval { standing: Standing::Approved, note: None, accountable, carrier };
    }
    let asks = asks(sides, shift);
    let carrier = nearest(&asks).unwrap_or(Subject::Settings);
    // Each of those who are accountable is asked; the worst answer stands.
    let answers = asks.into_iter().map(|ask| answer(ask, notes, &carrier));
    answers.max_by_key(|approval| approval.standing).unwrap_or(Approval {
        standing: Standing::Missing,
        note: None,
        accountable: BTreeSet::new(),
        carrier: Subject::Settings,
    })
}

fn answer(ask: Ask, notes: &mut Notes, carrier: &Subject) -> Approval {
    let mut best: (Standing, Option<ChangeNote>) = (Standing::Missing, None);
    for at in &ask.carriers {
        let Some(note) = notes.notes.get(at) else { continue };
        let standing = match &note.approved_by {
            _ if !notes.new.contains(at) => Standing::Old,
            None => Standing::Unsigned,
            Some(owner) if ask.owners.contains(owner) => Standing::Approved,
            Some(_) => Standing::Foreign,
        };
        notes.used.insert(at.clone());
        if standing < best.0 {
            best = (standing, Some(note.clone()));
        }
    }
    Approval { standing: best.0, note: best.1, accountable: ask.owners, carrier: carrier.clone() }
}

/// Who has to approve, and where. A metric or calendar that several services rest on needs the owner of each.
fn asks(sides: &Sides<'_>, shift: &Shift) -> Vec<Ask> {
    match &shift.subject {
        Subject::Settings => vec![Ask { owners: everybody(sides.base), carriers: vec![Subject::Settings] }],
        Subject::Objective { .. } => {
            shift.objectives.iter().filter_map(|at| of_pair(sides, shift, *at)).collect()
        }
        Subject::Object { kind, name } => of_object(sides, shift, *kind, name),
    }
}

fn of_object(sides: &Sides<'_>, shift: &Shift, kind: ObjectKind, name: &Name) -> Vec<Ask> {
    let own = Subject::Object { kind, name: name.clone() };
    let base = base_of(sides, kind, name);
    if matches!(kind, ObjectKind::Metric | ObjectKind::Calendar) && !shift.objectives.is_empty() {
        let asked = shift.objectives.iter().filter_map(|at| of_pair(sides, shift, *at));
        return asked
            .map(|mut ask| {
                ask.carriers.insert(0, own.clone());
                ask
            })
            .collect();
    }
    let (mut owners, service) = match base {
        Some(Object::Agreement(agreement)) => (BTreeSet::new(), Some(&agreement.service)),
        Some(Object::Metric(metric)) => (BTreeSet::new(), Some(&metric.service)),
        Some(Object::Action(action)) => (BTreeSet::new(), Some(&action.service)),
        Some(Object::Cycle(cycle)) => {
            let decides = cycle.decide.as_ref().and_then(|decide| decide.by.clone());
            (decides.into_iter().chain([cycle.owner.clone()]).collect(), Some(&cycle.service))
        }
        // A need is the business's own: who confirmed it, and nobody who has to meet it.
        Some(Object::Need(need)) => (need.confirmed_by.iter().cloned().collect(), Some(&need.service)),
        Some(Object::Decision(decision)) => ([decision.by.clone()].into(), None),
        _ => (BTreeSet::new(), None),
    };
    let confirmed = kind == ObjectKind::Need && !owners.is_empty();
    let accountable = service.and_then(|service| sides.base.service(service));
    owners.extend(accountable.filter(|_| !confirmed).and_then(|service| service.owner.clone()));
    if owners.is_empty() {
        owners = everybody(sides.base);
    }
    let mut carriers = vec![own];
    carriers.extend(service.and_then(|service| service_now(sides, service)));
    carriers.extend(is_removal(shift.route).then_some(Subject::Settings));
    // What is gone has no place for a note of its own.
    carriers.retain(|at| exists(sides.head, at));
    if carriers.is_empty() {
        carriers.push(Subject::Settings);
    }
    vec![Ask { owners, carriers }]
}

fn of_pair(sides: &Sides<'_>, shift: &Shift, at: usize) -> Option<Ask> {
    let pair = sides.matching.objectives.get(at)?;
    let service = &pair.base.0.service;
    let owner = sides.base.service(service).and_then(|service| service.owner.clone());
    let owners = owner.map_or_else(|| everybody(sides.base), |owner| [owner].into());
    let mut carriers = Vec::new();
    match pair.head {
        Some((agreement, objective)) => {
            carriers.push(of_objective(agreement, objective));
            carriers.push(Subject::Object { kind: ObjectKind::Agreement, name: agreement.meta.name.clone() });
        }
        None => {
            let name = pair.base.0.meta.name.clone();
            carriers.push(Subject::Object { kind: ObjectKind::Agreement, name });
        }
    }
    carriers.extend(service_now(sides, service));
    carriers.extend((pair.head.is_none() || is_removal(shift.route)).then_some(Subject::Settings));
    carriers.retain(|at| exists(sides.head, at));
    if carriers.is_empty() {
        carriers.push(Subject::Settings);
    }
    Some(Ask { owners, carriers })
}

/// Whether something is declared that can carry a note.
fn exists(head: &State, at: &Subject) -> bool {
    match at {
        Subject::Object { kind, name } => head.object(&(*kind, name.clone())).is_some(),
        Subject::Objective { .. } | Subject::Settings => true,
    }
}

fn is_removal(route: Route) -> bool {
    matches!(
        route,
        Route::ObjectiveRemoved
            | Route::AgreementRemoved
            | Route::MetricRemoved
            | Route::CycleRemoved
            | Route::ActionRemoved
            | Route::NeedRemoved
    )
}

/// The object of the earlier state that is called so in the later one.
fn base_of<'s>(sides: &Sides<'s>, kind: ObjectKind, name: &Name) -> Option<&'s Object> {
    let pair = sides.matching.pairs.iter();
    let known = pair
        .filter(|(_, after)| after.kind() == kind && after.meta().name == *name)
        .map(|(before, _)| *before);
    known.chain(sides.base.object(&(kind, name.clone()))).next()
}

fn service_now(sides: &Sides<'_>, service: &Name) -> Option<Subject> {
    let later = sides.matching.renames.later(ObjectKind::Service, service.as_str());
    let name = match later {
        Some(later) => later.parse().ok()?,
        None => service.clone(),
    };
    Some(Subject::Object { kind: ObjectKind::Service, name })
}

/// Every owner of a service or strategy.
fn everybody(base: &State) -> BTreeSet<Owner> {
    let owner = |object: &Object| match object {
        Object::Service(service) => service.owner.clone(),
        Object::Strategy(strategy) => Some(strategy.owner.clone()),
        _ => None,
    };
    base.objects().filter_map(|(_, object)| owner(object)).collect()
}
