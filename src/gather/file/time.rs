//! Times as data files write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::pattern::PlainPattern;
use crate::gather::clocks::is_zero_date;
use crate::model::source::TimeColumn;

/// How times are written in a source.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeFormat {
    spelling: Spelling,
    zone: TimeZone,
    is_utc: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Spelling {
    Iso,
    UnixSeconds,
    UnixMillis,
    Pattern(String, Option<PlainPattern>),
}

/// A moment, and what the text said of its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// How the zone came to be known.
    pub zone: ZoneOrigin,
}

/// How the zone of a moment came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneOrigin {
    /// The text names it.
    Stated,
    /// A time of day that names none: the declared zone.
    Assumed,
    /// The same, of a time that the clock of the declared zone skips in spring.
    Skipped,
    /// The same, of a time that it shows twice in autumn.
    Twice,
    /// A date without a time, which nobody expects to name one: the declared zone.
    OfDate,
}

impl ZoneOrigin {
    /// Whether the text should have named the zone and does not.
    pub fn is_assumed(self) -> bool {
        matches!(self, Self::Assumed | Self::Skipped | Self::Twice)
    }
}

/// The years that data speak of. Outside them stand slips of the pen (`0016`) and words for never (`9999-12-31`),
/// which would turn into a verdict as silently as into a chart of eight thousand years. From 1900 until the end of 2200,
/// in seconds since 1970.
pub const YEARS: std::ops::Range<i64> = -2_208_988_800..7_289_654_400;

impl TimeFormat {
    /// The format that a source declares.
    pub fn new(column: &TimeColumn) -> Self {
        let spelling = match column.format.as_deref() {
            None => Spelling::Iso,
            Some("unix") => Spelling::UnixSeconds,
            Some("unix-ms") => Spelling::UnixMillis,
            Some(pattern) => Spelling::Pattern(pattern.to_owned(), PlainPattern::of(pattern)),
        };
        let is_utc = column.zone == TimeZone::UTC;
        Self { spelling, zone: column.zone.clone(), is_utc }
    }

    /// The moment that a text names. A time that the clock skips in spring is taken as long after the gap as it would
    /// have been before it, one that comes twice in autumn as the first (RFC 5545's, and jiff's, "compatible" choice).
    pub fn read(&self, text: &str) -> Option<Moment> {
        let moment = match &self.spelling {
            Spelling::Iso => match plain_utc(text.as_bytes()) {
                Some(second) => stated(second),
                None => self.iso(text),
            },
            Spelling::UnixSeconds => unix(text, 1_000_000_000),
            Spelling::UnixMillis => unix(text, 1_000_000).filter(|moment| !is_in_1970(moment.at)),
            Spelling::Pattern(pattern, plain) => {
                let quick = plain.as_ref().and_then(|plain| self.plain(plain, text));
                quick.or_else(|| self.pattern(pattern, text))
            }
        }?;
        YEARS.contains(&moment.at.as_second()).then_some(moment)
    }

    /// What a text that gives no moment, or one that cannot be meant, was written by in all likelihood.
    pub fn suspicion(&self, text: &str) -> Option<Suspicion> {
        let number = || text.parse::<i64>().ok();
        let moment = match &self.spelling {
            // From the year 5138 on.
            Spelling::UnixSeconds if number()?.unsigned_abs() >= 100_000_000_000 => {
                return Some(Suspicion::Milliseconds);
            }
            Spelling::UnixSeconds => unix(text, 1_000_000_000),
            Spelling::UnixMillis => {
                let moment = unix(text, 1_000_000)?;
                return is_in_1970(moment.at).then_some(Suspicion::Seconds);
            }
            Spelling::Iso if has_short_year(text) => return Some(Suspicion::ShortYear),
            Spelling::Iso => self.iso(text),
            Spelling::Pattern(pattern, _) => self.pattern(pattern, text),
        };
        let civil = Offset::UTC.to_datetime(moment?.at);
        match civil.year() {
            _ if is_zero_date(moment?.at) => Some(Suspicion::Zero),
            1 if civil.date().day_of_year() == 1 && civil.time() == Time::midnight() => Some(Suspicion::Zero),
            0..100 => Some(Suspicion::ShortYear),
            _ => None,
        }
    }

