//! `deming diff` for eyes: worst first, with a reason under everything that is not met.

mod actions;
mod cycles;
mod needs;
mod objectives;

use super::show;
use super::style::{QUIET, STRONG, paint};
use super::table;
use super::view::{FindingCounts, Report, Summary};
use crate::text::escape::one_line;

/// The narrowest terminal that is laid out for; below that lines are simply longer than it.
const NARROWEST: usize = 60;

/// The indent of what explains the line above it.
const INDENT: usize = 10;

/// The whole report in `width` columns.
pub fn diff(report: &Report, width: usize) -> String {
    let width = width.max(NARROWEST);
    if report.is_empty() {
        return format!(
            "{}\n\nNo agreement, cycle or need is declared here yet, so there is nothing to compare. Start with: deming init\n",
            head(report)
        );
    }
    let sections = [
        vec![head(report)],
        objectives::lines(report, width),
        cycles::lines(report, width),
        needs::lines(report, width),
        actions::lines(report, width),
        last(report, width),
    ];
    let shown: Vec<String> =
        sections.into_iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect();
    shown.join("\n\n") + "\n"
}

fn head(report: &Report) -> String {
    let base = report
        .base
        .as_deref()
        .map_or_else(String::new, |base| format!(", against {}", super::view::short(base)));
    let when = format!("as of {}, {}{base}", report.text.as_of, report.text.source);
    format!("{} {}", paint(STRONG, "Desired against observed"), paint(QUIET, &when))
}

/// A heading of a section, with what it means.
fn heading(title: &str, meaning: &str) -> String {
    format!("{} {}", paint(STRONG, title), paint(QUIET, &format!("– {meaning}")))
}

/// Explaining lines under an entry.
fn explained(text: &str, width: usize) -> Vec<String> {
    let text = one_line(text);
    let lines = table::wrapped(&text, width.saturating_sub(INDENT));
    lines.into_iter().map(|line| format!("{}{}", " ".repeat(INDENT), paint(QUIET, &line))).collect()
}

/// The counts in words, and what else there is to look at.
fn last(report: &Report, width: usize) -> Vec<String> {
    let mut sentences = vec![counts("objective", &report.summary)];
    if !report.cycles.is_empty() {
        let cycles = Summary::of(report.cycles.iter().map(|cycle| cycle.verdict));
        sentences.push(counts("cycle", &cycles));
    }
    if !report.findings.is_empty() {
        sentences.push(format!("{} (-v shows all).", FindingCounts::of_views(&report.findings).words()));
    }
    table::wrapped(&sentences.join(" "), width).iter().map(|line| paint(STRONG, line)).collect()
}

fn counts(noun: &str, summary: &Summary) -> String {
    match summary.total() {
        0 => format!("No {noun}s."),
        total => format!("{}: {}.", show::counted(total, noun), summary.words()),
    }
}
