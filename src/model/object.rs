//! Objects of every kind under one roof, as they pass from reading to resolving.

use std::collections::BTreeSet;
use std::fmt;

use super::name::Meta;
use super::{
    Action, Agreement, AlertCondition, AlertNotificationTarget, AlertPolicy, Calendar, Cycle, DataSource,
    Decision, Indicator, Metric, Need, Playbook, Service, Strategy, Waiver,
};

/// What a repository declares, before references between objects have been followed.
#[derive(Debug, Clone, Default)]
pub struct Declarations {
    /// The objects that could be read, by file and in the order of declaration.
    pub objects: Vec<Object>,
    /// Kind and name of those that could not: what refers to them is not wrong for that.
    pub broken: BTreeSet<(ObjectKind, String)>,
    /// Findings that somebody lets pass, by file and in the order of writing.
    pub waivers: Vec<Waiver>,
}

/// A declared object.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // Each variant is the kind that it is named after.
pub enum Object {
    Strategy(Strategy),
    Need(Need),
    Service(Service),
    Metric(Box<Metric>),
    Agreement(Agreement),
    Calendar(Calendar),
    Cycle(Box<Cycle>),
    Action(Box<Action>),
    Playbook(Box<Playbook>),
    DataSource(DataSource),
    Decision(Decision),
    /// Becomes a metric as soon as it is known of which service.
    Indicator(Box<Indicator>),
    /// A service that an objective of OpenSLO names, and that need not be declared.
    Mention(Box<Service>),
    AlertPolicy(Box<AlertPolicy>),
    AlertCondition(Box<AlertCondition>),
    AlertNotificationTarget(AlertNotificationTarget),
}

impl Object {
    /// Its kind.
    pub fn kind(&self) -> ObjectKind {
        match self {
            Self::Strategy(_) => ObjectKind::Strategy,
            Self::Need(_) => ObjectKind::Need,
            Self::Service(_) | Self::Mention(_) => ObjectKind::Service,
            Self::Metric(_) | Self::Indicator(_) => ObjectKind::Metric,
            Self::Agreement(_) => ObjectKind::Agreement,
            Self::Calendar(_) => ObjectKind::Calendar,
            Self::Cycle(_) => ObjectKind::Cycle,
            Self::Action(_) => ObjectKind::Action,
            Self::Playbook(_) => ObjectKind::Playbook,
            Self::DataSource(_) => ObjectKind::DataSource,
            Self::Decision(_) => ObjectKind::Decision,
            Self::AlertPolicy(_) => ObjectKind::AlertPolicy,
            Self::AlertCondition(_) => ObjectKind::AlertCondition,
            Self::AlertNotificationTarget(_) => ObjectKind::AlertNotificationTarget,
        }
    }

    /// Its name and place.
    pub fn meta(&self) -> &Meta {
        match self {
            Self::Strategy(object) => &object.meta,
            Self::Need(object) => &object.meta,
            Self::Service(object) => &object.meta,
            Self::Metric(object) => &object.meta,
            Self::Agreement(object) => &object.meta,
            Self::Calendar(object) => &object.meta,
            Self::Cycle(object) => &object.meta,
            Self::Action(object) => &object.meta,
            Self::Playbook(object) => &object.meta,
            Self::DataSource(object) => &object.meta,
            Self::Decision(object) => &object.meta,
            Self::Indicator(object) => &object.meta,
            Self::Mention(object) => &object.meta,
            Self::AlertPolicy(object) => &object.meta,
            Self::AlertCondition(object) => &object.meta,
            Self::AlertNotificationTarget(object) => &object.meta,
        }
    }
}

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // Each variant is the kind that it is named after.
pub enum ObjectKind {
    Strategy,
    Need,
    Service,
    Metric,
    Agreement,
    Calendar,
    Cycle,
    Action,
    Playbook,
    DataSource,
    Decision,
    AlertPolicy,
    AlertCondition,
    AlertNotificationTarget,
}

impl ObjectKind {
    /// The kinds that only OpenSLO has.
    pub const ALERTING: [Self; 3] = [Self::AlertPolicy, Self::AlertCondition, Self::AlertNotificationTarget];

    /// The kinds of deming's own language, in the order in which an organisation comes to need them.
    pub const ALL: [Self; 11] = [
        Self::Strategy,
        Self::Need,
        Self::Service,
        Self::Metric,
        Self::Agreement,
        Self::Calendar,
        Self::Cycle,
        Self::Action,
        Self::Playbook,
        Self::DataSource,
        Self::Decision,
    ];

    /// As declared after `kind:`.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Strategy => "Strategy",
            Self::Need => "Need",
            Self::Service => "Service",
            Self::Metric => "Metric",
            Self::Agreement => "Agreement",
            Self::Calendar => "Calendar",
            Self::Cycle => "Cycle",
            Self::Action => "Action",
            Self::Playbook => "Playbook",
            Self::DataSource => "DataSource",
            Self::Decision => "Decision",
            Self::AlertPolicy => "AlertPolicy",
            Self::AlertCondition => "AlertCondition",
            Self::AlertNotificationTarget => "AlertNotificationTarget",
        }
    }

    /// The kind of deming's own language with this keyword.
    pub fn from_keyword(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.keyword() == word)
    }

    /// As said in a sentence, with its article: `a Metric`, `an Action`.
    pub fn with_article(self) -> String {
        let article = if self.keyword().starts_with('A') { "an" } else { "a" };
        format!("{article} {}", self.keyword())
    }
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}
