//! The lists of what changed: now held against then.

use std::collections::BTreeMap;

use super::{ActionChange, Earlier, EndedPeriod, PromiseChange, RefusalChange, SinceView, VerdictChange};
use crate::analyse::{CycleAssessment, ObjectiveAssessment, Verdict};
use crate::catalog::Catalog;
use crate::change::{Direction, Judgement, ObjectiveKey, Subject};
use crate::model::action::ActionState;
use crate::model::decision::DecisionOutcome;
use crate::model::{Action, Name, ObjectKind};
use crate::present::show;
use crate::present::view::{Inputs, objective, parts};

/// A view with its lists.
pub(super) fn filled(heads: SinceView, inputs: &Inputs, earlier: &Earlier<'_>) -> SinceView {
    let (worse, better, untold) = verdicts(inputs, earlier);
    let going = |direction| -> Vec<PromiseChange> {
        earlier.changes.going(direction).map(|judgement| promise(judgement, inputs, earlier)).collect()
    };
    let changed = going(Direction::Changed).into_iter().chain(new_promises(inputs, earlier)).collect();
    SinceView {
        worse,
        better,
        untold,
        ended: ended(inputs, earlier),
        actions: actions(inputs.catalog, earlier.catalog),
        weakened: going(Direction::Weakened),
        strengthened: going(Direction::Strengthened),
        changed,
        refusals: refusals(inputs.catalog, earlier.catalog),
        ..heads
    }
}

type Flips = (Vec<VerdictChange>, Vec<VerdictChange>, Vec<VerdictChange>);

/// What is worse, better, and no longer told. What was not known before and is now is worse or better than nothing.
fn verdicts(inputs: &Inputs, earlier: &Earlier<'_>) -> Flips {
    let mut flips: Vec<(Verdict, Verdict, VerdictChange)> = objectives(inputs, earlier);
    flips.extend(cycles(inputs, earlier));
    flips.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.2.id.cmp(&b.2.id)));
    let (mut worse, mut better, mut untold) = (Vec::new(), Vec::new(), Vec::new());
    for (before, after, change) in flips {
        match (before, after) {
            (_, Verdict::Unknown) => untold.push(change),
            (Verdict::Unknown, Verdict::Met) => better.push(change),
            (Verdict::Unknown, _) => worse.push(change),
            _ if after < before => worse.push(change),
            _ => better.push(change),
        }
    }
    (worse, better, untold)
}

fn objectives(inputs: &Inputs, earlier: &Earlier<'_>) -> Vec<(Verdict, Verdict, VerdictChange)> {
    let fates = earlier.changes.objectives.iter();
    let renamed: BTreeMap<&ObjectiveKey, &ObjectiveKey> =
        fates.filter_map(|fate| Some((&fate.base, fate.head.as_ref()?))).collect();
    let then = earlier.assessment.objectives.iter();
    let then: BTreeMap<(&Name, &Name, Option<&str>), &ObjectiveAssessment> = then
        .map(|one| {
            let (agreement, objective) = (one.id.agreement.clone(), one.id.objective.clone());
            let key = renamed.get(&ObjectiveKey { agreement, objective });
            let names =
                key.map_or((&one.id.agreement, &one.id.objective), |key| (&key.agreement, &key.objective));
            ((names.0, names.1, one.id.each.as_deref()), one)
        })
        .collect();
    let flips = inputs.assessment.objectives.iter().filter_map(|now| {
        let then = then.get(&(&now.id.agreement, &now.id.objective, now.id.each.as_deref()))?;
        (then.verdict != now.verdict).then(|| (then.verdict, now.verdict, flip(then, now, inputs, earlier)))
    });
    flips.collect()
}

