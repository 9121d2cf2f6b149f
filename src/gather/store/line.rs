//! Lines of observations.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::text::{group, lines, number, push_group, push_number, split, time};
use crate::model::Interval;
use crate::model::observation::{Group, Outage, Point, Records, Row};

/// What tells an observation from all others of its series.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// When, or since when.
    pub at: Timestamp,
    /// The values of its dimensions.
    pub group: Group,
}

/// What a line says beside its key.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// Values, good of total, in order.
    Values(Vec<(f64, f64)>),
    /// Down until then.
    DownUntil(Timestamp),
}

/// Lines by key.
pub type Lines = BTreeMap<Key, Said>;

/// Where a file is damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong with it, in words.
    pub reason: String,
}

impl Damage {
    /// At a line.
    pub fn at(line: u32, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

/// The lines as text.
pub fn write(lines: &Lines) -> String {
    let mut text = String::with_capacity(lines.len() * 32);
    for (key, said) in lines {
        text.push_str(&key.at.to_string());
        text.push('\t');
        match said {
            Said::Values(values) => push_values(&mut text, values),
            Said::DownUntil(to) => text.push_str(&to.to_string()),
        }
        push_group(&mut text, &key.group);
        text.push('\n');
    }
    text
}

fn push_values(text: &mut String, values: &[(f64, f64)]) {
    for (place, (good, total)) in values.iter().enumerate() {
        if place > 0 {
            text.push(' ');
        }
        push_number(text, *good);
        if *total != 1.0 {
            text.push('/');
            push_number(text, *total);
        }
    }
}

/// The lines of a file.
///
/// # Errors
/// The first line that cannot be read, stands twice or out of order.
pub fn read(bytes: &[u8]) -> Result<Lines, Damage> {
    let mut read = Lines::new();
    for line in Reader::new(bytes) {
        let line = line?;
        let Some(group) = group(line.group) else { return Err(Damage::at(line.number, BAD_FIELDS)) };
        let said = match line.down_until {
            Some(to) => Said::DownUntil(to),
            None => Said::Values(line.values.collect()),
        };
        let key = Key { at: line.at, group };
        if read.last_key_value().is_some_and(|(last, _)| *last >= key) {
            return Err(Damage::at(line.number, OUT_OF_ORDER));
        }
        read.insert(key, said);
    }
    Ok(read)
}

const BAD_FIELDS: &str = "its dimensions are no text in UTF-8, or have an escape that means nothing";
const OUT_OF_ORDER: &str = "it stands twice, or before its time";

/// A line as it stands in the bytes of a file.
pub struct Raw<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Until when something was down; `None`: it has values.
    pub down_until: Option<Timestamp>,
    /// The values; none of down time.
    pub values: Values<'a>,
    /// The dimensions, escaped.
    pub group: Option<&'a [u8]>,
}

/// Good of total, one after the other. What is read has been looked at before.
#[derive(Clone)]
pub struct Values<'a>(&'a [u8]);

impl Iterator for Values<'_> {
    type Item = (f64, f64);

    fn next(&mut self) -> Option<(f64, f64)> {
        if self.0.is_empty() {
            return None;
        }
        let end = memchr::memchr(b' ', self.0).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at_checked(end)?;
        self.0 = rest.get(1..).unwrap_or_default();
        value(word)
    }
}

fn value(word: &[u8]) -> Option<(f64, f64)> {
    match memchr::memchr(b'/', word).and_then(|at| word.split_at_checked(at)) {
        Some((good, total)) => Some((number(good)?, number(total.get(1..)?)?)),
        None => Some((number(word)?, 1.0)),
    }
}

/// Reads the lines of a file one after the other.
pub struct Reader<I> {
    lines: I,
}

impl<'a> Reader<()> {
    /// Of these bytes.
    #[expect(clippy::new_ret_no_self, reason = "the type of the iterator has no name")]
    pub fn new(bytes: &'a [u8]) -> impl Iterator<Item = Result<Raw<'a>, Damage>> {
        Reader { lines: lines(bytes) }
    }
}

impl<'a, I: Iterator<Item = (u32, &'a [u8], bool)>> Iterator for Reader<I> {
    type Item = Result<Raw<'a>, Damage>;

    fn next(&mut self) -> Option<Self::Item> {
        let (number, line, is_whole) = self.lines.next()?;
        if !is_whole {
            return Some(Err(Damage::at(number, "it was cut off: no line feed ends it")));
        }
        Some(raw(number, line))
    }
}

fn raw(number: u32, line: &[u8]) -> Result<Raw<'_>, Damage> {
    let [at, said, group] = split::<3>(line);
    let bad = |reason: &str| Damage::at(number, reason);
    let at = at.and_then(time).ok_or_else(|| bad(no_time(line)))?;
    let said = said.ok_or_else(|| bad("it has a time and nothing else"))?;
    if let Some(to) = time(said) {
        if to < at {
            return Err(bad("it ends before it starts"));
        }
        return Ok(Raw { number, at, down_until: Some(to), values: Values(&[]), group });
    }
    // Nearly all lines have one value.
    let is_well = match memchr::memchr(b' ', said) {
        None => value(said).is_some(),
        Some(_) => said.split(|byte| *byte == b' ').all(|word| value(word).is_some()),
    };
    if !is_well {
        return Err(bad("its second field is neither a number, nor good/total, nor a time"));
    }
    Ok(Raw { number, at, down_until: None, values: Values(said), group })
}

