//! `deming explain` for eyes: a rule with its example, or a number walked back to its rows.

use super::insight_text::{self, fact};
use super::rule_page::{self, Text};
use super::show;
use super::spark::sparkline;
use super::style::{self, QUIET, STRONG, paint};
use super::table;
use super::view::{Explanation, HistoryView, OriginView};
use crate::finding::Rule;
use crate::text::escape::one_line;

/// How many runs of lines are named for one file.
const RUNS: usize = 5;

/// The page of a rule, in `width` columns.
pub fn rule(rule: &Rule, width: usize) -> String {
    let level = paint(style::of_level(rule.level), rule.level.keyword());
    let mut lines = vec![format!("{} {} ({level})", paint(STRONG, rule.code), paint(STRONG, rule.name))];
    for (title, text) in rule_page::sections(rule) {
        lines.extend([String::new(), paint(STRONG, title)]);
        match text {
            Text::Words(words) => lines.extend(table::wrapped(words, width)),
            Text::Example(example) => lines.extend(indented(example)),
        }
    }
    lines.join("\n") + "\n"
}

fn indented(example: &str) -> impl Iterator<Item = String> {
    example.trim_matches('\n').lines().map(|line| format!("    {line}").trim_end().to_owned())
}

/// A metric or an objective: what it is, its formula with its numbers, its periods and its rows.
pub fn walk(explanation: &Explanation, width: usize) -> String {
    let sections = [
        head(explanation, width),
        definition(explanation, width),
        figure(explanation, width),
        series(explanation, width),
    ];
    let sections = sections.into_iter().chain(insight_text::sections(explanation, width)).chain([
        periods(explanation),
        history(explanation),
        in_hindsight(explanation, width),
        rows(explanation),
    ]);
    let shown: Vec<String> =
        sections.filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect();
    shown.join("\n\n") + "\n"
}

fn head(explanation: &Explanation, width: usize) -> Vec<String> {
    let Some(objective) = &explanation.objective else {
        let title = one_line(&explanation.definition.text.title);
        return vec![format!("{} {}", paint(STRONG, &explanation.metric), paint(QUIET, &title))];
    };
    let id = one_line(&objective.id);
    let mut lines = vec![format!("{}  {}", style::verdict(objective.verdict).trim_end(), paint(STRONG, &id))];
    lines.extend(table::wrapped(&one_line(&objective.reason), width));
    lines
}

fn definition(explanation: &Explanation, width: usize) -> Vec<String> {
    let metric = &explanation.definition;
    let mut lines: Vec<String> = metric.description.iter().map(|text| one_line(text).into_owned()).collect();
    let facts = [
        ("metric", format!("{} ({}, {})", metric.id, metric.class, metric.text.direction)),
        ("owner", metric.owner.clone().unwrap_or_else(|| "nobody".into())),
        ("source", metric.gather.as_ref().map_or_else(|| "none yet".into(), |gather| gather.source.clone())),
        ("figure", format!("{} of the observations of a window", metric.aggregate)),
        ("declared", declared(explanation)),
    ];
    lines.extend(facts.iter().flat_map(|(name, value)| fact(name, value, width)));
    lines
}

/// Where what is explained is declared, and by which commit.
fn declared(explanation: &Explanation) -> String {
    let objective = explanation.objective.as_ref().map(|objective| &objective.declared_at);
    let at = objective.unwrap_or(&explanation.definition.declared_at);
    let commit =
        explanation.declared_in.as_deref().map(|commit| format!(", commit {}", super::view::short(commit)));
    format!("{}:{}{}", at.path, at.line, commit.unwrap_or_default())
}

fn figure(explanation: &Explanation, width: usize) -> Vec<String> {
    let text = &explanation.text;
    let mut facts = vec![("formula", text.formula.clone())];
    if let Some(objective) = &explanation.objective {
        facts.push(("desired", objective.text.desired.clone()));
        facts.push(("gap", objective.text.gap.clone()));
        facts.push(("window", objective.text.window.clone()));
        if let Some(budget) = &objective.budget {
            facts.push(("budget", format!("{}, {} left", budget.text.spent, budget.text.left)));
            facts.push(("burn rate", format!("{} what is allowed", budget.text.burn_rates)));
        }
        facts.extend(objective.projection.iter().map(|projection| ("pace", projection.text.clone())));
    }
    facts.push(("period", text.period.clone()));
    facts.extend(explanation.excluded.iter().map(|excluded| ("excluded", excluded.text.clone())));
    facts.push(("coverage", format!("{} of that time", text.coverage)));
    facts.extend(explanation.definition.absence.iter().map(|absence| ("absent", absence.clone())));
    let facts = facts.iter().flat_map(|(name, value)| fact(name, value, width));
    std::iter::once(paint(STRONG, "How the number is made")).chain(facts).collect()
}

