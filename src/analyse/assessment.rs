//! What analysis says: verdicts with their reasons, and nothing about how they are shown.

use jiff::Timestamp;

use crate::model::agreement::Target;
use crate::model::{Comparison, Duration, Name};
use crate::process::{BaselineFigure, Figure, Series};
use crate::text::Place;

use super::hindsight::Hindsight;

/// Everything that was looked at, at one moment.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The moment that is "now".
    pub as_of: Timestamp,
    /// Objectives of agreements, by id.
    pub objectives: Vec<ObjectiveAssessment>,
    /// Improvement cycles, by name.
    pub cycles: Vec<CycleAssessment>,
    /// Metrics, by name.
    pub metrics: Vec<MetricAssessment>,
    /// Needs held against agreements and observations, by need and metric.
    pub alignments: Vec<Alignment>,
}

impl Assessment {
    /// What is said of a metric.
    pub fn metric(&self, name: &Name) -> Option<&MetricAssessment> {
        let at = self.metrics.binary_search_by(|assessed| assessed.metric.cmp(name)).ok()?;
        self.metrics.get(at)
    }
}

/// Whether a target is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is not.
    Missed,
    /// It is, and will not be for long.
    AtRisk,
    /// Nobody can tell. No data is never good and never bad.
    Unknown,
    /// It is.
    Met,
}

impl Verdict {
    /// As written in output.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::AtRisk => "at-risk",
            Self::Unknown => "unknown",
            Self::Met => "met",
        }
    }
}

/// How fresh the observations are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// There has never been one.
    Never,
    /// Older than the source promises.
    Stale,
    /// As fresh as promised.
    Current,
}

impl Freshness {
    /// As written in output.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Stale => "stale",
            Self::Current => "current",
        }
    }
}

/// Which objective: `agreement/objective`, with `[value]` where each value of a dimension is judged by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectiveId {
    /// The agreement.
    pub agreement: Name,
    /// The objective within it.
    pub objective: Name,
    /// The value of the dimension.
    pub each: Option<String>,
}

impl std::fmt::Display for ObjectiveId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.agreement, self.objective)?;
        self.each.as_ref().map_or(Ok(()), |value| write!(f, "[{value}]"))
    }
}

/// What an objective asks for, in canonical units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Desired {
    /// On which side.
    pub op: Comparison,
    /// Of what.
    pub value: f64,
    /// The declared form.
    pub target: Target,
}

/// An objective at the moment of the assessment.
#[derive(Debug, Clone)]
pub struct ObjectiveAssessment {
    /// Which.
    pub id: ObjectiveId,
    /// Of which service.
    pub service: Name,
    /// About which metric.
    pub metric: Name,
    /// What it asks for. `None` when the target does not fit the metric's unit, which is a finding.
    pub desired: Option<Desired>,
    /// Whether the figure is a share of one (then its unit is `ratio`, whatever the metric's).
    pub is_share: bool,
    /// What the window shows.
    pub observed: Figure,
    /// What it would show with the exclusions that were declared after the event, where there are some.
    pub including: Option<Hindsight>,
    /// Observed less desired; negative is bad when more is better. `None` without an observed value.
    pub gap: Option<f64>,
    /// The verdict.
    pub verdict: Verdict,
    /// How fresh the observations are.
    pub freshness: Freshness,
    /// Why, in a sentence for people. Never decides anything.
    pub reason: String,
    /// The error budget, where the target is a share.
    pub budget: Option<Budget>,
    /// How fast the budget burns, over windows from short to long and over the objective's own, which comes last. Empty
    /// without a budget.
    pub burn_rates: Vec<BurnRate>,
    /// Where the window ends at the present pace; `None` where that cannot be said.
    pub projection: Option<Projection>,
    /// Closed periods, latest first.
    pub closed: Vec<ClosedPeriod>,
    /// The metric over the window and the time before it, for charts.
    pub series: Series,
    /// Where it is declared.
    pub place: Place,
}

/// A period that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosedPeriod {
    /// What it showed.
    pub figure: Figure,
    /// The verdict that it ended with: met, missed or unknown.
    pub verdict: Verdict,
    /// What it would have shown with the exclusions that were declared after the event, where there are some.
    pub including: Option<Hindsight>,
}

/// An error budget, counted in what the ratio counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    /// How much bad the target allows: (1 − target) × total.
    pub allowed: f64,
    /// How much there is: total − good.
    pub spent: f64,
    /// What is left, as a share of what is allowed: 1 − spent ÷ allowed. Negative when overspent.
    pub remaining: f64,
    /// How many times faster than allowed it is spent: (spent ÷ total) ÷ (1 − target).
    pub burn_rate: f64,
}

