//! What would be proposed, and what is left alone.

use std::collections::BTreeMap;

use serde::Serialize;

use super::FORMAT_VERSION;
use super::parts;
use crate::analyse::Verdict;
use crate::catalog::Catalog;
use crate::model::ProposalId;
use crate::plan::{Hold, HoldReason, Plan, PlannedChange, Proposal, ProposalKind, Withdrawal};
use crate::present::number::Real;
use crate::present::show;

/// The answer of `deming plan`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanReport {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// `plan` or `propose`.
    pub command: &'static str,
    /// The moment that is "now".
    pub as_of: String,
    /// The commit that proposals would build on.
    pub head: Option<String>,
    /// The plan.
    #[serde(flatten)]
    pub plan: PlanView,
    /// What became of branches at a remote; nothing where none was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push: Option<PushView>,
    /// What became of pull requests; nothing where none were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull_requests: Option<SubmissionView>,
}

/// What became of pull requests.
#[derive(Debug, Clone, Serialize)]
pub struct SubmissionView {
    /// `github`, `gitlab`, `gitea` or `gerrit`.
    pub forge: &'static str,
    /// One for each proposal that is at the remote.
    pub requests: Vec<PullRequestView>,
    /// What else should be known, such as a branch that could not be deleted.
    pub notes: Vec<String>,
}

/// What became of the pull request of a proposal.
#[derive(Debug, Clone, Serialize)]
pub struct PullRequestView {
    /// The proposal.
    pub id: String,
    /// Its branch.
    pub branch: String,
    /// The number of the pull request, where that is known.
    pub number: Option<u64>,
    /// Its page.
    pub url: Option<String>,
    /// `opened`, `updated`, `unchanged`, `closed`, `left-alone` or `failed`.
    pub outcome: &'static str,
    /// Why it failed.
    pub reason: Option<String>,
    /// What could not be done beside, such as to ask somebody for a review.
    pub notes: Vec<String>,
}

/// What became of branches at a remote.
#[derive(Debug, Clone, Serialize)]
pub struct PushView {
    /// The remote.
    pub remote: String,
    /// The branches that differed there.
    pub branches: Vec<PushedView>,
}

/// What became of a branch at a remote.
#[derive(Debug, Clone, Serialize)]
pub struct PushedView {
    /// The proposal.
    pub id: String,
    /// The branch.
    pub branch: String,
    /// The tip here.
    pub commit: String,
    /// `pushed` or `refused`.
    pub outcome: &'static str,
    /// Why the remote did not take it, in its words.
    pub reason: Option<String>,
}

/// A plan.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// What would be proposed, most urgent first.
    pub proposals: Vec<ProposalView>,
    /// What was looked at and is left alone, in the same order.
    pub held: Vec<HoldView>,
    /// Open proposals that nothing asks for any more, by id.
    pub withdrawn: Vec<WithdrawalView>,
}

/// An open proposal that nothing asks for any more.
#[derive(Debug, Clone, Serialize)]
pub struct WithdrawalView {
    /// Its identity.
    pub id: String,
    /// The branch, that of a remote with the remote's name before it.
    pub branch: String,
    /// Why, in a clause.
    pub reason: String,
    /// Whether people have worked on the branch, so that it stays as it is.
    pub touched: bool,
    /// The commit that takes it back, once there is one.
    pub commit: Option<String>,
    /// What became of it: `withdrawn` or `left-alone`; nothing while it is only planned.
    pub outcome: Option<&'static str>,
}

/// A proposal: one branch, one commit, one file.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProposalView {
    /// Its identity.
    pub id: String,
    /// `new-action`, `close-action`, `withdraw-action`, `confirm-need`, `review-agreement`, `accept-baseline`,
    /// `tighten-target`, `fill-step` or `start-cycle`.
    pub kind: &'static str,
    /// What it is about: an objective, a cycle, an action, a need, an agreement or a metric.
    pub subject: String,
    /// How that stands: of a new action `missed`, `at-risk` or `unknown`; of other kinds also `met`, as when an action that
    /// is closed worked.
    pub verdict: &'static str,
    /// The code with which an action is closed: `successful`, `partly`, `unsuccessful`, `cannot-tell` or `withdrawn`.
    pub closes: Option<&'static str>,
    /// The service.
    pub service: String,
    /// The metric; nothing where it is about a need or an agreement as a whole.
    pub metric: Option<String>,
    /// The observed value, canonical.
    pub observed: Option<Real>,
    /// The desired value, canonical.
    pub desired: Option<Real>,
    /// The unit of both.
    pub unit: String,
    /// How far it is from the target, as a share of the target.
    pub severity: Real,
    /// Why, in a sentence.
    pub reason: String,
    /// The playbook that answers, or that the action came from.
    pub playbook: Option<String>,
    /// The branch.
    pub branch: String,
    /// The file that is added or edited.
    pub path: String,
    /// What stands in it before, where it is edited.
    pub before: Option<String>,
    /// What will stand in it.
    pub content: String,
    /// The title.
    pub title: String,
    /// The commit message.
    pub message: String,
    /// The day by which an effect is expected.
    pub due: Option<String>,
    /// Whether a branch of deming's own is there, and its commit is made anew on the head.
    pub rebuilds: bool,
    /// What people said when it was proposed before.
    pub said: Option<String>,
    /// What is at stake, from 0 to 2.
    pub risk: Real,
    /// For how many days; risk × age says which comes first.
    pub age_days: u32,
    /// The commit on the branch, once there is one.
    pub commit: Option<String>,
    /// What became of it: `created`, `rebuilt`, `already-there`, `left-alone` or `path-taken`; nothing while it is only
    /// planned.
    pub outcome: Option<&'static str>,
}

