//! Annotations of GitHub Actions: workflow commands, one a line.

use crate::finding::Level;
use crate::present::show;
use crate::present::view::{ResultView, Results, Section};
use crate::text::escape::{workflow_data, workflow_property};

/// How many annotations of each level one step shows; GitHub drops the others without a word ("10 warning annotations
/// and 10 error annotations per step", GitHub community discussion 26680; notices are held to the same).
pub const ANNOTATIONS: usize = 10;

/// The worst results as annotations; a last one says how many more there are, and where.
pub fn render(results: &Results) -> String {
    let left_out = |level| count(results, level).saturating_sub(room(results, level));
    let mut lines = Vec::new();
    for level in [Level::Error, Level::Warning, Level::Note] {
        let shown = results.open().filter(|result| result.level == level).take(room(results, level));
        lines.extend(shown.map(annotation));
    }
    if left_out(Level::Error) + left_out(Level::Warning) + left_out(Level::Note) > 0 {
        lines.push(rest(results));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn count(results: &Results, level: Level) -> usize {
    results.open().filter(|result| result.level == level).count()
}

/// How many annotations of a level are written. The line that counts what is left out takes the place of a note.
fn room(results: &Results, level: Level) -> usize {
    let is_full = |level| count(results, level) > ANNOTATIONS;
    let counts = is_full(Level::Error) || is_full(Level::Warning) || is_full(Level::Note);
    if level == Level::Note && counts { ANNOTATIONS - 1 } else { ANNOTATIONS }
}

fn annotation(result: &ResultView) -> String {
    let command = command(result.level);
    let at = &result.at;
    let (code, name) = (result.rule.code, result.rule.name);
    let mut properties = format!(
        "file={},line={},endLine={},col={}",
        workflow_property(&at.path),
        at.line,
        at.end_line,
        at.column
    );
    // GitHub takes an end only where it lies on the same line.
    if at.line == at.end_line && at.end_column > at.column {
        properties.push_str(&format!(",endColumn={}", at.end_column));
    }
    let text = super::message_with_rule(result);
    format!(
        "::{command} {properties},title={}::{}",
        workflow_property(&format!("{code} {name}")),
        workflow_data(&text)
    )
}

fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    }
}

/// What is not annotated, and where it is.
fn rest(results: &Results) -> String {
    let mut words = Vec::new();
    let mut total = 0;
    for level in [Level::Error, Level::Warning, Level::Note] {
        // Within a level verdicts come first, so what is left out is the end of its list.
        let shown = room(results, level);
        for section in Section::ALL {
            let hidden = results.open().filter(|result| result.level == level).skip(shown);
            let hidden = hidden.filter(|result| result.section == section).count();
            if hidden > 0 {
                words.push(section.counted(hidden));
            }
            total += hidden;
        }
    }
    let place = match &results.whole {
        Some(file) => format!("the whole is in {file}"),
        None => format!("`deming {}` shows all", results.command),
    };
    let number = show::count(total as u64);
    let text = format!("{number} more not annotated: {}; {place}", words.join(", "));
    format!("::notice title=deming::{}", workflow_data(&text))
}
