//! How proposals are made.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::rules;
use super::super::scalar::Parsed;
use super::super::v1::word::words;
use super::outside;
use crate::finding::Finding;
use crate::model::Duration;
use crate::model::settings::{Author, Limits, Proposals, PullRequests, Reviewers};
use crate::text::Place;

/// How proposals are made.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "Proposals")]
pub(super) struct ProposalsSpec {
    /// How much attention proposals may ask for.
    #[serde(default)]
    limits: LimitsSpec,
    /// For how long a proposal is left in peace whose branch people deleted without merging it. One that has got a tenth worse comes back before that.
    #[schemars(extend("default" = "90d"))]
    dismissed_for: Option<Parsed<Duration>>,
    /// Who makes commits.
    author: Option<AuthorSpec>,
    /// Whether proposals bear `Signed-off-by` of their author, as projects ask for that hold to the Developer Certificate of Origin.
    #[schemars(extend("default" = false))]
    sign_off: Option<bool>,
    /// The folder that proposals add actions to.
    #[schemars(extend("default" = "improvement/actions"))]
    actions: Option<String>,
    /// The pull requests (merge requests) that `--open` makes of proposals.
    #[serde(default)]
    pull_requests: PullRequestsSpec,
}

/// How much attention proposals may ask for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "Limits")]
struct LimitsSpec {
    /// Open proposals at most.
    #[schemars(extend("default" = 10))]
    open: Option<u16>,
    /// New proposals in one run at most.
    #[schemars(extend("default" = 10))]
    per_run: Option<u16>,
}

/// Who makes commits.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Author")]
struct AuthorSpec {
    /// Name.
    #[schemars(example = &"deming")]
    name: String,
    /// Mail address.
    #[schemars(example = &"deming@example.org")]
    email: String,
}

/// The pull requests that proposals are opened as.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "PullRequests")]
struct PullRequestsSpec {
    /// The branch that they are to be merged into; the default branch of the remote unless given.
    #[schemars(example = &"main")]
    base: Option<String>,
    /// The labels that they bear from the start. Those that people add or take off later stay so.
    #[serde(default)]
    #[schemars(example = ["improvement"])]
    labels: Vec<String>,
    /// Whom they ask for a review.
    #[schemars(extend("default" = "owners"))]
    reviewers: Option<ReviewersWord>,
    /// Whether they begin as drafts.
    #[schemars(extend("default" = false))]
    draft: Option<bool>,
}

words! {
    /// Whom pull requests ask for a review.
    ReviewersWord => Reviewers {
        /// Whoever is accountable for the service at stake, where the forge knows them by handle.
        "owners" Owners => Reviewers::Owners,
        /// Nobody.
        "none" Nobody => Reviewers::Nobody,
    }
}

impl ProposalsSpec {
    /// The settings that are meant; what is wrong with them is told.
    pub(super) fn lower(self, place: &Place, findings: &mut Vec<Finding>) -> Proposals {
        let default = Proposals::default();
        if let Some(folder) = &self.actions {
            findings.extend(outside(folder, place.child("actions")));
        }
        let limits = Limits {
            open: self.limits.open.map_or(default.limits.open, usize::from),
            per_run: self.limits.per_run.map_or(default.limits.per_run, usize::from),
        };
        Proposals {
            limits,
            dismissed_for: self.dismissed_for.map_or(default.dismissed_for, |time| time.0),
            author: self.author.map_or(default.author, |it| Author { name: it.name, email: it.email }),
            signs_off: self.sign_off.unwrap_or(default.signs_off),
            actions: self.actions.unwrap_or(default.actions),
            pull_requests: self.pull_requests.lower(&place.child("pullRequests"), findings),
        }
    }
}

impl PullRequestsSpec {
    fn lower(self, place: &Place, findings: &mut Vec<Finding>) -> PullRequests {
        let default = PullRequests::default();
        for (index, label) in self.labels.iter().enumerate() {
            // GitLab lists labels with commas between.
            if label.trim().is_empty() || label.contains([',', '\n', '\r']) {
                let message = format!("`{}` is no label of a pull request", label.escape_debug());
                let help = "a label is one line without commas";
                let at = place.child("labels").index(index);
                findings.push(Finding::new(&rules::INVALID_VALUE, at, message).help(help));
            }
        }
        PullRequests {
            base: self.base,
            labels: self.labels,
            reviewers: self.reviewers.map_or(default.reviewers, ReviewersWord::lower),
            is_draft: self.draft.unwrap_or(default.is_draft),
        }
    }
}
