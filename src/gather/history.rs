//! The `git` source: the repository's own history as observations.
//!
//! The measures are those of Forsgren, Humble and Kim, *Accelerate* (2018), as far as a history can tell them: a
//! release is a tag, a change is a commit, and a release has failed when it soon needed repair.

mod failure;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::rules::{CLOCKS_DISAGREE, DATED_AHEAD, HISTORY_UNREADABLE, NO_RELEASES, SHALLOW_HISTORY};
use crate::finding::{Finding, Findings};
use crate::git::history::{LeadTime, Release};
use crate::git::{GitError, History, ReleaseRules, Repository};
use crate::model::observation::{Absence, Doubts, Origin, Point, Records, Row, Tally};
use crate::model::source::{GitMeasure, GitSource};
use crate::model::window::seconds_between;
use crate::model::{Metric, Observations};

/// Histories that have been read, by branch and release rules: four metrics of one repository read it once.
#[derive(Default)]
pub struct Histories {
    read: BTreeMap<String, Result<History, GitError>>,
}

impl Histories {
    fn get(&mut self, repository: &Repository, source: &GitSource) -> &Result<History, GitError> {
        let rules = ReleaseRules {
            tags: source.tags.clone(),
            pre_releases: source.pre_releases,
            off_branch: source.off_branch,
        };
        let key = format!("{}\n{rules:?}", source.branch);
        self.read.entry(key).or_insert_with(|| History::open(repository, &source.branch, &rules))
    }
}

/// The observations of a metric that the history of the repository gives, up to `as_of`. `now` is what the clock
/// says, where that is the moment looked at: from an earlier one, later releases are nothing strange.
pub fn gather(
    histories: &mut Histories,
    repository: &Repository,
    metric: &Metric,
    source: &GitSource,
    as_of: Timestamp,
    now: Option<Timestamp>,
    findings: &mut Findings,
) -> Observations {
    let lost = |reason: String| Observations::absent(metric.meta.name.clone(), Absence::Lost(reason));
    let history = match histories.get(repository, source) {
        Ok(history) => history,
        Err(GitError::Unborn { .. }) => return lost("the repository has no commit yet".into()),
        Err(error) => {
            let finding = Finding::new(&HISTORY_UNREADABLE, &source.place, error.to_string());
            findings.push(match error.hint() {
                Some(hint) => finding.help(hint),
                None => finding,
            });
            return lost(error.to_string());
        }
    };
    if history.is_truncated() {
        let message = "the clone is shallow, so its history says nothing true about releases and changes";
        let help = "run `git fetch --unshallow --tags`, or clone with full history (in CI: `fetch-depth: 0`)";
        findings.push(Finding::new(&SHALLOW_HISTORY, &source.place, message).help(help));
        return lost("the clone is shallow".into());
    }
    if history.releases().is_empty() {
        let reason = format!("no tag of this repository fits {}", source.tags.join(", "));
        findings.push(
            Finding::new(&NO_RELEASES, &source.place, reason.clone())
                .help("name the tags that are your releases in `releases.tags`, or tag a release"),
        );
        return lost(reason);
    }
    // Releases come by time, so those until now are the first ones.
    let until_now = history.releases().partition_point(|release| release.time <= as_of);
    let released = history.releases().get(..until_now).unwrap_or_default();
    findings.extend(now.and_then(|now| ahead(history.releases(), source, now)));
    let measured = measure(history, released, source);
    if !measured.backwards.is_empty() {
        let backwards = measured.backwards.len();
        let message = format!(
            "{backwards} of {} commits are dated after the release that contains them, by clocks that disagree; they are left out",
            backwards + measured.points.len(),
        );
        findings.push(Finding::new(&CLOCKS_DISAGREE, &source.place, message));
    }
    observations(metric, released, measured, as_of)
}

