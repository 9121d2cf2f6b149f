//! The present pace: what the last quarter of the elapsed window holds, in agreed time.

use jiff::Timestamp;

use crate::model::Interval;
use crate::model::observation::Records;
use crate::process::moment::shifted;
use crate::process::{Figure, Scope};

use super::promise::Promise;

/// How many observations, intervals or days a sign needs.
pub const ENOUGH: usize = 10;

const DAY: f64 = 86_400.0;

/// The last quarter of the part of a window that is over.
#[derive(Debug, Clone)]
pub struct Recent {
    /// When.
    pub time: Interval,
    /// Its agreed time in seconds.
    pub seconds: f64,
    /// What it holds.
    pub figure: Figure,
    /// The agreed hours of all that is over.
    pub hours: AgreedHours,
}

impl Recent {
    /// The pace of a promise of which `now` shows what is over; `None` where that is too little to tell one: fewer than
    /// [`ENOUGH`] observations in the quarter, or of down time, whose observations are the seconds, fewer days in all.
    pub fn of(promise: &Promise<'_>, now: &Figure) -> Option<Self> {
        let elapsed = now.interval;
        let hours = AgreedHours::of(&promise.scope, elapsed);
        let seconds = hours.seconds() / 4.0;
        let time = Interval::new(hours.moment_after(hours.seconds() - seconds), elapsed.to);
        let figure = promise.measure(time);
        let is_enough = match promise.scope.observations.records {
            Records::Points(_) => figure.count >= ENOUGH as u64,
            Records::Outages(_) => elapsed.seconds() >= ENOUGH as f64 * DAY,
        };
        (is_enough && seconds > 0.0).then_some(Self { time, seconds, figure, hours })
    }
}

/// The agreed hours of a stretch of time, to be counted along.
#[derive(Debug, Clone)]
pub struct AgreedHours {
    whole: Interval,
    parts: Vec<Interval>,
}

impl AgreedHours {
    /// Those of an interval.
    pub fn of(scope: &Scope<'_>, whole: Interval) -> Self {
        Self { whole, parts: scope.agreed(whole) }
    }

    /// How many there are, in seconds.
    pub fn seconds(&self) -> f64 {
        self.parts.iter().map(Interval::seconds).sum()
    }

    /// The moment at which so many agreed seconds are over; the end where there are not as many.
    pub fn moment_after(&self, seconds: f64) -> Timestamp {
        let mut left = seconds;
        for part in &self.parts {
            if left <= part.seconds() {
                return shifted(part.from, left);
            }
            left -= part.seconds();
        }
        self.whole.to
    }
}
