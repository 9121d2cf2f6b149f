//! `change:` beside what it speaks of: why a promise was made easier, and who approved.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{Day, Parsed};
use crate::finding::Finding;
use crate::model::change_note::ChangeNote;
use crate::model::{Meta, Owner};
use crate::text::Place;

/// Why this was made easier to keep, and who of those accountable approved. `deming check --base` asks for it where a
/// change weakens a promise; it speaks of the change that brings it in, and of no later one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "ChangeNote")]
pub struct ChangeSpec {
    /// Why.
    #[schemars(example = &"The supplier contract ends in June; agreed with the customer on 3 May.")]
    reason: String,
    /// The owner who approved: accountable for it before the change, whoever is after it.
    approved_by: Option<Parsed<Owner>>,
    /// The day of the approval.
    on: Option<Parsed<Day>>,
}

impl ChangeSpec {
    /// The note at `place`.
    pub fn lower(self, place: Place, report: &mut impl FnMut(Finding)) -> ChangeNote {
        if self.reason.trim().is_empty() {
            let message = "the reason of a change cannot be empty";
            report(Finding::new(&rules::INVALID_VALUE, place.child("reason"), message));
        }
        ChangeNote {
            reason: self.reason,
            approved_by: self.approved_by.map(|owner| owner.0),
            on: self.on.map(|day| day.0.0),
            place,
        }
    }
}

/// What an object has in common with all others, with the note that its `spec` holds.
pub fn noted(meta: Meta, written: Option<ChangeSpec>, lower: &mut Lower<'_>) -> Meta {
    let place = meta.place.child("spec").child("change");
    let change = written.map(|written| written.lower(place, &mut |finding| lower.report(finding)));
    Meta { change, ..meta }
}
