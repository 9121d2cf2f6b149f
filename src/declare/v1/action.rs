//! `kind: Action`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::aim;
use super::change::{self, ChangeSpec};
use super::word::{ActionKindWord, SizeWord, StageWord, TimescaleWord, words};
use crate::declare::lower::{Lower, Spec};
use crate::declare::rules;
use crate::declare::scalar::{Day, Parsed, Priority};
use crate::finding::Finding;
use crate::model::action::{ActionState, Closure, ClosureCode, Expectation};
use crate::model::{Action, Change, Literal, Meta, Name, Object, Owner, ProposalId};
use crate::text::Place;

/// The annotation that names the proposal an action came from.
const PROPOSAL: &str = "deming/proposal";

/// An entry of the improvement register.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ActionSpec {
    /// What is done, in a sentence.
    #[schemars(example = &"Send incidents to the team that solves them")]
    title: Option<String>,
    /// More about it.
    #[schemars(example = &"Rules in the ticket system instead of a dispatcher.")]
    description: Option<String>,
    /// The Cycle that it belongs to, by name.
    cycle: Option<Parsed<Name>>,
    /// The service that it improves.
    service: Parsed<Name>,
    /// What it changes.
    kind: ActionKindWord,
    /// Which stage of the service's life it touches. Every action states one.
    stage: Option<StageWord>,
    /// How far it is.
    state: StateWord,
    /// The one who is accountable.
    owner: Parsed<Owner>,
    /// Who had the idea.
    #[schemars(example = &"deming")]
    raised_by: Option<String>,
    /// When.
    date_raised: Option<Parsed<Day>>,
    /// From 1 (first) to 5.
    priority: Option<Parsed<Priority>>,
    /// How much work it is.
    size: Option<SizeWord>,
    /// How long it takes.
    timescale: Option<TimescaleWord>,
    /// The Playbook that it came from, so that playbooks have a hit rate. It may be gone by now.
    #[schemars(example = &"resolve-faster")]
    playbook: Option<Parsed<Name>>,
    /// When it is wanted.
    required_by: Option<Parsed<Day>>,
    /// Why it is worth it.
    #[schemars(example = &"A third of all incidents are forwarded twice or more.")]
    justification: Option<String>,
    /// What it is expected to do.
    expect: Option<ExpectSpec>,
    /// The day it took effect.
    implemented_on: Option<Parsed<Day>>,
    /// How it ended.
    closure: Option<ClosureSpec>,
    /// Why this was made easier to keep, and who approved.
    change: Option<ChangeSpec>,
}

words! {
    /// How far an action is.
    StateWord => ActionState {
        /// Somebody, or deming, suggests it.
        "proposed" Proposed => ActionState::Proposed,
        /// It has been decided.
        "accepted" Accepted => ActionState::Accepted,
        /// It is being done.
        "in-progress" InProgress => ActionState::InProgress,
        /// It waits.
        "on-hold" OnHold => ActionState::OnHold,
        /// It has been done, and its effect is awaited.
        "implemented" Implemented => ActionState::Implemented,
        /// It is over.
        "closed" Closed => ActionState::Closed,
    }
}

words! {
    /// Whether an action worked.
    ClosureWord => ClosureCode {
        /// The expected effect is there.
        "successful" Successful => ClosureCode::Successful,
        /// Some of it is.
        "partly" Partly => ClosureCode::Partly,
        /// None of it is, or the opposite.
        "unsuccessful" Unsuccessful => ClosureCode::Unsuccessful,
        /// It was given up.
        "withdrawn" Withdrawn => ClosureCode::Withdrawn,
        /// The data do not tell.
        "cannot-tell" CannotTell => ClosureCode::CannotTell,
    }
}

/// What an action is expected to do to a metric: exactly one of `value` and `change`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Expectation")]
struct ExpectSpec {
    /// The metric.
    metric: Parsed<Name>,
    /// The value it reaches.
    value: Option<Parsed<Literal>>,
    /// By how much it changes.
    change: Option<Parsed<Change>>,
    /// By which day.
    by: Parsed<Day>,
}

/// How an action ended.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Closure")]
struct ClosureSpec {
    /// Whether it worked.
    code: ClosureWord,
    /// What that rests on.
    #[schemars(example = &"Median 54 h before, 27 h after, 95 % interval of the difference -43 h to -20 h.")]
    evidence: Option<String>,
}

impl Spec for ActionSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object> {
        let meta = change::noted(meta, self.change, lower);
        let expect_at = meta.place.child("spec").child("expect");
        let expect = self.expect.map(|expect| expect.lower(expect_at, lower));
        Some(Object::Action(Box::new(Action {
            proposal: proposal(&meta, lower),
            meta,
            title: self.title,
            description: self.description,
            cycle: self.cycle.map(|cycle| cycle.0),
            service: self.service.0,
            kind: self.kind.lower(),
            stage: self.stage.map(StageWord::lower),
            state: self.state.lower(),
            owner: self.owner.0,
            raised_by: self.raised_by,
            date_raised: self.date_raised.map(|day| day.0.0),
            priority: self.priority.map(|priority| priority.0.0),
            size: self.size.map(SizeWord::lower),
            timescale: self.timescale.map(TimescaleWord::lower),
            playbook: self.playbook.map(|playbook| playbook.0),
            required_by: self.required_by.map(|day| day.0.0),
            justification: self.justification,
            expect: expect.flatten(),
            implemented_on: self.implemented_on.map(|day| day.0.0),
            closure: self.closure.map(ClosureSpec::lower),
        })))
    }
}

fn proposal(meta: &Meta, lower: &mut Lower<'_>) -> Option<ProposalId> {
    let written = meta.annotations.get(PROPOSAL)?;
    let read = written.parse::<ProposalId>();
    read.map_err(|error| {
        let place = meta.place.child("metadata").child("annotations").child(PROPOSAL);
        lower.report(Finding::new(&rules::INVALID_VALUE, place, error.to_string()));
    })
    .ok()
}

impl ExpectSpec {
    fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<Expectation> {
        let aim = aim::lower(&place, self.value, self.change, lower)?;
        Some(Expectation { metric: self.metric.0, aim, by: self.by.0.0, place })
    }
}

impl ClosureSpec {
    fn lower(self) -> Closure {
        Closure { code: self.code.lower(), evidence: self.evidence }
    }
}
