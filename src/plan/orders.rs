//! What a plan comes to in Git: everything that is needed to carry it out, and nothing that has to be worked out.

use jiff::civil::Date;

use super::proposal::{Plan, PlannedChange, Withdrawal};
use super::standing::Made;
use crate::model::ProposalId;
use crate::model::memory::Remembered;

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Orders {
    /// The commits of proposals, most urgent first.
    pub proposals: Vec<Order>,
    /// Branches whose proposal is taken back.
    pub withdrawals: Vec<Undo>,
    /// What people have dismissed since the last run, to be remembered.
    pub dismissed: Vec<Remembered>,
}

/// A commit to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The identity of the proposal.
    pub id: ProposalId,
    /// The branch.
    pub branch: String,
    /// The tip of the branch whose place the commit takes, in hexadecimal; `None`: there is none.
    pub replaces: Option<String>,
    /// The day on which it was first proposed, where it has waited since.
    pub raised: Option<Date>,
    /// How far the target is off, as a share of it.
    pub severity: f64,
    /// The file.
    pub path: String,
    /// What stands in it before; `None` when it is added.
    pub before: Option<String>,
    /// What will stand in it.
    pub content: String,
    /// The commit message, with trailers.
    pub message: String,
}

/// A proposal to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// Which.
    pub id: ProposalId,
    /// The branch.
    pub branch: String,
    /// Its tip, in hexadecimal.
    pub tip: String,
    /// The commit whose files it is to have again, in hexadecimal.
    pub base: String,
    /// The commit message, with trailers.
    pub message: String,
}

impl Plan {
    /// What carrying it out means.
    pub fn orders(&self) -> Orders {
        let drafts = self.changes.iter().filter_map(PlannedChange::draft);
        let proposals = drafts.map(|draft| {
            let before = self.before.get(draft.id);
            Order {
                id: draft.id.clone(),
                branch: draft.branch.to_owned(),
                replaces: before.and_then(|before| before.replaces.clone()),
                raised: before.and_then(|before| before.raised),
                severity: self.severity(draft.id),
                path: draft.path.to_owned(),
                before: draft.before.map(str::to_owned),
                content: draft.content.to_owned(),
                message: draft.message.to_owned(),
            }
        });
        let undo = |withdrawal: &Withdrawal| {
            let Made { name, tip, base, .. } = withdrawal.made.clone()?;
            let (id, message) = (withdrawal.id.clone(), withdrawal.message.clone());
            Some(Undo { id, branch: name, tip, base, message })
        };
        Orders {
            proposals: proposals.collect(),
            withdrawals: self.withdrawals.iter().filter_map(undo).collect(),
            dismissed: self.dismissed.clone(),
        }
    }
}
