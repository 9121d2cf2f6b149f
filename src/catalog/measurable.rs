//! Step 2: what should be measured and cannot be yet.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::rules;
use crate::finding::{Finding, Level};
use crate::model::window::end_of_day;
use crate::model::{Metric, Name, Object};

/// How many months somebody may take to make a metric measurable, in what is suggested.
const SUGGESTED_MONTHS: i32 = 3;

/// Metrics without a source: worth knowing while somebody has promised one; wrong once that day has passed, and where
/// something rests on a metric that nobody promises.
pub fn gaps(objects: &[Object], zone: &TimeZone, as_of: Option<Timestamp>) -> Vec<Finding> {
    let relied = relied_upon(objects);
    let metrics = objects.iter().filter_map(|object| match object {
        Object::Metric(metric) if metric.gather.is_none() => Some(metric),
        _ => None,
    });
    metrics
        .map(|metric| Unmeasured { metric, level: relied.get(&metric.meta.name).copied(), zone, as_of }.gap())
        .collect()
}

/// What rests on metrics, by how bad it is when they cannot be measured: cycles and their guards first.
fn relied_upon(objects: &[Object]) -> BTreeMap<&Name, Level> {
    let mut cycles = BTreeSet::new();
    let mut agreements = BTreeSet::new();
    for object in objects {
        match object {
            Object::Cycle(cycle) => {
                cycles.insert(&cycle.metric);
                cycles.extend(cycle.guards.iter().map(|guard| &guard.metric));
            }
            Object::Agreement(agreement) => {
                agreements.extend(agreement.objectives.iter().map(|objective| &objective.metric));
            }
            _ => {}
        }
    }
    let mut relied: BTreeMap<&Name, Level> =
        agreements.into_iter().map(|name| (name, Level::Warning)).collect();
    relied.extend(cycles.into_iter().map(|name| (name, Level::Error)));
    relied
}

/// A metric without a source, and what rests on it.
struct Unmeasured<'a> {
    metric: &'a Metric,
    level: Option<Level>,
    zone: &'a TimeZone,
    as_of: Option<Timestamp>,
}

impl Unmeasured<'_> {
    fn gap(&self) -> Finding {
        let spec = self.metric.meta.place.child("spec");
        let name = &self.metric.meta.name;
        let Some(gap) = &self.metric.gap else { return self.unpromised() };
        let Some(due) = gap.due else { return self.undated() };
        if self.as_of.is_some_and(|now| end_of_day(due, self.zone) <= now) {
            let message = format!("`{name}` cannot be measured yet; {} promised it for {due}", gap.owner);
            return Finding::new(&rules::OVERDUE_GAP, spec.child("gap").child("due"), message)
                .help("declare `gather`, or agree on another day");
        }
        let message = format!("`{name}` cannot be measured yet; {} sees to it by {due}", gap.owner);
        Finding::new(&rules::NOT_MEASURABLE, spec.key("gap"), message)
    }

    fn unpromised(&self) -> Finding {
        let name = &self.metric.meta.name;
        match (self.level, &self.metric.sourceless) {
            (Some(level), Some(gather)) => {
                let message = "step 3 (gather): how is not stated";
                let help = format!(
                    "add `source: {{file: {{path: data/{name}.csv, time: {{column: …}}, value: {{column: …}}}}}}`, or say \
                     until when nobody can: `{}`",
                    self.promise()
                );
                Finding::new(&rules::GATHER_SOURCE_MISSING, gather.child("source"), message)
                    .at_level(level)
                    .help(help)
            }
            (Some(level), None) => self.unanswered(
                level,
                "step 2 (what can be measured): neither a source nor a gap is stated",
                format!("add `gather` with a `source`, or say who will see to it: `{}`", self.promise()),
            ),
            (None, _) => {
                let place = self.metric.meta.place.child("metadata").child("name");
                let message =
                    format!("`{name}` cannot be measured yet, and nobody has promised to change that");
                let help = "declare where it is gathered from (`gather`), or who will see to it (`gap: {owner, due}`)";
                Finding::new(&rules::NOT_MEASURABLE, place, message).help(help)
            }
        }
    }

    /// A promise without a day: too little for a cycle, which has an end itself.
    fn undated(&self) -> Finding {
        let due = self.suggested_day();
        if self.level == Some(Level::Error) {
            let message = "step 2 (what can be measured): by when the gap is closed is not stated";
            return self.unanswered(Level::Error, message, format!("add `due: {due}` to `gap`"));
        }
        let spec = self.metric.meta.place.child("spec");
        let who =
            self.metric.gap.as_ref().map(|gap| format!("; {} sees to it", gap.owner)).unwrap_or_default();
        let message = format!("`{}` cannot be measured yet{who}", self.metric.meta.name);
        Finding::new(&rules::NOT_MEASURABLE, spec.key("gap"), message).help("give it a day: `due`")
    }

    fn unanswered(&self, level: Level, message: &str, help: String) -> Finding {
        let spec = self.metric.meta.place.child("spec");
        let place =
            if self.metric.gap.is_some() { spec.child("gap").child("due") } else { spec.child("gather") };
        Finding::new(&rules::SOURCE_MISSING, place, message).at_level(level).help(help)
    }

    /// A gap that can be pasted.
    fn promise(&self) -> String {
        let owner = self.metric.owner.as_ref().map_or("@team", |owner| owner.as_str());
        format!("gap: {{owner: \"{owner}\", due: {}}}", self.suggested_day())
    }

    fn suggested_day(&self) -> String {
        let today = self.as_of.map(|now| now.to_zoned_datetime(self.zone.clone()).date());
        let day = today.and_then(|today| today.checked_add(SUGGESTED_MONTHS.months()).ok());
        day.map_or_else(|| "…".to_owned(), |day| day.to_string())
    }
}
