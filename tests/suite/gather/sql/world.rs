//! A metric that asks a database, and the question put to it.

use std::collections::BTreeSet;

use deming::gather::remote::{Answer, Ask, Cancel, Lost, Means, System, open};
use deming::model::observation::{Point, Records};
use deming::model::source::{RemoteSource, Source};
use deming::model::{DataSource, Duration, Interval, Metric};
use deming::net::{Client, Proxies};
use jiff::tz::TimeZone;

use crate::declare::resolved;
use crate::gather::world::Memory;

/// A metric with the data source that it asks.
pub struct Desk {
    metric: Metric,
    data_source: DataSource,
    files: Memory,
    variables: Vec<(String, String)>,
    pub cancel: Cancel,
}

/// What stands in the declaration of a metric.
pub struct Declared<'a> {
    pub url: &'a str,
    pub query: &'a str,
    pub columns: &'a str,
    /// More of `spec`, each line with two spaces before it.
    pub more: &'a str,
    /// More of `connectionDetails`, such as `, timeout: 2s`.
    pub details: &'a str,
}

impl Default for Declared<'_> {
    fn default() -> Self {
        Self {
            url: "",
            query: "",
            columns: "{time: at, value: n}",
            more: "  process: {interval: 1d, aggregate: sum}\n",
            details: "",
        }
    }
}

impl Desk {
    pub fn new(declared: &Declared<'_>) -> Self {
        let Declared { url, query, columns, more, details } = declared;
        let text = format!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: desk}}\nspec: {{practice: it-support, owner: \"@ops\"}}\n---\n\
             apiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: ops}}\nspec: {{type: sql, connectionDetails: {{url: {url:?}{details}}}}}\n---\n\
             apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: tickets}}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n\
             {more}  gather:\n    every: 1d\n    source: {{sql: {{dataSource: ops, query: {query:?}, columns: {columns}}}}}\n"
        );
        let (catalog, findings) = resolved(&[("improvement/a.yaml", text.as_bytes())]);
        let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.code).collect();
        let metric = catalog.metrics.into_values().next().unwrap_or_else(|| panic!("{codes:?}\n{text}"));
        let data_source = catalog.data_sources.into_values().next().unwrap();
        let variables = vec![("DESK_PASSWORD".to_owned(), crate::servers::postgres::PASSWORD.to_owned())];
        Self { metric, data_source, files: Memory::default(), variables, cancel: Cancel::default() }
    }

    /// The same with a variable of the environment.
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(0, (name.to_owned(), value.to_owned()));
        self
    }

    /// The same with a file of the repository.
    pub fn with_file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        Self { files: self.files.and(path, content), ..self }
    }

    pub fn open(&self) -> Result<Box<dyn System>, Lost> {
        let variable = |name: &str| {
            self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        let client = Client::new(self.cancel.clone(), Proxies::default());
        let means = Means {
            client: &client,
            variable: &variable,
            files: &self.files,
            root: std::path::Path::new("."),
            allow_exec: false,
            git: &deming::git::Git::default(),
            cache: None,
            as_of: jiff::Timestamp::UNIX_EPOCH,
        };
        open(self.source(), Some(&self.data_source), &means)
    }

    fn source(&self) -> &RemoteSource {
        match self.metric.gather.as_ref().map(|gather| &gather.source) {
            Some(Source::Remote(remote)) => remote,
            other => panic!("{other:?}"),
        }
    }

    /// Asks about the time from one day to another.
    pub fn ask(&self, system: &dyn System, from: &str, to: &str) -> Result<Answer, Lost> {
        let moment = |day: &str| format!("{day}T00:00:00Z").parse().unwrap();
        system.ask(&Ask {
            metric: &self.metric,
            source: self.source(),
            interval: Interval::new(moment(from), moment(to)),
            every: Duration::days(1),
            zone: &TimeZone::UTC,
        })
    }

    /// Opens the database and asks about the spring of 2026.
    pub fn spring(&self) -> Result<Answer, Lost> {
        self.ask(&*self.open()?, "2026-03-01", "2026-05-01")
    }
}

/// Asks about the spring of 2026.
pub fn ask(declared: &Declared<'_>) -> Result<Answer, Lost> {
    Desk::new(declared).spring()
}

/// The points of an answer.
pub fn points(answer: &Answer) -> Vec<Point> {
    match &answer.records {
        Records::Points(points) => points.iter().collect(),
        Records::Outages(outages) => panic!("{outages:?}"),
    }
}

/// The points of an answer in short: when, which group, how much of how much.
pub fn shown(answer: &Answer) -> Vec<String> {
    let show = |point: Point| {
        let group = answer.groups.get(point.group as usize).map(|group| group.join("/")).unwrap_or_default();
        format!("{} {group} {}/{}", point.at, point.good, point.total)
    };
    points(answer).into_iter().map(show).collect()
}

/// Why there was no answer, with what to do about it.
#[track_caller]
pub fn lost(outcome: Result<Answer, Lost>) -> String {
    match outcome {
        Ok(answer) => panic!("an answer from {}: {:?}", answer.server, shown(&answer)),
        Err(lost) => format!("{}; {}", lost.reason, lost.help.unwrap_or_default()),
    }
}
