//! An improvement cycle: where it leads, until when, from where it starts, and what must not suffer for it.

use super::order::{
    NOTHING, easiest, larger_is_easier, later_is_easier, or_nothing, rarer_is_easier, smaller_is_easier,
};
use super::{Check, Direction, Judged, Route, Sides};
use crate::change::state::State;
use crate::model::cycle::{Aim, Baseline, Guard};
use crate::model::metric::Direction as Better;
use crate::model::window::DatePeriod;
use crate::model::{Change, Cycle, Metric, Name, ObjectKind};

/// Every way to ease a cycle but its guards.
pub const CHECKS: &[Check<Cycle>] = &[metric, target, by, period, baseline, decide];

fn metric(sides: &Sides<'_>, before: &Cycle, after: &Cycle) -> Option<Judged> {
    let same = sides.matching.renames.are_the_same(ObjectKind::Metric, &before.metric, &after.metric);
    let place = after.meta.place.child("spec").child("metric");
    (!same).then(|| {
        Judged::incomparable(Route::CycleMetric, before.metric.as_str(), after.metric.as_str(), place)
    })
}

fn target(sides: &Sides<'_>, before: &Cycle, after: &Cycle) -> Option<Judged> {
    if !sides.matching.renames.are_the_same(ObjectKind::Metric, &before.metric, &after.metric) {
        return None; // Told of as another metric.
    }
    let place = after.target.place.clone();
    let metrics = sides.base.metric(&before.metric).zip(sides.head.metric(&after.metric));
    let Some((old, new)) = metrics else {
        let words = |aim: Aim| match aim {
            Aim::Value(value) => value.to_string(),
            Aim::Change(change) => change.to_string(),
        };
        let (was, is) = (words(before.target.aim), words(after.target.aim));
        let same = before.target.aim == after.target.aim;
        return (!same).then(|| Judged::incomparable(Route::CycleTarget, was, is, place));
    };
    let (was, is) = (aim_in_words(before.target.aim, old), aim_in_words(after.target.aim, new));
    let start = |cycle: &Cycle, metric: &Metric| cycle.baseline.as_ref()?.value?.in_unit(&metric.unit).ok();
    match aimed(before.target.aim, start(before, old), old, after.target.aim, start(after, new), new) {
        Compared::Same => None,
        Compared::Moved(direction) => Some(Judged::new(Route::CycleTarget, direction, was, is, place)),
        Compared::Incomparable => Some(Judged::incomparable(Route::CycleTarget, was, is, place)),
    }
}

/// How two aims compare.
pub enum Compared {
    /// They lead to the same.
    Same,
    /// They lead to something easier or harder.
    Moved(Direction),
    /// Nobody can tell.
    Incomparable,
}

/// Compares two aims, each of a metric and from a starting value, where that is known.
pub fn aimed(
    before: Aim,
    start_before: Option<f64>,
    old: &Metric,
    after: Aim,
    start_after: Option<f64>,
    new: &Metric,
) -> Compared {
    // What a metric's own change does to the aim is told of at the metric.
    if before == after && old.unit == new.unit {
        return Compared::Same;
    }
    if old.direction != new.direction {
        return Compared::Incomparable;
    }
    let level = |aim: Aim, start: Option<f64>, metric: &Metric| match aim {
        Aim::Value(value) => value.in_unit(&metric.unit).ok(),
        Aim::Change(change) => change.apply(start?, &metric.unit).ok(),
    };
    // Two changes are compared as such, so that a baseline that moved is told of once.
    let ends = match (before, after) {
        (Aim::Change(one), Aim::Change(other)) => effects(one, other, new),
        _ => level(before, start_before, old).zip(level(after, start_after, new)),
    };
    match ends {
        Some((one, other)) => moved(one, other, new).map_or(Compared::Same, Compared::Moved),
        None if before == after => Compared::Same,
        None => Compared::Incomparable,
    }
}

