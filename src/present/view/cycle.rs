//! Improvement cycles: from where, to where, how far.

use serde::Serialize;

use super::Inputs;
use super::parts::{self, DeclaredAt};
use crate::analyse::{CycleAssessment, GuardAssessment, Verdict};
use crate::catalog::Catalog;
use crate::model::cycle::{Cycle, Decide};
use crate::model::window::start_of_day;
use crate::model::{Interval, Unit};
use crate::present::number::Real;
use crate::present::show;
use crate::process::Figure;

/// An improvement cycle.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CycleView {
    /// Its name.
    pub id: String,
    /// Where it started.
    pub baseline: Option<Real>,
    /// Where it is to lead.
    pub target: Option<Real>,
    /// Where it is.
    pub observed: Option<Real>,
    /// How much of the way is done, as a fraction of one.
    pub progress: Option<Real>,
    /// On the way or not.
    #[serde(serialize_with = "parts::verdict")]
    pub verdict: Verdict,
    /// The unit of the values: `ratio`, `s` or the metric's own.
    pub unit: String,
    /// The service.
    pub service: String,
    /// The metric.
    pub metric: String,
    /// The goal that it serves, `strategy/goal`.
    pub goal: Option<String>,
    /// What the goal says.
    pub goal_statement: Option<String>,
    /// Who is accountable.
    pub owner: Option<String>,
    /// How much of its time is over, 0 to 1.
    pub elapsed: Real,
    /// Why, in a sentence.
    pub reason: String,
    /// The baseline as the data give it now.
    pub recomputed_baseline: Option<Real>,
    /// Metrics that must not suffer.
    pub guards: Vec<GuardView>,
    /// Those of them that got worse than allowed: a target that is met then is met with damage.
    pub damage: Vec<String>,
    /// Who decides, and when.
    pub decide: Option<DecideView>,
    /// Where it is declared.
    pub declared_at: DeclaredAt,
    /// For people.
    pub text: CycleText,
}

/// A cycle as people read it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CycleText {
    /// What it is called.
    pub title: String,
    /// The verdict with its sign; `✔ on path` for a target that is not reached and need not be yet.
    pub verdict: String,
    /// What its metric is called.
    pub metric: String,
    /// `2016-04-01 – 2016-06-30`
    pub period: String,
    /// The starting value.
    pub baseline: String,
    /// The days the starting value was measured over.
    pub baseline_period: String,
    /// What the baseline rests on, and whether the data still give it.
    pub baseline_basis: String,
    /// The value to reach.
    pub target: String,
    /// By which day.
    pub by: String,
    /// The value now.
    pub observed: String,
    /// The days it was measured over.
    pub observed_period: String,
    /// `45 %`
    pub progress: String,
    /// The same as a bar of ten blocks.
    pub bar: String,
    /// How much of the time is over: `67 %`
    pub elapsed: String,
}

/// A metric that must not suffer for a cycle.
#[derive(Debug, Clone, Serialize)]
pub struct GuardView {
    /// Which.
    pub metric: String,
    /// In the baseline period.
    pub before: Option<Real>,
    /// Now.
    pub now: Option<Real>,
    /// At worst.
    pub limit: Option<Real>,
    /// The unit of the three.
    pub unit: String,
    /// Kept or not.
    #[serde(serialize_with = "parts::verdict")]
    pub verdict: Verdict,
    /// For people.
    pub text: GuardText,
}

/// A guard as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct GuardText {
    /// In the baseline period.
    pub before: String,
    /// Now.
    pub now: String,
    /// At worst.
    pub limit: String,
}

/// Who decides about a cycle.
#[derive(Debug, Clone, Serialize)]
pub struct DecideView {
    /// Who, where that is stated.
    pub by: Option<String>,
    /// How often, in words.
    pub every: Option<String>,
    /// On which day next.
    pub next: Option<String>,
    /// Whether that day is over.
    pub overdue: bool,
}

/// The blocks of a progress bar.
const BAR: usize = 10;

/// All cycles, by name.
pub fn all(inputs: &Inputs) -> Vec<CycleView> {
    inputs.assessment.cycles.iter().map(|cycle| CycleView::new(cycle, inputs)).collect()
}

