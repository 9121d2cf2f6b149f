//! Targets, changes and dimensions that do not fit what a metric measures, and baselines that do not precede.

use super::index::Index;
use super::rules;
use crate::finding::Finding;
use crate::model::agreement::Target;
use crate::model::cycle::Aim;
use crate::model::quantity::{Dimension, UnitMismatch};
use crate::model::report::{Report, TestMeasure};
use crate::model::source::{GitMeasure, Measure, Source};
use crate::model::{Action, Agreement, Cycle, Literal, Metric, Need, Object, Objective};
use crate::text::{Place, nearest};

/// What does not fit in an object. References that lead nowhere are told elsewhere.
pub fn misfits(object: &Object, index: &Index<'_>) -> Vec<Finding> {
    match object {
        Object::Need(need) => of_need(need, index),
        Object::Metric(metric) => of_metric(metric).into_iter().collect(),
        Object::Agreement(agreement) => of_agreement(agreement, index),
        Object::Cycle(cycle) => of_cycle(cycle, index),
        Object::Action(action) => of_action(action, index).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn of_need(need: &Need, index: &Index<'_>) -> Vec<Finding> {
    let judged = need.requires.iter().filter_map(|required| {
        let metric = index.metric(required.metric.as_str())?;
        literal(required.value, metric, &required.place.child("value"))
    });
    judged.collect()
}

fn of_agreement(agreement: &Agreement, index: &Index<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for objective in &agreement.objectives {
        if let Some(metric) = index.metric(objective.metric.as_str()) {
            findings.extend(target(objective, metric));
            findings.extend(dimension(objective, metric));
        }
    }
    findings
}

fn target(objective: &Objective, metric: &Metric) -> Option<Finding> {
    match objective.target {
        Target::Threshold { value, .. } | Target::Share { value, .. } => {
            literal(value, metric, &objective.place.child("value"))
        }
        Target::Ratio { .. } if metric.unit.dimension() != Dimension::Ratio => {
            let message = format!("`target` asks for a share, and metric `{}` is none", metric.meta.name);
            let help =
                "give `op` and `value`; with `target` too, that share of observations must be on this side";
            let finding = Finding::new(&rules::NO_SHARE, objective.place.child("target"), message);
            Some(finding.label(unit_of(metric), measured_in(metric)).help(help))
        }
        Target::Ratio { .. } => None,
    }
}

fn dimension(objective: &Objective, metric: &Metric) -> Option<Finding> {
    let each = objective.each.as_ref()?;
    let kept = &metric.process.by;
    if kept.contains(each) {
        return None;
    }
    let place = objective.place.child("each");
    let by = metric.meta.place.child("spec").child("process").child("by");
    let message = format!("metric `{}` keeps no column `{each}`", metric.meta.name);
    let help = match nearest(each, kept.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("add `{each}` to `process.by` of the metric"),
    };
    Some(
        Finding::new(&rules::UNKNOWN_DIMENSION, place, message).label(&by, "the columns it keeps").help(help),
    )
}

fn of_cycle(cycle: &Cycle, index: &Index<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = overlap(cycle).into_iter().collect();
    if let Some(metric) = index.metric(cycle.metric.as_str()) {
        findings.extend(aim(cycle.target.aim, metric, &cycle.target.place));
        let frozen = cycle.baseline.as_ref().and_then(|baseline| Some((baseline, baseline.value?)));
        findings.extend(
            frozen.and_then(|(baseline, value)| literal(value, metric, &baseline.place.child("value"))),
        );
    }
    for guard in &cycle.guards {
        let metric = index.metric(guard.metric.as_str());
        findings.extend(metric.and_then(|metric| aim(Aim::Change(guard.change), metric, &guard.place)));
    }
    findings
}

fn overlap(cycle: &Cycle) -> Option<Finding> {
    let baseline = cycle.baseline.as_ref()?;
    if baseline.period.to < cycle.period.from {
        return None;
    }
    let (ends, begins) = (baseline.period.to, cycle.period.from);
    let message = format!("the baseline ends on {ends}, and the cycle begins on {begins}");
    let began = cycle.meta.place.child("spec").child("period").child("from");
    let finding = Finding::new(&rules::BASELINE_OVERLAP, baseline.place.child("period").child("to"), message);
    Some(finding.label(&began, "the cycle begins here").help("a baseline ends before anything is improved"))
}

fn of_action(action: &Action, index: &Index<'_>) -> Option<Finding> {
    let expect = action.expect.as_ref()?;
    aim(expect.aim, index.metric(expect.metric.as_str())?, &expect.place)
}

/// Units that cannot hold what the source measures.
fn of_metric(metric: &Metric) -> Option<Finding> {
    let gather = metric.gather.as_ref()?;
    let (what, needed) = match &gather.source {
        Source::File(file) => match file.measure {
            Measure::Elapsed { .. } => ("the time between two columns", Dimension::Time),
            Measure::Ratio(_) | Measure::Down { .. } => ("a share", Dimension::Ratio),
            Measure::Value { .. } | Measure::Count => return None,
        },
        Source::Git(git) => match git.measure {
            GitMeasure::LeadTime | GitMeasure::ReleaseInterval => ("a length of time", Dimension::Time),
            GitMeasure::ChangeFailure => ("a share", Dimension::Ratio),
            GitMeasure::Deployments => return None,
        },
        Source::Ratio(_) => ("a share", Dimension::Ratio),
        Source::Report(source) => match &source.report {
            Report::JUnit(test) if test.measure == TestMeasure::Duration => {
                ("a length of time", Dimension::Time)
            }
            report if report.is_share() => ("a share", Dimension::Ratio),
            _ => return None,
        },
        Source::Remote(remote) if remote.is_share() => ("a share", Dimension::Ratio),
        Source::Remote(_) | Source::Foreign(_) => return None,
    };
    if metric.unit.dimension() == needed {
        return None;
    }
    let message = format!("the source measures {what}, which `{}` cannot count", metric.unit.symbol());
    let help = match needed {
        Dimension::Time => "units of time are `ms`, `s`, `m`, `min`, `h`, `d` and `w`",
        _ => "units of shares are `ratio` and `%`",
    };
    let finding = Finding::new(&rules::WRONG_UNIT, unit_of(metric), message);
    Some(finding.label(gather.place.child("source"), "what is measured").help(help))
}

/// The value or change of the mapping at `place`, if it does not fit the metric.
fn aim(aim: Aim, metric: &Metric, place: &Place) -> Option<Finding> {
    match aim {
        Aim::Value(value) => literal(value, metric, &place.child("value")),
        Aim::Change(change) => {
            let mismatch = change.apply(1.0, &metric.unit).err()?;
            Some(unit_mismatch(&mismatch, metric, &place.child("change")))
        }
    }
}

fn literal(value: Literal, metric: &Metric, place: &Place) -> Option<Finding> {
    value.in_unit(&metric.unit).err().map(|mismatch| unit_mismatch(&mismatch, metric, place))
}

fn unit_mismatch(mismatch: &UnitMismatch, metric: &Metric, place: &Place) -> Finding {
    let help = match metric.unit.dimension() {
        Dimension::Time => "give a duration such as `8h`, or a number in the metric's unit",
        Dimension::Ratio => "give a share such as `95%` or `0.95`",
        Dimension::Other => "give a number in the metric's unit",
    };
    Finding::new(&rules::UNIT_MISMATCH, place, mismatch.to_string())
        .label(unit_of(metric), measured_in(metric))
        .help(help)
}

fn unit_of(metric: &Metric) -> Place {
    metric.meta.place.child("spec").child("unit")
}

fn measured_in(metric: &Metric) -> String {
    match metric.unit.symbol() {
        "" => format!("`{}` is measured in plain numbers", metric.meta.name),
        unit => format!("`{}` is measured in `{unit}`", metric.meta.name),
    }
}
