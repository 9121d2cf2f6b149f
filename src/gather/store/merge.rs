//! Two histories of the branch brought together: the union of their lines.
//!
//! Nothing of either is lost. Where both say something else under one key, the side whose last commit is newer is
//! right, and of two that are equally old the one with the larger id; so the outcome is the same whoever merges.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::error::StoreError;
use super::layout::{self, Holds};
use super::line::{self, Damage, Lines};
use super::memory;
use super::message;
use super::notes;
use super::rolled;
use super::tree::Tree;
use crate::git::write::merge_commit;
use crate::git::{Author, Change, CommitId, CommitRequest, Repository};
use crate::model::Interval;
use crate::model::calendar::union;
use crate::model::settings;

/// The two sides of a merge.
struct Sides {
    ours: Tree,
    theirs: Tree,
    /// Whether what they say is right where both contradict each other.
    theirs_is_newer: bool,
}

/// Writes the commit that brings both together, and no reference to it. It is as old as the newer of the two.
///
/// # Errors
/// What Git can refuse; [`StoreError::Format`] and [`StoreError::Damaged`] where one of them cannot be read.
pub fn merge(
    repository: &Repository,
    branch: &str,
    ours: CommitId,
    theirs: CommitId,
    author: &settings::Author,
) -> Result<CommitId, StoreError> {
    let age = |commit: CommitId| repository.commit_time(commit);
    let (our_time, their_time) = (age(ours)?, age(theirs)?);
    let sides = Sides {
        ours: readable(repository, branch, ours)?,
        theirs: readable(repository, branch, theirs)?,
        theirs_is_newer: (their_time, theirs) > (our_time, ours),
    };
    let changes = sides.changes().map_err(|(path, damage)| StoreError::damaged(branch, &path, &damage))?;
    let request = CommitRequest {
        parent: ours,
        changes,
        message: told(our_time.max(their_time)),
        author: Author { name: author.name.clone(), email: author.email.clone() },
        when: our_time.max(their_time),
    };
    Ok(merge_commit(repository, &request, &[theirs])?)
}

fn readable(repository: &Repository, branch: &str, commit: CommitId) -> Result<Tree, StoreError> {
    let tree = Tree::open(repository, Some(commit))?;
    match tree.strange_format() {
        Some(found) => Err(StoreError::Format { branch: branch.to_owned(), found }),
        None => Ok(tree),
    }
}

fn told(at: Timestamp) -> String {
    let title = "chore(observed): bring together what two gatherers recorded";
    message::finished(title, None, &[format!("Deming-At: {at}")])
}

type Broken = (String, Damage);

impl Sides {
    /// The files that differ from ours.
    fn changes(&self) -> Result<Vec<Change>, Broken> {
        let mut changes = Vec::new();
        let mut folders: BTreeSet<&str> = self.theirs.folders().collect();
        for folder in &folders {
            changes.extend(self.of_folder(folder)?);
        }
        folders.extend(self.ours.folders());
        for path in self.theirs.files() {
            let in_a_folder = layout::place(path).is_some_and(|(folder, _)| folders.contains(folder));
            if path == layout::PROPOSALS_FILE {
                changes.extend(self.proposals()?);
            } else if !in_a_folder && self.ours.blob(path).is_none() {
                changes.extend(self.taken(path, path)?);
            }
        }
        Ok(changes)
    }

    /// What both remember of proposals.
    fn proposals(&self) -> Result<Option<Change>, Broken> {
        let path = layout::PROPOSALS_FILE;
        let broken = |damage| (path.to_owned(), damage);
        let content = |tree: &Tree| tree.read(path).map(Option::unwrap_or_default);
        let (ours, theirs) = (content(&self.ours).map_err(broken)?, content(&self.theirs).map_err(broken)?);
        let mut all = memory::read(&ours).map_err(broken)?;
        for one in memory::read(&theirs).map_err(broken)? {
            if !all.contains(&one) {
                all.push(one);
            }
        }
        let text = memory::text(&mut all);
        Ok((text.as_bytes() != ours).then(|| Change::put(path, text)))
    }

    /// One of their files as it is.
    fn taken(&self, path: &str, to: &str) -> Result<Option<Change>, Broken> {
        let content = self.theirs.read(path).map_err(|damage| (path.to_owned(), damage))?;
        Ok(content.map(|content| Change::put(to, content)))
    }

