//! Needs of the business: that somebody has confirmed them, that they are in date, and that what is done about a service
//! is of a kind that its need admits.

use jiff::civil::Date;

use super::check::{Check, Needs, Subject};
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::action::ActionState;
use crate::model::agreement::AgreementKind;
use crate::model::need::Outcome;
use crate::model::{Action, Name, Need};
use crate::text::Place;

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[&UNCONFIRMED, &INADMISSIBLE, &OUT_OF_DATE, &AHEAD, &NO_NEED, &NO_REVIEW];

const SOURCE: &str = "ITIL continual improvement: what the business wants is asked first, and asked again.";

/// A service, and a metric of it.
const DESK: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: tickets}
spec: {service: desk, class: service, direction: lower, owner: \"@ops\", gap: {owner: \"@ops\"}}
";

/// A need that nobody has confirmed.
static UNCONFIRMED: Check = Check {
    rule: Rule {
        code: "D160",
        name: "unconfirmed-need",
        level: Level::Warning,
        what: "Nobody is named who confirmed a need, or no day on which they did.",
        why: "A need that IT has made up for itself makes promises that nobody asked for.",
        bad: "apiVersion: deming/v1\nkind: Need\nmetadata: {name: quick-help}\nspec: {service: desk, statement: Staff are helped within a day., outcome: unchanged, requires: []}\n",
        good: "apiVersion: deming/v1\nkind: Need\nmetadata: {name: quick-help}\nspec: {service: desk, statement: Staff are helped within a day., outcome: unchanged, requires: [], confirmedBy: \"@retail/lead\", confirmed: 2025-11-03}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: unconfirmed,
};

fn unconfirmed(subject: &Subject<'_>, findings: &mut Findings) {
    for need in subject.catalog.needs.values() {
        let (message, field) = match (&need.confirmed_by, need.confirmed) {
            (Some(_), Some(_)) => continue,
            (None, None) => ("nobody has confirmed this need", "confirmedBy"),
            (None, Some(_)) => ("the need is confirmed, and nobody says by whom", "confirmedBy"),
            (Some(_), None) => ("the need is confirmed, and nobody says when", "confirmed"),
        };
        let today = subject.today();
        let help = format!("ask the business, then add `confirmedBy: \"@who\"` and `confirmed: {today}`");
        findings.push(Finding::new(&UNCONFIRMED.rule, spec(need).child(field), message).help(help));
    }
}

/// An action of a kind that the need does not admit.
static INADMISSIBLE: Check = Check {
    rule: Rule {
        code: "D161",
        name: "inadmissible-kind-of-action",
        level: Level::Error,
        what: "An action changes what its need does not ask to change: an unchanged need admits support and efficiency, a changed one scope, functionality and agreement.",
        why: "While the business wants what was agreed, a weaker promise is no improvement; once it wants something else, working faster at the old thing is none either.",
        bad: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: promise-less}\nspec: {service: desk, kind: agreement, stage: strategy, state: proposed, owner: \"@ops\"}\n",
        good: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: answer-faster}\nspec: {service: desk, kind: efficiency, stage: operation, state: proposed, owner: \"@ops\"}\n",
        beside: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n---\napiVersion: deming/v1\nkind: Need\nmetadata: {name: quick-help}\nspec: {service: desk, statement: Staff are helped within a day., outcome: unchanged, requires: []}\n",
        source: "ITIL V3, Continual Service Improvement: a gap between need and service asks for another agreement, one between agreement and delivery for better delivery.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: inadmissible,
};

fn inadmissible(subject: &Subject<'_>, findings: &mut Findings) {
    let open = |action: &&Action| action.state != ActionState::Closed;
    for action in subject.catalog.actions.values().filter(open) {
        let needs = needs_of(subject, action);
        let Some(first) =
            needs.first().filter(|_| !needs.iter().any(|need| need.outcome.admits(action.kind)))
        else {
            continue;
        };
        let (is, admitted, otherwise) = match first.outcome {
            Outcome::Unchanged => ("unchanged", "`support` and `efficiency`", "changed"),
            Outcome::Changed => ("changed", "`scope`, `functionality` and `agreement`", "unchanged"),
        };
        let name = &first.meta.name;
        let message =
            format!("the need `{name}` is {is}, which admits no action of kind `{}`", action.kind.keyword());
        let help = format!(
            "admissible are {admitted}; if the business says otherwise, declare `outcome: {otherwise}` in the need"
        );
        let place = action.meta.place.child("spec").child("kind");
        let finding = Finding::new(&INADMISSIBLE.rule, place, message);
        findings.push(finding.label(spec(first).child("outcome"), "the need").help(help));
    }
}

/// The needs that an action is held to, by the metrics that it or its cycle is to move.
fn needs_of<'a>(subject: &Subject<'a>, action: &Action) -> Vec<&'a Need> {
    let cycle = action.cycle.as_ref().and_then(|name| subject.catalog.cycles.get(name));
    let expected = action.expect.as_ref().map(|expect| &expect.metric);
    let metrics: Vec<&Name> = expected.into_iter().chain(cycle.map(|cycle| &cycle.metric)).collect();
    subject.lookup.needs_at_stake(&action.service, &metrics)
}

/// A need that should have been asked after again.
static OUT_OF_DATE: Check = Check {
    rule: Rule {
        code: "D162",
        name: "need-out-of-date",
        level: Level::Warning,
        what: "The day is over by which a need was to be confirmed again.",
        why: "A promise may be kept for years after everybody has stopped wanting it.",
        bad: "apiVersion: deming/v1\nkind: Need\nmetadata: {name: quick-help}\nspec: {service: desk, statement: Staff are helped within a day., outcome: unchanged, requires: [], confirmedBy: \"@retail/lead\", confirmed: 2024-11-03, reviewBy: 2025-11-03}\n",
        good: "apiVersion: deming/v1\nkind: Need\nmetadata: {name: quick-help}\nspec: {service: desk, statement: Staff are helped within a day., outcome: unchanged, requires: [], confirmedBy: \"@retail/lead\", confirmed: 2025-11-03, reviewBy: 2026-11-03}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: out_of_date,
};

fn out_of_date(subject: &Subject<'_>, findings: &mut Findings) {
    let today = subject.today();
    for need in subject.catalog.needs.values() {
        let Some(review_by) = need.review_by.filter(|review_by| *review_by < today) else { continue };
        let late = days_between(review_by, today);
        let ago = if late == 1 { "1 day ago".into() } else { format!("{late} days ago") };
        let message = format!("the need was to be confirmed again by {review_by}, {ago}");
        let who = need.confirmed_by.as_ref().map_or("the business".into(), |owner| format!("`{owner}`"));
        let help = format!("ask {who}, then set `confirmed: {today}` and a later `reviewBy`");
        findings.push(Finding::new(&OUT_OF_DATE.rule, spec(need).child("reviewBy"), message).help(help));
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// A need confirmed on a day that has not come.
static AHEAD: Check = Check {
    rule: Rule {
        code: "D163",
        name: "need-confirmed-ahead",
        level: Level::Warning,
        what: "A need is confirmed on a day that lies in the future.",
        why: "Nobody has confirmed it then; a year was mistyped, or the day was written in hope.",
        bad: "apiVersion: deming/v1\nkind: Need\nmetadata: {name: quick-help}\nspec: {service: desk, statement: Staff are helped within a day., outcome: unchanged, requires: [], confirmedBy: \"@retail/lead\", confirmed: 2036-11-03}\n",
        good: "apiVersion: deming/v1\nkind: Need\nmetadata: {name: quick-help}\nspec: {service: desk, statement: Staff are helped within a day., outcome: unchanged, requires: [], confirmedBy: \"@retail/lead\", confirmed: 2025-11-03}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: ahead,
};

fn ahead(subject: &Subject<'_>, findings: &mut Findings) {
    let today = subject.today();
    for need in subject.catalog.needs.values() {
        let Some(confirmed) = need.confirmed.filter(|confirmed| *confirmed > today) else { continue };
        let message = format!("the need is confirmed on {confirmed}, and today is {today}");
        let help = "give the day on which it was confirmed";
        findings.push(Finding::new(&AHEAD.rule, spec(need).child("confirmed"), message).help(help));
    }
}

/// A promise to a customer that no need asks for.
static NO_NEED: Check = Check {
    rule: Rule {
        code: "D164",
        name: "promise-without-need",
        level: Level::Warning,
        what: "A service-level agreement is about a service of which no need is declared, and none of its objectives names one.",
        why: "A promise without a need behind it is a number that somebody liked. It can be kept, and help nobody.",
        bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, parties: {provider: \"@ops\", customer: \"@retail\"}, objectives: [{name: few, metric: tickets, op: lte, value: 9, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, parties: {provider: \"@ops\", customer: \"@retail\"}, objectives: [{name: few, metric: tickets, op: lte, value: 9, timeWindow: [{duration: 28d, isRolling: true}]}]}\n---\napiVersion: deming/v1\nkind: Need\nmetadata: {name: little-trouble}\nspec: {service: desk, statement: Staff have few reasons to call., outcome: unchanged, requires: [{metric: tickets, op: lte, value: 9}], confirmedBy: \"@retail/lead\", confirmed: 2025-11-03}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: no_need,
};

fn no_need(subject: &Subject<'_>, findings: &mut Findings) {
    let catalog = subject.catalog;
    for agreement in catalog.agreements.values().filter(|agreement| agreement.kind == AgreementKind::Sla) {
        let of_service = !subject.lookup.needs_of(&agreement.service).is_empty();
        let named = agreement.objectives.iter().any(|objective| objective.need.is_some());
        if of_service || named {
            continue;
        }
        let service = &agreement.service;
        let message = format!("`{service}` is promised to a customer, and no need of it is declared");
        let help = format!(
            "declare what the business needs: `kind: Need`, `spec: {{service: {service}, statement: …, outcome: unchanged}}`"
        );
        let place = agreement.meta.place.child("spec").child("service");
        findings.push(Finding::new(&NO_NEED.rule, place, message).help(help));
    }
}

/// A need that nobody will ask after again.
static NO_REVIEW: Check = Check {
    rule: Rule {
        code: "D165",
        name: "need-without-review",
        level: Level::Note,
        what: "No day is given by which a need is to be confirmed again.",
        why: "Needs change without telling anybody. A day in the calendar is cheaper than a wrong promise.",
        bad: "apiVersion: deming/v1\nkind: Need\nmetadata: {name: quick-help}\nspec: {service: desk, statement: Staff are helped within a day., outcome: unchanged, requires: [], confirmedBy: \"@retail/lead\", confirmed: 2025-11-03}\n",
        good: "apiVersion: deming/v1\nkind: Need\nmetadata: {name: quick-help}\nspec: {service: desk, statement: Staff are helped within a day., outcome: unchanged, requires: [], confirmedBy: \"@retail/lead\", confirmed: 2025-11-03, reviewBy: 2026-11-03}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: no_review,
};

fn no_review(subject: &Subject<'_>, findings: &mut Findings) {
    for need in subject.catalog.needs.values().filter(|need| need.review_by.is_none()) {
        let message = "nobody says when this need is asked after again";
        let help = "add `reviewBy:`, at most a year from when it was confirmed";
        findings.push(Finding::new(&NO_REVIEW.rule, spec(need).child("reviewBy"), message).help(help));
    }
}

fn spec(need: &Need) -> Place {
    need.meta.place.child("spec")
}
