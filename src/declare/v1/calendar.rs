//! `kind: Calendar`.

use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Deserialize;

use super::change::{self, ChangeSpec};
use crate::declare::lower::{Lower, Spec};
use crate::declare::rules;
use crate::declare::scalar::{ClockTime, Day, DayOfWeek, Parsed, Zone};
use crate::finding::Finding;
use crate::model::calendar::{Maintenance, ServiceHours, Timeline};
use crate::model::settings::AsOf;
use crate::model::{Calendar, Interval, Meta, Object};
use crate::text::Place;

/// When a service is promised to be there. Agreed time is what is divided by: availability, time slices, rates, error
/// budgets and paces look at nothing else. Readings (`records: samples`) count, and are expected, in agreed time alone;
/// events count whenever they happen, but for maintenance that was declared before it began.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CalendarSpec {
    /// Whose clock the hours are read on; that of the settings unless given.
    time_zone: Option<Parsed<Zone>>,
    /// The hours of the week; none means all of them. They are what a clock on the wall shows: an hour that the clock
    /// skips in spring never comes, and one that it shows twice in autumn counts twice.
    #[serde(default)]
    hours: Vec<HoursSpec>,
    /// Days without service, from midnight to midnight in the calendar's zone. A holiday counts for the time that comes
    /// after the commit that declared it.
    #[serde(default)]
    holidays: Vec<Parsed<Day>>,
    /// Agreed interruptions. Maintenance counts for the time that comes after the commit that declared it; of what was
    /// declared after the event, reports show both figures, and no verdict changes.
    #[serde(default)]
    maintenance: Vec<MaintenanceSpec>,
    /// Why this was made easier to keep, and who approved.
    change: Option<ChangeSpec>,
}

/// Hours on some days of the week.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ServiceHours")]
struct HoursSpec {
    /// The days.
    days: Vec<Parsed<DayOfWeek>>,
    /// The first moment of service.
    from: Parsed<ClockTime>,
    /// The first moment after it; `24:00` is the end of the day.
    to: Parsed<ClockTime>,
}

/// An agreed interruption.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Maintenance")]
struct MaintenanceSpec {
    /// When it starts.
    from: Parsed<AsOf>,
    /// The first moment after it.
    to: Parsed<AsOf>,
    /// Why.
    #[schemars(example = &"Storage upgrade.")]
    reason: Option<String>,
}

impl Spec for CalendarSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object> {
        let meta = change::noted(meta, self.change, lower);
        let zone = self.time_zone.map_or_else(|| lower.zone.clone(), |zone| zone.0.0);
        let spec = meta.place.child("spec");
        let (hours_at, maintenance_at) = (spec.child("hours"), spec.child("maintenance"));
        let hours = self.hours.into_iter().enumerate();
        let hours = hours.filter_map(|(i, hours)| hours.lower(&hours_at.index(i), lower)).collect();
        let maintenance = self.maintenance.into_iter().enumerate();
        let maintenance =
            maintenance.filter_map(|(i, one)| one.lower(&zone, &maintenance_at.index(i), lower)).collect();
        let holidays = self.holidays.into_iter().map(|day| day.0.0).collect();
        Some(Object::Calendar(Calendar {
            meta,
            zone,
            hours,
            holidays,
            maintenance,
            late: Vec::new(),
            timeline: Timeline::default(),
        }))
    }
}

impl HoursSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<ServiceHours> {
        let from = self.from.0.0;
        let to = self.to.0.0;
        // `24:00` is `None`: nothing starts there, and everything ends before or at it.
        match (from, to) {
            (Some(from), to) if to.is_none_or(|to| from < to) => {
                Some(ServiceHours { days: self.days.into_iter().map(|day| day.0.0).collect(), from, to })
            }
            _ => {
                let finding =
                    Finding::new(&rules::REVERSED, place.child("to"), "the hours end before they begin");
                lower.report(
                    finding.help("hours over midnight are two entries: until `24:00`, and from `00:00`"),
                );
                None
            }
        }
    }
}

impl MaintenanceSpec {
    fn lower(self, zone: &TimeZone, place: &Place, lower: &mut Lower<'_>) -> Option<Maintenance> {
        let (from, to) = (self.from.0.moment(zone), self.to.0.moment(zone));
        if from < to {
            return Some(Maintenance { interval: Interval::new(from, to), reason: self.reason });
        }
        lower.report(Finding::new(
            &rules::REVERSED,
            place.child("to"),
            "the maintenance ends before it begins",
        ));
        None
    }
}
