//! The register: what actions are expected to do, and how long refusals hold.

use super::cycle::{Compared, aim_in_words, aimed};
use super::order::{easiest, larger_is_easier, later_is_easier, or_nothing};
use super::{Check, Direction, Judged, Route, Sides};
use crate::change::state::State;
use crate::model::action::Expectation;
use crate::model::{Action, Decision, ObjectKind, Unit};

/// Every way to ease an action.
pub const OF_ACTION: &[Check<Action>] = &[expectation, by];

/// Every way to ease a decision.
pub const OF_DECISION: &[Check<Decision>] = &[refusal];

fn expectation(sides: &Sides<'_>, before: &Action, after: &Action) -> Option<Judged> {
    let place = after.meta.place.child("spec").child("expect");
    let words = |expect: &Option<Expectation>, state: &State| {
        or_nothing(expect.as_ref().map(|expect| in_words(expect, state)))
    };
    let (was, is) = (words(&before.expect, sides.base), words(&after.expect, sides.head));
    let judged =
        |direction| Some(Judged::new(Route::Expectation, direction, was.clone(), is.clone(), place.clone()));
    let (old, new) = match (&before.expect, &after.expect) {
        (None, None) => return None,
        (None, Some(_)) => return judged(Direction::Strengthened),
        (Some(_), None) => return judged(Direction::Weakened),
        (Some(old), Some(new)) => (old, new),
    };
    let same = sides.matching.renames.are_the_same(ObjectKind::Metric, &old.metric, &new.metric);
    let unchanged = same && old.aim == new.aim;
    let metrics = sides.base.metric(&old.metric).zip(sides.head.metric(&new.metric)).filter(|_| same);
    let compared = match metrics {
        Some((one, other)) => aimed(old.aim, None, one, new.aim, None, other),
        None if unchanged => Compared::Same,
        None => Compared::Incomparable,
    };
    match compared {
        Compared::Same => None,
        Compared::Moved(direction) => judged(direction),
        Compared::Incomparable => Some(Judged::incomparable(Route::Expectation, was, is, place)),
    }
}

/// An expectation as people read it.
pub fn in_words(expect: &Expectation, state: &State) -> String {
    let aim = state.metric(&expect.metric).map(|metric| aim_in_words(expect.aim, metric));
    format!("{} {}", expect.metric, or_nothing(aim))
}

fn by(_: &Sides<'_>, before: &Action, after: &Action) -> Option<Judged> {
    let (old, new) = (before.expect.as_ref()?, after.expect.as_ref()?);
    later_is_easier(Some(old.by), Some(new.by)).map(|direction| {
        let place = new.place.child("by");
        Judged::new(Route::ExpectationDate, direction, old.by.to_string(), new.by.to_string(), place)
    })
}

/// A refusal that holds longer, or that less can reopen, keeps a gap out of sight.
fn refusal(_: &Sides<'_>, before: &Decision, after: &Decision) -> Option<Judged> {
    let worse = |decision: &Decision| decision.reopen_if_worse_by.unwrap_or(f64::MAX);
    let direction =
        easiest([later_is_easier(before.until, after.until), larger_is_easier(worse(before), worse(after))])?;
    let words = |decision: &Decision| {
        let reopened = decision.reopen_if_worse_by.map(|share| Unit::ratio().level(share));
        match reopened {
            Some(share) => format!("until {}, reopened at {share} worse", or_nothing(decision.until)),
            None => format!("until {}", or_nothing(decision.until)),
        }
    };
    let place = after.meta.place.child("spec").child("until");
    Some(Judged::new(Route::Refusal, direction, words(before), words(after), place))
}
