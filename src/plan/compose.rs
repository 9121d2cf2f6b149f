//! A proposal put together: its texts, its file, its branch and its message.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::gaps::Sighting;
use super::proposal::{Answer, Before, Proposal, ProposalKind, Subject};
use super::{document, message, names, words};
use crate::analyse::ObjectiveId;
use crate::catalog::{Catalog, Templates, Variables};
use crate::model::playbook::ExpectedChange;
use crate::model::{Cycle, Metric, Name, Owner, Playbook, ProposalId, Service};

/// The longest title, in characters; it is a heading in the register.
const LONGEST_TITLE: usize = 120;

/// Everything that the texts of a proposal are written from.
pub(super) struct Scene<'a> {
    /// The gap with what it was seen in.
    pub sighting: &'a Sighting,
    /// Its metric.
    pub metric: &'a Metric,
    /// Its service.
    pub service: &'a Service,
    /// The cycle that the gap is about.
    pub cycle: Option<&'a Cycle>,
    /// The cycle that the action belongs to: it covers the service and the metric, and it runs.
    pub running: Option<&'a Cycle>,
    /// The playbook that answers.
    pub playbook: &'a Playbook,
    /// Who is asked to do it.
    pub owner: &'a Owner,
    /// The identity.
    pub id: &'a ProposalId,
    /// The name of the action.
    pub action: &'a str,
    /// Which try it is, from 1.
    pub attempt: usize,
    /// The title, on one line.
    pub title: &'a str,
    /// The text, of many lines; empty when the playbook has none.
    pub body: &'a str,
    /// The day on which it is proposed for the first time.
    pub raised: Date,
    /// What people said when it was proposed before.
    pub said: Option<&'a str>,
    /// The day by which an effect is expected.
    pub due: Option<Date>,
    /// The zone of days.
    pub zone: &'a TimeZone,
}

impl Scene<'_> {
    /// What the branch is filed under, and the trailer names: the cycle of the gap, or the one that it falls into.
    pub fn cycle_at_stake(&self) -> Option<&Cycle> {
        self.cycle.or(self.running)
    }
}

/// Who is asked to do what a playbook proposes.
fn owner<'a>(playbook: &'a Playbook, service: &'a Service, metric: &'a Metric) -> Option<&'a Owner> {
    playbook.propose.owner.as_ref().or(service.owner.as_ref()).or(metric.owner.as_ref())
}

/// Puts proposals together.
pub(super) struct Composer<'c> {
    catalog: &'c Catalog,
    today: Date,
    templates: Templates,
}

impl<'c> Composer<'c> {
    /// For the declarations of a catalog, on a day.
    pub fn new(catalog: &'c Catalog, today: Date) -> Self {
        Self { catalog, today, templates: Templates::new() }
    }

