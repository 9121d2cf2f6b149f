//! Improvement cycles: how far from the baseline to the target, after how much of the time.
//!
//! - Which way is better `metric.direction` says, and nothing else: a target reached is one at which the metric is as
//!   good or better. Going the wrong way is negative progress. A target that is worse than the baseline leads nowhere,
//!   and there is no verdict about it.
//! - Sums and counts grow with time, so five days of a cycle say nothing beside a month of baseline. Baseline, target
//!   and what is observed are all about as long as the baseline took (without one: as the whole cycle takes); until
//!   that much of the cycle is over, what is observed is taken at its pace, and the reason says so.

use jiff::Timestamp;

use crate::model::cycle::{Aim, Cycle};
use crate::model::metric::Direction;
use crate::model::window::{end_of_day, seconds_between, start_of_day};
use crate::model::{Duration, Interval, Metric};
use crate::process::{BaselineFigure, Evidence, Figure, Scope, baseline, figure, pace, series};

use super::assessment::{CycleAssessment, Verdict};
use super::guard;
use super::unknown::why_unknown;
use super::wording::{last_day, length, whole_percent};

/// How far a cycle may lag behind an even pace and still count as on its path, as a share of the way.
pub const LAG: f64 = 0.1;

/// All cycles, by name.
pub fn cycles(evidence: &Evidence<'_>) -> Vec<CycleAssessment> {
    let cycles = evidence.catalog.cycles.values();
    cycles.filter_map(|cycle| Some(cycle_of(evidence, cycle, evidence.scope(&cycle.metric)?))).collect()
}

fn cycle_of(evidence: &Evidence<'_>, cycle: &Cycle, scope: Scope<'_>) -> CycleAssessment {
    let recomputed = recomputed(cycle, &scope);
    let start = start_value(cycle, &scope, recomputed.as_ref());
    let target = target_value(cycle.target.aim, start, scope.metric);
    let now = recent(cycle, &scope);
    let state = State {
        start,
        target,
        observed: at_pace(cycle, &scope, figure(&scope, now)),
        progress: None,
        elapsed: elapsed(cycle, &scope),
    };
    let state = State { progress: state.progress(scope.metric), ..state };
    let guards = guard::guards(evidence, cycle, now);
    let (verdict, reason) = judge(cycle, &scope, &state);
    let from = cycle.baseline.as_ref().map_or(cycle.period, |baseline| baseline.period);
    let shown = Interval::new(start_of_day(from.from, scope.zone), end_of_day(cycle.period.to, scope.zone));
    CycleAssessment {
        cycle: cycle.meta.name.clone(),
        service: cycle.service.clone(),
        metric: cycle.metric.clone(),
        baseline: start,
        recomputed,
        over: all_of_it(cycle, &scope),
        target,
        observed: state.observed,
        progress: state.progress,
        elapsed: state.elapsed,
        verdict,
        reason: guard::with_damage(reason, verdict, &guards),
        guards,
        series: series(&scope, shown),
        place: cycle.meta.place.clone(),
    }
}

/// Where a cycle stands.
struct State {
    start: Option<f64>,
    target: Option<f64>,
    observed: Figure,
    progress: Option<f64>,
    elapsed: f64,
}

impl State {
    /// (observed − start) ÷ (target − start), negative when it goes the wrong way; `None` when there is no way to go, or
    /// the target lies the wrong way itself.
    fn progress(&self, metric: &Metric) -> Option<f64> {
        let (start, target, now) = (self.start?, self.target?, self.observed.value?);
        let progress = (now - start) / (target - start);
        Some(progress).filter(|progress| progress.is_finite() && is_as_good(target, start, metric))
    }

    /// The start and a target that is worse.
    fn backwards(&self, metric: &Metric) -> Option<(f64, f64)> {
        self.start.zip(self.target).filter(|(start, target)| !is_as_good(*target, *start, metric))
    }
}

