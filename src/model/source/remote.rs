//! Sources that only `gather` asks, and what they are asked.

use jiff::tz::TimeZone;

use super::file::TimeColumn;
use crate::model::report::UptimeQuestion;
use crate::model::selector::Selector;
use crate::model::statement::Statement;
use crate::model::{Duration, Name};
use crate::text::Place;

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
