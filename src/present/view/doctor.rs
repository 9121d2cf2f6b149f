//! What `doctor` found: one line for each thing that it looked at.

use serde::Serialize;

use super::FORMAT_VERSION;
use crate::finding::{Finding, Level};

/// Everything that was looked at.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DoctorView {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// The verb that made it.
    pub command: &'static str,
    /// The moment that is "now", RFC 3339 in UTC.
    pub as_of: String,
    /// The commit of the observed branch that was looked at.
    pub observed: Option<String>,
    /// The growth of the observed branch in a year, in bytes, as far as anybody can tell.
    pub growth_per_year: Option<u64>,
    /// What was looked at, in order.
    pub checks: Vec<CheckView>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// What: `git`, `clone`, `base`, `hooks`, `declarations`, `observed`.
    pub subject: &'static str,
    /// `ok`, or how bad it is: `note`, `warning`, `error`.
    pub state: &'static str,
    /// The rule that is broken, where it is one.
    pub code: Option<&'static str>,
    /// What was found, in a sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file, where one is meant; of the observed branch for its files.
    pub path: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    #[serde(skip)]
    level: Option<Level>,
}

impl DoctorView {
    /// With nothing looked at yet.
    pub fn new(as_of: String) -> Self {
        let (format_version, command) = (FORMAT_VERSION, "doctor");
        Self { format_version, command, as_of, observed: None, growth_per_year: None, checks: Vec::new() }
    }

    /// How bad the worst is; `None` where all is well.
    pub fn worst(&self) -> Option<Level> {
        self.checks.iter().filter_map(|check| check.level).max()
    }
}

impl CheckView {
    /// Something that is as it should be.
    pub fn ok(subject: &'static str, message: impl Into<String>) -> Self {
        Self::of(subject, None, message.into(), None)
    }

    /// Something that is not.
    pub fn complaint(
        subject: &'static str,
        level: Level,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        Self::of(subject, Some(level), message.into(), help)
    }

    /// A finding.
    pub fn finding(subject: &'static str, finding: &Finding) -> Self {
        Self {
            code: Some(finding.rule.code),
            path: Some(finding.location.path().to_owned()),
            line: Some(finding.location.span().start.line),
            ..Self::of(subject, Some(finding.level), finding.message.clone(), finding.help.clone())
        }
    }

    fn of(subject: &'static str, level: Option<Level>, message: String, help: Option<String>) -> Self {
        let state = level.map_or("ok", Level::keyword);
        Self { subject, state, code: None, message, help, path: None, line: None, level }
    }

    /// How bad it is; `None` where it is as it should be.
    pub fn level(&self) -> Option<Level> {
        self.level
    }
}
