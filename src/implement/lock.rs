//! One run at a time: a lock that the system itself takes away when its holder dies.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

/// A lock that is held until it is dropped, or its process ends in whatever way.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code)] File);

/// Takes a lock on a file, which is made where it is not there, and stays; `None`: somebody else holds it.
///
/// # Errors
/// Those of the file system; one that knows no locks gives [`io::ErrorKind::Unsupported`].
pub fn take(path: &Path) -> io::Result<Option<Lock>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_holds_it_and_what_it_leaves_is_no_obstacle() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deeper/run.lock");
        let held = take(&path).expect("a file system");
        assert!(held.is_some());
        assert!(take(&path).expect("a file system").is_none());
        drop(held);
        assert!(path.exists() && take(&path).expect("a file system").is_some());
    }
}
