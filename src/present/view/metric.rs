//! Metrics: what is measured, by whom, how well, and what it is used for.

use serde::Serialize;

use super::Inputs;
use super::parts::DeclaredAt;
use super::report::{report_words, upptime_words};
use crate::analyse::{Freshness, MetricAssessment};
use crate::catalog::Catalog;
use crate::model::metric::{Direction, Gather, MeasurementGap, Records};
use crate::model::observation::Tally;
use crate::model::source::{
    FileSource, GitMeasure, GitSource, Measure, Question, RatioPart, RatioSource, RemoteSource, Source,
};
use crate::model::{Metric, Name};
use crate::present::number::Real;
use crate::present::show;

/// A metric: its definition, its latest figures and where it is used.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricView {
    /// Its name.
    pub id: String,
    /// What it tells, in a sentence.
    pub description: Option<String>,
    /// The service.
    pub service: String,
    /// `technology`, `process` or `service`.
    pub class: &'static str,
    /// The unit, as declared.
    pub unit: String,
    /// `lower` or `higher` is better.
    pub direction: &'static str,
    /// Who is accountable; `null` where nobody is.
    pub owner: Option<String>,
    /// Step 3: how it is gathered.
    pub gather: Option<GatherView>,
    /// Why it cannot be measured, and who changes that.
    pub gap: Option<MeasurementGapView>,
    /// Step 4: how observations become one figure.
    pub aggregate: String,
    /// The dimensions that are kept.
    pub by: Vec<String>,
    /// How fresh it is; `null` when it was not assessed.
    pub freshness: Option<&'static str>,
    /// The latest observation.
    pub latest: Option<String>,
    /// Why there is none.
    pub absence: Option<String>,
    /// The figure of the time that the series covers.
    pub value: Option<Real>,
    /// What became of the rows.
    pub tally: Option<TallyView>,
    /// Objectives that look at it, by id.
    pub objectives: Vec<ObjectiveLink>,
    /// Cycles that improve it, by name.
    pub cycles: Vec<String>,
    /// Needs that ask for it, by name.
    pub needs: Vec<String>,
    /// Goals that it is a KPI of.
    pub goals: Vec<GoalLink>,
    /// Where it is declared.
    pub declared_at: DeclaredAt,
    /// For people.
    pub text: MetricText,
}

/// An objective that looks at a metric.
#[derive(Debug, Clone, Serialize)]
pub struct ObjectiveLink {
    /// `agreement/objective`, or `agreement/objective[value]`.
    pub id: String,
    /// The agreement.
    pub agreement: String,
}

/// A goal that a metric tells about.
#[derive(Debug, Clone, Serialize)]
pub struct GoalLink {
    /// `strategy/goal`
    pub goal: String,
    /// The critical success factor in between.
    pub csf: String,
    /// What the goal says.
    pub statement: String,
}

/// A metric as people read it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricText {
    /// What it is called.
    pub title: String,
    /// `lower is better`
    pub direction: &'static str,
    /// The interval of its series.
    pub interval: String,
    /// The figure of the time that the series covers.
    pub value: String,
    /// That time.
    pub period: String,
    /// The day of the latest observation.
    pub latest: String,
}

/// How a metric is gathered.
#[derive(Debug, Clone, Serialize)]
pub struct GatherView {
    /// Who.
    pub by: Option<String>,
    /// How often, in words.
    pub every: Option<String>,
    /// What silence means.
    pub records: &'static str,
    /// The share of a window that must be covered.
    pub coverage: String,
    /// How late observations may arrive.
    pub lateness: Option<String>,
    /// From where, in words.
    pub source: String,
}

/// Why a metric cannot be measured yet.
#[derive(Debug, Clone, Serialize)]
pub struct MeasurementGapView {
    /// Who closes the gap.
    pub owner: String,
    /// By when.
    pub due: Option<String>,
    /// What stands in the way.
    pub reason: Option<String>,
    /// Whether that day is over.
    pub overdue: bool,
}

/// What became of the rows that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TallyView {
    /// Rows read.
    pub read: u64,
    /// Rows that became observations.
    pub used: u64,
    /// Rows that the declaration leaves out.
    pub left_out: u64,
    /// Rows whose value is declared missing.
    pub missing: u64,
    /// Rows that could not be read.
    pub unreadable: u64,
}

