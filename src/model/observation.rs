//! What was observed, as it passes from gathering to processing.

use jiff::Timestamp;

use super::name::Name;
use super::points::Points;
use super::summary::{Earlier, Summary};
use super::window::Interval;

/// All that is known about a metric.
#[derive(Debug, Clone)]
pub struct Observations {
    /// The metric.
    pub metric: Name,
    /// The observations themselves, by time.
    pub records: Records,
    /// The values of the metric's dimensions; a record's `group` is an index into this.
    pub groups: Vec<Group>,
    /// Up to when silence means that nothing happened: the latest moment the source speaks of.
    pub known_until: Option<Timestamp>,
    /// Since when silence means that nothing happened; `None`: since the first moment that the source speaks of.
    pub known_since: Option<Timestamp>,
    /// Rows that could not be read.
    pub doubts: Doubts,
    /// The files, or the history, that they were read from.
    pub origins: Vec<Origin>,
    /// What became of the rows.
    pub tally: Tally,
    /// Why there are no observations, where there are none.
    pub absence: Option<Absence>,
    /// What became of observations that are no longer kept one by one. `None` of a source that keeps all of them for
    /// good: only those of others count rounded, see [`Earlier`].
    pub earlier: Option<Earlier>,
}

/// Rows that could not be read. What they would have said is unknown, so the time that they speak of is not covered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Doubts {
    /// The moments of those whose moment could be read, in order.
    pub dated: Vec<Timestamp>,
    /// How many others there are.
    pub undated: u64,
}

impl Doubts {
    /// Whether every row could be read.
    pub fn is_empty(&self) -> bool {
        self.dated.is_empty() && self.undated == 0
    }
}

/// Observations of one shape.
#[derive(Debug, Clone)]
pub enum Records {
    /// Numbers, and shares as good of total.
    Points(Points),
    /// Windows of down time.
    Outages(Vec<Outage>),
}

impl Records {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Points(points) => points.len(),
            Self::Outages(outages) => outages.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One observation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// When.
    pub at: Timestamp,
    /// The value in canonical units, or how much of `total` is good.
    pub good: f64,
    /// Out of how much; 1 for a plain value.
    pub total: f64,
    /// Index into [`Observations::groups`].
    pub group: u32,
    /// Where it stands.
    pub row: Row,
}

impl Point {
    /// The number that it stands for: a plain value, or its own share of good. `None` where there is none.
    pub fn reading(&self) -> Option<f64> {
        let reading = if self.total == 1.0 { self.good } else { self.good / self.total };
        reading.is_finite().then_some(reading)
    }
}

/// A window of down time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outage {
    /// When.
    pub interval: Interval,
    /// Index into [`Observations::groups`].
    pub group: u32,
    /// Where it stands.
    pub row: Row,
}

/// Where an observation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Index into [`Observations::origins`].
    pub origin: u32,
    /// The line it starts on, counted from 1; 0 where the origin has no lines.
    pub line: u32,
}

/// The values of a metric's dimensions, in the order of `process.by`.
pub type Group = Vec<Box<str>>;

/// Where observations were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Path in the repository, or the name of what was asked.
    pub path: String,
    /// The id of the content as Git counts it, in hexadecimal.
    pub blob: Option<String>,
}

/// What became of the rows that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Rows read.
    pub read: u64,
    /// Rows that became observations.
    pub used: u64,
    /// Rows that `where` left out, that a later row of the same entity replaced, or that could not replace one since
    /// they lie after now.
    pub left_out: u64,
    /// Rows whose value is declared missing.
    pub missing: u64,
    /// Rows that could not be read, each a finding.
    pub unreadable: u64,
}

/// Why there are no observations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// The metric declares no source.
    NoSource,
    /// The source is there and holds no observation.
    Empty,
    /// The source could not be read: why.
    Lost(String),
    /// Only `gather` asks this source, and nothing of it has been recorded.
    NotGathered(&'static str),
    /// deming has no source of this type.
    Foreign(String),
}

impl Observations {
    /// A metric without observations.
    pub fn absent(metric: Name, absence: Absence) -> Self {
        Self {
            metric,
            records: Records::Points(Points::default()),
            groups: Vec::new(),
            known_until: None,
            known_since: None,
            doubts: Doubts::default(),
            origins: Vec::new(),
            tally: Tally::default(),
            absence: Some(absence),
            earlier: None,
        }
    }

    /// How many observations there are, those that are summed up included.
    pub fn len(&self) -> usize {
        let single = self.records.len();
        let summed = self.summaries().iter().map(|summary| summary.count).sum::<u64>();
        single.saturating_add(usize::try_from(summed).unwrap_or(usize::MAX))
    }

    /// Observations that are summed up, by time.
    pub fn summaries(&self) -> &[Summary] {
        self.earlier.as_ref().map_or(&[], |earlier| earlier.summaries.as_slice())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
