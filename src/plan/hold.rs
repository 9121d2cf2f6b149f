//! What is left alone, and why: a closed set of reasons.

use jiff::civil::Date;

use super::proposal::Subject;
use crate::analyse::Verdict;
use crate::model::action::ActionKind;
use crate::model::{Name, ProposalId};

/// A subject that was looked at and is left alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Hold {
    /// What was looked at.
    pub subject: Subject,
    /// Its verdict.
    pub verdict: Verdict,
    /// Why nothing is done.
    pub reason: HoldReason,
}

/// Why nothing is done.
#[derive(Debug, Clone, PartialEq)]
pub enum HoldReason {
    /// The target is met.
    TargetMet,
    /// No playbook answers this gap.
    NoPlaybook,
    /// Playbooks answer this gap, and the need at stake admits no action of their kind.
    Inadmissible {
        /// The one that would answer.
        playbook: Name,
        /// What its action would change.
        kind: ActionKind,
        /// The need.
        need: Name,
    },
    /// The cycle is over; what it left undone is the business of agreements, or of the next cycle.
    CycleOver {
        /// Its last day.
        ended: Date,
    },
    /// The proposal is open already.
    Open {
        /// Which.
        id: ProposalId,
        /// On which branch.
        branch: String,
    },
    /// The proposal is open, and people have put work of their own on its branch.
    InPeoplesHands {
        /// Which.
        id: ProposalId,
        /// On which branch.
        branch: String,
    },
    /// People have deleted its branch without merging it.
    Dismissed {
        /// Which.
        id: ProposalId,
        /// The day on which that was noticed.
        on: Date,
        /// The last day on which it is not proposed again, unless it gets worse.
        until: Date,
    },
    /// The proposal is in the register already.
    InRegister {
        /// Which.
        id: ProposalId,
        /// As which action.
        action: Name,
    },
    /// The proposal was declined, and that still holds.
    Declined {
        /// Which.
        id: ProposalId,
        /// By which decision.
        decision: Name,
        /// Until when; `None`: for good.
        until: Option<Date>,
    },
    /// The limit of open proposals, or of new ones in a run, is reached.
    Waiting {
        /// Which.
        id: ProposalId,
        /// The limit, in words.
        limit: String,
    },
    /// Another subject on the same metric has the proposal that would answer this gap too.
    SameAs {
        /// Which proposal.
        id: ProposalId,
    },
    /// Something would be proposed, and its declaration cannot be edited, or only people know what to write.
    NotEditable {
        /// Why, and what to do about it.
        why: String,
    },
    /// A playbook answers, and its proposal cannot be written: a template that does not render, for one.
    Unwritable {
        /// The playbook.
        playbook: Name,
        /// What is wrong, and what to do about it.
        why: String,
    },
}

impl HoldReason {
    /// The proposal that it is about.
    pub fn proposal(&self) -> Option<&ProposalId> {
        match self {
            Self::Open { id, .. }
            | Self::InPeoplesHands { id, .. }
            | Self::Dismissed { id, .. }
            | Self::InRegister { id, .. }
            | Self::Declined { id, .. }
            | Self::Waiting { id, .. } => Some(id),
            // What another proposal answers has none of its own.
            Self::SameAs { .. }
            | Self::TargetMet
            | Self::NoPlaybook
            | Self::Inadmissible { .. }
            | Self::CycleOver { .. }
            | Self::NotEditable { .. }
            | Self::Unwritable { .. } => None,
        }
    }

    /// What ends a proposal that was made for the subject before, as a clause; `None` where it goes on.
    pub(super) fn ends_the_cause(&self) -> Option<String> {
        match self {
            Self::CycleOver { ended } => Some(format!("the cycle ended on {ended}")),
            Self::NoPlaybook => Some("no playbook answers it any more".into()),
            Self::Inadmissible { need, .. } => {
                Some(format!("the need `{need}` admits no action of its kind any more"))
            }
            _ => None,
        }
    }
}
