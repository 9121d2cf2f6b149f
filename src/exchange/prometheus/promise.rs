//! Which objectives Prometheus can watch.

use super::burn::{self, Pace, Range};
use super::windowed::{Unwindowed, Windowed};
use crate::catalog::Catalog;
use crate::exchange::decimal::{decimal, rest};
use crate::model::agreement::{Budgeting, Target};
use crate::model::source::{PromQl, Source};
use crate::model::{Agreement, Metric, Objective};

/// Why an objective cannot be watched, and what to do about it.
pub type Reason = (String, Option<&'static str>);

/// An objective that Prometheus can watch.
pub struct Promise<'a> {
    /// The agreement that holds it.
    pub agreement: &'a Agreement,
    /// The objective.
    pub objective: &'a Objective,
    /// Its metric.
    pub metric: &'a Metric,
    /// The one who is accountable for the service.
    pub owner: Option<&'a str>,
    /// What must be good, a fraction of one.
    pub target: f64,
    /// What is asked.
    pub question: Question,
    /// The window.
    pub window: Range,
}

/// What Prometheus is asked for the share of bad.
pub enum Question {
    /// Good and total.
    Good(Windowed, Windowed),
    /// Bad and total.
    Bad(Windowed, Windowed),
    /// The share, and whether it is that of good.
    Share(Windowed, bool),
}

impl<'a> Promise<'a> {
    /// The promise of an objective.
    ///
    /// # Errors
    /// Why Prometheus cannot watch it.
    pub fn of(
        catalog: &'a Catalog,
        agreement: &'a Agreement,
        objective: &'a Objective,
    ) -> Result<Self, Reason> {
        let Target::Ratio { target } = objective.target else {
            return Err(("it promises a value and no share of good".into(), None));
        };
        if target >= 1.0 {
            return Err(("a promise of 100 % has no error budget that could burn".into(), None));
        }
        if objective.budgeting != Budgeting::Occurrences {
            return Err(("its error budget counts slices of time".into(), None));
        }
        if let Some(each) = &objective.each {
            return Err((format!("it is judged for each `{each}` by itself"), None));
        }
        let window = Range::of_window(objective.window.duration);
        if burn::paces(&window).is_empty() {
            let message =
                format!("its window of {} is no longer than the ranges that alerts look at", window.name);
            return Err((message, None));
        }
        let found = catalog.metrics.get(&objective.metric);
        let metric = found.ok_or_else(|| (format!("there is no metric `{}`", objective.metric), None))?;
        let service = catalog.services.get(&agreement.service);
        Ok(Self {
            agreement,
            objective,
            metric,
            owner: service.and_then(|service| service.owner.as_ref()).map(|owner| owner.as_str()),
            target,
            question: question(metric)?,
            window,
        })
    }

    /// How much may be bad, a fraction of one.
    pub fn budget(&self) -> f64 {
        rest(self.target)
    }

    /// The paces that somebody is told of.
    pub fn paces(&self) -> impl Iterator<Item = Pace> {
        let budget = self.budget();
        burn::paces(&self.window).into_iter().filter(move |pace| useless(pace, budget).is_none())
    }

    /// A sentence for each thing that the rules do without, and why.
    pub fn left_out(&self) -> Vec<String> {
        let id = format!("`{}/{}`", self.agreement.meta.name, self.objective.name);
        let mut told = Vec::new();
        if self.objective.window.is_calendar() {
            let window = &self.window.name;
            told.push(format!(
                "{id} is judged by periods of the calendar; its rules look at the last {window}"
            ));
        }
        if let Some(hours) = &self.agreement.service_hours {
            told.push(format!("{id} is promised within `{hours}` only; its rules look at all hours"));
        }
        told.extend(burn::paces(&self.window).into_iter().filter_map(|pace| {
            let why = useless(&pace, self.budget())?;
            let (severity, long, short) = (pace.severity.keyword(), pace.long.name, pace.short.name);
            Some(format!("{id} has no {severity} alert over {long} and {short}: {why}"))
        }));
        told
    }
}

/// A pace below this would tell of budgets that last. Those a little below 1 are used up soon after the window, as the
/// slowest of 28 days (0.93).
const SLOWEST: f64 = 0.9;

/// Why nobody should be told of a pace.
fn useless(pace: &Pace, budget: f64) -> Option<String> {
    let needed = pace.factor * budget;
    if needed >= 1.0 {
        return Some(format!("{} % would have to be bad", decimal(needed * 100.0)));
    }
    (pace.factor < SLOWEST).then(|| format!("at {} times the pace the budget lasts", decimal(pace.factor)))
}

fn question(metric: &Metric) -> Result<Question, Reason> {
    let name = &metric.meta.name;
    let Some(gather) = &metric.gather else {
        return Err((format!("its metric `{name}` has no source yet"), None));
    };
    let promql = match &gather.source {
        Source::Remote(remote) => remote.question.promql(),
        _ => None,
    };
    let Some(promql) = promql else {
        let keyword = gather.source.keyword();
        return Err((format!("its metric `{name}` is gathered from {keyword}, not from Prometheus"), None));
    };
    let read = |query: &str| Windowed::new(query).map_err(reason);
    match promql {
        PromQl::Value(_) => {
            let help = "declare `good` and `total`, `bad` and `total`, or `raw` and `rawType`";
            Err((format!("its metric `{name}` asks for a value and no share"), Some(help)))
        }
        PromQl::GoodOfTotal { good, total } => Ok(Question::Good(read(good)?, read(total)?)),
        PromQl::BadOfTotal { bad, total } => Ok(Question::Bad(read(bad)?, read(total)?)),
        PromQl::Share { query, is_of_good } => Ok(Question::Share(read(query)?, *is_of_good)),
    }
}

fn reason(unwindowed: Unwindowed) -> Reason {
    let help = match unwindowed {
        Unwindowed::NoPlace => {
            "write `${window}` where the range goes: `sum(rate(requests_total[${window}]))`"
        }
        Unwindowed::OtherTemplate => "only `${window}` and `{{.window}}` are filled in",
        Unwindowed::Unbalanced => "try the query in Prometheus itself first",
    };
    (unwindowed.to_string(), Some(help))
}
