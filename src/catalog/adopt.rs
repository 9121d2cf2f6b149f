//! What OpenSLO leaves open is settled here, where all declarations are at hand: of which service an indicator is,
//! which kind of system it asks, and which services there are.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use crate::finding::Finding;
use crate::model::agreement::Target;
use crate::model::metric::Direction;
use crate::model::source::{ForeignSource, Question, RemoteKind, RemoteSource, Source};
use crate::model::{Agreement, Declarations, Indicator, Name, Object, ObjectKind, Owner, Service};
use crate::text::nearest;

/// The declarations with every indicator made a metric of a service, and every service that an objective names in
/// its place. Declarations without OpenSLO pass as they are.
pub fn adopt(mut declarations: Declarations) -> (Declarations, Vec<Finding>) {
    let mut findings: Vec<Finding> = declarations.objects.iter().filter_map(without_owner).collect();
    if !declarations.objects.iter().any(|object| matches!(object, Object::Indicator(_) | Object::Mention(_)))
    {
        return (declarations, findings);
    }
    name_apart(&mut declarations.objects);
    let known = Known::of(&declarations);
    let mut mentioned: BTreeSet<Name> = BTreeSet::new();
    let mut objects = Vec::with_capacity(declarations.objects.len());
    for object in std::mem::take(&mut declarations.objects) {
        match object {
            Object::Indicator(indicator) => objects.push(known.adopted(*indicator, &mut findings)),
            Object::Mention(service) => {
                let is_new = !known.services.contains(service.meta.name.as_str());
                if is_new && mentioned.insert(service.meta.name.clone()) {
                    findings.push(known.undeclared(&service));
                    objects.push(Object::Service(*service));
                }
            }
            other => objects.push(other),
        }
    }
    (Declarations { objects, ..declarations }, findings)
}

fn without_owner(object: &Object) -> Option<Finding> {
    let Object::Service(service) = object else { return None };
    if service.owner.is_some() {
        return None;
    }
    let place = service.meta.place.child("metadata").child("name");
    let message = format!("nobody is accountable for the service `{}`", service.meta.name);
    let help = "name one in `metadata`: `annotations: {deming/owner: \"@team\"}`";
    Some(Finding::new(&rules::NO_OWNER, place, message).help(help))
}

/// Gives an indicator that is written within an agreement a name of its own where another metric has the same: such
/// names are known only where they are written, and those of metrics everywhere.
fn name_apart(objects: &mut [Object]) {
    let mut times: BTreeMap<Name, usize> = BTreeMap::new();
    for object in objects.iter().filter(|object| object.kind() == ObjectKind::Metric) {
        *times.entry(object.meta().name.clone()).or_default() += 1;
    }
    let mut renamed: BTreeMap<(Name, Name), Name> = BTreeMap::new();
    for object in objects.iter_mut() {
        let Object::Indicator(indicator) = object else { continue };
        let (Some(within), name) = (&indicator.within, &indicator.meta.name) else { continue };
        if times.get(name).is_some_and(|times| *times > 1)
            && let Some(own) = Name::like(&format!("{within}-{name}"))
        {
            renamed.insert((within.clone(), name.clone()), own.clone());
            indicator.meta.name = own;
        }
    }
    for object in objects.iter_mut() {
        let Object::Agreement(agreement) = object else { continue };
        for objective in &mut agreement.objectives {
            if let Some(own) = renamed.get(&(agreement.meta.name.clone(), objective.metric.clone())) {
                objective.metric = own.clone();
            }
        }
    }
}

/// What is known of all declarations.
struct Known {
    /// The services that are declared, be they broken, and their owners.
    services: BTreeSet<String>,
    owners: BTreeMap<Name, Owner>,
    /// What each metric is first used for.
    uses: BTreeMap<Name, Use>,
    /// The systems that are declared, and their kinds where they could be read.
    systems: BTreeMap<String, Option<Name>>,
    /// Whether objectives could not be read: what they use is not known then.
    may_be_used: bool,
}

/// What a metric is used for.
struct Use {
    service: Name,
    direction: Direction,
    /// Where a value is asked of it.
    value: Option<crate::text::Place>,
}

impl Known {
    fn of(declarations: &Declarations) -> Self {
        let mut known = Self {
            services: BTreeSet::new(),
            owners: BTreeMap::new(),
            uses: BTreeMap::new(),
            systems: BTreeMap::new(),
            may_be_used: declarations.broken.iter().any(|(kind, _)| *kind == ObjectKind::Agreement),
        };
        for (kind, name) in &declarations.broken {
            match kind {
                ObjectKind::Service => drop(known.services.insert(name.clone())),
                ObjectKind::DataSource => drop(known.systems.insert(name.clone(), None)),
                _ => {}
            }
        }
        for object in &declarations.objects {
            match object {
                Object::Service(service) => known.add_service(service),
                Object::DataSource(it) => {
                    known.systems.insert(it.meta.name.to_string(), Some(it.kind.clone()));
                }
                Object::Agreement(agreement) => known.add_uses(agreement),
                _ => {}
            }
        }
        known
    }

