//! What the index remembers of files, so that the id of one that nobody touched is known without reading it.

use std::fs::Metadata;

use git2::{Index, IndexEntry, Oid, Repository};

/// When the index was written.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    /// Seconds and nanoseconds since 1970; `None`: nobody knows.
    written: Option<(i64, i64)>,
}

impl Stamps {
    /// Those of an index, read again if it has changed.
    pub(super) fn of(index: &mut Index) -> Result<Self, git2::Error> {
        // Asked before it is read: should it be written meanwhile, its entries are trusted too little and not too much.
        let written = index.path().and_then(|path| std::fs::metadata(path).ok()).and_then(|of| modified(&of));
        index.read(false)?;
        Ok(Self { written })
    }

    /// The id of a file's content, where the index tells it: the file is to the nanosecond as old, as large and in the
    /// same place as when it was added, and older than the index. One that is as old as the index may have been changed
    /// right after ("racy Git", <https://git-scm.com/docs/racy-git>). Where a filter stands between the file and what is
    /// stored, as for line ends, the stored content has another length.
    pub(super) fn blob(&self, git: &Repository, path: &str, metadata: &Metadata) -> Option<Oid> {
        let entry = git.index().ok()?.get_path(path.as_ref(), 0)?;
        let is_older = self.written.is_some_and(|written| time_of(&entry) < written);
        if !is_older || !is_untouched(&entry, metadata) {
            return None;
        }
        let (stored, _) = git.odb().ok()?.read_header(entry.id).ok()?;
        (stored as u64 == metadata.len()).then_some(entry.id)
    }
}

fn time_of(entry: &IndexEntry) -> (i64, i64) {
    (i64::from(entry.mtime.seconds()), i64::from(entry.mtime.nanoseconds()))
}

#[cfg(unix)]
fn modified(metadata: &Metadata) -> Option<(i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.mtime(), metadata.mtime_nsec()))
}

/// The index keeps 32 bits of each number.
#[cfg(unix)]
fn is_untouched(entry: &IndexEntry, metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let changed = (i64::from(entry.ctime.seconds()), i64::from(entry.ctime.nanoseconds()));
    modified(metadata) == Some(time_of(entry))
        && changed == (metadata.ctime(), metadata.ctime_nsec())
        && entry.ino == metadata.ino() as u32
        && entry.file_size == metadata.len() as u32
}

/// Elsewhere the clock of files is too coarse to tell.
#[cfg(not(unix))]
fn modified(_: &Metadata) -> Option<(i64, i64)> {
    None
}

#[cfg(not(unix))]
fn is_untouched(_: &IndexEntry, _: &Metadata) -> bool {
    false
}
