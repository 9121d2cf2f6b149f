//! A number walked back to the rows that it was made of.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::history::{self, HistoryView};
use super::objective;
use super::parts::{self, Counts, PeriodText, SeriesPointView};
use super::{
    ChangePointView, ChartView, DriversView, FORMAT_VERSION, ForecastView, IncludingView, Inputs,
    InsightView, MetricView, ObjectiveView, TallyView, TrendView,
};
use crate::analyse::{Hindsight, ObjectiveAssessment, Verdict};
use crate::model::calendar::{Exclusion, common_seconds};
use crate::model::metric::Aggregate;
use crate::model::observation::{Origin, Records, Row};
use crate::model::{Interval, Metric, Objective, Observations, Unit};
use crate::present::number::Real;
use crate::present::show;
use crate::process::{Figure, Scope};

/// What `deming explain METRIC or OBJECTIVE` tells.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// [`FORMAT_VERSION`].
    pub format_version: &'static str,
    /// `explain`.
    pub command: &'static str,
    /// The moment that is "now".
    pub as_of: String,
    /// The commit looked at.
    pub head: Option<String>,
    /// The metric.
    pub metric: String,
    /// Its unit in this output: `ratio`, `s` or its own.
    pub unit: String,
    /// The metric interval by interval.
    pub series: Vec<SeriesPointView>,
    /// The closed periods of the objective, latest last, and the one that is open.
    pub periods: Vec<PeriodView>,
    /// What the objective attained in the months, quarters and fiscal years that are over; `null` without an objective.
    pub history: Option<HistoryView>,
    /// What the series tells, in a few sentences; `null` where nothing was observed.
    pub meaning: Option<String>,
    /// After how many intervals the series repeats itself.
    pub season: Option<usize>,
    /// The control chart; `null` with too few values.
    pub chart: Option<ChartView>,
    /// The trend of the whole series; `null` with too few values.
    pub trend: Option<TrendView>,
    /// The trend since the level last changed.
    pub trend_since_change: Option<TrendView>,
    /// Lasting changes of level, in order.
    pub change_points: Vec<ChangePointView>,
    /// When the target is crossed; `null` without a target that single intervals can be held against.
    pub forecast: Option<ForecastView>,
    /// Which values of its dimensions make most of the gap.
    pub drivers: Vec<DriversView>,
    /// Time in the figure's period that takes no part in it: holidays and maintenance that were declared in time.
    pub excluded: Vec<ExcludedView>,
    /// The rows behind the figure.
    pub rows: RowsView,
    /// What became of all rows that were read.
    pub tally: Option<TallyView>,
    /// The objective, where one was asked for.
    pub objective: Option<ObjectiveView>,
    /// The commit that the declaration's first line comes from; `null` while it is not committed as it is.
    pub declared_in: Option<String>,
    /// What the metric is.
    pub definition: MetricView,
    /// For people.
    pub text: ExplanationText,
}

/// The walk as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct ExplanationText {
    /// The formula with its numbers: `5,820 good ÷ 7,508 in all = 77.52 %`.
    pub formula: String,
    /// The days it looks at.
    pub period: String,
    /// How much of that time observations speak of.
    pub coverage: String,
}

/// A period of an objective.
#[derive(Debug, Clone, Serialize)]
pub struct PeriodView {
    /// The first moment.
    pub from: String,
    /// The first moment after.
    pub to: String,
    /// The figure.
    pub value: Option<Real>,
    /// The verdict.
    #[serde(serialize_with = "parts::verdict")]
    pub verdict: Verdict,
    /// Whether it is over.
    pub closed: bool,
    /// The same with the exclusions that were declared after the event; `null` where there are none.
    pub including: Option<IncludingView>,
    /// For people.
    pub text: PeriodText,
}

