//! Objectives of agreements: what the window shows, held against what is promised.

use jiff::Timestamp;

use crate::model::window::Motion;
use crate::model::{Interval, Objective};
use crate::parallel;
use crate::process::{Evidence, Figure, Series, series};

use super::assessment::{ObjectiveAssessment, Projection, Verdict};
use super::budget::budget;
use super::burn::burn_rates;
use super::closed::closed;
use super::composite::composites;
use super::freshness::freshness;
use super::hindsight;
use super::matter::Matter;
use super::projection::projection;
use super::promise::{Promise, is_share};
use super::recent::Recent;
use super::risk::risk;

/// All objectives, by id. One with `each` gives an assessment for every value of the dimension that was ever observed,
/// or a single one, which is unknown, while none has been.
pub fn objectives(evidence: &Evidence<'_>, jobs: usize) -> Vec<ObjectiveAssessment> {
    let matters = Matter::wanted(evidence, |_, _| true);
    let assessed = parallel::in_order(matters, jobs, |matter| objective_of(evidence, matter));
    let mut assessed: Vec<ObjectiveAssessment> = assessed.into_iter().flatten().collect();
    assessed.extend(composites(evidence));
    assessed.sort_by(|a, b| a.id.cmp(&b.id));
    assessed
}

fn objective_of(evidence: &Evidence<'_>, matter: Matter<'_>) -> Option<ObjectiveAssessment> {
    let scope = matter.scope(evidence)?;
    let (agreement, objective) = (matter.agreement, matter.objective);
    let promise = Promise::new(objective, scope);
    let in_hindsight = hindsight::calendar(scope.hours);
    let window = objective.window.at(scope.as_of, scope.zone);
    let Current { figure: observed, verdict, reason, projection } = match window {
        Some(window) => current(&promise, objective, window),
        None => Current::from(beyond_the_calendar(scope.as_of)),
    };
    let target = promise.share_target();
    let value = observed.value;
    let budget = target.and_then(|target| budget(&observed, target));
    let own = objective.window.duration;
    let burn_rates = budget.map(|whole| burn_rates(&promise, own, &observed, &whole));
    Some(ObjectiveAssessment {
        id: matter.id.clone(),
        service: agreement.service.clone(),
        metric: objective.metric.clone(),
        desired: promise.desired,
        is_share: is_share(objective.target),
        gap: promise.desired.zip(value).map(|(desired, value)| value - desired.value),
        budget,
        burn_rates: burn_rates.unwrap_or_default(),
        projection,
        including: window.and_then(|window| hindsight::of(&promise, in_hindsight.as_ref(), window)),
        observed,
        verdict,
        freshness: freshness(&scope),
        reason,
        closed: closed(&promise, in_hindsight.as_ref(), objective),
        series: window
            .map_or_else(Series::default, |window| series(&promise.scope, with_time_before(window))),
        place: objective.place.clone(),
    })
}

/// How the window stands that is open.
struct Current {
    figure: Figure,
    verdict: Verdict,
    reason: String,
    projection: Option<Projection>,
}

impl From<(Figure, Verdict, String)> for Current {
    fn from((figure, verdict, reason): (Figure, Verdict, String)) -> Self {
        Self { figure, verdict, reason, projection: None }
    }
}

fn current(promise: &Promise<'_>, objective: &Objective, window: Interval) -> Current {
    let figure = promise.measure(window);
    let (verdict, reason) = promise.judge(&figure);
    if verdict == Verdict::Unknown {
        return (figure, verdict, reason).into();
    }
    let moves = matches!(objective.window.motion, Motion::Rolling);
    let has_pace = figure.total.is_some() || (!moves && promise.scope.grows_with_time());
    let recent = has_pace.then(|| Recent::of(promise, &figure)).flatten();
    let ends = recent.as_ref().filter(|_| !moves);
    let projection = ends.and_then(|recent| projection(promise, window, &figure, recent));
    let risk = match verdict {
        Verdict::Met => risk(promise, window, moves, &figure, recent.as_ref()),
        _ => None,
    };
    match risk {
        Some(risk) => {
            Current { figure, verdict: Verdict::AtRisk, reason: format!("{reason}; {risk}"), projection }
        }
        None => Current { figure, verdict, reason, projection },
    }
}