    /// Their folder merged into ours of the same question.
    fn of_folder(&self, theirs: &str) -> Result<Vec<Change>, Broken> {
        let digest = layout::parts(theirs).map_or("", |(_, digest)| digest);
        let ours = self.ours.folder(digest).unwrap_or(theirs);
        let mut changes = Vec::new();
        let mut periods = BTreeSet::new();
        for name in self.theirs.names(theirs) {
            let (path, to) = (format!("{theirs}/{name}"), format!("{ours}/{name}"));
            match layout::holds(name) {
                Holds::Observations(period) => _ = periods.insert(period.to_owned()),
                _ if self.ours.blob(&to) == self.theirs.blob(&path) => {}
                _ if self.ours.blob(&to).is_none() => changes.extend(self.taken(&path, &to)?),
                Holds::Summaries(_) if self.theirs_is_newer => changes.extend(self.taken(&path, &to)?),
                Holds::Notes => changes.extend(self.notes(name, &path, &to)?),
                Holds::Summaries(_) | Holds::Strange => {}
            }
        }
        periods.extend(self.ours.periods(ours).0);
        let settled = self.settled(ours, theirs)?;
        for period in periods {
            changes.extend(self.period(&period, ours, theirs, &settled)?);
        }
        Ok(changes)
    }

    /// What was asked and corrected, by both.
    fn notes(&self, name: &str, path: &str, to: &str) -> Result<Option<Change>, Broken> {
        let read = |tree: &Tree, path: &str| {
            tree.read(path).map(Option::unwrap_or_default).map_err(|damage| (path.to_owned(), damage))
        };
        let (ours, theirs) = (read(&self.ours, to)?, read(&self.theirs, path)?);
        let broken = |path: &str| {
            let path = path.to_owned();
            |damage| (path, damage)
        };
        let text = match name {
            layout::ASKED_FILE => {
                let mut asked = notes::read_asked(&ours).map_err(broken(to))?;
                asked.extend(notes::read_asked(&theirs).map_err(broken(path))?);
                notes::write_asked(&union(asked))
            }
            layout::CORRECTIONS_FILE => {
                let mut corrections: BTreeSet<_> =
                    notes::read_corrections(&ours).map_err(broken(to))?.into_iter().collect();
                corrections.extend(notes::read_corrections(&theirs).map_err(broken(path))?);
                notes::write_corrections(&corrections.into_iter().collect::<Vec<_>>())
            }
            _ => return Ok(None),
        };
        Ok((text.as_bytes() != ours).then(|| Change::put(to, text)))
    }

    /// The time that is summed up on either side: sums count what lies in it, so lines must not count it again.
    fn settled(&self, ours: &str, theirs: &str) -> Result<Vec<Interval>, Broken> {
        let mut settled = Vec::new();
        for (tree, folder) in [(&self.ours, ours), (&self.theirs, theirs)] {
            for month in tree.periods(folder).1 {
                let path = layout::summaries(folder, &month);
                let broken = |damage| (path.clone(), damage);
                let bytes = tree.read(&path).map_err(broken)?.unwrap_or_default();
                settled.extend(rolled::stretches(&bytes).map_err(broken)?);
            }
        }
        Ok(union(settled))
    }

    fn period(
        &self,
        period: &str,
        ours: &str,
        theirs: &str,
        settled: &[Interval],
    ) -> Result<Option<Change>, Broken> {
        let (to, path) = (layout::observations(ours, period), layout::observations(theirs, period));
        let overlaps = |time: Interval| settled.iter().any(|stretch| stretch.overlap(&time).is_some());
        let is_settled = layout::time_of(period).is_some_and(overlaps);
        let (our_blob, their_blob) = (self.ours.blob(&to), self.theirs.blob(&path));
        if (our_blob == their_blob || their_blob.is_none()) && !is_settled {
            return Ok(None);
        }
        let (ours, before) = lines(&self.ours, &to)?;
        let (theirs, _) = lines(&self.theirs, &path)?;
        let mut both = if self.theirs_is_newer { [ours, theirs] } else { [theirs, ours] }
            .into_iter()
            .flatten()
            .collect::<Lines>();
        both.retain(|key, _| settled.iter().all(|stretch| !stretch.contains(key.at)));
        let text = line::write(&both);
        Ok(match before {
            Some(_) if both.is_empty() => Some(Change::delete(to)),
            None if both.is_empty() => None,
            before if before.as_deref() == Some(text.as_bytes()) => None,
            _ => Some(Change::put(to, text)),
        })
    }
}

/// The lines of a file, and its bytes where it is there.
fn lines(tree: &Tree, path: &str) -> Result<(Lines, Option<Vec<u8>>), Broken> {
    let broken = |damage| (path.to_owned(), damage);
    let bytes = tree.read(path).map_err(broken)?;
    let lines = line::read(bytes.as_deref().unwrap_or_default()).map_err(broken)?;
    Ok((lines, bytes))
}
