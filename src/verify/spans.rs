//! Which time counts as before an action, and which as after it.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::model::Interval;
use crate::model::window::{end_of_day, start_of_day};
use crate::process::Scope;
use crate::process::coverage::known_end;

/// Before and after an action, as far as they are observed. The day of the action itself belongs to neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spans {
    /// As long before that day as there is time after it, but not from before the first observation.
    pub before: Interval,
    /// From the day after it to the end of the day `by`, but not beyond now, nor beyond what is known.
    pub after: Interval,
}

/// The spans of an action that took effect `on` a day and is judged `by` another. Length is counted in days of the
/// zone, a begun one for a whole, so that both sides hold as many nights however the clocks are changed.
pub fn spans(scope: &Scope<'_>, on: Date, by: Date) -> Spans {
    let until = end_of_day(by, scope.zone).min(scope.as_of);
    let known = known_end(scope).map_or(until, |end| until.min(end));
    let after = Interval::new(end_of_day(on, scope.zone), known);
    let last_moment = known.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(known);
    let last = last_moment.to_zoned_datetime(scope.zone.clone()).date();
    let days = on.until(last).map_or(0, |span| span.get_days()).max(0);
    let earliest = on.checked_sub(jiff::Span::new().days(days)).unwrap_or(on);
    let from = start_of_day(earliest, scope.zone);
    let from = scope.first().map_or(from, |first| from.max(first));
    Spans { before: Interval::new(from, start_of_day(on, scope.zone)), after }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::specimen::{day, metric, observed, scope};

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn both_sides_are_equally_long_and_leave_the_day_out() {
        let metric = metric("mean");
        let seen = observed(&(0..60).map(|n| (n, 1.0)).collect::<Vec<_>>());
        // Day 30 is 31 January; by 10 February makes ten days after.
        let found = spans(&scope(&metric, &seen, day(59)), date("2024-01-31"), date("2024-02-10"));
        assert_eq!(found.after, Interval::new(day(31), day(41)));
        assert_eq!(found.before, Interval::new(day(20), day(30)));
    }

    #[test]
    fn now_and_what_is_known_shorten_them() {
        let metric = metric("mean");
        let seen = observed(&(25..60).map(|n| (n, 1.0)).collect::<Vec<_>>());
        let found = spans(&scope(&metric, &seen, day(36)), date("2024-01-31"), date("2024-03-31"));
        assert_eq!(found.after, Interval::new(day(31), day(36)));
        assert_eq!(found.before, Interval::new(day(25), day(30)));
        // Known until day 59 and two more days of silence.
        let late = spans(&scope(&metric, &seen, day(365)), date("2024-01-31"), date("2024-12-31"));
        assert_eq!(late.after.to, day(61));
    }
}