    /// The moment that a text names in seconds since 1970, where it is whole ones and there is nothing to say of the way
    /// in which it was read but whether it named its zone.
    #[inline]
    pub fn seconds(&self, text: &str) -> Option<(i64, ZoneOrigin)> {
        if let (Spelling::Iso, Some(second)) = (&self.spelling, plain_utc(text.as_bytes())) {
            return YEARS.contains(&second).then_some((second, ZoneOrigin::Stated));
        }
        let moment = self.read(text)?;
        let is_plain = !matches!(moment.zone, ZoneOrigin::Skipped | ZoneOrigin::Twice);
        (is_plain && moment.at.subsec_nanosecond() == 0).then(|| (moment.at.as_second(), moment.zone))
    }

    /// What a time should look like, for people.
    pub fn describe(&self) -> String {
        match &self.spelling {
            Spelling::Iso => "a date or time such as `2016-03-31` or `2016-03-31T12:00:00Z`".into(),
            Spelling::UnixSeconds => "seconds since 1970".into(),
            Spelling::UnixMillis => "milliseconds since 1970".into(),
            Spelling::Pattern(pattern, _) => format!("a time written as `{pattern}`"),
        }
    }

    fn local(&self, civil: DateTime, zone: ZoneOrigin) -> Option<Moment> {
        if self.is_utc {
            return Offset::UTC.to_timestamp(civil).ok().map(|at| Moment { at, zone });
        }
        let read = self.zone.to_ambiguous_timestamp(civil);
        let zone = match read.offset() {
            AmbiguousOffset::Gap { .. } if zone == ZoneOrigin::Assumed => ZoneOrigin::Skipped,
            AmbiguousOffset::Fold { .. } if zone == ZoneOrigin::Assumed => ZoneOrigin::Twice,
            _ => zone,
        };
        read.compatible().ok().map(|at| Moment { at, zone })
    }

    fn plain(&self, pattern: &PlainPattern, text: &str) -> Option<Moment> {
        let zone = if pattern.has_time { ZoneOrigin::Assumed } else { ZoneOrigin::OfDate };
        self.local(pattern.read(text)?, zone)
    }

    fn pattern(&self, pattern: &str, text: &str) -> Option<Moment> {
        let mut parts = BrokenDownTime::parse(pattern, text).ok()?;
        if parts.timestamp().is_some() || parts.offset().is_some() || parts.iana_time_zone().is_some() {
            let at = parts.to_zoned_datetime().ok()?.timestamp();
            return Some(Moment { at, zone: ZoneOrigin::Stated });
        }
        if parts.day().is_none() && parts.month().is_some() {
            // Statistics name months: `2016-04` is the month's first day.
            parts.set_day(Some(1)).ok()?;
        }
        let zone = if parts.hour().is_some() { ZoneOrigin::Assumed } else { ZoneOrigin::OfDate };
        self.local(parts.to_datetime().ok()?, zone)
    }

    /// RFC 3339, ISO 8601 dates, and date-times with a blank for the `T`, without seconds, or without a zone.
    fn iso(&self, text: &str) -> Option<Moment> {
        let (date, rest) = iso_date(text.as_bytes())?;
        let [separator, rest @ ..] = rest else {
            return self.local(date.to_datetime(Time::midnight()), ZoneOrigin::OfDate);
        };
        if !matches!(separator, b'T' | b't' | b' ') {
            return None;
        }
        let (time, rest) = iso_time(rest)?;
        let civil = date.to_datetime(time);
        match rest {
            [] => self.local(civil, ZoneOrigin::Assumed),
            _ => {
                let at = iso_offset(rest.trim_ascii_start())?.to_timestamp(civil).ok()?;
                Some(Moment { at, zone: ZoneOrigin::Stated })
            }
        }
    }
}

