//! Which proposals are on branches, and whose the branches are by now.

use crate::git::branch::{self, RemoteBranch};
use crate::git::{CommitId, GitError, Repository, ancestry};
use crate::model::{Name, ProposalId};
use crate::plan::OpenProposal;
use crate::plan::standing::{Hands, Made, WITHDRAWN};

use super::{PREFIX, TRAILER, seal};

/// The trailer with the day on which a proposal was first made.
pub(super) const RAISED: &str = "Deming-Raised";

/// The proposals on branches of this repository, and on branches of its remotes as they were at the last fetch, by id,
/// local ones first; the branch of observations is none. A branch whose commits HEAD contains has been merged and is
/// none either.
///
/// # Errors
/// [`GitError`] when the repository cannot be read.
pub fn open_proposals(repository: &Repository, observed: &str) -> Result<Vec<OpenProposal>, GitError> {
    let head = repository.head()?.commit();
    let local = branch::branches(repository, PREFIX)?.into_iter();
    let local = local.map(|(name, tip)| Found { shown: name.clone(), name, tip });
    let remote = branch::remote_branches(repository, PREFIX)?.into_iter().map(Found::at_remote);
    let mut open: Vec<OpenProposal> = Vec::new();
    for found in local.chain(remote).filter(|found| found.name != observed) {
        let Some(id) = waiting(repository, &found, head)? else { continue };
        // What a remote has of a branch that is here too is told of only where people have worked on it there.
        let known = open.iter().any(|other| other.id == id);
        let hands = hands(repository, &found, head)?;
        if !known || hands == Hands::People {
            open.push(OpenProposal { id, branch: found.shown, hands });
        }
    }
    // A stable order: of several branches of one proposal the local one stays first.
    open.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(open)
}

/// A branch that may hold a proposal.
struct Found {
    /// Its name, that of the remote before it.
    shown: String,
    /// Its name.
    name: String,
    tip: CommitId,
}

impl Found {
    fn at_remote(found: RemoteBranch) -> Self {
        Self { shown: format!("{}/{}", found.remote, found.name), name: found.name, tip: found.commit }
    }
}

/// The proposal on a branch: named by the first of its own commits that names one, else by the digits at the end of the
/// branch's name, for people may rewrite a message.
fn waiting(
    repository: &Repository,
    found: &Found,
    head: Option<CommitId>,
) -> Result<Option<ProposalId>, GitError> {
    let own = own_commits(repository, found.tip, head)?;
    if own.is_empty() {
        return Ok(None);
    }
    for commit in own.iter().rev() {
        if let Some(id) = trailer(repository, *commit, TRAILER)? {
            return Ok(Some(id));
        }
    }
    let digits = found.name.rsplit('-').next().unwrap_or_default();
    Ok(format!("P-{digits}").parse().ok())
}

/// The commits of a branch that HEAD does not contain, children before parents.
fn own_commits(
    repository: &Repository,
    tip: CommitId,
    head: Option<CommitId>,
) -> Result<Vec<CommitId>, GitError> {
    let Some(head) = head else { return Ok(vec![tip]) };
    // Most branches are one commit on the head; to look at the parent is quicker than to walk.
    if ancestry::parents(repository, tip)? == [head] {
        return Ok(vec![tip]);
    }
    ancestry::commits_between(repository, head, tip)
}

/// Whose a branch is: ours while its seals are whole.
fn hands(repository: &Repository, found: &Found, head: Option<CommitId>) -> Result<Hands, GitError> {
    if !seal::is_whole(repository, found.tip)? {
        return Ok(Hands::People);
    }
    let below = ancestry::parents(repository, found.tip)?;
    let Some(below) = below.first().copied() else { return Ok(Hands::People) };
    if ancestry::trailer(repository, found.tip, WITHDRAWN)?.is_none() {
        return Ok(Hands::Ours(made(repository, found, found.tip, below)?));
    }
    // What is taken back has the proposal below it; the head never holds that.
    let is_merged = match head {
        Some(head) => ancestry::is_ancestor(repository, below, head)?,
        None => false,
    };
    match ancestry::parents(repository, below)?.as_slice() {
        [base] if !is_merged && seal::is_whole(repository, below)? => {
            Ok(Hands::TakenBack(made(repository, found, below, *base)?))
        }
        _ => Ok(Hands::People),
    }
}

/// What the commit of a proposal says of itself.
fn made(repository: &Repository, found: &Found, commit: CommitId, base: CommitId) -> Result<Made, GitError> {
    let name = |key| trailer::<Name>(repository, commit, key);
    let message = ancestry::message(repository, commit)?;
    Ok(Made {
        title: message.lines().next().unwrap_or_default().to_owned(),
        name: found.name.clone(),
        tip: found.tip.to_string(),
        base: base.to_string(),
        raised: trailer(repository, commit, RAISED)?,
        service: name("Deming-Service")?,
        metric: name("Deming-Metric")?,
    })
}

fn trailer<T: std::str::FromStr>(
    repository: &Repository,
    commit: CommitId,
    key: &str,
) -> Result<Option<T>, GitError> {
    Ok(ancestry::trailer(repository, commit, key)?.and_then(|value| value.parse().ok()))
}
