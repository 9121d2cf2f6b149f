//! Proposals brought to a remote, and the memory of them with it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::submit::{Counter, Submission};
use super::workspace::Workspace;
use crate::gather::store;
use crate::git::{Git, Repository, branch};
use crate::implement::proposal::open_proposals;
use crate::implement::proposal::push::{self, Pushed};
use crate::model::ProposalId;
use crate::model::memory::{ProposalState, Remembered};

/// Looks at the proposals that a remote has, so that a plan knows of them.
pub(super) fn fetch(repository: &Repository, remote: &str) -> Result<()> {
    push::fetch(&Git::default(), repository, remote)
        .with_context(|| format!("cannot look at the proposals of `{remote}`"))
}

/// Brings the branches of deming's own to a remote, remembers on the observed branch which proposals wait there, and
/// brings that branch along: whoever looks next time, from another clone, then knows that a branch which is gone was
/// deleted by somebody. At a `counter` where a push opens requests, it does. `severity` is how far the target of a proposal is off.
pub(super) fn push(
    workspace: &Workspace,
    remote: &str,
    severity: impl Fn(&ProposalId) -> f64,
    counter: Option<&Counter<'_>>,
) -> Result<(Vec<Pushed>, Option<Submission>)> {
    let (repository, settings) = (&workspace.repository, &workspace.catalog.settings);
    let (git, observed) = (Git::default(), &settings.observed_branch);
    let failed = || format!("cannot push the proposals to `{remote}`");
    let opened = counter.map(Counter::push).transpose().with_context(failed)?.flatten();
    let (pushed, submission) = match opened {
        Some((pushed, submission)) => (pushed, Some(submission)),
        None => (push::push(&git, repository, remote, observed, None).with_context(failed)?, None),
    };
    let news = news(workspace, remote, &pushed, severity)?;
    if !news.is_empty() {
        store::remember(repository, observed, &news, &settings.proposals.author, workspace.as_of)?;
    }
    if !store::remembered(repository, observed)?.is_empty() {
        store::push(&git, repository, remote, observed, &settings.proposals.author)
            .with_context(|| format!("cannot bring what is remembered of proposals to `{remote}`"))?;
    }
    Ok((pushed, submission))
}

/// What the observed branch does not know yet of the proposals at a remote. A run that was killed after its push is made
/// good here.
fn news(
    workspace: &Workspace,
    remote: &str,
    pushed: &[Pushed],
    severity: impl Fn(&ProposalId) -> f64,
) -> Result<Vec<Remembered>> {
    let (repository, observed) = (&workspace.repository, &workspace.catalog.settings.observed_branch);
    let known = latest(store::remembered(repository, observed)?);
    let there = names(repository, remote)?;
    let open = open_proposals(repository, observed)?;
    let waiting = open.iter().filter(|open| open.waits()).filter_map(|open| {
        let name = open.made().map_or(open.branch.as_str(), |made| made.name.as_str());
        there.contains(name).then(|| (open.id.clone(), name.to_owned(), ProposalState::Open))
    });
    let taken_back = pushed
        .iter()
        .filter(|one| one.state == ProposalState::Withdrawn && one.refused.is_none())
        .map(|one| (one.id.clone(), one.branch.clone(), one.state));
    let is_news = |(id, _, state): &(ProposalId, String, ProposalState)| {
        known.get(id).is_none_or(|known| known.state != *state)
    };
    let remembered = |(proposal, branch, state): (ProposalId, String, ProposalState)| {
        let severity = severity(&proposal);
        Remembered { proposal, state, at: workspace.as_of, severity, branch }
    };
    Ok(waiting.chain(taken_back).filter(is_news).map(remembered).collect())
}

/// Proposals that were at the remote, as far as is remembered, and are no longer.
pub(super) fn gone(
    repository: &Repository,
    remote: &str,
    remembered: &[Remembered],
    at: jiff::Timestamp,
) -> Result<Vec<Remembered>> {
    let there = names(repository, remote)?;
    let open = latest(remembered.to_vec()).into_values().filter(|one| one.state == ProposalState::Open);
    let gone = open.filter(|one| !there.contains(&one.branch));
    Ok(gone.map(|one| Remembered { state: ProposalState::Dismissed, at, ..one }).collect())
}

/// Proposals of which it was last heard that somebody had deleted their branch, and that are not at the remote.
pub(super) fn dismissed(
    repository: &Repository,
    remote: &str,
    remembered: &[Remembered],
) -> Result<Vec<Remembered>> {
    let there = names(repository, remote)?;
    let latest = latest(remembered.to_vec()).into_values();
    let dismissed =
        latest.filter(|one| one.state == ProposalState::Dismissed && !there.contains(&one.branch));
    Ok(dismissed.collect())
}

/// What was last heard of each.
fn latest(remembered: Vec<Remembered>) -> BTreeMap<ProposalId, Remembered> {
    let mut latest: BTreeMap<ProposalId, Remembered> = BTreeMap::new();
    for one in remembered {
        if latest.get(&one.proposal).is_none_or(|known| known.at <= one.at) {
            latest.insert(one.proposal.clone(), one);
        }
    }
    latest
}

/// The branches of proposals that the remote had at the last fetch.
fn names(repository: &Repository, remote: &str) -> Result<BTreeSet<String>> {
    let found = branch::remote_branches(repository, "deming/")?;
    Ok(found.into_iter().filter(|found| found.remote == remote).map(|found| found.name).collect())
}
