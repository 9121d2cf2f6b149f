//! Real data, with answers that were computed independently.

use deming::gather::Files;
use deming::git::Snapshot;
use deming::model::calendar::union;
use deming::model::source::Test;
use deming::model::window::Interval;

use super::world::*;
use crate::world::shared_data;

const INCIDENTS: [(&str, &str, f64, f64); 4] = [
    ("excel-roundtrip-dd-mm-yyyy-5998rows.csv", "%d-%m-%Y %H:%M", 495.0, 890.0),
    ("stripped-labels-first5000rows.csv", "%d/%m/%Y %H:%M", 427.0, 732.0),
    ("subset-priority-high-critical.csv", "%d/%m/%Y %H:%M", 90.0, 611.0),
    ("subset.json", "%d/%m/%Y %H:%M", 597.0, 707.0),
];

fn incidents(file: &str, format: &str, order: Option<&str>) -> deming::model::source::FileSource {
    let made_sla = good(where_("made_sla", Test::Equals("true".into())));
    let mut source = source(&format!("incidents-servicenow/{file}"), made_sla);
    source.time.column = Some("sys_updated_at".into());
    source.time.format = Some(format.into());
    source.latest = latest("number", order);
    source.missing = vec!["?".into()];
    source
}

#[test]
fn the_last_row_of_an_incident_tells_whether_it_made_its_sla() {
    let Some(data) = shared_data("").map(Snapshot::directory) else { return };
    for (file, format, made, all) in INCIDENTS {
        for order in [None, Some("sys_mod_count"), Some("sys_updated_at")] {
            let (observations, findings) = gather_one(&data, incidents(file, format, order));
            assert_eq!(findings, [""; 0], "{file}");
            assert_eq!(observations.absence, None, "{file}");
            assert_eq!(sums(&observations), (made, all), "{file} by {order:?}");
            let tally = observations.tally;
            assert_eq!(tally.used + tally.left_out + tally.missing + tally.unreadable, tally.read, "{file}");
        }
    }
}

#[test]
fn a_column_name_that_occurs_twice_is_refused_where_it_is_used() {
    let Some(data) = shared_data("").map(Snapshot::directory) else { return };
    let (file, format, ..) = INCIDENTS[1];
    let (observations, findings) = gather_by(&data, &["category"], incidents(file, format, None));
    assert!(observations.is_empty());
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(
        finding,
        "D210 incidents-servicenow/stripped-labels-first5000rows.csv:1 category 2 columns of this file are called `category`"
    );
}

#[test]
fn four_hours_in_emergency_departments() {
    let Some(data) = shared_data("").map(Snapshot::directory) else { return };
    let mut source = source("nhs-emergency-4h/ae_attendances.csv", bad_of_total("breaches", "attendances"));
    source.time.column = Some("period".into());
    let (observations, findings) = gather_by(&data, &["type"], source);
    assert_eq!(findings, [""; 0]);
    let (within, all) = sums(&observations);
    assert_eq!(format!("{:.6}", within / all), "0.884819");
    assert_eq!(observations.groups.len(), 3);
    assert_eq!(observations.tally.used, 12_765);
    assert_eq!(observations.known_until, Some(time("2019-03-01T00:00:00Z")));
}

fn minutes_down(files: &dyn Files, year: i32, impacts: &[&str]) -> f64 {
    let mut source =
        source("github-status/incidents-2022-2024.jsonl", down("downtime_start", "downtime_end"));
    source.time.column = None;
    source.filter = vec![where_("impact", Test::In(impacts.iter().map(|s| (*s).to_owned()).collect()))];
    let (observations, findings) = gather_one(files, source);
    assert_eq!(findings, [""; 0]);
    let year = Interval::new(
        time(&format!("{year}-01-01T00:00:00Z")),
        time(&format!("{}-01-01T00:00:00Z", year + 1)),
    );
    let inside = outages(&observations).iter().filter_map(|outage| outage.interval.overlap(&year)).collect();
    union(inside).iter().map(Interval::seconds).sum::<f64>() / 60.0
}

#[test]
fn overlapping_outages_count_once() {
    let Some(data) = shared_data("").map(Snapshot::directory) else { return };
    let (minor, major): (&[&str], &[&str]) = (&["minor", "major", "critical"], &["major", "critical"]);
    for (year, impacts, minutes) in
        [(2023, minor, 15_463.0), (2023, major, 2_806.0), (2024, minor, 13_333.0), (2024, major, 3_764.0)]
    {
        assert_eq!(minutes_down(&data, year, impacts), minutes, "{year} {impacts:?}");
    }
}

#[test]
fn due_dates_before_their_entry_are_findings() {
    let Some(data) = shared_data("").map(Snapshot::directory) else { return };
    for (ending, items) in [("csv", None), ("json", Some("vulnerabilities".to_owned()))] {
        let path = format!("cisa-kev/known_exploited_vulnerabilities.{ending}");
        let mut source = source(&path, elapsed("dateAdded", "dueDate"));
        source.time.column = Some("dateAdded".into());
        source.items = items;
        let (observations, findings) = gather_one(&data, source);
        assert_eq!(findings.len(), 15, "{findings:#?}");
        assert!(
            findings.iter().all(|finding| finding.starts_with(&format!("D218 {path}:"))),
            "{findings:#?}"
        );
        assert!(findings.iter().all(|finding| finding.contains(" dueDate it ends before it starts: ")));
        assert_eq!(observations.len(), 1_389);
        assert!(points(&observations).iter().all(|point| point.good >= 0.0));
        assert_eq!(observations.tally.unreadable, 15);
    }
}
