//! Lines of observations that are summed up.

mod written;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use self::written::write;
use super::line::Damage;
use super::text::{group, lines, number, split, time};
use crate::model::observation::{Group, Row};
use crate::model::summary::{Run, Summary};
use crate::model::{Exact, Interval};

const NANOSECONDS: f64 = 1e9;

/// The summaries of a file, and their groups.
///
/// # Errors
/// The first line that cannot be read, or stands out of order.
pub fn read(bytes: &[u8]) -> Result<(Vec<Summary>, Vec<Group>), Damage> {
    let (mut summaries, mut groups) = (Vec::new(), Vec::new());
    let mut places: BTreeMap<Group, u32> = BTreeMap::new();
    let mut before: Option<(Interval, Group)> = None;
    for (number, line, is_whole) in lines(bytes) {
        let bad = |reason: &str| Damage::at(number, reason);
        if !is_whole {
            return Err(bad("it was cut off: no line feed ends it"));
        }
        let [from, to, facts, rest] = split::<4>(line);
        let interval = from.and_then(time).zip(to.and_then(time)).filter(|(from, to)| from < to);
        let (from, to) = interval.ok_or_else(|| bad("it does not begin with two times: from, tab, to"))?;
        let interval = Interval::new(from, to);
        let group = group(rest).ok_or_else(|| bad("its dimensions are no text in UTF-8"))?;
        let key = (interval, group);
        if before.as_ref().is_some_and(|before| *before >= key) {
            return Err(bad("it stands twice, or before its time"));
        }
        let place = *places.entry(key.1.clone()).or_insert_with(|| {
            groups.push(key.1.clone());
            u32::try_from(groups.len() - 1).unwrap_or(u32::MAX)
        });
        before = Some(key);
        let summary = facts.and_then(|facts| summary(facts, interval, place));
        let summary = summary.map(|summary| Summary { row: Row { origin: 0, line: number }, ..summary });
        summaries.push(
            summary
                .ok_or_else(|| bad("its third field is no list of `count=… good=…` that holds together"))?,
        );
    }
    Ok((summaries, groups))
}

/// The stretches of time that the lines of a file sum up.
pub fn stretches(bytes: &[u8]) -> Result<Vec<Interval>, Damage> {
    Ok(read(bytes)?.0.into_iter().map(|summary| summary.interval).collect())
}

fn summary(facts: &[u8], interval: Interval, group: u32) -> Option<Summary> {
    let mut said: [Option<&[u8]>; NAMES.len()] = [None; NAMES.len()];
    for fact in facts.split(|byte| *byte == b' ') {
        let (name, value) = fact.split_at_checked(memchr::memchr(b'=', fact)?)?;
        let place = NAMES.iter().position(|known| known.as_bytes() == name)?;
        said.get_mut(place)?.replace(value.get(1..)?);
    }
    let [count, good, total, sum, min, max, last, first_at, last_at, times, readings] = said;
    let count = count.and_then(whole)?;
    let good = good.and_then(exact)?;
    let optional = |value: Option<&[u8]>| match value {
        None => Some(None),
        Some(value) => number(value).map(Some),
    };
    let inside = |at: &Timestamp| interval.contains(*at);
    let summary = Summary {
        interval,
        group,
        count,
        good,
        total: total.map_or_else(|| Some(Exact::from_iter([count as f64])), exact)?,
        readings: sum.map_or(Some(good), exact)?,
        min: optional(min)?,
        max: optional(max)?,
        last: match last {
            Some(last) => Some(reading(last, last_at)?).filter(|(at, _)| inside(at)),
            None => None,
        },
        first_at: first_at.and_then(time).filter(inside)?,
        last_at: last_at.and_then(time).filter(inside)?,
        times: list(times, run)?,
        histogram: list(readings, bucket)?,
        row: Row { origin: 0, line: 0 },
    };
    // A line that promised more than it counted would be worked on without an end.
    let moments: u64 = summary.times.iter().map(|run| u64::from(run.count)).sum();
    let readings = summary.histogram.iter().try_fold(0_u64, |sum, (_, count)| sum.checked_add(*count))?;
    let holds = moments <= summary.count && readings <= summary.count && summary.count > 0;
    holds.then_some(summary)
}

/// What may be said of a summary.
const NAMES: [&str; 11] =
    ["count", "good", "total", "sum", "min", "max", "last", "first", "latest", "times", "readings"];

fn list<T>(bytes: Option<&[u8]>, item: impl Fn(&[u8]) -> Option<T>) -> Option<Vec<T>> {
    let Some(bytes) = bytes else { return Some(Vec::new()) };
    bytes.split(|byte| *byte == b',').map(item).collect()
}

fn whole(bytes: &[u8]) -> Option<u64> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

/// Two numbers joined by a plus sign that belongs to neither's exponent.
fn exact(bytes: &[u8]) -> Option<Exact> {
    let plus = memchr::memchr(b'+', bytes);
    match plus.and_then(|at| bytes.split_at_checked(at)) {
        Some((high, low)) => Some(Exact::of(number(high)?, number(low.get(1..)?)?)),
        None => Some(Exact::of(number(bytes)?, 0.0)),
    }
}

/// A reading of some moment: that of the last observation unless it has its own.
fn reading(bytes: &[u8], last_at: Option<&[u8]>) -> Option<(Timestamp, f64)> {
    match memchr::memchr(b'@', bytes).and_then(|at| bytes.split_at_checked(at)) {
        Some((value, at)) => Some((time(at.get(1..)?)?, number(value)?)),
        None => Some((time(last_at?)?, number(bytes)?)),
    }
}

fn bucket(bytes: &[u8]) -> Option<(f64, u64)> {
    match memchr::memchr(b':', bytes).and_then(|at| bytes.split_at_checked(at)) {
        Some((value, count)) => Some((number(value)?, whole(count.get(1..)?).filter(|count| *count > 0)?)),
        None => Some((number(bytes)?, 1)),
    }
}

fn run(bytes: &[u8]) -> Option<Run> {
    let nanoseconds = |bytes: &[u8]| {
        let seconds = number(bytes).filter(|seconds| (0.0..1e9).contains(seconds))?;
        Some((seconds * NANOSECONDS).round() as i64)
    };
    let Some((offset, rest)) = memchr::memchr(b'+', bytes).and_then(|at| bytes.split_at_checked(at)) else {
        return Some(Run { offset: nanoseconds(bytes)?, step: 0, count: 1 });
    };
    let (step, count) = rest.get(1..)?.split_at_checked(memchr::memchr(b'x', rest)?.checked_sub(1)?)?;
    let count = whole(count.get(1..)?).and_then(|count| u32::try_from(count).ok())?;
    Some(Run { offset: nanoseconds(offset)?, step: nanoseconds(step)?, count })
}
