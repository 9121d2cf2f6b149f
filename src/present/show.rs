//! Words and numbers as people read them, the same in the terminal and on pages.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::analyse::Verdict;
use crate::model::quantity::{Dimension, relative};
use crate::model::{Comparison, Duration, Interval, Unit};

/// What stands where nothing is known.
pub const NOTHING: &str = "–";

/// A target: `≥ 95 %`, `≤ 8 h`. Zeros behind the last decimal say nothing in a target, so they go.
pub fn target(op: Comparison, unit: &Unit, value: f64) -> String {
    format!("{} {}", op.symbol(), plain(unit, value))
}

/// A level that somebody declared, without trailing zeros.
pub fn plain(unit: &Unit, value: f64) -> String {
    unit.level(value)
}

/// A measured value, or a dash.
pub fn value(unit: &Unit, value: Option<f64>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| unit.show(value))
}

/// A signed distance between two values: `-17.48 pp` for shares, else in the unit.
pub fn difference(unit: &Unit, value: f64) -> String {
    let size = match (unit.dimension(), value.abs() * 100.0) {
        // Close to a high target a thousandth of a point is a lot.
        (Dimension::Ratio, points) if points > 0.0 && points < 0.1 => format!("{points:.3} pp"),
        (Dimension::Ratio, points) => format!("{points:.2} pp"),
        _ => unit.show(value.abs()),
    };
    match value {
        v if v > 0.0 => format!("+{size}"),
        v if v < 0.0 => format!("-{size}"),
        _ => size,
    }
}

/// A share as whole percents, rounded down as reasons do it, so that 99.6 % is never told as all: `45 %`.
pub fn percent(fraction: f64) -> String {
    if !fraction.is_finite() {
        return NOTHING.to_owned();
    }
    // A share such as 0.29 is a hair under its decimal. The last zero makes a negative zero a plain one.
    format!("{:.0} %", (fraction * 100.0 + 1e-9).floor() + 0.0)
}

/// A relative change: `+12.3 %`.
pub fn change(share: f64) -> String {
    if !share.is_finite() {
        return NOTHING.to_owned();
    }
    relative(share)
}

/// A count with its thousands grouped.
pub fn count(count: u64) -> String {
    Unit::named("").show(count as f64)
}

/// `1 action`, `2 actions`: a count and its noun, for nouns that take an s.
pub fn counted(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(number as u64))
}

/// A length of time in words: `28 days`, `1 month`.
pub fn duration(duration: Duration) -> String {
    counted(duration.count as usize, duration.unit.noun())
}

/// A length of time as it follows the word "every": `28 days`, `month`.
pub fn every(duration: Duration) -> String {
    if duration.count == 1 { duration.unit.noun().to_owned() } else { self::duration(duration) }
}

/// A moment: a date where it is the start of a day, else with its time and zone.
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned_datetime(zone.clone());
    let format = if is_midnight(at, zone) { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M %Z" };
    zoned.strftime(format).to_string()
}

/// The day of a moment.
pub fn day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).date().to_string()
}

/// A stretch of time; whole days are named by the first and the last of them.
pub fn interval(interval: Interval, zone: &TimeZone) -> String {
    let whole_days = is_midnight(interval.from, zone) && is_midnight(interval.to, zone);
    match interval.to.to_zoned_datetime(zone.clone()).date().yesterday() {
        Ok(last) if whole_days && !interval.is_empty() => {
            let first = day(interval.from, zone);
            let last = last.to_string();
            if first == last { first } else { format!("{first} – {last}") }
        }
        _ => format!("{} – {}", moment(interval.from, zone), moment(interval.to, zone)),
    }
}

/// The end of a stretch of time: its last day where it ends at midnight, else the moment.
pub fn end(at: Timestamp, zone: &TimeZone) -> String {
    match at.to_zoned_datetime(zone.clone()).date().yesterday() {
        Ok(last) if is_midnight(at, zone) => last.to_string(),
        _ => moment(at, zone),
    }
}

