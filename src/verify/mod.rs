//! The review of past actions: did they work?

pub mod review;

pub use review::{ActionReview, Effect, HitRate};
