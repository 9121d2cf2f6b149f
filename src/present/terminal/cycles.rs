//! Improvement cycles with their progress.

use super::{explained, heading};
use crate::analyse::Verdict;
use crate::present::show;
use crate::present::style;
use crate::present::table;
use crate::present::view::{CycleView, GuardView, Report};
use crate::text::escape::one_line;

/// Columns of the verdict.
const VERDICT: usize = 9;

/// Blocks of the progress bar.
const BAR: usize = 12;

/// The cycles, worst first.
pub fn lines(report: &Report, width: usize) -> Vec<String> {
    if report.cycles.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![heading("Cycles", "from baseline to target")];
    let cycles = report.cycles_worst_first();
    let widest = cycles.iter().map(|cycle| table::width(&cycle.id)).max().unwrap_or(0).min(width / 2);
    for cycle in cycles {
        lines.push(line(cycle, widest));
        lines.extend(explained(&way(cycle), width));
        lines.extend(cycle.guards.iter().flat_map(|guard| explained(&guard_line(guard), width)));
    }
    lines
}

fn line(cycle: &CycleView, widest: usize) -> String {
    let id = table::left(&table::shortened(&cycle.id, widest), widest);
    let progress = cycle.progress.map_or(0.0, |progress| progress.0);
    let bar = style::paint(style::of_verdict(cycle.verdict), &show::bar(progress, BAR));
    let done = table::right(&cycle.text.progress, 6);
    let verdict = style::paint(style::of_verdict(cycle.verdict), &table::left(&cycle.text.verdict, VERDICT));
    format!("{verdict}  {id}  {bar} {done}")
}

fn way(cycle: &CycleView) -> String {
    let text = &cycle.text;
    let way = format!("{} → {}, now {}", text.baseline, text.target, text.observed);
    let time = format!("due {}, {} of the time is over", text.by, text.elapsed);
    let reason = if cycle.verdict == Verdict::Met { String::new() } else { format!("; {}", cycle.reason) };
    one_line(&format!("{}: {way}; {time}{reason}", cycle.metric)).into_owned()
}

fn guard_line(guard: &GuardView) -> String {
    let text = &guard.text;
    let verdict = format!("{} {}", show::symbol(guard.verdict), guard.verdict.keyword());
    let limit = format!("at worst {}", text.limit);
    format!("guard {verdict}: {} {} → {} ({limit})", guard.metric, text.before, text.now)
}
