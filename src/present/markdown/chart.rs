//! Charts as Mermaid draws them.

use std::fmt::Write;

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::model::Unit;
use crate::model::quantity::Dimension;
use crate::present::show;
use crate::process::{Series, SeriesPoint};
use crate::text::escape::mermaid;

/// Points at most: more cannot be told apart in a page's width.
const POINTS: usize = 60;

/// Labels on the axis of time, about.
const LABELS: usize = 6;

/// Numbers beyond this have no place on an axis.
const LARGEST: f64 = 1e12;

/// A chart, and what must be said about it.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// The inside of a `mermaid` block.
    pub code: String,
    /// What the lines are, and which intervals are missing.
    pub caption: String,
}

/// A level that is drawn as a straight line.
pub struct Level {
    /// What it is: `target`.
    pub name: &'static str,
    /// Where it lies. Canonical.
    pub value: f64,
}

/// The series as a line, with straight lines for the levels. `None` with fewer than two values: no line.
///
/// Mermaid knows no missing values, so an interval without one is left out and the caption says how many are.
pub fn chart(title: &str, series: &Series, unit: &Unit, levels: &[Level], zone: &TimeZone) -> Option<Chart> {
    let known: Vec<(&SeriesPoint, f64)> = series
        .points
        .iter()
        .filter_map(|point| Some((point, scaled(unit, point.value?))))
        .filter(|(_, value)| value.abs() < LARGEST)
        .collect();
    let shown = known.get(known.len().saturating_sub(POINTS)..)?;
    if shown.len() < 2 {
        return None;
    }
    let levels: Vec<_> = levels.iter().filter(|level| scaled(unit, level.value).abs() < LARGEST).collect();
    let lines: Vec<f64> = levels.iter().map(|level| scaled(unit, level.value)).collect();
    let values: Vec<f64> = shown.iter().map(|(_, value)| *value).collect();
    let code = code(title, axis_title(unit), &labels(shown, zone), &values, &lines);
    let missing = missing(series, shown);
    Some(Chart { code, caption: caption(unit, &levels, missing, known.len() > POINTS) })
}

/// A canonical number as the axis shows it: percent, or the declared unit.
fn scaled(unit: &Unit, canonical: f64) -> f64 {
    match unit.dimension() {
        Dimension::Ratio => canonical * 100.0,
        _ => unit.declared(canonical),
    }
}

fn axis_title(unit: &Unit) -> &str {
    match unit.dimension() {
        Dimension::Ratio => "%",
        _ => unit.symbol(),
    }
}

fn code(title: &str, unit: &str, labels: &[String], values: &[f64], levels: &[f64]) -> String {
    let (low, high) = range(values, levels);
    let mut code = String::from("---\nconfig:\n  xyChart:\n    width: 760\n    height: 280\n");
    code.push_str("    xAxis:\n      showTick: false\n");
    code.push_str(
        "  themeVariables:\n    xyChart:\n      plotColorPalette: \"#0969da, #bf3989, #8c959f\"\n---\n",
    );
    // Writing to a string cannot fail.
    _ = writeln!(code, "xychart-beta\n    title \"{}\"", mermaid(title));
    _ = writeln!(code, "    x-axis [{}]", labels.join(", "));
    _ = writeln!(code, "    y-axis \"{}\" {} --> {}", mermaid(unit), number(low), number(high));
    _ = write!(code, "    line [{}]", list(values));
    for level in levels {
        _ = write!(code, "\n    line [{}]", list(&vec![*level; values.len()]));
    }
    code
}

/// The axis of values: all that is drawn, with a tenth of room, but not below zero where nothing is.
fn range(values: &[f64], levels: &[f64]) -> (f64, f64) {
    let all = || values.iter().chain(levels).copied();
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let room = if high > low { (high - low) / 10.0 } else { (high.abs() / 10.0).max(1.0) };
    let bottom = if low >= 0.0 { (low - room).max(0.0) } else { low - room };
    (bottom, high + room)
}

/// A number as Mermaid reads it: no exponent, no more digits than a pixel can show.
fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.to_owned() }
}

fn list(values: &[f64]) -> String {
    values.iter().map(|value| number(*value)).collect::<Vec<_>>().join(", ")
}

/// A label for each point: a date for some, something invisible for the others.
fn labels(points: &[(&SeriesPoint, f64)], zone: &TimeZone) -> Vec<String> {
    let every = points.len().div_ceil(LABELS).max(1);
    let label = |(index, (point, _)): (usize, &(&SeriesPoint, f64))| match index.is_multiple_of(every) {
        true => format!("\"{}\"", mermaid(&show::day(point.interval.from, zone))),
        false => format!("\"{}\"", blank(index)),
    };
    points.iter().enumerate().map(label).collect()
}

/// A label that shows nothing. Mermaid puts points with the same label in the same place, so each blank is another:
/// its number, written with two characters that have no width.
fn blank(index: usize) -> String {
    format!("{:b}", index + 1).replace('0', "\u{200b}").replace('1', "\u{200c}")
}

/// How many intervals between the first and the last that are shown have no value.
fn missing(series: &Series, shown: &[(&SeriesPoint, f64)]) -> usize {
    let Some((first, _)) = shown.first() else { return 0 };
    let since = series.points.iter().filter(|point| point.interval.from >= first.interval.from);
    since.count().saturating_sub(shown.len())
}

fn caption(unit: &Unit, levels: &[&Level], missing: usize, cut: bool) -> String {
    let mut sentences = Vec::new();
    for level in levels {
        sentences.push(format!(
            "The straight line at {} is the {}.",
            show::plain(unit, level.value),
            level.name
        ));
    }
    if cut {
        sentences.push(format!("The last {POINTS} values are shown."));
    }
    if missing > 0 {
        sentences.push(format!("{} without a value left out.", show::counted(missing, "interval")));
    }
    sentences.join(" ")
}
