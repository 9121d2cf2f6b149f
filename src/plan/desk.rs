//! The desk where each gap is decided upon: propose, or hold, and why.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::compose::Composer;
use super::gaps::Sighting;
use super::hold::{Hold, HoldReason};
use super::identity::Identity;
use super::kinds::Candidate;
use super::proposal::{PlannedChange, Proposal, Subject};
use super::{answer, words};
use crate::catalog::{Catalog, Lookup};
use crate::model::action::ActionState;
use crate::model::decision::DecisionOutcome;
use crate::model::{Action, Decision, Playbook, ProposalId};

/// A proposal that waits on a branch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenProposal {
    /// Which.
    pub id: ProposalId,
    /// On which branch.
    pub branch: String,
}

/// What is known before a run, and what the run has decided so far.
pub(super) struct Desk<'c> {
    catalog: &'c Catalog,
    lookup: Lookup<'c>,
    /// The day of the plan, in the settings' zone.
    today: Date,
    composer: Composer<'c>,
    /// Registered actions that came from a proposal.
    registered: BTreeMap<&'c ProposalId, &'c Action>,
    /// Refusals that hold today.
    declined: BTreeMap<&'c ProposalId, &'c Decision>,
    /// Branches of proposals that nobody has answered.
    open: BTreeMap<&'c ProposalId, &'c str>,
    /// What this run answers, so that it is answered once.
    taken: BTreeMap<ProposalId, Identity>,
    /// How many proposals this run makes.
    made: usize,
}

impl<'c> Desk<'c> {
    /// A desk at a moment.
    pub fn new(catalog: &'c Catalog, open: &'c [OpenProposal], as_of: Timestamp) -> Self {
        let today = words::day(as_of, &catalog.settings.zone);
        let registered: BTreeMap<_, _> =
            catalog.actions.values().filter_map(|a| a.proposal.as_ref().map(|id| (id, a))).collect();
        let declined: BTreeMap<_, _> = catalog
            .decisions
            .values()
            .filter(|decision| refuses(decision, today))
            .map(|decision| (&decision.proposal, decision))
            .collect();
        let mut unanswered = BTreeMap::new();
        for proposal in open {
            if !registered.contains_key(&proposal.id) && !declined.contains_key(&proposal.id) {
                unanswered.entry(&proposal.id).or_insert(proposal.branch.as_str());
            }
        }
        let composer = Composer::new(catalog, today);
        Self {
            catalog,
            lookup: Lookup::of(catalog),
            today,
            composer,
            registered,
            declined,
            open: unanswered,
            taken: BTreeMap::new(),
            made: 0,
        }
    }

    /// What to do about a gap.
    pub fn decide(&mut self, sighting: &Sighting) -> PlannedChange {
        let change = match self.ended(&sighting.gap.subject) {
            Some(ended) => Err(HoldReason::CycleOver { ended }),
            None => self.playbook(sighting).and_then(|playbook| self.answer(sighting, playbook)),
        };
        change.unwrap_or_else(|reason| {
            let (subject, verdict) = (sighting.gap.subject.clone(), sighting.verdict);
            PlannedChange::Hold(Hold { subject, verdict, reason })
        })
    }

