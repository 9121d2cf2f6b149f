//! Sums and counts of unequal lengths of time, made comparable: at the same pace, over the same length.

use crate::model::Interval;

use super::figure::Figure;
use super::scope::Scope;

const HOUR: f64 = 3_600.0;

/// Seconds of the shortest day, that on which the clock goes forward.
const SHORT_DAY: f64 = 23.0 * HOUR;

/// How long an interval is for sums and counts, in seconds: as long as its agreed hours.
pub fn length_of(scope: &Scope<'_>, interval: Interval) -> f64 {
    scope.agreed_seconds(interval)
}

/// The value that a figure would have over `length` seconds, of agreed hours where there are some, at its own pace: value
/// × length ÷ its own length. A value that does not grow with time (a mean, a share, a rate) is the same over any length,
/// and stays as it is.
pub fn over(scope: &Scope<'_>, figure: &Figure, length: f64) -> Option<f64> {
    at_pace(scope, figure, length_of(scope, figure.interval), length)
}

/// The same over so many seconds by the clock, whether agreed or not: what comes to a day, or to a week.
pub fn by_the_clock(scope: &Scope<'_>, figure: &Figure, length: f64) -> Option<f64> {
    at_pace(scope, figure, figure.interval.seconds(), length)
}

fn at_pace(scope: &Scope<'_>, figure: &Figure, own: f64, length: f64) -> Option<f64> {
    let value = figure.value?;
    if !scope.grows_with_time() || is_as_long(own, length) {
        return Some(value);
    }
    Some(value * length / own).filter(|value| value.is_finite())
}

/// Whether a length of time counts as so many seconds. Days in which the clock is changed are days like all others, or
/// March could not be compared with January without inventing a fraction of a ticket.
pub fn is_as_long(own: f64, length: f64) -> bool {
    own == length || (own.min(length) >= SHORT_DAY && (own - length).abs() <= HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::figure;
    use crate::process::specimen::{day, hour, metric, observed, scope};

    fn at_the_pace(how: &str, to: i64, length: f64) -> Option<f64> {
        let (metric, seen) = (metric(how), observed(&[(0, 4.0), (1, 6.0), (30, 1.0)]));
        let scope = scope(&metric, &seen, day(31));
        over(&scope, &figure(&scope, Interval::new(day(0), hour(to))), length)
    }

    #[test]
    fn sums_and_counts_go_with_time_and_means_do_not() {
        assert_eq!(at_the_pace("sum", 120, 31.0 * 24.0 * HOUR), Some(62.0));
        assert_eq!(at_the_pace("count", 120, 10.0 * 24.0 * HOUR), Some(4.0));
        assert_eq!(at_the_pace("mean", 120, 31.0 * 24.0 * HOUR), Some(5.0));
    }

    #[test]
    fn a_changed_clock_invents_no_tickets() {
        assert_eq!(at_the_pace("sum", 24 * 10 - 1, 10.0 * 24.0 * HOUR), Some(10.0));
        assert_eq!(at_the_pace("sum", 2, HOUR), Some(2.0));
    }

    #[test]
    fn no_time_has_no_pace() {
        assert_eq!(at_the_pace("sum", 0, HOUR), None);
    }
}
