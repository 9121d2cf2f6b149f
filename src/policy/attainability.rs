//! Targets held against history: those that nobody has ever reached, and those that nobody could miss.

use std::collections::BTreeMap;

use super::agreements::target_place;
use super::check::{Check, Needs, Subject};
use crate::analyse::{ClosedPeriod, Desired, ObjectiveAssessment, Verdict};
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::action::ActionState;
use crate::model::quantity::Dimension;
use crate::model::{Action, Cycle, Objective, Unit};
use crate::text::Place;

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[&OUT_OF_REACH, &TRIVIAL];

const SOURCE: &str = "Doran 1981: objectives are achievable; Google, Site Reliability Engineering: neither 100 % nor what is met anyway.";

/// How many closed periods it takes to call a target out of reach.
const ENOUGH_MISSED: usize = 6;

/// How many closed periods it takes to call a target trivial.
const ENOUGH_MET: usize = 12;

/// A service with a ticket or two each month.
const DESK: &str = "# file: data/tickets.csv
opened
2024-09-10
2024-10-10
2024-11-10
2024-12-10
2025-01-10
2025-02-10
2025-03-10
2025-04-10
2025-05-10
2025-06-10
2025-07-10
2025-08-10
2025-09-10
2025-10-10
2025-11-10
2025-12-10
2025-12-31
# file: improvement/desk.yaml
apiVersion: deming/v1
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
  gather: {by: \"@ops\", every: 1d, source: {file: {path: data/tickets.csv, time: {column: opened}, count: true}}}
  process: {interval: 1d}
";

const KEPT: &str = "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 2, timeWindow: [{duration: 28d, isRolling: true}]}]}\n";

/// A target that was never met.
static OUT_OF_REACH: Check = Check {
    rule: Rule {
        code: "D154",
        name: "target-out-of-reach",
        level: Level::Warning,
        what: "A target was missed in each of at least six closed periods, or asks for 100 % of something that has failed before. A note while a cycle runs that is to improve the metric, or an action is open that is.",
        why: "A promise that is always broken is not believed, and what comes of a miss is not done any more. It takes a cycle to get there, or a smaller promise.",
        bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: desk, objectives: [{name: few, metric: tickets, op: lt, value: 1, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        good: KEPT,
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Observations,
    judge: out_of_reach,
};

fn out_of_reach(subject: &Subject<'_>, findings: &mut Findings) {
    for (objective, assessed) in by_objective(subject) {
        let Some((of, why)) = assessed.iter().find_map(|assessed| Some((assessed, never(assessed)?))) else {
            continue;
        };
        let message = format!("`{}` is out of reach: {why}", of.id);
        let finding = Finding::new(&OUT_OF_REACH.rule, target_place(objective), message);
        findings.push(match improving(subject, objective) {
            Some((place, what)) => {
                finding.at_level(Level::Note).label(place, what).help("nothing, while that is under way")
            }
            None => finding.help("begin a cycle that leads there, or agree on what can be kept"),
        });
    }
}

/// What is under way to improve the metric of an objective: a cycle that runs today, or an open action that expects it
/// to move by a day that has not passed.
fn improving<'a>(subject: &Subject<'a>, objective: &Objective) -> Option<(&'a Place, &'static str)> {
    let (catalog, today) = (subject.catalog, subject.today());
    let runs = |cycle: &&Cycle| {
        cycle.metric == objective.metric && (cycle.period.from..=cycle.period.to).contains(&today)
    };
    let cycle =
        catalog.cycles.values().find(runs).map(|cycle| (&cycle.meta.place, "this cycle is to change that"));
    let is_open = |action: &&Action| {
        let expect = action.expect.as_ref();
        let in_time = expect.is_some_and(|expect| expect.metric == objective.metric && expect.by >= today);
        in_time && !matches!(action.state, ActionState::Closed | ActionState::OnHold)
    };
    let action = catalog.actions.values().find(is_open);
    cycle.or(action.map(|action| (&action.meta.place, "this action is to change that")))
}

/// Why a target cannot be met by anybody, as far as history tells.
fn never(assessed: &ObjectiveAssessment) -> Option<String> {
    let desired = assessed.desired?;
    let judged: Vec<&ClosedPeriod> = judged(assessed).collect();
    let missed = judged.iter().filter(|period| period.verdict == Verdict::Missed).count();
    if missed == judged.len() && missed >= ENOUGH_MISSED {
        return Some(format!("it was missed in all of {missed} closed periods"));
    }
    let asks_for_all = assessed.is_share && !desired.op.prefers_lower() && desired.value >= 1.0;
    let figures = judged.iter().map(|period| &period.figure).chain([&assessed.observed]);
    let worst = figures.filter_map(|figure| figure.value).min_by(f64::total_cmp)?;
    (asks_for_all && worst < 1.0).then(|| {
        let worst = Unit::ratio().show(worst);
        format!("100 % is missed with the first that is bad, and there was a period of {worst}")
    })
}

/// The closed periods of which the verdict is known.
fn judged(assessed: &ObjectiveAssessment) -> impl Iterator<Item = &ClosedPeriod> {
    assessed.closed.iter().filter(|period| period.verdict != Verdict::Unknown)
}

/// A target that was always met with room to spare.
static TRIVIAL: Check = Check {
    rule: Rule {
        code: "D155",
        name: "trivial-target",
        level: Level::Note,
        what: "A target was met in each of at least twelve closed periods, and more than half of its room was left every time.",
        why: "It tells nobody anything, and hides it when things get twice as bad.",
        bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 10, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        good: KEPT,
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Observations,
    judge: trivial,
};

fn trivial(subject: &Subject<'_>, findings: &mut Findings) {
    for (objective, assessed) in by_objective(subject) {
        let Some(metric) = subject.catalog.metrics.get(&objective.metric) else { continue };
        let is_part = |of: &ObjectiveAssessment| of.is_share || metric.unit.dimension() == Dimension::Ratio;
        let is_trivial = |of: &&ObjectiveAssessment| {
            let roomy = |desired: Desired| {
                judged(of).all(|period| {
                    let value = period.figure.value;
                    period.verdict == Verdict::Met
                        && value.is_some_and(|value| leaves_room(desired, value, is_part(of)))
                })
            };
            judged(of).count() >= ENOUGH_MET && of.desired.is_some_and(roomy)
        };
        let Some(first) = assessed.first().filter(|_| assessed.iter().all(is_trivial)) else { continue };
        let periods = assessed.iter().map(|of| judged(of).count()).min().unwrap_or_default();
        let name = format!("{}/{}", first.id.agreement, first.id.objective);
        let message = format!(
            "`{name}` was met in all of {periods} closed periods, with more than half of its room left each time"
        );
        let help = "agree on a target that says something, or take it out";
        findings.push(Finding::new(&TRIVIAL.rule, target_place(objective), message).help(help));
    }
}

/// Whether a figure leaves more than half of the room that its target gives: of a share, of what may be bad; else it is
/// less than half of what is allowed, or more than twice what is asked for.
fn leaves_room(desired: Desired, value: f64, is_part: bool) -> bool {
    match (desired.op.prefers_lower(), is_part) {
        (true, _) => value < desired.value / 2.0,
        (false, true) => 1.0 - value < (1.0 - desired.value) / 2.0,
        (false, false) => value > desired.value * 2.0,
    }
}

/// The objectives whose data were read, each with its assessments: one, or one for each value of a dimension.
fn by_objective<'a>(subject: &Subject<'a>) -> Vec<(&'a Objective, Vec<&'a ObjectiveAssessment>)> {
    let catalog = subject.catalog;
    let mut assessed: BTreeMap<_, Vec<&ObjectiveAssessment>> = BTreeMap::new();
    for one in subject.assessment.into_iter().flat_map(|assessment| &assessment.objectives) {
        assessed.entry((&one.id.agreement, &one.id.objective)).or_default().push(one);
    }
    let objectives = catalog.objectives();
    objectives
        .filter_map(|(agreement, objective)| {
            let of = assessed.remove(&(&agreement.meta.name, &objective.name))?;
            Some((objective, of))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agreement::Target;
    use crate::model::{Comparison, Literal};

    fn desired(op: Comparison, value: f64) -> Desired {
        Desired { op, value, target: Target::Threshold { op, value: Literal::Number(value) } }
    }

    #[test]
    fn room_is_counted_from_the_side_that_is_bad() {
        assert!(leaves_room(desired(Comparison::AtMost, 10.0), 4.9, false));
        assert!(!leaves_room(desired(Comparison::AtMost, 10.0), 5.0, false));
        assert!(leaves_room(desired(Comparison::AtLeast, 0.99), 0.996, true));
        assert!(!leaves_room(desired(Comparison::AtLeast, 0.99), 0.995, true));
        assert!(leaves_room(desired(Comparison::AtLeast, 4.0), 8.1, false));
        assert!(!leaves_room(desired(Comparison::AtLeast, 1.0), 1.0, true));
    }
}
