//! What the metrics of a reading ask of a row in common: each time is read once and each group looked up once, however
//! many metrics want to know. A row of which anything is missing or wrong is left to [`Extractor::read`].

use jiff::Timestamp;

use super::extract::{Extractor, Short};
use super::groups::Groups;
use super::harvest::{Harvest, Way};
use super::rows::{Cell, Row, Slot};
use super::time::{TimeFormat, ZoneOrigin};

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

/// The answers that the row at hand gives. Moments are whole seconds since 1970: most are, and the others are left to
/// those who take a second look.
#[derive(Debug)]
pub struct Answers<'c> {
    common: &'c Common,
    seconds: Vec<Option<i64>>,
    zones: Vec<ZoneOrigin>,
    /// The latest moment in all rows so far.
    furthest: i64,
    groups: Vec<Groups>,
    group: Vec<Option<u32>>,
}

/// What a metric makes of the answers to all rows so far, beside its harvest.
#[derive(Debug)]
pub struct Own {
    /// For each group of the grouping, which one it is of the metric's own.
    groups: Vec<Option<u32>>,
    used: u64,
    left_out: u64,
    /// The latest moment that rows speak of.
    latest: i64,
    stated_zone: bool,
    assumed_zone: bool,
}

impl Default for Own {
    fn default() -> Self {
        let (used, left_out, latest) = (0, 0, i64::MIN);
        Self { groups: Vec::new(), used, left_out, latest, stated_zone: false, assumed_zone: false }
    }
}

impl<'c> Answers<'c> {
    /// No answers yet.
    pub fn new(common: &'c Common) -> Self {
        let (clocks, groupings) = (common.clocks.len(), common.groupings.len());
        Self {
            common,
            seconds: vec![None; clocks],
            zones: vec![ZoneOrigin::Stated; clocks],
            furthest: i64::MIN,
            groups: std::iter::repeat_with(Groups::default).take(groupings).collect(),
            group: vec![None; groupings],
        }
    }

    /// Reads the times of a row.
    pub fn start(&mut self, row: &Row<'_>) {
        let answers = self.seconds.iter_mut().zip(&mut self.zones);
        for (clock, (second, zone)) in self.common.clocks.iter().zip(answers) {
            let read = match row.cell(clock.slot) {
                Cell::Text(text) if clock.missing.iter().any(|marker| marker == text) => None,
                Cell::Text(text) => clock.times.seconds(text),
                Cell::Absent | Cell::List(_) | Cell::Nested => None,
            };
            *second = None;
            if let Some((at, origin)) = read {
                (*second, *zone) = (Some(at), origin);
                self.furthest = self.furthest.max(at);
            }
        }
        self.group.fill(None);
    }

    /// A moment of the row in seconds since 1970, where it tells one.
    pub fn second(&self, clock: usize) -> Option<i64> {
        self.seconds.get(clock).copied().flatten()
    }

    /// Takes the row for a metric, if it is one that needs no second look.
    pub fn take(
        &mut self,
        shortcut: Shortcut,
        way: &Way,
        row: &Row<'_>,
        own: &mut Own,
        harvest: &mut Harvest,
    ) -> bool {
        let Some(second) = self.second(shortcut.dated).filter(|second| *second <= way.recorded_second())
        else {
            return false;
        };
        match way.extractor.short(row, shortcut, self, second) {
            None => return false,
            Some(Short::LeftOut) => own.left_out += 1,
            Some(Short::Point { good, total }) => {
                let group = self.own_group(shortcut, way, row, own, harvest);
                harvest.points.push_second(second, (good, total), group, (harvest.origin, row.line));
                own.used += 1;
            }
        }
        own.latest = own.latest.max(second);
        let zone = self.zones.get(shortcut.dated);
        own.stated_zone |= zone == Some(&ZoneOrigin::Stated);
        own.assumed_zone |= zone.is_some_and(|zone| zone.is_assumed());
        true
    }

    fn own_group(
        &mut self,
        shortcut: Shortcut,
        way: &Way,
        row: &Row<'_>,
        own: &mut Own,
        harvest: &mut Harvest,
    ) -> u32 {
        let shared = match self.group.get(shortcut.grouping).copied().flatten() {
            Some(group) => group,
            None => self.look_up(shortcut.grouping, way, row),
        };
        if let Some(known) = own.groups.get(shared as usize).copied().flatten() {
            return known;
        }
        let group = harvest.group(&way.extractor, row);
        if own.groups.len() <= shared as usize {
            own.groups.resize(shared as usize + 1, None);
        }
        if let Some(known) = own.groups.get_mut(shared as usize) {
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

    /// Adds what a metric made of the answers to its harvest.
    pub fn settle(&self, own: Own, mut harvest: Harvest) -> Harvest {
        let moment = |second: i64| Timestamp::from_second(second).ok().filter(|_| second != i64::MIN);
        harvest.tally.read += own.used + own.left_out;
        harvest.tally.used += own.used;
        harvest.tally.left_out += own.left_out;
        harvest.known_until = harvest.known_until.max(moment(own.latest));
        harvest.furthest = harvest.furthest.max(moment(self.furthest));
        harvest.stated_zone |= own.stated_zone;
        harvest.assumed_zone |= own.assumed_zone;
        harvest
    }
}
