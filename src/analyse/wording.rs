//! How reasons tell of shares, days and lengths of time. People read them; nothing is decided by them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::model::quantity::Dimension;
use crate::model::{Comparison, Unit};

const DAY: f64 = 86_400.0;

/// A share in whole percent, rounded down, so that 94.9 % is never told as the 95 % that it falls short of.
pub fn whole_percent(share: f64) -> String {
    // A share such as 0.29 is a hair under its decimal; without the hair it would be told as 28 %.
    format!("{:.0} %", (share * 100.0 + 1e-9).floor())
}

/// A difference of two values: percentage points for shares, else in the unit.
pub fn difference(unit: &Unit, amount: f64) -> String {
    match unit.dimension() {
        Dimension::Ratio => format!("{:.2} pp", amount * 100.0),
        Dimension::Time | Dimension::Other => unit.show(amount),
    }
}

/// `77.52 %, needs ≥ 95.00 %: 17.48 pp short`, without the last part when the target is kept.
pub fn against_target(unit: &Unit, observed: f64, op: Comparison, target: f64) -> String {
    let both = format!("{}, needs {} {}", unit.show(observed), op.symbol(), unit.show(target));
    let amount = (observed - target).abs();
    if op.holds(observed, target) || amount == 0.0 {
        return both;
    }
    format!("{both}: {} {}", difference(unit, amount), if op.prefers_lower() { "over" } else { "short" })
}

/// The civil day of a moment in a zone: `2016-07-13`.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).date().to_string()
}

/// The last day inside an interval that ends at this moment.
pub fn last_day(end: Timestamp, zone: &TimeZone) -> String {
    day_of(end.checked_sub(jiff::SignedDuration::from_nanos(1)).unwrap_or(end), zone)
}

/// A length of time as a person would say it: `3 hours`, `12 days`.
pub fn length(seconds: f64) -> String {
    let counted = |n: f64, word: &str| {
        let n = n.round();
        format!("{n:.0} {word}{}", if n == 1.0 { "" } else { "s" })
    };
    match seconds {
        s if s < 5_400.0 => counted((s / 60.0).max(1.0), "minute"),
        s if s < 2.0 * DAY => counted(s / 3_600.0, "hour"),
        s => counted(s / DAY, "day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_hide_a_shortfall() {
        assert_eq!(whole_percent(0.9499), "94 %");
        assert_eq!(whole_percent(0.29), "29 %");
        let told = against_target(&Unit::ratio(), 0.7752, Comparison::AtLeast, 0.95);
        assert_eq!(told, "77.52 %, needs ≥ 95.00 %: 17.48 pp short");
        let told = against_target(&Unit::named("h"), 28_800.0, Comparison::AtMost, 36_000.0);
        assert_eq!(told, "8 h, needs ≤ 10 h");
    }

    #[test]
    fn lengths_are_told_in_fitting_units() {
        let told = [30.0, 3_600.0, 5_500.0, 100_000.0, 1_036_800.0].map(length);
        assert_eq!(told, ["1 minute", "60 minutes", "2 hours", "28 hours", "12 days"]);
    }
}
