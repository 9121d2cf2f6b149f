//! Needs of the business.

use serde::Serialize;

use super::Inputs;
use super::parts::{self, DeclaredAt};
use crate::model::Need;
use crate::model::need::Outcome;
use crate::present::show;

/// A need, apart from how it is met.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NeedView {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The service that is to meet it.
    pub service: String,
    /// The need in a sentence of the business.
    pub statement: String,
    /// `unchanged` or `changed`.
    pub outcome: &'static str,
    /// Which kinds of action are admissible because of that.
    pub admissible: &'static str,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
    /// When.
    pub confirmed: Option<String>,
    /// When it must be confirmed again.
    pub review_by: Option<String>,
    /// Whether that day is over.
    pub review_overdue: bool,
    /// What it takes, in numbers.
    pub requires: Vec<RequirementView>,
    /// Where it is declared.
    pub declared_at: DeclaredAt,
}

/// A number that a need stands or falls with.
#[derive(Debug, Clone, Serialize)]
pub struct RequirementView {
    /// The metric.
    pub metric: String,
    /// `≤ 8 h`
    pub level: String,
}

/// All needs, by name.
pub fn all(inputs: &Inputs) -> Vec<NeedView> {
    inputs.catalog.needs.values().map(|need| NeedView::new(need, inputs)).collect()
}

impl NeedView {
    fn new(need: &Need, inputs: &Inputs) -> Self {
        let today = inputs.assessment.as_of.to_zoned_datetime(inputs.zone().clone()).date();
        let (outcome, admissible) = match need.outcome {
            Outcome::Unchanged => ("unchanged", "support or efficiency"),
            Outcome::Changed => ("changed", "scope, functionality or agreement"),
        };
        Self {
            id: need.meta.name.to_string(),
            title: need.meta.title().to_owned(),
            service: need.service.to_string(),
            statement: need.statement.clone(),
            outcome,
            admissible,
            confirmed_by: need.confirmed_by.as_ref().map(ToString::to_string),
            confirmed: need.confirmed.map(|day| day.to_string()),
            review_by: need.review_by.map(|day| day.to_string()),
            review_overdue: need.review_by.is_some_and(|day| day < today),
            requires: requires(need, inputs),
            declared_at: DeclaredAt::new(&need.meta.place),
        }
    }
}

fn requires(need: &Need, inputs: &Inputs) -> Vec<RequirementView> {
    let level = |requirement: &crate::model::need::Requirement| {
        let unit = parts::unit_of(inputs.catalog, &requirement.metric);
        let value = requirement.value.in_unit(&unit);
        value.map_or_else(|_| show::NOTHING.to_owned(), |value| show::target(requirement.op, &unit, value))
    };
    need.requires
        .iter()
        .map(|requirement| RequirementView {
            metric: requirement.metric.to_string(),
            level: level(requirement),
        })
        .collect()
}
