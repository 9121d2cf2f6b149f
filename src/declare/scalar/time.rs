//! Civil dates and times, days of the week, zones.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::Scalar;
use crate::model::day::read_day;
use crate::text::nearest;

/// A date, `2016-01-15`.
#[derive(Debug, Clone, Copy)]
pub struct Day(pub Date);

impl Scalar for Day {
    const NAME: &'static str = "Date";
    const NOUN: &'static str = "a date";

    fn read(text: &str) -> Result<Self, String> {
        read_day(text).map(Self).map_err(|error| error.to_string())
    }

    fn schema() -> Value {
        json!({
            "description": "A date: year-month-day.",
            "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2016-01-15"]
        })
    }
}

/// A time of day, `08:00`; `None` is `24:00`, the end of the day.
#[derive(Debug, Clone, Copy)]
pub struct ClockTime(pub Option<Time>);

impl Scalar for ClockTime {
    const NAME: &'static str = "TimeOfDay";
    const NOUN: &'static str = "a time of day";

    fn read(text: &str) -> Result<Self, String> {
        if text == "24:00" {
            return Ok(Self(None));
        }
        let two = |part: &str| -> Option<i8> {
            (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
        };
        text.split_once(':')
            .and_then(|(hour, minute)| Time::new(two(hour)?, two(minute)?, 0, 0).ok())
            .map(|time| Self(Some(time)))
            .ok_or_else(|| "a time of day is written `08:00`, from `00:00` to `24:00`".into())
    }

    fn schema() -> Value {
        json!({
            "description": "A time of day from 00:00 to 24:00.",
            "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$", "examples": ["08:00", "24:00"]
        })
    }
}

/// A date and time without a zone, as OpenSLO's `startTime`.
#[derive(Debug, Clone, Copy)]
pub struct ZonelessTime(pub DateTime);

impl Scalar for ZonelessTime {
    const NAME: &'static str = "DateAndTime";
    const NOUN: &'static str = "a date and time";

    fn read(text: &str) -> Result<Self, String> {
        const SHAPE: &str = "a start is written as date and time without a zone, as in `2016-01-01 00:00:00`";
        let date = Day::read(text.get(..10).unwrap_or(text))?.0;
        let time = match text.get(10..) {
            None | Some("") => Time::midnight(),
            Some(rest) if rest.starts_with([' ', 'T']) && rest.len() == 9 => {
                rest.get(1..).and_then(|time| time.parse().ok()).ok_or(SHAPE)?
            }
            Some(_) => return Err(SHAPE.into()),
        };
        Ok(Self(date.to_datetime(time)))
    }

    fn schema() -> Value {
        json!({
            "description": "A date and time without a zone.",
            "type": "string", "examples": ["2016-01-01 00:00:00"]
        })
    }
}

/// A day of the week, `Mon` or `Monday`.
#[derive(Debug, Clone, Copy)]
pub struct DayOfWeek(pub Weekday);

const WEEK: [(&str, &str, Weekday); 7] = [
    ("Mon", "Monday", Weekday::Monday),
    ("Tue", "Tuesday", Weekday::Tuesday),
    ("Wed", "Wednesday", Weekday::Wednesday),
    ("Thu", "Thursday", Weekday::Thursday),
    ("Fri", "Friday", Weekday::Friday),
    ("Sat", "Saturday", Weekday::Saturday),
    ("Sun", "Sunday", Weekday::Sunday),
];

impl Scalar for DayOfWeek {
    const NAME: &'static str = "DayOfWeek";
    const NOUN: &'static str = "a day of the week";

    fn read(text: &str) -> Result<Self, String> {
        WEEK.iter()
            .find(|(short, long, _)| text == *short || text == *long)
            .map(|(_, _, day)| Self(*day))
            .ok_or_else(|| "the days of the week are Mon, Tue, Wed, Thu, Fri, Sat and Sun".into())
    }

    fn schema() -> Value {
        let words: Vec<&str> = WEEK.iter().flat_map(|(short, long, _)| [*short, *long]).collect();
        json!({"description": "A day of the week.", "enum": words})
    }
}

/// An IANA time zone.
#[derive(Debug, Clone)]
pub struct Zone(pub TimeZone);

impl Scalar for Zone {
    const NAME: &'static str = "TimeZone";
    const NOUN: &'static str = "a time zone";

    fn read(text: &str) -> Result<Self, String> {
        TimeZone::get(text).map(Self).map_err(|_| {
            let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
            match nearest(text, known.iter().map(String::as_str)) {
                Some(meant) => format!("there is no such time zone; did you mean `{meant}`?"),
                None => "a time zone is `UTC` or a name of the IANA database, such as `Europe/Berlin`".into(),
            }
        })
    }

    fn schema() -> Value {
        json!({
            "description": "A name of the IANA time zone database.",
            "type": "string", "examples": ["UTC", "Europe/Berlin"]
        })
    }
}
