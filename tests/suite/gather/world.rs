//! Metrics built in Rust, and files in memory or on disk.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use deming::catalog::Catalog;
use deming::gather::{Files, Gathered, Request, gather};
use deming::model::metric::{Aggregate, Direction, Gather, Integrity, Metric, MetricClass, Process, Records};
use deming::model::observation::{Absence, Observations, Outage, Point, Records as Observed};
use deming::model::quantity::Unit;
use deming::model::source::{
    Condition, FileSource, Latest, Measure, RatioMeasure, RatioPart, Source, Test, TimeColumn,
};
use deming::model::{Duration, Name, name::Meta};
use deming::text::{Place, Source as Text};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Files in memory, handed out in chunks of some size; a glob is a path, or ends in `*`.
#[derive(Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    chunk: Option<usize>,
    vanishing: Option<String>,
}

impl Memory {
    pub fn with(path: &str, content: impl AsRef<[u8]>) -> Self {
        Self::default().and(path, content)
    }

    pub fn and(mut self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.into(), content.as_ref().to_vec());
        self
    }

    pub fn and_vanishing(mut self, path: &str) -> Self {
        self.vanishing = Some(path.into());
        self
    }

    pub fn in_chunks_of(mut self, bytes: usize) -> Self {
        self.chunk = Some(bytes);
        self
    }
}

struct Chunks(Cursor<Vec<u8>>, usize);

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min(self.1);
        self.0.read(&mut buffer[..count])
    }
}

impl Files for Memory {
    fn matching(&self, glob: &str) -> Result<Vec<String>, String> {
        let fits = |path: &&String| match glob.split_once('*') {
            Some((start, _)) => path.starts_with(start),
            None => path.as_str() == glob,
        };
        Ok(self.files.keys().chain(&self.vanishing).filter(fits).cloned().collect())
    }

    fn data_files(&self) -> Vec<&str> {
        self.files.keys().map(String::as_str).collect()
    }

    fn links_to(&self, glob: &str) -> Vec<String> {
        let link = "data/link.csv";
        Vec::from_iter((glob == link).then(|| link.into()))
    }

    fn closed_to(&self, glob: &str) -> Vec<(String, String)> {
        let closed = ("closed".into(), "Permission denied".into());
        Vec::from_iter(glob.starts_with("closed/").then_some(closed))
    }

    fn open(&self, path: &str) -> Result<Box<dyn Read + Send + '_>, String> {
        let content = self.files.get(path).ok_or("it is gone")?.clone();
        let chunk = self.chunk.unwrap_or(usize::MAX);
        Ok(Box::new(Chunks(Cursor::new(content), chunk)))
    }

    fn size(&self, path: &str) -> Option<u64> {
        self.files.get(path).map(|content| content.len() as u64)
    }

    fn blob(&self, path: &str) -> Option<String> {
        self.files.get(path).map(|content| format!("{:x}", content.len()))
    }
}

/// A place in a declaration.
pub fn place() -> Place {
    Place::document(Text::new("metrics.yaml", "kind: Metric\n"), 0)
}

/// A source with the usual settings, dated by the column `at`.
pub fn source(path: &str, measure: Measure) -> FileSource {
    FileSource {
        path: path.into(),
        format: None,
        encoding: None,
        delimiter: None,
        decimal: '.',
        items: None,
        time: TimeColumn { column: Some("at".into()), format: None, zone: TimeZone::UTC },
        measure,
        filter: Vec::new(),
        latest: None,
        missing: Vec::new(),
        place: place(),
    }
}

pub fn column(name: &str) -> Measure {
    Measure::Value { column: name.into() }
}

pub fn elapsed(from: &str, to: &str) -> Measure {
    Measure::Elapsed { from: from.into(), to: to.into() }
}

pub fn down(from: &str, to: &str) -> Measure {
    Measure::Down { from: from.into(), to: to.into() }
}

pub fn good(condition: Condition) -> Measure {
    let part = RatioPart::Rows(vec![condition]);
    Measure::Ratio(RatioMeasure { part, part_is_good: true, total: None })
}

pub fn bad_of_total(bad: &str, total: &str) -> Measure {
    Measure::Ratio(RatioMeasure {
        part: RatioPart::Sum(bad.into()),
        part_is_good: false,
        total: Some(RatioPart::Sum(total.into())),
    })
}

