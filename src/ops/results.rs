//! Findings and verdicts as results, for the dialects of pipelines.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::survey::Survey;
use super::workspace::Workspace;
use crate::declare::SETTINGS;
use crate::finding::{Finding, Findings, Level};
use crate::policy;
use crate::present::Report;
use crate::present::view::{ChangeView, Files, Framing, Results, of_catalog, of_report};

/// How a run ends and where it writes, as far as results tell of it.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    /// The exit code.
    pub exit_code: u8,
    /// The level from which on a finding fails the run.
    pub fails_at: Level,
    /// The file that the whole result is written to, as the user wrote it.
    pub whole: Option<&'a str>,
}

/// The results of a check.
pub fn of_check(workspace: &Workspace, change: Option<&ChangeView>, ending: Ending) -> Results {
    let findings = &workspace.findings;
    let results = made("check", workspace, &Findings::default(), ending);
    let subjects = of_catalog(&workspace.catalog, findings, ending.fails_at);
    results.with_subjects(subjects).with_change(change)
}

/// The results of a survey, whose report is `report`: verdicts and findings.
pub fn of_survey(survey: &Survey, report: &Report, ending: Ending) -> Results {
    let workspace = &survey.workspace;
    let verdicts = worst_first(policy::verdicts::findings(&survey.assessment), report);
    let results = made("diff", workspace, &verdicts, ending);
    let subjects = of_report(report, &workspace.findings, ending.fails_at);
    results.with_verdicts(report).with_subjects(subjects).with_change(report.change.as_ref())
}

/// Verdicts in the order of a report: by level, objectives before cycles, the furthest from its target first.
fn worst_first(verdicts: Findings, report: &Report) -> Findings {
    let objectives = report.worst_first().into_iter().map(|objective| objective.id.as_str());
    let cycles = report.cycles_worst_first().into_iter().map(|cycle| cycle.id.as_str());
    let ranks: BTreeMap<&str, usize> = objectives.chain(cycles).zip(0..).collect();
    let mut verdicts: Vec<Finding> = verdicts.into_iter().collect();
    verdicts.sort_by_key(|verdict| {
        let rank = verdict.key.as_deref().and_then(|id| ranks.get(id)).copied();
        (Reverse(verdict.level), rank)
    });
    verdicts.into_iter().collect()
}

fn made(command: &'static str, workspace: &Workspace, verdicts: &Findings, ending: Ending) -> Results {
    let head = workspace.head.map(|commit| commit.to_string());
    let framing = Framing {
        command,
        as_of: workspace.as_of,
        head: head.as_deref(),
        exit_code: ending.exit_code,
        whole: ending.whole,
    };
    let snapshot = &workspace.snapshot;
    let lists = [snapshot.files(), snapshot.symbolic_links()];
    let is_in = |list: &[String], path: &str| list.binary_search_by(|file| file.as_str().cmp(path)).is_ok();
    let exists = |path: &str| lists.iter().any(|list| is_in(list, path));
    let files = Files { exists: &exists, home: &home(workspace) };
    Results::new(&framing, verdicts, &workspace.findings, &files)
}

/// The file that stands for the repository as a whole: its settings, or else its first file; services that show results
/// refuse those without one.
fn home(workspace: &Workspace) -> String {
    let files = workspace.snapshot.files();
    let settings = files.iter().find(|file| SETTINGS.contains(&file.as_str()));
    let readme = files.iter().find(|file| file.eq_ignore_ascii_case("readme.md"));
    let home = settings.or(readme).or(files.first());
    home.cloned().unwrap_or_else(|| "deming.yaml".into())
}
