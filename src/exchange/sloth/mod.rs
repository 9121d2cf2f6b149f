//! Sloth's `prometheus/v1` and its Kubernetes form, in.

use super::{Foreign, Imported};
use crate::model::{Duration, Owner};

/// What a Sloth file does not say.
#[derive(Debug, Clone)]
pub struct Options {
    /// The owner of services whose labels name none.
    pub owner: Option<Owner>,
    /// The window of all objectives.
    pub period: Duration,
}

/// Sloth's service levels as services, metrics and agreements.
pub fn import(_documents: &[Foreign], _options: &Options) -> Imported {
    Imported::default()
}
