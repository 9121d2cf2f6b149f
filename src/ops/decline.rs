//! `decline`: a no to a proposal, as a reviewed file with a reason and an end.

use anyhow::{Context, Result, bail};
use jiff::civil::Date;

use super::accept::refused;
use super::plan::{Planned, plan_commit};
use super::refusal::Refusal;
use super::workspace::{Request, Workspace};
use crate::implement::in_place::{self, Edit};
use crate::model::{Owner, ProposalId};
use crate::plan::declining::{self, Declining, No, NotDeclinable};
use crate::present::view::DeclineReport;
use crate::text::nearest;
use crate::text::secret::masked;

/// What is declined, and how.
pub struct Decline<'a> {
    /// The proposal.
    pub id: &'a str,
    /// Who says so; `None`: whoever git knows as the user, where the directory of owners knows them too.
    pub by: Option<Owner>,
    /// Why.
    pub reason: &'a str,
    /// The last day on which it holds; `None`: for good.
    pub until: Option<Date>,
    /// The share of the gap that it has to grow by to be proposed again before that.
    pub reopen_if_worse_by: Option<f64>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// Writes the decision as one commit on the branch that is checked out. Uncommitted changes are not looked at.
pub fn decline(request: &Request, decline: &Decline<'_>) -> Result<DeclineReport> {
    if request.rev.is_some() {
        bail!("a proposal is declined on the branch that is checked out, so --rev means nothing here");
    }
    if decline.reason.trim().is_empty() {
        bail!("a decision without a reason helps nobody who reads it later; say it with `--reason`");
    }
    if masked(decline.reason) != decline.reason {
        bail!("the reason holds what looks like a password or token, which a commit would keep for ever");
    }
    let id: ProposalId = decline.id.parse().with_context(|| format!("`{}` names no proposal", decline.id))?;
    let planned = plan_commit(request, None, None)?;
    let workspace = &planned.survey.workspace;
    let head = workspace.head.context("this repository has no commit yet")?;
    let by = decline.by.clone().map_or_else(|| user(workspace), Ok)?;
    let no = No {
        id: &id,
        by: &by,
        reason: decline.reason,
        until: decline.until,
        reopen_if_worse_by: decline.reopen_if_worse_by,
    };
    let declining = declining::decline(&workspace.catalog, &planned.plan, &no, workspace.today())
        .map_err(|error| undeclinable(error, &planned))?;
    let report = DeclineReport::new(workspace.as_of, head.to_string(), &no, &declining);
    let edit = added(&declining);
    if decline.dry_run {
        in_place::is_possible(&workspace.repository, head, &edit).map_err(refused)?;
        return Ok(report);
    }
    let hand = workspace.deciding_hand();
    let commit =
        in_place::commit(&workspace.repository, head, &edit, &declining.message, &hand, workspace.as_of);
    Ok(report.committed(commit.map_err(refused)?.to_string()))
}

fn added(declining: &Declining) -> Edit {
    Edit { path: declining.path.clone(), before: None, after: declining.content.clone().into_bytes() }
}

/// The owner whose commits bear the name or the mail address of git's user.
fn user(workspace: &Workspace) -> Result<Owner> {
    let user = workspace.repository.user();
    let owners = &workspace.catalog.settings.owners;
    let known = user.as_ref().and_then(|user| {
        let is_user = |(_, entry): &(&Owner, &crate::model::directory::Entry)| {
            let by_mail = entry.mail.iter().any(|mail| mail.eq_ignore_ascii_case(&user.email));
            by_mail || entry.name.as_deref() == Some(user.name.as_str())
        };
        owners.iter().find(is_user).map(|(owner, _)| owner.clone())
    });
    known.context(
        "who decides? Name an owner with `--by`; owners.yaml can tell by the mail address of git's user",
    )
}

/// What stands already is refused; what there is not, is a mistake of the question.
fn undeclinable(error: NotDeclinable, planned: &Planned) -> anyhow::Error {
    let text = error.to_string();
    match error {
        NotDeclinable::Already { .. } => {
            Refusal::new(text).help("edit that decision, or remove it first").into()
        }
        NotDeclinable::Registered { action, .. } => {
            Refusal::new(text).help(format!("close `{action}` as withdrawn instead")).into()
        }
        NotDeclinable::Unknown { id } => {
            let wanted = planned.plan.wanted.keys().map(ProposalId::as_str);
            let near = nearest(id.as_str(), wanted).map(|near| format!("; did you mean `{near}`?"));
            anyhow::anyhow!("{text}{}", near.unwrap_or_else(|| "; `deming plan` lists what there is".into()))
        }
        NotDeclinable::NothingToGrow { .. } => anyhow::anyhow!("{text}; leave out `--reopen-if`"),
        NotDeclinable::Over { .. } => error.into(),
    }
}
