//! `source.upptime`: the history of a site that Upptime keeps.

use schemars::JsonSchema;
use serde::Deserialize;

use super::remote::remote;
use super::word::words;
use crate::model::report::{Report, ReportSource, UptimeQuestion};
use crate::model::source::{Question, Source};
use crate::text::Place;

/// The history of a site that Upptime keeps: down time, from each commit that changed its status to the next. That of
/// this repository is read where it lies; that of another one only by `deming gather`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UpptimeSource")]
pub struct UpptimeSpec {
    /// The repository: `.` is this one, else a path or a URL.
    #[schemars(example = &"https://example.org/team/upptime.git")]
    repository: String,
    /// The site: its short name, its file below `history/`, or the name that people know it by.
    #[schemars(example = &"shop")]
    site: String,
    /// What a site counts as that answers too slowly.
    #[serde(default)]
    #[schemars(extend("default" = "up"))]
    degraded: DegradedWord,
}

words! {
    /// What a site counts as that answers too slowly. `true`: as down.
    #[derive(Default)]
    DegradedWord => bool {
        /// As up.
        #[default]
        "up" Up => false,
        /// As down.
        "down" Down => true,
    }
}

impl UpptimeSpec {
    /// The same for the model: local where the history is this repository's.
    pub fn lower(self, place: Place) -> Source {
        let question = UptimeQuestion {
            repository: self.repository,
            site: self.site,
            degraded_is_down: self.degraded.lower(),
        };
        if question.is_of_this_repository() {
            return Source::Report(Box::new(ReportSource { report: Report::Upptime(question), place }));
        }
        Source::Remote(remote(Question::Upptime(question), None, place))
    }
}
