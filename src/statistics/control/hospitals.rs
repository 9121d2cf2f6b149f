//! The four-hour standard of the NHS: a chart for each organisation, of real shares of varying numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::{Chart, Kind, LEAST, Layout, Reading, Rule, chart};
use crate::statistics::specimen::shared;

/// Months by their names, and of each organisation the attendances and breaches of those months that it told.
struct Hospitals {
    months: Vec<String>,
    told: BTreeMap<String, BTreeMap<String, (f64, f64)>>,
}

/// Emergency departments of the first type.
fn hospitals() -> Option<Hospitals> {
    let rows = shared("nhs-emergency-4h/ae_attendances.csv")?;
    let mut told: BTreeMap<String, BTreeMap<String, (f64, f64)>> = BTreeMap::new();
    for row in rows.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let number = |at: usize| -> f64 { cells[at].parse().expect("a number") };
        if cells[2] == "1" {
            let month = told.entry(cells[1].to_owned()).or_default().entry(cells[0].to_owned()).or_default();
            *month = (month.0 + number(3), month.1 + number(4));
        }
    }
    let months: BTreeSet<String> = told.values().flat_map(BTreeMap::keys).cloned().collect();
    Some(Hospitals { months: months.into_iter().collect(), told })
}

/// Shares within four hours; a gap where a month has no attendances.
fn series(months: &[String], told: &BTreeMap<String, (f64, f64)>) -> Vec<Reading> {
    let reading = |month: &String| match told.get(month) {
        Some((attendances, breaches)) => {
            Reading { value: (attendances - breaches) / attendances, size: *attendances }
        }
        None => Reading { value: f64::NAN, size: 0.0 },
    };
    months.iter().map(reading).collect()
}

fn is_in_order(chart: &Chart) -> bool {
    let known = chart.limits.iter().filter(|limits| !limits.center.is_nan());
    known.into_iter().all(|limits| limits.lower <= limits.center && limits.center <= limits.upper)
}

#[test]
fn every_organisation_has_its_charts() {
    let Some(Hospitals { months, told }) = hospitals() else { return };
    assert_eq!((months.len(), told.len()), (36, 140));
    let (mut whole, mut charts) = (0, 0);
    for (name, told) in &told {
        let readings = series(&months, told);
        let known: Vec<bool> = readings.iter().map(|reading| reading.value.is_finite()).collect();
        let count = known.iter().filter(|is| **is).count();
        whole += usize::from(count == 36);
        for kind in [Kind::PPrime, Kind::Xmr] {
            let Some(chart) = chart(&readings, kind, &Layout::default(), &Rule::ALL) else {
                assert!(count < LEAST, "{name}: {count}");
                continue;
            };
            assert!(is_in_order(&chart), "{name} {kind:?}");
            assert_eq!(chart.phases[0].used, count, "{name} {kind:?}");
            assert!(chart.signals.iter().all(|signal| known[signal.index]), "{name} {kind:?}");
            charts += 1;
        }
    }
    assert_eq!(whole, 130);
    assert!(charts >= 2 * whole, "{charts}");
}

#[test]
fn three_organisations_keep_the_standard_by_the_ratio_of_sums() {
    let Some(Hospitals { months, told }) = hospitals() else { return };
    let Some(truth) = shared("nhs-emergency-4h/truth.json") else { return };
    let truth: serde_json::Value = serde_json::from_str(&truth).expect("JSON");
    let keeps = |told: &BTreeMap<String, (f64, f64)>| {
        let readings: Vec<Reading> =
            series(&months, told).into_iter().filter(|reading| reading.size > 0.0).collect();
        let sizes: f64 = readings.iter().map(|reading| reading.size).sum();
        readings.iter().map(|reading| reading.value * reading.size).sum::<f64>() >= 0.95 * sizes
    };
    let found: Vec<&str> =
        told.iter().filter(|(_, told)| keeps(told)).map(|(name, _)| name.as_str()).collect();
    let expected = truth["type1_orgs"]["meeting_95_over_whole_period"].as_array().expect("a list");
    assert_eq!(found, expected.iter().map(|name| name.as_str().expect("a name")).collect::<Vec<_>>());
    // The middle of p′ is that same ratio.
    for (name, share) in truth["type1_orgs"]["best5"].as_object().expect("an object") {
        let readings = series(&months, &told[name]);
        let chart = chart(&readings, Kind::PPrime, &Layout::default(), &[]).expect("a chart");
        assert!((chart.phases[0].center - share.as_f64().expect("a share")).abs() < 1e-6, "{name}");
    }
}
