//! The clock and the environment: the only place that asks for either.

use std::path::PathBuf;

use jiff::Timestamp;

/// What the machine says of itself when the program starts.
#[derive(Debug, Clone)]
pub struct World {
    /// The end of the second in which the program started: windows end just before "now", and what happened in this
    /// very second, such as a release that a script has just tagged, lies inside.
    pub now: Timestamp,
    /// Whether a pipeline runs this (`CI` is set and not `false`).
    pub in_ci: bool,
    /// Whether GitHub Actions runs this, or something that speaks like it (`GITHUB_ACTIONS`).
    pub in_github_actions: bool,
    /// The file that collects the summary of the step (`GITHUB_STEP_SUMMARY`).
    pub step_summary: Option<PathBuf>,
    /// The file that collects the outputs of the step (`GITHUB_OUTPUT`).
    pub step_outputs: Option<PathBuf>,
    /// How wide lines should be, where the environment says so (`COLUMNS`).
    pub columns: Option<usize>,
}

impl World {
    /// Looks at the clock and the environment. `SOURCE_DATE_EPOCH`, as reproducible builds set it, stands for the clock.
    pub fn look() -> Self {
        let epoch = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
        let now = epoch
            .and_then(|second| Timestamp::from_second(second).ok())
            .unwrap_or_else(|| end_of_second(Timestamp::now()));
        let in_ci = std::env::var_os("CI").is_some_and(|value| value != "false" && !value.is_empty());
        let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
        let in_github_actions = std::env::var("GITHUB_ACTIONS").is_ok_and(|value| value == "true");
        let file = |name| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
        let (step_summary, step_outputs) = (file("GITHUB_STEP_SUMMARY"), file("GITHUB_OUTPUT"));
        Self { now, in_ci, in_github_actions, step_summary, step_outputs, columns }
    }
}

fn end_of_second(moment: Timestamp) -> Timestamp {
    Timestamp::from_second(moment.as_second().saturating_add(1)).unwrap_or(moment)
}
