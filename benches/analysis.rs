//! Budgets, charts, change points, trends and forecasts of many objectives with four hundred daily points each, on two
//! threads; and change points alone against Apache Otava on the same series.
//!
//! `cargo bench --bench analysis`, or with numbers of objectives: `cargo bench --bench analysis -- 1000 10000 100000`,
//! of which the last takes several gigabytes. Otava is used where `target/venv` has it: `python3 -m venv target/venv` and
//! `target/venv/bin/pip install apache-otava`. It reads some of the series only; times are per series. Quote the ratios;
//! absolute times are those of a machine.

// What a benchmark says goes to standard output.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use deming::analyse::{self, Insights};
use deming::catalog::{Catalog, resolve};
use deming::declare::{self, Declared};
use deming::finding::Findings;
use deming::gather::{Request, gather};
use deming::git::Snapshot;
use deming::model::observation::Absence;
use deming::model::{Metric, Name, Observations};
use deming::process::Evidence;
use deming::statistics::changes::{Scale, steps};
use jiff::Timestamp;

const POINTS: usize = 400;

/// Sites in one table: four million rows.
const SITES_OF_TABLE: usize = 10_000;

/// Series that Otava reads.
const COMPARED: usize = 40;

const OTAVA: &str = "
import json, sys, time
from otava.analysis import compute_change_points
series = json.load(open(sys.argv[1]))
begin = time.perf_counter()
found = [[int(point.index) for point in compute_change_points(one, window_len=50, max_pvalue=0.001, min_magnitude=0.05)[0]] for one in series]
print(json.dumps({'seconds': time.perf_counter() - begin, 'found': found}))
";

/// Numbers by chance, the same ones each time.
struct Chance(u64);

impl Chance {
    /// About a standard normal distribution: the sum of twelve uniform ones.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A level with noise; every second series steps up by a tenth somewhere in the middle, which is returned.
    fn series(&mut self, number: usize) -> (Vec<f64>, Option<usize>) {
        let at = (number % 2 == 1).then(|| 60 + (self.uniform() * 280.0) as usize);
        let level = |x: usize| if at.is_some_and(|at| x >= at) { 110.0 } else { 100.0 };
        ((0..POINTS).map(|x| level(x) * (1.0 + 0.03 * self.normal())).collect(), at)
    }
}

fn main() -> io::Result<()> {
    println!(
        "{:>10} {:>12} {:>12} {:>12} {:>14}",
        "objectives", "verdicts", "insights", "together", "per objective"
    );
    // The last one takes several gigabytes and minutes to write, so it is left out unless it is asked for.
    let asked = std::env::args().filter_map(|argument| argument.parse().ok());
    let counts: Vec<usize> = asked.collect();
    for count in if counts.is_empty() { vec![1_000, 10_000] } else { counts } {
        whole(count)?;
    }
    against_otava()
}

/// So many sites in tables that stay below the bound of rows, and an objective for each table that is judged for each
/// site: 75 % of a thousand requests a day are good, where 80 % or 88 % are.
fn declared(folder: &Path, sites: usize) -> io::Result<()> {
    let mut chance = Chance(88_172_645_463_325_252);
    let first: jiff::civil::Date = "2025-01-01".parse().map_err(io::Error::other)?;
    std::fs::create_dir_all(folder.join("data"))?;
    std::fs::create_dir_all(folder.join("improvement"))?;
    let mut text = String::from(
        "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: service-levels, owner: '@o'}\n",
    );
    for (number, begin) in (0..sites).step_by(SITES_OF_TABLE).enumerate() {
        let series: Vec<Vec<f64>> =
            (begin..sites.min(begin + SITES_OF_TABLE)).map(|site| chance.series(site).0).collect();
        let mut table = BufWriter::new(File::create(folder.join(format!("data/{number}.csv")))?);
        writeln!(table, "day,site,good,total")?;
        for x in 0..POINTS {
            let day = first.saturating_add(jiff::Span::new().days(x as i64));
            for (site, values) in series.iter().enumerate() {
                writeln!(table, "{day},s{site},{:.0},1000", values[x] * 8.0)?;
            }
        }
        table.flush()?;
        write!(
            text,
            "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: m{number}}}\nspec:\n  service: desk\n  class: service\n  unit: ratio\n  direction: higher\n  owner: '@o'\n\
            \x20 gather: {{every: 1d, records: samples, source: {{file: {{path: data/{number}.csv, time: {{column: day}}, ratio: {{good: {{sum: good}}, total: {{sum: total}}}}}}}}}}\n  process: {{interval: 1d, aggregate: ratio, by: [site]}}\n---\n\
            apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: a{number}}}\nspec:\n  type: SLA\n  service: desk\n  objectives:\n    - {{name: o, metric: m{number}, target: 0.75, each: site, timeWindow: [{{duration: 28d, isRolling: true}}]}}\n"
        )
        .map_err(io::Error::other)?;
    }
    std::fs::write(folder.join("improvement/all.yaml"), text)
}

