//! What is said of a cell, a row or a file that cannot be read: which rule, what is wrong, what next.

use super::delimited::holds_break;
use super::measure::Fault;
use super::report::quiet;
use super::rows::{Cell, Columns, FileFault, Row, RowFault, Slot};
use super::time::{Suspicion, TimeFormat};
use crate::finding::Rule;
use crate::gather::clocks::rules as clocks;
use crate::gather::rules;
use crate::text::nearest;

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

const ENCODING_HELP: &str =
    "declare `encoding: latin1`, or the one that it is written in, or save the file as UTF-8";

const OPEN_QUOTE_HELP: &str =
    "a cell of it holds a line break: look for a quotation mark that is not closed where it should be";

/// What is said of a row that comes to nothing for a metric.
pub fn complaint(
    fault: Fault,
    row: &Row<'_>,
    columns: &Columns,
    times: &TimeFormat,
    entity: Option<&str>,
) -> Complaint {
    let show = |slot: Slot| shown(row.cell(slot));
    let (rule, slot, message) = match fault {
        Fault::Time(slot) => {
            let (rule, words) = time(row.cell(slot), times);
            (rule, Some(slot), format!("{} {words}", show(slot)))
        }
        Fault::Number(slot) => {
            (&rules::UNREADABLE_NUMBER, Some(slot), format!("{} is not a number", show(slot)))
        }
        Fault::EndsBeforeStart { from, to } => {
            let (end, name, start) = (show(to), columns.name(from), show(from));
            let message = format!("it ends before it starts: {end} comes before `{}` {start}", quiet(name));
            (&rules::ENDS_BEFORE_START, Some(to), message)
        }
        Fault::NoShare => {
            let message = "the part is more than the total, or one of them is below zero".to_owned();
            (&rules::PART_EXCEEDS_TOTAL, None, message)
        }
    };
    let value = || match fault {
        Fault::EndsBeforeStart { from, to } => format!("{} {}", show(from), show(to)),
        _ => slot.map(show).unwrap_or_default(),
    };
    let key = entity.map_or_else(value, str::to_owned);
    let column = slot.map(|slot| columns.name(slot).to_owned());
    let broken = slot.is_some_and(|slot| matches!(row.cell(slot), Cell::Text(text) if holds_break(text)));
    let suspected = match fault {
        Fault::Time(slot) => suspected_remedy(row.cell(slot), times),
        _ => None,
    };
    let help = if broken { OPEN_QUOTE_HELP } else { suspected.unwrap_or(remedy(fault)) };
    Complaint { rule, column, message, key, help: help.to_owned() }
}

/// What is wrong with a time, and the rule that it breaks.
fn time(cell: Cell<'_>, times: &TimeFormat) -> (&'static Rule, String) {
    match suspicion(cell, times) {
        Some(Suspicion::ShortYear) => {
            (&clocks::TWO_DIGIT_YEAR, format!("has a year of two digits and is not {}", times.describe()))
        }
        Some(Suspicion::Milliseconds) => {
            (&clocks::WRONG_UNIT, "is too large for seconds since 1970, and looks like milliseconds".into())
        }
        Some(Suspicion::Seconds) => {
            (&clocks::WRONG_UNIT, "is too small for milliseconds since 1970, and looks like seconds".into())
        }
        Some(Suspicion::Zero) => {
            (&clocks::ZERO_DATE, "is where a system begins to count, and stands for no date".into())
        }
        None => (&rules::UNREADABLE_TIME, format!("is not {}", times.describe())),
    }
}

fn suspicion(cell: Cell<'_>, times: &TimeFormat) -> Option<Suspicion> {
    let Cell::Text(text) = cell else { return None };
    times.suspicion(text)
}

/// What to do about a time that is suspected of something.
fn suspected_remedy(cell: Cell<'_>, times: &TimeFormat) -> Option<&'static str> {
    Some(match suspicion(cell, times)? {
        Suspicion::ShortYear => "declare the `format` with `%y` for the year, as in `%d/%m/%y`",
        Suspicion::Milliseconds => "declare `format: unix-ms`",
        Suspicion::Seconds => "declare `format: unix`",
        Suspicion::Zero => "leave the cell empty where there is no date, or list the value under `missing`",
    })
}

fn remedy(fault: Fault) -> &'static str {
    match fault {
        Fault::Time(_) => "mend the cell, declare the time's `format`, or list the value under `missing`",
        Fault::Number(_) => {
            "mend the cell, declare `decimal: \",\"` if numbers are written so, or list the value under `missing`"
        }
        Fault::EndsBeforeStart { .. } => "mend the dates; the row is left out of the metric until then",
        Fault::NoShare => "mend the row, or see whether the declaration names the right columns",
    }
}

fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => format!("`{}`", quiet(text)),
        Cell::Absent => "nothing".into(),
        Cell::List(_) => "a list".into(),
        Cell::Nested => "an object".into(),
    }
}

/// What is said of a row with a secret in a column that reports would show.
pub fn secret_complaint(kind: &'static str) -> Complaint {
    Complaint {
        rule: &rules::SECRET_IN_DATA,
        column: None,
        message: format!("{kind} stands in a column that reports show; dots take its place"),
        key: kind.into(),
        help: "take it back where it was issued, for the history keeps it, and clean the export".into(),
    }
}

/// What is said of a row that no metric can read.
pub fn row_complaint(fault: &RowFault) -> Complaint {
    let (rule, message, help): (&'static Rule, String, &str) = match fault {
        RowFault::Ragged { cells, header, breaks } => (
            &rules::RAGGED_ROW,
            format!(
                "this row has {cells} {}, the header {header}; it is left out",
                if *cells == 1 { "cell" } else { "cells" }
            ),
            if *breaks {
                OPEN_QUOTE_HELP
            } else {
                "quote cells that hold the delimiter, and mend rows that are cut short"
            },
        ),
        RowFault::NotText => (
            &rules::UNDECODABLE_TEXT,
            "this row is not valid text in the encoding of the file".into(),
            ENCODING_HELP,
        ),
        RowFault::NotObject(kind) => (
            &rules::ROW_NOT_OBJECT,
            format!("a row should be a JSON object, this is {kind}"),
            "declare with `items` where the list of objects is, or take this out of it",
        ),
        RowFault::Syntax(reason) => (
            &rules::INVALID_JSON,
            format!("this line is not valid JSON: {}", quiet(reason)),
            "each line of a JSON Lines file is one whole object; declare `format: json` for documents that span lines",
        ),
    };
    Complaint { rule, column: None, message, key: "row".into(), help: help.into() }
}

/// The rule that a file breaks which cannot be read to its end, and what to do next.
pub fn judged(fault: &FileFault) -> (&'static Rule, String) {
    let (rule, help): (&'static Rule, &str) = match fault {
        FileFault::Unreadable(_) => {
            (&rules::UNREADABLE_FILE, "see that it is a plain file inside the repository")
        }
        FileFault::TooLarge => (&rules::UNREADABLE_FILE, "split it, by month or by year"),
        FileFault::TooManyRows { .. } => (
            &rules::TOO_MANY_ROWS,
            "aggregate the rows before they are committed, or split them over metrics whose `path` leads to fewer",
        ),
        FileFault::LfsPointer => {
            (&rules::LFS_POINTER, "run `git lfs pull`; in CI, check out with `lfs: true`")
        }
        FileFault::Compression(_) => (&rules::BROKEN_COMPRESSION, "write the file again; `gzip -t` tests it"),
        FileFault::UnknownEncoding(_) => (
            &rules::UNKNOWN_ENCODING,
            "use a label of the WHATWG Encoding Standard, such as `utf-8`, `latin1`, `windows-1252` or `utf-16le`",
        ),
        FileFault::UnknownFormat => (&rules::UNKNOWN_FORMAT, "declare `format`: csv, tsv, json or jsonl"),
        FileFault::HeaderNotText => (&rules::UNDECODABLE_TEXT, ENCODING_HELP),
        FileFault::OpenQuote { .. } => {
            (&rules::ROW_TOO_LONG, "close it, and double the quotation marks inside a cell")
        }
        FileFault::RowTooLong { .. } => {
            (&rules::ROW_TOO_LONG, "look for a quotation mark that is never closed")
        }
        FileFault::Json { reason, .. } if reason.contains("unicode") => {
            (&rules::UNDECODABLE_TEXT, ENCODING_HELP)
        }
        FileFault::Json { .. } => (
            &rules::INVALID_JSON,
            "mend the file at that place; if it holds an object on each line, declare `format: jsonl`, and only the bad line is lost",
        ),
        FileFault::NoItems { path, keys } => return (&rules::NO_ITEMS, instead_of_items(path, keys)),
        FileFault::ItemsNoList { .. } => (&rules::NO_ITEMS, ITEMS_HELP),
    };
    (rule, help.to_owned())
}

const ITEMS_HELP: &str = "`items` is the dotted path from the root to the list of rows";

fn instead_of_items(path: &str, keys: &[String]) -> String {
    let wanted = path.rsplit('.').next().unwrap_or(path);
    let near = nearest(wanted, keys.iter().map(String::as_str));
    near.map_or_else(|| ITEMS_HELP.to_owned(), |key| format!("did you mean `{}`?", quiet(key)))
}