/// Something that was looked at and is left alone.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HoldView {
    /// What was looked at: an objective, a cycle, an action, a need, an agreement or a metric.
    pub subject: String,
    /// Its verdict.
    #[serde(serialize_with = "parts::verdict")]
    pub verdict: Verdict,
    /// `target-met`, `no-playbook`, `inadmissible`, `cycle-over`, `open`, `in-peoples-hands`, `in-register`, `declined`,
    /// `dismissed`, `same-as`, `unwritable`, `not-editable` or `waiting`.
    pub reason: &'static str,
    /// The reason in words.
    pub text: String,
    /// The proposal that it is about.
    pub proposal: Option<String>,
}

impl PlanReport {
    /// A plan with its envelope. `command` is the verb that asks.
    pub fn new(command: &'static str, plan: &Plan, catalog: &Catalog) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            command,
            as_of: plan.as_of.to_string(),
            head: plan.head.clone(),
            plan: PlanView::new(plan, catalog),
            push: None,
            pull_requests: None,
        }
    }

    /// The same with what became of pull requests.
    #[must_use]
    pub fn submitted(self, pull_requests: Option<SubmissionView>) -> Self {
        Self { pull_requests, ..self }
    }

    /// The same with what became of branches at a remote.
    #[must_use]
    pub fn pushed(self, push: Option<PushView>) -> Self {
        Self { push, ..self }
    }

    /// The same with what the proposals became: the outcome, and the commit in hexadecimal.
    #[must_use]
    pub fn carried_out(mut self, outcomes: &BTreeMap<ProposalId, (&'static str, String)>) -> Self {
        for proposal in &mut self.plan.proposals {
            if let Some((outcome, commit)) = outcomes.get(proposal.id.as_str()) {
                proposal.outcome = Some(outcome);
                proposal.commit = (*outcome != "path-taken").then(|| commit.clone());
            }
        }
        for withdrawal in &mut self.plan.withdrawn {
            let made = outcomes.get(withdrawal.id.as_str());
            withdrawal.outcome = Some(made.map_or("left-alone", |(outcome, _)| outcome));
            withdrawal.commit = made.map(|(_, commit)| commit.clone());
        }
        self
    }
}

impl PlanView {
    /// A plan, proposals and holds apart.
    pub fn new(plan: &Plan, catalog: &Catalog) -> Self {
        let withdrawn = plan.withdrawals.iter().map(WithdrawalView::new).collect();
        let mut view = Self { proposals: Vec::new(), held: Vec::new(), withdrawn };
        for change in &plan.changes {
            match change {
                PlannedChange::Propose(proposal) => view.proposals.push(ProposalView::new(proposal, catalog)),
                PlannedChange::Hold(hold) => view.held.push(HoldView::new(hold)),
            }
        }
        for proposal in &mut view.proposals {
            let before = plan.before.get(proposal.id.as_str());
            proposal.rebuilds = before.is_some_and(|before| before.replaces.is_some());
            proposal.said = before.and_then(|before| before.said.clone());
        }
        view
    }
}

impl WithdrawalView {
    fn new(withdrawal: &Withdrawal) -> Self {
        Self {
            id: withdrawal.id.to_string(),
            branch: withdrawal.branch.clone(),
            reason: withdrawal.reason.clone(),
            touched: withdrawal.made.is_none(),
            commit: None,
            outcome: None,
        }
    }
}

impl ProposalView {
    fn new(proposal: &Proposal, catalog: &Catalog) -> Self {
        let Figures { observed, desired, severity, unit } = Figures::of(proposal, catalog);
        let due = match &proposal.kind {
            ProposalKind::NewAction(answer) => answer.due,
            _ => None,
        };
        Self {
            id: proposal.id.to_string(),
            kind: proposal.kind.keyword(),
            subject: proposal.subject.to_string(),
            verdict: proposal.verdict.keyword(),
            closes: proposal.kind.closes().map(|code| code.keyword()),
            service: proposal.service.to_string(),
            metric: proposal.metric.as_ref().map(ToString::to_string),
            observed: observed.map(Real),
            desired: desired.map(Real),
            unit,
            severity: Real(severity),
            reason: proposal.reason.clone(),
            playbook: proposal.kind.playbook().map(ToString::to_string),
            branch: proposal.branch.clone(),
            path: proposal.path.clone(),
            before: proposal.before.clone(),
            content: proposal.content.clone(),
            title: proposal.title.clone(),
            message: proposal.message.clone(),
            due: due.map(|day| day.to_string()),
            rebuilds: false,
            said: None,
            risk: Real(proposal.urgency.risk),
            age_days: proposal.urgency.days,
            commit: None,
            outcome: None,
        }
    }
}

