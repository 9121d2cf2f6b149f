//! Where two lines of history parted.

use git2::ErrorCode;

use super::{CommitId, GitError, Repository};

/// The best common ancestor of two commits, as `git merge-base` gives it.
///
/// # Errors
/// [`GitError::Shallow`] where history is cut off before one is found, [`GitError::Unrelated`] where there is none,
/// [`GitError::Other`] when a commit is not there.
pub fn merge_base(repository: &Repository, one: CommitId, other: CommitId) -> Result<CommitId, GitError> {
    let found = repository.git().merge_base(one.0, other.0);
    match found {
        Ok(id) => Ok(CommitId(id)),
        // A commit whose parents were cut off counts as one without any, so nothing is found beyond the edge.
        Err(_) if repository.is_shallow() => Err(GitError::Shallow {
            git_dir: repository.git_dir().to_owned(),
            missing: format!("the merge base of {} and {}", one.short(), other.short()),
        }),
        Err(error) if error.code() == ErrorCode::NotFound => Err(GitError::Unrelated { one, other }),
        Err(error) => Err(GitError::other("looking for the merge base")(error)),
    }
}
