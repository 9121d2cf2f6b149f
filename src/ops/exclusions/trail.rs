//! One calendar through the history: where it stood at a commit, and what it excluded.

use std::collections::BTreeMap;

use crate::declare::{EarlierCalendar, earlier_calendar, may_declare};
use crate::git::past::{Past, PastCommit};
use crate::git::{BlobId, CommitId, Snapshot};
use crate::model::calendar::{Exclusion, subtract, union};
use crate::model::{Calendar, Interval, Settings};

/// The largest file in which an earlier calendar is looked for, in bytes.
const LARGEST: usize = 4 << 20;

/// What a calendar excluded at a commit.
#[derive(Debug, Clone)]
pub enum Looked {
    /// Nobody can tell: the calendar was there and could not be read. It ends no exclusion.
    Unreadable,
    /// So much of each kind, in order and without overlap.
    Excluded { holidays: Vec<Interval>, maintenance: Vec<Interval> },
}

impl Looked {
    fn of(calendar: &Calendar) -> Self {
        let always = Interval::new(jiff::Timestamp::MIN, jiff::Timestamp::MAX);
        let of = |kind| union(calendar.entries(kind, always));
        Self::Excluded { holidays: of(Exclusion::Holiday), maintenance: of(Exclusion::Maintenance) }
    }

    /// What of some intervals was excluded, and what was not.
    pub fn parted(&self, kind: Exclusion, intervals: &[Interval]) -> (Vec<Interval>, Vec<Interval>) {
        let excluded = match (self, kind) {
            (Self::Unreadable, _) => return (intervals.to_vec(), Vec::new()),
            (Self::Excluded { holidays, .. }, Exclusion::Holiday) => holidays,
            (Self::Excluded { maintenance, .. }, Exclusion::Maintenance) => maintenance,
        };
        let new = subtract(intervals, excluded);
        (subtract(intervals, &new), new)
    }
}

/// A calendar, and what its files held that have been read.
pub struct Trail<'c> {
    calendar: &'c Calendar,
    settings: &'c Settings,
    read: BTreeMap<BlobId, Option<Looked>>,
}

impl<'c> Trail<'c> {
    /// The trail of a calendar of which nothing is read yet.
    pub fn new(calendar: &'c Calendar, settings: &'c Settings) -> Self {
        Self { calendar, settings, read: BTreeMap::new() }
    }

    /// Where the calendar stood at the parent of a commit, and what it excluded; `None` where there was none. A file that
    /// was moved is found among those that the commit replaced.
    pub fn at_parent(
        &mut self,
        parent: &PastCommit,
        commit: &PastCommit,
        path: &str,
        past: &mut Past<'_>,
    ) -> Option<(String, Looked)> {
        let there = past.blob(parent, path).and_then(|blob| self.in_blob(path, blob, past));
        if let Some(looked) = there {
            return Some((path.to_owned(), looked));
        }
        past.replaced(parent, commit).into_iter().find_map(|(path, blob)| self.in_file(path, blob, past))
    }

    /// The same for the commit below a work tree.
    pub fn in_head(
        &mut self,
        head: CommitId,
        path: &str,
        tree: &Snapshot,
        past: &mut Past<'_>,
    ) -> Option<(String, Looked)> {
        let commit = past.commit(head)?;
        if let Some(blob) = past.blob(&commit, path) {
            // A file that nobody touched holds what was read from it already.
            let looked = match tree.blob(path).is_ok_and(|now| now == blob) {
                true => Some(Looked::of(self.calendar)),
                false => self.in_blob(path, blob, past),
            };
            if let Some(looked) = looked {
                return Some((path.to_owned(), looked));
            }
        }
        let committed = past.files(&commit);
        let moved = committed.into_iter().filter(|(path, blob)| tree.blob(path).ok() != Some(*blob));
        moved.into_iter().find_map(|(path, blob)| self.in_file(path, blob, past))
    }

    fn in_file(&mut self, path: String, blob: BlobId, past: &Past<'_>) -> Option<(String, Looked)> {
        let looked = may_declare(&path).then(|| self.in_blob(&path, blob, past)).flatten()?;
        Some((path, looked))
    }

    fn in_blob(&mut self, path: &str, blob: BlobId, past: &Past<'_>) -> Option<Looked> {
        let Self { calendar, settings, read } = self;
        let look = || {
            // What cannot be had, as in a partial clone, ends no exclusion either.
            let Some(text) = past.text(blob, LARGEST) else { return Some(Looked::Unreadable) };
            match earlier_calendar(path, &text, &calendar.meta.name, settings) {
                EarlierCalendar::Absent => None,
                EarlierCalendar::Unreadable => Some(Looked::Unreadable),
                EarlierCalendar::Read(calendar) => Some(Looked::of(&calendar)),
            }
        };
        read.entry(blob).or_insert_with(look).clone()
    }
}
