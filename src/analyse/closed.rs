//! Periods that are over. Once closed they stay as they are: as long as data and declarations are the same, a later day
//! tells of them in the same bytes, since nothing here hangs on how long ago a period ended.

use jiff::Timestamp;

use crate::model::{Calendar, Interval, Objective};
use crate::process::Scope;

use super::assessment::ClosedPeriod;
use super::hindsight;
use super::promise::Promise;

/// How many closed windows make the history of an objective's own window.
pub(super) const CLOSED: usize = 36;

/// The closed windows of an objective, latest first, but for those before anything was observed and those without
/// agreed time.
pub fn closed(
    promise: &Promise<'_>,
    in_hindsight: Option<&Calendar>,
    objective: &Objective,
) -> Vec<ClosedPeriod> {
    let scope = &promise.scope;
    let Some(first) = scope.first() else { return Vec::new() };
    let windows = objective.window.closed_before(scope.as_of, scope.zone, CLOSED).into_iter();
    windows
        .filter(|window| is_told(scope, first, *window))
        .map(|window| ended(promise, in_hindsight, window))
        .collect()
}

/// Whether there is anything to tell of a period, where observation began at `first`.
pub(super) fn is_told(scope: &Scope<'_>, first: Timestamp, period: Interval) -> bool {
    period.to > first && !scope.is_closed(period)
}

/// What a period that is over showed, and how it ended.
pub(super) fn ended(
    promise: &Promise<'_>,
    in_hindsight: Option<&Calendar>,
    period: Interval,
) -> ClosedPeriod {
    let promise = promise.once_all_is_due(period.to);
    let figure = promise.measure(period);
    let (verdict, _) = promise.judge(&figure);
    ClosedPeriod { figure, verdict, including: hindsight::of(&promise, in_hindsight, period) }
}
