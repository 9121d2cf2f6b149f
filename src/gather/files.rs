//! The files of a repository, as gathering needs them.

use std::io::Read;

use crate::git::Snapshot;

/// A tree of files: the work tree, or the tree of a commit. Paths are relative to its root, with forward slashes.
/// Errors are sentences for people. A trait, so that tests can hand out files in memory, in pieces of any size.
pub trait Files: Sync {
    /// The paths of the files that a glob matches.
    fn matching(&self, glob: &str) -> Result<Vec<String>, String>;

    /// The paths of all files that may hold data, by their ending.
    fn data_files(&self) -> Vec<&str>;

    /// The paths of symbolic links, which are never followed, that a glob matches or would have to go through.
    fn links_to(&self, glob: &str) -> Vec<String>;

    /// Folders that could not be looked into though a glob may match files in them, and why.
    fn closed_to(&self, glob: &str) -> Vec<(String, String)>;

    /// The bytes of a file.
    fn open(&self, path: &str) -> Result<Box<dyn Read + Send + '_>, String>;

    /// How many bytes a file has, where that is known.
    fn size(&self, path: &str) -> Option<u64>;

    /// The id of a file's content as Git counts it, in hexadecimal.
    fn blob(&self, path: &str) -> Option<String>;
}

/// Whether a file may hold data, by its ending: it is what somebody meant who mistyped the path of one.
pub fn may_hold_data(path: &str) -> bool {
    const ENDINGS: [&str; 11] =
        ["csv", "tsv", "tab", "txt", "json", "jsonl", "ndjson", "gz", "db", "sqlite", "sqlite3"];
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.iter().any(|one| ending.eq_ignore_ascii_case(one)))
}

impl Files for Snapshot {
    fn matching(&self, glob: &str) -> Result<Vec<String>, String> {
        self.glob(glob).map_err(|error| error.to_string())
    }

    fn data_files(&self) -> Vec<&str> {
        self.files().iter().map(String::as_str).filter(|path| may_hold_data(path)).collect()
    }

    fn links_to(&self, glob: &str) -> Vec<String> {
        self.links_to(glob)
    }

    fn closed_to(&self, glob: &str) -> Vec<(String, String)> {
        self.closed_to(glob)
    }

    fn open(&self, path: &str) -> Result<Box<dyn Read + Send + '_>, String> {
        match self.open(path) {
            Ok(content) => Ok(content),
            Err(error) => Err(error.to_string()),
        }
    }

    fn size(&self, path: &str) -> Option<u64> {
        self.size(path).ok()
    }

    fn blob(&self, path: &str) -> Option<String> {
        self.blob(path).ok().map(|id| id.to_string())
    }
}
