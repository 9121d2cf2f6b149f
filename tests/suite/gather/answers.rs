//! What clocks do to the answers of remote systems.

use deming::gather::clocks::settled;
use deming::gather::remote::Answer;
use deming::model::metric::Records as Silence;
use deming::model::observation::{Point, Records, Row};
use jiff::{SignedDuration, Timestamp};

use super::world::*;

/// An answer of values so many hours after the start of 2024.
fn answer(values: &[(i64, f64)]) -> Answer {
    let start = time("2024-01-01T00:00:00Z");
    let at = |hour: i64| start.checked_add(SignedDuration::from_hours(hour)).unwrap();
    let point = |(hour, good): &(i64, f64)| Point {
        at: at(*hour),
        good: *good,
        total: 1.0,
        group: 0,
        row: Row { origin: 0, line: 0 },
    };
    let records = Records::Points(values.iter().map(point).collect());
    Answer { records, groups: vec![Vec::new()], server: "specimen".into(), doubts: Vec::new() }
}

#[test]
fn what_no_clock_can_have_meant_is_left_out_and_told() {
    let mut metric = metric("m", "jobs", &[], source("d.csv", column("v")));
    if let Some(gather) = &mut metric.gather {
        gather.records = Silence::Samples;
    }
    let since_1970 = time("2024-01-01T00:00:00Z").duration_since(Timestamp::UNIX_EPOCH).as_hours();
    let mut values: Vec<(i64, f64)> = (0..40).map(|hour| (hour, hour as f64)).collect();
    let end = time("2024-01-03T00:00:00Z");
    assert_eq!(settled(answer(&values), &metric, end).doubts, [""; 0]);
    values.insert(0, (-since_1970, 1.0));
    values.insert(5, (3, 9.0));
    values.push((72, 1.0));
    let settled = settled(answer(&values), &metric, end);
    assert_eq!(settled.records.len(), 39);
    let told = [
        "1 observation is dated after 2024-01-03T00:00:00Z, which lies ahead of what was asked: left out",
        "1 row is dated 1970-01-01 or nearly so, where a system begins to count; the next is dated 2024-01-01, so they are left out",
        "1 row contradicts another of its moment; none of them is used, and the moment is not covered; the first is of 2024-01-01T03:00:00Z",
    ];
    assert_eq!(settled.doubts, told);
}
