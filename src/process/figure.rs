//! What processing gives: one figure for a window, a series for a chart.

use crate::model::{Duration, Interval};

/// What the observations of a window come to. Values are canonical: seconds, fractions of one, or the metric's own unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The aggregate; `None` when the window holds nothing that one can be made of.
    pub value: Option<f64>,
    /// Sum of what is good, for shares; for down time, seconds of agreed time without an outage.
    pub good: Option<f64>,
    /// Sum of the whole, for shares; for down time, seconds of agreed time.
    pub total: Option<f64>,
    /// How many observations there are.
    pub count: u64,
    /// The share of the window that observations speak of, 0 to 1.
    pub coverage: f64,
    /// The time that was looked at.
    pub interval: Interval,
}

/// A metric interval by interval.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// The intervals in order, without gaps between them.
    pub points: Vec<SeriesPoint>,
}

/// A series with those of its values that compare with each other, which is what tests and charts look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparable {
    /// The interval that was taken.
    pub every: Duration,
    /// The series as it is.
    pub series: Series,
    /// The value of each interval that is not cut off at an end of the range, not closed, and at least half covered; not
    /// a number for the others.
    pub values: Vec<f64>,
}

/// One interval of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesPoint {
    /// When.
    pub interval: Interval,
    /// The aggregate, where there is one.
    pub value: Option<f64>,
    /// The sum of the whole, for shares: what the value is a share of.
    pub total: Option<f64>,
    /// How many observations there are.
    pub count: u64,
    /// The share of the interval that observations speak of, 0 to 1.
    pub coverage: f64,
    /// Seconds of the interval that are agreed; zero where it is closed, so that nothing is missing there.
    pub agreed: f64,
}

impl SeriesPoint {
    /// Whether no time of the interval is agreed.
    pub fn is_closed(&self) -> bool {
        self.agreed <= 0.0
    }
}

/// A baseline as it follows from the data.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineFigure {
    /// The figure of the baseline period.
    pub figure: Figure,
    /// How many observations it follows from.
    pub rows: u64,
    /// `sha256:` and the digest of those observations in their canonical writing.
    pub digest: String,
}
