//! What clocks do to data, each trap as the command tells it, and the same data without it.

use super::{findings, json, seconds};
use crate::world::TestWorld;

const AS_OF: &str = "2026-11-01T12:00:00Z";

/// A world with a metric that reads `data.csv`: how its time is written, and what its silence means.
fn world(time: &str, records: &str, data: &str) -> TestWorld {
    let world = TestWorld::new();
    world.set_clock(seconds("2026-11-01T11:00:00Z"));
    world.write("deming.yaml", "timeZone: UTC\n");
    world.write(
        "improvement/all.yaml",
        format!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: desk}}\nspec: {{practice: it-support, owner: \"@ops\"}}\n---\n\
             apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: load}}\nspec:\n  service: desk\n  class: technology\n  unit: jobs\n  \
             direction: lower\n  owner: \"@ops\"\n  gather:\n    every: 1h\n    records: {records}\n    source: {{file: {{path: data.csv, \
             time: {{column: at{time}}}, value: {{column: v}}}}}}\n  process: {{interval: 1d, aggregate: sum}}\n"
        ),
    );
    world.write("data.csv", data);
    world.commit("declared");
    world
}

/// The findings about clocks, and future rows, in these data.
#[track_caller]
fn told(time: &str, records: &str, data: &str) -> Vec<String> {
    let world = world(time, records, data);
    let report = json(&world, &["diff", "--as-of", AS_OF]);
    let mut told = findings(&report, "D27");
    told.extend(findings(&report, "D228"));
    told
}

const QUIET: [&str; 0] = [];

/// So many hourly readings from 1 October 2026 on, as `time,value`.
fn hourly(count: i64) -> Vec<String> {
    let start = seconds("2026-10-01T00:00:00Z");
    let at = |hour: i64| jiff::Timestamp::from_second(start + hour * 3_600).unwrap();
    (0..count).map(|hour| format!("{},{}", at(hour), hour % 7)).collect()
}

fn csv(rows: &[String]) -> String {
    format!("at,v\n{}\n", rows.join("\n"))
}

#[test]
fn hours_that_the_clock_skips_or_shows_twice() {
    let berlin = ", timeZone: Europe/Berlin";
    let skipped = "at,v\n2026-03-29 01:30,1\n2026-03-29 02:15,2\n2026-03-29 02:45,3\n2026-03-29 03:30,4\n";
    assert_eq!(
        told(berlin, "samples", skipped),
        [
            "warning[D270] data.csv:3 2 rows (lines 3 and 4) lie in the hour that the clock of the declared zone skips; they are read an hour later than written"
        ]
    );
    assert_eq!(told("", "samples", skipped), QUIET);
    let twice = "at,v\n2026-10-25 01:30,1\n2026-10-25 02:30,2\n2026-10-25 02:30,2\n2026-10-25 03:30,4\n2026-10-25 04:30,1\n2026-10-25 05:30,1\n";
    let found = told(berlin, "samples", twice);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(
        found[1],
        "note[D271] data.csv:3 2 rows (lines 3 and 4) lie in the hour that the clock of the declared zone shows twice; they are read as the first of the two, an hour before the other"
    );
    assert!(found[0].starts_with("warning[D273] data.csv:4 1 row (line 4) say"), "{found:#?}");
    let stated = twice.replace("02:30,2\n2026-10-25 02:30", "02:30+02:00,2\n2026-10-25 02:30+01:00");
    assert_eq!(told(berlin, "samples", &stated), QUIET);
    // A date is no time that a clock could skip, even where the day begins at one.
    assert_eq!(told(", timeZone: Africa/Cairo", "samples", "at,v\n2026-04-23,1\n2026-04-24,2\n"), QUIET);
}

#[test]
fn time_that_runs_backwards() {
    let mut rows = hourly(48);
    assert_eq!(told("", "samples", &csv(&rows)), QUIET);
    // At noon of the second day the clock was set back by two hours and a half.
    rows[36] = "2026-10-02T09:30:00Z,1".into();
    rows[37] = "2026-10-02T10:30:00Z,1".into();
    assert_eq!(
        told("", "samples", &csv(&rows)),
        [
            "warning[D272] data.csv:38 time runs backwards in this file, which is otherwise in order: 2 rows (lines 38 and 39) are earlier than rows before; the first is of 2026-10-02T09:30:00Z"
        ]
    );
    // What happened may be written down in any order, and a file may be in the order of machines.
    assert_eq!(told("", "events", &csv(&rows)), QUIET);
    rows.reverse();
    assert_eq!(told("", "samples", &csv(&rows)), QUIET);
}

#[test]
fn readings_that_stand_there_twice() {
    let mut rows = hourly(48);
    rows.insert(11, rows[10].clone());
    rows.insert(21, format!("{},99", rows[20].split(',').next().unwrap()));
    let found = told("", "samples", &csv(&rows));
    assert_eq!(
        found,
        [
            "warning[D273] data.csv:13 1 row (line 13) says the same as another of its moment; one of each is used; the first is of 2026-10-01T10:00:00Z",
            "warning[D273] data.csv:23 1 row (line 23) contradicts another of its moment; none of them is used, and the moment is not covered; the first is of 2026-10-01T19:00:00Z",
        ]
    );
    let world = world("", "samples", &csv(&rows));
    let report = json(&world, &["explain", "load", "--as-of", AS_OF]);
    let tally = &report["tally"];
    assert_eq!(
        (&tally["used"], &tally["leftOut"], &tally["unreadable"]),
        (&47.into(), &1.into(), &2.into()),
        "{tally}"
    );
    // A source that has two readings of each moment has them on purpose, and events may coincide.
    let doubled: Vec<String> = hourly(24).into_iter().flat_map(|row| [row.clone(), row]).collect();
    assert_eq!(told("", "samples", &csv(&doubled)), QUIET);
    assert_eq!(told("", "events", &csv(&rows)), QUIET);
}

