//! Where the observations of a metric come from.

use jiff::tz::TimeZone;

use super::duration::Duration;
use super::name::Name;
use super::report::{ReportSource, UptimeQuestion};
use super::selector::Selector;
use super::statement::Statement;
use crate::text::Place;

/// The source of a metric: exactly one.
#[derive(Debug, Clone)]
pub enum Source {
    /// Rows of files in the repository.
    File(Box<FileSource>),
    /// The history of the repository itself.
    Git(GitSource),
    /// What another tool has written of itself into the repository.
    Report(Box<ReportSource>),
    /// Something that only `gather` asks, over the network.
    Remote(RemoteSource),
    /// A share that is put together from sources of its parts.
    Ratio(Box<RatioSource>),
    /// Something that deming cannot ask.
    Foreign(ForeignSource),
}

impl Source {
    /// The word that declares it.
    pub fn keyword(&self) -> &str {
        match self {
            Self::File(_) => "file",
            Self::Git(_) => "git",
            Self::Report(source) => source.report.keyword(),
            Self::Remote(remote) => remote.question.kind().keyword(),
            Self::Ratio(_) => "ratio",
            Self::Foreign(foreign) => foreign.kind.as_deref().unwrap_or("unknown"),
        }
    }

    /// Whether both make the same observations of the same things, wherever they are declared. Remote
    /// systems that answer the same today may not do so tomorrow, so those are never the same.
    pub fn reads_the_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File(one), Self::File(two)) => one.reads_the_same_as(two),
            (Self::Git(one), Self::Git(two)) => one.reads_the_same_as(two),
            (Self::Report(one), Self::Report(two)) => one.report == two.report,
            _ => false,
        }
    }
}

/// A share of which the parts have sources of their own, or of which the source tells the contrary.
#[derive(Debug, Clone)]
pub enum RatioSource {
    /// Good (or bad) from one source, the total from another.
    Parts {
        /// The good, or the bad.
        part: Box<FileSource>,
        /// Which of the two.
        part_is_good: bool,
        /// Out of what.
        total: Box<FileSource>,
        /// Whether numbers in columns only ever grow, so that what counts is by how much.
        is_counter: bool,
    },
    /// A source of shares of what is bad: a file, or the history.
    Failures(Source),
}

/// A source of a type that deming does not know.
#[derive(Debug, Clone)]
pub struct ForeignSource {
    /// The type; `None`: that of the data source.
    pub kind: Option<String>,
    /// The declared place of the system, where one is named.
    pub data_source: Option<Name>,
    /// What it is asked, should it turn out to be a Prometheus-compatible server.
    pub promql: Option<PromQl>,
    /// Where that is named, or the source is declared.
    pub place: Place,
}

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
    fn reads_the_same_as(&self, other: &Self) -> bool {
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
    Compare(super::quantity::Comparison, String),
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

/// A measure of the repository's own history.
#[derive(Debug, Clone)]
pub struct GitSource {
    /// What is measured.
    pub measure: GitMeasure,
    /// Globs of the tags that are releases.
    pub tags: Vec<String>,
    /// Whether pre-releases (`v1.0.0-rc1`) are releases.
    pub pre_releases: bool,
    /// Whether releases count that the branch does not contain.
    pub off_branch: bool,
    /// The main line.
    pub branch: String,
    /// Within how much time after a release a hot-fix or a revert marks it as failed.
    pub within: Duration,
    /// What marks a release as failed.
    pub signs: Vec<FailureSign>,
    /// Where it is declared.
    pub place: Place,
}

impl GitSource {
    fn reads_the_same_as(&self, other: &Self) -> bool {
        let Self { measure, tags, pre_releases, off_branch, branch, within, signs, place: _ } = self;
        *measure == other.measure
            && *tags == other.tags
            && *pre_releases == other.pre_releases
            && *off_branch == other.off_branch
            && *branch == other.branch
            && *within == other.within
            && *signs == other.signs
    }
}

/// What the history of a repository can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GitMeasure {
    /// An observation of one for each release.
    Deployments,
    /// For each commit, the time until the first release that contains it.
    LeadTime,
    /// For each release but the first, the time since the one before.
    ReleaseInterval,
    /// For each release, whether it failed.
    ChangeFailure,
}

/// What marks a release as a repair of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureSign {
    /// A release with a patch number above zero, soon after another release.
    HotFix,
    /// A commit that reverts one of an earlier release.
    Revert,
}

/// A source that only `gather` asks.
#[derive(Debug, Clone)]
pub struct RemoteSource {
    /// What it is asked.
    pub question: Question,
    /// The declared place of that system, where the kind has one.
    pub data_source: Option<Name>,
    /// Where the place of the system is named; `None`: in `dataSource`, beside what is asked.
    pub named_at: Option<Place>,
    /// Where it is declared.
    pub place: Place,
}

/// What a system is asked, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// PromQL to a Prometheus-compatible server.
    Prometheus(PromQl),
    /// A statement to an SQL database.
    Sql(Box<SqlQuestion>),
    /// A JSON document over HTTP.
    Http(Box<HttpQuestion>),
    /// A page of metrics over HTTP.
    OpenMetrics(OpenMetricsQuestion),
    /// The history of a site in an Upptime repository that is not this one.
    Upptime(UptimeQuestion),
    /// A command that prints observations.
    Exec(ExecQuestion),
    /// A system of this kind, in words that cannot be understood.
    Unclear(RemoteKind),
}

/// A statement to an SQL database, and how its answer is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlQuestion {
    /// The statement; `:from`, `:to` and `:interval` stand for what is asked about.
    pub statement: Statement,
    /// The column that says when.
    pub time: String,
    /// The zone of times that name none.
    pub zone: TimeZone,
    /// The columns that say how much.
    pub amount: Amount,
    /// Path of the SQLite database in the repository, where the data source is one; known once it is looked up.
    pub file: Option<String>,
}

