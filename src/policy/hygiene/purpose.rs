//! Goals, services and needs that nothing measures or promises.

use std::collections::BTreeSet;

use super::{DESK, measured};
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::Name;
use crate::model::need::Requirement;
use crate::policy::check::{Check, Needs, Subject};

/// A goal of which nobody can tell whether it is reached.
pub static GOAL: Check = Check {
    rule: Rule {
        code: "D186",
        name: "unmeasured-goal",
        level: Level::Warning,
        what: "A goal has no KPI, and no cycle serves it.",
        why: "Nobody will ever know whether it is reached.",
        bad: concat!(
            measured!("waiting", "service"),
            "---\napiVersion: deming/v1\nkind: Strategy\nmetadata: {name: it}\nspec:\n  vision: Nobody waits.\n  owner: \"@ops\"\n  goals: [{name: quick, statement: Work is quick.}]\n"
        ),
        good: concat!(
            measured!("waiting", "service"),
            "---\napiVersion: deming/v1\nkind: Strategy\nmetadata: {name: it}\nspec:\n  vision: Nobody waits.\n  owner: \"@ops\"\n  goals: [{name: quick, statement: Work is quick., csfs: [{name: few-queues, kpis: [waiting]}]}]\n"
        ),
        beside: DESK,
        source: "ITIL, Continual Service Improvement: from vision to goals, critical success factors and KPIs.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: goal,
};

fn goal(subject: &Subject<'_>, findings: &mut Findings) {
    for strategy in subject.catalog.strategies.values() {
        let served = |goal: &Name| {
            let mut goals = subject.catalog.cycles.values().filter_map(|cycle| cycle.goal.as_ref());
            goals.any(|named| named.strategy == strategy.meta.name && named.goal == *goal)
        };
        let goals = strategy.meta.place.child("spec").child("goals");
        for (index, goal) in strategy.goals.iter().enumerate() {
            let has_kpi = goal.csfs.iter().any(|factor| !factor.kpis.is_empty());
            if has_kpi || served(&goal.name) {
                continue;
            }
            let message = format!("nothing tells whether the goal `{}` is reached", goal.name);
            let help =
                "name what must go right for it, and the metrics that tell: `csfs: [{name: …, kpis: […]}]`";
            let place = goals.index(index).child("name");
            findings.push(Finding::new(&GOAL.rule, place, message).help(help));
        }
    }
}

/// A service that nobody looks at.
pub static SERVICE: Check = Check {
    rule: Rule {
        code: "D187",
        name: "unmeasured-service",
        level: Level::Note,
        what: "A service has no metric.",
        why: "What is not measured can be changed, and not improved.",
        bad: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
        good: concat!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n---\n",
            measured!("waiting", "service")
        ),
        beside: "",
        source: "ITIL's seven-step improvement process, step 1: define what should be measured.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: service,
};

fn service(subject: &Subject<'_>, findings: &mut Findings) {
    let measured: BTreeSet<&Name> = subject.catalog.metrics.values().map(|metric| &metric.service).collect();
    for (name, service) in subject.catalog.services.iter().filter(|(name, _)| !measured.contains(name)) {
        let message = format!("no metric tells how `{name}` does");
        let help =
            "declare what should be measured of it (`kind: Metric`), be it that nobody can yet (`gap`)";
        let place = service.meta.place.child("metadata").child("name");
        findings.push(Finding::new(&SERVICE.rule, place, message).help(help));
    }
}

/// A need that nobody promises to meet.
pub static NEED: Check = Check {
    rule: Rule {
        code: "D188",
        name: "unpromised-need",
        level: Level::Warning,
        what: "No agreement promises what a need of the business requires. A note where the need gives no number.",
        why: "What nobody promised, nobody misses when it is not kept, except the business.",
        bad: concat!(
            measured!("waiting", "service"),
            "---\napiVersion: deming/v1\nkind: Need\nmetadata: {name: back-at-work}\nspec: {service: desk, statement: Nobody waits for long., requires: [{metric: waiting, op: lte, value: 5}]}\n"
        ),
        good: concat!(
            measured!("waiting", "service"),
            "---\napiVersion: deming/v1\nkind: Need\nmetadata: {name: back-at-work}\nspec: {service: desk, statement: Nobody waits for long., requires: [{metric: waiting, op: lte, value: 5}]}\n",
            "---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: short, metric: waiting, op: lte, value: 5, need: back-at-work}]}\n"
        ),
        beside: DESK,
        source: "ITIL, Service Level Management: agreements follow from what the business needs.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: need,
};

fn need(subject: &Subject<'_>, findings: &mut Findings) {
    let promises = || subject.catalog.objectives().map(|(_, objective)| objective);
    // An objective that names the need is compared with it in the report, whatever it promises.
    let named: BTreeSet<&Name> = promises().filter_map(|objective| objective.need.as_ref()).collect();
    let promised: BTreeSet<&Name> = promises().map(|objective| &objective.metric).collect();
    for need in subject.catalog.needs.values().filter(|need| !named.contains(&need.meta.name)) {
        let name = &need.meta.name;
        if need.requires.is_empty() {
            let message = format!("no agreement promises anything for the need `{name}`");
            let help = format!("give an objective `need: {name}`, or say what it requires in numbers");
            let place = need.meta.place.child("metadata").child("name");
            findings.push(Finding::new(&NEED.rule, place, message).at_level(Level::Note).help(help));
        }
        let open = need.requires.iter().filter(|required| !promised.contains(&required.metric));
        findings.extend(open.map(|required| unpromised(name, required)));
    }
}

/// A number that a need requires, and about whose metric nobody promises anything.
fn unpromised(name: &Name, required: &Requirement) -> Finding {
    let metric = &required.metric;
    let message = format!("the need `{name}` requires something of `{metric}` that no agreement promises");
    let help = format!("promise it in an agreement: an objective on `{metric}` with `need: {name}`");
    Finding::new(&NEED.rule, required.place.child("metric"), message).help(help)
}
