//! Step 4 of a metric: how observations become figures.

use schemars::JsonSchema;
use serde::Deserialize;

use super::metric::Shape;
use crate::declare::scalar::{AggregateWord, Parsed};
use crate::model::Duration;
use crate::model::metric::{Aggregate, Process};

/// Which interval, which aggregate, which dimensions.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Process")]
pub struct ProcessSpec {
    /// The interval of series, charts and trends. Objectives are judged over all observations of their window.
    #[schemars(extend("default" = "1d"))]
    interval: Option<Parsed<Duration>>,
    /// How many observations become one figure. Unless given: `mean` for values and elapsed times, `count` for
    /// counts, `p50` for lead times and release intervals, `ratio` for shares and down time.
    aggregate: Option<Parsed<AggregateWord>>,
    /// The unit of time of a rate; the interval unless given.
    per: Option<Parsed<Duration>>,
    /// Columns kept as dimensions, for drivers of a gap and for objectives with `each`.
    #[serde(default)]
    #[schemars(example = ["category"])]
    by: Vec<String>,
}

impl ProcessSpec {
    /// What it means for observations of a shape.
    pub fn lower(self, shape: Shape) -> Process {
        let interval_is_stated = self.interval.is_some();
        let interval = self.interval.map_or(Duration::days(1), |interval| interval.0);
        Process {
            interval,
            interval_is_stated,
            aggregate_is_stated: self.aggregate.is_some() || shape == Shape::Shares,
            aggregate: self.aggregate.map_or_else(|| default_aggregate(shape), |word| word.0.0),
            per: self.per.map_or(interval, |per| per.0),
            by: self.by,
        }
    }
}

fn default_aggregate(shape: Shape) -> Aggregate {
    match shape {
        Shape::Unknown | Shape::Values | Shape::Elapsed | Shape::Runs => Aggregate::Mean,
        Shape::Counts => Aggregate::Count,
        Shape::Delays => Aggregate::Percentile(50.0),
        Shape::Shares => Aggregate::Ratio,
    }
}