    fn add_service(&mut self, service: &Service) {
        self.services.insert(service.meta.name.to_string());
        if let Some(owner) = &service.owner {
            self.owners.insert(service.meta.name.clone(), owner.clone());
        }
    }

    fn add_uses(&mut self, agreement: &Agreement) {
        for objective in &agreement.objectives {
            let (direction, value) = match objective.target {
                Target::Threshold { op, .. } | Target::Share { op, .. } => {
                    let direction = if op.prefers_lower() { Direction::Lower } else { Direction::Higher };
                    (direction, Some(objective.place.child("value")))
                }
                Target::Ratio { .. } => (Direction::Higher, None),
            };
            let service = agreement.service.clone();
            let used = self.uses.entry(objective.metric.clone());
            let used = used.or_insert(Use { service, direction, value: None });
            used.value = used.value.take().or(value);
        }
    }

    /// The metric that an indicator is; the indicator itself where it belongs to no service.
    fn adopted(&self, mut indicator: Indicator, findings: &mut Vec<Finding>) -> Object {
        let used = self.uses.get(&indicator.meta.name);
        let Some(service) = indicator.service.clone().or_else(|| used.map(|used| used.service.clone()))
        else {
            findings.extend((!self.may_be_used).then(|| of_no_service(&indicator)));
            return Object::Indicator(Box::new(indicator));
        };
        if let Some(place) = used.and_then(|used| used.value.as_ref()).filter(|_| indicator.is_ratio) {
            let message =
                format!("a value is asked of `{}`, which is a ratio by itself", indicator.meta.name);
            let finding = Finding::new(&rules::VALUE_OF_RATIO, place, message);
            findings
                .push(finding.help("take `op` and `value` out: the `target` is the share that must be good"));
        }
        if let Some(gather) = &mut indicator.gather {
            gather.source = self.source(gather.source.clone());
            findings.extend(foreign(&gather.source));
        }
        let direction = used.map_or(Direction::Higher, |used| used.direction);
        let owner = self.owners.get(&service).cloned();
        Object::Metric(Box::new(indicator.of(service, direction, owner)))
    }

    /// A source whose data source is looked up. Where none is declared at all they live elsewhere, as OpenSLO allows.
    fn source(&self, source: Source) -> Source {
        match source {
            Source::Remote(remote) if self.systems.is_empty() => {
                Source::Remote(RemoteSource { data_source: None, ..remote })
            }
            Source::Foreign(foreign) => self.asked(foreign),
            other => other,
        }
    }

    /// A source of the type that it names, or of that of its data source.
    fn asked(&self, foreign: ForeignSource) -> Source {
        let of_system =
            foreign.data_source.as_ref().and_then(|name| self.systems.get(name.as_str())?.as_ref());
        let kind = foreign.kind.or_else(|| of_system.map(ToString::to_string));
        let data_source = foreign.data_source.filter(|_| !self.systems.is_empty());
        let (promql, place) = (foreign.promql, foreign.place);
        match RemoteKind::ALL.into_iter().find(|known| kind.as_deref() == Some(known.keyword())) {
            Some(kind) => {
                let question = match kind {
                    RemoteKind::Prometheus => Question::of_prometheus(promql),
                    other => Question::Unclear(other),
                };
                Source::Remote(RemoteSource { question, data_source, named_at: Some(place.clone()), place })
            }
            None => Source::Foreign(ForeignSource { kind, data_source, promql, place }),
        }
    }

    fn undeclared(&self, service: &Service) -> Finding {
        let name = service.meta.name.as_str();
        // The place of a service that is only mentioned is where it is mentioned.
        let message = format!("no Service `{name}` is declared; it is taken for one that nobody owns");
        let help = match nearest(name, self.services.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("declare it: `kind: Service`, `metadata: {{name: {name}}}`, `spec: {{}}`"),
        };
        Finding::new(&rules::UNDECLARED_SERVICE, &service.meta.place, message).help(help)
    }
}

fn of_no_service(indicator: &Indicator) -> Finding {
    let place = indicator.meta.place.child("metadata").child("name");
    let message =
        format!("no objective uses the indicator `{}`, so it belongs to no service", indicator.meta.name);
    let help = "refer to it by `indicatorRef`, or name its service: `annotations: {deming/service: …}`";
    Finding::new(&rules::OF_NO_SERVICE, place, message).help(help)
}

fn foreign(source: &Source) -> Option<Finding> {
    let Source::Foreign(ForeignSource { kind, place, .. }) = source else { return None };
    let message = match kind {
        Some(kind) => format!("deming has no source of type `{kind}`, so nobody can tell how this stands"),
        None => "no DataSource tells which type of source this is, so nobody can tell how this stands".into(),
    };
    let help = "the types that deming knows are file, git, upptime, benchmark, junit, prometheus, sql, http and exec";
    Some(Finding::new(&rules::FOREIGN_SOURCE, place, message).help(help))
}
