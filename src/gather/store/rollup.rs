//! Summing up what is old: a month of lines becomes one line for each group and stretch between two cuts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::cuts;
use super::layout;
use super::line::{self, Damage, Key, Lines, Said};
use super::question::Words;
use super::rolled;
use super::series::Series;
use super::tree::Tree;
use crate::catalog::Catalog;
use crate::git::Change;
use crate::model::metric::Records as Silence;
use crate::model::observation::{Group, Point, Row};
use crate::model::source::{RemoteSource, Source};
use crate::model::summary::Summary;
use crate::model::{Interval, Metric};

/// A month that was summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums {
    /// Of which metric.
    pub metric: String,
    /// Which month.
    pub month: String,
    /// How many observations.
    pub observations: u64,
    /// In how many lines.
    pub lines: usize,
    /// What is written, and what is taken away.
    pub changes: Vec<Change>,
}

/// The declared metrics with a series of which months are due, each with its months. Only names of files are looked at.
pub fn due<'c>(
    catalog: &'c Catalog,
    tree: &Tree,
    now: Timestamp,
) -> Vec<(&'c Metric, &'c RemoteSource, Vec<String>)> {
    let mut due = Vec::new();
    let mut taken = BTreeSet::new();
    for metric in catalog.metrics.values().filter(|metric| cuts::is_dense(metric)) {
        let Some(Source::Remote(source)) = metric.gather.as_ref().map(|gather| &gather.source) else {
            continue;
        };
        let Some(folder) = tree.folder(&Words::of(metric, source).digest()) else { continue };
        let Some(horizon) = cuts::horizon(catalog, metric, now).filter(|_| taken.insert(folder)) else {
            continue;
        };
        let (single, summed) = tree.periods(folder);
        let months: BTreeSet<&str> = single.iter().filter_map(|period| period.get(..7)).collect();
        let is_due = |month: &&str| {
            layout::time_of(month).is_some_and(|time| time.to <= horizon)
                && summed.iter().all(|known| known != month)
        };
        let months: Vec<String> = months.into_iter().filter(is_due).map(str::to_owned).collect();
        if !months.is_empty() {
            due.push((metric, source, months));
        }
    }
    due
}

/// Sums up a month of a series, but for observations of baseline periods. `None` where nothing would be saved by it.
///
/// # Errors
/// The file and the line that cannot be read.
pub fn sum_up(
    series: &mut Series<'_>,
    catalog: &Catalog,
    metric: &Metric,
    source: &RemoteSource,
    month: &str,
) -> Result<Option<Sums>, (String, Damage)> {
    let Some(time) = layout::time_of(month) else { return Ok(None) };
    let digest = Words::of(metric, source).digest();
    let asks_the_same = |other: &Metric| match other.gather.as_ref().map(|gather| &gather.source) {
        Some(Source::Remote(source)) => Words::of(other, source).digest() == digest,
        _ => false,
    };
    let frozen = cuts::baselines(catalog, &asks_the_same);
    let files = series.files_of(time)?;
    let is_frozen = |key: &Key| frozen.iter().any(|period| period.contains(key.at));
    let all = || files.values().flatten();
    if all().any(|(_, said)| matches!(said, Said::DownUntil(_))) {
        return Ok(None);
    }
    let loose = all().filter(|(key, _)| !is_frozen(key));
    let with_times = metric.gather.as_ref().is_some_and(|gather| gather.records == Silence::Samples);
    let cuts = cuts::cuts(catalog, metric, time);
    let (summaries, groups) = summaries(loose, &cuts, with_times);
    let observations = summaries.iter().map(|summary| summary.count).sum();
    let text = rolled::write(&summaries, &groups);
    let before: usize = files.values().map(|lines| line::write(lines).len()).sum();
    if summaries.is_empty() || text.len() >= before {
        return Ok(None);
    }
    let mut changes = vec![Change::put(layout::summaries(&series.folder, month), text)];
    for (period, lines) in &files {
        let kept: Lines = lines.iter().filter(|(key, _)| is_frozen(key)).map(owned).collect();
        let path = layout::observations(&series.folder, period);
        let is_changed = kept.len() < lines.len();
        changes.extend(is_changed.then(|| match kept.is_empty() {
            true => Change::delete(path),
            false => Change::put(path, line::write(&kept)),
        }));
    }
    series.settle(summaries.iter().map(|summary| summary.interval));
    let metric = metric.meta.name.to_string();
    Ok(Some(Sums { metric, month: month.to_owned(), observations, lines: summaries.len(), changes }))
}

fn owned((key, said): (&Key, &Said)) -> (Key, Said) {
    (key.clone(), said.clone())
}

/// A summary for each group and each stretch between two cuts that has observations.
fn summaries<'l>(
    lines: impl Iterator<Item = (&'l Key, &'l Said)>,
    cuts: &[Timestamp],
    with_times: bool,
) -> (Vec<Summary>, Vec<Group>) {
    let mut homes: BTreeMap<(usize, &Group), Vec<Point>> = BTreeMap::new();
    let row = Row { origin: 0, line: 0 };
    for (key, said) in lines {
        let Said::Values(values) = said else { continue };
        let stretch = cuts.partition_point(|cut| *cut <= key.at);
        let home = homes.entry((stretch, &key.group)).or_default();
        home.extend(values.iter().map(|value| line::point(key.at, *value, 0, row)));
    }
    let (mut summaries, mut groups) = (Vec::new(), Vec::<Group>::new());
    let mut places: BTreeMap<&Group, u32> = BTreeMap::new();
    for ((stretch, group), points) in homes {
        let ends = stretch.checked_sub(1).and_then(|before| cuts.get(before)).zip(cuts.get(stretch));
        let Some((from, to)) = ends else { continue };
        let place = *places.entry(group).or_insert_with(|| {
            groups.push(group.clone());
            u32::try_from(groups.len() - 1).unwrap_or(u32::MAX)
        });
        summaries.extend(Summary::of(&points, Interval::new(*from, *to), place, with_times));
    }
    (summaries, groups)
}
