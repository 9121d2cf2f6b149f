//! What can go wrong with the observed branch.

use crate::git::{GitError, NetworkError};

/// The observed branch could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Git refused.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The remote refused, or could not be reached.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The branch is laid out in a way that this deming does not know.
    #[error("`{branch}` is no observed branch that this deming understands: {found}")]
    Format {
        /// The branch.
        branch: String,
        /// What its file `format` says.
        found: String,
    },
    /// Others moved the branch each time before this run could.
    #[error("`{branch}` was moved by others {tries} times in a row")]
    Busy {
        /// The branch.
        branch: String,
        /// How often it was tried.
        tries: u32,
    },
}

impl StoreError {
    /// What a person can do about it, as one sentence; `None` where there is nothing to advise.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Git(error) => error.hint(),
            Self::Network(error) => error.hint().map(str::to_owned),
            Self::Format { .. } => Some(
                "use the deming that wrote it or a newer one, or name another branch in `observedBranch`"
                    .into(),
            ),
            Self::Busy { .. } => Some("run the command again when fewer others gather".into()),
        }
    }

    /// Whether somebody else was writing at the same time.
    pub fn is_race(&self) -> bool {
        match self {
            Self::Git(error) => error.is_race(),
            Self::Network(error) => matches!(error, NetworkError::Rejected { stale: true, .. }),
            Self::Busy { .. } => true,
            Self::Format { .. } => false,
        }
    }
}
