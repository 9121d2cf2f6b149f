//! Commits written straight into the object store.
//!
//! HEAD, the index and the work tree are never touched. Objects come first and the reference last, so that a
//! process killed at any moment leaves at worst some unreferenced objects, which `git gc` collects. Whether
//! writes also reach the platter before the call returns (a power cut, not a kill) is the user's choice:
//! libgit2 follows `core.fsyncObjectFiles` of the repository, for objects and references alike.

use std::collections::BTreeMap;

use git2::build::TreeUpdateBuilder;
use git2::{ErrorCode, FileMode, Oid, Signature, Time, Tree};
use jiff::Timestamp;

use super::path::{inside, prefixes};
use super::{CommitId, GitError, Repository, ToSign, TreeId};

/// Who a commit is by. Author and committer are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// Whether a commit bears a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// It does; whose, and whether it is good, is not looked at.
    Yes,
    /// It does not.
    No,
}

/// What happens to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Path from the root of the tree, with forward slashes.
    pub path: String,
    /// Its new content; `None` deletes the file. Deleting what is not there changes nothing.
    pub content: Option<Vec<u8>>,
}

impl Change {
    /// Writes a file, new or not.
    pub fn put(path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: Some(content.into()) }
    }

    /// Deletes a file.
    pub fn delete(path: impl Into<String>) -> Self {
        Self { path: path.into(), content: None }
    }
}

/// A commit to be written. Equal requests give equal commit ids, on every machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitRequest {
    /// The commit it follows.
    pub parent: CommitId,
    /// What changes against the parent; one change for each path.
    pub changes: Vec<Change>,
    /// The whole message, trailers included.
    pub message: String,
    /// Author and committer.
    pub author: Author,
    /// Author's and committer's date, written with offset `+0000`, cut to whole seconds.
    pub when: Timestamp,
}

/// Writes the commit that a request describes, and no reference to it. What the store already has is not
/// written again. The commit is not signed, whatever `commit.gpgSign` says: a signature would make its id
/// differ from run to run.
///
/// # Errors
/// [`GitError::BadRequest`] for a path that leaves the tree, runs through a file, link or submodule, or is
/// given twice, and for an author that Git cannot store; [`GitError::DubiousOwnership`]; [`GitError::Other`].
pub fn commit_tree(repository: &Repository, request: &CommitRequest) -> Result<CommitId, GitError> {
    merge_commit(repository, request, &[])
}

/// As [`commit_tree`], for a commit that brings lines of history together: `others` are its further parents.
///
/// # Errors
/// Those of [`commit_tree`].
pub fn merge_commit(
    repository: &Repository,
    request: &CommitRequest,
    others: &[CommitId],
) -> Result<CommitId, GitError> {
    repository.require_own()?;
    let git = repository.git();
    let find = |id: &CommitId| {
        git.find_commit(id.0).map_err(GitError::other(format!("reading commit {}", id.short())))
    };
    let first = find(&request.parent)?;
    let others: Vec<git2::Commit<'_>> = others.iter().map(find).collect::<Result<_, _>>()?;
    let base = first.tree().map_err(GitError::other("reading the parent's tree"))?;
    let tree = write_tree(&git, &base, &request.changes)?;
    let parents: Vec<&git2::Commit<'_>> = std::iter::once(&first).chain(&others).collect();
    write_commit(&git, tree, &parents, &request.message, &request.author, request.when)
}

/// Writes the files that changes make of those of a commit, and no commit. What the store already has is not written
/// again.
///
/// # Errors
/// Those of [`commit_tree`].
pub fn write_changes(
    repository: &Repository,
    parent: CommitId,
    changes: &[Change],
) -> Result<TreeId, GitError> {
    repository.require_own()?;
    let git = repository.git();
    let base = git.find_commit(parent.0).and_then(|commit| commit.tree());
    let base = base.map_err(GitError::other("reading the parent's tree"))?;
    write_tree(&git, &base, changes).map(TreeId)
}

/// Writes the commit that has these files and follows a parent, and no reference to it.
///
/// # Errors
/// Those of [`commit_tree`].
pub fn commit_on(
    repository: &Repository,
    parent: CommitId,
    tree: TreeId,
    message: &str,
    author: &Author,
    when: Timestamp,
) -> Result<CommitId, GitError> {
    repository.require_own()?;
    let git = repository.git();
    let parent =
        git.find_commit(parent.0).map_err(GitError::other(format!("reading commit {}", parent.short())))?;
    write_commit(&git, tree.0, &[&parent], message, author, when)
}

/// Whether a commit is, but for a signature, the one that [`commit_on`] would write; and whether it has a signature.
///
/// # Errors
/// Those of [`commit_tree`].
pub fn is_alike(
    repository: &Repository,
    commit: CommitId,
    wanted: &ToSign<'_>,
) -> Result<Option<Signed>, GitError> {
    let git = repository.git();
    let found = git.find_commit(commit.0);
    let found = found.map_err(GitError::other(format!("reading commit {}", commit.short())))?;
    let by = signature(wanted.author, wanted.when)?;
    let is_same = |found: &Signature<'_>| {
        found.name_bytes() == by.name_bytes()
            && found.email_bytes() == by.email_bytes()
            && found.when() == by.when()
    };
    let alike = found.parent_ids().eq([wanted.parent.0])
        && found.tree_id() == wanted.tree.0
        && found.message_raw_bytes() == wanted.message.as_bytes()
        && is_same(&found.author())
        && is_same(&found.committer());
    let signed = if found.header_field_bytes("gpgsig").is_ok() { Signed::Yes } else { Signed::No };
    Ok(alike.then_some(signed))
}

