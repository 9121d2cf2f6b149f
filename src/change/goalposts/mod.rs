//! Goalposts: every way to make a promise easier to keep, each a function that compares what two declarations mean.
//!
//! The lists here are closed and by kind of object. What a function cannot hold against each other, it calls weakened:
//! a reviewer should look at a promise that was exchanged for another.
//!
//! | file | judges |
//! |---|---|
//! | `objective` | target, budgeting, window, `each`, metric, consequence |
//! | `agreement` | type, service hours, review |
//! | `calendar` | hours, holidays, maintenance |
//! | `metric`, `source` | direction, unit, aggregate, trust, which rows count |
//! | `cycle` | target, dates, guards, baseline, who decides |
//! | `register` | actions and refusals |
//! | `need` | requirements and their review |
//! | `settings` | zone, fiscal year, pinned now, roots |
//! | `order` | which of two values is the easier one |

mod agreement;
mod calendar;
mod cycle;
mod metric;
mod need;
mod objective;
mod order;
mod register;
mod settings;
mod source;

use jiff::Timestamp;
use jiff::civil::Date;

use super::matching::{Matching, ObjectivePair};
use super::shift::{Direction, Judged, Route, Shift, Subject};
use super::state::State;
use crate::model::{Agreement, Object, ObjectKind};
use crate::text::Place;

/// Two states, and what of one is what of the other.
pub struct Sides<'s> {
    /// The earlier state.
    pub base: &'s State,
    /// The later one.
    pub head: &'s State,
    /// What is what.
    pub matching: &'s Matching<'s>,
    /// The moment that is "now".
    pub as_of: Timestamp,
}

impl Sides<'_> {
    /// The day that is today, in the zone of the later state's settings.
    pub fn today(&self) -> Date {
        self.as_of.to_zoned_datetime(self.head.settings.zone.clone()).date()
    }
}

/// Every promise that was changed, in the order of subjects and routes.
pub fn shifts(sides: &Sides<'_>) -> Vec<Shift> {
    let mut shifts = Vec::new();
    for (index, pair) in sides.matching.objectives.iter().enumerate() {
        of_objective(sides, index, pair, &mut shifts);
    }
    for (before, after) in &sides.matching.pairs {
        if !super::is_unmodified(before, after) {
            of_object(sides, before, after, &mut shifts);
        }
    }
    for gone in &sides.matching.removed {
        shifts.extend(removal(sides, gone));
    }
    // Settings that could not be read are an error by themselves; the defaults in their place are nobody's change.
    let are_read = !sides.base.settings.is_unread && !sides.head.settings.is_unread;
    let judged = settings::CHECKS.iter().filter(|_| are_read).filter_map(|check| check(sides));
    shifts.extend(judged.map(|judged| {
        let objectives = (0..sides.matching.objectives.len()).collect();
        shift(Subject::Settings, judged, None, objectives)
    }));
    shifts.sort_by(|a, b| (&a.subject, a.route, &a.before).cmp(&(&b.subject, b.route, &b.before)));
    shifts
}

fn shift(subject: Subject, judged: Judged, base: Option<&Object>, objectives: Vec<usize>) -> Shift {
    let Judged { route, direction, before, after, is_comparable, place } = judged;
    let base_place = base.map(|object| object.meta().place.clone());
    Shift {
        subject,
        route,
        direction,
        before,
        after,
        is_comparable,
        place: Some(place),
        base_place,
        objectives,
    }
}

fn of_objective(sides: &Sides<'_>, index: usize, pair: &ObjectivePair<'_>, shifts: &mut Vec<Shift>) {
    let (agreement, objective) = pair.base;
    let Some((held_by, head)) = pair.head else {
        shifts.push(Shift {
            subject: Subject::Objective {
                agreement: agreement.meta.name.clone(),
                objective: objective.name.clone(),
            },
            route: Route::ObjectiveRemoved,
            direction: Direction::Weakened,
            before: objective::in_words(objective, sides.base),
            after: "removed".into(),
            is_comparable: true,
            place: surviving(sides, agreement).map(|now| now.meta.place.child("spec").child("objectives")),
            base_place: Some(objective.place.clone()),
            objectives: vec![index],
        });
        return;
    };
    let subject = Subject::Objective { agreement: held_by.meta.name.clone(), objective: head.name.clone() };
    for judged in objective::CHECKS.iter().filter_map(|check| check(sides, objective, head)) {
        let mut shift = shift(subject.clone(), judged, None, vec![index]);
        shift.base_place = Some(objective.place.clone());
        shifts.push(shift);
    }
}

/// An agreement as it is now.
fn surviving<'s>(sides: &Sides<'s>, agreement: &Agreement) -> Option<&'s Agreement> {
    sides.matching.pairs.iter().find_map(|(before, after)| match (before, after) {
        (Object::Agreement(before), Object::Agreement(after)) if before.meta.name == agreement.meta.name => {
            Some(after)
        }
        _ => None,
    })
}

