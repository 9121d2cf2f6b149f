//! Objectives of agreements: desired, observed, verdict, history.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::parts::{self, ClosedView, Counts, DeclaredAt, DesiredView, ObservedView};
use super::{Inputs, InsightView};
use crate::analyse::insight::step_size;
use crate::analyse::{Budget, BurnRate, Freshness, ObjectiveAssessment, Projection, Verdict};
use crate::catalog::Catalog;
use crate::model::agreement::{Objective, Target};
use crate::model::{TimeWindow, Unit};
use crate::present::number::{Amount, Real};
use crate::present::show;

/// An objective, desired against observed.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectiveView {
    /// `agreement/objective`, or `agreement/objective[value]`.
    pub id: String,
    /// The agreement.
    pub agreement: String,
    /// The objective within it.
    pub objective: String,
    /// The service.
    pub service: String,
    /// The metric.
    pub metric: String,
    /// What is asked for; `null` where the target does not fit the metric's unit.
    pub desired: Option<DesiredView>,
    /// What the window shows.
    pub observed: ObservedView,
    /// Observed less desired.
    pub gap: Option<Real>,
    /// The verdict.
    #[serde(serialize_with = "parts::verdict")]
    pub verdict: Verdict,
    /// How fresh the observations are.
    #[serde(serialize_with = "parts::freshness")]
    pub freshness: Freshness,
    /// Why, in a sentence.
    pub reason: String,
    /// The latest period that is over.
    pub last_closed: Option<ClosedView>,
    /// The error budget of a share.
    pub budget: Option<BudgetView>,
    /// Where a calendar window ends at the present pace; `null` for a rolling one, and where that cannot be said.
    pub projection: Option<ProjectionView>,
    /// Where it is declared.
    pub declared_at: DeclaredAt,
    /// The value of the dimension that is judged by itself.
    pub each: Option<String>,
    /// The need that it serves.
    pub need: Option<String>,
    /// What follows when it is missed.
    pub consequence: Option<String>,
    /// Closed periods, latest first.
    pub history: Vec<ClosedView>,
    /// What the series tells beyond the verdict; `null` where nothing was observed.
    pub analysis: Option<InsightView>,
    /// For people.
    pub text: ObjectiveText,
    /// The latest lasting change of its level, where that lies in the window or as long before it:
    /// `····· -12.9 % on 2016-05-03 (30.1 h → 26.2 h)`.
    #[serde(skip)]
    pub changed: Option<String>,
    /// How far it is on the wrong side of the target, as a share of the target.
    #[serde(skip)]
    pub severity: f64,
    /// The metric interval by interval.
    #[serde(skip)]
    pub series: Vec<Option<f64>>,
}

/// An error budget, counted in what the ratio counts.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BudgetView {
    /// How much bad the target allows.
    pub allowed: Amount,
    /// How much there is.
    pub spent: Amount,
    /// What is left, as a share of what is allowed; negative when overspent.
    pub remaining: Real,
    /// How many times faster than allowed it is spent.
    pub burn_rate: Real,
    /// The same over several windows, from short to long; the objective's own comes last.
    pub burn_rates: Vec<BurnRateView>,
    /// For people.
    pub text: BudgetText,
}

/// How fast an error budget burns over a window that ends now.
#[derive(Debug, Clone, Serialize)]
pub struct BurnRateView {
    /// How long the window is: `6h`, `3d`.
    pub window: String,
    /// How many times faster than allowed; `null` where the window is not known well enough.
    pub rate: Option<Real>,
    /// How many observations it rests on.
    pub count: u64,
}

/// What a calendar window would come to at its end, at the present pace. Nobody has observed it.
#[derive(Debug, Clone, Serialize)]
pub struct ProjectionView {
    /// The figure.
    pub value: Real,
    /// The end of the window.
    pub at: String,
    /// What the verdict would be.
    #[serde(serialize_with = "parts::verdict")]
    pub verdict: Verdict,
    /// What it rests on: `pace of the last 6 days`.
    pub basis: String,
    /// For people: `projected, not observed: 99.20 % at the end of 2026-03-31, at the pace of the last 6 days; that would be missed`.
    pub text: String,
}

