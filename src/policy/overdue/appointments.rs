//! Decisions and reviews that were due, and refusals that have run out.

use jiff::civil::Date;

use super::{BESIDE, SOURCE, days, is_over};
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::Duration;
use crate::model::decision::DecisionOutcome;
use crate::policy::check::{Check, Needs, Subject};

/// A decision that was not made, or not written down.
pub static DECISION: Check = Check {
    rule: Rule {
        code: "D172",
        name: "overdue-decision",
        level: Level::Warning,
        what: "The day of the next decision about a running cycle is over.",
        why: "Either nobody decided, or nobody said when they will again; the cycle runs on by itself.",
        bad: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: quicker}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2025-10-01, to: 2026-03-31}\n  target: {change: -10%}\n  decide: {by: \"@ops/head\", every: 1M, next: 2025-12-31}\n",
        good: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: quicker}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2025-10-01, to: 2026-03-31}\n  target: {change: -10%}\n  decide: {by: \"@ops/head\", every: 1M, next: 2026-01-01}\n",
        beside: BESIDE,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: decision,
};

fn decision(subject: &Subject<'_>, findings: &mut Findings) {
    let today = subject.today();
    for cycle in subject.catalog.cycles.values().filter(|cycle| !is_over(cycle, today)) {
        let Some(decide) = &cycle.decide else { continue };
        let Some(day) = decide.next.filter(|day| *day < today) else { continue };
        let who = decide.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        let message = format!(
            "the decision{who} about `{}` was due on {day}, {} ago",
            cycle.meta.name,
            days(day, today)
        );
        let place = cycle.meta.place.child("spec").child("decide").child("next");
        findings.push(Finding::new(&DECISION.rule, place, message).help(next_round(
            day,
            decide.every,
            today,
        )));
    }
}

/// An agreement that nobody has looked at.
pub static REVIEW: Check = Check {
    rule: Rule {
        code: "D173",
        name: "overdue-review",
        level: Level::Warning,
        what: "The day on which an agreement was to be reviewed is over.",
        why: "An agreement that is not reviewed promises what was wanted once.",
        bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, review: {every: 3M, next: 2025-12-31}, objectives: [{name: few, metric: tickets, op: lte, value: 90}]}\n",
        good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, review: {every: 3M, next: 2026-01-01}, objectives: [{name: few, metric: tickets, op: lte, value: 90}]}\n",
        beside: BESIDE,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: review,
};

fn review(subject: &Subject<'_>, findings: &mut Findings) {
    let today = subject.today();
    for agreement in subject.catalog.agreements.values() {
        let Some(review) = &agreement.review else { continue };
        let Some(day) = review.next.filter(|day| *day < today) else { continue };
        let message =
            format!("the review of `{}` was due on {day}, {} ago", agreement.meta.name, days(day, today));
        let place = agreement.meta.place.child("spec").child("review").child("next");
        findings.push(Finding::new(&REVIEW.rule, place, message).help(next_round(day, review.every, today)));
    }
}

/// A refusal that has run out.
pub static REFUSAL: Check = Check {
    rule: Rule {
        code: "D175",
        name: "expired-decision",
        level: Level::Note,
        what: "The last day of a refusal is over, so its proposal may be made again.",
        why: "The file still looks as if it refused something.",
        bad: "apiVersion: deming/v1\nkind: Decision\nmetadata: {name: not-now}\nspec: {proposal: P-7f3a91c2, outcome: declined, by: \"@ops\", reason: budget, until: 2025-12-31}\n",
        good: "apiVersion: deming/v1\nkind: Decision\nmetadata: {name: not-now}\nspec: {proposal: P-7f3a91c2, outcome: declined, by: \"@ops\", reason: budget, until: 2026-01-01}\n",
        beside: "",
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: refusal,
};

fn refusal(subject: &Subject<'_>, findings: &mut Findings) {
    let today = subject.today();
    let refusals = subject.catalog.decisions.values().filter(|d| d.outcome == DecisionOutcome::Declined);
    for decision in refusals {
        let Some(until) = decision.until.filter(|until| *until < today) else { continue };
        let message = format!("{} was refused until {until}; it may be proposed again", decision.proposal);
        let place = decision.meta.place.child("spec").child("until");
        let help = "take the file out, or refuse it again until a later day";
        findings.push(Finding::new(&REFUSAL.rule, place, message).help(help));
    }
}

/// What to write when it has been done: the next day of the rhythm that is not over.
fn next_round(last: Date, every: Option<Duration>, today: Date) -> String {
    match every.and_then(|every| every.next_day(last, today)) {
        Some(next) => format!("see to it, then go on with `next: {next}`"),
        None => "see to it, then say when next".into(),
    }
}
