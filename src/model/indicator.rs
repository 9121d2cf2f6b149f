//! Indicators: what OpenSLO says of a measure. Only the objectives that use one tell of which service it is.

use super::Metric;
use super::chart::ChartPlan;
use super::metric::{Direction, Gather, MeasurementGap, MetricClass, Process};
use super::name::{Meta, Name, Owner};
use super::quantity::Unit;

/// A metric of which it is not known yet to which service it belongs, or which way is better.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Name and place.
    pub meta: Meta,
    /// What it tells, in a sentence.
    pub description: Option<String>,
    /// The agreement that it is written in, where it is no object of its own. Its name is known only there.
    pub within: Option<Name>,
    /// Whether it is a share by itself, of which no value can be asked.
    pub is_ratio: bool,
    /// The service, where it names one.
    pub service: Option<Name>,
    /// What it looks at.
    pub class: MetricClass,
    /// What it is counted in.
    pub unit: Unit,
    /// Which way is better, where that follows from the indicator alone.
    pub direction: Option<Direction>,
    /// The one who is accountable for its being right, where somebody is named.
    pub owner: Option<Owner>,
    /// How it is gathered.
    pub gather: Option<Gather>,
    /// The promise to make it measurable.
    pub gap: Option<MeasurementGap>,
    /// How observations become figures.
    pub process: Process,
    /// How its control chart is laid out.
    pub chart: ChartPlan,
}

impl Indicator {
    /// The metric of a service.
    pub fn of(self, service: Name, direction: Direction, owner: Option<Owner>) -> Metric {
        Metric {
            meta: self.meta,
            description: self.description,
            service,
            class: self.class,
            unit: self.unit,
            direction: self.direction.unwrap_or(direction),
            owner: self.owner.or(owner),
            gather: self.gather,
            sourceless: None,
            gap: self.gap,
            process: self.process,
            chart: self.chart,
        }
    }
}