/// How many times as much, to two significant digits: `0.93×`, `14×`.
pub fn times(factor: Option<f64>) -> String {
    let Some(factor) = factor.filter(|factor| factor.is_finite()) else { return NOTHING.to_owned() };
    match factor.abs() {
        f if f < 0.005 => "0×".to_owned(),
        f if f < 0.995 => format!("{factor:.2}×"),
        f if f < 9.95 => format!("{factor:.1}×"),
        _ => format!("{factor:.0}×"),
    }
}

fn is_midnight(at: Timestamp, zone: &TimeZone) -> bool {
    let zoned = at.to_zoned_datetime(zone.clone());
    (zoned.hour(), zoned.minute(), zoned.second(), zoned.subsec_nanosecond()) == (0, 0, 0, 0)
}

/// The sign of a verdict, so that nothing depends on colour alone.
pub fn symbol(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Missed => "✘",
        Verdict::AtRisk => "▲",
        Verdict::Unknown => "?",
        Verdict::Met => "✔",
    }
}

/// The verdict of a cycle with its sign. One that is on its way has met no target yet, so it does not say so.
pub fn cycle_verdict(verdict: Verdict, progress: Option<f64>) -> String {
    let on_path = verdict == Verdict::Met && progress.is_some_and(|progress| progress < 1.0);
    let word = if on_path { "on path" } else { verdict.keyword() };
    format!("{} {word}", symbol(verdict))
}

/// A bar of `width` characters, filled to `share`; a share outside 0 to 1 fills none or all of it.
pub fn bar(share: f64, width: usize) -> String {
    let filled = (share.clamp(0.0, 1.0) * width as f64).round() as usize;
    let filled = filled.min(width);
    format!("{}{}", "█".repeat(filled), "░".repeat(width - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_carry_no_empty_decimals() {
        assert_eq!(target(Comparison::AtLeast, &Unit::ratio(), 0.95), "≥ 95 %");
        assert_eq!(target(Comparison::AtLeast, &Unit::ratio(), 0.9995), "≥ 99.95 %");
        assert_eq!(target(Comparison::AtMost, &Unit::named("h"), 28_800.0), "≤ 8 h");
        assert_eq!(target(Comparison::AtMost, &Unit::named(""), 1200.0), "≤ 1,200");
    }

    #[test]
    fn differences_of_shares_are_points() {
        assert_eq!(difference(&Unit::ratio(), -0.1748), "-17.48 pp");
        assert_eq!(difference(&Unit::named("h"), 3600.0 * 2.4), "+2.40 h");
        assert_eq!(difference(&Unit::named("h"), 0.0), "0 h");
        assert_eq!(difference(&Unit::ratio(), 0.00055), "+0.055 pp");
    }

    #[test]
    fn whole_days_are_named_by_first_and_last() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let may = Interval::new(at("2016-05-01T00:00:00Z"), at("2016-06-01T00:00:00Z"));
        assert_eq!(interval(may, &TimeZone::UTC), "2016-05-01 – 2016-05-31");
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        assert_eq!(interval(may, &berlin), "2016-05-01 02:00 CEST – 2016-06-01 02:00 CEST");
    }

    #[test]
    fn no_share_is_told_as_more_than_it_is() {
        let told = [0.9961, 0.29, 0.0, 1.0, -0.4567, f64::NAN].map(percent);
        assert_eq!(told, ["99 %", "29 %", "0 %", "100 %", "-46 %", NOTHING]);
    }

    #[test]
    fn factors_have_two_digits_that_mean_something() {
        let told =
            [Some(0.0), Some(0.0312), Some(0.934), Some(1.0), Some(4.4965), Some(14.4), None].map(times);
        assert_eq!(told, ["0×", "0.03×", "0.93×", "1.0×", "4.5×", "14×", NOTHING]);
    }

    #[test]
    fn bars_stay_within_their_width() {
        assert_eq!(bar(0.45, 10), "█████░░░░░");
        for share in [-1.0, 0.0, 1.0, 7.0, f64::NAN] {
            assert_eq!(bar(share, 6).chars().count(), 6);
        }
    }
}
