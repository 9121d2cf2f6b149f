//! Which values of a dimension make most of a gap: the vital few, after J. M. Juran 1951, "Quality Control Handbook".
//!
//! | the figure is | a value of the dimension weighs |
//! |---|---|
//! | a share (and availability) | what is bad of it: total less good |
//! | a percentile, smallest or largest held against a target | its observations on the wrong side of the target |
//! | a mean held against a target | what its observations exceed the target by, taken together, where they do |
//! | a sum, count or rate that should be low | what it adds |
//!
//! Everything else (a sum that should be high, a last value) has no part that could be pointed at. Down time of two
//! values at once counts for each, so that availability's parts may come to more than the whole.

use crate::model::metric::{Aggregate, Direction};
use crate::model::observation::Records;
use crate::model::{Interval, Observations};
use crate::process::{Figure, Reckoning, Scope, figure, split_by};
use crate::statistics::sum;

use crate::analyse::assessment::Desired;

/// How many values of a dimension are told; the rest are added up.
const TOLD: usize = 10;

/// What share of the whole the vital few make.
const VITAL: f64 = 0.8;

/// The values of one dimension, the heaviest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Drivers {
    /// The dimension: a column of the metric.
    pub by: String,
    /// What is weighed.
    pub weighed: Weighed,
    /// The weights of all values added up.
    pub total: f64,
    /// The heaviest values, at most ten.
    pub drivers: Vec<Driver>,
    /// How many more values weigh something.
    pub others: usize,
    /// How many values have no weight at all.
    pub weightless: usize,
}

/// One value of a dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// The value.
    pub value: String,
    /// The metric of this value alone.
    pub figure: Figure,
    /// Its weight.
    pub weight: f64,
    /// Its part of all weight, 0 to 1.
    pub part: f64,
    /// The part of it and of all heavier ones.
    pub cumulative: f64,
}

/// What values of a dimension are weighed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighed {
    /// Bad observations of a share.
    Bad,
    /// Seconds of down time.
    Down,
    /// Observations on the wrong side of the target.
    Beyond,
    /// What means exceed the target by, times their observations.
    Excess,
    /// What adds up.
    Amount,
}

impl Weighed {
    /// As written in output.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Bad => "bad",
            Self::Down => "down",
            Self::Beyond => "beyond-target",
            Self::Excess => "excess",
            Self::Amount => "amount",
        }
    }
}

impl Drivers {
    /// How many of the heaviest values make four fifths of the weight.
    pub fn vital(&self) -> usize {
        let few = self.drivers.iter().position(|driver| driver.cumulative >= VITAL - 1e-9);
        few.map_or(self.drivers.len(), |last| last + 1)
    }
}

/// The drivers of a figure by each dimension that the metric keeps, in the order of declaration; dimensions with a
/// single value, or without any weight, are left out.
pub fn drivers(scope: &Scope<'_>, desired: Option<Desired>, interval: Interval) -> Vec<Drivers> {
    let Some(weighed) = weighed(scope, desired) else { return Vec::new() };
    let dimensions = scope.metric.process.by.iter();
    dimensions.filter_map(|by| by_dimension(scope, desired, interval, weighed, by)).collect()
}

fn by_dimension(
    scope: &Scope<'_>,
    desired: Option<Desired>,
    interval: Interval,
    weighed: Weighed,
    by: &str,
) -> Option<Drivers> {
    let parts = split_by(scope.metric, scope.observations, by);
    let mut drivers: Vec<Driver> = parts
        .into_iter()
        .filter_map(|(value, part)| driver(scope, desired, interval, weighed, value, &part))
        .collect();
    let values = drivers.len();
    drivers.retain(|driver| driver.weight > 0.0);
    let total = sum(drivers.iter().map(|driver| driver.weight));
    if values < 2 || total <= 0.0 || !total.is_finite() {
        return None;
    }
    drivers.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.value.cmp(&b.value)));
    let (heavy, weightless) = (drivers.len(), values - drivers.len());
    drivers.truncate(TOLD);
    let mut before = 0.0;
    for driver in &mut drivers {
        before += driver.weight;
        driver.part = driver.weight / total;
        driver.cumulative = (before / total).min(1.0);
    }
    let others = heavy - drivers.len();
    Some(Drivers { by: by.to_owned(), weighed, total, drivers, others, weightless })
}

fn driver(
    scope: &Scope<'_>,
    desired: Option<Desired>,
    interval: Interval,
    weighed: Weighed,
    value: String,
    part: &Observations,
) -> Option<Driver> {
    let part = scope.of(part);
    let figure = figure(&part, interval);
    if figure.count == 0 && figure.total.is_none_or(|total| total <= 0.0) {
        return None;
    }
    let weight = weight(&part, desired, &figure, weighed).filter(|weight| weight.is_finite())?;
    Some(Driver { value, figure, weight: weight.max(0.0), part: 0.0, cumulative: 0.0 })
}

