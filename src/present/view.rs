//! The one value that every renderer shows, and the JSON that machines read.
//!
//! The serialised form is a contract: fields are added, never renamed or dropped; what nobody knows is `null`.
//! Values are canonical (shares as fractions of one, times in seconds, both with their `unit`); beside them stands
//! `text`, the same as people read it. Texts of declarations and data are raw here: each renderer makes them
//! harmless for the place it writes to.

mod accept;
mod action;
mod agreement;
mod alignment;
mod carried_out;
mod change;
mod cycle;
mod decline;
mod doctor;
mod explain;
mod finding;
mod gathering;
mod hindsight;
mod history;
mod insight;
mod metric;
mod need;
mod objective;
mod parts;
mod pending;
mod plan;
mod report;
mod results;
mod run;
mod service;
mod shift;
mod since;
mod subjects;
mod upkeep;

pub use accept::{AcceptReport, AcceptedView};
pub use action::{
    ActionText, ActionView, EffectText, EffectView, HitRateView, PlaybookRateView, RegisterReview,
};
pub use agreement::{AgreementView, ObjectiveTerms};
pub use alignment::{AlignmentText, AlignmentView};
pub use carried_out::{CarriedOutReport, MovedView};
pub use change::{
    BaseView, ChangeCounts, ChangeInputs, ChangeView, FieldView, ObjectChangeView, VerdictFlipView,
};
pub use cycle::{CycleText, CycleView, DecideView, GuardText, GuardView};
pub use decline::DeclineReport;
pub use doctor::{CheckView, DoctorView};
pub use explain::{ExcludedView, Explanation, ExplanationText, OriginView, PeriodView, RowsView, Walk};
pub use finding::{CheckReport, FindingCounts, FindingView, Justification, LabelView};
pub use gathering::{BranchView, GatherReport, GatherSummary, SourceView, StretchView};
pub use hindsight::{ExclusionView, IncludingView};
pub use history::{HistoryPeriodText, HistoryPeriodView, HistoryText, HistoryView};
pub use insight::{
    ChangePointView, ChartView, DriverView, DriversView, ForecastView, InsightView, PhaseView, RowText,
    SignalView, TrendView,
};
pub use metric::{
    GatherView, GoalLink, MeasurementGapView, MetricText, MetricView, ObjectiveLink, TallyView,
};
pub use need::{NeedView, RequirementView};
pub use objective::{BudgetText, BudgetView, BurnRateView, ObjectiveText, ObjectiveView, ProjectionView};
pub use parts::{ClosedView, DeclaredAt, DesiredView, ObservedView, PeriodText, SeriesPointView};
pub use pending::{PendingView, RefusalView, pending, refusals};
pub use plan::{
    HoldView, PlanReport, PlanView, ProposalView, PullRequestView, PushView, PushedView, SubmissionView,
    WithdrawalView, count_words as plan_words,
};
pub use results::{FilePlace, Files, Framing, ResultView, Results, Section};
pub use run::{PublishView, RunReport, StepView};
pub use service::{ServiceText, ServiceView};
pub use shift::{FlipsView, ShiftView};
pub use since::{
    ActionChange, Earlier, EndedPeriod, PromiseChange, RefusalChange, Since, SinceText, SinceView,
    VerdictChange,
};
pub use subjects::{Standing, Subject, of_catalog, of_report};
pub use upkeep::{
    RowsTold, Shelf, ShelfView, TroubleView, UpkeepView, WaiverView, sources, troubles, waivers,
};

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::Serialize;

use super::show;
use crate::analyse::{Assessment, Insights, Verdict};
use crate::catalog::Catalog;
use crate::finding::Findings;
use crate::model::{Name, Observations, Waiver};
use crate::plan::Plan;
use crate::verify::{ActionReview, HitRate};

