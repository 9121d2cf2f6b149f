//! Recording what a run was answered: one commit, on the newest tip, whoever else records at the same time.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::time::Duration as Wait;

use jiff::Timestamp;

use super::error::StoreError;
use super::layout;
use super::line;
use super::message::{self, Told};
use super::rollup::{self, Sums};
use super::series::{Series, Tally};
use super::tip::{Tip, tip};
use super::tree::Tree;
use crate::catalog::Catalog;
use crate::gather::remote::Answer;
use crate::git::branch::{update_ref, validate_branch_name};
use crate::git::write::{commit_tree, root_commit};
use crate::git::{Author, Change, CommitId, CommitRequest, GitError, Repository};
use crate::model::source::RemoteSource;
use crate::model::{Duration, Interval, Metric, Name, settings};

/// How often a run tries to put its commit on top of what others have recorded meanwhile.
pub(super) const TRIES: u32 = 200;
/// The longest pause between two tries.
const LONGEST_PAUSE: Wait = Wait::from_millis(250);

/// What a run was answered.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// When it ran.
    pub at: Timestamp,
    /// Who commits.
    pub author: &'a settings::Author,
    /// The version of deming.
    pub version: &'a str,
    /// The answers. Several may be of one metric.
    pub entries: &'a [Entry<'a>],
    /// What is declared: how long observations are kept one by one, and where sums are cut. `None`: nothing is summed up.
    pub catalog: Option<&'a Catalog>,
}

/// The answer to one question about one stretch of time.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// What was asked about it.
    pub source: &'a RemoteSource,
    /// The stretch of time.
    pub interval: Interval,
    /// How far observations lie apart.
    pub every: Duration,
    /// The answer.
    pub answer: &'a Answer,
    /// Of which declared system.
    pub data_source: Option<Name>,
}

/// What became of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recorded {
    /// The new tip; `None` where there was nothing to record.
    pub commit: Option<CommitId>,
    /// Observations that are new.
    pub added: u64,
    /// Those that came or changed late, while their period was open.
    pub late: u64,
    /// Those that changed a closed period; they stand in a commit of their own.
    pub corrected: u64,
    /// Those that are recorded as they came.
    pub unchanged: u64,
    /// Those that are recorded and did not come back; they stay.
    pub gone: u64,
    /// Those of a time that is summed up already; they are left out.
    pub settled: u64,
    /// Observations that were summed up.
    pub rolled_up: u64,
    /// Metrics whose answer could not be recorded, since what is there of them is damaged: where, and how.
    pub refused: Vec<(Name, String)>,
}

/// Records a run on the branch. Objects come first and the reference last, by compare-and-swap; where somebody else
/// moved it meanwhile the answers are taken in again on top of what is there now. HEAD, index and work tree are not
/// touched. Where nothing is new there is no commit.
///
/// # Errors
/// What Git can refuse; [`StoreError::Format`] where the branch is another's; [`StoreError::Busy`].
pub fn record(repository: &Repository, branch: &str, run: &Run<'_>) -> Result<Recorded, StoreError> {
    validate_branch_name(branch)?;
    for attempt in 0..TRIES {
        let tip = tip(repository, branch)?;
        let recorded = compose(repository, branch, tip, run)?;
        let Some(commit) = recorded.commit else { return Ok(recorded) };
        match update_ref(repository, &format!("refs/heads/{branch}"), tip.local, commit) {
            Ok(()) => return Ok(recorded),
            Err(GitError::RefMoved { .. } | GitError::RefLocked { .. }) => pause(attempt),
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Busy { branch: branch.to_owned(), tries: TRIES })
}

/// Waits longer from try to try, and not as long as the next process does.
pub(super) fn pause(attempt: u32) {
    let own = std::process::id() % 7 + 1;
    let wait = Wait::from_millis(u64::from(own) * u64::from(attempt.min(20) + 1));
    std::thread::sleep(wait.min(LONGEST_PAUSE));
}

/// Writes the commits of a run on top of a tip, and no reference to them.
fn compose(repository: &Repository, branch: &str, tip: Tip, run: &Run<'_>) -> Result<Recorded, StoreError> {
    let tree = Tree::open(repository, tip.newest)?;
    if let Some(found) = tree.strange_format() {
        return Err(StoreError::Format { branch: branch.to_owned(), found });
    }
    let (mut series, told, mut recorded) = taken(&tree, run);
    let sums = summed_up(&tree, &mut series, run, &mut recorded);
    let mut changes: Vec<Change> = series.values_mut().flat_map(Series::changes).collect();
    changes.extend(sums.iter().flat_map(|sums| sums.changes.iter().cloned()));
    let corrects = series.values().any(Series::withholds);
    let mut commit = tip.newest;
    if !changes.is_empty() {
        let message = message::of_run(run, &told, &sums);
        commit = Some(write(repository, commit, changes, message, run.author, run.at)?);
    }
    if corrects {
        let (changes, message) = corrections(&mut series, &told, run);
        commit = Some(write(repository, commit, changes, message, run.author, run.at)?);
    }
    recorded.commit = commit.filter(|commit| Some(*commit) != tip.newest);
    Ok(recorded)
}

type Taken<'t> = (BTreeMap<String, Series<'t>>, Vec<Told>, Recorded);

