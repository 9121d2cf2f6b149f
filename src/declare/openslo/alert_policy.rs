//! `kind: AlertPolicy`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::alert_condition::AlertConditionSpec;
use super::alert_target::AlertNotificationTargetSpec;
use super::annotations::Ours;
use super::document::{MetadataSpec, ObjectSpec, Within};
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{Description, Parsed};
use crate::finding::Finding;
use crate::model::alert::Given;
use crate::model::{AlertCondition, AlertNotificationTarget, AlertPolicy, Meta, Name, Object};
use crate::text::Place;

/// When somebody is told about an objective, and who.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AlertPolicySpec {
    /// What it is for.
    description: Option<Parsed<Description>>,
    /// Whether silence of the data is told.
    #[serde(default)]
    alert_when_no_data: bool,
    /// Whether the end of the condition is told.
    #[serde(default)]
    alert_when_resolved: bool,
    /// Whether the condition itself is told.
    #[serde(default)]
    alert_when_breaching: bool,
    /// Under which condition: a list of exactly one, by name or written here.
    #[schemars(length(min = 1, max = 1))]
    conditions: Vec<ConditionSpec>,
    /// Who is told, by name or written here; at least one.
    #[schemars(length(min = 1))]
    notification_targets: Vec<TargetSpec>,
}

/// A condition: `conditionRef`, or `kind`, `metadata` and `spec`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "PolicyCondition")]
struct ConditionSpec {
    /// The AlertCondition, by name.
    condition_ref: Option<Parsed<Name>>,
    /// `AlertCondition`.
    kind: Option<String>,
    /// Its name.
    metadata: Option<MetadataSpec>,
    /// What is declared about it.
    spec: Option<AlertConditionSpec>,
}

/// Who is told: `targetRef`, or `kind`, `metadata` and `spec`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "PolicyTarget")]
struct TargetSpec {
    /// The AlertNotificationTarget, by name.
    target_ref: Option<Parsed<Name>>,
    /// `AlertNotificationTarget`.
    kind: Option<String>,
    /// Its name.
    metadata: Option<MetadataSpec>,
    /// What is declared about it.
    spec: Option<AlertNotificationTargetSpec>,
}

impl AlertPolicySpec {
    /// The policy that is meant, of the object at `meta.place`.
    pub fn policy(self, meta: Meta, lower: &mut Lower<'_>) -> Option<AlertPolicy> {
        let at = meta.place.child("spec");
        let condition = only_condition(self.conditions, &at.child("conditions"), lower);
        let targets = targets(self.notification_targets, &at.child("notificationTargets"), lower);
        Some(AlertPolicy {
            description: self.description.map(|text| text.0.0),
            when_no_data: self.alert_when_no_data,
            when_resolved: self.alert_when_resolved,
            when_breaching: self.alert_when_breaching,
            condition: condition?,
            targets,
            meta,
        })
    }
}

fn only_condition(
    list: Vec<ConditionSpec>,
    place: &Place,
    lower: &mut Lower<'_>,
) -> Option<Given<AlertCondition>> {
    let count = list.len();
    match <[ConditionSpec; 1]>::try_from(list) {
        Ok([only]) => only.lower(&place.index(0), lower),
        Err(_) => {
            let message = format!("`conditions` is a list of exactly one condition, here it has {count}");
            lower.report(
                Finding::new(&rules::CONTRADICTION, place, message).help("declare a policy for each"),
            );
            None
        }
    }
}

fn targets(
    list: Vec<TargetSpec>,
    place: &Place,
    lower: &mut Lower<'_>,
) -> Vec<Given<AlertNotificationTarget>> {
    if list.is_empty() {
        let message = "a policy tells at least one target";
        lower.report(Finding::new(&rules::MISSING_FIELD, place, message));
    }
    let list = list.into_iter().enumerate();
    list.filter_map(|(index, target)| target.lower(&place.index(index), lower)).collect()
}

impl ConditionSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<Given<AlertCondition>> {
        let within = Within { kind: self.kind, metadata: self.metadata, spec: self.spec };
        let name = ("conditionRef", self.condition_ref.map(|name| name.0));
        within.lower("AlertCondition", name, place, lower, |spec, meta, _| Some(spec.condition(meta)))
    }
}

impl TargetSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<Given<AlertNotificationTarget>> {
        let within = Within { kind: self.kind, metadata: self.metadata, spec: self.spec };
        let name = ("targetRef", self.target_ref.map(|name| name.0));
        within.lower("AlertNotificationTarget", name, place, lower, |spec, meta, _| Some(spec.target(meta)))
    }
}

impl ObjectSpec for AlertPolicySpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Vec<Object> {
        Ours::of(&meta, &["beside"], lower);
        self.policy(meta, lower).map(|policy| Object::AlertPolicy(Box::new(policy))).into_iter().collect()
    }
}
