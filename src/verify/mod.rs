//! The review of past actions: did they work?

pub mod effect;
pub mod judgement;
pub mod review;
pub mod spans;

pub use effect::{Damage, hit_rate, hit_rate_by_playbook, review};
pub use review::{ActionReview, Effect, HitRate};
