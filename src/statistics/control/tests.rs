use super::*;
use crate::statistics::specimen::{Chance, shared};
use serde_json::Value;

fn readings(values: &[f64]) -> Vec<Reading> {
    values.iter().map(|value| Reading { value: *value, size: 1.0 }).collect()
}

fn xmr(values: &[f64], layout: &Layout<'_>) -> Option<Chart> {
    chart(&readings(values), Kind::Xmr, layout, &Rule::DEFAULT)
}

/// Numbers that look like chance: the fractional parts of multiples of the golden ratio.
fn scattered(count: usize) -> Vec<f64> {
    (1..=count).map(|n| (n as f64 * 0.618_033_988_749_895).fract()).collect()
}

#[test]
fn limits_are_those_of_the_reference() {
    let Some(truth) = shared("numbers/truth-control-charts.json") else { return };
    let truth: Value = serde_json::from_str(&truth).expect("JSON");
    let list = truth["nhs_xmr"]["series"].as_array().expect("a list");
    let plain: Vec<f64> = list.iter().map(|n| n.as_f64().expect("a number")).collect();
    let mut high = plain.clone();
    high[14] = 10.0;
    for (values, screened, name) in [
        (&plain, true, "r1"),
        (&high, true, "r2_point15=10_screened"),
        (&high, false, "r3_point15=10_unscreened"),
    ] {
        let chart = xmr(values, &Layout { screened, ..Layout::default() }).expect("a chart");
        let (phase, truth) = (&chart.phases[0], &truth["nhs_xmr"]["expected"][name]["ours"]);
        for (ours, key) in [(phase.center, "mean"), (phase.lower, "lpl"), (phase.upper, "upl")] {
            let theirs = truth[key].as_f64().expect("a number");
            assert!((ours - theirs).abs() <= 1e-9, "{name} {key}: {ours} against {theirs}");
        }
    }
}

#[test]
fn estimated_limits_find_the_runs_of_the_reference() {
    let Some(truth) = shared("numbers/truth-control-charts.json") else { return };
    let truth: Value = serde_json::from_str(&truth).expect("JSON");
    let cases = truth["rules"].as_object().expect("an object");
    let (_, cases) = cases.iter().find(|(title, _)| title.starts_with("julia")).expect("cases");
    for (number, case) in cases.as_object().expect("cases") {
        let values: Vec<f64> =
            case[0].as_array().expect("a list").iter().map(|n| n.as_f64().expect("a number")).collect();
        let mean = crate::statistics::mean(&values).expect("values");
        let spread = crate::statistics::describe::standard_deviation(&values).expect("values");
        let scores: Vec<f64> = values.iter().map(|value| (value - mean) / spread).collect();
        let rule =
            Rule::ALL.into_iter().find(|rule| rule.name() == format!("nelson-{number}")).expect("a rule");
        let length: usize = match rule {
            Rule::Nelson1 => 1,
            Rule::Nelson3 => 6,
            _ => 14,
        };
        // The reference tells whole runs: where they start and how long they are.
        let expected: Vec<usize> = case[1]
            .as_array()
            .expect("runs")
            .iter()
            .flat_map(|run| {
                let number = |at: usize| run[at].as_u64().expect("a number") as usize;
                (number(0) - 1 + length - 1)..(number(0) - 1 + number(1))
            })
            .collect();
        let found: Vec<usize> = rule.signals(&values, &scores).into_iter().map(|(index, _)| index).collect();
        assert_eq!(found, expected, "{number}");
    }
}

