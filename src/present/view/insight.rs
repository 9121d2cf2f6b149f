//! What the series of an objective or a metric tells beyond its verdict.

use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::Inputs;
use crate::analyse::insight::{Drivers, Insight, Outlook, Weighed, step_size};
use crate::model::Unit;
use crate::present::number::Real;
use crate::present::show;
use crate::process::SeriesPoint;
use crate::statistics::changes::Step;
use crate::statistics::control::{Phase, Signal};
use crate::statistics::forecast::Forecast;
use crate::statistics::trend::Trend;

/// Intervals shown on each side of a change of level.
const AROUND: usize = 2;

/// How many values that stand out are told.
const LATEST: usize = 5;

/// How many values of a dimension a sentence names.
const NAMED: usize = 4;

/// A control chart (W. A. Shewhart): what the process makes of itself, and what stands out from that.
#[derive(Debug, Clone, Serialize)]
pub struct ChartView {
    /// `xmr`, `p-prime` or `u-prime`.
    pub kind: &'static str,
    /// The middle of the latest phase.
    pub center: Real,
    /// Its lower limit.
    pub lower: Real,
    /// Its upper limit.
    pub upper: Real,
    /// Whether there are so few values that nothing is judged by it.
    pub thin: bool,
    /// Whether values are so like those before them that some stand out without a cause.
    pub alike: bool,
    /// Stretches with limits of their own, in order.
    pub phases: Vec<PhaseView>,
    /// Values that stand out, in order of time.
    pub signals: Vec<SignalView>,
    /// The latest of them, newest first.
    pub latest: Vec<SignalView>,
    /// For people.
    pub text: String,
}

/// A stretch of a chart with limits of its own.
#[derive(Debug, Clone, Serialize)]
pub struct PhaseView {
    /// The first moment.
    pub from: String,
    /// The first moment after.
    pub to: String,
    /// The middle.
    pub center: Real,
    /// The lower limit; of shares and counts of varying size that of a usual size.
    pub lower: Real,
    /// The upper limit, likewise.
    pub upper: Real,
    /// How many values the limits were taken from.
    pub used: usize,
}

/// A value that stands out.
#[derive(Debug, Clone, Serialize)]
pub struct SignalView {
    /// The first moment of its interval.
    pub at: String,
    /// Which of the series.
    pub index: usize,
    /// The value.
    pub value: Option<Real>,
    /// The rule that tells of it: `nelson-1`.
    pub rule: &'static str,
    /// What the rule says.
    pub meaning: &'static str,
    /// For people.
    pub text: String,
}

/// Whether a series goes anywhere.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrendView {
    /// `mann-kendall`, with the slope after Theil and Sen.
    pub method: &'static str,
    /// The probability of so strong a trend by chance, values taken as independent of their neighbours.
    pub p: Real,
    /// The same with the likeness of neighbours taken into account.
    pub adjusted_p: Real,
    /// How many values.
    pub n: usize,
    /// Rising pairs less falling pairs.
    pub s: Real,
    /// The standardised statistic.
    pub z: Real,
    /// The change per interval.
    pub slope: Real,
    /// The lower end of its 95 % interval, values taken as independent of their neighbours.
    pub low: Real,
    /// The upper end.
    pub high: Real,
    /// The lower end with the likeness of neighbours taken into account.
    pub adjusted_low: Real,
    /// The upper end likewise.
    pub adjusted_high: Real,
    /// The interval.
    pub per: String,
    /// For people.
    pub text: String,
}

/// A lasting change of level.
#[derive(Debug, Clone, Serialize)]
pub struct ChangePointView {
    /// The first moment of the first interval at the new level.
    pub at: String,
    /// Which of the series.
    pub index: usize,
    /// The mean before, back to the change before.
    pub before: Real,
    /// The mean after, up to the next change.
    pub after: Real,
    /// Relative change; `null` from a level of zero.
    pub change: Option<Real>,
    /// The probability of so large a step by chance.
    pub p: Real,
    /// For people.
    pub text: ChangePointText,
}

