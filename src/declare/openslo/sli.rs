//! `kind: SLI`, and indicators written within an SLO.

use schemars::JsonSchema;
use serde::Deserialize;

use super::annotations::Ours;
use super::document::{MetadataSpec, ObjectSpec};
use super::metric_source::{SliMetricSpec, file_of};
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{Description, Parsed};
use crate::declare::v1::analyse::AnalyseSpec;
use crate::declare::v1::gather::{IntegritySpec, RecordsWord};
use crate::declare::v1::metric::{DirectionWord, GapSpec, Shape, per_time};
use crate::declare::v1::process::ProcessSpec;
use crate::declare::v1::word::MetricClassWord;
use crate::finding::Finding;
use crate::model::metric::{Direction, Gather, MetricClass, Records};
use crate::model::source::{FileSource, Measure, PromQl, Question, RatioSource, RemoteSource, Source};
use crate::model::{Duration, Indicator, Meta, Name, Object, Owner, Unit};
use crate::text::Place;

/// How a level is measured: `thresholdMetric` or `ratioMetric`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SliSpec {
    /// What it tells.
    description: Option<Parsed<Description>>,
    /// Numbers, each of which is held against the value of an objective.
    threshold_metric: Option<SliMetricSpec>,
    /// A share of what is good.
    ratio_metric: Option<RatioMetricSpec>,
}

/// A share: `good` or `bad` of a `total`, or `raw` where the source has the share itself.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "RatioMetric")]
struct RatioMetricSpec {
    /// Whether the numbers only ever grow, so that what counts is by how much. Nothing to `raw`.
    #[serde(default)]
    #[schemars(extend("default" = false))]
    counter: bool,
    /// What is good.
    good: Option<SliMetricSpec>,
    /// What is bad.
    bad: Option<SliMetricSpec>,
    /// Out of what.
    total: Option<SliMetricSpec>,
    /// What `raw` is the share of: success (good) or failure (bad).
    raw_type: Option<RawTypeWord>,
    /// The share itself.
    raw: Option<SliMetricSpec>,
}

/// What a share is the share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "RawType")]
enum RawTypeWord {
    /// Of what is good.
    Success,
    /// Of what is bad.
    Failure,
}

/// An indicator written within an SLO.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "InlineIndicator")]
pub struct IndicatorSpec {
    /// `SLI`, if it is given.
    #[schemars(extend("const" = "SLI"))]
    kind: Option<String>,
    /// Its name.
    metadata: MetadataSpec,
    /// How it is measured.
    spec: SliSpec,
}

/// Step 3, as far as OpenSLO has no word for it: the annotation `deming/gather`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct GatheringSpec {
    by: Option<Parsed<Owner>>,
    every: Option<Parsed<Duration>>,
    records: Option<RecordsWord>,
    integrity: IntegritySpec,
}

const OURS: [&str; 11] = [
    "change",
    "service",
    "owner",
    "class",
    "direction",
    "unit",
    "gather",
    "process",
    "analyse",
    "gap",
    "beside",
];

impl ObjectSpec for SliSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Vec<Object> {
        let indicator = self.indicator(meta, None, lower);
        indicator.map(|indicator| Object::Indicator(Box::new(indicator))).into_iter().collect()
    }
}

impl IndicatorSpec {
    /// The indicator at `place`, within an SLO about a service.
    pub fn lower(
        self,
        place: Place,
        within: &Name,
        service: &Name,
        lower: &mut Lower<'_>,
    ) -> Option<Indicator> {
        if let Some(word) = self.kind.filter(|word| word != "SLI") {
            let message =
                format!("expected `SLI` here, found `{}`", crate::declare::diagnose::shortened(&word));
            lower.report(Finding::new(&rules::INVALID_VALUE, place.child("kind"), message));
        }
        let meta = self.metadata.lower(place, lower);
        let indicator = self.spec.indicator(meta, Some(within.clone()), lower)?;
        Some(Indicator { service: indicator.service.or_else(|| Some(service.clone())), ..indicator })
    }

    /// Whether it is a share by itself.
    pub fn is_ratio(&self) -> bool {
        self.spec.ratio_metric.is_some()
    }
}

