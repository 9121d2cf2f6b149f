//! What should be measured and is not.

use serde::Serialize;

use super::{Head, Pages, TemplateError};
use crate::analyse::Verdict;
use crate::present::view::{MetricView, ObjectiveView};

#[derive(Serialize)]
struct Gaps<'a> {
    head: &'a Head,
    metrics: Vec<&'a MetricView>,
    objectives: Vec<&'a ObjectiveView>,
}

/// Adds the page.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let unknown = |objective: &&ObjectiveView| objective.verdict == Verdict::Unknown;
    let context = Gaps {
        head: &pages.head,
        metrics: pages.facts.metrics.iter().filter(|metric| is_gap(metric)).collect(),
        objectives: pages.report.objectives.iter().filter(unknown).collect(),
    };
    let rendered = pages.render("what-we-cannot-measure-yet.hbs", &context)?;
    pages.push("What-we-cannot-measure-yet".into(), rendered);
    Ok(())
}

/// How many metrics are not measured, or not as their sources promise.
pub fn count(metrics: &[MetricView]) -> usize {
    metrics.iter().filter(|metric| is_gap(metric)).count()
}

fn is_gap(metric: &MetricView) -> bool {
    metric.gather.is_none() || metric.absence.is_some() || matches!(metric.freshness, Some("never" | "stale"))
}
