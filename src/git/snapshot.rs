//! An unchanging view of a tree of files, to read declarations and data from.

mod listing;
mod on_disk;
mod stamp;
mod stored;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use globset::{GlobBuilder, GlobMatcher};

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
        let glob = matcher(&tidy).map_err(|error| bad(error.kind().to_string()))?;
        // A large repository has many files, and a pattern most often names the folder that it is about.
        let start = tidy.split(['*', '?', '[', '{', '\\']).next().unwrap_or_default();
        let first = self.files().partition_point(|file| file.as_str() < start);
        let begins = self.files().get(first..).unwrap_or_default().iter();
        let begins = begins.take_while(|file| file.starts_with(start));
        Ok(begins.filter(|file| glob.is_match(file)).cloned().collect())
    }

    /// The symbolic links that fit a pattern of [`glob`](Self::glob), or stand in its way as a folder.
    pub fn links_to(&self, pattern: &str) -> Vec<String> {
        let Some(tidy) = inside(pattern) else { return Vec::new() };
        let Ok(glob) = matcher(&tidy) else { return Vec::new() };
        let in_the_way = |link: &str| tidy.strip_prefix(link).is_some_and(|rest| rest.starts_with('/'));
        let links = self.symbolic_links().iter();
        links.filter(|link| glob.is_match(link) || in_the_way(link)).cloned().collect()
    }

    /// Folders that could not be looked into (no permission) though files in them may fit a pattern of
    /// [`glob`](Self::glob), each with the reason.
    pub fn closed_to(&self, pattern: &str) -> Vec<(String, String)> {
        let Some(tidy) = inside(pattern) else { return Vec::new() };
        let folders = self.listing().closed_folders.iter();
        folders.filter(|(folder, _)| may_enter(&tidy, folder)).cloned().collect()
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
        let tidy = self.tidy(path)?;
        let too_large = |size: u64| ReadError::TooLarge { path: path.to_owned(), size, limit };
        let reader = match &self.place {
            Place::OnDisk(disk) => {
                let (reader, size) = disk.open_sized(&tidy)?;
                if size > limit { Err(too_large(size)) } else { Ok(reader) }
            }
            // Unpacked as a whole, so its size is looked at first.
            Place::Stored(stored) => match stored.size(&tidy)? {
                size if size > limit => Err(too_large(size)),
                _ => stored.open_file(&tidy),
            },
        }?;
        let mut content = Vec::new();
        // A file on disk may grow after its size was read: one byte more tells.
        let mut reader = reader.take(limit.saturating_add(1));
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

fn matcher(pattern: &str) -> Result<GlobMatcher, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build().map(|glob| glob.compile_matcher())
}

/// Whether a pattern can match files below a folder: the parts before its `**`, or before its last, fit the folder.
fn may_enter(pattern: &str, folder: &str) -> bool {
    let (parts, folders): (Vec<&str>, Vec<&str>) =
        (pattern.split('/').collect(), folder.split('/').collect());
    let endless = parts.iter().position(|part| *part == "**");
    let fixed = endless.unwrap_or(parts.len().saturating_sub(1));
    if endless.is_none() && folders.len() > fixed {
        return false;
    }
    let first = |parts: &[&str]| parts.get(..fixed.min(folders.len())).unwrap_or_default().join("/");
    // Where braces span a slash the first parts are no pattern by themselves; then the folder may be meant.
    matcher(&first(&parts)).map_or(true, |glob| glob.is_match(first(&folders)))
}

#[cfg(test)]
mod tests {
    use super::may_enter;

    #[test]
    fn a_pattern_enters_the_folders_of_its_first_parts() {
        for (pattern, folder) in [
            ("data/*.csv", "data"),
            ("*/x.csv", "data"),
            ("**/*.csv", "data/a"),
            ("data/**", "data/a/b"),
            ("a/b/**/c", "a"),
            ("{a/b,c}/d", "a"),
        ] {
            assert!(may_enter(pattern, folder), "{pattern} {folder}");
        }
        for (pattern, folder) in
            [("data/*.csv", "data/a"), ("data/*.csv", "other"), ("*.csv", "data"), ("data/**/x", "other/a/b")]
        {
            assert!(!may_enter(pattern, folder), "{pattern} {folder}");
        }
    }
}
