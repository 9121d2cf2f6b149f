//! What a scheduled run came to, for the summary of a step: what failed first.

use super::plan;
use super::sheet::{Sheet, shown};
use crate::present::view::RunReport;

/// The run in `limit` bytes of Markdown: its steps, and below them the proposals as far as there is room.
pub fn run(report: &RunReport, limit: usize) -> String {
    let head = format!("## deming run\n\nAs of {}.\n", report.as_of);
    let mut steps: Vec<_> = report.steps.iter().collect();
    steps.sort_by_key(|step| step.outcome != "failed");
    let mut sheet = Sheet::new(head, limit, 0);
    let lines =
        steps.iter().map(|step| format!("- **{}** {}: {}", step.outcome, step.step, shown(&step.text)));
    sheet.section("Steps", lines);
    let above = sheet.end("");
    let room = limit.saturating_sub(above.len() + 1);
    match &report.propose {
        // Less would hold no more than a heading.
        Some(propose) if room > 1_024 => format!("{above}\n{}", plan::plan(propose, room)),
        _ => above,
    }
}
