//! Metrics: what should be measured, and how it is.

use jiff::civil::Date;

use super::chart::ChartPlan;
use super::duration::Duration;
use super::name::{Meta, Name, Owner};
use super::quantity::Unit;
use super::source::Source;
use crate::text::Place;

/// A measure of a service.
#[derive(Debug, Clone)]
pub struct Metric {
    /// Name and place.
    pub meta: Meta,
    /// What it tells, in a sentence.
    pub description: Option<String>,
    /// The service that it tells of.
    pub service: Name,
    /// What it looks at.
    pub class: MetricClass,
    /// What it is counted in.
    pub unit: Unit,
    /// Which way is better.
    pub direction: Direction,
    /// The one who is accountable for its being right; `None` of an indicator of OpenSLO that nobody owns.
    pub owner: Option<Owner>,
    /// How it is gathered; `None` is a gap between what should and what can be measured.
    pub gather: Option<Gather>,
    /// Where it is said who gathers it, or how often, and not from where; such a metric has no `gather`.
    pub sourceless: Option<Place>,
    /// The promise to close that gap.
    pub gap: Option<MeasurementGap>,
    /// How observations become figures.
    pub process: Process,
    /// How its control chart is laid out.
    pub chart: ChartPlan,
}

impl Metric {
    /// Whether its data lie in the repository, in files, in its history or in what other tools wrote into it.
    pub fn is_local(&self) -> bool {
        match self.gather.as_ref().map(|gather| &gather.source) {
            Some(Source::File(_) | Source::Git(_) | Source::Report(_)) => true,
            Some(Source::Remote(remote)) => remote.is_local(),
            Some(Source::Ratio(_) | Source::Foreign(_)) | None => false,
        }
    }
}

/// The three classes of ITIL metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MetricClass {
    /// Components: processors, disks, links.
    Technology,
    /// How well the work is done.
    Process,
    /// What the customer gets, end to end.
    Service,
}

impl MetricClass {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Technology => "technology",
            Self::Process => "process",
            Self::Service => "service",
        }
    }
}

/// Which way a metric should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smaller is better.
    Lower,
    /// Larger is better.
    Higher,
}

/// A metric that cannot be measured yet: who will change that, and by when.
#[derive(Debug, Clone)]
pub struct MeasurementGap {
    /// Who closes the gap.
    pub owner: Owner,
    /// By when.
    pub due: Option<Date>,
    /// What stands in the way.
    pub reason: Option<String>,
}

/// Step 3: who gathers, how often, from where, and how far it can be trusted.
#[derive(Debug, Clone)]
pub struct Gather {
    /// Who.
    pub by: Option<Owner>,
    /// How often.
    pub every: Option<Duration>,
    /// What silence means.
    pub records: Records,
    /// What the source promises.
    pub integrity: Integrity,
    /// From where.
    pub source: Source,
    /// Where it is declared.
    pub place: Place,
}

/// What silence of a source means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Records {
    /// Things that happen: silence is zero.
    Events,
    /// Readings that are taken: silence is missing.
    Samples,
}

/// What a source promises, and without which no verdict is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Integrity {
    /// The share of the window that must be covered, 0 to 1.
    pub coverage: f64,
    /// How late observations may arrive.
    pub lateness: Option<Duration>,
}

impl Integrity {
    /// The coverage asked for where a declaration says nothing.
    pub const DEFAULT_COVERAGE: f64 = 0.95;
}

/// Step 4: which interval, which aggregate, which dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    /// The interval of series, charts and trends. Objectives are judged over all observations of their window.
    pub interval: Duration,
    /// Whether somebody chose that interval; it is a day otherwise.
    pub interval_is_stated: bool,
    /// How observations become one figure.
    pub aggregate: Aggregate,
    /// Whether somebody chose it, or the source admits no other; it is a guess by the source otherwise.
    pub aggregate_is_stated: bool,
    /// The unit of time of a rate.
    pub per: Duration,
    /// Columns kept as dimensions, for `each` and for drivers of a gap.
    pub by: Vec<String>,
}

/// How many observations become one figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aggregate {
    /// All added up.
    Sum,
    /// How many.
    Count,
    /// The arithmetic mean.
    Mean,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// The latest.
    Last,
    /// The percentile, 0 to 100, by linear interpolation between closest ranks (Hyndman and Fan 1996, type 7).
    Percentile(f64),
    /// Sum of good over sum of total.
    Ratio,
    /// The sum per unit of time.
    Rate,
}

impl std::fmt::Display for Aggregate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sum => f.write_str("sum"),
            Self::Count => f.write_str("count"),
            Self::Mean => f.write_str("mean"),
            Self::Min => f.write_str("min"),
            Self::Max => f.write_str("max"),
            Self::Last => f.write_str("last"),
            Self::Percentile(p) => write!(f, "p{p}"),
            Self::Ratio => f.write_str("ratio"),
            Self::Rate => f.write_str("rate"),
        }
    }
}
