//! Who is told when an objective is in danger: the alerting kinds of OpenSLO. deming keeps them and alerts nobody.

use super::duration::Duration;
use super::name::{Meta, Name};
use super::quantity::Comparison;
use crate::text::Place;

/// Something that is written where it is used, or named and declared elsewhere.
#[derive(Debug, Clone)]
pub enum Given<T> {
    /// The name of an object declared elsewhere.
    Named {
        /// The name.
        name: Name,
        /// Where it is written.
        place: Place,
    },
    /// The object itself.
    Inline(Box<T>),
}

/// When somebody is told about an objective, and who.
#[derive(Debug, Clone)]
pub struct AlertPolicy {
    /// Name and place.
    pub meta: Meta,
    /// What it is for.
    pub description: Option<String>,
    /// Whether silence of the data is told.
    pub when_no_data: bool,
    /// Whether the end of the condition is told.
    pub when_resolved: bool,
    /// Whether the condition itself is told.
    pub when_breaching: bool,
    /// Under which condition.
    pub condition: Given<AlertCondition>,
    /// Who is told.
    pub targets: Vec<Given<AlertNotificationTarget>>,
}

/// When an objective is in danger: its error budget burns on this side of a rate.
#[derive(Debug, Clone)]
pub struct AlertCondition {
    /// Name and place.
    pub meta: Meta,
    /// What it is for.
    pub description: Option<String>,
    /// How bad that is, in the words of the organisation.
    pub severity: String,
    /// On which side of the threshold.
    pub op: Comparison,
    /// How many times faster than allowed the budget burns.
    pub threshold: f64,
    /// Over which time that is looked at.
    pub lookback: Duration,
    /// How long it must hold; `None`: not at all.
    pub after: Option<Duration>,
}

/// Who, or what, is told.
#[derive(Debug, Clone)]
pub struct AlertNotificationTarget {
    /// Name and place.
    pub meta: Meta,
    /// What it is for.
    pub description: Option<String>,
    /// By which way: `email`, `slack` …
    pub target: String,
}
