//! `kind: Strategy`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::declare::lower::{Lower, Spec};
use crate::declare::scalar::Parsed;
use crate::model::strategy::{Goal, SuccessFactor};
use crate::model::{Meta, Name, Object, Owner, Strategy};

/// What it is all for: a vision and the goals that serve it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StrategySpec {
    /// The vision in a sentence.
    #[schemars(example = &"Branch staff never wait for IT.")]
    vision: String,
    /// Who is accountable for it.
    owner: Parsed<Owner>,
    /// The goals that serve the vision.
    #[serde(default)]
    goals: Vec<GoalSpec>,
}

/// A goal of a strategy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Goal")]
struct GoalSpec {
    /// Its name within the strategy; a Cycle refers to it as `strategy/goal`.
    name: Parsed<Name>,
    /// The goal in a sentence.
    #[schemars(example = &"Restore service before the customer notices.")]
    statement: String,
    /// Critical success factors: what must go right for the goal to be reached.
    #[serde(default)]
    csfs: Vec<FactorSpec>,
}

/// A critical success factor.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SuccessFactor")]
struct FactorSpec {
    /// Its name within the goal.
    name: Parsed<Name>,
    /// The metrics, by name, that tell whether it is there.
    #[serde(default)]
    kpis: Vec<Parsed<Name>>,
}

impl Spec for StrategySpec {
    fn lower(self, meta: Meta, _: &mut Lower<'_>) -> Option<Object> {
        let goals = self.goals.into_iter().map(GoalSpec::lower).collect();
        Some(Object::Strategy(Strategy { meta, vision: self.vision, owner: self.owner.0, goals }))
    }
}

impl GoalSpec {
    fn lower(self) -> Goal {
        let factor = |factor: FactorSpec| SuccessFactor {
            name: factor.name.0,
            kpis: factor.kpis.into_iter().map(|kpi| kpi.0).collect(),
        };
        Goal {
            name: self.name.0,
            statement: self.statement,
            csfs: self.csfs.into_iter().map(factor).collect(),
        }
    }
}
