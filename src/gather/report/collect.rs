//! Observations of a report as they are put together.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::rules::UNKNOWN_DIMENSION;
use crate::finding::{Finding, Location, Rule};
use crate::gather::file::quiet;
use crate::gather::rules::{DATED_AHEAD, SECRET_IN_DATA};
use crate::model::observation::{Absence, Doubts, Group, Observations, Origin, Point, Records, Row, Tally};
use crate::model::{Metric, Points};
use crate::text::Place;
use crate::text::secret::{masked, secrets};

/// The only dimension of results and of test runs.
pub const SUITE: &str = "suite";

/// Collects what a report says for one metric.
pub struct Collector<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// Where its source is declared.
    pub place: &'a Place,
    recorded: Timestamp,
    points: Vec<Point>,
    groups: BTreeMap<Group, u32>,
    origins: Vec<Origin>,
    doubts: Doubts,
    tally: Tally,
    ahead: u64,
    lost: Option<String>,
    findings: Vec<Finding>,
}

/// What a report says of a moment.
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// The value in canonical units, or how much of `total` is good.
    pub good: f64,
    /// Out of how much; 1 for a plain value.
    pub total: f64,
    /// The values of the metric's dimensions; see [`Collector::group`].
    pub group: Group,
    /// The line; 0 where it is not known.
    pub line: u32,
}

impl<'a> Collector<'a> {
    /// Nothing collected yet. What is dated after `recorded` is announced or mistaken, and left out.
    pub fn new(metric: &'a Metric, place: &'a Place, recorded: Timestamp) -> Self {
        Self {
            metric,
            place,
            recorded,
            points: Vec::new(),
            groups: BTreeMap::new(),
            origins: Vec::new(),
            doubts: Doubts::default(),
            tally: Tally::default(),
            ahead: 0,
            lost: None,
            findings: Vec::new(),
        }
    }

    /// The same for a report whose only dimension is the suite.
    pub fn of_suites(metric: &'a Metric, place: &'a Place, recorded: Timestamp) -> Self {
        Self { findings: idle_dimensions(metric, &[SUITE]), ..Self::new(metric, place, recorded) }
    }

    /// The values of the metric's dimensions, by their names.
    pub fn group<'t>(&self, value: impl Fn(&str) -> &'t str) -> Group {
        self.metric.process.by.iter().map(|dimension| value(dimension).into()).collect()
    }

    /// The group of a suite.
    pub fn suite(&self, suite: &str) -> Group {
        self.group(|dimension| if dimension == SUITE { suite } else { "" })
    }

    /// What follows stands in this file.
    pub fn file(&mut self, path: &str, blob: Option<String>) {
        self.origins.push(Origin { path: path.to_owned(), blob });
    }

    /// Takes an observation.
    pub fn add(&mut self, said: Said) {
        self.tally.read += 1;
        if said.at > self.recorded {
            self.ahead += 1;
            self.tally.left_out += 1;
            return;
        }
        self.tally.used += 1;
        let next = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        let group = *self.groups.entry(said.group).or_insert(next);
        let origin = u32::try_from(self.origins.len()).unwrap_or(u32::MAX).saturating_sub(1);
        let row = Row { origin, line: said.line };
        self.points.push(Point { at: said.at, good: said.good, total: said.total, group, row });
    }

    /// Takes note of something that makes no observation, since nothing was measured.
    pub fn leave_out(&mut self) {
        self.tally.read += 1;
        self.tally.left_out += 1;
    }

    /// Takes note of something that cannot be read; what it would have said is unknown.
    pub fn doubt(&mut self, at: Option<Timestamp>) {
        self.tally.read += 1;
        self.tally.unreadable += 1;
        match at {
            Some(at) => self.doubts.dated.push(at),
            None => self.doubts.undated += 1,
        }
    }

    /// The report cannot be read whole, so nothing is observed.
    pub fn lose(&mut self, rule: &'static Rule, message: String, help: impl Into<String>) {
        self.report(Finding::new(rule, self.place, message.clone()).help(help));
        self.lost.get_or_insert(message);
    }

    /// The same for one file.
    pub fn lose_file(&mut self, rule: &'static Rule, path: &str, reason: &str, help: &str) {
        let message = format!("the file cannot be used: {}", quiet(reason));
        let finding = Finding::new(rule, Location::Path(path.to_owned()), message).help(help);
        self.report(finding.label(self.place, "read as declared here"));
        self.lost.get_or_insert(format!("`{}` cannot be used: {}", quiet(path), quiet(reason)));
    }

    /// Whether nothing will be observed, since something could not be read.
    pub fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// Reports something.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// The observations, and what is wrong.
    pub fn finish(mut self) -> (Observations, Vec<Finding>) {
        self.tell_ahead();
        let name = self.metric.meta.name.clone();
        if let Some(reason) = self.lost {
            let absent = Observations::absent(name, Absence::Lost(reason));
            return (Observations { tally: self.tally, ..absent }, self.findings);
        }
        let (groups, findings) = shown(self.groups, self.place);
        self.findings.extend(findings);
        self.doubts.dated.sort_unstable();
        let points = Points::sorted(self.points);
        let absence = points.is_empty().then_some(Absence::Empty);
        let observations = Observations {
            metric: name,
            known_until: points.last().map(|point| point.at),
            known_since: None,
            records: Records::Points(points),
            groups,
            doubts: self.doubts,
            origins: self.origins,
            tally: self.tally,
            absence,
            earlier: None,
        };
        (observations, self.findings)
    }

    fn tell_ahead(&mut self) {
        if self.ahead > 0 {
            let message = format!("{} observations are dated after now; they are left out", self.ahead);
            self.findings.push(Finding::new(&DATED_AHEAD, self.place, message));
        }
    }
}

/// The groups in the order of their indices. Secrets in them are hidden: values of dimensions go into reports.
fn shown(groups: BTreeMap<Group, u32>, place: &Place) -> (Vec<Group>, Vec<Finding>) {
    let mut ordered: Vec<(u32, Group)> = groups.into_iter().map(|(group, index)| (index, group)).collect();
    ordered.sort_unstable();
    let secret =
        ordered.iter().flat_map(|(_, group)| group).find_map(|value| secrets(value).first().cloned());
    let finding = secret.map(|secret| {
        let message = format!("{} stands in the value of a dimension of the metric", secret.kind);
        Finding::new(&SECRET_IN_DATA, place, message).help("renew the secret, and take it out of the report")
    });
    let masked = |group: Group| group.iter().map(|value| Box::from(masked(value).as_ref())).collect();
    let groups = ordered.into_iter().map(|(_, group)| masked(group)).collect();
    (groups, finding.into_iter().collect())
}

/// Dimensions that a report does not have.
pub fn idle_dimensions(metric: &Metric, known: &[&str]) -> Vec<Finding> {
    let place = metric.meta.place.child("spec").child("process").child("by");
    let unknown = metric.process.by.iter().enumerate().filter(|(_, name)| !known.contains(&name.as_str()));
    let finding = |(index, name): (usize, &String)| {
        let message = format!("a report of this kind has no dimension `{}`", quiet(name));
        let help = match known {
            [] => "take it out: Upptime tells of one site".to_owned(),
            known => format!("it has {}", known.join(", ")),
        };
        Finding::new(&UNKNOWN_DIMENSION, place.index(index), message).help(help)
    };
    unknown.map(finding).collect()
}
