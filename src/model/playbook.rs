//! Playbooks: which action answers which gap.

use super::action::{ActionKind, Size, Stage, Timescale};
use super::duration::Duration;
use super::metric::MetricClass;
use super::name::{Meta, Name, Owner};
use super::quantity::Change;

/// A standing answer to a kind of gap.
#[derive(Debug, Clone)]
pub struct Playbook {
    /// Name and place.
    pub meta: Meta,
    /// Which gaps it answers.
    pub when: Trigger,
    /// With what.
    pub propose: Template,
}

/// Which gaps a playbook answers: all of what is given must fit.
#[derive(Debug, Clone, Default)]
pub struct Trigger {
    /// Verdicts; never empty.
    pub findings: Vec<GapKind>,
    /// Class of the metric.
    pub class: Option<MetricClass>,
    /// Practice of the service.
    pub practice: Option<Name>,
    /// The service.
    pub service: Option<Name>,
    /// The metric.
    pub metric: Option<Name>,
}

/// A gap between desired and observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    /// The target is missed.
    Missed,
    /// The target is about to be missed.
    AtRisk,
    /// Nobody can tell.
    Unknown,
}

impl GapKind {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::AtRisk => "at-risk",
            Self::Unknown => "unknown",
        }
    }
}

/// The action that a playbook proposes. Texts are handlebars templates over the gap.
#[derive(Debug, Clone)]
pub struct Template {
    /// The title.
    pub title: String,
    /// What the action changes.
    pub kind: ActionKind,
    /// Which stage it touches.
    pub stage: Stage,
    /// How much work it is.
    pub size: Option<Size>,
    /// How long it takes.
    pub timescale: Option<Timescale>,
    /// 1 to 5.
    pub priority: Option<u8>,
    /// Who is asked; `None`: the owner of the service.
    pub owner: Option<Owner>,
    /// What it should achieve.
    pub expect: Option<ExpectedChange>,
    /// The text of the proposal.
    pub body: Option<String>,
}

/// What a proposed action should achieve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpectedChange {
    /// By how much the metric changes.
    pub change: Change,
    /// In which time.
    pub within: Duration,
}
