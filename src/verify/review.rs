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
    /// Guards of its cycle that got worse than allowed: with damage nothing is wholly successful.
    pub damage: Vec<Name>,
    /// Why, in a sentence for people.
    pub reason: String,
}

impl ActionReview {
    /// Whether observations are kept of the time before and after it.
    pub fn is_observed(&self) -> bool {
        self.effect.as_ref().is_some_and(|effect| effect.before.count > 0 && effect.after.count > 0)
    }
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
    /// The smallest relative change that would have been seen, with 80 % probability.
    pub detectable: Option<f64>,
    /// How much an interval depends on the one before it, 0 to 0.95; the interval is the wider for it.
    pub dependence: f64,
    /// Whether days of the week were compared with their like.
    pub by_weekday: bool,
    /// How many intervals more after the action would let half of the hoped-for change be seen; `None` when they are
    /// enough, or nobody can tell.
    pub missing: Option<usize>,
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

impl HitRate {
    /// Counts one more; what was withdrawn was no attempt.
    pub fn count(&mut self, code: ClosureCode) {
        match code {
            ClosureCode::Successful => self.successful += 1,
            ClosureCode::Partly => self.partly += 1,
            ClosureCode::Unsuccessful => self.unsuccessful += 1,
            ClosureCode::CannotTell => self.cannot_tell += 1,
            ClosureCode::Withdrawn => {}
        }
    }

    /// How many could be judged.
    pub fn judged(&self) -> usize {
        self.successful + self.partly + self.unsuccessful
    }
}
