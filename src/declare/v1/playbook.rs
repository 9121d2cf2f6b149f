//! `kind: Playbook`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::word::{ActionKindWord, MetricClassWord, SizeWord, StageWord, TimescaleWord, words};
use crate::declare::lower::{Lower, OneOrMany, Spec};
use crate::declare::rules;
use crate::declare::scalar::{Parsed, Priority};
use crate::finding::Finding;
use crate::model::playbook::{ExpectedChange, GapKind, Template, Trigger};
use crate::model::{Change, Duration, Meta, Name, Object, Owner, Playbook};

/// A standing answer to a kind of gap.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PlaybookSpec {
    /// Which gaps it answers: all that is given must fit.
    when: TriggerSpec,
    /// The action that it proposes.
    propose: TemplateSpec,
}

/// Which gaps a playbook answers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Trigger")]
struct TriggerSpec {
    /// One or several of missed, at-risk and unknown.
    #[schemars(example = ["missed", "at-risk"])]
    finding: OneOrMany<GapWord>,
    /// Class of the metric.
    class: Option<MetricClassWord>,
    /// Practice of the service.
    practice: Option<Parsed<Name>>,
    /// The service.
    service: Option<Parsed<Name>>,
    /// The metric.
    metric: Option<Parsed<Name>>,
}

words! {
    /// A gap between desired and observed.
    GapWord => GapKind {
        /// The target is missed.
        "missed" Missed => GapKind::Missed,
        /// The target is about to be missed.
        "at-risk" AtRisk => GapKind::AtRisk,
        /// Nobody can tell.
        "unknown" Unknown => GapKind::Unknown,
    }
}

/// The action that a playbook proposes. Texts are handlebars templates over the gap.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ActionTemplate")]
struct TemplateSpec {
    /// The title.
    #[schemars(example = &"Shorten {{metric.displayName}}")]
    title: String,
    /// What the action changes.
    kind: ActionKindWord,
    /// Which stage of the service's life it touches.
    stage: StageWord,
    /// How much work it is.
    size: Option<SizeWord>,
    /// How long it takes.
    timescale: Option<TimescaleWord>,
    /// From 1 (first) to 5.
    priority: Option<Parsed<Priority>>,
    /// Who is asked; the owner of the service unless given.
    owner: Option<Parsed<Owner>>,
    /// What it should achieve.
    expect: Option<ExpectSpec>,
    /// The text of the proposal.
    #[schemars(example = &"{{> five_whys}}")]
    body: Option<String>,
}

/// What a proposed action should achieve.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExpectedChange")]
struct ExpectSpec {
    /// By how much the metric changes.
    change: Parsed<Change>,
    /// In which time.
    within: Parsed<Duration>,
}

impl Spec for PlaybookSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object> {
        let when = self.when.lower();
        if when.findings.is_empty() {
            let place = meta.place.child("spec").child("when").child("finding");
            let message = "a playbook answers at least one of missed, at-risk and unknown";
            lower.report(Finding::new(&rules::MISSING_FIELD, place, message));
        }
        Some(Object::Playbook(Box::new(Playbook { meta, when, propose: self.propose.lower() })))
    }
}

impl TriggerSpec {
    fn lower(self) -> Trigger {
        Trigger {
            findings: self.finding.into_vec().into_iter().map(GapWord::lower).collect(),
            class: self.class.map(MetricClassWord::lower),
            practice: self.practice.map(|name| name.0),
            service: self.service.map(|name| name.0),
            metric: self.metric.map(|name| name.0),
        }
    }
}

impl TemplateSpec {
    fn lower(self) -> Template {
        Template {
            title: self.title,
            kind: self.kind.lower(),
            stage: self.stage.lower(),
            size: self.size.map(SizeWord::lower),
            timescale: self.timescale.map(TimescaleWord::lower),
            priority: self.priority.map(|priority| priority.0.0),
            owner: self.owner.map(|owner| owner.0),
            expect: self
                .expect
                .map(|expect| ExpectedChange { change: expect.change.0, within: expect.within.0 }),
            body: self.body,
        }
    }
}
