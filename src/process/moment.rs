//! Moments so many seconds apart, held within the years that a calendar has.

use jiff::{SignedDuration, Timestamp};

/// The moment so many seconds later, or earlier when negative; the end of the calendar where it would lie beyond.
pub fn shifted(at: Timestamp, seconds: f64) -> Timestamp {
    let end = if seconds < 0.0 { Timestamp::MIN } else { Timestamp::MAX };
    SignedDuration::try_from_secs_f64(seconds).ok().and_then(|span| at.checked_add(span).ok()).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_length_leads_out_of_the_calendar() {
        let zero = Timestamp::UNIX_EPOCH;
        assert_eq!(shifted(zero, 1.5).as_millisecond(), 1_500);
        assert_eq!(shifted(zero, -1.5).as_millisecond(), -1_500);
        assert_eq!(shifted(zero, 1e300), Timestamp::MAX);
        assert_eq!(shifted(zero, f64::NEG_INFINITY), Timestamp::MIN);
    }
}
