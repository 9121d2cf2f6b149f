//! The desk where each gap is decided upon: propose, or hold, and why.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::compose::Composer;
use super::gaps::Sighting;
use super::hold::{Hold, HoldReason};
use super::identity::Identity;
use super::kinds::Candidate;
use super::past::Past;
use super::proposal::{Before, PlannedChange, Proposal, Subject, Withdrawal};
use super::standing::Standing;
use super::{answer, withdrawal, words};
use crate::analyse::Assessment;
use crate::catalog::{Catalog, Lookup};
use crate::model::memory::Remembered;
use crate::model::{Playbook, ProposalId};

/// What is known before a run, and what the run has decided so far.
pub(super) struct Desk<'c> {
    catalog: &'c Catalog,
    lookup: Lookup<'c>,
    /// The day of the plan, in the settings' zone.
    today: Date,
    composer: Composer<'c>,
    /// What became of earlier proposals.
    past: Past<'c>,
    /// What this run answers, so that it is answered once.
    taken: BTreeMap<ProposalId, Identity>,
    /// The proposals that something asks for, made or not, and how far each target is off.
    wanted: RefCell<BTreeMap<ProposalId, f64>>,
    /// What is known from before of those that are made.
    before: BTreeMap<ProposalId, Before>,
    /// How many new proposals this run makes.
    made: usize,
}

impl<'c> Desk<'c> {
    /// A desk at a moment; proposals would build on `head`.
    pub fn new(
        catalog: &'c Catalog,
        standing: &'c Standing,
        as_of: Timestamp,
        head: Option<&'c str>,
    ) -> Self {
        let today = words::day(as_of, &catalog.settings.zone);
        Self {
            catalog,
            lookup: Lookup::of(catalog),
            today,
            composer: Composer::new(catalog, today),
            past: Past::new(catalog, standing, today, head),
            taken: BTreeMap::new(),
            wanted: RefCell::default(),
            before: BTreeMap::new(),
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
        let id = candidate.id.clone();
        let before = self.allowed(&id, 0.0)?;
        self.has_room(&id)?;
        let proposal = candidate.compose(self.catalog, self.today);
        let mut proposal = proposal.map_err(|why| HoldReason::NotEditable { why })?;
        proposal.branch = before.branch.clone().unwrap_or(proposal.branch);
        self.admit(&id, before)?;
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
        let severity = sighting.gap.severity;
        let before = self.allowed(&id, severity)?;
        self.shared(&identity, severity).map_or(Ok(()), |id| Err(HoldReason::SameAs { id }))?;
        if self.taken.get(&id).is_some_and(|other| *other != identity) {
            return Err(unwritable(format!(
                "two different proposals would have the id {id}; rename the playbook"
            )));
        }
        let mut proposal = self.composer.compose(sighting, playbook, &id, &before).map_err(unwritable)?;
        proposal.branch = before.branch.clone().unwrap_or(proposal.branch);
        self.taken.insert(id.clone(), identity);
        self.admit(&id, before)?;
        Ok(PlannedChange::Propose(Box::new(proposal)))
    }

    /// Whether a proposal that something asks for may be made.
    fn allowed(&self, id: &ProposalId, severity: f64) -> Result<Before, HoldReason> {
        self.wanted.borrow_mut().insert(id.clone(), severity);
        self.past.allows(id, severity)
    }

    /// Counts a proposal among those that are made, where there is room.
    fn admit(&mut self, id: &ProposalId, before: Before) -> Result<(), HoldReason> {
        self.has_room(id)?;
        self.made += usize::from(self.is_new(id));
        self.before.insert(id.clone(), before);
        Ok(())
    }

    /// Whether there is room for a proposal. One that waits already takes none.
    fn has_room(&self, id: &ProposalId) -> Result<(), HoldReason> {
        if !self.is_new(id) {
            return Ok(());
        }
        self.room().map_err(|limit| HoldReason::Waiting { id: id.clone(), limit })
    }

    fn is_new(&self, id: &ProposalId) -> bool {
        !self.past.waiting().any(|open| open.id == *id)
    }

    /// Open proposals that nothing asked for.
    pub fn withdrawals(&self, assessment: &Assessment, changes: &[PlannedChange]) -> Vec<Withdrawal> {
        let wanted = self.wanted.borrow();
        withdrawal::withdrawals(&self.past, assessment, changes, |id| wanted.contains_key(id))
    }

    /// The wanted proposals that people have dismissed since the last run.
    pub fn dismissed(&self) -> Vec<Remembered> {
        let wanted = self.wanted.borrow();
        let held = wanted.keys().filter(|id| !self.before.contains_key(*id));
        held.filter_map(|id| self.past.gone(id).cloned()).collect()
    }

    /// Clears the desk: what is known from before of the proposals that are made, and all that something asks for.
    pub fn cleared(self) -> (BTreeMap<ProposalId, Before>, BTreeMap<ProposalId, f64>) {
        let known = self.before.into_iter().filter(|(_, before)| *before != Before::default());
        (known.collect(), self.wanted.into_inner())
    }

    /// The proposal that answers this one too: the same playbook on the same metric, for another objective, for a
    /// cycle that runs, or for the objectives of such a cycle. It waits for an answer, has been refused, is being
    /// carried out, or is one of this run.
    fn shared(&self, identity: &Identity, severity: f64) -> Option<ProposalId> {
        let id = identity.id()?;
        if self.taken.get(&id) == Some(identity) {
            return Some(id);
        }
        let other = self
            .relatives(identity)
            .into_iter()
            .filter(|other| *other != id)
            .find(|other| self.past.is_in_hand(other, severity) || self.taken.contains_key(other))?;
        self.wanted.borrow_mut().entry(other.clone()).or_insert(severity);
        Some(other)
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
        let limits = self.catalog.settings.proposals.limits;
        if self.past.waiting().count() + self.made >= limits.open {
            return Err(format!("{} may be open at once (`proposals.limits.open`)", limits.open));
        }
        if self.made >= limits.per_run {
            return Err(format!("{} may be made in one run (`proposals.limits.perRun`)", limits.per_run));
        }
        Ok(())
    }
}