/// The rows behind a figure.
#[derive(Debug, Clone, Serialize)]
pub struct RowsView {
    /// How many.
    pub used: u64,
    /// The first file they stand in.
    pub path: Option<String>,
    /// Its content's id as Git counts it.
    pub blob: Option<String>,
    /// The lines they start on, as first and last of each run of lines.
    pub lines: Vec<(u32, u32)>,
    /// All files they stand in.
    pub origins: Vec<OriginView>,
}

/// The rows of one file.
#[derive(Debug, Clone, Serialize)]
pub struct OriginView {
    /// The file, or the name of what was asked.
    pub path: String,
    /// Its content's id as Git counts it.
    pub blob: Option<String>,
    /// How many rows.
    pub used: u64,
    /// The lines they start on, as first and last of each run of lines.
    pub lines: Vec<(u32, u32)>,
}

/// What is walked back.
#[derive(Debug, Clone, Default)]
pub struct Walk<'a> {
    /// The objective whose figure it is; `None`: that of the metric.
    pub objective: Option<&'a ObjectiveAssessment>,
    /// Another figure of the metric than the one that was assessed.
    pub figure: Option<&'a Figure>,
    /// The commit that declared it, in hexadecimal.
    pub declared_in: Option<String>,
}

/// Time that takes no part in a figure.
#[derive(Debug, Clone, Serialize)]
pub struct ExcludedView {
    /// `holiday` or `maintenance`.
    pub kind: &'static str,
    /// The first moment.
    pub from: String,
    /// The first moment after.
    pub to: String,
    /// For people.
    pub text: String,
}

impl Explanation {
    /// Walks a figure back to its rows.
    pub fn new(inputs: &Inputs, metric: &Metric, walk: Walk<'_>) -> Self {
        let Walk { objective, figure, declared_in } = walk;
        let name = &metric.meta.name;
        let assessed = inputs.assessment.metrics.iter().find(|assessed| assessed.metric == *name);
        let figure = objective.map(|o| &o.observed).or(figure).or(assessed.map(|a| &a.figure));
        let insight = match objective {
            Some(objective) => inputs.insights.objectives.get(&objective.id),
            None => inputs.insights.metrics.get(name),
        };
        let analysis = insight.map(|insight| InsightView::new(insight, inputs)).unwrap_or_default();
        let shown = objective.map(|o| &o.series).or(assessed.map(|a| &a.series));
        let series = insight.map(|insight| &insight.series).or(shown);
        let unit = if objective.is_some_and(|o| o.is_share) { Unit::ratio() } else { metric.unit.clone() };
        let observations = inputs.observations.get(name);
        let counts = Counts::of(Some(metric), objective.and_then(|objective| declared(objective, inputs)));
        let zone = objective.map_or(inputs.zone(), |one| objective::zone(one, inputs.catalog));
        Self {
            format_version: FORMAT_VERSION,
            command: "explain",
            as_of: inputs.assessment.as_of.to_string(),
            head: inputs.head.map(str::to_owned),
            metric: name.to_string(),
            unit: unit.canonical_symbol().to_owned(),
            series: series.map_or_else(Vec::new, |s| s.points.iter().map(SeriesPointView::new).collect()),
            periods: objective.map_or_else(Vec::new, |objective| periods(objective, &unit, counts, zone)),
            history: objective.and_then(|one| history::of([one], inputs).remove(&one.id)),
            meaning: analysis.meaning,
            season: analysis.season,
            chart: analysis.chart,
            trend: analysis.trend,
            trend_since_change: analysis.trend_since_change,
            change_points: analysis.change_points,
            forecast: analysis.forecast,
            drivers: analysis.drivers,
            excluded: excluded(observations, figure, metric, objective, inputs),
            rows: rows(observations, figure, metric, objective, inputs),
            tally: observations.map(|observed| TallyView::new(observed.tally)),
            objective: objective.map(|objective| ObjectiveView::new(objective, inputs)),
            declared_in,
            definition: MetricView::new(metric, inputs),
            text: text(figure, metric, &unit, counts, zone),
        }
    }
}

