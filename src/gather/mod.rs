//! Step 3, gather: what really happened, as observations of the declared metrics.
//!
//! Nothing is judged here. What cannot be read is a finding and no observation; a source that cannot be read whole gives
//! none at all, since half of the truth is no basis for a verdict.

mod file;
mod files;
pub mod history;
mod ratio;
pub mod remote;
pub mod rules;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

pub use self::file::Cache;
pub use self::files::Files;
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings, Label, Location};
use crate::model::observation::{Absence, Observations};
use crate::model::source::{FileSource, GitSource, Measure, RatioSource, Source};
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
    /// Where what large tables came to is kept between runs.
    pub cache: Option<&'a Cache>,
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
    let mut from_files = FromFiles::default();
    let wanted = |name: &Name| request.metrics.is_none_or(|names| names.contains(name));
    for (name, metric) in catalog.metrics.iter().filter(|(name, _)| wanted(name)) {
        let absent = |absence| Observations::absent(name.clone(), absence);
        let observations = match metric.gather.as_ref().map(|gather| &gather.source) {
            None => absent(Absence::NoSource),
            Some(Source::Remote(remote)) => absent(Absence::NotGathered(remote.question.kind().keyword())),
            Some(Source::Git(source)) => (request.history)(metric, source, &mut gathered.findings),
            Some(Source::Foreign(foreign)) => {
                absent(Absence::Foreign(foreign.kind.clone().unwrap_or_default()))
            }
            Some(Source::File(source)) => {
                from_files.whole.push((metric, source));
                continue;
            }
            Some(Source::Ratio(source)) => match from_files.add_ratio(metric, source) {
                None => continue,
                Some(git) => ratio::contrary((request.history)(metric, git, &mut gathered.findings)),
            },
        };
        gathered.observations.insert(name.clone(), observations);
    }
    let (observations, findings) = from_files.gather(request);
    gathered.observations.extend(observations);
    gathered.findings.extend(each_once(findings));
    gathered
}

/// The metrics that files are read for, by what becomes of their rows.
#[derive(Default)]
struct FromFiles<'a> {
    /// Metrics whose rows are their observations.
    whole: Vec<(&'a Metric, &'a FileSource)>,
    /// The good, or the bad, of shares with two sources.
    parts: Vec<(&'a Metric, &'a FileSource)>,
    /// Their totals.
    totals: Vec<(&'a Metric, &'a FileSource)>,
    /// Metrics whose rows tell the contrary.
    failures: Vec<(&'a Metric, &'a FileSource)>,
}

type Read = BTreeMap<Name, Observations>;

impl<'a> FromFiles<'a> {
    /// Adds the files of a ratio; gives the history where that is what tells of failures.
    fn add_ratio(&mut self, metric: &'a Metric, source: &'a RatioSource) -> Option<&'a GitSource> {
        match source {
            RatioSource::Parts { part, total, .. } => {
                self.parts.push((metric, part));
                self.totals.push((metric, total));
            }
            RatioSource::Failures(Source::File(file)) => self.failures.push((metric, file)),
            RatioSource::Failures(Source::Git(git)) => return Some(git),
            RatioSource::Failures(_) => {}
        }
        None
    }

    fn gather(self, request: &Request<'_>) -> (Read, Vec<Finding>) {
        let mut findings = Vec::new();
        let horizon = file::Horizon { as_of: request.as_of, recorded: request.recorded };
        let mut read = |metrics: &[(&Metric, &FileSource)]| -> Read {
            let (observations, found) =
                file::gather(request.files, metrics, horizon, request.jobs, request.cache);
            findings.extend(found);
            observations.into_iter().map(|of| (of.metric.clone(), of)).collect()
        };
        let mut observations = read(&self.whole);
        let (mut parts, mut totals) = (read(&self.parts), read(&self.totals));
        observations.extend(read(&self.failures).into_iter().map(|(name, of)| (name, ratio::contrary(of))));
        for (metric, _) in &self.parts {
            let name = &metric.meta.name;
            let (Some(part), Some(total)) = (parts.remove(name), totals.remove(name)) else { continue };
            observations.insert(name.clone(), together(metric, part, total));
        }
        (observations, findings)
    }
}

/// The shares of a metric whose good (or bad) and total have been read.
fn together(metric: &Metric, part: Observations, total: Observations) -> Observations {
    let Some(Source::Ratio(source)) = metric.gather.as_ref().map(|gather| &gather.source) else {
        return total;
    };
    let RatioSource::Parts { part_is_good, is_counter, part: of_part, total: of_total } = source.as_ref()
    else {
        return total;
    };
    let counted = |of: Observations, source: &FileSource| {
        let grows = *is_counter && matches!(source.measure, Measure::Value { .. });
        if grows { ratio::increases(of) } else { of }
    };
    ratio::shares(counted(part, of_part), *part_is_good, counted(total, of_total))
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
