//! `check`: the declarations judged.

use anyhow::Result;

use super::workspace::{Request, Workspace};
use crate::catalog;
use crate::declare;
use crate::exchange;
use crate::finding::{Findings, Rule};
use crate::gather;
use crate::policy::{self, Check, Needs, Subject};

/// What a check found.
pub struct Checked {
    /// What was looked at. Its findings are those of the check, in the order they are shown in.
    pub workspace: Workspace,
}

/// Judges the declarations of a repository.
///
/// # Errors
/// Where there is no repository, or no such revision.
pub fn check(request: &Request, selection: &Selection) -> Result<Checked> {
    let mut workspace = Workspace::open(request)?;
    let wanted = |check: &Check| check.needs == Needs::Declarations && selection.wants(&check.rule);
    let subject = Subject { catalog: &workspace.catalog, as_of: workspace.as_of, assessment: None };
    let found = policy::judge(&subject, wanted);
    workspace.findings.extend(found);
    selection.apply(&mut workspace.findings);
    workspace.findings.sort();
    Ok(Checked { workspace })
}

/// Every rule there is, by code.
pub fn rules() -> Vec<&'static Rule> {
    let lists = [declare::rules::ALL, catalog::rules::ALL, gather::rules::ALL, exchange::rules::ALL];
    let mut rules: Vec<&Rule> = lists.into_iter().flatten().copied().collect();
    rules.extend(policy::checks().map(|check| &check.rule));
    rules.sort_by_key(|rule| rule.code);
    rules
}

/// Which rules somebody wants to hear of.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these, when there are any: codes, beginnings of codes, or names.
    pub select: Vec<String>,
    /// None of these.
    pub ignore: Vec<String>,
}

impl Selection {
    /// The first word that names no rule.
    pub fn unknown_word(&self) -> Option<&str> {
        let words = self.select.iter().chain(&self.ignore);
        words.map(String::as_str).find(|word| !rules().iter().any(|rule| names(word, rule)))
    }

    /// Whether somebody wants to hear of a rule.
    pub fn wants(&self, rule: &Rule) -> bool {
        let named = |words: &[String]| words.iter().any(|word| names(word, rule));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }

    /// Leaves out what nobody wants to hear of.
    pub fn apply(&self, findings: &mut Findings) {
        findings.retain(|finding| self.wants(finding.rule));
    }
}

/// Whether a word is a rule's name, its code, or the beginning of its code.
fn names(word: &str, rule: &Rule) -> bool {
    !word.is_empty() && (rule.name == word || rule.code.starts_with(word))
}
