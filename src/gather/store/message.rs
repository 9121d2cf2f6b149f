//! What the commits of the branch say: what was asked of whom, and what came of it.

use std::fmt::Write;

use super::notes::Correction;
use super::record::{Entry, Run};
use super::rollup::Sums;
use super::series::Tally;
use crate::model::Interval;
use crate::model::calendar::union;
use crate::text::escape::{one_line, trailer_text};
use crate::text::secret::masked;

/// The trailer of each series of a run.
pub const SERIES: &str = "Deming-Series";
/// The trailer of each stretch of time that was corrected.
pub const CORRECTION: &str = "Deming-Correction";

/// The trailer of each month that was summed up.
pub const ROLLED_UP: &str = "Deming-Rolled-Up";

/// The longest name of a server, in characters.
const LONGEST_SERVER: usize = 80;

/// What there is to tell of a series.
#[derive(Debug, Clone)]
pub struct Told {
    /// Its folder.
    pub folder: String,
    metric: String,
    kind: &'static str,
    data_source: Option<String>,
    server: String,
    digest: String,
    asked: Vec<Interval>,
    tally: Tally,
    doubts: usize,
}

impl Told {
    /// Of the series that an answer belongs to.
    pub fn new(folder: &str, digest: String, entry: &Entry<'_>) -> Self {
        let server: String = masked(&entry.answer.server).chars().take(LONGEST_SERVER).collect();
        Self {
            folder: folder.to_owned(),
            metric: entry.metric.meta.name.to_string(),
            kind: entry.source.question.kind().keyword(),
            data_source: entry.data_source.as_ref().map(ToString::to_string),
            server: trailer_text(&server),
            digest,
            asked: Vec::new(),
            tally: Tally::default(),
            doubts: 0,
        }
    }

    /// With what one answer came to.
    pub fn add(&mut self, entry: &Entry<'_>, tally: Tally) {
        self.asked = union(std::mem::take(&mut self.asked).into_iter().chain([entry.interval]).collect());
        self.tally.added += tally.added;
        self.tally.late += tally.late;
        self.tally.gone += tally.gone;
        self.tally.settled += tally.settled;
        self.doubts += entry.answer.doubts.len();
    }

    fn trailer(&self) -> String {
        let mut text = format!("{SERIES}: {} {} \"{}\"", self.metric, self.kind, self.server);
        if let Some(data_source) = &self.data_source {
            let _ = write!(text, " of={data_source}");
        }
        let _ = write!(text, " query={}", self.digest);
        for Interval { from, to } in &self.asked {
            let _ = write!(text, " {from}..{to}");
        }
        let Tally { added, late, gone, settled, .. } = self.tally;
        let _ = write!(text, " added={added}");
        let rest = [("late", late), ("gone", gone), ("settled", settled), ("doubts", self.doubts as u64)];
        for (name, count) in rest.into_iter().filter(|(_, count)| *count > 0) {
            let _ = write!(text, " {name}={count}");
        }
        text
    }
}

/// The message of a run.
pub fn of_run(run: &Run<'_>, told: &[Told], sums: &[Sums]) -> String {
    let sum = |count: fn(&Tally) -> u64| told.iter().map(|told| count(&told.tally)).sum::<u64>();
    let new = sum(|tally| tally.added + tally.late);
    let title = match new {
        0 if !sums.is_empty() => {
            format!("chore(observed): sums of {}", counted(sums.len(), "a month", "months"))
        }
        0 => format!("chore(observed): nothing new of {}", metrics(told.len())),
        new => format!("chore(observed): {new} observations of {}", metrics(told.len())),
    };
    let mut trailers = signature(run);
    trailers.extend(told.iter().map(Told::trailer));
    trailers.extend(sums.iter().map(|sums| {
        let Sums { metric, month, observations, lines, .. } = sums;
        format!("{ROLLED_UP}: {metric} {month} observations={observations} lines={lines}")
    }));
    finished(&title, explanation(sum(|tally| tally.gone)), &trailers)
}

fn metrics(count: usize) -> String {
    counted(count, "a metric", "metrics")
}

fn counted(count: usize, one: &str, several: &str) -> String {
    if count == 1 { one.to_owned() } else { format!("{count} {several}") }
}

fn explanation(gone: u64) -> Option<String> {
    (gone > 0).then(|| {
        format!("{gone} observations that were recorded before did not come back.\nThey stay: what was observed is not forgotten.")
    })
}

/// The message of corrections of closed periods.
pub fn of_corrections(run: &Run<'_>, corrections: &[(&Told, Correction)]) -> String {
    let count: u64 = corrections.iter().map(|(_, correction)| correction.count).sum();
    let title = format!("fix(observed): {count} observations of closed periods corrected");
    let why = "The sources now say something else of a time that was closed, later than\ntheir `integrity.lateness` allows. Figures that were reported may change.";
    let mut trailers = signature(run);
    trailers.extend(corrections.iter().map(|(told, correction)| {
        let Interval { from, to } = correction.interval;
        format!(
            "{CORRECTION}: {} {from}..{to} changed={} query={}",
            told.metric, correction.count, told.digest
        )
    }));
    finished(&title, Some(why.to_owned()), &trailers)
}

/// Who gathered, when and with what.
pub fn signature(run: &Run<'_>) -> Vec<String> {
    vec![
        format!("Deming-Gathered-By: {} <{}>", one_line(&run.author.name), one_line(&run.author.email)),
        format!("Deming-At: {}", run.at),
        format!("Deming-Version: {}", trailer_text(run.version)),
    ]
}

/// A title, perhaps a paragraph, and trailers.
pub fn finished(title: &str, paragraph: Option<String>, trailers: &[String]) -> String {
    let paragraph = paragraph.map(|text| format!("{text}\n\n")).unwrap_or_default();
    format!("{title}\n\n{paragraph}{}\n", trailers.join("\n"))
}
