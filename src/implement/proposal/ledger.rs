//! What a clone remembers of the proposals that it made: a small file beside its references, of no use to other clones.
//!
//! A branch that is gone leaves no trace in Git. Whoever deletes one without merging it has given an answer, and only
//! somebody who knows that there was a branch can hear it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;

use super::{Made, Outcome};
use crate::git::{CommitId, GitError, Repository, ancestry};
use crate::implement::write_file;
use crate::model::ProposalId;
use crate::model::memory::{ProposalState, Remembered};
use crate::plan::{OpenProposal, Orders};

/// The file, in the folder that all work trees of a repository share.
const FILE: &str = "deming/proposals.tsv";

/// The proposals that this clone has made, as far as it remembers.
#[derive(Debug, Default, PartialEq)]
pub struct Ledger(BTreeMap<ProposalId, Entry>);

/// A proposal that was made here.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    commit: CommitId,
    severity: f64,
    branch: String,
}

impl Ledger {
    /// What is remembered. A file that cannot be read, or lines of it, mean that nothing is: a deleted branch is then
    /// proposed once more, which is a nuisance and no harm.
    pub fn read(repository: &Repository) -> Self {
        let text = fs::read_to_string(path(repository)).unwrap_or_default();
        Self(text.lines().filter_map(entry).collect())
    }

    /// Proposals whose branch is neither here nor at a remote, and whose commit HEAD does not hold.
    ///
    /// # Errors
    /// [`GitError`] when histories cannot be read.
    pub fn gone(
        &self,
        repository: &Repository,
        open: &[OpenProposal],
        head: CommitId,
        at: Timestamp,
    ) -> Result<Vec<Remembered>, GitError> {
        let mut gone = Vec::new();
        for (id, entry) in &self.0 {
            let is_there = open.iter().any(|open| open.id == *id);
            // What `git gc` has taken away was not merged.
            if is_there || ancestry::is_ancestor(repository, entry.commit, head).unwrap_or(false) {
                continue;
            }
            gone.push(Remembered {
                proposal: id.clone(),
                state: ProposalState::Dismissed,
                at,
                severity: entry.severity,
                branch: entry.branch.clone(),
            });
        }
        Ok(gone)
    }

    /// What is to be remembered after a run: what was made, and what waits here still.
    #[must_use]
    pub fn after(&self, orders: &Orders, open: &[OpenProposal], made: &[Made]) -> Self {
        let mut entries = BTreeMap::new();
        for open in open.iter().filter(|open| open.waits()) {
            let known = self.0.get(&open.id).cloned();
            let healed = || {
                let here = open.made().filter(|made| made.name == open.branch)?;
                let commit = here.tip.parse().ok()?;
                Some(Entry { commit, severity: 0.0, branch: open.branch.clone() })
            };
            entries.extend(known.or_else(healed).map(|entry| (open.id.clone(), entry)));
        }
        for made in made {
            match made.outcome {
                Outcome::Created | Outcome::Rebuilt => {
                    let order = orders.proposals.iter().find(|order| order.id == made.id);
                    let severity = order.map_or(0.0, |order| order.severity);
                    let entry = Entry { commit: made.commit, severity, branch: made.branch.clone() };
                    entries.insert(made.id.clone(), entry);
                }
                Outcome::Withdrawn => _ = entries.remove(&made.id),
                Outcome::AlreadyThere | Outcome::LeftAlone | Outcome::PathTaken => {}
            }
        }
        Self(entries)
    }

    /// Writes it down, where it differs from what is there.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(&self, repository: &Repository) -> std::io::Result<()> {
        let path = path(repository);
        if *self == Self::read(repository) {
            return Ok(());
        }
        write_file(&path, self.text().as_bytes())
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (id, Entry { commit, severity, branch }) in &self.0 {
            // Writing to a string cannot fail. The name of a branch holds no tab.
            let _ = writeln!(text, "{id}\t{commit}\t{severity}\t{branch}");
        }
        text
    }
}

fn path(repository: &Repository) -> PathBuf {
    repository.common_dir().join(FILE)
}

fn entry(line: &str) -> Option<(ProposalId, Entry)> {
    let mut fields = line.splitn(4, '\t');
    let id = fields.next()?.parse().ok()?;
    let commit = fields.next()?.parse().ok()?;
    let severity = fields.next()?.parse().ok().filter(|severity: &f64| severity.is_finite())?;
    Some((id, Entry { commit, severity, branch: fields.next()?.to_owned() }))
}
