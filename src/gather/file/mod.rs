//! Observations from files: each file is read once for all metrics that read it the same way.
//!
//! Bytes become text ([`decode`]), text becomes rows ([`delimited`], [`json`], [`json_lines`]), a row becomes an outcome
//! ([`extract`], [`measure`]), and outcomes become observations ([`harvest`], [`collect`]). Tables are cut into blocks
//! ([`blocks`]) that are read side by side ([`table`]), plain rows of them the quick way ([`quick`]).

mod blocks;
mod clock;
mod collect;
mod common;
mod complaint;
mod condition;
mod decode;
mod delimited;
mod extract;
mod feed;
mod groups;
mod harvest;
mod json;
mod json_lines;
mod kept;
mod latest;
mod lines;
mod measure;
pub mod number;
mod pattern;
mod pick;
mod quick;
pub mod report;
mod rows;
mod table;
pub mod time;
#[cfg(test)]
mod twice;
mod value;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::Timestamp;

use self::collect::Collector;
use self::feed::{Feed, Room};
pub use self::kept::Cache;
use self::kept::{Key, LEAST, Table};
pub(super) use self::number::NumberFormat;
use self::report::Reporter;
pub(super) use self::report::quiet;
use self::rows::{Columns, Extent, FileFault};
use self::table::Keep;
pub(super) use self::time::TimeFormat;
use super::files::Files;
use super::rules;
use crate::finding::{Finding, Location, Rule};
use crate::model::Metric;
use crate::model::observation::{Observations, Origin};
use crate::model::source::{FileFormat, FileSource};
use crate::parallel::{self, Crew};
use crate::text::nearest;

/// The moments that bound what rows can say; see [`Request`](super::Request).
#[derive(Debug, Clone, Copy)]
pub struct Horizon {
    /// Now: outages that go on end here, and no later row replaces an earlier one of its entity.
    pub as_of: Timestamp,
    /// No row can tell of anything after this; never before `as_of`.
    pub recorded: Timestamp,
}

/// Reads the files of these metrics, at most `jobs` readings at the same time.
pub fn gather(
    files: &dyn Files,
    metrics: &[(&Metric, &FileSource)],
    horizon: Horizon,
    jobs: usize,
    cache: Option<&Cache>,
) -> (Vec<Observations>, Vec<Finding>) {
    let mut readings: BTreeMap<Manner<'_>, Vec<(&Metric, &FileSource)>> = BTreeMap::new();
    for (metric, source) in metrics {
        readings.entry(Manner::of(source)).or_default().push((metric, source));
    }
    // Readings run side by side, and each can put further threads to the blocks of a large file.
    let crew = Crew::new(jobs);
    let readings: Vec<Reading<'_>> = readings
        .into_iter()
        .filter_map(|(manner, metrics)| Reading::new(manner, &metrics, horizon, &crew, cache))
        .collect();
    let (mut observations, mut findings) = (Vec::new(), Vec::new());
    // Listed once, and only when a path leads nowhere: what its author meant is most likely one of them.
    let data_files = OnceLock::new();
    let meant = |path: &str| {
        let data_files: &Vec<&str> = data_files.get_or_init(|| files.data_files());
        nearest(path, data_files.iter().copied()).map(str::to_owned)
    };
    for (read, found) in parallel::in_order(readings, jobs, |reading| reading.run(files, &meant)) {
        observations.extend(read);
        findings.extend(found);
    }
    (observations, findings)
}

/// The data file that somebody meant who wrote a path that leads nowhere.
type Meant<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// Which files are read, and how: metrics that agree in this share a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Manner<'a> {
    path: &'a str,
    format: Option<&'static str>,
    encoding: Option<&'a str>,
    delimiter: Option<u8>,
    items: Option<&'a str>,
}

impl<'a> Manner<'a> {
    fn of(source: &'a FileSource) -> Self {
        Self {
            path: &source.path,
            format: source.format.map(keyword),
            encoding: source.encoding.as_deref(),
            delimiter: source.delimiter,
            items: source.items.as_deref(),
        }
    }

    /// How the rows of a file are written: as declared, else by its ending.
    fn format(&self, path: &str) -> Option<FileFormat> {
        let name = path.to_ascii_lowercase();
        let ending = name.strip_suffix(".gz").unwrap_or(&name).rsplit('.').next();
        match self.format.or(ending)? {
            "csv" => Some(FileFormat::Csv),
            "tsv" | "tab" => Some(FileFormat::Tsv),
            "json" | "geojson" => Some(FileFormat::Json),
            "jsonl" | "ndjson" => Some(FileFormat::JsonLines),
            _ => None,
        }
    }
}

