//! What several pages show, reckoned once.

use std::collections::BTreeMap;

use super::chart::Chart;
use super::due::{self, Due};
use super::service::metric_chart;
use crate::model::Name;
use crate::parallel;
use crate::present::view::{
    ActionView, CycleView, HistoryView, Inputs, MetricView, ObjectiveView, PendingView, RefusalView, Report,
    ServiceView, SinceView, histories, metrics, pending, refusals, services,
};

/// What several pages show.
pub(super) struct Facts<'a> {
    /// Objectives, worst first.
    pub worst_first: Vec<&'a ObjectiveView>,
    /// The same by service.
    pub of_service: BTreeMap<&'a str, Vec<&'a ObjectiveView>>,
    /// Cycles by service, worst first.
    pub cycles: BTreeMap<&'a str, Vec<&'a CycleView>>,
    /// Actions by service.
    pub actions: BTreeMap<&'a str, Vec<&'a ActionView>>,
    /// Services, worst first.
    pub services: Vec<ServiceView>,
    /// Metrics, in the order of the catalog.
    pub metrics: Vec<MetricView>,
    /// The charts of metrics that have enough values, by name.
    pub charts: BTreeMap<String, Chart>,
    /// Months, quarters and fiscal years of objectives, by id.
    pub histories: BTreeMap<String, HistoryView>,
    /// What changed since the last report.
    pub since: SinceView,
    /// What becomes of gaps.
    pub pending: Vec<PendingView>,
    /// Refusals that hold.
    pub refusals: Vec<RefusalView>,
    /// Dates that somebody has to keep.
    pub dues: Vec<Due>,
}

impl<'a> Facts<'a> {
    pub fn new(inputs: &Inputs, report: &'a Report) -> Self {
        let worst_first = report.worst_first();
        let names = inputs.catalog.metrics.keys().collect();
        let charts = parallel::in_order(names, inputs.jobs, |name: &Name| {
            Some((name.to_string(), metric_chart(inputs, name.as_str())?))
        });
        Self {
            of_service: grouped(worst_first.iter().copied(), |objective| &objective.service),
            worst_first,
            cycles: grouped(report.cycles_worst_first(), |cycle| &cycle.service),
            actions: grouped(&report.register, |action| &action.service),
            services: services(inputs),
            metrics: metrics(inputs),
            charts: charts.into_iter().flatten().collect(),
            histories: histories(inputs),
            since: SinceView::new(inputs),
            pending: pending(report.plan.as_ref(), inputs),
            refusals: refusals(report.plan.as_ref(), inputs),
            dues: due::all(inputs),
        }
    }
}

/// Things by a name, each group in the order that they came in.
pub(super) fn grouped<'a, T>(
    all: impl IntoIterator<Item = &'a T>,
    name: impl Fn(&'a T) -> &'a String,
) -> BTreeMap<&'a str, Vec<&'a T>> {
    let mut groups: BTreeMap<&str, Vec<&T>> = BTreeMap::new();
    for one in all {
        groups.entry(name(one).as_str()).or_default().push(one);
    }
    groups
}
