//! The first page: what needs attention, worst first.

use serde::Serialize;

use super::due::{self, Due};
use super::{Head, Pages, TemplateError};
use crate::analyse::Verdict;
use crate::catalog::Catalog;
use crate::present::show;
use crate::present::view::{
    CycleView, FindingCounts, HitRateView, ObjectiveView, PlanView, ServiceView, Summary, services,
};

/// Objectives at most under what needs attention; the service pages have all of them.
const ATTENTION: usize = 20;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Home<'a> {
    head: &'a Head,
    visions: Vec<Vision>,
    summary: Summary,
    summary_text: String,
    objective_count: usize,
    attention: Vec<&'a ObjectiveView>,
    more_attention: usize,
    services: Vec<ServiceView>,
    cycles: Vec<&'a CycleView>,
    damaged: Vec<&'a CycleView>,
    due: Vec<Due>,
    hit_rate: &'a HitRateView,
    has_actions: bool,
    plan: Option<&'a PlanView>,
    findings: FindingCounts,
    findings_text: String,
    has_findings: bool,
    unmeasured: String,
}

#[derive(Serialize)]
struct Vision {
    title: String,
    statement: String,
    owner: String,
    goals: Vec<Goal>,
}

#[derive(Serialize)]
struct Goal {
    statement: String,
    metrics: Vec<String>,
}

/// Adds the page.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let (report, inputs) = (pages.report, pages.inputs);
    let troubled: Vec<_> = report.worst_first().into_iter().filter(|o| o.verdict != Verdict::Met).collect();
    let context = Home {
        head: &pages.head,
        visions: visions(inputs.catalog),
        summary: report.summary,
        summary_text: report.summary.words(),
        objective_count: report.summary.total(),
        more_attention: troubled.len().saturating_sub(ATTENTION),
        attention: troubled.into_iter().take(ATTENTION).collect(),
        services: services(inputs),
        cycles: report.cycles_worst_first(),
        damaged: report.cycles.iter().filter(|cycle| !cycle.damage.is_empty()).collect(),
        due: due::all(inputs),
        hit_rate: &report.hit_rate,
        has_actions: !report.register.is_empty(),
        plan: report.plan.as_ref(),
        findings: FindingCounts::of(inputs.findings),
        findings_text: FindingCounts::of(inputs.findings).words(),
        has_findings: !inputs.findings.is_empty(),
        unmeasured: show::counted(super::gaps::count(inputs), "metric"),
    };
    let rendered = pages.render("home.hbs", &context)?;
    pages.push(pages.head.home.clone(), &rendered);
    Ok(())
}

fn visions(catalog: &Catalog) -> Vec<Vision> {
    let goal = |goal: &crate::model::strategy::Goal| Goal {
        statement: goal.statement.clone(),
        metrics: goal.csfs.iter().flat_map(|factor| &factor.kpis).map(ToString::to_string).collect(),
    };
    let strategies = catalog.strategies.values();
    strategies
        .map(|strategy| Vision {
            title: strategy.meta.title().to_owned(),
            statement: strategy.vision.clone(),
            owner: strategy.owner.to_string(),
            goals: strategy.goals.iter().map(goal).collect(),
        })
        .collect()
}