fn periods(objective: &ObjectiveAssessment, unit: &Unit, counts: Counts, zone: &TimeZone) -> Vec<PeriodView> {
    let period = |figure: &Figure, hindsight: &Option<Hindsight>, verdict, closed| PeriodView {
        from: figure.interval.from.to_string(),
        to: figure.interval.to.to_string(),
        value: figure.value.map(Real),
        verdict,
        closed,
        including: hindsight.as_ref().map(|hindsight| IncludingView::new(figure, hindsight, unit)),
        text: PeriodText::new(figure, unit, counts, zone),
    };
    let closed = objective.closed.iter().rev();
    let closed = closed.map(|closed| period(&closed.figure, &closed.including, closed.verdict, true));
    let open = period(&objective.observed, &objective.including, objective.verdict, false);
    closed.chain([open]).collect()
}

fn text(
    figure: Option<&Figure>,
    metric: &Metric,
    unit: &Unit,
    counts: Counts,
    zone: &TimeZone,
) -> ExplanationText {
    let nothing = || show::NOTHING.to_owned();
    ExplanationText {
        formula: figure.map_or_else(nothing, |figure| formula(figure, metric, unit, counts)),
        period: figure.map_or_else(nothing, |figure| show::interval(figure.interval, zone)),
        coverage: figure.map_or_else(nothing, |figure| show::percent(figure.coverage)),
    }
}

/// How the figure is made, with its numbers in place of names.
fn formula(figure: &Figure, metric: &Metric, unit: &Unit, counts: Counts) -> String {
    let value = show::value(unit, figure.value);
    let count = show::counted(figure.count as usize, "observation");
    if let (Some(good), Some(total)) = (figure.good, figure.total) {
        let (good, total) = (counts.show(good), counts.show(total));
        return match counts {
            Counts::Seconds => format!("{good} without outage ÷ {total} agreed = {value}"),
            Counts::Things => format!("{good} of {total} = {value}"),
        };
    }
    match metric.process.aggregate {
        Aggregate::Percentile(p) => format!("{p} % of {count} are at or below {value}"),
        Aggregate::Count => format!("{count} counted = {value}"),
        Aggregate::Rate => {
            format!("the sum of {count} per {} = {value}", show::every(metric.process.per))
        }
        aggregate => format!("the {} of {count} = {value}", aggregate_words(aggregate)),
    }
}

fn aggregate_words(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Sum | Aggregate::Count | Aggregate::Rate => "sum",
        Aggregate::Mean => "mean",
        Aggregate::Min => "smallest",
        Aggregate::Max => "largest",
        Aggregate::Last => "last",
        Aggregate::Percentile(_) => "percentile",
        Aggregate::Ratio => "share",
    }
}

fn rows(
    observations: Option<&Observations>,
    figure: Option<&Figure>,
    metric: &Metric,
    objective: Option<&ObjectiveAssessment>,
    inputs: &Inputs,
) -> RowsView {
    let (Some(observed), Some(figure)) = (observations, figure) else {
        return RowsView { used: 0, path: None, blob: None, lines: Vec::new(), origins: Vec::new() };
    };
    let each = objective.and_then(|objective| dimension(objective, metric, inputs));
    let counting = scope(observed, metric, objective, inputs).counting(figure.interval);
    let rows = used_rows(observed, &counting, each.as_ref().map(|(i, v)| (*i, v.as_str())));
    let origins: Vec<_> = observed
        .origins
        .iter()
        .zip(0u32..)
        .map(|(origin, index)| origin_view(origin, rows.iter().filter(|row| row.origin == index)))
        .filter(|origin| origin.used > 0)
        .collect();
    let first = origins.first();
    RowsView {
        used: rows.len() as u64,
        path: first.map(|origin| origin.path.clone()),
        blob: first.and_then(|origin| origin.blob.clone()),
        lines: first.map_or_else(Vec::new, |origin| origin.lines.clone()),
        origins,
    }
}