fn keyword(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv => "csv",
        FileFormat::Tsv => "tsv",
        FileFormat::Json => "json",
        FileFormat::JsonLines => "jsonl",
    }
}

/// One pass over some files for the metrics that share it.
struct Reading<'a> {
    manner: Manner<'a>,
    columns: Columns,
    sources: Vec<&'a FileSource>,
    collectors: Vec<Collector<'a>>,
    reporter: Reporter,
    origins: Vec<Origin>,
    room: Room,
    crew: &'a Crew,
    /// Where what large tables came to is kept, and the metrics whose reading is.
    cache: Option<&'a Cache>,
    metrics: Vec<(&'a Metric, &'a FileSource)>,
    horizon: Horizon,
}

impl<'a> Reading<'a> {
    fn new(
        manner: Manner<'a>,
        metrics: &[(&'a Metric, &'a FileSource)],
        horizon: Horizon,
        crew: &'a Crew,
        cache: Option<&'a Cache>,
    ) -> Option<Self> {
        let mut columns = Columns::default();
        let reporter = Reporter::new(&metrics.first()?.1.place);
        let collectors = metrics
            .iter()
            .map(|(metric, source)| Collector::new(metric, source, &mut columns, horizon))
            .collect();
        let sources = metrics.iter().map(|(_, source)| *source).collect();
        let (origins, room) = (Vec::new(), Room::default());
        let metrics = metrics.to_vec();
        Some(Self {
            manner,
            columns,
            sources,
            collectors,
            reporter,
            origins,
            room,
            crew,
            cache,
            metrics,
            horizon,
        })
    }

    fn run(mut self, files: &dyn Files, meant: Meant<'_>) -> (Vec<Observations>, Vec<Finding>) {
        match files.matching(self.manner.path) {
            Ok(paths) => self.read_all(files, paths, meant),
            Err(reason) => {
                let message = format!("files cannot be looked for: {reason}");
                self.no_files(&rules::NO_FILE, &message, "see the `path`");
            }
        }
        let (mut observations, mut findings) = (Vec::new(), self.reporter.into_findings());
        for collector in self.collectors {
            let (of_metric, found) = collector.finish(&self.columns, &self.origins);
            observations.push(of_metric);
            findings.extend(found);
        }
        (observations, findings)
    }

    fn read_all(&mut self, files: &dyn Files, mut paths: Vec<String>, meant: Meant<'_>) {
        let closed = files.closed_to(self.manner.path);
        for (folder, reason) in &closed {
            let message = format!("the folder `{}` cannot be looked into: {}", quiet(folder), quiet(reason));
            self.no_files(&rules::CLOSED_FOLDER, &message, "let the user that runs deming read the folder");
        }
        if closed.is_empty() && paths.is_empty() {
            self.nothing_there(files, meant);
        }
        paths.sort_unstable();
        for path in paths {
            if !self.room.is_overrun() {
                self.read(files, &path);
            }
        }
    }

    fn nothing_there(&mut self, files: &dyn Files, meant: Meant<'_>) {
        let path = self.manner.path;
        if let Some(link) = files.links_to(path).first() {
            let message = format!(
                "no file matches `{}`: `{}` is a symbolic link, and those are not followed",
                quiet(path),
                quiet(link)
            );
            return self.no_files(&rules::NO_FILE, &message, "commit the data themselves in its place");
        }
        let help = match meant(path) {
            Some(near) => format!("did you mean `{}`?", quiet(&near)),
            None => {
                "paths start at the root of the repository; commit the data, or mend the `path`".to_owned()
            }
        };
        self.no_files(&rules::NO_FILE, &format!("no file matches `{}`", quiet(path)), &help);
    }

    /// Tells each metric, at its own declaration, why there is nothing to read.
    fn no_files(&mut self, rule: &'static Rule, message: &str, help: &str) {
        for (collector, source) in self.collectors.iter_mut().zip(&self.sources) {
            collector.report(Finding::new(rule, &source.place, message).help(help));
            collector.lose(message);
        }
    }

