//! Proposals as branches: finding those that are there, making those that are planned, taking back those that nothing
//! asks for any more.
//!
//! A branch goes through few states, and commits alone tell which:
//!
//! | on the branch | is |
//! |---|---|
//! | one commit of ours, its seal whole | waiting; made anew when the head moves |
//! | that, and a commit of ours on top that undoes it, with `Deming-Withdrawn` | taken back; made anew when the cause returns |
//! | anything else | people's, and never touched |
//! | nothing that HEAD lacks | merged |

pub mod ledger;
mod make;
pub mod push;
mod seal;
mod standing;
mod told;

pub use make::{Made, Making, Outcome, propose};
pub use standing::open_proposals;
pub use told::{Told, ToldFile, told};

/// Where proposals are kept.
const PREFIX: &str = "deming/";
/// The trailer that names a proposal.
const TRAILER: &str = "Deming-Proposal";
