//! What can go wrong with a repository: what, where, why, and what to do next.

use std::path::PathBuf;

use git2::ErrorCode;

use super::CommitId;

/// A question to a repository, or a change to it, that failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GitError {
    /// No repository lies at or above the path.
    #[error("{} is not inside a Git repository", start.display())]
    NotARepository {
        /// Where the search began.
        start: PathBuf,
    },
    /// The repository has no work tree, and the question needs one.
    #[error("{} is a bare repository and has no work tree", git_dir.display())]
    Bare {
        /// The repository itself.
        git_dir: PathBuf,
    },
    /// HEAD names a branch that has no commit yet.
    #[error("branch `{branch}` has no commit yet")]
    Unborn {
        /// The branch that HEAD names.
        branch: String,
    },
    /// A revision names nothing, or more than one thing, or something that is no commit.
    #[error("revision `{revision}` cannot be used: {reason}")]
    BadRevision {
        /// As it was given.
        revision: String,
        /// Why it names no commit.
        reason: String,
    },
    /// The answer needs commits that a shallow clone left out.
    #[error("{} is a shallow clone, and {missing} lies beyond its edge", git_dir.display())]
    Shallow {
        /// The shallow repository.
        git_dir: PathBuf,
        /// The commit or revision that is not there.
        missing: String,
    },
    /// Two commits have no ancestor in common.
    #[error("{} and {} have no history in common", one.short(), other.short())]
    Unrelated {
        /// The one.
        one: CommitId,
        /// The other.
        other: CommitId,
    },
    /// Somebody else moved the reference first: nothing was written over.
    #[error("`{name}` was moved by somebody else: expected {}, found {}", shown(expected.as_ref()), shown(found.as_ref()))]
    RefMoved {
        /// Full name of the reference.
        name: String,
        /// What the caller believed (`None`: not there).
        expected: Option<CommitId>,
        /// What is there (`None`: nothing).
        found: Option<CommitId>,
    },
    /// Another process is writing the same reference just now.
    #[error("`{name}` is locked by another process")]
    RefLocked {
        /// Full name of the reference.
        name: String,
    },
    /// A reference name that Git does not allow, or that another reference stands in the way of.
    #[error("`{name}` cannot be the name of a branch: {reason}")]
    BadName {
        /// The name as it was given.
        name: String,
        /// The rule it breaks.
        reason: String,
    },
    /// The branch is checked out somewhere, so moving it would make that work tree lie.
    #[error("branch `{name}` is checked out, so it cannot be moved from outside")]
    CheckedOut {
        /// Full name of the reference.
        name: String,
    },
    /// A commit request that cannot be written (a path out of the tree, a line break in a name).
    #[error("the commit cannot be written: {reason}")]
    BadRequest {
        /// What is wrong with it.
        reason: String,
    },
    /// Git is set up to sign commits, and this one could not be signed.
    #[error("the commit cannot be signed: {reason}")]
    Unsigned {
        /// What the signing program said.
        reason: String,
    },
    /// The repository belongs to another user, and the operation would write to it.
    #[error("{} belongs to another user", path.display())]
    DubiousOwnership {
        /// Root of the work tree, or the bare repository.
        path: PathBuf,
    },
    /// A tag or file pattern that cannot be read.
    #[error("pattern `{pattern}` cannot be used: {reason}")]
    BadPattern {
        /// As it was given.
        pattern: String,
        /// Why not.
        reason: String,
    },
    /// Anything else that libgit2 reports.
    #[error("{what} failed: {}", source.message())]
    Other {
        /// What was being done, as a noun phrase.
        what: String,
        /// The report of libgit2.
        source: git2::Error,
    },
}

fn shown(id: Option<&CommitId>) -> String {
    id.map_or_else(|| "nothing".to_owned(), CommitId::short)
}

