//! What is known of an action's effect.

use crate::model::Name;
use crate::model::action::ClosureCode;
use crate::process::{Figure, Series};

/// What became of an action.
#[derive(Debug, Clone)]
pub struct ActionReview {
    /// Which.
    pub action: Name,
    /// Before against after, where the action is implemented and its metric has observations.
    pub effect: Option<Effect>,
    /// The outcome that the data give; `None` while there is nothing to judge yet (not implemented, no expectation).
    pub outcome: Option<ClosureCode>,
    /// Why, in a sentence for people.
    pub reason: String,
}

/// Before against after.
#[derive(Debug, Clone)]
pub struct Effect {
    /// The metric looked at.
    pub metric: Name,
    /// As long before the action took effect as there is time after it.
    pub before: Figure,
    /// Since it took effect, until its date or now.
    pub after: Figure,
    /// Relative change, after ÷ before − 1.
    pub change: Option<f64>,
    /// The change that was hoped for, in the same terms.
    pub expected: Option<f64>,
    /// Intervals with observations before.
    pub points_before: usize,
    /// Intervals with observations after.
    pub points_after: usize,
    /// The 95 % interval of the difference of interval means (Welch), canonical; `None` with too few points.
    pub difference: Option<(f64, f64)>,
    /// Other actions on the same metric or service that took effect in the same time.
    pub confounders: Vec<Name>,
    /// The metric around the action, for charts.
    pub series: Series,
}

/// How often past actions worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HitRate {
    /// Actions that did what was expected.
    pub successful: usize,
    /// Actions that did some of it.
    pub partly: usize,
    /// Actions that did not.
    pub unsuccessful: usize,
    /// Actions of which the data do not tell.
    pub cannot_tell: usize,
}
