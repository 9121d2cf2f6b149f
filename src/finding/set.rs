//! Findings as they are collected and handed on.

use super::{Finding, Level};

/// Findings in the order they are shown in: worst first, what cannot be read before what follows from that, then by file
/// and position. What somebody lets pass is kept
/// beside them: it fails nothing, and is not forgotten.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    all: Vec<Finding>,
    waived: Vec<Waived>,
}

/// A finding that somebody lets pass.
#[derive(Debug, Clone)]
pub struct Waived {
    /// The finding.
    pub finding: Finding,
    /// Who answers for it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The last day on which it is let pass.
    pub until: String,
}

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.all.push(finding);
    }

    /// All of them, as collected.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.all.iter()
    }

    /// All of them, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Finding> {
        self.all.iter_mut()
    }

    /// Those that somebody lets pass.
    pub fn waived(&self) -> &[Waived] {
        &self.waived
    }

    /// Moves to those that are let pass what `waive` gives a reason for.
    pub fn waive(&mut self, mut waive: impl FnMut(&Finding) -> Option<Waived>) {
        let mut kept = Vec::with_capacity(self.all.len());
        for finding in std::mem::take(&mut self.all) {
            match waive(&finding) {
                Some(waived) => self.waived.push(waived),
                None => kept.push(finding),
            }
        }
        self.all = kept;
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The worst level among them.
    pub fn worst(&self) -> Option<Level> {
        self.all.iter().map(|finding| finding.level).max()
    }

    /// How many have this level.
    pub fn count(&self, level: Level) -> usize {
        self.all.iter().filter(|finding| finding.level == level).count()
    }

    /// Keeps those that `wanted` accepts.
    pub fn retain(&mut self, wanted: impl FnMut(&Finding) -> bool) {
        self.all.retain(wanted);
    }

    /// In the order they are shown in, the same whatever order they were found in. Positions are looked up here, and
    /// only here, so that a run without findings never reads a file twice.
    pub fn sort(&mut self) {
        self.all.sort_by_cached_key(order);
        self.waived.sort_by_cached_key(|waived| order(&waived.finding));
    }
}

/// The last code of the rules about text that cannot be read: what it declares, others miss.
const LAST_OF_UNREADABLE: &str = "D004";

fn order(finding: &Finding) -> impl Ord + use<> {
    let start = finding.location.span().start;
    let place = (finding.location.path().to_owned(), start.line, start.column);
    let is_readable = finding.rule.code > LAST_OF_UNREADABLE;
    (std::cmp::Reverse(finding.level), is_readable, place, finding.rule.code, finding.message.clone())
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.all.extend(findings);
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        Self { all: findings.into_iter().collect(), waived: Vec::new() }
    }
}
