//! `source.git`: the history of the repository itself.

use schemars::JsonSchema;
use serde::Deserialize;

use super::word::words;
use crate::declare::lower::OneOrMany;
use crate::declare::scalar::Parsed;
use crate::model::Duration;
use crate::model::source::{FailureSign, GitMeasure, GitSource};
use crate::text::Place;

/// A measure of the repository's own history.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GitSource")]
pub struct GitSpec {
    /// What is measured.
    measure: GitMeasureWord,
    /// What a release is.
    #[serde(default)]
    releases: ReleasesSpec,
    /// The main line.
    #[schemars(extend("default" = "HEAD"))]
    branch: Option<String>,
    /// For `change-failure`: within how much time a hot-fix or a revert marks a release as failed.
    #[schemars(extend("default" = "7d"))]
    within: Option<Parsed<Duration>>,
    /// For `change-failure`: what marks a release as failed.
    #[schemars(extend("default" = ["hot-fix", "revert"]))]
    signs: Option<Vec<SignWord>>,
}

words! {
    /// What the history of a repository can tell.
    GitMeasureWord => GitMeasure {
        /// For each commit, the time until the first release that contains it.
        "lead-time" LeadTime => GitMeasure::LeadTime,
        /// One for each release.
        "deployments" Deployments => GitMeasure::Deployments,
        /// For each release but the first, the time since the one before.
        "release-interval" ReleaseInterval => GitMeasure::ReleaseInterval,
        /// For each release, whether it failed; the share of those that did.
        "change-failure" ChangeFailure => GitMeasure::ChangeFailure,
    }
}

words! {
    /// What marks a release as a repair of the one before.
    SignWord => FailureSign {
        /// A release with a patch number above zero, soon after another release.
        "hot-fix" HotFix => FailureSign::HotFix,
        /// A commit that reverts one of an earlier release.
        "revert" Revert => FailureSign::Revert,
    }
}

/// Which tags are releases.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "Releases")]
struct ReleasesSpec {
    /// Globs of the tags that are releases: one, or a list.
    #[schemars(extend("default" = DEFAULT_TAGS))]
    tags: Option<OneOrMany<String>>,
    /// Whether pre-releases (`v1.0.0-rc1`) are releases.
    #[serde(default)]
    #[schemars(extend("default" = false))]
    pre_releases: bool,
    /// Whether releases count that the main line does not contain.
    #[schemars(extend("default" = true))]
    off_branch: Option<bool>,
}

/// `v1.2.3` and `1.2.3`.
const DEFAULT_TAGS: [&str; 2] = ["v[0-9]*", "[0-9]*"];

impl GitSpec {
    /// The same for the model.
    pub fn lower(self, place: Place) -> GitSource {
        let signs = match self.signs {
            Some(signs) => signs.into_iter().map(SignWord::lower).collect(),
            None => vec![FailureSign::HotFix, FailureSign::Revert],
        };
        GitSource {
            measure: self.measure.lower(),
            tags: match self.releases.tags {
                Some(tags) => tags.into_vec(),
                None => DEFAULT_TAGS.map(String::from).into(),
            },
            pre_releases: self.releases.pre_releases,
            off_branch: self.releases.off_branch.unwrap_or(true),
            branch: self.branch.unwrap_or_else(|| "HEAD".into()),
            within: self.within.map_or(Duration::days(7), |within| within.0),
            signs,
            place,
        }
    }
}
