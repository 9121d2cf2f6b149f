//! Need against agreement against observed: is the right thing promised, and does it happen?

use std::cmp::Ordering;

use crate::model::agreement::{Agreement, Target};
use crate::model::need::{Need, Requirement};
use crate::model::quantity::Dimension;
use crate::model::{Comparison, Duration, Interval, Metric, Objective};
use crate::process::{Evidence, Figure, Scope, figure};

use super::assessment::{Alignment, AlignmentState, ObjectiveId, Verdict};
use super::promise::desired;
use super::unknown::why_unknown;
use super::wording::against_target;

/// The time looked at where no objective names one.
const WITHOUT_OBJECTIVE: Duration = Duration::days(28);

/// Every requirement of every need, by need and in the order of declaration.
pub fn alignments(evidence: &Evidence<'_>) -> Vec<Alignment> {
    let needs = evidence.catalog.needs.values();
    needs
        .flat_map(|need| need.requires.iter().map(move |requirement| (need, requirement)))
        .filter_map(|(need, requirement)| {
            Some(alignment(evidence, need, requirement, evidence.scope(&requirement.metric)?))
        })
        .collect()
}

fn alignment(evidence: &Evidence<'_>, need: &Need, requirement: &Requirement, scope: Scope<'_>) -> Alignment {
    let required = requirement.value.in_unit(&scope.metric.unit).ok().map(|value| (requirement.op, value));
    let candidates = candidates(evidence, need, requirement);
    let nearest = required.and_then(|required| nearest(&candidates, required, scope.metric));
    let state = match (nearest, required) {
        (Some(promise), Some(required)) if promise.covers(required) => AlignmentState::Aligned,
        (Some(_), _) => AlignmentState::Weaker,
        (None, _) => AlignmentState::NotAgreed,
    };
    let scope = match nearest {
        Some(promise) => scope.within(evidence.catalog.service_hours(promise.agreement)),
        None => scope,
    };
    let observed = figure(&scope, window(nearest, &scope));
    let (verdict, attained) = attained(required, &scope, &observed);
    Alignment {
        need: need.meta.name.clone(),
        service: need.service.clone(),
        metric: requirement.metric.clone(),
        required,
        agreed: nearest.map(|promise| (promise.id(), promise.op, promise.value)),
        state,
        observed,
        verdict,
        reason: format!("{}; observed: {attained}", agreed_words(nearest, &candidates, state, scope.metric)),
        place: requirement.place.clone(),
    }
}

/// A promise that can be compared with a requirement.
#[derive(Clone, Copy)]
struct Comparable<'a> {
    agreement: &'a Agreement,
    objective: &'a Objective,
    op: Comparison,
    value: f64,
}

impl Comparable<'_> {
    fn id(&self) -> ObjectiveId {
        let (agreement, objective) = (self.agreement.meta.name.clone(), self.objective.name.clone());
        ObjectiveId { agreement, objective, each: None }
    }

    /// Whether whoever keeps this promise meets the requirement.
    fn covers(&self, (op, value): (Comparison, f64)) -> bool {
        match strictness(self.op, self.value).partial_cmp(&strictness(op, value)) {
            Some(order) => order != Ordering::Less,
            None => false,
        }
    }
}

/// Orders comparisons of one direction by how much they ask for: first by value, then the strict one before the other.
fn strictness(op: Comparison, value: f64) -> (f64, bool) {
    let is_strict = matches!(op, Comparison::Below | Comparison::Above);
    (if op.prefers_lower() { -value } else { value }, is_strict)
}

/// The objectives that name the need, else all on the metric.
fn candidates<'a>(
    evidence: &'a Evidence<'_>,
    need: &Need,
    requirement: &Requirement,
) -> Vec<(&'a Agreement, &'a Objective)> {
    let on_metric = evidence.lookup.objectives_on(&requirement.metric);
    let names_it = |(_, o): &&(&Agreement, &Objective)| o.need.as_ref() == Some(&need.meta.name);
    let naming: Vec<_> = on_metric.iter().filter(names_it).copied().collect();
    if naming.is_empty() { on_metric.to_vec() } else { naming }
}

/// Of those that can be compared, the one that asks for most.
fn nearest<'a>(
    candidates: &[(&'a Agreement, &'a Objective)],
    (required_op, _): (Comparison, f64),
    metric: &Metric,
) -> Option<Comparable<'a>> {
    candidates
        .iter()
        .filter_map(|(agreement, objective)| {
            let (op, value) = compared(objective.target, metric)?;
            let same_side = op.prefers_lower() == required_op.prefers_lower();
            same_side.then_some(Comparable { agreement, objective, op, value })
        })
        // Of equals the first, by agreement and declaration: `max_by` would take the last.
        .reduce(|best, next| if best.covers((next.op, next.value)) { best } else { next })
}

/// What a target promises in the metric's own terms. A share of good says something only about a metric that is a share.
fn compared(target: Target, metric: &Metric) -> Option<(Comparison, f64)> {
    let share_of_what = matches!(target, Target::Ratio { .. } | Target::Share { .. });
    if share_of_what && metric.unit.dimension() != Dimension::Ratio {
        return None;
    }
    desired(target, metric).map(|desired| (desired.op, desired.value))
}

/// The window of the promise up to now, or the last days without one.
fn window(promise: Option<Comparable<'_>>, scope: &Scope<'_>) -> Interval {
    let promised = promise.and_then(|promise| promise.objective.window.at(scope.as_of, scope.zone));
    let window = promised.or_else(|| {
        let from = WITHOUT_OBJECTIVE.shift(&scope.as_of.to_zoned_datetime(scope.zone.clone()), -1)?;
        Some(Interval::new(from.timestamp(), scope.as_of))
    });
    window.unwrap_or(Interval::new(scope.as_of, scope.as_of)).until(scope.as_of)
}

