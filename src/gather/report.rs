//! Reports that other tools leave in a repository: read where they lie, so that nobody has to be asked.
//!
//! | file | knows |
//! |---|---|
//! | `benchmark` | results that github-action-benchmark keeps |
//! | `junit` | runs of tests in JUnit's XML |
//! | `page` | pages of metrics |
//! | `collect` | observations as they are put together |
//! | `unit` | units of time as benchmarks write them |
//! | [`rules`] | what can be wrong with them |
//!
//! Upptime, which writes its reports into the history, has a [room of its own](super::upptime).

mod benchmark;
mod collect;
mod junit;
mod page;
pub mod rules;
mod unit;

use std::collections::BTreeMap;
use std::io::Read;

use jiff::Timestamp;

use self::benchmark::Benchmarks;
use self::collect::Collector;
use super::files::Files;
use super::upptime::local::Local;
use crate::finding::{Finding, Findings};
use crate::git::{CommitId, FolderLog, Repository, Snapshot};
use crate::model::report::{Report, ReportSource};
use crate::model::{Metric, Observations};
use crate::text::nearest;

/// The most bytes that a report may have.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Where reports are looked for.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The commit whose history counts; `None` before the first commit.
    pub head: Option<CommitId>,
    /// The files at hand.
    pub files: &'a dyn Files,
    /// Now: an outage without an end goes on until then.
    pub as_of: Timestamp,
    /// Until when reports can tell of anything; see [`Request`](super::Request).
    pub recorded: Timestamp,
}

/// Reads reports, each file once for all metrics.
pub struct Reader<'a> {
    place: Place<'a>,
    upptime: Local,
    benchmarks: Benchmarks,
    logs: BTreeMap<String, Result<FileTimes, String>>,
}

/// When the files of a folder were last changed, as far as somebody asked.
struct FileTimes {
    log: FolderLog,
    changed: BTreeMap<(String, String), Timestamp>,
}

impl<'a> Reader<'a> {
    /// A reader that has read nothing yet.
    pub fn new(place: Place<'a>) -> Self {
        Self { place, upptime: Local::default(), benchmarks: Benchmarks::default(), logs: BTreeMap::new() }
    }

    /// The observations of a metric that a report tells.
    pub fn gather(
        &mut self,
        metric: &Metric,
        source: &ReportSource,
        findings: &mut Findings,
    ) -> Observations {
        match &source.report {
            Report::Upptime(question) => {
                findings.extend(collect::idle_dimensions(metric, &[]));
                let (history, asked) =
                    ((self.place.repository, self.place.head), (metric, question, &source.place));
                self.upptime.gather(history, asked, self.place.as_of, findings)
            }
            Report::Benchmark(question) => {
                let collector = Collector::of_suites(metric, &source.place, self.place.recorded);
                let read = self.benchmarks.gather(&self.place, question, collector);
                finished(read, findings)
            }
            Report::JUnit(question) => {
                let collector = Collector::of_suites(metric, &source.place, self.place.recorded);
                let read = junit::gather(self, question, collector);
                finished(read, findings)
            }
            Report::OpenMetrics(question) => {
                let collector = Collector::new(metric, &source.place, self.place.recorded);
                let read = page::gather(self, question, collector);
                finished(read, findings)
            }
        }
    }

    /// When the commit was made that brought a file as it is now; `None` where none has.
    fn committed(&mut self, path: &str) -> Option<Timestamp> {
        let blob = self.place.files.blob(path)?;
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let place = self.place;
        let open = || FileTimes::open(&place, folder);
        let times = self.logs.entry(folder.to_owned()).or_insert_with(open).as_mut().ok()?;
        times.of(file, &blob)
    }
}

impl FileTimes {
    fn open(place: &Place<'_>, folder: &str) -> Result<Self, String> {
        let tip = place.head.ok_or("there is no commit")?;
        let log = FolderLog::open(place.repository, tip, folder).map_err(|error| error.to_string())?;
        Ok(Self { log, changed: BTreeMap::new() })
    }

    /// Reads back to the commit that brought the content of a file. Of several that did the latest counts.
    fn of(&mut self, file: &str, blob: &str) -> Option<Timestamp> {
        let key = (file.to_owned(), blob.to_owned());
        loop {
            if let Some(at) = self.changed.get(&key) {
                return Some(*at);
            }
            let changes = self.log.next_commit().ok().filter(|changes| !changes.is_empty())?;
            for change in changes {
                let Some(blob) = change.blob else { continue };
                self.changed.entry((change.file, blob.to_string())).or_insert(change.committed);
            }
        }
    }
}

fn finished((observations, found): (Observations, Vec<Finding>), findings: &mut Findings) -> Observations {
    findings.extend(found);
    observations
}

/// The files that a path matches; the sentences say why there is none, and what to do.
fn matching(files: &dyn Files, path: &str) -> Result<Vec<String>, (String, String)> {
    let found = files.matching(path).map_err(|reason| (reason, "see the `path`".to_owned()))?;
    if !found.is_empty() {
        return Ok(found);
    }
    let message = format!("no file matches `{}`", super::file::quiet(path));
    let help = match nearest(path, files.data_files()) {
        Some(near) => format!("did you mean `{}`?", super::file::quiet(near)),
        None => "paths start at the root of the repository; commit the report, or mend the `path`".to_owned(),
    };
    Err((message, help))
}

/// The text of a file. Bytes that are no UTF-8 are replaced.
fn text(files: &dyn Files, path: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let stream = files.open(path)?.take(MAX_BYTES + 1);
    { stream }.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("it has more than {} MiB", MAX_BYTES >> 20));
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// The tree of a branch or tag of the repository; of a branch that only the remote `origin` has, its state there.
fn tree_of(repository: &Repository, reference: &str) -> Result<Snapshot, String> {
    let forms = [
        format!("refs/heads/{reference}"),
        format!("refs/remotes/origin/{reference}"),
        format!("refs/tags/{reference}"),
    ];
    let commit = forms.iter().find_map(|form| repository.resolve(form).ok());
    let Some(commit) = commit else {
        return Err(format!("there is no branch or tag `{}`", super::file::quiet(reference)));
    };
    Snapshot::commit(repository, commit).map_err(|error| error.to_string())
}
