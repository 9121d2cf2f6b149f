//! `kind: Decision`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::change::{self, ChangeSpec};
use super::word::words;
use crate::declare::lower::{Lower, Spec};
use crate::declare::scalar::{Day, Parsed, Worsening};
use crate::model::decision::DecisionOutcome;
use crate::model::{Decision, Meta, Object, Owner, ProposalId};

/// What was decided about a proposal, in the open, and until when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DecisionSpec {
    /// The proposal.
    proposal: Parsed<ProposalId>,
    /// What was decided.
    outcome: DecisionWord,
    /// Who decided.
    by: Parsed<Owner>,
    /// Why.
    #[schemars(example = &"A new contract starts in autumn and replaces the system.")]
    reason: String,
    /// The last day that it holds; for good unless given.
    until: Option<Parsed<Day>>,
    /// What brings the proposal back early. It is weighed against `gap`.
    reopen_if: Option<ReopenSpec>,
    /// How far the target was off when this was decided, as a share of the target. `deming decline` writes it.
    #[schemars(example = &"18.4%")]
    gap: Option<Parsed<Worsening>>,
    /// Why this was made easier to keep, and who approved.
    change: Option<ChangeSpec>,
}

words! {
    /// What can be decided about a proposal.
    DecisionWord => DecisionOutcome {
        /// Not now, or not at all.
        "declined" Declined => DecisionOutcome::Declined,
        /// Yes: the action is to be done.
        "accepted" Accepted => DecisionOutcome::Accepted,
    }
}

/// What brings a declined proposal back early.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "ReopenIf")]
struct ReopenSpec {
    /// The gap has grown by this share of what it was.
    worsens_by: Parsed<Worsening>,
}

impl Spec for DecisionSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object> {
        let meta = change::noted(meta, self.change, lower);
        Some(Object::Decision(Decision {
            meta,
            proposal: self.proposal.0,
            outcome: self.outcome.lower(),
            by: self.by.0,
            reason: self.reason,
            until: self.until.map(|day| day.0.0),
            reopen_if_worse_by: self.reopen_if.map(|reopen| reopen.worsens_by.0.0),
            gap: self.gap.map(|gap| gap.0.0),
        }))
    }
}
