//! A baseline: a figure, and a digest by which anybody can tell later whether its observations are still the same.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::model::observation::Records;
use crate::model::{Interval, Summary};

use super::aggregate::figure;
use super::agreed::Counted;
use super::figure::BaselineFigure;
use super::scope::Scope;

/// The figure of `interval`, how many observations it follows from (those that count in agreed hours), and the SHA-256 of their canonical writing.
///
/// One line each, ended by a line feed, fields parted by tabs: `timestamp good total group` for numbers and shares,
/// `from to group` for down time. Timestamps are RFC 3339 in UTC; numbers in the shortest form that reads back the
/// same; the values of a group are joined by tabs, with `\`, tab and line feed inside them written `\\`, `\t`, `\n`.
/// After them stand `from to count good total group` of those that are summed up and no longer kept one by one.
/// Lines stand in order of time, then of the numbers, then of the text; so the digest does not depend on which files
/// the observations were read from, nor on the order within them.
pub fn baseline(scope: &Scope<'_>, interval: Interval) -> BaselineFigure {
    let figure = figure(scope, interval);
    let mut lines = match &scope.observations.records {
        Records::Points(points) => point_lines(scope, &scope.counted(points, figure.interval)),
        Records::Outages(_) => outage_lines(scope, figure.interval),
    };
    let (summed, summed_up) = summary_lines(scope, figure.interval);
    let rows = lines.len() as u64 + summed_up;
    lines.extend(summed);
    let mut hash = Sha256::new();
    for line in &lines {
        hash.update(line.as_bytes());
    }
    let mut digest = String::from("sha256:");
    for byte in hash.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(digest, "{byte:02x}");
    }
    BaselineFigure { figure, rows, digest }
}

fn point_lines(scope: &Scope<'_>, points: &Counted<'_>) -> Vec<String> {
    let mut points: Vec<_> = points.iter().map(|point| (point, group_text(scope, point.group))).collect();
    points.sort_by(|(a, a_group), (b, b_group)| {
        let numbers = || a.good.total_cmp(&b.good).then(a.total.total_cmp(&b.total));
        a.at.cmp(&b.at).then_with(numbers).then_with(|| a_group.cmp(b_group))
    });
    points
        .into_iter()
        .map(|(point, group)| {
            // A sum with zero turns -0 into 0: the two are one number and must be one text.
            format!("{}\t{}\t{}\t{group}\n", point.at, point.good + 0.0, point.total + 0.0)
        })
        .collect()
}

/// Lines of observations that are summed up, and how many observations that were.
fn summary_lines(scope: &Scope<'_>, interval: Interval) -> (Vec<String>, u64) {
    let Some(earlier) = &scope.observations.earlier else { return (Vec::new(), 0) };
    let counting = scope.counting(interval);
    let mut summed = 0;
    let line = |summary: &Summary| {
        summed += summary.count;
        let Interval { from, to } = summary.interval;
        let (good, total) = (summary.good.value() + 0.0, summary.total.value() + 0.0);
        format!("{from}\t{to}\t{}\t{good}\t{total}\t{}\n", summary.count, group_text(scope, summary.group))
    };
    let mut lines: Vec<String> = counting.iter().flat_map(|part| earlier.within(*part)).map(line).collect();
    lines.sort_unstable();
    (lines, summed)
}

fn outage_lines(scope: &Scope<'_>, interval: Interval) -> Vec<String> {
    let Records::Outages(outages) = &scope.observations.records else { return Vec::new() };
    let mut inside: Vec<_> = outages
        .iter()
        .filter(|outage| outage.interval.overlap(&interval).is_some())
        .map(|outage| (outage.interval, group_text(scope, outage.group)))
        .collect();
    inside.sort();
    inside.into_iter().map(|(down, group)| format!("{}\t{}\t{group}\n", down.from, down.to)).collect()
}

fn group_text(scope: &Scope<'_>, group: u32) -> String {
    let values = scope.observations.groups.get(group as usize).map(Vec::as_slice).unwrap_or_default();
    let escaped: Vec<String> = values
        .iter()
        .map(|value| value.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n"))
        .collect();
    escaped.join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::specimen::{day, metric, observed, outages, scope};

    #[test]
    fn the_digest_is_of_the_documented_text() {
        let metric = metric("mean");
        let observations = observed(&[(0, 0.1), (1, 2.0)]);
        let whole = Interval::new(day(0), day(5));
        let found = baseline(&scope(&metric, &observations, day(5)), whole);
        let text = "2024-01-01T00:00:00Z\t0.1\t1\t\n2024-01-02T00:00:00Z\t2\t1\t\n";
        let mut expected = String::from("sha256:");
        for byte in Sha256::digest(text.as_bytes()) {
            expected.push_str(&format!("{byte:02x}"));
        }
        assert_eq!((found.rows, found.digest), (2, expected));
        assert_eq!(found.figure.value, Some(1.05));
    }

    #[test]
    fn the_order_of_rows_at_one_moment_does_not_matter() {
        let metric = metric("mean");
        let interval = Interval::new(day(0), day(5));
        let (a, b) = (observed(&[(1, 1.0), (1, 2.0)]), observed(&[(1, 2.0), (1, 1.0)]));
        let digest = |observations| baseline(&scope(&metric, observations, day(5)), interval).digest;
        assert_eq!(digest(&a), digest(&b));
        assert_ne!(digest(&a), digest(&observed(&[(1, 1.0)])));
    }

    #[test]
    fn down_time_has_a_digest_too() {
        let metric = metric("ratio");
        let down = outages(&[(day(1), day(2)), (day(7), day(8))]);
        let found = baseline(&scope(&metric, &down, day(9)), Interval::new(day(0), day(5)));
        assert_eq!(found.rows, 1);
        assert!(found.digest.starts_with("sha256:") && found.digest.len() == 71);
    }
}
