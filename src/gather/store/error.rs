//! What can go wrong with the observed branch.

use super::line::Damage;
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
    /// A file of the branch cannot be read.
    #[error("`{branch}:{path}`, line {line}: {reason}")]
    Damaged {
        /// The branch.
        branch: String,
        /// The file.
        path: String,
        /// The line, from 1.
        line: u32,
        /// What is wrong with it.
        reason: String,
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
    pub(super) fn damaged(branch: &str, path: &str, damage: &Damage) -> Self {
        Self::Damaged {
            branch: branch.to_owned(),
            path: path.to_owned(),
            line: damage.line,
            reason: damage.reason.clone(),
        }
    }

    /// What a person can do about it, as one sentence; `None` where there is nothing to advise.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Git(error) => error.hint(),
            Self::Network(error) => error.hint().map(str::to_owned),
            Self::Format { .. } => Some(
                "use the deming that wrote it or a newer one, or name another branch in `observedBranch`"
                    .into(),
            ),
            Self::Damaged { .. } => Some("mend the line and commit, then look with `deming doctor`".into()),
            Self::Busy { .. } => Some("run the command again when fewer others gather".into()),
        }
    }

    /// Whether somebody else was writing at the same time.
    pub fn is_race(&self) -> bool {
        match self {
            Self::Git(error) => error.is_race(),
            Self::Network(error) => matches!(error, NetworkError::Rejected { stale: true, .. }),
            Self::Busy { .. } => true,
            Self::Format { .. } | Self::Damaged { .. } => false,
        }
    }
}