/// An error budget as people read it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BudgetText {
    /// What is left of it, in percent.
    pub left: String,
    /// Spent out of allowed.
    pub spent: String,
    /// How many times faster than allowed it burns, by window: `1h 0×, 6h 2.1×, 28d 0.93×`.
    pub burn_rates: String,
}

/// An objective as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct ObjectiveText {
    /// What the objective is called.
    pub title: String,
    /// `≥ 95 %`
    pub desired: String,
    /// `77.52 %`
    pub observed: String,
    /// `-17.48 pp`
    pub gap: String,
    /// `rolling 28 days`
    pub window: String,
    /// The days of the window.
    pub period: String,
    /// The verdicts of the last twelve closed periods, newest right.
    pub history: String,
}

/// How many closed periods are shown.
const HISTORY: usize = 12;

/// All objectives, by id.
pub fn all(inputs: &Inputs) -> Vec<ObjectiveView> {
    inputs.assessment.objectives.iter().map(|objective| ObjectiveView::new(objective, inputs)).collect()
}

impl ObjectiveView {
    /// An assessed objective.
    pub fn new(assessed: &ObjectiveAssessment, inputs: &Inputs) -> Self {
        let catalog = inputs.catalog;
        let unit = unit(assessed, catalog);
        let declared = declared(assessed, catalog);
        let zone = zone(assessed, catalog);
        let counts = Counts::of(catalog.metrics.get(&assessed.metric), declared);
        let closed = assessed.closed.iter().take(HISTORY);
        let history: Vec<_> = closed.map(|period| ClosedView::new(period, &unit, counts, zone)).collect();
        Self {
            id: assessed.id.to_string(),
            agreement: assessed.id.agreement.to_string(),
            objective: assessed.id.objective.to_string(),
            service: assessed.service.to_string(),
            metric: assessed.metric.to_string(),
            desired: assessed.desired.as_ref().map(|desired| DesiredView::new(desired, &unit)),
            observed: ObservedView::new(&assessed.observed, &unit).beside(
                &assessed.observed,
                assessed.including.as_ref(),
                &unit,
            ),
            gap: assessed.gap.map(Real),
            verdict: assessed.verdict,
            freshness: assessed.freshness,
            reason: assessed.reason.clone(),
            last_closed: history.first().cloned(),
            budget: assessed.budget.as_ref().map(|budget| BudgetView::new(budget, &assessed.burn_rates)),
            projection: assessed.projection.as_ref().map(|one| ProjectionView::new(one, &unit, zone)),
            declared_at: DeclaredAt::new(&assessed.place),
            each: assessed.id.each.clone(),
            need: declared.and_then(|objective| objective.need.as_ref()).map(ToString::to_string),
            consequence: declared.and_then(|objective| objective.consequence.clone()),
            analysis: inputs
                .insights
                .objectives
                .get(&assessed.id)
                .map(|found| InsightView::new(found, inputs)),
            text: text(assessed, declared, catalog, zone, &history),
            history,
            changed: changed(assessed, inputs),
            severity: severity(assessed),
            series: parts::values(&assessed.series),
        }
    }
}

fn changed(assessed: &ObjectiveAssessment, inputs: &Inputs) -> Option<String> {
    let insight = inputs.insights.objectives.get(&assessed.id)?;
    let step = insight.steps.last()?;
    let at = insight.series.points.get(step.index)?.interval.from;
    assessed.series.points.first().filter(|first| first.interval.from <= at)?;
    let (unit, day) = (&insight.unit, show::moment(at, inputs.zone()));
    let (before, after) = (unit.show(step.before), unit.show(step.after));
    Some(format!("····· {} on {day} ({before} → {after})", step_size(step, unit)))
}

impl BudgetView {
    fn new(budget: &Budget, rates: &[BurnRate]) -> Self {
        let plain = Unit::named("");
        let told = rates.iter().map(|one| format!("{} {}", one.window, show::times(one.rate)));
        Self {
            allowed: Amount(budget.allowed),
            spent: Amount(budget.spent),
            remaining: Real(budget.remaining),
            burn_rate: Real(budget.burn_rate),
            burn_rates: rates.iter().map(BurnRateView::new).collect(),
            text: BudgetText {
                left: show::percent(budget.remaining),
                spent: format!(
                    "{} bad where {} are allowed",
                    plain.show(budget.spent),
                    plain.show(budget.allowed)
                ),
                burn_rates: told.collect::<Vec<_>>().join(", "),
            },
        }
    }
}

