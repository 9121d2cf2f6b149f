//! Which object refers to which, and references that lead nowhere.

use super::index::Index;
use super::rules;
use crate::finding::Finding;
use crate::model::alert::Given;
use crate::model::source::Source;
use crate::model::{
    Action, Agreement, AlertPolicy, Cycle, Metric, Name, Need, Object, ObjectKind, Playbook, Service,
    Strategy,
};
use crate::text::{Place, nearest};

/// A name in one object that stands for another.
pub struct Reference<'o> {
    /// The kind of the other.
    pub kind: ObjectKind,
    /// The name of the other.
    pub name: &'o Name,
    /// Where it is written.
    pub place: Place,
}

/// All references of an object.
pub fn of(object: &Object) -> Vec<Reference<'_>> {
    let spec = object.meta().place.child("spec");
    match object {
        Object::Strategy(strategy) => of_strategy(strategy, &spec),
        Object::Need(need) => of_need(need, &spec),
        Object::Service(service) => of_service(service, &spec),
        Object::Metric(metric) => of_metric(metric, &spec),
        Object::Agreement(agreement) => of_agreement(agreement, &spec),
        Object::Cycle(cycle) => of_cycle(cycle, &spec),
        Object::Action(action) => of_action(action, &spec),
        Object::Playbook(playbook) => of_playbook(playbook, &spec),
        Object::AlertPolicy(policy) => of_alert_policy(policy),
        Object::Calendar(_)
        | Object::DataSource(_)
        | Object::Decision(_)
        | Object::Indicator(_)
        | Object::Mention(_)
        | Object::AlertCondition(_)
        | Object::AlertNotificationTarget(_) => Vec::new(),
    }
}

fn to(kind: ObjectKind, name: &Name, place: Place) -> Reference<'_> {
    Reference { kind, name, place }
}

fn to_service<'o>(name: &'o Name, spec: &Place) -> Reference<'o> {
    to(ObjectKind::Service, name, spec.child("service"))
}

/// To the metric that the mapping at `place` names.
fn to_metric<'o>(name: &'o Name, place: &Place) -> Reference<'o> {
    to(ObjectKind::Metric, name, place.child("metric"))
}

fn of_strategy<'o>(strategy: &'o Strategy, spec: &Place) -> Vec<Reference<'o>> {
    let mut references = Vec::new();
    let goals = spec.child("goals");
    for (g, goal) in strategy.goals.iter().enumerate() {
        let csfs = goals.index(g).child("csfs");
        for (c, csf) in goal.csfs.iter().enumerate() {
            let kpis = csfs.index(c).child("kpis");
            let names = csf.kpis.iter().enumerate();
            references.extend(names.map(|(k, kpi)| to(ObjectKind::Metric, kpi, kpis.index(k))));
        }
    }
    references
}

fn of_need<'o>(need: &'o Need, spec: &Place) -> Vec<Reference<'o>> {
    let required = need.requires.iter().map(|required| to_metric(&required.metric, &required.place));
    std::iter::once(to_service(&need.service, spec)).chain(required).collect()
}

fn of_service<'o>(service: &'o Service, spec: &Place) -> Vec<Reference<'o>> {
    let list = spec.child("dependsOn");
    let names = service.depends_on.iter().enumerate();
    names.map(|(index, name)| to(ObjectKind::Service, name, list.index(index))).collect()
}

fn of_metric<'o>(metric: &'o Metric, spec: &Place) -> Vec<Reference<'o>> {
    let mut references = vec![to_service(&metric.service, spec)];
    let named = match metric.gather.as_ref().map(|gather| &gather.source) {
        Some(Source::Remote(remote)) => {
            let named_at = remote.named_at.clone().unwrap_or_else(|| remote.place.child("dataSource"));
            Some((&remote.data_source, named_at))
        }
        Some(Source::Foreign(foreign)) => Some((&foreign.data_source, foreign.place.clone())),
        Some(Source::File(_) | Source::Git(_) | Source::Report(_) | Source::Ratio(_)) | None => None,
    };
    if let Some((Some(system), place)) = named {
        references.push(to(ObjectKind::DataSource, system, place));
    }
    references
}

