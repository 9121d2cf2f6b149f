//! The files of a repository, as gathering needs them.

use std::io::Read;

use crate::git::Snapshot;

/// A tree of files: the work tree, or the tree of a commit. Paths are relative to its root, with forward slashes.
/// Errors are sentences for people; a symbolic link that leads out of the tree is one.
pub trait Files: Sync {
    /// The paths of the files that a glob matches.
    fn matching(&self, glob: &str) -> Result<Vec<String>, String>;

    /// The bytes of a file.
    fn open(&self, path: &str) -> Result<Box<dyn Read + Send + '_>, String>;

    /// The id of a file's content as Git counts it, in hexadecimal.
    fn blob(&self, path: &str) -> Option<String>;
}

impl Files for Snapshot {
    fn matching(&self, glob: &str) -> Result<Vec<String>, String> {
        self.glob(glob).map_err(|error| error.to_string())
    }

    fn open(&self, path: &str) -> Result<Box<dyn Read + Send + '_>, String> {
        Snapshot::open(self, path)
            .map(|reader| reader as Box<dyn Read + Send>)
            .map_err(|error| error.to_string())
    }

    fn blob(&self, path: &str) -> Option<String> {
        Snapshot::blob(self, path).ok().map(|id| id.to_string())
    }
}
