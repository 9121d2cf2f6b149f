//! The small files beside the observations: what was asked, and what was corrected.

use std::fmt::Write;

use jiff::Timestamp;

use super::line::Damage;
use super::text::{lines, number, split, time};
use crate::model::Interval;
use crate::model::calendar::union;

/// A stretch of time in which observations of a closed period were corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Correction {
    /// When they were corrected.
    pub at: Timestamp,
    /// Which time they speak of.
    pub interval: Interval,
    /// How many there are.
    pub count: u64,
}

/// The stretches of time that were asked about, in order and apart.
///
/// # Errors
/// The first line that cannot be read.
pub fn read_asked(bytes: &[u8]) -> Result<Vec<Interval>, Damage> {
    let mut asked = Vec::new();
    for (line, bytes, is_whole) in lines(bytes) {
        let [from, to, more] = split::<3>(bytes);
        let interval = from.and_then(time).zip(to.and_then(time)).filter(|(from, to)| from < to);
        match interval.filter(|_| is_whole && more.is_none()) {
            Some((from, to)) => asked.push(Interval::new(from, to)),
            None => return Err(Damage::at(line, "it is no pair of times: from, tab, to")),
        }
    }
    Ok(union(asked))
}

/// The same as text.
pub fn write_asked(asked: &[Interval]) -> String {
    asked.iter().map(|interval| format!("{}\t{}\n", interval.from, interval.to)).collect()
}

/// What was corrected, in order.
///
/// # Errors
/// The first line that cannot be read.
pub fn read_corrections(bytes: &[u8]) -> Result<Vec<Correction>, Damage> {
    let mut corrections = Vec::new();
    for (line, bytes, is_whole) in lines(bytes) {
        let correction = is_whole.then(|| correction(bytes)).flatten();
        let bad = || Damage::at(line, "it is no correction: when, from, to, how many, parted by tabs");
        corrections.push(correction.ok_or_else(bad)?);
    }
    Ok(corrections)
}

fn correction(line: &[u8]) -> Option<Correction> {
    let [at, from, to, count] = split::<4>(line);
    let interval = Interval::new(from.and_then(time)?, to.and_then(time)?);
    let count = count.and_then(number).filter(|count| *count >= 0.0 && count.fract() == 0.0)?;
    Some(Correction { at: at.and_then(time)?, interval, count: count as u64 })
}

/// The same as text.
pub fn write_corrections(corrections: &[Correction]) -> String {
    let mut text = String::new();
    for correction in corrections {
        let Interval { from, to } = correction.interval;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}\t{from}\t{to}\t{}", correction.at, correction.count);
    }
    text
}
