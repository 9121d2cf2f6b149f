//! What is remembered of proposals beyond their branches: that they were made, and that people did not want them.

use jiff::Timestamp;

use super::name::ProposalId;

/// A proposal as it was last heard of.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembered {
    /// Which.
    pub proposal: ProposalId,
    /// How it stood.
    pub state: ProposalState,
    /// When.
    pub at: Timestamp,
    /// How far its metric was from the target then, as a share of the target; 0 where that has no meaning.
    pub severity: f64,
    /// On which branch.
    pub branch: String,
}

/// How a proposal stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalState {
    /// It waited on a branch.
    Open,
    /// Nothing asked for it any more, and its branch said so.
    Withdrawn,
    /// People had deleted its branch without merging it.
    Dismissed,
}

impl ProposalState {
    /// As it is written down.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Withdrawn => "withdrawn",
            Self::Dismissed => "dismissed",
        }
    }

    /// The state that a word means.
    pub fn of_keyword(word: &str) -> Option<Self> {
        [Self::Open, Self::Withdrawn, Self::Dismissed].into_iter().find(|state| state.keyword() == word)
    }
}