fn of_object(sides: &Sides<'_>, before: &Object, after: &Object, shifts: &mut Vec<Shift>) {
    let judged: Vec<Judged> = match (before, after) {
        (Object::Agreement(a), Object::Agreement(b)) => all(agreement::CHECKS, sides, a, b),
        (Object::Calendar(a), Object::Calendar(b)) => all(calendar::CHECKS, sides, a, b),
        (Object::Metric(a), Object::Metric(b)) => all(metric::CHECKS, sides, a, b),
        (Object::Cycle(a), Object::Cycle(b)) => {
            let mut judged = all(cycle::CHECKS, sides, a, b);
            judged.extend(cycle::guards(sides, a, b));
            judged
        }
        (Object::Action(a), Object::Action(b)) => all(register::OF_ACTION, sides, a, b),
        (Object::Decision(a), Object::Decision(b)) => all(register::OF_DECISION, sides, a, b),
        (Object::Need(a), Object::Need(b)) => {
            let mut judged = all(need::CHECKS, sides, a, b);
            judged.extend(need::requirements(sides, a, b));
            judged
        }
        _ => Vec::new(),
    };
    let subject = Subject::Object { kind: after.kind(), name: after.meta().name.clone() };
    let objectives = resting_on(sides, before);
    // Hours that nothing is promised in ease nothing.
    let is_idle = before.kind() == ObjectKind::Calendar && objectives.is_empty();
    shifts.extend(judged.into_iter().map(|judged| {
        let direction = if is_idle { Direction::Changed } else { judged.direction };
        shift(subject.clone(), Judged { direction, ..judged }, Some(before), objectives.clone())
    }));
}

/// What a list of checks says of two declarations of one object.
fn all<T: ?Sized>(checks: &[Check<T>], sides: &Sides<'_>, before: &T, after: &T) -> Vec<Judged> {
    checks.iter().filter_map(|check| check(sides, before, after)).collect()
}

/// Compares one thing of two declarations; `None`: it means the same.
type Check<T> = fn(&Sides<'_>, &T, &T) -> Option<Judged>;

/// An object whose going eases something. Objectives of an agreement that is gone are told of one by one, too.
fn removal(sides: &Sides<'_>, gone: &Object) -> Option<Shift> {
    let (route, before) = match gone {
        Object::Agreement(agreement) => (
            Route::AgreementRemoved,
            format!("{} {}", agreement.objectives.len(), plural("objective", agreement.objectives.len())),
        ),
        Object::Metric(metric) => {
            (Route::MetricRemoved, format!("{} of {}", metric.process.aggregate, metric.service))
        }
        Object::Cycle(cycle) => (Route::CycleRemoved, cycle::in_words(cycle, sides.base)),
        Object::Need(need) => (Route::NeedRemoved, need.statement.clone()),
        Object::Action(action) => {
            (Route::ActionRemoved, register::in_words(action.expect.as_ref()?, sides.base))
        }
        _ => return None,
    };
    Some(Shift {
        subject: Subject::Object { kind: gone.kind(), name: gone.meta().name.clone() },
        route,
        direction: Direction::Weakened,
        before,
        after: "removed".into(),
        is_comparable: true,
        place: home(sides, gone),
        base_place: Some(gone.meta().place.clone()),
        objectives: resting_on(sides, gone),
    })
}

/// Where the going of an object is told of: at its service, if that is still there.
fn home(sides: &Sides<'_>, gone: &Object) -> Option<Place> {
    let service = match gone {
        Object::Agreement(agreement) => &agreement.service,
        Object::Metric(metric) => &metric.service,
        Object::Cycle(cycle) => &cycle.service,
        Object::Need(need) => &need.service,
        Object::Action(action) => &action.service,
        _ => return None,
    };
    let renamed = sides.matching.renames.later(ObjectKind::Service, service.as_str());
    let name = renamed.map_or_else(|| Ok(service.clone()), str::parse).ok()?;
    sides.head.service(&name).map(|service| service.meta.place.child("metadata").child("name"))
}

fn plural(noun: &str, count: usize) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}s") }
}

/// The objectives of the earlier state that rest on an object of it.
fn resting_on(sides: &Sides<'_>, object: &Object) -> Vec<usize> {
    let name = &object.meta().name;
    let pairs = sides.matching.objectives.iter().enumerate();
    let rests = |(agreement, objective): (&Agreement, &crate::model::Objective)| match object.kind() {
        ObjectKind::Agreement => agreement.meta.name == *name,
        ObjectKind::Metric => objective.metric == *name,
        ObjectKind::Calendar => agreement.service_hours.as_ref() == Some(name),
        _ => false,
    };
    pairs.filter(|(_, pair)| rests(pair.base)).map(|(index, _)| index).collect()
}
