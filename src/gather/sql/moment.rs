//! When a cell is.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::cell::Cell;
use crate::gather::file::time::{TimeFormat, YEARS};
use crate::model::source::TimeColumn;

/// Reads times of answers.
#[derive(Debug)]
pub struct Moments {
    zone: TimeZone,
    written: TimeFormat,
    seconds: TimeFormat,
}

impl Moments {
    /// Times that name no zone are in this one.
    pub fn new(zone: &TimeZone) -> Self {
        let format = |format: Option<&str>| {
            TimeFormat::new(&TimeColumn {
                column: None,
                format: format.map(str::to_owned),
                zone: zone.clone(),
            })
        };
        Self { zone: zone.clone(), written: format(None), seconds: format(Some("unix")) }
    }

    /// The moment that a cell names; `None` where it names none, or one that no data speak of.
    pub fn read(&self, cell: Cell<'_>) -> Option<Timestamp> {
        let at = match cell {
            Cell::Moment(at) => at,
            Cell::Integer(second) => Timestamp::from_second(second).ok()?,
            Cell::Number(seconds) => of_seconds(seconds)?,
            Cell::Civil(civil) => self.zone.to_timestamp(civil).ok()?,
            Cell::Text(text) => self.text(text.trim())?,
            Cell::Null | Cell::Span(_) | Cell::Truth(_) | Cell::Other(_) => return None,
        };
        YEARS.contains(&at.as_second()).then_some(at)
    }

    /// A time as people and their tools write it. SQLite's `strftime('%s')` writes seconds since 1970 as text.
    fn text(&self, text: &str) -> Option<Timestamp> {
        let moment = self.written.read(text).or_else(|| {
            // Years, and days without separators, are shorter.
            (text.len() > 8).then(|| self.seconds.read(text)).flatten()
        });
        moment.map(|moment| moment.at)
    }
}

/// Seconds since 1970 with a fraction, which a number of 64 bits holds to the microsecond.
fn of_seconds(seconds: f64) -> Option<Timestamp> {
    let microseconds = (seconds * 1e6).round();
    (microseconds.abs() < 1e17).then(|| Timestamp::from_microsecond(microseconds as i64).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: Cell<'_>, zone: &str) -> Option<String> {
        let zone = TimeZone::get(zone).expect("a zone");
        Moments::new(&zone).read(cell).map(|at| at.to_string())
    }

    #[test]
    fn times_of_every_kind() {
        let civil = jiff::civil::date(2026, 7, 1).at(0, 0, 0, 0);
        for (cell, utc, berlin) in [
            (Cell::Text("2026-07-01T00:00:00Z"), "2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z"),
            (Cell::Text("2026-07-01 00:00:00"), "2026-07-01T00:00:00Z", "2026-06-30T22:00:00Z"),
            (Cell::Text(" 2026-07-01 "), "2026-07-01T00:00:00Z", "2026-06-30T22:00:00Z"),
            (Cell::Civil(civil), "2026-07-01T00:00:00Z", "2026-06-30T22:00:00Z"),
            (Cell::Integer(1_782_864_000), "2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z"),
            (Cell::Number(1_782_864_000.25), "2026-07-01T00:00:00.25Z", "2026-07-01T00:00:00.25Z"),
            (Cell::Text("1782864000"), "2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z"),
        ] {
            assert_eq!(read(cell, "UTC").as_deref(), Some(utc), "{cell:?}");
            assert_eq!(read(cell, "Europe/Berlin").as_deref(), Some(berlin), "{cell:?}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for cell in [
            Cell::Null,
            Cell::Text("soon"),
            Cell::Text("2026"),
            Cell::Text("20260701"),
            Cell::Integer(i64::MAX),
            Cell::Integer(1_782_864_000_000),
            Cell::Number(f64::NAN),
            Cell::Number(f64::INFINITY),
            Cell::Truth(true),
            Cell::Span(1.0),
            Cell::Other("json"),
        ] {
            assert_eq!(read(cell, "UTC"), None, "{cell:?}");
        }
    }
}
