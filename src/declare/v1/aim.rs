//! A value to reach, or a change from where things stood: exactly one of the two.

use crate::declare::lower::Lower;
use crate::declare::scalar::Parsed;
use crate::model::cycle::Aim;
use crate::model::{Change, Literal};
use crate::text::Place;

/// The aim that the mapping at `place` declares.
pub fn lower(
    place: &Place,
    value: Option<Parsed<Literal>>,
    change: Option<Parsed<Change>>,
    lower: &mut Lower<'_>,
) -> Option<Aim> {
    let value = value.map(|value| Aim::Value(value.0));
    let change = change.map(|change| Aim::Change(change.0));
    lower.exactly_one(place, [("value", value), ("change", change)])
}
