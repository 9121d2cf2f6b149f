//! Results that github-action-benchmark keeps: `window.BENCHMARK_DATA = {…}`, or the same as JSON.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Deserialize;

use super::collect::{Collector, SUITE, Said};
use super::rules::{BENCHMARK_UNREADABLE, FOREIGN_UNIT, UNKNOWN_BENCHMARK};
use super::unit::{comparable, converted};
use super::{Place, matching, text, tree_of};
use crate::finding::Finding;
use crate::gather::file::quiet;
use crate::gather::rules::NO_FILE;
use crate::model::Observations;
use crate::model::report::BenchmarkQuestion;
use crate::text::nearest;

/// What stands before the document in a script.
const VARIABLE: &str = "window.BENCHMARK_DATA";

/// Where the format is described.
const HELP: &str = "github-action-benchmark writes it: `window.BENCHMARK_DATA = {\"entries\": {…}}`";

/// Files that have been read, by where they lie.
#[derive(Default)]
pub struct Benchmarks {
    read: BTreeMap<(Option<String>, String), Result<Data, Unread>>,
}

/// A file that was read.
struct Data {
    /// Each suite with its runs.
    suites: BTreeMap<String, Vec<Entry>>,
    path: String,
    blob: Option<String>,
}

/// Why there is nothing.
#[derive(Clone)]
enum Unread {
    /// There is no such file, or no such branch.
    Missing(String, String),
    /// The file is of another shape.
    Unclear(String, String),
}

#[derive(Deserialize)]
struct Document {
    entries: BTreeMap<String, Vec<Entry>>,
}

/// A run of a suite.
#[derive(Deserialize)]
struct Entry {
    /// Milliseconds since 1970.
    date: f64,
    #[serde(alias = "bench", default)]
    benches: Vec<Bench>,
}

/// The result of a benchmark.
#[derive(Deserialize)]
struct Bench {
    name: String,
    value: f64,
    #[serde(default)]
    unit: String,
}

impl Benchmarks {
    /// The observations that a file holds for a metric.
    pub fn gather(
        &mut self,
        place: &Place<'_>,
        question: &BenchmarkQuestion,
        mut collector: Collector<'_>,
    ) -> (Observations, Vec<Finding>) {
        let key = (question.reference.clone(), question.path.clone());
        match self.read.entry(key).or_insert_with(|| read(place, question)) {
            Ok(data) => observe(data, question, &mut collector),
            Err(Unread::Missing(message, help)) => {
                collector.lose(&NO_FILE, message.clone(), help.clone());
            }
            Err(Unread::Unclear(path, reason)) => {
                collector.lose_file(&BENCHMARK_UNREADABLE, path, reason, HELP);
            }
        }
        collector.finish()
    }
}

fn read(place: &Place<'_>, question: &BenchmarkQuestion) -> Result<Data, Unread> {
    let missing = |message| Unread::Missing(message, "see `ref`; in CI, fetch that branch too".to_owned());
    let tree = question.reference.as_deref().map(|name| tree_of(place.repository, name)).transpose();
    let tree = tree.map_err(missing)?;
    let files = tree.as_ref().map_or(place.files, |tree| tree);
    let paths = matching(files, &question.path).map_err(|(message, help)| Unread::Missing(message, help))?;
    let [path] = paths.as_slice() else {
        let message = format!("`{}` matches several files", quiet(&question.path));
        return Err(Unread::Missing(message, "name one of them".to_owned()));
    };
    let unclear = |reason: String| Unread::Unclear(path.clone(), reason);
    let text = text(files, path).map_err(unclear)?;
    let suites = parsed(&text).map_err(unclear)?;
    Ok(Data { suites, path: path.clone(), blob: files.blob(path) })
}

/// The suites in a script or a document.
fn parsed(text: &str) -> Result<BTreeMap<String, Vec<Entry>>, String> {
    let text = text.trim();
    let document = match text.strip_prefix(VARIABLE) {
        Some(rest) => rest.trim_start().strip_prefix('=').ok_or("there is no `=` behind the variable")?,
        None => text,
    };
    let document = document.trim().trim_end_matches(';');
    let document: Document = serde_json::from_str(document).map_err(|error| error.to_string())?;
    Ok(document.entries)
}