impl SliSpec {
    fn indicator(self, meta: Meta, within: Option<Name>, lower: &mut Lower<'_>) -> Option<Indicator> {
        let at = meta.place.child("spec");
        let threshold = self.threshold_metric.map(Given::Threshold);
        let ratio = self.ratio_metric.map(|ratio| Given::Ratio(Box::new(ratio)));
        let given = lower.exactly_one(&at, [("thresholdMetric", threshold), ("ratioMetric", ratio)])?;
        let is_ratio = matches!(given, Given::Ratio(_));
        let field = if is_ratio { "ratioMetric" } else { "thresholdMetric" };
        let source = match given {
            Given::Threshold(metric) => metric.lower(&at.child("thresholdMetric"), lower).ok()?,
            Given::Ratio(ratio) => ratio.lower(&at.child("ratioMetric"), lower).ok()?,
        };
        let ours = Ours::of(&meta, &OURS, lower);
        let shape = if is_ratio { Shape::Shares } else { source.as_ref().map_or(Shape::Unknown, Shape::of) };
        let process = ours.nested::<ProcessSpec>("process", lower).unwrap_or_default().lower(shape);
        let analyse: AnalyseSpec = ours.nested("analyse", lower).unwrap_or_default();
        let chart = analyse.lower(&meta.place, lower);
        let unit = ours.scalar::<Unit>("unit", lower).unwrap_or_else(|| shape.unit());
        let gathering: GatheringSpec = ours.nested("gather", lower).unwrap_or_default();
        let class = ours.nested::<MetricClassWord>("class", lower).map(MetricClassWord::lower);
        let direction = ours.nested::<DirectionWord>("direction", lower).map(DirectionWord::lower);
        Some(Indicator {
            description: self.description.map(|text| text.0.0),
            within,
            is_ratio,
            service: ours.scalar("service", lower),
            class: class.unwrap_or(MetricClass::Service),
            unit: per_time(unit, &process),
            direction: direction.or(is_ratio.then_some(Direction::Higher)),
            owner: ours.scalar("owner", lower),
            gather: source.map(|source| gathering.lower(source, at.child(field))),
            gap: ours.nested::<GapSpec>("gap", lower).map(GapSpec::lower),
            process,
            chart,
            meta,
        })
    }
}

enum Given {
    Threshold(SliMetricSpec),
    Ratio(Box<RatioMetricSpec>),
}

impl GatheringSpec {
    fn lower(self, source: Source, place: Place) -> Gather {
        Gather {
            by: self.by.map(|by| by.0),
            every: self.every.map(|every| every.0),
            records: self.records.map_or(Records::Events, RecordsWord::lower),
            integrity: self.integrity.lower(),
            source,
            place,
        }
    }
}

impl RatioMetricSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Result<Option<Source>, ()> {
        let sides =
            [("good", self.good.is_some()), ("bad", self.bad.is_some()), ("total", self.total.is_some())];
        let given = sides.iter().find(|(_, is_given)| *is_given).map(|(name, _)| *name);
        match (self.raw, given) {
            (Some(_), Some(side)) => {
                let message = format!("`raw` is the whole share; `{side}` cannot be given beside it");
                let finding = Finding::new(&rules::ONE_OF, place.key(side), message);
                lower.report(finding.label(place.key("raw"), "`raw` is given here"));
                Err(())
            }
            (Some(raw), None) => of_raw(raw, self.raw_type, place, lower),
            (None, None) => {
                let message = "either `raw`, or `total` with `good` or `bad` is needed";
                lower.report(Finding::new(&rules::ONE_OF, place, message));
                Err(())
            }
            (None, Some(_)) => {
                if self.raw_type.is_some() {
                    let message = "`rawType` says what `raw` is the share of, and there is no `raw`";
                    lower.report(
                        Finding::new(&rules::IDLE_FIELD, place.key("rawType"), message).help("take it out"),
                    );
                }
                of_parts(self.good, self.bad, self.total, self.counter, place, lower)
            }
        }
    }
}

fn of_raw(
    raw: SliMetricSpec,
    raw_type: Option<RawTypeWord>,
    place: &Place,
    lower: &mut Lower<'_>,
) -> Result<Option<Source>, ()> {
    let Some(raw_type) = raw_type else {
        let message = "`rawType` is missing: is the share one of success or of failure?";
        lower.report(Finding::new(&rules::MISSING_FIELD, place.child("rawType"), message));
        return Err(());
    };
    let source = raw.lower(&place.child("raw"), lower)?;
    match (source, raw_type) {
        (Some(Source::File(file)), RawTypeWord::Failure) if matches!(file.measure, Measure::Down { .. }) => {
            let message = "down time gives the share of time without an outage, which is one of success";
            lower.report(Finding::new(&rules::CONTRADICTION, place.child("rawType"), message));
            Err(())
        }
        (Some(Source::Report(source)), RawTypeWord::Failure) if source.report.is_down_time() => {
            let message = "down time gives the share of time without an outage, which is one of success";
            lower.report(Finding::new(&rules::CONTRADICTION, place.child("rawType"), message));
            Err(())
        }
        (Some(source @ (Source::File(_) | Source::Git(_) | Source::Report(_))), RawTypeWord::Failure) => {
            Ok(Some(Source::Ratio(Box::new(RatioSource::Failures(Box::new(source))))))
        }
        (Some(Source::Remote(remote)), raw_type) => {
            let is_of_good = raw_type == RawTypeWord::Success;
            let question = match remote.question {
                Question::Prometheus(PromQl::Value(query)) => {
                    Question::Prometheus(PromQl::Share { query, is_of_good })
                }
                other => other,
            };
            Ok(Some(Source::Remote(RemoteSource { question, ..remote })))
        }
        (source, _) => Ok(source),
    }
}

