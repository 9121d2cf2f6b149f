//! Edges that were declared after observations around them were summed up: figures there are off by a part of a sum.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::analyse::{Assessment, ObjectiveAssessment};
use crate::finding::Finding;
use crate::gather::store::rules::CUT_SUM;
use crate::model::{Interval, Name, Observations};

/// A finding for each objective of which a window begins or ends within a sum.
pub(super) fn findings(assessment: &Assessment, observations: &BTreeMap<Name, Observations>) -> Vec<Finding> {
    let cut = |objective: &ObjectiveAssessment| {
        let observed = observations.get(&objective.metric)?;
        let edge = edges(objective).find_map(|edge| Some((edge, sum_around(observed, edge)?)))?;
        Some(finding(objective, edge))
    };
    assessment.objectives.iter().filter_map(cut).collect()
}

fn edges(objective: &ObjectiveAssessment) -> impl Iterator<Item = Timestamp> + '_ {
    let closed = objective.closed.iter().map(|period| period.figure.interval);
    let all = std::iter::once(objective.observed.interval).chain(closed);
    all.flat_map(|interval| [interval.from, interval.to])
}

/// The stretch of time of the sum that a moment lies within, neither at its start nor at its end.
fn sum_around(observed: &Observations, edge: Timestamp) -> Option<Interval> {
    let summaries = observed.summaries();
    let before = summaries.partition_point(|summary| summary.interval.from < edge);
    let around = before.checked_sub(1).and_then(|last| summaries.get(last))?.interval;
    (edge < around.to).then_some(around)
}

fn finding(objective: &ObjectiveAssessment, (edge, around): (Timestamp, Interval)) -> Finding {
    let message = format!(
        "a window of `{}` has an edge at {edge}, within observations that are summed up from {} until {}; they count where they start",
        objective.id, around.from, around.to
    );
    let help = "the figure is off by less than one such sum; `observed: {raw: …}` keeps observations longer from now on";
    Finding::new(&CUT_SUM, &objective.place, message).key(objective.id.to_string()).help(help)
}
