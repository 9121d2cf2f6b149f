//! From declarations to the catalog.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::index::Index;
use super::{
    Catalog, Templates, adopt, databases, measurable, names, promises, references, template, values,
};
use crate::finding::{Finding, Findings, Level};
use crate::model::{Declarations, Name, Object, ObjectKind, Settings};

/// The catalog of what is declared, and what is wrong with it.
///
/// Objects with errors are left out, and so is what refers to them, without a word of its own: every reference in
/// the catalog leads somewhere. `as_of` decides which promises are overdue; without it none is.
pub fn resolve(
    settings: Settings,
    declarations: Declarations,
    as_of: Option<Timestamp>,
) -> (Catalog, Findings) {
    let mut findings = Findings::default();
    let (declarations, adopted) = adopt::adopt(declarations);
    findings.extend(adopted.into_iter().map(Finding::told_of_merge_key));
    let (mut objects, duplicates) = names::unique(declarations.objects);
    databases::locate(&mut objects);
    findings.extend(duplicates);
    let faulty = faults(&objects, &Index::new(&objects, &declarations.broken), &mut findings);
    findings.extend(measurable::gaps(&objects, &settings.zone, as_of));
    let mut catalog = Catalog { settings, ..Catalog::default() };
    for object in without(objects, &faulty, declarations.broken.is_empty()) {
        catalog.insert(object);
    }
    (catalog, findings)
}

type Id = (ObjectKind, Name);

fn id(object: &Object) -> Id {
    (object.kind(), object.meta().name.clone())
}

/// Reports what is wrong with objects, and gives those that have errors.
fn faults(objects: &[Object], index: &Index<'_>, findings: &mut Findings) -> BTreeSet<Id> {
    let (in_circles, circles) = names::circles(objects);
    let mut faulty: BTreeSet<Id> = in_circles.into_iter().map(|name| (ObjectKind::Service, name)).collect();
    findings.extend(circles);
    let templates = Templates::new();
    for object in objects {
        let mut found = references::dangling(object, index);
        found.extend(names::inner_duplicates(object));
        found.extend(values::misfits(object, index));
        found.extend(promises::unmeant(object, index));
        found.extend(databases::unfit(object, index));
        if let Object::Playbook(playbook) = object {
            found.extend(template::unwritable(playbook, &templates));
        }
        if found.iter().any(|finding| finding.level == Level::Error) {
            faulty.insert(id(object));
        }
        findings.extend(found.into_iter().map(Finding::told_of_merge_key));
    }
    faulty
}

/// The objects without the faulty ones, and without all that refers, over any number of steps, to what is not there.
fn without(mut objects: Vec<Object>, faulty: &BTreeSet<Id>, all_read: bool) -> Vec<Object> {
    // Where nothing is wrong every reference leads somewhere.
    if all_read && faulty.is_empty() {
        return objects;
    }
    objects.retain(|object| !faulty.contains(&id(object)));
    loop {
        let before = objects.len();
        // An indicator of no service is no metric, though it has the name of one.
        let counted = objects.iter().filter(|object| !matches!(object, Object::Indicator(_)));
        let present: BTreeSet<Id> = counted.map(id).collect();
        objects.retain(|object| {
            references::of(object).iter().all(|to| present.contains(&(to.kind, to.name.clone())))
        });
        if objects.len() == before {
            return objects;
        }
    }
}

impl Catalog {
    fn insert(&mut self, object: Object) {
        let name = object.meta().name.clone();
        match object {
            Object::Strategy(it) => drop(self.strategies.insert(name, it)),
            Object::Need(it) => drop(self.needs.insert(name, it)),
            Object::Service(it) => drop(self.services.insert(name, it)),
            Object::Metric(it) => drop(self.metrics.insert(name, *it)),
            Object::Agreement(it) => drop(self.agreements.insert(name, it)),
            Object::Calendar(it) => drop(self.calendars.insert(name, it)),
            Object::Cycle(it) => drop(self.cycles.insert(name, *it)),
            Object::Action(it) => drop(self.actions.insert(name, *it)),
            Object::Playbook(it) => drop(self.playbooks.insert(name, *it)),
            Object::DataSource(it) => drop(self.data_sources.insert(name, it)),
            Object::Decision(it) => drop(self.decisions.insert(name, it)),
            Object::AlertPolicy(it) => drop(self.alert_policies.insert(name, *it)),
            Object::AlertCondition(it) => drop(self.alert_conditions.insert(name, *it)),
            Object::AlertNotificationTarget(it) => drop(self.alert_targets.insert(name, it)),
            Object::Indicator(it) => drop(self.indicators.insert(name, *it)),
            // Those that are nowhere declared are services by now.
            Object::Mention(_) => {}
        }
    }
}
