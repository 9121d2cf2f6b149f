//! Exit codes, the same in every command.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Findings or differences at or above `--fail-on`.
    Found,
    /// A usage, configuration or input error.
    Unusable,
    /// Refused because stale or unsafe.
    Refused,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Found => 1,
            Exit::Unusable => 2,
            Exit::Refused => 3,
        })
    }
}
