//! The settings: what moves every promise at once.

use super::order::or_nothing;
use super::{Direction, Judged, Route, Sides};
use crate::model::settings::AsOf;
use crate::text::{Place, Source};

/// Every way to ease settings.
pub const CHECKS: &[fn(&Sides<'_>) -> Option<Judged>] = &[time_zone, fiscal_year, as_of, roots];

/// Where a setting stands, or would stand.
fn place(sides: &Sides<'_>, key: &str) -> Place {
    let declared = sides.head.settings.place.as_ref().or(sides.base.settings.place.as_ref());
    let nowhere = || Place::document(Source::new("deming.yaml", ""), 0);
    declared.cloned().unwrap_or_else(nowhere).child(key)
}

/// Days begin and end at other moments, and with them windows.
fn time_zone(sides: &Sides<'_>) -> Option<Judged> {
    let (old, new) = (&sides.base.settings.zone, &sides.head.settings.zone);
    let name = |zone: &jiff::tz::TimeZone| zone.iana_name().unwrap_or("UTC").to_owned();
    (old != new)
        .then(|| Judged::incomparable(Route::TimeZone, name(old), name(new), place(sides, "timeZone")))
}

fn fiscal_year(sides: &Sides<'_>) -> Option<Judged> {
    let (old, new) = (sides.base.settings.fiscal_year_start, sides.head.settings.fiscal_year_start);
    let words = |month: i8| format!("month {month}");
    (old != new).then(|| {
        Judged::incomparable(Route::FiscalYear, words(old), words(new), place(sides, "fiscalYearStart"))
    })
}

/// What is pinned grows no older, and nothing that comes later is judged.
fn as_of(sides: &Sides<'_>) -> Option<Judged> {
    let (old, new) = (sides.base.settings.as_of, sides.head.settings.as_of);
    let words = |as_of: Option<AsOf>| {
        or_nothing(as_of.map(|as_of| match as_of {
            AsOf::Moment(moment) => moment.to_string(),
            AsOf::Day(day) => day.to_string(),
        }))
    };
    let at = || place(sides, "asOf");
    match (old, new) {
        (old, new) if old == new => None,
        (_, Some(_)) => Some(Judged::incomparable(Route::AsOf, words(old), words(new), at())),
        (_, None) => Some(Judged::new(Route::AsOf, Direction::Strengthened, words(old), words(new), at())),
    }
}

/// Declarations outside the roots are looked at no longer.
fn roots(sides: &Sides<'_>) -> Option<Judged> {
    let (old, new) = (&sides.base.settings.roots, &sides.head.settings.roots);
    let tidy = |root: &str| match root.trim_start_matches("./").trim_end_matches('/') {
        "." => String::new(),
        root => root.to_owned(),
    };
    let covers = |outer: &str, inner: &str| {
        let (outer, inner) = (tidy(outer), tidy(inner));
        let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
        outer.is_empty() || inner.strip_prefix(&outer).is_some_and(below)
    };
    let left_out = |from: &[String], by: &[String]| {
        from.iter().any(|inner| !by.iter().any(|outer| covers(outer, inner)))
    };
    let direction = match (left_out(old, new), left_out(new, old)) {
        (true, _) => Direction::Weakened,
        (false, true) => Direction::Strengthened,
        (false, false) => return None,
    };
    Some(Judged::new(Route::Roots, direction, old.join(", "), new.join(", "), place(sides, "roots")))
}