#[test]
fn shares_of_varying_size_have_varying_limits() {
    let sizes = [900.0, 1100.0, 400.0, 2000.0, 1500.0, 800.0, 1000.0, 1200.0, 700.0, 950.0, 1300.0, 600.0];
    let shares = [0.9, 0.92, 0.88, 0.91, 0.9, 0.93, 0.89, 0.9, 0.91, 0.92, 0.9, 0.87];
    let readings: Vec<Reading> =
        shares.iter().zip(sizes).map(|(value, size)| Reading { value: *value, size }).collect();
    let chart = chart(&readings, Kind::PPrime, &Layout::default(), &Rule::DEFAULT).expect("a chart");
    // By hand, from Laney's formulas.
    let middle = (0..12).map(|i| shares[i] * sizes[i]).sum::<f64>() / sizes.iter().sum::<f64>();
    let sigma = |i: usize| (middle * (1.0 - middle) / sizes[i]).sqrt();
    let scores: Vec<f64> = (0..12).map(|i| (shares[i] - middle) / sigma(i)).collect();
    let spread = (1..12).map(|i| (scores[i] - scores[i - 1]).abs()).sum::<f64>() / 11.0 / 1.128;
    for i in 0..12 {
        let limits = chart.limits[i];
        assert!((limits.center - middle).abs() < 1e-12);
        assert!((limits.upper - (middle + 3.0 * sigma(i) * spread).min(1.0)).abs() < 1e-12);
        assert!((limits.lower - (middle - 3.0 * sigma(i) * spread)).abs() < 1e-12);
    }
    assert!(chart.limits[2].upper - chart.limits[2].lower > chart.limits[3].upper - chart.limits[3].lower);
}

#[test]
fn counts_over_equal_areas_are_measurements_of_the_same_spread() {
    let counts: Vec<f64> = scattered(30).iter().map(|x| (x * 20.0).round()).collect();
    let of =
        |kind| chart(&readings(&counts), kind, &Layout::default(), &[]).expect("a chart").phases[0].clone();
    let (u, x) = (of(Kind::UPrime), of(Kind::Xmr));
    assert!((u.center - x.center).abs() < 1e-12);
    // 2.66 is 3 ÷ 1.128 rounded.
    assert!((u.upper - x.upper).abs() < 2e-3 * x.upper, "{} {}", u.upper, x.upper);
}

#[test]
fn counts_over_varying_areas_have_varying_limits() {
    let areas: Vec<f64> = (0..24).map(|n| f64::from(10 + 7 * (n % 5))).collect();
    let rates: Vec<f64> =
        scattered(24).iter().zip(&areas).map(|(x, area)| (x * area).round() / area).collect();
    let readings: Vec<Reading> =
        rates.iter().zip(&areas).map(|(value, size)| Reading { value: *value, size: *size }).collect();
    let chart = chart(&readings, Kind::UPrime, &Layout::default(), &[]).expect("a chart");
    // By hand, from Laney's formulas.
    let middle = (0..24).map(|i| rates[i] * areas[i]).sum::<f64>() / areas.iter().sum::<f64>();
    let sigma = |i: usize| (middle / areas[i]).sqrt();
    let score = |i: usize| (rates[i] - middle) / sigma(i);
    let spread = (1..24).map(|i| (score(i) - score(i - 1)).abs()).sum::<f64>() / 23.0 / 1.128;
    for (i, limits) in chart.limits.iter().enumerate() {
        assert!((limits.center - middle).abs() < 1e-12);
        assert!((limits.upper - (middle + 3.0 * sigma(i) * spread)).abs() < 1e-12);
        assert!((limits.lower - (middle - 3.0 * sigma(i) * spread).max(0.0)).abs() < 1e-12);
    }
}

#[test]
fn shares_that_vary_as_their_distribution_does_have_the_limits_of_a_plain_p_chart() {
    // Scores in turns 0.564 above and below: their moving range is 1.128, and σz is one.
    let (middle, sizes) = (0.4, [300.0, 300.0, 900.0, 900.0]);
    let sigma = |size: f64| (middle * (1.0 - middle) / size).sqrt();
    // The sum of n × share is 0.4 Σ n, as those of one size cancel each other out.
    let readings: Vec<Reading> = (0..24)
        .map(|n| {
            let (size, sign) = (sizes[n % 4], if n % 2 == 0 { 1.0 } else { -1.0 });
            Reading { value: middle + sign * 0.564 * sigma(size), size }
        })
        .collect();
    let chart = chart(&readings, Kind::PPrime, &Layout::default(), &Rule::DEFAULT).expect("a chart");
    assert!((chart.phases[0].mean_range - 1.128).abs() < 1e-9);
    for (limits, reading) in chart.limits.iter().zip(&readings) {
        assert!((limits.upper - (middle + 3.0 * sigma(reading.size))).abs() < 1e-9);
        assert!((limits.lower - (middle - 3.0 * sigma(reading.size))).abs() < 1e-9);
    }
    assert!(chart.signals.is_empty());
}

