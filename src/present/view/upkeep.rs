//! What an operator looks after: sources, rows, the observed branch, waivers.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;

use super::parts::DeclaredAt;
use super::{Inputs, MetricView, short};
use crate::analyse::MetricAssessment;
use crate::finding::Level;
use crate::model::{Metric, Waiver};
use crate::present::show;

/// The observed branch as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    /// Its name.
    pub branch: String,
    /// Its tip, in hexadecimal; `None`: there is no branch.
    pub commit: Option<String>,
    /// When something was last recorded.
    pub last: Option<Timestamp>,
    /// Its files.
    pub files: usize,
    /// Their bytes, before Git packs them.
    pub bytes: u64,
    /// By how many bytes it will grow in a year, packed.
    pub growth: Option<f64>,
    /// By how many it may.
    pub budget: u64,
}

/// The observed branch as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct ShelfView {
    /// Its name.
    pub branch: String,
    /// Its tip, shortened; `null`: there is no branch.
    pub commit: Option<String>,
    /// When something was last recorded.
    pub last: String,
    /// Its files.
    pub files: String,
    /// Their size.
    pub size: String,
    /// The growth in a year.
    pub growth: String,
    /// The growth that is allowed.
    pub budget: String,
    /// Whether it will grow by more.
    pub over: bool,
}

/// A metric's source and how it does.
#[derive(Debug, Clone, Serialize)]
pub struct UpkeepView {
    /// The metric.
    pub metric: String,
    /// Where it comes from, in words.
    pub source: String,
    /// `current`, `stale` or `never`.
    pub freshness: &'static str,
    /// The latest observation.
    pub latest: String,
    /// When the next one is due; a dash where nobody says how often.
    pub next: String,
    /// Whether that is over.
    pub overdue: bool,
    /// The share of the time that observations speak of.
    pub coverage: String,
    /// The share that is promised.
    pub promised: String,
    /// Whether it is less.
    pub short: bool,
    /// Why there is nothing, where there is nothing.
    pub failure: Option<String>,
    /// What became of the rows, where rows were read.
    pub rows: Option<RowsTold>,
}

/// What became of rows, for people.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RowsTold {
    /// Rows read.
    pub read: String,
    /// Rows that became observations.
    pub used: String,
    /// Rows that the declaration leaves out.
    pub left_out: String,
    /// Rows whose value is declared missing.
    pub missing: String,
    /// Rows that could not be read.
    pub unreadable: String,
    /// Whether some could not be read.
    pub broken: bool,
}

/// Findings of a rule about sources and data, counted.
#[derive(Debug, Clone, Serialize)]
pub struct TroubleView {
    /// The rule.
    pub code: &'static str,
    /// Its name.
    pub rule: &'static str,
    /// How bad it is.
    pub level: &'static str,
    /// How many there are.
    pub count: usize,
    /// The first one.
    pub message: String,
    /// Its file.
    pub path: String,
}

/// A waiver.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WaiverView {
    /// The rules that it lets pass.
    pub rules: String,
    /// Its last day.
    pub until: String,
    /// `in force`, `ends soon` or `over`.
    pub state: &'static str,
    /// Who answers for it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub declared_at: DeclaredAt,
}

/// Days ahead on which the end of a waiver is worth telling.
const AHEAD: i64 = 31;

/// The rules about sources, data and the observed branch, first and last code.
const SOURCES: std::ops::RangeInclusive<&str> = "D190"..="D279";

/// Sources of all metrics (`metrics` are those of the catalog, in its order), those in trouble first. Metrics without a source are no business of an operator.
pub fn sources(metrics: &[MetricView], inputs: &Inputs) -> Vec<UpkeepView> {
    let declared = metrics.iter().zip(inputs.catalog.metrics.values());
    let mut all: Vec<UpkeepView> = declared
        .filter_map(|(view, metric)| {
            UpkeepView::new(view, metric, inputs.assessment.metric(&metric.meta.name)?, inputs)
        })
        .collect();
    let is_well = |one: &UpkeepView| one.freshness == "current" && !one.short;
    all.sort_by_key(|one| (is_well(one), one.freshness == "current"));
    all
}

