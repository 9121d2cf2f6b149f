//! Errors that say more than that something failed.

use crate::finding::Findings;

/// deming could do what was asked and will not, because it would be stale or unsafe. Exit code 3.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// What would go wrong.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
}

impl Refusal {
    /// A refusal with its reason.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// With what to do instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The declarations cannot be read as a whole, so nothing may be concluded from the rest. Exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("the declarations have errors, so nothing can be judged by them; `deming check` shows the same")]
pub struct BrokenDeclarations(
    /// What is wrong with them.
    pub Findings,
);

/// Documents of another format cannot all be read, so nothing was made of the rest. Exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("not everything can be imported, so nothing was written")]
pub struct NotImportable(
    /// What is wrong with them.
    pub Findings,
);
