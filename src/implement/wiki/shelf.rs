//! What a wiki holds, however it is kept.

use super::WikiError;
use crate::git::{ReadError, Snapshot};

/// The largest page that is read; a rendered page has a thousandth of it.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The files of a wiki; `None` when there are none yet.
pub(super) struct Shelf(Option<Snapshot>);

impl Shelf {
    /// The files of a folder, a work tree or a commit.
    pub fn of(snapshot: Snapshot) -> Self {
        Self(Some(snapshot))
    }

    /// A wiki without a commit.
    pub fn empty() -> Self {
        Self(None)
    }

    /// The bytes of a file; `None` when it is not there.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, WikiError> {
        match self.0.as_ref().map(|snapshot| snapshot.read_at_most(name, LARGEST)) {
            None | Some(Err(ReadError::NotFound { .. })) => Ok(None),
            Some(Ok(bytes)) => Ok(Some(bytes)),
            Some(Err(error)) => Err(error.into()),
        }
    }

    /// The names of all files.
    pub fn names(&self) -> Vec<String> {
        self.0.as_ref().map(|snapshot| snapshot.files().to_vec()).unwrap_or_default()
    }
}
