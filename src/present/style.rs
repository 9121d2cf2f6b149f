//! Colours, always written; whoever prints takes them off where they are unwanted.

use anstyle::{AnsiColor, Style};

use super::show::symbol;
use crate::analyse::Verdict;
use crate::finding::Level;

/// Headings and what matters most.
pub const STRONG: Style = Style::new().bold();

/// What explains and may be skipped.
pub const QUIET: Style = Style::new().dimmed();

/// What is added.
pub const ADDED: Style = AnsiColor::Green.on_default();

/// What takes the place of something.
pub const CHANGED: Style = AnsiColor::Yellow.on_default();

/// What is taken away.
pub const REMOVED: Style = AnsiColor::Red.on_default();

/// The colour of a verdict.
pub fn of_verdict(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Missed => AnsiColor::Red.on_default().bold(),
        Verdict::AtRisk => AnsiColor::Yellow.on_default().bold(),
        Verdict::Unknown => AnsiColor::Magenta.on_default(),
        Verdict::Met => AnsiColor::Green.on_default(),
    }
}

/// The colour of a level.
pub fn of_level(level: Level) -> Style {
    match level {
        Level::Error => AnsiColor::Red.on_default().bold(),
        Level::Warning => AnsiColor::Yellow.on_default().bold(),
        Level::Note => AnsiColor::Cyan.on_default(),
    }
}

/// The text in a style.
pub fn paint(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

/// A verdict by sign, word and colour, nine columns wide.
pub fn verdict(verdict: Verdict) -> String {
    paint(of_verdict(verdict), &format!("{} {:<7}", symbol(verdict), verdict.keyword()))
}
