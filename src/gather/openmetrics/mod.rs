//! The text formats of OpenMetrics 1.0 and of Prometheus 0.0.4.
//!
//! A line is a sample, a comment, or one of the comments that mean something. The two formats differ in what a time is
//! (seconds or milliseconds) and in that OpenMetrics ends in `# EOF`.

mod line;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use self::line::Labels;
use self::line::{Line, line};
use crate::model::selector::Selector;

/// Which of the two formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Times are seconds, and the text has an end.
    OpenMetrics,
    /// Times are milliseconds.
    Prometheus,
}

/// A sample that is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its labels.
    pub labels: Labels,
    /// Its number, which may be infinite or none.
    pub value: f64,
    /// Its own time, where it has one.
    pub at: Option<Timestamp>,
    /// The line that it stands on, from 1.
    pub line: usize,
}

/// The samples that are meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposition {
    /// One after the other.
    pub samples: Vec<Sample>,
    /// Whether they only ever grow, and begin anew when something starts.
    pub is_counter: bool,
}

/// Why a text is none of the two formats.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpositionError {
    /// A line cannot be read.
    #[error("line {0} is no sample")]
    Line(usize),
    /// The end is missing.
    #[error("it has no `# EOF`, so it is cut off")]
    CutOff,
}

/// Endings of the names of samples that do not belong to the name of their metric.
const ENDINGS: [&str; 5] = ["_total", "_bucket", "_count", "_sum", "_created"];

impl Format {
    /// The format of a media type, or of a text by its end.
    pub fn of(media_type: Option<&str>, text: &str) -> Self {
        let is_named =
            media_type.is_some_and(|media_type| media_type.starts_with("application/openmetrics-text"));
        let has_end = text.trim_end().rsplit('\n').next().is_some_and(|last| last.trim() == "# EOF");
        if is_named || has_end { Self::OpenMetrics } else { Self::Prometheus }
    }
}

/// Reads a text for the samples that a selector means.
///
/// # Errors
/// [`ExpositionError`], where any line of the text cannot be read, whatever is meant.
pub fn read(text: &str, format: Format, selector: &Selector) -> Result<Exposition, ExpositionError> {
    let mut types: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut samples, mut has_end) = (Vec::new(), false);
    for (number, text) in (1..).zip(text.lines()) {
        match line(text, format).ok_or(ExpositionError::Line(number))? {
            Line::Nothing => {}
            Line::Type(name, kind) => drop(types.insert(name, kind)),
            Line::End => {
                has_end = true;
                break;
            }
            Line::Sample { name, labels, value, at } => {
                if name == selector.name && selector.selects(|label| labels.get(label)) {
                    samples.push(Sample { labels, value, at, line: number });
                }
            }
        }
    }
    if format == Format::OpenMetrics && !has_end {
        return Err(ExpositionError::CutOff);
    }
    Ok(Exposition { samples, is_counter: is_counter(&selector.name, &types) })
}

/// Whether samples of a name only ever grow: those of counters, and all but the quantiles of histograms and summaries.
fn is_counter(name: &str, types: &BTreeMap<&str, &str>) -> bool {
    if let Some(kind) = types.get(name) {
        return *kind == "counter";
    }
    ENDINGS.iter().any(|ending| {
        let kind = name.strip_suffix(ending).and_then(|family| types.get(family));
        kind.is_some_and(|kind| match *kind {
            "counter" => *ending == "_total",
            "histogram" | "summary" => matches!(*ending, "_bucket" | "_count" | "_sum"),
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests;
