//! The branch brought to a remote, and what the remote has brought here.

use super::error::StoreError;
use super::merge::merge;
use super::record::pause;
use super::tip::tip;
use crate::git::branch::update_ref;
use crate::git::{CommitId, Git, GitError, NetworkError, Repository, ancestry};
use crate::model::settings::Author;

/// How often a push is tried when others push at the same time.
const TRIES: u32 = 20;

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pushed {
    /// The tip that both have now; `None` where there is no branch on either side.
    pub commit: Option<CommitId>,
    /// Whether the remote was given commits.
    pub sent: bool,
    /// Whether the remote had commits that were not here.
    pub received: bool,
    /// How often others were quicker.
    pub retries: u32,
}

/// Brings the branch to a remote: fetches what is there, merges it line by line where both have moved, and pushes if
/// the remote still is where it was seen. The network goes through the user's own `git`.
///
/// # Errors
/// What Git and the remote can refuse; what [`merge`] can stumble over; [`StoreError::Busy`].
pub fn push(
    git: &Git,
    repository: &Repository,
    remote: &str,
    branch: &str,
    author: &Author,
) -> Result<Pushed, StoreError> {
    let folder = repository.workdir().unwrap_or_else(|| repository.git_dir()).to_owned();
    let mut pushed = Pushed::default();
    for attempt in 0..TRIES {
        let theirs = git.fetch_branch(&folder, remote, branch)?;
        let Some(commit) = brought_together(repository, branch, theirs, author, &mut pushed)? else {
            pause(attempt);
            continue;
        };
        pushed.commit = commit;
        let Some(commit) = commit.filter(|commit| Some(*commit) != theirs) else { return Ok(pushed) };
        match git.push_with_lease(&folder, remote, commit, branch, theirs) {
            Ok(()) => return Ok(Pushed { sent: true, ..pushed }),
            Err(NetworkError::Rejected { stale: true, .. }) => {
                pushed.retries += 1;
                pause(attempt * 4);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Busy { branch: branch.to_owned(), tries: TRIES })
}

/// Moves the local branch to a commit that holds what both have, and gives it; `None` where somebody else moved the
/// local branch meanwhile.
fn brought_together(
    repository: &Repository,
    branch: &str,
    theirs: Option<CommitId>,
    author: &Author,
    pushed: &mut Pushed,
) -> Result<Option<Option<CommitId>>, StoreError> {
    let tip = tip(repository, branch)?;
    let commit = match (tip.newest, theirs) {
        (ours, None) => ours,
        (None, theirs) => theirs,
        (Some(ours), Some(theirs)) if ancestry::is_ancestor(repository, theirs, ours)? => Some(ours),
        (Some(ours), Some(theirs)) if ancestry::is_ancestor(repository, ours, theirs)? => Some(theirs),
        (Some(ours), Some(theirs)) => Some(merge(repository, branch, ours, theirs, author)?),
    };
    let Some(new) = commit.filter(|new| Some(*new) != tip.local) else { return Ok(Some(commit)) };
    pushed.received |= theirs.is_some();
    match update_ref(repository, &format!("refs/heads/{branch}"), tip.local, new) {
        Ok(()) => Ok(Some(commit)),
        Err(GitError::RefMoved { .. } | GitError::RefLocked { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
