//! The declaration of the next cycle, in YAML.

use jiff::civil::Date;

use super::{Ended, NextTarget};
use crate::analyse::frozen;
use crate::model::window::DatePeriod;
use crate::model::{Cycle, Name};
use crate::plan::document::{Lines, change};
use crate::plan::kinds::Ground;

/// The whole file, with a first line that tells editors where the schema is.
pub(super) fn of(
    ground: Ground<'_>,
    ended: &Ended<'_>,
    name: &Name,
    period: DatePeriod,
    target: &NextTarget,
    path: &str,
) -> String {
    let cycle = ended.cycle;
    let mut lines = Lines::default();
    let up = "../".repeat(path.matches('/').count());
    lines.raw(&format!("# yaml-language-server: $schema={up}.deming/deming.schema.json"));
    lines.raw("apiVersion: deming/v1");
    lines.raw("kind: Cycle");
    lines.raw("metadata:");
    lines.field(1, "name", name.as_str());
    lines.raw("spec:");
    if let Some(goal) = &cycle.goal {
        lines.field(1, "goal", &goal.to_string());
    }
    lines.field(1, "service", cycle.service.as_str());
    lines.field(1, "metric", cycle.metric.as_str());
    lines.field(1, "owner", cycle.owner.as_str());
    lines.raw(&format!("  period: {{from: {}, to: {}}}", period.from, period.to));
    baseline(&mut lines, ended);
    lines.raw("  target:");
    match target.field {
        // A number or a percentage, which would be a text in quotation marks.
        "value" => lines.raw(&format!("    value: {}", target.text)),
        field => lines.field(2, field, &target.text),
    }
    if !cycle.guards.is_empty() {
        lines.raw("  guards:");
        for guard in &cycle.guards {
            lines.field(2, "- metric", guard.metric.as_str());
            lines.field(3, "change", &change(guard.change));
        }
    }
    decide(&mut lines, cycle, period, ground.today);
    lines.0
}

/// The time of the cycle before, frozen where its data tell of enough of it.
fn baseline(lines: &mut Lines, ended: &Ended<'_>) {
    let period = ended.cycle.period;
    lines.raw("  baseline:");
    lines.raw(&format!("    period: {{from: {}, to: {}}}", period.from, period.to));
    let wanted = ended.metric.gather.as_ref().map_or(0.0, |gather| gather.integrity.coverage);
    let Some(over) = ended.assessed.over.as_ref().filter(|over| over.figure.coverage >= wanted) else {
        return;
    };
    if let Some(value) = over.figure.value {
        lines.raw(&format!("    value: {}", frozen::literal(&ended.metric.unit, value)));
        lines.raw(&format!("    rows: {}", over.rows));
        lines.field(2, "digest", &over.digest);
    }
}

fn decide(lines: &mut Lines, cycle: &Cycle, period: DatePeriod, today: Date) {
    let Some(decide) = &cycle.decide else { return };
    lines.raw("  decide:");
    if let Some(by) = &decide.by {
        lines.field(2, "by", by.as_str());
    }
    if let Some(every) = decide.every {
        lines.raw(&format!("    every: {every}"));
        let next = every.next_day(period.from, today.max(period.from)).unwrap_or(period.to);
        lines.raw(&format!("    next: {}", next.min(period.to)));
    }
}