#[test]
fn equal_values_are_no_signals_whatever_rounding_makes_of_their_mean() {
    let mut chance = Chance::seeded(1);
    for _ in 0..2_000 {
        let count = 12 + (chance.uniform() * 50.0) as usize;
        let whole = 1.0 + (chance.uniform() * 30.0).floor();
        let share = (chance.uniform() * whole).floor() / whole;
        for (kind, value) in [(Kind::Xmr, chance.uniform()), (Kind::PPrime, share), (Kind::UPrime, share)] {
            let mut reading = || Reading { value, size: whole * (1.0 + (chance.uniform() * 90.0).floor()) };
            let readings: Vec<Reading> = (0..count).map(|_| reading()).collect();
            let chart = chart(&readings, kind, &Layout::default(), &Rule::ALL).expect("a chart");
            assert!(chart.signals.is_empty(), "{kind:?} {value} {count}");
            assert_eq!((chart.phases[0].center, chart.limits[0].upper), (value, value));
        }
    }
}

#[test]
fn one_outlier_is_one_signal_by_one_rule() {
    let mut values = scattered(40);
    values[20] = -9.0;
    let chart = xmr(&values, &Layout::default()).expect("a chart");
    assert_eq!(chart.signals, [Signal { index: 20, rule: Rule::Nelson1, side: Some(Side::Down) }]);
    let phase = &chart.phases[0];
    let step = (values[20] - values[19]).abs();
    assert!(step > phase.range_limit(), "{step} {}", phase.range_limit());
    assert!((phase.upper - phase.center - 2.66 * phase.mean_range).abs() < 1e-12);
}

#[test]
fn the_latest_readings_are_thinly_judged_where_their_phase_has_no_limits() {
    let values = scattered(30);
    let chart = xmr(&values, &Layout { phases: &[27], ..Layout::default() }).expect("a chart");
    assert!(chart.is_thin && chart.phases.len() == 1 && chart.limits[29].center.is_nan());
}

/// How many of a hundred readings are signals by the default rules, where nothing ever happened.
fn false_alarms(like: f64) -> f64 {
    let mut chance = Chance::seeded(7);
    let alarms: usize = (0..1_000)
        .map(|_| {
            let found = xmr(&chance.autoregressive(100, like), &Layout::default()).expect("a chart").signals;
            found.chunk_by(|a, b| a.index == b.index).count()
        })
        .sum();
    alarms as f64 / 1_000.0
}

#[test]
fn the_default_rules_seldom_cry_wolf_unless_neighbours_are_alike() {
    let (independent, alike) = (false_alarms(0.0), false_alarms(0.5));
    assert!((0.6..1.0).contains(&independent), "{independent}");
    assert!((6.5..8.8).contains(&alike), "{alike}");
}

#[test]
fn phases_have_limits_of_their_own_and_no_runs_across_their_borders() {
    let values: Vec<f64> =
        scattered(40).iter().zip(0..).map(|(x, n)| x + if n < 20 { 0.0 } else { 10.0 }).collect();
    let whole = xmr(&values, &Layout::default()).expect("a chart");
    assert!(whole.signals.iter().any(|signal| signal.rule == Rule::Nelson2));
    let apart = xmr(&values, &Layout { phases: &[20], ..Layout::default() }).expect("a chart");
    assert_eq!((apart.phases.len(), apart.signals.len()), (2, 0));
    assert!((apart.phases[1].center - apart.phases[0].center - 10.0).abs() < 0.2);
    assert!(apart.limits[19].upper < apart.limits[20].lower);
}