/// A change of level as people read it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangePointText {
    /// The day.
    pub day: String,
    /// The level before.
    pub before: String,
    /// The level after.
    pub after: String,
    /// `-12.9 %`, or percentage points for shares.
    pub change: String,
    /// How likely so large a step is by chance.
    pub chance: String,
    /// All of it.
    pub sentence: String,
    /// The last intervals at the old level.
    pub rows_before: Vec<RowText>,
    /// The first intervals at the new level.
    pub rows_after: Vec<RowText>,
}

/// An interval as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct RowText {
    /// When.
    pub day: String,
    /// Its figure.
    pub value: String,
}

/// When the target is crossed.
#[derive(Debug, Clone, Serialize)]
pub struct ForecastView {
    /// The target.
    pub target: Real,
    /// `crosses`, `stays` or `cannot-tell`.
    pub outcome: &'static str,
    /// The likely day.
    pub crosses: Option<String>,
    /// The earliest.
    pub low: Option<String>,
    /// The latest.
    pub high: Option<String>,
    /// Why nothing can be told.
    pub reason: Option<String>,
    /// For people.
    pub text: String,
}

/// The values of one dimension by what they weigh, the heaviest first.
#[derive(Debug, Clone, Serialize)]
pub struct DriversView {
    /// The dimension.
    pub by: String,
    /// What is weighed: `bad`, `down`, `beyond-target`, `excess` or `amount`.
    pub weighed: &'static str,
    /// The weight of all.
    pub total: Real,
    /// How many of the heaviest make four fifths.
    pub vital: usize,
    /// The heaviest.
    pub values: Vec<DriverView>,
    /// How many more weigh something.
    pub others: usize,
    /// How many weigh nothing.
    pub weightless: usize,
    /// For people: what the vital few make.
    pub text: String,
}

/// One value of a dimension.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DriverView {
    /// The value.
    pub value: String,
    /// The metric of this value alone.
    pub observed: Option<Real>,
    /// How many observations.
    pub count: u64,
    /// Its weight.
    pub weight: Real,
    /// Its part of the whole.
    pub part: Real,
    /// The part of it and of all heavier ones.
    pub cumulative: Real,
    /// The metric of this value alone, for people.
    pub text: String,
    /// Its part, for people.
    pub part_text: String,
    /// The part of it and of all heavier ones, for people.
    pub cumulative_text: String,
}

/// All of it.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InsightView {
    /// What it means, in a few sentences.
    pub meaning: Option<String>,
    /// After how many intervals the series repeats itself.
    pub season: Option<usize>,
    /// The control chart.
    pub chart: Option<ChartView>,
    /// The trend of the whole series.
    pub trend: Option<TrendView>,
    /// The trend since the level last changed; `null` where it never did.
    pub trend_since_change: Option<TrendView>,
    /// Lasting changes of level, in order.
    pub change_points: Vec<ChangePointView>,
    /// When the target is crossed.
    pub forecast: Option<ForecastView>,
    /// Which values of its dimensions make most of the gap.
    pub drivers: Vec<DriversView>,
}

impl InsightView {
    /// What was seen in a series.
    pub fn new(insight: &Insight, inputs: &Inputs) -> Self {
        let shown = Shown { insight, zone: inputs.zone() };
        Self {
            meaning: (!insight.meaning.is_empty()).then(|| insight.meaning.clone()),
            season: insight.season,
            chart: shown.chart(),
            trend: insight.trend.as_ref().map(|trend| TrendView::new(trend, insight)),
            trend_since_change: insight
                .lately
                .as_ref()
                .filter(|_| !insight.steps.is_empty())
                .map(|trend| TrendView::new(trend, insight)),
            change_points: insight.steps.iter().filter_map(|step| shown.change_point(step)).collect(),
            forecast: insight.outlook.as_ref().map(|outlook| shown.forecast(outlook)),
            drivers: insight.drivers.iter().map(|by| DriversView::new(by, &insight.unit)).collect(),
        }
    }
}

