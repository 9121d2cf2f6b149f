//! Where what stands on the branch.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::model::window::{end_of_day, start_of_day};
use crate::model::{Duration, Interval, Name};

/// The file that names the layout.
pub const FORMAT_FILE: &str = "format";
/// The layout that is described here.
pub const FORMAT: &str = "deming-observed 1";
/// The file that describes the branch to people.
pub const README_FILE: &str = "README.md";
/// Its text.
pub const README: &str = include_str!("readme.md");
/// The folder of all series.
pub const SERIES: &str = "series";
/// In the folder of a series: what was asked.
pub const SOURCE_FILE: &str = "source.tsv";
/// The stretches of time that were asked.
pub const ASKED_FILE: &str = "asked.tsv";
/// What was corrected after its period was closed.
pub const CORRECTIONS_FILE: &str = "corrections.tsv";

/// What is remembered of proposals.
pub const PROPOSALS_FILE: &str = "proposals.tsv";

const ENDING: &str = ".tsv";
const ROLLED_ENDING: &str = ".rollup.tsv";

/// Hexadecimal digits of a question's digest in the name of a folder.
const DIGITS: usize = 12;

/// How much time one file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// A day of UTC, where observations lie less than an hour apart.
    Day,
    /// A month, where they lie less than a day apart.
    Month,
    /// A year.
    Year,
}

/// What a file in the folder of a series holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds<'a> {
    /// Observations of a period.
    Observations(&'a str),
    /// Observations of a month that are summed up.
    Summaries(&'a str),
    /// What was asked, until when, and what was corrected.
    Notes,
    /// Something else.
    Strange,
}

impl Grain {
    /// The grain of a series.
    pub fn of(every: Duration) -> Self {
        match every.nominal_seconds() {
            seconds if seconds < 3_600.0 => Self::Day,
            seconds if seconds < 86_400.0 => Self::Month,
            _ => Self::Year,
        }
    }

    /// The name of the period that a moment lies in.
    pub fn period_of(self, at: Timestamp) -> String {
        let day = at.to_zoned_datetime(TimeZone::UTC).date();
        match self {
            Self::Day => day.to_string(),
            Self::Month => month_name(day),
            Self::Year => format!("{:04}", day.year()),
        }
    }
}

fn month_name(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The time of a period by its name: `2026`, `2026-11`, `2026-11-26`.
pub fn time_of(period: &str) -> Option<Interval> {
    let mut parts = period.split('-');
    let year: i16 = parts
        .next()
        .filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?
        .parse()
        .ok()?;
    let mut part = || match parts.next() {
        None => Some(None),
        Some(text) if text.len() == 2 => text.parse::<i8>().ok().map(Some),
        Some(_) => None,
    };
    let (month, day) = (part()?, part()?);
    if parts.next().is_some() {
        return None;
    }
    let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    let last = match (month, day) {
        (_, Some(_)) => first,
        (Some(_), None) => first.last_of_month(),
        (None, None) => date(year, 12, 31),
    };
    Some(Interval::new(start_of_day(first, &TimeZone::UTC), end_of_day(last, &TimeZone::UTC)))
}

/// The folder of a new series.
pub fn folder(metric: &Name, digest: &str) -> String {
    format!("{SERIES}/{metric}-{}", short(digest))
}

/// The part of a digest that stands in the name of a folder.
pub fn short(digest: &str) -> &str {
    let digits = digest.strip_prefix("sha256:").unwrap_or(digest);
    digits.get(..DIGITS).unwrap_or(digits)
}

/// The metric and the digest in the name of a folder: `series/checkout-latency-0a1b2c3d4e5f`.
pub fn parts(folder: &str) -> Option<(&str, &str)> {
    let (metric, digest) = folder.strip_prefix(SERIES)?.strip_prefix('/')?.rsplit_once('-')?;
    let is_digest = digest.len() == DIGITS && digest.bytes().all(|b| b.is_ascii_hexdigit());
    (is_digest && !metric.contains('/')).then_some((metric, digest))
}

/// The folder of a series that a file lies in, and its name from there on.
pub fn place(path: &str) -> Option<(&str, &str)> {
    let (series, rest) = path.split_once('/')?;
    let (own, name) = rest.split_once('/')?;
    let folder = path.get(..series.len() + 1 + own.len())?;
    parts(folder).map(|_| (folder, name))
}

/// The file of a period. Those of days lie in a folder for each month: the folder of a series would grow and shrink by
/// dozens of files otherwise, and Git would keep much of each of its versions.
pub fn observations(folder: &str, period: &str) -> String {
    match month_of_day(period) {
        Some(month) => format!("{folder}/{month}/{period}{ENDING}"),
        None => format!("{folder}/{period}{ENDING}"),
    }
}

/// The month of a period that is a day.
fn month_of_day(period: &str) -> Option<&str> {
    period.get(..7).filter(|_| period.len() == 10)
}

/// The file of a month that is summed up.
pub fn summaries(folder: &str, month: &str) -> String {
    format!("{folder}/{month}{ROLLED_ENDING}")
}

/// What a file holds, by its name within the folder.
pub fn holds(name: &str) -> Holds<'_> {
    let (month, name) = name.split_once('/').map_or((None, name), |(month, name)| (Some(month), name));
    let in_place = |period: &&str| time_of(period).is_some() && month_of_day(period) == month;
    let period = |ending: &str| name.strip_suffix(ending).filter(in_place);
    if month.is_none() && [SOURCE_FILE, ASKED_FILE, CORRECTIONS_FILE].contains(&name) {
        Holds::Notes
    } else if let Some(month) = period(ROLLED_ENDING) {
        Holds::Summaries(month)
    } else if let Some(period) = period(ENDING) {
        Holds::Observations(period)
    } else {
        Holds::Strange
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_tell_their_time() {
        let at: Timestamp = "2026-11-26T12:34:56Z".parse().expect("a time");
        for (every, period) in [("5m", "2026-11-26"), ("1h", "2026-11"), ("1d", "2026"), ("1M", "2026")] {
            let grain = Grain::of(every.parse().expect("a duration"));
            assert_eq!(grain.period_of(at), period);
            assert!(time_of(period).is_some_and(|time| time.contains(at)), "{period}");
        }
        for strange in ["26", "2026-13", "2026-1", "2026-11-26-1", "2026-02-30", "", "x", "+026"] {
            assert_eq!(time_of(strange), None, "{strange}");
        }
        assert_eq!(holds("2026-11.rollup.tsv"), Holds::Summaries("2026-11"));
        assert_eq!(holds("source.tsv"), Holds::Notes);
        assert_eq!(holds("2026-11/2026-11-26.tsv"), Holds::Observations("2026-11-26"));
        for strange in
            ["notes.txt", "2026-11-26.tsv", "2026-10/2026-11-26.tsv", "2026-11/2026-11.tsv", "x/source.tsv"]
        {
            assert_eq!(holds(strange), Holds::Strange, "{strange}");
        }
        let path = observations("series/m-0a1b2c3d4e5f", "2026-11-26");
        assert_eq!(place(&path), Some(("series/m-0a1b2c3d4e5f", "2026-11/2026-11-26.tsv")));
    }

    #[test]
    fn folders_carry_the_digest() {
        let name: Name = "checkout-latency".parse().expect("a name");
        let folder = folder(&name, "sha256:0a1b2c3d4e5f00");
        assert_eq!(parts(&folder), Some(("checkout-latency", "0a1b2c3d4e5f")));
        assert_eq!(parts("series/x"), None);
    }
}
