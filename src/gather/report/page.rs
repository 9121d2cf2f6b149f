//! Pages of metrics that lie in the repository: what a job writes for the textfile collector, or saved scrapes.
//!
//! Samples with times of their own are observations of those; the others are dated by the commit that brought the file.
//! A counter tells by how much it grew from one reading to the next.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::Timestamp;

use super::collect::{Collector, Said};
use super::rules::{PAGE_UNREADABLE, UNCLEAR_SERIES, UNDATED_REPORT};
use super::{Reader, matching, text};
use crate::finding::{Finding, Location};
use crate::gather::file::quiet;
use crate::gather::openmetrics::{self, Format, Labels, Sample};
use crate::gather::ratio;
use crate::gather::rules::NO_FILE;
use crate::model::Observations;
use crate::model::observation::Group;
use crate::model::report::PageQuestion;

/// The observations that pages of metrics hold for a metric.
pub fn gather(
    reader: &mut Reader<'_>,
    question: &PageQuestion,
    collector: Collector<'_>,
) -> (Observations, Vec<Finding>) {
    let mut pages =
        Pages { question, collector, known: BTreeMap::new(), has_series: false, is_counter: false };
    match matching(reader.place.files, &question.path) {
        Ok(paths) => {
            paths.iter().for_each(|path| pages.read(reader, path));
            pages.tell_unknown();
        }
        Err((message, help)) => pages.collector.lose(&NO_FILE, message, help),
    }
    let (observations, findings) = pages.collector.finish();
    (if pages.is_counter { ratio::increases(observations) } else { observations }, findings)
}

/// Pages as they are read, one after the other.
struct Pages<'q, 'c> {
    question: &'q PageQuestion,
    collector: Collector<'c>,
    /// What has been read for a time and a group, and of which series.
    known: BTreeMap<(Timestamp, Group), (Labels, f64)>,
    has_series: bool,
    is_counter: bool,
}

impl Pages<'_, '_> {
    fn read(&mut self, reader: &mut Reader<'_>, path: &str) {
        let files = reader.place.files;
        let read = text(files, path).and_then(|text| {
            let format = Format::of(None, &text);
            openmetrics::read(&text, format, &self.question.metric).map_err(|error| error.to_string())
        });
        let page = match read {
            Ok(page) => page,
            Err(reason) => {
                let help = "a page has a sample on each line, as in `queue_length{queue=\"mail\"} 3`";
                return self.collector.lose_file(&PAGE_UNREADABLE, path, &reason, help);
            }
        };
        self.collector.file(path, files.blob(path));
        self.has_series |= !page.samples.is_empty();
        self.is_counter |= page.is_counter;
        let mut committed: Option<Option<Timestamp>> = None;
        for sample in &page.samples {
            match sample.at.or_else(|| *committed.get_or_insert_with(|| reader.committed(path))) {
                Some(at) => self.take(path, sample, at),
                None => {
                    self.collector.doubt(None);
                    self.collector.report(undated(path, sample));
                    return;
                }
            }
        }
    }

    fn take(&mut self, path: &str, sample: &Sample, at: Timestamp) {
        if !sample.value.is_finite() {
            return self.collector.doubt(Some(at));
        }
        let group = self.collector.group(|label| sample.labels.get(label));
        match self.known.entry((at, group.clone())) {
            Entry::Vacant(place) => {
                place.insert((sample.labels.clone(), sample.value));
            }
            // Saved scrapes overlap.
            Entry::Occupied(known) if *known.get() == (sample.labels.clone(), sample.value) => {
                return self.collector.leave_out();
            }
            Entry::Occupied(known) => {
                let message = indistinct(path, sample, &known.get().0);
                let help = "name what tells them apart in `metric`, or in `process.by`";
                return self.collector.lose(&UNCLEAR_SERIES, message, help);
            }
        }
        let line = u32::try_from(sample.line).unwrap_or(u32::MAX);
        let good = self.collector.metric.unit.canonical(sample.value);
        self.collector.add(Said { at, good, total: 1.0, group, line });
    }

    fn tell_unknown(&mut self) {
        if !self.has_series && !self.collector.is_lost() {
            let message = format!("no page has `{}`", quiet(&self.question.metric.to_string()));
            let help = "see whether `metric` names a series as the page writes it";
            self.collector.lose(&UNCLEAR_SERIES, message, help);
        }
    }
}

fn indistinct(path: &str, sample: &Sample, other: &Labels) -> String {
    let (path, line) = (quiet(path), sample.line);
    let differing = sample.labels.differing(other).join("`, `");
    match differing.as_str() {
        "" => format!("{path}:{line} has another reading of the same series for the same time"),
        labels => {
            format!("{path}:{line} has another series for the same time; they differ in `{}`", quiet(labels))
        }
    }
}

fn undated(path: &str, sample: &Sample) -> Finding {
    let message = "the page has no time of its own, and no commit holds the file";
    let line = u32::try_from(sample.line).unwrap_or(u32::MAX);
    let location = Location::Data { path: path.to_owned(), line, column: None };
    Finding::new(&UNDATED_REPORT, location, message).help("commit the page, or let its writer add times")
}