fn whole(count: usize) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    declared(folder.path(), count)?;
    let files = Snapshot::directory(folder.path().to_owned());
    let as_of: Timestamp = "2026-02-05T00:00:00Z".parse().map_err(io::Error::other)?;
    let (catalog, observations) = gathered(&files, as_of);
    let begin = Instant::now();
    let assessment = analyse::assess(&catalog, &observations, as_of, 2);
    let verdicts = begin.elapsed();
    assert_eq!(assessment.objectives.len(), count);
    let begin = Instant::now();
    let evidence = Evidence::new(&catalog, &observations, as_of);
    let found = Insights::all(&evidence, 2).objectives.len();
    let insights = begin.elapsed();
    assert_eq!(found, count);
    let together = verdicts + insights;
    println!(
        "{count:>10} {:>10.2} s {:>10.2} s {:>10.2} s {:>11.0} µs",
        verdicts.as_secs_f64(),
        insights.as_secs_f64(),
        together.as_secs_f64(),
        together.as_secs_f64() / count as f64 * 1e6
    );
    Ok(())
}

fn gathered(files: &Snapshot, as_of: Timestamp) -> (Catalog, BTreeMap<Name, Observations>) {
    let Declared { settings, declarations, .. } = declare::read(files, 1);
    let catalog = resolve(settings, declarations, None).0;
    let absent = |metric: &Metric| Observations::absent(metric.meta.name.clone(), Absence::Empty);
    let history = |metric: &Metric, _: &_, _: &mut Findings| absent(metric);
    let reports = |metric: &Metric, _: &_, _: &mut Findings| absent(metric);
    let observed = |_: &[(&Metric, &_)]| (Vec::new(), Vec::new());
    let request = Request {
        metrics: None,
        files,
        history: &history,
        reports: &reports,
        observed: &observed,
        as_of,
        recorded: as_of,
        jobs: 2,
        cache: None,
    };
    let observations = gather(&catalog, &request).observations;
    (catalog, observations)
}

fn against_otava() -> io::Result<()> {
    let mut chance = Chance(1_234_567);
    let series: Vec<(Vec<f64>, Option<usize>)> = (0..COMPARED).map(|number| chance.series(number)).collect();
    let rounds = 50;
    let begin = Instant::now();
    let mut ours: Vec<Vec<usize>> = Vec::new();
    for _ in 0..rounds {
        ours = series
            .iter()
            .map(|(one, _)| steps(one, Scale::Level).iter().map(|step| step.index).collect())
            .collect();
    }
    let own = begin.elapsed().as_secs_f64() / f64::from(rounds) / COMPARED as f64;
    println!("\nchange points of {COMPARED} series, half of them with one step");
    println!("deming   {:>9.3} ms a series, F1 {:.3}", own * 1e3, f1(&series, &ours));
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/venv/bin/python");
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("series.json");
    let values: Vec<&Vec<f64>> = series.iter().map(|(one, _)| one).collect();
    std::fs::write(&file, serde_json::to_string(&values).map_err(io::Error::other)?)?;
    let Ok(run) = Command::new(python).args(["-c", OTAVA]).arg(&file).output() else {
        println!("Otava is not there");
        return Ok(());
    };
    if !run.status.success() {
        println!("Otava cannot be asked: {}", String::from_utf8_lossy(&run.stderr));
        return Ok(());
    }
    let told: serde_json::Value = serde_json::from_slice(&run.stdout).map_err(io::Error::other)?;
    let theirs = told["seconds"].as_f64().unwrap_or(f64::NAN) / COMPARED as f64;
    let found: Vec<Vec<usize>> = serde_json::from_value(told["found"].clone()).unwrap_or_default();
    println!("Otava    {:>9.3} ms a series, F1 {:.3}", theirs * 1e3, f1(&series, &found));
    println!("ratio    {:>9.1}", theirs / own);
    Ok(())
}

/// The harmonic mean of precision and recall, a step counting as found within five points.
fn f1(series: &[(Vec<f64>, Option<usize>)], found: &[Vec<usize>]) -> f64 {
    let pairs = || series.iter().map(|(_, at)| *at).zip(found);
    let hits =
        pairs().filter(|(at, found)| at.is_some_and(|at| found.iter().any(|one| one.abs_diff(at) <= 5)));
    let (hits, told) = (hits.count() as f64, found.iter().map(Vec::len).sum::<usize>() as f64);
    let there = series.iter().filter(|(_, at)| at.is_some()).count() as f64;
    2.0 * hits / (told + there)
}
