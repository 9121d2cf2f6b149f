//! The only module that knows libgit2 and the `git` executable.
//!
//! | file | knows |
//! |---|---|
//! | [`repository`] | finding a repository, HEAD, revisions, whether it is dirty |
//! | [`snapshot`] | a tree of files to read: the work tree, a commit, or a plain folder |
//! | [`history`] | releases, lead times and reverts |
//! | [`folder_log`] | which commits changed the files of a folder |
//! | [`ancestry`] | messages, trailers, which commit contains which |
//! | [`past`] | single files, commit by commit back through the history |
//! | [`contributors`] | who committed lately |
//! | [`merge_base`] | where two lines of history parted |
//! | [`write`](mod@write) | commits, straight in the object store |
//! | [`branch`] | branches, moved by compare-and-swap |
//! | [`work_tree`] | moving the branch that a work tree shows |
//! | [`own`] | repositories that deming makes itself, for `init` and the demonstration |
//! | [`packed`] | many objects written as one pack |
//! | [`network`] | clone, fetch, push and sign through the user's own `git` |
//!
//! Files touched on disk: everything is read; only `objects/`, `refs/`, `logs/` and `packed-refs` of the
//! repository are ever written, never `HEAD` or the work tree, and the index only by [`work_tree`]. The new
//! repositories of [`own`] are the exception.

pub mod ancestry;
pub mod blame;
pub mod branch;
pub mod contributors;
mod error;
pub mod folder_log;
pub mod history;
mod id;
mod merge_base;
pub mod network;
pub mod own;
pub mod packed;
pub mod past;
mod path;
pub mod repository;
pub mod snapshot;
mod time;
pub mod work_tree;
pub mod write;

pub use error::{GitError, ReadError};
pub use folder_log::FolderLog;
pub use history::{History, ReleaseRules};
pub use id::{BlobId, CommitId, NotAnId, TreeId};
pub use merge_base::merge_base;
pub use network::{BranchUpdate, Git, NetworkError, ToSign};
pub use repository::{Head, Repository};
pub use snapshot::Snapshot;
pub use write::{Author, Change, CommitRequest};