/// A JSON document over HTTP, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpQuestion {
    /// What is asked for, below the URL of the system.
    pub path: String,
    /// JSONPath of the items; `None`: the document itself.
    pub items: Option<String>,
    /// JSONPath of the address of the next page; `None`: where a header names it.
    pub next: Option<String>,
    /// The field of an item that says when.
    pub time: TimeColumn,
    /// The fields that say how much.
    pub amount: Amount,
}

/// A command that prints observations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecQuestion {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The variables of the environment that it is given, besides those that every command is.
    pub env: Vec<String>,
    /// How long it may run.
    pub timeout: Duration,
    /// What an observation is in what it prints.
    pub amount: ExecAmount,
}

/// What an observation is in what a command prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExecAmount {
    /// A number, under `value`.
    Value,
    /// How much is `good` out of a `total`.
    GoodOfTotal,
    /// A window of down time, under `down`.
    Down,
}

impl ExecAmount {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::GoodOfTotal => "ratio",
            Self::Down => "down",
        }
    }
}

/// A page of metrics over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenMetricsQuestion {
    /// What is asked for, below the URL of the system.
    pub path: String,
    /// Which of its series is meant.
    pub metric: Selector,
}

/// Which columns, or fields, of an answer say how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// The value.
    Value(String),
    /// How much is good, and out of how much.
    GoodOfTotal {
        /// How much is good.
        good: String,
        /// Out of how much.
        total: String,
    },
    /// How much is bad, and out of how much.
    BadOfTotal {
        /// How much is bad.
        bad: String,
        /// Out of how much.
        total: String,
    },
}

impl Amount {
    /// Whether it is a share of a whole.
    pub fn is_share(&self) -> bool {
        !matches!(self, Self::Value(_))
    }
}

impl Question {
    /// Which kind of system is asked.
    pub fn kind(&self) -> RemoteKind {
        match self {
            Self::Prometheus(_) => RemoteKind::Prometheus,
            Self::Sql(_) => RemoteKind::Sql,
            Self::Http(_) => RemoteKind::Http,
            Self::OpenMetrics(_) => RemoteKind::OpenMetrics,
            Self::Upptime(_) => RemoteKind::Upptime,
            Self::Exec(_) => RemoteKind::Exec,
            Self::Unclear(kind) => *kind,
        }
    }

    /// What a Prometheus-compatible server is asked; `None` of other systems.
    pub fn promql(&self) -> Option<&PromQl> {
        match self {
            Self::Prometheus(promql) => Some(promql),
            _ => None,
        }
    }

    /// A Prometheus-compatible server is asked this, or something that cannot be understood.
    pub fn of_prometheus(promql: Option<PromQl>) -> Self {
        promql.map_or(Self::Unclear(RemoteKind::Prometheus), Self::Prometheus)
    }

    /// Whether the answer is windows of down time.
    pub fn is_down_time(&self) -> bool {
        match self {
            Self::Upptime(_) => true,
            Self::Exec(exec) => exec.amount == ExecAmount::Down,
            Self::Prometheus(_) | Self::Sql(_) | Self::Http(_) | Self::OpenMetrics(_) | Self::Unclear(_) => {
                false
            }
        }
    }

    /// Whether the answer is a share of a whole.
    pub fn is_share(&self) -> bool {
        match self {
            Self::Prometheus(promql) => promql.is_share(),
            Self::Sql(sql) => sql.amount.is_share(),
            Self::Http(http) => http.amount.is_share(),
            Self::Upptime(_) => true,
            Self::Exec(exec) => exec.amount != ExecAmount::Value,
            Self::OpenMetrics(_) | Self::Unclear(_) => false,
        }
    }
}

/// Queries to a Prometheus-compatible server. `${window}` in one, or `{{.window}}` as Sloth writes it, stands for the
/// range of time that is asked about, such as `5m`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromQl {
    /// One that gives the value.
    Value(String),
    /// Two that give how much is good, and out of how much.
    GoodOfTotal {
        /// How much is good.
        good: String,
        /// Out of how much.
        total: String,
    },
    /// Two that give how much is bad, and out of how much.
    BadOfTotal {
        /// How much is bad.
        bad: String,
        /// Out of how much.
        total: String,
    },
    /// One that gives the share itself.
    Share {
        /// The share.
        query: String,
        /// Whether it is the share of good rather than of bad.
        is_of_good: bool,
    },
}

impl PromQl {
    /// Whether the answer is a share of a whole.
    pub fn is_share(&self) -> bool {
        !matches!(self, Self::Value(_))
    }
}

impl RemoteSource {
    /// Whether what it gives is a share of a whole.
    pub fn is_share(&self) -> bool {
        self.question.is_share()
    }

    /// Whether what is asked lies in the repository, where nobody needs the network to read it.
    pub fn is_local(&self) -> bool {
        matches!(&self.question, Question::Sql(question) if question.file.is_some())
    }
}

/// Kinds of systems that are asked over the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemoteKind {
    /// A Prometheus-compatible server.
    Prometheus,
    /// An SQL database.
    Sql,
    /// JSON over HTTP.
    Http,
    /// A page of metrics over HTTP.
    OpenMetrics,
    /// An Upptime repository.
    Upptime,
    /// A command.
    Exec,
}

impl RemoteKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Prometheus, Self::Sql, Self::Http, Self::OpenMetrics, Self::Upptime, Self::Exec];

    /// The word that declares it.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Prometheus => "prometheus",
            Self::Sql => "sql",
            Self::Http => "http",
            Self::OpenMetrics => "openmetrics",
            Self::Upptime => "upptime",
            Self::Exec => "exec",
        }
    }
}
