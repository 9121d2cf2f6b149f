//! How long the steps take on made-up repositories of a stated size: `cargo bench`.
//!
//! Absolute times are those of a machine; compare runs of the same machine.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use deming::analyse;
use deming::catalog::{Catalog, resolve};
use deming::declare::{self, Declared};
use deming::finding::Findings;
use deming::gather::{Request, gather};
use deming::git::Snapshot;
use deming::model::observation::Absence;
use deming::model::{Metric, Name, Observations};
use jiff::Timestamp;
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// A service with a metric and an agreement in each of so many files.
fn declarations(files: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..files {
        let text = format!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: s{number}}}\nspec: {{practice: it-support, owner: '@o'}}\n---\n\
             apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: m{number}}}\nspec:\n  service: s{number}\n  class: process\n  unit: h\n  direction: lower\n  owner: '@o'\n\
             \x20 gather: {{every: 1d, source: {{file: {{path: data/rows.csv, time: {{column: at}}, value: {{elapsed: {{from: at, to: end}}}}, latest: {{by: id}}}}}}}}\n  process: {{aggregate: p90}}\n---\n\
             apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: a{number}}}\nspec:\n  type: SLA\n  service: s{number}\n  objectives: [{{name: o, metric: m{number}, op: lte, value: 8h}}]\n"
        );
        write(&folder.path().join(format!("improvement/{number}.yaml")), &text);
    }
    folder
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

/// One declared metric over so many rows, two for each incident.
fn rows(count: usize) -> TempDir {
    let folder = declarations(1);
    let mut text = String::from("id,at,end,note\n");
    for row in 0..count {
        let minute = row % 60;
        let hour = row / 60 % 24;
        let day = row / 1440 % 28 + 1;
        let _ = writeln!(
            text,
            "INC{},2026-03-{day:02}T{hour:02}:{minute:02}:00Z,2026-04-01T00:00:00Z,text",
            row / 2
        );
    }
    write(&folder.path().join("data/rows.csv"), &text);
    folder
}

fn catalog(snapshot: &Snapshot) -> Catalog {
    let Declared { settings, declarations, .. } = declare::read(snapshot, 1);
    resolve(settings, declarations, None).0
}

#[divan::bench(args = [10, 1_000], sample_count = 20)]
fn declare_and_resolve(bencher: divan::Bencher, files: usize) {
    let folder = declarations(files);
    bencher.bench(|| catalog(&Snapshot::directory(folder.path().to_owned())).len());
}

#[divan::bench(args = [1_000, 100_000], sample_count = 10)]
fn gather_the_last_row_of_each_incident(bencher: divan::Bencher, count: usize) {
    let folder = rows(count);
    let snapshot = Snapshot::directory(folder.path().to_owned());
    let catalog = catalog(&snapshot);
    let history = |metric: &Metric, _: &_, _: &mut Findings| {
        Observations::absent(metric.meta.name.clone(), Absence::Empty)
    };
    let reports = |metric: &Metric, _: &_, _: &mut Findings| {
        Observations::absent(metric.meta.name.clone(), Absence::Empty)
    };
    let observed = |_: &[(&Metric, &_)]| (Vec::new(), Vec::new());
    let as_of = "2026-05-01T00:00:00Z".parse::<Timestamp>().expect("a time");
    let request = Request {
        metrics: None,
        files: &snapshot,
        history: &history,
        reports: &reports,
        observed: &observed,
        as_of,
        recorded: as_of,
        jobs: 1,
        cache: None,
    };
    bencher.bench_local(|| gather(&catalog, &request).observations.len());
}

/// What is declared of so many rows and observed of them, and the moment that is now.
fn observed_rows(count: usize) -> (Catalog, BTreeMap<Name, Observations>, Timestamp) {
    let folder = rows(count);
    let snapshot = Snapshot::directory(folder.path().to_owned());
    let catalog = catalog(&snapshot);
    let history = |metric: &Metric, _: &_, _: &mut Findings| {
        Observations::absent(metric.meta.name.clone(), Absence::Empty)
    };
    let reports = |metric: &Metric, _: &_, _: &mut Findings| {
        Observations::absent(metric.meta.name.clone(), Absence::Empty)
    };
    let observed = |_: &[(&Metric, &_)]| (Vec::new(), Vec::new());
    let as_of = "2026-04-02T00:00:00Z".parse::<Timestamp>().expect("a time");
    let request = Request {
        metrics: None,
        files: &snapshot,
        history: &history,
        reports: &reports,
        observed: &observed,
        as_of,
        recorded: as_of,
        jobs: 1,
        cache: None,
    };
    let observations = gather(&catalog, &request).observations;
    (catalog, observations, as_of)
}

#[divan::bench(args = [1_000, 100_000], sample_count = 10)]
fn assess_a_year_of_windows(bencher: divan::Bencher, count: usize) {
    let (catalog, observations, as_of) = observed_rows(count);
    bencher.bench(|| analyse::assess(&catalog, &observations, as_of, 1).objectives.len());
}

#[divan::bench(args = [1_000, 100_000], sample_count = 10)]
fn tell_months_quarters_and_years(bencher: divan::Bencher, count: usize) {
    let (catalog, observations, as_of) = observed_rows(count);
    let assessed = analyse::assess(&catalog, &observations, as_of, 1).objectives;
    bencher.bench(|| analyse::histories(&catalog, &observations, as_of, &assessed).len());
}