impl UpkeepView {
    fn new(view: &MetricView, metric: &Metric, assessed: &MetricAssessment, inputs: &Inputs) -> Option<Self> {
        let gather = metric.gather.as_ref()?;
        let next = gather.every.zip(assessed.latest).and_then(|(every, latest)| {
            let seconds = every.nominal_seconds() as i64;
            latest.checked_add(jiff::SignedDuration::from_secs(seconds)).ok()
        });
        let promised = gather.integrity.coverage;
        let moment = |at: Option<Timestamp>| {
            at.map_or_else(|| show::NOTHING.to_owned(), |at| show::moment(at, inputs.zone()))
        };
        Some(Self {
            metric: view.id.clone(),
            source: view.gather.as_ref().map(|gather| gather.source.clone()).unwrap_or_default(),
            freshness: assessed.freshness.keyword(),
            latest: moment(assessed.latest),
            next: moment(next),
            overdue: next.is_some_and(|next| next < inputs.assessment.as_of),
            coverage: show::percent(assessed.figure.coverage),
            promised: show::percent(promised),
            short: assessed.latest.is_some() && assessed.figure.coverage < promised,
            failure: assessed.absence.clone(),
            rows: view.tally.filter(|tally| tally.read > 0).map(|tally| RowsTold {
                read: show::count(tally.read),
                used: show::count(tally.used),
                left_out: show::count(tally.left_out),
                missing: show::count(tally.missing),
                unreadable: show::count(tally.unreadable),
                broken: tally.unreadable > 0,
            }),
        })
    }
}

impl ShelfView {
    /// The branch in words.
    pub fn new(shelf: &Shelf, inputs: &Inputs) -> Self {
        let nothing = || show::NOTHING.to_owned();
        Self {
            branch: shelf.branch.clone(),
            commit: shelf.commit.as_deref().map(short),
            last: shelf.last.map_or_else(nothing, |at| show::moment(at, inputs.zone())),
            files: show::count(shelf.files as u64),
            size: megabytes(shelf.bytes as f64),
            growth: shelf.growth.map_or_else(nothing, megabytes),
            budget: megabytes(shelf.budget as f64),
            over: shelf.growth.is_some_and(|growth| growth > shelf.budget as f64),
        }
    }
}

fn megabytes(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1e6)
}

/// What is wrong with sources and data, by rule, the worst first.
pub fn troubles(inputs: &Inputs) -> Vec<TroubleView> {
    let mut all: Vec<(Level, TroubleView)> = Vec::new();
    for finding in inputs.findings.iter().filter(|found| SOURCES.contains(&found.rule.code)) {
        if let Some((_, known)) = all.iter_mut().find(|(_, known)| known.code == finding.rule.code) {
            known.count += 1;
            continue;
        }
        let view = TroubleView {
            code: finding.rule.code,
            rule: finding.rule.name,
            level: finding.level.keyword(),
            count: 1,
            message: finding.message.clone(),
            path: finding.location.path().to_owned(),
        };
        all.push((finding.level, view));
    }
    all.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.code.cmp(other.code)));
    all.into_iter().map(|(_, view)| view).collect()
}

/// Waivers, those that end first at the top.
pub fn waivers(inputs: &Inputs) -> Vec<WaiverView> {
    let today = inputs.assessment.as_of.to_zoned_datetime(inputs.zone().clone()).date();
    let mut waivers: Vec<&Waiver> = inputs.waivers.iter().collect();
    waivers.sort_by(|a, b| {
        (a.until, a.source.path(), a.span.start.line).cmp(&(b.until, b.source.path(), b.span.start.line))
    });
    waivers.into_iter().map(|waiver| WaiverView::new(waiver, today)).collect()
}

impl WaiverView {
    fn new(waiver: &Waiver, today: Date) -> Self {
        let soon = today.checked_add(AHEAD.days()).unwrap_or(today);
        let start = waiver.span.start;
        Self {
            rules: waiver.rules.join(", "),
            until: waiver.until.to_string(),
            state: match waiver.until {
                until if until < today => "over",
                until if until <= soon => "ends soon",
                _ => "in force",
            },
            by: waiver.by.to_string(),
            reason: waiver.reason.clone(),
            declared_at: DeclaredAt {
                path: waiver.source.path().to_owned(),
                line: start.line,
                column: start.column,
            },
        }
    }
}
