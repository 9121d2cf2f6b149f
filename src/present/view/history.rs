//! What an objective attained in the months, quarters and fiscal years that are over.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::Serialize;

use super::Inputs;
use super::hindsight::IncludingView;
use super::parts;
use crate::analyse::{self, History, HistoryPeriod, ObjectiveAssessment, ObjectiveId, Verdict};
use crate::model::Unit;
use crate::present::number::{Amount, Real};
use crate::present::show;

/// The closed periods of the calendar, latest last.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryView {
    /// Months.
    pub months: Vec<HistoryPeriodView>,
    /// Quarters of the fiscal year.
    pub quarters: Vec<HistoryPeriodView>,
    /// Fiscal years.
    pub years: Vec<HistoryPeriodView>,
    /// For people.
    pub text: HistoryText,
}

/// A history as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryText {
    /// The verdicts of all periods, newest right: `months ✔ ✘; quarters ✔; years –`.
    pub verdicts: String,
}

/// A period of the calendar that is over.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPeriodView {
    /// What people call it: `2026-03`, `FY2025/26 Q4`, `FY2025/26`.
    pub name: String,
    /// The first moment.
    pub from: String,
    /// The first moment after.
    pub to: String,
    /// The figure.
    pub value: Option<Real>,
    /// The verdict, by the target of today.
    #[serde(serialize_with = "parts::verdict")]
    pub verdict: Verdict,
    /// True: it is over.
    pub closed: bool,
    /// The share of it that observations speak of.
    pub coverage: Real,
    /// Its agreed time in hours.
    pub agreed_hours: Amount,
    /// The same with the exclusions that were declared after the event; `null` where there are none.
    pub including: Option<IncludingView>,
    /// For people.
    pub text: HistoryPeriodText,
}

/// A period of the calendar as people read it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPeriodText {
    /// Its days.
    pub days: String,
    /// The figure.
    pub value: String,
    /// How much of it observations speak of, in percent.
    pub coverage: String,
    /// Its agreed time in hours.
    pub agreed_hours: String,
}

/// The histories of these objectives, by their ids. They are reckoned here, since only few outputs show them.
pub fn of<'w>(
    wanted: impl IntoIterator<Item = &'w ObjectiveAssessment> + Clone,
    inputs: &Inputs,
) -> BTreeMap<ObjectiveId, HistoryView> {
    let as_of = inputs.assessment.as_of;
    let mut histories = analyse::histories(inputs.catalog, inputs.observations, as_of, wanted.clone());
    let mut views = BTreeMap::new();
    for objective in wanted {
        let Some(history) = histories.remove(&objective.id) else { continue };
        let unit = super::objective::unit(objective, inputs.catalog);
        let zone = super::objective::zone(objective, inputs.catalog);
        views.insert(objective.id.clone(), HistoryView::new(&history, &unit, zone));
    }
    views
}

impl HistoryView {
    fn new(history: &History, unit: &Unit, zone: &TimeZone) -> Self {
        let periods = |periods: &[HistoryPeriod]| {
            periods.iter().rev().map(|period| HistoryPeriodView::new(period, unit, zone)).collect()
        };
        let (months, quarters, years) =
            (periods(&history.months), periods(&history.quarters), periods(&history.years));
        let text = HistoryText { verdicts: verdicts([&months, &quarters, &years]) };
        Self { months, quarters, years, text }
    }

    /// All periods, the latest of each kind first.
    pub fn latest_first(&self) -> impl Iterator<Item = &HistoryPeriodView> {
        [&self.months, &self.quarters, &self.years].into_iter().flat_map(|periods| periods.iter().rev())
    }
}

fn verdicts(periods: [&Vec<HistoryPeriodView>; 3]) -> String {
    let told = |(word, periods): (&str, &Vec<HistoryPeriodView>)| {
        let signs: Vec<&str> = periods.iter().map(|period| show::symbol(period.verdict)).collect();
        let signs = if signs.is_empty() { show::NOTHING.to_owned() } else { signs.join(" ") };
        format!("{word} {signs}")
    };
    ["months", "quarters", "years"].into_iter().zip(periods).map(told).collect::<Vec<_>>().join("; ")
}

impl HistoryPeriodView {
    fn new(period: &HistoryPeriod, unit: &Unit, zone: &TimeZone) -> Self {
        let figure = &period.closed.figure;
        let hours = period.agreed / 3_600.0;
        Self {
            name: period.name.clone(),
            from: figure.interval.from.to_string(),
            to: figure.interval.to.to_string(),
            value: figure.value.map(Real),
            verdict: period.closed.verdict,
            closed: true,
            coverage: Real(figure.coverage),
            agreed_hours: Amount(hours),
            including: period.closed.including.as_ref().map(|one| IncludingView::new(figure, one, unit)),
            text: HistoryPeriodText {
                days: show::interval(figure.interval, zone),
                value: show::value(unit, figure.value),
                coverage: show::percent(figure.coverage),
                agreed_hours: format!("{} h", Unit::named("").show(hours)),
            },
        }
    }
}