/// How fast an error budget burns over a window that ends now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BurnRate {
    /// How long the window is.
    pub window: Duration,
    /// How many times faster than allowed: (spent ÷ total) ÷ (1 − target). `None` where the window is not known well
    /// enough, or holds nothing.
    pub rate: Option<f64>,
    /// How many observations it rests on.
    pub count: u64,
}

/// What a calendar window would come to at its end, at the present pace. It is no observation, and no verdict rests on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// The figure. Canonical.
    pub value: f64,
    /// The end of the window.
    pub at: Timestamp,
    /// What the verdict would be: met or missed.
    pub verdict: Verdict,
    /// What it rests on, in words: `pace of the last 6 days`.
    pub basis: String,
}

/// What an objective attained in the periods of the calendar that are over, latest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// Months.
    pub months: Vec<HistoryPeriod>,
    /// Quarters of the fiscal year.
    pub quarters: Vec<HistoryPeriod>,
    /// Fiscal years.
    pub years: Vec<HistoryPeriod>,
}

/// A period of the calendar that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPeriod {
    /// What people call it: `2026-03`, `FY2025/26 Q4`, `FY2025/26`.
    pub name: String,
    /// What it showed, and how it ended.
    pub closed: ClosedPeriod,
    /// Its agreed time in seconds.
    pub agreed: f64,
}

/// An improvement cycle at the moment of the assessment.
#[derive(Debug, Clone)]
pub struct CycleAssessment {
    /// Which.
    pub cycle: Name,
    /// Of which service.
    pub service: Name,
    /// About which metric.
    pub metric: Name,
    /// Where it started: as declared, else as it follows from the data. Canonical.
    pub baseline: Option<f64>,
    /// The baseline as the data give it, where the baseline period has data.
    pub recomputed: Option<BaselineFigure>,
    /// All of the cycle as the data give it, once it is over: where a next one would start.
    pub over: Option<BaselineFigure>,
    /// Where it should lead. Canonical.
    pub target: Option<f64>,
    /// Where it is. The value of a sum or count is the one at this pace over as long as the baseline; the rest is of the
    /// interval itself.
    pub observed: Figure,
    /// How much of the way is done: (observed − baseline) ÷ (target − baseline), negative when it goes the wrong way.
    pub progress: Option<f64>,
    /// How much of the time is over, 0 to 1.
    pub elapsed: f64,
    /// Met: at the target, or on the way to it; at-risk: behind; missed: the time is over.
    pub verdict: Verdict,
    /// Why, in a sentence for people.
    pub reason: String,
    /// Metrics that must not suffer.
    pub guards: Vec<GuardAssessment>,
    /// The metric from the baseline period on, for charts.
    pub series: Series,
    /// Where it is declared.
    pub place: Place,
}

/// A guard of a cycle.
#[derive(Debug, Clone)]
pub struct GuardAssessment {
    /// Which metric.
    pub metric: Name,
    /// Its figure in the baseline period.
    pub before: Option<f64>,
    /// Its figure now; of a sum or count the one at this pace over as long as the baseline.
    pub now: Option<f64>,
    /// What it may be at worst.
    pub limit: Option<f64>,
    /// Met, missed or unknown.
    pub verdict: Verdict,
}

/// A metric at the moment of the assessment.
#[derive(Debug, Clone)]
pub struct MetricAssessment {
    /// Which.
    pub metric: Name,
    /// How fresh its observations are.
    pub freshness: Freshness,
    /// The latest observation that is not after the moment of the assessment.
    pub latest: Option<Timestamp>,
    /// Why there is none, where there is none.
    pub absence: Option<String>,
    /// The last year, or the last sixty intervals, whichever is less.
    pub series: Series,
    /// All of that time in one figure.
    pub figure: Figure,
}

/// A need held against what is agreed and what is observed.
#[derive(Debug, Clone)]
pub struct Alignment {
    /// The need.
    pub need: Name,
    /// The service.
    pub service: Name,
    /// The metric.
    pub metric: Name,
    /// What the need asks for. Canonical.
    pub required: Option<(Comparison, f64)>,
    /// The objective that promises most nearly that, and what it promises. Canonical.
    pub agreed: Option<(ObjectiveId, Comparison, f64)>,
    /// How the promise stands to the need.
    pub state: AlignmentState,
    /// The observed value over the objective's window, or over the last 28 days without one.
    pub observed: Figure,
    /// Whether what is observed satisfies the need.
    pub verdict: Verdict,
    /// Why, in a sentence for people.
    pub reason: String,
    /// Where the requirement is declared.
    pub place: Place,
}

/// How a promise stands to a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlignmentState {
    /// No agreement speaks of it.
    NotAgreed,
    /// Less is promised than needed.
    Weaker,
    /// What is needed is promised, or more.
    Aligned,
}

impl AlignmentState {
    /// As written in output.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::NotAgreed => "not-agreed",
            Self::Weaker => "weaker",
            Self::Aligned => "aligned",
        }
    }
}
