//! Observations that are summed up, as lines.

use super::super::text::{push_group, push_number};
use crate::model::Exact;
use crate::model::observation::Group;
use crate::model::summary::{Run, Summary};

const NANOSECONDS: f64 = 1e9;

/// A line for each summary, in order of time, then of group.
pub fn write(summaries: &[Summary], groups: &[Group]) -> String {
    let none = Group::new();
    let group = |summary: &Summary| groups.get(summary.group as usize).unwrap_or(&none);
    let mut ordered: Vec<&Summary> = summaries.iter().collect();
    ordered.sort_by(|one, other| (one.interval, group(one)).cmp(&(other.interval, group(other))));
    let mut text = String::new();
    for summary in ordered {
        text.push_str(&format!("{}\t{}\t", summary.interval.from, summary.interval.to));
        push_facts(&mut text, summary);
        push_group(&mut text, group(summary));
        text.push('\n');
    }
    text
}

fn push_facts(text: &mut String, summary: &Summary) {
    text.push_str(&format!("count={}", summary.count));
    push_exact(text, " good=", summary.good);
    if summary.total != Exact::from_iter([summary.count as f64]) {
        push_exact(text, " total=", summary.total);
    }
    if summary.readings != summary.good {
        push_exact(text, " sum=", summary.readings);
    }
    let last = summary.last.map(|(_, last)| last);
    for (name, value) in [(" min=", summary.min), (" max=", summary.max), (" last=", last)] {
        if let Some(value) = value {
            text.push_str(name);
            push_number(text, value);
        }
    }
    if let Some((at, _)) = summary.last.filter(|(at, _)| *at != summary.last_at) {
        text.push_str(&format!("@{at}"));
    }
    text.push_str(&format!(" first={} latest={}", summary.first_at, summary.last_at));
    push_list(text, " times=", summary.times.iter(), push_run);
    push_list(text, " readings=", summary.histogram.iter(), |text, (value, count)| {
        push_number(text, *value);
        if *count > 1 {
            text.push_str(&format!(":{count}"));
        }
    });
}

fn push_list<T>(
    text: &mut String,
    name: &str,
    items: impl Iterator<Item = T>,
    push: impl Fn(&mut String, T),
) {
    for (place, item) in items.enumerate() {
        text.push_str(if place == 0 { name } else { "," });
        push(text, item);
    }
}

fn push_run(text: &mut String, run: &Run) {
    push_number(text, run.offset as f64 / NANOSECONDS);
    if run.count > 1 {
        text.push('+');
        push_number(text, run.step as f64 / NANOSECONDS);
        text.push_str(&format!("x{}", run.count));
    }
}

fn push_exact(text: &mut String, name: &str, sum: Exact) {
    let (high, low) = sum.parts();
    text.push_str(name);
    push_number(text, high);
    if low != 0.0 {
        text.push('+');
        push_number(text, low);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gather::store::rolled::read;
    use crate::model::Interval;
    use crate::model::observation::{Point, Row};
    use jiff::{SignedDuration, Timestamp};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_read_back(rows in prop::collection::vec((0i64..86_400_000, -1e9..1e9f64, prop_oneof![Just(1.0), 0.0..9.0f64]), 1..60), with_times in any::<bool>()) {
            let from: Timestamp = "2026-11-01T00:00:00Z".parse().expect("a time");
            let at = |milliseconds: i64| from.checked_add(SignedDuration::from_millis(milliseconds)).expect("in range");
            let row = Row { origin: 0, line: 1 };
            let mut points: Vec<Point> = rows
                .iter()
                .map(|(at_ms, good, total)| Point { at: at(*at_ms), good: *good, total: *total, group: 0, row })
                .collect();
            points.sort_by_key(|point| point.at);
            let time = Interval::new(from, at(86_400_000));
            let mut summary = Summary::of(&points, time, 0, with_times).expect("points");
            let groups = vec![vec!["a\tb".into()]];
            let text = write(std::slice::from_ref(&summary), &groups);
            summary.row = row;
            prop_assert_eq!(read(text.as_bytes()), Ok((vec![summary], groups)));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
