//! Which commits changed the files that lie directly in a folder, newest first, read only as far back as somebody asks.

use std::collections::{BinaryHeap, HashMap, HashSet};

use git2::{ErrorCode, ObjectType, Oid};
use jiff::Timestamp;

use super::path::inside;
use super::{BlobId, CommitId, GitError, Repository, time::moment};

/// A commit that changed a file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The commit.
    pub commit: CommitId,
    /// When it was made (the committer's date, which a rebase renews).
    pub committed: Timestamp,
    /// The first line of its message.
    pub summary: String,
    /// The name of the file, without the folder.
    pub file: String,
    /// What it held from then on; `None`: it was taken away.
    pub blob: Option<BlobId>,
}

/// The commits below a tip that changed the files of one folder.
///
/// A commit of several parents changed a file where the file is another than in each of them, as in `git log -- PATH`.
#[derive(Debug)]
pub struct FolderLog {
    repository: Repository,
    folder: String,
    pending: BinaryHeap<(i64, std::cmp::Reverse<usize>, Oid)>,
    seen: HashSet<Oid>,
    /// The tree of the folder in each commit that has been looked at.
    trees: HashMap<Oid, Option<Oid>>,
    is_truncated: bool,
}

impl FolderLog {
    /// The log of a folder, and of the root by an empty name, from a commit on. Nothing is read yet.
    ///
    /// # Errors
    /// [`GitError::Other`] where the commit is not there; [`GitError::BadPattern`] for a path that leads out.
    pub fn open(repository: &Repository, tip: CommitId, folder: &str) -> Result<Self, GitError> {
        let outside = || GitError::BadPattern {
            pattern: folder.to_owned(),
            reason: "it leads out of the repository".into(),
        };
        let folder = if folder.is_empty() { Some(String::new()) } else { inside(folder) };
        let folder = folder.ok_or_else(outside)?;
        let mut log = Self {
            repository: repository.clone(),
            folder,
            pending: BinaryHeap::new(),
            seen: HashSet::new(),
            trees: HashMap::new(),
            is_truncated: false,
        };
        let time = log.repository.git().find_commit(tip.0).map(|commit| commit.time().seconds());
        let time = time.map_err(GitError::other(format!("reading commit {}", tip.short())))?;
        log.push(tip.0, time);
        Ok(log)
    }

    /// Whether the clone is shallow and its edge has been reached, so that earlier changes are missing.
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// The changes of the next older commit that changed a file of the folder; none at the end.
    ///
    /// # Errors
    /// [`GitError::Other`] for a damaged object store.
    pub fn next_commit(&mut self) -> Result<Vec<FileChange>, GitError> {
        while let Some((_, _, id)) = self.pending.pop() {
            let changes = self.visit(id)?;
            if !changes.is_empty() {
                return Ok(changes);
            }
        }
        Ok(Vec::new())
    }

    /// What a file holds; `None` where a clone left it out. At most `limit` bytes of it.
    pub fn content(&self, blob: BlobId, limit: usize) -> Option<Vec<u8>> {
        let git = self.repository.git();
        let size = git.odb().and_then(|odb| odb.read_header(blob.0)).ok()?.0;
        let blob = git.find_blob(blob.0).ok().filter(|_| size <= limit)?;
        Some(blob.content().to_vec())
    }

    /// The files of the folder in a commit, each with its content.
    ///
    /// # Errors
    /// [`GitError::Other`] for a damaged object store.
    pub fn files_at(&mut self, commit: CommitId) -> Result<Vec<(String, BlobId)>, GitError> {
        let tree = self.tree_of(commit.0)?;
        Ok(self.entries(tree)?.into_iter().map(|(file, id)| (file, BlobId(id))).collect())
    }

    fn push(&mut self, id: Oid, time: i64) {
        if self.seen.insert(id) {
            // Of two commits in one second the one that was found first, which is no ancestor of the other.
            let order = self.seen.len();
            self.pending.push((time, std::cmp::Reverse(order), id));
        }
    }

