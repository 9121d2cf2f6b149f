//! What a plan is made of: a closed set of planned changes, with an explicit "looked, nothing to do".

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::hold::Hold;
use super::standing::Made;
use crate::analyse::Verdict;
use crate::model::action::ClosureCode;
use crate::model::memory::Remembered;
use crate::model::playbook::GapKind;
use crate::model::{Name, ProposalId};

/// What would be done about what was found.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The moment that is "now".
    pub as_of: Timestamp,
    /// The commit that proposals would build on, in hexadecimal.
    pub head: Option<String>,
    /// One entry for each objective and cycle that was looked at, most urgent first.
    pub changes: Vec<PlannedChange>,
    /// What is known of the planned proposals that are not the first of their kind.
    pub before: BTreeMap<ProposalId, Before>,
    /// Open proposals that nothing asks for any more, by id.
    pub withdrawals: Vec<Withdrawal>,
    /// Proposals that people have dismissed since the last run, by id.
    pub dismissed: Vec<Remembered>,
    /// All proposals that something asks for, made or not, with how far their targets are off, as a share of them; 0 where
    /// that has no meaning.
    pub wanted: BTreeMap<ProposalId, f64>,
}

/// What is known of a proposal from before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// The tip of the branch whose place the new commit takes, in hexadecimal; it is as deming made it.
    pub replaces: Option<String>,
    /// The name that the branch has.
    pub branch: Option<String>,
    /// The day on which it was first proposed, where it has waited since.
    pub raised: Option<Date>,
    /// What people said to it before, in a sentence without its full stop.
    pub said: Option<String>,
}

/// A proposal that is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Which.
    pub id: ProposalId,
    /// On which branch, with the name of the remote where only that has it.
    pub branch: String,
    /// The branch as deming made it; `None`: people have worked on it, and it stays as it is.
    pub made: Option<Made>,
    /// Why, in a clause.
    pub reason: String,
    /// The commit message, with trailers.
    pub message: String,
}

/// What would be done about one thing that was looked at.
#[derive(Debug, Clone)]
pub enum PlannedChange {
    /// A commit on a branch of its own.
    Propose(Box<Proposal>),
    /// Nothing, for a reason.
    Hold(Hold),
}

impl Plan {
    /// How far the target of a proposal is off, as a share of it; 0 where that has no meaning.
    pub fn severity(&self, id: &ProposalId) -> f64 {
        self.wanted.get(id).copied().unwrap_or(0.0)
    }

    /// Why a proposal that something asks for is not made.
    pub fn held(&self, id: &ProposalId) -> Option<&Hold> {
        let holds = self.changes.iter().filter_map(|change| match change {
            PlannedChange::Hold(hold) => Some(hold),
            _ => None,
        });
        holds.into_iter().find(|hold| hold.reason.proposal() == Some(id))
    }
}

/// A commit to be made: what carrying a proposal out takes.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The identity of the proposal.
    pub id: &'a ProposalId,
    /// The branch.
    pub branch: &'a str,
    /// The file.
    pub path: &'a str,
    /// What stands in it before; `None` when it is added.
    pub before: Option<&'a str>,
    /// What will stand in it.
    pub content: &'a str,
    /// The commit message, with trailers.
    pub message: &'a str,
}

impl PlannedChange {
    /// The commit that is planned, where one is.
    pub fn draft(&self) -> Option<Draft<'_>> {
        match self {
            Self::Propose(it) => Some(Draft {
                id: &it.id,
                branch: &it.branch,
                path: &it.path,
                before: it.before.as_deref(),
                content: &it.content,
                message: &it.message,
            }),
            Self::Hold(_) => None,
        }
    }
}

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An objective, by id.
    Objective(crate::analyse::ObjectiveId),
    /// A cycle, by name.
    Cycle(Name),
    /// An action, by name.
    Action(Name),
    /// A need, by name.
    Need(Name),
    /// An agreement as a whole, by name.
    Agreement(Name),
    /// A metric, by name.
    Metric(Name),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Objective(id) => id.fmt(f),
            Self::Cycle(name)
            | Self::Action(name)
            | Self::Need(name)
            | Self::Agreement(name)
            | Self::Metric(name) => name.fmt(f),
        }
    }
}

/// A gap between desired and observed.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// What it is about.
    pub subject: Subject,
    /// Which kind of gap.
    pub kind: GapKind,
    /// The service.
    pub service: Name,
    /// The metric.
    pub metric: Name,
    /// The observed value, canonical.
    pub observed: Option<f64>,
    /// The desired value, canonical.
    pub desired: Option<f64>,
    /// How far it is from the target, as a share of the target; 0 when nobody can tell.
    pub severity: f64,
    /// Why, in a sentence for people.
    pub reason: String,
}

