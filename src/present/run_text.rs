//! `deming run` for eyes: a line for each step.

use super::style::{self, ADDED, QUIET, STRONG, paint};
use super::view::{RunReport, StepView};
use crate::finding::Level;
use crate::text::escape::one_line;

/// The steps, in columns.
pub fn full(report: &RunReport) -> String {
    let mut lines = vec![paint(STRONG, &format!("Run as of {}", one_line(&report.as_of)))];
    lines.extend(report.steps.iter().map(step));
    lines.join("\n") + "\n"
}

fn step(step: &StepView) -> String {
    let (sign, style) = match step.outcome {
        "done" => ("✔", ADDED),
        "failed" => ("✘", style::of_level(Level::Error)),
        _ => ("·", QUIET),
    };
    let text = one_line(&step.text);
    format!("{} {:<8} {text}", paint(style, &format!("{sign} {:<7}", step.outcome)), step.step)
}

/// A line for each step, for `grep`.
pub fn concise(report: &RunReport) -> String {
    report.steps.iter().map(|s| format!("{}  {}  {}\n", s.step, s.outcome, one_line(&s.text))).collect()
}
