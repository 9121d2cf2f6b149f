//! Single files, commit by commit back through the history. What does not change from one commit to the next is looked
//! up by ids alone, and not read again.

use std::collections::HashMap;

use git2::{Delta, DiffOptions, ObjectType, Oid};
use jiff::Timestamp;

use super::time::moment;
use super::{BlobId, CommitId, Repository};

/// Files that differ between a commit and its parent, at most; a change of more than these is no move of a file.
const MAX_CHANGED: usize = 20_000;

/// The history of a repository, as far as single files are concerned.
pub struct Past<'r> {
    repository: &'r Repository,
    commits: HashMap<CommitId, Option<PastCommit>>,
    below: HashMap<(Oid, String), Option<Oid>>,
}

/// A commit of the past.
#[derive(Debug, Clone)]
pub struct PastCommit {
    /// When it was made (the committer's date).
    pub committed: Timestamp,
    /// Its parents, as far as the repository names them.
    pub parents: Vec<CommitId>,
    tree: Oid,
}

impl<'r> Past<'r> {
    /// The past of a repository, of which nothing is read yet.
    pub fn new(repository: &'r Repository) -> Self {
        Self { repository, commits: HashMap::new(), below: HashMap::new() }
    }

    /// A commit; `None` where it cannot be had, as beyond the edge of a shallow clone.
    pub fn commit(&mut self, id: CommitId) -> Option<PastCommit> {
        let repository = self.repository;
        let read = || {
            let git = repository.git();
            let commit = git.find_commit(id.0).ok()?;
            let parents = commit.parent_ids().map(CommitId).collect();
            Some(PastCommit { committed: moment(commit.time()), parents, tree: commit.tree_id() })
        };
        self.commits.entry(id).or_insert_with(read).clone()
    }

    /// The content of a file at a commit, by id; `None` where there is no such file.
    pub fn blob(&mut self, commit: &PastCommit, path: &str) -> Option<BlobId> {
        let Some((first, rest)) = path.split_once('/') else {
            return child(self.repository, commit.tree, path, ObjectType::Blob).map(BlobId);
        };
        let folder = child(self.repository, commit.tree, first, ObjectType::Tree)?;
        let repository = self.repository;
        let key = (folder, rest.to_owned());
        self.below.entry(key).or_insert_with(|| descend(repository, folder, rest)).map(BlobId)
    }

    /// The text of a file, unreadable bytes replaced; `None` where it has more than `limit` bytes or cannot be had.
    pub fn text(&self, blob: BlobId, limit: usize) -> Option<String> {
        let git = self.repository.git();
        let (size, _) = git.odb().ok()?.read_header(blob.0).ok()?;
        let blob = (size <= limit).then(|| git.find_blob(blob.0).ok()).flatten()?;
        Some(String::from_utf8_lossy(blob.content()).into_owned())
    }

    /// All files of a commit; none where there are too many to look through.
    pub fn files(&self, commit: &PastCommit) -> Vec<(String, BlobId)> {
        listed(&self.repository.git(), commit.tree).unwrap_or_default()
    }

    /// The files of a commit that a later one does not have, or has with another content. None where there are so many
    /// that they are no change of single files.
    pub fn replaced(&self, earlier: &PastCommit, later: &PastCommit) -> Vec<(String, BlobId)> {
        let git = self.repository.git();
        let trees = git.find_tree(earlier.tree).and_then(|old| Ok((old, git.find_tree(later.tree)?)));
        let Ok((old, new)) = trees else { return Vec::new() };
        let mut options = DiffOptions::new();
        options.skip_binary_check(true).ignore_submodules(true);
        let Ok(diff) = git.diff_tree_to_tree(Some(&old), Some(&new), Some(&mut options)) else {
            return Vec::new();
        };
        if diff.deltas().len() > MAX_CHANGED {
            return Vec::new();
        }
        let was_there =
            diff.deltas().filter(|delta| matches!(delta.status(), Delta::Deleted | Delta::Modified));
        was_there
            .filter_map(|delta| {
                let file = delta.old_file();
                Some((file.path()?.to_str()?.to_owned(), BlobId(file.id())))
            })
            .collect()
    }
}

/// The regular files of a tree, at most `MAX_CHANGED` of them.
fn listed(git: &git2::Repository, tree: Oid) -> Option<Vec<(String, BlobId)>> {
    let tree = git.find_tree(tree).ok()?;
    let mut files = Vec::new();
    let walked = tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        let name = entry.name().ok().filter(|_| entry.kind() == Some(ObjectType::Blob));
        files.extend(name.map(|name| (format!("{folder}{name}"), BlobId(entry.id()))));
        if files.len() > MAX_CHANGED { git2::TreeWalkResult::Abort } else { git2::TreeWalkResult::Ok }
    });
    walked.ok().map(|()| files)
}

fn child(repository: &Repository, tree: Oid, name: &str, kind: ObjectType) -> Option<Oid> {
    let git = repository.git();
    let tree = git.find_tree(tree).ok()?;
    let entry = tree.get_name(name)?;
    (entry.kind() == Some(kind)).then(|| entry.id())
}

fn descend(repository: &Repository, folder: Oid, path: &str) -> Option<Oid> {
    match path.split_once('/') {
        Some((first, rest)) => descend(repository, child(repository, folder, first, ObjectType::Tree)?, rest),
        None => child(repository, folder, path, ObjectType::Blob),
    }
}
