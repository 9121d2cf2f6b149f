//! How commits follow one another, and what they say.

use git2::Sort;

use super::time::moment;
use super::{CommitId, GitError, Repository, TreeId};

/// The message of a commit, unreadable bytes replaced.
///
/// # Errors
/// [`GitError::Other`] when there is no such commit.
pub fn message(repository: &Repository, id: CommitId) -> Result<String, GitError> {
    let git = repository.git();
    let commit = git.find_commit(id.0).map_err(reading(id))?;
    Ok(String::from_utf8_lossy(commit.message_bytes()).into_owned())
}

/// The value of a trailer (`Deming-Proposal: P-7f3a91c2`) in the last paragraph of a commit's message; of
/// several the last. Keys are compared without regard to case, as Git does.
///
/// # Errors
/// [`GitError::Other`] when there is no such commit.
pub fn trailer(repository: &Repository, id: CommitId, key: &str) -> Result<Option<String>, GitError> {
    let message = message(repository, id)?;
    let trailers = git2::message_trailers_bytes(message).map_err(reading(id))?;
    let mut last = None;
    for (name, value) in trailers.iter() {
        if name.eq_ignore_ascii_case(key.as_bytes()) {
            last = Some(String::from_utf8_lossy(value).trim().to_owned());
        }
    }
    Ok(last)
}

/// The parents of a commit, first one first.
///
/// # Errors
/// [`GitError::Other`] when there is no such commit.
pub fn parents(repository: &Repository, id: CommitId) -> Result<Vec<CommitId>, GitError> {
    let git = repository.git();
    let commit = git.find_commit(id.0).map_err(reading(id))?;
    Ok(commit.parent_ids().map(CommitId).collect())
}

/// The files of a commit.
///
/// # Errors
/// [`GitError::Other`] when there is no such commit.
pub fn tree(repository: &Repository, id: CommitId) -> Result<TreeId, GitError> {
    let git = repository.git();
    let commit = git.find_commit(id.0).map_err(reading(id))?;
    Ok(TreeId(commit.tree_id()))
}

/// The files in which two commits differ, sorted.
///
/// # Errors
/// [`GitError::Other`] when a commit is not there.
pub fn changed_files(repository: &Repository, from: CommitId, to: CommitId) -> Result<Vec<String>, GitError> {
    let git = repository.git();
    let tree = |id: CommitId| git.find_commit(id.0).and_then(|commit| commit.tree()).map_err(reading(id));
    let mut options = git2::DiffOptions::new();
    options.skip_binary_check(true);
    let difference = git.diff_tree_to_tree(Some(&tree(from)?), Some(&tree(to)?), Some(&mut options));
    let difference = difference.map_err(reading(to))?;
    let path = |delta: git2::DiffDelta<'_>| {
        let file = delta.new_file().path_bytes().or_else(|| delta.old_file().path_bytes());
        file.map(|path| String::from_utf8_lossy(path).into_owned())
    };
    let mut paths: Vec<String> = difference.deltas().filter_map(path).collect();
    paths.sort();
    Ok(paths)
}

/// Whether `ancestor` is `descendant` or lies in its history.
///
/// # Errors
/// [`GitError::Other`] when a commit is not there.
pub fn is_ancestor(
    repository: &Repository,
    ancestor: CommitId,
    descendant: CommitId,
) -> Result<bool, GitError> {
    if ancestor == descendant {
        return Ok(true);
    }
    let git = repository.git();
    git.graph_descendant_of(descendant.0, ancestor.0).map_err(reading(descendant))
}

/// The commits of `tip` that `base` does not contain (`base..tip`), children before parents.
///
/// # Errors
/// [`GitError::Other`] when a commit is not there.
pub fn commits_between(
    repository: &Repository,
    base: CommitId,
    tip: CommitId,
) -> Result<Vec<CommitId>, GitError> {
    let git = repository.git();
    let mut walk = git.revwalk().map_err(reading(tip))?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME).map_err(reading(tip))?;
    walk.push(tip.0).and_then(|()| walk.hide(base.0)).map_err(reading(tip))?;
    walk.map(|id| id.map(CommitId).map_err(reading(tip))).collect()
}

/// The times of a commit and of those before it that are no older than a moment, as far as histories are in order.
///
/// # Errors
/// [`GitError::Other`] when a commit is not there.
pub fn times_since(
    repository: &Repository,
    tip: CommitId,
    since: jiff::Timestamp,
) -> Result<Vec<jiff::Timestamp>, GitError> {
    let git = repository.git();
    let mut walk = git.revwalk().map_err(reading(tip))?;
    walk.set_sorting(Sort::TIME).and_then(|()| walk.push(tip.0)).map_err(reading(tip))?;
    let mut times = Vec::new();
    for id in walk {
        let commit = id.and_then(|id| git.find_commit(id)).map_err(reading(tip))?;
        let time = moment(commit.time());
        if time < since {
            break;
        }
        times.push(time);
    }
    Ok(times)
}

/// The latest commit of a branch that is not younger than a moment, along first parents: what the branch showed then.
/// Where all are younger it is the first one.
///
/// # Errors
/// [`GitError::Other`] when a commit is not there.
pub fn shown_at(repository: &Repository, tip: CommitId, at: jiff::Timestamp) -> Result<CommitId, GitError> {
    let git = repository.git();
    let mut walk = git.revwalk().map_err(reading(tip))?;
    walk.simplify_first_parent().and_then(|()| walk.push(tip.0)).map_err(reading(tip))?;
    let mut shown = tip;
    for id in walk {
        let commit = id.and_then(|id| git.find_commit(id)).map_err(reading(tip))?;
        shown = CommitId(commit.id());
        if moment(commit.time()) <= at {
            break;
        }
    }
    Ok(shown)
}

fn reading(id: CommitId) -> impl FnOnce(git2::Error) -> GitError {
    GitError::other(format!("reading the history of {}", id.short()))
}
