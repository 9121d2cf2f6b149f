//! What is declared, looked up from the other end: the objectives on a metric, the agreements about a service.
//!
//! A catalogue holds what each object refers to. Whoever asks the other way round for each of many objects makes one of
//! these first, or a large organisation waits for the square of its size.

use std::collections::BTreeMap;

use super::Catalog;
use crate::model::{Agreement, Name, Need, Objective};

/// An objective, and the agreement that holds it.
pub type Promised<'c> = (&'c Agreement, &'c Objective);

/// A catalogue looked up from the other end. Everything comes in the order of the catalogue.
#[derive(Debug)]
pub struct Lookup<'c> {
    objectives: BTreeMap<&'c Name, Vec<Promised<'c>>>,
    agreements: BTreeMap<&'c Name, Vec<&'c Agreement>>,
    needs_of_services: BTreeMap<&'c Name, Vec<&'c Need>>,
    needs_of_metrics: BTreeMap<&'c Name, Vec<&'c Need>>,
    needs: &'c BTreeMap<Name, Need>,
}

impl<'c> Lookup<'c> {
    /// Looks through a catalogue once.
    pub fn of(catalog: &'c Catalog) -> Self {
        let needs = || catalog.needs.values();
        let required = needs().flat_map(|need| need.requires.iter().map(move |one| (&one.metric, need)));
        Self {
            objectives: grouped(catalog.objectives().map(|promised| (&promised.1.metric, promised))),
            agreements: grouped(catalog.agreements.values().map(|one| (&one.service, one))),
            needs_of_services: grouped(needs().map(|need| (&need.service, need))),
            needs_of_metrics: grouped(required),
            needs: &catalog.needs,
        }
    }

    /// The objectives on a metric.
    pub fn objectives_on(&self, metric: &Name) -> &[Promised<'c>] {
        self.objectives.get(metric).map(Vec::as_slice).unwrap_or_default()
    }

    /// The agreements about a service.
    pub fn agreements_about(&self, service: &Name) -> &[&'c Agreement] {
        self.agreements.get(service).map(Vec::as_slice).unwrap_or_default()
    }

    /// The needs that a service is to meet.
    pub fn needs_of(&self, service: &Name) -> &[&'c Need] {
        self.needs_of_services.get(service).map(Vec::as_slice).unwrap_or_default()
    }

    /// The needs that an action on a service is held to: those about the metrics that it is to move, where there are
    /// any, else all of the service. By name, each once.
    pub fn needs_at_stake(&self, service: &Name, metrics: &[&Name]) -> Vec<&'c Need> {
        let promises = metrics.iter().flat_map(|metric| self.objectives_on(metric));
        let named = promises.filter_map(|(_, objective)| self.needs.get(objective.need.as_ref()?));
        let required = metrics.iter().flat_map(|metric| self.needs_requiring(metric)).copied();
        let about: BTreeMap<&Name, &Need> =
            named.chain(required).map(|need| (&need.meta.name, need)).collect();
        if about.is_empty() { self.needs_of(service).to_vec() } else { about.into_values().collect() }
    }

    /// The needs that require something of a metric.
    pub fn needs_requiring(&self, metric: &Name) -> &[&'c Need] {
        self.needs_of_metrics.get(metric).map(Vec::as_slice).unwrap_or_default()
    }
}

fn grouped<'c, T>(pairs: impl Iterator<Item = (&'c Name, T)>) -> BTreeMap<&'c Name, Vec<T>> {
    let mut groups: BTreeMap<&Name, Vec<T>> = BTreeMap::new();
    for (name, one) in pairs {
        groups.entry(name).or_default().push(one);
    }
    groups
}
