//! A page for each service: how it stands, its history, its charts, its actions.

use std::collections::BTreeMap;

use serde::Serialize;

use super::chart::{Beside, Chart, Level, Usual, adds_up, chart};
use super::due::Due;
use super::facts::grouped;
use super::link::page_of;
use super::{Head, Pages, TemplateError};
use crate::analyse::insight::step_size;
use crate::analyse::{Insight, ObjectiveAssessment, Verdict};
use crate::model::agreement::Target;
use crate::model::metric::Metric;
use crate::present::show;
use crate::present::view::{
    ActionView, CycleView, HistoryPeriodView, HistoryView, Inputs, MetricView, ObjectiveView, PendingView,
    RefusalView, ServiceView, SinceView,
};
use crate::process::{Series, SeriesPoint};
use crate::statistics::control;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServicePage<'a> {
    head: &'a Head,
    service: &'a ServiceView,
    since: SinceView,
    objectives: &'a [&'a ObjectiveView],
    troubled: Vec<&'a ObjectiveView>,
    kept: Vec<&'a ObjectiveView>,
    has_history: bool,
    histories: Vec<ObjectiveHistory<'a>>,
    agreements: &'a [&'a str],
    metrics: Vec<MetricChart<'a>>,
    cycles: &'a [&'a CycleView],
    actions: &'a [&'a ActionView],
    due: Vec<&'a Due>,
    pending: Vec<&'a PendingView>,
    refusals: Vec<&'a RefusalView>,
}

/// The months, quarters and fiscal years of an objective.
#[derive(Serialize)]
struct ObjectiveHistory<'a> {
    title: &'a str,
    agreement: &'a str,
    verdicts: &'a str,
    periods: Vec<&'a HistoryPeriodView>,
}

#[derive(Serialize)]
struct MetricChart<'a> {
    name: &'a str,
    title: &'a str,
    meaning: Option<&'a str>,
    chart: Option<&'a Chart>,
}

/// Adds the pages.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let facts = pages.facts;
    let agreements = agreements(pages.inputs);
    let metrics = grouped(&facts.metrics, |metric| &metric.service);
    let mut services: Vec<&ServiceView> = facts.services.iter().collect();
    services.sort_by(|a, b| a.id.cmp(&b.id));
    pages.push_each(services, |pages, service| {
        let id = service.id.as_str();
        let objectives = of(&facts.of_service, id);
        let (kept, troubled) = objectives
            .iter()
            .copied()
            .partition(|objective: &&ObjectiveView| objective.verdict == Verdict::Met);
        let context = ServicePage {
            head: &pages.head,
            service,
            since: facts.since.about(id),
            histories: objectives.iter().filter_map(|objective| past(objective, &facts.histories)).collect(),
            has_history: objectives.iter().any(|objective| !objective.history.is_empty()),
            objectives,
            troubled,
            kept,
            agreements: of(&agreements, id),
            metrics: of(&metrics, id).iter().map(|metric| chart_of(pages, metric)).collect(),
            cycles: of(&facts.cycles, id),
            actions: of(&facts.actions, id),
            due: facts.dues.iter().filter(|due| due.concerns(id)).collect(),
            pending: facts.pending.iter().filter(|one| one.service.as_deref() == Some(id)).collect(),
            refusals: facts.refusals.iter().filter(|one| one.service.as_deref() == Some(id)).collect(),
        };
        Ok((page_of("Service", id), pages.render("service.hbs", &context)?))
    })
}

fn past<'a>(
    objective: &'a ObjectiveView,
    histories: &'a BTreeMap<String, HistoryView>,
) -> Option<ObjectiveHistory<'a>> {
    let history = histories.get(&objective.id)?;
    let periods: Vec<_> = history.latest_first().collect();
    (!periods.is_empty()).then_some(ObjectiveHistory {
        title: &objective.text.title,
        agreement: &objective.agreement,
        verdicts: &history.text.verdicts,
        periods,
    })
}

