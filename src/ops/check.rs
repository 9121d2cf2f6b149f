//! `check`: the declarations judged.

use crate::catalog;
use crate::declare;
use crate::finding::{Findings, Rule};
use crate::gather;

/// Every rule there is, by code.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<&Rule> = [declare::rules::ALL, catalog::rules::ALL, gather::rules::ALL]
        .into_iter()
        .flatten()
        .copied()
        .collect();
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

    /// Leaves out what nobody wants to hear of.
    pub fn apply(&self, findings: &mut Findings) {
        let named = |words: &[String], rule: &Rule| words.iter().any(|word| names(word, rule));
        findings.retain(|finding| {
            (self.select.is_empty() || named(&self.select, finding.rule))
                && !named(&self.ignore, finding.rule)
        });
    }
}

/// Whether a word is a rule's name, its code, or the beginning of its code.
fn names(word: &str, rule: &Rule) -> bool {
    !word.is_empty() && (rule.name == word || rule.code.starts_with(word))
}
