//! What objectives attained month by month, quarter by quarter and fiscal year by fiscal year, whatever their own windows.
//!
//! Each period is reckoned on all its observations, never as a mean of shorter ones, and held against the target of
//! today. Quarters and years begin with the fiscal year's month; all begin at midnight in the zone of the objective's
//! window, or of the settings where it rolls. Periods before anything was observed are left out; of the one in which
//! observation begins coverage tells whether it can be judged, as of any other.
//!
//! It costs about a third of an assessment, so it is reckoned for those only who show it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::catalog::Catalog;
use crate::model::agreement::Agreement;
use crate::model::fiscal::Span;
use crate::model::{FiscalCalendar, Interval, Name, Objective, Observations};
use crate::process::{Evidence, Scope};

use super::assessment::{ClosedPeriod, History, HistoryPeriod, ObjectiveAssessment, ObjectiveId};
use super::closed::{ended, is_told};
use super::composite;
use super::hindsight;
use super::matter::Matter;
use super::promise::Promise;

/// How many closed months, quarters and fiscal years are told.
const TOLD: [(Span, usize); 3] = [(Span::Month, 12), (Span::Quarter, 4), (Span::Year, 3)];

/// The histories of objectives that were assessed by the same declarations and observations at the same moment.
pub fn histories<'w>(
    catalog: &Catalog,
    observations: &BTreeMap<Name, Observations>,
    as_of: Timestamp,
    wanted: impl IntoIterator<Item = &'w ObjectiveAssessment>,
) -> BTreeMap<ObjectiveId, History> {
    let evidence = Evidence::new(catalog, observations, as_of);
    let wanted: BTreeMap<&ObjectiveId, &ObjectiveAssessment> =
        wanted.into_iter().map(|one| (&one.id, one)).collect();
    let declared: BTreeSet<(&Name, &Name)> = wanted.keys().map(|id| (&id.agreement, &id.objective)).collect();
    let is_wanted = |agreement: &Agreement, objective: &Objective| {
        declared.contains(&(&agreement.meta.name, &objective.name))
    };
    let told = Matter::wanted(&evidence, is_wanted).into_iter().map(|matter| {
        let assessed = wanted.get(&matter.id)?;
        let promise = Promise::new(matter.objective, matter.scope(&evidence)?);
        let in_hindsight = hindsight::calendar(promise.scope.hours);
        let known = promise.scope.first();
        let close = |period| ended(&promise, in_hindsight.as_ref(), period);
        let (objective, scope) = (matter.objective, &promise.scope);
        let past = Past { catalog, objective, scope, known, own: &assessed.closed };
        let history = past.history(close);
        Some((matter.id, history))
    });
    let composites = composite::pasts(&evidence, &wanted);
    told.into_iter().flatten().chain(composites).collect()
}

/// The time behind an objective.
pub(super) struct Past<'p> {
    pub catalog: &'p Catalog,
    pub objective: &'p Objective,
    /// What decides which time is agreed.
    pub scope: &'p Scope<'p>,
    /// When observation began; `None`: it has not.
    pub known: Option<Timestamp>,
    /// The closed periods of the objective's own window. Those that are periods of the calendar need no second reckoning.
    pub own: &'p [ClosedPeriod],
}