    fn visit(&mut self, id: Oid) -> Result<Vec<FileChange>, GitError> {
        let (committed, summary, parents) = {
            let git = self.repository.git();
            let reading = || GitError::other(format!("reading commit {}", CommitId(id).short()));
            let commit = git.find_commit(id).map_err(reading())?;
            let summary = commit.summary_bytes().map(String::from_utf8_lossy).unwrap_or_default();
            let parents: Vec<Oid> = commit.parent_ids().collect();
            (moment(commit.time()), summary.into_owned(), parents)
        };
        let mut present = Vec::new();
        for parent in parents {
            let time = self.repository.git().find_commit(parent).map(|commit| commit.time().seconds());
            match time {
                Ok(time) => {
                    self.push(parent, time);
                    present.push(parent);
                }
                Err(error) if error.code() == ErrorCode::NotFound && self.repository.is_shallow() => {
                    self.is_truncated = true;
                }
                Err(error) => return Err(GitError::other("reading the history")(error)),
            }
        }
        let changed = self.changed(id, &present)?;
        self.trees.remove(&id);
        let change = |(file, blob): (String, Option<Oid>)| FileChange {
            commit: CommitId(id),
            committed,
            summary: summary.clone(),
            file,
            blob: blob.map(BlobId),
        };
        Ok(changed.into_iter().map(change).collect())
    }

    /// The files that differ from those of every parent. At the edge of a shallow clone there is nothing to differ from,
    /// so all that is there counts as new.
    fn changed(&mut self, id: Oid, parents: &[Oid]) -> Result<Vec<(String, Option<Oid>)>, GitError> {
        let own_tree = self.tree_of(id)?;
        let mut parent_trees = Vec::new();
        for parent in parents {
            parent_trees.push(self.tree_of(*parent)?);
        }
        if parent_trees.contains(&own_tree) {
            return Ok(Vec::new());
        }
        let own = self.entries(own_tree)?;
        let mut before = Vec::new();
        for tree in parent_trees {
            before.push(self.entries(tree)?);
        }
        let is_new = |file: &String, blob: Option<&Oid>| before.iter().all(|files| files.get(file) != blob);
        let mut names: Vec<&String> = own.keys().chain(before.iter().flat_map(HashMap::keys)).collect();
        names.sort_unstable();
        names.dedup();
        let changed = names.into_iter().filter(|file| is_new(file, own.get(*file)));
        Ok(changed.map(|file| (file.clone(), own.get(file).copied())).collect())
    }

    /// The tree of the folder in a commit; `None` where it has none.
    fn tree_of(&mut self, commit: Oid) -> Result<Option<Oid>, GitError> {
        if let Some(tree) = self.trees.get(&commit) {
            return Ok(*tree);
        }
        let tree = {
            let git = self.repository.git();
            let reading = || GitError::other(format!("reading commit {}", CommitId(commit).short()));
            let root = git.find_commit(commit).and_then(|commit| commit.tree()).map_err(reading())?;
            if self.folder.is_empty() {
                return Ok(Some(root.id()));
            }
            match root.get_path(std::path::Path::new(&self.folder)) {
                Ok(entry) => (entry.kind() == Some(ObjectType::Tree)).then(|| entry.id()),
                Err(error) if error.code() == ErrorCode::NotFound => None,
                Err(error) => return Err(reading()(error)),
            }
        };
        self.trees.insert(commit, tree);
        Ok(tree)
    }

    /// The files that lie directly in a tree. Names that are not UTF-8 are left out.
    fn entries(&self, tree: Option<Oid>) -> Result<HashMap<String, Oid>, GitError> {
        let Some(tree) = tree else { return Ok(HashMap::new()) };
        let git = self.repository.git();
        let tree = git.find_tree(tree).map_err(GitError::other(format!("reading `{}`", self.folder)))?;
        let files = tree.iter().filter(|entry| entry.kind() == Some(ObjectType::Blob));
        Ok(files.filter_map(|entry| Some((entry.name().ok()?.to_owned(), entry.id()))).collect())
    }
}
