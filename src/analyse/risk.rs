//! Kept today, and not for long: when an objective that is met is at risk.
//!
//! Two signs count, each by a rule that gives the same answer every time and is told in the reason.
//!
//! **Budget burning** (targets that are shares). Bad and total of the last quarter of the elapsed window are taken as
//! the pace of what comes. Quarters and what is left are counted in agreed time. A calendar window is carried on to its end; a rolling one by a quarter of its length, while
//! its first quarter drops out. At risk when the share then falls short of the target. The last quarter must hold at
//! least [`ENOUGH`] observations; of down time, whose observations are the seconds, the window at least that many days.
//!
//! **Trend** (figures that do not add up with time). The values of the window's intervals, at least [`ENOUGH`], show a
//! trend (Mann-Kendall, corrected for values that are like their neighbours, p < [`SIGNIFICANT`]), and the Theil-Sen line through them crosses the target before a calendar
//! window ends; for a rolling window within half its length, at most 90 days.

use jiff::Timestamp;

use crate::model::Interval;
use crate::model::agreement::Budgeting;
use crate::model::window::seconds_between;
use crate::process::moment::shifted;
use crate::process::{Figure, whole_points};

use super::assessment::Desired;
use super::budget::budget;
use super::projection::{carried_on, time_ahead};
use super::promise::Promise;
use super::recent::{AgreedHours, ENOUGH, Recent};
use super::wording::{day_of, length};
use crate::statistics::trend::{Line, theil_sen, trend};

/// The probability by chance below which a trend is taken for one.
pub const SIGNIFICANT: f64 = 0.05;

const DAY: f64 = 86_400.0;

/// The furthest that a trend in a rolling window is carried on, in seconds.
const FURTHEST: f64 = 90.0 * DAY;

/// Why a promise that is met is at risk, in words; `None` when it is not. `window` is the whole window, of which
/// `figure` shows the part that is over and `recent` the present pace; `moves` says whether it is a rolling one.
pub fn risk(
    promise: &Promise<'_>,
    window: Interval,
    moves: bool,
    figure: &Figure,
    recent: Option<&Recent>,
) -> Option<String> {
    let burning = recent.and_then(|recent| burning(promise, window, moves, figure, recent));
    burning.or_else(|| trending(promise, window, moves))
}

fn burning(
    promise: &Promise<'_>,
    window: Interval,
    moves: bool,
    now: &Figure,
    recent: &Recent,
) -> Option<String> {
    let target = promise.share_target()?;
    budget(now, target).filter(|budget| budget.remaining > 0.0)?;
    let elapsed = now.interval;
    let (ahead, (good, total)) = if moves {
        let first_quarter = Interval::new(elapsed.from, recent.hours.moment_after(recent.seconds));
        let dropped = promise.measure(first_quarter);
        let (good, total) = carried_on(now, recent, recent.seconds)?;
        (recent.seconds, (good - dropped.good?, total - dropped.total?))
    } else {
        let ahead = time_ahead(promise, window, now);
        (ahead, carried_on(now, recent, ahead)?)
    };
    let left = |good: f64, total: f64| (1.0 - target) * total - (total - good);
    let (left_now, left_then) = (left(now.good?, now.total?), left(good, total));
    if ahead <= 0.0 || left_then >= 0.0 {
        return None;
    }
    let until = ahead * left_now / (left_now - left_then);
    // A rolling window looks ahead as far as a quarter of it; agreed hours may be further apart then.
    let furthest = if moves { shifted(elapsed.to, elapsed.seconds()) } else { window.to };
    let used_up = AgreedHours::of(&promise.scope, Interval::new(elapsed.to, furthest)).moment_after(until);
    Some(format!(
        "at the pace of the last {} the budget is used up in {} ({})",
        length(recent.time.seconds()),
        length(seconds_between(elapsed.to, used_up)),
        day_of(used_up, promise.scope.zone)
    ))
}

fn trending(promise: &Promise<'_>, window: Interval, moves: bool) -> Option<String> {
    let desired = promise.desired?;
    // A day's share of good is no share of good slices, and a day's count no month's.
    if promise.scope.grows_with_time() || matches!(promise.budgeting, Budgeting::Timeslices { .. }) {
        return None;
    }
    let as_of = promise.scope.as_of;
    let ahead = match moves {
        true => (window.seconds() / 2.0).min(FURTHEST),
        false => seconds_between(as_of, window.to),
    };
    let points: Vec<(f64, f64)> = whole_points(&promise.scope, window)
        .into_iter()
        .map(|(interval, value)| (days_after(as_of, interval), value))
        .collect();
    let crossing = crossing(&points, desired)?;
    if crossing * DAY >= ahead {
        return None;
    }
    let target = promise.unit.show(desired.value);
    let day = day_of(shifted(as_of, crossing * DAY), promise.scope.zone);
    Some(match crossing > 0.0 {
        true => format!("at this trend it crosses {target} in {} ({day})", length(crossing * DAY)),
        false => format!("its trend crossed {target} {} ago ({day})", length(-crossing * DAY)),
    })
}

/// The day, counted from now, at which the trend of these points crosses the target for the worse; `None` without a trend.
fn crossing(points: &[(f64, f64)], desired: Desired) -> Option<f64> {
    if points.len() < ENOUGH {
        return None;
    }
    let values: Vec<f64> = points.iter().map(|point| point.1).collect();
    trend(&values).filter(|trend| trend.p < SIGNIFICANT)?;
    let line: Line = theil_sen(points)?;
    let worsens = if desired.op.prefers_lower() { line.slope > 0.0 } else { line.slope < 0.0 };
    line.reaches(desired.value).filter(|_| worsens)
}

/// Days from now to the middle of an interval; negative, as it lies in the past.
fn days_after(as_of: Timestamp, interval: Interval) -> f64 {
    (seconds_between(as_of, interval.from) + interval.seconds() / 2.0) / DAY
}