#[test]
fn dates_that_stand_for_none() {
    let mut rows = hourly(5);
    rows.insert(2, "1970-01-01T00:00:00Z,3".into());
    let found = told("", "events", &csv(&rows));
    assert_eq!(
        found,
        [
            "warning[D275] data.csv:4 1 row (line 4) is dated 1970-01-01 or nearly so, where a system begins to count; the next is dated 2026-10-01, so they are left out"
        ]
    );
    let world = world("", "events", &csv(&rows));
    let series = json(&world, &["explain", "load", "--as-of", AS_OF])["series"].clone();
    let known = series.as_array().unwrap().iter().filter(|point| point["coverage"].as_f64() > Some(0.0));
    assert_eq!(known.count(), 1, "nothing was known before the first real row");
    rows[2] = "1899-12-30,3".into();
    assert_eq!(
        told("", "events", &csv(&rows)),
        ["warning[D275] data.csv:4 `1899-12-30` is where a system begins to count, and stands for no date"]
    );
    rows[2] = "0001-01-01 00:00:00,3".into();
    assert!(told("", "events", &csv(&rows))[0].starts_with("warning[D275] data.csv:4 `0001-01-01 00:00:00`"));
    // Where data begin in 1970, that is when they begin.
    assert_eq!(told("", "events", "at,v\n1970-01-01,1\n1970-01-02,2\n"), QUIET);
    rows[2] = String::from("2026-10-01T01:30:00Z,3");
    assert_eq!(told("", "events", &csv(&rows)), QUIET);
}

#[test]
fn years_of_two_digits_and_units_that_are_mixed_up() {
    let short = "at,v\n31/03/16,1\n01/04/16,2\n02/04/16,3\n03/04/16,3\n";
    assert_eq!(
        told(", format: \"%d/%m/%Y\"", "events", short),
        [
            "warning[D276] data.csv:2 `31/03/16` has a year of two digits and is not a time written as `%d/%m/%Y`; 4 rows of this file are so (lines 2, 3, 4 and 1 other)"
        ]
    );
    assert_eq!(told(", format: \"%d/%m/%y\"", "events", short), QUIET);
    assert!(
        told("", "events", "at,v\n16-03-31,1\n2016-04-01,2\n")[0].starts_with("warning[D276] data.csv:2")
    );
    let millis = "at,v\n1767225600000,1\n1767229200000,2\n";
    assert_eq!(
        told(", format: unix", "events", millis),
        [
            "warning[D277] data.csv:2 `1767225600000` is too large for seconds since 1970, and looks like milliseconds; 2 rows of this file are so (lines 2 and 3)"
        ]
    );
    assert_eq!(told(", format: unix-ms", "events", millis), QUIET);
    let whole = "at,v\n1767225600,1\n1767229200,2\n";
    assert!(told(", format: unix-ms", "events", whole)[0].contains("looks like seconds"));
    assert_eq!(told(", format: unix", "events", whole), QUIET);
}

#[test]
fn rows_a_few_hours_ahead_and_rows_of_the_far_future() {
    // It is noon in UTC, and two in the afternoon in Helsinki.
    let local = "at,v\n2026-11-01 12:30,1\n2026-11-01 13:00,1\n2026-11-01 13:55,1\n2026-11-01 10:00,1\n";
    assert_eq!(
        told("", "events", local),
        [
            "warning[D278] data.csv:2 3 rows are dated up to 2 h in the future and name no zone, as if written by the clock of another one; they are not looked at"
        ]
    );
    assert_eq!(told(", timeZone: Europe/Helsinki", "events", local), QUIET);
    let planned = local.replace(":55,", ":55Z,").replace(":30,", ":30Z,").replace(":00,", ":00Z,");
    assert!(
        told("", "events", &planned)[0].starts_with("note[D228] data.csv:2 3 rows are dated after"),
        "{planned}"
    );
    let far = "at,v\n2026-10-01 12:30,1\n2199-01-01 13:00,1\n";
    assert!(told("", "events", far)[0].starts_with("note[D228] data.csv:3 1 row is dated after"));
}

#[test]
fn releases_that_are_dated_in_the_future() {
    let world = TestWorld::new();
    world.write(
        "improvement/all.yaml",
        "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n---\n\
         apiVersion: deming/v1\nkind: Metric\nmetadata: {name: deployments}\nspec:\n  service: desk\n  class: process\n  direction: higher\n  \
         owner: \"@ops\"\n  gather: {every: 1d, source: {git: {measure: deployments, releases: {tags: \"v*\"}}}}\n  \
         process: {interval: 1w, aggregate: count}\n",
    );
    world.commit("declared");
    world.git(&["tag", "v1"]);
    let ahead = |arguments: &[&str]| findings(&json(&world, &[&["diff"], arguments].concat()), "D228");
    assert_eq!(ahead(&[]), QUIET);
    world.set_clock(seconds("2090-01-01T00:00:00Z"));
    world.commit("from the future");
    world.git(&["tag", "v2"]);
    let told = ahead(&[]);
    assert!(
        told.len() == 1 && told[0].contains("1 release (v2 first, at 2090-01-01T00:01:00Z) is dated after"),
        "{told:#?}"
    );
    // Seen from an earlier day, what came later is nothing strange.
    assert_eq!(ahead(&["--as-of", "2016-02-01"]), QUIET);
}
