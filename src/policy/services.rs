//! Services: whether somebody still looks at them.

use super::check::{Check, Needs, Subject};
use crate::finding::{Finding, Findings, Level, Rule};

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[&OVERDUE_REVIEW];

static OVERDUE_REVIEW: Check = Check {
    rule: Rule {
        code: "D179",
        name: "overdue-service-review",
        level: Level::Warning,
        what: "The day has passed on which somebody wanted to look at a service again.",
        why: "A service that nobody looks at keeps an owner who has left, and costs money when nobody needs it.",
        bad: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\", review: {every: 1Y, next: 2025-06-30}}\n",
        good: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\", review: {every: 1Y, next: 2026-06-30}}\n",
        beside: "",
        source: "ITIL service catalogue management: entries are reviewed regularly.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: overdue_review,
};

fn overdue_review(subject: &Subject<'_>, findings: &mut Findings) {
    let today = subject.today();
    for service in subject.catalog.services.values() {
        let Some(next) = service.review.as_ref().and_then(|review| review.next).filter(|next| *next < today)
        else {
            continue;
        };
        let place = service.meta.place.child("spec").child("review").child("next");
        let message = format!("`{}` was to be reviewed by {next}", service.meta.name);
        let help =
            "look whether it is needed, and whose it is; then set `next` to the day of the next review";
        findings.push(Finding::new(&OVERDUE_REVIEW.rule, place, message).help(help));
    }
}
