//! What a series tells beyond its verdict: whether it varies as it always does, whether its level changed and when,
//! where it is going, and when it will cross its target. No verdict rests on this but the trend that puts a promise
//! at risk ([`super::risk`]), which asks the same test.
//!
//! | file | answers |
//! |---|---|
//! | `chart` | is today's value one of those that the process makes anyway? |
//! | `outlook` | when is the target crossed? |
//! | `words` | what does all that mean, in a sentence? |
//! | `drivers` | which values of a dimension make most of the gap? |

mod chart;
mod drivers;
mod outlook;
mod words;

use std::collections::BTreeMap;

use crate::model::agreement::Budgeting;
use crate::model::observation::Records;
use crate::model::quantity::Dimension;
use crate::model::{Duration, Interval, Metric, Name, Objective, Unit};
use crate::parallel;
use crate::process::{Comparable, Evidence, Scope, Series, comparable};
use crate::statistics::changes::{Scale, Step, steps};
use crate::statistics::control::Chart;
use crate::statistics::season::season;
use crate::statistics::trend::{Trend, trend};

use self::drivers::drivers;
pub use self::drivers::{Driver, Drivers, Weighed};
pub use self::outlook::Outlook;
pub use self::words::step_size;
use super::assessment::{Desired, ObjectiveId};
use super::matter::Matter;
use super::metrics::shown;
use super::promise::Promise;

/// From which factor on, by which means vary more than those of independent values, values are much like those before
/// them: about 1.7 for a correlation of one half, and above 1.5 in few series of independent values.
const ALIKE: f64 = 1.5;

/// What a series tells.
#[derive(Debug, Clone)]
pub struct Insight {
    /// The interval of the series.
    pub every: Duration,
    /// The unit of its values.
    pub unit: Unit,
    /// The series, from the first observation on.
    pub series: Series,
    /// Those of its values that compare with each other; not a number for the others.
    pub values: Vec<f64>,
    /// The control chart; `None` with too few values.
    pub chart: Option<Chart>,
    /// Whether values are so like those before them that some stand out from the chart without a cause: its limits come
    /// from the distances of neighbours, which are then too small.
    pub is_alike: bool,
    /// Where the level changed, in order; indices of the series.
    pub steps: Vec<Step>,
    /// After how many intervals it repeats itself, where it does.
    pub season: Option<usize>,
    /// The trend of the whole series.
    pub trend: Option<Trend>,
    /// The trend since the level last changed; the whole where it never did.
    pub lately: Option<Trend>,
    /// When the target is crossed; `None` where there is none that a line through the values could cross.
    pub outlook: Option<Outlook>,
    /// Which values of its dimensions make most of the gap.
    pub drivers: Vec<Drivers>,
    /// What it means, in a few sentences for people. Never decides anything.
    pub meaning: String,
}

/// Insights of everything that was asked for.
#[derive(Debug, Clone, Default)]
pub struct Insights {
    /// Of objectives, by id.
    pub objectives: BTreeMap<ObjectiveId, Insight>,
    /// Of metrics, by name.
    pub metrics: BTreeMap<Name, Insight>,
}

impl Insights {
    /// What everything that is declared tells, shared out among so many threads, which changes nothing but the time it
    /// takes.
    pub fn all(evidence: &Evidence<'_>, jobs: usize) -> Self {
        Self::of(evidence, evidence.catalog.metrics.values(), |_| true, jobs)
    }

    /// What a metric and the objectives about it tell, likewise.
    pub fn about(evidence: &Evidence<'_>, metric: &Name, jobs: usize) -> Self {
        Self::of(evidence, evidence.catalog.metrics.get(metric), |about| about == metric, jobs)
    }

    fn of<'a>(
        evidence: &Evidence<'a>,
        metrics: impl IntoIterator<Item = &'a Metric>,
        is_wanted: impl Fn(&Name) -> bool,
        jobs: usize,
    ) -> Self {
        let metrics = parallel::in_order(metrics.into_iter().collect(), jobs, |metric: &Metric| {
            Some((metric.meta.name.clone(), of_metric(evidence, metric)?))
        });
        let metrics: BTreeMap<Name, Insight> = metrics.into_iter().flatten().collect();
        let wanted = Matter::wanted(evidence, |_, objective| is_wanted(&objective.metric));
        let objectives = parallel::in_order(wanted, jobs, |matter| {
            let promise = Promise::new(matter.objective, matter.scope(evidence)?);
            let insight = of_promise(matter.objective, &promise, metrics.get(&matter.objective.metric))?;
            Some((matter.id, insight))
        });
        Self { objectives: objectives.into_iter().flatten().collect(), metrics }
    }
}