impl BurnRateView {
    fn new(rate: &BurnRate) -> Self {
        Self { window: rate.window.to_string(), rate: rate.rate.map(Real), count: rate.count }
    }
}

impl ProjectionView {
    fn new(projection: &Projection, unit: &Unit, zone: &TimeZone) -> Self {
        let value = unit.show(projection.value);
        let end = show::end(projection.at, zone);
        let (basis, verdict) = (&projection.basis, projection.verdict);
        let text = format!(
            "projected, not observed: {value} at the end of {end}, at the {basis}; that would be {}",
            verdict.keyword()
        );
        Self {
            value: Real(projection.value),
            at: projection.at.to_string(),
            verdict,
            basis: basis.clone(),
            text,
        }
    }
}

fn text(
    assessed: &ObjectiveAssessment,
    declared: Option<&Objective>,
    catalog: &Catalog,
    zone: &TimeZone,
    history: &[ClosedView],
) -> ObjectiveText {
    let (unit, metric_unit) = (&unit(assessed, catalog), &parts::unit_of(catalog, &assessed.metric));
    let desired = assessed.desired.as_ref();
    let title = declared.and_then(|objective| objective.display_name.as_deref());
    let title = title.unwrap_or(assessed.id.objective.as_str());
    ObjectiveText {
        title: assessed.id.each.as_ref().map_or_else(|| title.to_owned(), |each| format!("{title}: {each}")),
        desired: desired.map_or_else(
            || show::NOTHING.to_owned(),
            |desired| show::target(desired.op, unit, desired.value) + &share_of(&desired.target, metric_unit),
        ),
        observed: show::value(unit, assessed.observed.value),
        gap: assessed.gap.map_or_else(|| show::NOTHING.to_owned(), |gap| show::difference(unit, gap)),
        window: declared.map_or_else(String::new, |objective| window_words(&objective.window)),
        period: show::interval(assessed.observed.interval, zone),
        history: history
            .iter()
            .rev()
            .map(|period| show::symbol(period.verdict))
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// What a share is the share of, where the target says so: ` (≤ 8 h)`.
fn share_of(target: &Target, metric_unit: &Unit) -> String {
    let Target::Share { op, value, .. } = target else { return String::new() };
    value
        .in_unit(metric_unit)
        .map_or_else(|_| String::new(), |limit| format!(" ({})", show::target(*op, metric_unit, limit)))
}

/// The unit that the objective's figures are in.
pub(super) fn unit(assessed: &ObjectiveAssessment, catalog: &Catalog) -> Unit {
    if assessed.is_share { Unit::ratio() } else { parts::unit_of(catalog, &assessed.metric) }
}

/// The objective as it is declared.
fn declared<'c>(assessed: &ObjectiveAssessment, catalog: &'c Catalog) -> Option<&'c Objective> {
    let agreement = catalog.agreements.get(&assessed.id.agreement)?;
    agreement.objectives.iter().find(|objective| objective.name == assessed.id.objective)
}

/// The zone in which the objective's periods begin.
pub(super) fn zone<'c>(assessed: &ObjectiveAssessment, catalog: &'c Catalog) -> &'c TimeZone {
    let default = &catalog.settings.zone;
    declared(assessed, catalog).map_or(default, |objective| objective.window.zone(default))
}

/// A window in words.
pub fn window_words(window: &TimeWindow) -> String {
    let motion = if window.is_calendar() { "calendar" } else { "rolling" };
    format!("{motion} {}", show::every(window.duration))
}

/// How far the observed value is on the wrong side of its target, as a share of the target.
fn severity(assessed: &ObjectiveAssessment) -> f64 {
    let (Some(gap), Some(desired)) = (assessed.gap, assessed.desired) else { return 0.0 };
    let behind = if desired.op.prefers_lower() { gap } else { -gap };
    if desired.value == 0.0 { behind } else { behind / desired.value.abs() }
}
