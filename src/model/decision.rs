//! Decisions: refusals in the open, with an end.

use jiff::civil::Date;

use super::name::{Meta, Owner, ProposalId};

/// What was decided about a proposal.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Name and place.
    pub meta: Meta,
    /// About which proposal.
    pub proposal: ProposalId,
    /// What.
    pub outcome: DecisionOutcome,
    /// By whom.
    pub by: Owner,
    /// Why.
    pub reason: String,
    /// Until when it holds; `None`: for good.
    pub until: Option<Date>,
    /// What brings the proposal back early: the gap grows by this share of what it was.
    pub reopen_if_worse_by: Option<f64>,
    /// How far the target was off when it was decided, as a share of the target.
    pub gap: Option<f64>,
}

/// What can be decided about a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionOutcome {
    /// Not now, or not at all.
    Declined,
    /// Yes: the action is to be done.
    Accepted,
}