impl CycleView {
    fn new(assessed: &CycleAssessment, inputs: &Inputs) -> Self {
        let catalog = inputs.catalog;
        let unit = parts::unit_of(catalog, &assessed.metric);
        let declared = catalog.cycles.get(&assessed.cycle);
        let goal = declared.and_then(|cycle| cycle.goal.as_ref());
        Self {
            id: assessed.cycle.to_string(),
            baseline: assessed.baseline.map(Real),
            target: assessed.target.map(Real),
            observed: assessed.observed.value.map(Real),
            progress: assessed.progress.map(Real),
            verdict: assessed.verdict,
            unit: unit.canonical_symbol().to_owned(),
            service: assessed.service.to_string(),
            metric: assessed.metric.to_string(),
            goal: goal.map(ToString::to_string),
            goal_statement: declared.and_then(|cycle| statement(cycle, catalog)),
            owner: declared.map(|cycle| cycle.owner.to_string()),
            elapsed: Real(assessed.elapsed),
            reason: assessed.reason.clone(),
            recomputed_baseline: assessed.recomputed.as_ref().and_then(|b| b.figure.value).map(Real),
            guards: assessed.guards.iter().map(|guard| GuardView::new(guard, catalog)).collect(),
            damage: assessed.damage().iter().map(ToString::to_string).collect(),
            decide: declared
                .and_then(|cycle| cycle.decide.as_ref())
                .map(|decide| DecideView::new(decide, inputs)),
            declared_at: DeclaredAt::new(&assessed.place),
            text: text(assessed, declared, &unit, inputs),
        }
    }
}

impl GuardView {
    fn new(guard: &GuardAssessment, catalog: &Catalog) -> Self {
        let unit = parts::unit_of(catalog, &guard.metric);
        Self {
            metric: guard.metric.to_string(),
            before: guard.before.map(Real),
            now: guard.now.map(Real),
            limit: guard.limit.map(Real),
            unit: unit.canonical_symbol().to_owned(),
            verdict: guard.verdict,
            text: GuardText {
                before: show::value(&unit, guard.before),
                now: show::value(&unit, guard.now),
                limit: show::value(&unit, guard.limit),
            },
        }
    }
}

impl DecideView {
    fn new(decide: &Decide, inputs: &Inputs) -> Self {
        let due = decide.next.map(|day| start_of_day(day, inputs.zone()));
        Self {
            by: decide.by.as_ref().map(ToString::to_string),
            every: decide.every.map(show::every),
            next: decide.next.map(|day| day.to_string()),
            overdue: due.is_some_and(|due| due <= inputs.assessment.as_of),
        }
    }
}

fn statement(cycle: &Cycle, catalog: &Catalog) -> Option<String> {
    let wanted = cycle.goal.as_ref()?;
    let strategy = catalog.strategies.get(&wanted.strategy)?;
    strategy.goals.iter().find(|goal| goal.name == wanted.goal).map(|goal| goal.statement.clone())
}

fn text(assessed: &CycleAssessment, declared: Option<&Cycle>, unit: &Unit, inputs: &Inputs) -> CycleText {
    let progress = assessed.progress;
    let days = |period: crate::model::window::DatePeriod| format!("{} – {}", period.from, period.to);
    let baseline = declared.and_then(|cycle| cycle.baseline.as_ref());
    CycleText {
        title: declared.map_or(assessed.cycle.as_str(), |cycle| cycle.meta.title()).to_owned(),
        verdict: match (assessed.verdict, assessed.damage().is_empty()) {
            (Verdict::Met, false) => "▲ met with damage".into(),
            (verdict, _) => show::cycle_verdict(verdict, progress),
        },
        metric: parts::metric_title(inputs.catalog, &assessed.metric),
        period: declared.map_or_else(String::new, |cycle| days(cycle.period)),
        baseline: show::value(unit, assessed.baseline),
        baseline_period: baseline.map_or_else(|| show::NOTHING.to_owned(), |baseline| days(baseline.period)),
        baseline_basis: basis(assessed, declared, unit),
        target: assessed.target.map_or_else(|| show::NOTHING.to_owned(), |target| show::plain(unit, target)),
        by: declared.map_or_else(|| show::NOTHING.to_owned(), |cycle| cycle.target.by.to_string()),
        observed: show::value(unit, assessed.observed.value),
        observed_period: observed_period(&assessed.observed, inputs),
        progress: progress.map_or_else(|| show::NOTHING.to_owned(), show::percent),
        bar: show::bar(progress.unwrap_or(0.0), BAR),
        elapsed: show::percent(assessed.elapsed),
    }
}

fn observed_period(figure: &Figure, inputs: &Inputs) -> String {
    show::interval(Interval::new(figure.interval.from, figure.interval.to), inputs.zone())
}

/// What the baseline rests on: accepted by somebody, or only computed; and whether the data still say the same.
fn basis(assessed: &CycleAssessment, declared: Option<&Cycle>, unit: &Unit) -> String {
    let accepted =
        declared.and_then(|cycle| cycle.baseline.as_ref()).filter(|baseline| baseline.value.is_some());
    let computed = assessed.recomputed.as_ref();
    match (accepted, computed) {
        (None, None) => "no data in the baseline period".into(),
        (None, Some(now)) => format!("computed from {} observations, not frozen yet", show::count(now.rows)),
        (Some(_), None) => "accepted; the data do not reach back to it".into(),
        (Some(frozen), Some(now)) if frozen.digest.as_ref().is_some_and(|digest| *digest != now.digest) => {
            format!(
                "accepted; the data have changed since and now give {}",
                show::value(unit, now.figure.value)
            )
        }
        (Some(_), Some(now)) => format!("accepted; the data give {}", show::value(unit, now.figure.value)),
    }
}
