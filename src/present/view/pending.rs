//! Proposals that somebody has to answer, gaps that nothing answers, and refusals that hold.

use std::collections::BTreeMap;

use serde::Serialize;

use super::parts::DeclaredAt;
use super::{HoldView, Inputs, PlanView};
use crate::model::Decision;
use crate::model::decision::DecisionOutcome;

/// A gap with what becomes of it.
#[derive(Debug, Clone, Serialize)]
pub struct PendingView {
    /// The objective, cycle or other object.
    pub subject: String,
    /// Its service, where it has one.
    pub service: Option<String>,
    /// Its verdict.
    pub verdict: &'static str,
    /// The proposal that answers it.
    pub proposal: Option<String>,
    /// What becomes of it, as in the JSON of a plan; `ready` where the next run proposes something.
    pub state: &'static str,
    /// The same for people: `waiting (limit)`.
    pub word: &'static str,
    /// Why, in a sentence that names the proposal, where there is one.
    pub text: String,
}

/// A refusal that holds.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RefusalView {
    /// The decision.
    pub id: String,
    /// The proposal that is refused.
    pub proposal: String,
    /// What it would answer, where that is still a gap.
    pub subject: Option<String>,
    /// The service of that.
    pub service: Option<String>,
    /// Who refused.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; `null`: for good.
    pub until: Option<String>,
    /// What brings the proposal back before: `the gap grows by 10 %`.
    pub reopen: Option<String>,
    /// Where it is declared.
    pub declared_at: DeclaredAt,
}

/// What becomes of a gap, what asks for an answer first.
const STATES: [(&str, &str); 11] = [
    ("ready", "to be proposed"),
    ("open", "open"),
    ("in-peoples-hands", "open, in people's hands"),
    ("waiting", "waiting (limit)"),
    ("not-editable", "to be done by hand"),
    ("unwritable", "cannot be written"),
    ("no-playbook", "no playbook"),
    ("dismissed", "dismissed"),
    ("declined", "refused"),
    ("same-as", "answered by another"),
    ("in-register", "in the register"),
];

/// Every gap with what becomes of it, what asks for an answer first; empty where no plan was asked for.
pub fn pending(plan: Option<&PlanView>, inputs: &Inputs) -> Vec<PendingView> {
    let Some(plan) = plan else { return Vec::new() };
    let services = services(inputs);
    let ready = plan.proposals.iter().map(|proposal| PendingView {
        subject: proposal.subject.clone(),
        service: Some(proposal.service.clone()),
        verdict: proposal.verdict,
        proposal: Some(proposal.id.clone()),
        state: "ready",
        word: word("ready"),
        text: format!("{} ({})", proposal.title, proposal.id),
    });
    let held = plan.held.iter().filter(|hold| hold.is_gap()).map(|hold| PendingView {
        service: services.get(&hold.subject).cloned(),
        subject: hold.subject.clone(),
        verdict: hold.verdict.keyword(),
        proposal: hold.proposal.clone(),
        state: hold.reason,
        word: word(hold.reason),
        text: hold.text.clone(),
    });
    let mut all: Vec<PendingView> = ready.chain(held).collect();
    // Within a state they keep the order of the plan: the most urgent first.
    all.sort_by_key(|one| STATES.iter().position(|(state, _)| *state == one.state).unwrap_or(STATES.len()));
    all
}

fn word(state: &'static str) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or(state, |(_, word)| word)
}

/// The services of everything that a plan can look at, by how it is named there.
fn services(inputs: &Inputs) -> BTreeMap<String, String> {
    let catalog = inputs.catalog;
    let objectives = inputs.assessment.objectives.iter().map(|one| (one.id.to_string(), &one.service));
    let cycles = catalog.cycles.values().map(|one| (one.meta.name.to_string(), &one.service));
    let actions = catalog.actions.values().map(|one| (one.meta.name.to_string(), &one.service));
    let needs = catalog.needs.values().map(|one| (one.meta.name.to_string(), &one.service));
    let agreements = catalog.agreements.values().map(|one| (one.meta.name.to_string(), &one.service));
    let named = agreements.chain(needs).chain(actions).chain(cycles).chain(objectives);
    named.map(|(name, service)| (name, service.to_string())).collect()
}

/// The refusals that hold today, by name.
pub fn refusals(plan: Option<&PlanView>, inputs: &Inputs) -> Vec<RefusalView> {
    let today = inputs.assessment.as_of.to_zoned_datetime(inputs.zone().clone()).date();
    let holds = |decision: &&Decision| {
        decision.outcome == DecisionOutcome::Declined && decision.until.is_none_or(|until| today <= until)
    };
    let services = services(inputs);
    let held = |decision: &Decision| {
        let about = |hold: &&HoldView| hold.proposal.as_deref() == Some(decision.proposal.as_str());
        plan.and_then(|plan| plan.held.iter().find(about)).map(|hold| hold.subject.clone())
    };
    let live = inputs.catalog.decisions.values().filter(holds);
    live.map(|decision| {
        let subject = held(decision);
        RefusalView {
            id: decision.meta.name.to_string(),
            proposal: decision.proposal.to_string(),
            service: subject.as_ref().and_then(|subject| services.get(subject).cloned()),
            subject,
            by: decision.by.to_string(),
            reason: decision.reason.clone(),
            until: decision.until.map(|day| day.to_string()),
            reopen: decision
                .reopen_if_worse_by
                .map(|share| format!("the gap grows by {}", crate::present::show::percent(share))),
            declared_at: DeclaredAt::new(&decision.meta.place),
        }
    })
    .collect()
}
