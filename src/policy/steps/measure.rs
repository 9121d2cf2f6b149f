//! Vision and step 1, what should be measured: a cycle serves a goal, and its metric tells whether the goal is reached.

use super::SOURCE;
use super::examples::{cycle, desk, whole_cycle, whole_metric};
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::strategy::{Goal, GoalRef};
use crate::model::{Cycle, Name, Strategy};
use crate::policy::check::{Check, Needs, Subject};

/// A cycle that serves no goal.
pub static GOAL: Check = Check {
    rule: Rule {
        code: "D100",
        name: "goal-missing",
        level: Level::Error,
        what: "A cycle does not say which goal it serves.",
        why: "An improvement that serves no goal is work that nobody asked for, however well it succeeds.",
        bad: cycle!(
            "",
            "  baseline: {period: {from: 2036-01-01, to: 2036-03-31}}\n",
            "  decide: {by: \"@ops/head\", every: 1M, next: 2036-05-02}\n"
        ),
        good: whole_cycle!(),
        beside: concat!(desk!(), whole_metric!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: goal,
};

fn goal(subject: &Subject<'_>, findings: &mut Findings) {
    for cycle in subject.catalog.cycles.values().filter(|cycle| cycle.goal.is_none()) {
        let place = cycle.meta.place.child("spec").child("goal");
        let message = "step 1 (what should be measured): which goal the cycle serves is not stated";
        let help = match subject.catalog.goals_with(&cycle.metric).next() {
            Some(goal) => format!("add `goal: {goal}`, of which `{}` is a KPI", cycle.metric),
            None => match subject.catalog.goals().next() {
                Some((goal, _)) => format!("add `goal: {goal}`, or the one that is meant"),
                None => "declare the goal in a `Strategy`, and name it here: `goal: strategy/goal`".into(),
            },
        };
        findings.push(Finding::new(&GOAL.rule, place, message).help(help));
    }
}

/// A cycle about something that its goal does not ask for.
pub static KPI: Check = Check {
    rule: Rule {
        code: "D101",
        name: "metric-beside-goal",
        level: Level::Error,
        what: "The metric of a cycle is no KPI of the goal that the cycle serves.",
        why: "The cycle may reach its target without the goal coming any nearer.",
        bad: concat!(
            "apiVersion: deming/v1\nkind: Strategy\nmetadata: {name: it}\nspec:\n  vision: Nobody has to call.\n  owner: \"@ops/head\"\n",
            "  goals: [{name: quiet, statement: There is less to call about., csfs: [{name: few-tickets, kpis: []}]}]\n"
        ),
        good: concat!(
            "apiVersion: deming/v1\nkind: Strategy\nmetadata: {name: it}\nspec:\n  vision: Nobody has to call.\n  owner: \"@ops/head\"\n",
            "  goals: [{name: quiet, statement: There is less to call about., csfs: [{name: few-tickets, kpis: [tickets]}]}]\n"
        ),
        beside: concat!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n---\n",
            whole_metric!(),
            "---\n",
            whole_cycle!()
        ),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: kpi,
};

fn kpi(subject: &Subject<'_>, findings: &mut Findings) {
    for cycle in subject.catalog.cycles.values() {
        let Some((named, strategy, index, goal)) = goal_of(subject.catalog, cycle) else { continue };
        if is_kpi(goal, &cycle.metric) {
            continue;
        }
        let metric = &cycle.metric;
        let message = format!("step 1 (what should be measured): `{metric}` is no KPI of the goal `{named}`");
        let place = cycle.meta.place.child("spec").child("metric");
        let csfs = strategy.meta.place.child("spec").child("goals").index(index).child("csfs");
        let help = match (subject.catalog.goals_with(metric).next(), goal.csfs.first()) {
            (Some(other), _) => {
                format!("it is one of `{other}`; serve that goal, or add it to the KPIs of this one")
            }
            (None, Some(factor)) => {
                format!("add `{metric}` to `kpis` of a success factor of the goal, such as `{}`", factor.name)
            }
            (None, None) => {
                format!("give the goal a success factor: `csfs: [{{name: …, kpis: [{metric}]}}]`")
            }
        };
        findings
            .push(Finding::new(&KPI.rule, place, message).label(&csfs, "what the goal asks for").help(help));
    }
}

/// The goal that a cycle serves: how it is named, its strategy, and which of the goals there.
fn goal_of<'a>(
    catalog: &'a Catalog,
    cycle: &'a Cycle,
) -> Option<(&'a GoalRef, &'a Strategy, usize, &'a Goal)> {
    let named = cycle.goal.as_ref()?;
    let strategy = catalog.strategies.get(&named.strategy)?;
    let (index, goal) = strategy.goals.iter().enumerate().find(|(_, goal)| goal.name == named.goal)?;
    Some((named, strategy, index, goal))
}

fn is_kpi(goal: &Goal, metric: &Name) -> bool {
    goal.csfs.iter().any(|factor| factor.kpis.contains(metric))
}
