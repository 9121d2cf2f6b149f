//! An unchanging view of a tree of files, to read declarations and data from.

mod listing;
mod on_disk;
mod stored;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use globset::GlobBuilder;

use self::listing::Listing;
use self::on_disk::OnDisk;
use self::stored::Stored;
use super::path::inside;
use super::{BlobId, CommitId, GitError, ReadError, Repository};

/// Bytes that [`Snapshot::read`] holds in memory at most; larger files are for [`Snapshot::open`].
pub const READ_LIMIT: u64 = 256 * 1024 * 1024;

/// A tree of files: the work tree as it lies, a commit, or a plain folder.
///
/// Paths are relative to its root, with forward slashes. Symbolic links are never followed, `.git` folders,
/// submodules and other repositories inside are not part of it, and no path leads out. Ignored files are left
/// out unless tracked, so that a work tree shows what a commit of everything would show.
///
/// The file list is made once. Contents of a work tree are read when asked for, so a file edited meanwhile
/// shows its new content.
#[derive(Debug)]
pub struct Snapshot {
    place: Place,
    listing: OnceLock<Listing>,
}

#[derive(Debug)]
enum Place {
    OnDisk(OnDisk),
    Stored(Stored),
}

impl Snapshot {
    /// The work tree as it lies, files that are not yet tracked included.
    ///
    /// # Errors
    /// [`GitError::Bare`].
    pub fn work_tree(repository: &Repository) -> Result<Self, GitError> {
        let root = repository.require_workdir()?.to_owned();
        Ok(Self::new(Place::OnDisk(OnDisk::work_tree(root, repository.clone())?)))
    }

    /// The tree of a commit, from the object store.
    ///
    /// # Errors
    /// [`GitError::Other`] when the commit or one of its trees is not there.
    pub fn commit(repository: &Repository, id: CommitId) -> Result<Self, GitError> {
        let (stored, listing) = Stored::open(repository.clone(), id)?;
        let snapshot = Self::new(Place::Stored(stored));
        Ok(Self { listing: OnceLock::from(listing), ..snapshot })
    }

    /// A folder that belongs to no repository.
    pub fn directory(root: PathBuf) -> Self {
        Self::new(Place::OnDisk(OnDisk::plain(root)))
    }

    fn new(place: Place) -> Self {
        Self { place, listing: OnceLock::new() }
    }

    fn listing(&self) -> &Listing {
        self.listing.get_or_init(|| match &self.place {
            Place::OnDisk(disk) => disk.list(),
            Place::Stored(_) => Listing::default(),
        })
    }

    /// All regular files, sorted bytewise.
    pub fn files(&self) -> &[String] {
        &self.listing().files
    }

    /// How many files were left out because their name is not UTF-8.
    pub fn unreadable_names(&self) -> usize {
        self.listing().unreadable_names
    }

    /// Symbolic links, sorted bytewise; they are never followed.
    pub fn symbolic_links(&self) -> &[String] {
        &self.listing().symbolic_links
    }

    /// The files that fit a pattern, sorted bytewise. `*` and `?` stay within a folder, `**` spans folders;
    /// a pattern without wild cards is a path.
    ///
    /// # Errors
    /// [`GitError::BadPattern`] for a pattern that cannot be read or leads out of the tree.
    pub fn glob(&self, pattern: &str) -> Result<Vec<String>, GitError> {
        let bad = |reason: String| GitError::BadPattern { pattern: pattern.to_owned(), reason };
        let tidy = inside(pattern).ok_or_else(|| bad("it leads out of the repository".into()))?;
        let glob = GlobBuilder::new(&tidy)
            .literal_separator(true)
            .build()
            .map_err(|error| bad(error.kind().to_string()))?
            .compile_matcher();
        Ok(self.files().iter().filter(|file| glob.is_match(file)).cloned().collect())
    }

    /// The content of a file, at most [`READ_LIMIT`] bytes.
    ///
    /// # Errors
    /// Every kind of [`ReadError`].
    pub fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.read_at_most(path, READ_LIMIT)
    }

    /// The content of a file that has at most `limit` bytes.
    ///
    /// # Errors
    /// Every kind of [`ReadError`].
    pub fn read_at_most(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        let size = self.size(path)?;
        if size > limit {
            return Err(ReadError::TooLarge { path: path.to_owned(), size, limit });
        }
        let mut content = Vec::new();
        // A file on disk may grow after its size was read: one byte more tells.
        let mut reader = self.open(path)?.take(limit.saturating_add(1));
        reader.read_to_end(&mut content).map_err(|source| ReadError::Io { path: path.to_owned(), source })?;
        if content.len() as u64 > limit {
            return Err(ReadError::TooLarge { path: path.to_owned(), size: content.len() as u64, limit });
        }
        Ok(content)
    }

    /// The content of a file as a stream. Files of a work tree stream from disk in constant memory; those of
    /// a commit are unpacked into memory first, since Git keeps them compressed as a whole.
    ///
    /// # Errors
    /// Every kind of [`ReadError`] but `TooLarge`.
    pub fn open(&self, path: &str) -> Result<Box<dyn Read + Send>, ReadError> {
        let tidy = self.tidy(path)?;
        match &self.place {
            Place::OnDisk(disk) => disk.open(&tidy),
            Place::Stored(stored) => stored.open_file(&tidy),
        }
    }

    /// Size of a file in bytes.
    ///
    /// # Errors
    /// Every kind of [`ReadError`] but `TooLarge`.
    pub fn size(&self, path: &str) -> Result<u64, ReadError> {
        let tidy = self.tidy(path)?;
        match &self.place {
            Place::OnDisk(disk) => disk.size(&tidy),
            Place::Stored(stored) => stored.size(&tidy),
        }
    }

    /// Id of a file's content: what the commit records, or what Git would record for the bytes on disk when no
    /// filter (line endings, LFS) applies.
    ///
    /// # Errors
    /// Every kind of [`ReadError`] but `TooLarge`.
    pub fn blob(&self, path: &str) -> Result<BlobId, ReadError> {
        let tidy = self.tidy(path)?;
        match &self.place {
            Place::OnDisk(disk) => disk.blob(&tidy),
            Place::Stored(stored) => stored.blob(&tidy),
        }
    }

    /// The commit, when this is one.
    pub fn commit_id(&self) -> Option<CommitId> {
        match &self.place {
            Place::Stored(stored) => Some(stored.commit()),
            Place::OnDisk(_) => None,
        }
    }

    /// The folder on disk, unless this is a commit.
    pub fn root(&self) -> Option<&Path> {
        match &self.place {
            Place::OnDisk(disk) => Some(disk.root()),
            Place::Stored(_) => None,
        }
    }

    /// `work tree`, `folder` or `commit abc1234`: to name it in a sentence.
    pub fn describe(&self) -> String {
        match &self.place {
            Place::OnDisk(disk) => disk.describe().to_owned(),
            Place::Stored(stored) => stored.describe(),
        }
    }

    fn tidy(&self, path: &str) -> Result<String, ReadError> {
        inside(path).ok_or_else(|| ReadError::OutsideRepository { path: path.to_owned() })
    }
}
