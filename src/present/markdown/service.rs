//! A page for each service: how it stands, its history, its charts, its actions.

use serde::Serialize;

use super::chart::{Chart, Level, chart};
use super::due::{self, Due};
use super::link::page_of;
use super::{Head, Pages, TemplateError};
use crate::analyse::MetricAssessment;
use crate::model::agreement::Target;
use crate::present::view::{ActionView, CycleView, Inputs, ObjectiveView, ServiceView, services};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServicePage<'a> {
    head: &'a Head,
    service: &'a ServiceView,
    objectives: Vec<&'a ObjectiveView>,
    has_history: bool,
    agreements: Vec<String>,
    metrics: Vec<MetricChart>,
    cycles: Vec<&'a CycleView>,
    actions: Vec<&'a ActionView>,
    due: Vec<&'a Due>,
}

#[derive(Serialize)]
struct MetricChart {
    name: String,
    title: String,
    chart: Option<Chart>,
}

/// Adds the pages.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let (report, inputs) = (pages.report, pages.inputs);
    let dues = due::all(inputs);
    let mut services = services(inputs);
    services.sort_by(|a, b| a.id.cmp(&b.id));
    for service in &services {
        let id = &service.id;
        let objectives: Vec<_> = report.worst_first().into_iter().filter(|o| o.service == *id).collect();
        let context = ServicePage {
            head: &pages.head,
            service,
            has_history: objectives.iter().any(|objective| !objective.history.is_empty()),
            objectives,
            agreements: agreements(inputs, id),
            metrics: charts(inputs, id),
            cycles: report.cycles_worst_first().into_iter().filter(|cycle| cycle.service == *id).collect(),
            actions: report.register.iter().filter(|action| action.service == *id).collect(),
            due: dues.iter().filter(|due| due.concerns(id)).collect(),
        };
        let rendered = pages.render("service.hbs", &context)?;
        pages.push(page_of("Service", id), &rendered);
    }
    Ok(())
}

fn agreements(inputs: &Inputs, service: &str) -> Vec<String> {
    let own = inputs.catalog.agreements.values().filter(|agreement| agreement.service.as_str() == service);
    own.map(|agreement| agreement.meta.name.to_string()).collect()
}

fn charts(inputs: &Inputs, service: &str) -> Vec<MetricChart> {
    let own = inputs.catalog.metrics.values().filter(|metric| metric.service.as_str() == service);
    own.map(|metric| MetricChart {
        name: metric.meta.name.to_string(),
        title: metric.meta.title().to_owned(),
        chart: metric_chart(inputs, metric.meta.name.as_str()),
    })
    .collect()
}

/// The chart of a metric with the target of its first objective that is in the metric's own terms.
pub fn metric_chart(inputs: &Inputs, name: &str) -> Option<Chart> {
    let metric = inputs.catalog.metrics.get(name)?;
    let assessed = inputs.assessment.metrics.iter().find(|assessed| assessed.metric == metric.meta.name)?;
    let title =
        format!("{}, every {}", metric.meta.title(), crate::present::show::every(metric.process.interval));
    let levels: Vec<Level> = target(inputs, assessed).into_iter().collect();
    chart(&title, &assessed.series, &metric.unit, &levels, inputs.zone())
}

fn target(inputs: &Inputs, assessed: &MetricAssessment) -> Option<Level> {
    let own = inputs.assessment.objectives.iter().filter(|objective| objective.metric == assessed.metric);
    // A share of observations below a limit is no figure of the metric, so its target is no line in the chart.
    let mut targets = own
        .filter_map(|objective| objective.desired)
        .filter(|desired| !matches!(desired.target, Target::Share { .. }));
    targets.next().map(|desired| Level { name: "target", value: desired.value })
}
