//! `deming baseline accept` for eyes: what is accepted, what changes in the file, and the commit that says so.

use super::show;
use super::style::{ADDED, QUIET, STRONG, paint};
use super::view::{AcceptReport, short};
use crate::text::escape::{one_line, terminal};

/// What came of it. Everything that people or files wrote is made harmless for a terminal.
pub fn full(report: &AcceptReport) -> String {
    let mut lines = vec![headline(report)];
    let rows = show::counted(usize::try_from(report.baseline.rows).unwrap_or(usize::MAX), "observation");
    let period = format!("{} to {}, {rows}", report.baseline.from, report.baseline.to);
    lines.push(paint(QUIET, &format!("  {period}, {}", report.baseline.digest)));
    if !report.difference.is_empty() {
        lines.push(String::new());
        lines.extend(report.difference.lines().map(changed));
        lines.push(String::new());
    }
    if let Some(commit) = &report.commit {
        lines.push(paint(STRONG, &format!("Committed as {}.", short(commit))));
    }
    lines.join("\n") + "\n"
}

fn headline(report: &AcceptReport) -> String {
    let what = format!(
        "{}: {} of {}",
        one_line(&report.cycle),
        paint(STRONG, &one_line(&report.baseline.text)),
        one_line(&report.metric)
    );
    match report.outcome {
        "unchanged" => format!("{what} is the baseline already, and follows from its data. Nothing to do."),
        "planned" => format!("{what} would be the baseline."),
        _ => format!("{what} is the baseline now."),
    }
}

fn changed(line: &str) -> String {
    let text = format!("  {}", terminal(line));
    match line.as_bytes().first() {
        Some(b'+') => paint(ADDED, &text),
        Some(b' ') => text,
        _ => paint(QUIET, &text),
    }
}

/// One line, for `grep`.
pub fn concise(report: &AcceptReport) -> String {
    let commit = report.commit.as_deref().map_or_else(|| "-".to_owned(), short);
    format!(
        "{}  {}  {}  {commit}\n",
        report.outcome,
        one_line(&report.cycle),
        one_line(&report.baseline.text)
    )
}
