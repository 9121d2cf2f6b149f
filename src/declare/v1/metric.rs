//! `kind: Metric`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::analyse::AnalyseSpec;
use super::change::{self, ChangeSpec};
use super::gather::GatherSpec;
use super::process::ProcessSpec;
use super::word::{MetricClassWord, words};
use crate::declare::lower::{Lower, Spec};
use crate::declare::scalar::{Day, Parsed};
use crate::model::metric::{Aggregate, Direction, MeasurementGap, Process};
use crate::model::quantity::Dimension;
use crate::model::report::{Report, TestMeasure};
use crate::model::source::{GitMeasure, Measure};
use crate::model::{Duration, Meta, Metric, Name, Object, Owner, Unit, source};

/// A measure of a service: what should be measured, and how it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MetricSpec {
    /// What it tells, in a sentence.
    #[schemars(example = &"How long an incident of high priority takes from its report to its solution.")]
    description: Option<String>,
    /// The service that it tells of.
    service: Parsed<Name>,
    /// What it looks at.
    class: MetricClassWord,
    /// What it is counted in. Unless given: `ratio` for shares and down time, `h` for `elapsed`, `d` for lead times
    /// and release intervals, otherwise plain numbers. The figure of a `rate` is told per time: `releases/week`.
    unit: Option<Parsed<Unit>>,
    /// Which way is better.
    direction: DirectionWord,
    /// The one who is accountable for its being right.
    owner: Parsed<Owner>,
    /// Step 3: who gathers it, how often, from where. Without it the metric cannot be measured yet.
    gather: Option<GatherSpec>,
    /// The promise to make it measurable.
    gap: Option<GapSpec>,
    /// Step 4: which interval, which aggregate, which dimensions.
    #[serde(default)]
    process: ProcessSpec,
    /// Step 5: how its control chart is laid out.
    #[serde(default)]
    analyse: AnalyseSpec,
    /// Why this was made easier to keep, and who approved.
    change: Option<ChangeSpec>,
}

words! {
    /// Which way a metric should go.
    DirectionWord => Direction {
        /// Smaller is better.
        "lower" Lower => Direction::Lower,
        /// Larger is better.
        "higher" Higher => Direction::Higher,
    }
}

/// Who makes a metric measurable, and by when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MeasurementGap")]
pub struct GapSpec {
    /// Who closes the gap.
    owner: Parsed<Owner>,
    /// By when.
    due: Option<Parsed<Day>>,
    /// What stands in the way.
    #[schemars(example = &"The ticket system has no export yet.")]
    reason: Option<String>,
}

impl Spec for MetricSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object> {
        let meta = change::noted(meta, self.change, lower);
        let gather_at = meta.place.child("spec").child("gather");
        let sourceless = self.gather.as_ref().is_some_and(|gather| !gather.has_source());
        let sourced = self.gather.filter(|_| !sourceless);
        let declared = sourced.is_some();
        let gather = sourced.and_then(|gather| gather.lower(gather_at.clone(), lower));
        if declared && gather.is_none() {
            return None;
        }
        let shape = gather.as_ref().map_or(Shape::Unknown, |gather| Shape::of(&gather.source));
        let process = self.process.lower(shape);
        let chart = self.analyse.lower(&meta.place.child("spec").child("analyse"), lower);
        Some(Object::Metric(Box::new(Metric {
            meta,
            description: self.description,
            service: self.service.0,
            class: self.class.lower(),
            unit: per_time(self.unit.map_or_else(|| shape.unit(), |unit| unit.0), &process),
            direction: self.direction.lower(),
            owner: Some(self.owner.0),
            gather,
            sourceless: sourceless.then_some(gather_at),
            gap: self.gap.map(GapSpec::lower),
            process,
            chart,
        })))
    }
}

/// The unit of a metric's figures: a rate of things is told with the time that it is per, as in `releases/week`.
/// Lengths of time and shares keep their unit, since targets are converted to it.
pub fn per_time(unit: Unit, process: &Process) -> Unit {
    let told = unit.symbol().contains('/') || unit.symbol().contains(" per ");
    if process.aggregate != Aggregate::Rate || unit.dimension() != Dimension::Other || told {
        return unit;
    }
    let per = match process.per {
        Duration { count: 1, unit } => unit.noun().to_owned(),
        longer => longer.to_string(),
    };
    match unit.symbol() {
        "" => Unit::named(&format!("per {per}")),
        things => Unit::named(&format!("{things}/{per}")),
    }
}

impl GapSpec {
    /// The same for the model.
    pub fn lower(self) -> MeasurementGap {
        MeasurementGap { owner: self.owner.0, due: self.due.map(|day| day.0.0), reason: self.reason }
    }
}

/// What the observations of a source look like, as far as defaults depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing is known about them.
    Unknown,
    /// Numbers from a column.
    Values,
    /// Ones.
    Counts,
    /// Lengths of time between two columns.
    Elapsed,
    /// Lengths of time in the history of the repository.
    Delays,
    /// Lengths of time that runs took.
    Runs,
    /// Good of total.
    Shares,
}

impl Shape {
    /// What a source gives.
    pub fn of(source: &source::Source) -> Self {
        match source {
            source::Source::File(file) => match &file.measure {
                Measure::Value { .. } => Self::Values,
                Measure::Elapsed { .. } => Self::Elapsed,
                Measure::Count => Self::Counts,
                Measure::Ratio(_) | Measure::Down { .. } => Self::Shares,
            },
            source::Source::Git(git) => match git.measure {
                GitMeasure::Deployments => Self::Counts,
                GitMeasure::LeadTime | GitMeasure::ReleaseInterval => Self::Delays,
                GitMeasure::ChangeFailure => Self::Shares,
            },
            source::Source::Ratio(_) => Self::Shares,
            source::Source::Report(source) => Self::of_report(&source.report),
            source::Source::Remote(remote) if remote.is_share() => Self::Shares,
            source::Source::Remote(_) | source::Source::Foreign(_) => Self::Unknown,
        }
    }

    fn of_report(report: &Report) -> Self {
        match report {
            Report::Upptime(_) => Self::Shares,
            Report::Benchmark(_) | Report::OpenMetrics(_) => Self::Values,
            Report::JUnit(test) => match test.measure {
                TestMeasure::PassRate => Self::Shares,
                TestMeasure::Duration => Self::Runs,
                TestMeasure::Tests | TestMeasure::Failures | TestMeasure::Skipped | TestMeasure::Flaky => {
                    Self::Values
                }
            },
        }
    }

    /// The unit of what a source gives, where the declaration names none.
    pub fn unit(self) -> Unit {
        match self {
            Self::Unknown | Self::Values | Self::Counts => Unit::named(""),
            Self::Elapsed => Unit::named("h"),
            Self::Delays => Unit::named("d"),
            Self::Runs => Unit::seconds(),
            Self::Shares => Unit::ratio(),
        }
    }
}
