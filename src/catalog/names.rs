//! Names that are declared twice, and services that stand on themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use crate::finding::Finding;
use crate::model::{Agreement, Name, Object, ObjectKind, Service, Strategy};
use crate::text::Place;

/// The objects without those whose kind and name came before, and a finding for each of these.
pub fn unique(objects: Vec<Object>) -> (Vec<Object>, Vec<Finding>) {
    let mut first: BTreeMap<(ObjectKind, &str), &Object> = BTreeMap::new();
    let mut repeated = BTreeSet::new();
    let mut findings = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        let (kind, name) = (object.kind(), object.meta().name.as_str());
        match first.get(&(kind, name)) {
            Some(earlier) => {
                repeated.insert(number);
                let place = |object: &Object| object.meta().place.child("metadata").child("name");
                findings.push(twice(&format!("the {kind} `{name}`"), &place(object), &place(earlier)));
            }
            None => {
                first.insert((kind, name), object);
            }
        }
    }
    let kept = objects.into_iter().enumerate().filter(|(number, _)| !repeated.contains(number));
    (kept.map(|(_, object)| object).collect(), findings)
}

fn twice(what: &str, place: &Place, earlier: &Place) -> Finding {
    Finding::new(&rules::DUPLICATE_NAME, place, format!("{what} is declared twice"))
        .label(earlier, "first declared here")
        .help("rename one of the two, or take it out")
}

/// Names that an object uses twice within itself: goals of a strategy, objectives of an agreement.
pub fn inner_duplicates(object: &Object) -> Vec<Finding> {
    match object {
        Object::Strategy(strategy) => in_strategy(strategy),
        Object::Agreement(agreement) => in_agreement(agreement),
        _ => Vec::new(),
    }
}

fn in_strategy(strategy: &Strategy) -> Vec<Finding> {
    let goals = strategy.meta.place.child("spec").child("goals");
    let named = strategy.goals.iter().enumerate().map(|(i, goal)| (&goal.name, goals.index(i).child("name")));
    let mut findings = repeated("goal", named);
    for (i, goal) in strategy.goals.iter().enumerate() {
        let csfs = goals.index(i).child("csfs");
        let named = goal.csfs.iter().enumerate().map(|(i, csf)| (&csf.name, csfs.index(i).child("name")));
        findings.extend(repeated("success factor", named));
    }
    findings
}

fn in_agreement(agreement: &Agreement) -> Vec<Finding> {
    let composite = agreement
        .composite
        .iter()
        .map(|composite| (&composite.name, agreement.meta.place.child("spec").key("objectives")));
    let named = agreement.objectives.iter().map(|one| (&one.name, one.place.child("name")));
    repeated("objective", composite.chain(named))
}

fn repeated<'n>(what: &str, named: impl Iterator<Item = (&'n Name, Place)>) -> Vec<Finding> {
    let mut first: BTreeMap<&Name, Place> = BTreeMap::new();
    let mut findings = Vec::new();
    for (name, place) in named {
        match first.get(name) {
            Some(earlier) => findings.push(twice(&format!("the {what} `{name}`"), &place, earlier)),
            None => {
                first.insert(name, place);
            }
        }
    }
    findings
}

/// Services that stand on themselves, each circle told once, at its first service by name. Gives the names of all
/// services in circles too.
pub fn circles(objects: &[Object]) -> (BTreeSet<Name>, Vec<Finding>) {
    let services: BTreeMap<&Name, &Service> = objects
        .iter()
        .filter_map(|object| match object {
            Object::Service(service) => Some((&service.meta.name, service)),
            _ => None,
        })
        .collect();
    let (mut inside, mut findings) = (BTreeSet::new(), Vec::new());
    for (name, service) in &services {
        if inside.contains(*name) {
            continue;
        }
        if let Some(circle) = way_back(name, &services) {
            findings.push(circle_finding(service, &circle));
            inside.extend(circle.into_iter().cloned());
        }
    }
    (inside, findings)
}

/// The shortest way from a service back to itself along `dependsOn`, the service at its start.
fn way_back<'s>(start: &'s Name, services: &BTreeMap<&'s Name, &'s Service>) -> Option<Vec<&'s Name>> {
    let mut came_from: BTreeMap<&Name, &Name> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(here) = queue.pop_front() {
        for next in services.get(here).map(|service| service.depends_on.as_slice()).unwrap_or_default() {
            if next == start {
                let mut way: Vec<&Name> =
                    std::iter::successors(Some(here), |name| came_from.get(name).copied()).collect();
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(next) {
                came_from.insert(next, here);
                queue.push_back(next);
            }
        }
    }
    None
}

fn circle_finding(service: &Service, circle: &[&Name]) -> Finding {
    let second = circle.get(1).copied().unwrap_or(&service.meta.name);
    let at = service.depends_on.iter().position(|name| name == second).unwrap_or_default();
    let place = service.meta.place.child("spec").child("dependsOn").index(at);
    let way: Vec<String> =
        circle.iter().chain([&&service.meta.name]).map(|name| format!("`{name}`")).collect();
    let message = format!("services stand on each other in a circle: {}", way.join(" → "));
    Finding::new(&rules::CIRCLE, place, message).help("take out the dependency that is the weakest")
}
