//! Making the proposals of a plan, and taking back what it takes back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::standing::RAISED;
use super::{PREFIX, seal};
use crate::git::packed::in_one_pack;
use crate::git::write::write_changes;
use crate::git::{Change, CommitId, GitError, Repository, Snapshot, TreeId, ancestry, branch};
use crate::implement::hand::Hand;
use crate::model::ProposalId;
use crate::plan::Orders;
use crate::plan::orders::{Order, Undo};

/// From so many proposals on their objects are stored as one pack. Fewer are as quick by themselves.
const MANY: usize = 50;

/// What proposals are made on, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Making<'a> {
    /// The commit that they build on.
    pub head: CommitId,
    /// Who makes them, and how they vouch for it.
    pub hand: &'a Hand,
    /// The date of the commits.
    pub when: Timestamp,
    /// The day of that, in the zone of the settings.
    pub today: Date,
    /// A trailer that a proposal bears beside our own, by its id, such as the `Change-Id` that Gerrit asks for.
    pub trailer: Option<fn(&ProposalId) -> String>,
}

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
    /// The branch was ours, and now builds on the head.
    Rebuilt,
    /// The branch is there already, with this commit.
    AlreadyThere,
    /// The branch is there with other commits, perhaps a person's, and was not touched.
    LeftAlone,
    /// A file of the action's name is there that is not the action, or the file to be edited is another by now; nothing
    /// was made.
    PathTaken,
    /// The branch was ours, and a commit on top now takes it back.
    Withdrawn,
}

