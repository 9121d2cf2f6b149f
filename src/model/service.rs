//! Services: what somebody owns and keeps improving.

use super::agreement::Review;
use super::name::{Meta, Name, Owner};

/// An operations service.
#[derive(Debug, Clone)]
pub struct Service {
    /// Name and place.
    pub meta: Meta,
    /// What it does, in a sentence.
    pub description: Option<String>,
    /// The practice it belongs to.
    pub practice: Practice,
    /// The one who is accountable; `None` of a service that OpenSLO declares and nobody owns.
    pub owner: Option<Owner>,
    /// When somebody looks at the service itself again.
    pub review: Option<Review>,
    /// Services that it stands on.
    pub depends_on: Vec<Name>,
}

/// An ITIL practice: `provisioning`, `it-support`, `service-levels`, `capacity`, `continuity`, `security`, or another word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Practice(pub Name);
