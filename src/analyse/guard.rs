//! Guards of a cycle: what must not suffer while a metric improves.

use std::collections::BTreeMap;

use crate::model::cycle::{Cycle, Guard};
use crate::model::metric::Direction;
use crate::model::{Interval, Metric, Name};
use crate::process::{Evidence, Figure, Scope, figure, pace};

use super::assessment::{CycleAssessment, GuardAssessment, Verdict};
use super::unknown::why_unknown;

/// The guards of a cycle, in the order of declaration. Each compares its metric in the baseline period with the same
/// metric in `now`, the time that also shows where the cycle is; sums and counts at the pace of `now` over as long as the
/// baseline.
pub fn guards(evidence: &Evidence<'_>, cycle: &Cycle, now: Interval) -> Vec<GuardAssessment> {
    cycle
        .guards
        .iter()
        .filter_map(|guard| Some(guard_of(cycle, guard, &evidence.scope(&guard.metric)?, now)))
        .collect()
}

fn guard_of(cycle: &Cycle, guard: &Guard, scope: &Scope<'_>, now: Interval) -> GuardAssessment {
    let known = |figure: Figure| figure.value.filter(|_| why_unknown(scope, &figure).is_none());
    let period = cycle.baseline.as_ref().map(|baseline| baseline.period.interval(scope.zone));
    let before = period.and_then(|period| known(figure(scope, period)));
    let now = figure(scope, now);
    let now = match period {
        Some(period) => known(Figure { value: pace::over(scope, &now, period.seconds()), ..now }),
        None => known(now),
    };
    let limit = before.and_then(|before| guard.change.apply(before, &scope.metric.unit).ok());
    let verdict = match (now, limit) {
        (Some(now), Some(limit)) if is_breached(now, limit, scope.metric) => Verdict::Missed,
        (Some(_), Some(_)) => Verdict::Met,
        _ => Verdict::Unknown,
    };
    GuardAssessment { metric: guard.metric.clone(), before, now, limit, verdict }
}

/// Whether `now` is worse than the limit; which side is worse the metric says, not the sign of the change.
fn is_breached(now: f64, limit: f64, metric: &Metric) -> bool {
    match metric.direction {
        Direction::Lower => now > limit,
        Direction::Higher => now < limit,
    }
}

/// The guards that got worse than allowed, by cycle; cycles without damage are left out.
pub fn damage(cycles: &[CycleAssessment]) -> BTreeMap<Name, Vec<Name>> {
    let broken = cycles.iter().map(|cycle| (cycle.cycle.clone(), cycle.damage()));
    broken.filter(|(_, broken)| !broken.is_empty()).collect()
}

impl CycleAssessment {
    /// The guards that got worse than allowed.
    pub fn damage(&self) -> Vec<Name> {
        let broken = self.guards.iter().filter(|guard| guard.verdict == Verdict::Missed);
        broken.map(|guard| guard.metric.clone()).collect()
    }
}

/// The reason of a cycle, told together with the guards that it broke.
pub fn with_damage(reason: String, verdict: Verdict, guards: &[GuardAssessment]) -> String {
    let broken: Vec<&str> = guards
        .iter()
        .filter(|guard| guard.verdict == Verdict::Missed)
        .map(|guard| guard.metric.as_str())
        .collect();
    match (broken.is_empty(), verdict) {
        (true, _) => reason,
        (false, Verdict::Met) => {
            format!("met with damage: {} got worse than allowed; {reason}", broken.join(", "))
        }
        (false, _) => format!("{reason}; {} got worse than allowed", broken.join(", ")),
    }
}
