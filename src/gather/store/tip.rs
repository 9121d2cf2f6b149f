//! Which commit of the branch counts: here, or as a remote had it.

use crate::git::branch::{branch_tip, remote_branches};
use crate::git::{CommitId, GitError, Repository, ancestry};

/// The branch as it is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tip {
    /// The local branch.
    pub local: Option<CommitId>,
    /// What counts: the local branch, or that of a remote where it contains the local one or there is none.
    pub newest: Option<CommitId>,
    /// The tip of the remote's branch where each has commits that the other lacks. The local one counts.
    pub apart: Option<CommitId>,
}

/// Looks at the local branch and at that of `origin`, else of the first remote that has one, as it was at the last
/// fetch.
///
/// # Errors
/// [`GitError`] when references or histories cannot be read.
pub fn tip(repository: &Repository, branch: &str) -> Result<Tip, GitError> {
    let local = branch_tip(repository, branch)?;
    let mut remotes = remote_branches(repository, branch)?;
    remotes.retain(|found| found.name == branch);
    let remote = remotes.iter().find(|found| found.remote == "origin").or(remotes.first());
    let remote = remote.map(|found| found.commit);
    let (Some(ours), Some(theirs)) = (local, remote) else {
        return Ok(Tip { local, newest: local.or(remote), apart: None });
    };
    if ancestry::is_ancestor(repository, theirs, ours)? {
        Ok(Tip { local, newest: local, apart: None })
    } else if ancestry::is_ancestor(repository, ours, theirs)? {
        Ok(Tip { local, newest: remote, apart: None })
    } else {
        Ok(Tip { local, newest: local, apart: remote })
    }
}
