//! `kind: Service`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::declare::lower::{Lower, Spec};
use crate::declare::scalar::Parsed;
use crate::model::service::Practice;
use crate::model::{Meta, Name, Object, Owner, Service};

/// A service that somebody owns and keeps improving.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ServiceSpec {
    /// What it does, in a sentence.
    description: Option<String>,
    /// The ITIL practice it belongs to: provisioning, it-support, service-levels, capacity, continuity, security, or another word.
    #[schemars(example = &"it-support")]
    practice: Parsed<Name>,
    /// The one who is accountable.
    owner: Parsed<Owner>,
    /// Services that it stands on, by name.
    #[serde(default)]
    depends_on: Vec<Parsed<Name>>,
}

impl Spec for ServiceSpec {
    fn lower(self, meta: Meta, _: &mut Lower<'_>) -> Option<Object> {
        Some(Object::Service(Service {
            meta,
            description: self.description,
            practice: Practice(self.practice.0),
            owner: Some(self.owner.0),
            depends_on: self.depends_on.into_iter().map(|name| name.0).collect(),
        }))
    }
}
