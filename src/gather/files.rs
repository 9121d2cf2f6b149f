//! The files of a repository, as gathering needs them.

use std::io::Read;

use crate::git::Snapshot;

/// A tree of files: the work tree, or the tree of a commit. Paths are relative to its root, with forward slashes.
/// Errors are sentences for people. A trait, so that tests can hand out files in memory, in pieces of any size.
pub trait Files: Sync {
    /// The paths of the files that a glob matches.
    fn matching(&self, glob: &str) -> Result<Vec<String>, String>;

    /// The paths of all files.
    fn all(&self) -> Vec<String>;

    /// The paths of symbolic links, which are never followed, that a glob matches or would have to go through.
    fn links_to(&self, glob: &str) -> Vec<String>;

    /// Folders that could not be looked into though a glob may match files in them, and why.
    fn closed_to(&self, glob: &str) -> Vec<(String, String)>;

    /// The bytes of a file.
    fn open(&self, path: &str) -> Result<Box<dyn Read + Send + '_>, String>;

    /// The id of a file's content as Git counts it, in hexadecimal.
    fn blob(&self, path: &str) -> Option<String>;
}

impl Files for Snapshot {
    fn matching(&self, glob: &str) -> Result<Vec<String>, String> {
        self.glob(glob).map_err(|error| error.to_string())
    }

    fn all(&self) -> Vec<String> {
        self.files().to_vec()
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

    fn blob(&self, path: &str) -> Option<String> {
        self.blob(path).ok().map(|id| id.to_string())
    }
}
