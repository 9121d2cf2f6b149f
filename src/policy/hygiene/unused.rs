//! Metrics, calendars, data sources and playbooks that nothing uses.

use std::collections::BTreeSet;

use super::{DESK, measured};
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::playbook::Trigger;
use crate::model::source::Source;
use crate::model::{Metric, Name, ObjectKind, Service};
use crate::policy::check::{Check, Needs, Subject};
use crate::text::Place;

/// A metric that nobody looks at.
pub static METRIC: Check = Check {
    rule: Rule {
        code: "D183",
        name: "unused-metric",
        level: Level::Warning,
        what: "A metric is gathered, and no goal, agreement, cycle, need, action or playbook refers to it.",
        why: "Gathering costs somebody's time every day; a figure that nobody steers by is not worth it.",
        bad: concat!(
            measured!("calls", "process"),
            "---\n",
            measured!("waiting", "service"),
            "---\n",
            "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: short, metric: waiting, op: lte, value: 5}]}\n"
        ),
        good: concat!(
            measured!("waiting", "service"),
            "---\n",
            "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: short, metric: waiting, op: lte, value: 5}]}\n"
        ),
        beside: DESK,
        source: "ITIL's seven-step improvement process, step 1: measure what serves a goal.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: metric,
};

fn metric(subject: &Subject<'_>, findings: &mut Findings) {
    let used = used_metrics(subject.catalog);
    // What cannot be measured yet costs nothing, and is told by its own rule.
    let gathered = subject.catalog.metrics.iter().filter(|(_, metric)| metric.gather.is_some());
    for (name, metric) in gathered.filter(|(name, _)| !used.contains(name)) {
        let message = format!("`{name}` is gathered, and nothing refers to it");
        let help =
            "make it a KPI of a goal, promise something about it, let it guard a cycle, or take it out";
        let place = metric.meta.place.child("metadata").child("name");
        findings.push(Finding::new(&METRIC.rule, place, message).help(help));
    }
}

fn used_metrics(catalog: &Catalog) -> BTreeSet<&Name> {
    let goals = catalog.strategies.values().flat_map(|strategy| &strategy.goals);
    let mut used: BTreeSet<&Name> =
        goals.flat_map(|goal| &goal.csfs).flat_map(|factor| &factor.kpis).collect();
    used.extend(catalog.objectives().map(|(_, objective)| &objective.metric));
    used.extend(catalog.needs.values().flat_map(|need| &need.requires).map(|required| &required.metric));
    for cycle in catalog.cycles.values() {
        used.insert(&cycle.metric);
        used.extend(cycle.guards.iter().map(|guard| &guard.metric));
    }
    used.extend(
        catalog.actions.values().filter_map(|action| action.expect.as_ref()).map(|expect| &expect.metric),
    );
    used.extend(catalog.playbooks.values().filter_map(|playbook| playbook.when.metric.as_ref()));
    used
}

/// A calendar or a data source that nobody refers to.
pub static DECLARATION: Check = Check {
    rule: Rule {
        code: "D184",
        name: "unused-declaration",
        level: Level::Warning,
        what: "A calendar or a data source is declared, and nothing refers to it.",
        why: "Who declared business hours believes that agreements keep to them; without `serviceHours` they do not.",
        bad: concat!(
            "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: office}\nspec: {timeZone: UTC}\n---\n",
            measured!("waiting", "service"),
            "---\n",
            "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: short, metric: waiting, op: lte, value: 5}]}\n"
        ),
        good: concat!(
            "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: office}\nspec: {timeZone: UTC}\n---\n",
            measured!("waiting", "service"),
            "---\n",
            "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, serviceHours: office, objectives: [{name: short, metric: waiting, op: lte, value: 5}]}\n"
        ),
        beside: DESK,
        source: "The language `deming/v1`.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: declaration,
};

fn declaration(subject: &Subject<'_>, findings: &mut Findings) {
    let catalog = subject.catalog;
    let hours: BTreeSet<&Name> =
        catalog.agreements.values().filter_map(|agreement| agreement.service_hours.as_ref()).collect();
    let asked: BTreeSet<&Name> = catalog.metrics.values().filter_map(data_source).collect();
    for calendar in catalog.calendars.values().filter(|calendar| !hours.contains(&calendar.meta.name)) {
        let help = format!("give an agreement `serviceHours: {}`, or take it out", calendar.meta.name);
        findings.push(unused(ObjectKind::Calendar, &calendar.meta.name, &calendar.meta.place, help));
    }
    for system in catalog.data_sources.values().filter(|system| !asked.contains(&system.meta.name)) {
        let help =
            format!("name it in the source of a metric: `dataSource: {}`, or take it out", system.meta.name);
        findings.push(unused(ObjectKind::DataSource, &system.meta.name, &system.meta.place, help));
    }
}

fn data_source(metric: &Metric) -> Option<&Name> {
    match &metric.gather.as_ref()?.source {
        Source::Remote(remote) => remote.data_source.as_ref(),
        Source::Foreign(foreign) => foreign.data_source.as_ref(),
        Source::File(_) | Source::Git(_) | Source::Report(_) | Source::Ratio(_) => None,
    }
}

fn unused(kind: ObjectKind, name: &Name, place: &Place, help: String) -> Finding {
    let message = format!("nothing refers to the {kind} `{name}`");
    Finding::new(&DECLARATION.rule, place.child("metadata").child("name"), message).help(help)
}

/// A playbook that answers nothing.
pub static PLAYBOOK: Check = Check {
    rule: Rule {
        code: "D185",
        name: "idle-playbook",
        level: Level::Note,
        what: "A playbook fits nothing that is promised or improved. A warning where its own conditions contradict each other.",
        why: "Somebody relies on an answer that will never be given.",
        bad: concat!(
            measured!("waiting", "service"),
            "---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: short, metric: waiting, op: lte, value: 5}]}\n---\napiVersion: deming/v1\nkind: Playbook\nmetadata: {name: add-people}\nspec:\n  when: {finding: missed, class: technology}\n  propose: {title: Add people, kind: support, stage: operation}\n"
        ),
        good: concat!(
            measured!("waiting", "service"),
            "---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: short, metric: waiting, op: lte, value: 5}]}\n---\napiVersion: deming/v1\nkind: Playbook\nmetadata: {name: add-people}\nspec:\n  when: {finding: missed, class: service}\n  propose: {title: Add people, kind: support, stage: operation}\n"
        ),
        beside: DESK,
        source: "The language `deming/v1`.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: playbook,
};

fn playbook(subject: &Subject<'_>, findings: &mut Findings) {
    let catalog = subject.catalog;
    let at_stake: Vec<(&Metric, &Service)> = at_stake(catalog).collect();
    for playbook in catalog.playbooks.values() {
        let when = playbook.meta.place.child("spec").key("when");
        let name = &playbook.meta.name;
        if let Some(contradiction) = contradiction(&playbook.when, catalog) {
            let message = format!("`{name}` can never answer: {contradiction}");
            let finding = Finding::new(&PLAYBOOK.rule, when, message).at_level(Level::Warning);
            findings.push(finding.help("one of the two conditions is enough: take the other out"));
        } else if !at_stake.is_empty()
            && !at_stake.iter().any(|(metric, service)| playbook.fits(metric, service))
        {
            let message = format!("`{name}` fits no metric that is promised or improved");
            let help = "ask for less in `when`, see whether `expect.change` goes the metric's way, or keep it for one to come";
            findings.push(Finding::new(&PLAYBOOK.rule, when, message).help(help));
        }
    }
}

/// What gaps can be about: metrics with the services that they are promised or improved for.
fn at_stake(catalog: &Catalog) -> impl Iterator<Item = (&Metric, &Service)> {
    let promised = catalog.objectives().map(|(agreement, objective)| (&objective.metric, &agreement.service));
    let improved = catalog.cycles.values().map(|cycle| (&cycle.metric, &cycle.service));
    promised
        .chain(improved)
        .filter_map(|(metric, service)| Some((catalog.metrics.get(metric)?, catalog.services.get(service)?)))
}

/// Two conditions that nothing fulfils together.
fn contradiction(when: &Trigger, catalog: &Catalog) -> Option<String> {
    let metric = when.metric.as_ref().and_then(|name| catalog.metrics.get(name));
    if let Some((metric, class)) = metric.zip(when.class).filter(|(metric, class)| metric.class != *class) {
        let name = &metric.meta.name;
        return Some(format!("`{name}` is of class {}, not {}", metric.class.keyword(), class.keyword()));
    }
    let service = when.service.as_ref().and_then(|name| catalog.services.get(name));
    let (service, practice) = service.zip(when.practice.as_ref())?;
    let own = &service.practice.0;
    (own != practice).then(|| format!("`{}` belongs to {own}, not to {practice}", service.meta.name))
}