/// The series with the answers taken in, by folder, and what there is to tell of them.
fn taken<'t>(tree: &'t Tree, run: &Run<'_>) -> Taken<'t> {
    let mut all: BTreeMap<String, Series<'t>> = BTreeMap::new();
    let (mut told, mut recorded) = (BTreeMap::<String, Told>::new(), Recorded::default());
    for entry in run.entries {
        match take(tree, &mut all, entry, run.at) {
            Ok((folder, digest, tally)) => {
                recorded.count(tally);
                told.entry(folder)
                    .or_insert_with_key(|folder| Told::new(folder, digest, entry))
                    .add(entry, tally);
            }
            Err(reason) => recorded.refused.push((entry.metric.meta.name.clone(), reason)),
        }
    }
    (all, told.into_values().collect(), recorded)
}

fn take<'t>(
    tree: &'t Tree,
    all: &mut BTreeMap<String, Series<'t>>,
    entry: &Entry<'_>,
    now: Timestamp,
) -> Result<(String, String, Tally), String> {
    let series = opened(tree, all, entry.metric, entry.source).map_err(words)?;
    let lines = line::of_records(&entry.answer.records, &entry.answer.groups);
    let tally = series.take(lines, entry.interval, now).map_err(words)?;
    Ok((series.folder.clone(), series.digest.clone(), tally))
}

/// Sums up the months that are due.
fn summed_up<'t>(
    tree: &'t Tree,
    all: &mut BTreeMap<String, Series<'t>>,
    run: &Run<'_>,
    recorded: &mut Recorded,
) -> Vec<Sums> {
    let Some(catalog) = run.catalog else { return Vec::new() };
    let mut summed = Vec::new();
    for (metric, source, months) in rollup::due(catalog, tree, run.at) {
        let sums = months.iter().map(|month| {
            let series = opened(tree, all, metric, source)?;
            rollup::sum_up(series, catalog, metric, source, month)
        });
        match sums.collect::<Result<Vec<_>, _>>() {
            Ok(sums) => summed.extend(sums.into_iter().flatten()),
            Err(broken) => recorded.refused.push((metric.meta.name.clone(), words(broken))),
        }
    }
    recorded.rolled_up = summed.iter().map(|sums| sums.observations).sum();
    summed
}

fn words((path, damage): (String, line::Damage)) -> String {
    format!("{path}, line {}: {}", damage.line, damage.reason)
}

/// The series of a question, opened once.
fn opened<'s, 't>(
    tree: &'t Tree,
    all: &'s mut BTreeMap<String, Series<'t>>,
    metric: &Metric,
    source: &RemoteSource,
) -> Result<&'s mut Series<'t>, (String, line::Damage)> {
    match all.entry(Series::folder_of(tree, metric, source)) {
        Slot::Occupied(series) => Ok(series.into_mut()),
        Slot::Vacant(place) => Ok(place.insert(Series::open(tree, metric, source)?)),
    }
}

impl Recorded {
    fn count(&mut self, tally: Tally) {
        self.added += tally.added;
        self.late += tally.late;
        self.corrected += tally.corrected;
        self.unchanged += tally.unchanged;
        self.gone += tally.gone;
        self.settled += tally.settled;
    }
}

/// What changes in closed periods: the files, and a message that says so.
fn corrections(
    series: &mut BTreeMap<String, Series<'_>>,
    told: &[Told],
    run: &Run<'_>,
) -> (Vec<Change>, String) {
    let (mut changes, mut corrections) = (Vec::new(), Vec::new());
    for (folder, series) in series.iter_mut() {
        let Some(correction) = series.correct(run.at) else { continue };
        changes.extend(series.changes());
        changes.push(series.corrections_file());
        corrections.extend(told.iter().find(|told| told.folder == *folder).map(|told| (told, correction)));
    }
    (changes, message::of_corrections(run, &corrections))
}

/// Writes a commit of the branch, and no reference to it; the first one brings what describes the branch along.
pub(super) fn write(
    repository: &Repository,
    parent: Option<CommitId>,
    mut changes: Vec<Change>,
    message: String,
    author: &settings::Author,
    when: Timestamp,
) -> Result<CommitId, GitError> {
    let author = Author { name: author.name.clone(), email: author.email.clone() };
    match parent {
        Some(parent) => {
            let request = CommitRequest { parent, changes, message, author, when };
            commit_tree(repository, &request)
        }
        None => {
            changes.push(Change::put(layout::FORMAT_FILE, format!("{}\n", layout::FORMAT)));
            changes.push(Change::put(layout::README_FILE, layout::README));
            root_commit(repository, &changes, &message, &author, when)
        }
    }
}
