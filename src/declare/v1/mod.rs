//! The language `deming/v1`: one kind of object a file, each its shape as written and its way into the model.

mod action;
pub(super) mod agreement;
mod aim;
pub(super) mod analyse;
pub(super) mod benchmark;
mod calendar;
pub(super) mod change;
mod condition;
mod cycle;
mod data_source;
mod decision;
mod exec;
pub(super) mod file;
pub(super) mod gather;
pub(super) mod git;
pub(super) mod junit;
pub(super) mod metric;
mod need;
pub(super) mod objective;
mod openmetrics;
mod playbook;
pub(super) mod process;
mod remote;
mod service;
mod sql;
mod strategy;
mod time_window;
pub(super) mod upptime;
pub(super) mod word;

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use self::action::ActionSpec;
use self::agreement::AgreementSpec;
use self::calendar::CalendarSpec;
use self::cycle::CycleSpec;
use self::data_source::DataSourceSpec;
use self::decision::DecisionSpec;
use self::metric::MetricSpec;
use self::need::NeedSpec;
use self::playbook::PlaybookSpec;
use self::service::ServiceSpec;
use self::strategy::StrategySpec;
use super::envelope::Document;
use super::lower::{Lower, Spec};
use crate::model::{Object, ObjectKind};
use crate::text::Place;

/// Why a document does not have the shape of its kind; where, as `serde` counts its steps.
pub type ShapeError = serde_path_to_error::Error<serde_json::Error>;

/// What the code knows about a kind of object.
struct Language {
    read: fn(&Value, Place, &mut Lower<'_>) -> Result<Option<Object>, ShapeError>,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

impl Language {
    const fn of<S: Spec>() -> Self {
        Self { read: read_as::<S>, schema: |generator| generator.root_schema_for::<Document<S>>() }
    }

    fn of_kind(kind: ObjectKind) -> Option<Self> {
        Some(match kind {
            ObjectKind::Strategy => Self::of::<StrategySpec>(),
            ObjectKind::Need => Self::of::<NeedSpec>(),
            ObjectKind::Service => Self::of::<ServiceSpec>(),
            ObjectKind::Metric => Self::of::<MetricSpec>(),
            ObjectKind::Agreement => Self::of::<AgreementSpec>(),
            ObjectKind::Calendar => Self::of::<CalendarSpec>(),
            ObjectKind::Cycle => Self::of::<CycleSpec>(),
            ObjectKind::Action => Self::of::<ActionSpec>(),
            ObjectKind::Playbook => Self::of::<PlaybookSpec>(),
            ObjectKind::DataSource => Self::of::<DataSourceSpec>(),
            ObjectKind::Decision => Self::of::<DecisionSpec>(),
            ObjectKind::AlertPolicy | ObjectKind::AlertCondition | ObjectKind::AlertNotificationTarget => {
                return None;
            }
        })
    }
}

/// Reads the document at `place` as an object of a kind. `Ok(None)`: findings in `lower` say why there is none, or the
/// language has no such kind.
pub fn read(
    kind: ObjectKind,
    document: &Value,
    place: Place,
    lower: &mut Lower<'_>,
) -> Result<Option<Object>, ShapeError> {
    Language::of_kind(kind).map_or(Ok(None), |language| (language.read)(document, place, lower))
}

/// The schema of the documents of a kind, with the definitions it needs; empty of a kind that the language has not.
pub fn schema(kind: ObjectKind, mut generator: SchemaGenerator) -> Schema {
    Language::of_kind(kind).map_or_else(Schema::default, |language| (language.schema)(&mut generator))
}

fn read_as<S: Spec>(
    document: &Value,
    place: Place,
    lower: &mut Lower<'_>,
) -> Result<Option<Object>, ShapeError> {
    let document: Document<S> = serde_path_to_error::deserialize(document)?;
    Ok(document.spec.lower(document.metadata.lower(place), lower))
}