/// Whether a value is as good as another, or better, by the metric's own account.
pub fn is_as_good(value: f64, other: f64, metric: &Metric) -> bool {
    match metric.direction {
        Direction::Lower => value <= other,
        Direction::Higher => value >= other,
    }
}

/// How long the time is that baseline and target are about, in seconds of agreed hours: the baseline's, without one the
/// whole cycle's.
fn measure(cycle: &Cycle, scope: &Scope<'_>) -> f64 {
    let period = cycle.baseline.as_ref().map_or(cycle.period, |baseline| baseline.period);
    pace::length_of(scope, period.interval(scope.zone))
}

/// What is observed, at its pace over as long as the baseline. Its count stays that of the observations there are.
fn at_pace(cycle: &Cycle, scope: &Scope<'_>, observed: Figure) -> Figure {
    Figure { value: pace::over(scope, &observed, measure(cycle, scope)), ..observed }
}

/// The baseline as the data give it, where they do.
fn recomputed(cycle: &Cycle, scope: &Scope<'_>) -> Option<BaselineFigure> {
    let period = cycle.baseline.as_ref()?.period;
    Some(baseline(scope, period.interval(scope.zone))).filter(|found| found.rows > 0)
}

/// All of a cycle that is over, as the data give it, where they do.
fn all_of_it(cycle: &Cycle, scope: &Scope<'_>) -> Option<BaselineFigure> {
    let period = cycle.period.interval(scope.zone);
    (period.to <= scope.as_of).then(|| baseline(scope, period)).filter(|found| found.rows > 0)
}

/// Where the cycle started: as declared, else as the data give it when they cover the baseline period.
fn start_value(cycle: &Cycle, scope: &Scope<'_>, recomputed: Option<&BaselineFigure>) -> Option<f64> {
    let declared = cycle.baseline.as_ref()?.value;
    match declared {
        Some(value) => value.in_unit(&scope.metric.unit).ok(),
        None => {
            let figure = &recomputed?.figure;
            figure.value.filter(|_| why_unknown(scope, figure).is_none())
        }
    }
}

/// Where an aim leads from a starting value; `None` when it does not fit the metric's unit, or needs a start and has none.
pub fn target_value(aim: Aim, start: Option<f64>, metric: &Metric) -> Option<f64> {
    match aim {
        Aim::Value(value) => value.in_unit(&metric.unit).ok(),
        Aim::Change(change) => change.apply(start?, &metric.unit).ok(),
    }
}

/// The time that shows where the cycle is: as many days as the baseline was measured over, up to now or the end of the
/// cycle, and not from before its start; without a baseline all of the cycle so far.
fn recent(cycle: &Cycle, scope: &Scope<'_>) -> Interval {
    let period = cycle.period.interval(scope.zone);
    let end = scope.as_of.min(period.to);
    let start = cycle.baseline.as_ref().and_then(|baseline| {
        let days = baseline.period.from.until(baseline.period.to).ok()?.get_days().checked_add(1)?;
        let days = Duration::days(u32::try_from(days).ok()?);
        days.shift(&end.to_zoned_datetime(scope.zone.clone()), -1)
    });
    Interval::new(start.map_or(period.from, |start| start.timestamp().max(period.from)), end)
}

/// How much of the time from the start of the cycle to the target's date is over, 0 to 1.
fn elapsed(cycle: &Cycle, scope: &Scope<'_>) -> f64 {
    let from = start_of_day(cycle.period.from, scope.zone);
    let whole = seconds_between(from, due(cycle, scope));
    if whole <= 0.0 {
        return if scope.as_of < from { 0.0 } else { 1.0 };
    }
    (seconds_between(from, scope.as_of) / whole).clamp(0.0, 1.0)
}

fn due(cycle: &Cycle, scope: &Scope<'_>) -> Timestamp {
    end_of_day(cycle.target.by, scope.zone)
}

