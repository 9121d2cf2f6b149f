//! Rows of an answer become points.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::MAX_ROWS;
use super::cell::Cell;
use super::doubt::{Doubt, Doubts};
use super::moment::Moments;
use crate::gather::file::number::NumberFormat;
use crate::gather::file::report::quiet;
use crate::model::metric::Records as Silence;
use crate::model::observation::{Group, Point, Row};
use crate::model::quantity::Dimension;
use crate::model::source::{Amount, SqlQuestion};
use crate::model::{Interval, Metric, Points, Unit};
use crate::text::nearest;
use crate::text::secret::masked;

/// Why an answer cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It lacks a column.
    #[error("the answer has no column `{}`", quiet(name))]
    NoColumn {
        /// The one that is asked for.
        name: String,
        /// What to do about it.
        help: String,
    },
    /// It has several columns of this name.
    #[error("{count} columns of the answer are called `{}`", quiet(name))]
    Ambiguous {
        /// The name.
        name: String,
        /// How many there are.
        count: usize,
    },
    /// It has more rows than anybody should wait for.
    #[error("the answer has more than {MAX_ROWS} rows")]
    TooManyRows,
}

impl Unusable {
    /// What to do about it.
    pub fn help(&self) -> &str {
        match self {
            Self::NoColumn { help, .. } => help,
            Self::Ambiguous { .. } => "name one of them with `as`; nobody can tell which one is meant",
            Self::TooManyRows => "let the database sum up: `group by` the interval, and one row for each",
        }
    }
}

/// Reads the rows of one answer.
#[derive(Debug)]
pub struct Reading {
    moments: Moments,
    numbers: NumberFormat,
    unit: Unit,
    /// A second reading of one thing at one time is doubtful; a second event is not.
    are_samples: bool,
    time: usize,
    amount: Slots,
    by: Vec<usize>,
    points: Vec<Point>,
    groups: BTreeMap<Group, u32>,
    doubts: Doubts,
    rows: usize,
}

#[derive(Debug, Clone, Copy)]
enum Slots {
    Value(usize),
    Share { part: usize, total: usize, part_is_good: bool },
}

/// What the rows come to.
#[derive(Debug)]
pub struct Rows {
    /// Numbers in order of time, then of group and value, whatever order the rows came in.
    pub points: Points,
    /// The values of the metric's dimensions, in order.
    pub groups: Vec<Group>,
    /// What was left out.
    pub doubts: Doubts,
    /// How many rows there were.
    pub read: u64,
}

impl Reading {
    /// For an answer with these columns.
    ///
    /// # Errors
    /// [`Unusable::NoColumn`].
    pub fn new(metric: &Metric, question: &SqlQuestion, columns: &[String]) -> Result<Self, Unusable> {
        let slot = |name: &String| slot(name, columns);
        let amount = match &question.amount {
            Amount::Value(value) => Slots::Value(slot(value)?),
            Amount::GoodOfTotal { good, total } => {
                Slots::Share { part: slot(good)?, total: slot(total)?, part_is_good: true }
            }
            Amount::BadOfTotal { bad, total } => {
                Slots::Share { part: slot(bad)?, total: slot(total)?, part_is_good: false }
            }
        };
        Ok(Self {
            moments: Moments::new(&question.zone),
            numbers: NumberFormat::new('.'),
            unit: metric.unit.clone(),
            are_samples: metric.gather.as_ref().is_some_and(|gather| gather.records == Silence::Samples),
            time: slot(&question.time)?,
            amount,
            by: metric.process.by.iter().map(slot).collect::<Result<_, _>>()?,
            points: Vec::new(),
            groups: BTreeMap::new(),
            doubts: Doubts::default(),
            rows: 0,
        })
    }

