//! Findings about rows and files, with a bound on how many of a kind are told one by one.

use std::collections::{BTreeMap, HashMap};

use super::complaint::{Complaint, judged, row_complaint};
use super::rows::{FileFault, RowFault};
use crate::finding::{Finding, Level, Location, Rule};
use crate::gather::clocks::Lines;
use crate::gather::clocks::rules as clocks;
use crate::text::Place;
use crate::text::escape::one_line;
use crate::text::secret::masked;

/// More findings of one rule in one file tell nothing new and bury everything else.
const MAX_OF_A_KIND: u64 = 100;

/// Collects the findings of one reading of files.
#[derive(Debug)]
pub struct Reporter {
    place: Place,
    findings: Vec<Finding>,
    counts: BTreeMap<(&'static str, String), Count>,
    keys: HashMap<(&'static str, String), u64>,
    together: BTreeMap<(&'static str, String), (Complaint, Lines)>,
}

#[derive(Debug)]
struct Count {
    rule: &'static Rule,
    total: u64,
    /// The line of the first finding that was not told.
    first_held: u32,
}

impl Reporter {
    /// A reporter that names this declaration as the second place of its findings.
    pub fn new(place: &Place) -> Self {
        Self {
            place: place.clone(),
            findings: Vec::new(),
            counts: BTreeMap::new(),
            keys: HashMap::new(),
            together: BTreeMap::new(),
        }
    }

    /// Tells of a cell or row.
    pub fn complain(&mut self, path: &str, line: u32, complaint: Complaint) {
        let Complaint { rule, column, message, key, help } = complaint;
        if clocks::ALL.contains(&rule) {
            return self.tell_together(path, line, Complaint { rule, column, message, key, help });
        }
        if !self.has_room(rule, path, line) {
            return;
        }
        let key = self.distinct(rule, format!("{path}#{}:{key}", column.as_deref().unwrap_or_default()), key);
        let location = Location::Data { path: path.to_owned(), line, column };
        self.push(Finding::new(rule, location, message).help(help).key(key));
    }

    /// Keeps the first of complaints that have one cause in all of a file, and counts the others.
    fn tell_together(&mut self, path: &str, line: u32, complaint: Complaint) {
        let key = (complaint.rule.code, path.to_owned());
        self.together.entry(key).or_insert_with(|| (complaint, Lines::default())).1.add(line);
    }

    /// Tells of a file or a declaration.
    pub fn push(&mut self, finding: Finding) {
        self.push_as(finding, "read as declared here");
    }

    /// Tells of something in a file, and in `words` what the declaration has to do with it.
    pub fn push_as(&mut self, finding: Finding, words: &str) {
        let finding = match finding.location {
            Location::Declared(_) => finding,
            _ => finding.label(&self.place, words),
        };
        self.findings.push(finding);
    }

    /// Tells of a row that no metric can read.
    pub fn row(&mut self, path: &str, line: u32, fault: &RowFault) {
        self.complain(path, line, row_complaint(fault));
    }

    /// Tells of a file that could not be read to its end.
    pub fn file(&mut self, path: &str, fault: &FileFault) {
        let (rule, help) = judged(fault);
        let line = match fault {
            FileFault::RowTooLong { line }
            | FileFault::OpenQuote { line }
            | FileFault::TooManyRows { line }
            | FileFault::Json { line, .. } => Some(*line),
            FileFault::HeaderNotText => Some(1),
            _ => None,
        };
        let location = match line {
            Some(line) => Location::Data { path: path.to_owned(), line, column: None },
            None => Location::Path(path.to_owned()),
        };
        let message = format!("the file cannot be used: {}", quiet(&fault.to_string()));
        self.push(Finding::new(rule, location, message).help(help).at_level(Level::Error));
    }

    /// The findings, with one for each kind that says how many more there are.
    pub fn into_findings(mut self) -> Vec<Finding> {
        for ((_, path), (complaint, lines)) in std::mem::take(&mut self.together) {
            let Complaint { rule, column, message, help, .. } = complaint;
            let location = Location::Data { path, line: lines.first(), column };
            let message = match lines.count() {
                1 => message,
                _ => format!("{message}; {} of this file are so ({})", lines.rows(), lines.named()),
            };
            self.push(Finding::new(rule, location, message).help(help).key("together"));
        }
        for ((_, path), count) in std::mem::take(&mut self.counts) {
            let Some(more) = count.total.checked_sub(MAX_OF_A_KIND).filter(|more| *more > 0) else {
                continue;
            };
            let location = Location::Data { path: path.clone(), line: count.first_held, column: None };
            let rows = if more == 1 { "row of this file has" } else { "rows of this file have" };
            let message =
                format!("{more} more {rows} the same problem ({}); {} in all", count.rule.name, count.total);
            let help = "if they have one cause, mend that first; the findings above show what to look for";
            self.push(Finding::new(count.rule, location, message).help(help).key("more"));
        }
        self.findings
    }

    fn has_room(&mut self, rule: &'static Rule, path: &str, line: u32) -> bool {
        let count = self.counts.entry((rule.code, path.to_owned())).or_insert(Count {
            rule,
            total: 0,
            first_held: line,
        });
        count.total += 1;
        if count.total == MAX_OF_A_KIND + 1 {
            count.first_held = line;
        }
        count.total <= MAX_OF_A_KIND
    }

    /// A key that no other finding of the rule has: the second row with the same value is its `#2`.
    fn distinct(&mut self, rule: &'static Rule, place: String, key: String) -> String {
        let nth = self.keys.entry((rule.code, place)).or_insert(0);
        *nth += 1;
        if *nth == 1 { key } else { format!("{key}#{nth}") }
    }
}

/// A piece of foreign text fit for a sentence: one line, not long, without secrets, nothing in it that a terminal would
/// act on.
pub fn quiet(text: &str) -> String {
    const MAX: usize = 120;
    let text = &*masked(text);
    let cut = text.char_indices().nth(MAX).map_or(text.len(), |(at, _)| at);
    let (shown, rest) = text.split_at(cut);
    format!("{}{}", one_line(shown), if rest.is_empty() { "" } else { "…" })
}
