//! What a series tells, for a terminal: meaning first, then the rows at which the level changed, then the statistics.

use super::show;
use super::style::{QUIET, STRONG, paint};
use super::table;
use super::view::{ChangePointView, DriversView, Explanation, RowText};
use crate::text::escape::one_line;

/// Columns of a name.
const NAME: usize = 9;

/// Changes of level that are shown row by row, the latest.
const CHANGES: usize = 5;

/// What the data tell of a metric or an objective, in `width` columns.
pub fn sections(explanation: &Explanation, width: usize) -> Vec<Vec<String>> {
    vec![
        meaning(explanation, width),
        changes(explanation),
        statistics(explanation, width),
        explanation.drivers.iter().flat_map(|by| drivers(by, width)).collect(),
    ]
}

fn meaning(explanation: &Explanation, width: usize) -> Vec<String> {
    let Some(meaning) = &explanation.meaning else { return Vec::new() };
    let mut lines = vec![paint(STRONG, "What it means")];
    lines.extend(table::wrapped(&one_line(meaning), width));
    lines
}

/// The rows around each change of level, with a mark between the old level and the new.
fn changes(explanation: &Explanation) -> Vec<String> {
    let all = &explanation.change_points;
    let shown = all.get(all.len().saturating_sub(CHANGES)..).unwrap_or_default();
    if shown.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![paint(STRONG, "Where the level changed")];
    if all.len() > shown.len() {
        lines.push(paint(QUIET, &format!("the last {} of {}", shown.len(), all.len())));
    }
    for (number, change) in shown.iter().enumerate() {
        if number > 0 {
            lines.push(String::new());
        }
        lines.extend(rows(change));
    }
    lines
}

fn rows(change: &ChangePointView) -> Vec<String> {
    let (before, after) = (&change.text.rows_before, &change.text.rows_after);
    let wide = |cell: fn(&RowText) -> &str| {
        before.iter().chain(after).map(|row| table::width(cell(row))).max().unwrap_or(0)
    };
    let (day, value) = (wide(|row| &row.day), wide(|row| &row.value));
    let line =
        |row: &RowText| format!("  {}  {}", table::left(&row.day, day), table::right(&row.value, value));
    let mark = format!("  {}  ····· {}", " ".repeat(day), change.text.change);
    before.iter().map(line).chain([mark]).chain(after.iter().map(line)).collect()
}

fn statistics(explanation: &Explanation, width: usize) -> Vec<String> {
    let mut facts: Vec<(&str, String)> = Vec::new();
    if let Some(chart) = &explanation.chart {
        facts.push(("chart", chart.text.clone()));
        facts.extend(chart.latest.iter().map(|signal| ("signal", signal.text.clone())));
    }
    facts.extend(explanation.trend.iter().map(|trend| ("trend", trend.text.clone())));
    let since = explanation.trend_since_change.iter();
    facts.extend(since.map(|trend| ("", format!("since the last change: {}", trend.text))));
    let changes = explanation.change_points.iter().rev().take(CHANGES);
    facts.extend(changes.map(|change| ("change", change.text.sentence.clone())));
    facts.extend(explanation.forecast.iter().map(|forecast| ("forecast", forecast.text.clone())));
    if facts.is_empty() {
        return Vec::new();
    }
    let lines = facts.iter().flat_map(|(name, text)| fact(name, text, width));
    std::iter::once(paint(STRONG, "How sure that is")).chain(lines).collect()
}

/// A name, and a text that goes on beside it.
pub(super) fn fact(name: &str, text: &str, width: usize) -> Vec<String> {
    let lines = table::wrapped(&one_line(text), width.saturating_sub(NAME + 1));
    let names = std::iter::once(name).chain(std::iter::repeat(""));
    lines
        .iter()
        .zip(names)
        .map(|(line, name)| format!("{} {line}", paint(QUIET, &table::left(name, NAME))))
        .collect()
}

/// The heaviest values of a dimension, with a bar for each.
fn drivers(by: &DriversView, width: usize) -> Vec<String> {
    let title = format!("What drives it, by {}", one_line(&by.by));
    let mut lines = vec![paint(STRONG, &title)];
    lines.extend(table::wrapped(&one_line(&format!("{}.", by.text)), width));
    let rows: Vec<Vec<String>> = by
        .values
        .iter()
        .map(|driver| {
            vec![
                one_line(&driver.value).into_owned(),
                show::bar(driver.part.0, 12),
                driver.part_text.clone(),
                driver.cumulative_text.clone(),
                driver.text.clone(),
            ]
        })
        .collect();
    lines.extend(table::plain(&[by.by.as_str(), "", "part", "together", "its figure"], &rows, &[2, 3, 4]));
    if by.others > 0 {
        lines.push(paint(QUIET, &format!("and {}", show::counted(by.others, "lighter value"))));
    }
    lines
}
