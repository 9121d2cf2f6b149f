//! Step 6: the plan as a pure value. Making it is here, showing it and carrying it out are elsewhere.
//!
//! ```text
//! assessment ─┬ gaps ── answer ── identity ─┬ desk ── compose ── plan
//!             │ order   playbook  P-7f3a91c2  │ holds   file, branch, message
//!             └ kinds ────────────────────────┘ past                withdrawal
//!               needs, agreements, baselines,    said before, branches     what nothing asks for any more
//!               targets, actions, steps, cycles
//! ```
//!
//! Every objective and cycle ends in the plan: with a proposal, or with the reason why there is none. The same
//! inputs give the same plan, byte for byte: nothing here asks for a clock, a disk or a repository.

pub mod acceptance;
mod answer;
mod compose;
pub mod declining;
mod desk;
mod document;
mod gaps;
mod hold;
mod identity;
mod kinds;
mod message;
mod names;
pub mod orders;
mod past;
pub mod proposal;
pub mod saved;
pub mod standing;
mod withdrawal;
mod words;

pub use hold::{Hold, HoldReason};
pub use message::paragraphs;
pub use orders::Orders;
pub use proposal::{
    Answer, Before, Draft, Gap, Plan, PlannedChange, Proposal, ProposalKind, Subject, Urgency, Withdrawal,
};
pub use standing::{OpenProposal, Standing};

use crate::analyse::Assessment;
use crate::catalog::Catalog;
use crate::verify::ActionReview;
use desk::Desk;

/// Plans what to do about an assessment of this catalog.
///
/// `reviews` tell what became of actions, `standing` where earlier proposals stand, `head` is the commit that new ones
/// would build on, in hexadecimal. Actions that can be closed come first: nothing is learned from what is left open.
/// Then missed targets, before those at risk and those that nobody can tell of; within each by risk × age. Then what asks
/// for no action, by risk × age too: see [`kinds`]. Subjects that meet their target stand at the end.
pub fn plan(
    catalog: &Catalog,
    assessment: &Assessment,
    reviews: &[ActionReview],
    standing: &Standing,
    head: Option<String>,
) -> Plan {
    let (sightings, met) = gaps::of(catalog, assessment);
    let mut desk = Desk::new(catalog, standing, assessment.as_of, head.as_deref());
    let closures = kinds::closures(catalog, reviews, assessment.as_of);
    let mut changes: Vec<PlannedChange> = closures.iter().map(|candidate| desk.offer(candidate)).collect();
    changes.extend(sightings.iter().map(|sighting| desk.decide(sighting)));
    let others = kinds::candidates(catalog, assessment);
    changes.extend(others.iter().map(|candidate| desk.offer(candidate)));
    changes.extend(met.into_iter().map(PlannedChange::Hold));
    let withdrawals = desk.withdrawals(assessment, &changes);
    let dismissed = desk.dismissed();
    let (before, wanted) = desk.cleared();
    Plan { as_of: assessment.as_of, head, changes, before, withdrawals, dismissed, wanted }
}