#[test]
fn a_baseline_freezes_limits_to_the_end_of_its_phase() {
    let values: Vec<f64> =
        scattered(40).iter().zip(0..).map(|(x, n)| x + if n < 20 { 0.0 } else { 10.0 }).collect();
    let frozen = xmr(&values, &Layout { baseline: Some(0..20), ..Layout::default() }).expect("a chart");
    assert_eq!(frozen.phases.len(), 1);
    assert_eq!(frozen.phases[0].used, 20);
    assert_eq!(frozen.limits[0], frozen.limits[39]);
    let outside = frozen.signals.iter().filter(|signal| signal.rule == Rule::Nelson1).count();
    assert_eq!(outside, 20);
}

#[test]
fn what_is_explained_moves_no_limits_and_is_no_signal() {
    let mut values = scattered(30);
    values[12] = 50.0;
    let plain = xmr(&values, &Layout::default()).expect("a chart");
    assert!(plain.signals.iter().any(|signal| signal.index == 12 && signal.rule == Rule::Nelson1));
    let explained = xmr(&values, &Layout { excluded: &[12], ..Layout::default() }).expect("a chart");
    assert!(explained.signals.is_empty(), "{:?}", explained.signals);
    assert!(explained.phases[0].upper < plain.phases[0].upper);
}

#[test]
fn runs_of_the_usual_value_are_no_signals() {
    let values: Vec<f64> = (0..60).map(|n| if n % 20 == 7 { 0.9 } else { 1.0 }).collect();
    let found = xmr(&values, &Layout::default()).expect("a chart");
    assert!(found.signals.iter().all(|signal| signal.rule == Rule::Nelson1), "{:?}", found.signals);
    assert_eq!(found.signals.len(), 3);
}

#[test]
fn thin_data_are_said_and_not_judged() {
    let mut values = scattered(11);
    values[5] = 100.0;
    assert_eq!(xmr(&values[..5], &Layout::default()), None);
    let thin = xmr(&values, &Layout::default()).expect("a chart");
    assert!(thin.is_thin && thin.signals.is_empty());
}

#[test]
fn constants_and_gaps_and_nonsense() {
    let constant = xmr(&[5.0; 30], &Layout::default()).expect("a chart");
    assert_eq!((constant.phases[0].lower, constant.phases[0].upper, constant.signals.len()), (5.0, 5.0, 0));
    let mut one = [5.0; 30];
    one[29] = 6.0;
    let frozen = xmr(&one, &Layout { baseline: Some(0..20), ..Layout::default() }).expect("a chart");
    assert_eq!(frozen.signals, [Signal { index: 29, rule: Rule::Nelson1, side: Some(Side::Up) }]);
    assert_eq!(xmr(&[f64::NAN; 30], &Layout::default()), None);
    assert_eq!(xmr(&[], &Layout::default()), None);
    let mut gaps = scattered(30);
    gaps[3] = f64::NAN;
    gaps[4] = f64::INFINITY;
    let chart = xmr(&gaps, &Layout { phases: &[99, 0], baseline: Some(70..90), ..Layout::default() })
        .expect("a chart");
    assert_eq!(chart.phases[0].used, 28);
    let mut wide = [Reading { value: 0.5, size: 9.0 }; 20];
    wide[3].size = f64::INFINITY;
    let chart = super::chart(&wide, Kind::PPrime, &Layout::default(), &Rule::ALL).expect("a chart");
    assert_eq!((chart.phases[0].used, chart.signals.len()), (19, 0));
    for value in [1e300, f64::MAX, f64::MIN_POSITIVE / 1e9, -1e300] {
        let mut values = scattered(30);
        values[7] = value;
        for kind in [Kind::Xmr, Kind::PPrime, Kind::UPrime] {
            super::chart(&readings(&values), kind, &Layout::default(), &Rule::ALL);
        }
    }
    let empty = [Reading { value: 0.0, size: 0.0 }; 20];
    assert_eq!(super::chart(&empty, Kind::PPrime, &Layout::default(), &Rule::DEFAULT), None);
    let never = [Reading { value: 0.0, size: 9.0 }; 20];
    let chart = super::chart(&never, Kind::PPrime, &Layout::default(), &Rule::DEFAULT).expect("a chart");
    assert_eq!((chart.phases[0].upper, chart.signals.len()), (0.0, 0));
}
