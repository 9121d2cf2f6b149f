//! Rows of files in the repository, and what an observation is in them.

use jiff::tz::TimeZone;

use crate::model::Comparison;
use crate::text::Place;

/// Rows of files in the repository, and what an observation is in them.
#[derive(Debug, Clone)]
pub struct FileSource {
    /// A glob inside the repository.
    pub path: String,
    /// How rows are written; `None`: by the file's ending.
    pub format: Option<FileFormat>,
    /// How characters are written: a label of the WHATWG Encoding Standard; `None`: UTF-8.
    pub encoding: Option<String>,
    /// What stands between the cells of a CSV row; `None`: by the format.
    pub delimiter: Option<u8>,
    /// What stands before the decimals of a number.
    pub decimal: char,
    /// In JSON, the dotted path to the array of rows; `None`: the document is the array, or a row itself.
    pub items: Option<String>,
    /// When an observation was made.
    pub time: TimeColumn,
    /// What an observation is.
    pub measure: Measure,
    /// Which rows count.
    pub filter: Vec<Condition>,
    /// One row for each entity.
    pub latest: Option<Latest>,
    /// Cells that say that nothing is known.
    pub missing: Vec<String>,
    /// Where it is declared.
    pub place: Place,
}

impl FileSource {
    pub(super) fn reads_the_same_as(&self, other: &Self) -> bool {
        // Taken apart, so that a field that is added must be thought of here.
        let Self {
            path,
            format,
            encoding,
            delimiter,
            decimal,
            items,
            time,
            measure,
            filter,
            latest,
            missing,
            place: _,
        } = self;
        *path == other.path
            && *format == other.format
            && *encoding == other.encoding
            && *delimiter == other.delimiter
            && *decimal == other.decimal
            && *items == other.items
            && *time == other.time
            && *measure == other.measure
            && *filter == other.filter
            && *latest == other.latest
            && *missing == other.missing
    }
}

/// How rows are written in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Comma-separated values (RFC 4180), one header row.
    Csv,
    /// The same with tabs.
    Tsv,
    /// A JSON document with an array of objects, or several objects one after the other.
    Json,
    /// A JSON object on each line.
    JsonLines,
}

/// Which column says when, and how it writes that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeColumn {
    /// The column; `None` where the measure has times of its own (`down`), or is dated by `elapsed.to`.
    pub column: Option<String>,
    /// A `strptime` pattern, `unix` or `unix-ms`; `None`: RFC 3339, ISO 8601 dates and date-times.
    pub format: Option<String>,
    /// The zone of times that name none.
    pub zone: TimeZone,
}

/// What an observation is in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// The number in a column.
    Value {
        /// The column.
        column: String,
    },
    /// The time between two columns.
    Elapsed {
        /// Start column.
        from: String,
        /// End column.
        to: String,
    },
    /// One.
    Count,
    /// Good (or bad) of a total.
    Ratio(RatioMeasure),
    /// A window of down time: availability is one less the union of windows over agreed time.
    Down {
        /// Start column.
        from: String,
        /// End column; an empty cell is an outage that goes on.
        to: String,
    },
}

/// Good of total, or bad of total.
#[derive(Debug, Clone, PartialEq)]
pub struct RatioMeasure {
    /// What is counted: the good or the bad.
    pub part: RatioPart,
    /// Which of the two `part` is.
    pub part_is_good: bool,
    /// Out of what; `None`: every row.
    pub total: Option<RatioPart>,
}

/// A side of a ratio.
#[derive(Debug, Clone, PartialEq)]
pub enum RatioPart {
    /// Rows that satisfy all conditions.
    Rows(Vec<Condition>),
    /// The sum of a column.
    Sum(String),
}

/// A condition on a column of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// What is asked of it.
    pub test: Test,
}

/// What a condition asks of a cell. A missing cell satisfies none of them but `Present(false)`.
#[derive(Debug, Clone)]
pub enum Test {
    /// The same text; the words true and false in any case; numbers by value.
    Equals(String),
    /// One of them.
    In(Vec<String>),
    /// None of them.
    NotIn(Vec<String>),
    /// A regular expression matches the whole cell.
    Matches(regex::Regex),
    /// A JSON list holds it, or a text contains it.
    Contains(String),
    /// Whether anything is there.
    Present(bool),
    /// Compared as numbers where both are, else as texts (ISO dates sort as texts).
    Compare(Comparison, String),
}

impl PartialEq for Test {
    /// Patterns are the same when they are written the same.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Matches(one), Self::Matches(two)) => one.as_str() == two.as_str(),
            (Self::Equals(one), Self::Equals(two)) | (Self::Contains(one), Self::Contains(two)) => one == two,
            (Self::In(one), Self::In(two)) | (Self::NotIn(one), Self::NotIn(two)) => one == two,
            (Self::Present(one), Self::Present(two)) => one == two,
            (Self::Compare(side, one), Self::Compare(other_side, two)) => side == other_side && one == two,
            _ => false,
        }
    }
}

/// One row for each entity: its last.
#[derive(Debug, Clone, PartialEq)]
pub struct Latest {
    /// The column that names the entity.
    pub by: String,
    /// The column that orders its rows; `None`: as they stand in the files.
    pub order: Option<String>,
}