pub fn where_(column: &str, test: Test) -> Condition {
    Condition { column: column.into(), test }
}

pub fn latest(by: &str, order: Option<&str>) -> Option<Latest> {
    Some(Latest { by: by.into(), order: order.map(str::to_owned) })
}

pub fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

/// A metric of a source.
pub fn metric(called: &str, unit: &str, by: &[&str], source: FileSource) -> Metric {
    let meta = Meta {
        name: name(called),
        display_name: None,
        labels: BTreeMap::new(),
        annotations: BTreeMap::new(),
        change: None,
        place: place(),
    };
    Metric {
        meta,
        description: None,
        service: name("service"),
        class: MetricClass::Process,
        unit: Unit::named(unit),
        direction: Direction::Lower,
        owner: "@ops".parse().ok(),
        gather: Some(Gather {
            by: None,
            every: None,
            records: Records::Events,
            integrity: Integrity { coverage: 0.95, lateness: None },
            source: Source::File(Box::new(source)),
            place: place(),
        }),
        sourceless: None,
        gap: None,
        process: Process {
            interval: Duration::days(1),
            interval_is_stated: true,
            aggregate: Aggregate::Mean,
            aggregate_is_stated: true,
            per: Duration::days(1),
            by: by.iter().map(|name| (*name).to_owned()).collect(),
        },
        chart: Default::default(),
    }
}

pub fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// Gathers these metrics as of the first of June 2026, from files that were committed in September.
pub fn gather_all(files: &dyn Files, metrics: Vec<Metric>) -> Gathered {
    gather_recorded(files, metrics, "2026-09-01T00:00:00Z")
}

/// Gathers these metrics as of the first of June 2026, from files that were committed at this time.
pub fn gather_recorded(files: &dyn Files, metrics: Vec<Metric>, recorded: &str) -> Gathered {
    let metrics = metrics.into_iter().map(|metric| (metric.meta.name.clone(), metric)).collect();
    let catalog = Catalog { metrics, ..Catalog::default() };
    let history = |metric: &Metric, _: &_, _: &mut _| {
        Observations::absent(metric.meta.name.clone(), Absence::Lost("no history here".into()))
    };
    let reports = |metric: &Metric, _: &_, _: &mut _| {
        Observations::absent(metric.meta.name.clone(), Absence::Lost("no reports here".into()))
    };
    let as_of = time("2026-06-01T00:00:00Z");
    let recorded = time(recorded);
    let observed = |_: &[(&Metric, &_)]| (Vec::new(), Vec::new());
    let (history, reports, observed) = (&history, &reports, &observed);
    gather(
        &catalog,
        &Request { metrics: None, files, history, reports, observed, as_of, recorded, jobs: 2, cache: None },
    )
}

/// Gathers one source in hours.
pub fn gather_one(files: &dyn Files, source: FileSource) -> (Observations, Vec<String>) {
    gather_by(files, &[], source)
}

/// Gathers one source in hours, with dimensions. Findings come as `CODE path:line column message`.
pub fn gather_by(files: &dyn Files, by: &[&str], source: FileSource) -> (Observations, Vec<String>) {
    let mut gathered = gather_all(files, vec![metric("m", "h", by, source)]);
    let observations = gathered.observations.remove("m").expect("gathered");
    (observations, told(&gathered))
}

pub fn told(gathered: &Gathered) -> Vec<String> {
    let tell = |finding: &deming::finding::Finding| {
        let column = match &finding.location {
            deming::finding::Location::Data { column: Some(column), .. } => format!(" {column}"),
            _ => String::new(),
        };
        let (path, line) = (finding.location.path(), finding.location.span().start.line);
        format!("{} {path}:{line}{column} {}", finding.rule.code, finding.message)
    };
    gathered.findings.iter().map(tell).collect()
}

pub fn points(observations: &Observations) -> Vec<Point> {
    match &observations.records {
        Observed::Points(points) => points.iter().collect(),
        Observed::Outages(_) => panic!("outages"),
    }
}

pub fn outages(observations: &Observations) -> &[Outage] {
    match &observations.records {
        Observed::Outages(outages) => outages,
        Observed::Points(_) => panic!("points"),
    }
}

/// Sum of good and sum of total.
pub fn sums(observations: &Observations) -> (f64, f64) {
    points(observations).iter().fold((0.0, 0.0), |(good, total), p| (good + p.good, total + p.total))
}
