//! Step 3, gather: what really happened, as observations of the declared metrics.
//!
//! Nothing is judged here. What cannot be read is a finding and no observation; a source that cannot be read whole gives
//! none at all, since half of the truth is no basis for a verdict.

pub mod clocks;
pub mod connection;
pub mod due;
pub mod exec;
mod file;
mod files;
pub mod history;
mod openmetrics;
mod ratio;
pub mod remote;
pub mod report;
pub mod rules;
pub mod sql;
pub mod store;
pub mod upptime;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

pub use self::file::Cache;
pub use self::files::Files;
use self::sql::sqlite::Asked;
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings, Label, Location};
use crate::model::observation::{Absence, Observations};
use crate::model::report::ReportSource;
use crate::model::source::{FileSource, GitSource, Measure, Question, RatioSource, RemoteSource, Source};
use crate::model::{Metric, Name};

/// What is asked of the sources.
pub struct Request<'a> {
    /// The metrics to gather; none means all.
    pub metrics: Option<&'a BTreeSet<Name>>,
    /// The files to read.
    pub files: &'a dyn Files,
    /// The reader of the repository's own history.
    pub history: &'a History<'a>,
    /// The reader of reports that other tools leave in the repository.
    pub reports: &'a Reports<'a>,
    /// The reader of what was recorded of remote systems.
    pub observed: &'a Recorded<'a>,
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

/// Reads a report that another tool left in the repository, as a metric asks, and says what it found on the way.
pub type Reports<'a> = dyn Fn(&Metric, &ReportSource, &mut Findings) -> Observations + 'a;
/// Reads what earlier runs of `gather` were told of metrics, in their order, and says what it found on the way.
pub type Recorded<'a> = dyn Fn(&[(&Metric, &RemoteSource)]) -> (Vec<Observations>, Vec<Finding>) + 'a;

/// What the sources gave.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// For each metric, what was observed, or why nothing was.
    pub observations: BTreeMap<Name, Observations>,
    /// What is wrong with sources and data.
    pub findings: Findings,
}

/// Gathers what local sources hold, and what was recorded of remote ones. Those are not asked.
pub fn gather(catalog: &Catalog, request: &Request<'_>) -> Gathered {
    let mut gathered = Gathered::default();
    let (mut from_files, mut databases) = (FromFiles::default(), Vec::new());
    let mut remote = Vec::new();
    let wanted = |name: &Name| request.metrics.is_none_or(|names| names.contains(name));
    for (name, metric) in catalog.metrics.iter().filter(|(name, _)| wanted(name)) {
        let absent = |absence| Observations::absent(name.clone(), absence);
        let observations = match metric.gather.as_ref().map(|gather| &gather.source) {
            None => absent(Absence::NoSource),
            Some(Source::Remote(source)) => {
                match in_tree(metric, source) {
                    Some(asked) => databases.push(asked),
                    None => remote.push((metric, source)),
                }
                continue;
            }
            Some(Source::Git(source)) => (request.history)(metric, source, &mut gathered.findings),
            Some(Source::Report(source)) => (request.reports)(metric, source, &mut gathered.findings),
            Some(Source::Foreign(foreign)) => {
                absent(Absence::Foreign(foreign.kind.clone().unwrap_or_default()))
            }
            Some(Source::File(source)) => {
                from_files.whole.push((metric, source));
                continue;
            }
            Some(Source::Ratio(source)) => match from_files.add_ratio(metric, source) {
                None => continue,
                Some(whole) => ratio::contrary(whole.gather(metric, request, &mut gathered.findings)),
            },
        };
        gathered.observations.insert(name.clone(), observations);
    }
    if !remote.is_empty() {
        let (observations, findings) = (request.observed)(&remote);
        let names = remote.iter().map(|(metric, _)| metric.meta.name.clone());
        gathered.observations.extend(names.zip(observations));
        gathered.findings.extend(findings);
    }
    let (observations, findings) = from_files.gather(request);
    gathered.observations.extend(observations);
    gathered.findings.extend(each_once(findings));
    let (observations, findings) =
        sql::sqlite::gather(request.files, &databases, request.recorded, request.jobs);
    gathered.observations.extend(observations.into_iter().map(|of| (of.metric.clone(), of)));
    gathered.findings.extend(findings);
    gathered
}

/// A metric with what it asks from a database in the repository.
fn in_tree<'a>(metric: &'a Metric, source: &'a RemoteSource) -> Option<Asked<'a>> {
    match &source.question {
        Question::Sql(question) => Some(Asked { metric, source, question, path: question.file.as_deref()? }),
        _ => None,
    }
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

/// What is read as a whole, and not by rows.
enum Whole<'a> {
    Git(&'a GitSource),
    Report(&'a ReportSource),
}

impl Whole<'_> {
    fn gather(&self, metric: &Metric, request: &Request<'_>, findings: &mut Findings) -> Observations {
        match self {
            Self::Git(source) => (request.history)(metric, source, findings),
            Self::Report(source) => (request.reports)(metric, source, findings),
        }
    }
}

type Read = BTreeMap<Name, Observations>;

impl<'a> FromFiles<'a> {
    /// Adds the files of a ratio; gives what tells of failures where that is something else.
    fn add_ratio(&mut self, metric: &'a Metric, source: &'a RatioSource) -> Option<Whole<'a>> {
        match source {
            RatioSource::Parts { part, total, .. } => {
                self.parts.push((metric, part));
                self.totals.push((metric, total));
            }
            RatioSource::Failures(source) => match source.as_ref() {
                Source::File(file) => self.failures.push((metric, file)),
                Source::Git(git) => return Some(Whole::Git(git)),
                Source::Report(report) => return Some(Whole::Report(report)),
                Source::Remote(_) | Source::Ratio(_) | Source::Foreign(_) => {}
            },
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
            let mut read: Read = observations.into_iter().map(|of| (of.metric.clone(), of)).collect();
            for (metric, source) in metrics {
                let of_metric = read.get_mut(&metric.meta.name).into_iter();
                findings.extend(of_metric.flat_map(|of| clocks::settle(metric, &source.place, of)));
            }
            read
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