fn series(explanation: &Explanation, width: usize) -> Vec<String> {
    let values: Vec<_> = explanation.series.iter().map(|point| point.value.map(|value| value.0)).collect();
    if values.iter().all(Option::is_none) {
        return Vec::new();
    }
    let title = format!("Every {}, newest right", explanation.definition.text.interval);
    vec![paint(STRONG, &title), sparkline(&values, width)]
}

fn periods(explanation: &Explanation) -> Vec<String> {
    let rows: Vec<Vec<String>> = explanation
        .periods
        .iter()
        .rev()
        .map(|period| {
            let verdict = format!("{} {}", show::symbol(period.verdict), period.verdict.keyword());
            let open = if period.closed { "" } else { "still open" };
            vec![
                period.text.period.clone(),
                one_line(&period.text.value).into_owned(),
                period.text.out_of.clone(),
                verdict,
                open.to_owned(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let table = table::plain(&["period", "observed", "out of", "verdict", ""], &rows, &[1, 2]);
    [vec![paint(STRONG, "Periods")], table].concat()
}

/// Months, quarters and fiscal years that are over.
fn history(explanation: &Explanation) -> Vec<String> {
    let periods = explanation.history.iter().flat_map(HistoryView::latest_first);
    let rows: Vec<Vec<String>> = periods
        .map(|period| {
            vec![
                period.name.clone(),
                period.text.days.clone(),
                one_line(&period.text.value).into_owned(),
                period.text.agreed_hours.clone(),
                period.text.coverage.clone(),
                format!("{} {}", show::symbol(period.verdict), period.verdict.keyword()),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let heads = ["period", "days", "observed", "agreed", "covered", "verdict"];
    let table = table::plain(&heads, &rows, &[2, 3, 4]);
    [vec![paint(STRONG, "Months, quarters and fiscal years, by the target of today")], table].concat()
}

/// Periods with exclusions that were declared after the event, with both figures.
fn in_hindsight(explanation: &Explanation, width: usize) -> Vec<String> {
    let told =
        explanation.periods.iter().rev().filter_map(|period| Some((period, period.including.as_ref()?)));
    let lines: Vec<String> = told
        .flat_map(|(period, including)| {
            let exclusions = including.exclusions.iter().map(|exclusion| {
                let reason =
                    exclusion.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
                format!("  {} {} – {}{reason}", exclusion.kind, exclusion.from, exclusion.to)
            });
            let whole = format!("{}: {}", period.text.period, including.text);
            table::wrapped(&whole, width).into_iter().chain(exclusions).collect::<Vec<_>>()
        })
        .map(|line| one_line(&line).into_owned())
        .collect();
    if lines.is_empty() {
        return lines;
    }
    let title = "In hindsight, with exclusions that were declared after the event";
    [vec![paint(STRONG, title)], lines].concat()
}

fn rows(explanation: &Explanation) -> Vec<String> {
    let rows = &explanation.rows;
    let used = format!("{} in the figure", show::counted(rows.used as usize, "row"));
    let mut lines = vec![format!("{} {}", paint(STRONG, "Rows"), used)];
    lines.extend(rows.origins.iter().map(origin));
    if let Some(tally) = &explanation.tally {
        let parts = [
            (tally.read, "read"),
            (tally.used, "used"),
            (tally.left_out, "left out by the declaration"),
            (tally.missing, "missing"),
            (tally.unreadable, "unreadable"),
        ];
        let words: Vec<_> =
            parts.iter().map(|(number, word)| format!("{} {word}", show::count(*number))).collect();
        lines.push(format!("of all rows: {}", words.join(", ")));
    }
    lines
}

fn origin(origin: &OriginView) -> String {
    let path = one_line(&origin.path);
    // What has no lines is no file but a release, whose id is that of its commit.
    let kind = if origin.lines.is_empty() { "commit" } else { "blob" };
    let id = origin.blob.as_deref().map(|id| format!(" {kind} {}", super::view::short(id)));
    let runs = origin.lines.iter().take(RUNS).map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    });
    let mut lines = runs.collect::<Vec<_>>().join(", ");
    if origin.lines.len() > RUNS {
        lines.push_str(", …");
    }
    let lines = if lines.is_empty() { String::new() } else { format!(", lines {lines}") };
    format!("  {path}{}: {}{lines}", id.unwrap_or_default(), show::counted(origin.used as usize, "row"))
}
