//! A calendar of agreed hours: whatever takes time out of it eases every promise that is kept in it.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use super::order::{by_loss, easiest};
use super::{Check, Direction, Judged, Route, Sides};
use crate::model::Calendar;
use crate::model::calendar::{subtract, union};
use crate::model::window::Interval;
use jiff::Timestamp;

/// Every way to ease a calendar.
pub const CHECKS: &[Check<Calendar>] = &[hours, holidays, maintenance];

/// How two calendars compare as a whole; `None`: they agree on the same hours.
pub fn compared(before: &Calendar, after: &Calendar) -> Option<Direction> {
    easiest([
        weekly(before, after),
        by_loss(!new_holidays(before, after).is_empty(), !new_holidays(after, before).is_empty()),
        by_loss(!interruptions(before, after).is_empty(), !interruptions(after, before).is_empty()),
    ])
}

fn hours(_: &Sides<'_>, before: &Calendar, after: &Calendar) -> Option<Judged> {
    let place = after.meta.place.child("spec").child("hours");
    let zone = |calendar: &Calendar| calendar.zone.iana_name().unwrap_or("UTC").to_owned();
    let words = |calendar: &Calendar| {
        let hours: f64 = week(calendar).iter().map(Interval::seconds).sum::<f64>() / 3_600.0;
        format!("{hours} hours a week ({})", zone(calendar))
    };
    if zone(before) != zone(after) && !(before.hours.is_empty() && after.hours.is_empty()) {
        return Some(Judged::incomparable(Route::CalendarHours, words(before), words(after), place));
    }
    weekly(before, after)
        .map(|direction| Judged::new(Route::CalendarHours, direction, words(before), words(after), place))
}

fn weekly(before: &Calendar, after: &Calendar) -> Option<Direction> {
    let (old, new) = (week(before), week(after));
    by_loss(!subtract(&old, &new).is_empty(), !subtract(&new, &old).is_empty())
}

/// The hours of a week, counted in seconds from its first moment on.
fn week(calendar: &Calendar) -> Vec<Interval> {
    const DAY: i64 = 86_400;
    let at = |second: i64| Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
    if calendar.hours.is_empty() {
        return vec![Interval::new(at(0), at(7 * DAY))];
    }
    let seconds = |time: jiff::civil::Time| {
        i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second())
    };
    let day = |weekday: &Weekday| i64::from(weekday.to_monday_zero_offset()) * DAY;
    union(
        calendar
            .hours
            .iter()
            .flat_map(|hours| {
                hours.days.iter().map(|weekday| {
                    let to = hours.to.map_or(DAY, seconds);
                    Interval::new(at(day(weekday) + seconds(hours.from)), at(day(weekday) + to))
                })
            })
            .collect(),
    )
}

fn holidays(_: &Sides<'_>, before: &Calendar, after: &Calendar) -> Option<Judged> {
    let (more, fewer) = (new_holidays(before, after), new_holidays(after, before));
    let direction = by_loss(!more.is_empty(), !fewer.is_empty())?;
    let words = |calendar: &Calendar, special: &[Date]| {
        let days: BTreeSet<&Date> = calendar.holidays.iter().collect();
        let named: Vec<String> = special.iter().take(3).map(ToString::to_string).collect();
        let others = if special.len() > 3 { ", …" } else { "" };
        match named.is_empty() {
            true => format!("{} days", days.len()),
            false => format!("{} days, among them {}{others}", days.len(), named.join(", ")),
        }
    };
    let place = after.meta.place.child("spec").child("holidays");
    Some(Judged::new(Route::Holidays, direction, words(before, &fewer), words(after, &more), place))
}

/// Days without service in the later calendar that the earlier one has not.
fn new_holidays(before: &Calendar, after: &Calendar) -> Vec<Date> {
    let old: BTreeSet<&Date> = before.holidays.iter().collect();
    let new: BTreeSet<&Date> = after.holidays.iter().collect();
    new.difference(&old).map(|day| **day).collect()
}

fn maintenance(_: &Sides<'_>, before: &Calendar, after: &Calendar) -> Option<Judged> {
    let direction =
        by_loss(!interruptions(before, after).is_empty(), !interruptions(after, before).is_empty())?;
    let words = |calendar: &Calendar| {
        // The sum of nothing is a negative zero.
        let hours = windows(calendar).iter().map(Interval::seconds).sum::<f64>() / 3_600.0 + 0.0;
        format!("{} windows, {hours:.1} hours", calendar.maintenance.len())
    };
    let place = after.meta.place.child("spec").child("maintenance");
    Some(Judged::new(Route::Maintenance, direction, words(before), words(after), place))
}

/// Time that the later calendar interrupts and the earlier one does not.
fn interruptions(before: &Calendar, after: &Calendar) -> Vec<Interval> {
    subtract(&windows(after), &windows(before))
}

fn windows(calendar: &Calendar) -> Vec<Interval> {
    union(calendar.maintenance.iter().map(|one| one.interval).collect())
}
