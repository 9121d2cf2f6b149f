//! The proposal that fills gaps in the seven steps whose answers follow from what is known.
//!
//! | gap | what follows | from what |
//! |---|---|---|
//! | D100, the goal of a cycle | the goal | it is the only one that has the metric as a KPI |
//! | D103, how often is gathered | the interval | each of the last intervals has observations |
//! | D107, the interval | the one that is taken now | nothing changes by writing it down |
//! | D108, the aggregate | the one that is taken now | nothing changes by writing it down |
//! | D114, the next decision | the next day of the rhythm | the cycle's first day, and how often is decided |
//!
//! Only people know who gathers (D104) and who decides (D111), when rows are complete (D105), how often is decided
//! (D113), which stretch of time to improve on (D109), and what an action is about (D115, D116).

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Candidate, Cause, Ground, Parts, edited};
use crate::analyse::{Assessment, MetricAssessment, Verdict};
use crate::model::source::Source;
use crate::model::{Cycle, Metric, Name};
use crate::plan::identity;
use crate::plan::message::{paragraph, titled};
use crate::plan::proposal::{ProposalKind, Subject, Urgency};
use crate::text::Place;
use crate::text::edit::NewValue;

/// Changes whenever what follows would give other digits for the same declaration.
const VERSION: &str = "deming-fill-step-1";
/// What is at stake: a cycle that cannot be reviewed.
const RISK: f64 = 0.6;
/// In so many intervals in a row, the last of which is over, observations must have come in.
const INTERVALS: usize = 8;

/// What a declaration lacks and what belongs there.
pub(super) struct Missing<'c> {
    name: &'c Name,
    service: &'c Name,
    metric: &'c Name,
    /// A cycle's name where it is one.
    cycle: Option<&'c Name>,
    document: &'c Place,
    fills: Vec<Fill>,
    /// The fields that are missing too, and that only people can fill.
    left: Vec<&'static str>,
}

/// One answer.
struct Fill {
    /// The field, as a path below `spec`.
    field: &'static str,
    /// The mapping below `spec` that it stands in; `None`: `spec` itself.
    within: Option<&'static str>,
    key: &'static str,
    value: NewValue,
    /// From what it follows, in a clause.
    because: String,
}

/// Cycles that are not over and metrics that something rests on, which lack what is known. The identity is the
/// declaration: another gap in it belongs to the same proposal.
pub(super) fn candidates<'c>(ground: Ground<'c>, assessment: &'c Assessment) -> Vec<Candidate<'c>> {
    let cycles = ground.catalog.cycles.values().filter(|cycle| cycle.period.to >= ground.today);
    let cycles = cycles.map(|cycle| of_cycle(ground, cycle)).map(|missing| (missing, "cycle"));
    let (improved, promised) = relied_upon(ground);
    let assessed = assessment.metrics.iter();
    let metrics = assessed.filter_map(move |assessed| {
        let metric = ground.catalog.metrics.get(&assessed.metric)?;
        let is_improved = improved.contains(&metric.meta.name);
        let is_relied = is_improved || promised.contains(&metric.meta.name);
        is_relied.then(|| (of_metric(metric, assessed, is_improved), "metric"))
    });
    let missing = cycles.chain(metrics);
    let missing =
        missing.filter(|(missing, _)| !missing.fills.is_empty() && edited::is_own(missing.document));
    missing.filter_map(|(missing, kind)| candidate(ground, missing, kind)).collect()
}

fn candidate<'c>(ground: Ground<'c>, missing: Missing<'c>, kind: &str) -> Option<Candidate<'c>> {
    let name = missing.name.clone();
    Some(Candidate {
        id: identity::of_parts(&[VERSION, kind, name.as_str()])?,
        subject: if missing.cycle.is_some() { Subject::Cycle(name) } else { Subject::Metric(name) },
        verdict: Verdict::Unknown,
        urgency: Urgency::since(RISK, ground.today, ground.today),
        cause: Cause::Steps(missing),
    })
}

/// The metrics that cycles rest on, and those that agreements rest on.
fn relied_upon(ground: Ground<'_>) -> (BTreeSet<&Name>, BTreeSet<&Name>) {
    let cycles = ground.catalog.cycles.values();
    let improved =
        cycles.flat_map(|cycle| cycle.guards.iter().map(|guard| &guard.metric).chain([&cycle.metric]));
    let promised = ground.catalog.objectives().map(|(_, objective)| &objective.metric);
    (improved.collect(), promised.collect())
}

fn of_cycle<'c>(ground: Ground<'c>, cycle: &'c Cycle) -> Missing<'c> {
    let mut fills = Vec::new();
    let goals: Vec<_> = ground.catalog.goals_with(&cycle.metric).take(2).collect();
    if let (None, [only]) = (&cycle.goal, goals.as_slice()) {
        fills.push(Fill {
            field: "goal",
            within: None,
            key: "goal",
            value: NewValue::Text(only.to_string()),
            because: format!("`goal: {only}` is the only goal that has {} among its KPIs", cycle.metric),
        });
    }
    if let Some((next, because)) = next_decision(cycle, ground.today) {
        let value = NewValue::Word(next.to_string());
        fills.push(Fill { field: "decide.next", within: Some("decide"), key: "next", value, because });
    }
    Missing {
        name: &cycle.meta.name,
        service: &cycle.service,
        metric: &cycle.metric,
        cycle: Some(&cycle.meta.name),
        document: &cycle.meta.place,
        fills,
        left: left_of_cycle(cycle),
    }
}

