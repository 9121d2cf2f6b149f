//! Agreed service hours: which moments a promise covers.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

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

impl Calendar {
    /// The agreed parts of `interval`, in order and without overlap: service hours, less holidays, less maintenance.
    pub fn agreed(&self, interval: Interval) -> Vec<Interval> {
        let mut excluded: Vec<Interval> = self.maintenance.iter().map(|m| m.interval).collect();
        excluded.extend(
            self.holidays
                .iter()
                .map(|day| Interval::new(start_of_day(*day, &self.zone), end_of_day(*day, &self.zone))),
        );
        subtract(&self.opening_hours(interval), &union(excluded))
    }

    fn opening_hours(&self, interval: Interval) -> Vec<Interval> {
        if self.hours.is_empty() {
            return if interval.is_empty() { Vec::new() } else { vec![interval] };
        }
        let first = interval.from.to_zoned_datetime(self.zone.clone()).date();
        let last = interval.to.to_zoned_datetime(self.zone.clone()).date();
        let mut open = Vec::new();
        let mut day = Some(first);
        while let Some(date) = day.filter(|date| *date <= last) {
            for hours in self.hours.iter().filter(|hours| hours.days.contains(&date.weekday())) {
                open.extend(hours.on(date, &self.zone).and_then(|shift| shift.overlap(&interval)));
            }
            day = date.tomorrow().ok();
        }
        union(open)
    }
}

impl ServiceHours {
    fn on(&self, date: Date, zone: &TimeZone) -> Option<Interval> {
        let from = date.to_datetime(self.from).to_zoned_datetime(zone.clone()).ok()?.timestamp();
        let to = match self.to {
            Some(time) => date.to_datetime(time).to_zoned_datetime(zone.clone()).ok()?.timestamp(),
            None => end_of_day(date, zone),
        };
        Some(Interval::new(from, to))
    }
}

/// The intervals united: in order, none overlapping or touching another, none empty.
pub fn union(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.retain(|interval| !interval.is_empty());
    intervals.sort_unstable();
    let mut united: Vec<Interval> = Vec::with_capacity(intervals.len());
    for interval in intervals {
        match united.last_mut() {
            Some(last) if interval.from <= last.to => last.to = last.to.max(interval.to),
            _ => united.push(interval),
        }
    }
    united
}

/// `from` without `less`; both in order and without overlap, as [`union`] gives them.
pub fn subtract(from: &[Interval], less: &[Interval]) -> Vec<Interval> {
    let mut left = Vec::with_capacity(from.len());
    let mut next = 0;
    for interval in from {
        let mut rest = *interval;
        while less.get(next).is_some_and(|hole| hole.to <= rest.from) {
            next += 1;
        }
        for hole in less.iter().skip(next).take_while(|hole| hole.from < interval.to) {
            let before = rest.until(hole.from);
            left.extend((!before.is_empty()).then_some(before));
            rest = Interval::new(hole.to.min(rest.to).max(rest.from), rest.to);
        }
        left.extend((!rest.is_empty()).then_some(rest));
    }
    left
}

/// The seconds that both cover; both in order and without overlap.
pub fn common_seconds(a: &[Interval], b: &[Interval]) -> f64 {
    let (mut i, mut j, mut seconds) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        seconds += x.overlap(y).map_or(0.0, |common| common.seconds());
        if x.to <= y.to { i += 1 } else { j += 1 }
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn intervals() -> impl Strategy<Value = Vec<Interval>> {
        prop::collection::vec((0i64..200, 0i64..40), 0..20)
            .prop_map(|pairs| pairs.into_iter().map(|(a, n)| Interval::new(at(a), at(a + n))).collect())
    }

    fn covers(list: &[Interval], second: i64) -> bool {
        list.iter().any(|interval| interval.contains(at(second)))
    }

    proptest! {
        #[test]
        fn union_and_subtraction_agree_with_counting(a in intervals(), b in intervals()) {
            let (ua, ub) = (union(a.clone()), union(b.clone()));
            let less = subtract(&ua, &ub);
            for second in 0..240 {
                prop_assert_eq!(covers(&ua, second), covers(&a, second));
                prop_assert_eq!(covers(&less, second), covers(&a, second) && !covers(&b, second));
            }
            let both = (0..240).filter(|s| covers(&a, *s) && covers(&b, *s)).count();
            prop_assert_eq!(common_seconds(&ua, &ub), both as f64);
            prop_assert_eq!(&union(less.clone()), &less);
        }
    }
}
