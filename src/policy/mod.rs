//! What good practice asks of declarations: that the seven steps are answered, that owners are real, that needs are
//! in date, and that nobody promises what cannot be kept.
//!
//! One file an area. A rule is one value, a [`Check`]: its record (code, name, level, explanation, an example that
//! breaks it, the example mended) and the function that judges by it. `deming explain CODE` and the pages of rules
//! are made from the record, so neither can drift from what is checked.
//!
//! | file | asks |
//! |---|---|
//! | `check` | what a check is, and what it may look at |
//! | `services` | whether somebody still looks at a service |
//! | `steps` | whether a cycle answers each of the seven steps |

mod check;
mod services;
mod steps;

pub use check::{Check, Needs, Subject};

use crate::finding::Findings;

/// Every check, by area.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    [services::CHECKS, steps::CHECKS].into_iter().flatten().copied()
}

/// What the checks that `wanted` accepts find.
pub fn judge(subject: &Subject<'_>, wanted: impl Fn(&Check) -> bool) -> Findings {
    let mut findings = Findings::default();
    for check in checks().filter(|check| wanted(check)) {
        (check.judge)(subject, &mut findings);
    }
    findings
}
