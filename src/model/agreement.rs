//! Agreements: what is promised to whom.

use jiff::civil::Date;

use super::alert::{AlertPolicy, Given};
use super::change_note::ChangeNote;
use super::duration::Duration;
use super::name::{Meta, Name};
use super::quantity::{Comparison, Literal};
use super::window::TimeWindow;
use crate::text::Place;

/// A promise about a service.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// Name and place.
    pub meta: Meta,
    /// With whom.
    pub kind: AgreementKind,
    /// About which service.
    pub service: Name,
    /// Who promises to whom.
    pub parties: Parties,
    /// The calendar of agreed hours; `None`: always.
    pub service_hours: Option<Name>,
    /// When the agreement itself is looked at.
    pub review: Option<Review>,
    /// What is promised.
    pub objectives: Vec<Objective>,
    /// How the objectives are judged as one, beside each by itself.
    pub composite: Option<Composite>,
    /// Who is told when an objective is in danger.
    pub alert_policies: Vec<Given<AlertPolicy>>,
}

/// All objectives of an agreement taken as one, as OpenSLO's composites ask.
#[derive(Debug, Clone, PartialEq)]
pub struct Composite {
    /// What it is called beside the objectives.
    pub name: Name,
    /// How much each objective weighs, in their order; above zero.
    pub weights: Vec<f64>,
}

impl Composite {
    /// What a composite is called.
    pub const NAME: &'static str = "composite";
}

/// The name of an objective that declares none: the one that is most like what people call it, if that is free, else
/// its number. `index` counts from 0.
pub fn objective_name(title: Option<&str>, index: usize, is_taken: impl Fn(&Name) -> bool) -> Option<Name> {
    let is_free = |name: &Name| name.as_str() != Composite::NAME && !is_taken(name);
    let mut numbers = (index + 1..).map_while(|number| format!("objective-{number}").parse().ok());
    title.and_then(Name::like).filter(is_free).or_else(|| numbers.find(is_free))
}

/// With whom an agreement is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementKind {
    /// Service-level agreement: with the customer.
    Sla,
    /// Operational-level agreement: within the organisation.
    Ola,
    /// Underpinning contract: with a supplier.
    Uc,
    /// Service-level objective: a level that is aimed at, and promised to nobody.
    Slo,
}

impl AgreementKind {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Sla => "SLA",
            Self::Ola => "OLA",
            Self::Uc => "UC",
            Self::Slo => "SLO",
        }
    }
}

/// The two sides of an agreement.
#[derive(Debug, Clone, Default)]
pub struct Parties {
    /// Who promises.
    pub provider: Option<String>,
    /// Who is promised.
    pub customer: Option<String>,
}

/// When an agreement or a service is looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// How often.
    pub every: Option<Duration>,
    /// When next.
    pub next: Option<Date>,
}

/// One promise of an agreement.
#[derive(Debug, Clone)]
pub struct Objective {
    /// Its name within the agreement.
    pub name: Name,
    /// What people call it.
    pub display_name: Option<String>,
    /// What is measured.
    pub metric: Name,
    /// What is promised.
    pub target: Target,
    /// Over which time.
    pub window: TimeWindow,
    /// How an error budget is counted.
    pub budgeting: Budgeting,
    /// The need that it serves.
    pub need: Option<Name>,
    /// A dimension of the metric, each value of which is judged by itself.
    pub each: Option<String>,
    /// What follows when it is missed.
    pub consequence: Option<String>,
    /// What it says about its own change.
    pub change: Option<ChangeNote>,
    /// Where it is declared.
    pub place: Place,
}

/// What an objective promises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The metric's figure is on this side of a value.
    Threshold {
        /// On which side.
        op: Comparison,
        /// Of what, in the metric's unit.
        value: Literal,
    },
    /// At least this share is good.
    Ratio {
        /// A fraction of one.
        target: f64,
    },
    /// At least this share of observations is on this side of a value.
    Share {
        /// On which side.
        op: Comparison,
        /// Of what, in the metric's unit.
        value: Literal,
        /// A fraction of one.
        target: f64,
    },
}

/// How OpenSLO counts an error budget.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Budgeting {
    /// Bad observations.
    Occurrences,
    /// Slices of time whose own share of good is below `slice_target`.
    Timeslices {
        /// Length of a slice.
        slice: Duration,
        /// What makes a slice good, a fraction of one.
        slice_target: f64,
    },
    /// The mean of the slices' shares of good.
    RatioTimeslices {
        /// Length of a slice.
        slice: Duration,
    },
}
