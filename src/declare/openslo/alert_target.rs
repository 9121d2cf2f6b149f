//! `kind: AlertNotificationTarget`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::annotations::Ours;
use super::document::ObjectSpec;
use crate::declare::lower::Lower;
use crate::declare::scalar::{Description, Parsed, Word};
use crate::model::{AlertNotificationTarget, Meta, Object};

/// Who, or what, is told when an objective is in danger.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertNotificationTargetSpec {
    /// What it is for.
    description: Option<Parsed<Description>>,
    /// By which way: email, slack …
    #[schemars(example = &"email")]
    target: Parsed<Word>,
}

impl AlertNotificationTargetSpec {
    /// The target that is meant.
    pub fn target(self, meta: Meta) -> AlertNotificationTarget {
        AlertNotificationTarget {
            meta,
            description: self.description.map(|text| text.0.0),
            target: self.target.0.0,
        }
    }
}

impl ObjectSpec for AlertNotificationTargetSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Vec<Object> {
        Ours::of(&meta, &["beside"], lower);
        vec![Object::AlertNotificationTarget(self.target(meta))]
    }
}
