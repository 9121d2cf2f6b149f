//! `kind: Service`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::annotations::Ours;
use super::document::ObjectSpec;
use crate::declare::lower::Lower;
use crate::declare::scalar::{Description, Parsed};
use crate::declare::v1::agreement::ReviewSpec;
use crate::model::service::Practice;
use crate::model::{Meta, Object, Service};

/// A service that objectives are about. Who owns it is told by the annotation `deming/owner`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceSpec {
    /// What it does.
    description: Option<Parsed<Description>>,
}

/// The practice of a service that names none: it is known by its service levels.
pub const PRACTICE: &str = "service-levels";

const OURS: [&str; 6] = ["owner", "practice", "dependsOn", "review", "change", "beside"];

impl ObjectSpec for ServiceSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Vec<Object> {
        let ours = Ours::of(&meta, &OURS, lower);
        let practice = ours.scalar("practice", lower).or_else(|| PRACTICE.parse().ok());
        let owner = ours.scalar("owner", lower);
        let depends_on = ours.names("dependsOn", lower);
        let review = ours.nested("review", lower).map(ReviewSpec::lower);
        let description = self.description.map(|text| text.0.0);
        let service = practice.map(|practice| Service {
            meta,
            description,
            practice: Practice(practice),
            owner,
            review,
            depends_on,
        });
        service.map(Object::Service).into_iter().collect()
    }
}
