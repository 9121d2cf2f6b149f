//! Dates that stand for an empty cell: where a system begins to count.

use jiff::Timestamp;

use super::lines::Lines;
use super::{Told, rules};
use crate::model::Observations;
use crate::model::Points;
use crate::model::observation::{Outage, Records, Row};
use crate::model::window::seconds_between;

/// The moments at which Unix, the spreadsheets of old Macintoshes and other spreadsheets begin to count, in seconds since
/// 1970: 1 January 1970, 1 January 1904, 30 December 1899.
const ZEROS: [i64; 3] = [0, -2_082_844_800, -2_209_161_600];

/// No zone is further from UTC, in seconds.
const FURTHEST_ZONE: i64 = 14 * 3_600;

/// Zones differ from UTC by whole quarters of an hour.
const QUARTER: i64 = 900;

/// A zero is one when nothing else was observed for so long after it, in seconds: a year.
const LONELY: f64 = 365.0 * 86_400.0;

/// Whether a moment is the zero of some system in some zone.
pub fn is_zero_date(at: Timestamp) -> bool {
    let near = |zero: &i64| (at.as_second() - zero).abs() <= FURTHEST_ZONE;
    let is_whole = at.subsec_nanosecond() == 0 && at.as_second() % QUARTER == 0;
    is_whole && ZEROS.iter().any(near)
}

/// Takes out observations at a zero that lie far from all others; the rows count as ones that could not be read.
pub(super) fn settle(observations: &mut Observations) -> Option<Told> {
    let moments = moments(&observations.records);
    let zeros = moments.iter().take_while(|(at, _)| is_zero_date(*at)).count();
    let next = moments.get(zeros).map(|(at, _)| *at);
    let (last, _) = moments.get(zeros.checked_sub(1)?)?;
    if next.is_some_and(|next| seconds_between(*last, next) < LONELY) {
        return None;
    }
    let mut lines = Lines::default();
    let mut rows: Vec<Row> = moments.iter().take(zeros).map(|(_, row)| *row).collect();
    rows.sort_unstable();
    rows.iter().for_each(|row| lines.add(row.line));
    drop_first(&mut observations.records, zeros);
    observations.doubts.undated += zeros as u64;
    observations.tally.used = observations.tally.used.saturating_sub(zeros as u64);
    observations.tally.unreadable += zeros as u64;
    let day = jiff::tz::Offset::UTC.to_datetime(*last).date();
    let named = lines.named();
    let at = if named.is_empty() { String::new() } else { format!(" ({named})") };
    Some(Told {
        rule: &rules::ZERO_DATE,
        first: rows.first().copied()?,
        message: format!(
            "{}{at} {} dated {day} or nearly so, where a system begins to count; the next is dated {}, so they are left out",
            lines.rows(),
            lines.are(),
            next.map_or("not at all".to_owned(), |next| jiff::tz::Offset::UTC
                .to_datetime(next)
                .date()
                .to_string())
        ),
        help: "leave the cell empty where there is no date, and list what stands there under `missing`",
    })
}

/// The moments of the first observations, as long as they are zeros, and of the one after them.
fn moments(records: &Records) -> Vec<(Timestamp, Row)> {
    let mut was_zero = true;
    let mut goes_on = move |at: Timestamp| std::mem::replace(&mut was_zero, is_zero_date(at));
    match records {
        Records::Points(points) => {
            let all = points.iter().map(|point| (point.at, point.row));
            all.take_while(|(at, _)| goes_on(*at)).collect()
        }
        Records::Outages(outages) => {
            let all = outages.iter().map(|outage: &Outage| (outage.interval.from, outage.row));
            all.take_while(|(at, _)| goes_on(*at)).collect()
        }
    }
}

fn drop_first(records: &mut Records, count: usize) {
    match records {
        Records::Points(points) => {
            let rest: Points = points.iter().skip(count).collect();
            *points = rest;
        }
        Records::Outages(outages) => drop(outages.drain(..count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnights_of_zero_in_every_zone_are_zeros() {
        let is_zero = |text: &str| is_zero_date(text.parse().expect("a time"));
        for text in
            ["1970-01-01T00:00:00Z", "1969-12-31T23:00:00Z", "1904-01-01T00:00:00Z", "1899-12-29T18:30:00Z"]
        {
            assert!(is_zero(text), "{text}");
        }
        for text in ["1970-01-02T00:00:00Z", "1970-01-01T00:00:01Z", "2016-01-01T00:00:00Z"] {
            assert!(!is_zero(text), "{text}");
        }
    }
}