impl ProposalView {
    /// The one word that says how its subject stands: how an action is closed, how a target is missed. Of other kinds the
    /// reason says it all.
    pub fn state(&self) -> Option<&'static str> {
        self.closes.or((self.kind == "new-action").then_some(self.verdict))
    }
}

/// The numbers of a proposal, canonical.
struct Figures {
    observed: Option<f64>,
    desired: Option<f64>,
    severity: f64,
    unit: String,
}

impl Figures {
    fn of(proposal: &Proposal, catalog: &Catalog) -> Self {
        let (observed, desired, severity) = match &proposal.kind {
            ProposalKind::NewAction(answer) => (answer.gap.observed, answer.gap.desired, answer.gap.severity),
            ProposalKind::AcceptBaseline { value } => (Some(*value), None, 0.0),
            ProposalKind::TightenTarget { observed, desired } => (Some(*observed), Some(*desired), 0.0),
            _ => (None, None, 0.0),
        };
        let unit = proposal.metric.as_ref().map(|metric| parts::unit_of(catalog, metric));
        let unit = unit.map(|unit| unit.canonical_symbol().to_owned()).unwrap_or_default();
        Self { observed, desired, severity, unit }
    }
}

impl HoldView {
    fn new(hold: &Hold) -> Self {
        let (reason, text, proposal) = reason(&hold.reason);
        Self { subject: hold.subject.to_string(), verdict: hold.verdict, reason, text, proposal }
    }
}

/// A reason as keyword and in words, and the proposal it is about.
fn reason(reason: &HoldReason) -> (&'static str, String, Option<String>) {
    match reason {
        HoldReason::TargetMet => ("target-met", "the target is met".into(), None),
        HoldReason::NoPlaybook => ("no-playbook", "no playbook answers this gap".into(), None),
        HoldReason::Inadmissible { playbook, kind, need } => {
            let kind = kind.keyword();
            let text =
                format!("playbook {playbook} answers with `{kind}`, which the need {need} does not admit");
            ("inadmissible", text, None)
        }
        HoldReason::CycleOver { ended } => ("cycle-over", format!("the cycle ended on {ended}"), None),
        HoldReason::Open { id, branch } => {
            ("open", format!("{id} is open already, on branch {branch}"), Some(id.to_string()))
        }
        HoldReason::InPeoplesHands { id, branch } => (
            "in-peoples-hands",
            format!("{id} is open on branch {branch}, which people have worked on, so it is left to them"),
            Some(id.to_string()),
        ),
        HoldReason::Dismissed { id, on, until } => (
            "dismissed",
            format!(
                "the branch of {id} was deleted, or its pull request closed, without a merge (noticed on {on}); unless it gets worse it is not \
                 proposed again until {until}"
            ),
            Some(id.to_string()),
        ),
        HoldReason::InRegister { id, action } => {
            ("in-register", format!("{id} is in the register already, as {action}"), Some(id.to_string()))
        }
        HoldReason::Declined { id, decision, until } => {
            let end = until.map_or_else(|| "for good".to_owned(), |day| format!("until {day}"));
            ("declined", format!("{id} was declined by {decision}, {end}"), Some(id.to_string()))
        }
        HoldReason::SameAs { id } => ("same-as", format!("{id} answers this gap too"), Some(id.to_string())),
        HoldReason::NotEditable { why } => ("not-editable", format!("to be done by hand: {why}"), None),
        HoldReason::Unwritable { playbook, why } => {
            ("unwritable", format!("playbook {playbook} cannot be followed: {why}"), None)
        }
        HoldReason::Waiting { id, limit } => {
            ("waiting", format!("{id} waits: {limit}"), Some(id.to_string()))
        }
    }
}

impl HoldView {
    /// Whether there is a gap, and only a reason keeps it from being answered.
    pub fn is_gap(&self) -> bool {
        self.reason != "target-met"
    }
}

/// The last line of a plan: `Plan: 2 proposals to make, 3 held, 4 met.`
pub fn count_words(view: &PlanView) -> String {
    let gaps = view.held.iter().filter(|hold| hold.is_gap()).count();
    let met = view.held.len() - gaps;
    let rebuilt = view.proposals.iter().filter(|proposal| proposal.rebuilds).count();
    let mut words = vec![format!("{} to make", show::counted(view.proposals.len() - rebuilt, "proposal"))];
    let more = [(rebuilt, "to make anew"), (view.withdrawn.len(), "to take back")];
    words.extend(more.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    words.extend([format!("{gaps} held back"), format!("{met} on target")]);
    format!("Plan: {}.", words.join(", "))
}
