//! `plan` and `propose`: what would be done about the gaps, and doing it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use jiff::Timestamp;

use super::push;
use super::submit::{self, Counter, Desk};
pub use super::submit::{Opening, Submission};
use super::survey::{Survey, survey};
use super::workspace::{Request, Workspace};
use crate::gather::store;
use crate::git::{CommitId, GitError, branch};
use crate::implement::forge::{ForgeError, Refused};
use crate::implement::proposal::ledger::Ledger;
pub use crate::implement::proposal::push::Pushed;
use crate::implement::proposal::{self, Made, Making};
use crate::model::ProposalId;
use crate::model::memory::{ProposalState, Remembered};
use crate::plan::{self, OpenProposal, Orders, Plan, Standing};

/// A survey with what would be done about it.
pub struct Planned {
    /// What was looked at.
    pub survey: Survey,
    /// What would be done.
    pub plan: Plan,
    /// How many errors the declarations have; with any, it is for looking at only.
    pub errors: usize,
    /// Where earlier proposals stand.
    standing: Standing,
    /// Branches here, with their tips, of proposals that people have deleted at the remote.
    abandoned: Vec<(String, CommitId)>,
    /// The remote that was looked at.
    remote: Option<String>,
    /// The forge that was looked at.
    desk: Option<Desk>,
    /// Branches at the remote of proposals to which somebody has said no at the forge; or why it does not tell.
    refused: Result<Vec<Refused>, ForgeError>,
}

/// Plans over the declarations as they lie. With declarations that cannot be read the plan is made of the others, and is
/// for looking at only.
pub fn plan(request: &Request) -> Result<Planned> {
    planned(Workspace::open(request)?, None, None)
}

/// The same over what is committed, for a plan that is to be carried out later.
pub fn plan_to_save(request: &Request) -> Result<Planned> {
    planned(Workspace::open_commit(request)?, None, None)
}

/// Plans over what is committed: proposals must follow from the commit that they build on. With a remote its branches are
/// looked at first: those that are gone there have been deleted by somebody. With `opening` its pull requests are, too: those
/// that somebody has closed.
pub fn plan_commit(
    request: &Request,
    remote: Option<&str>,
    opening: Option<&Opening<'_>>,
) -> Result<Planned> {
    let workspace = Workspace::open_commit(request)?.require_readable()?;
    let Some(remote) = remote else { return planned(workspace, None, None) };
    let desk = opening.map(|opening| Desk::open(&workspace.repository, remote, opening)).transpose()?;
    push::fetch(&workspace.repository, remote)?;
    planned(workspace, Some(remote), desk)
}

fn planned(workspace: Workspace, remote: Option<&str>, desk: Option<Desk>) -> Result<Planned> {
    let errors = workspace.unreadable().count();
    let survey = survey(workspace);
    let workspace = &survey.workspace;
    let refused = match (&desk, remote) {
        (Some(desk), Some(remote)) => desk.refused(workspace, remote)?,
        _ => Ok(Vec::new()),
    };
    let said_no = refused.as_deref().unwrap_or_default();
    let (standing, abandoned) =
        standing(workspace, remote, said_no).context("cannot look at the proposals that are open")?;
    let head = workspace.head.map(|commit| commit.to_string());
    let plan = plan::plan(&workspace.catalog, &survey.assessment, &survey.reviews, &standing, head);
    Ok(Planned {
        survey,
        plan,
        errors,
        standing,
        abandoned,
        remote: remote.map(str::to_owned),
        desk,
        refused,
    })
}

/// What would be done about a survey, for looking at.
pub(super) fn of_survey(survey: &Survey) -> Result<Plan> {
    let workspace = &survey.workspace;
    let (standing, _) =
        standing(workspace, None, &[]).context("cannot look at the proposals that are open")?;
    let head = workspace.head.map(|commit| commit.to_string());
    Ok(plan::plan(&workspace.catalog, &survey.assessment, &survey.reviews, &standing, head))
}

/// Where earlier proposals stand: on branches, in the memory of the observed branch, and in that of this clone. A branch
/// here of a proposal that is gone at the remote waits no longer.
/// A proposal to which somebody has said no at the forge does neither, wherever its branch is.
fn standing(
    workspace: &Workspace,
    remote: Option<&str>,
    said_no: &[Refused],
) -> Result<(Standing, Vec<(String, CommitId)>)> {
    let (repository, settings) = (&workspace.repository, &workspace.catalog.settings);
    let mut branches = proposal::open_proposals(repository, &settings.observed_branch)?;
    let remembered = store::remembered(repository, &settings.observed_branch)?;
    let mut gone = match remote {
        Some(remote) => push::gone(repository, remote, &remembered, workspace.as_of)?,
        None => Vec::new(),
    };
    let refused = match remote {
        Some(remote) => push::dismissed(repository, remote, &remembered)?,
        None => Vec::new(),
    };
    gone.extend(said_no.iter().map(|one| Remembered {
        proposal: one.branch.id.clone(),
        state: ProposalState::Dismissed,
        at: workspace.as_of,
        severity: last_severity(&remembered, &one.branch.id),
        branch: one.branch.name.clone(),
    }));
    let mut abandoned = Vec::new();
    branches.retain(|open| {
        let here = open.made().filter(|made| made.name == open.branch);
        let tip = here.and_then(|made| made.tip.parse::<CommitId>().ok()).filter(|tip| {
            let is_gone = gone.iter().any(|one| one.proposal == open.id);
            // What was made after it had been dismissed has not been answered yet.
            let is_older = |one: &Remembered| repository.commit_time(*tip).is_ok_and(|made| made <= one.at);
            is_gone || refused.iter().any(|one| one.proposal == open.id && is_older(one))
        });
        abandoned.extend(tip.map(|tip| (open.branch.clone(), tip)));
        tip.is_none() && !said_no.iter().any(|one| one.branch.id == open.id)
    });
    if let Some(head) = workspace.head {
        gone.extend(Ledger::read(repository).gone(repository, &branches, head, workspace.as_of)?);
    }
    let is_dismissed = |one: &Remembered| one.state == ProposalState::Dismissed;
    let dismissed = remembered.into_iter().filter(is_dismissed).collect();
    Ok((Standing { branches, dismissed, gone }, abandoned))
}

