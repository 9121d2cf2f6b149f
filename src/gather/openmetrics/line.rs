//! A line of the formats.

use jiff::Timestamp;

use super::Format;
use crate::model::selector::unquoted;

/// What a line is.
pub enum Line<'t> {
    /// Empty, or a comment that means nothing.
    Nothing,
    /// The type of a metric.
    Type(&'t str, &'t str),
    /// The end.
    End,
    /// A sample.
    Sample {
        /// Its name.
        name: String,
        /// Its labels.
        labels: Labels,
        /// Its number.
        value: f64,
        /// Its own time.
        at: Option<Timestamp>,
    },
}

/// Labels of a sample, in order of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Labels(Vec<(String, String)>);

impl Labels {
    /// The value of a label; empty where it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(label, _)| label == name).map_or("", |(_, value)| value.as_str())
    }

    /// The names of labels that have other values in other labels.
    pub fn differing<'l>(&'l self, other: &'l Self) -> Vec<&'l str> {
        let mut names: Vec<&str> = self.0.iter().chain(&other.0).map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| self.get(name) != other.get(name));
        names
    }
}

/// What a line is; `None`: nothing that either format knows.
pub fn line(text: &str, format: Format) -> Option<Line<'_>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Line::Nothing);
    }
    if let Some(comment) = text.strip_prefix('#') {
        let mut words = comment.split_ascii_whitespace();
        return Some(match (words.next(), words.next(), words.next()) {
            (Some("TYPE"), Some(name), Some(kind)) => Line::Type(name, kind),
            (Some("EOF"), None, _) => Line::End,
            _ => Line::Nothing,
        });
    }
    let end = text.find(|c: char| c == '{' || c.is_ascii_whitespace())?;
    let (name, rest) = text.split_at(end);
    let (quoted, labels, rest) = match rest.trim_start().strip_prefix('{') {
        Some(inner) => labels(inner)?,
        None => (None, Labels::default(), rest),
    };
    // A name that needs quotation marks stands among the labels.
    let name = if name.is_empty() { quoted? } else { name.to_owned() };
    let mut words = rest.split_ascii_whitespace();
    let value = number(words.next()?)?;
    let at = match words.next() {
        None | Some("#") => None,
        Some(word) => Some(moment(word, format)?),
    };
    // Behind a time only an exemplar may follow.
    let is_over = at.is_none() || words.next().is_none_or(|word| word == "#");
    is_over.then_some(Line::Sample { name, labels, value, at })
}

/// A name in quotation marks, labels, and what follows them.
type Braced<'t> = (Option<String>, Labels, &'t str);

/// What stands behind an opening brace.
fn labels(text: &str) -> Option<Braced<'_>> {
    let (mut name, mut labels, mut rest) = (None, Vec::new(), text.trim_start());
    loop {
        if let Some(rest) = rest.strip_prefix('}') {
            labels.sort();
            return Some((name, Labels(labels), rest));
        }
        let (label, after) = match unquoted(rest) {
            Some(quoted) => quoted,
            None => {
                let (label, _) = rest.split_once('=')?;
                (label.trim().to_owned(), rest.get(label.len()..)?)
            }
        };
        rest = match after.trim_start().strip_prefix('=') {
            Some(value) => {
                let (value, after) = unquoted(value.trim_start())?;
                labels.push((label, value));
                after
            }
            None => {
                name = Some(label);
                after
            }
        }
        .trim_start();
        rest = match rest.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if rest.starts_with('}') => rest,
            None => return None,
        };
    }
}

/// A number as Go writes it: `NaN` and infinities are some.
fn number(word: &str) -> Option<f64> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    word.bytes().all(fits).then(|| word.parse().ok()).flatten()
}

fn moment(word: &str, format: Format) -> Option<Timestamp> {
    match format {
        Format::Prometheus => Timestamp::from_millisecond(word.parse().ok()?).ok(),
        Format::OpenMetrics => {
            let seconds: f64 = number(word).filter(|seconds| seconds.is_finite())?;
            // Times of the year 2026 have more than microseconds in a floating-point number; people write milliseconds.
            Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()
        }
    }
}
