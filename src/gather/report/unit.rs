//! Units as benchmarks write them, and the way from them to those of metrics.

use crate::model::Unit;
use crate::model::quantity::Dimension;

/// A number that a benchmark gives in a unit, in the canonical terms of a metric's unit: seconds, a fraction, or the
/// unit that is declared. `None` where there is no way from one to the other.
pub fn converted(value: f64, unit: &str, metric: &Unit) -> Option<f64> {
    match metric.dimension() {
        Dimension::Time => seconds(unit).map(|seconds| value * seconds),
        Dimension::Ratio => match unit.trim() {
            "%" | "percent" => Some(value / 100.0),
            "" | "ratio" => Some(metric.canonical(value)),
            _ => None,
        },
        Dimension::Other => match (seconds(unit), seconds(metric.symbol())) {
            (Some(from), Some(to)) => Some(value * (from / to)),
            _ => Some(value),
        },
    }
}

/// Whether numbers in two units can stand in one series of a metric: a benchmark may begin to tell in another unit.
pub fn comparable(one: &str, other: &str, metric: &Unit) -> bool {
    let both_are_times = seconds(one).is_some() && seconds(other).is_some();
    one == other
        || match metric.dimension() {
            Dimension::Time | Dimension::Ratio => true,
            Dimension::Other => both_are_times && seconds(metric.symbol()).is_some(),
        }
}

/// How many seconds a unit of time has, `ns/iter` as much as `ns`.
fn seconds(unit: &str) -> Option<f64> {
    let time = unit.trim().split('/').next()?.trim();
    let per = unit.trim().split_once('/').map(|(_, per)| per.trim());
    let of_one = per.is_none_or(|per| matches!(per, "iter" | "op" | "ops" | "run" | "iteration"));
    let seconds = match time {
        "ns" | "nsec" | "nanoseconds" => 1e-9,
        "us" | "µs" | "μs" | "usec" | "microseconds" => 1e-6,
        "ms" | "msec" | "milliseconds" => 1e-3,
        "s" | "sec" | "secs" | "seconds" => 1.0,
        "min" | "minutes" => 60.0,
        _ => return None,
    };
    of_one.then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(value: Option<f64>, expected: f64) -> bool {
        value.is_some_and(|value| (value - expected).abs() <= expected.abs() * 1e-12)
    }

    #[test]
    fn times_become_seconds() {
        let seconds = Unit::seconds();
        for (unit, value) in [("ns/iter", 2.5e-6), ("µs/iter", 2.5e-3), ("ms", 2.5), ("sec", 2500.0)] {
            assert!(about(converted(2500.0, unit, &seconds), value), "{unit}");
        }
        for unit in ["ops/sec", "MB/s", "", "ns/byte", "iter/ns"] {
            assert_eq!(converted(1.0, unit, &seconds), None, "{unit}");
        }
    }

    #[test]
    fn other_units_stand_for_themselves_unless_both_are_times() {
        assert_eq!(converted(3.0, "ops/sec", &Unit::named("ops/sec")), Some(3.0));
        assert_eq!(converted(3.0, "ops/sec", &Unit::named("")), Some(3.0));
        assert!(about(converted(3.0, "us/iter", &Unit::named("ns/iter")), 3000.0));
        assert!(about(converted(12.5, "%", &Unit::ratio()), 0.125));
    }

    #[test]
    fn a_series_keeps_to_one_unit() {
        assert!(comparable("ns/iter", "us/iter", &Unit::seconds()));
        assert!(comparable("ns", "us", &Unit::named("ns")));
        assert!(!comparable("ns", "us", &Unit::named("")));
        assert!(!comparable("MB/s", "GB/s", &Unit::named("MB/s")));
    }
}
