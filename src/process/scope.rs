//! What is looked at, and how observations of it are reckoned.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::catalog::Catalog;
use crate::model::metric::Aggregate;
use crate::model::observation::Records;
use crate::model::{Agreement, Calendar, Comparison, Metric, Observations};

use super::summary;

/// A metric with what was observed of it, seen from one moment.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// What was observed; of one value of a dimension when [`super::split_by`] made it.
    pub observations: &'a Observations,
    /// What was observed of the metric as a whole: of rows that could not be read nobody knows which value they have.
    pub source: &'a Observations,
    /// The moment that is "now".
    pub as_of: Timestamp,
    /// Whose midnight ends a day.
    pub zone: &'a TimeZone,
    /// The agreed hours, which decide what time counts (see [`super::agreed`]); `None`: always.
    pub hours: Option<&'a Calendar>,
    /// How observations become a figure.
    pub reckoning: Reckoning,
}

/// How observations become a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reckoning {
    /// By an aggregate. Down time always gives availability, whichever aggregate is asked for.
    Aggregate(Aggregate),
    /// The share of observations that satisfy a comparison, as `target` beside `op` and `value` asks.
    Share {
        /// On which side.
        op: Comparison,
        /// Of what, canonical.
        value: f64,
    },
}

impl<'a> Scope<'a> {
    /// The metric as it declares itself, in the zone of the settings and the service hours of `promise`,
    /// the first agreement that promises the metric, so that cycles and reviews see the number that agreements see.
    pub fn new(
        catalog: &'a Catalog,
        metric: &'a Metric,
        observations: &'a Observations,
        as_of: Timestamp,
        promise: Option<&'a Agreement>,
    ) -> Self {
        Self {
            metric,
            observations,
            source: observations,
            as_of,
            zone: &catalog.settings.zone,
            hours: promise.and_then(|agreement| catalog.service_hours(agreement)),
            reckoning: Reckoning::Aggregate(metric.process.aggregate),
        }
    }

    /// The same with other agreed hours.
    pub fn within(self, hours: Option<&'a Calendar>) -> Self {
        Self { hours, ..self }
    }

    /// The same of a part of its observations.
    pub fn of(self, observations: &'a Observations) -> Self {
        Self { observations, ..self }
    }

    /// The same, reckoned otherwise.
    pub fn by(self, reckoning: Reckoning) -> Self {
        Self { reckoning, ..self }
    }

    /// The moment of the first observation.
    pub fn first(&self) -> Option<Timestamp> {
        first_of(self.observations).filter(|at| *at <= self.as_of)
    }

    /// The moment of the latest observation that is not after now.
    pub fn latest(&self) -> Option<Timestamp> {
        let before_now = |at: Timestamp| at <= self.as_of;
        match &self.observations.records {
            Records::Points(points) => {
                let seen = points.until(self.as_of);
                let single = seen.checked_sub(1).and_then(|last| points.get(last)).map(|point| point.at);
                single.max(summary::latest(self.observations, self.as_of))
            }
            Records::Outages(outages) => {
                let seen = outages.partition_point(|outage| before_now(outage.interval.from));
                seen.checked_sub(1).and_then(|last| outages.get(last)).map(|outage| outage.interval.from)
            }
        }
    }

    /// Whether figures add up with the length of time (sums and counts), so that only equal lengths compare.
    pub fn grows_with_time(&self) -> bool {
        let points = matches!(self.observations.records, Records::Points(_));
        points && matches!(self.reckoning, Reckoning::Aggregate(Aggregate::Sum | Aggregate::Count))
    }
}

/// The moment of the first of these observations.
pub fn first_of(observations: &Observations) -> Option<Timestamp> {
    match &observations.records {
        Records::Points(points) => {
            let single = points.first().map(|point| point.at);
            single.into_iter().chain(summary::first(observations)).min()
        }
        Records::Outages(outages) => outages.first().map(|outage| outage.interval.from),
    }
}
