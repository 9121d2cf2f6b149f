//! How many KPIs there are, and whether the metrics look at more than one side.

use std::collections::{BTreeMap, BTreeSet};

use super::{DESK, measured};
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::metric::MetricClass;
use crate::model::{Metric, Name, Strategy};
use crate::policy::check::{Check, Needs, Subject};

/// More KPIs of one success factor than this are too many.
const MOST_KPIS: usize = 5;

/// Fewer metrics than this cannot be expected to look at more than one side.
const ENOUGH: usize = 3;

/// A success factor that everything tells of.
pub static TOO_MANY: Check = Check {
    rule: Rule {
        code: "D180",
        name: "too-many-kpis",
        level: Level::Warning,
        what: "A critical success factor has more than five KPIs.",
        why: "Who steers by everything steers by nothing: two or three figures for a success factor are read, ten are filed.",
        bad: concat!(
            measured!("a", "process"),
            "---\n",
            measured!("b", "process"),
            "---\n",
            measured!("c", "process"),
            "---\n",
            measured!("d", "process"),
            "---\n",
            measured!("e", "service"),
            "---\n",
            measured!("f", "service"),
            "---\napiVersion: deming/v1\nkind: Strategy\nmetadata: {name: it}\nspec:\n  vision: Nobody waits.\n  owner: \"@ops\"\n",
            "  goals: [{name: quick, statement: Work is quick., csfs: [{name: all, kpis: [a, b, c, d, e, f]}]}]\n"
        ),
        good: concat!(
            measured!("a", "process"),
            "---\n",
            measured!("e", "service"),
            "---\napiVersion: deming/v1\nkind: Strategy\nmetadata: {name: it}\nspec:\n  vision: Nobody waits.\n  owner: \"@ops\"\n",
            "  goals: [{name: quick, statement: Work is quick., csfs: [{name: all, kpis: [a, e]}]}]\n"
        ),
        beside: DESK,
        source: "ITIL, Continual Service Improvement: no more than two to five KPIs for each CSF.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: too_many,
};

fn too_many(subject: &Subject<'_>, findings: &mut Findings) {
    for strategy in subject.catalog.strategies.values() {
        let goals = strategy.meta.place.child("spec").child("goals");
        for (goal_at, goal) in strategy.goals.iter().enumerate() {
            let csfs = goals.index(goal_at).child("csfs");
            for (at, factor) in goal.csfs.iter().enumerate().filter(|(_, csf)| csf.kpis.len() > MOST_KPIS) {
                let message = format!(
                    "`{}` has {} KPIs; {MOST_KPIS} is the most that are read",
                    factor.name,
                    factor.kpis.len()
                );
                let help =
                    "keep the two or three that tell most; the others remain metrics of their services";
                findings.push(Finding::new(&TOO_MANY.rule, csfs.index(at).key("kpis"), message).help(help));
            }
        }
    }
}

/// A service that is looked at from one side only.
pub static ONE_SIDED: Check = Check {
    rule: Rule {
        code: "D181",
        name: "one-sided-metrics",
        level: Level::Note,
        what: "A service has three metrics or more, all of one class.",
        why: "Technology may be fine, and the work quick, while the customer gets nothing of it; only the three classes together tell.",
        bad: concat!(
            measured!("a", "technology"),
            "---\n",
            measured!("b", "technology"),
            "---\n",
            measured!("c", "technology")
        ),
        good: concat!(
            measured!("a", "technology"),
            "---\n",
            measured!("b", "technology"),
            "---\n",
            measured!("c", "service")
        ),
        beside: DESK,
        source: "ITIL, Continual Service Improvement: technology, process and service metrics.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: one_sided,
};

fn one_sided(subject: &Subject<'_>, findings: &mut Findings) {
    let mut by_service: BTreeMap<&Name, Vec<&Metric>> = BTreeMap::new();
    for metric in subject.catalog.metrics.values() {
        by_service.entry(&metric.service).or_default().push(metric);
    }
    for (name, metrics) in by_service.into_iter().filter(|(_, metrics)| metrics.len() >= ENOUGH) {
        let classes: BTreeSet<MetricClass> = metrics.iter().map(|metric| metric.class).collect();
        let (Some(class), Some(service)) = (classes.first(), subject.catalog.services.get(name)) else {
            continue;
        };
        if classes.len() > 1 {
            continue;
        }
        let message = format!("all {} metrics of `{name}` are of class {}", metrics.len(), class.keyword());
        let place = service.meta.place.child("metadata").child("name");
        let mut finding = Finding::new(&ONE_SIDED.rule, place, message).help(match class {
            MetricClass::Service => {
                "add one of the work or the technology behind it, which moves before customers notice"
            }
            _ => "add one of class service: what the customer gets, end to end",
        });
        if let Some(metric) = metrics.first() {
            finding = finding.label(metric.meta.place.child("spec").child("class"), "one of them");
        }
        findings.push(finding);
    }
}

/// A strategy that looks at itself.
pub static INWARD: Check = Check {
    rule: Rule {
        code: "D182",
        name: "kpis-without-customer",
        level: Level::Note,
        what: "A strategy has three KPIs or more, and none of class service.",
        why: "All its goals can be reached without a customer noticing.",
        bad: concat!(
            measured!("a", "process"),
            "---\n",
            measured!("b", "process"),
            "---\n",
            measured!("c", "technology"),
            "---\napiVersion: deming/v1\nkind: Strategy\nmetadata: {name: it}\nspec:\n  vision: Nobody waits.\n  owner: \"@ops\"\n",
            "  goals: [{name: quick, statement: Work is quick., csfs: [{name: all, kpis: [a, b, c]}]}]\n"
        ),
        good: concat!(
            measured!("a", "process"),
            "---\n",
            measured!("b", "process"),
            "---\n",
            measured!("c", "service"),
            "---\napiVersion: deming/v1\nkind: Strategy\nmetadata: {name: it}\nspec:\n  vision: Nobody waits.\n  owner: \"@ops\"\n",
            "  goals: [{name: quick, statement: Work is quick., csfs: [{name: all, kpis: [a, b, c]}]}]\n"
        ),
        beside: DESK,
        source: "ITIL, Continual Service Improvement: technology, process and service metrics.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: inward,
};

fn inward(subject: &Subject<'_>, findings: &mut Findings) {
    for strategy in subject.catalog.strategies.values() {
        let kpis = kpis(strategy);
        let is_of_customers = |name: &&Name| {
            subject.catalog.metrics.get(*name).is_none_or(|metric| metric.class == MetricClass::Service)
        };
        if kpis.len() < ENOUGH || kpis.iter().any(is_of_customers) {
            continue;
        }
        let message =
            format!("none of the {} KPIs of `{}` is of class service", kpis.len(), strategy.meta.name);
        let help = "name a metric of what the customer gets, end to end, among the `kpis`";
        let place = strategy.meta.place.child("metadata").child("name");
        findings.push(Finding::new(&INWARD.rule, place, message).help(help));
    }
}

fn kpis(strategy: &Strategy) -> BTreeSet<&Name> {
    strategy.goals.iter().flat_map(|goal| &goal.csfs).flat_map(|factor| &factor.kpis).collect()
}
