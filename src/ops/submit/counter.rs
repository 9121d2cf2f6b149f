//! The counter between a remote and its forge: branches pushed so that requests are opened, or pull requests brought to what
//! the branches say.

use anyhow::{Context, Result};

use super::{Desk, LONGEST_OPTION, Submission, at_remote, let_go};
use crate::git::{CommitId, Git};
use crate::implement::forge::{self, Asked, Branch, Manner, Outcome, Stand, Submitted, by_push};
use crate::implement::proposal::push::{self, Options, PushError, Pushed};
use crate::implement::proposal::{open_proposals, told};
use crate::model::ProposalId;
use crate::model::memory::ProposalState;
use crate::model::settings;
use crate::ops::report::templates;
use crate::ops::survey::Survey;
use crate::plan::Plan;

/// What a remote has of proposals, and what is wanted of their pull requests.
pub struct Counter<'a> {
    pub(in crate::ops) desk: &'a Desk,
    pub(in crate::ops) survey: &'a Survey,
    pub(in crate::ops) plan: &'a Plan,
    pub(in crate::ops) remote: &'a str,
}

impl Counter<'_> {
    /// Pushes in the way that opens requests, where a push alone does; `None`: the usual push is right.
    pub(in crate::ops) fn push(&self) -> Result<Option<(Vec<Pushed>, Submission)>> {
        if self.desk.forge.is_some() {
            return Ok(None);
        }
        let workspace = &self.survey.workspace;
        let (git, observed) = (Git::default(), &workspace.catalog.settings.observed_branch);
        let pushed = match self.desk.has_no_branches() {
            true => self.offer(&git)?,
            false => {
                let options = |pushed: &Pushed| {
                    // What is taken back asks for nothing.
                    let waits = pushed.state == ProposalState::Open;
                    let told = waits.then(|| self.options(pushed)).transpose();
                    told.map(Option::unwrap_or_default)
                        .map_err(|error| PushError::Untold(format!("{error:#}")))
                };
                let options: Options<'_> = &options;
                push::push(&git, &workspace.repository, self.remote, observed, Some(options))?
            }
        };
        let opened = |one: &Pushed| one.refused.is_none() && one.state == ProposalState::Open;
        let submitted = pushed.iter().filter(|one| opened(one)).map(|one| Submitted {
            branch: Branch {
                id: one.id.clone(),
                name: one.branch.clone(),
                tip: one.commit.to_string(),
                raised: None,
                stand: Stand::Waits,
            },
            pull_request: None,
            outcome: Outcome::Opened,
            notes: Vec::new(),
        });
        let submission =
            Submission { kind: self.desk.place.kind, submitted: submitted.collect(), notes: Vec::new() };
        Ok(Some((pushed, submission)))
    }

    fn options(&self, pushed: &Pushed) -> Result<Vec<String>> {
        Ok(self
            .request(pushed.commit, &pushed.id, &pushed.branch, None)?
            .map(|push| push.options)
            .unwrap_or_default())
    }

    /// The push that opens or renews the request of a proposal.
    fn request(
        &self,
        commit: CommitId,
        id: &ProposalId,
        branch: &str,
        base: Option<&str>,
    ) -> Result<Option<by_push::Push>> {
        let settings = self.settings();
        let told = told(&self.survey.workspace.repository, commit)?;
        let body = self.body(id, &told, &templates(&self.survey.workspace)?, LONGEST_OPTION)?;
        let opening = by_push::Opening {
            branch,
            base: settings.base.as_deref().or(base),
            title: &told.title,
            body: &body,
            labels: &settings.labels,
            is_draft: settings.is_draft,
        };
        Ok(by_push::push(self.desk.place.kind, &opening))
    }

    /// Offers every proposal that waits here, unchanged ones too: a server without branches tells which it knows.
    fn offer(&self, git: &Git) -> Result<Vec<Pushed>> {
        let workspace = &self.survey.workspace;
        let repository = &workspace.repository;
        let base = match &self.settings().base {
            Some(base) => Some(base.clone()),
            None => push::default_branch(git, repository, self.remote)?,
        };
        let open = open_proposals(repository, &workspace.catalog.settings.observed_branch)?;
        let mut pushed = Vec::new();
        for open in open.iter().filter(|open| open.waits()) {
            let Some(made) = open.made().filter(|made| made.name == open.branch) else { continue };
            let commit: CommitId = made.tip.parse()?;
            let request = self.request(commit, &open.id, &made.name, base.as_deref())?;
            let request = request
                .context("the remote names no branch to merge into; `proposals.pullRequests.base` can")?;
            let taken =
                push::offer(git, repository, self.remote, commit, &request.reference, &request.options)?;
            let refused = match taken {
                Err(reason) if by_push::is_known_already(&reason) => continue,
                other => other.err(),
            };
            let (id, branch) = (open.id.clone(), made.name.clone());
            pushed.push(Pushed { id, branch, commit, state: ProposalState::Open, refused });
        }
        Ok(pushed)
    }

    /// Brings pull requests up to date with the branches at the remote, and lets go of branches whose pull request is over.
    pub(in crate::ops) fn submit(&self) -> Result<Submission> {
        let kind = self.desk.place.kind;
        let Some(forge) = &self.desk.forge else {
            return Ok(Submission { kind, submitted: Vec::new(), notes: Vec::new() });
        };
        let workspace = &self.survey.workspace;
        let settings = self.settings();
        let templates = templates(&self.survey.workspace)?;
        let found = at_remote(workspace, self.remote)?;
        let asked: Vec<Asked> = found
            .into_iter()
            .map(|(open, branch)| self.asked(&open, branch, &templates))
            .collect::<Result<_>>()?;
        let failed = || format!("cannot open pull requests at {}", self.desk.place.host);
        let base = match &settings.base {
            _ if asked.is_empty() => String::new(),
            Some(base) => base.clone(),
            None => forge.default_branch().with_context(failed)?,
        };
        let manner = Manner { base: &base, labels: &settings.labels, is_draft: settings.is_draft };
        let submitted = forge::submit(&**forge, &manner, &asked).with_context(failed)?;
        let over = submitted.iter().filter(|one| {
            let is_over = matches!(one.outcome, Outcome::Closed | Outcome::LeftAlone);
            one.branch.stand == Stand::TakenBack && is_over
        });
        let over: Vec<&Branch> = over.map(|one| &one.branch).collect();
        let notes = let_go(&workspace.repository, self.remote, &over)?;
        Ok(Submission { kind, submitted, notes })
    }

    pub(super) fn settings(&self) -> &settings::PullRequests {
        &self.survey.workspace.catalog.settings.proposals.pull_requests
    }
}
