//! `deming gather` for eyes: a line for each source, and a last line that counts.

use super::show;
use super::style::{QUIET, STRONG, of_level, paint};
use super::table;
use super::view::{BranchView, GatherReport, SourceView, StretchView, short};
use crate::finding::Level;
use crate::text::escape::one_line;

/// The indent of what explains the line above it.
const INDENT: usize = 6;

/// What was gathered, in `width` columns.
pub fn full(report: &GatherReport, width: usize) -> String {
    let widest = |text: fn(&SourceView) -> String| {
        report.sources.iter().map(|source| table::width(&text(source))).max().unwrap_or_default()
    };
    let columns = [widest(|source| one_line(&source.metric).into_owned()), widest(system)];
    let mut lines: Vec<String> =
        report.sources.iter().flat_map(|source| lines_of(source, columns, width)).collect();
    if lines.is_empty() {
        lines.push("No metric has a remote source, so there is nothing to gather.".into());
        return lines.join("\n") + "\n";
    }
    lines.push(String::new());
    lines.push(paint(STRONG, &summary(report)));
    lines.join("\n") + "\n"
}

/// One line for each source, for `grep`.
pub fn concise(report: &GatherReport) -> String {
    let line = |source: &SourceView| {
        format!("{}  {}  {}  {}\n", source.outcome, one_line(&source.metric), system(source), told(source))
    };
    report.sources.iter().map(line).collect()
}

fn lines_of(source: &SourceView, [metric, place]: [usize; 2], width: usize) -> Vec<String> {
    let head = format!(
        "{}  {}  {}  ",
        outcome(source),
        table::left(&one_line(&source.metric), metric),
        table::left(&system(source), place)
    );
    // A lost source has a sentence to say, and that wants lines of its own.
    if source.outcome != "lost" {
        return vec![format!("{head}{}", told(source)).trim_end().to_owned()];
    }
    let told = table::wrapped(&told(source), width.saturating_sub(INDENT));
    let told = told.into_iter().map(|line| paint(QUIET, &format!("{}{line}", " ".repeat(INDENT))));
    std::iter::once(head.trim_end().to_owned()).chain(told).collect()
}

/// The outcome by sign, word and colour, eleven columns wide.
fn outcome(source: &SourceView) -> String {
    let sign = match source.outcome {
        "answered" => "✔",
        "lost" => "✘",
        "cancelled" => "–",
        "due" => "?",
        _ => "=",
    };
    let text = format!("{sign} {:<9}", source.outcome);
    match source.outcome {
        "lost" => paint(of_level(Level::Error), &text),
        "cancelled" => paint(of_level(Level::Warning), &text),
        _ => text,
    }
}

fn system(source: &SourceView) -> String {
    let name = source.data_source.as_deref().unwrap_or(source.kind);
    one_line(name).into_owned()
}

/// What there is to tell of a source beside its outcome.
fn told(source: &SourceView) -> String {
    if let Some(reason) = &source.reason {
        return one_line(reason).into_owned();
    }
    let Some(stretch) = whole(&source.due) else { return "everything that is over is known".into() };
    let time = format!("{} to {}", stretch.from, stretch.to);
    match (source.observations, &source.server) {
        (Some(count), Some(server)) => {
            let noun = if count == 1 { "observation" } else { "observations" };
            format!("{} {noun}, {time}, {}", show::count(count as u64), one_line(server))
        }
        _ => time,
    }
}

/// The time from the first of what was due to the last.
fn whole(due: &[StretchView]) -> Option<StretchView> {
    let from = due.iter().map(|stretch| &stretch.from).min()?;
    let to = due.iter().map(|stretch| &stretch.to).max()?;
    Some(StretchView { from: from.clone(), to: to.clone() })
}

fn summary(report: &GatherReport) -> String {
    let counts = report.summary.words();
    if report.dry_run {
        return format!("Dry run: {counts}. Nothing was asked, and nothing was written.");
    }
    format!("{counts}. {}", recorded(&report.observed))
}

fn recorded(observed: &BranchView) -> String {
    let mut words = match &observed.commit {
        Some(commit) if observed.before.as_ref() != Some(commit) => {
            let counts = [
                (observed.added, "recorded"),
                (observed.late, "changed late"),
                (observed.corrected, "corrected"),
                (observed.rolled_up, "summed up"),
            ];
            let some = counts.iter().filter(|(count, _)| *count > 0);
            let some: Vec<String> =
                some.map(|(count, word)| format!("{} {word}", show::count(*count))).collect();
            let done = if some.is_empty() { "asked up to now".to_owned() } else { some.join(", ") };
            format!("On {} as {}: {done}", one_line(&observed.branch), short(commit))
        }
        _ => format!("Nothing new for {}", one_line(&observed.branch)),
    };
    if let Some(remote) = &observed.pushed {
        words.push_str(&format!("; pushed to {}", one_line(remote)));
    }
    words + "."
}
