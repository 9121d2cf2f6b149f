//! `doctor`: whether deming has what it needs here, and whether the observed branch is whole.

use anyhow::Result;
use jiff::Timestamp;

use super::base::{self, NoBase, Wish};
use super::workspace::{Request, Workspace};
use crate::finding::{Finding, Level, Location};
use crate::gather::store::{Growth, Observed, rules};
use crate::git::{Git, Repository};
use crate::model::source::Source;
use crate::present::view::{CheckView, DoctorView};
use crate::world::PullRequest;

/// Looks at everything.
///
/// # Errors
/// Where there is no repository.
pub fn doctor(request: &Request, pull_request: &PullRequest) -> Result<DoctorView> {
    let workspace = Workspace::open(request)?;
    let mut view = DoctorView::new(workspace.as_of.to_string());
    view.checks.push(git());
    view.checks.push(clone(&workspace.repository));
    view.checks.push(compared_with(&workspace, pull_request));
    view.checks.push(hooks(&workspace.repository));
    view.checks.push(declarations(&workspace));
    observed(&workspace, &mut view)?;
    Ok(view)
}

fn git() -> CheckView {
    match Git::default().version() {
        Ok(version) => CheckView::ok("git", version),
        Err(error) => {
            let help = error.hint().map(str::to_owned);
            let message = format!("{error}; `publish` and `gather --push` need it");
            CheckView::complaint("git", Level::Warning, message, help)
        }
    }
}

fn clone(repository: &Repository) -> CheckView {
    if !repository.is_shallow() {
        return CheckView::ok("clone", "the whole history is here");
    }
    let help = "run `git fetch --unshallow`, or clone with full history (in CI: `fetch-depth: 0`)";
    let message =
        "the clone is shallow: metrics of the history and comparisons with a base may be impossible";
    CheckView::complaint("clone", Level::Warning, message, Some(help.into()))
}

fn compared_with(workspace: &Workspace, pull_request: &PullRequest) -> CheckView {
    let configured = workspace.catalog.settings.base.as_deref();
    let found = base::find(&workspace.repository, workspace.head, &Wish::Automatic, pull_request, configured);
    match found {
        Ok(Some(base)) => {
            let from = base.merge_base.short();
            CheckView::ok(
                "base",
                format!("changes are compared with {from} of `{}` ({})", base.revision, base.origin),
            )
        }
        Ok(None) => CheckView::ok("base", "there is nothing yet to compare with"),
        Err(error) => {
            let help = error.downcast_ref::<NoBase>().map(|none| none.help.clone());
            CheckView::complaint("base", Level::Note, error.to_string(), help)
        }
    }
}

/// Hooks are for people's commits; those of deming run none.
fn hooks(repository: &Repository) -> CheckView {
    let folder = std::fs::read_dir(repository.git_dir().join("hooks")).into_iter().flatten().flatten();
    let names = folder.filter_map(|entry| entry.file_name().into_string().ok());
    let mut active: Vec<String> = names.filter(|name| !name.ends_with(".sample")).collect();
    active.sort();
    let message = match active.is_empty() {
        true => {
            "no hook is active; `.pre-commit-hooks.yaml` of deming offers one that runs `check`".to_owned()
        }
        false => format!("active: {}; commits that deming makes itself run none", active.join(", ")),
    };
    CheckView::ok("hooks", message)
}

fn declarations(workspace: &Workspace) -> CheckView {
    let errors = workspace.findings.iter().filter(|found| found.level == Level::Error).count();
    if errors == 0 {
        return CheckView::ok("declarations", format!("{} objects can be read", workspace.catalog.len()));
    }
    let help = "run `deming check`".to_owned();
    CheckView::complaint("declarations", Level::Error, format!("{errors} errors in declarations"), Some(help))
}

