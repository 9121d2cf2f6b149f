//! Proposals as branches: finding those that are there, making those that are planned.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::git::write::commit_tree;
use crate::git::{Author, Change, CommitId, CommitRequest, GitError, Repository, Snapshot, ancestry, branch};
use crate::model::ProposalId;
use crate::model::settings;
use crate::plan::{Draft, OpenProposal, Plan, PlannedChange};

/// Where proposals are kept.
const PREFIX: &str = "deming/";
/// The trailer that names a proposal.
const TRAILER: &str = "Deming-Proposal";

/// What became of a planned proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Which.
    pub id: ProposalId,
    /// On which branch.
    pub branch: String,
    /// The tip of that branch now; the head that was built on where no branch is.
    pub commit: CommitId,
    /// Whether it was made.
    pub outcome: Outcome,
}

/// Whether a proposal was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The branch is new.
    Created,
    /// The branch is there already, with this commit.
    AlreadyThere,
    /// The branch is there with other commits, perhaps a person's, and was not touched.
    LeftAlone,
    /// A file of the action's name is there that is not the action, or the file to be edited is another by now; nothing
    /// was made.
    PathTaken,
}

impl Outcome {
    /// As written in output.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::AlreadyThere => "already-there",
            Self::LeftAlone => "left-alone",
            Self::PathTaken => "path-taken",
        }
    }
}

/// The proposals that wait on branches of this repository, and on branches of its remotes as they were at the last
/// fetch, sorted. A branch whose commits HEAD contains has been merged and waits no longer.
///
/// # Errors
/// [`GitError`] when the repository cannot be read.
pub fn open_proposals(repository: &Repository) -> Result<Vec<OpenProposal>, GitError> {
    let head = repository.head()?.commit();
    let local = branch::branches(repository, PREFIX)?.into_iter();
    let remote = branch::remote_branches(repository, PREFIX)?.into_iter();
    let remote = remote.map(|found| (format!("{}/{}", found.remote, found.name), found.commit));
    let mut open: BTreeMap<ProposalId, String> = BTreeMap::new();
    for (name, tip) in local.chain(remote) {
        if let Some(id) = waiting(repository, &name, tip, head)? {
            open.entry(id).or_insert(name);
        }
    }
    Ok(open.into_iter().map(|(id, branch)| OpenProposal { id, branch }).collect())
}

/// The proposal that waits on a branch: named by the first of its own commits that names one, else by the digits at
/// the end of the branch's name, for people may rewrite a message.
fn waiting(
    repository: &Repository,
    name: &str,
    tip: CommitId,
    head: Option<CommitId>,
) -> Result<Option<ProposalId>, GitError> {
    let own = match head {
        Some(head) => ancestry::commits_between(repository, head, tip)?,
        None => vec![tip],
    };
    if own.is_empty() {
        return Ok(None);
    }
    for commit in own.iter().rev() {
        let trailer = ancestry::trailer(repository, *commit, TRAILER)?;
        if let Some(id) = trailer.and_then(|value| value.parse().ok()) {
            return Ok(Some(id));
        }
    }
    let digits = name.rsplit('-').next().unwrap_or_default();
    Ok(format!("P-{digits}").parse().ok())
}

/// Carries out the proposals of a plan: for each a commit on top of `head` that adds or edits one file, and a branch. HEAD,
/// index and work tree are not touched. Branches come after all commits, each by compare-and-swap; one that is there
/// is never moved.
///
/// The same plan, head, author and date give the same commits on every machine.
///
/// # Errors
/// What Git can refuse.
pub fn propose(
    repository: &Repository,
    plan: &Plan,
    head: CommitId,
    author: &settings::Author,
    when: Timestamp,
) -> Result<Vec<Made>, GitError> {
    let existing: BTreeMap<String, CommitId> = branch::branches(repository, PREFIX)?.into_iter().collect();
    let tree = Snapshot::commit(repository, head)?;
    let mut made = Vec::new();
    for proposal in plan.changes.iter().filter_map(PlannedChange::draft) {
        let (id, branch) = (proposal.id.clone(), proposal.branch.to_owned());
        let (commit, outcome) = match existing.get(&branch) {
            Some(tip) => (*tip, compared(repository, &proposal, *tip, head)?),
            None if !fits(&tree, &proposal) => (head, Outcome::PathTaken),
            None => (write(repository, &proposal, head, author, when)?, Outcome::Created),
        };
        made.push(Made { id, branch, commit, outcome });
    }
    made.into_iter().map(|made| publish_branch(repository, made)).collect()
}

/// Whether the file is what the proposal takes it for: not there, or as it is before it is edited.
fn fits(tree: &Snapshot, proposal: &Draft<'_>) -> bool {
    match proposal.before {
        None => tree.size(proposal.path).is_err(),
        Some(before) => tree.read(proposal.path).is_ok_and(|bytes| bytes == before.as_bytes()),
    }
}

/// Whether a branch that is there holds just this proposal: one commit on the head with this message and file.
fn compared(
    repository: &Repository,
    proposal: &Draft<'_>,
    tip: CommitId,
    head: CommitId,
) -> Result<Outcome, GitError> {
    let same = ancestry::commits_between(repository, head, tip)? == [tip]
        && ancestry::is_ancestor(repository, head, tip)?
        && ancestry::message(repository, tip)? == proposal.message
        && Snapshot::commit(repository, tip)?
            .read(proposal.path)
            .is_ok_and(|bytes| bytes == proposal.content.as_bytes());
    Ok(if same { Outcome::AlreadyThere } else { Outcome::LeftAlone })
}

fn write(
    repository: &Repository,
    proposal: &Draft<'_>,
    head: CommitId,
    author: &settings::Author,
    when: Timestamp,
) -> Result<CommitId, GitError> {
    let request = CommitRequest {
        parent: head,
        changes: vec![Change::put(proposal.path, proposal.content.as_bytes())],
        message: proposal.message.to_owned(),
        author: Author { name: author.name.clone(), email: author.email.clone() },
        when,
    };
    commit_tree(repository, &request)
}

/// Makes the branch of a new commit. Another run that was quicker has the right of way.
fn publish_branch(repository: &Repository, made: Made) -> Result<Made, GitError> {
    if made.outcome != Outcome::Created {
        return Ok(made);
    }
    match branch::create_branch(repository, &made.branch, made.commit) {
        Ok(()) => Ok(made),
        Err(GitError::RefMoved { found: Some(commit), .. }) => {
            Ok(Made { commit, outcome: Outcome::LeftAlone, ..made })
        }
        Err(error) => Err(error),
    }
}
