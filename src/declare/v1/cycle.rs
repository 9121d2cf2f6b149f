//! `kind: Cycle`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::aim;
use super::change::{self, ChangeSpec};
use crate::declare::lower::{Lower, PeriodSpec, Spec};
use crate::declare::rules;
use crate::declare::scalar::{Day, Parsed};
use crate::finding::Finding;
use crate::model::cycle::{Baseline, CycleTarget, Decide, Guard};
use crate::model::strategy::GoalRef;
use crate::model::{Change, Cycle, Duration, Literal, Meta, Name, Object, Owner};
use crate::text::Place;

/// One round of improvement: from where, to where, until when, and who decides.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CycleSpec {
    /// The goal that it serves.
    goal: Option<Parsed<GoalRef>>,
    /// The service that it improves.
    service: Parsed<Name>,
    /// The metric that it improves.
    metric: Parsed<Name>,
    /// The one who is accountable.
    owner: Parsed<Owner>,
    /// When it runs.
    period: PeriodSpec,
    /// From where it starts.
    baseline: Option<BaselineSpec>,
    /// Where it is to lead.
    target: TargetSpec,
    /// Metrics that must not suffer for it.
    #[serde(default)]
    guards: Vec<GuardSpec>,
    /// Who decides about what is found.
    decide: Option<DecideSpec>,
    /// Why this was made easier to keep, and who approved.
    change: Option<ChangeSpec>,
}

/// The state before a cycle.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Baseline")]
struct BaselineSpec {
    /// The days that it was measured over; they end before the cycle begins.
    period: PeriodSpec,
    /// The figure; computed from the data each time unless given.
    value: Option<Parsed<Literal>>,
    /// How many observations it follows from.
    #[schemars(example = 8995)]
    rows: Option<u64>,
    /// The digest of those observations.
    #[schemars(regex(pattern = "^sha256:"))]
    #[schemars(example = &"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    digest: Option<String>,
}

/// Where a cycle is to lead: exactly one of `value` and `change`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CycleTarget")]
struct TargetSpec {
    /// To this value.
    value: Option<Parsed<Literal>>,
    /// By this much from the baseline.
    change: Option<Parsed<Change>>,
    /// By which day; the last of the cycle unless given.
    by: Option<Parsed<Day>>,
}

/// A metric that must not get worse by more than a change.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Guard")]
struct GuardSpec {
    /// The metric.
    metric: Parsed<Name>,
    /// By how much it may change, against the baseline period.
    change: Parsed<Change>,
}

/// Who decides about what is found.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Decide")]
struct DecideSpec {
    /// Who.
    by: Option<Parsed<Owner>>,
    /// How often.
    every: Option<Parsed<Duration>>,
    /// When next.
    next: Option<Parsed<Day>>,
}

impl Spec for CycleSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object> {
        let meta = change::noted(meta, self.change, lower);
        let spec = meta.place.child("spec");
        let period = lower.period(&spec.child("period"), &self.period);
        let baseline = self.baseline.map(|written| written.lower(spec.child("baseline"), lower));
        let target_at = spec.child("target");
        let aim = aim::lower(&target_at, self.target.value, self.target.change, lower);
        let guards_at = spec.child("guards");
        let guard = |(i, guard): (usize, GuardSpec)| Guard {
            metric: guard.metric.0,
            change: guard.change.0,
            place: guards_at.index(i),
        };
        let period = period?;
        let by = self.target.by.map_or(period.to, |day| day.0.0);
        Some(Object::Cycle(Box::new(Cycle {
            goal: self.goal.map(|goal| goal.0),
            service: self.service.0,
            metric: self.metric.0,
            owner: self.owner.0,
            period,
            baseline: baseline.flatten(),
            target: CycleTarget { aim: aim?, by, place: target_at },
            guards: self.guards.into_iter().enumerate().map(guard).collect(),
            decide: self.decide.map(DecideSpec::lower),
            meta,
        })))
    }
}

impl BaselineSpec {
    fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<Baseline> {
        let well_formed = |digest: &String| {
            digest.strip_prefix("sha256:").is_some_and(|hex| {
                hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            })
        };
        if self.digest.as_ref().is_some_and(|digest| !well_formed(digest)) {
            let message = "a digest is `sha256:` and 64 digits 0-9 a-f";
            let help = "give the whole digest, or take `digest` out";
            lower.report(Finding::new(&rules::INVALID_VALUE, place.child("digest"), message).help(help));
        }
        let period = lower.period(&place.child("period"), &self.period)?;
        let value = self.value.map(|value| value.0);
        Some(Baseline { period, value, rows: self.rows, digest: self.digest, place })
    }
}

impl DecideSpec {
    fn lower(self) -> Decide {
        Decide {
            by: self.by.map(|by| by.0),
            every: self.every.map(|every| every.0),
            next: self.next.map(|next| next.0.0),
        }
    }
}
