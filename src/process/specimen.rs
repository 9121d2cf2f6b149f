//! Small metrics and observations for the tests of processing, analysis and verification.
#![cfg(test)]

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::catalog::Catalog;
use crate::model::agreement::{AgreementKind, Budgeting, Target};
use crate::model::calendar::ServiceHours;
use crate::model::metric::{
    Aggregate, Direction, Gather, Integrity, Metric, MetricClass, Process, Records as Silence,
};
use crate::model::observation::{Doubts, Observations, Outage, Point, Records, Row, Tally};
use crate::model::source::{Question, RemoteKind, RemoteSource, Source};
use crate::model::window::{DatePeriod, Motion};
use crate::model::{
    Agreement, Calendar, Comparison, Duration, Interval, Literal, Meta, Name, Objective, TimeWindow, Unit,
};
use crate::process::{Reckoning, Scope};
use crate::text::Place;

/// A name.
pub fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

/// A place in no file.
pub fn place() -> Place {
    Place::document(crate::text::Source::new("specimen.yaml", "kind: Specimen\n"), 0)
}

/// What everything declared has.
pub fn meta(text: &str) -> Meta {
    Meta {
        name: name(text),
        display_name: None,
        labels: Default::default(),
        annotations: Default::default(),
        change: None,
        place: place(),
    }
}

/// Midnight (UTC) so many days after Monday, 1 January 2024.
pub fn day(n: i64) -> Timestamp {
    hour(n * 24)
}

/// So many hours after the same.
pub fn hour(n: i64) -> Timestamp {
    Timestamp::from_second(1_704_067_200 + n * 3_600).expect("in range")
}

fn aggregate(text: &str) -> Aggregate {
    match text {
        "sum" => Aggregate::Sum,
        "count" => Aggregate::Count,
        "mean" => Aggregate::Mean,
        "min" => Aggregate::Min,
        "max" => Aggregate::Max,
        "last" => Aggregate::Last,
        "ratio" => Aggregate::Ratio,
        "rate" => Aggregate::Rate,
        other => Aggregate::Percentile(other[1..].parse().expect("a percentile")),
    }
}

/// A metric of daily intervals whose silence means that nothing happened; lower is better, but for ratios.
pub fn metric(how: &str) -> Metric {
    let is_ratio = how == "ratio";
    Metric {
        meta: meta("m"),
        description: None,
        service: name("desk"),
        class: MetricClass::Process,
        unit: if is_ratio { Unit::ratio() } else { Unit::named("tickets") },
        direction: if is_ratio { Direction::Higher } else { Direction::Lower },
        owner: "@ops".parse().ok(),
        gather: Some(Gather {
            by: None,
            every: None,
            records: Silence::Events,
            integrity: Integrity { coverage: Integrity::DEFAULT_COVERAGE, lateness: None },
            source: Source::Remote(RemoteSource {
                question: Question::Unclear(RemoteKind::Http),
                data_source: None,
                named_at: None,
                place: place(),
            }),
            place: place(),
        }),
        sourceless: None,
        gap: None,
        process: Process {
            interval: Duration::days(1),
            interval_is_stated: true,
            aggregate: aggregate(how),
            aggregate_is_stated: true,
            per: Duration::days(1),
            by: Vec::new(),
        },
        chart: Default::default(),
    }
}

/// The same with daily readings whose silence means that something is missing.
pub fn sampled(how: &str) -> Metric {
    let mut metric = metric(how);
    if let Some(gather) = &mut metric.gather {
        gather.records = Silence::Samples;
        gather.every = Some(Duration::days(1));
    }
    metric
}

/// Observations of points, known until the last of them.
pub fn observations(points: Vec<Point>) -> Observations {
    Observations {
        metric: name("m"),
        known_until: points.last().map(|point| point.at),
        known_since: None,
        doubts: Doubts::default(),
        tally: Tally { read: points.len() as u64, used: points.len() as u64, ..Tally::default() },
        records: Records::Points(points.into_iter().collect()),
        groups: vec![Vec::new()],
        origins: Vec::new(),
        absence: None,
        earlier: None,
    }
}

/// A point at a moment.
pub fn point(at: Timestamp, good: f64, total: f64) -> Point {
    Point { at, good, total, group: 0, row: Row { origin: 0, line: 0 } }
}

/// Plain values at midnights of days.
pub fn observed(values: &[(i64, f64)]) -> Observations {
    observations(values.iter().map(|(n, value)| point(day(*n), *value, 1.0)).collect())
}

/// The same of a source that tells of all time before its first observation too.
pub fn known_always(observations: Observations) -> Observations {
    Observations { known_since: Some(Timestamp::MIN), ..observations }
}

