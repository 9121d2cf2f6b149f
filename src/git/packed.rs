//! Many objects written as one pack: thousands of small files are slow to write, and slower for everybody who walks
//! through them later.

use std::io::Write;
use std::path::Path;

use git2::{Buf, Odb};

use super::{GitError, Repository};

/// Where the number of objects stands in the head of a pack.
const COUNT: std::ops::Range<usize> = 8..12;
/// Objects in memory are looked for before those on disk.
const FIRST: i32 = 1_000;

/// Does work on a repository whose new objects are kept in memory, and stores them as one pack when it is done. Nothing of
/// them is there before, so no reference may be moved meanwhile. What the store already has is not written again.
///
/// # Errors
/// Those of the work; [`GitError::Other`] when the pack cannot be written.
pub fn in_one_pack<T>(
    repository: &Repository,
    work: impl FnOnce(&Repository) -> Result<T, GitError>,
) -> Result<T, GitError> {
    repository.require_own()?;
    let failed = || GitError::other("writing a pack");
    let odb = Odb::new().map_err(failed())?;
    let objects = repository.common_dir().join("objects");
    let objects = objects.to_str().ok_or_else(|| not_text(&objects))?;
    odb.add_disk_alternate(objects).map_err(failed())?;
    let memory = odb.add_new_mempack_backend(FIRST).map_err(failed())?;
    let handle = git2::Repository::open(repository.git_dir()).map_err(failed())?;
    handle.set_odb(&odb).map_err(failed())?;
    let inside = Repository::of_handle(handle);
    let done = work(&inside)?;
    let mut pack = Buf::new();
    memory.dump(&inside.git(), &mut pack).map_err(failed())?;
    if is_empty(&pack) {
        return Ok(done);
    }
    let git = repository.git();
    let odb = git.odb().map_err(failed())?;
    let mut writer = odb.packwriter().map_err(failed())?;
    writer
        .write_all(&pack)
        .map_err(|error| GitError::other("writing a pack")(git2::Error::from_str(&error.to_string())))?;
    writer.commit().map_err(failed())?;
    Ok(done)
}

/// Whether a pack holds no object.
fn is_empty(pack: &[u8]) -> bool {
    pack.get(COUNT).is_none_or(|count| count.iter().all(|byte| *byte == 0))
}

fn not_text(path: &Path) -> GitError {
    let text = format!("the path {} is not UTF-8", path.display());
    GitError::other("writing a pack")(git2::Error::from_str(&text))
}
