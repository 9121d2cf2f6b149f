//! Charts as Mermaid draws them.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::model::metric::{Aggregate, Metric};
use crate::model::quantity::Dimension;
use crate::model::{Duration, Interval, Unit};
use crate::present::show;
use crate::present::svg::{self, Dot, Plot};
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
    /// The same as SVG on one line, with more of its past.
    pub drawing: String,
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

/// What is usual of a series, drawn as thin lines: the middle and the limits of its control chart.
#[derive(Default)]
pub struct Usual {
    /// For each interval of the series the middle, the lower and the upper limit; canonical, and not a number where
    /// there are none.
    pub limits: Vec<[f64; 3]>,
    /// What else there is to say of it, a sentence each.
    pub remarks: Vec<String>,
    /// When its level changed, and by how much.
    pub changes: Vec<(Timestamp, String)>,
}

/// What is drawn beside a series.
#[derive(Default)]
pub struct Beside {
    /// Straight lines.
    pub levels: Vec<Level>,
    /// What is usual.
    pub usual: Usual,
}

/// The series of a metric as a line, with straight lines for the levels. `None` with fewer than two values: no line.
///
/// Mermaid knows no missing values, so an interval without one is left out and the caption says how many are. Where
/// observations are added up, an interval that is not whole would look like a fall, so it is left out as well.
pub fn chart(
    title: &str,
    series: &Series,
    metric: &Metric,
    beside: &Beside,
    zone: &TimeZone,
) -> Option<Chart> {
    let unit = &metric.unit;
    let whole =
        |point: &SeriesPoint| !adds_up(metric) || is_whole(point.interval, metric.process.interval, zone);
    let limits = beside.usual.limits.iter().map(Some).chain(std::iter::repeat(None));
    let points: Vec<(&SeriesPoint, Option<&[f64; 3]>)> =
        series.points.iter().zip(limits).filter(|(point, _)| whole(point)).collect();
    let known: Vec<Drawn> = points
        .iter()
        .filter_map(|(point, limits)| {
            let limits = limits.map(|limits| limits.map(|limit| scaled(unit, limit)));
            Some(Drawn { point, value: scaled(unit, point.value?), limits })
        })
        .filter(|drawn| drawn.value.abs() < LARGEST)
        .collect();
    let shown = known.get(known.len().saturating_sub(POINTS)..)?;
    if shown.len() < 2 {
        return None;
    }
    let levels: Vec<_> =
        beside.levels.iter().filter(|level| scaled(unit, level.value).abs() < LARGEST).collect();
    let values: Vec<f64> = shown.iter().map(|drawn| drawn.value).collect();
    let straight = levels.iter().map(|level| vec![scaled(unit, level.value); values.len()]);
    let usual = usual(shown);
    let has_usual = !usual.is_empty();
    let lines: Vec<Line> = straight
        .zip(["#bf3989", "#8c959f"])
        .map(|(values, colour)| Line { values, colour })
        .chain(usual.into_iter().map(|values| Line { values, colour: "#b6bec7" }))
        .collect();
    let code = code(title, unit, &labels(shown, zone), &values, &lines);
    let drawing = drawing(title, unit, &points, beside, zone);
    let omitted = Omitted {
        earlier: known.len() > POINTS,
        missing: missing(&points, shown),
        partial: points.len() < series.points.len(),
    };
    let mut caption = caption(unit, &levels, &omitted);
    let thin = has_usual.then(|| {
        "The thin lines are what is usual: the middle and the limits of the control chart.".to_owned()
    });
    for remark in thin.iter().chain(&beside.usual.remarks) {
        caption.push_str(if caption.is_empty() { "" } else { " " });
        caption.push_str(remark);
    }
    Some(Chart { code, drawing, caption })
}