/// What a text was written by that gives no moment that can be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// A year of two digits.
    ShortYear,
    /// Milliseconds where seconds are declared.
    Milliseconds,
    /// Seconds where milliseconds are declared.
    Seconds,
    /// The moment at which a system begins to count, for an empty cell.
    Zero,
}

/// Whether a moment lies in 1970 after its beginning: seconds that are read as milliseconds lie there until 2969.
fn is_in_1970(at: Timestamp) -> bool {
    (1..31_536_000_000).contains(&at.as_millisecond())
}

/// Whether a text is a date in order of year, month and day whose year has two digits.
fn has_short_year(text: &str) -> bool {
    let date = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let mut parts = date.split('-');
    let mut is_two =
        || parts.next().is_some_and(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()));
    is_two() && is_two() && is_two()
}

/// Whole or decimal seconds (or milliseconds) since 1970, of so many nanoseconds each.
fn unix(text: &str, nanoseconds: i128) -> Option<Moment> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    let part: i128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let part = part * nanoseconds / scale;
    let whole = i128::from(whole.parse::<i64>().ok()?) * nanoseconds;
    let at =
        Timestamp::from_nanosecond(if text.starts_with('-') { whole - part } else { whole + part }).ok()?;
    Some(Moment { at, zone: ZoneOrigin::Stated })
}

/// A moment as machines write most of them, `2016-03-31T12:00:00Z`, in seconds since 1970 and without a detour. What is
/// unusual in any way is left to the one who knows all ways.
#[inline]
fn plain_utc(text: &[u8]) -> Option<i64> {
    let &[y1, y2, y3, y4, b'-', o1, o2, b'-', d1, d2, b'T' | b' ', h1, h2, b':', m1, m2, b':', s1, s2, b'Z'] =
        text
    else {
        return None;
    };
    let all = [y1, y2, y3, y4, o1, o2, d1, d2, h1, h2, m1, m2, s1, s2];
    if !all.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let two = |tens: u8, ones: u8| i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
    let (year, month, day) = (two(y1, y2) * 100 + two(y3, y4), two(o1, o2), two(d1, d2));
    let (hour, minute, second) = (two(h1, h2), two(m1, m2), two(s1, s2));
    // Every month has 28 days; of the others the calendar knows.
    let usual =
        (1..=12).contains(&month) && (1..=28).contains(&day) && hour < 24 && minute < 60 && second < 60;
    let longer = || i8::try_from(month).ok().zip(i8::try_from(day).ok());
    let longer = || longer().and_then(|(month, day)| Date::new(i16::try_from(year).ok()?, month, day).ok());
    if !usual && (hour >= 24 || minute >= 60 || second >= 60 || longer().is_none()) {
        return None;
    }
    Some(days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

fn stated(second: i64) -> Option<Moment> {
    Some(Moment { at: Timestamp::from_second(second).ok()?, zone: ZoneOrigin::Stated })
}

/// Days from 1970-01-01 to a day of the Gregorian calendar, counted in years that begin in March, so that the day that
/// leap years have more is the last one.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let from_march = (month + 9) % 12;
    let year = year - i64::from(month <= 2);
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 719,468 days lie between the first of March of the year 0 and 1970.
    year * 365 + leap_days + day_of_year - 719_468
}

fn iso_date(text: &[u8]) -> Option<(Date, &[u8])> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix(b"-")?, 2)?;
    let (day, rest) = digits(rest.strip_prefix(b"-")?, 2)?;
    let date =
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((date, rest))
}

