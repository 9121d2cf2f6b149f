//! What rows say of the time that is known: rows that cannot be used, and rows that are dated after now.

use deming::model::Observations;
use deming::model::observation::Doubts;
use deming::model::source::{FileSource, Measure, Test};

use super::world::*;

const NOW: &str = "2026-06-01T00:00:00Z";

fn recorded_by(recorded: &str, rows: &str, source: FileSource) -> (Observations, Vec<String>) {
    let mut gathered =
        gather_recorded(&Memory::with("d.csv", rows), vec![metric("m", "h", &[], source)], recorded);
    (gathered.observations.remove("m").expect("gathered"), told(&gathered))
}

fn doubts(rows: &str, source: FileSource) -> (Vec<String>, u64) {
    let (observations, _) = recorded_by(NOW, rows, source);
    let Doubts { dated, undated } = observations.doubts;
    assert_eq!(observations.tally.unreadable, dated.len() as u64 + undated);
    let days = dated.iter().map(|at| at.to_string().chars().skip(5).take(5).collect());
    (days.collect(), undated)
}

/// A source without a time column: rows are dated by their own start or end.
fn own_time(measure: Measure) -> FileSource {
    let mut source = source("d.csv", measure);
    source.time.column = None;
    source
}

fn days(days: &[&str]) -> Vec<String> {
    days.iter().map(|day| (*day).to_owned()).collect()
}

#[test]
fn rows_that_cannot_be_used_are_doubts_at_their_time() {
    let rows = "at,v\n2026-01-09,x\n2026-01-02,1\n2026-01-03,y\nno day,1\n2026-01-05,1,2\n2026-01-06,\n";
    assert_eq!(doubts(rows, source("d.csv", column("v"))), (days(&["01-03", "01-09"]), 2));
}

#[test]
fn a_start_or_an_end_dates_a_doubt() {
    let rows = "a,b\n2026-01-02,2026-01-03\n2026-02-02,x\nx,2026-03-03\nx,y\n2026-04-05,2026-04-04\n2199-05-06,2026-05-05\n";
    let (dated, undated) = doubts(rows, own_time(down("a", "b")));
    assert_eq!((dated, undated), (days(&["02-02", "03-03", "04-05", "05-05"]), 1));
    let (dated, undated) = doubts(rows, own_time(elapsed("a", "b")));
    assert_eq!((dated, undated), (days(&["02-02", "03-03", "04-04", "05-05"]), 1));
}

#[test]
fn rows_that_are_left_out_are_no_doubts() {
    let rows = "id,at,v,k\nA,2026-01-01,x,a\nA,2026-01-02,1,a\nB,2026-01-03,1,a\nB,2026-01-04,y,a\nC,2026-01-05,z,b\n";
    let mut last = source("d.csv", column("v"));
    last.latest = latest("id", None);
    last.filter = vec![where_("k", Test::Equals("a".into()))];
    assert_eq!(doubts(rows, last), (days(&["01-04"]), 0));
}

#[test]
fn a_row_of_the_future_keeps_no_source_alive() {
    let rows = "at,v\n2026-01-01,1\n2199-01-01,2\n2026-01-02,3\n2198-01-01,4\n";
    let (observations, findings) = recorded_by(NOW, rows, source("d.csv", column("v")));
    assert_eq!(observations.known_until, Some(time("2026-01-02T00:00:00Z")));
    assert_eq!((observations.len(), observations.tally.left_out), (2, 2));
    let told =
        "D228 d.csv:3 at 2 rows are dated after 2026-06-01, which lies in the future; they are not looked at";
    assert_eq!(findings, [told]);
    let (observations, findings) = recorded_by(NOW, "at,v\n2199-01-01,2\n", source("d.csv", column("v")));
    assert_eq!((observations.known_until, observations.is_empty()), (None, true));
    assert!(findings[0].contains("1 row is dated after 2026-06-01"), "{findings:?}");
}

#[test]
fn metrics_that_leave_the_row_out_anyway_say_nothing_of_it() {
    let rows = "id,at,v,k\nA,2026-01-01,1,a\nB,2199-01-01,2,b\n";
    let mut some = source("d.csv", column("v"));
    some.filter = vec![where_("k", Test::Equals("a".into()))];
    let (observations, findings) = recorded_by(NOW, rows, some);
    assert_eq!(findings, [""; 0]);
    assert_eq!(observations.known_until, Some(time("2026-01-01T00:00:00Z")));
}

#[test]
fn what_was_committed_later_proves_that_the_past_is_known() {
    let rows = "at,v\n2026-01-01,1\n2026-08-01,2\n";
    let (observations, findings) = recorded_by("2026-09-01T00:00:00Z", rows, source("d.csv", column("v")));
    assert_eq!(findings, [""; 0]);
    assert_eq!(observations.known_until, Some(time("2026-08-01T00:00:00Z")));
    let (observations, _) = recorded_by("2026-07-01T00:00:00Z", rows, source("d.csv", column("v")));
    assert_eq!(observations.known_until, Some(time("2026-01-01T00:00:00Z")));
}

#[test]
fn what_is_announced_is_known_of_since_its_start() {
    let rows = "a,b\n2026-05-01,2026-05-02\n2026-05-31,2026-06-09\n";
    let (observations, findings) = recorded_by(NOW, rows, own_time(down("a", "b")));
    assert_eq!((outages(&observations).len(), findings.len()), (2, 0));
    assert_eq!(observations.known_until, Some(time("2026-05-31T00:00:00Z")));
    let (observations, findings) = recorded_by(NOW, rows, own_time(elapsed("a", "b")));
    assert_eq!((points(&observations).len(), findings.len()), (1, 1));
    assert_eq!(observations.known_until, Some(time("2026-05-31T00:00:00Z")));
}

#[test]
fn a_later_row_of_the_future_replaces_none() {
    let rows = "id,at,v\nA,2026-01-01,1\nA,2199-01-01,2\n";
    let mut last = source("d.csv", column("v"));
    last.latest = latest("id", None);
    let (observations, findings) = recorded_by(NOW, rows, last);
    assert_eq!((points(&observations).len(), findings.len(), observations.tally.left_out), (1, 1, 1));
}
