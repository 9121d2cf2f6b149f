//! All that is declared beside all that was observed, seen from one moment.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::catalog::{Catalog, Lookup};
use crate::model::observation::Absence;
use crate::model::source::Source;
use crate::model::{Metric, Name, Observations};

use super::scope::Scope;

/// What analysis and verification look at.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// What is declared.
    pub catalog: &'a Catalog,
    /// The moment that is "now".
    pub as_of: Timestamp,
    observations: &'a BTreeMap<Name, Observations>,
    /// Stands in for metrics of which nobody gathered anything, so that every metric can be looked at.
    absent: BTreeMap<Name, Observations>,
    /// What is declared, looked up from the other end.
    pub lookup: Lookup<'a>,
}

impl<'a> Evidence<'a> {
    /// Puts both side by side. A metric without observations is absent for the reason that its declaration gives.
    pub fn new(
        catalog: &'a Catalog,
        observations: &'a BTreeMap<Name, Observations>,
        as_of: Timestamp,
    ) -> Self {
        let unseen = catalog.metrics.values().filter(|metric| !observations.contains_key(&metric.meta.name));
        let absent = unseen
            .map(|metric| {
                let name = metric.meta.name.clone();
                (name.clone(), Observations::absent(name, absence(metric)))
            })
            .collect();
        Self { catalog, as_of, observations, absent, lookup: Lookup::of(catalog) }
    }

    /// A metric with its observations; `None` when no metric has this name, which a complete catalogue rules out.
    pub fn scope(&self, metric: &Name) -> Option<Scope<'_>> {
        let observations = self.observations.get(metric).or_else(|| self.absent.get(metric))?;
        let metric = self.catalog.metrics.get(metric)?;
        let promise = self.lookup.objectives_on(&metric.meta.name).first().map(|(agreement, _)| *agreement);
        Some(Scope::new(self.catalog, metric, observations, self.as_of, promise))
    }
}

fn absence(metric: &Metric) -> Absence {
    match metric.gather.as_ref().map(|gather| &gather.source) {
        None => Absence::NoSource,
        Some(Source::Remote(remote)) if remote.is_local() => Absence::Empty,
        Some(Source::Remote(remote)) => Absence::NotGathered(remote.question.kind().keyword()),
        Some(Source::Foreign(foreign)) => Absence::Foreign(foreign.kind.clone().unwrap_or_default()),
        Some(Source::File(_) | Source::Git(_) | Source::Report(_) | Source::Ratio(_)) => Absence::Empty,
    }
}