/// All metrics, by name.
pub fn all(inputs: &Inputs) -> Vec<MetricView> {
    inputs.catalog.metrics.values().map(|metric| MetricView::new(metric, inputs)).collect()
}

impl MetricView {
    /// A metric with all that is known of it.
    pub fn new(metric: &Metric, inputs: &Inputs) -> Self {
        let name = &metric.meta.name;
        let assessed = inputs.assessment.metric(name);
        Self {
            id: name.to_string(),
            description: metric.description.clone(),
            service: metric.service.to_string(),
            class: metric.class.keyword(),
            unit: metric.unit.symbol().to_owned(),
            direction: direction(metric).0,
            owner: metric.owner.as_ref().map(ToString::to_string),
            gather: metric.gather.as_ref().map(GatherView::new),
            gap: metric.gap.as_ref().map(|gap| MeasurementGapView::new(gap, inputs)),
            aggregate: metric.process.aggregate.to_string(),
            by: metric.process.by.clone(),
            freshness: assessed.map(|assessed| Freshness::keyword(assessed.freshness)),
            latest: assessed.and_then(|assessed| assessed.latest).map(|at| at.to_string()),
            absence: assessed.and_then(|assessed| assessed.absence.clone()),
            value: assessed.and_then(|assessed| assessed.figure.value).map(Real),
            tally: inputs.observations.get(name).map(|observed| TallyView::new(observed.tally)),
            objectives: objectives(name, inputs),
            cycles: cycles(name, inputs.catalog),
            needs: needs(name, inputs.catalog),
            goals: goals(name, inputs.catalog),
            declared_at: DeclaredAt::new(&metric.meta.place),
            text: text(metric, assessed, inputs),
        }
    }
}

fn direction(metric: &Metric) -> (&'static str, &'static str) {
    match metric.direction {
        Direction::Lower => ("lower", "lower is better"),
        Direction::Higher => ("higher", "higher is better"),
    }
}

fn text(metric: &Metric, assessed: Option<&MetricAssessment>, inputs: &Inputs) -> MetricText {
    let nothing = || show::NOTHING.to_owned();
    let latest = assessed.and_then(|assessed| assessed.latest);
    MetricText {
        title: metric.meta.title().to_owned(),
        direction: direction(metric).1,
        interval: show::every(metric.process.interval),
        value: show::value(&metric.unit, assessed.and_then(|assessed| assessed.figure.value)),
        period: assessed
            .map_or_else(nothing, |assessed| show::interval(assessed.figure.interval, inputs.zone())),
        latest: latest.map_or_else(nothing, |at| show::moment(at, inputs.zone())),
    }
}

impl GatherView {
    fn new(gather: &Gather) -> Self {
        Self {
            by: gather.by.as_ref().map(ToString::to_string),
            every: gather.every.map(show::every),
            records: match gather.records {
                Records::Events => "events: silence means that nothing happened",
                Records::Samples => "samples: silence means that a reading is missing",
            },
            coverage: show::percent(gather.integrity.coverage),
            lateness: gather.integrity.lateness.map(show::duration),
            source: source_words(&gather.source),
        }
    }
}

impl MeasurementGapView {
    fn new(gap: &MeasurementGap, inputs: &Inputs) -> Self {
        let today = inputs.assessment.as_of.to_zoned_datetime(inputs.zone().clone()).date();
        Self {
            owner: gap.owner.to_string(),
            due: gap.due.map(|day| day.to_string()),
            reason: gap.reason.clone(),
            overdue: gap.due.is_some_and(|due| due < today),
        }
    }
}

impl TallyView {
    /// The counts of a tally.
    pub fn new(tally: Tally) -> Self {
        let Tally { read, used, left_out, missing, unreadable } = tally;
        Self { read, used, left_out, missing, unreadable }
    }
}

