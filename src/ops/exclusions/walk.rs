//! The way back through the history, commit by commit, with what is excluded all along it.

use std::collections::{BTreeMap, BinaryHeap};

use jiff::Timestamp;

use super::before;
use super::trail::Trail;
use crate::git::CommitId;
use crate::git::past::{Past, PastCommit};
use crate::model::Interval;
use crate::model::calendar::{Exclusion, subtract, union};

/// The most commits that a way back leads over. Beyond them a beginning is as unknown as beyond a shallow clone.
const FURTHEST: usize = 200_000;

/// Exclusions that began to be declared, late, at one commit.
#[derive(Debug)]
pub struct Begun {
    /// What is excluded since then.
    pub intervals: Vec<Interval>,
    /// Since when.
    pub declared: Timestamp,
    /// The commit; `None` for what no commit holds.
    pub commit: Option<CommitId>,
    /// Whether it may have begun earlier, where nobody can look.
    pub is_cut_off: bool,
}

/// What is to be looked at next: the latest commit first, so that lines of history meet before they are followed on.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    committed: Timestamp,
    commit: CommitId,
    path: String,
    intervals: Vec<Interval>,
}

/// A way back.
pub struct Walk {
    next: BinaryHeap<Step>,
    /// What was followed back to each commit already.
    reached: BTreeMap<CommitId, Vec<Interval>>,
    begun: Vec<Begun>,
    in_time: Vec<Interval>,
    is_shallow: bool,
}

impl Walk {
    /// A way that has not begun.
    pub fn new(is_shallow: bool) -> Self {
        let (next, reached) = (BinaryHeap::new(), BTreeMap::new());
        Self { next, reached, begun: Vec::new(), in_time: Vec::new(), is_shallow }
    }

    /// Starts at a commit whose file excludes these intervals.
    pub fn start(&mut self, commit: CommitId, path: &str, intervals: Vec<Interval>) {
        self.follow(Timestamp::MAX, commit, path, intervals);
    }

    /// Notes what began at a moment.
    pub fn begins(&mut self, intervals: Vec<Interval>, declared: Timestamp, commit: Option<CommitId>) {
        if !intervals.is_empty() {
            self.begun.push(Begun { intervals, declared, commit, is_cut_off: false });
        }
    }

    fn follow(&mut self, committed: Timestamp, commit: CommitId, path: &str, intervals: Vec<Interval>) {
        if !intervals.is_empty() {
            self.next.push(Step { committed, commit, path: path.to_owned(), intervals });
        }
    }

    /// Goes to the end, and gives what was declared after it had begun.
    pub fn run(mut self, kind: Exclusion, trail: &mut Trail<'_>, past: &mut Past<'_>) -> Vec<Begun> {
        let mut steps = 0;
        while let Some(step) = self.next.pop() {
            steps += 1;
            self.step(step, steps > FURTHEST, kind, trail, past);
        }
        for begun in &mut self.begun {
            begun.intervals = subtract(&union(std::mem::take(&mut begun.intervals)), &self.in_time);
        }
        self.begun.retain(|begun| !begun.intervals.is_empty());
        self.begun
    }

    fn step(
        &mut self,
        step: Step,
        is_far: bool,
        kind: Exclusion,
        trail: &mut Trail<'_>,
        past: &mut Past<'_>,
    ) {
        let Some(commit) = past.commit(step.commit) else { return };
        let reached = self.reached.entry(step.commit).or_default();
        let new = subtract(&step.intervals, reached);
        *reached = union(reached.iter().chain(&new).copied().collect());
        let parents = parents(&commit, past);
        // A clock that was set back makes no commit older than what it stands on.
        let declared =
            parents.iter().map(|(_, parent)| parent.committed).fold(commit.committed, Timestamp::max);
        let open = before(&new, declared);
        self.in_time = union(self.in_time.iter().copied().chain(subtract(&new, &open)).collect());
        let mut left = open.clone();
        if !is_far {
            for (id, parent) in &parents {
                let there = trail.at_parent(parent, &commit, &step.path, past);
                let Some((path, looked)) = there else { continue };
                let (kept, _) = looked.parted(kind, &open);
                left = subtract(&left, &kept);
                self.follow(parent.committed, *id, &path, kept);
            }
        }
        let is_cut_off =
            is_far || self.is_shallow && parents.is_empty() || parents.len() < commit.parents.len();
        if !left.is_empty() {
            let commit = Some(step.commit);
            self.begun.push(Begun { intervals: left, declared, commit, is_cut_off });
        }
    }
}

/// The parents that can be had.
fn parents(commit: &PastCommit, past: &mut Past<'_>) -> Vec<(CommitId, PastCommit)> {
    commit.parents.iter().filter_map(|id| Some((*id, past.commit(*id)?))).collect()
}
