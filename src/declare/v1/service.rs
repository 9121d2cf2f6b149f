//! `kind: Service`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::agreement::ReviewSpec;
use super::change::{self, ChangeSpec};
use crate::declare::lower::{Lower, Spec};
use crate::declare::scalar::Parsed;
use crate::model::service::Practice;
use crate::model::{Meta, Name, Object, Owner, Service};

/// A service that somebody owns and keeps improving.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ServiceSpec {
    /// What it does, in a sentence.
    #[schemars(example = &"The first call for everything that does not work.")]
    description: Option<String>,
    /// The ITIL practice it belongs to: provisioning, it-support, service-levels, capacity, continuity, security, or another word.
    #[schemars(example = &"it-support")]
    practice: Parsed<Name>,
    /// The one who is accountable.
    owner: Parsed<Owner>,
    /// When somebody looks again whether it is still needed, and owned by whom it says.
    review: Option<ReviewSpec>,
    /// Services that it stands on, by name.
    #[serde(default)]
    depends_on: Vec<Parsed<Name>>,
    /// Why this was made easier to keep, and who approved.
    change: Option<ChangeSpec>,
}

impl Spec for ServiceSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object> {
        let meta = change::noted(meta, self.change, lower);
        Some(Object::Service(Service {
            meta,
            description: self.description,
            practice: Practice(self.practice.0),
            owner: Some(self.owner.0),
            review: self.review.map(ReviewSpec::lower),
            depends_on: self.depends_on.into_iter().map(|name| name.0).collect(),
        }))
    }
}
