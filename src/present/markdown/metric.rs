//! A page for each metric: what it is, where it comes from, what it shows.

use serde::Serialize;

use super::chart::Chart;
use super::link::page_of;
use super::{Head, Pages, TemplateError};
use crate::model::observation::Tally;
use crate::model::{Metric, Name, Unit};
use crate::present::show;
use crate::present::view::{Inputs, InsightView, MetricView, short};

/// The latest figures of the table.
const LATEST: usize = 12;

/// Files named on the page.
const FILES: usize = 10;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MetricPage<'a> {
    head: &'a Head,
    metric: &'a MetricView,
    by: String,
    chart: Option<&'a Chart>,
    analysis: Option<InsightView>,
    figures: Vec<Figure>,
    rows: Option<Rows>,
    files: Vec<File>,
    more_files: usize,
    is_used: bool,
}

#[derive(Serialize)]
struct Figure {
    period: String,
    value: String,
    count: String,
    coverage: String,
}

/// What became of the rows that were read.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rows {
    read: String,
    used: String,
    left_out: String,
    missing: String,
    unreadable: String,
}

#[derive(Serialize)]
struct File {
    path: String,
    blob: Option<String>,
}

/// Adds the pages.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let things = pages.facts.metrics.iter().zip(pages.inputs.catalog.metrics.values()).collect();
    pages.push_each(things, |pages, (metric, declared): (&MetricView, &Metric)| {
        let inputs = pages.inputs;
        let name = &declared.meta.name;
        let files = files(inputs, name);
        let context = MetricPage {
            head: &pages.head,
            metric,
            by: metric.by.join(", "),
            chart: pages.facts.charts.get(&metric.id),
            analysis: inputs.insights.metrics.get(name).map(|insight| InsightView::new(insight, inputs)),
            figures: figures(inputs, name, &declared.unit),
            rows: inputs.observations.get(name).map(|observed| rows(observed.tally)),
            more_files: files.len().saturating_sub(FILES),
            files: files.into_iter().take(FILES).collect(),
            is_used: !(metric.objectives.is_empty() && metric.cycles.is_empty() && metric.needs.is_empty()),
        };
        Ok((page_of("Metric", &metric.id), pages.render("metric.hbs", &context)?))
    })
}

/// The latest intervals, newest first.
fn figures(inputs: &Inputs, metric: &Name, unit: &Unit) -> Vec<Figure> {
    let assessed = inputs.assessment.metric(metric);
    let points = assessed.map_or(&[][..], |assessed| assessed.series.points.as_slice());
    points
        .iter()
        .rev()
        .take(LATEST)
        .map(|point| Figure {
            period: show::interval(point.interval, inputs.zone()),
            value: show::value(unit, point.value),
            count: show::count(point.count),
            coverage: show::percent(point.coverage),
        })
        .collect()
}

fn rows(tally: Tally) -> Rows {
    Rows {
        read: show::count(tally.read),
        used: show::count(tally.used),
        left_out: show::count(tally.left_out),
        missing: show::count(tally.missing),
        unreadable: show::count(tally.unreadable),
    }
}

fn files(inputs: &Inputs, metric: &Name) -> Vec<File> {
    let origins = inputs.observations.get(metric).map_or(&[][..], |observed| observed.origins.as_slice());
    let file = |origin: &crate::model::observation::Origin| File {
        path: origin.path.clone(),
        blob: origin.blob.as_deref().map(short),
    };
    origins.iter().map(file).collect()
}
