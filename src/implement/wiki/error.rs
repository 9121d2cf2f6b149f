//! Why pages could not be published.

use std::path::PathBuf;

use super::MARKER;
use crate::git::{GitError, NetworkError, ReadError};

/// A wiki that could not be brought up to date.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WikiError {
    /// Pages of somebody else stand where ours should.
    #[error("not published: {} would be written over, and deming did not write it", listed(pages))]
    Refused {
        /// Their names.
        pages: Vec<String>,
        /// The name of the first page, without its ending.
        home: String,
    },
    /// Pages of ours that have been edited in a work tree, with nothing to get the edit back from.
    #[error("not published: {} has changes that are not committed", listed(pages))]
    Uncommitted {
        /// Their names.
        pages: Vec<String>,
    },
    /// The wiki's work tree shows no branch.
    #[error("not published: the wiki at {} has a detached HEAD, so there is no branch to commit to", path.display())]
    Detached {
        /// The work tree.
        path: PathBuf,
    },
    /// A page that cannot have its name.
    #[error("page `{}` cannot be written: {reason}", name.escape_debug())]
    PageName {
        /// As it was rendered.
        name: String,
        /// Which rule it breaks.
        reason: &'static str,
    },
    /// The list of our pages in the wiki is damaged.
    #[error("`.deming-manifest.json` of the wiki cannot be read: {reason}")]
    Manifest {
        /// What is wrong with it.
        reason: String,
    },
    /// A page of the wiki cannot be read.
    #[error("the wiki cannot be read: {0}")]
    Read(#[from] ReadError),
    /// A page cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The reason of the operating system.
        source: std::io::Error,
    },
    /// A folder of the wiki is a symbolic link, or is no folder.
    #[error("{} is not written to: it is a symbolic link, or no folder", path.display())]
    NotAFolder {
        /// What stands there.
        path: PathBuf,
    },
    /// There is no repository where the wiki should be.
    #[error("there is no wiki yet: {reason}")]
    Missing {
        /// What git said.
        reason: String,
        /// How its forge is made to have one.
        advice: String,
    },
    /// The wiki's repository.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The way to the wiki.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

impl WikiError {
    /// Whether publishing was refused because it would have been unsafe, rather than failed.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Refused { .. }
            | Self::Uncommitted { .. }
            | Self::Detached { .. }
            | Self::NotAFolder { .. } => true,
            Self::Git(error) => error.is_race(),
            Self::Network(error) => matches!(error, NetworkError::Rejected { stale: true, .. }),
            _ => false,
        }
    }

    /// What a person can do about it, as one sentence; `None` where there is nothing to advise.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Refused { pages, home } if pages.iter().any(|page| *page == format!("{home}.md")) => {
                format!(
                    "rename the page, or set `wiki.home` in deming.yaml to another name than `{home}`; where its text may \
                     go, make `{MARKER} -->` its first line"
                )
            }
            Self::Refused { .. } => "rename the page in the wiki, or what it is rendered from".into(),
            Self::Uncommitted { .. } => "commit or discard them in the wiki, then publish again".into(),
            Self::Detached { .. } => "check out a branch there: `git switch BRANCH`".into(),
            Self::Manifest { .. } => {
                "restore it from the wiki's history, or delete it: pages are known by their first line too"
                    .into()
            }
            Self::NotAFolder { .. } => "point to the folder itself".into(),
            Self::Git(error) => return error.hint(),
            Self::Missing { advice, .. } => advice.clone(),
            Self::Network(error) => return error.hint().map(str::to_owned),
            Self::PageName { .. } | Self::Read(_) | Self::Write { .. } => return None,
        })
    }
}

fn listed(pages: &[String]) -> String {
    pages.join(", ")
}
