//! A proposal that was declined.

use jiff::Timestamp;
use serde::Serialize;

use super::FORMAT_VERSION;
use crate::plan::declining::{Declining, No};
use crate::present::number::Real;

/// The answer of `deming decline`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeclineReport {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// `decline`.
    pub command: &'static str,
    /// The moment that is "now".
    pub as_of: String,
    /// The commit that was looked at.
    pub head: String,
    /// The proposal.
    pub proposal: String,
    /// What it is about.
    pub about: String,
    /// `declined`, or `planned` for a dry run.
    pub outcome: &'static str,
    /// The name of the decision.
    pub decision: String,
    /// Who says so.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; `null`: for good.
    pub until: Option<String>,
    /// How far the target is off, as a share of it; `null` where that has no meaning.
    pub gap: Option<Real>,
    /// The share of the gap that it has to grow by to be proposed again before that.
    pub reopens_if_worse_by: Option<Real>,
    /// The file that is added.
    pub path: String,
    /// What stands in it.
    pub content: String,
    /// The commit message.
    pub message: String,
    /// The commit, once there is one.
    pub commit: Option<String>,
}

impl DeclineReport {
    /// What is declined, before anything came of it.
    pub fn new(as_of: Timestamp, head: String, no: &No<'_>, declining: &Declining) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            command: "decline",
            as_of: as_of.to_string(),
            head,
            proposal: no.id.to_string(),
            about: declining.about.clone(),
            outcome: "planned",
            decision: declining.decision.clone(),
            by: no.by.to_string(),
            reason: no.reason.to_owned(),
            until: no.until.map(|day| day.to_string()),
            gap: declining.gap.map(Real),
            reopens_if_worse_by: no.reopen_if_worse_by.map(Real),
            path: declining.path.clone(),
            content: declining.content.clone(),
            message: declining.message.clone(),
            commit: None,
        }
    }

    /// With the commit that says it.
    #[must_use]
    pub fn committed(self, commit: String) -> Self {
        Self { outcome: "declined", commit: Some(commit), ..self }
    }
}