fn no_time(line: &[u8]) -> &'static str {
    let is_mark =
        [&b"<<<<<<<"[..], b"=======", b">>>>>>>", b"|||||||"].iter().any(|mark| line.starts_with(mark));
    if is_mark {
        "it is a mark of a conflict that somebody left"
    } else if line.contains(&0) {
        "it is no text"
    } else {
        "it does not begin with a time such as `2026-11-26T00:00:00Z`"
    }
}

/// The lines of an answer. Observations of one moment and group stand in one line; what is no finite number is left out.
pub fn of_records(records: &Records, groups: &[Group]) -> Lines {
    let group = |index: u32| groups.get(index as usize).cloned().unwrap_or_default();
    let mut lines = Lines::new();
    match records {
        Records::Points(points) => {
            for point in points.iter().filter(|point| point.good.is_finite() && point.total.is_finite()) {
                let key = Key { at: point.at, group: group(point.group) };
                if let Said::Values(values) = lines.entry(key).or_insert_with(|| Said::Values(Vec::new())) {
                    values.push((kept(point.good), kept(point.total)));
                }
            }
        }
        Records::Outages(outages) => {
            for outage in outages {
                let key = Key { at: outage.interval.from, group: group(outage.group) };
                let to = outage.interval.to;
                if let Said::DownUntil(until) = lines.entry(key).or_insert(Said::DownUntil(to)) {
                    *until = to.max(*until);
                }
            }
        }
    }
    for said in lines.values_mut() {
        if let Said::Values(values) = said {
            values.sort_by(by_number);
        }
    }
    lines
}

/// The number as it is kept: whole as it is, else with [`KEPT_DIGITS`] significant digits. Zero has no sign.
fn kept(number: f64) -> f64 {
    if number.fract() == 0.0 {
        return number + 0.0;
    }
    format!("{number:.*e}", KEPT_DIGITS - 1).parse().unwrap_or(number)
}

/// As many digits as any figure is shown with. More would be noise of the arithmetic of servers, and a quarter of what
/// the branch takes.
const KEPT_DIGITS: usize = 12;

fn by_number(one: &(f64, f64), other: &(f64, f64)) -> Ordering {
    one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
}

/// A point of a line.
pub fn point(at: Timestamp, (good, total): (f64, f64), group: u32, row: Row) -> Point {
    Point { at, good, total, group, row }
}

/// The down time of a line.
pub fn outage(at: Timestamp, to: Timestamp, group: u32, row: Row) -> Outage {
    Outage { interval: Interval::new(at, to), group, row }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn damage_is_told_by_line() {
        let of = |text: &str| read(text.as_bytes()).expect_err(text);
        let good = "2026-01-01T00:00:00Z\t1\n";
        assert_eq!(of(&format!("{good}2026-01-02T00:00")).line, 2);
        assert_eq!(of(&format!("{good}{good}")).reason, OUT_OF_ORDER);
        assert_eq!(of("<<<<<<< ours\n").reason, "it is a mark of a conflict that somebody left");
        assert_eq!(of("\0\u{1}\n").reason, "it is no text");
        assert_eq!(of("2026-01-01T00:00:00Z\tx\n").line, 1);
        assert_eq!(of("2026-01-01T00:00:00Z\t1  2\n").line, 1);
        assert_eq!(of("2026-01-01T00:00:00Z\n").line, 1);
        assert_eq!(of("2026-01-01T00:00:00Z\t1\t\\x\n").reason, BAD_FIELDS);
        assert_eq!(of("2026-01-01T00:00:00Z\t2025-01-01T00:00:00Z\n").line, 1);
    }

    #[test]
    fn twelve_digits_are_kept_and_whole_numbers_are_exact() {
        assert_eq!(kept(0.277_461_940_123_290_2), 0.277_461_940_123);
        assert_eq!(kept(1_234_567_890_123_456.0), 1_234_567_890_123_456.0);
        for number in [1e-300 / 3.0, -2.0 / 3.0, 123_456.789_012_345_6] {
            assert_eq!(kept(kept(number)), kept(number));
        }
    }

    proptest! {
        #[test]
        fn lines_read_back(rows in prop::collection::vec((0i64..2_000, -5i32..5, prop_oneof![Just(1i32), 0i32..9], "[ab\t]{0,2}"), 0..60)) {
            let points = rows.iter().map(|(second, good, total, _)| {
                let at = Timestamp::from_second(*second).expect("in range");
                (at, f64::from(*good) / 8.0, f64::from(*total))
            });
            let mut lines = Lines::new();
            for ((at, good, total), (.., group)) in points.zip(&rows) {
                let key = Key { at, group: vec![group.as_str().into()] };
                if let Said::Values(values) = lines.entry(key).or_insert_with(|| Said::Values(Vec::new())) {
                    values.push((good, total));
                }
            }
            let text = write(&lines);
            prop_assert_eq!(read(text.as_bytes()), Ok(lines));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
