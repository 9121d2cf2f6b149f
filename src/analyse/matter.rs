//! What gets a verdict of its own: an objective, or one value of the dimension that it is judged by.

use crate::model::agreement::Agreement;
use crate::model::{Objective, Observations};
use crate::process::{Evidence, Scope, split_by};

use super::assessment::ObjectiveId;

/// Something that is judged by itself, whatever else is.
#[derive(Debug, Clone)]
pub struct Matter<'a> {
    /// Its id.
    pub id: ObjectiveId,
    /// The agreement that promises it.
    pub agreement: &'a Agreement,
    /// The objective.
    pub objective: &'a Objective,
    /// The observations of its value of the dimension; `None`: all of the metric's.
    part: Option<Observations>,
}

impl<'a> Matter<'a> {
    /// Those of all objectives that are wanted.
    pub(super) fn wanted(
        evidence: &Evidence<'a>,
        is_wanted: impl Fn(&Agreement, &Objective) -> bool,
    ) -> Vec<Self> {
        let objectives = evidence.catalog.objectives().filter(|(a, o)| is_wanted(a, o));
        objectives.flat_map(|(agreement, objective)| Self::of(evidence, agreement, objective)).collect()
    }

    /// Those of one objective. With `each` there is one for every value of the dimension that was observed before now,
    /// or a single one while none has been.
    pub(super) fn of(
        evidence: &Evidence<'_>,
        agreement: &'a Agreement,
        objective: &'a Objective,
    ) -> Vec<Self> {
        let Some(scope) = scope(evidence, agreement, objective) else { return Vec::new() };
        let matter = |each, part| {
            let (agreement_name, name) = (agreement.meta.name.clone(), objective.name.clone());
            let id = ObjectiveId { agreement: agreement_name, objective: name, each };
            Self { id, agreement, objective, part }
        };
        let values = objective.each.as_ref().map(|each| split_by(scope.metric, scope.observations, each));
        let seen = values.into_iter().flatten().filter(|(_, part)| scope.of(part).first().is_some());
        let mut matters: Vec<Self> = seen.map(|(value, part)| matter(Some(value), Some(part))).collect();
        if matters.is_empty() {
            matters.push(matter(None, None));
        }
        matters
    }

    /// Its metric and observations. `None` where the metric is not declared, which no resolved catalog allows.
    pub(super) fn scope<'s>(&'s self, evidence: &'s Evidence<'_>) -> Option<Scope<'s>> {
        let scope = scope(evidence, self.agreement, self.objective)?;
        Some(self.part.as_ref().map_or(scope, |part| scope.of(part)))
    }
}

fn scope<'s>(evidence: &'s Evidence<'_>, agreement: &Agreement, objective: &Objective) -> Option<Scope<'s>> {
    Some(evidence.scope(&objective.metric)?.within(evidence.catalog.service_hours(agreement)))
}
