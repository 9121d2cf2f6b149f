//! Step 3, gather: what really happened, as observations of the declared metrics.
//!
//! Nothing is judged here. What cannot be read is a finding and no observation; a source that cannot be read whole gives
//! none at all, since half of the truth is no basis for a verdict.

mod file;
mod files;
pub mod history;
pub mod rules;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

pub use self::files::Files;
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings, Label, Location};
use crate::model::observation::{Absence, Observations};
use crate::model::source::{FileSource, GitSource, Source};
use crate::model::{Metric, Name};

/// What is asked of the sources.
pub struct Request<'a> {
    /// The metrics to gather; none means all.
    pub metrics: Option<&'a BTreeSet<Name>>,
    /// The files to read.
    pub files: &'a dyn Files,
    /// The reader of the repository's own history.
    pub history: &'a History<'a>,
    /// Now: an outage without an end goes on until then.
    pub as_of: Timestamp,
    /// Until when the files can tell of anything: the later of `as_of` and the time of the commit that they belong to.
    /// What they say of later moments is announced or mistaken, and no observation.
    pub recorded: Timestamp,
    /// How many readings of files may go on at the same time.
    pub jobs: usize,
}

/// Reads the history of a repository as a metric asks, and says what it found on the way.
pub type History<'a> = dyn Fn(&Metric, &GitSource, &mut Findings) -> Observations + 'a;

/// What the sources gave.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// For each metric, what was observed, or why nothing was.
    pub observations: BTreeMap<Name, Observations>,
    /// What is wrong with sources and data.
    pub findings: Findings,
}

/// Gathers what local sources hold. Remote sources are not asked; their metrics say so.
pub fn gather(catalog: &Catalog, request: &Request<'_>) -> Gathered {
    let mut gathered = Gathered::default();
    let mut from_files: Vec<(&Metric, &FileSource)> = Vec::new();
    let wanted = |name: &Name| request.metrics.is_none_or(|names| names.contains(name));
    for (name, metric) in catalog.metrics.iter().filter(|(name, _)| wanted(name)) {
        let absent = |absence| Observations::absent(name.clone(), absence);
        let observations = match metric.gather.as_ref().map(|gather| &gather.source) {
            None => absent(Absence::NoSource),
            Some(Source::Remote(remote)) => absent(Absence::NotGathered(remote.kind.keyword())),
            Some(Source::Git(source)) => (request.history)(metric, source, &mut gathered.findings),
            Some(Source::File(source)) => {
                from_files.push((metric, source));
                continue;
            }
        };
        gathered.observations.insert(name.clone(), observations);
    }
    let horizon = file::Horizon { as_of: request.as_of, recorded: request.recorded };
    let (observations, findings) = file::gather(request.files, &from_files, horizon, request.jobs);
    gathered.observations.extend(observations.into_iter().map(|of| (of.metric.clone(), of)));
    gathered.findings.extend(each_once(findings));
    gathered
}

/// Two metrics that stumble over the same cell say so once, with what each has to do with it.
fn each_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut told: Vec<Finding> = Vec::new();
    let mut known = BTreeMap::new();
    for finding in findings {
        let (line, column) = match &finding.location {
            Location::Declared(_) | Location::Text { .. } => {
                told.push(finding);
                continue;
            }
            Location::Data { line, column, .. } => (*line, column.clone()),
            Location::Path(_) => (0, None),
        };
        let path = finding.location.path().to_owned();
        let place = known.entry((finding.rule.code, path, line, column, finding.message.clone()));
        let index = *place.or_insert(told.len());
        match told.get_mut(index) {
            Some(first) => add_labels(first, finding.labels),
            None => told.push(finding),
        }
    }
    told
}

/// Adds the labels that say something new.
fn add_labels(finding: &mut Finding, labels: Vec<Label>) {
    for label in labels {
        if finding.labels.iter().all(|known| known.text != label.text) {
            finding.labels.push(label);
        }
    }
}
