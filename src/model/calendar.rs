//! Agreed service hours: which moments a promise covers.
//!
//! - A moment is within the hours of a day when a clock on the wall of the calendar's zone shows a time within them. A
//!   time that the clock skips in spring never comes, and one that it shows twice in autumn counts twice.
//! - A holiday takes a whole civil day out, 23 or 25 hours where the clock is changed; maintenance takes out what it says.
//! - An exclusion counts for the time that comes after it was declared. The part before is [`Late`]: it is known, and
//!   takes nothing out, since it was not agreed when it happened.

mod on_the_wall;
mod sets;
mod timeline;

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

pub use self::sets::{common_seconds, subtract, union};
pub use self::timeline::Timeline;
use super::name::Meta;
use super::window::{Interval, end_of_day, start_of_day};

/// When a service is promised to be there.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Name and place.
    pub meta: Meta,
    /// Whose clock the hours are read on.
    pub zone: TimeZone,
    /// The hours of the week; none means all of them.
    pub hours: Vec<ServiceHours>,
    /// Days without service.
    pub holidays: Vec<Date>,
    /// Agreed interruptions.
    pub maintenance: Vec<Maintenance>,
    /// The parts of exclusions that were declared after they had begun, for each kind in order and without overlap.
    /// None as long as nobody has looked into the history of the declarations; set by [`Calendar::declared_late`].
    pub late: Vec<Late>,
    /// Hours that are reckoned already.
    pub timeline: Timeline,
}

/// Hours on some days of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceHours {
    /// The days.
    pub days: Vec<Weekday>,
    /// The first moment of service.
    pub from: Time,
    /// The first moment after it; `None` is midnight at the day's end (`24:00`).
    pub to: Option<Time>,
}

/// An agreed interruption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maintenance {
    /// When.
    pub interval: Interval,
    /// Why.
    pub reason: Option<String>,
}

/// What takes time out of the agreed hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// A day without service.
    Holiday,
    /// An agreed interruption.
    Maintenance,
}

impl Exclusion {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Holiday, Self::Maintenance];

    /// As people say it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Maintenance => "maintenance",
        }
    }
}

/// A part of an exclusion that was over, or had begun, when it was declared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Late {
    /// Of which kind.
    pub kind: Exclusion,
    /// The part.
    pub interval: Interval,
    /// Since when it is declared.
    pub declared: Timestamp,
    /// The commit that declared it, in hexadecimal; `None` while no commit does.
    pub commit: Option<String>,
}

impl Calendar {
    /// The agreed parts of `interval`, in order and without overlap: service hours, less holidays, less maintenance, as
    /// far as these were declared in time.
    pub fn agreed(&self, interval: Interval) -> Vec<Interval> {
        self.timeline.within(interval, |interval| self.reckoned(interval))
    }

    fn reckoned(&self, interval: Interval) -> Vec<Interval> {
        let open = self.opening_hours(interval);
        let excluded: Vec<Interval> =
            Exclusion::ALL.into_iter().flat_map(|kind| self.excluded(kind, interval)).collect();
        if excluded.is_empty() { open } else { subtract(&open, &union(excluded)) }
    }

    /// What exclusions of a kind take out of `interval`, as far as they were declared in time; in order and without
    /// overlap.
    pub fn excluded(&self, kind: Exclusion, interval: Interval) -> Vec<Interval> {
        let all = self.entries(kind, interval);
        if all.is_empty() {
            return all;
        }
        let late: Vec<Interval> =
            self.late.iter().filter(|late| late.kind == kind).map(|late| late.interval).collect();
        subtract(&union(all), &late)
    }

    /// The same calendar, had all its exclusions been declared before they began.
    #[must_use]
    pub fn with_late_exclusions(&self) -> Self {
        self.clone().declared_late(Vec::new())
    }

    /// The same calendar with these parts of its exclusions declared late.
    #[must_use]
    pub fn declared_late(self, late: Vec<Late>) -> Self {
        Self { late, timeline: Timeline::default(), ..self }
    }

    /// The part of each declared exclusion of a kind that lies in `interval`, as declared.
    pub fn entries(&self, kind: Exclusion, interval: Interval) -> Vec<Interval> {
        match kind {
            Exclusion::Maintenance => {
                self.maintenance.iter().filter_map(|one| one.interval.overlap(&interval)).collect()
            }
            Exclusion::Holiday => {
                let (first, last) = self.days_of(interval);
                let near = self.holidays.iter().filter(|day| (first..=last).contains(*day));
                near.filter_map(|day| self.day(*day).overlap(&interval)).collect()
            }
        }
    }

    /// A civil day of the calendar's zone.
    pub fn day(&self, day: Date) -> Interval {
        Interval::new(start_of_day(day, &self.zone), end_of_day(day, &self.zone))
    }

    fn days_of(&self, interval: Interval) -> (Date, Date) {
        let day = |at: Timestamp| self.zone.to_datetime(at).date();
        (day(interval.from), day(interval.to))
    }

    fn opening_hours(&self, interval: Interval) -> Vec<Interval> {
        if interval.is_empty() {
            return Vec::new();
        }
        if self.hours.is_empty() {
            return vec![interval];
        }
        let (first, last) = self.days_of(interval);
        let days = on_the_wall::days(first, last, &self.zone);
        let open = days.flat_map(|day| {
            let shifts = self.hours.iter().filter(|hours| hours.days.contains(&day.date.weekday()));
            shifts.flat_map(|hours| day.between(hours.from, hours.to)).collect::<Vec<_>>()
        });
        union(open.filter_map(|shift| shift.overlap(&interval)).collect())
    }
}
