//! The table of objectives.

use super::explained;
use crate::analyse::{Freshness, Verdict};
use crate::present::spark::sparkline;
use crate::present::style::{self, QUIET, paint};
use crate::present::table;
use crate::present::view::{ObjectiveView, Report};
use crate::text::escape::one_line;

/// Columns of the verdict: sign, space, the longest word.
const VERDICT: usize = 9;

/// Below this an id tells nothing any more.
const SHORTEST_ID: usize = 16;

/// Blocks of a sparkline, at least and at most.
const TREND: std::ops::RangeInclusive<usize> = 8..=30;

/// How wide each column is, and the space between them.
struct Layout {
    id: usize,
    desired: usize,
    observed: usize,
    /// Nothing where ids need its room: the reasons below tell the gap of what is not met.
    gap: usize,
    /// Nothing where no objective has an error budget.
    budget: usize,
    /// Nothing where there is no room for it.
    trend: usize,
    space: usize,
}

/// One objective as plain cells.
struct Row<'r> {
    objective: &'r ObjectiveView,
    id: String,
    desired: String,
    observed: String,
    gap: String,
    budget: String,
}

/// The table, worst first.
pub fn lines(report: &Report, width: usize) -> Vec<String> {
    let rows: Vec<Row> = report.worst_first().into_iter().map(Row::new).collect();
    if rows.is_empty() {
        return vec![paint(
            QUIET,
            "No agreement has an objective yet, so there is nothing to hold figures against.",
        )];
    }
    let layout = Layout::new(&rows, width);
    let mut lines = vec![layout.headings()];
    for row in &rows {
        lines.push(layout.line(row));
        lines.extend(reason(row, &layout, width));
    }
    lines
}

impl<'r> Row<'r> {
    fn new(objective: &'r ObjectiveView) -> Self {
        let cell = |text: &str| one_line(text).into_owned();
        Self {
            objective,
            id: cell(&objective.id),
            desired: without_unit(objective, &cell(&objective.text.desired)),
            observed: cell(&objective.text.observed),
            gap: without_unit(objective, &cell(&objective.text.gap)),
            budget: objective.budget.as_ref().map_or_else(String::new, |budget| budget.text.left.clone()),
        }
    }
}

/// A free unit, such as `incidents`, stands with the observed value only; beside a target it would take the room that
/// ids need.
fn without_unit(objective: &ObjectiveView, text: &str) -> String {
    let unit = objective.observed.unit.as_str();
    let free = !matches!(unit, "s" | "ratio" | "");
    let bare = text.strip_suffix(one_line(unit).as_ref()).filter(|_| free).map(str::trim_end);
    bare.unwrap_or(text).to_owned()
}

impl Layout {
    fn new(rows: &[Row], width: usize) -> Self {
        let widest = |heading: &str, cell: &dyn Fn(&Row) -> usize| {
            rows.iter().map(cell).max().unwrap_or(0).max(table::width(heading))
        };
        let has_budget = rows.iter().any(|row| !row.budget.is_empty());
        let mut layout = Self {
            id: widest("objective", &|row| table::width(&row.id)),
            desired: widest("desired", &|row| table::width(&row.desired)),
            observed: widest("observed", &|row| table::width(&row.observed)),
            gap: widest("gap", &|row| table::width(&row.gap)),
            budget: if has_budget { widest("budget", &|row| table::width(&row.budget)) } else { 0 },
            trend: *TREND.start(),
            space: 2,
        };
        layout.fit(width);
        layout
    }

    /// First the space between columns gives way, then the gap, then ids, then the sparkline; what is left over is the
    /// sparkline's.
    fn fit(&mut self, width: usize) {
        if self.total() > width {
            self.space = 1;
        }
        if self.total() > width {
            self.gap = 0;
        }
        let over = self.total().saturating_sub(width);
        self.id = self.id.saturating_sub(over).max(SHORTEST_ID.min(self.id));
        self.trend = match width.checked_sub(self.total()) {
            Some(left) => (self.trend + left).min(*TREND.end()),
            None => 0,
        };
    }

    fn total(&self) -> usize {
        let columns = [self.id, self.desired, self.observed, self.gap, self.budget, self.trend];
        let used = columns.iter().filter(|columns| **columns > 0);
        VERDICT + used.map(|columns| columns + self.space).sum::<usize>()
    }

    fn headings(&self) -> String {
        let cells = ["objective", "desired", "observed", "gap", "budget", "trend"];
        let line = self.joined(&table::left("verdict", VERDICT), cells);
        paint(QUIET, line.trim_end())
    }

    fn line(&self, row: &Row) -> String {
        let id = table::shortened(&row.id, self.id);
        let trend = sparkline(&row.objective.series, self.trend);
        let cells = [id.as_str(), &row.desired, &row.observed, &row.gap, &row.budget, &trend];
        self.joined(&style::verdict(row.objective.verdict), cells).trim_end().to_owned()
    }

    fn joined(&self, verdict: &str, [id, desired, observed, gap, budget, trend]: [&str; 6]) -> String {
        let space = " ".repeat(self.space);
        let mut cells = vec![
            verdict.to_owned(),
            table::left(id, self.id),
            table::right(desired, self.desired),
            table::right(observed, self.observed),
        ];
        if self.gap > 0 {
            cells.push(table::right(gap, self.gap));
        }
        if self.budget > 0 {
            cells.push(table::right(budget, self.budget));
        }
        if self.trend > 0 {
            cells.push(trend.to_owned());
        }
        cells.join(&space)
    }
}

/// Why, under everything that is not met; and how old the data are, where they are not fresh.
fn reason(row: &Row, layout: &Layout, width: usize) -> Vec<String> {
    let objective = row.objective;
    let mut parts = Vec::new();
    // The line above has no room for the whole id, or it names no service: one of the two stands here.
    if table::width(&row.id) > layout.id {
        let colon = if objective.verdict == Verdict::Met { "" } else { ":" };
        parts.push(format!("{}{colon}", row.id));
    } else if objective.verdict != Verdict::Met {
        parts.push(format!("{}:", objective.service));
    }
    if objective.verdict != Verdict::Met {
        parts.push(objective.reason.clone());
    }
    match objective.freshness {
        Freshness::Current => {}
        Freshness::Stale => parts.push("(stale: the data are older than the source promises)".into()),
        Freshness::Never => parts.push("(never: there has not been an observation)".into()),
    }
    let mut lines = explained(&parts.join(" "), width);
    lines.extend(objective.changed.iter().flat_map(|text| explained(text, width)));
    lines.extend(in_hindsight(objective).iter().flat_map(|text| explained(text, width)));
    lines
}

/// The figures with exclusions that were declared after the event, of the window and of the last that is over.
fn in_hindsight(objective: &ObjectiveView) -> Vec<String> {
    let observed = objective.observed.including.iter().map(|including| including.text.clone());
    let closed = objective
        .last_closed
        .iter()
        .filter_map(|closed| Some(format!("{}: {}", closed.text.period, closed.including.as_ref()?.text)));
    observed.chain(closed).collect()
}
