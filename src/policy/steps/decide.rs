//! Step 6, present and decide: who, how often, and when next. Step 7, implement: the stage of every action, and what it
//! is expected to do.

use jiff::ToSpan;
use jiff::civil::Date;

use super::SOURCE;
use super::examples::{cycle, desk, whole_cycle, whole_metric};
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::action::ActionState;
use crate::model::{Cycle, Owner};
use crate::policy::check::{Check, Needs, Subject};

/// Who decides.
pub static DECIDER: Check = Check {
    rule: Rule {
        code: "D111",
        name: "decision-maker-missing",
        level: Level::Error,
        what: "Nobody is named who decides about what a cycle finds.",
        why: "Figures that nobody has to answer change nothing; that is where most improvement ends.",
        bad: cycle!("  goal: it/quiet\n", "  baseline: {period: {from: 2036-01-01, to: 2036-03-31}}\n", ""),
        good: whole_cycle!(),
        beside: concat!(desk!(), whole_metric!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: decider,
};

fn decider(subject: &Subject<'_>, findings: &mut Findings) {
    for cycle in subject.catalog.cycles.values() {
        let place = cycle.meta.place.child("spec").child("decide");
        let message = "step 6 (present and decide): who decides is not stated";
        let by = most_likely_decider(subject.catalog, cycle);
        let help = match &cycle.decide {
            Some(decide) if decide.by.is_some() => continue,
            Some(_) => format!("add `by: \"{by}\"`, or who it is, to `decide`"),
            None => {
                let next = next_decision(cycle, subject.today());
                format!("add `decide: {{by: \"{by}\", every: 1M, next: {next}}}`, or who and when it is")
            }
        };
        findings.push(Finding::new(&DECIDER.rule, place.child("by"), message).help(help));
    }
}

/// The owner of the strategy that a cycle serves; else the cycle's own.
fn most_likely_decider<'a>(catalog: &'a Catalog, cycle: &'a Cycle) -> &'a Owner {
    let strategy = cycle.goal.as_ref().and_then(|goal| catalog.strategies.get(&goal.strategy));
    strategy.map_or(&cycle.owner, |strategy| &strategy.owner)
}

/// A month from today, or from the beginning of a cycle that is still to come; not after its end.
fn next_decision(cycle: &Cycle, today: Date) -> Date {
    let from = today.max(cycle.period.from);
    from.checked_add(1.month()).unwrap_or(from).min(cycle.period.to)
}

/// How often.
pub static RHYTHM: Check = Check {
    rule: Rule {
        code: "D113",
        name: "decision-rhythm-missing",
        level: Level::Error,
        what: "It is not said how often somebody decides about a cycle that is not over.",
        why: "Without a rhythm the figures are looked at when there is time, which is after the cycle.",
        bad: cycle!(
            "  goal: it/quiet\n",
            "  baseline: {period: {from: 2036-01-01, to: 2036-03-31}}\n",
            "  decide: {by: \"@ops/head\", next: 2036-05-02}\n"
        ),
        good: whole_cycle!(),
        beside: concat!(desk!(), whole_metric!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: rhythm,
};

fn rhythm(subject: &Subject<'_>, findings: &mut Findings) {
    for cycle in not_over(subject) {
        if cycle.decide.as_ref().is_some_and(|decide| decide.every.is_none()) {
            let place = cycle.meta.place.child("spec").child("decide").child("every");
            let message = "step 6 (present and decide): how often is not stated";
            findings.push(Finding::new(&RHYTHM.rule, place, message).help("add `every: 1M` to `decide`"));
        }
    }
}

/// When next.
pub static NEXT: Check = Check {
    rule: Rule {
        code: "D114",
        name: "decision-date-missing",
        level: Level::Error,
        what: "It is not said when somebody decides next about a cycle that is not over.",
        why: "A day in the calendar is kept; a good intention is not.",
        bad: cycle!(
            "  goal: it/quiet\n",
            "  baseline: {period: {from: 2036-01-01, to: 2036-03-31}}\n",
            "  decide: {by: \"@ops/head\", every: 1M}\n"
        ),
        good: whole_cycle!(),
        beside: concat!(desk!(), whole_metric!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: next,
};

fn next(subject: &Subject<'_>, findings: &mut Findings) {
    for cycle in not_over(subject) {
        if cycle.decide.as_ref().is_some_and(|decide| decide.next.is_none()) {
            let place = cycle.meta.place.child("spec").child("decide").child("next");
            let message = "step 6 (present and decide): when next is not stated";
            let help = format!("add `next: {}` to `decide`", next_decision(cycle, subject.today()));
            findings.push(Finding::new(&NEXT.rule, place, message).help(help));
        }
    }
}

/// The cycles that run or are to come. Over is over: nobody decides about them again.
fn not_over<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Cycle> {
    let today = subject.today();
    subject.catalog.cycles.values().filter(move |cycle| today <= cycle.period.to)
}

/// The stage of an action.
pub static STAGE: Check = Check {
    rule: Rule {
        code: "D115",
        name: "stage-missing",
        level: Level::Error,
        what: "An action does not say which stage of the service's life it touches.",
        why: "A change of design is decided, tested and paid for by others than a change of the daily work.",
        bad: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec:\n  cycle: fewer\n  service: desk\n  kind: support\n  state: accepted\n  owner: \"@ops\"\n  expect: {metric: tickets, change: -10%, by: 2036-06-30}\n",
        good: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec:\n  cycle: fewer\n  service: desk\n  kind: support\n  stage: operation\n  state: accepted\n  owner: \"@ops\"\n  expect: {metric: tickets, change: -10%, by: 2036-06-30}\n",
        beside: concat!(desk!(), whole_metric!(), "---\n", whole_cycle!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: stage,
};

fn stage(subject: &Subject<'_>, findings: &mut Findings) {
    for action in subject.catalog.actions.values().filter(|action| action.stage.is_none()) {
        let place = action.meta.place.child("spec").child("stage");
        let message = "step 7 (implement): the stage of the service's life is not stated";
        let help = "add `stage: operation`, or `strategy`, `design` or `transition`";
        findings.push(Finding::new(&STAGE.rule, place, message).help(help));
    }
}

/// What an action is expected to do.
pub static EXPECTATION: Check = Check {
    rule: Rule {
        code: "D116",
        name: "expectation-missing",
        level: Level::Warning,
        what: "An action of a cycle does not say what it is expected to do, to which metric, and by when.",
        why: "Without an expectation nobody can tell later whether the action worked.",
        bad: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec: {cycle: fewer, service: desk, kind: support, stage: operation, state: accepted, owner: \"@ops\"}\n",
        good: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec:\n  cycle: fewer\n  service: desk\n  kind: support\n  stage: operation\n  state: accepted\n  owner: \"@ops\"\n  expect: {metric: tickets, change: -10%, by: 2036-06-30}\n",
        beside: concat!(desk!(), whole_metric!(), "---\n", whole_cycle!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: expectation,
};

fn expectation(subject: &Subject<'_>, findings: &mut Findings) {
    for action in subject.catalog.actions.values() {
        let cycle = action.cycle.as_ref().and_then(|name| subject.catalog.cycles.get(name));
        let Some(cycle) = cycle.filter(|_| action.expect.is_none()) else { continue };
        // What is over was judged by people, and needs no forecast any more.
        if action.state == ActionState::Closed {
            continue;
        }
        let place = action.meta.place.child("spec").child("expect");
        let message = "step 7 (implement): what the action is expected to do is not stated";
        let help = format!(
            "add `expect: {{metric: {}, change: …, by: {}}}`, with the share that it contributes",
            cycle.metric, cycle.target.by
        );
        findings.push(Finding::new(&EXPECTATION.rule, place, message).help(help));
    }
}