impl DriversView {
    fn new(by: &Drivers, unit: &Unit) -> Self {
        let values = by.drivers.iter().map(|driver| DriverView {
            value: driver.value.clone(),
            observed: driver.figure.value.map(Real),
            count: driver.figure.count,
            weight: Real(driver.weight),
            part: Real(driver.part),
            cumulative: Real(driver.cumulative),
            text: show::value(unit, driver.figure.value),
            part_text: show::percent(driver.part),
            cumulative_text: show::percent(driver.cumulative),
        });
        Self {
            by: by.by.clone(),
            weighed: by.weighed.keyword(),
            total: Real(by.total),
            vital: by.vital(),
            values: values.collect(),
            others: by.others,
            weightless: by.weightless,
            text: vital_few(by),
        }
    }
}

/// `3 - Moderate makes 71 % of what is bad, with 2 - High 92 %`
fn vital_few(by: &Drivers) -> String {
    let what = match by.weighed {
        Weighed::Bad => "what is bad",
        Weighed::Down => "the down time",
        Weighed::Beyond => "what lies beyond the target",
        Weighed::Excess => "what exceeds the target",
        Weighed::Amount => "the whole",
    };
    let few: Vec<&str> = by.drivers.iter().take(by.vital()).map(|driver| driver.value.as_str()).collect();
    let part = by.drivers.get(few.len().saturating_sub(1)).map_or(0.0, |driver| driver.cumulative);
    let (makes, named) = match few.as_slice() {
        [one] => ("makes", (*one).to_owned()),
        [first, .., last] if few.len() > NAMED => {
            ("make", format!("{} values from {first} to {last}", show::count(few.len() as u64)))
        }
        several => ("make", several.join(", ")),
    };
    format!("{named} {makes} {} of {what}", show::percent(part))
}

impl TrendView {
    fn new(trend: &Trend, insight: &Insight) -> Self {
        let every = insight.every.to_string();
        let amount = |change: f64| show::difference(&insight.unit, change);
        let text = format!(
            "{} per {every} (95 %: {} to {}), {}, n = {}",
            amount(trend.slope),
            amount(trend.interval().0),
            amount(trend.interval().1),
            chance(trend.p),
            trend.n
        );
        Self {
            method: "mann-kendall",
            p: Real(trend.test.p),
            adjusted_p: Real(trend.p),
            n: trend.n,
            s: Real(trend.test.s),
            z: Real(trend.test.z),
            slope: Real(trend.slope),
            low: Real(trend.low),
            high: Real(trend.high),
            adjusted_low: Real(trend.interval().0),
            adjusted_high: Real(trend.interval().1),
            per: every,
            text,
        }
    }
}

/// `p = 0.012`, `p < 0.0001`
fn chance(p: f64) -> String {
    match p {
        p if p < 0.000_1 => "p < 0.0001".into(),
        p if p < 0.01 => format!("p = {p:.4}"),
        p => format!("p = {p:.2}"),
    }
}

/// An insight beside the zone that its days are named in.
struct Shown<'a> {
    insight: &'a Insight,
    zone: &'a TimeZone,
}

