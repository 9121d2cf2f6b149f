//! `plan` and `propose`: what would be done about the gaps, and doing it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use super::survey::{Survey, survey};
use super::workspace::{Request, Workspace};
use crate::implement::proposal::{self, Made};
use crate::model::ProposalId;
use crate::plan::{self, Plan};

/// A survey with what would be done about it.
pub struct Planned {
    /// What was looked at.
    pub survey: Survey,
    /// What would be done.
    pub plan: Plan,
}

/// Plans over the declarations as they lie.
pub fn plan(request: &Request) -> Result<Planned> {
    planned(Workspace::open(request)?.require_readable()?)
}

/// Plans over what is committed: proposals must follow from the commit that they build on.
pub fn plan_commit(request: &Request) -> Result<Planned> {
    planned(Workspace::open_commit(request)?.require_readable()?)
}

fn planned(workspace: Workspace) -> Result<Planned> {
    let survey = survey(workspace);
    let workspace = &survey.workspace;
    let open = proposal::open_proposals(&workspace.repository)
        .context("cannot look at the proposals that are open")?;
    let head = workspace.head.map(|commit| commit.to_string());
    let plan = plan::plan(&workspace.catalog, &survey.assessment, &survey.reviews, &open, head);
    Ok(Planned { survey, plan })
}

/// Makes the proposals of a plan: one branch with one commit each. Index, work tree and HEAD stay as they are.
pub fn propose(planned: &Planned) -> Result<Vec<Made>> {
    let workspace = &planned.survey.workspace;
    let head = workspace.head.context("proposals build on a commit, and this repository has none yet")?;
    let author = &workspace.catalog.settings.author;
    Ok(proposal::propose(&workspace.repository, &planned.plan, head, author, workspace.as_of)?)
}

/// What proposals became: the outcome, and the commit in hexadecimal.
pub fn outcomes(made: &[Made]) -> BTreeMap<ProposalId, (&'static str, String)> {
    made.iter().map(|made| (made.id.clone(), (made.outcome.keyword(), made.commit.to_string()))).collect()
}
