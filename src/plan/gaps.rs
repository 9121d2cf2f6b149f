//! Gaps between desired and observed, most urgent first.

use jiff::civil::Date;

use super::hold::{Hold, HoldReason};
use super::proposal::{Gap, Subject, Urgency};
use super::words;
use crate::analyse::{Assessment, CycleAssessment, ObjectiveAssessment, Verdict};
use crate::catalog::Catalog;
use crate::model::metric::Direction;
use crate::model::playbook::GapKind;
use crate::model::{Comparison, Interval, Unit};

/// A gap with what it was seen in.
#[derive(Debug)]
pub(super) struct Sighting {
    /// The gap.
    pub gap: Gap,
    /// The verdict that makes it one.
    pub verdict: Verdict,
    /// On which side of the desired value the good ones lie.
    pub wanted: Comparison,
    /// The unit of the observed and the desired value.
    pub unit: Unit,
    /// The time that was looked at.
    pub interval: Interval,
    /// How many observations there are in it.
    pub rows: u64,
    /// The day since which it is known.
    since: Option<Date>,
}

/// What is at stake where a target is at risk, against 1 where it is missed.
const AT_RISK: f64 = 0.5;
/// The same where nobody can tell.
const UNKNOWN: f64 = 0.25;

impl Sighting {
    /// How pressing it is: a target that is missed by its whole amount, or more, counts twice as much as one that is
    /// barely missed.
    pub fn urgency(&self, today: Date) -> Urgency {
        let risk = match self.gap.kind {
            GapKind::Missed => 1.0 + self.gap.severity.clamp(0.0, 1.0),
            GapKind::AtRisk => AT_RISK,
            GapKind::Unknown => UNKNOWN,
        };
        Urgency::since(risk, self.since.unwrap_or(today), today)
    }
}

/// All gaps in order of urgency, and a hold for each subject that has none: missed targets first, then those at risk, then
/// those that nobody can tell of; within each by risk × age, then by how far the target is off.
pub(super) fn of(catalog: &Catalog, assessment: &Assessment) -> (Vec<Sighting>, Vec<Hold>) {
    let today = words::day(assessment.as_of, &catalog.settings.zone);
    let objectives = assessment.objectives.iter().map(|o| (o.verdict, of_objective(catalog, o)));
    let cycles = assessment.cycles.iter().map(|c| (c.verdict, of_cycle(catalog, c)));
    let (mut gaps, mut met) = (Vec::new(), Vec::new());
    for (verdict, sighting) in objectives.chain(cycles) {
        match kind_of(verdict) {
            Some(kind) => gaps.push(Sighting { gap: Gap { kind, ..sighting.gap }, ..sighting }),
            None => {
                met.push(Hold { subject: sighting.gap.subject, verdict, reason: HoldReason::TargetMet });
            }
        }
    }
    gaps.sort_by(|a, b| more_urgent(a, b, today));
    met.sort_by(|a, b| a.subject.cmp(&b.subject));
    (gaps, met)
}

fn kind_of(verdict: Verdict) -> Option<GapKind> {
    match verdict {
        Verdict::Missed => Some(GapKind::Missed),
        Verdict::AtRisk => Some(GapKind::AtRisk),
        Verdict::Unknown => Some(GapKind::Unknown),
        Verdict::Met => None,
    }
}

fn more_urgent(a: &Sighting, b: &Sighting, today: Date) -> std::cmp::Ordering {
    let by_weight = b.urgency(today).weight().total_cmp(&a.urgency(today).weight());
    let (a, b) = (&a.gap, &b.gap);
    let by_severity = b.severity.total_cmp(&a.severity);
    a.kind.cmp(&b.kind).then(by_weight).then(by_severity).then_with(|| a.subject.cmp(&b.subject))
}

fn of_objective(catalog: &Catalog, objective: &ObjectiveAssessment) -> Sighting {
    let declared = catalog.metrics.get(&objective.metric);
    let unit = if objective.is_share { Some(Unit::ratio()) } else { declared.map(|m| m.unit.clone()) };
    let wanted = objective.desired.map_or(Comparison::AtLeast, |desired| desired.op);
    let (observed, desired) = (objective.observed.value, objective.desired.map(|desired| desired.value));
    Sighting {
        gap: Gap {
            subject: Subject::Objective(objective.id.clone()),
            kind: GapKind::Unknown,
            service: objective.service.clone(),
            metric: objective.metric.clone(),
            observed,
            desired,
            severity: severity(wanted, observed, desired),
            reason: objective.reason.clone(),
        },
        verdict: objective.verdict,
        wanted,
        unit: unit.unwrap_or_else(|| Unit::named("")),
        interval: objective.observed.interval,
        rows: objective.observed.count,
        since: missed_since(catalog, objective),
    }
}

/// The day on which the first of the closed periods ended that were missed one after the other up to now.
fn missed_since(catalog: &Catalog, objective: &ObjectiveAssessment) -> Option<Date> {
    let missed = objective.closed.iter().take_while(|period| period.verdict == Verdict::Missed);
    missed.last().map(|first| words::day(first.figure.interval.to, &catalog.settings.zone))
}

fn of_cycle(catalog: &Catalog, cycle: &CycleAssessment) -> Sighting {
    let metric = catalog.metrics.get(&cycle.metric);
    let lower = metric.is_some_and(|metric| metric.direction == Direction::Lower);
    let wanted = if lower { Comparison::AtMost } else { Comparison::AtLeast };
    Sighting {
        gap: Gap {
            subject: Subject::Cycle(cycle.cycle.clone()),
            kind: GapKind::Unknown,
            service: cycle.service.clone(),
            metric: cycle.metric.clone(),
            observed: cycle.observed.value,
            desired: cycle.target,
            severity: severity(wanted, cycle.observed.value, cycle.target),
            reason: cycle.reason.clone(),
        },
        verdict: cycle.verdict,
        wanted,
        unit: metric.map_or_else(|| Unit::named(""), |metric| metric.unit.clone()),
        interval: cycle.observed.interval,
        rows: cycle.observed.count,
        since: Some(words::day(cycle.observed.interval.from, &catalog.settings.zone)),
    }
}

/// By how much the target is missed, as a share of it: (target − observed) ÷ |target| where more is better. Nought
/// while it is kept. A target of nought has no share; any distance from it counts as the whole.
fn severity(wanted: Comparison, observed: Option<f64>, desired: Option<f64>) -> f64 {
    let (Some(observed), Some(desired)) = (observed, desired) else { return 0.0 };
    let short = if wanted.prefers_lower() { observed - desired } else { desired - observed };
    let share = if desired == 0.0 { short.signum() } else { short / desired.abs() };
    if short > 0.0 && share.is_finite() { share } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severity_is_a_share_of_the_target_on_its_bad_side() {
        let at_least = |observed, desired| severity(Comparison::AtLeast, Some(observed), Some(desired));
        assert_eq!(at_least(0.5, 1.0), 0.5);
        assert_eq!(at_least(1.5, 1.0), 0.0);
        assert_eq!(severity(Comparison::AtMost, Some(12.0), Some(8.0)), 0.5);
        assert_eq!(severity(Comparison::AtMost, Some(3.0), Some(0.0)), 1.0);
        assert_eq!(severity(Comparison::AtMost, None, Some(8.0)), 0.0);
        assert_eq!(at_least(f64::NAN, 1.0), 0.0);
        assert_eq!(at_least(f64::NEG_INFINITY, 1.0), 0.0);
    }
}
