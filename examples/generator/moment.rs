//! Moments of the invented years, in whole minutes.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};

/// Minutes in a day.
pub const DAY: i64 = 24 * 60;

/// Minutes since 2025-07-01 00:00 in Berlin, which is 2025-06-30 22:00 UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment as a clock in UTC shows it.
    pub fn utc(self) -> DateTime {
        date(2025, 6, 30).at(22, 0, 0, 0) + self.0.minutes()
    }

    /// Minutes that clocks in Berlin are ahead of UTC, from July 2025 to October 2026.
    fn offset(self) -> i64 {
        let winter = date(2025, 10, 26).at(1, 0, 0, 0)..date(2026, 3, 29).at(1, 0, 0, 0);
        if winter.contains(&self.utc()) { 60 } else { 120 }
    }

    /// This moment as a clock in Berlin shows it.
    pub fn berlin(self) -> DateTime {
        self.utc() + self.offset().minutes()
    }

    /// Written with the offset of Berlin, as in RFC 3339.
    pub fn rfc3339(self) -> String {
        format!("{}+0{}:00", self.berlin().strftime("%Y-%m-%dT%H:%M:%S"), self.offset() / 60)
    }

    /// `minutes` later.
    pub fn plus(self, minutes: i64) -> Moment {
        Moment(self.0 + minutes)
    }
}

/// The date `days` after 2025-07-01.
pub fn day(days: i64) -> Date {
    date(2025, 7, 1) + days.days()
}