fn iso_time(text: &[u8]) -> Option<(Time, &[u8])> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = match rest.strip_prefix(b":") {
        Some(rest) => digits(rest, 2)?,
        None => (0, rest),
    };
    let (nanosecond, rest) = match rest {
        [b'.' | b',', rest @ ..] => fraction(rest)?,
        _ => (0, rest),
    };
    // A leap second is the last moment before the minute that follows it.
    let second = second.min(if second == 60 { 59 } else { u32::MAX });
    let part = |number: u32| i8::try_from(number).ok();
    let time = Time::new(part(hour)?, part(minute)?, part(second)?, nanosecond).ok()?;
    Some((time, rest))
}

/// Nanoseconds of a decimal fraction; digits beyond the ninth are cut.
fn fraction(text: &[u8]) -> Option<(i32, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (shown, rest) = text.split_at_checked(length).filter(|(shown, _)| !shown.is_empty())?;
    let padded = shown.iter().chain(std::iter::repeat(&b'0')).take(9);
    Some((padded.fold(0, |number, digit| number * 10 + i32::from(digit - b'0')), rest))
}

fn iso_offset(text: &[u8]) -> Option<Offset> {
    let (sign, rest) = match text {
        b"Z" | b"z" | b"UTC" | b"GMT" => return Some(Offset::UTC),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = digits(rest, 2)?;
    let minutes = match rest.strip_prefix(b":").unwrap_or(rest) {
        [] if rest.is_empty() => 0,
        rest => digits(rest, 2).filter(|(_, rest)| rest.is_empty())?.0,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?).ok()
}

/// A number of exactly so many digits.
fn digits(text: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (number, rest) = text.split_at_checked(count)?;
    let all_digits = number.iter().all(u8::is_ascii_digit);
    all_digits.then(|| (number.iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0')), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn format(pattern: Option<&str>, zone: &str) -> TimeFormat {
        let zone = TimeZone::get(zone).expect("a zone");
        let zone = if zone.iana_name() == Some("UTC") { TimeZone::UTC } else { zone };
        TimeFormat::new(&TimeColumn { column: None, format: pattern.map(str::to_owned), zone })
    }

    fn read(format: &TimeFormat, text: &str) -> Option<String> {
        format.read(text).map(|moment| moment.at.to_string())
    }

    #[test]
    fn iso_times() {
        let iso = format(None, "UTC");
        for (text, time) in [
            ("2016-02-29", "2016-02-29T00:00:00Z"),
            ("2016-02-29 01:16", "2016-02-29T01:16:00Z"),
            ("2016-02-29T01:16:05", "2016-02-29T01:16:05Z"),
            ("2016-02-29T01:16:05Z", "2016-02-29T01:16:05Z"),
            ("2016-02-29t01:16:05.25+02:00", "2016-02-28T23:16:05.25Z"),
            ("2016-02-29 01:16:05 +0530", "2016-02-28T19:46:05Z"),
            ("2016-02-29T01:16-01", "2016-02-29T02:16:00Z"),
            ("2016-02-29 01:16:05 UTC", "2016-02-29T01:16:05Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("2016-02-29T01:16:05.1234567891Z", "2016-02-29T01:16:05.123456789Z"),
        ] {
            assert_eq!(read(&iso, text), Some(time.into()), "{text}");
        }
        for text in [
            "",
            "2016",
            "2016-2-29",
            "2015-02-29",
            "2016-02-29T",
            "2016-02-29T24:00",
            "2016-02-29X01:16",
            "29/2/2016",
            "2016-02-29T01:16:05+25:00",
            "2016-02-29T01:16:05+01:",
            "2016-02-29T01:16Zulu",
            "0016-02-29",
            "9999-12-31",
            "2016-02-29T01:16:61Z",
            "2016-02-29T01:16:05.Z",
            "２０１６-02-29",
        ] {
            assert_eq!(read(&iso, text), None, "{text}");
        }
    }

    #[test]
    fn patterns_take_days_of_one_digit() {
        let pattern = format(Some("%d/%m/%Y %H:%M"), "UTC");
        assert_eq!(read(&pattern, "29/2/2016 01:16"), Some("2016-02-29T01:16:00Z".into()));
        assert_eq!(read(&pattern, "5/3/2016 12:00"), Some("2016-03-05T12:00:00Z".into()));
        assert_eq!(read(&pattern, "05/03/2016 9:05"), Some("2016-03-05T09:05:00Z".into()));
        for text in ["2/29/2016 01:16", "29/2/16 01:16", "29/2/2016", "29/2/2016 01:16 x", "?", ""] {
            assert_eq!(read(&pattern, text), None, "{text}");
        }
        assert_eq!(read(&format(Some("%Y-%m"), "UTC"), "2016-04"), Some("2016-04-01T00:00:00Z".into()));
        let zoned = format(Some("%d.%m.%Y %H:%M %z"), "UTC");
        assert_eq!(read(&zoned, "01.03.2016 12:00 +0100"), Some("2016-03-01T11:00:00Z".into()));
    }

    #[test]
    fn seconds_and_milliseconds() {
        let (seconds, millis) = (format(Some("unix"), "UTC"), format(Some("unix-ms"), "UTC"));
        assert_eq!(read(&seconds, "1456708560"), Some("2016-02-29T01:16:00Z".into()));
        assert_eq!(read(&seconds, "1456708560.5"), Some("2016-02-29T01:16:00.5Z".into()));
        assert_eq!(read(&millis, "1456708560250"), Some("2016-02-29T01:16:00.25Z".into()));
        assert_eq!(read(&seconds, "-1.5"), Some("1969-12-31T23:59:58.5Z".into()));
        for text in ["", ".", "1456708560000", "1e9", "0x10", "1456708560.x", "99999999999999999999"] {
            assert_eq!(read(&seconds, text), None, "{text}");
        }
    }

    #[test]
    fn a_zone_with_summer_time() {
        let berlin = format(None, "Europe/Berlin");
        assert_eq!(read(&berlin, "2026-03-29 02:30"), Some("2026-03-29T01:30:00Z".into()));
        assert_eq!(read(&berlin, "2026-10-25 02:30"), Some("2026-10-25T00:30:00Z".into()));
        assert_eq!(read(&berlin, "2026-07-01"), Some("2026-06-30T22:00:00Z".into()));
        assert_eq!(read(&berlin, "2026-07-01T00:00:00Z"), Some("2026-07-01T00:00:00Z".into()));
    }

    #[test]
    fn what_the_text_says_of_its_zone() {
        let iso = format(None, "UTC");
        let zone = |text| iso.read(text).map(|moment| moment.zone);
        assert_eq!(zone("2016-02-29"), Some(ZoneOrigin::OfDate));
        assert_eq!(zone("2016-02-29 01:16"), Some(ZoneOrigin::Assumed));
        assert_eq!(zone("2016-02-29 01:16Z"), Some(ZoneOrigin::Stated));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}", digits in "[0-9TZ:. +-]{0,35}") {
            for format in [format(None, "UTC"), format(Some("unix"), "UTC"), format(Some("%d/%m/%Y %H:%M"), "UTC")] {
                let _ = (format.read(&text), format.read(&digits));
            }
        }

        #[test]
        fn the_short_way_leads_where_the_long_one_does(
            second in -3_000_000_000i64..8_000_000_000, text in "(19|20)[0-9]{2}-[0-3][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z",
        ) {
            let iso = format(None, "UTC");
            let written = Timestamp::from_second(second).expect("in range").to_string();
            for text in [&written, &text] {
                prop_assert!(plain_utc(text.as_bytes()).is_none_or(|second| stated(second) == iso.iso(text)), "{}", text);
            }
            prop_assert!(plain_utc(written.as_bytes()).is_some());
        }

        #[test]
        fn what_jiff_writes_is_read(second in -2_000_000_000i64..7_000_000_000) {
            let at = Timestamp::from_second(second).expect("in range");
            prop_assert_eq!(format(None, "UTC").read(&at.to_string()).map(|moment| moment.at), Some(at));
        }
    }
}
