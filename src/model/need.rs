//! What the business asks for, and whether that has changed.

use jiff::civil::Date;

use super::action::ActionKind;
use super::name::{Meta, Name, Owner};
use super::quantity::{Comparison, Literal};
use crate::text::Place;

/// A business need.
#[derive(Debug, Clone)]
pub struct Need {
    /// Name and place.
    pub meta: Meta,
    /// The service that is to meet it.
    pub service: Name,
    /// The need in a sentence of the business.
    pub statement: String,
    /// Whether the outcome the business wants has changed since it was last agreed.
    pub outcome: Outcome,
    /// What it takes, in numbers.
    pub requires: Vec<Requirement>,
    /// Who said so.
    pub confirmed_by: Option<Owner>,
    /// When they said so.
    pub confirmed: Option<Date>,
    /// When they must be asked again.
    pub review_by: Option<Date>,
}

/// Whether the wanted outcome has changed. It decides which kinds of action are admissible:
/// changed asks for scope, functionality or agreement; unchanged for support or efficiency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As agreed.
    Unchanged,
    /// The business wants something else now.
    Changed,
}

impl Outcome {
    /// Whether a need with this outcome admits actions of a kind.
    pub fn admits(self, kind: ActionKind) -> bool {
        match kind {
            ActionKind::Support | ActionKind::Efficiency => self == Self::Unchanged,
            ActionKind::Scope | ActionKind::Functionality | ActionKind::Agreement => self == Self::Changed,
        }
    }
}

/// A number that a need stands or falls with.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Which metric.
    pub metric: Name,
    /// On which side of the value.
    pub op: Comparison,
    /// The value, in the metric's unit.
    pub value: Literal,
    /// Where it is declared.
    pub place: Place,
}
