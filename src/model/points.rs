//! Observations of one metric that are numbers, in order of time.

use std::ops::Range;

use jiff::Timestamp;

use super::observation::Point;
use super::window::Interval;

/// Points in order of time. How they are kept is nobody's business but this file's: they come and go one by one.
#[derive(Debug, Clone, Default)]
pub struct Points {
    list: Vec<Point>,
}

impl Points {
    /// Points in any order, put in order of time, then of where they stand.
    pub fn sorted(mut list: Vec<Point>) -> Self {
        list.sort_by_key(|point| (point.at, point.row));
        Self { list }
    }

    /// Adds a point that is no earlier than the last.
    pub fn push(&mut self, point: Point) {
        debug_assert!(
            self.list.last().is_none_or(|last| last.at <= point.at),
            "points come in order of time"
        );
        self.list.push(point);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The point at a place.
    pub fn get(&self, place: usize) -> Option<Point> {
        self.list.get(place).copied()
    }

    /// The earliest.
    pub fn first(&self) -> Option<Point> {
        self.list.first().copied()
    }

    /// The latest.
    pub fn last(&self) -> Option<Point> {
        self.list.last().copied()
    }

    /// How many lie before a moment. By bisection, so that many short stretches of time are cheap.
    pub fn before(&self, moment: Timestamp) -> usize {
        self.list.partition_point(|point| point.at < moment)
    }

    /// How many lie at a moment or before it.
    pub fn until(&self, moment: Timestamp) -> usize {
        self.list.partition_point(|point| point.at <= moment)
    }

    /// Those of a stretch of time, its start included and its end not.
    pub fn within(&self, interval: Interval) -> Part<'_> {
        let (from, to) = (self.before(interval.from), self.before(interval.to));
        Part { points: self, range: from..to.max(from) }
    }

    /// All of them, as a part.
    pub fn all(&self) -> Part<'_> {
        Part { points: self, range: 0..self.len() }
    }

    /// One after the other.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Point> + ExactSizeIterator + Clone + '_ {
        self.list.iter().copied()
    }

    /// Each made another that is at the same time.
    #[must_use]
    pub fn map(mut self, mut change: impl FnMut(Point) -> Point) -> Self {
        for point in &mut self.list {
            *point = Point { at: point.at, ..change(*point) };
        }
        self
    }
}

/// Points come in order of time already.
impl FromIterator<Point> for Points {
    fn from_iter<I: IntoIterator<Item = Point>>(points: I) -> Self {
        let list: Vec<Point> = points.into_iter().collect();
        debug_assert!(list.is_sorted_by_key(|point| point.at), "points come in order of time");
        Self { list }
    }
}

/// A run of points.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    points: &'a Points,
    range: Range<usize>,
}

impl<'a> Part<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.range.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    /// One after the other.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Point> + ExactSizeIterator + Clone + use<'a> {
        self.points.list.get(self.range.clone()).unwrap_or_default().iter().copied()
    }
}
