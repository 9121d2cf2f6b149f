//! Step 2: what should be measured and cannot be yet.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::rules;
use crate::finding::Finding;
use crate::model::window::end_of_day;
use crate::model::{Metric, Object};

/// Metrics without a source: worth knowing, and wrong once the day has passed by which that should have changed.
pub fn gaps(objects: &[Object], zone: &TimeZone, as_of: Option<Timestamp>) -> Vec<Finding> {
    let metrics = objects.iter().filter_map(|object| match object {
        Object::Metric(metric) if metric.gather.is_none() => Some(metric),
        _ => None,
    });
    metrics.map(|metric| gap(metric, zone, as_of)).collect()
}

fn gap(metric: &Metric, zone: &TimeZone, as_of: Option<Timestamp>) -> Finding {
    let spec = metric.meta.place.child("spec");
    let name = &metric.meta.name;
    let Some(gap) = &metric.gap else {
        let message = format!("`{name}` cannot be measured yet, and nobody has promised to change that");
        let help =
            "declare where it is gathered from (`gather`), or who will see to it (`gap: {owner, due}`)";
        return Finding::new(
            &rules::NOT_MEASURABLE,
            metric.meta.place.child("metadata").child("name"),
            message,
        )
        .help(help);
    };
    let Some(due) = gap.due else {
        let message = format!("`{name}` cannot be measured yet; {} sees to it", gap.owner);
        return Finding::new(&rules::NOT_MEASURABLE, spec.key("gap"), message).help("give it a day: `due`");
    };
    if as_of.is_some_and(|now| end_of_day(due, zone) <= now) {
        let message = format!("`{name}` cannot be measured yet; {} promised it for {due}", gap.owner);
        return Finding::new(&rules::OVERDUE_GAP, spec.child("gap").child("due"), message)
            .help("declare `gather`, or agree on another day");
    }
    let message = format!("`{name}` cannot be measured yet; {} sees to it by {due}", gap.owner);
    Finding::new(&rules::NOT_MEASURABLE, spec.key("gap"), message)
}
