//! What became of a saved plan.

use jiff::Timestamp;
use serde::Serialize;

use super::FORMAT_VERSION;

/// The answer of `deming propose PLAN`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CarriedOutReport {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// `propose`.
    pub command: &'static str,
    /// The moment of the plan.
    pub as_of: String,
    /// The commit that was built on.
    pub head: String,
    /// What became of each proposal, those that were taken back last.
    pub branches: Vec<MovedView>,
}

/// What became of a branch.
#[derive(Debug, Clone, Serialize)]
pub struct MovedView {
    /// The proposal.
    pub id: String,
    /// The branch.
    pub branch: String,
    /// `created`, `rebuilt`, `already-there`, `left-alone`, `path-taken` or `withdrawn`.
    pub outcome: &'static str,
    /// The tip of the branch now.
    pub commit: String,
}

impl CarriedOutReport {
    /// What became of the branches of a plan.
    pub fn new(as_of: Timestamp, head: String, branches: Vec<MovedView>) -> Self {
        let as_of = as_of.to_string();
        Self { format_version: FORMAT_VERSION, command: "propose", as_of, head, branches }
    }
}