/// A source in words.
fn source_words(source: &Source) -> String {
    match source {
        Source::File(file) => file_words(file),
        Source::Git(git) => git_words(git),
        Source::Report(source) => report_words(&source.report),
        Source::Remote(RemoteSource { question: Question::Exec(exec), .. }) => {
            format!("the command {}, run by gather only", exec.command.join(" "))
        }
        Source::Remote(RemoteSource { question: Question::Upptime(upptime), .. }) => {
            format!("{} of {}", upptime_words(upptime), upptime.repository)
        }
        Source::Remote(remote) => {
            if let Question::Sql(question) = &remote.question
                && let Some(path) = &question.file
            {
                return format!("a statement asked from the database {path}");
            }
            let place = remote.data_source.as_ref().map_or_else(String::new, |name| format!(" {name}"));
            format!("{}{place}, asked over the network", remote.question.kind().keyword())
        }
        Source::Ratio(ratio) => ratio_words(ratio),
        Source::Foreign(foreign) => match &foreign.kind {
            Some(kind) => format!("{kind}, which deming cannot ask"),
            None => "a system that deming cannot ask".to_owned(),
        },
    }
}

fn ratio_words(ratio: &RatioSource) -> String {
    match ratio {
        RatioSource::Parts { part, part_is_good, total, .. } => {
            let side = if *part_is_good { "good" } else { "bad" };
            format!("{side} from {}; total from {}", file_words(part), file_words(total))
        }
        RatioSource::Failures(source) => format!("what is left of {}", source_words(source)),
    }
}

fn file_words(file: &FileSource) -> String {
    let measure = match &file.measure {
        Measure::Value { column } => format!("the number in {column}"),
        Measure::Elapsed { from, to } => format!("the time from {from} to {to}"),
        Measure::Count => "each row counts one".to_owned(),
        Measure::Ratio(ratio) => {
            let part = if ratio.part_is_good { "good" } else { "bad" };
            format!("{part} rows by {} out of {}", part_words(&ratio.part), total_words(ratio.total.as_ref()))
        }
        Measure::Down { from, to } => format!("down time from {from} to {to}, overlaps counted once"),
    };
    format!("{}: {measure}", file.path)
}

fn part_words(part: &RatioPart) -> String {
    match part {
        RatioPart::Rows(conditions) => {
            let mut columns: Vec<_> = conditions.iter().map(|condition| condition.column.as_str()).collect();
            columns.dedup();
            columns.join(", ")
        }
        RatioPart::Sum(column) => format!("the sum of {column}"),
    }
}

fn total_words(total: Option<&RatioPart>) -> String {
    match total {
        None => "all rows".into(),
        Some(RatioPart::Rows(conditions)) if conditions.is_empty() => "all rows".into(),
        Some(part @ RatioPart::Rows(_)) => format!("rows by {}", part_words(part)),
        Some(part) => part_words(part),
    }
}

fn git_words(git: &GitSource) -> String {
    let measure = match git.measure {
        GitMeasure::Deployments => "releases",
        GitMeasure::LeadTime => "time from a commit to the first release that contains it",
        GitMeasure::ReleaseInterval => "time between releases",
        GitMeasure::ChangeFailure => "releases that a hot-fix or a revert follows",
    };
    format!("Git history, tags {}: {measure}", git.tags.join(" "))
}

fn objectives(metric: &Name, inputs: &Inputs) -> Vec<ObjectiveLink> {
    let uses = inputs.assessment.objectives.iter().filter(|objective| objective.metric == *metric);
    uses.map(|objective| ObjectiveLink {
        id: objective.id.to_string(),
        agreement: objective.id.agreement.to_string(),
    })
    .collect()
}

fn cycles(metric: &Name, catalog: &Catalog) -> Vec<String> {
    catalog
        .cycles
        .values()
        .filter(|cycle| cycle.metric == *metric)
        .map(|cycle| cycle.meta.name.to_string())
        .collect()
}

fn needs(metric: &Name, catalog: &Catalog) -> Vec<String> {
    let asks =
        |need: &&crate::model::Need| need.requires.iter().any(|requirement| requirement.metric == *metric);
    catalog.needs.values().filter(asks).map(|need| need.meta.name.to_string()).collect()
}

fn goals(metric: &Name, catalog: &Catalog) -> Vec<GoalLink> {
    let mut links = Vec::new();
    for strategy in catalog.strategies.values() {
        for goal in &strategy.goals {
            let factors = goal.csfs.iter().filter(|factor| factor.kpis.contains(metric));
            links.extend(factors.map(|factor| GoalLink {
                goal: format!("{}/{}", strategy.meta.name, goal.name),
                csf: factor.name.to_string(),
                statement: goal.statement.clone(),
            }));
        }
    }
    links
}
