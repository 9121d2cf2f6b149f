//! The branches of proposals at a remote: seen as they are, and set to what is here where they are deming's own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::PREFIX;
use super::standing::open_proposals;
use crate::git::network::Taken;
use crate::git::{BranchUpdate, CommitId, Git, GitError, NetworkError, Repository, branch};
use crate::model::ProposalId;
use crate::model::memory::ProposalState;
use crate::plan::standing::{Hands, OpenProposal};

/// What became of a branch at the remote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The proposal.
    pub id: ProposalId,
    /// The branch.
    pub branch: String,
    /// What is there now, or would be.
    pub commit: CommitId,
    /// Whether it waits there, or was taken back.
    pub state: ProposalState,
    /// Why the remote did not take it, in its words; `None`: it did.
    pub refused: Option<String>,
}

/// Why branches could not be brought to a remote.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// There is no such remote.
    #[error("there is no remote `{0}`")]
    NoRemote(String),
    /// Git refused here.
    #[error(transparent)]
    Git(#[from] GitError),
    /// It refused there, or could not be reached.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// What should go along with a branch cannot be said.
    #[error("{0}")]
    Untold(String),
}

/// Looks at the branches of proposals at a remote: afterwards the references that track them are as they are there.
///
/// # Errors
/// [`PushError`].
pub fn fetch(git: &Git, repository: &Repository, remote: &str) -> Result<(), PushError> {
    if !branch::remotes(repository)?.iter().any(|known| known == remote) {
        return Err(PushError::NoRemote(remote.to_owned()));
    }
    Ok(git.fetch_folder(&folder(repository), remote, PREFIX.trim_end_matches('/'))?)
}

/// The options with which a branch is pushed, for the remote to act on.
pub type Options<'a> = &'a dyn Fn(&Pushed) -> Result<Vec<String>, PushError>;

/// Sets the branches of a remote that differ from deming's own here, each if it still is as [`fetch`] saw it. What people
/// have worked on, here or there, is left alone; what is taken back is pushed only where the remote has the branch. With
/// `options` each is pushed by itself, with its own.
///
/// # Errors
/// [`PushError`] when nothing could be pushed; what the remote refuses of single branches is told of each.
pub fn push(
    git: &Git,
    repository: &Repository,
    remote: &str,
    observed: &str,
    options: Option<Options<'_>>,
) -> Result<Vec<Pushed>, PushError> {
    let open = open_proposals(repository, observed)?;
    let theirs: BTreeSet<&ProposalId> =
        open.iter().filter(|open| open.hands == Hands::People).map(|open| &open.id).collect();
    let there: BTreeMap<String, CommitId> = branch::remote_branches(repository, PREFIX)?
        .into_iter()
        .filter(|found| found.remote == remote)
        .map(|found| (found.name, found.commit))
        .collect();
    let ours = open.iter().filter(|open| !theirs.contains(&open.id));
    let wanted: Vec<(Pushed, Option<CommitId>)> = ours.filter_map(|open| to_push(open, &there)).collect();
    let updates: Vec<BranchUpdate> = wanted
        .iter()
        .map(|(pushed, expected)| BranchUpdate {
            branch: pushed.branch.clone(),
            commit: Some(pushed.commit),
            expected: *expected,
        })
        .collect();
    let folder = folder(repository);
    let taken: Vec<Taken> = match options {
        _ if updates.is_empty() => Vec::new(),
        None => git.push_branches(&folder, remote, &updates)?,
        Some(options) => {
            let with = updates.iter().zip(&wanted).map(|(update, (pushed, _))| {
                let options = options(pushed)?;
                Ok(git.push_with_options(&folder, remote, update, &options)?)
            });
            with.collect::<Result<_, PushError>>()?
        }
    };
    let answered = wanted.into_iter().zip(taken);
    Ok(answered.map(|((pushed, _), taken)| Pushed { refused: taken.err(), ..pushed }).collect())
}

/// A branch that differs there, with where it is there.
fn to_push(open: &OpenProposal, there: &BTreeMap<String, CommitId>) -> Option<(Pushed, Option<CommitId>)> {
    let made = open.made().filter(|made| made.name == open.branch)?;
    let commit: CommitId = made.tip.parse().ok()?;
    let expected = there.get(&made.name).copied();
    let (state, differs) = match open.waits() {
        true => (ProposalState::Open, expected != Some(commit)),
        false => (ProposalState::Withdrawn, expected.is_some_and(|tip| tip != commit)),
    };
    let pushed = Pushed { id: open.id.clone(), branch: made.name.clone(), commit, state, refused: None };
    differs.then_some((pushed, expected))
}

/// Deletes branches of a remote, each if it still is where it was seen. Why the remote did not let one go, in its words.
///
/// # Errors
/// [`PushError`] when nothing could be asked.
pub fn delete(
    git: &Git,
    repository: &Repository,
    remote: &str,
    branches: &[(String, CommitId)],
) -> Result<Vec<(String, String)>, PushError> {
    let update = |(branch, tip): &(String, CommitId)| BranchUpdate {
        branch: branch.clone(),
        commit: None,
        expected: Some(*tip),
    };
    let updates: Vec<BranchUpdate> = branches.iter().map(update).collect();
    if updates.is_empty() {
        return Ok(Vec::new());
    }
    let taken = git.push_branches(&folder(repository), remote, &updates)?;
    let refused =
        branches.iter().zip(taken).filter_map(|((branch, _), taken)| Some((branch.clone(), taken.err()?)));
    Ok(refused.collect())
}

/// Offers a commit to a remote as a request, by a push to a reference that is none of a branch.
///
/// # Errors
/// [`PushError`] when nothing could be pushed; `Err` within, when the remote refused it.
pub fn offer(
    git: &Git,
    repository: &Repository,
    remote: &str,
    commit: CommitId,
    reference: &str,
    options: &[String],
) -> Result<Taken, PushError> {
    Ok(git.push_request(&folder(repository), remote, commit, reference, options)?)
}

/// The branch that HEAD of a remote names.
///
/// # Errors
/// [`PushError`] when the remote cannot be asked.
pub fn default_branch(git: &Git, repository: &Repository, remote: &str) -> Result<Option<String>, PushError> {
    Ok(git.default_branch(&folder(repository), remote)?)
}

fn folder(repository: &Repository) -> PathBuf {
    repository.workdir().unwrap_or_else(|| repository.git_dir()).to_owned()
}
