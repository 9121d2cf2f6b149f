//! Files as they lie on disk: a work tree or a plain folder.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};
use walkdir::{DirEntry, WalkDir};

use super::listing::Listing;
use super::stamp::Stamps;
use crate::git::path::prefixes;
use crate::git::{BlobId, GitError, ReadError, Repository};

#[derive(Debug)]
pub(super) struct OnDisk {
    root: PathBuf,
    tracking: Option<Tracking>,
}

/// What Git knows about the files of a work tree.
#[derive(Debug)]
struct Tracking {
    repository: Repository,
    tracked: HashSet<String>,
    stamps: Stamps,
}

impl OnDisk {
    pub(super) fn work_tree(root: PathBuf, repository: Repository) -> Result<Self, GitError> {
        let (tracked, stamps) = {
            let git = repository.git();
            let read = git.index().and_then(|mut index| Ok((Stamps::of(&mut index)?, index)));
            let (stamps, index) = read.map_err(GitError::other("reading the index"))?;
            let tracked = index.iter().filter_map(|entry| String::from_utf8(entry.path).ok()).collect();
            (tracked, stamps)
        };
        Ok(Self { root, tracking: Some(Tracking { repository, tracked, stamps }) })
    }

    pub(super) fn plain(root: PathBuf) -> Self {
        Self { root, tracking: None }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn describe(&self) -> &'static str {
        if self.tracking.is_some() { "work tree" } else { "folder" }
    }

    /// Walks the tree. Folders that cannot be looked into (no permission) are listed as such.
    pub(super) fn list(&self) -> Listing {
        let mut listing = Listing::default();
        let walk = WalkDir::new(&self.root).follow_links(false).min_depth(1);
        for entry in walk.into_iter().filter_entry(|entry| self.enters(entry)) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    listing.closed_folders.extend(self.closed_folder(&error));
                    continue;
                }
            };
            let kind = entry.file_type();
            if kind.is_dir() {
                continue;
            }
            let Some(path) = self.relative(entry.path()) else {
                listing.unreadable_names += 1;
                continue;
            };
            if self.is_ignored(&path) {
                continue;
            }
            if kind.is_symlink() {
                listing.symbolic_links.push(path);
            } else if kind.is_file() {
                listing.files.push(path);
            }
        }
        listing.files.extend(self.tracked_below_ignored_folders());
        listing.finish()
    }

    /// The folder that stopped the walk, and why; nothing where it vanished meanwhile.
    fn closed_folder(&self, error: &walkdir::Error) -> Option<(String, String)> {
        let reason = error.io_error().filter(|source| source.kind() != io::ErrorKind::NotFound)?;
        Some((self.relative(error.path()?)?, reason.to_string()))
    }

    /// Whether the walk goes into a folder (files are judged later).
    fn enters(&self, entry: &DirEntry) -> bool {
        if entry.file_name().eq_ignore_ascii_case(".git") {
            return false;
        }
        if !entry.file_type().is_dir() || entry.depth() == 0 {
            return true;
        }
        !is_repository(entry.path()) && self.relative(entry.path()).is_none_or(|path| !self.is_ignored(&path))
    }

    /// An ignored folder is not walked, though files in it may have been added by force.
    fn tracked_below_ignored_folders(&self) -> Vec<String> {
        let Some(tracking) = &self.tracking else { return Vec::new() };
        let mut ignored: HashMap<&str, bool> = HashMap::new();
        let mut found = Vec::new();
        for path in &tracking.tracked {
            let Some((folder, _)) = path.rsplit_once('/') else { continue };
            if *ignored.entry(folder).or_insert_with(|| self.is_ignored(folder)) && self.locate(path).is_ok()
            {
                found.push(path.clone());
            }
        }
        found
    }

    fn is_ignored(&self, path: &str) -> bool {
        self.tracking.as_ref().is_some_and(|tracking| {
            !tracking.tracked.contains(path)
                && tracking.repository.git().is_path_ignored(path).unwrap_or(false)
        })
    }

    fn relative(&self, path: &Path) -> Option<String> {
        let path = path.strip_prefix(&self.root).ok()?.to_str()?;
        Some(if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() })
    }

    /// The file on disk, once no component of its path is a link or another repository.
    fn locate(&self, path: &str) -> Result<(PathBuf, fs::Metadata), ReadError> {
        for prefix in prefixes(path) {
            let full = self.root.join(prefix);
            let metadata = fs::symlink_metadata(&full).map_err(|source| self.absent(path, source))?;
            if metadata.is_symlink() {
                return Err(ReadError::SymbolicLink { path: path.to_owned(), link: prefix.to_owned() });
            }
            if prefix == path {
                let is_file = metadata.is_file();
                return is_file
                    .then_some((full, metadata))
                    .ok_or(ReadError::NotAFile { path: path.to_owned() });
            }
            if is_repository(&full) {
                return Err(ReadError::OutsideRepository { path: path.to_owned() });
            }
        }
        Err(self.absent(path, io::Error::from(io::ErrorKind::NotFound)))
    }

    /// As [`locate`](Self::locate), for a file that may be read: one that is not ignored.
    fn readable(&self, path: &str) -> Result<(PathBuf, fs::Metadata), ReadError> {
        let located = self.locate(path)?;
        if self.is_ignored(path) {
            return Err(ReadError::Ignored { path: path.to_owned() });
        }
        Ok(located)
    }

    fn absent(&self, path: &str, source: io::Error) -> ReadError {
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                ReadError::NotFound { path: path.to_owned(), place: self.describe().to_owned() }
            }
            _ => ReadError::Io { path: path.to_owned(), source },
        }
    }

    pub(super) fn size(&self, path: &str) -> Result<u64, ReadError> {
        self.readable(path).map(|(_, metadata)| metadata.len())
    }

    pub(super) fn open(&self, path: &str) -> Result<Box<dyn Read + Send>, ReadError> {
        self.open_sized(path).map(|(reader, _)| reader)
    }

    /// A file, and how many bytes it has: whether it may be read is asked once for both.
    pub(super) fn open_sized(&self, path: &str) -> Result<(Box<dyn Read + Send>, u64), ReadError> {
        let (full, metadata) = self.readable(path)?;
        let file = File::open(full).map_err(|source| self.absent(path, source))?;
        Ok((Box::new(file), metadata.len()))
    }

    pub(super) fn blob(&self, path: &str) -> Result<BlobId, ReadError> {
        let (full, metadata) = self.readable(path)?;
        if let Some(tracking) = &self.tracking
            && let Some(id) = tracking.stamps.blob(&tracking.repository.git(), path, &metadata)
        {
            return Ok(BlobId(id));
        }
        let id = Oid::hash_file(ObjectType::Blob, full);
        id.map(BlobId).map_err(|error| ReadError::Io {
            path: path.to_owned(),
            source: io::Error::other(error.message().to_owned()),
        })
    }
}

/// A folder with a `.git` entry is a repository of its own (a submodule, a nested clone).
fn is_repository(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(".git")).is_ok()
}
