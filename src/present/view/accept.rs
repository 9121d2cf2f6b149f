//! A baseline that was accepted.

use jiff::Timestamp;
use serde::Serialize;
use similar::TextDiff;

use super::FORMAT_VERSION;
use crate::model::Cycle;
use crate::plan::acceptance::Acceptance;
use crate::present::number::Real;
use crate::present::show;

/// The answer of `deming baseline accept`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptReport {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// `baseline accept`.
    pub command: &'static str,
    /// The moment that is "now".
    pub as_of: String,
    /// The commit that was looked at.
    pub head: String,
    /// The cycle.
    pub cycle: String,
    /// The metric.
    pub metric: String,
    /// `accepted`, `unchanged`, or `planned` for a dry run.
    pub outcome: &'static str,
    /// The baseline as the data give it.
    pub baseline: AcceptedView,
    /// The file that declares it.
    pub path: String,
    /// What changes in that file, as `diff -u` writes it; empty when nothing does.
    pub difference: String,
    /// The commit message; nothing when nothing changes.
    pub message: Option<String>,
    /// The commit, once there is one.
    pub commit: Option<String>,
}

/// A baseline as the data give it.
#[derive(Debug, Clone, Serialize)]
pub struct AcceptedView {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The figure, canonical.
    pub value: Real,
    /// Its unit.
    pub unit: String,
    /// How many observations it follows from.
    pub rows: u64,
    /// Their digest.
    pub digest: String,
    /// The figure for people.
    pub text: String,
}

impl AcceptReport {
    /// What is accepted, before anything came of it.
    pub fn new(as_of: Timestamp, head: String, cycle: &Cycle, accepted: &Acceptance) -> Self {
        let day = |of: fn(&crate::model::cycle::Baseline) -> jiff::civil::Date| {
            cycle.baseline.as_ref().map(|baseline| of(baseline).to_string()).unwrap_or_default()
        };
        Self {
            format_version: FORMAT_VERSION,
            command: "baseline accept",
            as_of: as_of.to_string(),
            head,
            cycle: cycle.meta.name.to_string(),
            metric: cycle.metric.to_string(),
            outcome: "planned",
            baseline: AcceptedView {
                from: day(|baseline| baseline.period.from),
                to: day(|baseline| baseline.period.to),
                value: Real(accepted.value),
                unit: accepted.unit.canonical_symbol().to_owned(),
                rows: accepted.rows,
                digest: accepted.digest.clone(),
                text: show::plain(&accepted.unit, accepted.value),
            },
            path: accepted.place.file().to_owned(),
            difference: String::new(),
            message: Some(accepted.message.clone()),
            commit: None,
        }
    }

    /// The declaration says all of it already.
    #[must_use]
    pub fn unchanged(self) -> Self {
        Self { outcome: "unchanged", message: None, ..self }
    }

    /// With what changes in the file.
    #[must_use]
    pub fn with_difference(self, before: &[u8], after: &[u8]) -> Self {
        let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
        let (a, b) = (format!("a/{}", self.path), format!("b/{}", self.path));
        let difference = TextDiff::from_lines(&*before, &*after).unified_diff().header(&a, &b).to_string();
        Self { difference, ..self }
    }

    /// With the commit that says it.
    #[must_use]
    pub fn committed(self, commit: String) -> Self {
        Self { outcome: "accepted", commit: Some(commit), ..self }
    }
}
