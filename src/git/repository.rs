//! Finding a repository, and what it says about itself.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use git2::{ErrorCode, ObjectType, RepositoryOpenFlags, StatusOptions};
use jiff::Timestamp;

use super::{Author, CommitId, GitError, time::moment};

/// What HEAD points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// A branch with commits.
    Branch {
        /// Its name without `refs/heads/`.
        name: String,
        /// Its tip.
        commit: CommitId,
    },
    /// A commit without a branch, as CI systems check out.
    Detached {
        /// That commit.
        commit: CommitId,
    },
    /// A branch that has no commit yet.
    Unborn {
        /// Its name without `refs/heads/`.
        branch: String,
    },
}

impl Head {
    /// The commit, unless there is none yet.
    pub fn commit(&self) -> Option<CommitId> {
        match self {
            Self::Branch { commit, .. } | Self::Detached { commit } => Some(*commit),
            Self::Unborn { .. } => None,
        }
    }
}

/// A repository on this machine. Cloning it is cheap, and threads may share it.
#[derive(Clone)]
pub struct Repository {
    handle: Arc<Mutex<git2::Repository>>,
    git_dir: PathBuf,
    workdir: Option<PathBuf>,
    is_shallow: bool,
    is_foreign: bool,
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository").field("git_dir", &self.git_dir).finish_non_exhaustive()
    }
}

const NO_CEILING: [&OsStr; 0] = [];

impl Repository {
    /// Finds the repository at `start` or above it: work trees, linked work trees, submodules and bare
    /// repositories alike. `GIT_DIR` and its relatives in the environment play no part.
    ///
    /// A repository of another user (a checkout mounted into a container) can be read, not written: git's
    /// ownership check guards against hooks and commands in a stranger's configuration, and libgit2 runs
    /// neither. `safe.directory` is honoured and makes it writable.
    ///
    /// # Errors
    /// [`GitError::NotARepository`], or [`GitError::Other`] when one is there and cannot be opened.
    pub fn discover(start: &Path) -> Result<Self, GitError> {
        match git2::Repository::open_ext(start, RepositoryOpenFlags::empty(), NO_CEILING) {
            Ok(handle) => Ok(Self::new(handle, false)),
            Err(error) if error.code() == ErrorCode::NotFound => {
                Err(GitError::NotARepository { start: start.to_owned() })
            }
            Err(error) if error.code() == ErrorCode::Owner => open_foreign(start)
                .map(|handle| Self::new(handle, true))
                .map_err(GitError::other(format!("opening the repository at {}", start.display()))),
            Err(error) => {
                Err(GitError::other(format!("opening the repository at {}", start.display()))(error))
            }
        }
    }

    /// Another handle of a repository that is known to be the user's own.
    pub(super) fn of_handle(handle: git2::Repository) -> Self {
        Self::new(handle, false)
    }

    fn new(handle: git2::Repository, is_foreign: bool) -> Self {
        Self {
            git_dir: handle.path().to_owned(),
            workdir: handle.workdir().map(Path::to_owned),
            is_shallow: handle.is_shallow(),
            is_foreign,
            handle: Arc::new(Mutex::new(handle)),
        }
    }

    /// The libgit2 handle. A panic of another thread leaves it usable: libgit2 keeps no half-made state.
    pub(super) fn git(&self) -> MutexGuard<'_, git2::Repository> {
        self.handle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Root of the work tree; `None` in a bare repository.
    pub fn workdir(&self) -> Option<&Path> {
        self.workdir.as_deref()
    }

    /// The `.git` folder (of a linked work tree: its own folder below the main one's).
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The folder that all work trees of the repository share: references and objects are there.
    pub fn common_dir(&self) -> PathBuf {
        self.git().commondir().to_owned()
    }

    /// Whether there is no work tree.
    pub fn is_bare(&self) -> bool {
        self.workdir.is_none()
    }

    /// Whether history was cut off when this was cloned.
    pub fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// Root of the work tree.
    ///
    /// # Errors
    /// [`GitError::Bare`].
    pub fn require_workdir(&self) -> Result<&Path, GitError> {
        self.workdir().ok_or_else(|| GitError::Bare { git_dir: self.git_dir.clone() })
    }

    /// # Errors
    /// [`GitError::DubiousOwnership`] when the repository belongs to another user.
    pub fn require_own(&self) -> Result<(), GitError> {
        if !self.is_foreign {
            return Ok(());
        }
        let path = self.workdir().unwrap_or(&self.git_dir);
        Err(GitError::DubiousOwnership { path: path.to_owned() })
    }

    /// What HEAD points to.
    ///
    /// # Errors
    /// [`GitError::Other`] when HEAD is broken.
    pub fn head(&self) -> Result<Head, GitError> {
        let git = self.git();
        let head = git.find_reference("HEAD").map_err(GitError::other("reading HEAD"))?;
        let Some(target) = head.symbolic_target_bytes() else {
            let commit = head.peel_to_commit().map_err(GitError::other("reading HEAD"))?;
            return Ok(Head::Detached { commit: CommitId(commit.id()) });
        };
        let target = String::from_utf8_lossy(target);
        let name = target.strip_prefix("refs/heads/").unwrap_or(&target).to_owned();
        match head.resolve().and_then(|branch| branch.peel_to_commit()) {
            Ok(commit) => Ok(Head::Branch { name, commit: CommitId(commit.id()) }),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(Head::Unborn { branch: name }),
            Err(error) => Err(GitError::other("reading HEAD")(error)),
        }
    }

    /// The commit that HEAD points to.
    ///
    /// # Errors
    /// [`GitError::Unborn`] when there is no commit yet.
    pub fn head_commit(&self) -> Result<CommitId, GitError> {
        match self.head()? {
            Head::Branch { commit, .. } | Head::Detached { commit } => Ok(commit),
            Head::Unborn { branch } => Err(GitError::Unborn { branch }),
        }
    }

