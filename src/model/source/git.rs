//! Measures of the repository's own history.

use crate::model::Duration;
use crate::text::Place;

/// A measure of the repository's own history.
#[derive(Debug, Clone)]
pub struct GitSource {
    /// What is measured.
    pub measure: GitMeasure,
    /// Globs of the tags that are releases.
    pub tags: Vec<String>,
    /// Whether pre-releases (`v1.0.0-rc1`) are releases.
    pub pre_releases: bool,
    /// Whether releases count that the branch does not contain.
    pub off_branch: bool,
    /// The main line.
    pub branch: String,
    /// Within how much time after a release a hot-fix or a revert marks it as failed.
    pub within: Duration,
    /// What marks a release as failed.
    pub signs: Vec<FailureSign>,
    /// Where it is declared.
    pub place: Place,
}

impl GitSource {
    pub(super) fn reads_the_same_as(&self, other: &Self) -> bool {
        let Self { measure, tags, pre_releases, off_branch, branch, within, signs, place: _ } = self;
        *measure == other.measure
            && *tags == other.tags
            && *pre_releases == other.pre_releases
            && *off_branch == other.off_branch
            && *branch == other.branch
            && *within == other.within
            && *signs == other.signs
    }
}

/// What the history of a repository can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GitMeasure {
    /// An observation of one for each release.
    Deployments,
    /// For each commit, the time until the first release that contains it.
    LeadTime,
    /// For each release but the first, the time since the one before.
    ReleaseInterval,
    /// For each release, whether it failed.
    ChangeFailure,
}

/// What marks a release as a repair of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureSign {
    /// A release with a patch number above zero, soon after another release.
    HotFix,
    /// A commit that reverts one of an earlier release.
    Revert,
}
