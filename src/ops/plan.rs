//! `plan` and `propose`: what would be done about the gaps, and doing it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use jiff::Timestamp;

use super::survey::{Survey, survey};
use super::workspace::{Request, Workspace};
use crate::gather::store;
use crate::git::CommitId;
use crate::implement::proposal::ledger::Ledger;
use crate::implement::proposal::{self, Made, Making};
use crate::model::ProposalId;
use crate::model::memory::ProposalState;
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
}

/// Plans over the declarations as they lie. With declarations that cannot be read the plan is made of the others, and is
/// for looking at only.
pub fn plan(request: &Request) -> Result<Planned> {
    planned(Workspace::open(request)?)
}

/// The same over what is committed, for a plan that is to be carried out later.
pub fn plan_to_save(request: &Request) -> Result<Planned> {
    planned(Workspace::open_commit(request)?)
}

/// Plans over what is committed: proposals must follow from the commit that they build on.
pub fn plan_commit(request: &Request) -> Result<Planned> {
    planned(Workspace::open_commit(request)?.require_readable()?)
}

fn planned(workspace: Workspace) -> Result<Planned> {
    let errors = workspace.unreadable().count();
    let survey = survey(workspace);
    let workspace = &survey.workspace;
    let standing = standing(workspace).context("cannot look at the proposals that are open")?;
    let head = workspace.head.map(|commit| commit.to_string());
    let plan = plan::plan(&workspace.catalog, &survey.assessment, &survey.reviews, &standing, head);
    Ok(Planned { survey, plan, errors, standing })
}

/// Where earlier proposals stand: on branches, in the memory of the observed branch, and in that of this clone.
fn standing(workspace: &Workspace) -> Result<Standing> {
    let (repository, settings) = (&workspace.repository, &workspace.catalog.settings);
    let branches = proposal::open_proposals(repository, &settings.observed_branch)?;
    let mut dismissed = store::remembered(repository, &settings.observed_branch)?;
    dismissed.retain(|one| one.state == ProposalState::Dismissed);
    let gone = match workspace.head {
        Some(head) => Ledger::read(repository).gone(repository, &branches, head, workspace.as_of)?,
        None => Vec::new(),
    };
    Ok(Standing { branches, dismissed, gone })
}

/// What became of a plan.
pub struct CarriedOut {
    /// The moment that was "now".
    pub as_of: Timestamp,
    /// The commit that was built on.
    pub head: CommitId,
    /// The branches, proposals first.
    pub made: Vec<Made>,
}

/// Carries out a plan.
pub fn propose(planned: &Planned) -> Result<CarriedOut> {
    let workspace = &planned.survey.workspace;
    let head = workspace.head.context("proposals build on a commit, and this repository has none yet")?;
    carry_out(workspace, head, &planned.plan.orders(), &planned.standing.branches)
}

/// Carries out orders: one branch with one commit for each proposal, and one commit more for each that is taken back.
/// Index, work tree and HEAD stay as they are. What people have dismissed is remembered on the observed branch.
/// `branches` are the proposals on branches as they were before.
pub(super) fn carry_out(
    workspace: &Workspace,
    head: CommitId,
    orders: &Orders,
    branches: &[OpenProposal],
) -> Result<CarriedOut> {
    let (repository, settings) = (&workspace.repository, &workspace.catalog.settings);
    let (as_of, author) = (workspace.as_of, &settings.author);
    // What is dismissed is written down before the clone forgets that it was made: killed in between, the next run
    // hears it again, and what stands there already is not written twice.
    if !orders.dismissed.is_empty() {
        store::remember(repository, &settings.observed_branch, &orders.dismissed, author, as_of)?;
    }
    let making = Making { head, author, when: as_of, today: workspace.today() };
    let made = proposal::propose(repository, orders, &making)?;
    let ledger = Ledger::read(repository).after(orders, branches, &made);
    ledger.write(repository).context("cannot remember which proposals were made here")?;
    Ok(CarriedOut { as_of, head, made })
}

/// What proposals became: the outcome, and the commit in hexadecimal.
pub fn outcomes(made: &[Made]) -> BTreeMap<ProposalId, (&'static str, String)> {
    made.iter().map(|made| (made.id.clone(), (made.outcome.keyword(), made.commit.to_string()))).collect()
}
