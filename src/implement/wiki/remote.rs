//! A wiki behind a URL: cloned, committed to, pushed.

use super::repository::Wiki;
use super::{Options, Page, Published, WikiError};
use crate::git::{Git, NetworkError, Repository};

/// Publishes by way of a short-lived clone. When somebody else pushes at the same time, the pages are held against
/// what they pushed, once; nothing of theirs is lost, since the push asks for the branch to be where it was.
pub(super) fn publish(url: &str, pages: &[Page], options: &Options) -> Result<Published, WikiError> {
    match attempt(url, pages, options) {
        Err(WikiError::Network(NetworkError::Rejected { stale: true, .. })) => attempt(url, pages, options),
        outcome => outcome,
    }
}

fn attempt(url: &str, pages: &[Page], options: &Options) -> Result<Published, WikiError> {
    let git = Git::default();
    let folder =
        tempfile::tempdir().map_err(|source| WikiError::Write { path: std::env::temp_dir(), source })?;
    let clone = folder.path().join("wiki.git");
    git.clone_shallow(url, &clone, None)?;
    let wiki = Wiki::in_repository(Repository::discover(&clone)?)?;
    let (mut published, commit) = wiki.commit_only(pages, options)?;
    if let Some(commit) = commit {
        git.push_with_lease(&clone, url, commit, wiki.branch(), wiki.tip())?;
    }
    published.commit = commit;
    Ok(published)
}
