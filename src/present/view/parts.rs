//! What several parts of the view have in common.

use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

use super::hindsight::IncludingView;
use crate::analyse::{ClosedPeriod, Desired, Freshness, Hindsight, Verdict};
use crate::catalog::Catalog;
use crate::model::agreement::Budgeting;
use crate::model::source::{Measure, Source};
use crate::model::{Metric, Name, Objective, Unit};
use crate::present::number::{Amount, Real};
use crate::present::show;
use crate::process::{Figure, Series, SeriesPoint};
use crate::text::Place;

/// A line in a declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeclaredAt {
    /// The file, relative to the root of the repository.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl DeclaredAt {
    /// Where a place is. Parses its file when nobody has before.
    pub fn new(place: &Place) -> Self {
        let start = place.span().start;
        Self { path: place.file().to_owned(), line: start.line, column: start.column }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Serialize)]
pub struct DesiredView {
    /// `lte`, `lt`, `gte` or `gt`.
    pub op: &'static str,
    /// The target.
    pub value: Real,
    /// `ratio`, `s` or the metric's own.
    pub unit: String,
}

impl DesiredView {
    /// A target in canonical units.
    pub fn new(desired: &Desired, unit: &Unit) -> Self {
        let unit = unit.canonical_symbol().to_owned();
        Self { op: desired.op.keyword(), value: Real(desired.value), unit }
    }
}

/// What a window shows.
#[derive(Debug, Clone, Serialize)]
pub struct ObservedView {
    /// The figure.
    pub value: Option<Real>,
    /// `ratio`, `s` or the metric's own.
    pub unit: String,
    /// Sum of what is good, for shares.
    pub good: Option<Amount>,
    /// Sum of the whole, for shares.
    pub total: Option<Amount>,
    /// How many observations.
    pub count: u64,
    /// The share of the window that they speak of.
    pub coverage: Real,
    /// The first moment looked at.
    pub from: String,
    /// The first moment after.
    pub to: String,
    /// The same with the exclusions that were declared after the event; `null` where there are none.
    pub including: Option<IncludingView>,
}

impl ObservedView {
    /// A figure in canonical units.
    pub fn new(figure: &Figure, unit: &Unit) -> Self {
        Self {
            value: figure.value.map(Real),
            unit: unit.canonical_symbol().to_owned(),
            good: figure.good.map(Amount),
            total: figure.total.map(Amount),
            count: figure.count,
            coverage: Real(figure.coverage),
            from: figure.interval.from.to_string(),
            to: figure.interval.to.to_string(),
            including: None,
        }
    }

    /// The same beside what it would be with exclusions that were declared after the event.
    #[must_use]
    pub fn beside(self, agreed: &Figure, hindsight: Option<&Hindsight>, unit: &Unit) -> Self {
        let including = hindsight.map(|hindsight| IncludingView::new(agreed, hindsight, unit));
        Self { including, ..self }
    }
}

/// A period that is over.
#[derive(Debug, Clone, Serialize)]
pub struct ClosedView {
    /// The first moment.
    pub from: String,
    /// The first moment after.
    pub to: String,
    /// The figure.
    pub value: Option<Real>,
    /// Sum of what is good, for shares.
    pub good: Option<Amount>,
    /// Sum of the whole, for shares: the denominator.
    pub total: Option<Amount>,
    /// How it ended.
    #[serde(serialize_with = "verdict")]
    pub verdict: Verdict,
    /// The same with the exclusions that were declared after the event; `null` where there are none.
    pub including: Option<IncludingView>,
    /// For people.
    pub text: PeriodText,
}

/// A period as people read it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PeriodText {
    /// When.
    pub period: String,
    /// The figure.
    pub value: String,
    /// Out of how much: agreed hours for down time, a count for other shares, a dash for what is no share.
    pub out_of: String,
}

