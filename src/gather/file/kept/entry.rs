//! What a table came to, and its bytes.

use jiff::Timestamp;

use crate::gather::file::complaint::Complaint;
use crate::gather::file::harvest::{Harvest, Remark};
use crate::gather::file::rows::RowFault;
use crate::gather::rules;
use crate::model::observation::{Doubts, Row as RowPlace, Tally};
use crate::model::points::{Pack, Unpack, Unsorted};

/// What the rows of a table, or of a block of it, came to.
#[derive(Debug, Default)]
pub struct Table {
    /// How many there are, readable or not.
    pub rows: u64,
    /// Those that no metric can read.
    pub faults: Vec<(u32, RowFault)>,
    /// What each metric made of the others.
    pub harvests: Vec<Harvest>,
}

impl Table {
    /// Adds what the block came to that follows.
    pub fn absorb(&mut self, block: Self) {
        self.rows += block.rows;
        self.faults.extend(block.faults);
        if self.harvests.is_empty() {
            self.harvests = block.harvests;
        } else {
            for (whole, harvest) in self.harvests.iter_mut().zip(block.harvests) {
                whole.absorb(harvest);
            }
        }
    }

    /// The latest moment that stands in it, whoever asks for it.
    pub fn furthest(&self) -> Option<Timestamp> {
        self.harvests.iter().filter_map(|harvest| harvest.furthest).max()
    }

    /// Adds its bytes. `false`: it holds something that is not worth a form of its own.
    pub fn pack(&self, to: &mut Pack<'_>) -> bool {
        to.number(self.rows);
        to.number(self.faults.len() as u64);
        let faults = self.faults.iter().all(|(line, fault)| pack_fault(*line, fault, to));
        to.number(self.harvests.len() as u64);
        faults && self.harvests.iter().all(|harvest| pack_harvest(harvest, to))
    }

    /// Reads it back, as rows of this file.
    pub fn unpack(from: &mut Unpack<'_>, origin: u32) -> Option<Self> {
        let rows = from.number()?;
        let faults = (0..from.count()?).map(|_| unpack_fault(from)).collect::<Option<_>>()?;
        let harvests = (0..from.count()?).map(|_| unpack_harvest(from, origin)).collect::<Option<_>>()?;
        from.is_empty().then_some(Self { rows, faults, harvests })
    }
}

fn pack_fault(line: u32, fault: &RowFault, to: &mut Pack<'_>) -> bool {
    to.number(line);
    match fault {
        RowFault::NotText => to.number(0_u8),
        RowFault::Ragged { cells, header, breaks } => {
            to.number(1 + u8::from(*breaks));
            to.number(*cells as u64);
            to.number(*header as u64);
        }
        RowFault::NotObject(_) | RowFault::Syntax(_) => return false,
    }
    true
}

fn unpack_fault(from: &mut Unpack<'_>) -> Option<(u32, RowFault)> {
    let line = from.number()?;
    let fault = match from.number::<u8>()? {
        0 => RowFault::NotText,
        kind @ 1..=2 => RowFault::Ragged { cells: from.count()?, header: from.count()?, breaks: kind == 2 },
        _ => return None,
    };
    Some((line, fault))
}

fn pack_harvest(harvest: &Harvest, to: &mut Pack<'_>) -> bool {
    if !harvest.outages.is_empty()
        || !harvest.latest.is_empty()
        || harvest.ahead.is_some()
        || !harvest.clock.is_quiet()
    {
        return false;
    }
    let Tally { read, used, left_out, missing, unreadable } = harvest.tally;
    for number in [read, used, left_out, missing, unreadable, harvest.doubts.undated] {
        to.number(number);
    }
    to.number(u8::from(harvest.stated_zone));
    to.number(u8::from(harvest.assumed_zone));
    pack_moments(harvest.known_until.as_slice(), to);
    pack_moments(harvest.furthest.as_slice(), to);
    pack_moments(&harvest.doubts.dated, to);
    to.number(harvest.remarks.len() as u64);
    harvest.remarks.iter().for_each(|remark| pack_remark(remark, to));
    harvest.points.pack(to)
}

fn unpack_harvest(from: &mut Unpack<'_>, origin: u32) -> Option<Harvest> {
    let mut number = || from.number::<u64>();
    let (read, used, left_out, missing, unreadable) = (number()?, number()?, number()?, number()?, number()?);
    let undated = number()?;
    Some(Harvest {
        tally: Tally { read, used, left_out, missing, unreadable },
        stated_zone: from.number::<u8>()? == 1,
        assumed_zone: from.number::<u8>()? == 1,
        known_until: unpack_moments(from)?.pop(),
        furthest: unpack_moments(from)?.pop(),
        doubts: Doubts { dated: unpack_moments(from)?, undated },
        remarks: (0..from.count()?).map(|_| unpack_remark(from, origin)).collect::<Option<_>>()?,
        points: Unsorted::unpack(from, origin)?,
        ..Harvest::of(origin)
    })
}

fn pack_moments(moments: &[Timestamp], to: &mut Pack<'_>) {
    to.number(moments.len() as u64);
    for moment in moments {
        to.number(moment.as_second());
        to.number(i64::from(moment.subsec_nanosecond()));
    }
}

fn unpack_moments(from: &mut Unpack<'_>) -> Option<Vec<Timestamp>> {
    let moment = |from: &mut Unpack<'_>| {
        let (second, nanosecond) = (from.number()?, i32::try_from(from.number::<i64>()?).ok()?);
        Timestamp::new(second, nanosecond).ok()
    };
    (0..from.count()?).map(|_| moment(from)).collect()
}

fn pack_remark(remark: &Remark, to: &mut Pack<'_>) {
    match remark {
        Remark::Group(line, values) => {
            to.number(0_u8);
            to.number(*line);
            to.text(values);
        }
        Remark::Complaint(place, complaint) => {
            let Complaint { rule, column, message, key, help } = complaint.as_ref();
            to.number(1 + u8::from(column.is_some()));
            to.number(place.line);
            for text in [rule.code, column.as_deref().unwrap_or_default(), message, key, help] {
                to.text(text);
            }
        }
    }
}

fn unpack_remark(from: &mut Unpack<'_>, origin: u32) -> Option<Remark> {
    let (kind, line) = (from.number::<u8>()?, from.number()?);
    if kind == 0 {
        return Some(Remark::Group(line, from.text()?.into()));
    }
    let code = from.text()?;
    let complaint = Complaint {
        rule: rules::ALL.iter().find(|rule| rule.code == code)?,
        column: from.text().map(|column| (kind == 2).then_some(column))?,
        message: from.text()?,
        key: from.text()?,
        help: from.text()?,
    };
    Some(Remark::Complaint(RowPlace { origin, line }, Box::new(complaint)))
}
