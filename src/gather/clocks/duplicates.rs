//! Readings that stand there twice.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::lines::Lines;
use super::{Told, rules};
use crate::model::Points;
use crate::model::observation::{Observations, Point, Records, Row};

/// One moment in so many may have more than one reading and still be an exception. Where more have, several readings of
/// a moment are how the source is: one for each host, say.
const EXCEPTION: usize = 10;

/// What there is of a moment and group that has more than one reading.
struct Double {
    at: Timestamp,
    group: u32,
    /// Their rows, the one that is used first.
    rows: Vec<Row>,
    /// Whether all say the same.
    agree: bool,
}

/// Of equal readings of one moment and group keeps the first; of different ones none, and the moment is in doubt.
pub(super) fn settle(observations: &mut Observations) -> Vec<Told> {
    let Records::Points(points) = &observations.records else { return Vec::new() };
    let (moments, doubles) = doubles(points);
    let is_exception = doubles.len() == 1 && moments >= 4 || doubles.len() * EXCEPTION <= moments;
    if doubles.is_empty() || !is_exception {
        return Vec::new();
    }
    let mut gone: BTreeSet<(Timestamp, u32, Row)> = BTreeSet::new();
    for double in &doubles {
        let kept = usize::from(double.agree);
        gone.extend(double.rows.iter().skip(kept).map(|row| (double.at, double.group, *row)));
    }
    let left: Points =
        points.iter().filter(|point| !gone.contains(&(point.at, point.group, point.row))).collect();
    observations.records = Records::Points(left);
    let (agreeing, differing): (Vec<&Double>, Vec<&Double>) = doubles.iter().partition(|double| double.agree);
    let spare: u64 = agreeing.iter().map(|double| double.rows.len() as u64 - 1).sum();
    let doubtful: Vec<Timestamp> = differing.iter().flat_map(|one| one.rows.iter().map(|_| one.at)).collect();
    let tally = &mut observations.tally;
    tally.left_out += spare;
    tally.unreadable += doubtful.len() as u64;
    tally.used = tally.used.saturating_sub(spare + doubtful.len() as u64);
    observations.doubts.dated.extend(doubtful);
    observations.doubts.dated.sort_unstable();
    [
        told(
            &agreeing,
            ["says the same as another of its moment", "say the same as others of their moments"],
            "one of each is used",
        ),
        told(
            &differing,
            ["contradicts another of its moment", "contradict others of their moments"],
            "none of them is used, and the moment is not covered",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How many moments of a group there are, and those with more than one reading.
fn doubles(points: &Points) -> (usize, Vec<Double>) {
    let mut doubles: Vec<Double> = Vec::new();
    let mut moments = 0;
    let mut of_moment: BTreeMap<u32, (Point, Option<usize>)> = BTreeMap::new();
    let mut now = None;
    for point in points.iter() {
        if now != Some(point.at) {
            now = Some(point.at);
            of_moment.clear();
        }
        match of_moment.get_mut(&point.group) {
            None => {
                moments += 1;
                of_moment.insert(point.group, (point, None));
            }
            Some((first, place)) => {
                let agree = first.good == point.good && first.total == point.total;
                let at = *place.get_or_insert(doubles.len());
                match doubles.get_mut(at) {
                    Some(double) => {
                        double.rows.push(point.row);
                        double.agree &= agree;
                    }
                    None => doubles.push(Double {
                        at: point.at,
                        group: point.group,
                        rows: vec![first.row, point.row],
                        agree,
                    }),
                }
            }
        }
    }
    (moments, doubles)
}

fn told(doubles: &[&Double], [one, many]: [&str; 2], end: &str) -> Option<Told> {
    let mut rows: Vec<Row> = doubles.iter().flat_map(|double| double.rows.iter().skip(1)).copied().collect();
    rows.sort_unstable();
    let mut lines = Lines::default();
    rows.iter().for_each(|row| lines.add(row.line));
    let at = doubles.first()?.at;
    let words = if lines.count() == 1 { one } else { many };
    let named = lines.named();
    let named = if named.is_empty() { String::new() } else { format!(" ({named})") };
    Some(Told {
        rule: &rules::DUPLICATES,
        first: rows.first().copied()?,
        message: format!("{}{named} {words}; {end}; the first is of {at}", lines.rows()),
        help: "take the rows out that were written twice, or keep as a dimension (`process.by`) what tells them apart",
    })
}
