//! Where a calendar window ends at the present pace. It is called a projection wherever it is shown: nobody has observed it.

use crate::model::Interval;
use crate::process::Figure;

use super::assessment::{Projection, Verdict};
use super::promise::Promise;
use super::recent::Recent;
use super::wording::length;

/// The rest of the window, `now.interval.to` to its end, as the last quarter of what is over went, in agreed time:
///
/// - of shares, good and total are each carried on: (good + n × good of the quarter) ÷ (total + n × total of the quarter)
/// - of sums and counts, value + n × value of the quarter
///
/// with n = agreed time that is left ÷ agreed time of the quarter. `None` for other figures, whose pace is themselves, and
/// where no agreed time is left.
pub fn projection(
    promise: &Promise<'_>,
    window: Interval,
    now: &Figure,
    recent: &Recent,
) -> Option<Projection> {
    let desired = promise.desired?;
    let ahead = time_ahead(promise, window, now);
    if ahead <= 0.0 {
        return None;
    }
    let value = match carried_on(now, recent, ahead) {
        Some((good, total)) => (total > 0.0).then(|| good / total)?,
        None if promise.scope.grows_with_time() => {
            now.value? + ahead / recent.seconds * recent.figure.value?
        }
        None => return None,
    };
    let verdict = if desired.op.holds(value, desired.value) { Verdict::Met } else { Verdict::Missed };
    let basis = format!("pace of the last {}", length(recent.time.seconds()));
    value.is_finite().then_some(Projection { value, at: window.to, verdict, basis })
}

/// The agreed time of a window that is left, in seconds.
pub fn time_ahead(promise: &Promise<'_>, window: Interval, now: &Figure) -> f64 {
    promise.scope.agreed_seconds(Interval::new(now.interval.to, window.to))
}

/// Good and total after so many more agreed seconds.
pub fn carried_on(now: &Figure, recent: &Recent, ahead: f64) -> Option<(f64, f64)> {
    let times = ahead / recent.seconds;
    let good = now.good? + times * recent.figure.good?;
    Some((good, now.total? + times * recent.figure.total?))
}

#[cfg(test)]
mod tests {
    use crate::analyse::{ObjectiveAssessment, Verdict, assess};
    use crate::catalog::Catalog;
    use crate::model::Observations;
    use crate::model::agreement::Target;
    use crate::process::specimen::{
        agree, at_most, catalog, day, hour, known_always, metric, objective, observations, office_hours,
        outages, periods, point, rolling, seen,
    };

    fn only(catalog: &Catalog, observations: Observations, at: i64) -> ObjectiveAssessment {
        let mut objectives = assess(catalog, &seen(observations), day(at), 1).objectives;
        assert_eq!(objectives.len(), 1);
        objectives.remove(0)
    }

    /// Four rows a day; from day 18 on `late` of 25 good each.
    fn rows(late: f64) -> Observations {
        let moments = (0..24).flat_map(|n| (0..4).map(move |h| (n, hour(n * 24 + h * 6))));
        known_always(observations(
            moments.map(|(n, at)| point(at, if n < 18 { 25.0 } else { late }, 25.0)).collect(),
        ))
    }

    #[test]
    fn a_share_is_carried_on_by_good_and_total() {
        let mut catalog = catalog(metric("ratio"));
        agree(&mut catalog, vec![objective(Target::Ratio { target: 0.98 }, periods("1M"))]);
        // 24 of the 31 days of January are over: 2,400 of which the last 6 days had 600, 60 of them bad. Seven more such
        // days have 700, 70 of them bad: 130 of 3,100 in all.
        let found = only(&catalog, rows(22.5), 24);
        let projection = found.projection.expect("a projection");
        assert!((projection.value - 2_970.0 / 3_100.0).abs() < 1e-12, "{projection:?}");
        assert_eq!((projection.verdict, projection.at), (Verdict::Missed, day(31)));
        assert_eq!(projection.basis, "pace of the last 6 days");
        // What is projected is no verdict: 60 of 2,400 is 97.5 %, which misses already.
        assert_eq!(found.verdict, Verdict::Missed);
        assert_eq!(only(&catalog, rows(25.0), 24).projection.map(|one| one.verdict), Some(Verdict::Met));
    }

    #[test]
    fn a_projection_that_misses_is_the_budget_that_burns() {
        let mut catalog = catalog(metric("ratio"));
        agree(&mut catalog, vec![objective(Target::Ratio { target: 0.97 }, periods("1M"))]);
        let found = only(&catalog, rows(22.5), 24);
        assert_eq!(
            (found.verdict, found.projection.map(|one| one.verdict)),
            (Verdict::AtRisk, Some(Verdict::Missed))
        );
    }

    #[test]
    fn counts_are_carried_on_in_agreed_time() {
        let mut catalog = catalog(metric("count"));
        catalog.calendars.insert(office_hours().meta.name.clone(), office_hours());
        agree(&mut catalog, vec![objective(at_most(120.0), periods("1M"))]);
        if let Some(agreement) = catalog.agreements.values_mut().next() {
            agreement.service_hours = Some(office_hours().meta.name);
        }
        // Four a working day. On Saturday, 27 January 20 of 23 are over; the last quarter of them brought 20, and three
        // are left.
        let working = (0..26).filter(|n| n % 7 < 5);
        let moments = working.flat_map(|n| (0..4).map(move |h| hour(n * 24 + 9 + h)));
        let seen = known_always(observations(moments.map(|at| point(at, 1.0, 1.0)).collect()));
        let projection = only(&catalog, seen, 26).projection.expect("a projection");
        assert_eq!((projection.value, projection.verdict), (80.0 + 12.0, Verdict::Met));
    }

    #[test]
    fn down_time_is_carried_on_by_seconds() {
        let mut catalog = catalog(metric("ratio"));
        agree(&mut catalog, vec![objective(Target::Ratio { target: 0.99 }, periods("1M"))]);
        // Five hours are down in the last five of 20 days; eleven more days lose eleven hours, so that 16 of 744 are lost.
        let mut seen = outages(&[(hour(16 * 24), hour(16 * 24 + 5))]);
        seen.known_since = Some(jiff::Timestamp::MIN);
        seen.known_until = Some(day(20));
        let projection = only(&catalog, seen, 20).projection.expect("a projection");
        assert!((projection.value - 728.0 / 744.0).abs() < 1e-12, "{projection:?}");
    }

    #[test]
    fn nothing_is_projected_where_no_end_or_no_pace_is() {
        let of = |how: &str, window, at| {
            let mut catalog = catalog(metric(how));
            let target = if how == "ratio" { Target::Ratio { target: 0.9 } } else { at_most(50.0) };
            agree(&mut catalog, vec![objective(target, window)]);
            only(&catalog, rows(25.0), at).projection
        };
        assert_eq!(of("ratio", rolling("28d"), 24), None, "a rolling window has no end");
        assert_eq!(of("mean", periods("1M"), 24), None, "a mean has no pace");
        assert_eq!(of("ratio", periods("1M"), 5), None, "five observations are no pace");
        assert_eq!(of("ratio", periods("1M"), 31), None, "February has not begun");
        assert!(of("ratio", periods("1M"), 24).is_some());
    }
}
