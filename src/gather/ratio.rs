//! Shares that are put together from two sources, or told by their contrary.
//!
//! An observation of the good gives nothing to the total and one of the total nothing to the good, so that sums of both
//! over any stretch of time make the share of good in it: Σ good ÷ Σ total; of the bad, (Σ total − Σ bad) ÷ Σ total.

use std::collections::BTreeMap;

use crate::model::Points;
use crate::model::observation::{Absence, Doubts, Group, Observations, Point, Records, Row, Tally};

/// The shares of a part in a total, from the observations of both.
pub fn shares(part: Observations, part_is_good: bool, total: Observations) -> Observations {
    let metric = total.metric.clone();
    if let Some(absence) = worse(part.absence.as_ref(), total.absence.as_ref()) {
        return Observations { tally: sum(part.tally, total.tally), ..Observations::absent(metric, absence) };
    }
    let mut groups = total.groups;
    let shift = u32::try_from(total.origins.len()).unwrap_or(u32::MAX);
    let places = places_of(part.groups, &mut groups);
    let all = points(total.records);
    // Of the time before the first total nobody knows out of how much.
    let first = all.first().map(|point| point.at);
    let own = all.iter().map(|point| {
        let amount = point.good;
        Point { good: if part_is_good { 0.0 } else { amount }, total: amount, ..point }
    });
    let part_points = points(part.records);
    let counted = part_points.iter().filter(|point| first.is_some_and(|first| point.at >= first));
    let others = counted.map(|point| {
        let amount = point.good;
        let group = places.get(point.group as usize).copied().unwrap_or_default();
        let row = Row { origin: point.row.origin.saturating_add(shift), ..point.row };
        Point { good: if part_is_good { amount } else { -amount }, total: 0.0, group, row, ..point }
    });
    let together = Points::sorted(own.chain(others).collect());
    Observations {
        metric,
        records: Records::Points(together),
        groups,
        // What only one of the two knows of makes no share.
        known_until: part.known_until.zip(total.known_until).map(|(a, b)| a.min(b)),
        known_since: part.known_since.zip(total.known_since).map(|(a, b)| a.max(b)),
        doubts: both(part.doubts, total.doubts),
        origins: total.origins.into_iter().chain(part.origins).collect(),
        tally: sum(part.tally, total.tally),
        absence: None,
        earlier: None,
    }
}

/// The shares of good where a source tells the shares of bad.
pub fn contrary(observations: Observations) -> Observations {
    let records = match observations.records {
        Records::Points(points) => {
            Records::Points(points.map(|point| Point { good: point.total - point.good, ..point }))
        }
        outages @ Records::Outages(_) => outages,
    };
    Observations { records, ..observations }
}

/// By how much counters grew: the difference to the reading before, in the same group; the reading itself where the
/// counter began anew. Of the first reading nobody knows since when it counts.
pub fn increases(observations: Observations) -> Observations {
    let mut last: BTreeMap<u32, f64> = BTreeMap::new();
    let counted = points(observations.records);
    let grown = counted.iter().filter_map(|point| {
        let before = last.insert(point.group, point.good)?;
        let good = if point.good < before { point.good } else { point.good - before };
        Some(Point { good, ..point })
    });
    let records = Records::Points(grown.collect());
    Observations { records, ..observations }
}

fn points(records: Records) -> Points {
    match records {
        Records::Points(points) => points,
        Records::Outages(_) => Points::default(),
    }
}

/// The absence that rules: a lost source before an empty one. No share can be made of one side.
fn worse(part: Option<&Absence>, total: Option<&Absence>) -> Option<Absence> {
    let lost = |absence: &&Absence| matches!(absence, Absence::Lost(_));
    let of_both = || [part, total].into_iter().flatten();
    // Nothing good, or nothing bad, among what was counted is an answer; the source has spoken.
    of_both().find(lost).or(total).or(part.filter(|absence| **absence != Absence::Empty)).cloned()
}

/// The place of each group in a list that gets those that it lacks.
fn places_of(groups: Vec<Group>, all: &mut Vec<Group>) -> Vec<u32> {
    let mut known: BTreeMap<Group, u32> =
        (0..).zip(all.iter()).map(|(at, group)| (group.clone(), at)).collect();
    let place = |group: Group| {
        *known.entry(group).or_insert_with_key(|group| {
            all.push(group.clone());
            u32::try_from(all.len() - 1).unwrap_or(u32::MAX)
        })
    };
    groups.into_iter().map(place).collect()
}

fn both(a: Doubts, b: Doubts) -> Doubts {
    let mut dated: Vec<_> = a.dated.into_iter().chain(b.dated).collect();
    dated.sort_unstable();
    Doubts { dated, undated: a.undated.saturating_add(b.undated) }
}

fn sum(a: Tally, b: Tally) -> Tally {
    Tally {
        read: a.read.saturating_add(b.read),
        used: a.used.saturating_add(b.used),
        left_out: a.left_out.saturating_add(b.left_out),
        missing: a.missing.saturating_add(b.missing),
        unreadable: a.unreadable.saturating_add(b.unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn day(n: i64) -> Timestamp {
        Timestamp::from_second(n * 86_400).expect("in range")
    }

    fn absent(absence: Option<Absence>) -> Observations {
        let name = "m".parse().expect("a name");
        Observations { absence, ..Observations::absent(name, Absence::Empty) }
    }

    fn observed(values: &[(i64, f64)]) -> Observations {
        let row = Row { origin: 0, line: 0 };
        let point = |(n, good): &(i64, f64)| Point { at: day(*n), good: *good, total: 1.0, group: 0, row };
        let records = Records::Points(values.iter().map(point).collect());
        let known_until = values.last().map(|(n, _)| day(*n));
        Observations { records, known_until, groups: vec![Vec::new()], ..absent(None) }
    }

    fn share(of: Observations) -> f64 {
        let points = points(of.records);
        let sum = |side: fn(Point) -> f64| points.iter().map(side).sum::<f64>();
        sum(|point| point.good) / sum(|point| point.total)
    }

    #[test]
    fn good_and_bad_of_a_total_make_the_same_share() {
        let total = || observed(&[(0, 60.0), (1, 40.0)]);
        let by_good = shares(observed(&[(-1, 500.0), (0, 59.0), (1, 40.0)]), true, total());
        let by_bad = shares(observed(&[(0, 1.0)]), false, total());
        assert_eq!((by_good.known_until, by_bad.known_until), (Some(day(1)), Some(day(0))));
        assert_eq!((share(by_good), share(by_bad)), (0.99, 0.99));
    }

    #[test]
    fn a_counter_counts_by_how_much_it_grew_and_may_begin_anew() {
        let grown = increases(observed(&[(0, 1000.0), (1, 1010.0), (2, 1015.0), (3, 4.0)]));
        let amounts: Vec<f64> = points(grown.records).iter().map(|point| point.good).collect();
        assert_eq!(amounts, [10.0, 5.0, 4.0]);
    }

    #[test]
    fn failures_are_the_contrary_of_successes() {
        assert_eq!(share(contrary(observed(&[(0, 0.25), (1, 0.0)]))), 0.875);
    }

    #[test]
    fn without_a_total_there_is_no_share() {
        let empty = || absent(Some(Absence::Empty));
        assert_eq!(shares(observed(&[(0, 1.0)]), true, empty()).absence, Some(Absence::Empty));
        let lost = Absence::Lost("gone".into());
        assert_eq!(shares(absent(Some(lost.clone())), true, empty()).absence, Some(lost));
        assert_eq!(shares(empty(), false, observed(&[(0, 5.0)])).absence, None);
    }
}
