//! How fast error budgets burn, over several windows: what is fast and has just begun shows in the short ones, what is
//! slow and goes on in the long ones. The windows are those that the alerts of Beyer et al. 2018, "The Site Reliability
//! Workbook", chapter 5, pair with each other, and the objective's own.

use crate::model::agreement::Budgeting;
use crate::model::duration::DurationUnit;
use crate::model::window::Motion;
use crate::model::{Duration, TimeWindow};

use super::assessment::{Budget, BurnRate};
use super::budget::budget;
use super::promise::Promise;
use super::unknown::why_unknown;
use crate::process::Figure;

const WINDOWS: [Duration; 4] = [
    Duration { count: 1, unit: DurationUnit::Hour },
    Duration { count: 6, unit: DurationUnit::Hour },
    Duration { count: 1, unit: DurationUnit::Day },
    Duration { count: 3, unit: DurationUnit::Day },
];

/// The rates of a promise whose own window, `own` long, shows `observed` and has the budget `whole`. A window comes in
/// where it is shorter than the objective's own and no shorter than what the source tells apart: its readings
/// (`gather.every`, else `process.interval`) and the slices that the objective counts.
pub fn burn_rates(promise: &Promise<'_>, own: Duration, observed: &Figure, whole: &Budget) -> Vec<BurnRate> {
    let finest = finest(promise);
    let fits = |window: &Duration| {
        let length = window.nominal_seconds();
        finest <= length && length < own.nominal_seconds()
    };
    let shorter = WINDOWS.into_iter().filter(fits).filter_map(|window| over(promise, window));
    shorter.chain([of_whole(own, observed, whole)]).collect()
}

/// The rate over the objective's own window, as far as it is over.
pub fn of_whole(own: Duration, observed: &Figure, whole: &Budget) -> BurnRate {
    BurnRate { window: own, rate: Some(whole.burn_rate), count: observed.count }
}

/// The shortest time, in seconds, that the source and the objective tell apart.
fn finest(promise: &Promise<'_>) -> f64 {
    let metric = promise.scope.metric;
    let every = metric.gather.as_ref().and_then(|gather| gather.every).unwrap_or(metric.process.interval);
    let slice = match promise.budgeting {
        Budgeting::Occurrences => 0.0,
        Budgeting::Timeslices { slice, .. } | Budgeting::RatioTimeslices { slice } => slice.nominal_seconds(),
    };
    every.nominal_seconds().max(slice)
}

fn over(promise: &Promise<'_>, window: Duration) -> Option<BurnRate> {
    let target = promise.share_target()?;
    let scope = &promise.scope;
    let rolling = TimeWindow { duration: window, motion: Motion::Rolling };
    let figure = promise.measure(rolling.at(scope.as_of, scope.zone)?);
    let known = why_unknown(scope, &figure).is_none();
    let rate = known.then(|| budget(&figure, target)).flatten().map(|budget| budget.burn_rate);
    Some(BurnRate { window, rate, count: figure.count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::assess;
    use crate::model::Observations;
    use crate::model::agreement::Target;
    use crate::process::specimen::{
        agree, at_most, catalog, day, hour, known_always, metric, objective, observations, point, rolling,
        seen,
    };

    /// 100 observations an hour, of which `bad` are bad.
    fn hours(bad: impl Fn(i64) -> f64) -> Observations {
        known_always(observations((0..240).map(|n| point(hour(n), 100.0 - bad(n), 100.0)).collect()))
    }

    fn told(every: Option<&str>, budgeting: Budgeting, observed: Observations) -> Vec<String> {
        let mut metric = metric("ratio");
        if let Some(gather) = &mut metric.gather {
            gather.every = every.map(|every| every.parse().expect("a duration"));
        }
        let mut catalog = catalog(metric);
        let mut promised = objective(Target::Ratio { target: 0.99 }, rolling("10d"));
        promised.budgeting = budgeting;
        agree(&mut catalog, vec![promised]);
        let found = assess(&catalog, &seen(observed), day(10), 1).objectives.remove(0);
        let rates = found.burn_rates.iter().map(|one| {
            format!("{} {:?} {}", one.window, one.rate.map(|rate| (rate * 1e6).round() / 1e6), one.count)
        });
        rates.collect()
    }

    #[test]
    fn a_fire_that_has_just_begun_shows_in_the_short_windows() {
        // Of the last six hours a half is bad: 50 times what 99 % allows. Of a day it is 300 of 2,400, of three days 300
        // of 7,200, of ten days 300 of 24,000.
        let rates = told(Some("1h"), Budgeting::Occurrences, hours(|n| if n < 234 { 0.0 } else { 50.0 }));
        assert_eq!(
            rates,
            [
                "1h Some(50.0) 1",
                "6h Some(50.0) 6",
                "1d Some(12.5) 24",
                "3d Some(4.166667) 72",
                "10d Some(1.25) 240"
            ]
        );
    }

    #[test]
    fn no_window_is_finer_than_the_observations() {
        let even = || hours(|_| 1.0);
        let daily = ["1d Some(1.0) 24", "3d Some(1.0) 72", "10d Some(1.0) 240"];
        assert_eq!(told(None, Budgeting::Occurrences, even()), daily, "as the interval of the series");
        assert_eq!(told(Some("1d"), Budgeting::Occurrences, even()), daily);
        let slice = "6h".parse().expect("a duration");
        let slices = told(Some("1h"), Budgeting::RatioTimeslices { slice }, even());
        assert_eq!(slices[0], "6h Some(1.0) 6");
        assert_eq!(slices.len(), 4);
    }

    #[test]
    fn a_window_of_which_nothing_is_known_has_no_rate() {
        let mut silent = hours(|_| 1.0);
        if let crate::model::observation::Records::Points(points) = &silent.records {
            let early = points.iter().filter(|point| point.at < hour(230)).collect();
            silent.records = crate::model::observation::Records::Points(early);
        }
        silent.known_until = Some(hour(229));
        let rates = told(Some("1h"), Budgeting::Occurrences, silent);
        assert_eq!(rates[..2], ["1h None 0", "6h None 0"]);
    }

    #[test]
    fn what_has_no_budget_has_no_rates() {
        let mut catalog = catalog(metric("sum"));
        agree(&mut catalog, vec![objective(at_most(1.0), rolling("10d"))]);
        let found = assess(&catalog, &seen(hours(|_| 1.0)), day(10), 1).objectives.remove(0);
        assert_eq!((found.budget, found.burn_rates.len()), (None, 0));
    }
}
