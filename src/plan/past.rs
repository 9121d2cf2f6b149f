//! What has been said of a proposal before, by the register, by decisions, and by what people did with its branch.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::hold::HoldReason;
use super::proposal::Before;
use super::standing::{Hands, OpenProposal, Standing};
use super::words;
use crate::catalog::Catalog;
use crate::model::action::ActionState;
use crate::model::decision::DecisionOutcome;
use crate::model::memory::Remembered;
use crate::model::{Action, Decision, ProposalId};

/// By how much the distance from the target has to grow, as a share of what it was, until what people dismissed
/// without a word is proposed again.
const WORSE: f64 = 0.1;

/// The answers that earlier proposals got.
pub(super) struct Past<'c> {
    catalog: &'c Catalog,
    today: Date,
    head: Option<&'c str>,
    registered: BTreeMap<&'c ProposalId, &'c Action>,
    /// The refusal of each that ends last.
    declined: BTreeMap<&'c ProposalId, &'c Decision>,
    branches: BTreeMap<&'c ProposalId, &'c OpenProposal>,
    dismissed: BTreeMap<&'c ProposalId, &'c Remembered>,
    /// Those of the dismissed that no run has written down yet.
    gone: BTreeMap<&'c ProposalId, &'c Remembered>,
}

impl<'c> Past<'c> {
    /// What a catalog and the repository know, when proposals would build on `head`.
    pub fn new(catalog: &'c Catalog, standing: &'c Standing, today: Date, head: Option<&'c str>) -> Self {
        let actions = catalog.actions.values();
        let mut declined: BTreeMap<&ProposalId, &Decision> = BTreeMap::new();
        for decision in catalog.decisions.values().filter(|one| one.outcome == DecisionOutcome::Declined) {
            let known = declined.entry(&decision.proposal).or_insert(decision);
            if last_day(decision) > last_day(known) {
                *known = decision;
            }
        }
        let mut dismissed: BTreeMap<&ProposalId, &Remembered> = BTreeMap::new();
        for one in standing.dismissed.iter().chain(&standing.gone) {
            let known = dismissed.entry(&one.proposal).or_insert(one);
            if one.at >= known.at {
                *known = one;
            }
        }
        let mut branches: BTreeMap<&ProposalId, &OpenProposal> = BTreeMap::new();
        for open in &standing.branches {
            let known = branches.entry(&open.id).or_insert(open);
            // Where people have worked on one of several branches, that one counts.
            if open.hands == Hands::People && known.hands != Hands::People {
                *known = open;
            }
        }
        Self {
            catalog,
            today,
            head,
            registered: actions.filter_map(|a| a.proposal.as_ref().map(|id| (id, a))).collect(),
            declined,
            branches,
            dismissed,
            gone: standing.gone.iter().map(|one| (&one.proposal, one)).collect(),
        }
    }

    /// Whether a proposal may be made, or made anew: what is known of it then, or what stands against it. `severity` is
    /// how far the target is off, as a share of it.
    ///
    /// A registered action holds in every state, closed too: whether the same answer is worth a second try is for
    /// people to say, by removing the id from the closed action.
    pub fn allows(&self, id: &ProposalId, severity: f64) -> Result<Before, HoldReason> {
        if let Some(action) = self.registered.get(id) {
            return Err(HoldReason::InRegister { id: id.clone(), action: action.meta.name.clone() });
        }
        if let Some(decision) = self.declined.get(id).filter(|decision| self.holds(decision, severity)) {
            let (decision, until) = (decision.meta.name.clone(), decision.until);
            return Err(HoldReason::Declined { id: id.clone(), decision, until });
        }
        match self.branches.get(id) {
            Some(open) => self.on_branch(open, severity),
            None => self.not_on_branch(id, severity),
        }
    }

    fn on_branch(&self, open: &OpenProposal, severity: f64) -> Result<Before, HoldReason> {
        let (id, branch) = (open.id.clone(), open.branch.clone());
        let Some(made) = open.made() else { return Err(HoldReason::InPeoplesHands { id, branch }) };
        let is_current = self.head.is_none_or(|head| head == made.base);
        if open.waits() && is_current {
            return Err(HoldReason::Open { id, branch });
        }
        Ok(Before {
            replaces: Some(made.tip.clone()),
            branch: Some(made.name.clone()),
            raised: made.raised.filter(|_| open.waits()),
            said: self.said(&open.id, severity),
        })
    }

