//! A wiki behind a URL: cloned, committed to, pushed.

use std::path::PathBuf;

use tempfile::TempDir;

use super::repository::Wiki;
use super::{Options, Page, Published, WikiError, first_page};
use crate::git::{Git, NetworkError, Repository};

/// A short-lived clone of a wiki.
pub(super) struct Clone {
    url: String,
    folder: TempDir,
    wiki: Wiki,
}

impl Clone {
    /// Clones the latest state of a wiki.
    pub fn of(url: &str) -> Result<Self, WikiError> {
        let failed = |source| WikiError::Write { path: std::env::temp_dir(), source };
        let folder = tempfile::tempdir().map_err(failed)?;
        let path = folder.path().join("wiki.git");
        Git::default().clone_shallow(url, &path, None).map_err(|error| match error {
            NetworkError::NotFound { .. } => {
                WikiError::Missing { reason: error.to_string(), advice: first_page::advice(url) }
            }
            error => error.into(),
        })?;
        let wiki = Wiki::in_repository(Repository::discover(&path)?)?;
        Ok(Self { url: url.to_owned(), folder, wiki })
    }

    /// What was cloned.
    pub fn wiki(&self) -> &Wiki {
        &self.wiki
    }

    /// Publishes by way of the clone. When somebody else has pushed meanwhile, the pages are held against what they
    /// pushed, once; nothing of theirs is lost, since the push asks for the branch to be where it was.
    pub fn publish(self, pages: &[Page], options: &Options) -> Result<Published, WikiError> {
        let url = self.url.clone();
        match self.attempt(pages, options) {
            Err(WikiError::Network(NetworkError::Rejected { stale: true, .. })) => {
                Self::of(&url)?.attempt(pages, options)
            }
            outcome => outcome,
        }
    }

    fn attempt(self, pages: &[Page], options: &Options) -> Result<Published, WikiError> {
        let (mut published, mut commit) = self.wiki.commit_only(pages, options)?;
        if !published.edited.is_empty() {
            // What people have done to these pages is known only beside what they were when they were published.
            (published, commit) = self.whole()?.commit_only(pages, options)?;
        }
        if let Some(commit) = commit {
            let path = self.path();
            let (branch, tip) = (self.wiki.branch(), self.wiki.tip());
            Git::default().push_with_lease(&path, &self.url, commit, branch, tip)?;
        }
        published.commit = commit;
        Ok(published)
    }

    /// The same wiki with all of its history.
    fn whole(&self) -> Result<Wiki, WikiError> {
        Git::default().fetch_rest(&self.path(), &self.url)?;
        Wiki::in_repository(Repository::discover(&self.path())?)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("wiki.git")
    }
}
