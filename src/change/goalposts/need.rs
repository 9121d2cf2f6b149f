//! A need: what the business asks for in numbers, and when it must be asked again.

use jiff::Unit;
use jiff::civil::Date;

use super::objective::level;
use super::order::{NOTHING, later_is_easier, or_nothing};
use super::{Check, Direction, Judged, Route, Sides};
use crate::change::state::State;
use crate::model::need::Requirement;
use crate::model::{Need, ObjectKind};

/// Every way to ease a need but its requirements.
pub const CHECKS: &[Check<Need>] = &[review];

fn review(sides: &Sides<'_>, before: &Need, after: &Need) -> Option<Judged> {
    let (old, new) = (before.review_by, after.review_by);
    if is_asked_again(before, after, sides.today()) {
        return None;
    }
    let place = after.meta.place.child("spec").child("reviewBy");
    later_is_easier(old, new)
        .map(|direction| Judged::new(Route::NeedReview, direction, or_nothing(old), or_nothing(new), place))
}

/// Whether the business was asked in between, and is asked again after no longer a time than before: then the day has
/// moved on, and nobody has put it off.
fn is_asked_again(before: &Need, after: &Need, today: Date) -> bool {
    let span = || before.confirmed?.until((Unit::Year, before.review_by?)).ok();
    let latest = || after.confirmed?.checked_add(span()?).ok();
    let is_later = before.confirmed.zip(after.confirmed).is_some_and(|(old, new)| old < new && new <= today);
    is_later && latest().zip(after.review_by).is_some_and(|(latest, new)| new <= latest)
}

/// Every requirement that was taken out, loosened, added or tightened. Those of one metric and side are one.
pub fn requirements(sides: &Sides<'_>, before: &Need, after: &Need) -> Vec<Judged> {
    let renames = &sides.matching.renames;
    let same = |old: &Requirement, new: &Requirement| {
        renames.are_the_same(ObjectKind::Metric, &old.metric, &new.metric)
            && old.op.prefers_lower() == new.op.prefers_lower()
    };
    let words = |required: &Requirement, state: &State| in_words(required, state);
    let list = after.meta.place.child("spec").child("requires");
    let mut judged = Vec::new();
    for old in &before.requires {
        // Several on one side: the strictest is what counts, and any of them that still stands keeps it.
        let kept: Vec<&Requirement> = after.requires.iter().filter(|new| same(old, new)).collect();
        let moves: Vec<Option<Option<Direction>>> =
            kept.iter().map(|new| compared(sides, old, new)).collect();
        let as_before = moves.iter().any(|moved| matches!(moved, Some(None)));
        let Some(new) = kept.first().filter(|_| !as_before) else {
            if kept.is_empty() {
                let was = words(old, sides.base);
                judged.push(Judged::new(
                    Route::Requirement,
                    Direction::Weakened,
                    was,
                    "removed",
                    list.clone(),
                ));
            }
            continue;
        };
        let (was, is, place) = (words(old, sides.base), words(new, sides.head), new.place.child("value"));
        judged.push(match moves.iter().filter_map(|moved| moved.flatten()).max() {
            Some(direction) => Judged::new(Route::Requirement, direction, was, is, place),
            None => Judged::incomparable(Route::Requirement, was, is, place),
        });
    }
    let added = after.requires.iter().filter(|new| !before.requires.iter().any(|old| same(old, new)));
    judged.extend(added.map(|new| {
        let is = words(new, sides.head);
        Judged::new(Route::Requirement, Direction::Strengthened, NOTHING, is, new.place.clone())
    }));
    judged
}

/// `None`: nobody can tell. `Some(None)`: they ask for the same.
fn compared(sides: &Sides<'_>, old: &Requirement, new: &Requirement) -> Option<Option<Direction>> {
    let (was, is) = (sides.base.metric(&old.metric), sides.head.metric(&new.metric));
    if was.map(|metric| &metric.unit) == is.map(|metric| &metric.unit)
        && old.op == new.op
        && old.value == new.value
    {
        return Some(None);
    }
    let (was, is) = (was?, is?);
    let values = old.value.in_unit(&was.unit).ok().zip(new.value.in_unit(&is.unit).ok());
    let (before, after) = values?;
    level((old.op, before), (new.op, after))
}

fn in_words(required: &Requirement, state: &State) -> String {
    let value = state
        .metric(&required.metric)
        .and_then(|metric| required.value.in_unit(&metric.unit).ok().map(|value| metric.unit.level(value)));
    format!("{} {} {}", required.metric, required.op.symbol(), or_nothing(value))
}