    fn playbook(&self, sighting: &Sighting) -> Result<&'c Playbook, HoldReason> {
        let gap = &sighting.gap;
        let is_in_cycle = self.composer.running_cycles(&gap.service, &gap.metric).next().is_some();
        answer::playbook(self.catalog, &self.lookup, gap, is_in_cycle)
    }

    /// What to do about something that is no gap: an action to close, a need to confirm.
    pub fn offer(&mut self, candidate: &Candidate<'_>) -> PlannedChange {
        match self.offered(candidate) {
            Ok(proposal) => PlannedChange::Propose(Box::new(proposal)),
            Err(reason) => {
                let (subject, verdict) = (candidate.subject.clone(), candidate.verdict);
                PlannedChange::Hold(Hold { subject, verdict, reason })
            }
        }
    }

    fn offered(&mut self, candidate: &Candidate<'_>) -> Result<Proposal, HoldReason> {
        self.settled(&candidate.id).map_or(Ok(()), Err)?;
        let id = candidate.id.clone();
        self.room().map_err(|limit| HoldReason::Waiting { id, limit })?;
        let proposal = candidate.compose(self.catalog, self.today);
        let proposal = proposal.map_err(|why| HoldReason::NotEditable { why })?;
        self.made += 1;
        Ok(proposal)
    }

    /// The last day of a cycle that is over.
    fn ended(&self, subject: &Subject) -> Option<Date> {
        let Subject::Cycle(name) = subject else { return None };
        let end = self.catalog.cycles.get(name)?.period.to;
        (end < self.today).then_some(end)
    }

    fn answer(&mut self, sighting: &Sighting, playbook: &Playbook) -> Result<PlannedChange, HoldReason> {
        let unwritable = |why| HoldReason::Unwritable { playbook: playbook.meta.name.clone(), why };
        let identity = Identity::of(&sighting.gap, playbook);
        let id = identity.id().ok_or_else(|| unwritable("it has no identity".into()))?;
        self.settled(&id).map_or(Ok(()), Err)?;
        self.shared(&identity).map_or(Ok(()), |id| Err(HoldReason::SameAs { id }))?;
        if self.taken.get(&id).is_some_and(|other| *other != identity) {
            return Err(unwritable(format!(
                "two different proposals would have the id {id}; rename the playbook"
            )));
        }
        let proposal = self.composer.compose(sighting, playbook, &id).map_err(unwritable)?;
        self.taken.insert(id.clone(), identity);
        self.room().map_err(|limit| HoldReason::Waiting { id, limit })?;
        self.made += 1;
        Ok(PlannedChange::Propose(Box::new(proposal)))
    }

    /// Whether the proposal has been made before, and what has become of it.
    ///
    /// A registered action holds in every state, closed too: whether the same answer is worth a second try is for
    /// people to say, by removing the id from the closed action. A refusal holds until its day; `reopenIf` asks how
    /// much the gap has grown since, which takes a history that a plan does not have, so it does not reopen here.
    fn settled(&self, id: &ProposalId) -> Option<HoldReason> {
        if let Some(action) = self.registered.get(id) {
            return Some(HoldReason::InRegister { id: id.clone(), action: action.meta.name.clone() });
        }
        if let Some(decision) = self.declined.get(id) {
            let (decision, until) = (decision.meta.name.clone(), decision.until);
            return Some(HoldReason::Declined { id: id.clone(), decision, until });
        }
        let branch = self.open.get(id)?;
        Some(HoldReason::Open { id: id.clone(), branch: (*branch).to_owned() })
    }

    /// The proposal that answers this one too: the same playbook on the same metric, for another objective, for a
    /// cycle that runs, or for the objectives of such a cycle. It waits for an answer, has been refused, is being
    /// carried out, or is one of this run.
    fn shared(&self, identity: &Identity) -> Option<ProposalId> {
        let id = identity.id()?;
        if self.taken.get(&id) == Some(identity) {
            return Some(id);
        }
        self.relatives(identity).into_iter().filter(|other| *other != id).find(|other| {
            let in_hand = self.registered.get(other).is_some_and(|a| a.state != ActionState::Closed);
            let answered = in_hand || self.declined.contains_key(other);
            answered || self.open.contains_key(other) || self.taken.contains_key(other)
        })
    }

    fn relatives(&self, identity: &Identity) -> BTreeSet<ProposalId> {
        if !identity.is_about_the_whole() {
            return BTreeSet::new();
        }
        let cycles = self.composer.running_cycles(identity.service(), identity.metric());
        let identities = cycles.map(|cycle| identity.for_cycle(&cycle.meta.name));
        identities.chain([identity.for_objectives()]).filter_map(|relative| relative.id()).collect()
    }

    /// Whether one more proposal may be made, else the limit that stands against it.
    fn room(&self) -> Result<(), String> {
        let limits = self.catalog.settings.limits;
        if self.open.len() + self.made >= limits.open {
            return Err(format!("{} may be open at once (`proposals.limits.open`)", limits.open));
        }
        if self.made >= limits.per_run {
            return Err(format!("{} may be made in one run (`proposals.limits.perRun`)", limits.per_run));
        }
        Ok(())
    }
}

fn refuses(decision: &Decision, today: Date) -> bool {
    decision.outcome == DecisionOutcome::Declined && decision.until.is_none_or(|until| today <= until)
}