    /// Takes a row, whose cells `cell` gives by the places of their columns.
    ///
    /// # Errors
    /// [`Unusable::TooManyRows`].
    pub fn row<'r>(&mut self, cell: impl Fn(usize) -> Cell<'r>) -> Result<(), Unusable> {
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(Unusable::TooManyRows);
        }
        let Some(at) = self.moment(cell(self.time)) else { return Ok(()) };
        let amount = match self.amount {
            Slots::Value(slot) => self.value(cell(slot)).map(|value| (value, 1.0)),
            Slots::Share { part, total, part_is_good } => self.share(cell(part), cell(total), part_is_good),
        };
        let Ok((good, total)) = amount.map_err(|doubt| self.doubtful(doubt, at)) else { return Ok(()) };
        let group = self.group(&cell);
        self.points.push(Point { at, good, total, group, row: Row { origin: 0, line: 0 } });
        Ok(())
    }

    fn moment(&mut self, cell: Cell<'_>) -> Option<Timestamp> {
        let at = self.moments.read(cell);
        match (at, cell) {
            (Some(_), _) => {}
            (None, Cell::Null) => self.doubts.add(Doubt::NoTime, String::new),
            (None, _) => self.doubts.add(Doubt::UnreadableTime, || cell.shown()),
        }
        at
    }

    fn doubtful(&mut self, (doubt, example): (Doubt, String), at: Timestamp) {
        if doubt != Doubt::NoValue {
            self.doubts.dated.push(at);
        }
        self.doubts.add(doubt, || if example.is_empty() { example } else { format!("{example} at {at}") });
    }

    /// A value in canonical units.
    fn value(&self, cell: Cell<'_>) -> Result<f64, (Doubt, String)> {
        match cell {
            Cell::Span(seconds) if self.unit.dimension() == Dimension::Time => finite(seconds),
            Cell::Span(_) => Err((Doubt::UnreadableNumber, cell.shown())),
            other => self.number(other).map(|number| self.unit.canonical(number)),
        }
    }

    fn number(&self, cell: Cell<'_>) -> Result<f64, (Doubt, String)> {
        match cell {
            Cell::Null => Err((Doubt::NoValue, String::new())),
            Cell::Integer(number) => Ok(number as f64),
            Cell::Number(number) => finite(number),
            Cell::Truth(truth) => Ok(f64::from(u8::from(truth))),
            Cell::Text(text) if is_endless(text) => Err((Doubt::NotFinite, cell.shown())),
            Cell::Text(text) => {
                self.numbers.read(text).ok_or_else(|| (Doubt::UnreadableNumber, cell.shown()))
            }
            Cell::Moment(_) | Cell::Civil(_) | Cell::Span(_) | Cell::Other(_) => {
                Err((Doubt::UnreadableNumber, cell.shown()))
            }
        }
    }

    /// Good and total.
    fn share(&self, part: Cell<'_>, total: Cell<'_>, is_good: bool) -> Result<(f64, f64), (Doubt, String)> {
        let (part, total) = (self.number(part)?, self.number(total)?);
        if part < 0.0 || part > total {
            return Err((Doubt::NoShare, format!("{part} of {total}")));
        }
        Ok((if is_good { part } else { total - part }, total))
    }

    /// The index of a row's group. Secrets among its values are hidden: values go into reports.
    fn group<'r>(&mut self, cell: &impl Fn(usize) -> Cell<'r>) -> u32 {
        let value = |slot: &usize| Box::from(masked(&cell(*slot).dimension()).as_ref());
        let group: Group = self.by.iter().map(value).collect();
        let next = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        *self.groups.entry(group).or_insert(next)
    }

    /// What the rows come to that are within what was asked about.
    pub fn finish(mut self, asked: Interval) -> Rows {
        let mut points = std::mem::take(&mut self.points);
        let is_outside = |point: &Point| !asked.contains(point.at);
        for point in points.iter().filter(|point| is_outside(point)) {
            self.doubts.add(Doubt::Outside, || point.at.to_string());
        }
        points.retain(|point| !is_outside(point));
        let groups = in_order(self.groups, &mut points);
        points.sort_by(|a, b| {
            let by_place = (a.at, a.group).cmp(&(b.at, b.group));
            by_place.then(a.good.total_cmp(&b.good)).then(a.total.total_cmp(&b.total))
        });
        if self.are_samples {
            without_twins(&mut points, &mut self.doubts);
        }
        self.doubts.dated.sort_unstable();
        let points = Points::sorted(points);
        Rows { points, groups, doubts: self.doubts, read: self.rows as u64 }
    }
}

fn finite(number: f64) -> Result<f64, (Doubt, String)> {
    if number.is_finite() { Ok(number) } else { Err((Doubt::NotFinite, Cell::Number(number).shown())) }
}

/// Whether a text is how databases write what is no number, or has no end.
fn is_endless(text: &str) -> bool {
    let word = text.trim().trim_start_matches(['-', '+']);
    ["nan", "inf", "infinity"].iter().any(|endless| word.eq_ignore_ascii_case(endless))
}

/// The groups that have points, in order, with the points pointing at them.
fn in_order(known: BTreeMap<Group, u32>, points: &mut [Point]) -> Vec<Group> {
    let mut used = vec![false; known.len()];
    for point in points.iter() {
        if let Some(used) = used.get_mut(point.group as usize) {
            *used = true;
        }
    }
    let (mut groups, mut moved) = (Vec::new(), vec![0_u32; used.len()]);
    for (group, old) in known {
        let old = old as usize;
        if let (Some(true), Some(place)) = (used.get(old), moved.get_mut(old)) {
            *place = u32::try_from(groups.len()).unwrap_or(u32::MAX);
            groups.push(group);
        }
    }
    for point in points {
        point.group = moved.get(point.group as usize).copied().unwrap_or_default();
    }
    groups
}

/// Takes out readings that are there twice, and tells of those that differ.
fn without_twins(points: &mut Vec<Point>, doubts: &mut Doubts) {
    points.dedup_by(|next, first| {
        if (next.at, next.group) != (first.at, first.group) {
            return false;
        }
        let is_same = next.good == first.good && next.total == first.total;
        let doubt = if is_same { Doubt::Duplicate } else { Doubt::Contradiction };
        doubts.add(doubt, || next.at.to_string());
        is_same
    });
}

/// The place of a column: by its very name, or by its only like in another case of letters, as PostgreSQL turns names
/// that are not quoted into lower case.
fn slot(name: &str, columns: &[String]) -> Result<usize, Unusable> {
    let places = |is_meant: fn(&str, &str) -> bool| -> Vec<usize> {
        let all = columns.iter().enumerate();
        all.filter(|(_, column)| is_meant(column, name)).map(|(place, _)| place).collect()
    };
    for places in [places(|column, name| column == name), places(str::eq_ignore_ascii_case)] {
        match places.as_slice() {
            [] => {}
            [place] => return Ok(*place),
            several => return Err(Unusable::Ambiguous { name: name.to_owned(), count: several.len() }),
        }
    }
    Err(Unusable::NoColumn { name: name.to_owned(), help: instead_of(name, columns) })
}

/// How many columns are named instead of one that is not there: a line or two, though some answers have hundreds.
const MAX_SHOWN: usize = 12;

fn instead_of(name: &str, columns: &[String]) -> String {
    let near = nearest(name, columns.iter().map(String::as_str));
    let near = near.map(|near| format!("did you mean `{}`? ", quiet(near))).unwrap_or_default();
    let shown: Vec<String> =
        columns.iter().take(MAX_SHOWN).map(|name| format!("`{}`", quiet(name))).collect();
    let more = if columns.len() > MAX_SHOWN { " …" } else { "" };
    format!("{near}the columns are {}{more}; name one with `as`", shown.join(", "))
}