impl Past<'_> {
    /// The history, by how a single period is reckoned.
    pub(super) fn history(&self, close: impl Fn(Interval) -> ClosedPeriod) -> History {
        let [months, quarters, years] = TOLD.map(|(span, count)| self.periods(span, count, &close));
        History { months, quarters, years }
    }

    fn periods(
        &self,
        span: Span,
        count: usize,
        close: &impl Fn(Interval) -> ClosedPeriod,
    ) -> Vec<HistoryPeriod> {
        let Some(known) = self.known else { return Vec::new() };
        let settings = &self.catalog.settings;
        let zone = self.objective.window.zone(&settings.zone).clone();
        let calendar = FiscalCalendar::new(settings.fiscal_year_start, zone);
        let periods = calendar.closed_before(self.scope.as_of, span, count).into_iter();
        periods
            .filter(|period| is_told(self.scope, known, period.interval))
            .map(|period| {
                let own = self.own.iter().find(|own| own.figure.interval == period.interval);
                HistoryPeriod {
                    closed: own.cloned().unwrap_or_else(|| close(period.interval)),
                    agreed: self.scope.agreed_seconds(period.interval),
                    name: period.name,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::{Verdict, assess};
    use crate::model::agreement::Target;
    use crate::process::specimen::{
        agree, at_most, catalog, day, known_always, metric, objective, observations, observed, point,
        rolling, sampled, seen,
    };

    fn only(catalog: &Catalog, observations: Observations, at: i64) -> History {
        let observations = seen(observations);
        let assessed = assess(catalog, &observations, day(at), 1).objectives;
        let mut histories = histories(catalog, &observations, day(at), &assessed);
        assert_eq!(histories.len(), 1);
        histories.pop_first().expect("a history").1
    }

    fn told(periods: &[HistoryPeriod]) -> Vec<(&str, Option<f64>, Verdict)> {
        periods.iter().map(|one| (one.name.as_str(), one.closed.figure.value, one.closed.verdict)).collect()
    }

    #[test]
    fn a_year_is_reckoned_on_its_observations_and_not_on_its_months() {
        let mut catalog = catalog(metric("ratio"));
        agree(&mut catalog, vec![objective(Target::Ratio { target: 0.9 }, rolling("28d"))]);
        // 2024 is a leap year: January (31 days) has ten observations a day, all good; the rest one, every second bad.
        let rows = (0..366).map(|n| match n < 31 {
            true => point(day(n), 10.0, 10.0),
            false => point(day(n), (n % 2) as f64, 1.0),
        });
        let history = only(&catalog, known_always(observations(rows.collect())), 370);
        // 310 + 168 of 310 + 335. A mean of months would be about 54 %.
        assert_eq!(told(&history.years)[0], ("2024", Some(478.0 / 645.0), Verdict::Missed));
        assert_eq!(told(&history.months)[11], ("2024-01", Some(1.0), Verdict::Met));
        // February has 29 days, 15 of them good, and March 31 and 15.
        assert_eq!(told(&history.quarters)[3], ("2024 Q1", Some(340.0 / 370.0), Verdict::Met));
        assert_eq!((history.months.len(), history.quarters.len(), history.years.len()), (12, 4, 1));
        assert_eq!(history.years[0].agreed, 366.0 * 86_400.0);
    }

    #[test]
    fn the_fiscal_year_begins_when_the_settings_say() {
        let mut catalog = catalog(metric("sum"));
        catalog.settings.fiscal_year_start = 2;
        agree(&mut catalog, vec![objective(at_most(29.0), rolling("7d"))]);
        let history = only(&catalog, observed(&(20..460).map(|n| (n, 1.0)).collect::<Vec<_>>()), 460);
        // February 2024 to January 2025 has 366 days. The year before it has only eleven days that anything is known of.
        let years =
            [("FY2024/25", Some(366.0), Verdict::Missed), ("FY2023/24", Some(11.0), Verdict::Unknown)];
        assert_eq!(told(&history.years), years);
        assert_eq!(told(&history.quarters)[0], ("FY2024/25 Q4", Some(92.0), Verdict::Missed));
        assert_eq!(told(&history.months)[0], ("2025-03", Some(31.0), Verdict::Missed));
        assert_eq!(told(&history.months)[1], ("2025-02", Some(28.0), Verdict::Met));
    }

    #[test]
    fn a_month_is_told_the_same_however_long_ago_it_ended() {
        let mut metric = sampled("mean");
        if let Some(gather) = &mut metric.gather {
            gather.integrity.lateness = Some("5d".parse().expect("a duration"));
        }
        let mut catalog = catalog(metric);
        agree(&mut catalog, vec![objective(at_most(5.0), rolling("7d"))]);
        // Readings of January, but for its last two days, which never come.
        let rows: Vec<(i64, f64)> = (0..29).chain(31..91).map(|n| (n, 1.0)).collect();
        let told_at = |at: i64| {
            let history = only(&catalog, observed(&rows), at);
            history.months.into_iter().find(|month| month.name == "2024-01")
        };
        let first = told_at(31).expect("January");
        assert_eq!(first.closed.verdict, Verdict::Unknown);
        assert_eq!(first.closed.figure.coverage, 29.0 / 31.0);
        for later in [32, 35, 36, 40, 80] {
            assert_eq!(told_at(later), Some(first.clone()), "on day {later}");
        }
    }

    #[test]
    fn nothing_is_told_of_what_was_never_observed() {
        let mut catalog = catalog(metric("sum"));
        agree(&mut catalog, vec![objective(at_most(1.0), rolling("7d"))]);
        let history = only(&catalog, observed(&[]), 100);
        assert_eq!(history, History::default());
    }
}
