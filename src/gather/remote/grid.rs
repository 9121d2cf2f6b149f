//! The moments that a system computes observations for, put together to as few questions as may be.

use jiff::Timestamp;

use super::Ask;
use crate::model::grid::Grid;

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

/// The slots of `every` that lie wholly in what is asked, in runs. Days and longer follow the calendar of the zone, so
/// that a day may have 23 hours or 25.
pub fn runs(ask: &Ask<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for slot in Grid::new(ask.every, ask.zone).slots(ask.interval) {
        // What begins before is somebody else's; what ends after may not be over yet.
        if slot.from < ask.interval.from || slot.to > ask.interval.to {
            continue;
        }
        let step = slot.to.as_second() - slot.from.as_second();
        match runs.last_mut() {
            Some(run) if run.takes(slot.from, step) => run.count += 1,
            _ => runs.push(Run { from: slot.from, step: step.max(1), count: 1 }),
        }
    }
    runs
}
