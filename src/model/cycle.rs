//! Improvement cycles.

use jiff::civil::Date;

use super::duration::Duration;
use super::name::{Meta, Name, Owner};
use super::quantity::{Change, Literal};
use super::strategy::GoalRef;
use super::window::DatePeriod;
use crate::text::Place;

/// One round of improvement: from where, to where, until when, and who decides.
#[derive(Debug, Clone)]
pub struct Cycle {
    /// Name and place.
    pub meta: Meta,
    /// The goal that it serves.
    pub goal: Option<GoalRef>,
    /// The service that it improves.
    pub service: Name,
    /// The metric that it improves.
    pub metric: Name,
    /// The one who is accountable.
    pub owner: Owner,
    /// When it runs.
    pub period: DatePeriod,
    /// From where it starts.
    pub baseline: Option<Baseline>,
    /// Where it is to lead.
    pub target: CycleTarget,
    /// Metrics that must not suffer for it.
    pub guards: Vec<Guard>,
    /// Who decides about what is found.
    pub decide: Option<Decide>,
}

/// The state before a cycle, frozen.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// The days it was measured over; both inside.
    pub period: DatePeriod,
    /// The figure; `None`: computed from the data each time.
    pub value: Option<Literal>,
    /// How many observations it follows from.
    pub rows: Option<u64>,
    /// `sha256:` and the digest of those observations.
    pub digest: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// Where a cycle is to lead.
#[derive(Debug, Clone)]
pub struct CycleTarget {
    /// To which value.
    pub aim: Aim,
    /// By which day; the end of the cycle unless declared.
    pub by: Date,
    /// Where it is declared.
    pub place: Place,
}

/// A value to reach, or a change from where things stood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aim {
    /// This value.
    Value(Literal),
    /// The starting value, changed by so much.
    Change(Change),
}

/// A metric that must not get worse by more than a change.
#[derive(Debug, Clone)]
pub struct Guard {
    /// Which metric.
    pub metric: Name,
    /// By how much it may change, against the baseline period.
    pub change: Change,
    /// Where it is declared.
    pub place: Place,
}

/// Who decides, how often, and when next.
#[derive(Debug, Clone)]
pub struct Decide {
    /// Who; `None`: not stated, which the rule of step 6 tells.
    pub by: Option<Owner>,
    /// How often.
    pub every: Option<Duration>,
    /// When next.
    pub next: Option<Date>,
}