fn flip(
    then: &ObjectiveAssessment,
    now: &ObjectiveAssessment,
    inputs: &Inputs,
    earlier: &Earlier<'_>,
) -> VerdictChange {
    let figure = |one: &ObjectiveAssessment, catalog: &Catalog| {
        show::value(&objective::unit(one, catalog), one.observed.value)
    };
    VerdictChange {
        page: "Agreement",
        of: now.id.agreement.to_string(),
        id: now.id.to_string(),
        service: now.service.to_string(),
        before: Some(then.verdict.keyword()),
        after: now.verdict.keyword(),
        figure_before: figure(then, earlier.catalog),
        figure_after: figure(now, inputs.catalog),
    }
}

fn cycles(inputs: &Inputs, earlier: &Earlier<'_>) -> Vec<(Verdict, Verdict, VerdictChange)> {
    let then: BTreeMap<&Name, &CycleAssessment> =
        earlier.assessment.cycles.iter().map(|cycle| (&cycle.cycle, cycle)).collect();
    let figure = |one: &CycleAssessment, catalog: &Catalog| {
        show::value(&parts::unit_of(catalog, &one.metric), one.observed.value)
    };
    let flips = inputs.assessment.cycles.iter().filter_map(|now| {
        let then = then.get(&now.cycle).filter(|then| then.verdict != now.verdict)?;
        let change = VerdictChange {
            page: "Cycle",
            of: now.cycle.to_string(),
            id: now.cycle.to_string(),
            service: now.service.to_string(),
            before: Some(then.verdict.keyword()),
            after: now.verdict.keyword(),
            figure_before: figure(then, earlier.catalog),
            figure_after: figure(now, inputs.catalog),
        };
        Some((then.verdict, now.verdict, change))
    });
    flips.collect()
}

/// Periods of the objectives' own windows that ended in between.
fn ended(inputs: &Inputs, earlier: &Earlier<'_>) -> Vec<EndedPeriod> {
    let mut ended = Vec::new();
    for one in &inputs.assessment.objectives {
        let unit = objective::unit(one, inputs.catalog);
        let zone = objective::zone(one, inputs.catalog);
        let between = one.closed.iter().take_while(|closed| closed.figure.interval.to > earlier.as_of);
        ended.extend(between.map(|closed| {
            let period = EndedPeriod {
                agreement: one.id.agreement.to_string(),
                id: one.id.to_string(),
                service: one.service.to_string(),
                period: show::interval(closed.figure.interval, zone),
                verdict: closed.verdict.keyword(),
                value: show::value(&unit, closed.figure.value),
            };
            (closed.verdict, period)
        }));
    }
    // Within a verdict they stay in the order of objectives, the latest period of each first.
    ended.sort_by_key(|(verdict, _)| *verdict);
    ended.into_iter().map(|(_, period)| period).collect()
}

fn actions(now: &Catalog, then: &Catalog) -> Vec<ActionChange> {
    let change = |action: &Action, exists: bool, what: String| ActionChange {
        id: action.meta.name.to_string(),
        title: action.title.clone().unwrap_or_else(|| action.meta.title().to_owned()),
        service: action.service.to_string(),
        exists,
        what,
    };
    let present = now.actions.values().filter_map(|action| match then.actions.get(&action.meta.name) {
        None => Some(change(action, true, format!("new, {}", state(action)))),
        Some(before) if before.state == action.state => None,
        Some(before) => Some(change(action, true, format!("{} → {}", before.state.keyword(), state(action)))),
    });
    let gone = then.actions.values().filter(|action| !now.actions.contains_key(&action.meta.name));
    present.chain(gone.map(|action| change(action, false, "removed".into()))).collect()
}

/// The state of an action; of one that is closed also how.
fn state(action: &Action) -> String {
    match &action.closure {
        Some(closure) if action.state == ActionState::Closed => {
            format!("closed ({})", closure.code.keyword())
        }
        _ => action.state.keyword().to_owned(),
    }
}

