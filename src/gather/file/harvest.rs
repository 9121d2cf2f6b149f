//! What rows come to for one metric: those of a block of a file, or all of them.
//!
//! Blocks are read side by side, each into a harvest of its own, and harvests are put together in the order of the
//! blocks. So one way of reading a row serves both, and the number of threads changes nothing.

use jiff::Timestamp;

use super::Horizon;
use super::clock::Clock;
use super::complaint::{Complaint, complaint};
use super::extract::{Extractor, Reading};
use super::feed::MAX_ROWS;
use super::groups::Groups;
use super::latest::Latest;
use super::measure::Outcome;
use super::rows::{Columns, Row};
use super::time::{Moment, ZoneOrigin};
use crate::model::observation::{Doubts, Outage, Point, Row as RowPlace, Tally};
use crate::model::points::Unsorted;

/// How a metric reads rows.
#[derive(Debug)]
pub struct Way {
    /// What it makes of a row.
    pub extractor: Extractor,
    /// What rows can tell of.
    pub horizon: Horizon,
}

impl Way {
    /// The last second that rows can tell of.
    pub fn recorded_second(&self) -> i64 {
        let recorded = self.horizon.recorded;
        // Before 1970 parts of seconds are counted backwards.
        recorded.as_second() - i64::from(recorded.subsec_nanosecond() < 0)
    }
}

/// What rows came to.
#[derive(Debug, Default)]
pub struct Harvest {
    /// The file that the rows come from.
    pub origin: u32,
    /// Rows that wait for the end of their entities' rows.
    pub latest: Latest<Settled>,
    /// The values of dimensions.
    pub groups: Groups,
    /// Observations that are numbers.
    pub points: Unsorted,
    /// Windows of down time.
    pub outages: Vec<Outage>,
    /// The latest moment that they speak of.
    pub known_until: Option<Timestamp>,
    /// The latest moment that stands in them, whether or not they speak of it.
    pub furthest: Option<Timestamp>,
    /// Those that could not be read.
    pub doubts: Doubts,
    /// What became of them.
    pub tally: Tally,
    /// Whether a time of the file names its zone.
    pub stated_zone: bool,
    /// Whether a time of the file should name its zone and does not.
    pub assumed_zone: bool,
    /// How many rows of the file are dated after what was recorded, and the line of the first.
    pub ahead: Option<(u64, u32)>,
    /// What the times of the file show of its clock.
    pub clock: Clock,
    /// What there is to say of rows, in their order.
    pub remarks: Vec<Remark>,
}

/// Something to say of a row.
#[derive(Debug)]
pub enum Remark {
    /// A group came up for the first time, in the row on this line; its values, each ended by
    /// [`GROUP_END`](super::groups::GROUP_END).
    Group(u32, Box<str>),
    /// The row could not be used.
    Complaint(RowPlace, Box<Complaint>),
}

/// A row that is read and waits for the end of its entity's rows.
#[derive(Debug)]
pub struct Settled {
    place: RowPlace,
    group: u32,
    end: Ending,
}

#[derive(Debug)]
enum Ending {
    Counts(Outcome),
    Unreadable(Box<Complaint>, Option<Timestamp>),
}

impl Harvest {
    /// Nothing yet, of rows of this file.
    pub fn of(origin: u32) -> Self {
        Self { origin, ..Self::default() }
    }

    /// Counts a row that nobody can read.
    pub fn skip_row(&mut self) {
        self.tally.read += 1;
        self.doubt(None);
    }

    /// Takes a row.
    pub fn row(&mut self, way: &Way, columns: &Columns, row: &Row<'_>) {
        self.tally.read += 1;
        let reading = way.extractor.read(row, way.horizon);
        self.furthest = self.furthest.max(reading.furthest);
        if let Some(moment) = reading.speaks_of {
            self.heard_of(moment);
            self.clock.saw(moment, row.line);
        }
        let is_after = |bound| reading.dated.is_some_and(|moment| moment.at > bound);
        if is_after(way.horizon.recorded) && reading.outcome.is_observation() {
            self.tally.left_out += 1;
            self.ahead.get_or_insert((0, row.line)).0 += 1;
            reading.dated.into_iter().for_each(|moment| self.clock.saw_ahead(moment));
            return;
        }
        match way.extractor.entity(row) {
            // What is not known yet does not replace what is.
            Some(_) if is_after(way.horizon.as_of) => self.tally.left_out += 1,
            None => {
                let settled = self.settle(way, columns, row, &reading, None);
                self.count(settled);
            }
            Some((None, _)) => self.tally.missing += 1,
            Some((Some(entity), order)) => {
                let settled = self.settle(way, columns, row, &reading, Some(entity));
                self.tally.left_out += u64::from(self.latest.offer(entity, order, settled));
            }
        }
    }

