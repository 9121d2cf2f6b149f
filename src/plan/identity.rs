//! What a proposal is about, as eight digits.

use sha2::{Digest, Sha256};

use super::proposal::{Gap, Subject};
use crate::model::{Name, Playbook, ProposalId};

/// What makes two proposals the same: service, metric, playbook, and what kind of promise is at stake.
///
/// Nothing in it changes from day to day. No figure is part of it, nor the kind of gap, so that a target at risk
/// that is missed in the end keeps its proposal. Nor is the name of the objective: objectives on the same metric
/// that the same playbook answers share one proposal, whichever of them is worse today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    service: Name,
    metric: Name,
    playbook: Name,
    scope: Scope,
}

/// What kind of promise is at stake.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scope {
    /// An objective over the whole metric.
    Whole,
    /// An objective for one value of a dimension.
    Each(String),
    /// The target of a cycle. A new cycle asks anew.
    Cycle(Name),
}

/// Changes whenever what follows would give other digits for the same gap, so that a reader of old branches knows.
const VERSION: &str = "deming-proposal-1";

impl Identity {
    /// What an answer to this gap by this playbook is about.
    pub fn of(gap: &Gap, playbook: &Playbook) -> Self {
        let scope = match &gap.subject {
            Subject::Cycle(name) => Scope::Cycle(name.clone()),
            Subject::Objective(id) => id.each.clone().map_or(Scope::Whole, Scope::Each),
            // Gaps are of objectives and cycles.
            Subject::Action(_) | Subject::Need(_) | Subject::Agreement(_) | Subject::Metric(_) => {
                Scope::Whole
            }
        };
        let playbook = playbook.meta.name.clone();
        Self { service: gap.service.clone(), metric: gap.metric.clone(), playbook, scope }
    }

    /// The same answer to the same metric, for the objectives over the whole of it.
    pub fn for_objectives(&self) -> Self {
        Self { scope: Scope::Whole, ..self.clone() }
    }

    /// The same answer to the same metric, for a cycle.
    pub fn for_cycle(&self, cycle: &Name) -> Self {
        Self { scope: Scope::Cycle(cycle.clone()), ..self.clone() }
    }

    /// Whether it is about the whole metric, so that objectives and cycles mean the same thing.
    pub fn is_about_the_whole(&self) -> bool {
        !matches!(self.scope, Scope::Each(_))
    }

    /// The service at stake.
    pub fn service(&self) -> &Name {
        &self.service
    }

    /// The metric at stake.
    pub fn metric(&self) -> &Name {
        &self.metric
    }

    /// The digits of all parts; see [`of_parts`].
    pub fn id(&self) -> Option<ProposalId> {
        let (kind, which) = match &self.scope {
            Scope::Whole => ("objective", ""),
            Scope::Each(value) => ("each", value.as_str()),
            Scope::Cycle(name) => ("cycle", name.as_str()),
        };
        of_parts(&[VERSION, self.service.as_str(), self.metric.as_str(), self.playbook.as_str(), kind, which])
    }
}

/// `P-` and the first eight hexadecimal digits of the SHA-256 over all parts, each behind its length. The first part is
/// the version of what follows. `None` never happens: digits are always well formed.
pub(super) fn of_parts(parts: &[&str]) -> Option<ProposalId> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digits: String = hash.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("P-{digits}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(scope: Scope) -> Identity {
        let name = |text: &str| text.parse::<Name>().expect("a name");
        Identity { service: name("desk"), metric: name("speed"), playbook: name("faster"), scope }
    }

    #[test]
    fn the_parts_cannot_run_into_each_other() {
        let whole = identity(Scope::Whole).id().expect("an id");
        let each = identity(Scope::Each(String::new())).id().expect("an id");
        let cycle = identity(Scope::Cycle("q2".parse().expect("a name"))).id().expect("an id");
        let value = identity(Scope::Each("q2".into())).id().expect("an id");
        let all = std::collections::BTreeSet::from([&whole, &each, &cycle, &value]);
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn the_digits_are_the_same_for_ever() {
        assert_eq!(identity(Scope::Whole).id().map(|id| id.to_string()), Some("P-b8f6e5f3".into()));
    }
}
