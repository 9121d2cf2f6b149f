//! `deming diff --format concise`: one line for each objective and cycle, made for `grep` and for narrow logs.

use super::table;
use super::view::{CycleView, ObjectiveView, Report};
use crate::analyse::Freshness;
use crate::text::escape::one_line;

/// Columns of the verdict.
const VERDICT: usize = 7;

/// Worst first: `missed   service-desk-sla/made-sla  77.52 % (≥ 95 %)  -17.48 pp  why`.
pub fn diff(report: &Report) -> String {
    let objectives = report.worst_first().into_iter().map(objective);
    let cycles = report.cycles_worst_first().into_iter().map(cycle);
    objectives.chain(cycles).map(|line| line + "\n").collect()
}

fn objective(objective: &ObjectiveView) -> String {
    let text = &objective.text;
    let freshness = match objective.freshness {
        Freshness::Current => String::new(),
        other => format!("  {}", other.keyword()),
    };
    let figures = format!("{} ({})  {}", text.observed, text.desired, text.gap);
    let verdict = table::left(objective.verdict.keyword(), VERDICT);
    safe(&format!("{verdict}  {}  {figures}{freshness}  {}", objective.id, objective.reason))
}

fn cycle(cycle: &CycleView) -> String {
    let text = &cycle.text;
    let figures = format!("{} ({} → {})  {}", text.observed, text.baseline, text.target, text.progress);
    let verdict = table::left(cycle.verdict.keyword(), VERDICT);
    safe(&format!("{verdict}  cycle {}  {figures}  {}", cycle.id, cycle.reason))
}

fn safe(line: &str) -> String {
    one_line(line).into_owned()
}
