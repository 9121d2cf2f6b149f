//! What a run of `gather` tells.

use super::{Asked, Gathering, Outcome};
use crate::model::Interval;
use crate::present::view::{BranchView, GatherReport, SourceView, StretchView};

impl Gathering {
    /// The run as it is shown.
    pub fn report(&self) -> GatherReport {
        let sources = self.sources.iter().map(source).collect();
        let head = self.workspace.head.map(|commit| commit.to_string());
        let findings = &self.workspace.findings;
        let report = GatherReport::new(self.workspace.as_of, head, self.observed(), sources, findings);
        if self.recorded.is_none() { report.dry_run() } else { report }
    }

    fn observed(&self) -> BranchView {
        let before = self.before.map(|commit| commit.to_string());
        let recorded = self.recorded.as_ref();
        let commit = recorded.and_then(|recorded| recorded.commit).map(|commit| commit.to_string());
        BranchView {
            branch: self.branch.clone(),
            commit: commit.or_else(|| before.clone()),
            before,
            added: recorded.map_or(0, |recorded| recorded.added),
            late: recorded.map_or(0, |recorded| recorded.late),
            corrected: recorded.map_or(0, |recorded| recorded.corrected),
            rolled_up: recorded.map_or(0, |recorded| recorded.rolled_up),
            pushed: self.pushed.as_ref().map(|(remote, _)| remote.clone()),
        }
    }
}

fn source(asked: &Asked) -> SourceView {
    let view = SourceView {
        metric: asked.metric.to_string(),
        kind: asked.kind,
        data_source: asked.data_source.as_ref().map(ToString::to_string),
        due: asked.due.iter().map(stretch).collect(),
        outcome: "current",
        server: None,
        observations: None,
        reason: None,
    };
    match &asked.outcome {
        None if asked.due.is_empty() => view,
        None => SourceView { outcome: "due", ..view },
        Some(Outcome::Current) => view,
        Some(Outcome::Cancelled) => {
            SourceView { outcome: "cancelled", reason: Some("somebody wished to stop".into()), ..view }
        }
        Some(Outcome::Answered { server, observations }) => SourceView {
            outcome: "answered",
            server: Some(server.clone()),
            observations: Some(*observations),
            ..view
        },
        Some(Outcome::Lost { lost, answered }) => {
            let part = match (*answered, asked.due.len()) {
                (0, _) => String::new(),
                (some, all) => {
                    format!(" ({some} of {all} pieces of time were answered before, and are recorded)")
                }
            };
            SourceView { outcome: "lost", reason: Some(format!("{}{part}", lost.reason)), ..view }
        }
    }
}

fn stretch(interval: &Interval) -> StretchView {
    StretchView { from: interval.from.to_string(), to: interval.to.to_string() }
}