/// As [`commit_tree`], for the first commit of a branch that shares no history with others.
///
/// # Errors
/// Those of [`commit_tree`].
pub fn root_commit(
    repository: &Repository,
    changes: &[Change],
    message: &str,
    author: &Author,
    when: Timestamp,
) -> Result<CommitId, GitError> {
    repository.require_own()?;
    let git = repository.git();
    let empty = git.treebuilder(None).and_then(|builder| builder.write()).and_then(|id| git.find_tree(id));
    let empty = empty.map_err(GitError::other("writing an empty tree"))?;
    let tree = write_tree(&git, &empty, changes)?;
    write_commit(&git, tree, &[], message, author, when)
}

fn write_commit(
    git: &git2::Repository,
    tree: Oid,
    parents: &[&git2::Commit<'_>],
    message: &str,
    author: &Author,
    when: Timestamp,
) -> Result<CommitId, GitError> {
    if message.contains('\0') {
        return Err(refused("the message holds a NUL byte"));
    }
    let signature = signature(author, when)?;
    let tree = git.find_tree(tree).map_err(GitError::other("reading the new tree"))?;
    let id = git.commit(None, &signature, &signature, message, &tree, parents);
    id.map(CommitId).map_err(GitError::other("writing the commit"))
}

/// A line break or angle bracket in a name would forge other headers of the commit.
fn signature(author: &Author, when: Timestamp) -> Result<Signature<'static>, GitError> {
    for (what, text) in [("name", &author.name), ("e-mail address", &author.email)] {
        if text.trim().is_empty()
            || text.contains(|letter: char| letter.is_control() || "<>".contains(letter))
        {
            return Err(refused(format!(
                "the author's {what} is empty or holds `<`, `>` or a control character"
            )));
        }
    }
    if when.as_second() < 0 {
        return Err(refused("Git has no dates before 1970"));
    }
    Signature::new(&author.name, &author.email, &Time::new(when.as_second(), 0))
        .map_err(GitError::other("writing the author"))
}

/// The tree that results from the changes; empty folders vanish, as everywhere in Git.
fn write_tree(git: &git2::Repository, base: &Tree<'_>, changes: &[Change]) -> Result<Oid, GitError> {
    let changes = by_path(changes)?;
    let mut update = TreeUpdateBuilder::new();
    for (path, content) in changes {
        let existing = existing_file(base, &path)?;
        match content {
            Some(content) => {
                let blob = git.blob(content).map_err(GitError::other(format!("writing `{path}`")))?;
                update.upsert(path, blob, existing.unwrap_or(FileMode::Blob));
            }
            None if existing.is_some() => drop(update.remove(path)),
            None => {}
        }
    }
    update.create_updated(git, base).map_err(GitError::other("writing the tree"))
}

fn by_path(changes: &[Change]) -> Result<BTreeMap<String, Option<&[u8]>>, GitError> {
    let mut by_path = BTreeMap::new();
    for change in changes {
        let path = inside(&change.path).filter(|path| !path.contains('\\'));
        let path = path.ok_or_else(|| refused(format!("`{}` lies outside the tree", change.path)))?;
        if by_path.insert(path, change.content.as_deref()).is_some() {
            return Err(refused(format!("`{}` is changed twice", change.path)));
        }
    }
    let new = |path: &str| by_path.get(path).is_some_and(|content: &Option<&[u8]>| content.is_some());
    for path in by_path.keys() {
        if let Some(file) = prefixes(path).find(|prefix| prefix != path && new(prefix)) {
            return Err(refused(format!("`{file}` cannot be a file and the folder of `{path}`")));
        }
    }
    Ok(by_path)
}

/// The mode of a regular file of the tree, to be kept; `None` when there is none at this path.
fn existing_file(base: &Tree<'_>, path: &str) -> Result<Option<FileMode>, GitError> {
    for prefix in prefixes(path) {
        let entry = match base.get_path(std::path::Path::new(prefix)) {
            Ok(entry) => entry,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(GitError::other(format!("looking for `{path}`"))(error)),
        };
        let (mode, is_last) = (entry.filemode(), prefix == path);
        if is_last && mode == i32::from(FileMode::BlobExecutable) {
            return Ok(Some(FileMode::BlobExecutable));
        }
        let is_file = [FileMode::Blob, FileMode::BlobGroupWritable].map(i32::from).contains(&mode);
        let is_folder = mode == i32::from(FileMode::Tree);
        match (is_last, is_file, is_folder) {
            (true, true, _) => return Ok(Some(FileMode::Blob)),
            (false, _, true) => {}
            _ => {
                return Err(refused(format!(
                    "`{prefix}` is not a {}",
                    if is_last { "file" } else { "folder" }
                )));
            }
        }
    }
    Ok(None)
}

fn refused(reason: impl Into<String>) -> GitError {
    GitError::BadRequest { reason: reason.into() }
}
