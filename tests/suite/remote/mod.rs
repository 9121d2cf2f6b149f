//! Remote systems: the same metric gives the same figure, and what goes wrong is told and never a zero.

mod hostile;
mod http;
mod prometheus;
mod scrape;

use deming::gather::remote::{Answer, Ask, Lost, Means, open};
use deming::model::observation::Records;
use deming::model::source::Source;
use deming::model::{Duration, Interval, Name};
use deming::net::{Cancel, Client, Proxies};
use deming::ops::workspace::{Request, Workspace};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::world::TestWorld;

/// A metric and where it is asked, as they are declared.
pub struct Question<'a> {
    /// The details of the connection, as a flow mapping.
    pub details: String,
    /// The source of the metric, as a flow mapping.
    pub source: String,
    pub unit: &'a str,
    /// `process.by`, without its brackets.
    pub by: &'a str,
    pub every: &'a str,
    pub zone: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    pub client: Client,
}

impl Question<'_> {
    /// What a system of a kind is asked at a URL.
    pub fn new(url: &str, source: &str) -> Self {
        Self {
            details: format!("{{url: '{url}', retries: 0, timeout: 5s}}"),
            source: source.to_owned(),
            unit: if ["total:", "raw:"].iter().any(|share| source.contains(share)) {
                "ratio"
            } else {
                "requests"
            },
            by: "",
            every: "1h",
            zone: "UTC",
            from: "2026-03-28T00:00:00Z",
            to: "2026-03-28T06:00:00Z",
            client: Client::new(Cancel::default(), Proxies::default()),
        }
    }

    /// Asks, as it is declared in a repository.
    pub fn ask(&self) -> Result<Answer, Lost> {
        let world = TestWorld::new();
        let kind = self.source.trim_start_matches('{').split(':').next().unwrap();
        let Self { details, source, unit, by, .. } = self;
        world.write(
            "improvement/all.yaml",
            format!(
                "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: shop}}\nspec: {{practice: it-support, owner: '@ops'}}\n---\n\
                 apiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: system}}\nspec: {{type: {kind}, connectionDetails: {details}}}\n---\n\
                 apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: metric}}\nspec:\n  service: shop\n  class: service\n  unit: {unit:?}\n  \
                 direction: higher\n  owner: '@ops'\n  gather:\n    every: 1h\n    source: {source}\n  process: {{by: [{by}]}}\n"
            ),
        );
        let request = Request {
            directory: world.root().to_owned(),
            rev: None,
            as_of: None,
            now: Timestamp::UNIX_EPOCH,
            jobs: 1,
            cache: None,
            by: deming::ops::By::default(),
        };
        let workspace = Workspace::open(&request).unwrap();
        let name = |name: &str| name.parse::<Name>().unwrap();
        let findings: Vec<_> = workspace.findings.iter().map(|finding| &finding.message).collect();
        let metric = workspace.catalog.metrics.get(&name("metric")).unwrap_or_else(|| panic!("{findings:?}"));
        let Source::Remote(source) = &metric.gather.as_ref().unwrap().source else {
            panic!("no remote source")
        };
        let means = Means {
            client: &self.client,
            variable: &|name| (name == "TOKEN").then(|| "hunter2".to_owned()),
            files: &workspace.snapshot,
            root: world.root(),
            allow_exec: false,
            git: &deming::git::Git::default(),
            cache: None,
            as_of: Timestamp::UNIX_EPOCH,
        };
        let ask = Ask {
            metric,
            source,
            interval: Interval::new(self.from.parse().unwrap(), self.to.parse().unwrap()),
            every: self.every.parse::<Duration>().unwrap(),
            zone: &TimeZone::get(self.zone).unwrap(),
        };
        open(source, workspace.catalog.data_sources.get(&name("system")), &means)?.ask(&ask)
    }

    /// Why there is no answer.
    #[track_caller]
    pub fn lost(&self) -> Lost {
        let lost = self.ask().map(|answer| told(&answer)).unwrap_err();
        assert!(!format!("{lost:?}").contains("hunter2"), "{lost:?}");
        lost
    }
}

/// The observations of an answer: when, the values of the dimensions, good and total.
pub fn told(answer: &Answer) -> Vec<(String, String, f64, f64)> {
    let Records::Points(points) = &answer.records else { panic!("outages") };
    let group = |index: u32| answer.groups[index as usize].join(" ");
    points.iter().map(|point| (point.at.to_string(), group(point.group), point.good, point.total)).collect()
}