/// What there is to say of a window that no calendar has.
pub(super) fn beyond_the_calendar(as_of: Timestamp) -> (Figure, Verdict, String) {
    let interval = Interval::new(as_of, as_of);
    let figure = Figure { value: None, good: None, total: None, count: 0, coverage: 0.0, interval };
    (figure, Verdict::Unknown, "the window reaches beyond the years that a calendar has".into())
}

/// A window and as much time before it.
fn with_time_before(window: Interval) -> Interval {
    let length = window.from.duration_until(window.to);
    Interval::new(window.from.checked_sub(length).unwrap_or(window.from), window.to)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::analyse::{Freshness, assess};
    use crate::catalog::Catalog;
    use crate::model::agreement::Target;
    use crate::model::metric::Metric;
    use crate::model::observation::Absence;
    use crate::model::{Name, Observations, TimeWindow};
    use crate::process::specimen::{
        agree, at_most, catalog, day, hour, known_always, metric, name, objective, observations, observed,
        periods, point, points_of_groups, ratios, rolling, sampled, seen,
    };
    use proptest::prelude::*;

    fn promised(metric: Metric, target: Target, window: TimeWindow) -> Catalog {
        let mut catalog = catalog(metric);
        agree(&mut catalog, vec![objective(target, window)]);
        catalog
    }

    fn only(catalog: &Catalog, seen: &BTreeMap<Name, Observations>, at: i64) -> ObjectiveAssessment {
        let mut objectives = assess(catalog, seen, day(at), 1).objectives;
        assert_eq!(objectives.len(), 1);
        objectives.remove(0)
    }

    #[test]
    fn a_missed_share_has_a_gap_and_an_overspent_budget() {
        let catalog = promised(metric("ratio"), Target::Ratio { target: 0.95 }, rolling("28d"));
        let found = only(&catalog, &seen(known_always(ratios(&[(0, 5820, 1688), (20, 0, 0)]))), 21);
        assert_eq!(found.verdict, Verdict::Missed);
        assert_eq!(found.reason, "77.52 %, needs ≥ 95.00 %: 17.48 pp short");
        assert!(found.gap.is_some_and(|gap| (gap + 0.174_827).abs() < 1e-6));
        assert!(found.budget.is_some_and(|budget| (budget.burn_rate - 4.496_537).abs() < 1e-6));
        assert!(found.is_share && found.freshness == Freshness::Current);
    }

    #[test]
    fn a_source_that_began_yesterday_meets_no_promise_about_four_weeks() {
        let catalog = promised(metric("count"), at_most(5.0), rolling("28d"));
        let found = only(&catalog, &seen(observed(&[(0, 1.0)])), 1);
        assert_eq!(found.verdict, Verdict::Unknown);
        assert_eq!(found.reason, "coverage 3 %, need 95 %; nothing is known before 2024-01-01");
    }

    #[test]
    fn a_window_of_unreadable_rows_meets_no_promise_however_many_could_be_read_before() {
        let catalog = promised(metric("count"), at_most(5.0), rolling("7d"));
        let mut rows = observed(&(0..100).map(|n| (n, 1.0)).collect::<Vec<_>>());
        rows.known_until = Some(day(110));
        rows.doubts.dated = vec![day(105), day(106)];
        let found = only(&catalog, &seen(rows), 110);
        assert_eq!((found.observed.coverage, found.verdict), (0.0, Verdict::Unknown));
        assert_eq!(found.reason, "coverage 0 %, need 95 %; 2 rows could not be read");
    }

    #[test]
    fn windows_keep_their_edges() {
        let catalog = promised(metric("sum"), at_most(2.5), rolling("7d"));
        // Day 3 is the first moment of the window, day 10 the first after it.
        let sightings = seen(observed(&[(2, 100.0), (3, 1.0), (9, 1.0), (10, 100.0)]));
        let found = only(&catalog, &sightings, 10);
        assert_eq!((found.observed.value, found.verdict), (Some(2.0), Verdict::Met));
    }

    #[test]
    fn every_unknown_says_why() {
        let mut no_source = metric("sum");
        no_source.gather = None;
        let cases: [(Metric, Option<Observations>, &str); 7] = [
            (no_source, None, "no source, and nobody has promised one"),
            (metric("sum"), None, "nothing has been recorded of its http source; `deming gather` asks it"),
            (
                metric("sum"),
                Some(Observations::absent(name("m"), Absence::Lost("no such file".into()))),
                "the source was lost: no such file",
            ),
            (metric("sum"), Some(observed(&[(50, 1.0)])), "nothing has been observed yet"),
            (sampled("mean"), Some(observed(&[(0, 1.0), (24, 1.0), (27, 1.0)])), "coverage 10 %, need 95 %"),
            (
                metric("sum"),
                Some(observed(&[(0, 1.0), (5, 1.0)])),
                "coverage 25 %, need 95 %; silent since 2024-01-06, longer than every + lateness allow",
            ),
            (metric("mean"), Some(observed(&[(0, 1.0), (90, 1.0)])), "nothing observed in the window"),
        ];
        for (metric, sighted, reason) in cases {
            let catalog = promised(metric, at_most(5.0), rolling("20d"));
            let sightings = sighted.map(seen).unwrap_or_default();
            let at = if reason.starts_with("coverage 25") { 22 } else { 28 };
            let found = only(&catalog, &sightings, at);
            assert_eq!((found.verdict, found.reason.as_str()), (Verdict::Unknown, reason));
        }
    }

    #[test]
    fn a_target_in_a_foreign_unit_is_unknown() {
        let target = Target::Threshold {
            op: crate::model::Comparison::AtMost,
            value: crate::model::Literal::Time(60.0),
        };
        let catalog = promised(metric("sum"), target, rolling("20d"));
        let found = only(&catalog, &seen(observed(&[(0, 1.0)])), 1);
        assert_eq!((found.verdict, found.desired, found.gap), (Verdict::Unknown, None, None));
    }

    #[test]
    fn closed_windows_make_the_history_and_the_one_in_which_it_begins_is_unknown() {
        let catalog = promised(metric("sum"), at_most(5.0), periods("1M"));
        let values: Vec<(i64, f64)> = (40..100).map(|n| (n, if n < 60 { 1.0 } else { 0.1 })).collect();
        let found = only(&catalog, &seen(observed(&values)), 100);
        let closed: Vec<Verdict> = found.closed.iter().map(|period| period.verdict).collect();
        // March and February, of which the first ten days are unknown; January is before all that is known and left out.
        assert_eq!(closed, [Verdict::Met, Verdict::Unknown]);
        assert_eq!(found.closed[0].figure.interval, Interval::new(day(60), day(91)));
        assert_eq!(found.observed.interval, Interval::new(day(91), day(100)));
    }

    #[test]
    fn each_value_of_a_dimension_is_judged_by_itself() {
        let mut metric = metric("count");
        metric.process.by = vec!["site".into(), "team".into()];
        let mut catalog = catalog(metric);
        let mut each = objective(at_most(1.0), rolling("20d"));
        each.each = Some("site".into());
        agree(&mut catalog, vec![each]);
        let rows = [("d", -20), ("b", 1), ("a", 2), ("b", 3), ("c", 30)];
        let sightings = seen(points_of_groups(&rows, "x"));
        let found = assess(&catalog, &sightings, day(4), 1).objectives;
        let told: Vec<(String, Verdict)> = found.iter().map(|o| (o.id.to_string(), o.verdict)).collect();
        // That `d` was seen twenty days before shows that the source spoke before `a` and `b` were.
        let (met, missed) = (Verdict::Met, Verdict::Missed);
        assert_eq!(told, [("a/o[a]".into(), met), ("a/o[b]".into(), missed), ("a/o[d]".into(), met)]);
        let before_all = assess(&catalog, &sightings, day(-21), 1).objectives;
        assert_eq!((before_all[0].id.to_string(), before_all[0].verdict), ("a/o".into(), Verdict::Unknown));
    }

    #[test]
    fn a_burning_budget_is_at_risk() {
        // A bad observation among a thousand for three weeks, then twenty-two among a hundred each day.
        let rows: Vec<(i64, u32, u32)> =
            (0..24).map(|n| if n < 22 { (n, 999, 1) } else { (n, 78, 22) }).collect();
        let hourly = rows.iter().flat_map(|(n, good, bad)| {
            let (good, bad) = (f64::from(*good) / 24.0, f64::from(*bad) / 24.0);
            (0..24).map(move |h| point(hour(n * 24 + h), good, good + bad))
        });
        let sightings = seen(observations(hourly.collect()));
        let tight = promised(metric("ratio"), Target::Ratio { target: 0.997 }, periods("1M"));
        let found = only(&tight, &sightings, 24);
        assert_eq!(found.verdict, Verdict::AtRisk, "{}", found.reason);
        assert!(
            found.reason.contains("at the pace of the last 6 days the budget is used up in"),
            "{}",
            found.reason
        );
        let wide = promised(metric("ratio"), Target::Ratio { target: 0.9 }, periods("1M"));
        assert_eq!(only(&wide, &sightings, 24).verdict, Verdict::Met);
    }

    #[test]
    fn a_budget_that_burns_evenly_below_its_rate_is_met() {
        let rows: Vec<(i64, u32, u32)> = (0..60).map(|n| (n, 955, 45)).collect();
        let dense = rows.iter().flat_map(|(n, good, bad)| {
            let (good, bad) = (f64::from(*good), f64::from(*bad));
            (0..4).map(move |h| point(hour(n * 24 + h), good, good + bad))
        });
        let sightings = seen(observations(dense.collect()));
        let catalog = promised(metric("ratio"), Target::Ratio { target: 0.95 }, rolling("28d"));
        let found = only(&catalog, &sightings, 60);
        assert_eq!(found.verdict, Verdict::Met, "{}", found.reason);
    }

    #[test]
    fn a_trend_towards_the_target_is_at_risk() {
        let rising: Vec<(i64, f64)> = (0..28).map(|n| (n, 10.0 + n as f64)).collect();
        let catalog = promised(metric("mean"), at_most(40.0), rolling("28d"));
        let found = only(&catalog, &seen(observed(&rising)), 28);
        // The line is 10 + n at the midnight readings, which stand for the middle of their days: 40 on day 30.5.
        assert_eq!(found.verdict, Verdict::AtRisk);
        assert!(
            found.reason.ends_with("at this trend it crosses 40 tickets in 3 days (2024-01-31)"),
            "{}",
            found.reason
        );
        let falling: Vec<(i64, f64)> = (0..28).map(|n| (n, 39.0 - n as f64)).collect();
        assert_eq!(only(&catalog, &seen(observed(&falling)), 28).verdict, Verdict::Met);
        let far = promised(metric("mean"), at_most(60.0), rolling("28d"));
        assert_eq!(only(&far, &seen(observed(&rising)), 28).verdict, Verdict::Met);
    }

    proptest! {
        /// No data is never good and never bad: whatever was the verdict, without observations it is unknown.
        #[test]
        fn without_observations_every_verdict_is_unknown(
            values in prop::collection::vec((0i64..60, -10.0..10.0f64), 1..60),
            how in prop::sample::select(vec!["sum", "count", "mean", "min", "max", "last", "p90", "rate", "ratio"]),
            at in 0i64..70,
            samples in any::<bool>(),
        ) {
            let metric = if samples { sampled(how) } else { metric(how) };
            let mut values = values;
            values.sort_by_key(|value| value.0);
            let catalog = promised(metric, at_most(1.0), rolling("28d"));
            let with = only(&catalog, &seen(observed(&values)), at);
            prop_assert!(with.verdict == Verdict::Unknown || with.observed.count > 0 || !samples);
            let mut emptied = observed(&values);
            emptied.records = crate::model::observation::Records::Points(crate::model::Points::default());
            emptied.known_until = None;
            for none in [seen(emptied), seen(Observations::absent(name("m"), Absence::Empty)), BTreeMap::new()] {
                let without = only(&catalog, &none, at);
                prop_assert_eq!(without.verdict, Verdict::Unknown);
                prop_assert_eq!((without.gap, without.closed.len()), (None, 0));
            }
        }

        /// Taking readings away can hide an answer; as long as enough are left it stays one of the others.
        #[test]
        fn thin_samples_are_unknown(kept in prop::collection::vec(any::<bool>(), 28)) {
            let values: Vec<(i64, f64)> =
                kept.iter().enumerate().filter(|(_, keep)| **keep).map(|(n, _)| (n as i64, 1.0)).collect();
            let catalog = promised(sampled("mean"), at_most(5.0), rolling("28d"));
            let found = only(&catalog, &seen(observed(&values)), 28);
            let expected = if values.len() >= 27 { Verdict::Met } else { Verdict::Unknown };
            prop_assert_eq!(found.verdict, expected);
        }
    }
}
