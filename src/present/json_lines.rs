//! Output for machines that read line by line: each thing as one JSON object with its `type`, then one `summary`.

use serde::Serialize;
use serde_json::{Value, json};

use super::view::{CheckReport, GatherReport, PlanReport, Report};

/// A thing with its type before its own fields.
#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    value: &'a T,
}

/// The findings of a check.
///
/// # Errors
/// As [`super::json::render`].
pub fn check(report: &CheckReport) -> Result<String, serde_json::Error> {
    let end = json!({
        "formatVersion": report.format_version, "command": report.command, "asOf": report.as_of,
        "head": report.head, "base": report.base, "summary": report.summary,
    });
    let things =
        [lines("finding", &report.findings)?, lines("waived", &report.waived)?, lines("summary", &[end])?];
    Ok(things.concat())
}

/// The objectives, cycles and findings of a report.
///
/// # Errors
/// As [`super::json::render`].
pub fn diff(report: &Report) -> Result<String, serde_json::Error> {
    let end = json!({
        "formatVersion": report.format_version, "command": report.command, "asOf": report.as_of,
        "head": report.head, "base": report.base, "summary": report.summary,
    });
    let things = [
        lines("objective", &report.objectives)?,
        lines("cycle", &report.cycles)?,
        lines("finding", &report.findings)?,
        lines("summary", &[end])?,
    ];
    Ok(things.concat())
}

/// The sources that were asked, and findings.
///
/// # Errors
/// As [`super::json::render`].
pub fn gather(report: &GatherReport) -> Result<String, serde_json::Error> {
    let end = json!({
        "formatVersion": report.format_version, "command": report.command, "asOf": report.as_of,
        "head": report.head, "observed": report.observed, "summary": report.summary,
    });
    let things =
        [lines("source", &report.sources)?, lines("finding", &report.findings)?, lines("summary", &[end])?];
    Ok(things.concat())
}

/// The proposals of a plan, and what is left alone.
///
/// # Errors
/// As [`super::json::render`].
pub fn plan(report: &PlanReport) -> Result<String, serde_json::Error> {
    let (proposals, held, withdrawn) = (&report.plan.proposals, &report.plan.held, &report.plan.withdrawn);
    let end: Value = json!({
        "formatVersion": report.format_version, "command": report.command, "asOf": report.as_of,
        "head": report.head, "summary": {"proposals": proposals.len(), "withdrawn": withdrawn.len(), "held": held.len()},
    });
    Ok([
        lines("proposal", proposals)?,
        lines("withdrawn", withdrawn)?,
        lines("held", held)?,
        lines("summary", &[end])?,
    ]
    .concat())
}

fn lines<T: Serialize>(kind: &'static str, values: &[T]) -> Result<String, serde_json::Error> {
    let line = |value| serde_json::to_string(&Line { kind, value }).map(|line| line + "\n");
    values.iter().map(line).collect()
}
