//! `explain`: a rule, or a number walked back to its rows.

use anyhow::{Context, Result, bail};
use jiff::tz::TimeZone;

use super::check;
use super::survey::Survey;
use super::workspace::Workspace;
use crate::analyse::{self, ObjectiveAssessment};
use crate::catalog::Catalog;
use crate::finding::Rule;
use crate::git::blame;
use crate::model::fiscal::FiscalCalendar;
use crate::model::{Interval, Metric, Name};
use crate::present::Explanation;
use crate::present::view::Walk;
use crate::process::{self, Evidence, Figure};
use crate::text::{Place, nearest};

/// The rule that a word names by code or by name.
pub fn rule(word: &str) -> Option<&'static Rule> {
    check::rules().into_iter().find(|rule| rule.code.eq_ignore_ascii_case(word) || rule.name == word)
}

/// Whether a word can only be meant as a rule's code.
pub fn looks_like_code(word: &str) -> bool {
    let digits = word.strip_prefix(['D', 'd']);
    digits.is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
}

/// An error for a code that no rule has.
pub fn no_such_rule(word: &str) -> anyhow::Error {
    let rules = check::rules();
    let near = nearest(word, rules.iter().map(|rule| rule.code));
    let hint = near.map(|code| format!("; did you mean {code}?")).unwrap_or_default();
    anyhow::anyhow!("there is no rule {word}{hint}")
}

/// Walks the figure of an objective or a metric back to its rows: that of its window, or of another period.
pub fn explain(survey: &Survey, subject: &str, period: Option<&str>) -> Result<Explanation> {
    let head = survey.head();
    let explained = |metric: &Metric, walk: Walk<'_>| {
        let insights = survey.insights_about(&metric.meta.name);
        Explanation::new(&survey.inputs_with(&insights, None, head.as_deref()), metric, walk)
    };
    let catalog = &survey.workspace.catalog;
    let objectives = &survey.assessment.objectives;
    if let Some(objective) = objectives.iter().find(|objective| objective.id.to_string() == subject)
        && let Some(metric) = catalog.metrics.get(&objective.metric)
    {
        let declared_in = declared_in(&survey.workspace, &objective.place);
        let over = period.map(|period| over(survey, objective, period)).transpose()?;
        let walk = Walk { objective: Some(over.as_ref().unwrap_or(objective)), figure: None, declared_in };
        return Ok(explained(metric, walk));
    }
    if let Some(metric) = catalog.metrics.get(subject) {
        let declared_in = declared_in(&survey.workspace, &metric.meta.place);
        let figure = period.map(|period| figure_over(survey, &metric.meta.name, period)).transpose()?;
        let walk = Walk { objective: None, figure: figure.as_ref(), declared_in };
        return Ok(explained(metric, walk));
    }
    let ids: Vec<String> = objectives.iter().map(|objective| objective.id.to_string()).collect();
    let rules = check::rules();
    let known = ids
        .iter()
        .map(String::as_str)
        .chain(catalog.metrics.keys().map(|name| name.as_str()))
        .chain(rules.iter().map(|rule| rule.name));
    match nearest(subject, known) {
        Some(near) => bail!("there is no rule, metric or objective `{subject}`; did you mean `{near}`?"),
        None => {
            bail!("there is no rule, metric or objective `{subject}`; `deming diff` lists the objectives")
        }
    }
}

/// An objective over a period that somebody named.
fn over(survey: &Survey, objective: &ObjectiveAssessment, period: &str) -> Result<ObjectiveAssessment> {
    let Workspace { catalog, as_of, .. } = &survey.workspace;
    let declared = catalog.agreements.get(&objective.id.agreement).and_then(|agreement| {
        agreement.objectives.iter().find(|declared| declared.name == objective.id.objective)
    });
    let zone = &catalog.settings.zone;
    let zone = declared.map_or(zone, |declared| declared.window.zone(zone));
    let evidence = Evidence::new(catalog, &survey.observations, *as_of);
    analyse::period::over(&evidence, objective, named(catalog, zone, period)?)
        .context("a composite has no figure of other days; explain one of its objectives")
}

/// The figure of a metric over a period that somebody named.
fn figure_over(survey: &Survey, metric: &Name, period: &str) -> Result<Figure> {
    let Workspace { catalog, as_of, .. } = &survey.workspace;
    let evidence = Evidence::new(catalog, &survey.observations, *as_of);
    let scope = evidence.scope(metric).context("the metric is not declared")?;
    Ok(process::figure(&scope, named(catalog, scope.zone, period)?))
}

fn named(catalog: &Catalog, zone: &TimeZone, period: &str) -> Result<Interval> {
    let calendar = FiscalCalendar::new(catalog.settings.fiscal_year_start, zone.clone());
    calendar.named(period).with_context(|| {
        format!(
            "`{period}` is no period; write 2026-08, 2026-Q3, 2026, 2026-08-03 or 2026-08-03..2026-08-09, or a fiscal \
             period as reports name it, like `FY2025/26 Q4`"
        )
    })
}

/// The commit that the line of a declaration comes from, in hexadecimal; `None` while its file is not committed as it is.
fn declared_in(workspace: &Workspace, place: &Place) -> Option<String> {
    let (repository, head) = (&workspace.repository, workspace.head?);
    let looks_at_files = workspace.snapshot.commit_id().is_none();
    if looks_at_files && repository.uncommitted().ok()?.iter().any(|path| path == place.file()) {
        return None;
    }
    blame::line(repository, head, place.file(), place.span().start.line).map(|commit| commit.to_string())
}
