//! Figures in hindsight: what a window would show had every exclusion been declared before it began. No verdict rests on
//! them; they stand beside the figure that was agreed.

use jiff::Timestamp;

use crate::model::calendar::{Exclusion, Late};
use crate::model::{Calendar, Interval};
use crate::process::Figure;

use super::promise::Promise;

/// A figure that includes exclusions declared after the event.
#[derive(Debug, Clone, PartialEq)]
pub struct Hindsight {
    /// The figure.
    pub figure: Figure,
    /// The exclusions, or the parts of them, that were declared late and lie in the figure's time; in order.
    pub exclusions: Vec<LateExclusion>,
}

/// An exclusion, or a part of one, that was declared after it had begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateExclusion {
    /// Of which kind.
    pub kind: Exclusion,
    /// When.
    pub interval: Interval,
    /// Since when it is declared.
    pub declared: Timestamp,
    /// The commit that declared it, in hexadecimal; `None` while no commit does.
    pub commit: Option<String>,
    /// Why, where the declaration says so.
    pub reason: Option<String>,
}

/// The calendar of a scope as it would be in hindsight; `None` where nothing was declared late.
pub fn calendar(hours: Option<&Calendar>) -> Option<Calendar> {
    hours.filter(|calendar| !calendar.late.is_empty()).map(Calendar::with_late_exclusions)
}

/// What a window shows in hindsight; `None` where nothing that was declared late lies in it.
pub fn of(promise: &Promise<'_>, in_hindsight: Option<&Calendar>, window: Interval) -> Option<Hindsight> {
    let declared = promise.scope.hours?;
    let window = window.until(promise.scope.as_of);
    let exclusions: Vec<LateExclusion> =
        declared.late.iter().flat_map(|late| exclusions(declared, late, window)).collect();
    if exclusions.is_empty() {
        return None;
    }
    let promise = Promise { scope: promise.scope.within(in_hindsight), ..promise.clone() };
    Some(Hindsight { figure: promise.measure(window), exclusions })
}

/// The entries of a calendar that a late part belongs to, as far as they lie in the window.
fn exclusions(calendar: &Calendar, late: &Late, window: Interval) -> Vec<LateExclusion> {
    let Some(inside) = late.interval.overlap(&window) else { return Vec::new() };
    let excluded = |interval, reason| LateExclusion {
        kind: late.kind,
        interval,
        declared: late.declared,
        commit: late.commit.clone(),
        reason,
    };
    match late.kind {
        Exclusion::Holiday => calendar
            .entries(Exclusion::Holiday, inside)
            .into_iter()
            .filter(|day| opens(calendar, *day))
            .map(|day| excluded(day, None))
            .collect(),
        Exclusion::Maintenance => calendar
            .maintenance
            .iter()
            .filter_map(|entry| Some(excluded(entry.interval.overlap(&inside)?, entry.reason.clone())))
            .collect(),
    }
}

/// Whether a holiday takes anything out of the hours: one on a Sunday may be one on which nobody is there anyway.
fn opens(calendar: &Calendar, day: Interval) -> bool {
    !calendar.agreed(day).is_empty()
}
