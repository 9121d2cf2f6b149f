//! Points as they come.

use jiff::Timestamp;

use super::times::Times;
use super::{Columns, Points};
use crate::model::observation::{Point, Row};

/// Points in the order in which they came.
#[derive(Debug, Clone)]
pub struct Unsorted {
    pub(super) columns: Columns,
    /// The last one, for as long as they came in order of time, then of where they stand.
    pub(super) last: Option<(Timestamp, Row)>,
    pub(super) is_in_order: bool,
}

impl Default for Unsorted {
    fn default() -> Self {
        Self { columns: Columns::default(), last: None, is_in_order: true }
    }
}

impl Unsorted {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds one.
    #[inline]
    pub fn push(&mut self, point: Point) {
        let this = (point.at, point.row);
        self.is_in_order = self.is_in_order && self.last.is_none_or(|last| last <= this);
        self.last = Some(this);
        self.columns.push(point);
    }

    /// Adds others after these, each of the group that `group` makes of its own.
    pub fn append(&mut self, other: &Self, group: impl Fn(u32) -> u32) {
        if other.is_empty() {
            return;
        }
        let first = (other.columns.times.get(0), other.columns.row(0));
        self.is_in_order =
            self.is_in_order && other.is_in_order && self.last.is_none_or(|last| last <= first);
        self.last = other.last;
        let (own, more) = (&mut self.columns, &other.columns);
        own.times.append(&more.times);
        own.good.append(&more.good);
        own.total.append(&more.total);
        own.groups.append(&more.groups, group);
        own.origins.append(&more.origins, |origin| origin);
        own.lines.append(&more.lines);
    }

    /// The group of each.
    pub fn groups(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|place| self.columns.groups.get(place))
    }

    /// Gives each another group.
    pub fn regroup(&mut self, group: impl Fn(u32) -> u32) {
        self.columns.groups = self.columns.groups.mapped(group);
    }

    /// In order of time, then of where they stand, then of how they came.
    pub fn into_points(self) -> Points {
        if self.is_in_order {
            return Points { columns: self.columns };
        }
        let columns = match self.order_by_second() {
            Some(order) => self.columns.picked(order.iter().map(|key| (key & u64::from(u32::MAX)) as usize)),
            None => {
                let mut order: Vec<usize> = (0..self.len()).collect();
                order.sort_by_key(|place| (self.columns.times.get(*place), self.columns.row(*place)));
                self.columns.picked(order.iter().copied())
            }
        };
        Points { columns }
    }

    /// Places by their seconds, the seconds in the upper half of each number, where rows came one after the other: then
    /// the order in which they came is that of where they stand, and sorting numbers is enough.
    fn order_by_second(&self) -> Option<Vec<u64>> {
        let Times::Seconds(seconds) = &self.columns.times else { return None };
        let in_rows = (1..self.len()).all(|place| self.columns.row(place - 1) <= self.columns.row(place));
        if !in_rows || u32::try_from(seconds.len()).is_err() {
            return None;
        }
        let keys = (0_u64..).zip(seconds).map(|(place, second)| (u64::from(*second) << 32) | place);
        let mut order: Vec<u64> = keys.collect();
        order.sort_unstable();
        Some(order)
    }
}

impl FromIterator<Point> for Unsorted {
    fn from_iter<I: IntoIterator<Item = Point>>(points: I) -> Self {
        let mut all = Self::default();
        points.into_iter().for_each(|point| all.push(point));
        all
    }
}
