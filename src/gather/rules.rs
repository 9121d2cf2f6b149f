//! The rules of gathering: D200 to D229, and D239 for databases in the repository.

use crate::finding::{Level, Rule};

/// Where these rules come from.
const SOURCE: &str = "Step 3 of ITIL's improvement process: criteria for the integrity of data.";

/// All of them, by code.
pub static ALL: &[&Rule] = &[
    &NO_FILE,
    &UNREADABLE_FILE,
    &BROKEN_COMPRESSION,
    &UNKNOWN_FORMAT,
    &UNKNOWN_ENCODING,
    &ENCODING_BY_MARK,
    &UNDECODABLE_TEXT,
    &EMPTY_FILE,
    &HEADER_ONLY,
    &MISSING_COLUMN,
    &AMBIGUOUS_COLUMN,
    &RAGGED_ROW,
    &ROW_TOO_LONG,
    &INVALID_JSON,
    &NO_ITEMS,
    &ROW_NOT_OBJECT,
    &UNREADABLE_TIME,
    &UNREADABLE_NUMBER,
    &ENDS_BEFORE_START,
    &PART_EXCEEDS_TOTAL,
    &MIXED_ZONES,
    &HISTORY_UNREADABLE,
    &SHALLOW_HISTORY,
    &NO_RELEASES,
    &CLOCKS_DISAGREE,
    &LFS_POINTER,
    &TOO_MANY_ROWS,
    &CLOSED_FOLDER,
    &DATED_AHEAD,
    &SECRET_IN_DATA,
    &REFUSED_STATEMENT,
];