/// Tells of releases that are dated after what the clock says.
fn ahead(releases: &[Release], source: &GitSource, now: Timestamp) -> Option<Finding> {
    let known = releases.partition_point(|release| release.time <= now);
    let ahead = releases.get(known..).unwrap_or_default();
    let first = ahead.first()?;
    let (noun, are, they_are) = match ahead.len() {
        1 => ("release", "is", "it is"),
        _ => ("releases", "are", "they are"),
    };
    let message = format!(
        "{} {noun} ({} first, at {}) {are} dated after {now}, which lies in the future; {they_are} not looked at",
        ahead.len(),
        first.tag,
        first.time
    );
    let help = "see the clock of the machine that tags; what lies in the future counts once it has come";
    Some(Finding::new(&DATED_AHEAD, &source.place, message).help(help).key("ahead"))
}

/// Points, and when the releases were of those that could not be made because clocks ran backwards, in order.
struct Measured {
    points: Vec<Point>,
    backwards: Vec<Timestamp>,
}

fn observations(metric: &Metric, released: &[Release], measured: Measured, as_of: Timestamp) -> Observations {
    let used = measured.points.len() as u64;
    let unreadable = measured.backwards.len() as u64;
    Observations {
        metric: metric.meta.name.clone(),
        records: Records::Points(measured.points.into_iter().collect()),
        groups: vec![Vec::new()],
        // History is complete: when nothing was released until now, then nothing was released.
        known_until: Some(as_of),
        known_since: Some(Timestamp::MIN),
        doubts: Doubts { dated: measured.backwards, undated: 0 },
        origins: released.iter().map(origin).collect(),
        tally: Tally { read: used + unreadable, used, unreadable, ..Tally::default() },
        absence: (used == 0).then_some(Absence::Empty),
        earlier: None,
    }
}

/// A release is where an observation of the history stands, so that a figure can be walked back to tags.
fn origin(release: &Release) -> Origin {
    Origin { path: format!("tag {}", release.tag), blob: Some(release.commit.to_string()) }
}

/// What the releases until now come to; the history knows later ones, too.
fn measure(history: &History, released: &[Release], source: &GitSource) -> Measured {
    match source.measure {
        GitMeasure::Deployments => each(released, |_, _| Some(1.0)),
        GitMeasure::ReleaseInterval => each(released, |index, release| {
            let before = released.get(index.checked_sub(1)?)?;
            Some(seconds_between(before.time, release.time))
        }),
        // One observation for each release: 1 when it has failed, else 0. The metric is the share that failed.
        GitMeasure::ChangeFailure => {
            let failed = failure::marks(history, released, source);
            each(released, |index, _| failed.get(index).map(|failed| f64::from(u8::from(*failed))))
        }
        GitMeasure::LeadTime => lead_time(history, released.len()),
    }
}

/// At most one observation for each release.
fn each(released: &[Release], value: impl Fn(usize, &Release) -> Option<f64>) -> Measured {
    let points = released.iter().enumerate();
    let points =
        points.filter_map(|(index, release)| Some(point(index, release.time, value(index, release)?)));
    Measured { points: points.collect(), backwards: Vec::new() }
}

/// An observation that stands under the release of this index.
fn point(release: usize, at: Timestamp, good: f64) -> Point {
    let origin = u32::try_from(release).unwrap_or(u32::MAX);
    Point { at, good, total: 1.0, group: 0, row: Row { origin, line: 0 } }
}

/// The commits of the first `until_now` releases.
fn lead_time(history: &History, until_now: usize) -> Measured {
    let all = history.lead_times();
    let (told, backwards): (Vec<&LeadTime>, Vec<&LeadTime>) =
        all.iter().filter(|lead| lead.release < until_now).partition(|lead| lead.committed <= lead.released);
    let points = told
        .iter()
        .map(|lead| point(lead.release, lead.released, seconds_between(lead.committed, lead.released)));
    // Lead times come by release, and releases by time.
    let backwards = backwards.iter().map(|lead| lead.released).collect();
    Measured { points: points.collect(), backwards }
}