/// What two changes of one form make of one start.
fn effects(one: Change, other: Change, metric: &Metric) -> Option<(f64, f64)> {
    let same_form = std::mem::discriminant(&one) == std::mem::discriminant(&other);
    let effect = |change: Change| change.apply(1.0, &metric.unit).ok();
    if same_form { effect(one).zip(effect(other)) } else { None }
}

/// How a value that is to be reached moved.
fn moved(before: f64, after: f64, metric: &Metric) -> Option<Direction> {
    match metric.direction {
        Better::Lower => larger_is_easier(before, after),
        Better::Higher => smaller_is_easier(before, after),
    }
}

/// An aim as people read it.
pub fn aim_in_words(aim: Aim, metric: &Metric) -> String {
    match aim {
        Aim::Value(value) => match value.in_unit(&metric.unit) {
            Ok(value) => metric.unit.level(value),
            Err(_) => "something that the metric does not measure".to_owned(),
        },
        Aim::Change(change) => change.to_string(),
    }
}

/// The whole cycle in words, for one that is gone.
pub fn in_words(cycle: &Cycle, state: &State) -> String {
    let aim = state.metric(&cycle.metric).map(|metric| aim_in_words(cycle.target.aim, metric));
    format!("{} to {} by {}", cycle.metric, or_nothing(aim), cycle.target.by)
}

fn by(_: &Sides<'_>, before: &Cycle, after: &Cycle) -> Option<Judged> {
    let (old, new) = (before.target.by, after.target.by);
    later_is_easier(Some(old), Some(new)).map(|direction| {
        Judged::new(
            Route::CycleDate,
            direction,
            old.to_string(),
            new.to_string(),
            after.target.place.child("by"),
        )
    })
}

/// A cycle that is moved looks at other data.
fn period(_: &Sides<'_>, before: &Cycle, after: &Cycle) -> Option<Judged> {
    let (old, new) = (before.period, after.period);
    let words = |period: DatePeriod| format!("{} – {}", period.from, period.to);
    let place = after.meta.place.child("spec").child("period");
    let later = easiest([
        later_is_easier(Some(old.from), Some(new.from)),
        later_is_easier(Some(old.to), Some(new.to)),
    ])?;
    Some(Judged::new(Route::CyclePeriod, later, words(old), words(new), place))
}

/// A start that looks worse makes every step forward look larger.
fn baseline(sides: &Sides<'_>, before: &Cycle, after: &Cycle) -> Option<Judged> {
    let unit = sides.head.metric(&after.metric).or_else(|| sides.base.metric(&before.metric));
    let spec = after.meta.place.child("spec").child("baseline");
    let Some(metric) = unit else {
        let words = |cycle: &Cycle| {
            let told = |baseline: &Baseline| {
                let DatePeriod { from, to } = baseline.period;
                format!("{} ({from} – {to})", or_nothing(baseline.value))
            };
            or_nothing(cycle.baseline.as_ref().map(told))
        };
        let (was, is) = (words(before), words(after));
        return (was != is).then(|| Judged::incomparable(Route::Baseline, was, is, spec));
    };
    let words = |cycle: &Cycle| match &cycle.baseline {
        None => NOTHING.to_owned(),
        Some(baseline) => {
            let value = baseline.value.and_then(|value| value.in_unit(&metric.unit).ok());
            let value = value.map_or_else(|| "computed".to_owned(), |value| metric.unit.level(value));
            format!("{value} ({} – {})", baseline.period.from, baseline.period.to)
        }
    };
    let (was, is) = (words(before), words(after));
    let incomparable = |place| Some(Judged::incomparable(Route::Baseline, was.clone(), is.clone(), place));
    let (old, new) = match (&before.baseline, &after.baseline) {
        (None, None) => return None,
        (None, Some(_)) => {
            return Some(Judged::new(Route::Baseline, Direction::Strengthened, was, is, spec));
        }
        (Some(_), None) => return incomparable(spec),
        (Some(old), Some(new)) => (old, new),
    };
    if old.period != new.period {
        return incomparable(spec.child("period"));
    }
    let value =
        |value: Option<crate::model::Literal>| value.and_then(|value| value.in_unit(&metric.unit).ok());
    match (value(old.value), value(new.value)) {
        (Some(one), Some(other)) => moved(one, other, metric)
            .map(|direction| Judged::new(Route::Baseline, direction, was, is, spec.child("value"))),
        (Some(_), None) => incomparable(spec),
        // Frozen now: from here on nobody can move it unseen.
        (None, Some(_)) => {
            Some(Judged::new(Route::Baseline, Direction::Changed, was, is, spec.child("value")))
        }
        (None, None) => None,
    }
}

