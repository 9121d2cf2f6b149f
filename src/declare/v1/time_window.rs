//! Time windows, as OpenSLO v1 writes them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{Parsed, Zone, ZonelessTime};
use crate::finding::Finding;
use crate::model::window::Motion;
use crate::model::{Duration, TimeWindow};
use crate::text::Place;

/// The time that an objective is judged over.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "TimeWindow")]
pub struct TimeWindowSpec {
    /// Its length.
    duration: Parsed<Duration>,
    /// Whether it ends now, at every moment, rather than jump from one calendar period to the next.
    #[schemars(example = true)]
    is_rolling: Option<bool>,
    /// For a window that jumps: where its periods start, and on whose calendar.
    calendar: Option<AnchorSpec>,
}

/// Where the periods of a calendar window start.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "TimeWindowCalendar")]
struct AnchorSpec {
    /// The start of any one period; all others are whole durations away from it.
    start_time: Parsed<ZonelessTime>,
    /// Whose calendar.
    time_zone: Parsed<Zone>,
}

/// The window of an objective that declares none.
const DEFAULT: TimeWindow = TimeWindow { duration: Duration::days(28), motion: Motion::Rolling };

impl TimeWindowSpec {
    /// The one window of a list at `place`; without a list, 28 rolling days.
    pub fn lower_only(list: Option<Vec<Self>>, place: &Place, lower: &mut Lower<'_>) -> Option<TimeWindow> {
        let Some(list) = list else { return Some(DEFAULT) };
        let count = list.len();
        match <[Self; 1]>::try_from(list) {
            Ok([only]) => only.lower(&place.index(0), lower),
            Err(_) => {
                let message = format!("`timeWindow` is a list of exactly one window, here it has {count}");
                let help = "for another window, declare another objective";
                lower.report(Finding::new(&rules::CONTRADICTION, place, message).help(help));
                None
            }
        }
    }

    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<TimeWindow> {
        let motion = match (self.calendar, self.is_rolling) {
            (None, None | Some(true)) => Motion::Rolling,
            (Some(anchor), None | Some(false)) => {
                Motion::Calendar { start: anchor.start_time.0.0, zone: anchor.time_zone.0.0 }
            }
            (Some(_), Some(true)) => {
                let message = "a rolling window ends now and has no `calendar`";
                lower.report(Finding::new(&rules::CONTRADICTION, place.key("calendar"), message));
                return None;
            }
            (None, Some(false)) => {
                let message =
                    "a window that is not rolling needs a `calendar` that says where its periods start";
                let help = r#"add `calendar: {startTime: "2016-01-01 00:00:00", timeZone: UTC}`"#;
                lower.report(Finding::new(&rules::CONTRADICTION, place.key("isRolling"), message).help(help));
                return None;
            }
        };
        Some(TimeWindow { duration: self.duration.0, motion })
    }
}
