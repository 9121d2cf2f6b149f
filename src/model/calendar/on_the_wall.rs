//! Civil days as a clock on the wall shows them: which moments of a day lie between two times of it.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::model::window::{Interval, end_of_day, start_of_day};

/// A civil day in a zone.
pub(super) struct Day {
    /// Which.
    pub(super) date: Date,
    /// Its stretches of one offset each, in order: one, or more where the clock is changed.
    stretches: Vec<(Interval, Offset)>,
}

/// The days from `first` to `last`, both included.
pub(super) fn days(first: Date, last: Date, zone: &TimeZone) -> impl Iterator<Item = Day> {
    let mut start = start_of_day(first, zone);
    std::iter::successors(Some(first), |date| date.tomorrow().ok()).take_while(move |date| *date <= last).map(
        move |date| {
            let whole = Interval::new(start, end_of_day(date, zone));
            start = whole.to;
            Day { date, stretches: stretches(whole, zone) }
        },
    )
}

/// The parts of a day between the moments at which its clock is changed.
fn stretches(day: Interval, zone: &TimeZone) -> Vec<(Interval, Offset)> {
    const WHOLE: i64 = 86_400;
    let offset = zone.to_offset(day.from);
    if day.to.as_second() - day.from.as_second() == WHOLE && zone.to_offset(day.to) == offset {
        return vec![(day, offset)];
    }
    let changes = zone.following(day.from).map(|change| (change.timestamp(), change.offset()));
    let mut parts = vec![(day, offset)];
    for (at, offset) in changes.take_while(|(at, _)| *at < day.to) {
        if let Some((last, _)) = parts.last_mut() {
            last.to = at;
        }
        parts.push((Interval::new(at, day.to), offset));
    }
    parts
}

impl Day {
    /// The moments at which the clock shows `from` or later and not yet `to`; `None` is the end of the day.
    pub(super) fn between(&self, from: Time, to: Option<Time>) -> impl Iterator<Item = Interval> + '_ {
        let from = self.date.to_datetime(from);
        let to = to.map(|to| self.date.to_datetime(to));
        self.stretches.iter().filter_map(move |(stretch, offset)| {
            let at = |civil: DateTime, else_at: Timestamp| offset.to_timestamp(civil).unwrap_or(else_at);
            let shown = Interval::new(at(from, stretch.from), to.map_or(stretch.to, |to| at(to, stretch.to)));
            stretch.overlap(&shown)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hours of a day between two times, as `from/to` in UTC.
    fn hours(zone: &str, date: &str, from: &str, to: &str) -> Vec<String> {
        let zone = TimeZone::get(zone).expect("a zone");
        let date: Date = date.parse().expect("a date");
        let to: Option<Time> = (to != "24:00").then(|| to.parse().expect("a time"));
        let short = |at: Timestamp| at.to_string()[11..16].to_owned();
        days(date, date, &zone)
            .flat_map(|day| day.between(from.parse().expect("a time"), to).collect::<Vec<_>>())
            .map(|part| format!("{}/{}", short(part.from), short(part.to)))
            .collect()
    }

    #[test]
    fn a_skipped_hour_never_comes() {
        // Berlin, 29 March 2026: at 02:00 (01:00 UTC) the clock shows 03:00.
        assert_eq!(hours("Europe/Berlin", "2026-03-29", "02:00", "03:00"), [""; 0]);
        assert_eq!(hours("Europe/Berlin", "2026-03-29", "02:30", "04:00"), ["01:00/02:00"]);
        assert_eq!(hours("Europe/Berlin", "2026-03-29", "01:00", "02:30"), ["00:00/01:00"]);
        assert_eq!(hours("Europe/Berlin", "2026-03-29", "00:00", "24:00"), ["23:00/01:00", "01:00/22:00"]);
        assert_eq!(hours("America/New_York", "2026-03-08", "01:00", "04:00"), ["06:00/07:00", "07:00/08:00"]);
    }

    #[test]
    fn an_hour_shown_twice_counts_twice() {
        // Berlin, 25 October 2026: at 03:00 (01:00 UTC) the clock shows 02:00 again.
        assert_eq!(hours("Europe/Berlin", "2026-10-25", "02:00", "03:00"), ["00:00/01:00", "01:00/02:00"]);
        assert_eq!(hours("Europe/Berlin", "2026-10-25", "01:00", "02:30"), ["23:00/00:30", "01:00/01:30"]);
        assert_eq!(hours("Europe/Berlin", "2026-10-25", "02:30", "04:00"), ["00:30/01:00", "01:30/03:00"]);
    }

    #[test]
    fn half_hours_and_a_clock_that_is_changed_at_midnight() {
        assert_eq!(hours("Asia/Kolkata", "2026-03-29", "09:00", "17:30"), ["03:30/12:00"]);
        // Sao Paulo, 4 November 2018: midnight did not come, the day began at 01:00 (03:00 UTC).
        assert_eq!(hours("America/Sao_Paulo", "2018-11-04", "00:00", "02:00"), ["03:00/04:00"]);
        // 17 February 2018: at midnight (02:00 UTC) the clock showed 23:00 again.
        assert_eq!(
            hours("America/Sao_Paulo", "2018-02-17", "23:00", "24:00"),
            ["01:00/02:00", "02:00/03:00"]
        );
        // Cairo, 24 April 2026: the day begins at 01:00 (22:00 UTC).
        assert_eq!(hours("Africa/Cairo", "2026-04-24", "00:00", "08:00"), ["22:00/05:00"]);
        // Apia left out a whole day.
        assert_eq!(hours("Pacific/Apia", "2011-12-30", "08:00", "18:00"), [""; 0]);
    }
}
