//! `baseline accept`: what the data give becomes the baseline of a cycle, as one commit.

use anyhow::{Context, Result, bail};

use super::refusal::Refusal;
use super::survey::survey;
use super::workspace::{Request, Workspace};
use crate::implement::in_place::{self, Edit, InPlaceError};
use crate::model::Name;
use crate::plan::acceptance::{self, Acceptance, NotAcceptable};
use crate::present::view::AcceptReport;
use crate::text::edit;
use crate::text::{Source, nearest};

/// Which baseline, and how.
pub struct Accept<'a> {
    /// The cycle.
    pub cycle: &'a str,
    /// Why it is accepted, for the commit.
    pub reason: Option<&'a str>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// Freezes the baseline of a cycle as the data of HEAD give it. Uncommitted changes are not looked at: the baseline
/// must follow from the commit that it is put on.
pub fn accept(request: &Request, accept: &Accept<'_>) -> Result<AcceptReport> {
    if request.rev.is_some() {
        bail!("a baseline is accepted on the branch that is checked out, so --rev means nothing here");
    }
    let survey = survey(Workspace::open_commit(request)?.require_readable()?);
    let workspace = &survey.workspace;
    let head = workspace.head.context("this repository has no commit yet")?;
    let catalog = &workspace.catalog;
    let name: Option<Name> = accept.cycle.parse().ok();
    let cycle =
        name.and_then(|name| catalog.cycles.get(&name)).ok_or_else(|| unknown(catalog, accept.cycle))?;
    let assessed = survey.assessment.cycles.iter().find(|assessed| assessed.cycle == cycle.meta.name);
    let assessed = assessed.with_context(|| format!("`{}` has no metric to look at", cycle.meta.name))?;
    let accepted = acceptance::accept(catalog, cycle, assessed, accept.reason, workspace.today())
        .map_err(unacceptable)?;
    let report = AcceptReport::new(workspace.as_of, head.to_string(), cycle, &accepted);
    if accepted.values.is_empty() {
        return Ok(report.unchanged());
    }
    let edit = edited(workspace, &accepted)?;
    let report = report.with_difference(edit.before.as_deref().unwrap_or_default(), &edit.after);
    if accept.dry_run {
        in_place::is_possible(&workspace.repository, head, &edit).map_err(refused)?;
        return Ok(report);
    }
    let hand = workspace.deciding_hand();
    let commit =
        in_place::commit(&workspace.repository, head, &edit, &accepted.message, &hand, workspace.as_of);
    Ok(report.committed(commit.map_err(refused)?.to_string()))
}

fn unknown(catalog: &crate::catalog::Catalog, asked: &str) -> anyhow::Error {
    let cycles = catalog.cycles.keys().map(Name::as_str);
    match nearest(asked, cycles) {
        Some(near) => anyhow::anyhow!("there is no cycle `{asked}`; did you mean `{near}`?"),
        None => anyhow::anyhow!("there is no cycle `{asked}`"),
    }
}

/// The file as it is committed, and as it will be.
fn edited(workspace: &Workspace, accepted: &Acceptance) -> Result<Edit> {
    let path = accepted.place.file().to_owned();
    let before = workspace.snapshot.read(&path)?;
    let text = String::from_utf8(before.clone()).with_context(|| format!("{path} is not UTF-8"))?;
    let source = Source::new(path.as_str(), text);
    let after = edit::set(&source, accepted.place.document, accepted.place.path(), &accepted.values)
        .map_err(|error| {
            let values: Vec<String> =
                accepted.values.iter().map(|(key, value)| format!("{key}: {value}")).collect();
            Refusal::new(error.to_string()).help(format!("write it there by hand: {}", values.join(", ")))
        })?;
    Ok(Edit { path, before: Some(before), after: after.into_bytes() })
}

/// Too early is unsafe: what would be frozen still changes. Nothing to accept is a mistake of the question.
fn unacceptable(error: NotAcceptable) -> anyhow::Error {
    match error {
        NotAcceptable::NotOver { .. } => {
            Refusal::new(error.to_string()).help("wait until its last day is over").into()
        }
        NotAcceptable::None { .. } | NotAcceptable::NoData { .. } => error.into(),
    }
}

/// What kept a commit from being made, with what to do about it.
pub(super) fn refused(error: InPlaceError) -> anyhow::Error {
    match error {
        InPlaceError::InTheWay { .. } => {
            Refusal::new(error.to_string()).help("commit it, or move it out of the way").into()
        }
        InPlaceError::Uncommitted { .. } => Refusal::new(error.to_string())
            .help("commit or stash them first, then run the command again")
            .into(),
        InPlaceError::Detached => {
            Refusal::new(error.to_string()).help("check out a branch first: `git switch BRANCH`").into()
        }
        InPlaceError::Git(error) => error.into(),
        InPlaceError::Io { .. } => error.into(),
    }
}