impl GitError {
    /// What a person can do about it, as one sentence; `None` where there is nothing to advise.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotARepository { .. } => {
                "run `git init` there, or point to a repository with `-C DIR`".into()
            }
            Self::Bare { .. } => "name a commit with `--rev`, or use a clone that has a work tree".into(),
            Self::Unborn { .. } => "make a first commit: `git add --all && git commit`".into(),
            Self::BadRevision { .. } => {
                "`git rev-parse --verify REV^{commit}` must know it; in CI, fetch the branch first".into()
            }
            Self::Shallow { .. } => {
                "run `git fetch --unshallow`, or clone with full history (in CI: `fetch-depth: 0`)".into()
            }
            Self::Unrelated { .. } => "name a base that the branch started from: `--base REV`".into(),
            Self::RefMoved { .. } => "look at what changed there, then run the command again".into(),
            Self::RefLocked { .. } => {
                "run the command again; if no Git process is left, remove the stale `.lock` file".into()
            }
            Self::BadName { .. } => "see `git help check-ref-format` for what a name may hold".into(),
            Self::CheckedOut { .. } => "check out another branch there first".into(),
            Self::DubiousOwnership { path } => {
                format!("if you trust it: git config --global --add safe.directory '{}'", path.display())
            }
            Self::Unsigned { .. } => {
                "`git commit -S` must work here without a prompt; `--no-gpg-sign` leaves the signature out"
                    .into()
            }
            Self::BadPattern { .. } => {
                "`*`, `?`, `[a-z]`, `{a,b}` are understood, `**` for any folders".into()
            }
            Self::Other { source, .. } if source.message().contains("extension") => {
                "the repository uses a format that libgit2 cannot read (reftable or SHA-256)".into()
            }
            Self::BadRequest { .. } | Self::Other { .. } => return None,
        })
    }

    /// Whether somebody else was writing at the same time, so that going on would have lost something.
    pub fn is_race(&self) -> bool {
        matches!(self, Self::RefMoved { .. } | Self::RefLocked { .. } | Self::CheckedOut { .. })
    }

    pub(super) fn other(what: impl Into<String>) -> impl FnOnce(git2::Error) -> Self {
        let what = what.into();
        move |source| Self::Other { what, source }
    }

    /// A failed write of a reference, before anybody looked at what is there now.
    pub(super) fn from_ref_write(name: &str, source: git2::Error) -> Self {
        match source.code() {
            ErrorCode::Locked => Self::RefLocked { name: name.to_owned() },
            ErrorCode::InvalidSpec => {
                Self::BadName { name: name.to_owned(), reason: "it breaks Git's rules for names".into() }
            }
            _ => Self::Other { what: format!("writing `{name}`"), source },
        }
    }
}

/// A file of a [`Snapshot`](super::Snapshot) that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The snapshot has no such file.
    #[error("`{path}` does not exist in the {place}")]
    NotFound {
        /// As it was asked for.
        path: String,
        /// Which snapshot, as [`Snapshot::describe`](super::Snapshot::describe) names it.
        place: String,
    },
    /// A component of the path is a symbolic link; links are never followed.
    #[error("`{path}` is not read: `{link}` is a symbolic link")]
    SymbolicLink {
        /// As it was asked for.
        path: String,
        /// The component that is the link.
        link: String,
    },
    /// The path leaves the repository, or enters its `.git` or another repository inside it.
    #[error("`{path}` is not read: it lies outside the repository")]
    OutsideRepository {
        /// As it was asked for.
        path: String,
    },
    /// The file is ignored, so no commit would have it.
    #[error("`{path}` is not read: it is ignored by Git, so a commit would not have it")]
    Ignored {
        /// As it was asked for.
        path: String,
    },
    /// A folder, a pipe, a device.
    #[error("`{path}` is not a regular file")]
    NotAFile {
        /// As it was asked for.
        path: String,
    },
    /// The file is larger than the reader is ready to hold in memory.
    #[error("`{path}` is too large: {size} bytes, at most {limit} are read")]
    TooLarge {
        /// As it was asked for.
        path: String,
        /// Size in bytes.
        size: u64,
        /// Limit in bytes.
        limit: u64,
    },
    /// The operating system or the object store refused.
    #[error("`{path}` cannot be read: {source}")]
    Io {
        /// As it was asked for.
        path: String,
        /// Its reason.
        source: std::io::Error,
    },
}