impl Outcome {
    /// As written in output.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Rebuilt => "rebuilt",
            Self::AlreadyThere => "already-there",
            Self::LeftAlone => "left-alone",
            Self::PathTaken => "path-taken",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A branch to be moved: from where, and what is told of it.
struct Move {
    made: Made,
    from: Option<CommitId>,
}

/// Carries out a plan: for each proposal a commit on top of the head that adds or edits one file, and a branch; for each
/// withdrawal a commit that undoes what its branch does. HEAD, index and work tree are not touched. Branches come after
/// all commits, each by compare-and-swap; one that people have worked on is never moved.
///
/// The same plan, head, author and date give the same commits on every machine.
///
/// # Errors
/// What Git can refuse.
pub fn propose(repository: &Repository, orders: &Orders, making: &Making<'_>) -> Result<Vec<Made>, GitError> {
    let moves = match orders.proposals.len() {
        // What is signed must lie where other programs find it.
        _ if making.hand.signs => moves(repository, orders, making)?,
        few if few < MANY => moves(repository, orders, making)?,
        _ => in_one_pack(repository, |repository| moves(repository, orders, making))?,
    };
    moves.into_iter().map(|one| moved(repository, one)).collect()
}

/// Writes all commits, and gives where the branches are to go.
fn moves(repository: &Repository, orders: &Orders, making: &Making<'_>) -> Result<Vec<Move>, GitError> {
    let existing: BTreeMap<String, CommitId> = branch::branches(repository, PREFIX)?.into_iter().collect();
    let tree = Snapshot::commit(repository, making.head)?;
    let mut moves = Vec::new();
    for order in &orders.proposals {
        let here = existing.get(&order.branch).copied();
        moves.push(match fits(&tree, order) || here.is_some() {
            true => made(repository, order, here, making)?,
            false => untouched(order, making.head, Outcome::PathTaken),
        });
    }
    for undo in &orders.withdrawals {
        moves.extend(taken_back(repository, undo, existing.get(&undo.branch).copied(), making)?);
    }
    Ok(moves)
}

/// Whether the file is what the proposal takes it for: not there, or as it is before it is edited.
fn fits(tree: &Snapshot, order: &Order) -> bool {
    match &order.before {
        None => tree.size(&order.path).is_err(),
        Some(before) => tree.read(&order.path).is_ok_and(|bytes| bytes == before.as_bytes()),
    }
}

fn untouched(order: &Order, commit: CommitId, outcome: Outcome) -> Move {
    let made = Made { id: order.id.clone(), branch: order.branch.clone(), commit, outcome };
    Move { made, from: None }
}

/// The commit of a proposal, and where its branch is to go.
fn made(
    repository: &Repository,
    order: &Order,
    here: Option<CommitId>,
    making: &Making<'_>,
) -> Result<Move, GitError> {
    let replaced: Option<CommitId> = order.replaces.as_ref().and_then(|id| id.parse().ok());
    // A branch that is not where the plan saw it has been moved by somebody since.
    if let Some(tip) = here.filter(|tip| replaced.is_some_and(|replaced| replaced != *tip)) {
        return Ok(untouched(order, tip, Outcome::LeftAlone));
    }
    let commit = write(repository, order, here, making)?;
    let outcome = match (here, replaced) {
        (Some(tip), _) if tip == commit => Outcome::AlreadyThere,
        (Some(tip), None) => return Ok(untouched(order, tip, Outcome::LeftAlone)),
        (_, Some(_)) => Outcome::Rebuilt,
        (None, None) => Outcome::Created,
    };
    let made = Made { id: order.id.clone(), branch: order.branch.clone(), commit, outcome };
    Ok(Move { made, from: here })
}

fn write(
    repository: &Repository,
    order: &Order,
    here: Option<CommitId>,
    making: &Making<'_>,
) -> Result<CommitId, GitError> {
    let raised = order.raised.unwrap_or(making.today);
    let more = making.trailer.map(|trailer| trailer(&order.id) + "\n").unwrap_or_default();
    let message = format!("{}{RAISED}: {raised}\n{more}", order.message);
    let changes = [Change::put(&order.path, order.content.as_bytes())];
    let tree = write_changes(repository, making.head, &changes)?;
    commit(repository, making.head, tree, &message, here, making)
}

/// A sealed commit; `known` is one that may be the same already.
fn commit(
    repository: &Repository,
    parent: CommitId,
    tree: TreeId,
    message: &str,
    known: Option<CommitId>,
    making: &Making<'_>,
) -> Result<CommitId, GitError> {
    let message = format!("{message}{}", making.hand.sign_off());
    let sealed = seal::sealed(&message, parent, tree);
    making.hand.commit(repository, parent, tree, &sealed, making.when, known)
}

/// The commit that takes a proposal back: it undoes the other, so that to merge the branch changes nothing.
fn taken_back(
    repository: &Repository,
    undo: &Undo,
    here: Option<CommitId>,
    making: &Making<'_>,
) -> Result<Option<Move>, GitError> {
    let (Ok(tip), Ok(base)) = (undo.tip.parse::<CommitId>(), undo.base.parse::<CommitId>()) else {
        return Ok(None);
    };
    if here.is_some_and(|here| here != tip) {
        return Ok(None);
    }
    let tree = ancestry::tree(repository, base)?;
    let commit = commit(repository, tip, tree, &undo.message, None, making)?;
    let (id, branch) = (undo.id.clone(), undo.branch.clone());
    let made = Made { id, branch, commit, outcome: Outcome::Withdrawn };
    Ok(Some(Move { made, from: here }))
}

/// Moves the branch. Another run that was quicker has the right of way.
fn moved(repository: &Repository, one: Move) -> Result<Made, GitError> {
    let Move { made, from } = one;
    let moves = matches!(made.outcome, Outcome::Created | Outcome::Rebuilt | Outcome::Withdrawn);
    if !moves {
        return Ok(made);
    }
    let outcome = match from {
        None => branch::create_branch(repository, &made.branch, made.commit),
        Some(_) => branch::update_ref(repository, &format!("refs/heads/{}", made.branch), from, made.commit),
    };
    match outcome {
        Ok(()) => Ok(made),
        Err(GitError::RefMoved { found: Some(commit), .. }) => {
            Ok(Made { commit, outcome: Outcome::LeftAlone, ..made })
        }
        // Somebody looks at the branch right now; it is made anew when they have left it.
        Err(GitError::CheckedOut { .. }) => {
            Ok(Made { commit: from.unwrap_or(made.commit), outcome: Outcome::LeftAlone, ..made })
        }
        Err(error) => Err(error),
    }
}
