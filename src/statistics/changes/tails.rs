//! How likely the largest of many statistics is by chance.

use std::f64::consts::TAU;

use statrs::distribution::{ContinuousCDF, Normal};

/// Points of the integral for arcs.
const POINTS: usize = 100;

/// Of the largest standardised difference of the two sides over all splits of `n` values that leave at least `least` on
/// each (R. Miller and D. Siegmund 1982, "Maximally selected chi square statistics", Biometrics 38).
pub fn split(largest: f64, n: usize, least: usize) -> f64 {
    if largest <= 1.0 {
        return 1.0;
    }
    let edge = least as f64 / n as f64;
    let density = density(largest);
    let ends = 2.0 * ((1.0 - edge) / edge).ln();
    (4.0 * density / largest + density * (largest - 1.0 / largest) * ends).min(1.0)
}

/// Of the largest standardised difference of a part in the middle over all parts of at least `least` values (D. Siegmund
/// 1985, "Sequential Analysis", and the tail of Olshen and others 2004).
pub fn arc(largest: f64, n: usize, least: usize) -> f64 {
    if largest <= 1.0 {
        return 1.0;
    }
    let count = n as f64;
    let (from, to) = (least as f64 / count, 1.0 - least as f64 / count);
    let width = (to - from) / POINTS as f64;
    let height = |share: f64| {
        overshoot(largest / (count * share * (1.0 - share)).sqrt()).powi(2) / (share * share * (1.0 - share))
    };
    let inner: f64 = (1..POINTS).map(|point| height(from + width * point as f64)).sum();
    let integral = width * (inner + (height(from) + height(to)) / 2.0);
    (largest.powi(3) * density(largest) * integral).clamp(0.0, 1.0)
}

/// Siegmund's ν: how far a walk in steps is over a border on average when it first crosses it, as a factor.
fn overshoot(x: f64) -> f64 {
    if x < 1.0 {
        return (-0.583 * x).exp();
    }
    let below = Normal::standard().cdf(x / 2.0);
    (2.0 / x * (below - 0.5)) / (x / 2.0 * below + density(x / 2.0))
}

/// The density of the standard normal distribution.
fn density(x: f64) -> f64 {
    (-x * x / 2.0).exp() / TAU.sqrt()
}
