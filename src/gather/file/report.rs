//! Findings about rows and files, with a bound on how many of a kind are told one by one.

use std::collections::{BTreeMap, HashMap};

use super::rows::{FileFault, RowFault};
use crate::finding::{Finding, Level, Location, Rule};
use crate::gather::rules;
use crate::text::escape::one_line;
use crate::text::{Place, nearest};

/// More findings of one rule in one file tell nothing new and bury everything else.
const MAX_OF_A_KIND: u64 = 100;

/// Something wrong with a cell or row.
#[derive(Debug, Clone)]
pub struct Complaint {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// The column, where one is to blame.
    pub column: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What tells the row from others, whatever line it stands on.
    pub key: String,
    /// What to do next.
    pub help: String,
}

/// Collects the findings of one reading of files.
#[derive(Debug)]
pub struct Reporter {
    place: Place,
    findings: Vec<Finding>,
    counts: BTreeMap<(&'static str, String), Count>,
    keys: HashMap<(&'static str, String), u64>,
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
        Self { place: place.clone(), findings: Vec::new(), counts: BTreeMap::new(), keys: HashMap::new() }
    }

    /// Tells of a cell or row.
    pub fn complain(&mut self, path: &str, line: u32, complaint: Complaint) {
        let Complaint { rule, column, message, key, help } = complaint;
        if !self.has_room(rule, path, line) {
            return;
        }
        let key = self.distinct(rule, format!("{path}#{}:{key}", column.as_deref().unwrap_or_default()), key);
        let location = Location::Data { path: path.to_owned(), line, column };
        self.push(Finding::new(rule, location, message).help(help).key(key));
    }

    /// Tells of a file or a declaration.
    pub fn push(&mut self, finding: Finding) {
        let finding = match finding.location {
            Location::Declared(_) => finding,
            _ => finding.label(&self.place, "read as declared here"),
        };
        self.findings.push(finding);
    }

    /// Tells of a row that no metric can read.
    pub fn row(&mut self, path: &str, line: u32, fault: &RowFault) {
        let key = line.to_string();
        let complaint = |rule, message: String, help: &str| Complaint {
            rule,
            column: None,
            message,
            key: key.clone(),
            help: help.to_owned(),
        };
        let complaint = match fault {
            RowFault::Ragged { cells, header } => complaint(
                &rules::RAGGED_ROW,
                format!("this row has {cells} cells, the header {header}"),
                "quote cells that hold the delimiter, and mend rows that are cut short",
            ),
            RowFault::NotText => complaint(
                &rules::UNDECODABLE_TEXT,
                "this row is not valid text in the encoding of the file".into(),
                "declare `encoding: latin1`, or the one that it is written in, or save the file as UTF-8",
            ),
            RowFault::NotObject(kind) => complaint(
                &rules::ROW_NOT_OBJECT,
                format!("a row should be a JSON object, this is {kind}"),
                "declare with `items` where the list of objects is, or take this out of it",
            ),
            RowFault::Syntax(reason) => complaint(
                &rules::INVALID_JSON,
                format!("this line is not valid JSON: {}", quiet(reason)),
                "each line of a JSON Lines file is one whole object; declare `format: json` for documents that span lines",
            ),
        };
        self.complain(path, line, complaint);
    }

    /// Tells of a file that could not be read to its end.
    pub fn file(&mut self, path: &str, fault: &FileFault) {
        let (rule, help): (&'static Rule, &str) = match fault {
            FileFault::Unreadable(_) => {
                (&rules::UNREADABLE_FILE, "see that it is a plain file inside the repository")
            }
            FileFault::TooLarge => (&rules::UNREADABLE_FILE, "split it, by month or by year"),
            FileFault::Compression(_) => {
                (&rules::BROKEN_COMPRESSION, "write the file again; `gzip -t` tests it")
            }
            FileFault::UnknownEncoding(_) => (
                &rules::UNKNOWN_ENCODING,
                "use a label of the WHATWG Encoding Standard, such as `utf-8`, `latin1`, `windows-1252` or `utf-16le`",
            ),
            FileFault::UnknownFormat => (&rules::UNKNOWN_FORMAT, "declare `format`: csv, tsv, json or jsonl"),
            FileFault::HeaderNotText => {
                (&rules::UNDECODABLE_TEXT, "declare `encoding: latin1`, or the one that it is written in")
            }
            FileFault::RowTooLong { .. } => {
                (&rules::ROW_TOO_LONG, "look for a quotation mark that is never closed")
            }
            FileFault::Json { .. } => {
                (&rules::INVALID_JSON, "mend the file at that place, or write it again")
            }
            FileFault::NoItems { .. } | FileFault::ItemsNoList { .. } => {
                (&rules::NO_ITEMS, "`items` is the dotted path from the root to the list of rows")
            }
        };
        let line = match fault {
            FileFault::RowTooLong { line } | FileFault::Json { line, .. } => Some(*line),
            FileFault::HeaderNotText => Some(1),
            _ => None,
        };
        let location = match line {
            Some(line) => Location::Data { path: path.to_owned(), line, column: None },
            None => Location::Path(path.to_owned()),
        };
        let help = near_key(fault).unwrap_or_else(|| help.to_owned());
        let message = format!("the file cannot be used: {}", quiet(&fault_in_full(fault)));
        self.push(Finding::new(rule, location, message).help(help).at_level(Level::Error));
    }

    /// The findings, with one for each kind that says how many more there are.
    pub fn into_findings(mut self) -> Vec<Finding> {
        for ((_, path), count) in std::mem::take(&mut self.counts) {
            let Some(more) = count.total.checked_sub(MAX_OF_A_KIND).filter(|more| *more > 0) else {
                continue;
            };
            let location = Location::Data { path: path.clone(), line: count.first_held, column: None };
            let message = format!(
                "{more} more rows of this file have the same problem ({}); {} in all",
                count.rule.name, count.total
            );
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

fn fault_in_full(fault: &FileFault) -> String {
    match fault {
        FileFault::Json { line, column, .. } => format!("{fault} (line {line}, column {column})"),
        _ => fault.to_string(),
    }
}

fn near_key(fault: &FileFault) -> Option<String> {
    let FileFault::NoItems { path, keys } = fault else { return None };
    let wanted = path.split('.').next_back().unwrap_or(path);
    nearest(wanted, keys.iter().map(String::as_str)).map(|key| format!("did you mean `{}`?", quiet(key)))
}

/// A piece of foreign text fit for a sentence: one line, not long, nothing in it that a terminal would act on.
pub fn quiet(text: &str) -> String {
    const MAX: usize = 120;
    let cut = text.char_indices().nth(MAX).map_or(text.len(), |(at, _)| at);
    let (shown, rest) = text.split_at(cut);
    format!("{}{}", one_line(shown), if rest.is_empty() { "" } else { "…" })
}
