//! The moments that a system computes observations for, put together to as few questions as may be.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Ask;
use crate::model::Duration;
use crate::model::duration::DurationUnit;

/// A run of stretches of time of the same length, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The start of the first.
    pub from: Timestamp,
    /// How long each is, in seconds; at least one.
    pub step: i64,
    /// How many there are; at least one.
    pub count: i64,
}

impl Run {
    /// Most stretches of a run. Prometheus answers with no more than 11,000 points for a series.
    const LONGEST: i64 = 10_000;
    /// The longest run in seconds, so that no question makes a server look at more than this, or at one stretch.
    const WIDEST: i64 = 32 * 86_400;

    /// The end of the last.
    pub fn to(&self) -> Timestamp {
        self.at(self.count)
    }

    /// The start of a stretch.
    pub fn at(&self, number: i64) -> Timestamp {
        let second = self.from.as_second().saturating_add(self.step.saturating_mul(number));
        Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
    }

    fn takes(&self, from: Timestamp, step: i64) -> bool {
        let length = self.step.saturating_mul(self.count + 1);
        self.to() == from && self.step == step && self.count < Self::LONGEST && length <= Self::WIDEST
    }
}

/// The stretches of time of `every` in what is asked, in runs. Minutes and hours are counted in UTC; days and longer
/// follow the calendar of the zone, so that a day may have 23 hours or 25.
pub fn runs(ask: &Ask<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut from = ask.interval.from;
    while from < ask.interval.to {
        let Some(to) = next(from, ask.every, ask.zone) else { break };
        let step = to.as_second() - from.as_second();
        // What would end after what is asked is not over yet.
        if step < 1 || to > ask.interval.to {
            break;
        }
        match runs.last_mut() {
            Some(run) if run.takes(from, step) => run.count += 1,
            _ => runs.push(Run { from, step, count: 1 }),
        }
        from = to;
    }
    runs
}

fn next(from: Timestamp, every: Duration, zone: &TimeZone) -> Option<Timestamp> {
    let count = i64::from(every.count);
    let seconds = match every.unit {
        DurationUnit::Minute => count * 60,
        DurationUnit::Hour => count * 3600,
        _ => return every.shift(&from.to_zoned_datetime(zone.clone()), 1).map(|end| end.timestamp()),
    };
    Timestamp::from_second(from.as_second().checked_add(seconds)?).ok()
}
