//! The first page: what needs attention, worst first.

use serde::Serialize;

use super::due::Due;
use super::register::pending_words;
use super::{Head, Pages, TemplateError};
use crate::analyse::Verdict;
use crate::catalog::Catalog;
use crate::present::show;
use crate::present::view::{
    CycleView, FindingCounts, HitRateView, ObjectiveView, PendingView, RefusalView, ServiceView, SinceView,
    Summary,
};

/// Objectives at most under what needs attention; the service pages have all of them.
const ATTENTION: usize = 20;

/// Gaps at most under what becomes of them; the register has all of them.
const PENDING: usize = 20;

/// Entries at most of each kind of change; the service pages have all of them.
const CHANGES: usize = 20;

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
    since: SinceView,
    services: &'a [ServiceView],
    cycles: Vec<&'a CycleView>,
    damaged: Vec<&'a CycleView>,
    due: &'a [Due],
    hit_rate: &'a HitRateView,
    has_actions: bool,
    pending: &'a [PendingView],
    more_pending: usize,
    pending_text: String,
    refusals: &'a [RefusalView],
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
    let (report, inputs, facts) = (pages.report, pages.inputs, pages.facts);
    let troubled: Vec<_> = facts.worst_first.iter().copied().filter(|o| o.verdict != Verdict::Met).collect();
    let shown = facts.pending.len().min(PENDING);
    let context = Home {
        head: &pages.head,
        visions: visions(inputs.catalog),
        summary: report.summary,
        summary_text: report.summary.words(),
        objective_count: report.summary.total(),
        more_attention: troubled.len().saturating_sub(ATTENTION),
        attention: troubled.into_iter().take(ATTENTION).collect(),
        since: facts.since.clone().bounded(CHANGES),
        services: &facts.services,
        cycles: report.cycles_worst_first(),
        damaged: report.cycles.iter().filter(|cycle| !cycle.damage.is_empty()).collect(),
        due: &facts.dues,
        hit_rate: &report.hit_rate,
        has_actions: !report.register.is_empty(),
        pending: facts.pending.get(..shown).unwrap_or_default(),
        more_pending: facts.pending.len() - shown,
        pending_text: pending_words(&facts.pending),
        refusals: &facts.refusals,
        findings: FindingCounts::of(inputs.findings),
        findings_text: FindingCounts::of(inputs.findings).words(),
        has_findings: !inputs.findings.is_empty(),
        unmeasured: show::counted(super::gaps::count(&facts.metrics), "metric"),
    };
    let rendered = pages.render("home.hbs", &context)?;
    pages.push(pages.head.home.clone(), rendered);
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
