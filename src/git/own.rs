//! Repositories that deming makes itself: for `init`, and for the demonstration, which plays a whole team.
//!
//! Only here are HEAD, the index and the work tree written, and only in a repository made a moment ago.

use std::path::Path;

use git2::{IndexAddOption, Oid, RepositoryInitOptions, Signature, Time};
use jiff::Timestamp;

use super::{Author, CommitId, GitError, Repository};

/// Makes a repository with a work tree, its HEAD on the unborn branch `main`.
///
/// # Errors
/// [`GitError::Other`] when the folder cannot be written.
pub fn init(path: &Path) -> Result<Repository, GitError> {
    let mut options = RepositoryInitOptions::new();
    // Templates of the user would bring hooks along.
    options.initial_head("main").external_template(false).mkpath(true);
    git2::Repository::init_opts(path, &options).map_err(GitError::other("making a repository"))?;
    Repository::discover(path)
}

/// Commits the work tree as it lies, on HEAD.
///
/// # Errors
/// [`GitError::Other`] when the index or the object store cannot be written.
pub fn commit_all(
    repository: &Repository,
    message: &str,
    author: &Author,
    when: Timestamp,
) -> Result<CommitId, GitError> {
    let git = repository.git();
    let failed = || GitError::other("committing the work tree");
    let mut index = git.index().map_err(failed())?;
    index.add_all(["*"], IndexAddOption::DEFAULT, None).map_err(failed())?;
    index.write().map_err(failed())?;
    let tree = index.write_tree().map_err(failed())?;
    let parents: Vec<Oid> = git.head().ok().and_then(|head| head.target()).into_iter().collect();
    commit(&git, tree, &parents, message, author, when)
}

/// Merges a branch into HEAD with a merge commit, and lets the work tree follow.
///
/// # Errors
/// [`GitError::BadRequest`] when the two contradict each other, [`GitError::Other`] when something cannot be written.
pub fn merge(
    repository: &Repository,
    branch: &str,
    message: &str,
    author: &Author,
    when: Timestamp,
) -> Result<CommitId, GitError> {
    let ours = repository.head_commit()?;
    let theirs = repository.resolve(&format!("refs/heads/{branch}"))?;
    let git = repository.git();
    let failed = || GitError::other(format!("merging {branch}"));
    let find = |id: CommitId| git.find_commit(id.0).map_err(failed());
    let mut index = git.merge_commits(&find(ours)?, &find(theirs)?, None).map_err(failed())?;
    if index.has_conflicts() {
        return Err(GitError::BadRequest { reason: format!("{branch} contradicts what is checked out") });
    }
    let tree = index.write_tree_to(&git).map_err(failed())?;
    let merged = commit(&git, tree, &[ours.0, theirs.0], message, author, when)?;
    git.checkout_head(Some(git2::build::CheckoutBuilder::new().force())).map_err(failed())?;
    Ok(merged)
}

fn commit(
    git: &git2::Repository,
    tree: Oid,
    parents: &[Oid],
    message: &str,
    author: &Author,
    when: Timestamp,
) -> Result<CommitId, GitError> {
    let failed = || GitError::other("writing a commit");
    let time = Time::new(when.as_second(), 0);
    let signature = Signature::new(&author.name, &author.email, &time).map_err(failed())?;
    let tree = git.find_tree(tree).map_err(failed())?;
    let parents: Vec<git2::Commit<'_>> =
        parents.iter().map(|id| git.find_commit(*id)).collect::<Result<_, _>>().map_err(failed())?;
    let parents: Vec<&git2::Commit<'_>> = parents.iter().collect();
    git.commit(Some("HEAD"), &signature, &signature, message, &tree, &parents).map(CommitId).map_err(failed())
}
