//! Availability: agreed time without an outage, over agreed time.

use crate::model::Interval;
use crate::model::calendar::{common_seconds, union};
use crate::model::observation::Outage;

use super::figure::Figure;
use super::scope::Scope;

/// 1 − (union of outages ∩ agreed hours) ÷ agreed hours, within the interval of `empty`. Outages that overlap count
/// once; one that began earlier or goes on counts for the part inside. `None` where no time was agreed, or where
/// nothing is known of it: silence must not pass for being up.
pub fn of(scope: &Scope<'_>, outages: &[Outage], empty: Figure) -> Figure {
    let interval = empty.interval;
    let inside: Vec<Interval> = outages
        .iter()
        .take_while(|outage| outage.interval.from < interval.to)
        .filter_map(|outage| outage.interval.overlap(&interval))
        .collect();
    let count = inside.len() as u64;
    let agreed = scope.agreed(interval);
    let total: f64 = agreed.iter().map(Interval::seconds).sum();
    let good = total - common_seconds(&union(inside), &agreed);
    let known = total > 0.0 && (count > 0 || empty.coverage > 0.0);
    Figure { value: known.then(|| good / total), good: Some(good), total: Some(total), count, ..empty }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::specimen::{day, hour, metric, outages, scope};
    use crate::process::{Reckoning, figure};
    use crate::statistics::specimen::shared;

    const ONE_DAY: f64 = 86_400.0;

    #[test]
    fn overlapping_outages_count_once() {
        let metric = metric("ratio");
        let down = outages(&[(hour(0), hour(3)), (hour(2), hour(4)), (hour(2), hour(3))]);
        let scope = scope(&metric, &down, day(1));
        let figure = figure(&scope, Interval::new(day(0), day(1)));
        assert_eq!((figure.good, figure.total, figure.count), (Some(20.0 * 3600.0), Some(ONE_DAY), 3));
        assert_eq!(figure.value, Some(20.0 / 24.0));
    }

    #[test]
    fn outages_count_for_their_part_inside() {
        let metric = metric("ratio");
        let down = outages(&[(hour(-10), hour(6)), (hour(18), jiff::Timestamp::MAX)]);
        let scope = scope(&metric, &down, day(1));
        assert_eq!(figure(&scope, Interval::new(day(0), day(1))).value, Some(0.5));
    }

    #[test]
    fn only_agreed_hours_count() {
        let metric = metric("ratio");
        let down = outages(&[(hour(6), hour(10))]);
        let calendar = crate::process::specimen::office_hours();
        let scope = scope(&metric, &down, day(1)).within(Some(&calendar));
        // Day 0 is a Monday; 08:00 to 18:00 are agreed, of which two hours are lost.
        let figure = figure(&scope, Interval::new(day(0), day(1)));
        assert_eq!((figure.value, figure.total), (Some(0.8), Some(36_000.0)));
    }

    #[test]
    fn a_weekend_without_agreed_hours_has_no_availability() {
        let metric = metric("ratio");
        let down = outages(&[(hour(6), hour(10)), (day(9), day(10))]);
        let calendar = crate::process::specimen::office_hours();
        let scope = scope(&metric, &down, day(10)).within(Some(&calendar));
        assert_eq!(figure(&scope, Interval::new(day(5), day(7))).value, None);
    }

    #[test]
    fn down_time_has_no_share_of_observations() {
        let metric = metric("ratio");
        let down = outages(&[(hour(6), hour(10))]);
        let share = Reckoning::Share { op: crate::model::Comparison::AtMost, value: 1.0 };
        assert_eq!(
            figure(&scope(&metric, &down, day(1)).by(share), Interval::new(day(0), day(1))).value,
            None
        );
    }

    /// Down time of the given impacts in the recorded incidents of a large service.
    fn incidents(text: &str, impacts: &[&str]) -> crate::model::Observations {
        let mut windows = Vec::new();
        for line in text.lines() {
            let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let at = |key: &str| row[key].as_str().and_then(|text| text.parse().ok());
            let counts = row["impact"].as_str().is_some_and(|impact| impacts.contains(&impact));
            windows.extend(at("downtime_start").zip(at("downtime_end")).filter(|_| counts));
        }
        windows.sort_unstable();
        outages(&windows)
    }

    #[test]
    fn recorded_incidents_give_the_known_availability() {
        let Some(text) = shared("github-status/incidents-2022-2024.jsonl") else { return };
        let metric = metric("ratio");
        let all = incidents(&text, &["minor", "major", "critical"]);
        let severe = incidents(&text, &["major", "critical"]);
        // Day 0 is the first of 2024.
        for (down, from, to, percent) in [
            (&all, -365, 0, 97.05803),
            (&all, 0, 366, 97.47021),
            (&severe, -365, 0, 99.46613),
            (&severe, 0, 366, 99.28582),
        ] {
            let year = Interval::new(day(from), day(to));
            let value = figure(&scope(&metric, down, day(366)), year).value.expect("a figure");
            assert!((value * 100.0 - percent).abs() < 5e-6, "{from}: {value}");
        }
    }
}
