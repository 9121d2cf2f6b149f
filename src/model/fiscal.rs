//! Months, quarters and years of a calendar, as an organisation counts them: quarters and years begin with the month in
//! which its fiscal year does.
//!
//! | period | its name | where the fiscal year starts in January |
//! |---|---|---|
//! | month | `2026-03` | `2026-03` |
//! | quarter | `FY2025/26 Q4` | `2026 Q1` |
//! | year | `FY2025/26`: it begins in 2025 and ends in 2026 | `2026` |
//!
//! The two years of a fiscal year stand in its name, since some people call it by the one in which it begins and others
//! by the one in which it ends.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use super::duration::{Duration, DurationUnit};
use super::window::{DatePeriod, Interval, Motion, TimeWindow};

/// How long a period of a calendar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From the first of a month to the last.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

/// A period that people call by a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPeriod {
    /// What it is called.
    pub name: String,
    /// Its time.
    pub interval: Interval,
}

/// The calendar of an organisation.
#[derive(Debug, Clone)]
pub struct FiscalCalendar {
    first_month: i8,
    zone: TimeZone,
}

impl FiscalCalendar {
    /// A calendar of a zone, whose fiscal year starts on the first of a month, 1 to 12; any other is taken for January.
    pub fn new(first_month: i8, zone: TimeZone) -> Self {
        let first_month = if (1..=12).contains(&first_month) { first_month } else { 1 };
        Self { first_month, zone }
    }

    /// The periods of a kind that are over at `at`, latest first.
    pub fn closed_before(&self, at: Timestamp, span: Span, count: usize) -> Vec<NamedPeriod> {
        let Ok(start) = Date::new(2000, self.first_month, 1) else { return Vec::new() };
        let motion = Motion::Calendar { start: start.into(), zone: self.zone.clone() };
        let unit = match span {
            Span::Month => DurationUnit::Month,
            Span::Quarter => DurationUnit::Quarter,
            Span::Year => DurationUnit::Year,
        };
        let window = TimeWindow { duration: Duration { count: 1, unit }, motion };
        let closed = window.closed_before(at, &self.zone, count).into_iter();
        closed.map(|interval| NamedPeriod { name: self.name(interval, span), interval }).collect()
    }

    /// The period that somebody calls by a name: of the fiscal year as [`NamedPeriod`] has it (`FY2025/26`,
    /// `FY2025/26 Q4`, both also without the second year), of the calendar's year a year (`2026`), a quarter (`2026-Q1`)
    /// or a month (`2026-08`), a day (`2026-08-03`), or two days with `..` between them, both inside. `None` of any other
    /// text.
    pub fn named(&self, text: &str) -> Option<Interval> {
        let days = match text.split_once("..") {
            Some((from, to)) => DatePeriod { from: from.trim().parse().ok()?, to: to.trim().parse().ok()? },
            None => match text.parse::<Date>() {
                Ok(day) => DatePeriod { from: day, to: day },
                Err(_) => self.months_of(text)?,
            },
        };
        (days.from <= days.to).then(|| days.interval(&self.zone))
    }

    /// The days of a year, a quarter or a month by its name.
    fn months_of(&self, text: &str) -> Option<DatePeriod> {
        let of_fiscal_year = text.strip_prefix("FY");
        let (year, rest) = of_fiscal_year.unwrap_or(text).split_at_checked(4)?;
        let year: i16 = year.bytes().all(|byte| byte.is_ascii_digit()).then(|| year.parse().ok())??;
        let (first_month, rest) = match of_fiscal_year {
            Some(_) => (self.first_month, without_next_year(year, rest)?),
            None => (1, rest),
        };
        let part = rest.trim_start_matches(['-', ' ']);
        let (start, months) = if part.is_empty() {
            (Date::new(year, first_month, 1).ok()?, 12)
        } else if let Some(quarter) = part.strip_prefix(['Q', 'q']) {
            let quarter: i64 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
            let before = jiff::Span::new().months(3 * (quarter - 1));
            (Date::new(year, first_month, 1).ok()?.checked_add(before).ok()?, 3)
        } else if part.len() == 2 && of_fiscal_year.is_none() {
            (Date::new(year, part.parse().ok()?, 1).ok()?, 1)
        } else {
            return None;
        };
        let to = start.checked_add(jiff::Span::new().months(months)).ok()?.yesterday().ok()?;
        Some(DatePeriod { from: start, to })
    }

    fn name(&self, interval: Interval, span: Span) -> String {
        let start = interval.from.to_zoned_datetime(self.zone.clone());
        match span {
            Span::Month => start.strftime("%Y-%m").to_string(),
            Span::Quarter => {
                let passed = (start.month() - self.first_month).rem_euclid(12);
                format!("{} Q{}", self.year_of(&start), passed / 3 + 1)
            }
            Span::Year => self.year_of(&start),
        }
    }

    /// The name of the fiscal year that a moment lies in.
    fn year_of(&self, at: &ZonedDateTime) -> String {
        let year = i32::from(at.year()) - i32::from(at.month() < self.first_month);
        if self.first_month == 1 {
            return year.to_string();
        }
        format!("FY{year}/{:02}", (year + 1).rem_euclid(100))
    }
}

