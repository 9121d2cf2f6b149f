//! Where the observations of a metric come from.

mod file;
mod git;
mod remote;

pub use self::file::{
    Condition, FileFormat, FileSource, Latest, Measure, RatioMeasure, RatioPart, Test, TimeColumn,
};
pub use self::git::{FailureSign, GitMeasure, GitSource};
pub use self::remote::{
    Amount, ExecAmount, ExecQuestion, HttpQuestion, OpenMetricsQuestion, PromQl, Question, RemoteKind,
    RemoteSource, SqlQuestion,
};
use super::name::Name;
use super::report::ReportSource;
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
    Failures(Box<Source>),
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