fn observe(data: &Data, question: &BenchmarkQuestion, collector: &mut Collector<'_>) {
    let suites = match chosen(data, question, collector.metric.process.by.iter().any(|by| by == SUITE)) {
        Ok(suites) => suites,
        Err((message, help)) => return collector.lose(&UNKNOWN_BENCHMARK, message, help),
    };
    collector.file(&data.path, data.blob.clone());
    let mut runs = Vec::new();
    for (suite, entries) in suites {
        for entry in entries {
            let named = entry.benches.iter().filter(|bench| bench.name == question.name);
            runs.extend(named.map(|bench| (suite, entry.date, bench)));
        }
    }
    let mut strange = BTreeSet::new();
    // Numbers of another unit than the latest do not belong into one series with it.
    let latest = runs.iter().max_by(|(_, one, _), (_, other, _)| one.total_cmp(other));
    let unit = latest.map_or("", |(_, _, bench)| bench.unit.as_str());
    for (suite, date, bench) in &runs {
        let at = moment(*date);
        let metric = &collector.metric.unit;
        let value =
            converted(bench.value, &bench.unit, metric).filter(|_| comparable(&bench.unit, unit, metric));
        match (at, value.filter(|value| value.is_finite())) {
            (Some(at), Some(good)) => {
                let group = collector.suite(suite);
                collector.add(Said { at, good, total: 1.0, group, line: 0 });
            }
            (at, value) => {
                collector.doubt(at);
                if value.is_none() {
                    strange.insert(bench.unit.as_str());
                }
            }
        }
    }
    tell_strange(&strange, unit, collector);
}

fn tell_strange(strange: &BTreeSet<&str>, unit: &str, collector: &mut Collector<'_>) {
    if strange.is_empty() {
        return;
    }
    let units: Vec<String> = strange.iter().map(|unit| format!("`{}`", quiet(unit))).collect();
    let message = format!(
        "numbers in {} do not fit the metric's unit `{}`",
        units.join(", "),
        collector.metric.unit.symbol()
    );
    let help = format!("the latest are in `{}`: declare that, or `s` where all are times", quiet(unit));
    let place = collector.metric.meta.place.child("spec").child("unit");
    collector.report(Finding::new(&FOREIGN_UNIT, place, message).help(help));
}

type Suites<'d> = Vec<(&'d str, &'d [Entry])>;

/// The suites that are meant: the one that is named, or the only one that has the benchmark; all that have it where the
/// metric keeps them apart.
fn chosen<'d>(
    data: &'d Data,
    question: &BenchmarkQuestion,
    apart: bool,
) -> Result<Suites<'d>, (String, String)> {
    let has_it = |entries: &[Entry]| {
        entries.iter().any(|entry| entry.benches.iter().any(|bench| bench.name == question.name))
    };
    if let Some(suite) = &question.suite {
        let found = data.suites.get_key_value(suite);
        let (name, entries) = found.ok_or_else(|| no_suite(suite, data))?;
        return match has_it(entries) {
            true => Ok(vec![(name, entries)]),
            false => Err(no_benchmark(&question.name, entries)),
        };
    }
    let with: Suites<'d> = data
        .suites
        .iter()
        .filter(|(_, entries)| has_it(entries))
        .map(|(name, entries)| (name.as_str(), entries.as_slice()))
        .collect();
    match with.as_slice() {
        [] => Err(no_benchmark(&question.name, data.suites.values().flatten())),
        [_] => Ok(with),
        _ if apart => Ok(with),
        several => {
            let names: Vec<String> = several.iter().map(|(name, _)| format!("`{}`", quiet(name))).collect();
            let message = format!("several suites have a benchmark `{}`", quiet(&question.name));
            Err((message, format!("name the `suite`: {}", names.join(", "))))
        }
    }
}

fn no_suite(suite: &str, data: &Data) -> (String, String) {
    let message = format!("there is no suite `{}` among the benchmarks", quiet(suite));
    (message, meant(suite, data.suites.keys().map(String::as_str).collect()))
}

fn no_benchmark<'d>(name: &str, entries: impl IntoIterator<Item = &'d Entry>) -> (String, String) {
    let benches = entries.into_iter().flat_map(|entry| &entry.benches);
    let names = benches.map(|bench| bench.name.as_str()).collect();
    (format!("there is no benchmark `{}`", quiet(name)), meant(name, names))
}

fn meant(word: &str, names: BTreeSet<&str>) -> String {
    const SOME: usize = 5;
    match nearest(word, names.iter().copied()) {
        Some(near) => format!("did you mean `{}`?", quiet(near)),
        None if names.is_empty() => "the file holds none".to_owned(),
        None => {
            let some: Vec<String> =
                names.iter().take(SOME).map(|name| format!("`{}`", quiet(name))).collect();
            format!("there are {}", some.join(", "))
        }
    }
}

/// The moment that milliseconds since 1970 name, in the years that data speak of.
fn moment(milliseconds: f64) -> Option<Timestamp> {
    // The years from 1970 to 2200.
    let range = 0.0..7.26e12;
    range.contains(&milliseconds).then(|| Timestamp::from_millisecond(milliseconds as i64).ok()).flatten()
}
