//! `kind: Agreement`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::change::{self, ChangeSpec};
use super::objective::ObjectiveSpec;
use super::word::words;
use crate::declare::lower::{Lower, Spec};
use crate::declare::rules;
use crate::declare::scalar::{Day, Parsed};
use crate::finding::Finding;
use crate::model::agreement::{AgreementKind, Composite, Parties, Review};
use crate::model::{Agreement, Duration, Meta, Name, Object, Objective};

/// A promise about a service: to a customer, within the organisation, or of a supplier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AgreementSpec {
    /// With whom it is made.
    r#type: AgreementTypeWord,
    /// The service that it is about.
    service: Parsed<Name>,
    /// Who promises to whom.
    #[serde(default)]
    parties: PartiesSpec,
    /// The Calendar of agreed hours, by name; `24x7` unless given.
    #[schemars(extend("default" = ALWAYS))]
    service_hours: Option<Parsed<Name>>,
    /// When the agreement itself is looked at.
    review: Option<ReviewSpec>,
    /// What is promised; at least one objective.
    #[schemars(length(min = 1))]
    objectives: Vec<ObjectiveSpec>,
    /// Why this was made easier to keep, and who approved.
    change: Option<ChangeSpec>,
}

/// The word for service at all hours; no Calendar has to be declared for it.
pub const ALWAYS: &str = "24x7";

words! {
    /// With whom an agreement is made.
    AgreementTypeWord => AgreementKind {
        /// Service-level agreement: with the customer.
        "SLA" Sla => AgreementKind::Sla,
        /// Operational-level agreement: within the organisation.
        "OLA" Ola => AgreementKind::Ola,
        /// Underpinning contract: with a supplier.
        "UC" Uc => AgreementKind::Uc,
        /// Service-level objective: aimed at, and promised to nobody.
        "SLO" Slo => AgreementKind::Slo,
    }
}

/// The two sides of an agreement.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Parties")]
pub struct PartiesSpec {
    /// Who promises.
    #[schemars(example = &"@ops")]
    provider: Option<String>,
    /// Who is promised.
    #[schemars(example = &"@retail")]
    customer: Option<String>,
}

/// When an agreement or a service is looked at again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Review")]
pub struct ReviewSpec {
    /// How often.
    every: Option<Parsed<Duration>>,
    /// When next.
    next: Option<Parsed<Day>>,
}

impl Spec for AgreementSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object> {
        let meta = change::noted(meta, self.change, lower);
        let list = meta.place.child("spec").child("objectives");
        if self.objectives.is_empty() {
            lower.report(Finding::new(
                &rules::MISSING_FIELD,
                &list,
                "an agreement has at least one objective",
            ));
        }
        let weights: Vec<Option<f64>> = self.objectives.iter().map(ObjectiveSpec::weight).collect();
        let objectives = self.objectives.into_iter().enumerate();
        let objectives = objectives.filter_map(|(index, one)| one.lower(list.index(index), lower));
        let objectives: Vec<Objective> = objectives.collect();
        let composite = composite(&weights, &objectives);
        if composite.is_some() {
            objectives
                .iter()
                .filter_map(|one| other_window(one, objectives.first()?))
                .for_each(|it| lower.report(it));
        }
        Some(Object::Agreement(Agreement {
            meta,
            kind: self.r#type.lower(),
            service: self.service.0,
            parties: self.parties.lower(),
            service_hours: self.service_hours.map(|name| name.0).filter(|name| name.as_str() != ALWAYS),
            review: self.review.map(ReviewSpec::lower),
            objectives,
            composite,
            alert_policies: Vec::new(),
        }))
    }
}

/// All objectives as one, where any of them has a weight.
fn composite(weights: &[Option<f64>], objectives: &[Objective]) -> Option<Composite> {
    let weighed = weights.iter().any(Option::is_some) && weights.len() == objectives.len();
    let name = Composite::NAME.parse().ok().filter(|_| weighed)?;
    Some(Composite { name, weights: weights.iter().map(|weight| weight.unwrap_or(1.0)).collect() })
}

/// A finding for an objective whose window is not the one that all of a composite share.
fn other_window(objective: &Objective, first: &Objective) -> Option<Finding> {
    if objective.window == first.window {
        return None;
    }
    let message = "objectives that are weighed against each other have one `timeWindow`, and this is another";
    let finding = Finding::new(&rules::CONTRADICTION, objective.place.child("timeWindow"), message);
    Some(finding.label(first.place.child("timeWindow"), "the window of the first"))
}

impl PartiesSpec {
    /// The same for the model.
    pub fn lower(self) -> Parties {
        Parties { provider: self.provider, customer: self.customer }
    }
}

impl ReviewSpec {
    /// The same for the model.
    pub fn lower(self) -> Review {
        Review { every: self.every.map(|every| every.0), next: self.next.map(|next| next.0.0) }
    }
}