/// The series as SVG: there gaps are gaps, and changes are marked where they lie.
fn drawing(
    title: &str,
    unit: &Unit,
    points: &[(&SeriesPoint, Option<&[f64; 3]>)],
    beside: &Beside,
    zone: &TimeZone,
) -> String {
    let on_axis = |value: f64| Some(scaled(unit, value)).filter(|value| value.abs() < LARGEST);
    let dots: Vec<Dot> = points
        .iter()
        .map(|(point, limits)| Dot {
            at: point.interval.from,
            value: point.value.and_then(on_axis),
            limits: limits
                .map_or([f64::NAN; 3], |limits| limits.map(|limit| on_axis(limit).unwrap_or(f64::NAN))),
        })
        .collect();
    let levels: Vec<(String, f64)> = beside
        .levels
        .iter()
        .filter_map(|level| {
            let name = format!("{}: {}", level.name, show::plain(unit, level.value));
            Some((name, on_axis(level.value)?))
        })
        .collect();
    let finite = |value: &f64| value.is_finite();
    let values: Vec<f64> = dots.iter().filter_map(|dot| dot.value).collect();
    let others: Vec<f64> = dots.iter().flat_map(|dot| dot.limits).filter(finite).collect();
    let others: Vec<f64> = others.into_iter().chain(levels.iter().map(|(_, value)| *value)).collect();
    svg::draw(&Plot {
        title,
        unit: axis_title(unit),
        range: range(unit, &values, &others),
        points: dots,
        levels,
        changes: beside.usual.changes.clone(),
        zone,
    })
}

/// A point that is drawn, on the scale of the axis.
struct Drawn<'a> {
    point: &'a SeriesPoint,
    value: f64,
    limits: Option<[f64; 3]>,
}

/// A line beside the series, on the scale of the axis.
struct Line {
    values: Vec<f64>,
    colour: &'static str,
}

/// The middle and the limits as lines; none where there is not one for any point. Mermaid knows no missing values, so
/// a point without takes those of the one before it, or of the first that has some.
fn usual(shown: &[Drawn]) -> Vec<Vec<f64>> {
    let is_drawn = |limits: &[f64; 3]| limits.iter().all(|limit| limit.is_finite() && limit.abs() < LARGEST);
    let mut last = shown.iter().filter_map(|drawn| drawn.limits).find(is_drawn);
    let mut lines = vec![Vec::new(); if last.is_some() { 3 } else { 0 }];
    for drawn in shown {
        last = drawn.limits.filter(is_drawn).or(last);
        for (line, limit) in lines.iter_mut().zip(last.into_iter().flatten()) {
            line.push(limit);
        }
    }
    lines
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

fn code(title: &str, unit: &Unit, labels: &[String], values: &[f64], lines: &[Line]) -> String {
    let beside: Vec<f64> = lines.iter().flat_map(|line| &line.values).copied().collect();
    let (low, high) = range(unit, values, &beside);
    let mut code = String::from("---\nconfig:\n  xyChart:\n    width: 760\n    height: 280\n");
    code.push_str("    xAxis:\n      showTick: false\n");
    let colours: Vec<&str> = std::iter::once("#0969da").chain(lines.iter().map(|line| line.colour)).collect();
    // Writing to a string cannot fail.
    _ = writeln!(
        code,
        "  themeVariables:\n    xyChart:\n      plotColorPalette: \"{}\"\n---",
        colours.join(", ")
    );
    _ = writeln!(code, "xychart-beta\n    title \"{}\"", mermaid(title));
    _ = writeln!(code, "    x-axis [{}]", labels.join(", "));
    _ = writeln!(code, "    y-axis \"{}\" {} --> {}", mermaid(axis_title(unit)), number(low), number(high));
    _ = write!(code, "    line [{}]", list(values));
    for line in lines {
        _ = write!(code, "\n    line [{}]", list(&line.values));
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
fn labels(points: &[Drawn], zone: &TimeZone) -> Vec<String> {
    let every = points.len().div_ceil(LABELS).max(1);
    let label = |(index, Drawn { point, .. }): (usize, &Drawn)| match index.is_multiple_of(every) {
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
fn missing(points: &[(&SeriesPoint, Option<&[f64; 3]>)], shown: &[Drawn]) -> usize {
    let Some(Drawn { point: first, .. }) = shown.first() else { return 0 };
    let since = points.iter().filter(|(point, _)| point.interval.from >= first.interval.from);
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