/// What follows the years of a fiscal year's name, whose second year, where it is written, is the one after `year`.
fn without_next_year(year: i16, rest: &str) -> Option<&str> {
    let Some(second) = rest.strip_prefix('/') else { return Some(rest) };
    second.strip_prefix(&format!("{:02}", (year + 1).rem_euclid(100)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn told(first_month: i8, zone: &str, span: Span, count: usize) -> Vec<(String, String)> {
        let zone = TimeZone::get(zone).expect("a zone");
        let calendar = FiscalCalendar::new(first_month, zone.clone());
        let closed = calendar.closed_before(time("2026-04-02T00:00:00Z"), span, count);
        let day = |at: Timestamp| at.to_zoned_datetime(zone.clone()).date().to_string();
        closed.into_iter().map(|period| (period.name, day(period.interval.from))).collect()
    }

    fn named(names: &[(&str, &str)]) -> Vec<(String, String)> {
        names.iter().map(|(name, from)| ((*name).to_owned(), (*from).to_owned())).collect()
    }

    #[test]
    fn periods_are_found_by_their_names() {
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        let days = |first_month: i8, text: &str| -> Option<String> {
            let calendar = FiscalCalendar::new(first_month, berlin.clone());
            let Interval { from, to } = calendar.named(text)?;
            let day = |at: Timestamp| at.to_zoned_datetime(berlin.clone()).date();
            Some(format!("{}..{}", day(from), day(to)))
        };
        for (first_month, text, found) in [
            (1, "2026", "2026-01-01..2027-01-01"),
            (1, "2026-03", "2026-03-01..2026-04-01"),
            (1, "2026-Q1", "2026-01-01..2026-04-01"),
            (1, "2026 Q4", "2026-10-01..2027-01-01"),
            (2, "FY2025/26 Q4", "2025-11-01..2026-02-01"),
            (2, "FY2025/26", "2025-02-01..2026-02-01"),
            (2, "2026", "2026-01-01..2027-01-01"),
            (4, "2026-Q1", "2026-01-01..2026-04-01"),
            (4, "FY2026-Q1", "2026-04-01..2026-07-01"),
            (4, "FY1999/00 Q4", "2000-01-01..2000-04-01"),
            (1, "2026-08-03", "2026-08-03..2026-08-04"),
            (1, "2026-08-03..2026-08-05", "2026-08-03..2026-08-06"),
        ] {
            assert_eq!(days(first_month, text).as_deref(), Some(found), "{text}");
        }
        for wrong in [
            "",
            "26",
            "2026-13",
            "2026-Q5",
            "August",
            "2026-08-05..2026-08-03",
            "FY2025/2",
            "FY2025/27",
            "FY2025-04",
            "2025/26",
            "+026",
            "2026-8",
        ] {
            assert_eq!(days(1, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_fiscal_year_that_starts_in_february_names_both_its_years() {
        let months = told(2, "Europe/Berlin", Span::Month, 3);
        assert_eq!(
            months,
            named(&[("2026-03", "2026-03-01"), ("2026-02", "2026-02-01"), ("2026-01", "2026-01-01")])
        );
        let quarters = told(2, "Europe/Berlin", Span::Quarter, 4);
        assert_eq!(
            quarters,
            named(&[
                ("FY2025/26 Q4", "2025-11-01"),
                ("FY2025/26 Q3", "2025-08-01"),
                ("FY2025/26 Q2", "2025-05-01"),
                ("FY2025/26 Q1", "2025-02-01"),
            ])
        );
        let years = told(2, "Europe/Berlin", Span::Year, 2);
        assert_eq!(years, named(&[("FY2025/26", "2025-02-01"), ("FY2024/25", "2024-02-01")]));
        assert_eq!(FiscalCalendar::new(4, TimeZone::UTC).name(century(), Span::Year), "FY1999/00");
    }

    fn century() -> Interval {
        Interval::new(time("1999-04-01T00:00:00Z"), time("2000-04-01T00:00:00Z"))
    }

    #[test]
    fn years_that_start_in_january_go_by_one_number() {
        let quarters = told(1, "UTC", Span::Quarter, 2);
        assert_eq!(quarters, named(&[("2026 Q1", "2026-01-01"), ("2025 Q4", "2025-10-01")]));
        assert_eq!(told(1, "UTC", Span::Year, 1), named(&[("2025", "2025-01-01")]));
        assert_eq!(told(13, "UTC", Span::Year, 1), told(1, "UTC", Span::Year, 1));
    }

    #[test]
    fn march_2026_in_berlin_has_743_hours() {
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let march = FiscalCalendar::new(2, zone).closed_before(time("2026-04-02T00:00:00Z"), Span::Month, 1);
        assert_eq!(march[0].interval.seconds(), 743.0 * 3_600.0);
    }

    #[test]
    fn a_period_closes_with_its_last_moment() {
        let calendar = FiscalCalendar::new(1, TimeZone::UTC);
        let last = |at: &str| calendar.closed_before(time(at), Span::Month, 1)[0].name.clone();
        assert_eq!(last("2026-03-31T23:59:59Z"), "2026-02");
        assert_eq!(last("2026-04-01T00:00:00Z"), "2026-03");
    }
}
