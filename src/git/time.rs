//! Times as Git stores them.

use jiff::Timestamp;

/// The moment of a commit or tag; the zone it was written in plays no part.
///
/// Git stores any 64-bit number of seconds; what lies beyond the calendar is drawn to its edge.
pub(super) fn moment(time: git2::Time) -> Timestamp {
    let seconds = time.seconds();
    let edge = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(seconds).unwrap_or(edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_seconds_has_a_moment() {
        assert_eq!(moment(git2::Time::new(0, -720)), Timestamp::UNIX_EPOCH);
        assert_eq!(moment(git2::Time::new(i64::MAX, 0)), Timestamp::MAX);
        assert_eq!(moment(git2::Time::new(i64::MIN, 0)), Timestamp::MIN);
    }
}