impl Shown<'_> {
    fn point(&self, index: usize) -> Option<&SeriesPoint> {
        self.insight.series.points.get(index)
    }

    fn day(&self, point: &SeriesPoint) -> String {
        show::moment(point.interval.from, self.zone)
    }

    fn value(&self, value: f64) -> String {
        self.insight.unit.show(value)
    }

    fn row(&self, point: &SeriesPoint) -> RowText {
        RowText { day: self.day(point), value: show::value(&self.insight.unit, point.value) }
    }

    fn chart(&self) -> Option<ChartView> {
        let chart = self.insight.chart.as_ref()?;
        let latest = chart.phases.last()?;
        let (lower, upper) = (self.value(latest.lower), self.value(latest.upper));
        let thin = if chart.is_thin { "; too few values to judge by" } else { "" };
        let text = format!(
            "{}: {} in the middle, {lower} to {upper} is usual, from {} of {} each{thin}",
            chart.kind.keyword(),
            self.value(latest.center),
            show::counted(latest.used, "value"),
            self.insight.every
        );
        Some(ChartView {
            kind: chart.kind.keyword(),
            center: Real(latest.center),
            lower: Real(latest.lower),
            upper: Real(latest.upper),
            thin: chart.is_thin,
            alike: self.insight.is_alike,
            phases: chart.phases.iter().filter_map(|phase| self.phase(phase)).collect(),
            signals: chart.signals.iter().filter_map(|signal| self.signal(signal)).collect(),
            latest: chart
                .signals
                .iter()
                .rev()
                .take(LATEST)
                .filter_map(|signal| self.signal(signal))
                .collect(),
            text,
        })
    }

    fn phase(&self, phase: &Phase) -> Option<PhaseView> {
        Some(PhaseView {
            from: self.point(phase.range.start)?.interval.from.to_string(),
            to: self.point(phase.range.end.checked_sub(1)?)?.interval.to.to_string(),
            center: Real(phase.center),
            lower: Real(phase.lower),
            upper: Real(phase.upper),
            used: phase.used,
        })
    }

    fn signal(&self, signal: &Signal) -> Option<SignalView> {
        let point = self.point(signal.index)?;
        let (rule, meaning) = (signal.rule.name(), signal.rule.sentence());
        let RowText { day, value } = self.row(point);
        Some(SignalView {
            at: point.interval.from.to_string(),
            index: signal.index,
            value: point.value.map(Real),
            rule,
            meaning,
            text: format!("{day}: {value}, {meaning} ({rule})"),
        })
    }

    fn change_point(&self, step: &Step) -> Option<ChangePointView> {
        let point = self.point(step.index)?;
        let relative = (step.after - step.before) / step.before.abs();
        let (before, after) = (self.value(step.before), self.value(step.after));
        let (day, change) = (self.day(point), step_size(step, &self.insight.unit));
        let rows = |range: Range<usize>| {
            range.filter_map(|index| self.point(index)).map(|point| self.row(point)).collect()
        };
        Some(ChangePointView {
            at: point.interval.from.to_string(),
            index: step.index,
            before: Real(step.before),
            after: Real(step.after),
            change: relative.is_finite().then_some(Real(relative)),
            p: Real(step.p),
            text: ChangePointText {
                sentence: format!("{day}: {before} → {after} ({change}), {}", chance(step.p)),
                chance: chance(step.p),
                rows_before: rows(step.index.saturating_sub(AROUND)..step.index),
                rows_after: rows(step.index..step.index + AROUND),
                day,
                before,
                after,
                change,
            },
        })
    }

    fn forecast(&self, outlook: &Outlook) -> ForecastView {
        let day = |at: Option<Timestamp>| at.map(|at| show::day(at, self.zone));
        let (outcome, reason) = match &outlook.forecast {
            Forecast::Crosses { .. } => ("crosses", None),
            Forecast::Stays => ("stays", None),
            Forecast::CannotTell(why) => ("cannot-tell", Some(why.sentence().to_owned())),
        };
        let target = show::plain(&self.insight.unit, outlook.target);
        let (crosses, low, high) = (day(outlook.at), day(outlook.low), day(outlook.high));
        let text = match (&crosses, &reason) {
            (Some(likely), _) => {
                let end = |end: &Option<String>| end.clone().unwrap_or_else(|| show::NOTHING.to_owned());
                format!("{target} is crossed around {likely} (90 %: {} to {})", end(&low), end(&high))
            }
            (None, Some(reason)) => format!("when {target} is crossed nobody can tell: {reason}"),
            (None, None) => format!("{target} is not crossed, as far as the data let one look ahead"),
        };
        ForecastView { target: Real(outlook.target), outcome, crosses, low, high, reason, text }
    }
}