/// The names of agreements, by the service that they are about.
fn agreements<'a>(inputs: &Inputs<'a>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for agreement in inputs.catalog.agreements.values() {
        names.entry(agreement.service.as_str()).or_default().push(agreement.meta.name.as_str());
    }
    names
}

/// What belongs to a service.
fn of<'m, T>(groups: &'m BTreeMap<&str, Vec<T>>, service: &str) -> &'m [T] {
    groups.get(service).map_or(&[][..], Vec::as_slice)
}

fn chart_of<'a>(pages: &Pages<'a>, metric: &'a MetricView) -> MetricChart<'a> {
    let name = pages.inputs.catalog.metrics.get(metric.id.as_str());
    let insight = name.and_then(|metric| pages.inputs.insights.metrics.get(&metric.meta.name));
    MetricChart {
        name: &metric.id,
        title: &metric.text.title,
        meaning: insight.map(|insight| insight.meaning.as_str()),
        chart: pages.facts.charts.get(&metric.id),
    }
}

/// The chart of a metric, with the target that its line can be held against where there is one.
pub fn metric_chart(inputs: &Inputs, name: &str) -> Option<Chart> {
    let metric = inputs.catalog.metrics.get(name)?;
    let assessed = inputs.assessment.metric(&metric.meta.name)?;
    let title = format!("{}, every {}", metric.meta.title(), show::every(metric.process.interval));
    let levels = target(inputs, metric).into_iter().collect();
    let insight = inputs.insights.metrics.get(&metric.meta.name);
    let usual = insight.map(|insight| usual(inputs, insight, &assessed.series)).unwrap_or_default();
    chart(&title, &assessed.series, metric, &Beside { levels, usual }, inputs.zone())
}

/// What is usual of the intervals of a series, and when its level changed.
fn usual(inputs: &Inputs, insight: &Insight, series: &Series) -> Usual {
    let points = &insight.series.points;
    let none = [f64::NAN; 3];
    let limits = |chart: &control::Chart, point: &SeriesPoint| {
        let at = points.binary_search_by_key(&point.interval.from, |known| known.interval.from).ok()?;
        chart.limits.get(at).map(|limits| [limits.center, limits.lower, limits.upper])
    };
    let limits = insight
        .chart
        .iter()
        .filter(|chart| !chart.is_thin)
        .flat_map(|chart| series.points.iter().map(move |point| limits(chart, point).unwrap_or(none)));
    let first = series.points.first().map(|point| point.interval.from);
    let changes = insight.steps.iter().filter_map(|step| {
        let at = points.get(step.index)?.interval.from;
        let shown = first.is_some_and(|first| first <= at);
        shown.then(|| (at, step_size(step, &insight.unit)))
    });
    let changes: Vec<_> = changes.collect();
    let remarks = changes
        .iter()
        .map(|(at, size)| format!("Its level changed on {} ({size}).", show::moment(*at, inputs.zone())));
    Usual { limits: limits.collect(), remarks: remarks.collect(), changes }
}

/// The target of the first objective that speaks of what the chart shows.
fn target(inputs: &Inputs, metric: &Metric) -> Option<Level> {
    let mut own =
        inputs.assessment.objectives.iter().filter(|objective| objective.metric == metric.meta.name);
    let comparable = own.find(|objective| is_drawn(inputs, metric, objective))?;
    comparable
        .desired
        .map(|desired| Level { name: format!("target of {}", comparable.id), value: desired.value })
}

/// Whether the values of a metric's intervals are figures of the kind that an objective promises. The share of
/// observations below a limit is no such figure, nor is that of one category; and a sum over a month says nothing of
/// the sums over its weeks.
fn is_drawn(inputs: &Inputs, metric: &Metric, objective: &ObjectiveAssessment) -> bool {
    let id = &objective.id;
    let agreement = inputs.catalog.agreements.get(&id.agreement);
    let declared =
        agreement.and_then(|agreement| agreement.objectives.iter().find(|own| own.name == id.objective));
    let Some(declared) = declared else { return false };
    id.each.is_none()
        && !matches!(declared.target, Target::Share { .. })
        && (!adds_up(metric) || declared.window.duration == metric.process.interval)
}
