//! Error budgets: how much bad a target allows, and how much of that is used.

use crate::process::Figure;

use super::assessment::Budget;

/// The budget of a share of which at least `target` should be good, in what the share counts (observations, seconds
/// of agreed time, slices):
///
/// - allowed = (1 − target) × total
/// - spent = total − good
/// - remaining = 1 − spent ÷ allowed
/// - burn rate = (spent ÷ total) ÷ (1 − target)
///
/// After Beyer et al. 2018, "The Site Reliability Workbook", chapters 2 and 5. `None` where nothing was counted, and
/// where the target is 100 % and therefore allows nothing that could be used up.
pub fn budget(figure: &Figure, target: f64) -> Option<Budget> {
    let (good, total) = (figure.good?, figure.total?);
    let share_allowed = 1.0 - target;
    if total <= 0.0 || share_allowed <= 0.0 {
        return None;
    }
    let allowed = share_allowed * total;
    let spent = total - good;
    let budget = Budget {
        allowed,
        spent,
        remaining: 1.0 - spent / allowed,
        burn_rate: (spent / total) / share_allowed,
    };
    [budget.allowed, budget.spent, budget.remaining, budget.burn_rate]
        .iter()
        .all(|number| number.is_finite())
        .then_some(budget)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Interval;
    use crate::process::specimen::day;

    fn figure(good: f64, total: f64) -> Figure {
        let interval = Interval::new(day(0), day(28));
        Figure {
            value: Some(good / total),
            good: Some(good),
            total: Some(total),
            count: 1,
            coverage: 1.0,
            interval,
        }
    }

    #[test]
    fn the_example_of_the_design() {
        let budget = budget(&figure(5820.0, 7508.0), 0.95).expect("a budget");
        assert!((budget.allowed - 375.4).abs() < 1e-9, "{budget:?}");
        assert_eq!(budget.spent, 1688.0);
        assert!((budget.remaining - -3.496_537).abs() < 1e-6, "{budget:?}");
        assert!((budget.burn_rate - 4.496_537).abs() < 1e-6, "{budget:?}");
    }

    #[test]
    fn no_budget_where_nothing_may_be_bad() {
        assert_eq!(budget(&figure(10.0, 10.0), 1.0), None);
        assert_eq!(budget(&figure(0.0, 0.0), 0.95), None);
        assert_eq!(budget(&Figure { good: None, ..figure(1.0, 1.0) }, 0.95), None);
    }
}
