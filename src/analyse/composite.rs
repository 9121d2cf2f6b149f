//! Composites of OpenSLO: the objectives of an agreement judged as one, beside each by itself.
//!
//! What is attained is the weighted mean of what the objectives attain, and so is what is asked for:
//! Σ wᵢ·aᵢ ÷ Σ wᵢ ≥ Σ wᵢ·tᵢ ÷ Σ wᵢ. That is the same as to say that the error budgets, each burnt at its own rate times
//! its weight, are together not overspent: Σ wᵢ·(1 − aᵢ) ≤ Σ wᵢ·(1 − tᵢ), which is how the specification of OpenSLO v1
//! (notes on composite SLOs) describes the burning of a composite. As long as one objective is unknown, so is the whole.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::agreement::{Agreement, Composite, Target};
use crate::model::{Comparison, Interval, Objective, Unit};
use crate::process::{Evidence, Figure, Series};

use super::assessment::{
    ClosedPeriod, Desired, Freshness, History, ObjectiveAssessment, ObjectiveId, Verdict,
};
use super::attainment::beyond_the_calendar;
use super::budget::budget;
use super::burn::of_whole;
use super::closed::{CLOSED, is_told};
use super::freshness::freshness;
use super::history::Past;
use super::promise::{Promise, is_share};
use super::wording::against_target;

/// All composites, in the order of their agreements.
pub fn composites(evidence: &Evidence<'_>) -> Vec<ObjectiveAssessment> {
    let agreements = evidence.catalog.agreements.values();
    let composites = agreements.filter_map(|agreement| Some((agreement, agreement.composite.as_ref()?)));
    composites.filter_map(|(agreement, composite)| assessed(evidence, agreement, composite)).collect()
}

/// What composites attained in the periods of the calendar, of those that are wanted.
pub(super) fn pasts(
    evidence: &Evidence<'_>,
    wanted: &BTreeMap<&ObjectiveId, &ObjectiveAssessment>,
) -> Vec<(ObjectiveId, History)> {
    let agreements = evidence.catalog.agreements.values();
    let past = |agreement: &Agreement| {
        let composite = agreement.composite.as_ref()?;
        let (id, assessed) = wanted.get_key_value(&id(agreement, composite))?;
        let parts = parts(evidence, agreement, composite);
        let first = parts.first()?;
        let past = Past {
            catalog: evidence.catalog,
            objective: first.objective,
            scope: &first.promise.scope,
            known: known(&parts),
            own: &assessed.closed,
        };
        Some(((*id).clone(), past.history(|period| ended(&parts, period))))
    };
    agreements.filter_map(past).collect()
}

fn id(agreement: &Agreement, composite: &Composite) -> ObjectiveId {
    ObjectiveId { agreement: agreement.meta.name.clone(), objective: composite.name.clone(), each: None }
}

/// An objective with its weight.
struct Part<'a> {
    objective: &'a Objective,
    promise: Promise<'a>,
    weight: f64,
}

impl Part<'_> {
    fn once_all_is_due(&self, end: Timestamp) -> Self {
        Self { promise: self.promise.once_all_is_due(end), ..*self }
    }
}

fn parts<'a>(evidence: &'a Evidence<'_>, agreement: &'a Agreement, composite: &Composite) -> Vec<Part<'a>> {
    let hours = evidence.catalog.service_hours(agreement);
    let weighted = agreement.objectives.iter().zip(&composite.weights);
    weighted
        .filter_map(|(objective, weight)| {
            let scope = evidence.scope(&objective.metric)?.within(hours);
            Some(Part { objective, promise: Promise::new(objective, scope), weight: *weight })
        })
        .collect()
}

