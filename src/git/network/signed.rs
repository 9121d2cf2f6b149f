//! Commits that bear a signature, made by the user's own `git`: it knows the format, the key and the program.

use std::path::Path;

use jiff::Timestamp;

use super::process::{Input, run_with};
use super::{Git, NetworkError, allowed_protocols, error};
use crate::git::{Author, CommitId, TreeId};

/// What a signed commit holds.
#[derive(Debug, Clone, Copy)]
pub struct ToSign<'a> {
    /// Its files.
    pub tree: TreeId,
    /// The commit that it follows.
    pub parent: CommitId,
    /// The whole message, trailers included.
    pub message: &'a str,
    /// Author and committer.
    pub author: &'a Author,
    /// Author's and committer's date, written with offset `+0000`.
    pub when: Timestamp,
}

impl Git {
    /// Writes a commit with a signature, as `commit.gpgSign` of Git does: `gpg.format`, `user.signingKey` and the programs
    /// are those of the user's configuration. The tree must be in the object store. No reference is written.
    ///
    /// # Errors
    /// [`NetworkError::MissingExecutable`], [`NetworkError::Timeout`], and [`NetworkError::Other`] with what the signing
    /// program said.
    pub fn signed_commit(&self, dir: &Path, to_sign: &ToSign<'_>) -> Result<CommitId, NetworkError> {
        let ToSign { tree, parent, message, author, when } = to_sign;
        let what = "git commit-tree -S";
        let date = format!("@{} +0000", when.as_second());
        let variables = [
            ("GIT_AUTHOR_NAME", author.name.as_str()),
            ("GIT_AUTHOR_EMAIL", &author.email),
            ("GIT_AUTHOR_DATE", &date),
            ("GIT_COMMITTER_NAME", &author.name),
            ("GIT_COMMITTER_EMAIL", &author.email),
            ("GIT_COMMITTER_DATE", &date),
        ];
        let (tree, parent) = (tree.to_string(), parent.to_string());
        let args = ["-c", "i18n.commitEncoding=UTF-8", "commit-tree", "-S", "-p", &parent, "-F", "-", &tree];
        let input = Input { stdin: Some(message.as_bytes()), variables: &variables };
        let output = run_with(&self.program, dir, &args, input, self.timeout, &allowed_protocols())
            .map_err(|failure| failure.named(what, self.timeout))?;
        let said = output.stdout.trim();
        match said.parse() {
            Ok(commit) if output.success => Ok(commit),
            _ => {
                let stderr = error::redact(output.stderr.trim());
                Err(NetworkError::Other { what: what.to_owned(), stderr })
            }
        }
    }
}
