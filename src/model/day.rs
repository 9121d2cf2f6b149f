//! Days as people write them, and what they probably meant when it is no day.

use jiff::civil::Date;

/// How a date is written.
const SHAPE: &str = "a date is written year-month-day, as in `2016-01-15`";

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Why a text is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// It does not look like one.
    #[error("{SHAPE}")]
    Shape,
    /// It looks like one, and is none, or could be two.
    #[error("{0}")]
    NoSuchDay(String),
}

/// Reads `2016-01-15`, and nothing else. The error is a sentence without a full stop: what is wrong and, where that can
/// be told, which day is meant.
pub fn read_day(text: &str) -> Result<Date, DayError> {
    let written = Written::of(text).ok_or(DayError::Shape)?;
    let date = written.date().ok_or_else(|| DayError::NoSuchDay(written.why_no_date()))?;
    match date.to_string() == text {
        true => Ok(date),
        false => Err(DayError::NoSuchDay(format!("{SHAPE}; did you mean `{date}`?"))),
    }
}

/// Three numbers that might be a date.
enum Written {
    /// Year, month and day, in the order of ISO 8601.
    Iso([i16; 3]),
    /// Day, month and year, as with full stops.
    Dotted([i16; 3]),
    /// Two numbers of which either may be the day, and a year.
    Ambiguous([i16; 3]),
}

impl Written {
    fn of(text: &str) -> Option<Self> {
        let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.'));
        let parts: Vec<&str> = match separator {
            Some(separator) => text.split(separator).collect(),
            // `20160115`: what a program writes that saves space.
            None if text.len() == 8 => vec![text.get(..4)?, text.get(4..6)?, text.get(6..)?],
            None => return None,
        };
        let [first, second, third] = parts.as_slice() else { return None };
        let numbers = [number(first)?, number(second)?, number(third)?];
        match (first.len(), third.len(), separator) {
            (4, 1 | 2, _) => Some(Self::Iso(numbers)),
            (1 | 2, 4, Some('.')) => Some(Self::Dotted(numbers)),
            (1 | 2, 4, Some(_)) => Some(Self::Ambiguous(numbers)),
            _ => None,
        }
    }

    /// The only day that it can be.
    fn date(&self) -> Option<Date> {
        match *self {
            Self::Iso([year, month, day]) | Self::Dotted([day, month, year]) => date(year, month, day),
            Self::Ambiguous([first, second, year]) => {
                let (day_first, month_first) = (date(year, second, first), date(year, first, second));
                match (day_first, month_first) {
                    (Some(one), Some(other)) => (one == other).then_some(one),
                    (one, other) => one.or(other),
                }
            }
        }
    }

    /// What is wrong with it, where it is no day or two.
    fn why_no_date(&self) -> String {
        match *self {
            Self::Iso([year, month, day]) | Self::Dotted([day, month, year]) => no_date(year, month, day),
            Self::Ambiguous([first, second, year]) => {
                match (date(year, second, first), date(year, first, second)) {
                    (Some(one), Some(other)) => {
                        format!("it reads two ways, as `{one}` or as `{other}`; {SHAPE}")
                    }
                    _ => no_date(year, second, first),
                }
            }
        }
    }
}

/// Up to four digits.
fn number(part: &str) -> Option<i16> {
    let digits = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| part.parse().ok())?
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Why there is no such day; with month and day the other way round there may be one.
fn no_date(year: i16, month: i16, day: i16) -> String {
    let named = usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index));
    let Some(name) = named else {
        return match date(year, day, month) {
            Some(meant) => format!("there is no month {month}; did you mean `{meant}`?"),
            None => format!("there is no month {month}; {SHAPE}"),
        };
    };
    let last = date(year, month, 1).map_or(31, |first| i16::from(first.days_in_month()));
    format!("there is no day {day} in {name} {year:04}, which has {last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn said(text: &str, wanted: &str) {
        let error = read_day(text).expect_err("it is no date").to_string();
        assert!(error.contains(wanted), "{text}: {error}");
    }

    #[test]
    fn a_date_is_a_date() {
        assert_eq!(read_day("2024-02-29"), Ok(jiff::civil::date(2024, 2, 29)));
        assert_eq!(read_day("0001-01-01"), Ok(jiff::civil::date(1, 1, 1)));
    }

    #[test]
    fn days_that_do_not_exist_are_told_from_days_the_other_way_round() {
        said("2025-25-11", "there is no month 25; did you mean `2025-11-25`?");
        said("2025-02-30", "there is no day 30 in February 2025, which has 28");
        said("2025-02-29", "which has 28");
        said("2025-04-31", "there is no day 31 in April 2025, which has 30");
        said("2025-13-32", "there is no month 13; a date is written");
        said("2025-00-10", "there is no month 0; a date");
        said("2025-01-00", "there is no day 0 in January 2025");
        said("31.04.2025", "there is no day 31 in April 2025");
    }

    #[test]
    fn two_readings_are_shown_and_one_is_suggested() {
        said("03/04/2025", "it reads two ways, as `2025-04-03` or as `2025-03-04`");
        said("3-4-2025", "it reads two ways, as `2025-04-03` or as `2025-03-04`");
        said("04/04/2025", "did you mean `2025-04-04`?");
        said("25/11/2025", "did you mean `2025-11-25`?");
        said("11/25/2025", "did you mean `2025-11-25`?");
        said("03.04.2025", "did you mean `2025-04-03`?");
        said("2025/04/03", "did you mean `2025-04-03`?");
        said("2025-4-3", "did you mean `2025-04-03`?");
        said("20250403", "did you mean `2025-04-03`?");
    }

    #[test]
    fn everything_else_is_told_how_a_date_is_written() {
        for text in [
            "",
            "-",
            "tomorrow",
            "03/04/25",
            "2025",
            "2025-11",
            "2025-11-25-01",
            "２０２５-11-25",
            "99999-01-01",
        ] {
            said(text, "a date is written year-month-day");
        }
    }
}