    fn read(&mut self, files: &dyn Files, path: &str) {
        let index = u32::try_from(self.origins.len()).unwrap_or(u32::MAX);
        self.origins.push(Origin { path: path.to_owned(), blob: files.blob(path) });
        self.collectors.iter_mut().for_each(|collector| collector.start_file(path, index));
        match self.rows_of(files, path) {
            Ok(Extent::Full) => {}
            Ok(Extent::Empty) => self.say(path, &rules::EMPTY_FILE, "this file is empty"),
            Ok(Extent::HeaderOnly) => {
                self.say(path, &rules::HEADER_ONLY, "this file has a header and no row")
            }
            Err(fault) => {
                self.reporter.file(path, &fault);
                let reason = format!("`{}` cannot be used: {}", quiet(path), quiet(&fault.to_string()));
                self.collectors.iter_mut().for_each(|collector| collector.lose(reason.clone()));
            }
        }
        self.collectors.iter_mut().for_each(|collector| collector.end_file(&self.columns));
    }

    fn rows_of(&mut self, files: &dyn Files, path: &str) -> Result<Extent, FileFault> {
        let format = self.manner.format(path).ok_or(FileFault::UnknownFormat)?;
        let delimiter = match format {
            FileFormat::Csv => Some(self.manner.delimiter.unwrap_or(b',')),
            FileFormat::Tsv => Some(self.manner.delimiter.unwrap_or(b'\t')),
            FileFormat::Json | FileFormat::JsonLines => None,
        };
        let kept = delimiter.and_then(|delimiter| self.kept(files, path, delimiter));
        if let Some(kept) = &kept
            && self.take_kept(kept, path)
        {
            return Ok(Extent::Full);
        }
        let raw = files.open(path).map_err(FileFault::Unreadable)?;
        let decoded = decode::decode(raw, self.manner.encoding)?;
        if let Some(encoding) = decoded.marked {
            let message =
                format!("a mark at its start says that this file is {encoding}, and it was read so");
            self.say(path, &rules::ENCODING_BY_MARK, &message);
        }
        let Self { manner, columns, collectors, reporter, room, horizon, .. } = self;
        let size = files.size(path);
        let mut feed = Feed { path, columns, collectors, reporter, size, room };
        let names = columns.names();
        let keep = |table: &Table| {
            if let Some((cache, key)) = &kept
                && table.furthest() <= Some(horizon.recorded)
            {
                cache.keep(key, table);
            }
        };
        let keep: Keep<'_> = (kept.is_some() && decoded.marked.is_none()).then_some(&keep);
        match (format, delimiter) {
            (_, Some(delimiter)) => table::read(decoded.text, delimiter, &mut feed, self.crew, keep),
            (FileFormat::JsonLines, None) => json_lines::read(decoded.text, names, &mut feed),
            (_, None) => json::read(decoded.text, manner.items, names, &mut feed),
        }
    }

    /// Where what a table came to is kept, if it is one that is worth it: large, of known content, and read by metrics
    /// that take its rows as they stand.
    fn kept(&self, files: &dyn Files, path: &str, delimiter: u8) -> Option<(&'a Cache, Key)> {
        let cache = self.cache?;
        let blob = self.origins.last()?.blob.as_ref()?;
        let are_plain = self
            .collectors
            .iter()
            .all(|metric| metric.way().is_some_and(|way| way.extractor.asks().is_some()));
        if !are_plain || files.size(path).is_none_or(|size| size < LEAST) {
            return None;
        }
        let manner = format!("{delimiter} {:?}", self.manner.encoding);
        Some((cache, Key::of(blob, &manner, &self.metrics)))
    }

    /// Takes what the table came to in another run. `false`: nothing is known of it that holds now.
    fn take_kept(&mut self, (cache, key): &(&Cache, Key), path: &str) -> bool {
        let origin = u32::try_from(self.origins.len() - 1).unwrap_or(u32::MAX);
        let table = cache.find(key, origin);
        let holds = |table: &Table| {
            table.harvests.len() == self.collectors.len() && table.furthest() <= Some(self.horizon.recorded)
        };
        let Some(table) = table.filter(holds).filter(|table| self.room.takes(table.rows)) else {
            return false;
        };
        let Self { columns, collectors, reporter, room, .. } = self;
        table::give(table, &mut Feed { path, columns, collectors, reporter, size: None, room });
        true
    }

    fn say(&mut self, path: &str, rule: &'static Rule, message: &str) {
        self.reporter.push(Finding::new(rule, Location::Path(path.to_owned()), message));
    }
}
