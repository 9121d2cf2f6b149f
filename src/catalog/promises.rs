//! Promises that cannot be meant: shares of more than everything, sides that oppose the direction of the metric,
//! improvements for the worse, and windows that nobody lives to see the end of; and what is promised here and not kept.

use super::index::Index;
use super::rules;
use crate::finding::Finding;
use crate::model::agreement::Target;
use crate::model::cycle::Aim;
use crate::model::duration::DurationUnit;
use crate::model::metric::{Aggregate, Direction};
use crate::model::quantity::Dimension;
use crate::model::source::{GitMeasure, Measure, Source};
use crate::model::{
    Agreement, Comparison, Cycle, Decision, Duration, Literal, Metric, Need, Object, Objective,
};
use crate::text::Place;

/// The longest window. Data are younger, and so is the calendar's use for them.
const LONGEST_WINDOW: Duration = Duration { count: 100, unit: DurationUnit::Year };

/// What an object promises and cannot mean. References that lead nowhere are told elsewhere.
pub fn unmeant(object: &Object, index: &Index<'_>) -> Vec<Finding> {
    match object {
        Object::Need(need) => of_need(need, index),
        Object::Agreement(agreement) => of_agreement(agreement, index),
        Object::Cycle(cycle) => of_cycle(cycle, index),
        Object::Decision(decision) => unweighed(decision).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn of_need(need: &Need, index: &Index<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for required in &need.requires {
        if let Some(metric) = index.metric(required.metric.as_str()) {
            findings.extend(share(required.value, metric, &required.place.child("value")));
            findings.extend(side(required.op, metric, &required.place.child("op")));
        }
    }
    findings
}

fn of_agreement(agreement: &Agreement, index: &Index<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for objective in &agreement.objectives {
        findings.extend(window(objective));
        let metric = index.metric(objective.metric.as_str());
        if let (Some(metric), Target::Threshold { op, value } | Target::Share { op, value, .. }) =
            (metric, objective.target)
        {
            findings.extend(share(value, metric, &objective.place.child("value")));
            findings.extend(side(op, metric, &objective.place.child("op")));
        }
    }
    findings
}

fn of_cycle(cycle: &Cycle, index: &Index<'_>) -> Vec<Finding> {
    let Some(metric) = index.metric(cycle.metric.as_str()) else { return Vec::new() };
    let frozen = cycle.baseline.as_ref().and_then(|baseline| Some((baseline.value?, &baseline.place)));
    let aimed = match cycle.target.aim {
        Aim::Value(value) => Some((value, &cycle.target.place)),
        Aim::Change(_) => None,
    };
    let values = frozen.into_iter().chain(aimed);
    let shares = values.filter_map(|(value, place)| share(value, metric, &place.child("value")));
    shares.chain(worsening(cycle, metric)).collect()
}

/// A cycle that is to make its metric worse by what is declared alone: the target, and the value of the baseline. A
/// change needs none, as figures are positive but for odd ones, of which the baseline can tell.
fn worsening(cycle: &Cycle, metric: &Metric) -> Option<Finding> {
    let unit = &metric.unit;
    let frozen = cycle.baseline.as_ref().and_then(|baseline| baseline.value?.in_unit(unit).ok());
    let (start, target, field) = match cycle.target.aim {
        Aim::Value(value) => (frozen?, value.in_unit(unit).ok()?, "value"),
        Aim::Change(change) => {
            let start = frozen.unwrap_or(1.0);
            (start, change.apply(start, unit).ok()?, "change")
        }
    };
    let better = match metric.direction {
        Direction::Lower if target > start => "lower",
        Direction::Higher if target < start => "higher",
        _ => return None,
    };
    let told = match frozen {
        Some(start) => format!("leads from {} to {}", unit.show(start), unit.show(target)),
        None => "leads the other way".into(),
    };
    let message = format!("of `{}` {better} is better, and this target {told}", metric.meta.name);
    let direction = metric.meta.place.child("spec").child("direction");
    let finding = Finding::new(&rules::WORSENING_TARGET, cycle.target.place.child(field), message);
    Some(
        finding
            .label(&direction, "which way is better")
            .help("turn the target round; a level that must not be left is a guard, or an objective"),
    )
}

/// A condition with nothing to be weighed against.
fn unweighed(decision: &Decision) -> Option<Finding> {
    decision.reopen_if_worse_by.filter(|_| decision.gap.is_none())?;
    let place = decision.meta.place.child("spec").child("reopenIf");
    let message = "`reopenIf` has no `gap` to be weighed against: how far the target was off is not said";
    let help = match decision.until {
        Some(until) => format!("the decision holds until {until}, however much worse it gets"),
        None => "give a day in `until`, on which the proposal comes back".into(),
    };
    Some(Finding::new(&rules::UNWEIGHED_REOPENING, place, message).help(help))
}

/// A value that a share of a whole cannot have.
fn share(value: Literal, metric: &Metric, place: &Place) -> Option<Finding> {
    let fraction = value.in_unit(&metric.unit).ok().filter(|_| is_share_of_a_whole(metric))?;
    if (0.0..=1.0).contains(&fraction) {
        return None;
    }
    let shown = metric.unit.show(fraction);
    let message = format!("`{}` is a share of a whole and can never be {shown}", metric.meta.name);
    let help = match value {
        Literal::Number(number) if (1.0..=100.0).contains(&number) => {
            format!("{number} percent is written `{number}%`")
        }
        _ => "a share lies between 0 % and 100 %".into(),
    };
    let what = metric.meta.place.child("spec").child("gather").child("source");
    let finding = Finding::new(&rules::IMPOSSIBLE_SHARE, place, message);
    Some(finding.label(&what, "what is measured").help(help))
}

/// Whether the figures of a metric are parts of a whole: sums and counts of shares are none, and neither is a column
/// in which somebody wrote shares, such as the use of a processor that may lend more than it has.
fn is_share_of_a_whole(metric: &Metric) -> bool {
    let measured = metric.gather.as_ref().is_some_and(|gather| match &gather.source {
        Source::File(file) => matches!(file.measure, Measure::Ratio(_) | Measure::Down { .. }),
        Source::Git(git) => git.measure == GitMeasure::ChangeFailure,
        Source::Ratio(_) => true,
        Source::Report(source) => source.report.is_share(),
        Source::Remote(remote) => remote.is_share(),
        Source::Foreign(_) => false,
    });
    let summed = matches!(metric.process.aggregate, Aggregate::Sum | Aggregate::Count | Aggregate::Rate);
    measured && !summed && metric.unit.dimension() == Dimension::Ratio
}

/// A side of a value that is the bad one by the metric's own account.
fn side(op: Comparison, metric: &Metric, place: &Place) -> Option<Finding> {
    let (better, asked, other) = match (metric.direction, op.prefers_lower()) {
        (Direction::Lower, false) => {
            ("lower", "at least", if op == Comparison::Above { "lt" } else { "lte" })
        }
        (Direction::Higher, true) => {
            ("higher", "at most", if op == Comparison::Below { "gt" } else { "gte" })
        }
        _ => return None,
    };
    let message = format!(
        "of `{}` {better} is better, and here {asked} this much is asked for (`{}`)",
        metric.meta.name,
        op.keyword()
    );
    let direction = metric.meta.place.child("spec").child("direction");
    let finding = Finding::new(&rules::OPPOSED_DIRECTION, place, message);
    Some(finding.label(&direction, "which way is better").help(format!("most likely `op: {other}` is meant")))
}

fn window(objective: &Objective) -> Option<Finding> {
    let length = objective.window.duration;
    if length.nominal_seconds() <= LONGEST_WINDOW.nominal_seconds() {
        return None;
    }
    let place = objective.place.child("timeWindow").index(0).child("duration");
    let message = format!("a window of {length} is longer than 100 years");
    let help = "`m` is a minute, `M` a month and `Y` a year; four weeks are `28d`";
    Some(Finding::new(&rules::ENDLESS_WINDOW, place, message).help(help))
}
