//! Charts as Mermaid draws them.

use std::fmt::Write;

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::model::metric::{Aggregate, Metric};
use crate::model::quantity::Dimension;
use crate::model::{Duration, Interval, Unit};
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
    pub name: String,
    /// Where it lies. Canonical.
    pub value: f64,
}

/// The series of a metric as a line, with straight lines for the levels. `None` with fewer than two values: no line.
///
/// Mermaid knows no missing values, so an interval without one is left out and the caption says how many are. Where
/// observations are added up, an interval that is not whole would look like a fall, so it is left out as well.
pub fn chart(
    title: &str,
    series: &Series,
    metric: &Metric,
    levels: &[Level],
    zone: &TimeZone,
) -> Option<Chart> {
    let unit = &metric.unit;
    let whole =
        |point: &&SeriesPoint| !adds_up(metric) || is_whole(point.interval, metric.process.interval, zone);
    let points: Vec<&SeriesPoint> = series.points.iter().filter(whole).collect();
    let known: Vec<(&SeriesPoint, f64)> = points
        .iter()
        .filter_map(|point| Some((*point, scaled(unit, point.value?))))
        .filter(|(_, value)| value.abs() < LARGEST)
        .collect();
    let shown = known.get(known.len().saturating_sub(POINTS)..)?;
    if shown.len() < 2 {
        return None;
    }
    let levels: Vec<_> = levels.iter().filter(|level| scaled(unit, level.value).abs() < LARGEST).collect();
    let lines: Vec<f64> = levels.iter().map(|level| scaled(unit, level.value)).collect();
    let values: Vec<f64> = shown.iter().map(|(_, value)| *value).collect();
    let code = code(title, unit, &labels(shown, zone), &values, &lines);
    let omitted = Omitted {
        earlier: known.len() > POINTS,
        missing: missing(&points, shown),
        partial: points.len() < series.points.len(),
    };
    Some(Chart { code, caption: caption(unit, &levels, &omitted) })
}

/// Whether the metric's figure grows with the time it is taken over.
pub fn adds_up(metric: &Metric) -> bool {
    matches!(metric.process.aggregate, Aggregate::Sum | Aggregate::Count)
}

/// Whether an interval has its full length on the calendar.
fn is_whole(interval: Interval, length: Duration, zone: &TimeZone) -> bool {
    let end = length.shift(&interval.from.to_zoned_datetime(zone.clone()), 1);
    end.is_none_or(|end| end.timestamp() <= interval.to)
}

/// What a chart does not show.
struct Omitted {
    /// Whether there are values before the first that is shown.
    earlier: bool,
    /// Intervals without a value.
    missing: usize,
    /// Whether there are intervals that are not whole.
    partial: bool,
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

fn code(title: &str, unit: &Unit, labels: &[String], values: &[f64], levels: &[f64]) -> String {
    let (low, high) = range(unit, values, levels);
    let mut code = String::from("---\nconfig:\n  xyChart:\n    width: 760\n    height: 280\n");
    code.push_str("    xAxis:\n      showTick: false\n");
    code.push_str(
        "  themeVariables:\n    xyChart:\n      plotColorPalette: \"#0969da, #bf3989, #8c959f\"\n---\n",
    );
    // Writing to a string cannot fail.
    _ = writeln!(code, "xychart-beta\n    title \"{}\"", mermaid(title));
    _ = writeln!(code, "    x-axis [{}]", labels.join(", "));
    _ = writeln!(code, "    y-axis \"{}\" {} --> {}", mermaid(axis_title(unit)), number(low), number(high));
    _ = write!(code, "    line [{}]", list(values));
    for level in levels {
        _ = write!(code, "\n    line [{}]", list(&vec![*level; values.len()]));
    }
    code
}

/// The axis of values: all that is drawn, with a tenth of room. It begins at zero where that costs less than half of
/// the height, goes below zero only for what lies there, and ends at 100 % for shares that do not go beyond.
fn range(unit: &Unit, values: &[f64], levels: &[f64]) -> (f64, f64) {
    let all = || values.iter().chain(levels).copied();
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let room = if high > low { (high - low) / 10.0 } else { (high.abs() / 10.0).max(1.0) };
    let bottom = match low {
        low if low < 0.0 => low - room,
        low if low <= high / 2.0 => 0.0,
        low => (low - room).max(0.0),
    };
    let is_whole_at_most = unit.dimension() == Dimension::Ratio && high <= 100.0;
    (bottom, if is_whole_at_most { (high + room).min(100.0) } else { high + room })
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
fn missing(points: &[&SeriesPoint], shown: &[(&SeriesPoint, f64)]) -> usize {
    let Some((first, _)) = shown.first() else { return 0 };
    let since = points.iter().filter(|point| point.interval.from >= first.interval.from);
    since.count().saturating_sub(shown.len())
}

fn caption(unit: &Unit, levels: &[&Level], omitted: &Omitted) -> String {
    let line = |level: &&Level| {
        format!("The straight line at {} is the {}.", show::plain(unit, level.value), level.name)
    };
    let mut sentences: Vec<String> = levels.iter().map(line).collect();
    if omitted.earlier {
        sentences.push(format!("The last {POINTS} values are shown."));
    }
    if omitted.missing > 0 {
        sentences.push(format!("{} without a value left out.", show::counted(omitted.missing, "interval")));
    }
    if omitted.partial {
        sentences.push("Intervals that are not whole are left out.".into());
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_tells_no_more_than_there_is() {
        let hours = Unit::named("h");
        assert_eq!(range(&hours, &[10.0, 90.0], &[24.0]), (0.0, 98.0));
        assert_eq!(range(&hours, &[80.0, 90.0], &[]), (79.0, 91.0));
        assert_eq!(range(&hours, &[-10.0, 90.0], &[]), (-20.0, 100.0));
        assert_eq!(range(&hours, &[0.0, 0.0], &[]), (0.0, 1.0));
        assert_eq!(range(&Unit::ratio(), &[90.0, 100.0], &[95.0]), (89.0, 100.0));
        assert_eq!(range(&Unit::ratio(), &[90.0, 110.0], &[]), (88.0, 112.0));
    }

    #[test]
    fn a_month_is_whole_on_the_calendar() {
        let at = |text: &str| text.parse::<jiff::Timestamp>().expect("a time");
        let month: Duration = "1M".parse().expect("a duration");
        let whole = |to| is_whole(Interval::new(at("2016-02-01T00:00:00Z"), at(to)), month, &TimeZone::UTC);
        assert!(whole("2016-03-01T00:00:00Z"));
        assert!(!whole("2016-02-29T20:00:00Z"));
    }
}
