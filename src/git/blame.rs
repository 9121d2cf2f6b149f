//! Which commit a line comes from.

use std::path::Path;

use super::{CommitId, Repository};

/// The commit that last changed a line (from 1) of a file, as it stands in `tip`; `None` where there is no such line, and
/// where history is cut off before it.
pub fn line(repository: &Repository, tip: CommitId, path: &str, line: u32) -> Option<CommitId> {
    let mut options = git2::BlameOptions::new();
    options.newest_commit(tip.0).min_line(line as usize).max_line(line as usize);
    let git = repository.git();
    let blame = git.blame_file(Path::new(path), Some(&mut options)).ok()?;
    let hunk = blame.get_line(line as usize)?;
    (!hunk.is_boundary() || !repository.is_shallow()).then(|| CommitId(hunk.final_commit_id()))
}
