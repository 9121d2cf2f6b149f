//! What is wrong, and the whole answer of `deming check`.

use serde::Serialize;

use super::{ChangeView, FORMAT_VERSION};
use crate::finding::{Finding, Findings, Label, Level};
use crate::present::show;

/// Something wrong, or worth knowing.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// The code of its rule.
    pub code: &'static str,
    /// The name of its rule.
    pub rule: &'static str,
    /// `note`, `warning` or `error`.
    pub level: &'static str,
    /// What is wrong.
    pub message: String,
    /// The file, relative to the root of the repository.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// What stays the same when lines move.
    pub fingerprint: String,
    /// The line that it ends on.
    pub end_line: u32,
    /// The first column after it.
    pub end_column: u32,
    /// What to do next.
    pub help: Option<String>,
    /// Other places that explain it.
    pub labels: Vec<LabelView>,
}

/// A second place that explains a finding.
#[derive(Debug, Clone, Serialize)]
pub struct LabelView {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is there.
    pub text: String,
}

/// The answer of `deming check`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// `check`.
    pub command: &'static str,
    /// The moment that is "now".
    pub as_of: String,
    /// The commit looked at.
    pub head: Option<String>,
    /// The commit compared with.
    pub base: Option<String>,
    /// Findings by level.
    pub summary: CheckSummary,
    /// What changed against the base, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeView>,
    /// What is wrong.
    pub findings: Vec<FindingView>,
}

/// The answer of `deming check` in numbers.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CheckSummary {
    /// Findings by level.
    #[serde(flatten)]
    pub findings: FindingCounts,
    /// Promises that the change makes easier to keep, where there is something to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weakened: Option<usize>,
}

/// How many findings have which level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FindingCounts {
    /// Wrong.
    pub error: usize,
    /// Likely to mislead.
    pub warning: usize,
    /// Worth knowing.
    pub note: usize,
}

/// All findings, in the order given.
pub fn all(findings: &Findings) -> Vec<FindingView> {
    findings.iter().map(FindingView::new).collect()
}

impl FindingView {
    /// A finding with its place looked up.
    pub fn new(finding: &Finding) -> Self {
        let span = finding.location.span();
        Self {
            code: finding.rule.code,
            rule: finding.rule.name,
            level: finding.level.keyword(),
            message: finding.message.clone(),
            path: finding.location.path().to_owned(),
            line: span.start.line,
            column: span.start.column,
            fingerprint: finding.fingerprint(),
            end_line: span.end.line,
            end_column: span.end.column,
            help: finding.help.clone(),
            labels: finding.labels.iter().map(LabelView::new).collect(),
        }
    }
}

impl LabelView {
    fn new(label: &Label) -> Self {
        let start = label.location.span().start;
        let path = label.location.path().to_owned();
        Self { path, line: start.line, column: start.column, text: label.text.clone() }
    }
}

impl CheckReport {
    /// The findings of a check.
    pub fn new(findings: &Findings, as_of: jiff::Timestamp, head: Option<&str>, base: Option<&str>) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            command: "check",
            as_of: as_of.to_string(),
            head: head.map(str::to_owned),
            base: base.map(str::to_owned),
            summary: CheckSummary { findings: FindingCounts::of(findings), weakened: None },
            change: None,
            findings: all(findings),
        }
    }

    /// The same with what changed against a base.
    #[must_use]
    pub fn with_change(self, change: Option<ChangeView>) -> Self {
        let Some(change) = change else { return self };
        let base = Some(change.base.merge_base.clone());
        let summary = CheckSummary { weakened: Some(change.counts.weakened), ..self.summary };
        Self { base, summary, change: Some(change), ..self }
    }
}

impl FindingCounts {
    /// Counts findings by level.
    pub fn of(findings: &Findings) -> Self {
        Self {
            error: findings.count(Level::Error),
            warning: findings.count(Level::Warning),
            note: findings.count(Level::Note),
        }
    }

    /// Counts findings that are views already.
    pub fn of_views(findings: &[FindingView]) -> Self {
        let count = |level: Level| findings.iter().filter(|finding| finding.level == level.keyword()).count();
        Self { error: count(Level::Error), warning: count(Level::Warning), note: count(Level::Note) }
    }

    /// The count in words, worst first, without what there is none of: `1 error, 2 notes`.
    pub fn words(&self) -> String {
        let counts = [(self.error, "error"), (self.warning, "warning"), (self.note, "note")];
        let some =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| show::counted(*count, noun));
        some.collect::<Vec<_>>().join(", ")
    }
}
