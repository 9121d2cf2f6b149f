//! Points as they come.

use jiff::Timestamp;

use super::times::Times;
use super::{Columns, Points};
use crate::model::observation::{Point, Row};

/// Points in the order in which they came.
#[derive(Debug, Clone)]
pub struct Unsorted {
    pub(super) columns: Columns,
    /// Whether that is the order of time, then of where they stand.
    pub(super) is_in_order: bool,
}

impl Default for Unsorted {
    fn default() -> Self {
        Self { columns: Columns::default(), is_in_order: true }
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
    pub fn push(&mut self, point: Point) {
        self.is_in_order = self.is_in_order && self.reach(point.at, point.row);
        self.columns.push(point);
    }

    /// Adds one at a second since 1970: good and total, its group, and the origin and line where it stands. The same as
    /// [`push`](Self::push), for those who have very many.
    #[inline]
    pub fn push_second(
        &mut self,
        second: i64,
        (good, total): (f64, f64),
        group: u32,
        (origin, line): (u32, u32),
    ) {
        let row = Row { origin, line };
        self.is_in_order = self.is_in_order
            && match self.columns.times.is_after_last(second) {
                Some(is_after) => is_after || self.reach(of_second(second), row),
                None => self.reach(of_second(second), row),
            };
        let columns = &mut self.columns;
        if !columns.times.takes_second(second) {
            columns.times.push(of_second(second));
        }
        columns.good.push(good);
        columns.total.push(total);
        columns.groups.push(group);
        columns.origins.push(origin);
        columns.lines.push(line);
    }

    /// Makes room for so many more, in the form that those have which are there.
    pub fn reserve(&mut self, more: usize) {
        let columns = &mut self.columns;
        columns.times.reserve(more);
        columns.good.reserve(more);
        columns.total.reserve(more);
        columns.groups.reserve(more);
        columns.lines.reserve(more);
    }

    /// Whether the last one stands no later than this.
    fn reach(&self, at: Timestamp, row: Row) -> bool {
        let Some(last) = self.len().checked_sub(1) else { return true };
        (self.columns.times.get(last), self.columns.row(last)) <= (at, row)
    }

    /// Adds others after these, each of the group that `group` makes of its own.
    pub fn append(&mut self, other: &Self, group: impl Fn(u32) -> u32) {
        if other.is_empty() {
            return;
        }
        self.is_in_order = self.is_in_order
            && other.is_in_order
            && self.reach(other.columns.times.get(0), other.columns.row(0));
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

/// A moment by its second; that of 1970 where there is none.
fn of_second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or_default()
}

impl FromIterator<Point> for Unsorted {
    fn from_iter<I: IntoIterator<Item = Point>>(points: I) -> Self {
        let mut all = Self::default();
        points.into_iter().for_each(|point| all.push(point));
        all
    }
}
