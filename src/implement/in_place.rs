//! One file added, or changed where it lies, as one commit on the branch that HEAD names.

use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::git::write::write_changes;
use crate::git::{Change, CommitId, GitError, Head, Repository, branch, work_tree};

use super::hand::Hand;
use super::write_file;

/// A file that changes.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Its path, from the root of the repository.
    pub path: String,
    /// Its content in the commit that is built on; `None`: it is new.
    pub before: Option<Vec<u8>>,
    /// Its new content.
    pub after: Vec<u8>,
}

/// Why a change in place was not made.
#[derive(Debug, thiserror::Error)]
pub enum InPlaceError {
    /// The file of the work tree, or of the index, has changes that no commit holds; they would be mixed in or lost.
    #[error("`{path}` has changes that no commit holds")]
    Uncommitted {
        /// Which file.
        path: String,
    },
    /// A file that is to be new is there already.
    #[error("`{path}` is there already")]
    InTheWay {
        /// Which file.
        path: String,
    },
    /// HEAD names no branch that could get a commit.
    #[error("no branch is checked out, so there is none to put a commit on")]
    Detached,
    /// Git refused.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The file system refused.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
}

/// Looks whether [`commit`] could be made, and writes nothing.
///
/// # Errors
/// [`InPlaceError`].
pub fn is_possible(repository: &Repository, head: CommitId, edit: &Edit) -> Result<(), InPlaceError> {
    let found = match repository.head()? {
        Head::Branch { commit, .. } => commit,
        Head::Unborn { branch } => return Err(GitError::Unborn { branch }.into()),
        Head::Detached { .. } => return Err(InPlaceError::Detached),
    };
    if found != head {
        let (expected, found) = (Some(head), Some(found));
        return Err(GitError::RefMoved { name: "HEAD".into(), expected, found }.into());
    }
    if edit.before.is_none() {
        let is_there =
            repository.workdir().is_some_and(|root| root.join(&edit.path).symlink_metadata().is_ok());
        let is_ours = is_done_already(repository, edit);
        return if is_there && !is_ours {
            Err(InPlaceError::InTheWay { path: edit.path.clone() })
        } else {
            Ok(())
        };
    }
    let holds = |changed: &String| {
        *changed == edit.path || (changed.ends_with('/') && edit.path.starts_with(changed.as_str()))
    };
    if !repository.uncommitted()?.iter().any(holds) || is_done_already(repository, edit) {
        return Ok(());
    }
    Err(InPlaceError::Uncommitted { path: edit.path.clone() })
}

/// Whether the file is as it will be: a run was killed between writing it and moving the branch.
fn is_done_already(repository: &Repository, edit: &Edit) -> bool {
    repository
        .workdir()
        .is_some_and(|root| fs::read(root.join(&edit.path)).is_ok_and(|now| now == edit.after))
}

/// Makes the commit on top of `head`, and lets the file, its entry in the index and the branch follow, as `git commit`
/// would leave them; other files and entries stay as they are. The branch comes last, by compare-and-swap: killed at
/// any moment, the same call made again does the rest.
///
/// # Errors
/// [`InPlaceError`]; nothing is lost then.
pub fn commit(
    repository: &Repository,
    head: CommitId,
    edit: &Edit,
    message: &str,
    hand: &Hand,
    when: Timestamp,
) -> Result<CommitId, InPlaceError> {
    is_possible(repository, head, edit)?;
    let tree = write_changes(repository, head, &[Change::put(&edit.path, edit.after.as_slice())])?;
    let message = format!("{message}{}", hand.sign_off());
    let commit = hand.commit(repository, head, tree, &message, when, None)?;
    let Some(root) = repository.workdir() else {
        if let Head::Branch { name, .. } = repository.head()? {
            branch::update_ref(repository, &format!("refs/heads/{name}"), Some(head), commit)?;
        }
        return Ok(commit);
    };
    let path = root.join(&edit.path);
    let failed = |source| InPlaceError::Io { path: path.clone(), source };
    // Git may have put other line ends into the work tree than the commit has; they stay what they are there.
    match &edit.before {
        None => write_file(&path, &edit.after).map_err(failed)?,
        Some(before) => {
            let lies = fs::read(&path).map_err(failed)?;
            let permissions = fs::metadata(&path).map_err(failed)?.permissions();
            write_file(&path, &as_it_lies(before, &edit.after, &lies)).map_err(failed)?;
            fs::set_permissions(&path, permissions).map_err(failed)?;
        }
    }
    work_tree::advance(repository, Some(head), commit, std::slice::from_ref(&edit.path))?;
    Ok(commit)
}

/// The new content with the line ends of the file that lies there.
fn as_it_lies(before: &[u8], after: &[u8], lies: &[u8]) -> Vec<u8> {
    let crlf = |bytes: &[u8]| bytes.windows(2).any(|pair| pair == b"\r\n");
    if !crlf(lies) || crlf(before) {
        return after.to_vec();
    }
    let mut out = Vec::with_capacity(after.len() + 64);
    for byte in after {
        if *byte == b'\n' {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}
