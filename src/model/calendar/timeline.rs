//! The agreed hours of some years, reckoned once: a thousand services ask for the same months.

use std::sync::{Mutex, PoisonError};

use jiff::SignedDuration;

use crate::model::window::Interval;

/// Longer stretches of time than this are reckoned when they are asked for, and not kept, in seconds: forty years.
const LONGEST: f64 = 40.0 * 366.0 * 86_400.0;

/// What is reckoned beyond what is asked for, on either side.
const MARGIN: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Agreed hours that are known already. A copy begins with none, so that it can be changed.
#[derive(Debug, Default)]
pub struct Timeline {
    known: Mutex<Option<Known>>,
}

#[derive(Debug)]
struct Known {
    range: Interval,
    parts: Vec<Interval>,
}

impl Clone for Timeline {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Timeline {
    /// The parts of a stretch of time, as `reckon` gives them.
    pub(super) fn within(
        &self,
        asked: Interval,
        reckon: impl FnOnce(Interval) -> Vec<Interval>,
    ) -> Vec<Interval> {
        if asked.is_empty() {
            return Vec::new();
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.as_ref().filter(|known| known.covers(asked)) {
            return known.within(asked);
        }
        let range = widened(known.as_ref().map_or(asked, |known| hull(known.range, asked)));
        if range.seconds() > LONGEST {
            return reckon(asked);
        }
        let fresh = known.insert(Known { range, parts: reckon(range) });
        fresh.within(asked)
    }
}

impl Known {
    fn covers(&self, asked: Interval) -> bool {
        self.range.from <= asked.from && asked.to <= self.range.to
    }

    fn within(&self, asked: Interval) -> Vec<Interval> {
        let first = self.parts.partition_point(|part| part.to <= asked.from);
        let rest = self.parts.get(first..).unwrap_or_default().iter();
        rest.map_while(|part| part.overlap(&asked)).collect()
    }
}

fn hull(a: Interval, b: Interval) -> Interval {
    Interval::new(a.from.min(b.from), a.to.max(b.to))
}

fn widened(interval: Interval) -> Interval {
    let from = interval.from.checked_sub(MARGIN).unwrap_or(interval.from);
    Interval::new(from, interval.to.checked_add(MARGIN).unwrap_or(interval.to))
}