/// The version of the JSON output. The second number grows with new fields, the first with broken promises.
pub const FORMAT_VERSION: &str = "1.0";

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// What is declared.
    pub catalog: &'a Catalog,
    /// What analysis says.
    pub assessment: &'a Assessment,
    /// What the series tell beyond their verdicts.
    pub insights: &'a Insights,
    /// What became of past actions.
    pub reviews: &'a [ActionReview],
    /// How often they worked.
    pub hit_rate: HitRate,
    /// What would be proposed, where that was asked.
    pub plan: Option<&'a Plan>,
    /// What is wrong, in the order it is to be shown in.
    pub findings: &'a Findings,
    /// What was read for each metric, for tallies of rows; may be empty.
    pub observations: &'a BTreeMap<Name, Observations>,
    /// The commit looked at, or the one that the work tree stands on, in hexadecimal; `None`: there is none yet.
    pub head: Option<&'a str>,
    /// Whether the work tree was looked at, which may differ from the commit.
    pub is_work_tree: bool,
    /// The commit compared with, in hexadecimal.
    pub base: Option<&'a str>,
    /// The commit of the observed branch that was read, in hexadecimal.
    pub observed: Option<&'a str>,
    /// The report before this one.
    pub since: Since<'a>,
    /// The observed branch, where somebody has looked at it.
    pub shelf: Option<&'a Shelf>,
    /// Findings that somebody lets pass.
    pub waivers: &'a [Waiver],
    /// On how many threads pages may be rendered, which changes nothing but the time it takes.
    pub jobs: usize,
}

impl Inputs<'_> {
    /// The zone that days are named in.
    pub(super) fn zone(&self) -> &TimeZone {
        &self.catalog.settings.zone
    }
}

/// Desired against observed, whole.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// The verb that made it.
    pub command: &'static str,
    /// The moment that is "now", RFC 3339 in UTC.
    pub as_of: String,
    /// The commit looked at.
    pub head: Option<String>,
    /// The commit compared with.
    pub base: Option<String>,
    /// The commit of the observed branch that was read, where a metric needs one.
    pub observed: Option<String>,
    /// Objectives by verdict.
    pub summary: Summary,
    /// Objectives, by id.
    pub objectives: Vec<ObjectiveView>,
    /// Improvement cycles, by name.
    pub cycles: Vec<CycleView>,
    /// What is wrong.
    pub findings: Vec<FindingView>,
    /// Needs against agreements and observations.
    pub alignments: Vec<AlignmentView>,
    /// The improvement register, by name, each entry with what is known of its effect.
    pub register: Vec<ActionView>,
    /// How often past actions worked.
    pub hit_rate: HitRateView,
    /// What would be proposed, where that was asked.
    pub plan: Option<PlanView>,
    /// What changed against the base, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeView>,
    /// The head as people read it.
    pub text: ReportText,
}

/// The head of a report as people read it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportText {
    /// The moment that is "now".
    pub as_of: String,
    /// `commit 1a2b3c4d5e6f`, or `work tree on 1a2b3c4d5e6f`.
    pub source: String,
}

/// How many objectives have which verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Targets kept.
    pub met: usize,
    /// Targets not kept.
    pub missed: usize,
    /// Targets that will soon not be kept.
    pub at_risk: usize,
    /// Targets of which nobody can tell.
    pub unknown: usize,
}

impl Summary {
    /// Counts verdicts.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut summary = Self::default();
        for verdict in verdicts {
            match verdict {
                Verdict::Met => summary.met += 1,
                Verdict::Missed => summary.missed += 1,
                Verdict::AtRisk => summary.at_risk += 1,
                Verdict::Unknown => summary.unknown += 1,
            }
        }
        summary
    }

    /// How many there are in all.
    pub fn total(&self) -> usize {
        self.met + self.missed + self.at_risk + self.unknown
    }

    /// The count in words, worst first, without what there is none of: `2 missed, 1 at risk, 4 met`.
    pub fn words(&self) -> String {
        let Self { met, missed, at_risk, unknown } = *self;
        let counts = [(missed, "missed"), (at_risk, "at risk"), (unknown, "unknown"), (met, "met")];
        let some =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
        some.collect::<Vec<_>>().join(", ")
    }
}

