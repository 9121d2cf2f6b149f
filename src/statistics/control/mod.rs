//! Control charts: what a process makes of itself, and what stands out from that (W. A. Shewhart 1931, "Economic Control
//! of Quality of Manufactured Product").
//!
//! | file | knows |
//! |---|---|
//! | `limits` | the middle and the limits of each kind of chart |
//! | `rules` | which points and runs are signals |

mod limits;
mod rules;

use std::ops::Range;

use self::limits::{Basis, SCREEN, basis};
pub use self::rules::{Rule, Side};

/// Fewer values than this give no limits: a mean of five moving ranges is mostly luck.
pub const LEAST: usize = 6;

/// From so many values on limits are firm enough to judge by. D. J. Wheeler 2000, "Understanding Variation", finds limits
/// of a dozen values useful and those of twenty hardly better.
pub const FIRM: usize = 12;

/// Which chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Individual values and their moving range.
    Xmr,
    /// Shares of varying numbers of things.
    PPrime,
    /// Counts over varying areas of opportunity.
    UPrime,
}

impl Kind {
    /// As written in declarations and output.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Xmr => "xmr",
            Self::PPrime => "p-prime",
            Self::UPrime => "u-prime",
        }
    }
}

/// A value of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// A measurement, a share, or a count over its size.
    pub value: f64,
    /// Of how many things a share is, over which area a count was made; of measurements it does not matter.
    pub size: f64,
}

/// How a chart is laid out.
#[derive(Debug, Clone, Default)]
pub struct Layout<'a> {
    /// Indices at which limits begin anew.
    pub phases: &'a [usize],
    /// The readings from which the limits of the phase that they begin in are taken; they hold to the end of that phase.
    pub baseline: Option<Range<usize>>,
    /// Readings that are explained: left out of limits and signals.
    pub excluded: &'a [usize],
    /// Whether moving ranges of at least 3.267 times their mean are left out of it, once.
    pub screened: bool,
}

/// The middle and the limits at one reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The middle.
    pub center: f64,
    /// Three standard deviations below, or where shares and counts end.
    pub lower: f64,
    /// Three standard deviations above, or where shares end.
    pub upper: f64,
}

impl Limits {
    /// Where there are none.
    pub const NONE: Self = Self { center: f64::NAN, lower: f64::NAN, upper: f64::NAN };
}

/// A stretch of readings with limits of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Which readings.
    pub range: Range<usize>,
    /// The middle.
    pub center: f64,
    /// The lower limit; of shares and counts at the mean size.
    pub lower: f64,
    /// The upper limit, likewise.
    pub upper: f64,
    /// How many values the limits were taken from.
    pub used: usize,
    /// The mean moving range: of measurements in their unit, of shares and counts as a multiple of the standard deviation
    /// that their distribution gives.
    pub mean_range: f64,
}

impl Phase {
    /// From where on a single moving range stands out: D₄ times their mean.
    pub fn range_limit(&self) -> f64 {
        SCREEN * self.mean_range
    }

    /// Whether the limits rest on so few values that nothing is judged by them.
    pub fn is_thin(&self) -> bool {
        self.used < FIRM
    }
}

/// A reading that stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// Which: the last of a run.
    pub index: usize,
    /// By which rule.
    pub rule: Rule,
    /// To which side; `None` where a rule knows none.
    pub side: Option<Side>,
}

/// A control chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Which kind.
    pub kind: Kind,
    /// The limits at each reading; [`Limits::NONE`] where there are none.
    pub limits: Vec<Limits>,
    /// Stretches with limits of their own, in order.
    pub phases: Vec<Phase>,
    /// What stands out, in order of the readings.
    pub signals: Vec<Signal>,
    /// Whether the latest readings are judged by few values, or by none.
    pub is_thin: bool,
}

