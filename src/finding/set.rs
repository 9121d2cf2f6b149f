//! Findings as they are collected and handed on.

use super::{Finding, Level};

/// Findings in the order they are shown in: worst first, then by file and position.
#[derive(Debug, Clone, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// All of them, as collected.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The worst level among them.
    pub fn worst(&self) -> Option<Level> {
        self.0.iter().map(|finding| finding.level).max()
    }

    /// How many have this level.
    pub fn count(&self, level: Level) -> usize {
        self.0.iter().filter(|finding| finding.level == level).count()
    }

    /// Keeps those that `wanted` accepts.
    pub fn retain(&mut self, wanted: impl FnMut(&Finding) -> bool) {
        self.0.retain(wanted);
    }

    /// In the order they are shown in, the same whatever order they were found in. Positions are looked up here, and
    /// only here, so that a run without findings never reads a file twice.
    pub fn sort(&mut self) {
        self.0.sort_by_cached_key(|finding| {
            let start = finding.location.span().start;
            let place = (finding.location.path().to_owned(), start.line, start.column);
            (std::cmp::Reverse(finding.level), place, finding.rule.code, finding.message.clone())
        });
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.0.extend(findings);
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        Self(findings.into_iter().collect())
    }
}
