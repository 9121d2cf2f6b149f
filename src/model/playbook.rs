//! Playbooks: which action answers which gap.

use super::action::{ActionKind, Size, Stage, Timescale};
use super::duration::Duration;
use super::metric::{Direction, Metric, MetricClass};
use super::name::{Meta, Name, Owner};
use super::quantity::Change;
use super::service::Service;

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

impl Playbook {
    /// Whether it answers gaps of a metric of a service: all of its conditions fit, and what it expects improves the
    /// metric. A change that goes the wrong way, or is in a unit that the metric does not have, is no answer; so metrics
    /// that go up and metrics that go down have playbooks of their own.
    pub fn fits(&self, metric: &Metric, service: &Service) -> bool {
        let when = &self.when;
        when.class.is_none_or(|class| class == metric.class)
            && when.practice.as_ref().is_none_or(|practice| *practice == service.practice.0)
            && when.service.as_ref().is_none_or(|name| *name == service.meta.name)
            && when.metric.as_ref().is_none_or(|name| *name == metric.meta.name)
            && self.propose.expect.is_none_or(|expect| improves(expect.change, metric))
    }
}

fn improves(change: Change, metric: &Metric) -> bool {
    let is_lower = metric.direction == Direction::Lower;
    change.is_decrease() == is_lower && change.apply(1.0, &metric.unit).is_ok()
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