/// The chart of these readings. Phases with fewer than [`LEAST`] values have no limits; those with fewer than [`FIRM`]
/// have limits and no signals. Where more than half of the values are one and the same, runs tell nothing. A gap breaks a
/// moving range, and no run: what was not seen breaks no rule. Neither goes over the border of a phase. `None` where no
/// phase has limits.
pub fn chart(readings: &[Reading], kind: Kind, layout: &Layout<'_>, rules: &[Rule]) -> Option<Chart> {
    let mut chart = Chart {
        kind,
        limits: vec![Limits::NONE; readings.len()],
        phases: Vec::new(),
        signals: Vec::new(),
        is_thin: false,
    };
    let seen = seen(readings, kind, layout.excluded);
    for range in ranges(readings.len(), layout.phases) {
        add(&mut chart, range, readings, &seen, layout, rules);
    }
    chart.signals.sort_by_key(|signal| (signal.index, signal.rule));
    let latest = chart.phases.last()?;
    chart.is_thin = latest.is_thin() || latest.range.end < readings.len();
    Some(chart)
}

/// The readings that count: neither gaps nor explained.
fn seen(readings: &[Reading], kind: Kind, excluded: &[usize]) -> Vec<Option<Reading>> {
    let has_size = |size: f64| kind == Kind::Xmr || (size > 0.0 && size.is_finite());
    let is_seen = |reading: &Reading| reading.value.is_finite() && has_size(reading.size);
    let mut seen: Vec<Option<Reading>> =
        readings.iter().map(|reading| Some(*reading).filter(is_seen)).collect();
    for index in excluded {
        if let Some(reading) = seen.get_mut(*index) {
            *reading = None;
        }
    }
    seen
}

/// The stretches between the beginnings of phases.
fn ranges(count: usize, phases: &[usize]) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = phases.iter().copied().filter(|start| *start < count).chain([0]).collect();
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([count]);
    starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}

fn add(
    chart: &mut Chart,
    range: Range<usize>,
    readings: &[Reading],
    seen: &[Option<Reading>],
    layout: &Layout<'_>,
    rules: &[Rule],
) {
    let frozen = layout.baseline.as_ref().filter(|baseline| range.contains(&baseline.start));
    let source = frozen.map_or(range.clone(), |baseline| baseline.start..baseline.end.min(range.end));
    let used = seen.get(source).unwrap_or_default();
    let Some(basis) = basis(used, chart.kind, layout.screened) else { return };
    let phase = basis.phase(range.clone());
    if !phase.is_thin() {
        let judged: Vec<(usize, Reading)> =
            range.clone().filter_map(|index| Some((index, (*seen.get(index)?)?))).collect();
        signals(chart, &judged, &basis, rules);
    }
    let places = chart.limits.get_mut(range.clone()).unwrap_or_default();
    for (limits, reading) in places.iter_mut().zip(readings.get(range).unwrap_or_default()) {
        *limits = basis.limits(reading.size);
    }
    chart.phases.push(phase);
}

fn signals(chart: &mut Chart, judged: &[(usize, Reading)], basis: &Basis, rules: &[Rule]) {
    let values: Vec<f64> = judged.iter().map(|(_, reading)| reading.value).collect();
    let scores: Vec<f64> = judged.iter().map(|(_, reading)| basis.score(*reading)).collect();
    if scores.iter().all(|score| *score == 0.0) {
        return;
    }
    // A process that shows one value most of the time has no middle that others could lie on one side of.
    let is_coarse = most_are_one(&values);
    for rule in rules.iter().filter(|rule| !is_coarse || rule.is_about_limits()) {
        let found = rule.signals(&values, &scores).into_iter();
        chart.signals.extend(found.filter_map(|(at, side)| {
            let (index, _) = judged.get(at)?;
            Some(Signal { index: *index, rule: *rule, side })
        }));
    }
}

/// Whether more than half of the values are one and the same: who wins a vote in which unlike ones cancel each other
/// out, counted (R. S. Boyer and J. S. Moore 1991, "MJRTY: a fast majority vote algorithm").
fn most_are_one(values: &[f64]) -> bool {
    let (mut winner, mut lead) = (f64::NAN, 0_usize);
    for value in values {
        match lead {
            0 => (winner, lead) = (*value, 1),
            _ if *value == winner => lead += 1,
            _ => lead -= 1,
        }
    }
    2 * values.iter().filter(|value| **value == winner).count() > values.len()
}

#[cfg(test)]
mod hospitals;
#[cfg(test)]
mod tests;
