//! What `doctor` found, for a terminal.

use super::style::{ADDED, QUIET, of_level, paint};
use super::view::{CheckView, DoctorView};
use crate::text::escape::terminal;

/// A line for each thing, and below it what to do.
pub fn full(view: &DoctorView) -> String {
    view.checks.iter().map(|check| format!("{}{}", line(check), help(check))).collect()
}

/// A line for each thing.
pub fn concise(view: &DoctorView) -> String {
    view.checks.iter().map(line).collect()
}

fn line(check: &CheckView) -> String {
    let style = check.level().map_or(ADDED, of_level);
    let code = check.code.map(|code| format!("[{code}] ")).unwrap_or_default();
    let state = paint(style, &format!("{:<7}", check.state));
    format!("{state} {:<12} {code}{}\n", check.subject, terminal(&check.message))
}

fn help(check: &CheckView) -> String {
    let help = check.help.as_ref().map(|help| paint(QUIET, &format!("help: {}", terminal(help))));
    help.map(|help| format!("{:20} {help}\n", "")).unwrap_or_default()
}