/// Every guard that was taken out, loosened, added or tightened.
pub fn guards(sides: &Sides<'_>, before: &Cycle, after: &Cycle) -> Vec<Judged> {
    let spec = after.meta.place.child("spec").child("guards");
    let later = |name: &Name| {
        let renames = &sides.matching.renames;
        after.guards.iter().find(|guard| renames.are_the_same(ObjectKind::Metric, name, &guard.metric))
    };
    let words = |guard: &Guard| format!("{} at most {}", guard.metric, guard.change);
    let mut judged: Vec<Judged> = Vec::new();
    for guard in &before.guards {
        judged.extend(match later(&guard.metric) {
            None => {
                Some(Judged::new(Route::Guard, Direction::Weakened, words(guard), "removed", spec.clone()))
            }
            Some(now) => loosened(sides, guard, now).map(|direction| match direction {
                Some(direction) => {
                    Judged::new(Route::Guard, direction, words(guard), words(now), now.place.clone())
                }
                None => Judged::incomparable(Route::Guard, words(guard), words(now), now.place.clone()),
            }),
        });
    }
    let known = |now: &Guard| {
        let renames = &sides.matching.renames;
        before.guards.iter().any(|guard| renames.are_the_same(ObjectKind::Metric, &guard.metric, &now.metric))
    };
    let added = after.guards.iter().filter(|now| !known(now));
    judged.extend(added.map(|now| {
        Judged::new(Route::Guard, Direction::Strengthened, NOTHING, words(now), now.place.clone())
    }));
    judged
}

/// `None`: it is as it was. `Some(None)`: nobody can tell.
fn loosened(sides: &Sides<'_>, before: &Guard, after: &Guard) -> Option<Option<Direction>> {
    if before.change == after.change {
        return None;
    }
    let Some(metric) = sides.head.metric(&after.metric) else { return Some(None) };
    match effects(before.change, after.change, metric) {
        Some((one, other)) => moved(one, other, metric).map(Some),
        None => Some(None),
    }
}

fn decide(_: &Sides<'_>, before: &Cycle, after: &Cycle) -> Option<Judged> {
    let next = |cycle: &Cycle| cycle.decide.as_ref().and_then(|decide| decide.next);
    let every = |cycle: &Cycle| cycle.decide.as_ref().and_then(|decide| decide.every);
    let by = |cycle: &Cycle| cycle.decide.as_ref().and_then(|decide| decide.by.clone());
    let direction = easiest([
        later_is_easier(next(before), next(after)),
        rarer_is_easier(every(before), every(after)),
        (by(before).is_some() && by(after).is_none()).then_some(Direction::Weakened),
        (by(before) != by(after)).then_some(Direction::Changed),
    ])?;
    let words = |cycle: &Cycle| match by(cycle) {
        None => NOTHING.to_owned(),
        Some(by) => format!("{by}, every {}, next {}", or_nothing(every(cycle)), or_nothing(next(cycle))),
    };
    let place = after.meta.place.child("spec").child("decide");
    Some(Judged::new(Route::Decide, direction, words(before), words(after), place))
}