fn attained(required: Option<(Comparison, f64)>, scope: &Scope<'_>, observed: &Figure) -> (Verdict, String) {
    let Some((op, value)) = required else {
        return (Verdict::Unknown, "the requirement cannot be compared with the metric's unit".into());
    };
    match (why_unknown(scope, observed), observed.value) {
        (None, Some(now)) => {
            let verdict = if op.holds(now, value) { Verdict::Met } else { Verdict::Missed };
            (verdict, against_target(&scope.metric.unit, now, op, value))
        }
        (why, _) => (Verdict::Unknown, why.unwrap_or_else(|| "nothing observed in the window".into())),
    }
}

fn agreed_words(
    nearest: Option<Comparable<'_>>,
    candidates: &[(&Agreement, &Objective)],
    state: AlignmentState,
    metric: &Metric,
) -> String {
    let Some(promise) = nearest else {
        return match candidates.first() {
            Some((agreement, objective)) => {
                format!("{}/{} promises something else of this metric", agreement.meta.name, objective.name)
            }
            None => "no agreement speaks of it".into(),
        };
    };
    let promised =
        format!("{} promises {} {}", promise.id(), promise.op.symbol(), metric.unit.show(promise.value));
    match state {
        AlignmentState::Weaker => format!("{promised}, less than is needed"),
        AlignmentState::NotAgreed | AlignmentState::Aligned => promised,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::assess;
    use crate::catalog::Catalog;
    use crate::model::Literal;
    use crate::model::need::Outcome;
    use crate::process::specimen::{
        agree, at_most, catalog, day, known_always, meta, metric, name, objective, observed, place, ratios,
        rolling, seen,
    };

    fn needing(metric: Metric, op: Comparison, value: f64) -> Catalog {
        let mut catalog = catalog(metric);
        let requirement =
            Requirement { metric: name("m"), op, value: Literal::Number(value), place: place() };
        let need = Need {
            meta: meta("n"),
            service: name("desk"),
            statement: "Staff are working again.".into(),
            outcome: Outcome::Unchanged,
            requires: vec![requirement],
            confirmed_by: None,
            confirmed: None,
            review_by: None,
        };
        catalog.needs.insert(name("n"), need);
        catalog
    }

    fn state_with(targets: &[Target]) -> Alignment {
        let mut catalog = needing(metric("mean"), Comparison::AtMost, 8.0);
        let objectives = targets.iter().map(|target| objective(*target, rolling("20d"))).collect();
        agree(&mut catalog, objectives);
        let values: Vec<(i64, f64)> = (0..30).map(|n| (n, if n < 10 { 100.0 } else { 7.0 })).collect();
        assess(&catalog, &seen(observed(&values)), day(30), 1).alignments.remove(0)
    }

    #[test]
    fn promises_are_held_against_needs() {
        let below = |value| Target::Threshold { op: Comparison::Below, value: Literal::Number(value) };
        assert_eq!(state_with(&[at_most(8.0)]).state, AlignmentState::Aligned);
        assert_eq!(state_with(&[below(8.0)]).state, AlignmentState::Aligned);
        assert_eq!(state_with(&[at_most(9.0)]).state, AlignmentState::Weaker);
        assert_eq!(state_with(&[at_most(9.0), at_most(4.0)]).state, AlignmentState::Aligned);
        let none = state_with(&[]);
        assert_eq!((none.state, none.agreed), (AlignmentState::NotAgreed, None));
    }

    #[test]
    fn what_is_observed_is_a_comparison_of_its_own() {
        let aligned = state_with(&[at_most(9.0)]);
        assert_eq!(aligned.verdict, Verdict::Met);
        assert_eq!(
            aligned.reason,
            "a/o promises ≤ 9 tickets, less than is needed; observed: 7 tickets, needs ≤ 8 tickets"
        );
        // Without an objective the last 28 days count, eight of them bad.
        let alone = state_with(&[]);
        assert_eq!((alone.verdict, alone.observed.interval.from), (Verdict::Missed, day(2)));
    }

    #[test]
    fn the_objective_that_names_the_need_counts() {
        let mut catalog = needing(metric("mean"), Comparison::AtMost, 8.0);
        let mut named = objective(at_most(9.0), rolling("20d"));
        named.need = Some(name("n"));
        agree(&mut catalog, vec![objective(at_most(4.0), rolling("20d")), named]);
        let found = assess(&catalog, &Default::default(), day(30), 1).alignments.remove(0);
        assert_eq!((found.state, found.verdict), (AlignmentState::Weaker, Verdict::Unknown));
    }

    #[test]
    fn a_share_is_compared_only_with_a_share() {
        let share = Target::Share { op: Comparison::AtMost, value: Literal::Number(8.0), target: 0.9 };
        let other = state_with(&[share]);
        assert_eq!(other.state, AlignmentState::NotAgreed);
        assert!(other.reason.starts_with("a/o promises something else"), "{}", other.reason);
        let mut catalog = needing(metric("ratio"), Comparison::AtLeast, 0.9);
        agree(&mut catalog, vec![objective(Target::Ratio { target: 0.95 }, rolling("20d"))]);
        let found =
            assess(&catalog, &seen(known_always(ratios(&[(0, 92, 8)]))), day(1), 1).alignments.remove(0);
        assert_eq!((found.state, found.verdict), (AlignmentState::Aligned, Verdict::Met));
    }
}
