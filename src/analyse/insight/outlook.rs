//! When a series crosses its target, as far as anybody can tell.

use jiff::Timestamp;

use crate::analyse::assessment::Desired;
use crate::process::Series;
use crate::process::moment::shifted;
use crate::statistics::forecast::{Forecast, Question, forecast};
use crate::statistics::season::Season;
use crate::statistics::trend::Trend;

/// The crossing of a target to come.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// The target. Canonical.
    pub target: f64,
    /// Whether the target is kept now, so that crossing it is bad news.
    pub is_kept: bool,
    /// What can be told of the crossing, in intervals after the last.
    pub forecast: Forecast,
    /// The likely moment of the crossing, where there is one.
    pub at: Option<Timestamp>,
    /// The earliest.
    pub low: Option<Timestamp>,
    /// The latest.
    pub high: Option<Timestamp>,
}

/// Looks as far ahead as `recent` (the values since the level last changed) reaches back.
pub(super) fn outlook(
    series: &Series,
    recent: &[f64],
    season: Option<&Season>,
    trend: Option<&Trend>,
    desired: Desired,
) -> Option<Outlook> {
    let last = series.points.last()?;
    let level = recent.iter().rev().find(|value| value.is_finite())?;
    let is_kept = desired.op.holds(*level, desired.value);
    let question = Question {
        values: recent,
        season,
        trend,
        target: desired.value,
        // What is kept below the target is lost by rising, and won again by falling.
        rising: desired.op.prefers_lower() == is_kept,
        horizon: recent.len(),
    };
    let forecast = forecast(&question);
    let length = last.interval.seconds();
    let moment = |steps: f64| shifted(last.interval.to, (steps - 0.5) * length);
    let (at, low, high) = match &forecast {
        Forecast::Crosses { at, low, high } => (Some(moment(*at)), low.map(moment), high.map(moment)),
        Forecast::Stays | Forecast::CannotTell(_) => (None, None, None),
    };
    Some(Outlook { target: desired.value, is_kept, forecast, at, low, high })
}
