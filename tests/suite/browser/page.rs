//! What a page should look like, and what it looks like.

use serde::Deserialize;

use super::chart::Chart;

/// Words that only a mistake brings onto a page.
const LEFTOVERS: [&str; 13] = [
    "{{",
    "}}",
    "undefined",
    "NaN",
    "null",
    "None",
    "Some(",
    "[object",
    "Syntax error",
    "|---",
    "**",
    "&lt;",
    "&amp;",
];

/// A page as deming wrote it.
#[derive(Clone)]
pub struct Page {
    pub name: String,
    pub markdown: String,
    /// Empty until it is rendered.
    pub html: String,
}

/// All that the browser saw.
#[derive(Deserialize)]
pub struct Seen {
    /// What it complained about.
    pub problems: Vec<String>,
    pub pages: Vec<Shown>,
}

/// A page as the browser showed it. Lengths are in pixels.
#[derive(Deserialize)]
pub struct Shown {
    pub name: String,
    /// All that can be read.
    pub text: String,
    pub height: f64,
    /// How much of its width does not fit.
    pub hidden: f64,
    pub tables: Vec<Table>,
    pub charts: Vec<Chart>,
}

/// A table as the browser showed it.
#[derive(Deserialize)]
pub struct Table {
    /// The text of each cell, row by row, with the heading.
    pub rows: Vec<Vec<String>>,
    /// How much of its width can be reached only by scrolling.
    pub hidden: f64,
}

impl Page {
    /// A page that is not yet rendered.
    pub fn new(name: String, markdown: String) -> Self {
        Self { name, markdown, html: String::new() }
    }
}

impl Shown {
    /// All that is wrong with it.
    pub fn faults(&self, page: &Page) -> Vec<String> {
        let mut faults = Vec::new();
        if self.hidden > 0.0 {
            faults.push(format!("{} pixels stick out to the right", self.hidden));
        }
        let words: Vec<&str> = self.text.split(|c: char| !c.is_alphanumeric()).collect();
        let is_there = |leftover: &str| match leftover.chars().all(char::is_alphanumeric) {
            true => words.contains(&leftover),
            false => self.text.contains(leftover),
        };
        let leftovers = LEFTOVERS.iter().filter(|leftover| is_there(leftover));
        faults.extend(leftovers.map(|leftover| format!("`{leftover}` is left over")));
        faults.extend(self.table_faults(&page.markdown));
        faults.extend(self.chart_faults(&page.markdown));
        faults.into_iter().map(|fault| format!("{}: {fault}", self.name)).collect()
    }

    fn table_faults(&self, markdown: &str) -> Vec<String> {
        let written = tables(markdown);
        let shown: Vec<Vec<usize>> =
            self.tables.iter().map(|table| table.rows.iter().map(Vec::len).collect()).collect();
        let mut faults = Vec::new();
        if written != shown {
            faults.push(format!("tables with rows of {written:?} cells became {shown:?}"));
        }
        for table in &self.tables {
            let head = table.rows.first().map(|row| row.join(" | ")).unwrap_or_default();
            if table.hidden > 0.0 {
                faults.push(format!("the table {head} is {} pixels too wide", table.hidden));
            }
            if table.rows.iter().any(|row| row.len() != table.rows[0].len()) {
                faults.push(format!("the table {head} has rows of different lengths"));
            }
            // A row with too few cells is filled up by the renderer, and where nothing is known a dash stands.
            faults.extend(
                table
                    .rows
                    .iter()
                    .filter(|row| row.iter().any(String::is_empty))
                    .map(|row| format!("the table {head} has an empty cell in {row:?}")),
            );
        }
        faults
    }

    fn chart_faults(&self, markdown: &str) -> Vec<String> {
        let written: Vec<&str> =
            markdown.split("```mermaid\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        if written.len() != self.charts.len() {
            return vec![format!("{} charts became {}", written.len(), self.charts.len())];
        }
        self.charts.iter().zip(written).flat_map(|(chart, code)| chart.faults(code)).collect()
    }
}

/// The tables of a page as they are written: the number of cells in each row, without the line below the heading.
fn tables(markdown: &str) -> Vec<Vec<usize>> {
    let mut tables: Vec<Vec<usize>> = Vec::new();
    let mut inside = false;
    for line in markdown.lines() {
        let is_row = line.starts_with('|');
        match tables.last_mut() {
            Some(table) if is_row && inside => table.push(cells(line)),
            _ if is_row => tables.push(vec![cells(line)]),
            _ => {}
        }
        inside = is_row;
    }
    for table in &mut tables {
        assert!(table.len() > 1, "a table without a line below its heading");
        table.remove(1);
    }
    tables
}

/// The cells of a row: bars that are not escaped stand before, between and behind them.
fn cells(line: &str) -> usize {
    let mut bars = 0_usize;
    let mut escaped = false;
    for c in line.chars() {
        bars += usize::from(c == '|' && !escaped);
        escaped = c == '\\' && !escaped;
    }
    bars.saturating_sub(1)
}

#[test]
fn rows_are_counted_as_they_are_written() {
    assert_eq!(
        tables("x\n| a | b |\n|---|---|\n| 1 | 2 |\n| 1\\|1 | 2 |\n\n| c |\n|---|\n"),
        [vec![2, 2, 2], vec![1]]
    );
}
