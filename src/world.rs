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
    /// What a pipeline says about the pull request that it runs for.
    pub pull_request: PullRequest,
    /// The folder in which deming may keep what it can do without (`DEMING_CACHE`, else where the system keeps such).
    pub cache: Option<PathBuf>,
}

/// What a pipeline says about the pull request that it runs for, in the variables that each system sets.
#[derive(Debug, Clone, Default)]
pub struct PullRequest {
    /// Which system runs the pipeline.
    pub system: Option<System>,
    /// The commit that the pull request started from, and the variable that says so.
    pub base_commit: Option<(&'static str, String)>,
    /// The branch that it is to be merged into, and the variable that says so.
    pub base_branch: Option<(&'static str, String)>,
}

/// A system that runs pipelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Each variant is the system that it is named after.
pub enum System {
    GitHub,
    GitLab,
    Bitbucket,
    Azure,
    Woodpecker,
    Jenkins,
    Buildkite,
}

/// The variables that name the branch to merge into, and the system that sets each. Gitea and Forgejo set those of
/// GitHub.
const BASE_BRANCHES: [(&str, System); 7] = [
    ("GITHUB_BASE_REF", System::GitHub),
    ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", System::GitLab),
    ("BITBUCKET_PR_DESTINATION_BRANCH", System::Bitbucket),
    ("SYSTEM_PULLREQUEST_TARGETBRANCH", System::Azure),
    ("CI_COMMIT_TARGET_BRANCH", System::Woodpecker),
    ("CHANGE_TARGET", System::Jenkins),
    ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", System::Buildkite),
];

/// The variable in which GitLab gives the commit itself.
const BASE_COMMIT: &str = "CI_MERGE_REQUEST_DIFF_BASE_SHA";

impl PullRequest {
    /// As the variables say that `variable` gives; empty ones are not set.
    fn told(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let branch = BASE_BRANCHES.iter().find_map(|(name, system)| Some((*name, *system, set(name)?)));
        let base_commit = set(BASE_COMMIT).map(|commit| (BASE_COMMIT, commit));
        let system = branch.as_ref().map(|(_, system, _)| *system);
        Self {
            system: system.or(base_commit.as_ref().map(|_| System::GitLab)),
            base_commit,
            // Azure names the whole reference.
            base_branch: branch.map(|(name, _, branch)| {
                (name, branch.strip_prefix("refs/heads/").map_or(branch.clone(), str::to_owned))
            }),
        }
    }

    /// Whether a pipeline runs for a pull request.
    pub fn is_one(&self) -> bool {
        self.base_commit.is_some() || self.base_branch.is_some()
    }
}

impl World {
    /// The value of a variable of the environment, which a DataSource may refer to as `${env:NAME}`.
    pub fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    /// Looks at the clock and the environment. `SOURCE_DATE_EPOCH`, as reproducible builds set it, stands for the clock.
    pub fn look() -> Self {
        let epoch = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
        let now = epoch
            .and_then(|second| Timestamp::from_second(second).ok())
            .unwrap_or_else(|| end_of_second(Timestamp::now()));
        let in_ci = std::env::var_os("CI").is_some_and(|value| value != "false" && !value.is_empty());
        let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
        let in_github_actions = std::env::var("GITHUB_ACTIONS").is_ok_and(|value| value == "true");
        let file = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
        let (step_summary, step_outputs) = (file("GITHUB_STEP_SUMMARY"), file("GITHUB_OUTPUT"));
        let pull_request = PullRequest::told(|name| std::env::var(name).ok());
        let cache = cache(|name| file(name).filter(|path| path.is_absolute()));
        Self { now, in_ci, in_github_actions, step_summary, step_outputs, columns, pull_request, cache }
    }
}

/// The folder for what can be done without, from the variables that name absolute paths: its own, that of the XDG Base
/// Directory Specification, or the usual one of the system.
fn cache(path: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let usual = || match std::env::consts::OS {
        "macos" => path("HOME").map(|home| home.join("Library/Caches")),
        "windows" => path("LOCALAPPDATA"),
        _ => path("HOME").map(|home| home.join(".cache")),
    };
    path("DEMING_CACHE").or_else(|| Some(path("XDG_CACHE_HOME").or_else(usual)?.join("deming")))
}

fn end_of_second(moment: Timestamp) -> Timestamp {
    Timestamp::from_second(moment.as_second().saturating_add(1)).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_has_its_own_folder() {
        let of = |set: &[(&str, &str)]| {
            let value =
                |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, path)| path.into());
            cache(value)
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[("XDG_CACHE_HOME", "/c"), ("HOME", "/h")]), Some("/c/deming".into()));
        assert_eq!(of(&[("XDG_CACHE_HOME", "/c"), ("DEMING_CACHE", "/d")]), Some("/d".into()));
    }

    #[test]
    fn empty_variables_are_not_set() {
        let none = PullRequest::told(|name| (name == "GITHUB_BASE_REF").then(String::new));
        assert!(!none.is_one());
    }

    #[test]
    fn each_system_says_it_in_a_variable_of_its_own() {
        for (variable, system) in BASE_BRANCHES {
            let told = PullRequest::told(|name| (name == variable).then(|| "refs/heads/main".to_owned()));
            assert_eq!(told.system, Some(system), "{variable}");
            assert_eq!(told.base_branch, Some((variable, "main".to_owned())));
        }
        let told = PullRequest::told(|name| (name == BASE_COMMIT).then(|| "abc".to_owned()));
        assert_eq!((told.system, told.base_commit.is_some()), (Some(System::GitLab), true));
    }
}