impl PeriodText {
    /// A period and its figure.
    pub fn new(figure: &Figure, unit: &Unit, counts: Counts, zone: &TimeZone) -> Self {
        let total = figure.total.map(|total| counts.show(total));
        Self {
            period: show::interval(figure.interval, zone),
            value: show::value(unit, figure.value),
            out_of: total.unwrap_or_else(|| show::NOTHING.to_owned()),
        }
    }
}

/// What the good and the total of a share count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Seconds of agreed time.
    Seconds,
    /// Observations, sums of them, or slices of time.
    Things,
}

impl Counts {
    /// What the figures of an objective count, or those of a metric by itself.
    pub fn of(metric: Option<&Metric>, objective: Option<&Objective>) -> Self {
        let source = metric.and_then(|metric| metric.gather.as_ref()).map(|gather| &gather.source);
        let is_down_time = match source {
            Some(Source::File(file)) => matches!(file.measure, Measure::Down { .. }),
            Some(Source::Remote(remote)) => remote.question.is_down_time(),
            Some(Source::Report(source)) => source.report.is_down_time(),
            Some(Source::Git(_) | Source::Ratio(_) | Source::Foreign(_)) | None => false,
        };
        let in_slices = objective.is_some_and(|one| one.budgeting != Budgeting::Occurrences);
        if is_down_time && !in_slices { Self::Seconds } else { Self::Things }
    }

    /// So many of them in words: seconds as hours, whatever their number, so that months can be compared.
    pub fn show(self, number: f64) -> String {
        let plain = Unit::named("");
        match self {
            Self::Seconds => format!("{} h", plain.show(number / 3_600.0)),
            Self::Things => plain.show(number),
        }
    }
}

impl ClosedView {
    /// A closed period, its days named in `zone`.
    pub fn new(closed: &ClosedPeriod, unit: &Unit, counts: Counts, zone: &TimeZone) -> Self {
        let figure = &closed.figure;
        Self {
            from: figure.interval.from.to_string(),
            to: figure.interval.to.to_string(),
            value: figure.value.map(Real),
            good: figure.good.map(Amount),
            total: figure.total.map(Amount),
            verdict: closed.verdict,
            including: closed.including.as_ref().map(|one| IncludingView::new(figure, one, unit)),
            text: PeriodText::new(figure, unit, counts, zone),
        }
    }
}

/// One interval of a series.
#[derive(Debug, Clone, Serialize)]
pub struct SeriesPointView {
    /// The first moment.
    pub from: String,
    /// The first moment after.
    pub to: String,
    /// The aggregate; `null` where there is none.
    pub value: Option<Real>,
    /// How many observations.
    pub count: u64,
    /// The share of the interval that they speak of.
    pub coverage: Real,
    /// Seconds of the interval that are agreed; zero where it is closed.
    pub agreed: Amount,
}

impl SeriesPointView {
    /// A point of a series.
    pub fn new(point: &SeriesPoint) -> Self {
        Self {
            from: point.interval.from.to_string(),
            to: point.interval.to.to_string(),
            value: point.value.map(Real),
            count: point.count,
            coverage: Real(point.coverage),
            agreed: Amount(point.agreed),
        }
    }
}

/// The values of a series, for a sparkline.
pub fn values(series: &Series) -> Vec<Option<f64>> {
    series.points.iter().map(|point| point.value).collect()
}

/// The unit of a metric; plain numbers where the metric is not declared.
pub fn unit_of(catalog: &Catalog, metric: &Name) -> Unit {
    catalog.metrics.get(metric).map_or_else(|| Unit::named(""), |metric| metric.unit.clone())
}

/// What people call a metric.
pub fn metric_title(catalog: &Catalog, metric: &Name) -> String {
    catalog.metrics.get(metric).map_or(metric.as_str(), |metric| metric.meta.title()).to_owned()
}

/// Writes a verdict by its keyword.
pub fn verdict<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.keyword())
}

/// Writes a freshness by its keyword.
pub fn freshness<S: Serializer>(freshness: &Freshness, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(freshness.keyword())
}
