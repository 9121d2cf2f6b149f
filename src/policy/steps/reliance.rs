//! Which metrics are relied upon, and by what.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::finding::{Finding, Level, Rule};
use crate::model::{Metric, Name};
use crate::policy::check::Subject;
use crate::text::Place;

/// A metric that somebody relies upon.
pub struct Relied<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// How bad it is when it leaves a step unanswered: an error for cycles, a warning for agreements.
    pub level: Level,
    /// Where it is relied upon.
    place: Place,
    /// By what.
    by: String,
}

impl Relied<'_> {
    /// Whether a cycle rests on it.
    pub fn is_of_cycle(&self) -> bool {
        self.level == Level::Error
    }

    /// A finding about it that shows what relies on it.
    pub fn finding(&self, rule: &'static Rule, place: Place, message: &str, help: String) -> Finding {
        let finding = Finding::new(rule, place, message).at_level(self.level);
        finding.label(&self.place, self.by.clone()).help(help)
    }
}

/// Every metric that a cycle or an agreement rests on, once, by name; of those that both rest on, the cycle counts.
pub fn relied_upon<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Relied<'a>> {
    let catalog = subject.catalog;
    let mut found: BTreeMap<&Name, (Level, Place, String)> = BTreeMap::new();
    for (name, place, by) in of_cycles(catalog) {
        found.entry(name).or_insert((Level::Error, place, by));
    }
    for (agreement, objective) in catalog.objectives() {
        let by = format!("`{}/{}` rests on it", agreement.meta.name, objective.name);
        let place = objective.place.child("metric");
        found.entry(&objective.metric).or_insert((Level::Warning, place, by));
    }
    found.into_iter().filter_map(|(name, (level, place, by))| {
        catalog.metrics.get(name).map(|metric| Relied { metric, level, place, by })
    })
}

/// The metrics that cycles are to improve, and then those that must not suffer for it.
fn of_cycles(catalog: &Catalog) -> impl Iterator<Item = (&Name, Place, String)> {
    let improved = catalog.cycles.values().map(|cycle| {
        let place = cycle.meta.place.child("spec").child("metric");
        (&cycle.metric, place, format!("the cycle `{}` is about it", cycle.meta.name))
    });
    let guarded = catalog.cycles.values().flat_map(|cycle| {
        let by = format!("it guards the cycle `{}`", cycle.meta.name);
        cycle.guards.iter().map(move |guard| (&guard.metric, guard.place.child("metric"), by.clone()))
    });
    improved.chain(guarded)
}
