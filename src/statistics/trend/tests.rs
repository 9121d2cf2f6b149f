use super::*;
use crate::statistics::specimen::{Chance, shared};

#[test]
fn a_straight_line_is_found_as_it_is() {
    let points: Vec<(f64, f64)> = (0..30).map(|i| (f64::from(i), 3.0 - 0.5 * f64::from(i))).collect();
    let line = theil_sen(&points).expect("a line");
    assert_eq!((line.slope, line.intercept), (-0.5, 3.0));
    assert_eq!(line.reaches(-2.0), Some(10.0));
    let values: Vec<f64> = points.iter().map(|point| point.1).collect();
    assert!(mann_kendall(&values).is_some_and(|test| test.p < 1e-12 && test.z < 0.0));
}

#[test]
fn one_outlier_does_not_turn_the_line() {
    let mut points: Vec<(f64, f64)> = (0..20).map(|i| (f64::from(i), 1.0)).collect();
    points[19].1 = 1e9;
    assert_eq!(theil_sen(&points).map(|line| line.slope), Some(0.0));
}

#[test]
fn nothing_and_constants_have_no_trend() {
    assert_eq!(mann_kendall(&[1.0, 2.0]), None);
    assert_eq!(mann_kendall(&[1.0, f64::NAN, 2.0]), None);
    assert_eq!(mann_kendall(&[1.0, f64::NAN, 2.0, 3.0]), mann_kendall(&[1.0, 2.0, 3.0]));
    assert_eq!(mann_kendall(&[5.0; 30]).map(|test| (test.z, test.p)), Some((0.0, 1.0)));
    assert_eq!(theil_sen(&[]), None);
    assert_eq!(theil_sen(&[(1.0, 1.0), (1.0, 2.0)]), None);
    assert_eq!(Line { intercept: 1.0, slope: 0.0 }.reaches(2.0), None);
}

fn reference_series() -> Option<Vec<(&'static str, Vec<f64>)>> {
    let nile: serde_json::Value = serde_json::from_str(&shared("change-points/nile.json")?).expect("JSON");
    let nile = nile["series"][0]["raw"].as_array().expect("an array");
    let shampoo = shared("numbers/shampoo.csv")?;
    let sales = shampoo.lines().filter_map(|line| line.rsplit(',').next()?.trim().parse().ok());
    Some(vec![
        ("nile(1871-1970)", nile.iter().map(|value| value.as_f64().expect("a number")).collect()),
        ("constant_30", vec![5.0; 30]),
        ("linear_30", (0..30).map(f64::from).collect()),
        ("shampoo.csv", sales.collect()),
    ])
}

#[test]
fn it_agrees_with_published_values() {
    let (Some(truth), Some(series)) = (shared("numbers/truth-mann-kendall.json"), reference_series()) else {
        return;
    };
    let truth: serde_json::Value = serde_json::from_str(&truth).expect("JSON");
    let is_near = |ours: f64, theirs: &serde_json::Value| {
        let theirs = theirs.as_f64().expect("a number");
        (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-9)
    };
    for (name, values) in series {
        let truth = &truth[name];
        assert_eq!(truth["n"].as_u64(), Some(values.len() as u64), "{name}");
        let test = mann_kendall(&values).expect("enough values");
        for (ours, key) in [(test.s, "s"), (test.variance, "var_s"), (test.z, "z")] {
            assert!(is_near(ours, &truth[key]), "{name} {key}: {ours} against {}", truth[key]);
        }
        // The reference takes p from one less the distribution function, which leaves 1e-16 or so of it in doubt.
        let p = truth["p"].as_f64().expect("a number");
        assert!((test.p - p).abs() <= 1e-9 * p + 1e-15, "{name} p: {} against {p}", test.p);
        let points: Vec<(f64, f64)> = values.iter().enumerate().map(|(i, v)| (i as f64, *v)).collect();
        let Slope { line, low, high } = slope(&points).expect("a line");
        assert!(is_near(line.slope, &truth["sen_slope"]), "{name}: {line:?}");
        assert!(is_near(line.intercept, &truth["sen_intercept"]), "{name}: {line:?}");
        let interval = &truth["scipy_theilsen_on_non_missing(rank x)"];
        assert!(is_near(low, &interval["lo95"]) && is_near(high, &interval["hi95"]), "{name}: {low} {high}");
        let corrected = &truth["hamed_rao(autocorrelation-corrected)"];
        match corrected["p"].as_f64() {
            Some(p) => {
                let test = hamed_rao(&values).expect("enough values");
                assert!((test.p - p).abs() <= 1e-9 * p, "{name}: {test:?}");
                assert!(is_near(test.z, &corrected["z"]), "{name}: {test:?}");
            }
            // A straight line leaves nothing whose neighbours could be alike.
            None => assert_eq!(hamed_rao(&values), None, "{name}"),
        }
    }
}

/// The share of series of a kind that show a trend.
fn flagged(make: impl Fn(&mut Chance) -> Vec<f64>) -> f64 {
    let mut chance = Chance::seeded(11);
    let found = (0..1_000).filter(|_| trend(&make(&mut chance)).is_some_and(|trend| trend.p < 0.05)).count();
    found as f64 / 1_000.0
}

#[test]
fn chance_alone_seldom_looks_like_a_trend() {
    for n in [60, 120] {
        let white = flagged(|chance| chance.normals(n));
        let alike = flagged(|chance| chance.autoregressive(n, 0.5));
        assert!(white <= 0.06 && alike <= 0.07, "{n}: {white} {alike}");
    }
}

#[test]
fn a_rise_of_two_standard_deviations_is_found() {
    let rising = |chance: &mut Chance| -> Vec<f64> {
        chance.normals(60).iter().zip(0..).map(|(noise, x)| noise + 2.0 * f64::from(x) / 60.0).collect()
    };
    let found = flagged(rising);
    assert!(found >= 0.9, "{found}");
}
