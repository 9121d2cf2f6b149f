//! What the metrics of a reading ask of a row in common: each time is read once and each group looked up once, however
//! many metrics want to know. A row of which anything is missing or wrong is left to [`Extractor::read`].

use jiff::Timestamp;

use super::extract::{Extractor, Short};
use super::groups::Groups;
use super::harvest::{Harvest, Way};
use super::rows::{Cell, Row, Slot};
use super::time::{Moment, TimeFormat};

/// The questions that metrics have in common, each once.
#[derive(Debug, Default)]
pub struct Common {
    clocks: Vec<Clock>,
    groupings: Vec<Grouping>,
}

/// A time that metrics ask for.
#[derive(Debug, PartialEq)]
struct Clock {
    slot: Slot,
    times: TimeFormat,
    missing: Vec<String>,
}

/// The columns that tell a group.
#[derive(Debug, PartialEq)]
struct Grouping {
    slots: Vec<Slot>,
    missing: Vec<String>,
}

/// Where a metric finds the answers.
#[derive(Debug, Clone, Copy)]
pub struct Shortcut {
    /// What dates a row, in the list of clocks.
    pub dated: usize,
    /// Start and end, for a metric that measures the time between them.
    pub elapsed: Option<(usize, usize)>,
    /// The group, in the list of groupings.
    pub grouping: usize,
}

impl Common {
    /// The answers that a metric asks for, added to the questions where nobody has asked them yet; `None` for metrics
    /// that need to look at every row by themselves.
    pub fn shortcut(&mut self, extractor: &Extractor) -> Option<Shortcut> {
        let asked = extractor.asks()?;
        let (times, missing) = (extractor.time_format(), extractor.missing());
        let mut clock = |slot: Slot| {
            let clock = Clock { slot, times: times.clone(), missing: missing.to_vec() };
            place_of(&mut self.clocks, clock)
        };
        let elapsed = asked.elapsed.map(|(from, to)| (clock(from), clock(to)));
        let dated = match asked.time {
            Some(slot) => clock(slot),
            None => elapsed?.1,
        };
        let grouping = place_of(
            &mut self.groupings,
            Grouping { slots: extractor.dimensions().to_vec(), missing: missing.to_vec() },
        );
        Some(Shortcut { dated, elapsed, grouping })
    }
}

/// The place of something in a list, added where it is not in it.
fn place_of<T: PartialEq>(list: &mut Vec<T>, wanted: T) -> usize {
    list.iter().position(|known| *known == wanted).unwrap_or_else(|| {
        list.push(wanted);
        list.len() - 1
    })
}

/// The answers that the row at hand gives.
#[derive(Debug)]
pub struct Answers<'c> {
    common: &'c Common,
    moments: Vec<Option<Moment>>,
    /// The latest moment in all rows so far.
    pub furthest: Option<Timestamp>,
    groups: Vec<Groups>,
    group: Vec<Option<u32>>,
}

/// For each group of a grouping, which one it is of a metric's own.
pub type OwnGroups = Vec<Option<u32>>;

impl<'c> Answers<'c> {
    /// No answers yet.
    pub fn new(common: &'c Common) -> Self {
        let groupings = common.groupings.len();
        Self {
            common,
            moments: vec![None; common.clocks.len()],
            furthest: None,
            groups: std::iter::repeat_with(Groups::default).take(groupings).collect(),
            group: vec![None; groupings],
        }
    }

    /// Reads the times of a row.
    pub fn start(&mut self, row: &Row<'_>) {
        for (clock, moment) in self.common.clocks.iter().zip(&mut self.moments) {
            *moment = match row.cell(clock.slot) {
                Cell::Text(text) if clock.missing.iter().any(|marker| marker == text) => None,
                Cell::Text(text) => clock.times.read(text),
                Cell::Absent | Cell::List(_) | Cell::Nested => None,
            };
            self.furthest = self.furthest.max(moment.map(|moment| moment.at));
        }
        self.group.fill(None);
    }

    /// A moment of the row, where it tells one.
    pub fn moment(&self, clock: usize) -> Option<Moment> {
        self.moments.get(clock).copied().flatten()
    }

    /// Takes the row for a metric, if it is one that needs no second look. `own`: what the metric calls its groups.
    pub fn take(
        &mut self,
        shortcut: Shortcut,
        way: &Way,
        row: &Row<'_>,
        own: &mut OwnGroups,
        harvest: &mut Harvest,
    ) -> bool {
        let Some(short) = way.extractor.short(row, shortcut, self, way.horizon) else { return false };
        match short {
            Short::LeftOut(moment) => harvest.leave_out(row.line, moment),
            Short::Point { moment, at, good, total } => {
                let group = self.own_group(shortcut, way, row, own, harvest);
                harvest.point(row.line, moment, (at, good, total), group);
            }
        }
        true
    }

    fn own_group(
        &mut self,
        shortcut: Shortcut,
        way: &Way,
        row: &Row<'_>,
        own: &mut OwnGroups,
        harvest: &mut Harvest,
    ) -> u32 {
        let shared = match self.group.get(shortcut.grouping).copied().flatten() {
            Some(group) => group,
            None => self.look_up(shortcut.grouping, way, row),
        };
        if let Some(known) = own.get(shared as usize).copied().flatten() {
            return known;
        }
        let group = harvest.group(&way.extractor, row);
        if own.len() <= shared as usize {
            own.resize(shared as usize + 1, None);
        }
        if let Some(known) = own.get_mut(shared as usize) {
            *known = Some(group);
        }
        group
    }

    fn look_up(&mut self, grouping: usize, way: &Way, row: &Row<'_>) -> u32 {
        let Some(groups) = self.groups.get_mut(grouping) else { return 0 };
        let (group, _) = groups.index(&way.extractor, row);
        if let Some(known) = self.group.get_mut(grouping) {
            *known = Some(group);
        }
        group
    }
}
