//! An objective: what is promised, of what, over which time.

use super::order::{easiest, larger_is_easier, or_nothing, smaller_is_easier};
use super::{Check, Direction, Judged, Route, Sides};
use crate::change::state::State;
use crate::model::agreement::{Budgeting, Target};
use crate::model::metric::Aggregate;
use crate::model::window::Motion;
use crate::model::{Comparison, Literal, Metric, ObjectKind, Objective, TimeWindow, Unit};

/// Every way to ease an objective but to take it out.
pub const CHECKS: &[Check<Objective>] = &[target, budgeting, window, each, metric, consequence];

/// A target in canonical units.
#[derive(Clone, Copy)]
enum Asked {
    /// The figure is on this side of a value.
    Level(Comparison, f64),
    /// At least this share of observations is on this side of a value.
    Share(Comparison, f64, f64),
}

fn target(sides: &Sides<'_>, before: &Objective, after: &Objective) -> Option<Judged> {
    if exchanged(sides, before, after) {
        return None; // Told of as another metric: the values of two metrics cannot be held against each other.
    }
    let (old_metric, new_metric) = (sides.base.metric(&before.metric), sides.head.metric(&after.metric));
    // Where only one side has the metric, both are read in its unit.
    let (old_metric, new_metric) = (old_metric.or(new_metric), new_metric.or(old_metric));
    let place = after.place.child(field(after.target));
    let (old, new) = (words(before.target, old_metric), words(after.target, new_metric));
    match (asked(before.target, old_metric), asked(after.target, new_metric)) {
        (Some(one), Some(other)) => match compared(one, other) {
            Some(direction) => {
                direction.map(|direction| Judged::new(Route::Target, direction, old, new, place))
            }
            None => Some(Judged::incomparable(Route::Target, old, new, place)),
        },
        _ if before.target == after.target => None,
        _ => Some(Judged::incomparable(Route::Target, old, new, place)),
    }
}

/// Whether the objective is about another metric now.
fn exchanged(sides: &Sides<'_>, before: &Objective, after: &Objective) -> bool {
    !sides.matching.renames.are_the_same(ObjectKind::Metric, &before.metric, &after.metric)
}

fn field(target: Target) -> &'static str {
    match target {
        Target::Threshold { .. } => "value",
        Target::Ratio { .. } | Target::Share { .. } => "target",
    }
}

/// A share that is good is the level of a ratio, however it is written. Without the metric, which may be broken or not
/// declared, values are taken as they are written.
fn asked(target: Target, metric: Option<&Metric>) -> Option<Asked> {
    let level = |value: Literal| match metric {
        Some(metric) => value.in_unit(&metric.unit).ok(),
        None => Some(number(value)),
    };
    let is_ratio = metric.is_some_and(|metric| metric.process.aggregate == Aggregate::Ratio);
    Some(match target {
        Target::Threshold { op, value } => Asked::Level(op, level(value)?),
        Target::Ratio { target } if is_ratio => Asked::Level(Comparison::AtLeast, target),
        Target::Ratio { target } => Asked::Share(Comparison::AtLeast, f64::NAN, target),
        Target::Share { op, value, target } => Asked::Share(op, level(value)?, target),
    })
}

fn number(value: Literal) -> f64 {
    match value {
        Literal::Number(number) | Literal::Percent(number) | Literal::Time(number) => number,
    }
}

/// `None`: they cannot be held against each other. `Some(None)`: they ask for the same.
fn compared(before: Asked, after: Asked) -> Option<Option<Direction>> {
    match (before, after) {
        (Asked::Level(op, value), Asked::Level(new_op, new_value)) => level((op, value), (new_op, new_value)),
        (Asked::Share(op, value, share), Asked::Share(new_op, new_value, new_share)) => {
            let share = smaller_is_easier(share, new_share);
            if value.is_nan() && new_value.is_nan() {
                return Some(share);
            }
            Some(easiest([share, level((op, value), (new_op, new_value))?]))
        }
        _ => None,
    }
}

/// A level on the same side as before; of two equal ones the strict comparison asks for more.
pub fn level(
    (op, value): (Comparison, f64),
    (new_op, new_value): (Comparison, f64),
) -> Option<Option<Direction>> {
    if op.prefers_lower() != new_op.prefers_lower() || value.is_nan() != new_value.is_nan() {
        return None;
    }
    let moved = match op.prefers_lower() {
        true => larger_is_easier(value, new_value),
        false => smaller_is_easier(value, new_value),
    };
    let is_strict = |op: Comparison| matches!(op, Comparison::Below | Comparison::Above);
    Some(moved.or(match (is_strict(op), is_strict(new_op)) {
        (true, false) => Some(Direction::Weakened),
        (false, true) => Some(Direction::Strengthened),
        _ => None,
    }))
}