fn observed(workspace: &Workspace, view: &mut DoctorView) -> Result<()> {
    let branch = &workspace.catalog.settings.observed_branch;
    let observed = Observed::at_tip(&workspace.repository, branch)?;
    let Some(commit) = observed.commit() else {
        view.checks.push(no_branch(workspace, branch));
        return Ok(());
    };
    view.observed = Some(commit.to_string());
    view.checks.extend(stale_lock(&workspace.repository, branch));
    let found = observed.audit();
    view.checks.extend(found.iter().map(|finding| CheckView::finding("observed", finding)));
    if found.is_empty() {
        let message = format!("`{branch}` at {}: every line can be read", commit.short());
        view.checks.push(CheckView::ok("observed", message));
    }
    if let Some(growth) = observed.growth(&workspace.repository)? {
        view.growth_per_year = Some(growth.bytes as u64);
        view.checks.push(last_run(&growth, workspace.as_of));
        view.checks.push(match over_budget(workspace, &growth) {
            Some(finding) => CheckView::finding("observed", &finding),
            None => CheckView::ok("observed", expected(workspace, &growth)),
        });
    }
    Ok(())
}

fn no_branch(workspace: &Workspace, branch: &str) -> CheckView {
    if !has_remote_sources(workspace) {
        return CheckView::ok("observed", "no metric has a remote source, so there is nothing to keep");
    }
    let message = format!("there is no branch `{branch}`: nothing is known of metrics with remote sources");
    let help = format!("run `deming gather`; or where others gather: `git fetch origin {branch}:{branch}`");
    CheckView::complaint("observed", Level::Warning, message, Some(help))
}

/// A process that was killed while it moved the branch leaves a lock behind.
fn stale_lock(repository: &Repository, branch: &str) -> Option<CheckView> {
    let lock = repository.git_dir().join("refs/heads").join(format!("{branch}.lock"));
    lock.exists().then(|| {
        let message =
            format!("`{}` is there: somebody is moving the branch, or was killed doing so", lock.display());
        let help = "if no Git process is left, remove the file".to_owned();
        CheckView::complaint("observed", Level::Warning, message, Some(help))
    })
}

fn last_run(growth: &Growth, now: Timestamp) -> CheckView {
    let hours = now.duration_since(growth.last).as_hours();
    let age = match hours {
        ..1 => "less than an hour ago".to_owned(),
        1..48 => format!("{hours} hours ago"),
        _ => format!("{} days ago", hours / 24),
    };
    CheckView::ok(
        "observed",
        format!("the last run that had something to record was {age}, at {}", growth.last),
    )
}

/// The forecast, where the branch can be read and a metric has a remote source.
pub(super) fn growth(workspace: &Workspace) -> Option<Growth> {
    shelf(workspace)?.growth(&workspace.repository).ok()?
}

/// The branch, where it can be read and a metric has a remote source.
pub(super) fn shelf(workspace: &Workspace) -> Option<Observed> {
    let branch = &workspace.catalog.settings.observed_branch;
    has_remote_sources(workspace).then(|| Observed::at_tip(&workspace.repository, branch).ok())?
}

fn has_remote_sources(workspace: &Workspace) -> bool {
    let metrics = workspace.catalog.metrics.values();
    let sources = metrics.filter_map(|metric| metric.gather.as_ref().map(|gather| &gather.source));
    sources.into_iter().any(|source| matches!(source, Source::Remote(_)))
}

/// The forecast where it passes the declared budget.
pub(super) fn over_budget(workspace: &Workspace, growth: &Growth) -> Option<Finding> {
    let settings = &workspace.catalog.settings;
    let budget = settings.observed.budget;
    if growth.bytes <= budget as f64 {
        return None;
    }
    let message = format!(
        "`{}` will grow by about {} in a year, and {} are declared",
        settings.observed_branch,
        megabytes(growth.bytes),
        megabytes(budget as f64)
    );
    let at = match &settings.place {
        Some(place) => Location::Declared(place.child("observed").child("budget")),
        None => Location::Path("deming.yaml".into()),
    };
    let help =
        "ask less often (`every`), keep fewer dimensions (`by`), or allow for more: `observed: {budget: …}`";
    Some(Finding::new(&rules::GROWTH, at, message).help(help))
}

fn expected(workspace: &Workspace, growth: &Growth) -> String {
    let budget = workspace.catalog.settings.observed.budget as f64;
    format!("it will grow by about {} in a year; {} are declared", megabytes(growth.bytes), megabytes(budget))
}

fn megabytes(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1e6)
}
