//! Vision to step 2: everything that is declared, with every reference known to lead somewhere.
//!
//! | file | knows |
//! |---|---|
//! | [`resolve`](resolve()) | from declarations to the catalog: unique names, checks, what has to be left out |
//! | `adopt` | indicators of OpenSLO become metrics: of the services whose objectives use them |
//! | `databases` | which database a statement is for, and what does not fit it |
//! | `references` | which object refers to which |
//! | [`Lookup`] | the objectives on a metric, the agreements about a service: references from the other end |
//! | `names` | names that are declared twice, and services that stand on themselves |
//! | `promises` | what cannot be meant: shares beyond all, sides that oppose the direction, cycles for the worse, endless windows; conditions that nothing weighs |
//! | `template` | the texts of playbooks, and whether they can be written |
//! | `values` | targets and changes that do not fit what a metric measures |
//! | `measurable` | step 2: what should be measured and cannot be |
//! | [`rules`] | what can be wrong |

mod adopt;
mod databases;
mod index;
mod lookup;
mod measurable;
mod names;
mod promises;
mod references;
mod resolve;
pub mod rules;
mod template;
mod values;

pub use adopt::adopt;
pub use lookup::Lookup;
pub use references::{Reference, of as references_of};
pub use resolve::resolve;
pub use template::{Templates, Variables};

use std::collections::BTreeMap;

use crate::model::strategy::{Goal, GoalRef};
use crate::model::{
    Action, Agreement, AlertCondition, AlertNotificationTarget, AlertPolicy, Calendar, Cycle, DataSource,
    Decision, Indicator, Meta, Metric, Name, Need, ObjectKind, Objective, Playbook, Service, Settings,
    Strategy,
};

/// The declared state of a repository. By name, so that every walk over it has one order.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// The settings.
    pub settings: Settings,
    /// Vision and goals.
    pub strategies: BTreeMap<Name, Strategy>,
    /// What the business asks for.
    pub needs: BTreeMap<Name, Need>,
    /// Services.
    pub services: BTreeMap<Name, Service>,
    /// Metrics.
    pub metrics: BTreeMap<Name, Metric>,
    /// Agreements.
    pub agreements: BTreeMap<Name, Agreement>,
    /// Calendars of agreed hours.
    pub calendars: BTreeMap<Name, Calendar>,
    /// Improvement cycles.
    pub cycles: BTreeMap<Name, Cycle>,
    /// The improvement register.
    pub actions: BTreeMap<Name, Action>,
    /// Standing answers to gaps.
    pub playbooks: BTreeMap<Name, Playbook>,
    /// Remote systems.
    pub data_sources: BTreeMap<Name, DataSource>,
    /// Refusals.
    pub decisions: BTreeMap<Name, Decision>,
    /// Indicators of OpenSLO that no service uses. They are kept and not looked at.
    pub indicators: BTreeMap<Name, Indicator>,
    /// When somebody is told about an objective, and who; those that stand by themselves.
    pub alert_policies: BTreeMap<Name, AlertPolicy>,
    /// When an objective is in danger; those that stand by themselves.
    pub alert_conditions: BTreeMap<Name, AlertCondition>,
    /// Who is told; those that stand by themselves.
    pub alert_targets: BTreeMap<Name, AlertNotificationTarget>,
}

impl Catalog {
    /// How many objects are declared.
    pub fn len(&self) -> usize {
        self.strategies.len()
            + self.needs.len()
            + self.services.len()
            + self.metrics.len()
            + self.agreements.len()
            + self.calendars.len()
            + self.cycles.len()
            + self.actions.len()
            + self.playbooks.len()
            + self.data_sources.len()
            + self.decisions.len()
            + self.indicators.len()
            + self.alert_policies.len()
            + self.alert_conditions.len()
            + self.alert_targets.len()
    }

