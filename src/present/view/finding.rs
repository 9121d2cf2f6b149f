//! What is wrong, and the whole answer of `deming check`.

use serde::Serialize;

use super::{ChangeView, FORMAT_VERSION};
use crate::finding::{Finding, Findings, Fingerprint, Label, Level, Waived, numbered};
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
    /// What stays the same when lines, documents, list items or files move; no other finding has it.
    pub fingerprint: String,
    /// The line that it ends on.
    pub end_line: u32,
    /// The first column after it.
    pub end_column: u32,
    /// What to do next.
    pub help: Option<String>,
    /// Other places that explain it.
    pub labels: Vec<LabelView>,
    /// Why it is accepted, where somebody with the right to do so has waived it.
    pub suppressed: Option<Justification>,
}

/// Why a finding is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Justification {
    /// The reason given.
    pub reason: String,
    /// Who answers for it.
    pub by: String,
    /// The last day on which it is accepted.
    pub until: String,
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
    /// What is wrong and waived: it fails nothing.
    pub waived: Vec<FindingView>,
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

/// All findings, in the order given, but for those that are waived.
pub fn all(findings: &Findings) -> Vec<FindingView> {
    let fingerprints = numbered(findings.iter());
    findings.iter().zip(&fingerprints).map(|(finding, print)| FindingView::new(finding, print)).collect()
}

/// Those that somebody lets pass.
fn waived(findings: &Findings) -> Vec<FindingView> {
    let open = findings.len();
    let all = findings.iter().chain(findings.waived().iter().map(|waived| &waived.finding));
    let fingerprints = numbered(all).split_off(open);
    let view = |(waived, print): (&Waived, &Fingerprint)| {
        let justification = Some(Justification::of(waived));
        FindingView { suppressed: justification, ..FindingView::new(&waived.finding, print) }
    };
    findings.waived().iter().zip(&fingerprints).map(view).collect()
}

impl Justification {
    /// The terms on which a finding is let pass.
    pub fn of(waived: &Waived) -> Self {
        Self { reason: waived.reason.clone(), by: waived.by.clone(), until: waived.until.clone() }
    }
}

impl FindingView {
    /// A finding with its place looked up.
    pub fn new(finding: &Finding, fingerprint: &Fingerprint) -> Self {
        let span = finding.location.span();
        Self {
            code: finding.rule.code,
            rule: finding.rule.name,
            level: finding.level.keyword(),
            message: finding.message.clone(),
            path: finding.location.path().to_owned(),
            line: span.start.line,
            column: span.start.column,
            fingerprint: fingerprint.unique(),
            end_line: span.end.line,
            end_column: span.end.column,
            help: finding.help.clone(),
            labels: finding.labels.iter().map(LabelView::new).collect(),
            suppressed: None,
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
            waived: waived(findings),
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
