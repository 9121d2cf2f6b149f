//! `deming decline` for eyes: what is declined, until when, and the file that says so.

use super::style::{ADDED, QUIET, STRONG, paint};
use super::view::{DeclineReport, short};
use crate::text::escape::{one_line, terminal};

/// What came of it. Everything that people or files wrote is made harmless for a terminal.
pub fn full(report: &DeclineReport) -> String {
    let mut lines = vec![headline(report)];
    lines.push(paint(QUIET, &format!("  by {}: {}", one_line(&report.by), one_line(&report.reason))));
    lines.push(paint(QUIET, &format!("  adds {}", one_line(&report.path))));
    lines.extend(report.content.lines().map(|line| paint(ADDED, &format!("    + {}", terminal(line)))));
    match &report.commit {
        Some(commit) => {
            let next = "The next `deming propose` takes its branch back, where it has one.";
            lines.push(paint(STRONG, &format!("Committed as {}. {next}", short(commit))));
        }
        None => lines.push(paint(STRONG, "Nothing was written.")),
    }
    lines.join("\n") + "\n"
}

fn headline(report: &DeclineReport) -> String {
    let verb = if report.commit.is_some() { "is declined" } else { "would be declined" };
    let end = report.until.as_ref().map_or_else(|| "for good".to_owned(), |until| format!("until {until}"));
    let worse =
        report.reopens_if_worse_by.as_ref().map(|by| format!(", or until it is {:.0} % worse", by.0 * 100.0));
    let about = one_line(&report.about);
    format!("{} {about} {verb} {end}{}.", paint(STRONG, &report.proposal), worse.unwrap_or_default())
}

/// One line, for `grep`.
pub fn concise(report: &DeclineReport) -> String {
    let commit = report.commit.as_deref().map_or_else(|| "-".to_owned(), short);
    let until = report.until.as_deref().unwrap_or("-");
    format!("{}  {}  {until}  {}  {commit}\n", report.outcome, report.proposal, one_line(&report.path))
}