/// How far off its target a proposal was when it was last heard of.
fn last_severity(remembered: &[Remembered], id: &ProposalId) -> f64 {
    let of_it = remembered.iter().filter(|one| one.proposal == *id);
    of_it.max_by_key(|one| one.at).map_or(0.0, |one| one.severity)
}

/// What became of a plan.
pub struct CarriedOut {
    /// The moment that was "now".
    pub as_of: Timestamp,
    /// The commit that was built on.
    pub head: CommitId,
    /// The branches, proposals first.
    pub made: Vec<Made>,
    /// The remote that was pushed to, and what became of branches there.
    pub pushed: Option<(String, Vec<Pushed>)>,
    /// What became of pull requests, where they were asked for; an error keeps nothing else back.
    pub submission: Option<Result<Submission>>,
}

/// Carries out a plan, and pushes where a remote was looked at for it.
pub fn propose(planned: &Planned) -> Result<CarriedOut> {
    let workspace = &planned.survey.workspace;
    let head = workspace.head.context("proposals build on a commit, and this repository has none yet")?;
    let trailer = planned.desk.as_ref().and_then(Desk::trailer);
    let done = carry_out(workspace, head, &planned.plan.orders(), &planned.standing.branches, trailer)?;
    for (branch, tip) in &planned.abandoned {
        // Somebody may have moved it, or looks at it: then it is theirs.
        match branch::delete_branch(&workspace.repository, branch, *tip) {
            Ok(()) | Err(GitError::RefMoved { .. } | GitError::CheckedOut { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let Some(remote) = &planned.remote else { return Ok(done) };
    let counter = planned.desk.as_ref().map(|desk| Counter {
        desk,
        survey: &planned.survey,
        plan: &planned.plan,
        remote,
    });
    let (pushed, opened) = push::push(workspace, remote, |id| planned.plan.severity(id), counter.as_ref())?;
    let submission = match opened {
        Some(opened) => Some(Ok(opened)),
        None => counter.map(|counter| match &planned.refused {
            Ok(refused) => submitted(&counter, refused),
            Err(error) => Err(error.clone().into()),
        }),
    };
    Ok(CarriedOut { pushed: Some((remote.clone(), pushed)), submission, ..done })
}

/// Brings pull requests up to date, and lets go of the branches of those that somebody has closed: the answer is remembered
/// by then.
fn submitted(counter: &Counter<'_>, refused: &[Refused]) -> Result<Submission> {
    let closed: Vec<_> = refused.iter().map(|one| &one.branch).collect();
    let mut notes = submit::let_go(&counter.survey.workspace.repository, counter.remote, &closed)?;
    let submission = counter.submit()?;
    notes.extend(submission.notes);
    Ok(Submission { notes, ..submission })
}

/// Carries out orders: one branch with one commit for each proposal, and one commit more for each that is taken back.
/// Index, work tree and HEAD stay as they are. What people have dismissed is remembered on the observed branch.
/// `branches` are the proposals on branches as they were before.
pub(super) fn carry_out(
    workspace: &Workspace,
    head: CommitId,
    orders: &Orders,
    branches: &[OpenProposal],
    trailer: Option<fn(&ProposalId) -> String>,
) -> Result<CarriedOut> {
    let (repository, settings) = (&workspace.repository, &workspace.catalog.settings);
    let (as_of, author) = (workspace.as_of, &settings.proposals.author);
    let hand = workspace.proposing_hand();
    // What is dismissed is written down before the clone forgets that it was made: killed in between, the next run
    // hears it again, and what stands there already is not written twice.
    if !orders.dismissed.is_empty() {
        store::remember(repository, &settings.observed_branch, &orders.dismissed, author, as_of)?;
    }
    let making = Making { head, hand: &hand, when: as_of, today: workspace.today(), trailer };
    let made = proposal::propose(repository, orders, &making)?;
    let ledger = Ledger::read(repository).after(orders, branches, &made);
    ledger.write(repository).context("cannot remember which proposals were made here")?;
    Ok(CarriedOut { as_of, head, made, pushed: None, submission: None })
}

/// What proposals became: the outcome, and the commit in hexadecimal.
pub fn outcomes(made: &[Made]) -> BTreeMap<ProposalId, (&'static str, String)> {
    made.iter().map(|made| (made.id.clone(), (made.outcome.keyword(), made.commit.to_string()))).collect()
}
