//! Where proposals of earlier runs stand: on a branch, or dismissed by people who deleted it.

use jiff::civil::Date;

use crate::model::memory::Remembered;
use crate::model::{Name, ProposalId};

/// What is known of earlier proposals.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// Those that are on branches.
    pub branches: Vec<OpenProposal>,
    /// Those that people dismissed, and the runs that noticed know of.
    pub dismissed: Vec<Remembered>,
    /// Those that were made, and whose branch is gone though nobody merged it.
    pub gone: Vec<Remembered>,
}

/// A proposal on a branch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenProposal {
    /// Which.
    pub id: ProposalId,
    /// The branch: that of a remote with the remote's name before it.
    pub branch: String,
    /// Whose the branch is by now.
    pub hands: Hands,
}

/// Whose a branch is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hands {
    /// It is as deming made it, so deming may make it anew or take it back.
    Ours(Made),
    /// deming took it back, and nobody has touched it since.
    TakenBack(Made),
    /// People have put their work into it, so it is theirs.
    People,
}

/// The trailer of the commit with which a proposal is taken back; it says why.
pub const WITHDRAWN: &str = "Deming-Withdrawn";

/// A branch as deming made it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Made {
    /// The name of the branch, without that of a remote.
    pub name: String,
    /// Its tip, in hexadecimal.
    pub tip: String,
    /// The commit that it builds on, in hexadecimal.
    pub base: String,
    /// The first line of the proposal's message.
    pub title: String,
    /// The day on which the proposal was first made.
    pub raised: Option<Date>,
    /// The service that it is about.
    pub service: Option<Name>,
    /// The metric that it is about.
    pub metric: Option<Name>,
}

impl Standing {
    /// Proposals on branches, and nothing else that is known.
    pub fn of(branches: Vec<OpenProposal>) -> Self {
        Self { branches, ..Self::default() }
    }
}

impl OpenProposal {
    /// A proposal in the hands of people.
    pub fn of_people(id: ProposalId, branch: impl Into<String>) -> Self {
        Self { id, branch: branch.into(), hands: Hands::People }
    }

    /// Whether it waits for an answer.
    pub fn waits(&self) -> bool {
        !matches!(self.hands, Hands::TakenBack(_))
    }

    /// What deming made, where nobody has touched it since.
    pub fn made(&self) -> Option<&Made> {
        match &self.hands {
            Hands::Ours(made) | Hands::TakenBack(made) => Some(made),
            Hands::People => None,
        }
    }
}