/// A proposal: one branch, one commit, one file. Here is what proposals of all kinds have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Its identity: a hash of what it is about, in which nothing changes from day to day.
    pub id: ProposalId,
    /// Which kind, with what is special about it.
    pub kind: ProposalKind,
    /// What it is about.
    pub subject: Subject,
    /// The service at stake.
    pub service: Name,
    /// The metric at stake, where it is one.
    pub metric: Option<Name>,
    /// How the subject stands.
    pub verdict: Verdict,
    /// How pressing it is.
    pub urgency: Urgency,
    /// Why, in a sentence for people.
    pub reason: String,
    /// The title.
    pub title: String,
    /// The branch: `deming/<cycle-or-service>/<slug>-<id>`.
    pub branch: String,
    /// The file that is added or edited.
    pub path: String,
    /// What stands in it before; `None` when it is added.
    pub before: Option<String>,
    /// What will stand in it.
    pub content: String,
    /// The commit message, with trailers.
    pub message: String,
}

/// The kinds of proposal, and what is special about each.
#[derive(Debug, Clone, PartialEq)]
pub enum ProposalKind {
    /// A new action, with which a playbook answers a gap.
    NewAction(Answer),
    /// An action is closed, on what the data say of it.
    CloseAction {
        /// What they say.
        code: ClosureCode,
        /// The playbook that the action came from.
        playbook: Option<Name>,
    },
    /// An action of which nothing came is withdrawn.
    WithdrawAction {
        /// The playbook that the action came from.
        playbook: Option<Name>,
    },
    /// A need is confirmed again.
    ConfirmNeed,
    /// An agreement is looked at again.
    ReviewAgreement,
    /// The baseline of a cycle is frozen, or follows from its data again.
    AcceptBaseline {
        /// What the data give. Canonical.
        value: f64,
    },
    /// The target of an objective that has long been beaten is tightened.
    TightenTarget {
        /// The worst of the closed periods that were looked at. Canonical.
        observed: f64,
        /// What would be promised. Canonical.
        desired: f64,
    },
    /// Gaps in the seven steps whose answers follow from what is known are filled.
    FillStep {
        /// The fields that are set, as paths below `spec`.
        fields: Vec<&'static str>,
    },
    /// The cycle that follows one that is over.
    StartCycle {
        /// Its name.
        cycle: Name,
    },
}

/// What is special about the answer of a playbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The gap that it answers.
    pub gap: Gap,
    /// The playbook that answers it.
    pub playbook: Name,
    /// The day by which an effect is expected.
    pub due: Option<Date>,
}

impl ProposalKind {
    /// As written in output.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::NewAction(_) => "new-action",
            Self::CloseAction { .. } => "close-action",
            Self::WithdrawAction { .. } => "withdraw-action",
            Self::ConfirmNeed => "confirm-need",
            Self::ReviewAgreement => "review-agreement",
            Self::AcceptBaseline { .. } => "accept-baseline",
            Self::TightenTarget { .. } => "tighten-target",
            Self::FillStep { .. } => "fill-step",
            Self::StartCycle { .. } => "start-cycle",
        }
    }

    /// The playbook that answers, or that the action came from.
    pub fn playbook(&self) -> Option<&Name> {
        match self {
            Self::NewAction(answer) => Some(&answer.playbook),
            Self::CloseAction { playbook, .. } | Self::WithdrawAction { playbook } => playbook.as_ref(),
            _ => None,
        }
    }

    /// The code with which an action is closed.
    pub fn closes(&self) -> Option<ClosureCode> {
        match self {
            Self::CloseAction { code, .. } => Some(*code),
            Self::WithdrawAction { .. } => Some(ClosureCode::Withdrawn),
            _ => None,
        }
    }
}

/// How pressing a proposal is: what is at stake, and for how long it has been.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Urgency {
    /// What is at stake, from 0 (nothing) to 2 (a promise broken by its whole amount).
    pub risk: f64,
    /// For how many days; at least 1.
    pub days: u32,
}

impl Urgency {
    /// So much at stake since a day.
    pub fn since(risk: f64, day: Date, today: Date) -> Self {
        let days = day.until(today).map_or(1, |span| span.get_days());
        Self { risk, days: u32::try_from(days).unwrap_or(1).max(1) }
    }

    /// Risk × age: the larger, the sooner.
    pub fn weight(self) -> f64 {
        self.risk * f64::from(self.days)
    }
}