fn judge(cycle: &Cycle, scope: &Scope<'_>, state: &State) -> (Verdict, String) {
    let begins = start_of_day(cycle.period.from, scope.zone);
    if scope.as_of < begins {
        return (Verdict::Unknown, format!("has not started; begins {}", cycle.period.from));
    }
    let unit = &scope.metric.unit;
    if let Some((start, target)) = state.backwards(scope.metric) {
        let words =
            format!("the target {} is worse than the baseline {}", unit.show(target), unit.show(start));
        return (
            Verdict::Unknown,
            format!("{words}: that is no improvement, and nothing can be on its path"),
        );
    }
    if let Some(why) = why_unknown(scope, &state.observed) {
        return (Verdict::Unknown, why);
    }
    let (Some(target), Some(now)) = (state.target, state.observed.value) else {
        return (Verdict::Unknown, no_target(cycle, state));
    };
    let pace = paced(cycle, scope, state.observed.interval);
    let numbers = format!("{}{pace}, target {}", unit.show(now), unit.show(target));
    let is_over = scope.as_of >= due(cycle, scope);
    if is_as_good(now, target, scope.metric) {
        return (Verdict::Met, format!("target reached: {numbers}"));
    }
    if is_over {
        let day = last_day(due(cycle, scope), scope.zone);
        return (Verdict::Missed, format!("target not reached by {day}: {numbers}{}", way_done(state)));
    }
    let Some(progress) = state.progress else {
        return (
            Verdict::Unknown,
            format!("{numbers}; without a baseline apart from it nobody can tell how far along that is"),
        );
    };
    let path =
        format!("{} of the way after {} of the time", whole_percent(progress), whole_percent(state.elapsed));
    match progress >= state.elapsed - LAG {
        true => (Verdict::Met, format!("on its path: {path} ({numbers})")),
        false => (Verdict::AtRisk, format!("behind: {path} ({numbers})")),
    }
}

/// Says that a value is one at a pace, where it is.
fn paced(cycle: &Cycle, scope: &Scope<'_>, observed: Interval) -> String {
    let (whole, own) = (measure(cycle, scope), pace::length_of(scope, observed));
    if !scope.grows_with_time() || pace::is_as_long(own, whole) {
        return String::new();
    }
    let agreed = if scope.hours.is_some() { " of agreed time" } else { "" };
    format!(" in {}{agreed} at the pace of {}{agreed}", length(whole), length(own))
}

fn no_target(cycle: &Cycle, state: &State) -> String {
    match cycle.target.aim {
        Aim::Change(_) if state.start.is_none() => {
            "the target is a change, and the baseline is unknown".into()
        }
        _ => "the target cannot be compared with the metric's unit".into(),
    }
}