    fn not_on_branch(&self, id: &ProposalId, severity: f64) -> Result<Before, HoldReason> {
        if let Some(dismissed) = self.dismissed.get(id) {
            let until = self.end_of(dismissed);
            if self.today <= until && !has_worsened(dismissed.severity, WORSE, severity) {
                let on = words::day(dismissed.at, &self.catalog.settings.zone);
                return Err(HoldReason::Dismissed { id: id.clone(), on, until });
            }
        }
        Ok(Before { said: self.said(id, severity), ..Before::default() })
    }

    /// Whether a refusal still stands: its day has not come, and nothing got so much worse that it asked to be told.
    fn holds(&self, decision: &Decision, severity: f64) -> bool {
        decision.until.is_none_or(|until| self.today <= until) && !reopens(decision, severity)
    }

    /// What people said when this was proposed before.
    fn said(&self, id: &ProposalId, severity: f64) -> Option<String> {
        if let Some(decision) = self.declined.get(id) {
            let end = match decision.until {
                Some(until) if until < self.today => format!(" until {until}"),
                _ if reopens(decision, severity) => ", unless it got worse, as it did".into(),
                _ => String::new(),
            };
            let reason = words::one_line(&decision.reason);
            return Some(format!("Declined before by {}{end}: {reason}", decision.by));
        }
        let dismissed = self.dismissed.get(id)?;
        let on = words::day(dismissed.at, &self.catalog.settings.zone);
        let why = match has_worsened(dismissed.severity, WORSE, severity) {
            true => "it got worse since",
            false => "its time is up",
        };
        Some(format!(
            "Its branch was deleted, or its pull request closed, without a merge, noticed on {on}; {why}"
        ))
    }

    /// The last day on which a dismissed proposal is left in peace.
    fn end_of(&self, dismissed: &Remembered) -> Date {
        let start = words::day(dismissed.at, &self.catalog.settings.zone);
        let midnight = start.to_zoned_datetime(TimeZone::UTC).ok();
        let end = midnight.and_then(|start| self.catalog.settings.proposals.dismissed_for.shift(&start, 1));
        end.map_or(Date::MAX, |end| end.date())
    }

    /// Whether the proposal is in hand: it waits for an answer, has been refused, or is being carried out.
    pub fn is_in_hand(&self, id: &ProposalId, severity: f64) -> bool {
        let carried_out = self.registered.get(id).is_some_and(|action| action.state != ActionState::Closed);
        let waits =
            self.branches.get(id).is_some_and(|open| open.waits()) && !self.registered.contains_key(id);
        carried_out || waits || self.declined.get(id).is_some_and(|decision| self.holds(decision, severity))
    }

    /// Proposals that wait for an answer, those that a decision has answered left out.
    pub fn waiting(&self) -> impl Iterator<Item = &'c OpenProposal> {
        let answered = |id: &ProposalId| {
            let refused = self.declined.get(id).is_some_and(|decision| self.holds(decision, 0.0));
            refused || self.registered.contains_key(id)
        };
        self.branches.values().copied().filter(move |open| open.waits() && !answered(&open.id))
    }

    /// Every branch that is there, and waits.
    pub fn on_branches(&self) -> impl Iterator<Item = &'c OpenProposal> {
        self.branches.values().copied().filter(|open| open.waits())
    }

    /// The refusal of a proposal that holds today, whatever has become of the gap.
    pub fn refusal(&self, id: &ProposalId) -> Option<&'c Decision> {
        self.declined.get(id).copied().filter(|decision| self.holds(decision, 0.0))
    }

    /// Whether an action in the register came from it.
    pub fn is_registered(&self, id: &ProposalId) -> bool {
        self.registered.contains_key(id)
    }

    /// A proposal whose branch is gone, and of which no run has told yet. What was answered otherwise is none.
    pub fn gone(&self, id: &ProposalId) -> Option<&'c Remembered> {
        let is_answered =
            self.is_registered(id) || self.refusal(id).is_some() || self.branches.contains_key(id);
        self.gone.get(id).copied().filter(|_| !is_answered)
    }
}

/// Whether the gap has grown by as much as the decision asks.
fn reopens(decision: &Decision, severity: f64) -> bool {
    let grown = decision.reopen_if_worse_by.zip(decision.gap);
    grown.is_some_and(|(by, was)| has_worsened(was, by, severity))
}

/// Whether a distance has grown by a share of what it was. From nothing there is no share.
fn has_worsened(was: f64, by: f64, is: f64) -> bool {
    was > 0.0 && is >= was * (1.0 + by)
}

/// Decisions without an end come after all that have one.
fn last_day(decision: &Decision) -> Date {
    decision.until.unwrap_or(Date::MAX)
}
