//! The commits and their parents, loaded once.

use std::collections::HashMap;

use git2::{ErrorCode, Oid};
use jiff::Timestamp;

use super::reverts::Claim;
use crate::git::time::moment;
use crate::git::{CommitId, GitError};

/// A commit as far as delivery is concerned.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: CommitId,
    pub(super) committed: Timestamp,
    pub(super) parents: Vec<usize>,
    pub(super) on_branch: bool,
    /// The first release that contains it.
    pub(super) release: Option<usize>,
    /// What its message says about taking something back.
    pub(super) claim: Option<Claim>,
}

/// Commits by order of discovery; parents are places in the same list.
#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    places: HashMap<Oid, usize>,
}

impl Graph {
    /// Loads a commit with all its ancestors and gives its place. In a shallow clone history ends where
    /// commits are missing; elsewhere a missing commit is an error.
    pub(super) fn load(
        &mut self,
        git: &git2::Repository,
        tip: CommitId,
        shallow: bool,
    ) -> Result<usize, GitError> {
        let mut pending: Vec<(Oid, Option<usize>)> = vec![(tip.0, None)];
        while let Some((id, child)) = pending.pop() {
            if !self.places.contains_key(&id) {
                let commit = match git.find_commit(id) {
                    Ok(commit) => commit,
                    Err(error) if shallow && child.is_some() && error.code() == ErrorCode::NotFound => {
                        continue;
                    }
                    Err(error) => return Err(GitError::other(format!("reading commit {id}"))(error)),
                };
                let place = self.add(&commit);
                // Pushed in reverse, so that parents are reached, and recorded, in their own order.
                pending.extend(
                    commit.parent_ids().collect::<Vec<_>>().into_iter().rev().map(|p| (p, Some(place))),
                );
            }
            if let Some(child) = child.and_then(|child| self.nodes.get_mut(child))
                && let Some(place) = self.places.get(&id)
            {
                child.parents.push(*place);
            }
        }
        self.place(tip).ok_or_else(|| GitError::BadRevision {
            revision: tip.to_string(),
            reason: "it is not in the object store".into(),
        })
    }

    fn add(&mut self, commit: &git2::Commit<'_>) -> usize {
        let place = self.nodes.len();
        self.places.insert(commit.id(), place);
        self.nodes.push(Node {
            id: CommitId(commit.id()),
            committed: moment(commit.time()),
            parents: Vec::with_capacity(commit.parent_count()),
            on_branch: false,
            release: None,
            claim: Claim::read(&String::from_utf8_lossy(commit.message_bytes())),
        });
        place
    }

    pub(super) fn place(&self, id: CommitId) -> Option<usize> {
        self.places.get(&id.0).copied()
    }

    pub(super) fn get(&self, place: usize) -> Option<&Node> {
        self.nodes.get(place)
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    pub(super) fn mark_on_branch(&mut self, tip: usize) {
        self.sweep(tip, |node| !std::mem::replace(&mut node.on_branch, true));
    }

    /// Gives a release all its commits that no earlier release took. Ancestors of a taken commit are taken
    /// too, so the sweep stops there, and all sweeps together visit each commit once.
    pub(super) fn assign(&mut self, commit: CommitId, release: usize) {
        let Some(tip) = self.place(commit) else { return };
        self.sweep(tip, |node| {
            let free = node.release.is_none();
            node.release.get_or_insert(release);
            free
        });
    }

    /// Visits ancestors for as long as `enter` says that a commit was new to it.
    fn sweep(&mut self, tip: usize, enter: impl Fn(&mut Node) -> bool) {
        let mut pending = vec![tip];
        while let Some(node) = pending.pop().and_then(|place| self.nodes.get_mut(place)) {
            if enter(node) {
                pending.extend(&node.parents);
            }
        }
    }
}
