//! OpenSLO v1: its seven kinds of objects, each its shape as written and its way into the model.
//!
//! | file | knows |
//! |---|---|
//! | `document` | what every object has around its `spec`, also where one is written within another |
//! | `service`, `data_source`, `sli`, `slo`, `objective`, `alert_…` | the kinds and their parts |
//! | `metric_source` | which source of deming a metric source is |
//! | `annotations` | what deming knows and OpenSLO has no word for: annotations that begin with `deming/` |
//!
//! The shapes follow the specification and the stricter validation of the go-sdk; where an example that either of
//! them ships says otherwise, the example is taken, with a note.

mod alert_condition;
mod alert_policy;
mod alert_target;
pub mod annotations;
mod data_source;
mod document;
mod metric_source;
mod objective;
mod service;
mod sli;
mod slo;

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use self::alert_condition::AlertConditionSpec;
use self::alert_policy::AlertPolicySpec;
use self::alert_target::AlertNotificationTargetSpec;
use self::data_source::DataSourceSpec;
use self::document::{Document, ObjectSpec};
use self::service::ServiceSpec;
use self::sli::SliSpec;
use self::slo::SloSpec;
use super::lower::Lower;
use super::v1::ShapeError;
use crate::model::{Object, ObjectKind};
use crate::text::Place;

pub use self::document::without_empty_fields;

/// A kind of object of OpenSLO.
pub struct Kind {
    /// As written after `kind:`.
    pub keyword: &'static str,
    /// What it is to deming.
    pub object: ObjectKind,
    read: fn(&Value, Place, &mut Lower<'_>) -> Result<Vec<Object>, ShapeError>,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

/// All kinds, in the order of the specification.
pub static KINDS: [Kind; 7] = [
    Kind::of::<DataSourceSpec>("DataSource", ObjectKind::DataSource),
    Kind::of::<SloSpec>("SLO", ObjectKind::Agreement),
    Kind::of::<SliSpec>("SLI", ObjectKind::Metric),
    Kind::of::<AlertPolicySpec>("AlertPolicy", ObjectKind::AlertPolicy),
    Kind::of::<AlertConditionSpec>("AlertCondition", ObjectKind::AlertCondition),
    Kind::of::<AlertNotificationTargetSpec>("AlertNotificationTarget", ObjectKind::AlertNotificationTarget),
    Kind::of::<ServiceSpec>("Service", ObjectKind::Service),
];

impl Kind {
    const fn of<S: ObjectSpec>(keyword: &'static str, object: ObjectKind) -> Self {
        Self {
            keyword,
            object,
            read: read_as::<S>,
            schema: |generator| generator.root_schema_for::<Document<S>>(),
        }
    }

    /// The kind of this keyword.
    pub fn named(word: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.keyword == word)
    }

    /// Reads the object at `place`; an SLO gives what is written within it too. Findings in `lower` say what is wrong.
    pub fn read(
        &self,
        object: &Value,
        place: Place,
        lower: &mut Lower<'_>,
    ) -> Result<Vec<Object>, ShapeError> {
        (self.read)(object, place, lower)
    }

    /// The schema of the documents of this kind, with the definitions it needs.
    pub fn schema(&self, mut generator: SchemaGenerator) -> Schema {
        (self.schema)(&mut generator)
    }
}

fn read_as<S: ObjectSpec>(
    object: &Value,
    place: Place,
    lower: &mut Lower<'_>,
) -> Result<Vec<Object>, ShapeError> {
    let document: Document<S> = serde_path_to_error::deserialize(object)?;
    let meta = document.metadata.lower(place, lower);
    Ok(document.spec.lower(meta, lower))
}
