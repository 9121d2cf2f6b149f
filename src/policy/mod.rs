//! What good practice asks of declarations: that the seven steps are answered, that owners are real, that needs are
//! in date, and that nobody promises what cannot be kept.
//!
//! One file an area. A rule is one value, a [`Check`]: its record (code, name, level, explanation, an example that
//! breaks it, the example mended) and the function that judges by it. `deming explain CODE` and the pages of rules
//! are made from the record, so neither can drift from what is checked.
//!
//! | file | asks |
//! |---|---|
//! | `agreements` | whether agreements promise what is needed, to whom, and on what |
//! | `attainability` | whether history has ever seen a target met, or missed |
//! | `baselines` | whether baselines follow from their data |
//! | `check` | what a check is, and what it may look at |
//! | [`code_owners`], [`people`] | whom the forge asks, who is known, who committed lately |
//! | [`exclusions`] | whether exclusions from agreed hours were declared before they began |
//! | `needs` | whether needs are confirmed and in date, and actions of a kind that they admit |
//! | `owners` | whether owners are known, asked, and still there |
//! | `services` | whether somebody still looks at a service |
//! | `support` | whether agreements below carry those above |
//! | `steps` | whether a cycle answers each of the seven steps |
//! | `overdue` | what was promised for a day that is over |
//! | `hygiene` | few figures that tell everything, and nothing kept that nobody uses |
//! | [`house`] | what an organisation makes of the rules |
//! | [`waivers`] | who lets what pass, and whether that holds |
//! | [`verdicts`] | nothing: it tells verdicts as findings where only findings are understood |

mod agreements;
mod attainability;
mod baselines;
mod check;
pub mod code_owners;
pub mod exclusions;
pub mod house;
mod hygiene;
mod needs;
mod overdue;
pub mod owners;
pub mod people;
mod services;
mod steps;
mod support;
pub mod verdicts;
pub mod waivers;

pub use check::{Check, Needs, Subject};

use crate::finding::{Finding, Findings, Rule};

/// Every check, by area.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    let areas = [
        steps::CHECKS,
        baselines::CHECKS,
        owners::CHECKS,
        needs::CHECKS,
        overdue::CHECKS,
        hygiene::CHECKS,
        services::CHECKS,
        agreements::CHECKS,
        support::CHECKS,
        attainability::CHECKS,
        exclusions::CHECKS,
    ];
    areas.into_iter().flatten().copied()
}

/// Every rule of this floor: those of checks, those about waivers and settings, and verdicts told as findings.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    checks().map(|check| &check.rule).chain(
        [exclusions::RULES, house::RULES, waivers::RULES, verdicts::RULES].into_iter().flatten().copied(),
    )
}

/// What a check finds.
pub fn judge(subject: &Subject<'_>, check: &Check) -> Findings {
    let mut findings = Findings::default();
    (check.judge)(subject, &mut findings);
    findings.into_iter().map(Finding::told_of_merge_key).collect()
}
