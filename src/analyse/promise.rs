//! A target beside the observations that it is held against.

use jiff::Timestamp;

use crate::model::agreement::{Budgeting, Target};
use crate::model::metric::Aggregate;
use crate::model::{Comparison, Interval, Metric, Objective, Unit};
use crate::process::coverage::once_all_is_due;
use crate::process::{Figure, Reckoning, Scope};

use super::assessment::{Desired, Verdict};
use super::slices;
use super::unknown::why_unknown;
use super::wording::against_target;

/// An objective of one metric, or of one value of its dimension.
#[derive(Debug, Clone)]
pub struct Promise<'a> {
    /// What is looked at, reckoned as the target asks.
    pub scope: Scope<'a>,
    /// How observations are budgeted.
    pub budgeting: Budgeting,
    /// What is asked for; `None` when the target does not fit the metric's unit.
    pub desired: Option<Desired>,
    /// The unit of the figure.
    pub unit: Unit,
}

impl<'a> Promise<'a> {
    /// What an objective asks of a scope, in days of the zone that its window follows.
    pub fn new(objective: &'a Objective, scope: Scope<'a>) -> Self {
        let unit = if is_share(objective.target) { Unit::ratio() } else { scope.metric.unit.clone() };
        let scope = Scope { zone: objective.window.zone(scope.zone), ..scope };
        Self {
            scope: scope.by(reckoning(objective.target, scope.metric)),
            budgeting: objective.budgeting,
            desired: desired(objective.target, scope.metric),
            unit,
        }
    }

    /// The same, seen from where every observation of a period that ends at `end` is due.
    pub fn once_all_is_due(&self, end: Timestamp) -> Self {
        Self { scope: once_all_is_due(&self.scope, end), ..self.clone() }
    }

    /// The figure of an interval, as the objective budgets.
    pub fn measure(&self, interval: Interval) -> Figure {
        slices::measure(&self.scope, self.budgeting, interval)
    }

    /// Met, missed or unknown, and why. Thin coverage leaves it unknown even where no missing reading could change the
    /// answer: a source that breaks its promise should be seen, not guessed around.
    pub fn judge(&self, figure: &Figure) -> (Verdict, String) {
        let Some(desired) = self.desired else {
            let unit = self.scope.metric.unit.symbol();
            return (Verdict::Unknown, format!("the target cannot be compared with a metric in `{unit}`"));
        };
        match (why_unknown(&self.scope, figure), figure.value) {
            (None, Some(value)) => {
                let met = desired.op.holds(value, desired.value);
                let verdict = if met { Verdict::Met } else { Verdict::Missed };
                (verdict, against_target(&self.unit, value, desired.op, desired.value))
            }
            (why, _) => (Verdict::Unknown, why.unwrap_or_else(|| "nothing observed in the window".into())),
        }
    }

    /// The target as a share of good in a total, where the figure counts both and more is better.
    pub fn share_target(&self) -> Option<f64> {
        self.desired.filter(|desired| !desired.op.prefers_lower()).map(|desired| desired.value)
    }
}

/// Whether a target is a share of one, whatever the metric's unit.
pub fn is_share(target: Target) -> bool {
    matches!(target, Target::Ratio { .. } | Target::Share { .. })
}

/// What a target asks for, in canonical units; `None` when it does not fit the metric's unit.
pub fn desired(target: Target, metric: &Metric) -> Option<Desired> {
    let (op, value) = match target {
        Target::Threshold { op, value } => (op, value.in_unit(&metric.unit).ok()?),
        Target::Ratio { target: share } => (Comparison::AtLeast, share),
        Target::Share { value, target: share, .. } => {
            value.in_unit(&metric.unit).ok()?;
            (Comparison::AtLeast, share)
        }
    };
    Some(Desired { op, value, target })
}

fn reckoning(target: Target, metric: &Metric) -> Reckoning {
    match target {
        Target::Threshold { .. } => Reckoning::Aggregate(metric.process.aggregate),
        Target::Ratio { .. } => Reckoning::Aggregate(Aggregate::Ratio),
        Target::Share { op, value, .. } => match value.in_unit(&metric.unit) {
            Ok(value) => Reckoning::Share { op, value },
            // Shown, never judged: `desired` is `None` for the same reason.
            Err(_) => Reckoning::Aggregate(metric.process.aggregate),
        },
    }
}