/// A path that leads to no file.
pub static NO_FILE: Rule = Rule {
    code: "D200",
    name: "source-without-files",
    level: Level::Error,
    what: "The `path` of a file source matches no file.",
    why: "The metric is declared as measured and is not. Without data there is no verdict, neither good nor bad.",
    bad: "path: data/incident-*.csv     # the files are called incidents-2016.csv …",
    good: "path: data/incidents-*.csv",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A file that cannot be opened or read.
pub static UNREADABLE_FILE: Rule = Rule {
    code: "D201",
    name: "unreadable-data",
    level: Level::Error,
    what: "A data file cannot be opened or read, leads out of the repository, or is too large.",
    why: "Figures from the other files alone would be wrong without anybody noticing, so the metric has none.",
    bad: "data/incidents.csv -> /srv/exports/incidents.csv",
    good: "data/incidents.csv     # a plain file, committed",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A compressed file that does not unpack.
pub static BROKEN_COMPRESSION: Rule = Rule {
    code: "D202",
    name: "broken-compression",
    level: Level::Error,
    what: "A gzip file is damaged or cut short.",
    why: "Its last rows are lost, and those are the latest; the metric would look at the past and call it today.",
    bad: "an export job that was killed while it wrote incidents.csv.gz",
    good: "write to another name and rename when done; `gzip -t` tests a file",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A file whose ending says nothing.
pub static UNKNOWN_FORMAT: Rule = Rule {
    code: "D203",
    name: "unknown-file-format",
    level: Level::Error,
    what: "A file's ending does not tell how its rows are written, and the declaration does not either.",
    why: "Guessing a format from its content goes wrong silently one day.",
    bad: "path: data/export.txt",
    good: "path: data/export.txt\nformat: tsv",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// An encoding that nobody knows.
pub static UNKNOWN_ENCODING: Rule = Rule {
    code: "D204",
    name: "unknown-encoding",
    level: Level::Error,
    what: "The declared `encoding` is not one of the WHATWG Encoding Standard.",
    why: "Text read in the wrong encoding gives names that match nothing.",
    bad: "encoding: ansi-german",
    good: "encoding: windows-1252",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A byte-order mark that contradicts the declaration.
pub static ENCODING_BY_MARK: Rule = Rule {
    code: "D205",
    name: "encoding-told-by-a-mark",
    level: Level::Note,
    what: "A byte-order mark at the start of a file names another encoding than the declaration.",
    why: "The mark is believed, since it is part of the data; the declaration misleads its readers.",
    bad: "encoding: latin1     # the file starts with the mark of UTF-16",
    good: "encoding: utf-16le",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Bytes that are no text.
pub static UNDECODABLE_TEXT: Rule = Rule {
    code: "D206",
    name: "undecodable-text",
    level: Level::Warning,
    what: "A row has bytes that mean nothing in the encoding of its file (UTF-8 unless declared).",
    why: "The row cannot be trusted and is not counted. Most such files are exports in Latin-1.",
    bad: "a file saved as \"CSV (Windows)\", declared without `encoding`",
    good: "encoding: latin1",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A file with nothing in it.
pub static EMPTY_FILE: Rule = Rule {
    code: "D207",
    name: "empty-file",
    level: Level::Warning,
    what: "A data file has nothing in it, not even a header.",
    why: "An export that failed looks like a quiet day.",
    bad: "incidents-2016-04.csv of 0 bytes",
    good: "incidents-2016-04.csv with at least its header; an empty list `[]` in JSON",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A file with a header only.
pub static HEADER_ONLY: Rule = Rule {
    code: "D208",
    name: "header-without-rows",
    level: Level::Note,
    what: "A data file has a header and no row below it.",
    why: "That may be true: nothing happened. It may also be an export with a filter too many.",
    bad: "number,opened_at,resolved_at",
    good: "number,opened_at,resolved_at\nINC1,2016-03-01 08:00,2016-03-01 09:30",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A column that is declared and not there.
pub static MISSING_COLUMN: Rule = Rule {
    code: "D209",
    name: "missing-column",
    level: Level::Error,
    what: "A column that the declaration uses is not in the file (in JSON: in no object of any file).",
    why: "Nothing can be observed without it; a renamed column must not look like a calm month.",
    bad: "time: {column: resolved}     # the header says resolved_at",
    good: "time: {column: resolved_at}",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A column name that occurs twice.
pub static AMBIGUOUS_COLUMN: Rule = Rule {
    code: "D210",
    name: "ambiguous-column",
    level: Level::Error,
    what: "Several columns have the name of one that the declaration uses. Duplicates that nobody uses are no obstacle.",
    why: "Taking the first or the last of them would be a guess that nobody sees.",
    bad: "by: [category]     # number,category,category",
    good: "by: [category]     # number,category,subcategory",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A row whose cells do not fit the header.
pub static RAGGED_ROW: Rule = Rule {
    code: "D211",
    name: "ragged-row",
    level: Level::Warning,
    what: "A row has fewer or more cells than the header.",
    why: "Its cells may stand under the wrong names, so it is not counted.",
    bad: "number,title,priority\nINC1,Printer, again,2",
    good: "number,title,priority\nINC1,\"Printer, again\",2",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A row without an end.
pub static ROW_TOO_LONG: Rule = Rule {
    code: "D212",
    name: "row-too-long",
    level: Level::Error,
    what: "A row is longer than 1 MiB, or a file ends inside a quoted cell.",
    why: "That is hardly a row: a quotation mark that is never closed swallows the rest of its file.",
    bad: "INC1,\"Printer,2",
    good: "INC1,\"Printer\",2",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Text that is no JSON.
pub static INVALID_JSON: Rule = Rule {
    code: "D213",
    name: "invalid-json",
    level: Level::Warning,
    what: "A line of a JSON Lines file is not valid JSON (a warning, only that row is lost), or a JSON document is not (an error).",
    why: "What follows the place cannot be read.",
    bad: "{\"number\": \"INC1\", \"priority\": 2,}",
    good: "{\"number\": \"INC1\", \"priority\": 2}",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A path that does not lead to rows.
pub static NO_ITEMS: Rule = Rule {
    code: "D214",
    name: "items-not-found",
    level: Level::Error,
    what: "The dotted path `items` leads to nothing, or to something that is no list.",
    why: "There are no rows to observe anything in.",
    bad: "items: vulnerability     # {\"vulnerabilities\": [ … ]}",
    good: "items: vulnerabilities",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A row that is no object.
pub static ROW_NOT_OBJECT: Rule = Rule {
    code: "D215",
    name: "row-not-an-object",
    level: Level::Warning,
    what: "A row of a JSON file is a number, a text or a list instead of an object.",
    why: "It has no columns, so it is not counted.",
    bad: "[{\"at\": \"2016-03-01\", \"value\": 1}, 2]",
    good: "[{\"at\": \"2016-03-01\", \"value\": 1}, {\"at\": \"2016-03-02\", \"value\": 2}]",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A cell that is no time.
pub static UNREADABLE_TIME: Rule = Rule {
    code: "D216",
    name: "unreadable-time",
    level: Level::Warning,
    what: "A cell that should hold a time does not: wrong format, impossible date, or a year outside 1900 to 2200.",
    why: "The row cannot be dated, so it is not counted, and counts against the source's integrity.",
    bad: "resolved_at: 31/4/2016",
    good: "resolved_at: 30/4/2016     # with format: \"%d/%m/%Y\"",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A cell that is no number.
pub static UNREADABLE_NUMBER: Rule = Rule {
    code: "D217",
    name: "unreadable-number",
    level: Level::Warning,
    what: "A cell that should hold a number does not.",
    why: "A value that cannot be read never becomes a zero: zeros would move every mean and sum.",
    bad: "breaches: n/a",
    good: "breaches: 12     # or, in the declaration: missing: [\"n/a\"]",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A time that runs backwards.
pub static ENDS_BEFORE_START: Rule = Rule {
    code: "D218",
    name: "ends-before-start",
    level: Level::Warning,
    what: "A row ends before it starts.",
    why: "A negative duration makes means and percentiles look better than anything could be.",
    bad: "dateAdded: 2021-11-03, dueDate: 2021-04-16",
    good: "dateAdded: 2021-11-03, dueDate: 2021-11-17",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A part larger than its whole.
pub static PART_EXCEEDS_TOTAL: Rule = Rule {
    code: "D219",
    name: "part-exceeds-total",
    level: Level::Warning,
    what: "In a row of a ratio the good or bad part is more than the total, or one of them is below zero.",
    why: "A share above one or below zero hides true misses elsewhere, since sums are taken before ratios.",
    bad: "attendances: 100, breaches: 130",
    good: "attendances: 130, breaches: 100",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Times with and without a zone in one column.
pub static MIXED_ZONES: Rule = Rule {
    code: "D220",
    name: "mixed-time-zones",
    level: Level::Warning,
    what: "Some times of a file name a zone and others do not.",
    why: "Those without one are read in the declared zone, which is hours off if they were meant otherwise.",
    bad: "2016-03-01T08:00:00Z\n2016-03-01T09:00:00",
    good: "2016-03-01T08:00:00Z\n2016-03-01T09:00:00Z",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A history that cannot be read.
pub static HISTORY_UNREADABLE: Rule = Rule {
    code: "D221",
    name: "unreadable-history",
    level: Level::Error,
    what: "A metric of the git source names a branch or tags that the repository cannot be asked for.",
    why: "The metric has no observations, so nothing can be said about it.",
    bad: "source: {git: {measure: lead-time, branch: mian}}",
    good: "source: {git: {measure: lead-time, branch: main}}",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A history without its past.
pub static SHALLOW_HISTORY: Rule = Rule {
    code: "D222",
    name: "shallow-history",
    level: Level::Error,
    what: "A metric of the git source is measured in a shallow clone.",
    why: "The commits and tags that are missing would change every figure, so none is given.",
    bad: "git clone --depth 1 URL",
    good: "git clone URL     # in CI: fetch-depth: 0",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A history without releases.
pub static NO_RELEASES: Rule = Rule {
    code: "D223",
    name: "no-releases",
    level: Level::Note,
    what: "No tag of the repository fits the patterns that tell which tags are releases.",
    why: "Without releases there are no deployments, lead times or failures to measure.",
    bad: "releases: {tags: \"v*\"}     # while the tags are named release-1, release-2",
    good: "releases: {tags: \"release-*\"}",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Commits that are younger than their release.
pub static CLOCKS_DISAGREE: Rule = Rule {
    code: "D224",
    name: "clocks-disagree",
    level: Level::Warning,
    what: "Commits are dated after the release that contains them.",
    why: "Somebody's clock was wrong. A negative lead time would flatter the metric, so these commits are left out.",
    bad: "a commit of 2026-05-02 in a release of 2026-05-01",
    good: "a commit of 2026-04-30 in a release of 2026-05-01",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A pointer in place of data.
pub static LFS_POINTER: Rule = Rule {
    code: "D225",
    name: "lfs-pointer",
    level: Level::Error,
    what: "A data file is a Git LFS pointer: three lines that stand for data which have not been fetched.",
    why: "The data are not in this clone, so nothing can be observed.",
    bad: "- uses: actions/checkout@v4",
    good: "- uses: actions/checkout@v4\n  with: {lfs: true}     # on a desk: git lfs pull",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// More rows than a pull request should wait for.
pub static TOO_MANY_ROWS: Rule = Rule {
    code: "D226",
    name: "too-many-rows",
    level: Level::Error,
    what: "The files of a `path` have more than 10,000,000 rows in all.",
    why: "deming keeps an observation for each row. More of them take minutes and gigabytes, in every pull request, \
          and half of them would give wrong figures, so the metric has none.",
    bad: "path: exports/every-request-*.csv.gz     # a row for each request",
    good: "path: exports/requests-by-day.csv     # a row for each day: day,good,total",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A folder that keeps its files to itself.
pub static CLOSED_FOLDER: Rule = Rule {
    code: "D227",
    name: "closed-folder",
    level: Level::Error,
    what: "A folder where the `path` of a file source may match files cannot be looked into.",
    why: "Nobody can tell what is in it, and figures from the other files alone may be wrong.",
    bad: "drwx------ root  data/     # and deming runs as somebody else",
    good: "drwxr-xr-x root  data/",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A row that tells of what has not happened yet.
pub static DATED_AHEAD: Rule = Rule {
    code: "D228",
    name: "dated-ahead",
    level: Level::Note,
    what: "Rows are dated after now, and after the commit that holds them.",
    why: "They are announced or mistaken. One year that was mistyped as 2199 would say that everything until then is \
          known, so these rows are left out.",
    bad: "at,value\n2199-01-01,4",
    good: "at,value\n2026-01-01,4",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A secret where reports would show it.
pub static SECRET_IN_DATA: Rule = Rule {
    code: "D229",
    name: "secret-in-data",
    level: Level::Error,
    what: "A password, token or key stands in a column of data that a metric keeps as a dimension (`process.by`).",
    why: "The values of dimensions go into reports, proposals and messages of commits. Dots take its place there; in \
          the file, and in its history, it stands for everybody to read.",
    bad: "opened_at,category\n2026-01-04,ask with Bearer 3f9a77c1d2e84b6690ab",
    good: "opened_at,category\n2026-01-04,network",
    beside: "",
    source: "OWASP Secrets Management Cheat Sheet.",
    is_locked: true,
};

/// A statement without a usable answer.
pub static REFUSED_STATEMENT: Rule = Rule {
    code: "D239",
    name: "refused-statement",
    level: Level::Error,
    what: "A database in the repository refuses a statement, or its answer lacks a declared column or has no end.",
    why: "The metric has no observations then, so nothing can be said about it.",
    bad: "query: select day, tickets from dayly\ncolumns: {time: day, value: tickets}",
    good: "query: select day, tickets from daily\ncolumns: {time: day, value: tickets}",
    beside: "",
    source: "The SQL of SQLite: https://www.sqlite.org/lang.html.",
    is_locked: false,
};
