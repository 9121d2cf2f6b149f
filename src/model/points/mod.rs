//! Observations of one metric that are numbers, in order of time.
//!
//! Millions of them are usual, so they are kept in columns, each as narrow as its values allow: a count of incidents
//! needs four bytes for each time and nothing for the rest. Every value comes out as it went in, to the bit.
//!
//! | file | knows |
//! |---|---|
//! | `times` | moments |
//! | `numbers` | good and total, and passes over them |
//! | `places` | small numbers: groups, origins, lines |
//! | `unsorted` | points as they come, and how they get into order |
//! | `packed` | points as bytes and back |

mod numbers;
mod packed;
mod places;
mod times;
mod unsorted;

use std::ops::Range;

use jiff::Timestamp;

use self::numbers::Numbers;
pub use self::numbers::Readings;
pub use self::packed::{Fixed, Pack, Unpack};
use self::places::{Lines, Places};
use self::times::Times;
pub use self::unsorted::Unsorted;
use super::observation::{Point, Row};
use super::window::Interval;

/// Points in order of time. How they are kept is nobody's business but this folder's: they come and go one by one, or
/// a column at a time.
#[derive(Debug, Clone, Default)]
pub struct Points {
    columns: Columns,
}

impl Points {
    /// Points in any order, put in order of time, then of where they stand.
    pub fn sorted(list: Vec<Point>) -> Self {
        list.into_iter().collect::<Unsorted>().into_points()
    }

    /// Adds a point that is no earlier than the last.
    pub fn push(&mut self, point: Point) {
        debug_assert!(self.last().is_none_or(|last| last.at <= point.at), "points come in order of time");
        self.columns.push(point);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The point at a place.
    pub fn get(&self, place: usize) -> Option<Point> {
        (place < self.len()).then(|| self.columns.point(place))
    }

    /// The earliest.
    pub fn first(&self) -> Option<Point> {
        self.get(0)
    }

    /// The latest.
    pub fn last(&self) -> Option<Point> {
        self.get(self.len().checked_sub(1)?)
    }

    /// How many lie before a moment. By bisection, so that many short stretches of time are cheap.
    pub fn before(&self, moment: Timestamp) -> usize {
        self.columns.times.partition_point(|at| at < moment)
    }

    /// How many lie at a moment or before it.
    pub fn until(&self, moment: Timestamp) -> usize {
        self.columns.times.partition_point(|at| at <= moment)
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
        self.all().iter()
    }

    /// Each made another that is at the same time.
    #[must_use]
    pub fn map(self, mut change: impl FnMut(Point) -> Point) -> Self {
        self.iter().map(|point| Point { at: point.at, ..change(point) }).collect()
    }

    /// The points apart by their group: `homes` says for each group to which of `parts` its points go, and which group
    /// they are of there. Points of a group that it does not know go nowhere.
    #[must_use]
    pub fn split(&self, parts: usize, homes: &[Option<(usize, u32)>]) -> Vec<Self> {
        let mut orders: Vec<Vec<usize>> = vec![Vec::new(); parts];
        let home = |place: usize| homes.get(self.columns.groups.get(place) as usize).copied().flatten();
        for place in 0..self.len() {
            if let Some(order) = home(place).and_then(|(part, _)| orders.get_mut(part)) {
                order.push(place);
            }
        }
        let group_there =
            |group: u32| homes.get(group as usize).copied().flatten().map_or(0, |(_, there)| there);
        let part = |order: Vec<usize>| {
            let mut columns = self.columns.picked(order.into_iter());
            columns.groups = columns.groups.mapped(group_there);
            Self { columns }
        };
        orders.into_iter().map(part).collect()
    }
}

/// Points come in order of time already.
impl FromIterator<Point> for Points {
    fn from_iter<I: IntoIterator<Item = Point>>(points: I) -> Self {
        let mut all = Self::default();
        points.into_iter().for_each(|point| all.push(point));
        all
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
        let columns = &self.points.columns;
        self.range.clone().map(|place| columns.point(place))
    }

    /// Their moments alone, in order.
    pub fn times(&self) -> impl Iterator<Item = Timestamp> + use<'a> {
        let times = &self.points.columns.times;
        self.range.clone().map(|place| times.get(place))
    }

    /// What is good in each, alone.
    pub fn good(&self) -> Readings<'a> {
        self.points.columns.good.part(self.range.clone())
    }

    /// Out of how much, for each, alone.
    pub fn total(&self) -> Readings<'a> {
        self.points.columns.total.part(self.range.clone())
    }
}

