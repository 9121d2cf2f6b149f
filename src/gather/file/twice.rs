//! Tables read twice, with care and the quick way, come to the same: observations, findings, counts and all.
#![cfg(test)]

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::collect::Collector;
use super::feed::{Feed, Room};
use super::report::Reporter;
use super::rows::{Columns, Extent, FileFault};
use super::{Horizon, delimited, table};
use crate::finding::Finding;
use crate::model::Metric;
use crate::model::observation::{Observations, Origin, Point, Records};
use crate::model::quantity::Comparison;
use crate::model::source::{
    Condition, FileSource, Latest, Measure, RatioMeasure, RatioPart, Test, TimeColumn,
};
use crate::parallel::Crew;
use crate::process::specimen;
use crate::text::{Place, Source};

fn source(measure: Measure) -> FileSource {
    FileSource {
        path: "data.csv".into(),
        format: None,
        encoding: None,
        delimiter: None,
        decimal: '.',
        items: None,
        time: TimeColumn { column: Some("at".into()), format: None, zone: TimeZone::UTC },
        measure,
        filter: Vec::new(),
        latest: None,
        missing: vec!["?".into()],
        place: Place::document(Source::new("metrics.yaml", "kind: Metric\n"), 0),
    }
}

/// A metric of each kind that the quick way could get wrong.
fn sources() -> Vec<(FileSource, Vec<String>)> {
    let (at, end) = ("at".to_owned(), "end".to_owned());
    let condition = |column: &str, test: Test| Condition { column: column.into(), test };
    let value = source(Measure::Value { column: "value".into() });
    let good = RatioPart::Rows(vec![condition("value", Test::Compare(Comparison::AtMost, "5".into()))]);
    let ratio = source(Measure::Ratio(RatioMeasure { part: good, part_is_good: true, total: None }));
    let elapsed = source(Measure::Elapsed { from: at.clone(), to: end.clone() });
    let latest = FileSource {
        latest: Some(Latest { by: "team".into(), order: Some("value".into()) }),
        ..source(Measure::Elapsed { from: at.clone(), to: end.clone() })
    };
    let counted = FileSource {
        filter: vec![condition("team", Test::Matches(regex::Regex::new("[a-z]+").expect("an expression")))],
        ..source(Measure::Count)
    };
    let down = FileSource {
        time: TimeColumn { column: None, format: None, zone: TimeZone::UTC },
        ..source(Measure::Down { from: at, to: end })
    };
    let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
    let local = FileSource {
        time: TimeColumn { column: Some("at".into()), format: None, zone: berlin.clone() },
        filter: vec![condition("value", Test::Present(true))],
        ..source(Measure::Count)
    };
    let written = FileSource {
        time: TimeColumn { column: Some("end".into()), format: Some("%d/%m/%Y %H:%M".into()), zone: berlin },
        ..source(Measure::Count)
    };
    let by = |columns: &[&str]| columns.iter().map(|column| (*column).to_owned()).collect();
    vec![
        (value, by(&["team", "value"])),
        (ratio, by(&["team"])),
        (elapsed, by(&[])),
        (latest, by(&["team"])),
        (counted, by(&["end"])),
        (down, by(&["team"])),
        (local, by(&["team"])),
        (written, by(&[])),
    ]
}

/// Everything that a reading of a file comes to, in a form that can be compared.
#[derive(Debug, PartialEq)]
struct Outcome {
    extent: Result<Extent, FileFault>,
    metrics: Vec<(Vec<Point>, String, String)>,
    findings: String,
}

fn outcome(read: impl Fn(&mut Feed<'_, '_>) -> Result<Extent, FileFault>) -> Outcome {
    let sources = sources();
    let metrics: Vec<Metric> = sources
        .iter()
        .map(|(_, by)| {
            let mut metric = specimen::metric("mean");
            metric.process.by.clone_from(by);
            metric
        })
        .collect();
    let horizon = Horizon { as_of: time("2026-02-01T00:00:00Z"), recorded: time("2026-03-01T00:00:00Z") };
    let mut columns = Columns::default();
    let mut collectors: Vec<Collector<'_>> = metrics
        .iter()
        .zip(&sources)
        .map(|(metric, (source, _))| Collector::new(metric, source, &mut columns, horizon))
        .collect();
    let mut reporter = Reporter::new(&Place::document(Source::new("metrics.yaml", ""), 0));
    let mut room = Room::default();
    collectors.iter_mut().for_each(|collector| collector.start_file("data.csv", 0));
    let mut feed = Feed {
        path: "data.csv",
        columns: &columns,
        collectors: &mut collectors,
        reporter: &mut reporter,
        size: Some(100_000),
        room: &mut room,
    };
    let extent = read(&mut feed);
    let origins = [Origin { path: "data.csv".into(), blob: None }];
    let end = |mut collector: Collector<'_>| {
        collector.end_file(&columns);
        let (observations, findings) = collector.finish(&columns, &origins);
        apart(observations, &findings)
    };
    let metrics = collectors.into_iter().map(end).collect();
    Outcome { extent, metrics, findings: format!("{:?} {room:?}", reporter.into_findings()) }
}