fn way_done(state: &State) -> String {
    state.progress.map(|progress| format!(", {} of the way", whole_percent(progress))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::analyse::assess;
    use crate::catalog::Catalog;
    use crate::model::cycle::{Baseline, CycleTarget, Guard};
    use crate::model::{Change, Literal, Name, Observations};
    use crate::process::specimen::{catalog, dates, day, meta, metric, name, observed, place, seen};

    /// A cycle over the second and third ten days of a mean that starts at 100, with the first ten as baseline.
    fn cycle(aim: Aim) -> Cycle {
        let baseline = Baseline {
            period: dates("2024-01-01", "2024-01-10"),
            value: None,
            rows: None,
            digest: None,
            place: place(),
        };
        Cycle {
            meta: meta("c"),
            goal: None,
            service: name("desk"),
            metric: name("m"),
            owner: "@ops".parse().expect("an owner"),
            period: dates("2024-01-11", "2024-01-30"),
            baseline: Some(baseline),
            target: CycleTarget { aim, by: "2024-01-30".parse().expect("a date"), place: place() },
            guards: Vec::new(),
            decide: None,
        }
    }

    fn falling_by_two() -> Observations {
        observed(
            &(0..40)
                .map(|n| (n, if n < 10 { 100.0 } else { 100.0 - 2.0 * (n - 9) as f64 }))
                .collect::<Vec<_>>(),
        )
    }

    fn with(cycle: Cycle) -> Catalog {
        let mut catalog = catalog(metric("mean"));
        catalog.cycles.insert(name("c"), cycle);
        catalog
    }

    fn only(catalog: &Catalog, seen: &BTreeMap<Name, Observations>, at: i64) -> CycleAssessment {
        assess(catalog, seen, day(at), 1).cycles.remove(0)
    }

    fn minus_20_percent() -> Aim {
        Aim::Change(Change::Relative(-0.2))
    }

    #[test]
    fn a_cycle_goes_from_not_started_to_reached() {
        let (catalog, seen) = (with(cycle(minus_20_percent())), seen(falling_by_two()));
        let before = only(&catalog, &seen, 9);
        assert_eq!((before.verdict, before.elapsed), (Verdict::Unknown, 0.0));
        assert_eq!(before.reason, "has not started; begins 2024-01-11");

        // After eight days: 98, 96 … 84, a mean of 91, which is 45 % of the way after 40 % of the time.
        let on_path = only(&catalog, &seen, 18);
        assert_eq!((on_path.baseline, on_path.target), (Some(100.0), Some(80.0)));
        assert_eq!(on_path.verdict, Verdict::Met);
        let words = "on its path: 45 % of the way after 40 % of the time (91 tickets, target 80 tickets)";
        assert_eq!(on_path.reason, words);

        // At the end the last ten days count: 78 … 60.
        let reached = only(&catalog, &seen, 35);
        assert_eq!(reached.observed.interval, Interval::new(day(20), day(30)));
        assert_eq!((reached.observed.value, reached.verdict), (Some(69.0), Verdict::Met));
        assert!(reached.progress.is_some_and(|progress| (progress - 1.55).abs() < 1e-12));
        assert_eq!(reached.recomputed.map(|found| found.rows), Some(10));
    }

    #[test]
    fn lagging_is_at_risk_and_time_over_is_missed() {
        let catalog = with(cycle(Aim::Value(Literal::Number(20.0))));
        let seen = seen(falling_by_two());
        let behind = only(&catalog, &seen, 18);
        assert_eq!(behind.verdict, Verdict::AtRisk);
        assert!(
            behind.reason.starts_with("behind: 11 % of the way after 40 % of the time"),
            "{}",
            behind.reason
        );
        let over = only(&catalog, &seen, 30);
        assert_eq!(over.verdict, Verdict::Missed);
        assert!(over.reason.starts_with("target not reached by 2024-01-30: 69 tickets"), "{}", over.reason);
    }

    #[test]
    fn a_declared_baseline_stands_against_the_data() {
        let mut cycle = cycle(minus_20_percent());
        if let Some(baseline) = &mut cycle.baseline {
            baseline.value = Some(Literal::Number(50.0));
        }
        let found = only(&with(cycle), &seen(falling_by_two()), 18);
        assert_eq!((found.baseline, found.target), (Some(50.0), Some(40.0)));
        assert_eq!(found.recomputed.and_then(|found| found.figure.value), Some(100.0));
        assert!(found.progress.is_some_and(|progress| progress < 0.0));
    }

    #[test]
    fn without_a_baseline_a_change_has_no_target() {
        let mut cycle = cycle(minus_20_percent());
        cycle.baseline = None;
        let found = only(&with(cycle), &seen(falling_by_two()), 18);
        assert_eq!((found.verdict, found.target), (Verdict::Unknown, None));
        assert_eq!(found.observed.interval, Interval::new(day(10), day(18)));
        assert_eq!(found.reason, "the target is a change, and the baseline is unknown");
    }

    #[test]
    fn a_count_of_few_days_is_held_against_a_longer_baseline_at_its_pace() {
        // Ten a day in the ten days of the baseline, then nine a day, to be eight.
        let rows: Vec<(i64, f64)> =
            (0..40).flat_map(|n| vec![(n, 1.0); if n < 10 { 10 } else { 9 }]).collect();
        let mut catalog = catalog(metric("count"));
        let mut counted = cycle(minus_20_percent());
        let change = Change::Relative(-0.05);
        counted.guards = vec![Guard { metric: name("m"), change, place: place() }];
        catalog.cycles.insert(name("c"), counted);
        let early = only(&catalog, &seen(observed(&rows)), 14);
        assert_eq!((early.baseline, early.target), (Some(100.0), Some(80.0)));
        assert_eq!((early.observed.value, early.observed.count), (Some(90.0), 36));
        assert_eq!((early.progress, early.verdict), (Some(0.5), Verdict::Met));
        let words = "on its path: 50 % of the way after 20 % of the time \
                     (90 tickets in 10 days at the pace of 4 days, target 80 tickets)";
        assert_eq!(early.reason, words);
        let guard = &early.guards[0];
        assert_eq!((guard.now, guard.limit, guard.verdict), (Some(90.0), Some(95.0), Verdict::Met));
        let late = only(&catalog, &seen(observed(&rows)), 30);
        assert!(late.reason.contains(": 90 tickets, target 80 tickets"), "{}", late.reason);
    }

    #[test]
    fn a_target_worse_than_the_baseline_is_no_improvement_whatever_is_observed() {
        // The baseline is 100 and less is better: 120 is the wrong way, on both sides of it.
        for level in [90.0, 110.0, 130.0] {
            let rows: Vec<(i64, f64)> = (0..40).map(|n| (n, if n < 10 { 100.0 } else { level })).collect();
            let found = only(&with(cycle(Aim::Value(Literal::Number(120.0)))), &seen(observed(&rows)), 35);
            assert_eq!((found.verdict, found.progress), (Verdict::Unknown, None), "{level}");
            assert!(
                found.reason.starts_with("the target 120 tickets is worse than the baseline 100 tickets"),
                "{}",
                found.reason
            );
        }
    }

    #[test]
    fn the_wrong_way_is_negative_progress_and_missed() {
        let rows: Vec<(i64, f64)> = (0..40).map(|n| (n, if n < 10 { 100.0 } else { 110.0 })).collect();
        let found = only(&with(cycle(minus_20_percent())), &seen(observed(&rows)), 35);
        assert_eq!((found.progress, found.verdict), (Some(-0.5), Verdict::Missed));
    }

    #[test]
    fn a_broken_guard_is_damage() {
        let mut cycle = cycle(minus_20_percent());
        let change = Change::Relative(0.05);
        cycle.guards = vec![
            Guard { metric: name("reopened"), change, place: place() },
            Guard { metric: name("unseen"), change, place: place() },
        ];
        let mut catalog = with(cycle);
        for other in ["reopened", "unseen"] {
            let mut metric = metric("mean");
            metric.meta = meta(other);
            catalog.metrics.insert(name(other), metric);
        }
        let mut seen = seen(falling_by_two());
        let reopened: Vec<(i64, f64)> = (0..40).map(|n| (n, if n < 10 { 10.0 } else { 11.0 })).collect();
        seen.insert(name("reopened"), observed(&reopened));
        let found = only(&catalog, &seen, 30);
        assert_eq!(found.verdict, Verdict::Met);
        assert!(found.reason.starts_with("met with damage: reopened got worse than allowed; target reached"));
        let guards: Vec<_> = found.guards.iter().map(|guard| (guard.limit, guard.verdict)).collect();
        assert_eq!(guards, [(Some(10.5), Verdict::Missed), (None, Verdict::Unknown)]);
    }

    #[test]
    fn silence_in_the_cycle_is_unknown() {
        let found = only(&with(cycle(minus_20_percent())), &seen(observed(&[(0, 100.0), (9, 100.0)])), 25);
        assert_eq!(found.verdict, Verdict::Unknown);
        assert!(found.reason.starts_with("coverage 0 %, need 95 %"), "{}", found.reason);
    }
}
