//! By whose hand commits are made: the author, whether they sign off, and whether Git signs.

use jiff::Timestamp;

use crate::git::write::{Signed, commit_on, is_alike};
use crate::git::{Author, CommitId, Git, GitError, Repository, ToSign, TreeId};

/// Who makes a commit, and how they vouch for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// Author and committer.
    pub author: Author,
    /// Whether the message ends in `Signed-off-by`, with which the author certifies where it comes from
    /// (Developer Certificate of Origin 1.1).
    pub signs_off: bool,
    /// Whether Git adds a signature, as its configuration says.
    pub signs: bool,
}

impl Hand {
    /// An author who signs nothing.
    pub fn of(author: Author) -> Self {
        Self { author, signs_off: false, signs: false }
    }

    /// The trailer of one who signs off, with its line end; else nothing.
    pub(super) fn sign_off(&self) -> String {
        let Author { name, email } = &self.author;
        if self.signs_off { format!("Signed-off-by: {name} <{email}>\n") } else { String::new() }
    }

    /// Writes a commit on top of `parent`, and no reference. `known` is one that may be the same already: signatures differ
    /// from one time to the next, so it is kept where all but that is equal.
    ///
    /// # Errors
    /// [`GitError::Unsigned`] and what else Git can refuse.
    pub(super) fn commit(
        &self,
        repository: &Repository,
        parent: CommitId,
        tree: TreeId,
        message: &str,
        when: Timestamp,
        known: Option<CommitId>,
    ) -> Result<CommitId, GitError> {
        if !self.signs {
            return commit_on(repository, parent, tree, message, &self.author, when);
        }
        repository.require_own()?;
        let to_sign = ToSign { tree, parent, message, author: &self.author, when };
        if let Some(known) = known
            && is_alike(repository, known, &to_sign)? == Some(Signed::Yes)
        {
            return Ok(known);
        }
        let folder = repository.workdir().unwrap_or_else(|| repository.git_dir());
        let signed = Git::default().signed_commit(folder, &to_sign);
        signed.map_err(|error| GitError::Unsigned { reason: error.to_string() })
    }
}
