//! `kind: Need`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::change::{self, ChangeSpec};
use super::word::{Operator, words};
use crate::declare::lower::{Lower, Spec};
use crate::declare::scalar::{Day, Parsed};
use crate::model::need::{Outcome, Requirement};
use crate::model::{Literal, Meta, Name, Need, Object, Owner};

/// What the business asks for, and whether that has changed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NeedSpec {
    /// The service that is to meet it.
    service: Parsed<Name>,
    /// The need in a sentence of the business.
    #[schemars(example = &"Staff are working again within one working day.")]
    statement: String,
    /// Whether the outcome that the business wants has changed since it was last agreed.
    #[serde(default)]
    #[schemars(extend("default" = "unchanged"))]
    outcome: OutcomeWord,
    /// What it takes, in numbers.
    #[serde(default)]
    requires: Vec<RequirementSpec>,
    /// Who of the business said so.
    confirmed_by: Option<Parsed<Owner>>,
    /// When they said so.
    confirmed: Option<Parsed<Day>>,
    /// When they must be asked again.
    review_by: Option<Parsed<Day>>,
    /// Why this was made easier to keep, and who approved.
    change: Option<ChangeSpec>,
}

words! {
    /// Whether the wanted outcome has changed.
    #[derive(Default)]
    OutcomeWord => Outcome {
        /// As agreed: support and efficiency are the admissible answers to a gap.
        #[default]
        "unchanged" Unchanged => Outcome::Unchanged,
        /// The business wants something else: scope, functionality and agreement are the admissible answers.
        "changed" Changed => Outcome::Changed,
    }
}

/// A number that the need stands or falls with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Requirement")]
struct RequirementSpec {
    /// The metric.
    metric: Parsed<Name>,
    /// On which side of the value it must be.
    op: Operator,
    /// The value.
    value: Parsed<Literal>,
}

impl Spec for NeedSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object> {
        let meta = change::noted(meta, self.change, lower);
        let list = meta.place.child("spec").child("requires");
        let requires = self.requires.into_iter().enumerate().map(|(index, requirement)| Requirement {
            metric: requirement.metric.0,
            op: requirement.op.lower(),
            value: requirement.value.0,
            place: list.index(index),
        });
        Some(Object::Need(Need {
            requires: requires.collect(),
            service: self.service.0,
            statement: self.statement,
            outcome: self.outcome.lower(),
            confirmed_by: self.confirmed_by.map(|owner| owner.0),
            confirmed: self.confirmed.map(|day| day.0.0),
            review_by: self.review_by.map(|day| day.0.0),
            meta,
        }))
    }
}