fn excluded(
    observations: Option<&Observations>,
    figure: Option<&Figure>,
    metric: &Metric,
    objective: Option<&ObjectiveAssessment>,
    inputs: &Inputs,
) -> Vec<ExcludedView> {
    let (Some(observed), Some(figure)) = (observations, figure) else { return Vec::new() };
    let Some(calendar) = scope(observed, metric, objective, inputs).hours else { return Vec::new() };
    let view = |kind: Exclusion, interval: Interval| ExcludedView {
        kind: kind.word(),
        from: interval.from.to_string(),
        to: interval.to.to_string(),
        text: format!("{} {}", kind.word(), show::interval(interval, &calendar.zone)),
    };
    let of_kind = |kind| calendar.excluded(kind, figure.interval).into_iter().map(move |one| view(kind, one));
    Exclusion::ALL.into_iter().flat_map(of_kind).collect()
}

/// An objective as it is declared.
fn declared<'i>(objective: &ObjectiveAssessment, inputs: &'i Inputs) -> Option<&'i Objective> {
    let agreement = inputs.catalog.agreements.get(&objective.id.agreement)?;
    agreement.objectives.iter().find(|declared| declared.name == objective.id.objective)
}

/// The dimension that an objective judges by itself: its place in `process.by`, and the value.
fn dimension(objective: &ObjectiveAssessment, metric: &Metric, inputs: &Inputs) -> Option<(usize, String)> {
    let value = objective.id.each.clone()?;
    let column = declared(objective, inputs)?.each.as_ref()?;
    Some((metric.process.by.iter().position(|by| by == column)?, value))
}

/// What the figure looks at, in the agreed hours that it looks at it in.
fn scope<'i>(
    observed: &'i Observations,
    metric: &'i Metric,
    objective: Option<&ObjectiveAssessment>,
    inputs: &'i Inputs,
) -> Scope<'i> {
    let catalog = inputs.catalog;
    let promise = match objective {
        Some(objective) => catalog.agreements.get(&objective.id.agreement),
        None => {
            let mut promised =
                catalog.objectives().filter(|(_, promised)| promised.metric == metric.meta.name);
            promised.next().map(|(agreement, _)| agreement)
        }
    };
    Scope::new(catalog, metric, observed, inputs.assessment.as_of, promise)
}

/// The rows of observations that touch one of the stretches of time that count, in order of origin and line.
fn used_rows(observed: &Observations, counting: &[Interval], each: Option<(usize, &str)>) -> Vec<Row> {
    let belongs = |group: u32| {
        each.is_none_or(|(index, value)| {
            let group = observed.groups.get(group as usize);
            group.and_then(|group| group.get(index)).is_some_and(|own| **own == *value)
        })
    };
    let mut rows: Vec<Row> = match &observed.records {
        Records::Points(points) => counting
            .iter()
            .flat_map(|part| points.within(*part).iter())
            .filter(|point| belongs(point.group))
            .map(|point| point.row)
            .collect(),
        Records::Outages(outages) => outages
            .iter()
            .filter(|outage| common_seconds(&[outage.interval], counting) > 0.0 && belongs(outage.group))
            .map(|outage| outage.row)
            .collect(),
    };
    let summed = counting
        .iter()
        .flat_map(|part| observed.earlier.as_ref().map_or(&[][..], |earlier| earlier.within(*part)));
    rows.extend(summed.filter(|summary| belongs(summary.group)).map(|summary| summary.row));
    rows.sort_unstable();
    rows
}

fn origin_view<'r>(origin: &Origin, rows: impl Iterator<Item = &'r Row>) -> OriginView {
    let mut view =
        OriginView { path: origin.path.clone(), blob: origin.blob.clone(), used: 0, lines: Vec::new() };
    for row in rows {
        view.used += 1;
        match view.lines.last_mut() {
            _ if row.line == 0 => {}
            Some((_, last)) if row.line <= *last + 1 => *last = row.line,
            _ => view.lines.push((row.line, row.line)),
        }
    }
    view
}
