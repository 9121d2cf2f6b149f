//! One objective over any stretch of time.

use crate::model::Interval;
use crate::process::Evidence;

use super::assessment::{ObjectiveAssessment, ObjectiveId};
use super::budget::budget;
use super::hindsight;
use super::matter::Matter;
use super::promise::Promise;

/// An objective that was assessed, with the figure, the verdict and the budget of another stretch of time: what its window
/// would have shown had it been that one. Closed periods and charts stay as they are. `None` of a composite, whose parts
/// have figures of their own.
pub fn over(
    evidence: &Evidence<'_>,
    assessed: &ObjectiveAssessment,
    period: Interval,
) -> Option<ObjectiveAssessment> {
    let ObjectiveId { agreement, objective, .. } = &assessed.id;
    let agreement = evidence.catalog.agreements.get(agreement)?;
    let declared = agreement.objectives.iter().find(|declared| declared.name == *objective)?;
    let matter =
        Matter::of(evidence, agreement, declared).into_iter().find(|matter| matter.id == assessed.id)?;
    let scope = matter.scope(evidence)?;
    let promise = Promise::new(declared, scope);
    // What is over is told as its closed period is.
    let is_over = period.to <= evidence.as_of;
    let promise = if is_over { promise.once_all_is_due(period.to) } else { promise };
    let in_hindsight = hindsight::calendar(scope.hours);
    let observed = promise.measure(period);
    let (verdict, reason) = promise.judge(&observed);
    Some(ObjectiveAssessment {
        gap: promise.desired.zip(observed.value).map(|(desired, value)| value - desired.value),
        budget: promise.share_target().and_then(|target| budget(&observed, target)),
        including: hindsight::of(&promise, in_hindsight.as_ref(), period),
        burn_rates: Vec::new(),
        projection: None,
        verdict,
        reason,
        observed,
        ..assessed.clone()
    })
}
