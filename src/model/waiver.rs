//! Waivers: findings that somebody lets pass, beside the object, with a reason and an end.

use std::sync::Arc;

use jiff::civil::Date;

use super::name::Owner;
use crate::text::{Source, Span};

/// Findings of certain rules that somebody lets pass until a day:
/// `# deming: ignore[D103] until=2026-12-31 reason="the export moves in May" by=@ops/tools`.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// Codes or names of rules, as written.
    pub rules: Vec<String>,
    /// The last day on which it holds.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub by: Owner,
    /// What it covers.
    pub scope: Scope,
    /// The file that it is written in.
    pub source: Arc<Source>,
    /// The comment.
    pub span: Span,
}

/// What a waiver covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything in its file.
    File,
    /// What is written from one line to another, both inside: the line that it stands on, or the field, the item or
    /// the whole document that begins on the line below it.
    Lines(u32, u32),
}

impl Waiver {
    /// Whether something in a file at a line is covered.
    pub fn covers(&self, path: &str, line: u32) -> bool {
        path == self.source.path()
            && match self.scope {
                Scope::File => true,
                Scope::Lines(first, last) => (first..=last).contains(&line),
            }
    }
}