/// The columns, of one length.
#[derive(Debug, Clone, Default)]
struct Columns {
    times: Times,
    good: Numbers,
    total: Numbers,
    groups: Places,
    origins: Places,
    lines: Lines,
}

impl Columns {
    fn len(&self) -> usize {
        self.times.len()
    }

    #[inline]
    fn push(&mut self, point: Point) {
        self.times.push(point.at);
        self.good.push(point.good);
        self.total.push(point.total);
        self.groups.push(point.group);
        self.origins.push(point.row.origin);
        self.lines.push(point.row.line);
    }

    fn point(&self, place: usize) -> Point {
        Point {
            at: self.times.get(place),
            good: self.good.get(place),
            total: self.total.get(place),
            group: self.groups.get(place),
            row: self.row(place),
        }
    }

    fn row(&self, place: usize) -> Row {
        Row { origin: self.origins.get(place), line: self.lines.get(place) }
    }

    /// The points at these places, in this order.
    fn picked(&self, order: impl Iterator<Item = usize> + Clone) -> Self {
        Self {
            times: self.times.picked(order.clone()),
            good: self.good.picked(order.clone()),
            total: self.total.picked(order.clone()),
            groups: self.groups.picked(order.clone()),
            origins: self.origins.picked(order.clone()),
            lines: self.lines.picked(order),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_time() -> impl Strategy<Value = Timestamp> {
        let (least, most) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
        let second = |second| Timestamp::from_second(second).expect("in range");
        let nanosecond = |nanosecond: i64| Timestamp::from_nanosecond(nanosecond.into()).expect("in range");
        prop_oneof![
            6 => (1_700_000_000..1_700_000_100i64).prop_map(second),
            1 => (least..=most).prop_map(second),
            1 => any::<i64>().prop_map(nanosecond),
            1 => Just(Timestamp::MAX),
        ]
    }

    fn any_number() -> impl Strategy<Value = f64> {
        prop_oneof![
            3 => Just(1.0),
            1 => Just(-0.0),
            3 => (0..300u32).prop_map(f64::from),
            1 => any::<u32>().prop_map(f64::from),
            1 => any::<f32>().prop_map(f64::from),
            1 => any::<f64>(),
        ]
    }

    fn any_place() -> impl Strategy<Value = u32> {
        prop_oneof![3 => Just(0), 3 => 0..300u32, 1 => 0..70_000u32, 1 => any::<u32>()]
    }

    fn any_point() -> impl Strategy<Value = Point> {
        (any_time(), any_number(), any_number(), any_place(), any_place(), any_place()).prop_map(
            |(at, good, total, group, origin, line)| Point {
                at,
                good,
                total,
                group,
                row: Row { origin, line },
            },
        )
    }

    /// By their bits, since there are numbers that do not equal themselves.
    fn bits(points: impl IntoIterator<Item = Point>) -> Vec<(Timestamp, u64, u64, u32, Row)> {
        let bits = |p: Point| (p.at, p.good.to_bits(), p.total.to_bits(), p.group, p.row);
        points.into_iter().map(bits).collect()
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out_in_order(points in prop::collection::vec(any_point(), 0..60)) {
            let mut expected = points.clone();
            expected.sort_by_key(|point| (point.at, point.row));
            let sorted = Points::sorted(points);
            prop_assert_eq!(bits(sorted.iter()), bits(expected.clone()));
            prop_assert_eq!(bits(sorted.iter().rev()), bits(expected.iter().rev().copied()));
            prop_assert_eq!(bits(sorted.first()), bits(expected.first().copied()));
            prop_assert_eq!(bits(sorted.last()), bits(expected.last().copied()));
            let pushed: Points = expected.iter().copied().collect();
            prop_assert_eq!(bits(pushed.iter()), bits(expected.clone()));
            for point in &expected {
                prop_assert_eq!(sorted.before(point.at), expected.partition_point(|p| p.at < point.at));
                prop_assert_eq!(sorted.until(point.at), expected.partition_point(|p| p.at <= point.at));
            }
        }

        #[test]
        fn a_part_is_a_part_of_the_list(
            points in prop::collection::vec(any_point(), 1..40), ends in (any_time(), any_time()),
        ) {
            let mut expected = points.clone();
            expected.sort_by_key(|point| (point.at, point.row));
            expected.retain(|point| ends.0 <= point.at && point.at < ends.1);
            let sorted = Points::sorted(points);
            let part = sorted.within(Interval { from: ends.0, to: ends.1 });
            prop_assert_eq!(part.len(), expected.len());
            prop_assert_eq!(bits(part.iter()), bits(expected.clone()));
            prop_assert_eq!(part.times().collect::<Vec<_>>(), expected.iter().map(|p| p.at).collect::<Vec<_>>());
            let mut goods = Vec::new();
            part.good().for_each(|good| goods.push(good.to_bits()));
            prop_assert_eq!(goods, expected.iter().map(|p| p.good.to_bits()).collect::<Vec<_>>());
            let totals: Vec<u64> = (0..part.len()).map(|at| part.total().get(at).to_bits()).collect();
            prop_assert_eq!(totals, expected.iter().map(|p| p.total.to_bits()).collect::<Vec<_>>());
        }

        #[test]
        fn whole_numbers_add_up(numbers in prop::collection::vec(any_number(), 0..30)) {
            let at = Timestamp::UNIX_EPOCH;
            let row = Row { origin: 0, line: 0 };
            let points: Points =
                numbers.iter().map(|good| Point { at, good: *good, total: 1.0, group: 0, row }).collect();
            let is_whole = |n: &f64| n.fract() == 0.0 && *n >= 0.0 && *n <= f64::from(u32::MAX);
            if let Some(sum) = points.all().good().whole_sum() {
                prop_assert!(numbers.iter().all(is_whole));
                prop_assert_eq!(sum as f64, numbers.iter().sum::<f64>());
            }
            prop_assert_eq!(points.all().total().whole_sum(), Some(numbers.len() as u64));
            prop_assert!(points.all().total().are_all(1.0));
        }

        #[test]
        fn pieces_make_a_whole(
            pieces in prop::collection::vec(prop::collection::vec(any_point(), 0..20), 0..5),
        ) {
            let mut together = Unsorted::default();
            for piece in &pieces {
                let unsorted: Unsorted = piece.iter().copied().collect();
                together.append(&unsorted, |group| group / 2);
            }
            let all = pieces.concat().into_iter().map(|point| Point { group: point.group / 2, ..point });
            prop_assert_eq!(together.len(), all.len());
            prop_assert_eq!(bits(together.into_points().iter()), bits(Points::sorted(all.collect()).iter()));
        }

        #[test]
        fn what_is_packed_comes_out_again(points in prop::collection::vec(any_point(), 0..40), cut in any::<prop::sample::Index>()) {
            let points = points.into_iter().map(|point| Point { row: Row { origin: 3, ..point.row }, ..point });
            let unsorted: Unsorted = points.collect();
            let mut bytes = Vec::new();
            let mut pack = Pack::new(&mut bytes);
            let fits = unsorted.pack(&mut pack);
            pack.finish().expect("memory");
            if fits {
                let read = |mut bytes: &[u8], length: usize| {
                    Unsorted::unpack(&mut Unpack::new(&mut bytes, length as u64), 3)
                };
                let back = read(&bytes, bytes.len()).expect("whole");
                prop_assert_eq!(bits(back.into_points().iter()), bits(unsorted.into_points().iter()));
                let cut = cut.index(bytes.len());
                prop_assert!(read(&bytes[..cut], cut).is_none() && read(&bytes[..cut], bytes.len()).is_none());
            }
        }

        #[test]
        fn groups_go_to_their_homes(
            points in prop::collection::vec((any_point(), 0..5u32), 0..40),
            homes in prop::collection::vec(prop::option::of((0..3usize, 0..9u32)), 4),
        ) {
            let points: Vec<Point> = points.into_iter().map(|(point, group)| Point { group, ..point }).collect();
            let sorted = Points::sorted(points);
            let parts = sorted.split(3, &homes);
            for (at, part) in parts.iter().enumerate() {
                let home = |p: Point| homes.get(p.group as usize).copied().flatten().filter(|(to, _)| *to == at);
                let own = sorted.iter().filter_map(|p| home(p).map(|(_, group)| Point { group, ..p }));
                prop_assert_eq!(bits(part.iter()), bits(own));
            }
        }
    }

    #[test]
    fn usual_points_take_little_room() {
        let row = |line| Row { origin: 0, line };
        let at = |n: u32| Timestamp::from_second(1_700_000_000 + i64::from(n)).expect("in range");
        let point =
            |n: u32| Point { at: at(n), good: f64::from(n % 2), total: 1.0, group: n % 40, row: row(n) };
        let points: Points = (0..1_000).map(point).collect();
        let columns = &points.columns;
        assert!(matches!(&columns.times, Times::Seconds(_)));
        assert!(matches!(&columns.good, Numbers::Bytes(_)));
        assert!(matches!(&columns.total, Numbers::Same(_, 1_000)));
        assert!(matches!(&columns.groups, Places::Bytes(_)));
        assert!(matches!(&columns.lines, Lines::Run { first: 0, count: 1_000 }));
    }
}
