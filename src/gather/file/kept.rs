//! What large tables came to, kept between runs.
//!
//! An entry is named after everything that it follows from: the id of the file's content, how it is read, and the
//! version of deming. So an entry is never wrong, only absent; the folder may be deleted at any time, even while deming
//! runs. What cannot be read or written, or does not look as it should, is as good as absent. Entries are written whole
//! or not at all, and the oldest ones make room for new ones.
//!
//! Kept is what rows came to as they stand: neither metrics that need the last row of each entity, nor down time, which
//! may go on until now, nor files that tell of a time later than anybody can know of yet.

mod entry;

use std::fs::{self, File};
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use flate2::Crc;
use sha2::{Digest, Sha256};

pub use self::entry::Table;
use crate::model::Metric;
use crate::model::points::{Pack, Unpack};
use crate::model::source::FileSource;

/// Smaller files are read faster than anybody could notice.
pub const LEAST: u64 = 8 << 20;

/// What all entries together may take.
const MOST: u64 = 1 << 30;

/// What every entry begins with; the number goes up when their form changes.
const MARK: &[u8] = b"deming table 1\n";

/// The folder of entries.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// The name of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// The name for content of this id as these metrics read it.
    pub fn of(blob: &str, manner: &str, metrics: &[(&Metric, &FileSource)]) -> Self {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        add(env!("CARGO_PKG_VERSION"));
        add(blob);
        add(manner);
        for (metric, source) in metrics {
            // Taken apart, so that a field that is added must be thought of here.
            let FileSource {
                path: _,
                format: _,
                encoding: _,
                delimiter: _,
                items: _,
                decimal,
                time,
                measure,
                filter,
                latest,
                missing,
                place: _,
            } = source;
            let reading = (decimal, time, measure, filter, latest, missing);
            add(&format!("{reading:?} {:?} {:?}", metric.unit, metric.process.by));
        }
        Self(hash.finalize().into())
    }

    fn file(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Cache {
    /// Entries in this folder, which is made when it is needed.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// What a table came to, as rows of this file.
    pub fn find(&self, key: &Key, origin: u32) -> Option<Table> {
        let file = File::open(self.folder.join(key.file())).ok()?;
        let mut read = Summed { inner: BufReader::with_capacity(BLOCK, &file), sum: Crc::new() };
        let mut start = vec![0; MARK.len() + key.0.len()];
        let length = file.metadata().ok()?.len().checked_sub((start.len() + 4) as u64)?;
        read.read_exact(&mut start).ok()?;
        if start != [MARK, &key.0].concat() {
            return None;
        }
        let table = Table::unpack(&mut Unpack::new(&mut read, length), origin)?;
        let (expected, mut sum) = (read.sum.sum(), [0; 4]);
        read.read_exact(&mut sum).ok()?;
        if u32::from_le_bytes(sum) != expected {
            return None;
        }
        // The entries that nobody has asked for longest go first; where the file may not be touched, it goes sooner.
        let _ = file.set_modified(SystemTime::now());
        Some(table)
    }

    /// Keeps what a table came to, if that is possible. Whoever cannot write there reads the table again next time.
    pub fn keep(&self, key: &Key, table: &Table) {
        let _ = self.write(key, table);
    }

    fn write(&self, key: &Key, table: &Table) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        make_room(&self.folder, MOST / 2)?;
        let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(&self.folder)?;
        let mut write = Summed { inner: &mut file, sum: Crc::new() };
        write.write_all(MARK)?;
        write.write_all(&key.0)?;
        let mut pack = Pack::new(&mut write);
        let is_whole = table.pack(&mut pack);
        pack.finish()?;
        let sum = write.sum.sum();
        file.write_all(&sum.to_le_bytes())?;
        if !is_whole || file.as_file().metadata()?.len() > MOST / 2 {
            return Ok(());
        }
        file.persist(self.folder.join(key.file())).map(drop).map_err(|error| error.error)
    }
}

const BLOCK: usize = 1 << 16;

/// A stream whose bytes are summed up.
struct Summed<S> {
    inner: S,
    sum: Crc,
}

impl<S: Read> Read for Summed<S> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.sum.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl<S: Write> Write for Summed<S> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.sum.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// Deletes the entries that were used longest ago, and what a killed run has left, until the others take no more.
fn make_room(folder: &Path, most: u64) -> std::io::Result<()> {
    let mut entries: Vec<(SystemTime, u64, PathBuf)> = fs::read_dir(folder)?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((metadata.modified().ok()?, metadata.len(), entry.path()))
        })
        .collect();
    entries.sort();
    let mut total: u64 = entries.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in entries {
        if total <= most {
            break;
        }
        fs::remove_file(path)?;
        total -= size;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room() {
        let folder = tempfile::tempdir().expect("a folder");
        for (age, name) in [(30, "a"), (10, "b"), (20, "c")] {
            let path = folder.path().join(name);
            fs::write(&path, [0; 100]).expect("written");
            let then = SystemTime::now() - std::time::Duration::from_secs(age);
            File::options().append(true).open(path).expect("opened").set_modified(then).expect("dated");
        }
        make_room(folder.path(), 250).expect("room");
        let left = |name: &str| folder.path().join(name).exists();
        assert!(!left("a") && left("b") && left("c"));
        make_room(folder.path(), 100).expect("room");
        assert!(left("b") && !left("c"));
    }

    #[test]
    fn what_is_damaged_is_not_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::new(folder.path().join("tables"));
        let (key, other) = (Key([1; 32]), Key([2; 32]));
        assert!(cache.find(&key, 0).is_none());
        let table = Table { rows: 7, ..Table::default() };
        cache.keep(&key, &table);
        assert_eq!(cache.find(&key, 0).map(|table| table.rows), Some(7));
        let path = cache.folder.join(key.file());
        let whole = fs::read(&path).expect("kept");
        fs::write(cache.folder.join(other.file()), &whole).expect("written");
        assert!(cache.find(&other, 0).is_none(), "an entry of another name");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, &damaged).expect("written");
            assert!(cache.find(&key, 0).is_none(), "byte {at}");
            fs::write(&path, &whole[..at]).expect("written");
            assert!(cache.find(&key, 0).is_none(), "cut at {at}");
        }
    }
}
