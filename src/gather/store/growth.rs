//! By how much the branch will grow in a year, if it goes on like this.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use jiff::{SignedDuration, Timestamp};

use super::error::StoreError;
use super::layout;
use super::line::Reader;
use super::observed::Observed;
use crate::git::{Repository, ancestry};
use crate::model::window::seconds_between;

/// A forecast of the growth of the branch in packs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// Bytes in a year.
    pub bytes: f64,
    /// Runs that are recorded in a year.
    pub runs: f64,
    /// The newest commit.
    pub last: Timestamp,
}

/// How far back runs are counted, and how old a series may be that still counts as growing.
const LOOK_BACK_DAYS: i64 = 40;
const YEAR_DAYS: f64 = 365.2425;
/// What a commit with its trees takes in a pack, and what each series that changes adds to it: its trailer, its tree,
/// and the deltas of its small files. Measured over two years of daily runs of twenty metrics.
const BYTES_OF_RUN: f64 = 600.0;
const BYTES_OF_SERIES: f64 = 230.0;
/// Files of a series that are looked at.
const SAMPLE: usize = 7;

/// What a series adds.
#[derive(Debug, Clone, Copy, Default)]
struct Pace {
    bytes_a_day: f64,
    is_growing: bool,
}

impl Observed {
    /// The growth in a year that the latest files and runs let expect; `None` where there is no branch. Lines of the
    /// latest complete files are packed as Git would, and so are sums of the latest months.
    ///
    /// # Errors
    /// [`StoreError::Git`] when the history cannot be read.
    pub fn growth(&self, repository: &Repository) -> Result<Option<Growth>, StoreError> {
        let Some(commit) = self.commit() else { return Ok(None) };
        let last = repository.commit_time(commit)?;
        let since =
            last.checked_sub(SignedDuration::from_hours(LOOK_BACK_DAYS * 24)).unwrap_or(Timestamp::MIN);
        let times = ancestry::times_since(repository, commit, since)?;
        let oldest = times.iter().min().copied().unwrap_or(last);
        let days = (seconds_between(oldest, last) / 86_400.0).max(1.0);
        let runs = times.len() as f64 / days.ceil() * YEAR_DAYS;
        let paces: Vec<Pace> = self.tree().folders().map(|folder| self.pace(folder, since)).collect();
        let growing = paces.iter().filter(|pace| pace.is_growing).count() as f64;
        let of_lines: f64 = paces.iter().map(|pace| pace.bytes_a_day * YEAR_DAYS).sum();
        let bytes = of_lines + runs * (BYTES_OF_RUN + BYTES_OF_SERIES * growing);
        Ok(Some(Growth { bytes, runs, last }))
    }

    fn pace(&self, folder: &str, since: Timestamp) -> Pace {
        let (single, summed) = self.tree().periods(folder);
        let ends = |period: &String| layout::time_of(period).map(|time| time.to);
        if single.last().and_then(ends).is_none_or(|end| end < since) {
            return Pace::default();
        }
        // The newest file is not complete, unless there is no other.
        let complete = single.len().saturating_sub(1).max(1);
        let from = complete.saturating_sub(SAMPLE);
        let sample = single.get(from..complete).unwrap_or_default();
        let (mut bytes, mut days) = (0.0, 0.0);
        for period in sample {
            let Some(content) = self.content(&layout::observations(folder, period)) else { continue };
            bytes += packed(&content);
            days += days_of(&content);
        }
        let lines = if days > 0.0 { bytes / days } else { 0.0 };
        let months: Vec<f64> = summed
            .iter()
            .rev()
            .take(2)
            .filter_map(|month| self.content(&layout::summaries(folder, month)))
            .map(|content| packed(&content))
            .collect();
        let sums = if months.is_empty() { 0.0 } else { months.iter().sum::<f64>() / months.len() as f64 };
        Pace { bytes_a_day: lines + sums * 12.0 / YEAR_DAYS, is_growing: true }
    }

    fn content(&self, path: &str) -> Option<Vec<u8>> {
        self.tree().read(path).ok().flatten()
    }
}

/// The days that the lines of a file speak of, a day at least.
fn days_of(content: &[u8]) -> f64 {
    let mut times = Reader::new(content).map_while(Result::ok).map(|line| line.at);
    let Some(first) = times.next() else { return 0.0 };
    let last = times.last().unwrap_or(first);
    (seconds_between(first, last) / 86_400.0).ceil().max(1.0)
}

/// The bytes of a text in a pack.
fn packed(content: &[u8]) -> f64 {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(content);
    encoder.finish().map_or(content.len(), |packed| packed.len()) as f64
}