/// Two sources of which not both are files.
fn together(
    part: Source,
    part_is_good: bool,
    total: Source,
    lower: &mut Lower<'_>,
) -> Result<Option<Source>, ()> {
    if let Some(Source::Git(git)) = [&part, &total].into_iter().find(|side| matches!(side, Source::Git(_))) {
        let message = "the history has the share itself; it is a `raw` source";
        lower.report(Finding::new(&rules::CONTRADICTION, &git.place, message));
        return Err(());
    }
    if let Some(Source::Report(source)) =
        [&part, &total].into_iter().find(|side| matches!(side, Source::Report(_)))
    {
        let message = "a report has the share itself; it is a `raw` source";
        lower.report(Finding::new(&rules::CONTRADICTION, &source.place, message));
        return Err(());
    }
    Ok(Some(match (part, total) {
        (Source::Remote(part), Source::Remote(whole)) if part.data_source == whole.data_source => {
            let kind = whole.question.kind();
            let question = match (part.question, whole.question) {
                (Question::Prometheus(PromQl::Value(part)), Question::Prometheus(PromQl::Value(total))) => {
                    Question::Prometheus(match part_is_good {
                        true => PromQl::GoodOfTotal { good: part, total },
                        false => PromQl::BadOfTotal { bad: part, total },
                    })
                }
                _ => Question::Unclear(kind),
            };
            Source::Remote(RemoteSource { question, ..whole })
        }
        // Whichever cannot be asked decides: nothing is known of the share then.
        (foreign @ Source::Foreign(_), _) | (_, foreign @ Source::Foreign(_)) => foreign,
        (Source::Remote(remote), _) | (_, Source::Remote(remote)) => {
            let question = Question::Unclear(remote.question.kind());
            Source::Remote(RemoteSource { question, ..remote })
        }
        (other, _) => other,
    }))
}

fn of_parts(
    good: Option<SliMetricSpec>,
    bad: Option<SliMetricSpec>,
    total: Option<SliMetricSpec>,
    is_counter: bool,
    place: &Place,
    lower: &mut Lower<'_>,
) -> Result<Option<Source>, ()> {
    let choices = [("good", good.map(|good| (true, good))), ("bad", bad.map(|bad| (false, bad)))];
    let part = lower.exactly_one(place, choices);
    let Some(total) = total else {
        let message = "`total` is missing: a share is a share of something";
        lower.report(Finding::new(&rules::MISSING_FIELD, place.child("total"), message));
        return Err(());
    };
    let total = total.lower(&place.child("total"), lower);
    let (part_is_good, part) = part.ok_or(())?;
    let side = if part_is_good { "good" } else { "bad" };
    let part = part.lower(&place.child(side), lower)?;
    let (Some(part), Some(total)) = (part, total?) else { return Ok(None) };
    match (file_of(part), file_of(total)) {
        (Ok(part), Ok(total)) => {
            let counted = [(side, &part.measure), ("total", &total.measure)];
            for (name, measure) in counted {
                if !matches!(measure, Measure::Count | Measure::Value { .. }) {
                    let message =
                        format!("`{name}` is counted (`count: true`) or added up (`value: {{column: …}}`)");
                    let at = place.child(name).child("metricSource").child("spec");
                    let help = "a source that has the share itself is a `raw` one";
                    lower.report(Finding::new(&rules::CONTRADICTION, at, message).help(help));
                    return Err(());
                }
            }
            Ok(Some(Source::Ratio(Box::new(RatioSource::Parts {
                part: Box::new(part),
                part_is_good,
                total: Box::new(total),
                is_counter,
            }))))
        }
        (part, total) => {
            let source = |side: Result<FileSource, Box<Source>>| {
                side.map_or_else(|other| *other, |file| Source::File(Box::new(file)))
            };
            together(source(part), part_is_good, source(total), lower)
        }
    }
}