fn weight(part: &Scope<'_>, desired: Option<Desired>, own: &Figure, weighed: Weighed) -> Option<f64> {
    let bad = |figure: &Figure| Some(figure.total? - figure.good?);
    match weighed {
        Weighed::Bad | Weighed::Down => bad(own),
        Weighed::Amount => own.value,
        Weighed::Excess => {
            let Desired { op, value, .. } = desired?;
            let excess = own.value? - value;
            Some(if op.prefers_lower() { excess } else { -excess } * own.count as f64)
        }
        Weighed::Beyond => {
            let Desired { op, value, .. } = desired?;
            bad(&figure(&part.by(Reckoning::Share { op, value }), own.interval))
        }
    }
}

fn weighed(scope: &Scope<'_>, desired: Option<Desired>) -> Option<Weighed> {
    if matches!(scope.observations.records, Records::Outages(_)) {
        return Some(Weighed::Down);
    }
    let Reckoning::Aggregate(aggregate) = scope.reckoning else { return Some(Weighed::Bad) };
    let is_low_better = match desired {
        Some(desired) => desired.op.prefers_lower(),
        None => scope.metric.direction == Direction::Lower,
    };
    match aggregate {
        Aggregate::Ratio => Some(Weighed::Bad),
        Aggregate::Sum | Aggregate::Count | Aggregate::Rate => is_low_better.then_some(Weighed::Amount),
        Aggregate::Mean => desired.map(|_| Weighed::Excess),
        Aggregate::Percentile(_) | Aggregate::Min | Aggregate::Max => desired.map(|_| Weighed::Beyond),
        Aggregate::Last => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Comparison;
    use crate::model::agreement::Target;
    use crate::process::specimen::{at_most, day, metric, points_of_groups, scope};

    fn at_most_two() -> Option<Desired> {
        Some(Desired { op: Comparison::AtMost, value: 2.0, target: at_most(2.0) })
    }

    fn told(how: &str, rows: &[(&str, i64)], desired: Option<Desired>) -> Vec<(String, f64, f64)> {
        let mut metric = metric(how);
        metric.process.by = vec!["site".into(), "team".into()];
        let observations = points_of_groups(rows, "x");
        let whole = Interval::new(day(0), day(30));
        let found = drivers(&scope(&metric, &observations, day(30)), desired, whole);
        assert!(found.len() <= 1, "a dimension of one value drives nothing: {found:?}");
        let drivers = found.into_iter().flat_map(|by| by.drivers);
        drivers.map(|driver| (driver.value, driver.weight, driver.cumulative)).collect()
    }

    #[test]
    fn what_adds_up_is_made_by_its_largest_parts() {
        let rows = [("a", 1), ("b", 2), ("b", 3), ("b", 4), ("c", 40)];
        let found = told("count", &rows, None);
        assert_eq!(found, [("b".into(), 3.0, 0.75), ("a".into(), 1.0, 1.0)]);
    }

    #[test]
    fn one_value_and_figures_without_parts_have_no_drivers() {
        assert!(told("count", &[("a", 1), ("a", 2)], None).is_empty());
        assert!(told("last", &[("a", 1), ("b", 2)], at_most_two()).is_empty());
        assert!(told("mean", &[("a", 1), ("b", 2)], None).is_empty());
    }

    #[test]
    fn the_vital_few_make_four_fifths() {
        let driver = |cumulative| Driver {
            value: "v".into(),
            figure: Figure {
                value: None,
                good: None,
                total: None,
                count: 0,
                coverage: 1.0,
                interval: Interval::new(day(0), day(1)),
            },
            weight: 1.0,
            part: 0.1,
            cumulative,
        };
        let by = |parts: &[f64]| Drivers {
            by: "site".into(),
            weighed: Weighed::Bad,
            total: 10.0,
            drivers: parts.iter().map(|part| driver(*part)).collect(),
            others: 0,
            weightless: 0,
        };
        assert_eq!(by(&[0.5, 0.8, 1.0]).vital(), 2);
        assert_eq!(by(&[0.2, 0.3]).vital(), 2);
    }

    #[test]
    fn observations_beyond_the_target_weigh() {
        let mut metric = metric("p90");
        metric.process.by = vec!["site".into()];
        let mut observations = points_of_groups(&[("a", 1), ("a", 2), ("b", 3)], "x");
        let desired = Desired { op: Comparison::AtMost, value: 0.5, target: Target::Ratio { target: 0.5 } };
        let whole = Interval::new(day(0), day(30));
        let found = drivers(&scope(&metric, &observations, day(30)), Some(desired), whole);
        assert_eq!(found[0].weighed, Weighed::Beyond);
        assert_eq!(found[0].drivers[0].weight, 2.0);
        observations.groups.clear();
        assert!(drivers(&scope(&metric, &observations, day(30)), Some(desired), whole).is_empty());
    }
}