fn words(target: Target, metric: Option<&Metric>) -> String {
    let side = |op: Comparison, value: Literal| match metric.map(|metric| value.in_unit(&metric.unit)) {
        Some(Ok(level)) => {
            format!("{} {}", op.symbol(), metric.map(|metric| metric.unit.level(level)).unwrap_or_default())
        }
        Some(Err(_)) => format!("{} something that the metric does not measure", op.symbol()),
        None => format!("{} {value}", op.symbol()),
    };
    match target {
        Target::Threshold { op, value } => side(op, value),
        Target::Ratio { target } => format!("≥ {}", Unit::ratio().level(target)),
        Target::Share { op, value, target } => {
            format!("{} of observations {}", Unit::ratio().level(target), side(op, value))
        }
    }
}

/// The whole promise in words, for one that is gone.
pub fn in_words(objective: &Objective, state: &State) -> String {
    format!("{} {}", objective.metric, words(objective.target, state.metric(&objective.metric)))
}

fn budgeting(_: &Sides<'_>, before: &Objective, after: &Objective) -> Option<Judged> {
    let place = after.place.child("budgetingMethod");
    let (old, new) = (method(before.budgeting), method(after.budgeting));
    let direction = match (before.budgeting, after.budgeting) {
        (Budgeting::Occurrences, Budgeting::Occurrences) => None,
        (
            Budgeting::Timeslices { slice, slice_target },
            Budgeting::Timeslices { slice: new_slice, slice_target: new_target },
        ) => easiest([
            smaller_is_easier(slice_target, new_target),
            larger_is_easier(slice.nominal_seconds(), new_slice.nominal_seconds()),
        ]),
        (Budgeting::RatioTimeslices { slice }, Budgeting::RatioTimeslices { slice: new_slice }) => {
            larger_is_easier(slice.nominal_seconds(), new_slice.nominal_seconds())
        }
        _ => return Some(Judged::incomparable(Route::Budgeting, old, new, place)),
    };
    direction.map(|direction| Judged::new(Route::Budgeting, direction, old, new, place))
}

fn method(budgeting: Budgeting) -> String {
    match budgeting {
        Budgeting::Occurrences => "Occurrences".into(),
        Budgeting::Timeslices { slice, slice_target } => {
            format!("Timeslices of {slice}, each ≥ {}", Unit::ratio().level(slice_target))
        }
        Budgeting::RatioTimeslices { slice } => format!("RatioTimeslices of {slice}"),
    }
}

fn window(sides: &Sides<'_>, before: &Objective, after: &Objective) -> Option<Judged> {
    let (old, new) = (&before.window, &after.window);
    let judged = |direction| {
        Judged::new(Route::Window, direction, motion(old), motion(new), after.place.child("timeWindow"))
    };
    let longer = larger_is_easier(old.duration.nominal_seconds(), new.duration.nominal_seconds());
    let moved = match (&old.motion, &new.motion) {
        (Motion::Rolling, Motion::Rolling) => false,
        (Motion::Calendar { .. }, Motion::Calendar { .. }) => {
            // Periods that start elsewhere; an anchor a whole number of periods away is the same one.
            let zone = &sides.head.settings.zone;
            longer.is_none() && old.at(sides.as_of, zone) != new.at(sides.as_of, zone)
        }
        _ => true,
    };
    match (moved, longer) {
        (true, _) => {
            let place = after.place.child("timeWindow");
            Some(Judged::incomparable(Route::Window, motion(old), motion(new), place))
        }
        (false, direction) => direction.map(judged),
    }
}

fn motion(window: &TimeWindow) -> String {
    match &window.motion {
        Motion::Rolling => format!("{} rolling", window.duration),
        Motion::Calendar { start, zone } => {
            let zone = zone.iana_name().unwrap_or("UTC");
            format!("{} of the calendar from {} ({zone})", window.duration, start.date())
        }
    }
}

fn each(_: &Sides<'_>, before: &Objective, after: &Objective) -> Option<Judged> {
    let place = after.place.child("each");
    let (old, new) = (or_nothing(before.each.as_ref()), or_nothing(after.each.as_ref()));
    match (&before.each, &after.each) {
        (None, Some(_)) => Some(Judged::new(Route::Each, Direction::Strengthened, old, new, place)),
        (Some(_), None) => Some(Judged::new(Route::Each, Direction::Weakened, old, new, place)),
        (Some(a), Some(b)) if a != b => Some(Judged::incomparable(Route::Each, old, new, place)),
        _ => None,
    }
}

fn metric(sides: &Sides<'_>, before: &Objective, after: &Objective) -> Option<Judged> {
    exchanged(sides, before, after).then(|| {
        let promise = |state: &State, objective: &Objective| in_words(objective, state);
        let (old, new) = (promise(sides.base, before), promise(sides.head, after));
        Judged::incomparable(Route::ObjectiveMetric, old, new, after.place.child("metric"))
    })
}

fn consequence(_: &Sides<'_>, before: &Objective, after: &Objective) -> Option<Judged> {
    let direction = match (&before.consequence, &after.consequence) {
        (Some(_), None) => Direction::Weakened,
        (None, Some(_)) => Direction::Strengthened,
        (Some(old), Some(new)) if !old.split_whitespace().eq(new.split_whitespace()) => Direction::Changed,
        _ => return None,
    };
    let (old, new) = (or_nothing(before.consequence.as_ref()), or_nothing(after.consequence.as_ref()));
    Some(Judged::new(Route::Consequence, direction, old, new, after.place.child("consequence")))
}
