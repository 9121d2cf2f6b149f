//! What an insight means, in sentences for people: meaning first, statistics after it.

use jiff::Timestamp;

use super::{Insight, Outlook};
use crate::analyse::wording::{day_of, last_day};
use crate::model::metric::Direction;
use crate::model::quantity::{Dimension, relative};
use crate::model::{Duration, Unit};
use crate::process::{Reckoning, Scope};
use crate::statistics::changes::Step;
use crate::statistics::forecast::{Forecast, Why};
use crate::statistics::trend::Trend;

/// The probability by chance below which a trend is told.
const SIGNIFICANT: f64 = 0.05;

/// What is added where values that stand out need no cause.
const ALIKE: &str = " Values are much like those before them, so that some stand out without a cause.";

pub(super) fn meaning(insight: &Insight, scope: &Scope<'_>) -> String {
    let telling = Telling { insight, scope };
    let sentences = [telling.level(), telling.variation(), telling.trend(), telling.outlook()];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

struct Telling<'a> {
    insight: &'a Insight,
    scope: &'a Scope<'a>,
}

impl Telling<'_> {
    fn day(&self, index: usize) -> Option<String> {
        let point = self.insight.series.points.get(index)?;
        Some(day_of(point.interval.from, self.scope.zone))
    }

    fn show(&self, value: f64) -> String {
        self.insight.unit.show(value)
    }

    fn level(&self) -> Option<String> {
        let steps = &self.insight.steps;
        let Some(last) = steps.last() else {
            let first = self.insight.values.iter().position(|value| value.is_finite())?;
            self.insight.chart.as_ref().filter(|chart| !chart.is_thin && self.course().is_none())?;
            return Some(format!("Its level has not changed since {}.", self.day(first)?));
        };
        let (before, after) = (self.show(last.before), self.show(last.after));
        let mut words = format!(
            "Since {} it is at {after} instead of {before} ({}), which is {}.",
            self.day(last.index)?,
            step_size(last, &self.insight.unit),
            if is_better(last.after - last.before, self.scope) { "better" } else { "worse" }
        );
        if steps.len() > 1 {
            words.push_str(&format!(" Its level changed {} times.", steps.len()));
        }
        Some(words)
    }

    fn variation(&self) -> Option<String> {
        let values = self.insight.values.iter().filter(|value| value.is_finite()).count();
        let Some(chart) = &self.insight.chart else {
            return Some(format!("{} too few to tell what is usual.", are_counted(values)));
        };
        // A series that goes somewhere has no middle to vary around.
        let phase = chart.phases.last().filter(|_| self.course().is_none())?;
        let usual = format!("between {} and {}", self.show(phase.lower), self.show(phase.upper));
        // A phase that has just begun has no limits yet, and those before it say nothing of it.
        let begun = self.insight.values.get(phase.range.end..).unwrap_or_default();
        let begun = begun.iter().filter(|value| value.is_finite()).count();
        if phase.is_thin() || begun > 0 {
            let values = if begun > 0 { begun } else { phase.used };
            return Some(format!("Since then, {} too few to tell what is usual.", are_counted(values)));
        }
        let mut outside: Vec<usize> =
            chart.signals.iter().map(|signal| signal.index).filter(|at| phase.range.contains(at)).collect();
        outside.dedup();
        Some(match outside.last() {
            None if phase.lower == phase.upper => format!("It is always {}.", self.show(phase.center)),
            None => format!("It varies as it always does, {usual}."),
            Some(last) => format!(
                "What is usual lies {usual}; {} from that, the latest on {}.{}",
                if outside.len() == 1 {
                    "one value stands out".into()
                } else {
                    format!("{} stand out", counted(outside.len(), "value"))
                },
                self.day(*last)?,
                if self.insight.is_alike { ALIKE } else { "" }
            ),
        })
    }

    /// Where it goes, if it goes anywhere.
    fn course(&self) -> Option<&Trend> {
        self.insight.lately.as_ref().filter(|trend| trend.p < SIGNIFICANT && trend.slope != 0.0)
    }

    fn trend(&self) -> Option<String> {
        let trend = self.course()?;
        let way = if trend.slope > 0.0 { "rises" } else { "falls" };
        let unit = &self.insight.unit;
        let (low, high) = trend.interval();
        let [least, most] =
            [low.abs().min(high.abs()), low.abs().max(high.abs())].map(|end| amount(unit, end));
        // A range that holds zero, or that rounding made one number, tells nothing more.
        let tells = low.signum() == high.signum() && least != most;
        let range = if tells { format!(" ({least} to {most})") } else { String::new() };
        let every = each(self.insight.every);
        Some(format!("It {way} by {}{range} {every}.", amount(unit, trend.slope.abs())))
    }

    fn outlook(&self) -> Option<String> {
        let outlook = self.insight.outlook.as_ref()?;
        let target = self.insight.unit.level(outlook.target);
        let verb = if outlook.is_kept { "crosses" } else { "reaches" };
        match &outlook.forecast {
            Forecast::Crosses { .. } => Some(format!(
                "At this pace it {verb} {target} around {}{}.",
                self.moment(outlook.at?),
                self.between(outlook)
            )),
            // That nothing is in sight, or too little was seen, is said among the statistics.
            Forecast::Stays | Forecast::CannotTell(Why::TooFew | Why::NoTrend) => None,
            Forecast::CannotTell(why) => {
                Some(format!("When it {verb} {target} nobody can tell: {}.", why.sentence()))
            }
        }
    }

    fn moment(&self, at: Timestamp) -> String {
        day_of(at, self.scope.zone)
    }

    fn between(&self, outlook: &Outlook) -> String {
        match (outlook.low, outlook.high) {
            (Some(low), Some(high)) if self.moment(low) != last_day(high, self.scope.zone) => {
                format!(" (between {} and {})", self.moment(low), last_day(high, self.scope.zone))
            }
            (Some(low), None) => format!(" (not before {})", self.moment(low)),
            (None, Some(high)) => format!(" (not after {})", last_day(high, self.scope.zone)),
            (Some(_), Some(_)) | (None, None) => String::new(),
        }
    }
}

/// How much a level changed: percentage points for shares, else percent of the level before.
pub fn step_size(step: &Step, unit: &Unit) -> String {
    let change = step.after - step.before;
    match unit.dimension() {
        Dimension::Ratio => format!("{:+.2} pp", change * 100.0),
        _ if step.before != 0.0 => relative(change / step.before.abs()),
        _ => format!("{}{}", if change < 0.0 { "-" } else { "+" }, unit.show(change.abs())),
    }
}

/// Whether a rise or a fall is for the better. A share of what is on the right side should always be high.
fn is_better(change: f64, scope: &Scope<'_>) -> bool {
    let high =
        matches!(scope.reckoning, Reckoning::Share { .. }) || scope.metric.direction == Direction::Higher;
    (change > 0.0) == high
}

fn amount(unit: &Unit, amount: f64) -> String {
    match unit.dimension() {
        Dimension::Ratio => format!("{:.3} pp", amount * 100.0),
        _ => unit.show(amount),
    }
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// `1 value is`, `3 values are`.
fn are_counted(values: usize) -> String {
    format!("{} {}", counted(values, "value"), if values == 1 { "is" } else { "are" })
}

/// `a day`, `every 2 weeks`.
fn each(every: Duration) -> String {
    match every.count {
        1 => format!("a {}", every.unit.noun()),
        count => format!("every {count} {}s", every.unit.noun()),
    }
}