    /// Names and places of all objects, by kind and name: first what others refer to.
    pub fn metas(&self) -> impl Iterator<Item = &Meta> {
        let strategies = self.strategies.values().map(|it| &it.meta);
        let services = self.services.values().map(|it| &it.meta);
        let measured =
            self.data_sources.values().map(|it| &it.meta).chain(self.metrics.values().map(|it| &it.meta));
        let measured = measured.chain(self.indicators.values().map(|it| &it.meta));
        let agreed =
            self.calendars.values().map(|it| &it.meta).chain(self.agreements.values().map(|it| &it.meta));
        let needed = self.needs.values().map(|it| &it.meta).chain(self.cycles.values().map(|it| &it.meta));
        let acted =
            self.actions.values().map(|it| &it.meta).chain(self.playbooks.values().map(|it| &it.meta));
        let told = self.alert_policies.values().map(|it| &it.meta);
        let told = told.chain(self.alert_conditions.values().map(|it| &it.meta));
        let told = told.chain(self.alert_targets.values().map(|it| &it.meta));
        let decided = self.decisions.values().map(|it| &it.meta);
        services
            .chain(measured)
            .chain(agreed)
            .chain(told)
            .chain(strategies)
            .chain(needed)
            .chain(acted)
            .chain(decided)
    }

    /// Whether nothing is declared.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Kind, name and place of every object, by kind and name.
    pub fn objects(&self) -> Vec<(ObjectKind, &Meta)> {
        fn of<'c, T>(
            kind: ObjectKind,
            objects: &'c BTreeMap<Name, T>,
            meta: fn(&'c T) -> &'c Meta,
        ) -> impl Iterator<Item = (ObjectKind, &'c Meta)> {
            objects.values().map(move |object| (kind, meta(object)))
        }
        of(ObjectKind::Strategy, &self.strategies, |object| &object.meta)
            .chain(of(ObjectKind::Need, &self.needs, |object| &object.meta))
            .chain(of(ObjectKind::Service, &self.services, |object| &object.meta))
            .chain(of(ObjectKind::Metric, &self.metrics, |object| &object.meta))
            .chain(of(ObjectKind::Agreement, &self.agreements, |object| &object.meta))
            .chain(of(ObjectKind::Calendar, &self.calendars, |object| &object.meta))
            .chain(of(ObjectKind::Cycle, &self.cycles, |object| &object.meta))
            .chain(of(ObjectKind::Action, &self.actions, |object| &object.meta))
            .chain(of(ObjectKind::Playbook, &self.playbooks, |object| &object.meta))
            .chain(of(ObjectKind::DataSource, &self.data_sources, |object| &object.meta))
            .chain(of(ObjectKind::Decision, &self.decisions, |object| &object.meta))
            .collect()
    }

    /// All objectives with the agreements that hold them, by agreement and in the order of declaration.
    pub fn objectives(&self) -> impl Iterator<Item = (&Agreement, &Objective)> {
        self.agreements
            .values()
            .flat_map(|agreement| agreement.objectives.iter().map(move |o| (agreement, o)))
    }

    /// All goals as cycles name them, by strategy and in the order of declaration.
    pub fn goals(&self) -> impl Iterator<Item = (GoalRef, &Goal)> {
        self.strategies.values().flat_map(|strategy| {
            let named =
                |goal: &Goal| GoalRef { strategy: strategy.meta.name.clone(), goal: goal.name.clone() };
            strategy.goals.iter().map(move |goal| (named(goal), goal))
        })
    }

    /// The goals that have a metric among their KPIs.
    pub fn goals_with<'a>(&'a self, metric: &'a Name) -> impl Iterator<Item = GoalRef> + 'a {
        let is_kpi = |goal: &Goal| goal.csfs.iter().any(|factor| factor.kpis.contains(metric));
        self.goals().filter(move |(_, goal)| is_kpi(goal)).map(|(named, _)| named)
    }

    /// The calendar of an agreement's service hours; `None` means always.
    pub fn service_hours(&self, agreement: &Agreement) -> Option<&Calendar> {
        agreement.service_hours.as_ref().and_then(|name| self.calendars.get(name))
    }
}
