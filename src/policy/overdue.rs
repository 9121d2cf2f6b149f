//! What was promised for a day that is over.
//!
//! A day is over when the next one has begun in the zone of the settings; on the day itself nothing is late.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::check::{Check, Needs, Subject};
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::action::ActionState;
use crate::model::decision::DecisionOutcome;
use crate::model::{Action, Cycle, Duration};
use crate::text::Place;

/// Where these rules come from.
const SOURCE: &str =
    "ITIL's CSI register and seven-step process: what is begun has an end, and somebody looks at it.";

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[&ACTION, &CLOSURE, &DECISION, &REVIEW, &CYCLE, &REFUSAL];

/// A service, a metric, and a cycle about it that was over at the end of 2025.
const BESIDE: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: tickets}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
  gather: {source: {file: {path: tickets.csv, time: {column: opened}, count: true}}}
---
apiVersion: deming/v1
kind: Cycle
metadata: {name: fewer}
spec:
  service: desk
  metric: tickets
  owner: \"@ops\"
  period: {from: 2025-10-01, to: 2025-12-31}
  target: {change: -10%}
";

/// An action that is late.
static ACTION: Check = Check {
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
static CLOSURE: Check = Check {
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
        let help =
            "`deming diff` tells whether it worked: write that down as `closure`, with `state: closed`";
        findings.push(Finding::new(&CLOSURE.rule, expect.place.child("by"), message).help(help));
    }
}

fn awaits_closure(action: &Action, today: Date) -> bool {
    action.state == ActionState::Implemented
        && action.closure.is_none()
        && action.expect.as_ref().is_some_and(|expect| expect.by < today)
}

/// A decision that was not made, or not written down.
static DECISION: Check = Check {
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

fn is_over(cycle: &Cycle, today: Date) -> bool {
    cycle.period.to < today
}

/// An agreement that nobody has looked at.
static REVIEW: Check = Check {
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

/// A cycle that is over and leaves work behind.
static CYCLE: Check = Check {
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
    for cycle in subject.catalog.cycles.values().filter(|cycle| is_over(cycle, today)) {
        let name = &cycle.meta.name;
        let actions =
            || subject.catalog.actions.values().filter(|action| action.cycle.as_ref() == Some(name));
        let place = cycle.meta.place.child("spec").child("period").child("to");
        if actions().next().is_none() {
            let message = format!("`{name}` ended on {}, and no action was taken in it", cycle.period.to);
            let help =
                "what brought the figures where they are is worth an entry in the register (`kind: Action`)";
            findings.push(Finding::new(&CYCLE.rule, place, message).at_level(Level::Note).help(help));
            continue;
        }
        // Those that are late by a day of their own are told one by one.
        let open = actions().filter(|a| a.state < ActionState::Implemented && late(a, today).is_none());
        let open: Vec<&Action> = open.collect();
        if let Some(first) = open.first() {
            let names: Vec<String> = open.iter().map(|action| format!("`{}`", action.meta.name)).collect();
            let message =
                format!("`{name}` ended on {} and leaves open: {}", cycle.period.to, names.join(", "));
            let finding = Finding::new(&CYCLE.rule, place, message)
                .label(first.meta.place.child("spec").child("state"), "it is open here");
            findings.push(finding.help("close them, or move them to the cycle that goes on with them"));
        }
    }
}

/// A refusal that has run out.
static REFUSAL: Check = Check {
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

/// How long ago a day was, in words.
fn days(day: Date, today: Date) -> String {
    match day.until(today).map_or(0, |span| span.get_days()) {
        1 => "1 day".into(),
        days => format!("{days} days"),
    }
}

/// What to write when it has been done: the next day of the rhythm that is not over.
fn next_round(last: Date, every: Option<Duration>, today: Date) -> String {
    match every.and_then(|every| following(last, every, today)) {
        Some(next) => format!("see to it, then go on with `next: {next}`"),
        None => "see to it, then say when next".into(),
    }
}

/// How many rounds may have been left out before no day is suggested.
const ROUNDS: i64 = 1_000;

fn following(last: Date, every: Duration, today: Date) -> Option<Date> {
    let start = last.to_zoned_datetime(TimeZone::UTC).ok()?;
    (1..=ROUNDS).find_map(|times| every.shift(&start, times).map(|at| at.date()).filter(|day| *day > today))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_next_round_is_the_first_that_is_not_over() {
        let month: Duration = "1M".parse().expect("a duration");
        let next = |last, today| following(last, month, today);
        assert_eq!(next(date(2026, 1, 31), date(2026, 2, 1)), Some(date(2026, 2, 28)));
        assert_eq!(next(date(2026, 1, 12), date(2026, 6, 30)), Some(date(2026, 7, 12)));
        // Today is taken by what is late.
        assert_eq!(next(date(2026, 1, 12), date(2026, 2, 12)), Some(date(2026, 3, 12)));
        let minute: Duration = "1m".parse().expect("a duration");
        assert_eq!(following(date(2020, 1, 1), minute, date(2026, 1, 1)), None, "no day for such a rhythm");
    }

    #[test]
    fn days_are_counted_in_words() {
        assert_eq!(days(date(2025, 12, 31), date(2026, 1, 1)), "1 day");
        assert_eq!(days(date(2025, 12, 1), date(2026, 1, 1)), "31 days");
    }
}
