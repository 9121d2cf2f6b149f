//! What was asked of remote systems, and what came of it.

use serde::Serialize;

use super::FORMAT_VERSION;
use super::finding::{FindingView, all};
use crate::finding::Findings;

/// The answer of `deming gather`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatherReport {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// `gather`.
    pub command: &'static str,
    /// The moment that is "now".
    pub as_of: String,
    /// The commit that the declarations are those of, or lie on.
    pub head: Option<String>,
    /// Whether nothing was asked, only looked what would be.
    pub dry_run: bool,
    /// The branch that keeps what was observed.
    pub observed: BranchView,
    /// The sources by outcome.
    pub summary: GatherSummary,
    /// What was asked, by metric.
    pub sources: Vec<SourceView>,
    /// What is wrong with declarations, sources and answers.
    pub findings: Vec<FindingView>,
}

/// The branch that keeps what was observed, and what became of it.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BranchView {
    /// Its name.
    pub branch: String,
    /// Its tip before, in hexadecimal.
    pub before: Option<String>,
    /// Its tip now.
    pub commit: Option<String>,
    /// How many observations are new.
    pub added: u64,
    /// How many changed late, while their period was open.
    pub late: u64,
    /// How many changed a period that was closed.
    pub corrected: u64,
    /// How many were rolled up into summaries of a day.
    pub rolled_up: u64,
    /// Where it was pushed to.
    pub pushed: Option<String>,
}

/// Sources by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct GatherSummary {
    /// Answered everything.
    pub answered: usize,
    /// Had nothing to be asked for.
    pub current: usize,
    /// Gave no answer, or not a whole one.
    pub lost: usize,
    /// Were not asked, since somebody wished to stop.
    pub cancelled: usize,
    /// Would have been asked, were this no dry run.
    pub due: usize,
}

/// What was asked of a metric's source.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceView {
    /// The metric.
    pub metric: String,
    /// The kind of system: `prometheus`, `sql` …
    pub kind: &'static str,
    /// Its data source.
    pub data_source: Option<String>,
    /// The stretches of time that were due.
    pub due: Vec<StretchView>,
    /// `answered`, `current`, `lost`, `cancelled`, or `due` in a dry run.
    pub outcome: &'static str,
    /// Who answered.
    pub server: Option<String>,
    /// How many observations there were.
    pub observations: Option<usize>,
    /// Why it was lost.
    pub reason: Option<String>,
}

/// A stretch of time, its start included and its end not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StretchView {
    /// Its first moment.
    pub from: String,
    /// The first moment after it.
    pub to: String,
}

impl GatherReport {
    /// The envelope around sources.
    pub fn new(
        as_of: jiff::Timestamp,
        head: Option<String>,
        observed: BranchView,
        sources: Vec<SourceView>,
        findings: &Findings,
    ) -> Self {
        let summary = GatherSummary::of(&sources);
        Self {
            format_version: FORMAT_VERSION,
            command: "gather",
            as_of: as_of.to_string(),
            head,
            dry_run: false,
            observed,
            summary,
            sources,
            findings: all(findings),
        }
    }

    /// The same of a dry run.
    #[must_use]
    pub fn dry_run(self) -> Self {
        Self { dry_run: true, ..self }
    }
}

impl GatherSummary {
    fn of(sources: &[SourceView]) -> Self {
        let count = |outcome: &str| sources.iter().filter(|source| source.outcome == outcome).count();
        Self {
            answered: count("answered"),
            current: count("current"),
            lost: count("lost"),
            cancelled: count("cancelled"),
            due: count("due"),
        }
    }

    /// In words, worst first, without what there is none of: `1 lost, 3 answered`.
    pub fn words(&self) -> String {
        let counts = [
            (self.lost, "lost"),
            (self.cancelled, "not asked"),
            (self.due, "would be asked"),
            (self.answered, "answered"),
            (self.current, "with nothing due"),
        ];
        let some = counts.iter().filter(|(count, _)| *count > 0);
        some.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }
}
