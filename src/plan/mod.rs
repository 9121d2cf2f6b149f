//! Step 6: the plan as a pure value. Making it, showing it and carrying it out are elsewhere.

pub mod proposal;

pub use proposal::{Gap, Hold, HoldReason, Plan, PlannedChange, Proposal, Subject};