impl Report {
    /// Joins the inputs. `command` is the verb that asks.
    pub fn new(command: &'static str, inputs: &Inputs) -> Self {
        let assessment = inputs.assessment;
        Self {
            format_version: FORMAT_VERSION,
            command,
            as_of: assessment.as_of.to_string(),
            head: inputs.head.map(str::to_owned),
            base: inputs.base.map(str::to_owned),
            observed: inputs.observed.map(str::to_owned),
            summary: Summary::of(assessment.objectives.iter().map(|objective| objective.verdict)),
            objectives: objective::all(inputs),
            cycles: cycle::all(inputs),
            findings: finding::all(inputs.findings),
            alignments: alignment::all(inputs),
            register: action::all(inputs),
            hit_rate: HitRateView::new(inputs),
            plan: inputs.plan.map(|plan| PlanView::new(plan, inputs.catalog)),
            change: None,
            text: ReportText { as_of: show::moment(assessment.as_of, inputs.zone()), source: source(inputs) },
        }
    }

    /// The same with what changed against a base.
    #[must_use]
    pub fn with_change(self, change: Option<ChangeView>) -> Self {
        let base = change.as_ref().map(|change| change.base.merge_base.clone());
        Self { base, change, ..self }
    }

    /// Whether there is nothing to show: neither objective nor cycle, need, action or finding.
    pub fn is_empty(&self) -> bool {
        self.summary.total() == 0
            && self.cycles.is_empty()
            && self.alignments.is_empty()
            && self.register.is_empty()
            && self.findings.is_empty()
    }

    /// The objectives, worst first: by verdict, then by how far from the target, then by id.
    pub fn worst_first(&self) -> Vec<&ObjectiveView> {
        let mut objectives: Vec<_> = self.objectives.iter().collect();
        objectives.sort_by(|a, b| {
            a.verdict.cmp(&b.verdict).then(b.severity.total_cmp(&a.severity)).then_with(|| a.id.cmp(&b.id))
        });
        objectives
    }

    /// The cycles, worst first.
    pub fn cycles_worst_first(&self) -> Vec<&CycleView> {
        let mut cycles: Vec<_> = self.cycles.iter().collect();
        cycles.sort_by(|a, b| a.verdict.cmp(&b.verdict).then_with(|| a.id.cmp(&b.id)));
        cycles
    }
}

/// What was looked at, in words.
fn source(inputs: &Inputs) -> String {
    match (inputs.head, inputs.is_work_tree) {
        (None, _) => "work tree".into(),
        (Some(head), true) => format!("work tree on {}", short(head)),
        (Some(head), false) => format!("commit {}", short(head)),
    }
}

/// The first twelve digits of a commit's id. Anything else in it is no digit and goes.
pub(super) fn short(commit: &str) -> String {
    commit.chars().filter(char::is_ascii_hexdigit).take(12).collect()
}

/// Every metric, by name.
pub(super) fn metrics(inputs: &Inputs) -> Vec<MetricView> {
    metric::all(inputs)
}

/// Every service, worst first.
pub(super) fn services(inputs: &Inputs) -> Vec<ServiceView> {
    service::all(inputs)
}

/// Every agreement, by name.
pub(super) fn agreements(inputs: &Inputs) -> Vec<AgreementView> {
    agreement::all(inputs)
}

/// What every objective attained in the months, quarters and fiscal years that are over, by its id.
pub(super) fn histories(inputs: &Inputs) -> BTreeMap<String, HistoryView> {
    let all = history::of(&inputs.assessment.objectives, inputs);
    all.into_iter().map(|(id, history)| (id.to_string(), history)).collect()
}

/// Every need, by name.
pub(super) fn needs(inputs: &Inputs) -> Vec<NeedView> {
    need::all(inputs)
}
