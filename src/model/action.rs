//! Actions: entries of the improvement register.

use jiff::civil::Date;

use super::cycle::Aim;
use super::name::{Meta, Name, Owner, ProposalId};
use crate::text::Place;

/// Something done, or to be done, so that a metric improves.
#[derive(Debug, Clone)]
pub struct Action {
    /// Name and place.
    pub meta: Meta,
    /// What is done, in a sentence.
    pub title: Option<String>,
    /// More about it.
    pub description: Option<String>,
    /// The cycle that it belongs to.
    pub cycle: Option<Name>,
    /// The service that it improves.
    pub service: Name,
    /// What it changes.
    pub kind: ActionKind,
    /// Which stage of the service's life it touches; `None`: not stated, which the rule of step 7 tells.
    pub stage: Option<Stage>,
    /// How far it is.
    pub state: ActionState,
    /// The one who is accountable.
    pub owner: Owner,
    /// Who had the idea.
    pub raised_by: Option<String>,
    /// When.
    pub date_raised: Option<Date>,
    /// 1 (first) to 5.
    pub priority: Option<u8>,
    /// How much work it is.
    pub size: Option<Size>,
    /// How long it takes.
    pub timescale: Option<Timescale>,
    /// The playbook that it came from.
    pub playbook: Option<Name>,
    /// When it is wanted.
    pub required_by: Option<Date>,
    /// Why it is worth it.
    pub justification: Option<String>,
    /// What it is expected to do.
    pub expect: Option<Expectation>,
    /// When it took effect.
    pub implemented_on: Option<Date>,
    /// How it ended.
    pub closure: Option<Closure>,
    /// The proposal that it came from.
    pub proposal: Option<ProposalId>,
}

/// What an action changes. A changed need admits scope, functionality and agreement; an unchanged one support and efficiency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// What the service covers.
    Scope,
    /// What the service does.
    Functionality,
    /// What is promised.
    Agreement,
    /// How users are helped.
    Support,
    /// How well the work is done.
    Efficiency,
}

impl ActionKind {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Functionality => "functionality",
            Self::Agreement => "agreement",
            Self::Support => "support",
            Self::Efficiency => "efficiency",
        }
    }
}

/// A stage of a service's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Strategy.
    Strategy,
    /// Design.
    Design,
    /// Transition.
    Transition,
    /// Operation.
    Operation,
}

impl Stage {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Strategy => "strategy",
            Self::Design => "design",
            Self::Transition => "transition",
            Self::Operation => "operation",
        }
    }
}

/// How far an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionState {
    /// Somebody, or deming, suggests it.
    Proposed,
    /// It has been decided.
    Accepted,
    /// It is being done.
    InProgress,
    /// It waits.
    OnHold,
    /// It has been done and its effect is awaited.
    Implemented,
    /// It is over.
    Closed,
}

impl ActionState {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::InProgress => "in-progress",
            Self::OnHold => "on-hold",
            Self::Implemented => "implemented",
            Self::Closed => "closed",
        }
    }
}

/// How much work an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// Small.
    S,
    /// Medium.
    M,
    /// Large.
    L,
    /// Extra large.
    Xl,
}

impl Size {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::M => "M",
            Self::L => "L",
            Self::Xl => "XL",
        }
    }
}

/// How long an action takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timescale {
    /// Weeks.
    Short,
    /// Months.
    Medium,
    /// More.
    Long,
}

impl Timescale {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Medium => "medium",
            Self::Long => "long",
        }
    }
}

/// What an action is expected to do to a metric.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Which metric.
    pub metric: Name,
    /// To what, or by how much.
    pub aim: Aim,
    /// By when.
    pub by: Date,
    /// Where it is declared.
    pub place: Place,
}

/// How an action ended.
#[derive(Debug, Clone)]
pub struct Closure {
    /// The verdict.
    pub code: ClosureCode,
    /// What it rests on.
    pub evidence: Option<String>,
}

/// Whether an action worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosureCode {
    /// The expected effect is there.
    Successful,
    /// Some of it is.
    Partly,
    /// None of it is, or the opposite.
    Unsuccessful,
    /// It was given up.
    Withdrawn,
    /// The data do not tell.
    CannotTell,
}

impl ClosureCode {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Successful => "successful",
            Self::Partly => "partly",
            Self::Unsuccessful => "unsuccessful",
            Self::Withdrawn => "withdrawn",
            Self::CannotTell => "cannot-tell",
        }
    }
}
