//! An agreement: with whom, for which hours, and when it is looked at again.

use super::order::{easiest, later_is_easier, or_nothing, rarer_is_easier, smaller_is_easier};
use super::{Check, Direction, Judged, Route, Sides, calendar};
use crate::model::agreement::{AgreementKind, Review};
use crate::model::{Agreement, ObjectKind};

/// Every way to ease an agreement as a whole.
pub const CHECKS: &[Check<Agreement>] = &[kind, hours, review];

/// A promise to a customer is more than one among colleagues, and that is more than a level that is only aimed at.
fn kind(_: &Sides<'_>, before: &Agreement, after: &Agreement) -> Option<Judged> {
    let to_whom = |kind: AgreementKind| match kind {
        AgreementKind::Sla => 2.0,
        AgreementKind::Ola | AgreementKind::Uc => 1.0,
        AgreementKind::Slo => 0.0,
    };
    if before.kind == after.kind {
        return None;
    }
    let moved = smaller_is_easier(to_whom(before.kind), to_whom(after.kind));
    let direction = moved.unwrap_or(Direction::Changed);
    let place = after.meta.place.child("spec").child("type");
    Some(Judged::new(Route::AgreementType, direction, before.kind.keyword(), after.kind.keyword(), place))
}

/// Other hours; what changes in the calendar itself is told of there.
fn hours(sides: &Sides<'_>, before: &Agreement, after: &Agreement) -> Option<Judged> {
    let place = after.meta.place.child("spec").child("serviceHours");
    let name = |agreement: &Agreement| {
        agreement.service_hours.as_ref().map_or_else(|| "24x7".to_owned(), ToString::to_string)
    };
    let judged =
        |direction| Judged::new(Route::ServiceHours, direction, name(before), name(after), place.clone());
    match (&before.service_hours, &after.service_hours) {
        (None, None) => None,
        (Some(_), None) => Some(judged(Direction::Strengthened)),
        (None, Some(_)) => Some(judged(Direction::Weakened)),
        (Some(old), Some(new)) if sides.matching.renames.are_the_same(ObjectKind::Calendar, old, new) => None,
        (Some(old), Some(new)) => match (sides.base.calendar(old), sides.head.calendar(new)) {
            (Some(old), Some(new)) => {
                Some(judged(calendar::compared(old, new).unwrap_or(Direction::Changed)))
            }
            _ => Some(Judged::incomparable(Route::ServiceHours, name(before), name(after), place)),
        },
    }
}

fn review(sides: &Sides<'_>, before: &Agreement, after: &Agreement) -> Option<Judged> {
    let next = |review: &Option<Review>| review.as_ref().and_then(|review| review.next);
    let every = |review: &Option<Review>| review.as_ref().and_then(|review| review.every);
    // A day that is over moves on by the rhythm that was agreed on; that puts nothing off.
    let due = || every(&before.review)?.next_day(next(&before.review)?, sides.today());
    let is_over = next(&before.review).is_some_and(|day| day < sides.today());
    let moves_on = is_over && next(&after.review).zip(due()).is_some_and(|(new, due)| new <= due);
    let direction = easiest([
        later_is_easier(next(&before.review), next(&after.review)).filter(|_| !moves_on),
        rarer_is_easier(every(&before.review), every(&after.review)),
    ])?;
    let words = |agreement: &Agreement| {
        let (next, every) = (next(&agreement.review), every(&agreement.review));
        format!("next {}, every {}", or_nothing(next), or_nothing(every))
    };
    let place = after.meta.place.child("spec").child("review");
    Some(Judged::new(Route::Review, direction, words(before), words(after), place))
}
