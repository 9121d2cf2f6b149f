//! Durations as OpenSLO writes them: a whole number and one letter of `m h d w M Q Y`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, ZonedDateTime};

/// A length of time on the calendar, such as `28d` or `1M`. Case matters: `m` is a minute, `M` a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duration {
    /// How many of the unit; at least one.
    pub count: u32,
    /// The unit.
    pub unit: DurationUnit,
}

/// What a [`Duration`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DurationUnit {
    /// `m`
    Minute,
    /// `h`
    Hour,
    /// `d`
    Day,
    /// `w`
    Week,
    /// `M`
    Month,
    /// `Q`
    Quarter,
    /// `Y`
    Year,
}

impl DurationUnit {
    /// What one of it is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// Why a text is no [`Duration`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a duration is a whole number from 1 to 100000 and one letter: m minute, h hour, d day, w week, M month, Q quarter, Y year (`28d`, `1M`)"
)]
pub struct DurationError;

/// The largest count: 190 years of minutes, and far inside what calendar arithmetic can carry.
const MAX_COUNT: u32 = 100_000;

impl Duration {
    /// So many days.
    pub const fn days(count: u32) -> Self {
        Self { count, unit: DurationUnit::Day }
    }

    /// The length in seconds, a month taken as 30.436875 days and a year as 365.2425 (the Gregorian means).
    /// For comparing lengths only; windows are counted on the calendar.
    pub fn nominal_seconds(self) -> f64 {
        const DAY: f64 = 86_400.0;
        let one = match self.unit {
            DurationUnit::Minute => 60.0,
            DurationUnit::Hour => 3_600.0,
            DurationUnit::Day => DAY,
            DurationUnit::Week => 7.0 * DAY,
            DurationUnit::Month => 365.2425 / 12.0 * DAY,
            DurationUnit::Quarter => 365.2425 / 4.0 * DAY,
            DurationUnit::Year => 365.2425 * DAY,
        };
        one * f64::from(self.count)
    }

    /// `at` moved by `times` of this duration on the calendar of its zone (negative: back).
    /// Minutes and hours are exact, days and longer follow the calendar. `None` beyond the years −9999 to 9999.
    pub fn shift(self, at: &ZonedDateTime, times: i64) -> Option<ZonedDateTime> {
        let n = i64::from(self.count).checked_mul(times)?;
        let span = match self.unit {
            DurationUnit::Minute => 0.seconds().try_minutes(n),
            DurationUnit::Hour => 0.seconds().try_hours(n),
            DurationUnit::Day => 0.seconds().try_days(n),
            DurationUnit::Week => 0.seconds().try_weeks(n),
            DurationUnit::Month => 0.seconds().try_months(n),
            DurationUnit::Quarter => 0.seconds().try_months(n.checked_mul(3)?),
            DurationUnit::Year => 0.seconds().try_years(n),
        };
        at.checked_add(span.ok()?).ok()
    }

    /// The day moved by one of this duration, on the calendar. `None` beyond the years −9999 to 9999.
    pub fn after(self, day: Date) -> Option<Date> {
        self.shift(&day.to_zoned_datetime(TimeZone::UTC).ok()?, 1).map(|at| at.date())
    }

    /// The first day after `today` of the rhythm that begins with `last` and comes round with this duration. `None` of a
    /// rhythm that has come round a thousand times since, as one of minutes may have: that is not about days.
    pub fn next_day(self, last: Date, today: Date) -> Option<Date> {
        let start = last.to_zoned_datetime(TimeZone::UTC).ok()?;
        (1..=ROUNDS)
            .find_map(|times| self.shift(&start, times).map(|at| at.date()).filter(|day| *day > today))
    }
}

/// How many rounds of a rhythm may have been left out before no day is named.
const ROUNDS: i64 = 1_000;

impl FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        let letter = text.chars().next_back().ok_or(DurationError)?;
        let digits = text.strip_suffix(letter).ok_or(DurationError)?;
        let unit = match letter {
            'm' => DurationUnit::Minute,
            'h' => DurationUnit::Hour,
            'd' => DurationUnit::Day,
            'w' => DurationUnit::Week,
            'M' => DurationUnit::Month,
            'Q' => DurationUnit::Quarter,
            'Y' => DurationUnit::Year,
            _ => return Err(DurationError),
        };
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DurationError);
        }
        match digits.parse::<u32>() {
            Ok(count) if (1..=MAX_COUNT).contains(&count) => Ok(Self { count, unit }),
            _ => Err(DurationError),
        }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.unit {
            DurationUnit::Minute => 'm',
            DurationUnit::Hour => 'h',
            DurationUnit::Day => 'd',
            DurationUnit::Week => 'w',
            DurationUnit::Month => 'M',
            DurationUnit::Quarter => 'Q',
            DurationUnit::Year => 'Y',
        };
        write!(f, "{}{letter}", self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_next_day_of_a_rhythm_is_the_first_that_is_not_over() {
        let month: Duration = "1M".parse().expect("a duration");
        assert_eq!(month.next_day(date(2026, 1, 31), date(2026, 2, 1)), Some(date(2026, 2, 28)));
        assert_eq!(month.next_day(date(2026, 1, 12), date(2026, 6, 30)), Some(date(2026, 7, 12)));
        // Today is taken by what is late.
        assert_eq!(month.next_day(date(2026, 1, 12), date(2026, 2, 12)), Some(date(2026, 3, 12)));
        let minute: Duration = "1m".parse().expect("a duration");
        assert_eq!(minute.next_day(date(2020, 1, 1), date(2026, 1, 1)), None, "no day for such a rhythm");
    }

    #[test]
    fn case_tells_minutes_from_months() {
        assert_eq!("5m".parse::<Duration>().map(|d| d.unit), Ok(DurationUnit::Minute));
        assert_eq!("5M".parse::<Duration>().map(|d| d.unit), Ok(DurationUnit::Month));
        for bad in ["", "5", "m", "0d", "-1d", "1.5d", "1 d", "1D", "+1d", "100001d", "9999999999d", "1é"] {
            assert!(bad.parse::<Duration>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_follows_the_clock_of_its_zone() {
        let before: ZonedDateTime = "2026-03-28T12:00[Europe/Berlin]".parse().expect("a time");
        let after = Duration::days(1).shift(&before, 1).expect("in range");
        assert_eq!(after.to_string(), "2026-03-29T12:00:00+02:00[Europe/Berlin]");
        assert_eq!(after.timestamp().as_second() - before.timestamp().as_second(), 23 * 3600);
    }

    #[test]
    fn months_end_on_their_last_day() {
        let start: ZonedDateTime = "2026-01-31T00:00[UTC]".parse().expect("a time");
        let month: Duration = "1M".parse().expect("a duration");
        assert_eq!(month.shift(&start, 1).map(|z| z.date().to_string()), Some("2026-02-28".into()));
        assert_eq!(Duration { count: 100_000, unit: DurationUnit::Year }.shift(&start, 1), None);
    }
}
