//! From before and after to an outcome: one small table, so that nobody has to trust a feeling.
//!
//! | what the data say | outcome |
//! |---|---|
//! | fewer than [`ENOUGH`] intervals on a side | cannot tell |
//! | no figure, or nothing, to take a share of, and the difference is surely for the worse | unsuccessful |
//! | the same, and it is not | cannot tell |
//! | all of the hoped-for change, and the interval of the difference lies on its side of zero | successful |
//! | at least half of it, likewise | partly |
//! | the interval holds zero, and even its better end brings less than half of the hoped-for change | unsuccessful |
//! | the interval holds zero, and its better end would bring half or more | cannot tell |
//! | a sure change of less than half, or the wrong way | unsuccessful |
//!
//! With damage, when a guard of the action's cycle got worse than allowed, what is successful is partly so at best.
//! The change is of the figures over all observations; the interval is Welch's, of the means of interval values.
//! That half of a change counts as some of it is deming's choice; no paper stands behind that number.
//! Before against after shows that things changed when the action took effect, not that it was the cause.

use crate::model::Name;
use crate::model::action::ClosureCode;

use super::review::Effect;

/// How many intervals with a value each side needs: with fewer, Welch's interval is mostly the shape of its assumption.
pub const ENOUGH: usize = 6;

/// What share of the hoped-for change is some of it.
pub(super) const PART: f64 = 0.5;

/// What the data say of an action's effect. `mean_before` is the mean of the interval values before, which the hoped-for
/// change is a share of when it is held against the interval of the difference.
pub fn outcome(effect: &Effect, mean_before: Option<f64>, lower_is_better: bool) -> ClosureCode {
    if effect.points_before < ENOUGH || effect.points_after < ENOUGH {
        return ClosureCode::CannotTell;
    }
    let (Some(change), Some(hoped), Some(interval), Some(mean_before)) = (
        effect.change,
        effect.expected.filter(|hoped| *hoped != 0.0),
        effect.difference,
        mean_before.filter(|mean| *mean != 0.0),
    ) else {
        // From nothing there are no shares, but a sure change for the worse is none that anybody hoped for.
        return match effect.difference {
            Some((low, high)) if (if lower_is_better { low > 0.0 } else { high < 0.0 }) => {
                ClosureCode::Unsuccessful
            }
            _ => ClosureCode::CannotTell,
        };
    };
    let done = change / hoped;
    let (worst, best) = as_parts(interval, hoped * mean_before);
    if worst <= 0.0 && best >= 0.0 {
        return if best < PART { ClosureCode::Unsuccessful } else { ClosureCode::CannotTell };
    }
    match worst > 0.0 {
        true if done >= 1.0 => ClosureCode::Successful,
        true if done >= PART => ClosureCode::Partly,
        _ => ClosureCode::Unsuccessful,
    }
}

/// The outcome, when guards of the action's cycle may have got worse than allowed.
pub fn with_damage(outcome: ClosureCode, damage: &[Name]) -> ClosureCode {
    match outcome {
        ClosureCode::Successful if !damage.is_empty() => ClosureCode::Partly,
        other => other,
    }
}

/// The interval of the difference as parts of the hoped-for difference, the worse end first.
fn as_parts((low, high): (f64, f64), hoped: f64) -> (f64, f64) {
    let (a, b) = (low / hoped, high / hoped);
    (a.min(b), a.max(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Interval;
    use crate::process::specimen::{day, name};
    use crate::process::{Figure, Series};

    fn effect(change: f64, hoped: f64, difference: (f64, f64), points: usize) -> Effect {
        let interval = Interval::new(day(0), day(1));
        let figure = Figure { value: None, good: None, total: None, count: 0, coverage: 1.0, interval };
        Effect {
            metric: name("m"),
            before: figure.clone(),
            after: figure,
            change: Some(change),
            expected: Some(hoped),
            points_before: points,
            points_after: points,
            difference: Some(difference),
            detectable: None,
            dependence: 0.0,
            by_weekday: false,
            missing: None,
            confounders: Vec::new(),
            series: Series::default(),
        }
    }

    #[test]
    fn the_table_row_by_row() {
        use ClosureCode::{CannotTell, Partly, Successful, Unsuccessful};
        // A mean of 100 before, and a hoped-for -20 %: a difference of -20.
        let rows = [
            (-0.25, (-30.0, -20.0), 6, Successful),
            (-0.25, (-30.0, -20.0), 5, CannotTell),
            (-0.12, (-14.0, -10.0), 9, Partly),
            (-0.05, (-9.0, -1.0), 9, Unsuccessful),
            (-0.02, (-9.0, 5.0), 9, Unsuccessful),
            (-0.15, (-32.0, 2.0), 9, CannotTell),
            (0.10, (5.0, 15.0), 9, Unsuccessful),
            (0.10, (-15.0, 35.0), 9, CannotTell),
        ];
        for (change, difference, points, code) in rows {
            let told = outcome(&effect(change, -0.2, difference, points), Some(100.0), true);
            assert_eq!(told, code, "{change} {difference:?} {points}");
        }
    }

    #[test]
    fn upwards_is_the_same_with_signs_turned() {
        let told = outcome(&effect(0.3, 0.2, (0.1, 0.2), 9), Some(0.5), false);
        assert_eq!(told, ClosureCode::Successful);
        assert_eq!(outcome(&effect(0.3, 0.0, (0.1, 0.2), 9), Some(0.5), false), ClosureCode::CannotTell);
        assert_eq!(outcome(&effect(0.3, 0.2, (0.1, 0.2), 9), None, false), ClosureCode::CannotTell);
    }

    #[test]
    fn from_nothing_only_the_worse_is_sure() {
        let from_nothing = |difference| Effect { change: None, ..effect(0.0, -0.5, difference, 9) };
        let told = |difference| outcome(&from_nothing(difference), Some(0.0), true);
        assert_eq!(told((4.6, 5.6)), ClosureCode::Unsuccessful);
        assert_eq!(told((-0.1, 5.6)), ClosureCode::CannotTell);
        assert_eq!(outcome(&from_nothing((4.6, 5.6)), Some(0.0), false), ClosureCode::CannotTell);
    }
}
