//! The tree of a commit.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use git2::{FileMode, Oid};

use super::listing::Listing;
use crate::git::path::prefixes;
use crate::git::{BlobId, CommitId, GitError, ReadError, Repository};

/// Depth of folders beyond which a tree is not followed: a hostile tree may be deep, a real one is not.
const DEEPEST: usize = 128;

#[derive(Debug)]
pub(super) struct Stored {
    repository: Repository,
    commit: CommitId,
    entries: HashMap<String, Entry>,
}

#[derive(Debug, Clone, Copy)]
enum Entry {
    File(Oid),
    Folder,
    Link,
    Submodule,
}

impl Stored {
    pub(super) fn open(repository: Repository, commit: CommitId) -> Result<(Self, Listing), GitError> {
        let mut entries = HashMap::new();
        let mut listing = Listing::default();
        {
            let git = repository.git();
            let root = git.find_commit(commit.0).map(|commit| commit.tree_id());
            let root = root.map_err(GitError::other(format!("reading commit {}", commit.short())))?;
            let mut folders = vec![(String::new(), root)];
            while let Some((folder, id)) = folders.pop() {
                let tree =
                    git.find_tree(id).map_err(GitError::other(format!("reading folder `{folder}`")))?;
                for entry in &tree {
                    let Ok(name) = entry.name() else {
                        listing.unreadable_names += 1;
                        continue;
                    };
                    let path = format!("{folder}{name}");
                    let kind = kind_of(entry.filemode(), entry.id());
                    match kind {
                        Entry::File(_) => listing.files.push(path.clone()),
                        Entry::Link => listing.symbolic_links.push(path.clone()),
                        Entry::Folder if path.matches('/').count() < DEEPEST => {
                            folders.push((format!("{path}/"), entry.id()));
                        }
                        Entry::Folder | Entry::Submodule => {}
                    }
                    entries.insert(path, kind);
                }
            }
        }
        Ok((Self { repository, commit, entries }, listing.finish()))
    }

    pub(super) fn commit(&self) -> CommitId {
        self.commit
    }

    pub(super) fn describe(&self) -> String {
        format!("commit {}", self.commit.short())
    }

    pub(super) fn blob(&self, path: &str) -> Result<BlobId, ReadError> {
        for prefix in prefixes(path) {
            match self.entries.get(prefix) {
                Some(Entry::Link) => {
                    return Err(ReadError::SymbolicLink { path: path.to_owned(), link: prefix.to_owned() });
                }
                Some(Entry::Submodule) => return Err(ReadError::OutsideRepository { path: path.to_owned() }),
                Some(Entry::File(id)) if prefix == path => return Ok(BlobId(*id)),
                Some(Entry::Folder) if prefix == path => {
                    return Err(ReadError::NotAFile { path: path.to_owned() });
                }
                _ => {}
            }
        }
        Err(ReadError::NotFound { path: path.to_owned(), place: self.describe() })
    }

    pub(super) fn size(&self, path: &str) -> Result<u64, ReadError> {
        let id = self.blob(path)?;
        let git = self.repository.git();
        let header = git.odb().and_then(|odb| odb.read_header(id.0));
        header.map(|(size, _)| size as u64).map_err(|error| lost(path, &error))
    }

    pub(super) fn open_file(&self, path: &str) -> Result<Box<dyn Read + Send>, ReadError> {
        let id = self.blob(path)?;
        let git = self.repository.git();
        let content =
            git.find_blob(id.0).map(|blob| blob.content().to_vec()).map_err(|error| lost(path, &error))?;
        Ok(Box::new(Cursor::new(content)))
    }
}

fn kind_of(mode: i32, id: Oid) -> Entry {
    if mode == i32::from(FileMode::Link) {
        Entry::Link
    } else if mode == i32::from(FileMode::Tree) {
        Entry::Folder
    } else if mode == i32::from(FileMode::Commit) {
        Entry::Submodule
    } else {
        Entry::File(id)
    }
}

/// The commit names the object, but the store does not give it (a partial clone, a damaged pack).
fn lost(path: &str, error: &git2::Error) -> ReadError {
    ReadError::Io { path: path.to_owned(), source: std::io::Error::other(error.message().to_owned()) }
}