fn of_agreement<'o>(agreement: &'o Agreement, spec: &Place) -> Vec<Reference<'o>> {
    let mut references = vec![to_service(&agreement.service, spec)];
    let hours = agreement.service_hours.as_ref();
    references.extend(hours.map(|name| to(ObjectKind::Calendar, name, spec.child("serviceHours"))));
    for objective in &agreement.objectives {
        references.push(to_metric(&objective.metric, &objective.place));
        let need = objective.need.as_ref();
        references.extend(need.map(|name| to(ObjectKind::Need, name, objective.place.child("need"))));
    }
    for policy in &agreement.alert_policies {
        match policy {
            Given::Named { name, place } => references.push(to(ObjectKind::AlertPolicy, name, place.clone())),
            Given::Inline(policy) => references.extend(of_alert_policy(policy)),
        }
    }
    references
}

fn of_alert_policy(policy: &AlertPolicy) -> Vec<Reference<'_>> {
    let condition = match &policy.condition {
        Given::Named { name, place } => Some(to(ObjectKind::AlertCondition, name, place.clone())),
        Given::Inline(_) => None,
    };
    let targets = policy.targets.iter().filter_map(|target| match target {
        Given::Named { name, place } => Some(to(ObjectKind::AlertNotificationTarget, name, place.clone())),
        Given::Inline(_) => None,
    });
    condition.into_iter().chain(targets).collect()
}

fn of_cycle<'o>(cycle: &'o Cycle, spec: &Place) -> Vec<Reference<'o>> {
    let mut references = vec![to_service(&cycle.service, spec), to_metric(&cycle.metric, spec)];
    let goal = cycle.goal.as_ref();
    references.extend(goal.map(|goal| to(ObjectKind::Strategy, &goal.strategy, spec.child("goal"))));
    references.extend(cycle.guards.iter().map(|guard| to_metric(&guard.metric, &guard.place)));
    references
}

fn of_action<'o>(action: &'o Action, spec: &Place) -> Vec<Reference<'o>> {
    let mut references = vec![to_service(&action.service, spec)];
    references.extend(action.cycle.as_ref().map(|name| to(ObjectKind::Cycle, name, spec.child("cycle"))));
    references.extend(action.expect.as_ref().map(|expect| to_metric(&expect.metric, &expect.place)));
    references
}

fn of_playbook<'o>(playbook: &'o Playbook, spec: &Place) -> Vec<Reference<'o>> {
    let when = spec.child("when");
    let service = playbook.when.service.as_ref().map(|name| to_service(name, &when));
    let metric = playbook.when.metric.as_ref().map(|name| to_metric(name, &when));
    service.into_iter().chain(metric).collect()
}

/// References that lead nowhere. One to an object that was declared and could not be read is not wrong.
pub fn dangling(object: &Object, index: &Index<'_>) -> Vec<Finding> {
    let leads_nowhere = |reference: &Reference<'_>| !index.declares(reference.kind, reference.name.as_str());
    let mut findings: Vec<Finding> =
        of(object).into_iter().filter(leads_nowhere).map(|reference| nowhere(&reference, index)).collect();
    findings.extend(missing_goal(object, index));
    findings
}

fn nowhere(reference: &Reference<'_>, index: &Index<'_>) -> Finding {
    let (kind, name) = (reference.kind, reference.name.as_str());
    let help = match (index.kinds_of(name).first(), index.names(kind)) {
        (Some(other), _) => {
            format!("`{name}` is {}; here {} is needed", other.with_article(), kind.with_article())
        }
        (None, names) => match nearest(name, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if names.is_empty() => format!("no {kind} is declared yet"),
            None => format!("declare it: `kind: {kind}`, `metadata: {{name: {name}}}`"),
        },
    };
    Finding::new(&rules::UNKNOWN_REFERENCE, &reference.place, format!("there is no {kind} `{name}`"))
        .help(help)
}

/// A cycle's goal that its strategy does not have.
fn missing_goal(object: &Object, index: &Index<'_>) -> Option<Finding> {
    let Object::Cycle(cycle) = object else { return None };
    let wanted = cycle.goal.as_ref()?;
    let strategy = index.strategy(wanted.strategy.as_str())?;
    let names = || strategy.goals.iter().map(|goal| goal.name.as_str());
    if names().any(|name| name == wanted.goal.as_str()) {
        return None;
    }
    let place = cycle.meta.place.child("spec").child("goal");
    let message = format!("Strategy `{}` has no goal `{}`", wanted.strategy, wanted.goal);
    let finding = Finding::new(&rules::UNKNOWN_REFERENCE, place, message)
        .label(strategy.meta.place.child("spec").child("goals"), "its goals are here");
    Some(match nearest(wanted.goal.as_str(), names()) {
        Some(meant) => finding.help(format!("did you mean `{}/{meant}`?", wanted.strategy)),
        None => finding.help("add the goal to the strategy, or name another"),
    })
}