/// Since when all parts are observed; `None` where none is.
fn known(parts: &[Part<'_>]) -> Option<Timestamp> {
    parts.iter().filter_map(|part| part.promise.scope.first()).max()
}

/// What a period that is over showed, and how it ended.
fn ended(parts: &[Part<'_>], period: Interval) -> ClosedPeriod {
    let parts: Vec<Part<'_>> = parts.iter().map(|part| part.once_all_is_due(period.to)).collect();
    let (figure, verdict, _) = judged(&parts, target(&parts), period);
    ClosedPeriod { figure, verdict, including: None }
}

fn assessed(
    evidence: &Evidence<'_>,
    agreement: &Agreement,
    composite: &Composite,
) -> Option<ObjectiveAssessment> {
    let parts = parts(evidence, agreement, composite);
    let first = parts.first()?;
    let (window, scope) = (&first.objective.window, &first.promise.scope);
    let target = target(&parts);
    let (observed, verdict, reason) = match window.at(scope.as_of, scope.zone) {
        Some(interval) => judged(&parts, target, interval),
        None => beyond_the_calendar(scope.as_of),
    };
    let desired = target.map(|value| Desired {
        op: Comparison::AtLeast,
        value,
        target: Target::Ratio { target: value },
    });
    let known = known(&parts);
    let closed = window.closed_before(scope.as_of, scope.zone, CLOSED).into_iter();
    let closed = closed
        .filter(|window| known.is_some_and(|known| is_told(scope, known, *window)))
        .map(|window| ended(&parts, window));
    let budget = target.and_then(|target| budget(&observed, target));
    Some(ObjectiveAssessment {
        id: id(agreement, composite),
        service: agreement.service.clone(),
        metric: first.objective.metric.clone(),
        desired,
        is_share: true,
        gap: target.zip(observed.value).map(|(target, value)| value - target),
        budget,
        burn_rates: budget.iter().map(|whole| of_whole(window.duration, &observed, whole)).collect(),
        projection: None,
        verdict,
        freshness: parts.iter().map(|part| freshness(&part.promise.scope)).min().unwrap_or(Freshness::Never),
        reason,
        closed: closed.collect(),
        including: None,
        observed,
        series: Series::default(),
        place: agreement.meta.place.child("spec").child("objectives"),
    })
}

/// What is asked for, unless an objective asks for no share.
fn target(parts: &[Part<'_>]) -> Option<f64> {
    let asked = parts.iter().map(|part| {
        let share = is_share(part.objective.target).then_some(part.promise.desired)?;
        share.map(|desired| desired.value)
    });
    mean(parts, asked)
}

/// The mean of values by the weights of their parts; none where one is missing.
fn mean(parts: &[Part<'_>], values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (part, value) in parts.iter().zip(values) {
        sum += part.weight * value?;
        weights += part.weight;
    }
    (weights > 0.0).then(|| sum / weights)
}

fn judged(parts: &[Part<'_>], target: Option<f64>, interval: Interval) -> (Figure, Verdict, String) {
    let figures: Vec<Figure> = parts.iter().map(|part| part.promise.measure(interval)).collect();
    let value = mean(parts, figures.iter().map(|figure| figure.value));
    let whole = Figure {
        value,
        good: value,
        total: value.map(|_| 1.0),
        count: figures.iter().map(|figure| figure.count).sum(),
        coverage: figures.iter().map(|figure| figure.coverage).fold(1.0, f64::min),
        interval: figures.first().map_or(interval, |figure| figure.interval),
    };
    let unknown = parts.iter().zip(&figures).find_map(|(part, figure)| match part.promise.judge(figure) {
        (Verdict::Unknown, why) => Some(format!("`{}` is unknown: {why}", part.objective.name)),
        _ => None,
    });
    if let Some(why) = unknown {
        return (Figure { value: None, good: None, total: None, ..whole }, Verdict::Unknown, why);
    }
    match (target, value) {
        (Some(target), Some(value)) => {
            let verdict = if value >= target { Verdict::Met } else { Verdict::Missed };
            let reason = against_target(&Unit::ratio(), value, Comparison::AtLeast, target);
            (whole, verdict, format!("{reason}; the weighted mean of {} objectives", parts.len()))
        }
        _ => (whole, Verdict::Unknown, "not every objective asks for a share".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::assess;
    use crate::catalog::Catalog;
    use crate::model::{Name, Observations};
    use crate::process::specimen::{
        agree, catalog, day, known_always, metric, name, objective, ratios, rolling,
    };

    fn of(weights: [f64; 2], bad: [u32; 2]) -> (Catalog, BTreeMap<Name, Observations>) {
        let mut second = metric("ratio");
        second.meta.name = name("n");
        let mut catalog = catalog(metric("ratio"));
        catalog.metrics.insert(name("n"), second);
        let target = |target| objective(Target::Ratio { target }, rolling("20d"));
        let other = Objective { name: name("p"), metric: name("n"), ..target(0.9) };
        agree(&mut catalog, vec![target(0.98), other]);
        if let Some(agreement) = catalog.agreements.get_mut(&name("a")) {
            agreement.composite = Some(Composite { name: name("composite"), weights: weights.into() });
        }
        let seen = |bad: u32| known_always(ratios(&[(0, 100 - bad, bad), (20, 0, 0)]));
        let observations = BTreeMap::from([(name("m"), seen(bad[0])), (name("n"), seen(bad[1]))]);
        (catalog, observations)
    }

    fn whole(weights: [f64; 2], bad: [u32; 2]) -> ObjectiveAssessment {
        let (catalog, observations) = of(weights, bad);
        let all = assess(&catalog, &observations, day(20), 1).objectives;
        assert_eq!(all.len(), 3);
        all.into_iter().find(|one| one.id.to_string() == "a/composite").expect("a composite")
    }

    #[test]
    fn weights_decide_how_much_of_the_whole_an_objective_is() {
        // Asked for: (0.98 + 0.9) / 2 = 0.94. Attained: (0.97 + 0.92) / 2 = 0.945.
        let even = whole([1.0, 1.0], [3, 8]);
        assert_eq!(even.verdict, Verdict::Met, "{}", even.reason);
        assert!(even.observed.value.is_some_and(|value| (value - 0.945).abs() < 1e-12));
        assert!(even.budget.is_some_and(|budget| (budget.burn_rate - 0.055 / 0.06).abs() < 1e-9));
        // Asked for: (4 * 0.98 + 0.9) / 5 = 0.964. Attained: (4 * 0.97 + 0.92) / 5 = 0.96.
        let uneven = whole([4.0, 1.0], [3, 8]);
        assert_eq!(uneven.verdict, Verdict::Missed, "{}", uneven.reason);
        assert!(uneven.gap.is_some_and(|gap| (gap + 0.004).abs() < 1e-12));
    }

    #[test]
    fn one_unknown_objective_leaves_the_whole_unknown() {
        let (catalog, mut observations) = of([1.0, 1.0], [0, 0]);
        observations.remove(&name("n"));
        let all = assess(&catalog, &observations, day(20), 1).objectives;
        let whole = all.iter().find(|one| one.id.objective == name("composite")).expect("a composite");
        assert_eq!((whole.verdict, whole.observed.value), (Verdict::Unknown, None));
        assert!(whole.reason.starts_with("`p` is unknown: nothing has been recorded"), "{}", whole.reason);
    }
}