fn of_metric(evidence: &Evidence<'_>, metric: &Metric) -> Option<Insight> {
    let scope = evidence.scope(&metric.meta.name)?;
    let whole = insight(&scope, &metric.unit, None, None)?;
    Some(Insight { drivers: drivers(&scope, None, shown(&scope)), ..whole })
}

fn of_promise(objective: &Objective, promise: &Promise<'_>, metric: Option<&Insight>) -> Option<Insight> {
    // A day's share of good is no share of good slices, and a day's count no month's.
    let sliced = matches!(promise.budgeting, Budgeting::Timeslices { .. });
    let comparable = !sliced && !promise.scope.grows_with_time();
    let scope = &promise.scope;
    let whole = insight(scope, &promise.unit, promise.desired.filter(|_| comparable), metric)?;
    let window = objective.window.at(scope.as_of, scope.zone);
    let drivers = window.map_or_else(Vec::new, |window| drivers(scope, promise.desired, window));
    Some(Insight { drivers, ..whole })
}

/// What the series of a scope tells; `None` where nothing was observed. `desired` is a target that values of single
/// intervals can be held against. Where another insight rests on the same values, what costs most is taken from there.
fn insight(
    scope: &Scope<'_>,
    unit: &Unit,
    desired: Option<Desired>,
    other: Option<&Insight>,
) -> Option<Insight> {
    let Comparable { every, series, values } = comparable(scope, Interval::new(scope.first()?, scope.as_of));
    let is_share = unit.dimension() == Dimension::Ratio;
    let scale = if is_share { Scale::Share } else { Scale::Level };
    let same = other.filter(|other| other.values == values && other.unit.dimension() == unit.dimension());
    let steps = same.map_or_else(|| steps(&values, scale), |same| same.steps.clone());
    let since = steps.last().map_or(0, |step| step.index);
    let recent = values.get(since..).unwrap_or_default();
    let season = season(recent);
    let (whole, lately) = match same {
        Some(same) => (same.trend, same.lately),
        None => {
            let whole = trend(&values);
            (whole, if since == 0 { whole } else { trend(recent) })
        }
    };
    let chart = chart::chart(scope, &series, &values, &steps, is_share);
    let outlook = desired
        .and_then(|desired| outlook::outlook(&series, recent, season.as_ref(), lately.as_ref(), desired));
    let is_alike = lately.is_some_and(|trend| trend.inflation >= ALIKE);
    let mut insight = Insight {
        every,
        unit: unit.clone(),
        series,
        values,
        chart,
        is_alike,
        steps,
        season: season.map(|season| season.period),
        trend: whole,
        lately,
        outlook,
        drivers: Vec::new(),
        meaning: String::new(),
    };
    insight.meaning = words::meaning(&insight, scope);
    Some(insight)
}

/// Whether observations are down time, whose seconds are no independent trials.
fn is_down_time(scope: &Scope<'_>) -> bool {
    matches!(scope.observations.records, Records::Outages(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::specimen::{day, observed, sampled, scope};
    use crate::statistics::specimen::Chance;

    /// What the values of consecutive days tell.
    fn told(values: &[f64]) -> Insight {
        let metric = sampled("mean");
        let days: Vec<(i64, f64)> = (0..).zip(values.iter().map(|value| 100.0 + value)).collect();
        let observations = observed(&days);
        let scope = scope(&metric, &observations, day(values.len() as i64));
        insight(&scope, &metric.unit, None, None).expect("values")
    }

    #[test]
    fn one_value_and_one_that_never_varies_are_told_as_people_would() {
        assert_eq!(told(&[5.0]).meaning, "1 value is too few to tell what is usual.");
        let constant = told(&[5.0; 60]).meaning;
        assert!(constant.ends_with("It is always 105 tickets."), "{constant}");
    }

    #[test]
    fn where_values_are_like_those_before_them_charts_say_that_they_cry_wolf() {
        let mut chance = Chance::seeded(5);
        let warned = |make: &mut dyn FnMut() -> Vec<f64>| (0..100).filter(|_| told(&make()).is_alike).count();
        let alike = warned(&mut || chance.autoregressive(200, 0.6));
        assert!(alike >= 95, "{alike} of 100");
        let unlike = warned(&mut || chance.normals(60));
        assert!(unlike <= 3, "{unlike} of 100");
        let wolf = told(&chance.autoregressive(200, 0.8));
        let sentence = "Values are much like those before them, so that some stand out without a cause.";
        assert!(
            wolf.meaning.contains("stand out from that") && wolf.meaning.contains(sentence),
            "{}",
            wolf.meaning
        );
        assert!(!told(&chance.normals(200)).meaning.contains(sentence));
    }
}
