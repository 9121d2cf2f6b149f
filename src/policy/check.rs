//! What a check is, and what it may look at.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::people::People;
use crate::analyse::Assessment;
use crate::catalog::{Catalog, Lookup};
use crate::finding::{Findings, Rule};
use crate::model::{Cycle, Metric, Name};
use crate::verify::ActionReview;

/// A rule and the function that judges by it.
pub struct Check {
    /// The rule.
    pub rule: Rule,
    /// What it has to know.
    pub needs: Needs,
    /// Adds a finding for each place that breaks the rule.
    pub judge: fn(&Subject<'_>, &mut Findings),
}

/// What a check has to know. Data are read only when a check that is asked for needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// The declarations alone.
    Declarations,
    /// Who is known to the forge, and who committed lately, too.
    People,
    /// What was observed of the metrics of cycles with a baseline, too.
    Baselines,
    /// What was observed of the metrics that objectives and cycles rest on, too.
    Observations,
    /// What was observed of the metrics, and guards of cycles, that past actions are reviewed by, too.
    Effects,
}

impl Needs {
    /// The metrics whose data it takes, by name: those whose data lie in the repository.
    pub fn metrics(self, catalog: &Catalog) -> BTreeSet<Name> {
        let of_cycles = |wanted: fn(&Cycle) -> bool| {
            let cycles = catalog.cycles.values().filter(move |cycle| wanted(cycle));
            cycles.map(|cycle| cycle.metric.clone())
        };
        let mut metrics: BTreeSet<Name> = match self {
            Self::Declarations | Self::People => BTreeSet::new(),
            Self::Baselines => of_cycles(|cycle| cycle.baseline.is_some()).collect(),
            Self::Effects => {
                let done = || catalog.actions.values().filter(|action| action.implemented_on.is_some());
                let hoped = done().filter_map(|action| action.expect.as_ref());
                let cycles = done().filter_map(|action| catalog.cycles.get(action.cycle.as_ref()?));
                let watched = cycles.flat_map(|cycle| cycle.guards.iter().map(|guard| guard.metric.clone()));
                hoped.map(|expect| expect.metric.clone()).chain(watched).collect()
            }
            Self::Observations => {
                let promised = catalog.objectives().map(|(_, objective)| objective.metric.clone());
                promised.chain(of_cycles(|_| true)).collect()
            }
        };
        metrics.retain(|name| catalog.metrics.get(name).is_some_and(Metric::is_local));
        metrics
    }
}

/// What checks look at.
pub struct Subject<'a> {
    /// Everything that is declared and sound in itself; every reference leads somewhere.
    pub catalog: &'a Catalog,
    /// The same, looked up from the other end.
    pub lookup: &'a Lookup<'a>,
    /// The moment that is "now".
    pub as_of: Timestamp,
    /// Who is known, and who still commits, where somebody looked.
    pub people: &'a People,
    /// Desired against observed, where data were read.
    pub assessment: Option<&'a Assessment>,
    /// What became of past actions, where a check needs to know.
    pub reviews: &'a [ActionReview],
}

impl Subject<'_> {
    /// The day that is "today", in the zone of the settings.
    pub fn today(&self) -> Date {
        self.as_of.to_zoned_datetime(self.catalog.settings.zone.clone()).date()
    }
}