    /// The cycles on a metric of a service that run today, by name.
    pub fn running_cycles(&self, service: &Name, metric: &Name) -> impl Iterator<Item = &'c Cycle> {
        let (today, service, metric) = (self.today, service.clone(), metric.clone());
        self.catalog.cycles.values().filter(move |cycle| {
            let runs = cycle.period.from <= today && today <= cycle.period.to;
            runs && cycle.service == service && cycle.metric == metric
        })
    }

    /// The proposal with which a playbook answers a gap, or why it cannot be written.
    pub fn compose(
        &self,
        sighting: &Sighting,
        playbook: &Playbook,
        id: &ProposalId,
        before: &Before,
    ) -> Result<Proposal, String> {
        let gap = &sighting.gap;
        let metric = self.catalog.metrics.get(&gap.metric).ok_or("its metric is not declared")?;
        let service = self.catalog.services.get(&gap.service).ok_or("its service is not declared")?;
        let cycle = match &gap.subject {
            Subject::Cycle(name) => self.catalog.cycles.get(name),
            _ => None,
        };
        let running = self
            .running_cycles(&gap.service, &gap.metric)
            .find(|found| cycle.is_none_or(|cycle| cycle.meta.name == found.meta.name));
        let (title, body) = self.texts(sighting, metric, service, cycle.or(running), playbook)?;
        let owner = owner(playbook, service, metric)
            .ok_or("nobody owns its service, and the playbook names no `owner`")?;
        let due = playbook.propose.expect.map(|expect| self.due(expect)).transpose()?;
        let name = |attempt: usize| names::action(&gap.metric, &playbook.meta.name, id, attempt);
        let is_free = |attempt: &usize| !self.catalog.actions.contains_key(name(*attempt).as_str());
        let attempt = (1..=self.catalog.actions.len() + 1).find(is_free).unwrap_or(1);
        let action = name(attempt);
        let zone = &self.catalog.settings.zone;
        Ok(self.written(&Scene {
            sighting,
            metric,
            service,
            cycle,
            running,
            playbook,
            owner,
            id,
            action: &action,
            attempt,
            title: &title,
            body: &body,
            raised: before.raised.unwrap_or(self.today),
            said: before.said.as_deref(),
            due,
            zone,
        }))
    }

    fn texts(
        &self,
        sighting: &Sighting,
        metric: &Metric,
        service: &Service,
        cycle: Option<&Cycle>,
        playbook: &Playbook,
    ) -> Result<(String, String), String> {
        let gap = &sighting.gap;
        let objective = match &gap.subject {
            Subject::Objective(id) => id.to_string(),
            _ => String::new(),
        };
        let variables = Variables {
            metric_name: metric.meta.name.as_str(),
            metric_title: metric.meta.title(),
            unit: metric.unit.symbol(),
            service_name: service.meta.name.as_str(),
            service_title: service.meta.title(),
            observed: &words::observed(sighting),
            desired: &words::desired(sighting),
            verdict: sighting.verdict.keyword(),
            reason: &gap.reason,
            objective: &objective,
            cycle: cycle.map_or("", |cycle| cycle.meta.name.as_str()),
            playbook: playbook.meta.name.as_str(),
        };
        let render = |field: &str, template: &str| {
            self.templates.render(template, &variables).map_err(|error| format!("`propose.{field}`: {error}"))
        };
        let title = words::one_line(&render("title", &playbook.propose.title)?);
        if title.is_empty() {
            return Err("`propose.title` gives no text".into());
        }
        let body = playbook.propose.body.as_deref().map_or(Ok(String::new()), |body| render("body", body))?;
        // One playbook answers each value of a dimension by itself; its title alone would not tell them apart.
        let title = match &sighting.gap.subject {
            Subject::Objective(ObjectiveId { each: Some(value), .. }) => {
                format!("{title} ({})", words::one_line(value))
            }
            _ => title,
        };
        Ok((words::shortened(&title, LONGEST_TITLE), words::many_lines(&body)))
    }

    fn due(&self, expect: ExpectedChange) -> Result<Date, String> {
        let midnight = self.today.to_zoned_datetime(TimeZone::UTC).ok();
        let due = midnight.and_then(|start| expect.within.shift(&start, 1));
        due.map(|end| end.date())
            .ok_or_else(|| format!("`propose.expect.within`: no calendar goes {} on", expect.within))
    }

    fn written(&self, scene: &Scene<'_>) -> Proposal {
        let settings = &self.catalog.settings;
        let gap = &scene.sighting.gap;
        let scope = scene.cycle_at_stake().map_or(&gap.service, |cycle| &cycle.meta.name);
        let playbook = &scene.playbook.meta.name;
        let kind =
            ProposalKind::NewAction(Answer { gap: gap.clone(), playbook: playbook.clone(), due: scene.due });
        Proposal {
            id: scene.id.clone(),
            kind,
            subject: gap.subject.clone(),
            service: gap.service.clone(),
            metric: Some(gap.metric.clone()),
            verdict: scene.sighting.verdict,
            urgency: scene.sighting.urgency(self.today),
            reason: gap.reason.clone(),
            branch: names::branch(settings, scope, &gap.metric, playbook, scene.id, scene.attempt),
            path: names::file(settings, scene.action),
            before: None,
            content: document::action(scene, &names::schema(settings)),
            title: scene.title.to_owned(),
            message: message::of(scene),
        }
    }
}
