//! The `git` source: the repository's own history as observations.
//!
//! The measures are those of Forsgren, Humble and Kim, *Accelerate* (2018), as far as a history can tell them: a
//! release is a tag, a change is a commit, and a release has failed when it soon needed repair.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::rules::{CLOCKS_DISAGREE, HISTORY_UNREADABLE, NO_RELEASES, SHALLOW_HISTORY};
use crate::finding::{Finding, Findings};
use crate::git::{GitError, History, ReleaseRules, Repository};
use crate::model::observation::{Absence, Origin, Point, Records, Row, Tally};
use crate::model::source::{FailureSign, GitMeasure, GitSource};
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

/// The observations of a metric that the history of the repository gives, up to `as_of`.
pub fn gather(
    histories: &mut Histories,
    repository: &Repository,
    metric: &Metric,
    source: &GitSource,
    as_of: Timestamp,
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
        let patterns = source.tags.join(", ");
        findings.push(
            Finding::new(&NO_RELEASES, &source.place, format!("no tag of this repository fits {patterns}"))
                .help("name the tags that are your releases in `releases.tags`, or tag a release"),
        );
        return Observations::absent(metric.meta.name.clone(), Absence::Empty);
    }
    let measured = measure(history, source);
    if measured.backwards > 0 {
        let message = format!(
            "{} of {} commits are dated after the release that contains them, by clocks that disagree; they are left out",
            measured.backwards,
            measured.backwards + measured.points.len() as u64,
        );
        findings.push(Finding::new(&CLOCKS_DISAGREE, &source.place, message));
    }
    observations(metric, source, measured, as_of)
}

/// Points, and how many could not be made because clocks ran backwards.
struct Measured {
    points: Vec<Point>,
    backwards: u64,
}

fn observations(metric: &Metric, source: &GitSource, measured: Measured, as_of: Timestamp) -> Observations {
    let used = measured.points.len() as u64;
    Observations {
        metric: metric.meta.name.clone(),
        records: Records::Points(measured.points),
        groups: vec![Vec::new()],
        // History is complete: when nothing was released until now, then nothing was released.
        known_until: Some(as_of),
        origins: vec![Origin { path: format!("git history of {}", source.branch), blob: None }],
        tally: Tally {
            read: used + measured.backwards,
            used,
            unreadable: measured.backwards,
            ..Tally::default()
        },
        absence: (used == 0).then_some(Absence::Empty),
    }
}

fn measure(history: &History, source: &GitSource) -> Measured {
    match source.measure {
        GitMeasure::Deployments => plain(history.releases().iter().map(|release| (release.time, 1.0, 1.0))),
        GitMeasure::ReleaseInterval => plain(history.releases().windows(2).filter_map(|pair| match pair {
            [before, release] => Some((release.time, seconds_between(before.time, release.time), 1.0)),
            _ => None,
        })),
        GitMeasure::ChangeFailure => change_failure(history, source),
        GitMeasure::LeadTime => lead_time(history),
    }
}

fn plain(values: impl Iterator<Item = (Timestamp, f64, f64)>) -> Measured {
    Measured { points: values.map(point).collect(), backwards: 0 }
}

fn point((at, good, total): (Timestamp, f64, f64)) -> Point {
    Point { at, good, total, group: 0, row: Row { origin: 0, line: 0 } }
}

fn lead_time(history: &History) -> Measured {
    let all = history.lead_times();
    let backwards = all.iter().filter(|lead| lead.committed > lead.released).count() as u64;
    let points = all
        .iter()
        .filter(|lead| lead.committed <= lead.released)
        .map(|lead| point((lead.released, seconds_between(lead.committed, lead.released), 1.0)))
        .collect();
    Measured { points, backwards }
}

/// One observation for each release: 1 when it soon needed repair, else 0. The metric is the share that failed.
///
/// A release has failed when the next one is a hot-fix (its patch number is above zero) that came within
/// `source.within`, or when a later release reverts, within that time, a commit that it had shipped.
fn change_failure(history: &History, source: &GitSource) -> Measured {
    let releases = history.releases();
    let within = source.within.nominal_seconds();
    let mut failed = vec![false; releases.len()];
    if source.signs.contains(&FailureSign::HotFix) {
        for (index, pair) in releases.windows(2).enumerate() {
            if let [release, next] = pair
                && patch_number(&next.tag).is_some_and(|patch| patch > 0)
                && seconds_between(release.time, next.time) <= within
                && let Some(mark) = failed.get_mut(index)
            {
                *mark = true;
            }
        }
    }
    if source.signs.contains(&FailureSign::Revert) {
        for index in 0..releases.len() {
            for revert in history.reverts_of_released(index) {
                let shipped =
                    revert.reverted_release.and_then(|shipped| Some((shipped, releases.get(shipped)?)));
                if let Some((shipped, release)) = shipped
                    && seconds_between(release.time, revert.committed) <= within
                    && let Some(mark) = failed.get_mut(shipped)
                {
                    *mark = true;
                }
            }
        }
    }
    let share =
        releases.iter().zip(failed).map(|(release, failed)| (release.time, f64::from(u8::from(failed)), 1.0));
    plain(share)
}

/// The third number of the first `1.2.3` in a tag's name.
fn patch_number(tag: &str) -> Option<u64> {
    tag.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(|version| {
        let mut numbers = version.split('.');
        let (_major, _minor) = (number(numbers.next()?)?, number(numbers.next()?)?);
        number(numbers.next()?)
    })
}

fn number(text: &str) -> Option<u64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::patch_number;

    #[test]
    fn the_patch_number_is_the_third() {
        for (tag, patch) in [("v1.2.3", Some(3)), ("1.2.0", Some(0)), ("app-2.0.17-lts", Some(17))] {
            assert_eq!(patch_number(tag), patch, "{tag}");
        }
        for tag in ["v1.2", "latest", "v1", "v1..3", "v1.2.99999999999999999999999"] {
            assert_eq!(patch_number(tag), None, "{tag}");
        }
    }
}
