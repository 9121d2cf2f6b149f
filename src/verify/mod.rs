//! The review of past actions: did they work?

pub mod effect;
pub mod judgement;
pub mod review;
pub mod spans;

pub use effect::{hit_rate, review};
pub use review::{ActionReview, Effect, HitRate};