/// Shares at midnights of days: good, and bad beside it. In any order.
pub fn ratios(rows: &[(i64, u32, u32)]) -> Observations {
    let mut points: Vec<Point> =
        rows.iter().map(|(n, good, bad)| point(day(*n), f64::from(*good), f64::from(good + bad))).collect();
    points.sort_by_key(|point| point.at);
    observations(points)
}

/// Down time, known until the start of its last window.
pub fn outages(windows: &[(Timestamp, Timestamp)]) -> Observations {
    let outage = |(from, to): &(Timestamp, Timestamp)| Outage {
        interval: Interval::new(*from, *to),
        group: 0,
        row: Row { origin: 0, line: 0 },
    };
    let known_until = windows.iter().map(|(from, _)| *from).max();
    let records = Records::Outages(windows.iter().map(outage).collect());
    Observations { records, known_until, ..observations(Vec::new()) }
}

/// A count of one on each day given, in a group of two values of which the second is always the same.
pub fn points_of_groups(rows: &[(&str, i64)], second: &str) -> Observations {
    let mut groups: Vec<Vec<Box<str>>> = Vec::new();
    let mut points = Vec::new();
    for (value, n) in rows {
        let group: Vec<Box<str>> = vec![(*value).into(), second.into()];
        let index = groups.iter().position(|known| *known == group).unwrap_or(groups.len());
        if index == groups.len() {
            groups.push(group);
        }
        points.push(Point { group: index as u32, ..point(day(*n), 1.0, 1.0) });
    }
    Observations { groups, ..observations(points) }
}

/// Monday to Friday, 08:00 to 18:00 UTC.
pub fn office_hours() -> Calendar {
    use jiff::civil::{Weekday, time};
    let days =
        vec![Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    Calendar {
        meta: meta("office"),
        zone: TimeZone::UTC,
        hours: vec![ServiceHours { days, from: time(8, 0, 0, 0), to: Some(time(18, 0, 0, 0)) }],
        holidays: Vec::new(),
        maintenance: Vec::new(),
        late: Vec::new(),
        timeline: Default::default(),
    }
}

/// A metric and its observations, seen from a moment in UTC.
pub fn scope<'a>(metric: &'a Metric, observations: &'a Observations, as_of: Timestamp) -> Scope<'a> {
    const UTC: &TimeZone = &TimeZone::UTC;
    let reckoning = Reckoning::Aggregate(metric.process.aggregate);
    Scope { metric, observations, source: observations, as_of, zone: UTC, hours: None, reckoning }
}

/// A catalogue of one metric.
pub fn catalog(metric: Metric) -> Catalog {
    let mut catalog = Catalog::default();
    catalog.metrics.insert(metric.meta.name.clone(), metric);
    catalog
}

/// A rolling window.
pub fn rolling(duration: &str) -> TimeWindow {
    TimeWindow { duration: duration.parse().expect("a duration"), motion: Motion::Rolling }
}

/// A window of calendar periods that start with the specimen's time, in UTC.
pub fn periods(duration: &str) -> TimeWindow {
    let start = jiff::civil::date(2024, 1, 1).into();
    let motion = Motion::Calendar { start, zone: TimeZone::UTC };
    TimeWindow { duration: duration.parse().expect("a duration"), motion }
}

/// An objective `o` on metric `m`.
pub fn objective(target: Target, window: TimeWindow) -> Objective {
    Objective {
        name: name("o"),
        display_name: None,
        metric: name("m"),
        target,
        window,
        budgeting: Budgeting::Occurrences,
        need: None,
        each: None,
        consequence: None,
        change: None,
        place: place(),
    }
}

/// At most so much, in the metric's unit.
pub fn at_most(value: f64) -> Target {
    Target::Threshold { op: Comparison::AtMost, value: Literal::Number(value) }
}

/// An agreement `a` with these objectives, added to a catalogue.
pub fn agree(catalog: &mut Catalog, objectives: Vec<Objective>) {
    let agreement = Agreement {
        meta: meta("a"),
        kind: AgreementKind::Sla,
        service: name("desk"),
        parties: Default::default(),
        service_hours: None,
        review: None,
        objectives,
        composite: None,
        alert_policies: Vec::new(),
    };
    catalog.agreements.insert(name("a"), agreement);
}

/// What a catalogue of metric `m` comes to with these observations of it.
pub fn seen(observations: Observations) -> BTreeMap<Name, Observations> {
    BTreeMap::from([(name("m"), observations)])
}

/// Two civil days.
pub fn dates(from: &str, to: &str) -> DatePeriod {
    DatePeriod { from: from.parse().expect("a date"), to: to.parse().expect("a date") }
}