fn promise(judgement: &Judgement, inputs: &Inputs, earlier: &Earlier<'_>) -> PromiseChange {
    let shift = &judgement.shift;
    let note = judgement.approval.note.as_ref();
    let reason = note.map(|note| {
        let approved = note.approved_by.as_ref().map_or_else(String::new, |by| format!(" ({by})"));
        format!("{}{approved}", note.reason.trim())
    });
    let subject = match &shift.subject {
        Subject::Objective { agreement, objective } => format!("{agreement}/{objective}"),
        Subject::Object { kind, name } => format!("{} {name}", kind.keyword()),
        Subject::Settings => "deming.yaml".to_owned(),
    };
    PromiseChange {
        subject,
        what: shift.route.noun(),
        before: shift.before.clone(),
        after: shift.after.clone(),
        reason,
        services: services(judgement, inputs, earlier),
    }
}

/// The services that a promise is about: those of the objectives that rest on it, else that of its subject.
fn services(judgement: &Judgement, inputs: &Inputs, earlier: &Earlier<'_>) -> Vec<String> {
    let catalogs = [earlier.catalog, inputs.catalog];
    let agreement =
        |name: &Name| catalogs.iter().find_map(|catalog| Some(&catalog.agreements.get(name)?.service));
    let resting = judgement.shift.objectives.iter();
    let resting =
        resting.filter_map(|index| agreement(&earlier.changes.objectives.get(*index)?.base.agreement));
    let own = match &judgement.shift.subject {
        Subject::Objective { agreement: name, .. } => agreement(name),
        Subject::Object { kind, name } => {
            catalogs.iter().find_map(|catalog| service_of(catalog, *kind, name))
        }
        Subject::Settings => None,
    };
    let mut services: Vec<String> = resting.chain(own).map(ToString::to_string).collect();
    services.sort();
    services.dedup();
    services
}

fn service_of<'c>(catalog: &'c Catalog, kind: ObjectKind, name: &Name) -> Option<&'c Name> {
    match kind {
        ObjectKind::Service => catalog.services.get(name).map(|service| &service.meta.name),
        ObjectKind::Agreement => catalog.agreements.get(name).map(|agreement| &agreement.service),
        ObjectKind::Metric => catalog.metrics.get(name).map(|metric| &metric.service),
        ObjectKind::Cycle => catalog.cycles.get(name).map(|cycle| &cycle.service),
        ObjectKind::Action => catalog.actions.get(name).map(|action| &action.service),
        ObjectKind::Need => catalog.needs.get(name).map(|need| &need.service),
        _ => None,
    }
}

/// Objectives that nobody had promised.
fn new_promises(inputs: &Inputs, earlier: &Earlier<'_>) -> Vec<PromiseChange> {
    let known: std::collections::BTreeSet<(&Name, &Name)> = earlier
        .changes
        .objectives
        .iter()
        .filter_map(|fate| fate.head.as_ref())
        .map(|key| (&key.agreement, &key.objective))
        .collect();
    let new = inputs
        .catalog
        .objectives()
        .filter(|(agreement, objective)| !known.contains(&(&agreement.meta.name, &objective.name)));
    new.map(|(agreement, objective)| PromiseChange {
        subject: format!("{}/{}", agreement.meta.name, objective.name),
        what: "objective",
        before: show::NOTHING.into(),
        after: "new".into(),
        reason: None,
        services: vec![agreement.service.to_string()],
    })
    .collect()
}

fn refusals(now: &Catalog, then: &Catalog) -> Vec<RefusalChange> {
    let new = now.decisions.values().filter(|decision| {
        decision.outcome == DecisionOutcome::Declined && !then.decisions.contains_key(&decision.meta.name)
    });
    new.map(|decision| RefusalChange {
        id: decision.meta.name.to_string(),
        proposal: decision.proposal.to_string(),
        by: decision.by.to_string(),
        reason: decision.reason.clone(),
        until: decision.until.map(|day| day.to_string()),
    })
    .collect()
}