/// Points by themselves: how they are kept may differ, as long as they are the same.
fn apart(mut observations: Observations, findings: &[Finding]) -> (Vec<Point>, String, String) {
    let points = match &observations.records {
        Records::Points(points) => points.iter().collect(),
        Records::Outages(_) => Vec::new(),
    };
    if !points.is_empty() {
        observations.records = Records::Points(crate::model::Points::default());
    }
    (points, format!("{observations:?}"), format!("{findings:?}"))
}

/// The first words in which two outcomes differ.
fn difference(one: &Outcome, two: &Outcome) -> String {
    let [one, two] = [one, two].map(|of| format!("{of:?}"));
    let at = one.bytes().zip(two.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(at.saturating_sub(200)).take(400).collect::<String>();
    format!("{}\n{}", around(&one), around(&two))
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn any_cell() -> impl Strategy<Value = String> {
    let usual = prop_oneof![
        4 => (0..60u32).prop_map(|n| format!("2026-01-{:02}T{:02}:00:00Z", 1 + n % 28, n % 24)),
        1 => prop::sample::select(vec![
            "2026-01-07 10:15", "2025-03-30 02:30", "2025-10-26 02:30", "7/1/2026 9:05", "30/03/2025 02:30", "1970-01-01T00:00:00Z",
        ])
        .prop_map(str::to_owned),
        3 => (0..12u32).prop_map(|n| n.to_string()),
        3 => prop::sample::select(vec!["mail", "print", "ops"]).prop_map(str::to_owned),
    ];
    let odd = prop::sample::select(vec![
        "",
        "?",
        " 5 ",
        "1,5",
        "\"a,b\"",
        "\"a\nb\"",
        "\"say \"\"no\"\"\"",
        "5\" wide",
        "\"open",
        "\"a\"b",
        "é ",
        "\u{a0}3",
        "2026-13-01",
        "2027-05-01",
        "\"2026-01-02\"",
        "a\rb",
        "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "\u{2028}",
    ]);
    prop_oneof![12 => usual, 1 => odd.prop_map(str::to_owned)]
}

/// A table that most often is one, and some bytes of it that are not what they were.
fn any_table() -> impl Strategy<Value = Vec<u8>> {
    let cells = |count| prop::collection::vec(any_cell(), count);
    let row = prop_oneof![30 => cells(4..5usize), 1 => cells(1..7usize)];
    let end = prop::sample::select(vec!["\n", "\n", "\n", "\n", "\n", "\n", "\r\n", "\n\n", "\r"]);
    let rows = prop::collection::vec((row, end), 0..60);
    let slips = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..2);
    (rows, slips, any::<bool>()).prop_map(|(rows, slips, ends)| {
        let mut text = String::from("at,end,team,value\n");
        for (cells, end) in rows {
            text.push_str(&cells.join(","));
            text.push_str(end);
        }
        let mut bytes = text.into_bytes();
        if !ends {
            bytes.pop();
        }
        for (at, byte) in slips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_come_to_the_same(table in any_table(), size in 20..700usize, threads in 1..4usize) {

        let careful = outcome(|feed| {
            let names = feed.columns.names();
            delimited::read(table.as_slice(), b',', names, feed)
        });
        let crew = Crew::new(threads);
        let quick = outcome(|feed| table::in_blocks(table.as_slice(), b',', size, feed, &crew, None));
        prop_assert!(careful == quick, "{}\n{}", String::from_utf8_lossy(&table), difference(&careful, &quick));
    }
}

#[test]
fn a_long_table_of_plain_rows() {
    let mut text = String::from("at,end,team,value\n");
    for row in 0..3_000 {
        let (day, hour) = (1 + row / 24 % 28, row % 24);
        let (team, value) = (["mail", "print", "ops"][row % 3], row % 11);
        text.push_str(&format!(
            "2026-01-{day:02}T{hour:02}:00:00Z,2026-01-{day:02}T23:30:00Z,{team},{value}\r\n"
        ));
    }
    let careful = outcome(|feed| {
        let names = feed.columns.names();
        delimited::read(text.as_bytes(), b',', names, feed)
    });
    assert_eq!(careful.extent, Ok(Extent::Full));
    for (size, threads) in [(1 << 10, 1), (1 << 10, 2), (5_000, 3), (1 << 20, 3)] {
        let crew = Crew::new(threads);
        let quick = outcome(|feed| table::in_blocks(text.as_bytes(), b',', size, feed, &crew, None));
        assert!(careful == quick, "{size} {threads}");
    }
}