fn left_of_cycle(cycle: &Cycle) -> Vec<&'static str> {
    let decide = cycle.decide.as_ref();
    let gaps = [
        ("baseline", cycle.baseline.is_none()),
        ("decide.by", decide.is_none_or(|decide| decide.by.is_none())),
        ("decide.every", decide.is_none_or(|decide| decide.every.is_none())),
    ];
    gaps.into_iter().filter(|(_, is_gap)| *is_gap).map(|(field, _)| field).collect()
}

/// The next day of a cycle's rhythm, and not beyond its end.
fn next_decision(cycle: &Cycle, today: Date) -> Option<(Date, String)> {
    let decide = cycle.decide.as_ref().filter(|decide| decide.next.is_none())?;
    let every = decide.every?;
    let from = cycle.period.from;
    let next = every.next_day(from, today.max(from))?.min(cycle.period.to);
    let because =
        format!("`decide.next: {next}` is the next day of a rhythm of {every} that began on {from}");
    Some((next, because))
}

fn of_metric<'c>(metric: &'c Metric, assessed: &MetricAssessment, is_improved: bool) -> Missing<'c> {
    let mut fills = Vec::new();
    let process = &metric.process;
    let taken = |field, key, word: String| Fill {
        field,
        within: Some("process"),
        key,
        because: format!("`{field}: {word}` is what is taken now, and nothing changes by writing it down"),
        value: NewValue::Word(word),
    };
    if let Some(gather) = &metric.gather {
        if is_improved && !process.interval_is_stated {
            fills.push(taken("process.interval", "interval", process.interval.to_string()));
        }
        if !process.aggregate_is_stated {
            fills.push(taken("process.aggregate", "aggregate", process.aggregate.to_string()));
        }
        if gather.every.is_none() && comes_in_each_interval(metric, assessed) {
            let every = process.interval;
            fills.push(Fill {
                field: "gather.every",
                within: Some("gather"),
                key: "every",
                value: NewValue::Word(every.to_string()),
                because: format!(
                    "`gather.every: {every}` is kept by the data: each of the last {INTERVALS} intervals has some"
                ),
            });
        }
    }
    Missing {
        name: &metric.meta.name,
        service: &metric.service,
        metric: &metric.meta.name,
        cycle: None,
        document: &metric.meta.place,
        fills,
        left: left_of_metric(metric, is_improved),
    }
}

fn left_of_metric(metric: &Metric, is_improved: bool) -> Vec<&'static str> {
    let Some(gather) = &metric.gather else { return Vec::new() };
    // A history is complete at once.
    let is_late = is_improved && !matches!(gather.source, Source::Git(_));
    let gaps = [
        ("gather.by", gather.by.is_none()),
        ("gather.integrity.lateness", is_late && gather.integrity.lateness.is_none()),
    ];
    gaps.into_iter().filter(|(_, is_gap)| *is_gap).map(|(field, _)| field).collect()
}

/// Whether something was observed in each of the last intervals of agreed time. The latest is not over yet.
fn comes_in_each_interval(metric: &Metric, assessed: &MetricAssessment) -> bool {
    let length = metric.process.interval.nominal_seconds();
    let points = assessed.series.points.iter().rev().skip(1).filter(|point| !point.is_closed());
    let last: Vec<_> = points.take(INTERVALS).collect();
    let is_one = |seconds: f64| (0.9..1.1).contains(&(seconds / length));
    last.len() == INTERVALS && last.iter().all(|point| point.count > 0 && is_one(point.interval.seconds()))
}

pub(super) fn compose(_: Ground<'_>, missing: &Missing<'_>) -> Result<Parts, String> {
    let Missing { name, fills, .. } = missing;
    let edited = edited::in_place(&missing.document.child("spec"), &values(fills))?;
    let fields: Vec<&'static str> = fills.iter().map(|fill| fill.field).collect();
    let reason = format!("It does not say {}.", fields.join(", "));
    let told = fills.iter().map(|fill| paragraph(&format!("Follows: {}.", fill.because)));
    let first = paragraph(&format!("Finding: {name} leaves steps unanswered: {}.", fields.join(", ")));
    let left = match missing.left.as_slice() {
        [] => None,
        left => Some(paragraph(&format!("Only people know the rest: {}.", left.join(", ")))),
    };
    let last = "Whoever means something else writes that instead: this only says what holds already.";
    let mut trailers = vec![("Kind", "fill-step".to_owned())];
    trailers.extend(missing.cycle.map(|cycle| ("Cycle", cycle.to_string())));
    trailers.push(("Service", missing.service.to_string()));
    trailers.push(("Metric", missing.metric.to_string()));
    Ok(Parts {
        kind: ProposalKind::FillStep { fields: fields.clone() },
        service: missing.service.clone(),
        metric: Some(missing.metric.clone()),
        title: format!("Say {} of {name}", fields.join(", ")),
        heading: titled("fill the steps of", name.as_str()),
        paragraphs: std::iter::once(first).chain(told).chain(left).chain([paragraph(last)]).collect(),
        reason,
        trailers,
        scope: missing.cycle.unwrap_or(missing.service).clone(),
        slug: format!("fill-{name}"),
        edited,
    })
}

/// The answers as they stand below `spec`, those of one mapping together.
fn values(fills: &[Fill]) -> Vec<(&'static str, NewValue)> {
    let own = fills.iter().filter(|fill| fill.within.is_none()).map(|fill| (fill.key, fill.value.clone()));
    let mut values: Vec<_> = own.collect();
    for within in ["process", "gather", "decide"] {
        let inner = fills.iter().filter(|fill| fill.within == Some(within));
        let inner: Vec<_> = inner.map(|fill| (fill.key, fill.value.clone())).collect();
        if !inner.is_empty() {
            values.push((within, NewValue::Mapping(inner)));
        }
    }
    values
}
