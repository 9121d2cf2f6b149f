//! Files in which time runs backwards for a while.

use jiff::tz::{AmbiguousOffset, TimeZone};

use super::lines::Lines;
use super::{Told, rules};
use crate::model::Metric;
use crate::model::observation::{Observations, Point, Records};
use crate::model::source::Source;

/// One row in so many may be out of order in a file that is otherwise in order.
const EXCEPTION: u64 = 10;

/// Tells of rows of a file that are earlier than those before them. Seen from the observations, which are in order of
/// time: there, the lines of a file that was written in order only grow.
pub(super) fn told(metric: &Metric, observations: &Observations) -> Option<Told> {
    let Records::Points(points) = &observations.records else { return None };
    let zone = zone_of(metric);
    let (mut lines, mut first): (Lines, Option<Point>) = (Lines::default(), None);
    let mut before: Option<Point> = None;
    for point in points.iter().filter(|point| point.row.line > 0) {
        if let Some(earlier) = before
            && earlier.row.origin == point.row.origin
            && earlier.row.line > point.row.line
            && earlier.at < point.at
            && !is_doubled(earlier, zone)
        {
            lines.add(earlier.row.line);
            first.get_or_insert(earlier);
        }
        before = Some(point);
    }
    let first = first.filter(|_| lines.count() * EXCEPTION <= points.len() as u64)?;
    Some(Told {
        rule: &rules::BACKWARDS,
        first: first.row,
        message: format!(
            "time runs backwards in this file, which is otherwise in order: {} ({}) {} earlier than rows before; the \
             first is of {}",
            lines.rows(),
            lines.named(),
            lines.are(),
            first.at
        ),
        help: "see whether the clock of the machine was set back then, or an old export was added; mend the times, or \
               take the rows out",
    })
}

fn zone_of(metric: &Metric) -> Option<&TimeZone> {
    match metric.gather.as_ref().map(|gather| &gather.source) {
        Some(Source::File(file)) => Some(&file.time.zone),
        _ => None,
    }
}

/// Whether the clock of the declared zone shows this time twice: then it seems to run backwards, and that is told of its
/// own.
fn is_doubled(point: Point, zone: Option<&TimeZone>) -> bool {
    zone.is_some_and(|zone| {
        let civil = zone.to_datetime(point.at);
        matches!(zone.to_ambiguous_timestamp(civil).offset(), AmbiguousOffset::Fold { .. })
    })
}
