//! What a scheduled run came to.

use serde::Serialize;

use super::{FORMAT_VERSION, GatherReport, PlanReport};

/// The answer of `deming run`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunReport {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// `run`.
    pub command: &'static str,
    /// The moment that is "now".
    pub as_of: String,
    /// Its steps, in order: `gather`, `propose`, `publish`.
    pub steps: Vec<StepView>,
    /// What was gathered.
    pub gather: Option<GatherReport>,
    /// What was proposed.
    pub propose: Option<PlanReport>,
    /// What was published.
    pub publish: Option<PublishView>,
}

/// A step of a run.
#[derive(Debug, Clone, Serialize)]
pub struct StepView {
    /// `gather`, `propose` or `publish`.
    pub step: &'static str,
    /// `done`, `failed` or `skipped`.
    pub outcome: &'static str,
    /// What came of it, or why nothing did.
    pub text: String,
}

/// What became of pages.
#[derive(Debug, Clone, Serialize)]
pub struct PublishView {
    /// Pages that are new or have changed.
    pub written: Vec<String>,
    /// How many were right already.
    pub unchanged: usize,
    /// Pages that are no longer rendered.
    pub removed: Vec<String>,
    /// What somebody should know.
    pub warnings: Vec<String>,
    /// The commit, where the wiki is a repository and something has changed.
    pub commit: Option<String>,
}

impl RunReport {
    /// A run of which no step has been told yet.
    pub fn new(as_of: String) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            command: "run",
            as_of,
            steps: Vec::new(),
            gather: None,
            propose: None,
            publish: None,
        }
    }

    /// Whether a step failed.
    pub fn has_failed(&self) -> bool {
        self.steps.iter().any(|step| step.outcome == "failed")
    }
}
