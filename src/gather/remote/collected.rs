//! What a system says, as it becomes observations.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Answer, Lost};
use crate::model::observation::{Group, Point, Records, Row};
use crate::model::{Metric, Points};

/// Observations as they come up, and what is left out of them.
pub struct Collected<'a> {
    metric: &'a Metric,
    groups: BTreeMap<Group, u32>,
    points: Vec<Point>,
    left_out: BTreeMap<LeftOut, (u64, Option<Timestamp>)>,
    told: Vec<String>,
}

/// Why something is no observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// It is not a number, or infinite.
    NoNumber,
    /// The part is larger than the total, or one of them is below zero.
    NoShare,
    /// A share is below 0 or above 1.
    OutsideOfOne,
    /// There is a part and no total.
    NoTotal,
    /// It speaks of a time that nobody asked about, where only asked ones are computed.
    OtherTime,
    /// There is another of the same time and dimensions.
    Again,
    /// It is a histogram, which is no number.
    Histogram,
    /// It says nothing of when.
    NoTime,
    /// It says nothing of how much.
    NoValue,
}

impl LeftOut {
    /// What happened to so many.
    fn sentence(self, count: u64, first: Option<Timestamp>) -> String {
        let many = count != 1;
        let (one, all) = match self {
            Self::NoNumber => (
                "value is no number that can be counted with",
                "values are no numbers that can be counted with",
            ),
            Self::NoShare => (
                "share is none: its part is larger than its total, or below zero",
                "shares are none: their part is larger than their total, or below zero",
            ),
            Self::OutsideOfOne => ("share lies outside of 0 to 1", "shares lie outside of 0 to 1"),
            Self::NoTotal => ("part has no total", "parts have no total"),
            Self::OtherTime => (
                "value is of a time that was not asked about",
                "values are of times that were not asked about",
            ),
            Self::Again => (
                "value is another of the same time and dimensions",
                "values are others of the same time and dimensions",
            ),
            Self::Histogram => ("value is a histogram", "values are histograms"),
            Self::NoTime => ("item has no time that can be read", "items have no time that can be read"),
            Self::NoValue => ("item does not say how much", "items do not say how much"),
        };
        let what = if many { all } else { one };
        match first {
            Some(first) if many => format!("{count} {what}, the first at {first}: left out"),
            Some(first) => format!("{count} {what}, at {first}: left out"),
            None => format!("{count} {what}: left out"),
        }
    }
}

impl<'a> Collected<'a> {
    /// Most groups that one answer may have.
    const GROUPS: usize = 20_000;
    /// By how much a part may exceed its total, as a share of it: what is lost in sums of floating-point numbers.
    const ROUNDING: f64 = 1e-9;

    /// Nothing yet.
    pub fn new(metric: &'a Metric) -> Self {
        Self {
            metric,
            groups: BTreeMap::new(),
            points: Vec::new(),
            left_out: BTreeMap::new(),
            told: Vec::new(),
        }
    }

    /// The index of a group.
    ///
    /// # Errors
    /// [`Lost`], where there are too many.
    pub fn group(&mut self, values: Group) -> Result<u32, Lost> {
        if let Some(index) = self.groups.get(&values) {
            return Ok(*index);
        }
        if self.groups.len() >= Self::GROUPS {
            let reason = format!("the answer tells apart more than {} groups", Self::GROUPS);
            return Err(Lost::new(reason).help("keep fewer dimensions in `process.by`"));
        }
        let index = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        self.groups.insert(values, index);
        Ok(index)
    }

    /// A value, in the unit of the metric.
    pub fn value(&mut self, at: Timestamp, group: u32, value: f64) {
        match value.is_finite() {
            true => self.push(at, group, self.metric.unit.canonical(value), 1.0),
            false => self.leave_out(LeftOut::NoNumber, at),
        }
    }

    /// A share, from 0 to 1.
    pub fn share(&mut self, at: Timestamp, group: u32, share: f64, is_of_good: bool) {
        if !share.is_finite() {
            return self.leave_out(LeftOut::NoNumber, at);
        }
        if !(-Self::ROUNDING..=1.0 + Self::ROUNDING).contains(&share) {
            return self.leave_out(LeftOut::OutsideOfOne, at);
        }
        let share = share.clamp(0.0, 1.0);
        self.push(at, group, if is_of_good { share } else { 1.0 - share }, 1.0);
    }

    /// A part, good or bad, of a total.
    pub fn part(&mut self, at: Timestamp, group: u32, part: f64, total: f64, is_good: bool) {
        if !part.is_finite() || !total.is_finite() {
            return self.leave_out(LeftOut::NoNumber, at);
        }
        if part < 0.0 || total < 0.0 || part > total * (1.0 + Self::ROUNDING) {
            return self.leave_out(LeftOut::NoShare, at);
        }
        let part = part.min(total);
        self.push(at, group, if is_good { part } else { total - part }, total);
    }

    /// Something that is no observation.
    pub fn leave_out(&mut self, why: LeftOut, at: impl Into<Option<Timestamp>>) {
        let at = at.into();
        let (count, first) = self.left_out.entry(why).or_insert((0, at));
        *count += 1;
        *first = match (*first, at) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
    }

    /// Something else to be told.
    pub fn tell(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.told.contains(&sentence) {
            self.told.push(sentence);
        }
    }

    fn push(&mut self, at: Timestamp, group: u32, good: f64, total: f64) {
        self.points.push(Point { at, good, total, group, row: Row { origin: 0, line: 0 } });
    }

    /// All of it, in order of time, then of dimensions.
    pub fn into_answer(self, server: String) -> Answer {
        // Groups are numbered as they came up, and sorted as they are told.
        let mut moved = vec![0_u32; self.groups.len()];
        for (new, old) in (0_u32..).zip(self.groups.values()) {
            if let Some(place) = moved.get_mut(*old as usize) {
                *place = new;
            }
        }
        let mut points = self.points;
        for point in &mut points {
            point.group = moved.get(point.group as usize).copied().unwrap_or_default();
        }
        points.sort_by_key(|point| (point.at, point.group));
        let sentences = self.left_out.into_iter().map(|(why, (count, first))| why.sentence(count, first));
        Answer {
            records: Records::Points(points.into_iter().collect::<Points>()),
            groups: self.groups.into_keys().collect(),
            server,
            doubts: self.told.into_iter().chain(sentences).collect(),
        }
    }
}
