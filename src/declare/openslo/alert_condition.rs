//! `kind: AlertCondition`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::annotations::Ours;
use super::document::ObjectSpec;
use crate::declare::lower::Lower;
use crate::declare::scalar::{Delay, Description, Parsed, PlainNumber, Word};
use crate::declare::v1::word::Operator;
use crate::model::{AlertCondition, Duration, Meta, Object};

/// When an objective is in danger.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertConditionSpec {
    /// What it is for.
    description: Option<Parsed<Description>>,
    /// How bad that is, in the words of the organisation.
    #[schemars(example = &"page")]
    severity: Parsed<Word>,
    /// The condition itself.
    condition: BurnRateSpec,
}

/// The error budget burns on this side of a rate.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "BurnRate")]
struct BurnRateSpec {
    /// What is looked at; there is one kind.
    #[allow(dead_code)] // One kind needs no telling apart.
    kind: ConditionKind,
    /// On which side of the threshold.
    op: Operator,
    /// How many times faster than allowed the budget burns.
    threshold: Parsed<PlainNumber>,
    /// Over which time that is looked at.
    lookback_window: Parsed<Duration>,
    /// How long it must hold.
    #[schemars(extend("default" = "0m"))]
    alert_after: Option<Parsed<Delay>>,
}

/// What a condition looks at.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum ConditionKind {
    /// How fast the error budget burns.
    Burnrate,
}

impl AlertConditionSpec {
    /// The condition that is meant.
    pub fn condition(self, meta: Meta) -> AlertCondition {
        let condition = self.condition;
        AlertCondition {
            meta,
            description: self.description.map(|text| text.0.0),
            severity: self.severity.0.0,
            op: condition.op.lower(),
            threshold: condition.threshold.0.0,
            lookback: condition.lookback_window.0,
            after: condition.alert_after.and_then(|after| after.0.0),
        }
    }
}

impl ObjectSpec for AlertConditionSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Vec<Object> {
        Ours::of(&meta, &["beside"], lower);
        vec![Object::AlertCondition(Box::new(self.condition(meta)))]
    }
}