    fn heard_of(&mut self, moment: Moment) {
        self.known_until = self.known_until.max(Some(moment.at));
        self.stated_zone |= moment.zone == ZoneOrigin::Stated;
        self.assumed_zone |= moment.zone.is_assumed();
    }

    /// Counts a row that cannot be used.
    fn doubt(&mut self, at: Option<Timestamp>) {
        self.tally.unreadable += 1;
        match at {
            Some(at) => self.doubts.dated.push(at),
            None => self.doubts.undated += 1,
        }
    }

    fn settle(
        &mut self,
        way: &Way,
        columns: &Columns,
        row: &Row<'_>,
        reading: &Reading,
        entity: Option<&str>,
    ) -> Settled {
        let group = if reading.outcome.is_observation() { self.group(&way.extractor, row) } else { 0 };
        let end = match reading.outcome {
            Outcome::Unreadable(fault) => {
                let complaint = complaint(fault, row, columns, way.extractor.time_format(), entity);
                Ending::Unreadable(Box::new(complaint), reading.doubtful)
            }
            outcome => Ending::Counts(outcome),
        };
        Settled { place: RowPlace { origin: self.origin, line: row.line }, group, end }
    }

    /// The index of a row's group.
    pub fn group(&mut self, extractor: &Extractor, row: &Row<'_>) -> u32 {
        let (group, new) = self.groups.index(extractor, row);
        self.remarks.extend(new.map(|values| Remark::Group(row.line, values)));
        group
    }

    fn count(&mut self, settled: Settled) {
        let Settled { place, group, end } = settled;
        match end {
            Ending::Counts(Outcome::Point { at, good, total }) => {
                self.tally.used += 1;
                self.points.push(Point { at, good, total, group, row: place });
            }
            Ending::Counts(Outcome::Outage(interval)) => {
                self.tally.used += 1;
                self.outages.push(Outage { interval, group, row: place });
            }
            Ending::Counts(Outcome::LeftOut) => self.tally.left_out += 1,
            Ending::Counts(Outcome::Missing) => self.tally.missing += 1,
            Ending::Counts(Outcome::Unreadable(_)) => self.doubt(None),
            Ending::Unreadable(complaint, at) => {
                self.doubt(at);
                self.remarks.push(Remark::Complaint(place, complaint));
            }
        }
    }

    /// Counts the last row of each entity, once there are no more rows.
    pub fn settle_all(&mut self) {
        for (_, settled) in std::mem::take(&mut self.latest).into_rows() {
            self.count(settled);
        }
    }

    /// Makes room for so many more rows. Room that turns out not to be needed costs nothing, as long as nobody writes there;
    /// room that has to be made again and again is copied each time.
    pub fn expect(&mut self, rows: u64) {
        self.points.reserve(usize::try_from(rows.min(MAX_ROWS)).unwrap_or_default());
    }

    /// Adds what the rows came to that follow. Their remarks come with groups that are new here only.
    pub fn absorb(&mut self, other: Self) {
        let mut moved: Vec<u32> = Vec::new();
        for remark in other.remarks {
            match remark {
                Remark::Group(line, values) => {
                    let (group, is_new) = self.groups.index_of(&values);
                    moved.push(group);
                    self.remarks.extend(is_new.then_some(Remark::Group(line, values)));
                }
                Remark::Complaint(..) => self.remarks.push(remark),
            }
        }
        let here = |group: u32| moved.get(group as usize).copied().unwrap_or_default();
        if self.points.is_empty() {
            self.points = other.points;
            if (0_u32..).zip(&moved).any(|(from, to)| from != *to) {
                self.points.regroup(here);
            }
        } else {
            self.points.append(&other.points, here);
        }
        self.outages.extend(other.outages.into_iter().map(|of| Outage { group: here(of.group), ..of }));
        for (entity, order, settled) in other.latest.into_ordered_rows() {
            let settled = Settled { group: here(settled.group), ..settled };
            self.tally.left_out += u64::from(self.latest.offer(&entity, order, settled));
        }
        self.known_until = self.known_until.max(other.known_until);
        self.furthest = self.furthest.max(other.furthest);
        self.doubts.dated.extend(other.doubts.dated);
        self.doubts.undated += other.doubts.undated;
        self.tally.read += other.tally.read;
        self.tally.used += other.tally.used;
        self.tally.left_out += other.tally.left_out;
        self.tally.missing += other.tally.missing;
        self.tally.unreadable += other.tally.unreadable;
        self.clock.absorb(other.clock);
        self.stated_zone |= other.stated_zone;
        self.assumed_zone |= other.assumed_zone;
        if let Some((rows, line)) = other.ahead {
            self.ahead.get_or_insert((0, line)).0 += rows;
        }
    }
}
