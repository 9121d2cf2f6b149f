//! What a plan is made of: a closed set of planned changes, with an explicit "looked, nothing to do".

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::standing::Made;
use crate::analyse::Verdict;
use crate::model::action::ClosureCode;
use crate::model::memory::Remembered;
use crate::model::playbook::GapKind;
use crate::model::{Name, ProposalId};

/// What would be done about what was found.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The moment that is "now".
    pub as_of: Timestamp,
    /// The commit that proposals would build on, in hexadecimal.
    pub head: Option<String>,
    /// One entry for each objective and cycle that was looked at, most urgent first.
    pub changes: Vec<PlannedChange>,
    /// What is known of the planned proposals that are not the first of their kind.
    pub before: BTreeMap<ProposalId, Before>,
    /// Open proposals that nothing asks for any more, by id.
    pub withdrawals: Vec<Withdrawal>,
    /// Proposals that people have dismissed since the last run, by id.
    pub dismissed: Vec<Remembered>,
    /// All proposals that something asks for, made or not, with how far their targets are off, as a share of them; 0 where
    /// that has no meaning.
    pub wanted: BTreeMap<ProposalId, f64>,
}

/// What is known of a proposal from before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// The tip of the branch whose place the new commit takes, in hexadecimal; it is as deming made it.
    pub replaces: Option<String>,
    /// The name that the branch has.
    pub branch: Option<String>,
    /// The day on which it was first proposed, where it has waited since.
    pub raised: Option<Date>,
    /// What people said to it before, in a sentence without its full stop.
    pub said: Option<String>,
}

/// A proposal that is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Which.
    pub id: ProposalId,
    /// On which branch, with the name of the remote where only that has it.
    pub branch: String,
    /// The branch as deming made it; `None`: people have worked on it, and it stays as it is.
    pub made: Option<Made>,
    /// Why, in a clause.
    pub reason: String,
    /// The commit message, with trailers.
    pub message: String,
}

/// What would be done about one gap.
#[derive(Debug, Clone)]
pub enum PlannedChange {
    /// A commit on a branch of its own.
    Propose(Box<Proposal>),
    /// The same, for an action whose effect has been measured.
    Close(Box<Closing>),
    /// Nothing, for a reason.
    Hold(Hold),
}

impl Plan {
    /// How far the target of a proposal is off, as a share of it; 0 where that has no meaning.
    pub fn severity(&self, id: &ProposalId) -> f64 {
        self.wanted.get(id).copied().unwrap_or(0.0)
    }

    /// Why a proposal that something asks for is not made.
    pub fn held(&self, id: &ProposalId) -> Option<&Hold> {
        let holds = self.changes.iter().filter_map(|change| match change {
            PlannedChange::Hold(hold) => Some(hold),
            _ => None,
        });
        holds.into_iter().find(|hold| hold.reason.proposal() == Some(id))
    }
}

/// A commit to be made: what proposals of all kinds have in common.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The identity of the proposal.
    pub id: &'a ProposalId,
    /// The branch.
    pub branch: &'a str,
    /// The file.
    pub path: &'a str,
    /// What stands in it before; `None` when it is added.
    pub before: Option<&'a str>,
    /// What will stand in it.
    pub content: &'a str,
    /// The commit message, with trailers.
    pub message: &'a str,
}

impl PlannedChange {
    /// The commit that is planned, where one is.
    pub fn draft(&self) -> Option<Draft<'_>> {
        match self {
            Self::Propose(it) => Some(Draft {
                id: &it.id,
                branch: &it.branch,
                path: &it.path,
                before: None,
                content: &it.content,
                message: &it.message,
            }),
            Self::Close(it) => Some(Draft {
                id: &it.id,
                branch: &it.branch,
                path: &it.path,
                before: Some(&it.before),
                content: &it.content,
                message: &it.message,
            }),
            Self::Hold(_) => None,
        }
    }
}

/// What was looked at: an objective, a cycle, or an action that can be closed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An objective, by id.
    Objective(crate::analyse::ObjectiveId),
    /// A cycle, by name.
    Cycle(Name),
    /// An action, by name.
    Action(Name),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Objective(id) => id.fmt(f),
            Self::Cycle(name) | Self::Action(name) => name.fmt(f),
        }
    }
}

/// A gap between desired and observed.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// What it is about.
    pub subject: Subject,
    /// Which kind of gap.
    pub kind: GapKind,
    /// The service.
    pub service: Name,
    /// The metric.
    pub metric: Name,
    /// The observed value, canonical.
    pub observed: Option<f64>,
    /// The desired value, canonical.
    pub desired: Option<f64>,
    /// How far it is from the target, as a share of the target; 0 when nobody can tell.
    pub severity: f64,
    /// Why, in a sentence for people.
    pub reason: String,
}

/// A proposal: one branch, one commit, one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Its identity: a hash of what it is about.
    pub id: ProposalId,
    /// The gap that it answers.
    pub gap: Gap,
    /// The playbook that answers it.
    pub playbook: Name,
    /// The branch: `deming/<cycle-or-service>/<slug>-<id>`.
    pub branch: String,
    /// The file that is added.
    pub path: String,
    /// What stands in it.
    pub content: String,
    /// The title.
    pub title: String,
    /// The commit message, with trailers.
    pub message: String,
    /// The day by which an effect is expected.
    pub due: Option<Date>,
}

/// A proposal that closes an action: one branch, one commit, one file edited.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    /// Its identity: a hash of the action's name.
    pub id: ProposalId,
    /// The action.
    pub action: Name,
    /// Its service.
    pub service: Name,
    /// The metric that was to change.
    pub metric: Name,
    /// The playbook that the action came from.
    pub playbook: Option<Name>,
    /// What the data say.
    pub code: ClosureCode,
    /// Why, in a sentence for people.
    pub reason: String,
    /// The branch: `deming/<cycle-or-service>/close-<action>-<id>`.
    pub branch: String,
    /// The file that is edited.
    pub path: String,
    /// What stands in it before.
    pub before: String,
    /// What will stand in it.
    pub content: String,
    /// The title.
    pub title: String,
    /// The commit message, with trailers.
    pub message: String,
}

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
    /// An action can be closed, and its declaration cannot be edited.
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
            _ => None,
        }
    }
}
