//! What the history of a repository says about delivery: releases, lead times, reverts.
//!
//! A release is a tag. A commit belongs to the first release, by time, that contains it: for each release
//! `git rev-list TAG --not <all earlier release tags>`, found in one sweep over the commits. Lead time for
//! changes and deployment frequency are the measures of Forsgren, Humble and Kim, *Accelerate* (2018).

mod graph;
mod releases;
mod reverts;
mod version;

use jiff::Timestamp;

use self::graph::{Graph, Node};
pub use self::releases::{Release, ReleaseRules};
pub use self::reverts::Revert;
use super::{CommitId, GitError, Repository};

/// How long a commit waited for its release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadTime {
    /// The commit.
    pub commit: CommitId,
    /// When it was made (the committer's date, which a rebase renews).
    pub committed: Timestamp,
    /// When the first release that contains it was made. Wrong clocks can put this before `committed`.
    pub released: Timestamp,
    /// That release's place in [`History::releases`].
    pub release: usize,
    /// Whether it has more than one parent.
    pub is_merge: bool,
}

/// The commits of a branch and of its releases, each with the release it belongs to.
#[derive(Debug)]
pub struct History {
    graph: Graph,
    releases: Vec<Release>,
    reverts: Vec<Revert>,
    is_truncated: bool,
}

impl History {
    /// Reads the history of `branch` (any revision) and of the releases that `rules` pick. Each commit is read
    /// once.
    ///
    /// # Errors
    /// Those of [`Repository::resolve`]; [`GitError::BadPattern`] for a tag pattern; [`GitError::Other`] for a
    /// damaged object store.
    pub fn open(repository: &Repository, branch: &str, rules: &ReleaseRules) -> Result<Self, GitError> {
        let tip = repository.resolve(branch)?;
        let git = repository.git();
        let mut graph = Graph::default();
        let tip = graph.load(&git, tip, repository.is_shallow())?;
        graph.mark_on_branch(tip);
        let releases = releases::find(&git, &mut graph, rules, repository.is_shallow())?;
        for (index, release) in releases.iter().enumerate() {
            graph.assign(release.commit, index);
        }
        let reverts = reverts::find(&graph);
        Ok(Self { graph, releases, reverts, is_truncated: repository.is_shallow() })
    }

    /// Releases by time, then by name. Of several tags on one commit the first in version order stands for all.
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// One entry for each released commit, by release, then commit time, then id.
    pub fn lead_times(&self) -> Vec<LeadTime> {
        let mut times: Vec<LeadTime> = self.graph.nodes().filter_map(|node| self.lead_time(node)).collect();
        times.sort_by_key(|lead| (lead.release, lead.committed, lead.commit));
        times
    }

    fn lead_time(&self, node: &Node) -> Option<LeadTime> {
        let release = node.release?;
        Some(LeadTime {
            commit: node.id,
            committed: node.committed,
            released: self.releases.get(release)?.time,
            release,
            is_merge: node.parents.len() > 1,
        })
    }

    /// Commits that take back another one, oldest first.
    pub fn reverts(&self) -> &[Revert] {
        &self.reverts
    }

    /// The reverts that a release contains of commits that an earlier release had shipped: what went out and
    /// had to be taken back.
    pub fn reverts_of_released(&self, release: usize) -> impl Iterator<Item = &Revert> {
        self.reverts.iter().filter(move |revert| {
            revert.release == Some(release)
                && revert.reverted_release.is_some_and(|earlier| earlier < release)
        })
    }

    /// Whether the clone is shallow, so that every figure here is only about its recent part.
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }
}
