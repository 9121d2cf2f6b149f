//! Moving the branch that a work tree shows: the one place where an index is written.

use git2::ErrorCode;

use super::{CommitId, GitError, Repository};

/// Moves the branch that HEAD names from `old` (`None`: it has no commit yet) to `new`, and takes the entries of
/// `paths` in the index from the files that lie in the work tree, so that these are clean afterwards. The caller has
/// written those files. Other entries, staged ones too, stay as they are.
///
/// The index comes first: a process killed in between leaves changes that are staged and not committed, which the
/// same call mends; the other way round it would leave their reversal staged.
///
/// # Errors
/// [`GitError::Bare`]; [`GitError::RefMoved`] when somebody else moved the branch; [`GitError::BadRevision`] when
/// HEAD is detached; [`GitError::RefLocked`] when another process writes the index or the branch;
/// [`GitError::DubiousOwnership`].
pub fn advance(
    repository: &Repository,
    old: Option<CommitId>,
    new: CommitId,
    paths: &[String],
) -> Result<(), GitError> {
    repository.require_own()?;
    repository.require_workdir()?;
    let git = repository.git();
    let name = branch_of_head(&git)?;
    let found = || git.refname_to_id(&name).ok().map(CommitId);
    if found() != old {
        return Err(GitError::RefMoved { name: name.clone(), expected: old, found: found() });
    }
    update_index(&git, new, paths)?;
    let moved = match old {
        None => git.reference(&name, new.0, false, "deming: created").map(drop),
        Some(old) => git.reference_matching(&name, new.0, true, old.0, "deming: updated").map(drop),
    };
    moved.map_err(|error| match error.code() {
        ErrorCode::Modified | ErrorCode::Exists => {
            GitError::RefMoved { name: name.clone(), expected: old, found: found() }
        }
        _ => GitError::from_ref_write(&name, error),
    })
}

fn branch_of_head(git: &git2::Repository) -> Result<String, GitError> {
    let head = git.find_reference("HEAD").map_err(GitError::other("reading HEAD"))?;
    let target = head.symbolic_target_bytes().map(|name| String::from_utf8_lossy(name).into_owned());
    target.ok_or_else(|| GitError::BadRevision {
        revision: "HEAD".into(),
        reason: "it is detached, so there is no branch to move".into(),
    })
}

fn update_index(git: &git2::Repository, commit: CommitId, paths: &[String]) -> Result<(), GitError> {
    let failed = || GitError::other("writing the index");
    let tree = git.find_commit(commit.0).and_then(|commit| commit.tree()).map_err(failed())?;
    let mut index = git.index().map_err(failed())?;
    index.read(true).map_err(failed())?;
    for path in paths {
        let path = std::path::Path::new(path);
        let updated =
            if tree.get_path(path).is_ok() { index.add_path(path) } else { index.remove_path(path) };
        updated.map_err(failed())?;
    }
    index.write().map_err(|error| match error.code() {
        ErrorCode::Locked => GitError::RefLocked { name: "index".into() },
        _ => failed()(error),
    })
}
