//! What of a metric has to be asked: what is missing, and what may have come late.

use jiff::{SignedDuration, Timestamp};

use crate::model::{Duration, Grid, Interval};

/// The most slots that are asked for in one go. Prometheus gives at most 11,000 points of a series
/// (`maxPointsPerSeries` of its web API), and a slice that fails costs nobody the ones before it.
const MAX_SLOTS: usize = 10_000;

/// What is known of a metric before it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// The stretch of time that was asked about before; `None`: it never was.
    pub asked: Option<Interval>,
    /// How late observations may come: so much of what was asked is asked again.
    pub lateness: Option<Duration>,
}

/// The stretches of time to ask about, so that everything from `since` until now is known: whole slots that are over,
/// in pieces of bounded length. Each is next to what is known already, so that whatever is answered before something
/// fails leaves no hole.
pub fn due(grid: &Grid, since: Timestamp, now: Timestamp, known: Known) -> Vec<Interval> {
    let Some(end) = grid.slot(now).map(|slot| slot.from) else { return Vec::new() };
    let Some(asked) = known.asked.filter(|asked| !asked.is_empty()) else {
        return pieces(grid, since, end);
    };
    let mut due = pieces(grid, since, asked.from);
    due.reverse();
    let late = known.lateness.map_or(0, |lateness| lateness.nominal_seconds() as i64);
    let settled = asked.to.checked_sub(SignedDuration::from_secs(late)).unwrap_or(Timestamp::MIN);
    due.extend(pieces(grid, settled.max(asked.from), end));
    due
}

/// The slots that begin in a stretch of time, put together to pieces; the first one whole.
fn pieces(grid: &Grid, from: Timestamp, to: Timestamp) -> Vec<Interval> {
    let mut pieces: Vec<Interval> = Vec::new();
    let mut room = 0;
    for slot in grid.slots(Interval::new(from, to)).take_while(|slot| slot.to <= to) {
        match pieces.last_mut().filter(|_| room > 0) {
            Some(piece) => piece.to = slot.to,
            None => {
                pieces.push(slot);
                room = MAX_SLOTS;
            }
        }
        room -= 1;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn hour(n: i64) -> Timestamp {
        Timestamp::from_second(n * 3_600).expect("in range")
    }

    fn hours(from: i64, to: i64) -> Interval {
        Interval::new(hour(from), hour(to))
    }

    fn grid(every: &str) -> Grid {
        Grid::new(every.parse().expect("a duration"), &TimeZone::UTC)
    }

    fn known(asked: Option<Interval>, lateness: &str) -> Known {
        Known { asked, lateness: lateness.parse().ok() }
    }

    #[test]
    fn everything_is_asked_the_first_time_up_to_the_last_slot_that_is_over() {
        let now = hour(100).checked_add(SignedDuration::from_mins(30)).expect("in range");
        assert_eq!(due(&grid("1h"), hour(10), now, known(None, "")), [hours(10, 100)]);
        assert_eq!(due(&grid("1h"), hour(100), now, known(None, "")), []);
    }

    #[test]
    fn later_only_what_is_missing_or_may_have_come_late() {
        let again = |lateness| due(&grid("1h"), hour(10), hour(100), known(Some(hours(10, 90)), lateness));
        assert_eq!(again(""), [hours(90, 100)]);
        assert_eq!(again("5h"), [hours(85, 100)]);
        assert_eq!(again("1000h"), [hours(10, 100)]);
    }

    #[test]
    fn a_longer_past_is_asked_for_from_the_near_end() {
        let day = grid("1m");
        let asked = due(&day, hour(0), hour(1_000), known(Some(hours(900, 1_000)), ""));
        let ends: Vec<_> = asked.iter().map(|piece| piece.to).collect();
        assert!(ends.is_sorted_by(|a, b| a > b), "{ends:?}");
        assert_eq!((asked[0].to, asked.last().map(|piece| piece.from)), (hour(900), Some(hour(0))));
    }

    proptest! {
        #[test]
        fn pieces_leave_no_hole_and_are_of_bounded_length(from in 0i64..2_000, length in 0i64..2_000) {
            let grid = grid("1m");
            let pieces = due(&grid, hour(from), hour(from + length), known(None, ""));
            prop_assert!(pieces.windows(2).all(|pair| pair[0].to == pair[1].from));
            prop_assert!(pieces.iter().all(|piece| piece.seconds() <= 60.0 * MAX_SLOTS as f64));
            prop_assert_eq!(pieces.iter().map(Interval::seconds).sum::<f64>(), length as f64 * 3_600.0);
        }
    }
}