    /// The commit that a revision names (`main`, `v1.2.0`, `origin/main`, `HEAD~3`, a full or shortened id);
    /// tags are followed to their commit.
    ///
    /// # Errors
    /// [`GitError::BadRevision`], [`GitError::Unborn`], or [`GitError::Shallow`] where history is cut off.
    pub fn resolve(&self, revision: &str) -> Result<CommitId, GitError> {
        let found = {
            let git = self.git();
            git.revparse_single(revision).map(|object| {
                let kind = object.kind();
                object.peel_to_commit().map(|commit| CommitId(commit.id())).map_err(|_| kind)
            })
        };
        let bad = |reason: String| GitError::BadRevision { revision: revision.to_owned(), reason };
        match found {
            Ok(Ok(commit)) => Ok(commit),
            Ok(Err(kind)) => {
                Err(bad(format!("it names a {}, not a commit", kind.map_or("strange object", |k| k.str()))))
            }
            Err(error) if error.code() == ErrorCode::Ambiguous => {
                Err(bad("the shortened id fits more than one object".into()))
            }
            Err(_) if revision.starts_with("HEAD") || revision.starts_with('@') => {
                self.head_commit()?;
                Err(self.beyond_the_edge(revision).unwrap_or_else(|| bad("HEAD has no such ancestor".into())))
            }
            Err(error) if error.code() == ErrorCode::NotFound => {
                Err(self.beyond_the_edge(revision).unwrap_or_else(|| bad("nothing has this name".into())))
            }
            Err(error) => Err(bad(error.message().to_owned())),
        }
    }

    /// In a shallow clone, an ancestor or an id that is not there probably exists elsewhere.
    fn beyond_the_edge(&self, revision: &str) -> Option<GitError> {
        let asks_for_history = revision.contains(['~', '^']) || revision.parse::<CommitId>().is_ok();
        (self.is_shallow && asks_for_history)
            .then(|| GitError::Shallow { git_dir: self.git_dir.clone(), missing: format!("`{revision}`") })
    }

    /// When a commit was made (the committer's date).
    ///
    /// # Errors
    /// [`GitError::Other`] when there is no such commit.
    pub fn commit_time(&self, id: CommitId) -> Result<Timestamp, GitError> {
        let git = self.git();
        let commit =
            git.find_commit(id.0).map_err(GitError::other(format!("reading commit {}", id.short())))?;
        Ok(moment(commit.time()))
    }

    /// Whether the work tree differs from HEAD.
    ///
    /// # Errors
    /// As [`Repository::uncommitted`].
    pub fn is_dirty(&self) -> Result<bool, GitError> {
        Ok(!self.uncommitted()?.is_empty())
    }

    /// Where the work tree differs from HEAD: tracked files that changed, and files that are neither tracked nor
    /// ignored; a folder of which nothing is tracked stands for all in it, with a slash at its end. A bare repository
    /// has no work tree that could. Submodules are not looked into.
    ///
    /// # Errors
    /// [`GitError::Other`] when the index or the work tree cannot be read.
    pub fn uncommitted(&self) -> Result<Vec<String>, GitError> {
        if self.is_bare() {
            return Ok(Vec::new());
        }
        let mut options = StatusOptions::new();
        options
            .include_untracked(true)
            .recurse_untracked_dirs(false)
            .exclude_submodules(true)
            .update_index(false);
        let git = self.git();
        let statuses =
            git.statuses(Some(&mut options)).map_err(GitError::other("comparing the work tree"))?;
        Ok(statuses.iter().map(|entry| String::from_utf8_lossy(entry.path_bytes()).into_owned()).collect())
    }

    /// Who commits here, by Git's own settings (`user.name`, `user.email`); `None` where they do not say.
    pub fn user(&self) -> Option<Author> {
        let signature = self.git().signature().ok()?;
        let text = |found: Result<&str, _>| found.ok().map(str::to_owned);
        Some(Author { name: text(signature.name())?, email: text(signature.email())? })
    }

    /// Whether Git is set up to sign every commit (`commit.gpgSign`).
    pub fn signs_commits(&self) -> bool {
        self.git().config().and_then(|config| config.get_bool("commit.gpgSign")).unwrap_or(false)
    }

    /// Full names of all references that point to commits, sorted; for "did you mean".
    ///
    /// # Errors
    /// [`GitError::Other`] when the references cannot be listed.
    pub fn reference_names(&self) -> Result<Vec<String>, GitError> {
        let git = self.git();
        let references = git.references().map_err(GitError::other("listing references"))?;
        let mut names: Vec<String> = references
            .flatten()
            .filter(|reference| reference.peel(ObjectType::Commit).is_ok())
            .map(|reference| String::from_utf8_lossy(reference.name_bytes()).into_owned())
            .collect();
        names.sort();
        Ok(names)
    }
}

/// Opens a repository that libgit2 refuses because it belongs to another user. A bare opening is not
/// checked; the work tree is then the folder in which the `.git` entry lies.
fn open_foreign(start: &Path) -> Result<git2::Repository, git2::Error> {
    let git_dir = git2::Repository::discover_path(start, NO_CEILING)?;
    let handle = git2::Repository::open_bare(&git_dir)?;
    let declared_bare = handle.config()?.get_bool("core.bare").unwrap_or(false);
    let start = start.canonicalize().unwrap_or_else(|_| start.to_owned());
    let workdir = start.ancestors().find(|folder| folder.join(".git").exists());
    if let Some(workdir) = workdir.filter(|_| !declared_bare) {
        handle.set_workdir(workdir, false)?;
    }
    Ok(handle)
}
