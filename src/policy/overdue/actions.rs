//! Actions that are late, that can be closed, and that outlive their cycle.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{BESIDE, SOURCE, days, is_over};
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::action::ActionState;
use crate::model::{Action, Cycle, Name};
use crate::policy::check::{Check, Needs, Subject};
use crate::text::Place;

/// An action that is late.
pub static ACTION: Check = Check {
    rule: Rule {
        code: "D170",
        name: "overdue-action",
        level: Level::Warning,
        what: "An action is past the day by which it was wanted, or was to have an effect, and is not carried out.",
        why: "A register whose dates pass unheard is a list of wishes.",
        bad: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec: {service: desk, kind: support, stage: operation, state: in-progress, owner: \"@ops\", requiredBy: 2025-11-30}\n",
        good: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec: {service: desk, kind: support, stage: operation, state: in-progress, owner: \"@ops\", requiredBy: 2026-01-01}\n",
        beside: BESIDE,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: action,
};

fn action(subject: &Subject<'_>, findings: &mut Findings) {
    let today = subject.today();
    for action in subject.catalog.actions.values() {
        let Some((day, place, wanted)) = late(action, today) else { continue };
        let (name, state) = (&action.meta.name, action.state.keyword());
        let message = format!("`{name}` {wanted} by {day}, {} ago, and is {state}", days(day, today));
        let help =
            "carry it out, agree on another day, or close it: `state: closed`, `closure: {code: withdrawn}`";
        findings.push(Finding::new(&ACTION.rule, place, message).help(help));
    }
}

/// The first of its days that is over, of an action that is not carried out.
fn late(action: &Action, today: Date) -> Option<(Date, Place, &'static str)> {
    if action.state >= ActionState::Implemented {
        return None;
    }
    let spec = action.meta.place.child("spec");
    let wanted = action.required_by.map(|day| (day, spec.child("requiredBy"), "was wanted"));
    let effect = action.expect.as_ref();
    let effect = effect.map(|expect| (expect.by, expect.place.child("by"), "was to have its effect"));
    wanted.into_iter().chain(effect).filter(|(day, _, _)| *day < today).min_by_key(|(day, _, _)| *day)
}

/// An effect that nobody has looked at.
pub static CLOSURE: Check = Check {
    rule: Rule {
        code: "D171",
        name: "closure-due",
        level: Level::Note,
        what: "An action was carried out, the day of its effect is over, and it is not closed.",
        why: "Whether an action worked is what the next one is chosen by.",
        bad: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec: {service: desk, kind: support, stage: operation, state: implemented, owner: \"@ops\", implementedOn: 2025-10-06, expect: {metric: tickets, change: -10%, by: 2025-12-31}}\n",
        good: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec: {service: desk, kind: support, stage: operation, state: closed, owner: \"@ops\", implementedOn: 2025-10-06, expect: {metric: tickets, change: -10%, by: 2025-12-31}, closure: {code: unsuccessful}}\n",
        beside: BESIDE,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: closure,
};

fn closure(subject: &Subject<'_>, findings: &mut Findings) {
    let today = subject.today();
    for action in subject.catalog.actions.values().filter(|action| awaits_closure(action, today)) {
        let Some(expect) = &action.expect else { continue };
        let message =
            format!("the effect of `{}` was expected by {}; it can be closed", action.meta.name, expect.by);
        let help = "`deming propose` writes down what the data say, as a proposal; or do it by hand: `closure`, with `state: closed`";
        findings.push(Finding::new(&CLOSURE.rule, expect.place.child("by"), message).help(help));
    }
}

fn awaits_closure(action: &Action, today: Date) -> bool {
    action.state == ActionState::Implemented
        && action.closure.is_none()
        && action.expect.as_ref().is_some_and(|expect| expect.by < today)
}

/// A cycle that is over and leaves work behind.
pub static CYCLE: Check = Check {
    rule: Rule {
        code: "D174",
        name: "unfinished-cycle",
        level: Level::Warning,
        what: "A cycle is over, and actions of it are still open. A note where no action was ever taken in it.",
        why: "Work without a cycle has no baseline and no target, so nobody will know what it was good for.",
        bad: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec: {cycle: fewer, service: desk, kind: support, stage: operation, state: on-hold, owner: \"@ops\"}\n",
        good: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: articles}\nspec: {cycle: fewer, service: desk, kind: support, stage: operation, state: closed, owner: \"@ops\", closure: {code: withdrawn}}\n",
        beside: BESIDE,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: cycle,
};

fn cycle(subject: &Subject<'_>, findings: &mut Findings) {
    let today = subject.today();
    let mut register: BTreeMap<&Name, Vec<&Action>> = BTreeMap::new();
    for action in subject.catalog.actions.values() {
        if let Some(cycle) = &action.cycle {
            register.entry(cycle).or_default().push(action);
        }
    }
    for cycle in subject.catalog.cycles.values().filter(|cycle| is_over(cycle, today)) {
        let actions = register.get(&cycle.meta.name).map(Vec::as_slice).unwrap_or_default();
        findings.extend(if actions.is_empty() {
            Some(idle(cycle))
        } else {
            unfinished(cycle, actions, today)
        });
    }
}

fn idle(cycle: &Cycle) -> Finding {
    let message =
        format!("`{}` ended on {}, and no action was taken in it", cycle.meta.name, cycle.period.to);
    let help = "what brought the figures where they are is worth an entry in the register (`kind: Action`)";
    Finding::new(&CYCLE.rule, end(cycle), message).at_level(Level::Note).help(help)
}

/// The actions that a cycle leaves open. Those that are late by a day of their own are told one by one.
fn unfinished(cycle: &Cycle, actions: &[&Action], today: Date) -> Option<Finding> {
    let is_open =
        |action: &&&Action| action.state < ActionState::Implemented && late(action, today).is_none();
    let open: Vec<&&Action> = actions.iter().filter(is_open).collect();
    let first = open.first()?;
    let others = match open.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (name, action) = (&cycle.meta.name, &first.meta.name);
    let message = format!("`{name}` ended on {} and leaves open `{action}`{others}", cycle.period.to);
    let finding = Finding::new(&CYCLE.rule, end(cycle), message)
        .label(first.meta.place.child("spec").child("state"), "it is open here");
    Some(finding.help("close it, or move it to the cycle that goes on with it"))
}

fn end(cycle: &Cycle) -> Place {
    cycle.meta.place.child("spec").child("period").child("to")
}
